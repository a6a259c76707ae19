import gc
import threading
import weakref
from dataclasses import dataclass, field, replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given

from data.simulator import is_fan
from data.trajectories import Trajectories
from game.api import climb
from game.fleet import federation
from game.fleet.cmapss import RealFleet
from game.fleet.engines import SimulatedFleet, records
from game.fleet.federation import data_of_members, running_one_round
from game.fleet.forecasters import (
    LinearForecaster,
    federated_forecaster,
    forget,
    fourier_forecaster,
    local_forecaster,
    world_of,
)
from game.rules.decisions import Decision, Knowledge
from game.rules.match import play_factory, replay
from game.rules.offers.terms import USUAL, Terms
from game.rules.report import report
from game.rules.scenario import CLASSIC, DEFAULT
from game.rules.strategies import NO_FORECAST, STRATEGIES, Predictive
from models.alarms import stop_ages
from tests.game.test_jobs import together


def test_a_local_model_knows_nothing_but_the_failures_named() -> None:
    fleet = SimulatedFleet(DEFAULT, 5)
    failed = fleet.archive(0)
    first = local_forecaster(fleet, failed)
    again = local_forecaster(SimulatedFleet(DEFAULT, 5), failed)
    engines = fleet.ids(0, 0, 0, 3)
    assert (first.forecasts(engines) == again.forecasts(engines)).all()
    fewer = local_forecaster(fleet, failed[:3])
    assert (first.forecasts(engines) != fewer.forecasts(engines)).any()
    assert first.facts.failures == 4
    assert first.recommended == DEFAULT.local_threshold


def test_every_strategy_that_forecasts_has_a_trainer() -> None:
    fleet = SimulatedFleet(DEFAULT, 5)
    world, knowledge = world_of(fleet), Knowledge(0, 0, fleet.archive(0))
    wanted = {kind.forecaster for kind in STRATEGIES.values()} - {None}
    assert wanted == set(world.trainers)
    for train in world.trainers.values():
        assert isinstance(train(knowledge, (), USUAL), LinearForecaster)  # which can be weighed


def test_a_common_ruler_reads_what_has_changed() -> None:
    fleet = SimulatedFleet(DEFAULT, 7)
    reads_changes = SimulatedFleet(replace(DEFAULT, local_model="changes"), 7)
    engines, failed = fleet.ids(0, 0, 0, 2), fleet.archive(0)
    ruled = local_forecaster(fleet, failed, Terms(ruler=True)).forecasts(engines)
    assert (ruled == local_forecaster(reads_changes, failed).forecasts(engines)).all()
    assert (ruled != local_forecaster(fleet, failed).forecasts(engines)).any()


def test_forecasts_do_not_depend_on_the_batch() -> None:
    fleet = SimulatedFleet(DEFAULT, 5)
    engines = fleet.ids(0, 1, 0, 6)
    together = local_forecaster(fleet, fleet.archive(0)).forecasts(engines)
    cold = SimulatedFleet(DEFAULT, 5)
    for row, engine in zip(together, engines, strict=True):
        alone = local_forecaster(cold, fleet.archive(0)).forecasts(np.array([engine]))[0]
        assert (row[: len(alone)] == alone).all()
        assert (row[len(alone) :] == NO_FORECAST).all()


def test_who_sits_where_changes_nothing_for_factories_that_share() -> None:
    fleet = SimulatedFleet(replace(DEFAULT, federation_size=3), 5)
    ids = [tuple(fleet.ids(0, slot, 0, 3).tolist()) for slot in range(2)]
    mine, other = (Knowledge(number, 0, failed) for number, failed in enumerate(ids))
    first = federated_forecaster(fleet, mine, [other])
    forget(fleet)
    again = federated_forecaster(fleet, replace(mine, factory=3), [replace(other, factory=0)])
    assert first is not again
    assert (first.model.coefficients == again.model.coefficients).all()
    assert first.facts.clients == 2 + 2
    assert first.seen == {*ids[0], *ids[1]}


