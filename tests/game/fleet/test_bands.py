from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from data.trajectories import Trajectories
from game.fleet.bands import own_band
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import (
    FAMILIES,
    bands_of,
    federated_forecaster,
    fourier_forecaster,
    local_forecaster,
    world_of,
)
from game.rules.decisions import Decision, Knowledge
from game.rules.lives import Outcome
from game.rules.match import MatchState, Seat, advance, start
from game.rules.offers.terms import USUAL, Terms
from game.rules.scenario import ADVICE, DEFAULT, Economics
from game.rules.strategies import NO_FORECAST
from models.band import band_of, count
from models.features import features
from models.rul import train_local

BANDED = replace(
    DEFAULT, band=True, federation_size=3, member_failures=2, retrain_every=300, slots=2
)


@dataclass(frozen=True)
class Doubtful(SimulatedFleet):
    """A fleet of which nothing holds but what a factory has seen by some cycle."""

    seen: tuple[tuple[int, int], ...] = ()  # engines that have not failed, and cycles they ran
    failed: frozenset[int] = frozenset()
    garbage: int = 0

    def _draw_lifetimes(self, engine_ids: np.ndarray) -> np.ndarray:
        true, ran = super()._draw_lifetimes(engine_ids), dict(self.seen)
        known = {*self.failed, *self.archive(0), *(one for own in self.members for one in own)}
        others = np.random.default_rng(self.garbage).integers(1, 400, len(true))
        return np.array(
            [
                life if one in known else ran.get(one, 0) + more
                for one, life, more in zip(engine_ids.tolist(), true, others, strict=True)
            ]
        )

    def lifetimes(self, engine_ids: np.ndarray) -> np.ndarray:
        return np.concatenate([self._draw_lifetimes(np.array([one])) for one in engine_ids])

    def histories(self, engine_ids: np.ndarray) -> Trajectories:
        """Return true rows as far as they have been seen, and noise beyond."""
        true, rng, ran = super().histories(engine_ids), np.random.default_rng(1), dict(self.seen)
        lives = self.lifetimes(engine_ids)
        offsets = np.concatenate([[0], np.cumsum(lives)])
        sensors = rng.normal(500, 300, (offsets[-1], true.sensors.shape[1])).astype(np.float32)
        for place, one in enumerate(engine_ids.tolist()):
            begin, here = true.offsets[place], offsets[place]
            rows = ran.get(one, 0)
            if lives[place] == true.lifetimes[place] and one not in ran:
                rows = lives[place]
            sensors[here : here + rows] = true.sensors[begin : begin + rows]
        settings = np.zeros((offsets[-1], 3), np.float32)
        return Trajectories(engine_ids, offsets, settings, sensors, lives)


def played(fleet: SimulatedFleet, until: int) -> MatchState:
    orders = Decision(0, "local"), Decision(150, "federated"), Decision(450, "local")
    return advance(start(BANDED, [Seat(orders)], world_of(fleet)), {}, until)


def shown(state: MatchState) -> Sequence[tuple[int, int, list[list[int]]]]:
    """Return the bands that were in force, by slot and installation, age by age."""
    (history,), out = state.histories, []
    starts = [stretch.cycle for stretch in history.stretches]
    lives = history.lives
    for stretch, until in zip(history.stretches, [*starts[1:], state.cycle + 1], strict=True):
        for place in range(len(lives)):
            begin, ran = int(lives.installed[place]), int(lives.ran[place])
            ages = [a for a in range(1, ran + 1) if stretch.cycle <= begin + a < until]
            if ages:
                made = bands_of(stretch.model, lives.engine_id[[place]])[0]
                ends = made[ages[0] - 1 : ages[-1]].tolist()
                out.append((int(lives.slot[place]), begin + ages[0], ends))
    return out


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))]
)
@pytest.mark.parametrize("until", [70, 190, 310, 430, 560])
def test_bands_know_nothing_that_a_factory_has_not_seen(seed: int, until: int) -> None:
    fleet = SimulatedFleet(BANDED, seed)
    state = played(fleet, until)
    bands = shown(state)
    lives = state.histories[0].lives
    fails = lives.outcome == Outcome.FAILURE
    doubtful = Doubtful(
        BANDED,
        seed,
        seen=tuple(zip(lives.engine_id[~fails].tolist(), lives.ran[~fails].tolist(), strict=True)),
        failed=frozenset(lives.engine_id[fails].tolist()),
        garbage=until,
    )
    assert shown(played(doubtful, until)) == bands
    assert len(bands) >= 2
    assert any(low != NO_FORECAST for _, _, ends in bands for low, _ in ends)


