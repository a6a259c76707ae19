"""The figures of the documents: each is a named computation, and what it gave is recorded.

A text says ``{{ rules.failure_cost | money }}``; ``rules`` is a row of ``NAMED``. A figure that
takes more than a moment is ``costly``: it is computed anew by ``make teaching`` and ``make long``,
the others by every run of the tests.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.api import one_engine
from game.campaign import figures as lessons
from game.campaign.chapters import ALL
from game.campaign.levels import LESSONS, STORY, STORY_SEED
from game.lab.experiments import EXPERIMENTS
from game.quiz.numbers import all_in, break_even
from game.rooms.room import Plan
from game.rooms.rounds.rows import PARTS, REHEARSAL, ROWS
from game.rooms.verbs.opening import plan_of
from game.rules.economics import PRUDENCE
from game.teaching import forms
from game.text.language import t

Figures = dict[str, Any]
"""Numbers, texts and lists of them, by name."""


@dataclass(frozen=True)
class Named:
    """A computation, and the command or page that shows the same figures."""

    compute: Callable[[], Figures]
    shown_by: str
    costly: bool = False


def rules() -> Figures:
    """Return the prices of a match, and what they come to.

    Examples
    --------
    >>> found = rules()
    >>> found["failure_in_all"], found["service_in_all"], round(found["ratio"], 1)
    (78000, 16000, 4.9)
    """
    prices = STORY.economics
    service, failure = all_in(prices)
    return {
        "income": prices.running_income,
        "failure_cost": prices.failure_cost,
        "failure_cycles": prices.failure_cycles,
        "service_cost": prices.service_cost,
        "service_cycles": prices.service_cycles,
        "failure_in_all": failure,
        "service_in_all": service,
        "ratio": failure / service,
        "break_even": break_even(service, failure),
        "slots": STORY.slots,
        "factories": STORY.factories,
        "members": STORY.federation_size,
        "fan_share": STORY.fan_share,
        "failures_on_record": STORY.archive_failures,
        "no_fan_on_record": (1 - STORY.fan_share) ** STORY.archive_failures,
        "prudence": PRUDENCE,
    }


def calendar() -> Figures:
    """Return what waiting costs, and what service ages earn, in the factory of the lessons."""
    waited, ages = lessons.waiting(STORY, STORY_SEED), lessons.service_ages(STORY, STORY_SEED)
    return {
        "per": lessons.PER,
        "taken": waited.taken,
        "failures": waited.failures,
        "known": ages.known.tolist(),
        "best": ages.best,
        "earns": ages.at(ages.best),
        "waiting_earns": float(ages.profit[-1]),
        "recommended": ages.recommended,
        "recommended_earns": ages.at(ages.recommended),
        "of_record": ages.optimum_of_known,
        "of_record_earns": ages.at(ages.optimum_of_known),
    }


def models() -> Figures:
    """Return what a model of one's own sees, and what others' failures add to it."""
    own, joined = lessons.own_model(STORY, STORY_SEED), lessons.joining(STORY, STORY_SEED)
    place = own.recommended - int(lessons.THRESHOLDS[0])
    return {
        "alarm": own.recommended,
        "own_earns": float(own.profit[place]),
        "own_best": own.best,
        "own_best_earns": float(own.profit.max()),
        "own_failed_fans": float(own.failed_fans[place]),
        "own_failed_compressors": float(own.failed_compressors[place]),
        "sizes": list(lessons.FEDERATION_SIZES),
        "failed_fans": joined.failed_fans.tolist(),
        "together_earns": float(joined.profit[-1]),
        "together_alarm": joined.thresholds[-1],
        "moved": joined.bytes_moved,
        "stayed": joined.raw_bytes,
        "numbers": lessons.MODEL_NUMBERS,
    }


def engine() -> Figures:
    """Return one fan engine under the two models."""
    one = one_engine(STORY_SEED, 1, 1)
    stop = one.stops["federated"]
    return {
        "lifetime": one.lifetime,
        "own_last": float(one.forecasts["local"][-1]),
        "own_alarm": one.settings["local"],
        "alarm": one.settings["federated"],
        "stop": stop,
        "left": one.lifetime - stop,
        "archived": one.archived,
        "archived_fans": one.archived_fans,
    }


def little() -> Figures:
    """Return what a shared model adds in two kinds of fleet."""
    level = next(lesson for lesson in LESSONS if lesson.name == "little")
    fleets = lessons.fleets(level.scenario, level.seed)
    return {
        "mixed": fleets.mixed.mean,
        "mixed_failures": fleets.mixed.failures,
        "single": fleets.single.mean,
        "single_low": fleets.single.interval[0],
        "single_high": fleets.single.interval[1],
        "single_failures": fleets.single.failures,
    }


SHOWN: Mapping[str, int] = {
    "ladder": 2,
    "blind": 77,
    "below": 24,
    "equal": 16,
    "own": 14,
    "long": 34,
    "short": 33,
}
"""Seeds of *Everything unlocked* that show something, by what they show."""


def seeds() -> Figures:
    """Return what each strategy earns on the seeds that show something."""
    return {name: {"seed": seed, "rows": forms.matches(seed)} for name, seed in SHOWN.items()}


def chapters() -> Figures:
    """Return the chapters of the campaign, and the seeds on which they keep what they promise."""
    return {
        chapter.name: {
            "idea": t(chapter.idea),
            "link": chapter.link(),
            "seeds": list(chapter.seeds),
        }
        for chapter in ALL
    }


def labs() -> Figures:
    """Return the lab's prepared experiments, and what 20 starting seeds have answered."""
    answered = json.loads(_VERDICTS.read_text(encoding="utf-8"))
    return {
        name: {
            "title": t(one.title),
            "question": t(one.question),
            "link": one.settings.text,
            "answers": [
                {"what": row["what"], **_most(row["findings"]), "means": row["means"]}
                for row in answered[name]
            ],
        }
        for name, one in EXPERIMENTS.items()
    }