def test_the_fourier_family_joins_what_the_members_have_summed_up() -> None:
    fleet = SimulatedFleet(replace(DEFAULT, federation_size=3), 5)
    ids = [tuple(fleet.ids(0, slot, 0, 3).tolist()) for slot in range(2)]
    mine, other = (Knowledge(number, 0, failed) for number, failed in enumerate(ids))
    together = fourier_forecaster(fleet, mine, [other])
    again = fourier_forecaster(fleet, replace(mine, factory=3), [replace(other, factory=0)])
    assert again is together
    assert together.facts.clients == 2 + 2
    assert together.facts.rounds == 1
    assert together.seen == {*ids[0], *ids[1]}
    outsider = fourier_forecaster(fleet, Knowledge(0, 0, ()))
    seen = np.array(ids[0][:1])  # an engine that has failed is judged by who has not seen it
    assert (together.forecasts(seen) == outsider.forecasts(seen)).all()
    new = fleet.ids(0, 2, 0, 2)
    assert (together.forecasts(new) != outsider.forecasts(new)).any()


@pytest.mark.no_cover
def test_a_model_does_not_keep_the_sums_that_it_has_joined() -> None:
    fleet = SimulatedFleet(replace(DEFAULT, federation_size=3), 5)
    mine = tuple(fleet.ids(0, 0, 0, 3).tolist())
    joined = fourier_forecaster(fleet, Knowledge(0, 0, mine))
    running = running_one_round(fleet, USUAL)
    assert running is not None
    before, seen = weakref.ref(running), np.array(mine[:1])
    learned = running.model
    del running
    rows = [weakref.ref(own.table) for own in data_of_members(fleet, None).values()]
    federation._members.forget(lambda owner: owner == fleet)
    gc.collect()
    assert all(row() is None for row in rows)  # nor do what the others have summed up
    dearer = running_one_round(fleet, Terms(lead=60))  # they judge it anew by the same rows
    assert dearer is not None
    assert dearer.sums is before().sums
    earned = dearer.scores.reward
    del dearer
    federation.forget(fleet)
    gc.collect()
    assert before() is None  # three megabytes, of each match in which somebody has bought one
    dearer = running_one_round(fleet, Terms(lead=60))
    assert dearer is not None
    assert (dearer.scores.reward == earned).all()
    again = running_one_round(fleet, USUAL)
    assert again is not None
    assert (again.model.coefficients == learned.coefficients).all()
    outsider = fourier_forecaster(fleet, Knowledge(0, 0, ()))
    assert (joined.forecasts(seen) == outsider.forecasts(seen)).all()


def test_two_without_members_sum_up_what_they_have() -> None:
    fleet = SimulatedFleet(replace(DEFAULT, federation_size=1), 5)
    mine, other = (Knowledge(number, 0, (number + (1 << 40),)) for number in range(2))
    assert fourier_forecaster(fleet, mine, [other]).facts.clients == 2
    nobody = fourier_forecaster(fleet, Knowledge(0, 0, ()))
    assert nobody.model is None


def test_a_federation_teaches_what_its_members_have_seen() -> None:
    fleet = SimulatedFleet(DEFAULT, 12)
    knowledge = Knowledge(0, 0, fleet.archive(0))
    assert is_fan(np.array(knowledge.failed), 12, DEFAULT.fan_share).sum() == 0
    joined = federated_forecaster(fleet, knowledge)
    alone = local_forecaster(fleet, knowledge.failed)
    fan = fleet.ids(0, 1, 1, 1)  # its fan wears out, a fault this factory has never seen
    life = int(fleet.lifetimes(fan)[0])
    assert is_fan(fan, 12, DEFAULT.fan_share)[0]
    assert alone.forecasts(fan)[0, life - 1] > 1_000
    assert joined.forecasts(fan)[0, life - 1] < 10 * joined.recommended
    assert joined.facts.clients == DEFAULT.federation_size
    assert joined.facts.raw_bytes > 5 * joined.facts.bytes_moved > 0


