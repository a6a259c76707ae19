"""All factories of a room, whose own failures train the model that they share.

At each boundary: who joins and leaves, then one training on what the members that are there have
had fail by then, then all orders; then every factory lives through the turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from game.fleet.federation import Failures
from game.fleet.forecasters import local_forecaster, world_of
from game.fleet.players import (
    Circumstances,
    PlayersFleet,
    error_of,
    players_fleet,
    players_forecaster,
    seen_fail,
    train_players,
)
from game.rooms.federation.poison import poisoned
from game.rooms.federation.privacy import LEVELS, NONE
from game.rooms.federation.shares import ALONE, JOIN, Turn, allowed, is_open
from game.rooms.federation.told import Together, Training
from game.rooms.play import account_of, balance_of
from game.rooms.room import Plan, rules_of
from game.rules.decisions import Decision, Knowledge, Move
from game.rules.economics import Charge
from game.rules.match import Forecaster, MatchState, Seat, Trainer, World, advance, start
from game.rules.strategies import TOGETHER
from models.federated.server import Federation
from models.rul import RulModel

REWARD = "reward"
"""Why members are charged: what one of them had teaches all."""


@dataclass(frozen=True)
class Case:
    """What is played: a room as it was, or as it would have been.

    Attributes
    ----------
    without : factory whose updates are absent from the first training on; None: nobody's are
    nobody : nobody is in any federation
    """

    plan: Plan
    without: int | None = None
    nobody: bool = False


@dataclass(frozen=True, eq=False)
class State:
    """Where a room stands at a boundary.

    Attributes
    ----------
    match : with all factories that have been heard of
    members : factories that are in the federation
    federation : what it has learned at its last training
    gave : failures of each factory that it was trained on, by the factory's number
    taught : those that its last training saw
    faults : of each factory what its last update had learned from: (compressors, fans)
    apart : factories that have lived otherwise than in the room, where something else is played
    """

    match: MatchState
    members: frozenset[int] = frozenset()
    federation: Federation | None = None
    gave: Mapping[int, int] | None = None
    trainings: tuple[Training, ...] = ()
    taught: Mapping[int, Failures] = field(default_factory=dict)
    apart: frozenset[int] = frozenset()
    faults: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def play_together(plan: Plan, turns: tuple[Turn, ...], seats: int) -> Together:
    """Return what became of a room's factories in the turns that are over.

    Examples
    --------
    >>> from game.rules.decisions import Decision
    >>> plan = Plan("default", 7, turns=4, turn_cycles=250, federation=1)
    >>> joins = Turn(shares=((1, "join"), (2, "join"), (3, "join")))
    >>> told = play_together(plan, (Turn(), joins, Turn()), 4)
    >>> [training.sent for training in told.trainings]
    [(1, 2, 3), (1, 2, 3)]
    >>> [account.strategy for account in told.accounts]
    ['federated', 'federated', 'federated', 'corrective']
    """
    played, state, fleet = len(turns), _after(Case(plan), turns, seats), _fleet(plan)
    return Together(
        tuple(
            account_of(state.match, number, plan.turn_cycles, played, fleet)
            for number in range(seats)
        ),
        tuple(sorted(number + 1 for number in state.members)),
        tuple((state.gave or {}).get(number, 0) for number in range(seats)),
        state.trainings,
        tuple(state.faults.get(number, (0, 0)) for number in range(seats)),
    )


@dataclass(frozen=True, eq=False)
class Lived:
    """Factories of a room as they have lived, for who weighs what they decided.

    Attributes
    ----------
    common : the federation's model at the beginning of each turn; None: there was none yet
    end : cycles that have been played
    alone : the match had nobody been in any federation
    """

    fleet: PlayersFleet
    match: MatchState
    common: tuple[RulModel | None, ...]
    end: int
    alone: MatchState

    def known(self, number: int, cycle: int) -> Failures:
        """Return the engines whose failure a factory has on record at a cycle, archive first."""
        lives, archive = self.match.factories[number].history.lives, self.fleet.archive(number)
        return Knowledge.at(lives, archive, cycle, number).failed


def lived(plan: Plan, turns: tuple[Turn, ...], seats: int) -> Lived:
    """Return how a room's factories have lived through the turns that are over."""
    match = _after(Case(plan), turns, seats).match
    trained = [_played(Case(plan), turns[: turn + 1]).federation for turn in range(len(turns))]
    common = tuple(one.model if one is not None else None for one in trained)
    alone = _after(Case(plan, nobody=True), turns, seats).match
    return Lived(_fleet(plan), match, common, len(turns) * plan.turn_cycles, alone)


