"""A factory's own model, by each recipe, against sums of its own making."""

from dataclasses import replace

import numpy as np
import pytest

from data.simulator import simulate
from data.trajectories import INFORMATIVE_COLUMNS, Trajectories
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import first_advice
from game.fleet.own_model import RECIPES, fair_forecasts, own_model
from game.rules.scenario import DEFAULT, Economics, Scenario
from models.alarms import stop_ages
from models.features import FEATURE_NAMES, features
from models.rul import capped_rul, left_out_forecasts, train_local

NO_SERVICE_PAYS = Economics(service_cost=60_000, service_cycles=60)
FAILURES_ARE_DEAR = Economics(failure_cost=300_000)


@pytest.fixture(scope="module")
def own() -> Trajectories:
    return simulate(np.arange(4), seed=3, fan_share=0.2)


def with_model(local_model: str, **values: object) -> Scenario:
    return replace(DEFAULT, local_model=local_model, **values)  # type: ignore[arg-type]


def shifted(engines: Trajectories, by: float) -> Trajectories:
    """Return the engines as sensors would show them that all read a little more."""
    sensors = engines.sensors.copy()
    sensors[:, INFORMATIVE_COLUMNS] += np.float32(by)
    return replace(engines, sensors=sensors)


@pytest.mark.parametrize("name", ["public", "changes"])
def test_a_public_scale_makes_the_ridge_of_its_normal_equations(
    own: Trajectories, name: str
) -> None:
    mean, scale = RECIPES[name].scale or (0, 0)
    used = np.isfinite(scale)
    rows = ((features(own) - mean) / scale)[:, used]
    rows = np.column_stack([rows, np.ones(len(rows))])
    penalty = np.diag([DEFAULT.local_strength] * int(used.sum()) + [0.0])
    weights = np.linalg.solve(rows.T @ rows + penalty, rows.T @ capped_rul(own))
    other = simulate(np.arange(10, 13), seed=3, fan_share=0.2)
    read = ((features(other) - mean) / scale)[:, used] @ weights[:-1] + weights[-1]
    model = own_model(with_model(name), own).model
    np.testing.assert_allclose(model.predict(features(other)), np.clip(read, 0, 125), atol=1e-6)


def test_changes_alone_do_not_see_where_a_sensor_stands(own: Trajectories) -> None:
    other = simulate(np.arange(10, 13), seed=3, fan_share=0.2)
    for name, sees in (("changes", False), ("public", True)):
        model = own_model(with_model(name), own).model
        seen = model.predict(features(other)) - model.predict(features(shifted(other, 4.0)))
        assert bool(np.abs(seen).max() > 0.01) == sees, name
    scale = RECIPES["changes"].scale
    assert scale is not None
    left_out = {FEATURE_NAMES[place] for place in np.flatnonzero(np.isinf(scale.scale))}
    assert left_out == {name for name in FEATURE_NAMES if name.split(" ")[1:2] == ["mean"]}


def test_leaving_one_out_keeps_the_public_scale(own: Trajectories) -> None:
    scale = RECIPES["changes"].scale
    forecasts = left_out_forecasts(own, [DEFAULT.local_strength], scale)[:, 0]
    for engine in range(len(own)):
        others = own.select(np.delete(np.arange(len(own)), engine))
        expected = train_local(others, DEFAULT.local_strength, scale)
        rows = slice(*own.offsets[engine : engine + 2])
        one = features(own.select(np.array([engine])))
        np.testing.assert_allclose(forecasts[rows], expected.predict(one), atol=1e-6)


@pytest.mark.parametrize("lead", [0, 40])
@pytest.mark.parametrize("name", RECIPES)
def test_advice_by_prices_is_the_usual_one_at_usual_prices(
    own: Trajectories, name: str, lead: int
) -> None:
    rules = with_model(name, economics=Economics(lead=lead))
    usual, priced = (own_model(replace(rules, advice=way), own) for way in ("usual", "prices"))
    assert priced.threshold == usual.threshold
    if lead == 0 or name != "changes":
        assert usual.threshold == 40 + RECIPES[name].earlier + lead


def test_changes_alone_order_as_far_ahead_as_their_own_forecasts_say(own: Trajectories) -> None:
    """A forecast that stays near its mean falls more slowly than time passes."""
    forecasts = fair_forecasts(with_model("changes"), own)

    def ordered(lead: int) -> tuple[int, float]:
        rules = with_model("changes", economics=Economics(lead=lead))
        threshold = own_model(rules, own).threshold
        ages = stop_ages(forecasts, own.offsets, own.lifetimes, np.array([threshold]))
        return threshold, float(np.median(ages))

    (at_once, serviced), (ahead, age) = ordered(0), ordered(40)
    assert at_once == 70
    assert at_once < ahead < at_once + 30
    assert age + 40 == pytest.approx(serviced, abs=8)


@pytest.mark.parametrize("failures", [1, 4, 8])
@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.no_cover
def test_advice_by_prices_services_sooner_where_failures_are_dear_and_never_where_none_pays(
    name: str, failures: int
) -> None:
    record = simulate(np.arange(failures), seed=3, fan_share=0.2)
    thresholds = {
        prices: own_model(with_model(name, advice="prices", economics=prices), record).threshold
        for prices in (NO_SERVICE_PAYS, Economics(), FAILURES_ARE_DEAR)
    }
    assert thresholds[NO_SERVICE_PAYS] == 1
    assert 1 < thresholds[Economics()] <= thresholds[FAILURES_ARE_DEAR] <= 125
    if failures > 1:
        assert thresholds[Economics()] < thresholds[FAILURES_ARE_DEAR]


def test_usual_advice_follows_no_prices_until_a_factory_tunes_its_own(own: Trajectories) -> None:
    for prices in (NO_SERVICE_PAYS, FAILURES_ARE_DEAR):
        assert own_model(replace(DEFAULT, economics=prices), own).threshold == 40


def test_every_strategy_is_advised_to_wait_where_no_service_pays() -> None:
    rules = replace(DEFAULT, economics=NO_SERVICE_PAYS, federation_size=5)
    for advice, expected in (
        ("usual", lambda one: one >= 25),
        ("prices", lambda one: one in (1, 600)),
    ):
        settings = first_advice(SimulatedFleet(replace(rules, advice=advice), 7))
        assert all(expected(setting) for _, setting in settings.values()), (advice, settings)
