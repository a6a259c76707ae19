"""What the verdict can hang on: which inputs those are, and how far each is moved."""

from dataclasses import replace

from game.business.forecast_error import FEDERATED, OWN
from game.business.hanging.inputs import SWING, inputs_of, movable_inputs
from game.business.plant import Case, Programme
from tests.game.business.hanging.cases import CASE, PLANT


def test_everything_that_is_asked_is_moved_but_what_the_long_run_cannot_say() -> None:
    names = set(inputs_of(CASE))
    plant = {
        "machines", "hours_a_year", "service_cost", "failure_cost", "service_hours",
        "failure_hours", "hour_worth", "lead_hours", "shape", "mean_life",
        "failures_on_record", "avoidable", "spread",
    }  # fmt: skip
    assert {f"plant.{name}" for name in plant} <= names
    assert "plant.secondary_damage" not in names  # of the same money as a failure's cost
    models = {"sensors", "integration", "people", "false_alarms", "error", "detection"}
    assert {f"{who}.{name}" for who in (OWN, FEDERATED) for name in models} <= names
    assert "federated.fee" in names and "own.fee" not in names
    assert {"programme.discount_rate", "programme.years", "programme.members"} <= names
    alone = inputs_of(Case(PLANT, Programme(ramp_up=(0.4,))))
    assert "programme.ramp_up" in alone
    assert not any(name.startswith(("own", "federated")) for name in alone)
    assert "plant.avoidable" not in alone and "programme.members" not in alone


def test_no_input_moves_beyond_what_it_may_be() -> None:
    most = replace(CASE, plant=replace(PLANT, failure_cost=1e9))
    inputs = {one.name: one for one in movable_inputs(most)}
    assert inputs["plant.failure_cost"].high == 1e9
    assert inputs["plant.service_cost"].high == PLANT.service_cost * (1 + SWING)