def balances_without(
    plan: Plan, turns: tuple[Turn, ...], seats: int, without: int | None
) -> list[int]:
    """Return all balances, had a seat's updates been absent from the first training on.

    Parameters
    ----------
    without : None: nobody is in any federation, and who joins runs a model of its own
    """
    case = Case(plan, nobody=True) if without is None else Case(plan, without=without - 1)
    state, end = _after(case, turns, seats), len(turns) * plan.turn_cycles
    return [balance_of(state.match, number, end) for number in range(seats)]


def _after(case: Case, turns: tuple[Turn, ...], seats: int) -> State:
    """Return where a room stands after some turns, with all its seats."""
    state = _played(case, turns)
    grown = _grown(state.match, seats)
    return replace(state, match=advance(grown, {}, len(turns) * case.plan.turn_cycles))


@lru_cache(maxsize=512)
def _played(case: Case, turns: tuple[Turn, ...]) -> State:
    """Play on from the turn before, which is known already when a room goes on.

    What is played instead of a room is the room itself until it makes a difference.
    """
    if not turns:
        fleet = _fleet(case.plan)
        return State(start(fleet.scenario, [Seat()], world_of(fleet)))
    before_it_opens = Case(_until_it_opens(case.plan))
    if case != before_it_opens and not is_open(case.plan, len(turns) - 1):
        return _played(before_it_opens, turns)
    if case.without is None and not case.nobody:
        return _turn(case, _played(case, turns[:-1]), turns[-1], len(turns) - 1)
    room = _played(Case(case.plan), turns)
    if case.without is not None and not _has_sent(room, case.without):
        return room
    return _turn(case, _played(case, turns[:-1]), turns[-1], len(turns) - 1, room)


def _until_it_opens(plan: Plan) -> Plan:
    """Return a plan without what makes a difference to its federation alone."""
    return replace(plan, merging="fedavg", noise=NONE, losses=0, saboteur=0, every=0, reward=0)


def _has_sent(room: State, number: int) -> bool:
    return any(number + 1 in training.sent for training in room.trainings)


@lru_cache(maxsize=64)
def _fleet(plan: Plan) -> PlayersFleet:
    return players_fleet(rules_of(plan.scenario_code), plan.seed, plan.split)


def _grown(match: MatchState, seats: int) -> MatchState:
    """Return a match with more factories; those that come late have waited since cycle 0."""
    more = seats - len(match.seats)
    if more <= 0:
        return match
    new = start(match.scenario, [Seat()] * more, match.world)
    return replace(
        match, seats=(*match.seats, *new.seats), factories=(*match.factories, *new.factories)
    )


def _turn(case: Case, state: State, turn: Turn, number: int, room: State | None = None) -> State:
    """Let all factories live through a turn.

    Parameters
    ----------
    room : at the end of this turn, where something else is played: most of it happens again
    """
    plan, now = case.plan, number * case.plan.turn_cycles
    heard = [seat for seat, _ in (*turn.moves, *turn.shares)]
    match = advance(_grown(state.match, max(heard, default=1)), {}, now)
    if is_open(plan, number):  # the turn's end is what retraining follows
        match = replace(match, scenario=replace(match.scenario, retrain_every=plan.turn_cycles))
        state = _joined(case, replace(state, match=match), turn)
        state, model = _trained(case, state, turn, now)
        match = replace(state.match, world=_taught(_fleet(plan), state, model, turn))
    moves, end = _moves(match, state.members, turn, now), now + plan.turn_cycles
    if room is None:
        return replace(state, match=advance(match, moves, end))
    apart = state.apart | _running_it(room.match, now)
    moves = {one: own for one, own in moves.items() if one in apart}
    match = advance(_lived_as_in(room.match, match, apart), moves, end)
    return replace(state, match=match, apart=apart)


def _running_it(room: MatchState, since: int) -> frozenset[int]:
    """Return the factories of a room that have run the common model from a cycle on."""
    return frozenset(
        number
        for number, factory in enumerate(room.factories)
        if any(
            one.strategy == TOGETHER
            for one in factory.history.stretches
            if one.cycle >= factory.history.stretch_at(since).cycle
        )
    )


def _lived_as_in(room: MatchState, match: MatchState, apart: frozenset[int]) -> MatchState:
    """Return a match whose other factories have lived through a turn as in the room.

    What they are charged is what another federation charges them.
    """
    lived = tuple(
        own
        if number in apart
        else replace(there, history=replace(there.history, charges=own.history.charges))
        for number, (own, there) in enumerate(zip(match.factories, room.factories, strict=True))
    )
    return replace(match, factories=lived)


def _joined(case: Case, state: State, turn: Turn) -> State:
    if case.nobody:
        return state
    said = {seat - 1: what for seat, what in turn.shares}
    stay = {one for one in state.members if said.get(one, JOIN) == JOIN}
    come = {one for one, what in said.items() if what == JOIN}
    return replace(state, members=frozenset(stay | come))