def test_an_own_models_band_rests_on_engines_left_out() -> None:
    scenario = replace(DEFAULT, band=True)
    fleet = SimulatedFleet(scenario, 3)
    own = fleet.histories(np.array(fleet.archive(0)))
    counts = np.zeros_like(count(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64)))
    for engine in range(4):
        model = train_local(own.select(np.delete(np.arange(4), engine)))
        one = own.select(np.array([engine]))
        counts += count(np.round(model.predict(features(one)), 1), one.ages, one.rul)
    by_hand, band = band_of(counts, 4, groups=4), own_band(scenario, own)
    assert band is not None
    assert (band.low == by_hand.low).all()
    assert (band.high == by_hand.high).all()
    assert local_forecaster(fleet, fleet.archive(0)).facts.judged == 4


def test_nothing_is_said_of_what_nobody_could_judge() -> None:
    scenario = replace(DEFAULT, band=True, archive_failures=1, federation_size=1)
    fleet = SimulatedFleet(scenario, 3)
    engines = fleet.ids(0, 0, 0, 2)
    alone = Knowledge(0, 0, fleet.archive(0))
    for forecaster in (
        local_forecaster(fleet, alone.failed),
        local_forecaster(fleet, ()),
        federated_forecaster(fleet, alone),
        local_forecaster(SimulatedFleet(DEFAULT, 3), fleet.archive(0)),
    ):
        assert forecaster.facts.judged is None
        assert (bands_of(forecaster, engines) == NO_FORECAST).all()


def test_a_band_changes_no_forecast_and_its_bytes_are_counted() -> None:
    fleets = [SimulatedFleet(replace(BANDED, band=band), 4) for band in (False, True)]
    knowledge = Knowledge(0, 0, fleets[0].archive(0))
    plain, banded = (federated_forecaster(fleet, knowledge) for fleet in fleets)
    engines = fleets[0].ids(0, 0, 0, 3)
    assert (plain.forecasts(engines) == banded.forecasts(engines)).all()
    assert plain.recommended == banded.recommended
    # Who joins is sent a model and sends a histogram; the band goes to all.
    more = banded.facts.bytes_moved - plain.facts.bytes_moved
    assert more == 4 + 8 * (3 * 57 + 1) + 4 * 9 * 3 * 127 + 3 * (2 * 2 * 9 * 3 + 4)
    assert (plain.facts.judged, banded.facts.judged) == (None, 2 * 2 + 4)
    ends, forecasts = bands_of(banded, engines), banded.forecasts(engines)
    told = forecasts != NO_FORECAST
    assert ((ends != NO_FORECAST).all(axis=2) == told).all()
    low, high = ends[told].T
    assert (low <= high).all()
    assert low.min() >= 0
    assert high.max() <= 1_250


def test_the_bent_family_has_a_band_and_noise_has_none() -> None:
    fleet = SimulatedFleet(BANDED, 4)
    knowledge = Knowledge(0, 0, fleet.archive(0))
    bent = fourier_forecaster(fleet, knowledge)
    assert bent.facts.judged == 2 * 2 + 4
    assert (bands_of(bent, fleet.ids(0, 0, 0, 1)) != NO_FORECAST).any()
    noisy = federated_forecaster(fleet, knowledge, terms=Terms(noisy=True))
    assert noisy.facts.judged is None
    assert noisy.band is None


@pytest.mark.parametrize("family", ["linear", "fourier"])
@pytest.mark.no_cover
def test_a_federations_setting_may_follow_the_band(family: str) -> None:
    advised = [replace(BANDED, advice=advice, band=False) for advice in ADVICE]
    fleets = [SimulatedFleet(scenario, 4) for scenario in advised]
    knowledge = Knowledge(0, 0, fleets[0].archive(0))
    made = {
        fleet.scenario.advice: FAMILIES[family](fleet, knowledge, (), USUAL) for fleet in fleets
    }
    others = made["usual"].recommended, made["prices"].recommended
    assert made["band"].recommended not in others
    assert made["band"].facts.judged == 2 * 2 + 4
    dear = replace(BANDED, advice="band", economics=Economics(failure_cost=900_000))
    feared = FAMILIES[family](SimulatedFleet(dear, 4), knowledge, (), USUAL)
    assert feared.recommended >= made["band"].recommended
    own = [local_forecaster(fleet, knowledge.failed).recommended for fleet in fleets]
    assert own[0] == own[2], "alone it knows too little"
