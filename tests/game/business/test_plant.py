"""Plants as JSON: what is read, what is refused, what the published schema says."""

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from game.business.plant import Case, Model, Plant, PlantError, Programme
from game.business.reading import case_from_json, case_to_json
from game.rules.errors import GameError

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLE = json.loads((DOCS / "plant.json").read_text())
SCHEMA = json.loads((DOCS / "schema" / "plant.json").read_text())


def _with(path: str, value: object) -> Any:
    """Return the example with one value changed, by its place."""
    case = json.loads(json.dumps(EXAMPLE))
    *parts, last = path.split(".")
    place = case
    for part in parts:
        place = place[part]
    place[last] = value
    return case


def test_the_example_is_read_and_is_as_the_schema_says() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(EXAMPLE)
    case = case_from_json(EXAMPLE)
    assert case.plant.machines == EXAMPLE["plant"]["machines"]
    assert case.programme.ramp_up == tuple(EXAMPLE["programme"]["ramp_up"])
    assert case.programme.federated is not None
    assert case.programme.federated.fee == EXAMPLE["programme"]["federated"]["fee"]


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        (Plant, SCHEMA["properties"]["plant"]),
        (Programme, SCHEMA["properties"]["programme"]),
        (Model, SCHEMA["$defs"]["model"]),
    ],
)
def test_the_schema_says_what_is_read(kind: type, rules: dict[str, Any]) -> None:
    assert list(rules["properties"]) == [item.name for item in fields(kind)]
    needed = [item.name for item in fields(kind) if item.default is MISSING]
    assert rules.get("required", []) == needed
    for item in fields(kind):
        if "limits" in item.metadata:
            limits, said = item.metadata["limits"], rules["properties"][item.name]
            said = said.get("items", said)
            assert (said["minimum"], said["maximum"]) == (limits.low, limits.high)
            assert limits.whole == ("integer" in said["type"])


def test_lifetimes_may_be_handed_in_instead_of_a_law() -> None:
    plant = {name: EXAMPLE["plant"][name] for name in ("machines", "hours_a_year")}
    plant |= {"service_cost": 1, "failure_cost": 2, "lifetimes": "hours,failed\n900,1\n700,0\n"}
    assert case_from_json({"plant": plant}).plant.record.failures == 1


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("plant", 7, "plant is a JSON object, got int"),
        ("plant.machins", 7, "plant has no value named 'machins'"),
        ("plant.machines", 1.5, "machines is a whole number from 1 to 1000, got 1.5"),
        ("plant.machines", True, "machines is a whole number"),
        ("plant.machines", None, "machines is a whole number"),
        ("plant.hour_worth", "1.234", "hour_worth is a number from 0 to 1000000000, got '1.234'"),
        ("plant.hour_worth", 1e400, "hour_worth is a number"),
        ("plant.hour_worth", 10**400, "hour_worth is a number"),
        ("plant.avoidable", [0.8, 0.5], "avoidable is the least and the greatest"),
        ("plant.avoidable", 0.5, "avoidable is the least and the greatest"),
        ("plant.shape", None, "A plant has lifetimes, or shape, mean_life"),
        ("plant.lifetimes", "hours,failed\n1,1\n", "A plant has lifetimes, or shape, mean_life"),
        ("plant.lifetimes", 7, "lifetimes is the text of a CSV, got 7"),
        ("plant.new_machines", 1, "new_machines is true or false, got 1"),
        ("plant.mean_life", 20, "lives of machines in 8 years, at most 20000"),
        ("plant.service_age", 1, "lives of machines in 8 years, at most 20000"),
        ("programme.members", 200, "Members have 2400 failures on record, at most 2000"),
        ("programme.own", [], "own is a JSON object, got list"),
        ("programme.own.detection", [0, 1, 1], "detection is the least and the greatest"),
        ("programme.ramp_up", 0.5, "ramp_up is a list of shares, got 0.5"),
        ("programme.ramp_up", [2], "ramp_up is [2]: write a share from 0 to 1"),
        ("programme.ramp_up", [1] * 9, "at most 8"),
        ("name", "two\nlines", "name is a text of at most 80 letters"),
    ],
)
def test_each_thing_that_can_be_wrong_is_said_in_one_sentence(
    path: str, value: object, said: str
) -> None:
    with pytest.raises(GameError) as refused:
        case_from_json(_with(path, value))
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_a_plant_that_is_kept_has_every_field_and_older_files_are_read_as_before() -> None:
    """What is usual may change one day, and a file must say what it was."""
    told = case_to_json(case_from_json(EXAMPLE), whole=True)
    jsonschema.validate(told, SCHEMA)
    for part, kind in (
        (told["plant"], Plant), (told["programme"], Programme), (told["programme"]["own"], Model)
    ):  # fmt: skip
        assert part.keys() == {item.name for item in fields(kind)}
    brief = case_to_json(case_from_json(EXAMPLE))
    assert "new_machines" not in brief["plant"]
    assert case_from_json(json.loads(json.dumps(told))) == case_from_json(brief)


