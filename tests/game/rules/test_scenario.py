import json
from dataclasses import fields
from pathlib import Path

import hypothesis.strategies as hs
import pytest
from hypothesis import given

from game.rules.custom_scenario import read_scenario
from game.rules.errors import GameError, ScenarioError, SeedError
from game.rules.scenario import (
    CLASSIC,
    DEFAULT,
    SCENARIOS,
    Economics,
    Scenario,
    check_seed,
    scenario_from_json,
    with_cycles,
)


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_a_scenario_survives_json(scenario: Scenario) -> None:
    assert scenario_from_json(json.loads(json.dumps(scenario.to_json()))) == scenario


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "JSON object"),
        ({"wings": 2}, "no value named 'wings'"),
        ({"cycles": 0}, "from 1 to 100000, got 0"),
        ({"cycles": "many"}, "got 'many'"),
        ({"cycles": True}, "whole number"),
        ({"severities": []}, "empty"),
        ({"severities": [0]}, "0.5 to 2"),
        ({"severities": 1}, "list of numbers"),
        ({"rivals": [["magic"]]}, "unknown strategy 'magic'"),
        ({"rivals": []}, "1 to 3"),
        ({"rivals": "local"}, "list of lists"),
        ({"economics": 3}, "JSON object"),
        ({"economics": {"bonus": 1}}, "no value named 'bonus'"),
        ({"economics": {"service_cost": -1}}, "economics.service_cost"),
        ({"unlocks": None, "archive_failures": 0}, "needs 'archive_failures'"),
        ({"shared_severity": 1}, "true or false"),
        ({"title": ""}, "1 to 60 letters"),
        ({"fan_share": 1.5}, "0 to 1"),
        ({"finish_line": 0}, "finish_line"),
    ],
)
def test_an_impossible_scenario_is_refused_in_one_sentence(values: object, words: str) -> None:
    with pytest.raises(ScenarioError, match=words) as refusal:
        scenario_from_json(values)
    assert "\n" not in str(refusal.value)


@given(
    hs.dictionaries(
        hs.sampled_from([item.name for item in fields(Scenario)]),
        hs.recursive(
            hs.none() | hs.booleans() | hs.integers() | hs.floats() | hs.text(max_size=9),
            lambda inner: (
                hs.lists(inner, max_size=4)
                | hs.dictionaries(hs.text(max_size=9), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_any_json_is_a_scenario_or_refused(values: dict[str, object]) -> None:
    try:
        scenario = scenario_from_json(values)
    except GameError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert hash(scenario) is not None


def test_files_are_read_or_refused(tmp_path: Path) -> None:
    good = tmp_path / "mine.json"
    good.write_text(json.dumps({**CLASSIC.to_json(), "cycles": 77}))
    assert read_scenario(str(good)).cycles == 77
    bad = tmp_path / "bad.json"
    for content in (b"{", b"\xff\xfe", b"[1, 2"):
        bad.write_bytes(content)
        with pytest.raises(ScenarioError, match="mend the file"):
            read_scenario(str(bad))
    with pytest.raises(ScenarioError, match="No scenario or file"):
        read_scenario(str(tmp_path / "none.json"))


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, "7", None, True])
def test_seeds_outside_their_range_are_refused(seed: object) -> None:
    with pytest.raises(SeedError, match="0 to 4294967295"):
        check_seed(seed)


def test_a_match_has_a_last_cycle() -> None:
    with pytest.raises(ScenarioError, match="1 to 100000"):
        with_cycles(CLASSIC, 100_001)


def test_prices_are_those_of_the_original() -> None:
    assert Economics() == Economics(300, 10_000, 20, 60_000, 60)
    assert CLASSIC.economics == DEFAULT.economics == Economics()
    assert CLASSIC.finish_line == 3_000_000
