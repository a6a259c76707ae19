"""What a worksheet and a quiz ask and their keys answer, of a seed.

The engines on the sheet are those that a factory and three others have on record before the
match of that seed begins: so who has done the sums plays the match with what they say.
"""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import numpy as np

from game.api import play
from game.campaign.figures import PER
from game.fleet.engines import SimulatedFleet
from game.quiz.bank import LATER, OBJECTIVES
from game.quiz.forms import LETTERS, form
from game.quiz.numbers import all_in
from game.rules.decisions import Decision
from game.rules.economics import recommended_age
from game.rules.errors import GameError
from game.rules.links import encode
from game.rules.scenario import DEFAULT, check_seed
from game.rules.strategies import STRATEGIES, IntArray
from game.teaching.pages import page
from game.teaching.shelf import DOCUMENTS, recorded
from game.text.language import t

FONTS = Path(__file__).parents[2] / "static" / "fonts"
SEED = 31
"""Of the form that is printed."""

OTHERS = 3  # factories whose records are on the sheet, too
RIGHT_IN = (0.12, 0.15, 0.25, 0.3, 0.4)
"""Shares of alarms that a sheet calls right: below and above those at which a service pays."""

_FIRST = next(iter(STRATEGIES))  # what a factory does before anybody decides


def worksheet(seed: int = SEED) -> dict[str, Any]:
    """Return the figures of a worksheet and of its key.

    Raises
    ------
    GameError
        No seed.

    Examples
    --------
    >>> found = worksheet(7)
    >>> found["link"], len(found["own"]), len(found["others"])
    ('1-default-7', 4, 3)
    """
    prices, fleet = DEFAULT.economics, SimulatedFleet(DEFAULT, check_seed(seed))
    own = fleet.lifetimes(np.array(fleet.archive(0), np.int64))
    others = [fleet.lifetimes(np.array(one, np.int64)) for one in fleet.members[:OTHERS]]
    every = np.concatenate([own, *others])
    early = int(min(own)) // 10 * 10 - 10
    late = (int(sorted(own.tolist())[1]) + int(sorted(own.tolist())[2])) // 2
    service, failure = all_in(prices)
    share = Random(f"{seed}-alarm").choice(RIGHT_IN)
    lives = float(own.mean())
    return {
        "seed": seed,
        "link": encode(DEFAULT.name, seed, ()),
        "own": own.tolist(),
        "others": [one.tolist() for one in others],
        "mean": lives,
        "availability": lives / (lives + prices.failure_cycles),
        "waiting": _at(own, None),
        "early": _at(own, early),
        "late": _at(own, late),
        "best_of_own": recommended_age(own, prices, prudence=1),
        "careful": recommended_age(own, prices),
        "best_of_all": recommended_age(every, prices, prudence=1),
        "count": len(every),
        "share": share,
        "worth": share * failure,
        "pays": share * failure > service,
        "matches": matches(seed),
    }


def _at(lifetimes: IntArray, age: int | None) -> dict[str, Any]:
    """Return what engines come to if all are serviced at an age, or at none."""
    prices = DEFAULT.economics
    if age is None:
        age = int(max(lifetimes)) + 1
    failed = int(np.count_nonzero(lifetimes <= age))
    running = int(np.minimum(lifetimes, age).sum())
    serviced = len(lifetimes) - failed
    idle = failed * prices.failure_cycles + serviced * prices.service_cycles
    spent = failed * prices.failure_cost + serviced * prices.service_cost
    earned = running * prices.running_income
    return {
        "age": age,
        "running": running,
        "failed": failed,
        "serviced": serviced,
        "idle": idle,
        "earned": earned,
        "spent": spent,
        "profit": PER * (earned - spent) / (running + idle),
    }


def matches(seed: int) -> list[dict[str, Any]]:
    """Return what each strategy earns in the match of a seed, chosen at its beginning.

    Examples
    --------
    >>> [row["failed"] for row in matches(77)]
    [49, 2, 18, 0]
    """
    rows = []
    for name, kind in STRATEGIES.items():
        chosen = [Decision(0, name)] if name != _FIRST else []
        report = play(DEFAULT, seed, chosen).factories[0]
        rows.append(
            {
                "strategy": kind.title,
                "profit": report.profit,
                "failed": report.failed,
                "serviced": report.maintained,
                "share": report.profit / report.oracle_profit,
                "link": encode(DEFAULT.name, seed, chosen),
            }
        )
    return rows


def quiz(seed: int = 0) -> dict[str, Any]:
    """Return both forms of the quiz, and what is asked weeks later.

    Examples
    --------
    >>> quiz()["a"][0]["right"] in "abcd", len(quiz()["later"])
    (True, 1)
    """
    asked = {letter.lower(): _asked(form(letter, seed)) for letter in LETTERS}
    later = _asked(form("A", seed, LATER))
    objectives = {name: t(text) for name, text in OBJECTIVES.items()}
    return {"seed": seed, **asked, "later": later, "objectives": objectives}


def _asked(sheet: Any) -> list[dict[str, Any]]:
    return [
        {
            "objective": one.objective,
            "text": one.text,
            "options": list(one.options),
            "right": "abcd"[one.right],
            "why": one.why,
        }
        for one in sheet.questions
    ]


CSV_HEADS = ("number", "objective", "question", "a", "b", "c", "d", "right", "why")


def as_csv(questions: Sequence[Mapping[str, Any]]) -> str:
    """Return the questions of a form of the quiz as a table, for a learning platform or a sheet.

    Examples
    --------
    >>> as_csv(quiz()["later"]).splitlines()[0]
    'number,objective,question,a,b,c,d,right,why'
    """
    written = StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(CSV_HEADS)
    for number, one in enumerate(questions, 1):
        options = one["options"]
        table.writerow([number, one["objective"], one["text"], *options, one["right"], one["why"]])
    return written.getvalue()


def written_anew(seed: int, folder: Path) -> list[Path]:
    """Write a form of a teacher's own into a folder: sheets, their keys, and the quiz as tables.

    Raises
    ------
    GameError
        No seed, or a folder that cannot be written to.
    """
    figures = {**recorded(), "form": worksheet(seed), "quiz": quiz(seed)}
    texts = {f"{one.name}.html": page(one, figures) for one in DOCUMENTS if one.seeded}
    texts |= tables(figures["quiz"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copytree(FONTS, folder / FONTS.name, dirs_exist_ok=True)  # pages look for them there
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise GameError(
            "{file} cannot be written to ({problem}): name a folder you may write to.",
            file=folder,
            problem=error.strerror,
        ) from error
    return [folder / name for name in texts]


def tables(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return both forms of the quiz as tables, by the names of their files."""
    return {f"quiz-{letter.lower()}.csv": as_csv(asked[letter.lower()]) for letter in LETTERS}
