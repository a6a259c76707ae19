"""How many modules a decision goes through, from what a browser sends to money."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import game
from game.live.feed import STANDINGS, Request
from game.live.requests import answer
from game.rules import economics
from game.rules.decisions import Decision, Stretch
from game.rules.lives import Lives, Slots, Window
from game.rules.match import FactoryHistory, FactoryState, MatchState, Seat
from game.rules.strategies import Preventive

ROOT = Path(game.__file__).parent
MOST = 8
DECISION = [231, "order", ["preventive", 131, False]]
REQUEST = {"n": 1, "scenario": "default", "seed": 7, "until": 1_000, "decisions": [DECISION]}
CARRIERS = (
    Request, Decision, Seat, Stretch, Preventive, MatchState, FactoryState, FactoryHistory,
    Slots, Window, Lives,
)  # fmt: skip
"""What the decision is made of, and what becomes of it on its way to money."""


def carries(value: object) -> bool:
    if isinstance(value, list | tuple) and not isinstance(value, CARRIERS):
        return any(map(carries, value))
    return isinstance(value, CARRIERS) or value is REQUEST or value is DECISION


def modules_on_the_way(request: dict[str, Any]) -> list[str]:
    """Return the modules whose functions are given the decision until money is known."""
    seen: dict[str, None] = {}
    known = False

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal known
        code = frame.f_code
        if event == "return":
            known = known or code is economics.balances.__code__
        elif event == "call" and not known and ROOT in Path(code.co_filename).parents:
            names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            if any(carries(frame.f_locals.get(name)) for name in names):
                seen[frame.f_globals["__name__"]] = None

    sys.setprofile(watch)
    try:
        header = answer(request).header
    finally:
        sys.setprofile(None)
    assert header["error"] is None and known
    return list(seen)


def test_a_decision_for_preventive_goes_to_money_through_few_modules() -> None:
    STANDINGS.forget()
    way = modules_on_the_way(REQUEST)
    assert way[0] == "game.live.requests"
    assert {"game.rules.match.boundary", "game.rules.strategies", "game.rules.economics"} <= {*way}
    assert len(way) <= MOST, way