def test_engines_of_a_match_depend_on_the_seed_alone() -> None:
    fleet = SimulatedFleet(CLASSIC, 3)
    world = world_of(fleet)
    seen = {}
    for decisions in ((), climb("preventive"), climb("federated", 60)):
        match = replay(CLASSIC, decisions, world, until=2_500)
        lives = match.factories[0].lives
        for slot, index, engine in zip(lives.slot, lives.index, lives.engine_id, strict=True):
            assert seen.setdefault((int(slot), int(index)), int(engine)) == engine


def test_owners_of_engines_never_share_one() -> None:
    fleet = SimulatedFleet(DEFAULT, 3)
    played = {int(n) for slot in range(4) for n in fleet.ids(0, slot, 0, 500)}
    archived = set(fleet.archive(0))
    members = [number for member in fleet.members for number in member]
    assert len(members) == len(set(members)) == 76
    assert len(fleet.members) == 19
    assert not played & archived
    assert not (played | archived) & set(members)


def test_members_fly_differently_and_competitors_alike() -> None:
    fleet = SimulatedFleet(DEFAULT, 3)
    assert len(set(fleet.severities)) == 1
    assert len(set(fleet._member_severities.tolist())) > 2


def test_records_are_the_same_from_memory() -> None:
    fleet = SimulatedFleet(DEFAULT, 11)
    engine = int(fleet.ids(0, 0, 0, 1)[0])
    first, second = records(fleet, [engine])[0], records(fleet, [engine])[0]
    assert first is second
    assert first.sensors.shape == (16, fleet.lifetimes(np.array([engine]))[0])


def test_a_record_holds_no_memory_of_those_made_with_it() -> None:
    fleet = SimulatedFleet(DEFAULT, 11)
    for record in records(fleet, fleet.ids(0, 0, 40, 3).tolist()):
        assert record.table.base is record.sensors.base is None


def test_real_engines_are_never_forecast_by_a_model_that_saw_them() -> None:
    simulated = SimulatedFleet(DEFAULT, 2)
    histories = simulated.histories(np.arange(1 << 40, (1 << 40) + 24))
    fleet = RealFleet(DEFAULT, 9, histories, "a test")
    slots = [set(fleet.ids(0, slot, 0, 60).tolist()) for slot in range(4)]
    known = {number for member in fleet.members for number in member} | set(fleet.archive(0))
    assert not set.union(*slots) & known
    assert sum(map(len, slots)) == len(set.union(*slots))  # no engine runs in two slots
    world = world_of(fleet)
    match = replay(DEFAULT, [Decision(0, "corrective"), Decision(900, "federated")], world)
    stretch = match.factories[0].stretches[-1]
    own = [number for number in stretch.model.seen if number not in known]
    assert own, "a corrective factory has failures of its own"
    returned = np.array([own[0]])
    outsider = federated_forecaster(fleet, Knowledge(0, 0, ()))
    expected = outsider.forecasts(returned)
    assert (stretch.model.forecasts(returned) == expected).all()
    assert "engines of NASA's" in fleet.note
    final = report(match, world, 9, ("a", "b", "c", "d"))
    assert final.cycles == DEFAULT.cycles


def test_a_local_model_leaves_out_a_returning_engine() -> None:
    simulated = SimulatedFleet(DEFAULT, 2)
    fleet = RealFleet(DEFAULT, 9, simulated.histories(np.arange(1 << 40, (1 << 40) + 24)), "a test")
    played = fleet.ids(0, 0, 0, 2)
    failed = (*fleet.archive(0), *played.tolist())
    made = local_forecaster(fleet, failed)
    without = local_forecaster(fleet, (*fleet.archive(0), int(played[1])))
    assert (made.forecasts(played[:1]) == without.forecasts(played[:1])).all()


