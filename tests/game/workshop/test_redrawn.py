"""What a class decided, on redrawn engines: against the stepper, engine by engine."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from game.fleet.forecasters import local_forecaster
from game.rooms.federation.shares import Turn
from game.rooms.federation.together import Lived, lived, play_together
from game.rooms.room import Plan
from game.rules.decisions import Decision, Knowledge, Stretch
from game.rules.match import World
from game.rules.strategies import IntArray
from game.workshop import redrawn
from game.workshop.redrawn import _redrawn, best_course, in_force, weighed_together
from models.features import features
from tests.game.rooms.federation.afresh import Afresh
from tests.game.rooms.federation.test_together import as_file, orders
from tests.game.stepper import step_factory

PLAN = Plan("default", 7, turns=3, turn_cycles=250, federation=1)
TURNS = (
    Turn(moves=orders(0, s2="preventive", s3="local")),
    Turn(shares=((1, "join"), (2, "join"))),
    Turn(),
)
REDRAWS = 3


class Streams:
    """Redrawn engines; after its last one a slot begins again with the first."""

    def __init__(self, fleet: Any, depth: int) -> None:
        self.fleet, self.depth = fleet, depth
        self.every = [fleet.ids(0, slot, 0, depth) for slot in range(fleet.scenario.slots)]
        together = np.concatenate(self.every)
        own = fleet.histories(together)
        rows = features(own).astype(np.float32)
        ends = own.offsets
        self.tables = {
            int(number): rows[ends[place] : ends[place + 1]]
            for place, number in enumerate(together)
        }

    def ids(self, _: int, slot: int, first: int, count: int) -> IntArray:
        places = (np.arange(first, first + count) % self.depth).tolist()
        return np.array([self.every[slot][place] for place in places])

    def archive(self, _: int) -> tuple[int, ...]:
        return ()

    def lifetimes(self, ids: IntArray) -> IntArray:
        return np.array([len(self.table(number)) for number in ids.tolist()])

    def table(self, number: int) -> np.ndarray:
        return self.tables[number]


class AtWork:
    """A model of the match at work on redrawn engines."""

    recommended = 25

    def __init__(self, streams: Streams, model: Any) -> None:
        self.streams, self.model = streams, model

    def forecasts(self, ids: IntArray) -> np.ndarray:
        rows = [self.streams.table(number).astype(np.float64) for number in ids.tolist()]
        return np.stack([np.round(10 * self.model.predict(one)) for one in rows])


def stepped(room: Lived, course: Sequence[Stretch[Any]]) -> list[int]:
    """Return what strategies, settings and models earn in each redraw, cycle by cycle."""
    again = _redrawn(room.fleet, room.end, REDRAWS)
    scenario = replace(room.match.scenario, retrain_every=100_000)
    models = {one.cycle: one.model for one in course}
    moves = [Decision(one.cycle, one.strategy, one.setting, retrain=True) for one in course]
    earned = []
    for fleet in again.fleets:
        streams = Streams(fleet, again.lifetimes.shape[2])

        def trained(known: Knowledge, *_: object, at: Streams = streams) -> AtWork:
            return AtWork(at, models[known.cycle])

        world = World(streams, {"local": trained, "federated": trained}, (), ())
        earned.append(step_factory(scenario, 0, moves, world, room.end).balances[-1])
    return earned


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.no_cover
def test_quality_and_luck_are_those_of_a_room_stepped_cycle_by_cycle() -> None:
    room = lived(PLAN, TURNS, 4)
    told = weighed_together(PLAN, TURNS, 4, [1, 2, 3], REDRAWS)
    waited = stepped(room, [Stretch(0, "corrective")])
    for seat, one in enumerate(told, 1):
        played = np.mean(stepped(room, in_force(room, seat - 1)))
        best = np.mean(stepped(room, best_course(PLAN, room, seat - 1)))
        assert one.expected == pytest.approx(played)
        assert one.quality == pytest.approx((played - np.mean(waited)) / (best - np.mean(waited)))
        assert one.curve[-1] == round(played)


@pytest.mark.no_cover
def test_the_best_knows_what_the_factory_knew_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    room, asked = lived(PLAN, TURNS, 4), []

    def noting(_: object, failed: tuple[int, ...], choices: Any, models: Any) -> tuple[str, int]:
        asked.append((failed, models))
        return "federated", 30

    monkeypatch.setattr(redrawn, "best_choice", noting)
    course = best_course(PLAN, room, 0)  # it waits for failures until it joins
    afresh = Afresh(as_file(PLAN, TURNS, play_together(PLAN, TURNS, 4)))
    afresh.play()
    for turn, (failed, models) in enumerate(asked):
        cycle = turn * PLAN.turn_cycles
        own = {*afresh.engines.archive(0), *afresh._failed(0, cycle)}
        assert set(failed) == own
        assert models["local"] is local_forecaster(room.fleet, failed).model
        assert models["federated"] is room.common[turn]
        assert course[turn].model is room.common[turn]
    assert len(asked[0][0]) < len(asked[1][0])


@pytest.mark.no_cover
def test_blind_spots_are_told_by_when_they_were_met() -> None:
    """Who never joins meets none under the common model, and each is in one part.

    Where it opens after the last turn, all are met before it opens.
    """
    first = tuple((seat, (Decision(0, "local", 40),)) for seat in (1, 2, 3, 4))
    turns = (Turn(first), *[Turn()] * 7)
    halves = replace(PLAN, turns=8, split=True)
    found = {}
    for opens in (1, 8):
        told = weighed_together(replace(halves, federation=opens), turns, 4, [1, 2, 3, 4], 2)
        found[opens] = [sum(getattr(one, name) for one in told)
                        for name in ("met", "before", "within")]  # fmt: skip
    assert found[8][0] == found[8][1] > 0
    assert found[1][1] < found[1][0]
    assert found[1][2] == found[8][2] == 0
    joins = Turn(shares=tuple((seat, "join") for seat in (1, 2, 3, 4)))
    inside = weighed_together(
        replace(halves, federation=1), (turns[0], joins, *turns[2:]), 4, [1, 2, 3, 4], 2
    )
    assert all(one.before + one.within <= one.met for one in inside)


def test_who_waits_for_failures_has_no_quality_and_meets_no_blind_spot() -> None:
    (waits,) = weighed_together(PLAN, TURNS, 4, [4], REDRAWS)
    assert (waits.quality, waits.met, waits.saved) == (0.0, 0, 0)


@pytest.mark.no_cover
def test_each_half_of_a_split_class_is_weighed_on_engines_of_its_kind() -> None:
    plan = replace(PLAN, split=True)
    room = lived(plan, TURNS, 4)
    for half in range(2):
        fleet = _redrawn(room.fleet, room.end, REDRAWS, half).fleets[1]
        faults = fleet.faults(np.concatenate([fleet.ids(0, slot, 0, 5) for slot in range(4)]))
        assert set(faults.tolist()) == {half}
    two = weighed_together(plan, TURNS, 4, [3, 4], REDRAWS)
    assert two == [*weighed_together(plan, TURNS, 4, [3], REDRAWS), two[1]]


def test_rewards_are_no_luck() -> None:
    rich = weighed_together(replace(PLAN, reward=40_000), TURNS, 4, [1, 2], REDRAWS)
    plain = weighed_together(PLAN, TURNS, 4, [1, 2], REDRAWS)
    told = play_together(replace(PLAN, reward=40_000), TURNS, 4)
    for with_, without, account in zip(rich, plain, told.accounts, strict=False):
        assert account.charges != 0
        assert (with_.luck, with_.quality) == (without.luck, without.quality)
        assert with_.expected == without.expected - account.charges
        assert with_.curve[-1] == pytest.approx(with_.expected, abs=0.5)


@pytest.mark.slow
def test_saved_and_lost_are_engines_that_end_otherwise_in_a_room_without_a_federation() -> None:
    plan = replace(PLAN, turns=6, seed=9)
    turns = (*TURNS, Turn(shares=((1, "leave"), (2, "leave"))), Turn(), Turn())
    told = weighed_together(plan, turns, 4, [1, 2, 3, 4], 2)  # what is redrawn is not asked for
    file = as_file(plan, turns, play_together(plan, turns, 4))
    ends, failed = [], []
    for nobody in (False, True):
        afresh = Afresh(file)
        if nobody:
            afresh._members = lambda turn: set()
        afresh.play()
        steps = [afresh._step(number, 6 * 250) for number in range(4)]
        ends.append([{tuple(one[1:3]): one[3] for one in step.events} for step in steps])
        failed.append([{tuple(one[1:3]): one[0] for one in step.events} for step in steps])
    together, alone = ends
    for number, one in enumerate(told):
        both = [(how, alone[number].get(place)) for place, how in together[number].items()]
        assert one.saved == both.count(("service", "failure"))
        assert one.lost == both.count(("failure", "service"))
        lost = [failed[0][number][place] for place, how in together[number].items()
                if (how, alone[number].get(place)) == ("failure", "service")]  # fmt: skip
        assert one.left == sum(cycle > 3 * 250 for cycle in lost)  # they had left by then
        assert one.fans is not None
        assert 0 <= one.fans <= one.met
    assert sum(one.saved for one in told) > 0
    assert 0 < sum(one.left for one in told) < sum(one.lost for one in told)
    room = lived(plan, turns, 4)
    for number, one in enumerate(told):
        assert one.off == pytest.approx(off_by_hand(room, room.known(number, 5 * 250)))


def off_by_hand(room: Lived, failed: tuple[int, ...]) -> float:
    """Return how far a model of some failures is off on engines that nobody flies, in cycles."""
    model, squares = local_forecaster(room.fleet, failed).model, []
    assert model is not None
    for engine in room.fleet.judges:
        table = features(room.fleet.histories(np.array([engine])))
        left = reversed(range(len(table)))
        forecast = model.predict(table.astype(np.float32).astype(np.float64))
        squares += [(said - min(125, true)) ** 2 for said, true in zip(forecast, left, strict=True)]
    return float(sum(squares) / len(squares)) ** 0.5
