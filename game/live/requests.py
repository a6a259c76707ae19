"""What a live screen asks for, read as strictly as if a stranger had sent it, and answered."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from game.fleet.cmapss import fleet_of
from game.live.daily import daily_link
from game.live.feed import Feed, Request, feed
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import MOST_DECISIONS, check_moves, move_of
from game.rules.errors import (
    DecisionError,
    EngineSourceError,
    GameError,
    LinkError,
    check_whole,
    shown,
)
from game.rules.links import Link, decode, encode
from game.rules.scenario import FIRST, LONGEST_MATCH, RULES_VERSION, check_seed
from game.text.language import refusal_text
from game.text.marking import mark

POOL = 128
"""Free matches that are dealt to who asks for any: what one has computed serves the next, too."""

_DEALT = 0xF4

LONGEST_STEP = 4_000
"""Cycles that one answer adds at most, however many were asked for."""


_NO_WHOLE = mark(
    "{name} of a request is a whole number from {low} to {high}, got {got}: reload the page."
)


def answer(values: object) -> Feed:
    """Answer a live screen: play what it asks for, or refuse it in one sentence.

    Examples
    --------
    >>> answer({"n": 1, "scenario": "classic", "seed": -1}).header["error"]
    'A seed is a whole number from 0 to 4294967295, got -1: choose another.'
    """
    try:
        if isinstance(values, dict) and "link" in values:
            return _linked(values["link"])
        return feed(parse_request(dealt(values)))
    except GameError as error:
        return refusal(values, error)


def dealt(values: object) -> object:
    """Return a request that names its match: who asks for any new one is dealt a seed.

    Examples
    --------
    >>> dealt({"n": 3, "new": {"scenario": "open", "seed": 7}})
    {'n': 3, 'scenario': 'open', 'seed': 7}
    """
    if not isinstance(values, dict) or not isinstance(values.get("new"), dict):
        return values
    given = values["new"]
    seed = given.get("seed")
    return {
        "n": values.get("n", 0),
        "scenario": given.get("scenario"),
        "seed": fresh_seed(given.get("scenario")) if seed is None else seed,
    }


def match_asked(values: object) -> str:
    """Return a name of the match that a request is about, whoever asks; empty if it names none.

    Examples
    --------
    >>> match_asked({"link": "1-open-7-60p"}), match_asked({"scenario": "open", "seed": 7})
    ('open-7', 'open-7')
    """
    if not isinstance(values, dict):
        return ""
    if "link" in values:
        try:
            link = decode(values["link"])
        except LinkError:
            return ""
        return f"{link.scenario}-{link.seed}"
    return f"{values.get('scenario')}-{values.get('seed')}"


class Ahead(NamedTuple):
    """A match of which more will be asked.

    Attributes
    ----------
    now, known : the cycle at which who plays it stands, and up to which it is known; None where
        nobody has come yet
    """

    link: str
    now: int | None = None
    known: int | None = None


def standing_at(values: object, decisions: Sequence[Sequence[Any]]) -> int:
    """Return the cycle at which who was answered stands: of the last decision, or after it.

    Parameters
    ----------
    values : what was asked
    decisions : rows of the match that was answered

    Examples
    --------
    >>> rows = [[60, "answer", [1, 0]]]
    >>> standing_at({"from": 400}, rows), standing_at({"link": "1-open-7-60a1.0", "from": ""}, rows)
    (400, 60)
    """
    known = values if isinstance(values, dict) and "link" not in values else {}
    return int(max([known.get("from", 0), *(row[0] for row in decisions)]))


def _linked(text: object) -> Feed:
    """Answer a link with its match, or with a fresh game and one sentence about the link."""
    notice = None
    try:
        link = decode(text)
        fleet_of(scenario_named(link.scenario), link.seed)  # may not be on this machine
    except (LinkError, EngineSourceError) as error:
        notice, link = refusal_text(error), Link(FIRST, fresh_seed(FIRST), ())
    opened = feed(Request(scenario_named(link.scenario), link.seed, link.decisions))
    return replace(opened, header={**opened.header, "notice": notice})


@lru_cache(maxsize=1)
def pool() -> tuple[int, ...]:
    """Return the seeds of the free matches that are dealt, the same on every machine.

    Examples
    --------
    >>> len(set(pool()))
    128
    """
    return tuple(np.random.SeedSequence(_DEALT).generate_state(POOL).tolist())


def wanted_soon(day: date) -> list[Ahead]:
    """Return the matches that somebody will ask for: the day's, the pool, the next day's.

    Examples
    --------
    >>> len(wanted_soon(date(2026, 12, 1)))
    130
    """
    dealt_ones = (encode(FIRST, seed, ()) for seed in pool())
    links = [daily_link(day), *dealt_ones, daily_link(day + timedelta(days=1))]
    return [Ahead(link) for link in links]


def fresh_seed(scenario: object) -> int:
    """Return the seed of a match for who asks for any."""
    return secrets.choice(pool()) if scenario == FIRST else secrets.randbelow(2**32)


def begins(values: object) -> bool:
    """Return whether a request is for a match in which nothing has been decided.

    Examples
    --------
    >>> begins({"link": "1-open-7"}), begins({"link": "1-open-7-60p"}), begins({"n": 1, "new": {}})
    (True, False, True)
    """
    if not isinstance(values, dict):
        return False
    if "link" in values:
        try:
            return not decode(values["link"]).decisions
        except LinkError:
            return True
    return "new" in values or not (values.get("decisions") or values.get("from"))


def parse_request(values: object) -> Request:
    """Return the request that a browser has sent, or refuse it whole.

    Raises
    ------
    GameError
        Anything that this page would not have sent.

    Examples
    --------
    >>> rows = [[231, "order", ["preventive", 131, False]]]
    >>> parse_request({"scenario": "classic", "seed": 7, "decisions": rows}).decisions
    (Decision(cycle=231, strategy='preventive', setting=131, retrain=False),)
    """
    if not isinstance(values, dict):
        raise GameError(
            "A request is an object, got {kind}: reload the page.", kind=type(values).__name__
        )
    scenario = scenario_named(values.get("scenario"))
    rows = values.get("decisions", [])
    if not isinstance(rows, list) or len(rows) > MOST_DECISIONS:
        raise DecisionError(
            "Decisions are a list of at most {most}, got {got}: reload the page.",
            most=MOST_DECISIONS,
            got=shown(rows),
        )
    decisions = tuple(move_of(row) for row in rows)
    check_moves(scenario, decisions)
    cycles = [decision.cycle for decision in decisions]
    if cycles != sorted(cycles):
        raise DecisionError(
            "Decisions are taken one after the other, got the cycles {got}: put them in order.",
            got=shown(cycles),
        )
    held = values.get("have", [])
    if not isinstance(held, list) or len(held) > 16:
        raise GameError("Known engines are a list, got {got}: reload the page.", got=shown(held))
    since = _whole("from", values.get("from", 0), LONGEST_MATCH)
    until = _whole("until", values.get("until", 2_000), LONGEST_MATCH)
    return Request(
        scenario,
        check_seed(values.get("seed")),
        decisions,
        number=_whole("n", values.get("n", 0), 2**53),
        since=since,
        until=max(1, min(until, since + LONGEST_STEP)),
        engines_held=tuple(_whole("have", count, 10**6) for count in held),
        keep_playing=values.get("keep") is True,
    )


def refusal(values: object, error: GameError) -> Feed:
    """Return the answer to a request that was refused: one sentence, and nothing else.

    Examples
    --------
    >>> refusal({"n": 3}, GameError("No.")).header
    {'version': 1, 'match': None, 'n': 3, 'error': 'No.'}
    """
    number = values.get("n") if isinstance(values, dict) else None
    number = number if isinstance(number, int) and abs(number) < 2**53 else 0
    return Feed(
        {"version": RULES_VERSION, "match": None, "n": number, "error": refusal_text(error)}, {}
    )


def _whole(name: str, value: object, high: int) -> int:
    return check_whole(value, 0, high, GameError, _NO_WHOLE, name=repr(name))
