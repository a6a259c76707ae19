"""What the verdict can hang on: which inputs those are, and how far each is moved."""

from dataclasses import replace

from game.business.forecast_error import FEDERATED, OWN
from game.business.hanging.inputs import SWING, inputs_of, movable_inputs
from game.business.plant import Case, Model, Plant, Programme

PLANT = Plant(
    machines=5, hours_a_year=8_000, service_cost=2_000.0, failure_cost=20_000.0, shape=3.0,
    mean_life=5_000.0, failures_on_record=6,
)  # fmt: skip
MODEL = Model(integration=5_000.0, people=1_000.0, false_alarms=2.0)
PROGRAMME = Programme(
    years=5, ramp_up=(), inspection_cost=100.0, own=MODEL, federated=replace(MODEL, fee=700.0)
)
CASE = Case(PLANT, PROGRAMME)


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
