import json
from typing import Any

from game.fleet.blind_spot import saves
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.live.asides import aside
from game.live.feed import Standings
from game.live.requests import answer
from game.rules.decisions import Decision
from game.rules.match import replay
from game.rules.scenario import DEFAULT

ASKED = {
    "n": 3,
    "scenario": "default",
    "seed": 4,
    "decisions": [[0, "order", ["federated", None, False]]],
    "until": 2_000,
}


def told(**values: Any) -> dict[str, Any]:
    more = aside(answer(ASKED | values), Standings())
    assert more is not None
    assert more.sections == {}
    assert json.loads(json.dumps(more.header, allow_nan=False)) == more.header
    return more.header


def test_what_others_have_saved_follows_an_answer() -> None:
    header = told()
    fleet = SimulatedFleet(DEFAULT, 4)
    match = replay(DEFAULT, [Decision(0, "federated")], world_of(fleet), until=2_000)
    lives = match.factories[0].lives.cut(2_000)
    expected = [
        [one.slot, one.index, one.left, one.members] for one in saves(match.factories[0], lives, 0)
    ]
    assert header == {"match": "default-4", "n": 3, "saves": expected}
    assert expected
    assert told(**{"from": 1_000})["saves"] == expected, "whatever was told before"


def test_nothing_is_added_to_a_refusal_and_little_where_nobody_shares() -> None:
    assert aside(answer({"n": 1, "scenario": "classic", "seed": -1})) is None
    assert told(decisions=[])["saves"] == []
    linked = aside(answer({"link": "1-default-4-0f"}))
    assert linked is not None
    assert linked.header["n"] == 0
    assert linked.header["saves"] == told()["saves"]