def test_local_without_failures_forecasts_nothing() -> None:
    fleet = SimulatedFleet(CLASSIC, 1)
    history = play_factory(CLASSIC, (), world_of(fleet), 50)
    assert len(history.lives) == 4
    assert (local_forecaster(fleet, ()).forecasts(fleet.ids(0, 0, 0, 1)) == NO_FORECAST).all()


@dataclass(frozen=True)
class Counted(SimulatedFleet):
    """A fleet that notes what is asked of it for a training."""

    asked: list[str] = field(default_factory=list, compare=False)
    meeting: threading.Barrier | None = field(default=None, compare=False)

    def histories(self, engine_ids: np.ndarray) -> Trajectories:
        self.asked.append("histories")
        return super().histories(engine_ids)

    def training_generator(self) -> np.random.Generator:
        self.asked.append("generator")
        return Met(super().training_generator().bit_generator, self.meeting)


class Met(np.random.Generator):
    """Draws when another training has come as far."""

    def __init__(self, bits: np.random.BitGenerator, meeting: threading.Barrier | None) -> None:
        super().__init__(bits)
        self.meeting = meeting

    def integers(self, *args: object, **options: object) -> object:
        if self.meeting is not None:
            self.meeting.wait(20)
        return super().integers(*args, **options)  # type: ignore[call-overload]


def test_a_room_that_asks_for_one_model_trains_it_once() -> None:
    fleet = Counted(DEFAULT, 20_182)  # a seed that no other test plays
    knowledge = Knowledge(0, 0, fleet.archive(0))
    local = together(8, lambda _: local_forecaster(fleet, knowledge.failed))
    assert fleet.asked == ["histories"]
    joined = together(8, lambda _: federated_forecaster(fleet, knowledge))
    # the members' histories and the newcomer's; the federation before it came, and with it
    assert sorted(fleet.asked[1:]) == ["generator", "generator", "histories", "histories"]
    for models in (local, joined):
        assert all(model is models[0] for model in models)


@pytest.mark.no_cover
def test_other_models_of_one_fleet_are_trained_at_the_same_time_and_as_alone() -> None:
    fleet = Counted(DEFAULT, 20_183)
    federated_forecaster(fleet, Knowledge(0, 0, ()))  # trains the federation before they come
    room = replace(fleet, meeting=threading.Barrier(3))  # to which three must come at a time
    failed = [(*fleet.archive(0), int(fleet.ids(0, 0, index, 1)[0])) for index in range(3)]
    seats = together(3, lambda seat: federated_forecaster(room, Knowledge(seat, 0, failed[seat])))
    forget(fleet)
    for seat, joined in enumerate(seats):
        alone = federated_forecaster(fleet, Knowledge(seat, 0, failed[seat]))
        assert alone is not joined
        np.testing.assert_array_equal(alone.model.coefficients, joined.model.coefficients)
        assert alone.recommended == joined.recommended


tenths_of_a_life = hs.lists(
    hs.integers(0, 1_250) | hs.integers(0, 125).map(lambda cycles: 10 * cycles),
    min_size=1,
    max_size=9,
)


@pytest.mark.slow
@given(hs.lists(tenths_of_a_life, min_size=1, max_size=4))
def test_a_threshold_is_chosen_by_the_alarms_of_a_match(
    tenths: list[list[int]],
) -> None:
    lifetimes = np.array([len(row) for row in tenths])
    table = np.full((len(tenths), lifetimes.max()), NO_FORECAST, np.int16)
    for line, row in zip(table, tenths, strict=True):
        line[: len(row)] = row
    forecasts = np.concatenate([np.array(row) / 10 for row in tenths])
    offsets = np.cumsum([0, *lifetimes])
    chosen_by = stop_ages(forecasts, offsets, lifetimes, np.arange(1, 126))
    for threshold in range(1, 126):
        heard = Predictive(threshold).stop_ages(np.ones(len(table), np.int64), table)
        np.testing.assert_array_equal(chosen_by[:, threshold - 1], np.minimum(heard, lifetimes))
