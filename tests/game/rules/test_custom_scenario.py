import json
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as hs
import pytest
from hypothesis import example, given, settings

from game.api import play, prospects
from game.live.requests import answer
from game.rules.custom_scenario import (
    MOST_SEVERITIES,
    NUMBERS,
    base_of,
    of_ones_own,
    read_scenario,
    scenario_named,
    with_values,
)
from game.rules.errors import ScenarioError
from game.rules.links import decode, encode
from game.rules.scenario import (
    CHOICES,
    SCENARIOS,
    Scenario,
    Unlocks,
    scenario_from_json,
)
from game.rules.strategies import STRATEGIES
from tests.hostile import EXAMPLES


@hs.composite
def own_rules(draw: hs.DrawFn) -> Scenario:
    base = draw(hs.sampled_from(list(SCENARIOS)))
    values: dict[str, object] = {
        path: number.check(path, draw(hs.floats(number.low, number.high)), ScenarioError)
        for path, number in NUMBERS.items()
        if draw(hs.booleans())
    }
    others = {
        "finish_line": hs.none() | hs.integers(1, 10**9),
        "unlocks": hs.builds(
            Unlocks, hs.integers(1, 100), hs.integers(0, 10_000), hs.integers(0, 10_000)
        ),
        "rivals": hs.lists(
            hs.lists(hs.sampled_from(list(STRATEGIES)), max_size=4).map(tuple),
            min_size=1,
            max_size=3,
        ).map(tuple),
        "severities": hs.lists(
            hs.integers(50, 200).map(lambda one: one / 100), min_size=1, max_size=MOST_SEVERITIES
        ).map(tuple),
        "shared_severity": hs.booleans(),
        "common_streams": hs.booleans(),
        **{path: hs.sampled_from(choices) for path, choices in CHOICES.items()},
    }
    for path, rule in others.items():
        if draw(hs.booleans()):
            values[path] = draw(rule)
    if values.get("archive_failures") == 0 and "unlocks" not in values:
        del values["archive_failures"]
    return of_ones_own(base, with_values(SCENARIOS[base], values))


@given(own_rules())
def test_a_name_says_all_rules(scenario: Scenario) -> None:
    read = scenario_named(scenario.name)
    assert read == scenario
    assert base_of(read) in SCENARIOS
    assert decode(encode(scenario.name, 7, ())).scenario == scenario.name
    assert scenario_from_json(json.loads(json.dumps(scenario.to_json()))) == scenario


def test_every_value_of_a_scenario_is_open() -> None:
    numbers = {path.removeprefix("economics.") for path in NUMBERS}
    opened = numbers | {
        "finish_line", "unlocks", "rivals", "severities", "shared_severity", "common_streams",
        "engines", "local_model", "advice", "fan_wear", "calls", "band", "offers", "given",
    }  # fmt: skip
    rules = SCENARIOS["classic"].to_json()
    closed = {"name", "title", "economics", "slots"}  # the board draws four slots
    assert opened == (set(rules) - closed) | set(rules["economics"])


def test_no_difference_is_no_name_of_its_own() -> None:
    assert scenario_named("classic.cy8000") == SCENARIOS["classic"]


def test_rules_that_need_each_other_may_come_in_any_order() -> None:
    assert scenario_named("default.ar0.un2_10_10") == scenario_named("default.un2_10_10.ar0")
    with pytest.raises(ScenarioError, match="needs 'archive_failures'"):
        scenario_named("classic.unx")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (7, "No scenario is named 7"),
        ("moon", "choose open, calm, hard, classic, default"),
        ("default.", "begins with no code known here"),
        ("default.zz5", "begin with one of cy"),
        ("default.cy", "no number"),
        ("default.cy-5", "no number"),
        ("default.cy99999", "200 to 20000 here, got 99999"),
        ("default.cy900.cy800", "twice"),
        ("default.fs101", "0 to 1 here, got 1.01"),
        ("default.fl0", "1 to 1000000000"),
        ("default.un4_5", "no ladder"),
        ("default.un0_5_5", "own_failures"),
        ("default.rix", "no rivals"),
        ("default.rip_p_p_p", "no rivals"),
        ("default.se1", "0.5 to 2"),
        ("default.se" + "_".join(["100"] * 9), "at most 8"),
        ("default.lmtheirs", "'local_model' is one of own, public, changes, got 'theirs'"),
        ("default.ss2", "'shared_severity' is one of 0, 1, got '2'"),
        ("default" + ".cy900" * 40, "No scenario"),
    ],
)
def test_impossible_rules_are_refused_in_one_sentence(text: object, words: str) -> None:
    with pytest.raises(ScenarioError, match=words) as refusal:
        scenario_named(text)
    assert "\n" not in str(refusal.value)


rule = hs.builds(
    str.__add__,
    hs.sampled_from([*(value.code for value in NUMBERS.values()), "fl", "un", "ri", "se", "ss"]),
    hs.text("0123456789_xplfc", max_size=6),
)


@pytest.mark.no_cover
@given(
    hs.lists(rule | hs.text(max_size=4), max_size=4).map(lambda row: ".".join(["default", *row]))
)
@example("default.cy\u0667")
@settings(max_examples=EXAMPLES)
def test_hostile_names_are_read_or_refused(text: str) -> None:
    try:
        scenario = scenario_named(text)
    except ScenarioError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert scenario_named(scenario.name) == scenario


UNUSUAL = [
    "classic.cy600.un1_0_0.riplf_pl_p.fs100",
    "default.cy500.ri.fz1.mf1",
    "default.cy500.ss0.cs0.se50_200",
    "default.cy400.fc0.fd0.sc0.sd0.in0.fl5",
    "classic.cy700.unx.ar1.fl50000.ripl_c",
]


@pytest.mark.parametrize("name", UNUSUAL)
@pytest.mark.no_cover
def test_rules_of_ones_own_are_played(name: str) -> None:
    scenario = scenario_named(name)
    header = answer({"new": {"scenario": name, "seed": 5}}).header
    assert header["error"] is None
    assert header["scenario"]["name"] == scenario.name
    assert len(header["factories"]) == scenario.factories
    report = play(name, seed=5)
    assert report.cycles <= scenario.cycles
    assert all(factory.oracle_profit >= factory.profit for factory in report.factories)


@pytest.mark.parametrize("name", [*SCENARIOS, *UNUSUAL])
def test_what_rules_promise_is_in_order(name: str) -> None:
    found = prospects(scenario_named(name))
    assert found.short <= found.usual <= found.long
    assert found.corrective <= found.scheduled <= found.ceiling


def test_the_command_line_reads_names_and_files(tmp_path: Path) -> None:
    own = scenario_named("default.cy900")
    assert read_scenario("default.cy900") == own
    file = tmp_path / "own.json"
    file.write_text(json.dumps(replace(own, title="Short").to_json()))
    assert read_scenario(str(file)).title == "Short"
