"""Sharing lifetimes alone: ages of service, and what they earn."""

from statistics import fmean

import numpy as np
import pytest

from game.lab import population
from game.lab.lifetimes import age_policy, careful_age, share
from game.lab.progress import Progress
from game.lab.run import stages
from game.lab.settings import LabSettings
from game.rules.economics import recommended_age
from game.rules.scenario import DEFAULT
from models.rul import train_local

FEW = LabSettings.of(factories=8, failures=1, shared="lifetimes", seed=3)


PRICES = DEFAULT.economics


def run(settings: LabSettings) -> Progress:
    *_, last = stages(settings)
    return last


def test_four_lifetimes_are_taken_as_a_match_takes_them() -> None:
    for seed in range(20):
        known = np.random.default_rng(seed).integers(130, 320, 4)
        assert careful_age(known, PRICES) == recommended_age(known, PRICES)
    ages = [careful_age(np.tile(known, times), PRICES) for times in (100, 4, 1)]
    assert ages[0] > ages[1] > ages[2]


def test_a_schedule_earns_what_these_engines_would_have_earned() -> None:
    pool = share([np.array([200, 200, 200, 200])], PRICES)
    judged = np.array([150, 300])
    found = age_policy(0, np.array([100, 100, 100, 100]), pool, judged, 0.0, PRICES)
    # At 79 cycles both engines are serviced; the pool's later age comes too late for one.
    assert found.age == 79
    assert found.profit == pytest.approx(1_000 * (2 * 79 * 300 - 2 * 10_000) / (2 * (79 + 20)))
    assert pool.age == 163
    money = (150 + 163) * 300 - 60_000 - 10_000
    assert found.pooled_profit == pytest.approx(1_000 * money / (150 + 60 + 163 + 20))


def test_lifetimes_alone_train_nobody_together_and_move_counts_only() -> None:
    lab = run(FEW)
    assert lab.finished
    assert lab.started
    assert (lab.records, lab.gains, lab.bytes_moved) == ((), (), 0)
    assert lab.pool is not None
    assert (lab.pool.engines, lab.pool.bytes_up, lab.pool.bytes_down) == (8, 400, 400)
    drawn = population.engines(FEW.population, range(8))
    for one, histories in zip(lab.age_policies, drawn, strict=True):
        judge = population.judge_like(FEW.population, one.number)
        assert one.local_profit == judge.profit(train_local(histories).predict, PRICES)[0]


@pytest.mark.no_cover
@pytest.mark.slow
def test_lifetimes_of_others_help_who_knows_few_and_hardly_who_knows_many() -> None:
    def gain(settings: LabSettings) -> float:
        return fmean(
            one.gain for seed in (1, 2, 3) for one in run(settings.but(seed=seed)).age_policies
        )

    few = gain(LabSettings.of(failures=1, shared="lifetimes"))
    many = gain(LabSettings.of(failures=16, shared="lifetimes"))
    assert few > 10_000
    assert abs(many) < 4_000


def test_schedules_are_shown_beside_the_models_they_compete_with() -> None:
    lab = run(LabSettings.of(factories=3, failures=2, rounds=1, hidden=0))
    alone = run(LabSettings.of(factories=3, failures=2, shared="lifetimes"))
    assert lab.age_policies == alone.age_policies
    assert [one.local_profit for one in lab.age_policies] == [
        one.own_alone_profit for one in lab.gains
    ]