def _trained(case: Case, state: State, turn: Turn, now: int) -> tuple[State, Forecaster | None]:
    """Train once, on what the members that are there have had fail by now."""
    plan, fleet = case.plan, _fleet(case.plan)
    present = sorted(state.members - {seat - 1 for seat in turn.absent} - {case.without})
    failures = {one: _failed(state.match, one, now) for one in present}
    failures = {one: own for one, own in failures.items() if own}
    bad = tuple(seat - 1 for seat in poisoned(plan, len(state.match.factories)))
    how = Circumstances(turn.rule or plan.merging, LEVELS[plan.noise].noise, plan.losses, bad)
    before = None if turn.anew and failures else state.federation
    federation = train_players(fleet, failures, before, how, now)
    if federation is None:
        return state, None
    model = players_forecaster(fleet, federation, failures or state.taught)
    if not failures:
        return state, model
    training = Training(
        now,
        tuple(sorted(one + 1 for one in state.members)),
        tuple(one + 1 for one in failures),
        seen_fail(fleet, failures),
        error_of(fleet, federation.model),
        federation.threshold,
        federation.bytes_moved,
        federation.raw_bytes,
        _numbers(federation),
    )
    had = state.gave or {}
    gave = {**had, **{one: len(own) for one, own in failures.items()}}
    new = {one: gave[one] - had.get(one, 0) for one in failures}
    state = replace(state, match=_rewarded(state.match, state.members, new, plan.reward, now))
    trainings = (*state.trainings, training)
    faults = {one: seen_fail(fleet, {one: own}) for one, own in failures.items()}
    known = replace(
        state,
        federation=federation,
        gave=gave,
        trainings=trainings,
        taught=failures,
        faults={**state.faults, **faults},
    )
    return known, model


def _rewarded(
    match: MatchState, members: frozenset[int], new: Mapping[int, int], reward: int, now: int
) -> MatchState:
    """Let all members pay alike for each failure that is new, to whoever had it."""
    if not reward:
        return match
    share, rest = divmod(reward * sum(new.values()), len(members))
    factories = list(match.factories)
    for place, one in enumerate(sorted(members)):
        amount = share + (place < rest) - reward * new.get(one, 0)
        history = factories[one].history
        charges = (*history.charges, Charge(now, amount, REWARD))
        factories[one] = replace(factories[one], history=replace(history, charges=charges))
    return replace(match, factories=tuple(factories))


def _failed(match: MatchState, number: int, now: int) -> Failures:
    """Return the engines that have failed in a factory; its archive is no part of them."""
    return Knowledge.at(match.factories[number].history.lives, (), now, number).failed


def _numbers(federation: Federation) -> tuple[float, ...]:
    model = federation.model
    known = np.concatenate([model.mean, model.scale, model.coefficients])
    return (*known.tolist(), float(model.intercept))


def _taught(fleet: PlayersFleet, state: State, model: Forecaster | None, turn: Turn) -> World:
    """Return a world in which members get the common model, but who is away keeps what it had.

    Until there is one, members go on with a model of their own.
    """
    away = {seat - 1 for seat in turn.absent}
    had = [factory.history.stretches[-1] for factory in state.match.factories]

    def train(knowledge: Knowledge, *_: object) -> Forecaster:
        before = had[knowledge.factory]
        if knowledge.factory in away and before.strategy == TOGETHER and before.model is not None:
            return before.model
        return model if model is not None else local_forecaster(fleet, knowledge.failed)

    trainers: dict[str, Trainer] = {**state.match.world.trainers, TOGETHER: train}
    return replace(state.match.world, trainers=trainers)


def _moves(
    match: MatchState, members: frozenset[int], turn: Turn, now: int
) -> dict[int, tuple[Move, ...]]:
    """Return what factories do in a turn: who joins runs the common model if it orders nothing.

    Who orders it and is no member runs a model of its own.
    """
    moves = {seat - 1: own for seat, own in turn.moves}
    joins = {seat - 1 for seat, what in turn.shares if what == JOIN}
    made: dict[int, tuple[Move, ...]] = {}
    for number, factory in enumerate(match.factories):
        own = moves.get(number, ())
        ordered = any(isinstance(move, Decision) for move in own)
        runs = factory.history.stretches[-1].strategy
        if number in joins and not ordered:
            own = (Decision(now, TOGETHER), *own)
        elif number not in members and runs == TOGETHER and not ordered:
            own = (Decision(now, ALONE), *own)
        made[number] = tuple(_allowed(move, number in members) for move in own)
    return {number: own for number, own in made.items() if own}


def _allowed(move: Move, member: bool) -> Move:
    if isinstance(move, Decision):
        return replace(move, strategy=allowed(move.strategy, member))
    return move