def _most(findings: dict[str, int]) -> Figures:
    said = max(findings, key=lambda finding: findings[finding])
    return {"finding": said, "times": findings[said], "of": sum(findings.values())}


def room() -> Figures:
    """Return how a room is opened, if nothing else is said."""
    plan = Plan(STORY.name, STORY_SEED)
    return {
        "turns": plan.turns,
        "turn_cycles": plan.turn_cycles,
        "seconds": plan.seconds,
        "cycles": plan.turns * plan.turn_cycles,
    }


def margin() -> Figures:
    """Return what a federation is worth over a model of one's own, over a thousand games."""
    found = json.loads(_MARGIN.read_text(encoding="utf-8"))["0"]
    own = found["steps"][0]
    return {
        "games": found["games"],
        "more": own["margin"]["mean"],
        "low": own["margin"]["ci95"][0],
        "high": own["margin"]["ci95"][1],
        "won": own["won"]["mean"],
        "unseen": found["unseen"]["margin"]["mean"],
        "seen": found["seen"]["margin"]["mean"],
    }


def lesson() -> Figures:
    """Return the prepared lesson of 45 minutes: its turns, what is said when, what classes show.

    Examples
    --------
    >>> found = lesson()
    >>> found["alone"], found["together"], found["say"]["after"].startswith("The same kinds")
    (4, 4, True)
    """
    first, plan = ROWS[0], plan_of({"round": ROWS[0].name, "seed": STORY_SEED})
    found = json.loads(_ROUNDS.read_text(encoding="utf-8"))
    opens = plan.federation or 0
    return {
        "seconds": plan.seconds,
        "alone": opens,
        "together": plan.turns - opens,
        "bots": REHEARSAL,
        "say": {part.name: t(first.says.get(part.name, part.say)) for part in PARTS},
        "rooms": [{"title": t(row.title), "line": t(row.line)} for row in ROWS],
        "blind": found["blind-spot"][0],
        "commons": found["commons"][1],
        "behind": found["commons"][1]["mean"] - found["commons"][2]["mean"],
        "expected": [
            {
                "room": room,
                "classes": [
                    _of_classes(found[name], text, seats)
                    for text, seats in zip(texts, CLASSES, strict=True)
                ],
            }
            for room, name, texts in _EXPECTED
        ],
    }


CLASSES = (24, 12, 6)
"""Seats of the classes that the guide tells of."""


def _of_classes(rows: list[Figures], text: str, seats: int) -> Figures:
    """Return what the benchmark says of one promise."""
    return next(row for row in rows if (row["text"], row["seats"]) == (text, seats))


_EXPECTED = (
    (
        "The blind spot: who joins has more than alone",
        "blind-spot",
        ("members against models of their own", "split, in a class of twelve",
         "split, in a class of six"),
    ),
    (
        "The saboteur: the median saves",
        "saboteur",
        ("the median against averaging", "the same in a class of twelve",
         "the same in a class of six"),
    ),
    ("The privacy budget: light noise costs", "privacy", ("lost by light noise",) * 3),
    ("The same: strong noise costs", "privacy", ("lost by strong noise",) * 3),
)  # fmt: skip
"""What the guide says of each room, by the texts of the benchmark."""


_DOCS = Path(__file__).parents[2] / "docs"
_VERDICTS, _MARGIN = _DOCS / "verdicts.json", _DOCS / "margin.json"
_ROUNDS = _DOCS / "rounds.json"
_LEARN = "Learn"
NAMED: dict[str, Named] = {
    "rules": Named(rules, "How it works"),
    "calendar": Named(calendar, _LEARN),
    "models": Named(models, _LEARN),
    "engine": Named(engine, "How it works"),
    "little": Named(little, _LEARN, costly=True),
    "form": Named(forms.worksheet, "python -m game replay LINK"),
    "quiz": Named(forms.quiz, "Teach"),
    "seeds": Named(seeds, "python -m game replay LINK", costly=True),
    "chapters": Named(chapters, "Play"),
    "room": Named(room, "Teach"),
    "lesson": Named(lesson, "python -m benchmarks rounds"),
    "labs": Named(labs, "python -m benchmarks verdicts"),
    "margin": Named(margin, "python -m benchmarks margin"),
}
"""By the name that texts use."""


def computed() -> dict[str, Figures]:
    """Return all figures, computed anew."""
    return {name: rounded(one.compute()) for name, one in NAMED.items()}


def rounded(value: Any) -> Any:
    """Return figures to nine digits: what is left differs between machines.

    Examples
    --------
    >>> rounded({"share": 1 / 3, "ages": [1, 2.5]})
    {'share': 0.333333333, 'ages': [1, 2.5]}
    """
    match value:
        case dict():
            return {key: rounded(one) for key, one in value.items()}
        case list() | tuple():
            return [rounded(one) for one in value]
        case float():
            return float(f"{value:.9g}")
    return value
