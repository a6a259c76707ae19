import json
from dataclasses import replace
from typing import Any

import pytest

from game.fleet.blind_spot import saves
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.live.asides import aside
from game.live.feed import Request, Standings, feed
from game.live.requests import answer
from game.rules.decisions import Decision
from game.rules.match import replay
from game.rules.report import idle_histories
from game.rules.scenario import DEFAULT

ASKED = {
    "n": 3,
    "scenario": "default",
    "seed": 4,
    "decisions": [[0, "order", ["federated", None, False]]],
    "until": 2_000,
}


def told(**values: Any) -> dict[str, Any]:
    more = aside(answer(ASKED | values), standings=Standings())
    assert more is not None
    assert json.loads(json.dumps(more.header, allow_nan=False)) == more.header
    return more.header


def test_what_others_have_saved_follows_an_answer() -> None:
    header = told()
    fleet = SimulatedFleet(DEFAULT, 4)
    match = replay(DEFAULT, [Decision(0, "federated")], world_of(fleet), until=2_000)
    lives = match.factories[0].lives.cut(2_000)
    expected = [
        [one.slot, one.index, one.left, one.members]
        for one in saves(DEFAULT, (), match.factories[0], lives)
    ]
    assert header.pop("cards")
    assert header == {"match": "default-4", "n": 3, "saves": expected, "counterfactual": None}
    assert expected
    assert told(**{"from": 1_000})["saves"] == expected, "whatever was told before"


def test_what_a_training_of_many_has_changed_is_told_once() -> None:
    own = [[0, "order", ["local", None, False]]]
    joined = [*own, [300, "order", ["federated", None, False]]]
    [[cycle, alone, together, seen, others]] = told(decisions=joined)["cards"]
    assert (cycle, len(alone), len(together), len(others)) == (300, 26, 26, 19)
    assert sum(seen) == DEFAULT.archive_failures
    assert told(decisions=joined, **{"from": 301})["cards"] == [], "it is known already"
    assert told(decisions=own)["cards"] == [], "one's own training is no news of others"


@pytest.mark.parametrize(("common", "until"), [(True, 700), (True, 2_000), (False, 2_300)])
def test_who_waits_for_every_failure_follows_an_answer(common: bool, until: int) -> None:
    scenario = replace(DEFAULT, common_streams=common)
    more = aside(feed(Request(scenario, 4, until=until)), Standings())
    assert more is not None
    idle = idle_histories(scenario, world_of(SimulatedFleet(scenario, 4)), until)
    assert len(more.sections) == (1 if common else scenario.factories)
    for number in range(len(more.sections)):
        lives, table = idle[number].lives.cut(until), more.sections[f"waiting{number}"]
        for column, values in zip(
            table.T,
            (lives.slot, lives.index, lives.installed, lives.ran, lives.outcome),
            strict=False,
        ):
            assert column.tolist() == values.tolist()
        assert (table[:, 6] == -1).all(), "what they would have run stays unknown"


def test_nothing_is_added_to_a_refusal_and_little_where_nobody_shares() -> None:
    assert aside(answer({"n": 1, "scenario": "classic", "seed": -1})) is None
    assert told(decisions=[])["saves"] == []
    linked = aside(answer({"link": "1-default-4-0f"}))
    assert linked is not None
    assert linked.header["n"] == 0
    assert linked.header["saves"] == told()["saves"]


def test_the_end_tells_what_would_have_been_without_the_others() -> None:
    asked = {"n": 3, "scenario": "default", "seed": 4, "decisions": [[0, "order", ["federated"]]]}
    played = answer({**asked, "until": 4_000})
    before, more = aside(played), aside(played, ended=True)
    assert before is not None and more is not None
    assert before.header == more.header | {"counterfactual": None}
    seen = more.header["counterfactual"]
    assert seen["joined"] == 0
    assert seen["calls"] == 0
    assert seen["profit"] - seen["alone"] == seen["alliance"]
    assert sum(end["dollars"] for end in seen["ends"]) - seen["fees"] == seen["alliance"]
    assert {end["fault"] for end in seen["ends"]} <= {"compressor", "fan", None}
