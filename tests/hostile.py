"""How often hypothesis attacks each place that takes what somebody else has written, and moves.

Moves are those of the free match: orders, calls and answers that it would take, and among them some
that it would not.
"""

import os
from functools import cache
from typing import Any

import hypothesis.strategies as hs

from game.rules.decisions import CALLS
from game.rules.links import encode
from game.rules.offers.offers import offers_of
from game.rules.scenario import OPEN
from game.rules.strategies import STRATEGIES

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "300"))
"""Of links, names of rules, payloads and save files each; `make hostile` takes 10,000."""

MATCHES = int(os.environ.get("HOSTILE_EXAMPLES", "30"))
"""Of the free match, which trains models where others do not."""

SEEDS = 7, 12
"""Few, so that what their alliances have learned is kept; they offer different counter-moves."""

BAD_ROWS = [
    None, [], {}, "", "order", [3], [3, "call"], [3, "call", []], [3, "call", [1]],
    [3, "call", [1, "service", 1]], [3, "call", {"slot": 1}], [3, "call", "12"],
    [3, "answer", [1, 0, 0]], [3, "answer", [[1], 0]], [3, "answer", ["1", "0"]],
    [3, "answer", [True, 0]], [3, "Call", [1, "hold"]], [3, "service", [1]],
]  # fmt: skip
"""That are no move at all."""

_whole = hs.integers(-2, 20) | hs.sampled_from([99, 100, 999, 1_000, 2**31, 10**400])
BAD_VALUES = _whole | hs.sampled_from(
    [None, True, 1.5, float("nan"), "", "2", "hold ", "explode", [], {}, "\ud800", 10**5 + 1]
)


@cache
def rows_of(seed: int) -> hs.SearchStrategy[list[Any]]:
    """Return one move that the free match of a seed takes, as a row."""
    offers = offers_of(OPEN, seed)
    cycles = hs.integers(0, OPEN.cycles + 60)

    def order(name: str) -> hs.SearchStrategy[list[Any]]:
        form = STRATEGIES[name].setting
        setting = hs.none() | hs.integers(form.low, form.high) if form else hs.none()
        values = hs.tuples(hs.just(name), setting, hs.booleans())
        return hs.tuples(cycles, hs.just("order"), values.map(list)).map(list)

    def answer(number: int) -> hs.SearchStrategy[list[Any]]:
        offer = offers[number]
        when = hs.integers(max(0, offer.announced - 3), offer.deadline + 3)
        values = hs.tuples(hs.just(number), hs.integers(0, len(offer.prices) - 1))
        return hs.tuples(when, hs.just("answer"), values.map(list)).map(list)

    called = hs.tuples(hs.integers(0, OPEN.slots - 1), hs.sampled_from(CALLS)).map(list)
    call = hs.tuples(cycles, hs.just("call"), called).map(list)
    answers = hs.one_of([answer(number) for number in range(len(offers))])
    kinds = hs.one_of([order(name) for name in STRATEGIES]), call, answers
    return hs.integers(0, len(kinds) - 1).flatmap(kinds.__getitem__)


@hs.composite
def spoiled_rows(draw: hs.DrawFn, seed: int) -> list[Any]:
    """Draw a move of which one value is another, or none at all."""
    if draw(hs.integers(0, 3)) == 0:
        return draw(hs.sampled_from(BAD_ROWS))  # type: ignore[return-value]
    cycle, kind, values = draw(rows_of(seed))
    place = draw(hs.integers(0, len(values) + 1))
    if place == len(values):
        return [draw(BAD_VALUES), kind, values]
    if place > len(values):
        return [cycle, draw(hs.sampled_from(["order", "call", "answer", "", None, 3])), values]
    return [cycle, kind, [*values[:place], draw(BAD_VALUES), *values[place + 1 :]]]


@hs.composite
def moves_of_open(draw: hs.DrawFn) -> tuple[int, list[Any]]:
    """Draw a seed of the free match and rows: half of the time all of them moves, in order."""
    seed = draw(hs.sampled_from(SEEDS))
    rows = sorted(draw(hs.lists(rows_of(seed), max_size=12)), key=lambda row: int(row[0]))
    if draw(hs.booleans()):
        for bad in draw(hs.lists(spoiled_rows(seed), min_size=1, max_size=2)):
            rows.insert(draw(hs.integers(0, len(rows))), bad)
    return seed, rows


def link_of(seed: int, rows: list[Any]) -> str:
    """Return a link that says the same, also of what is no move, as far as a text can."""
    letters = {"service": "s", "hold": "h"} | {n: kind.letter for n, kind in STRATEGIES.items()}

    def text(row: Any) -> str:
        match row:
            case [cycle, "call", [slot, call]]:
                return f"{cycle}{letters.get(str(call), call)}{slot}"
            case [cycle, "answer", [offer, option]]:
                return f"{cycle}a{offer}.{option}"
            case [cycle, "order", [name, setting, retrain]]:
                own, again = "" if setting is None else setting, "r" if retrain is True else ""
                return f"{cycle}{letters.get(str(name), name)}{own}{again}"
        return str(row)

    return "-".join([encode(OPEN.name, seed, ()), *map(text, rows)])
