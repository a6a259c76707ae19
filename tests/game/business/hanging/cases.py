"""The plant whose verdict is asked what it hangs on."""

from dataclasses import replace

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