@pytest.mark.parametrize(
    ("lives", "machines", "said"),
    [
        ("4.5,1\n5.2,1\n7,0\n", 1, "is 7 hours: these seem to be years. Multiply each by"),
        ("4.5,1\n5.2,1\n7,0\n", 40, "a machine runs in a year, here 8000, and hand the file in"),
        ("54,1\n62,1\n84,0\n", 40, "If these are months, multiply each by the hours that a machine "
         "runs in one, here 667; if they are hours, describe fewer machines"),
        ("5400,1\n62,1\n84,0\n", 900, "describe fewer machines or fewer years."),
        ("18,1\n44,1\n70,1\n", 1, "If these are months, multiply each by the hours that a "
         "machine runs in one, here 667; if they are years, by 8000."),
    ],
)  # fmt: skip
def test_lives_in_another_unit_are_told_to_be(lives: str, machines: int, said: str) -> None:
    plant = {"machines": machines, "hours_a_year": 8_000, "service_cost": 1, "failure_cost": 9,
             "lifetimes": f"hours,failed\n{lives}"}  # fmt: skip
    with pytest.raises(GameError) as refused:
        case_from_json({"plant": plant, "programme": {"years": 8}})
    assert said in str(refused.value)


def test_what_is_needed_is_named() -> None:
    with pytest.raises(PlantError, match="A case has no plant"):
        case_from_json({})
    with pytest.raises(PlantError, match="plant has no machines: give it"):
        case_from_json({"plant": {}})
    survivors = {**EXAMPLE["plant"], "lifetimes": "hours,failed\n5,0\n"}
    survivors |= dict.fromkeys(("shape", "mean_life", "failures_on_record"))
    with pytest.raises(PlantError, match="Nothing has failed"):
        case_from_json({"plant": survivors})


@pytest.mark.slow
def test_hostile_values_are_read_or_refused() -> None:
    random = np.random.default_rng(3)
    odd: list[Any] = [
        None, True, -1, 0, 1, 0.5, 1e308, float("nan"), float("-inf"), 10**400, "", "1e3", "½",
        "\0", [], [[]], [0, 1], [1, 0], [None, 1], {}, {"a": {}}, "hours,failed\n1,1", "x" * 10_000,
    ]  # fmt: skip
    places = [
        f"{part}.{name}"
        for part, kind in (("plant", Plant), ("programme", Programme), ("programme.own", Model))
        for name in [item.name for item in fields(kind)]
    ]
    for _ in range(3_000):
        case = _with(str(random.choice(places)), odd[random.integers(len(odd))])
        try:
            assert isinstance(case_from_json(case), Case)
        except GameError as refused:
            assert "\n" not in str(refused) and len(str(refused)) < 1_500
