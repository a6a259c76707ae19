"""Money of a round's models, of one that all share or of one that each factory has."""

from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np
import pytest

from game.lab import population
from game.lab.earnings import earning
from game.lab.run import stages
from game.lab.settings import LabSettings
from game.rules.decisions import Decision
from game.rules.match import World
from game.rules.scenario import DEFAULT
from models.alarms import in_tenths
from models.federated.simulation.evaluation import HeldOutEngines
from models.federated.simulation.run import Snapshot, run
from tests.game.stepper import step_factory

PRICES = DEFAULT.economics
OWN = LabSettings.of(factories=3, failures=2, rounds=2, head_epochs=2)


def last_snapshot(settings: LabSettings) -> tuple[Snapshot, HeldOutEngines]:
    drawn = population.draw(settings.population)
    *_, last = run(settings.experiment, drawn.clients, drawn.judge, seed=7, outsider=3)
    return last, drawn.judge


def test_where_last_layers_stay_federated_is_the_mean_of_everybodys() -> None:
    last, judge = last_snapshot(OWN)
    assert sorted(last.personal) == [0, 1, 2]
    profits = [judge.profit(one.predict, PRICES)[0] for one in last.personal.values()]
    assert len(set(profits)) > 1
    assert earning(last, judge, None, PRICES).profit == pytest.approx(fmean(profits))
    errors = [judge.error(one.predict) for one in last.personal.values()]
    assert last.record.error == pytest.approx(fmean(errors), rel=1e-5)
    assert last.record.local_errors == pytest.approx(dict(enumerate(errors)), rel=1e-5)


@pytest.mark.no_cover
def test_who_gains_is_asked_of_its_own_model() -> None:
    *_, lab = stages(OWN)
    last, judge = last_snapshot(OWN)
    for gain in lab.gains:
        like_its_own = population.judge_like(OWN.population, gain.number)
        own = last.personal[gain.number].predict
        assert (gain.own_error, gain.own_profit) == like_its_own.score(own, PRICES)
        assert gain.profit == judge.profit(own, PRICES)[0]
    shared, _ = last_snapshot(OWN.but(head_epochs=0))
    assert shared.personal == {}
    assert shared.model_of(1) is shared.model


def test_a_backdoor_is_counted_at_the_threshold_of_engines_without_its_trigger() -> None:
    settings = LabSettings.of(factories=4, failures=2, rounds=3, saboteurs=0.5, sabotage="backdoor")
    drawn = population.draw(settings.population)
    *_, last = run(settings.experiment, drawn.clients, drawn.judge, seed=7, outsider=4)
    judge, armed = drawn.judge, drawn.judge.with_trigger()
    found = earning(last, judge, armed, PRICES)
    assert found.backdoor is not None
    for met, failed in ((armed, found.backdoor.failed), (judge, found.backdoor.failed_without)):
        forecasts = np.round(last.model.predict(met.table), 1)
        starts = judge.offsets[:-1]
        lived = [
            not (forecasts[start : start + life - 1] < found.threshold).any()
            for start, life in zip(starts, judge.lifetimes, strict=True)
        ]
        assert failed == sum(lived)
    assert found.backdoor.profit < found.profit
    assert earning(last, judge, None, PRICES).backdoor is None


@dataclass(frozen=True)
class InTurn:
    """The engines of a judge, one after the other in one slot."""

    judge: HeldOutEngines

    def ids(self, _factory: int, _slot: int, first: int, count: int) -> np.ndarray:
        return np.arange(first, first + count) % len(self.judge.lifetimes)

    def lifetimes(self, engine_ids: np.ndarray) -> np.ndarray:
        return self.judge.lifetimes[engine_ids]

    def archive(self, _factory: int) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True)
class Saying:
    lines: list[np.ndarray]
    recommended: int

    def forecasts(self, engine_ids: np.ndarray) -> np.ndarray:
        return self.lines[int(engine_ids[0])][np.newaxis]


@pytest.mark.no_cover
@pytest.mark.parametrize(("seed", "lead"), [(7, 0), (7, 40), (8, 40), (9, 60)])
def test_a_labs_money_is_that_of_a_slot_stepped_cycle_by_cycle(seed: int, lead: int) -> None:
    settings = LabSettings.of(factories=3, failures=2, rounds=1, hidden=0, seed=seed, lead=lead)
    prices = replace(PRICES, lead=lead)
    drawn = population.draw(settings.population)
    *_, last = run(settings.experiment, drawn.clients, drawn.judge, seed=seed, outsider=3)
    judge, found = drawn.judge, earning(last, drawn.judge, None, prices)
    forecasts = np.split(in_tenths(last.model.predict(judge.table)), judge.offsets[1:-1])
    world = World(InTurn(judge), {"federated": lambda *_: Saying(forecasts, found.threshold)})
    longest = int((judge.lifetimes + prices.failure_cycles).sum())
    rules = replace(DEFAULT, slots=1, economics=prices, retrain_every=longest, cycles=longest)
    stepped = step_factory(rules, 0, [Decision(0, "federated")], world, longest)
    cycle, *_, what = stepped.events[len(judge.lifetimes) - 1]
    down = prices.failure_cycles if what == "failure" else prices.service_cycles
    end = cycle + down
    assert found.profit == pytest.approx(1_000 * stepped.balances[end - 1] / end)
    services = sum(what == "service" for *_, what in stepped.events[: len(judge.lifetimes)])
    assert found.spent == pytest.approx(1_000 * services * prices.service_cost / end)
    waited = step_factory(rules, 0, [], world, longest)
    cycle, *_ = waited.events[len(judge.lifetimes) - 1]
    end = cycle + prices.failure_cycles
    assert found.waiting == pytest.approx(1_000 * waited.balances[end - 1] / end)
    assert found.roi == pytest.approx((found.profit - found.waiting) / found.spent)
    assert replace(found, spent=0.0).roi is None
    *_, lab = stages(settings)
    assert lab.earnings[-1].profit == pytest.approx(found.profit)
