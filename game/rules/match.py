"""A match: from a scenario and decisions to what happened in every factory.

Pure and deterministic. Forecasts come from outside, through callables, so that the rules run with
any forecaster or none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from game.rules.economics import balances, recommended_age
from game.rules.errors import DecisionError, shown
from game.rules.lives import LIFE_COLUMNS, Lives, Outcome, chain, happened
from game.rules.scenario import LONGEST_MATCH, Scenario
from game.rules.strategies import STRATEGIES, IntArray, Tenths, check_setting

MOST_DECISIONS = 1_000
"""In one match; far more than a player takes, few enough to replay at once."""


@dataclass(frozen=True)
class Decision:
    """What a factory decides at the boundary after ``cycle`` elapsed cycles.

    Examples
    --------
    >>> Decision(231, "preventive", 131)
    Decision(cycle=231, strategy='preventive', setting=131, retrain=False)
    """

    cycle: int
    strategy: str
    setting: int | None = None  # cycles; None: the recommended one, renewed at each retraining
    retrain: bool = False

    def __post_init__(self) -> None:
        whole = isinstance(self.cycle, int) and not isinstance(self.cycle, bool)
        if not whole or not 0 <= self.cycle <= LONGEST_MATCH:
            raise DecisionError(
                "A decision is taken at a whole cycle from 0 to {most}, got {cycle}: "
                "choose one between.",
                most=LONGEST_MATCH,
                cycle=shown(self.cycle),
            )
        check_setting(self.strategy, self.setting)
        if not isinstance(self.retrain, bool):
            raise DecisionError(
                "To retrain is true or false, got {retrain}.", retrain=shown(self.retrain)
            )


@dataclass(frozen=True)
class Knowledge:
    """What a factory has seen when it trains: histories that ended, and how."""

    factory: int
    cycle: int
    failed: tuple[int, ...]  # ids of engines that failed here or lie in the archive
    serviced: tuple[tuple[int, int], ...]  # (id, age at service): the life beyond is unknown


class Forecaster(Protocol):
    """A trained model as the rules see it."""

    @property
    def recommended(self) -> int:
        """The alarm threshold that its owner's knowledge recommends, cycles."""
        ...

    def forecasts(self, engine_ids: IntArray) -> Tenths:
        """Return forecast RUL (engines, ages) in tenths, ``NO_FORECAST`` beyond the life."""
        ...


Trainer = Callable[[Knowledge], Forecaster]


class Streams(Protocol):
    """Where engines come from; a function of the seed alone."""

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        """Return the engines of a slot from the ``first`` on, (count,) ids."""
        ...

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        """Return cycles to failure, (engines,)."""
        ...

    def archive(self, factory: int) -> tuple[int, ...]:
        """Return the engines whose failure the factory has on record before the match."""
        ...


@dataclass(frozen=True)
class World:
    """Engines and trainers of one match."""

    streams: Streams
    trainers: Mapping[str, Trainer]


@dataclass(frozen=True)
class Phase:
    """A stretch in which a factory's strategy, setting and model stay the same."""

    cycle: int
    strategy: str
    setting: int | None  # cycles, in force
    recommended: bool  # the setting follows the recommendation
    forecaster: Forecaster | None
    trained: bool  # a model was trained, or a schedule computed, at its start
    known_failures: int  # failures on record then


@dataclass(frozen=True, eq=False)
class FactoryHistory:
    """All that happened in one factory."""

    lives: Lives
    phases: tuple[Phase, ...]
    unlocked: Mapping[str, int | None]  # cycle from which each strategy may be taken


@dataclass(frozen=True, eq=False)
class Match:
    """A match as far as it was played."""

    scenario: Scenario
    factories: tuple[FactoryHistory, ...]
    balances: IntArray  # (factories, cycles) closing balances, dollars
    end: int  # cycles played
    finish: int | None  # cycles after which a balance had reached the finish line
    winner: int | None  # None while the match goes on


def unlock_cycles(scenario: Scenario, failure_cycles: IntArray) -> dict[str, int | None]:
    """Return from which cycle each strategy may be taken; None while that is not known.

    Examples
    --------
    >>> from game.rules.scenario import CLASSIC
    >>> unlock_cycles(CLASSIC, np.array([170, 201, 222, 231]))
    {'corrective': 0, 'preventive': 231, 'local': 731, 'federated': 1231}
    """
    ladder = scenario.unlocks
    if ladder is None:
        return dict.fromkeys(STRATEGIES, 0)
    unlocked: dict[str, int | None] = {**dict.fromkeys(STRATEGIES), "corrective": 0}
    if ladder.own_failures == 0 or len(failure_cycles) >= ladder.own_failures:
        last = ladder.own_failures - 1
        first = int(np.sort(failure_cycles)[last]) if ladder.own_failures else 0
        unlocked["preventive"] = first
        unlocked["local"] = first + ladder.local_wait
        unlocked["federated"] = first + ladder.local_wait + ladder.federated_wait
    return unlocked


@dataclass(frozen=True)
class _Slots:
    """Where the slots of a factory stand: the engine in each, and since when."""

    index: IntArray  # (slots,)
    installed: IntArray  # (slots,) cycle; later than now while the slot is down


def play_factory(
    scenario: Scenario, factory: int, decisions: Sequence[Decision], world: World, until: int
) -> FactoryHistory:
    """Play one factory for ``until`` cycles under its decisions.

    At a boundary failures come first, then what they unlock, then decisions, then the stop test.
    """
    slots = _Slots(np.zeros(scenario.slots, np.int64), np.zeros(scenario.slots, np.int64))
    phases = [Phase(0, "corrective", None, True, None, False, 0)]
    lives: list[Lives] = []
    waiting = list(decisions)
    unlocked = unlock_cycles(scenario, np.empty(0, np.int64))
    now = 0
    while True:
        due = [decision for decision in waiting if _effective(decision, unlocked) <= now]
        waiting = [decision for decision in waiting if _effective(decision, unlocked) > now]
        scheduled = now > 0 and now % scenario.retrain_every == 0
        if due or scheduled:
            decision = due[-1] if due else None
            knowledge = _knowledge(factory, now, _joined(lives), world.streams)
            phase = _next_phase(scenario, phases[-1], decision, scheduled, knowledge, world)
            if phase.trained or not _same(phase, phases[-1]):
                phases[-1:] = [phase] if phases[-1].cycle == now else [phases[-1], phase]
        until_next = min(
            [until, (now // scenario.retrain_every + 1) * scenario.retrain_every]
            + [_effective(decision, unlocked) for decision in waiting]
        )
        moved, lived = _run(scenario, factory, slots, now, until_next, phases[-1], world.streams)
        if unlocked["preventive"] is None:
            unlocked = unlock_cycles(scenario, _failure_cycles([*lives, lived]))
            earliest = min([until_next] + [_effective(decision, unlocked) for decision in waiting])
            if earliest < until_next:  # what has just failed unlocks a decision that waited
                until_next = earliest
                moved, lived = _run(
                    scenario, factory, slots, now, until_next, phases[-1], world.streams
                )
        slots, now = moved, until_next
        lives.append(lived)
        if now == until:
            break
    lives.append(_still_running(factory, slots, until, world.streams))
    return FactoryHistory(_joined(lives), tuple(phases), unlocked)


def replay(
    scenario: Scenario,
    decisions: Sequence[Decision],
    world: World,
    until: int | None = None,
    keep_playing: bool = False,
) -> Match:
    """Play a match, or its first ``until`` cycles.

    The first factory takes the decisions; each rival climbs the rungs its scenario names. The match
    ends after the first cycle whose closing balance reaches the finish line, unless one keeps
    playing, and at the scenario's last cycle otherwise.

    Raises
    ------
    DecisionError
        More decisions than a match may have.
    """
    if len(decisions) > MOST_DECISIONS:
        raise DecisionError(
            "A match takes at most {most} decisions, got {decisions}: take some back.",
            most=MOST_DECISIONS,
            decisions=len(decisions),
        )
    horizon = LONGEST_MATCH if keep_playing else scenario.cycles
    played = min(horizon, until if until is not None else scenario.cycles)
    ladders = [list(decisions)] + [
        [Decision(0, rung) for rung in rival] for rival in scenario.rivals
    ]
    histories = tuple(
        play_factory(scenario, factory, ladder, world, played)
        for factory, ladder in enumerate(ladders)
    )
    money = np.stack([balances(h.lives, played, scenario.economics) for h in histories])
    finish = None
    if scenario.finish_line is not None:
        reached = (money >= scenario.finish_line).any(axis=0)
        finish = int(np.argmax(reached)) + 1 if reached.any() else None
    end = played if finish is None or keep_playing else min(played, finish)
    over = finish if finish is not None else scenario.cycles
    winner = int(np.argmax(money[:, over - 1])) if over <= played else None
    return Match(scenario, histories, money[:, :end], end, finish, winner)


def _same(phase: Phase, other: Phase) -> bool:
    return (phase.strategy, phase.setting, phase.recommended) == (
        other.strategy,
        other.setting,
        other.recommended,
    )


def _effective(decision: Decision, unlocked: Mapping[str, int | None]) -> int:
    unlock = unlocked[decision.strategy]
    return LONGEST_MATCH + 1 if unlock is None else max(decision.cycle, unlock)


def _next_phase(
    scenario: Scenario,
    before: Phase,
    decision: Decision | None,
    scheduled: bool,
    knowledge: Knowledge,
    world: World,
) -> Phase:
    strategy = before.strategy if decision is None else decision.strategy
    kind = STRATEGIES[strategy]
    entered = strategy != before.strategy
    own = before.setting if decision is None and not before.recommended else None
    if decision is not None:
        own = decision.setting
    trains = kind.setting is not None and (
        entered or scheduled or (decision is not None and decision.retrain)
    )
    forecaster = None if entered else before.forecaster
    if trains and kind.forecaster is not None:
        forecaster = world.trainers[kind.forecaster](knowledge)
    if kind.setting is None or own is not None:
        setting = own
    elif forecaster is not None:
        setting = forecaster.recommended
    elif trains or not before.recommended:
        lifetimes = world.streams.lifetimes(np.array(knowledge.failed, np.int64))
        setting = recommended_age(lifetimes, scenario.economics)
    else:
        setting = before.setting
    return Phase(
        knowledge.cycle, strategy, setting, own is None, forecaster, trains, len(knowledge.failed)
    )


def _knowledge(factory: int, cycle: int, lives: Lives, streams: Streams) -> Knowledge:
    failures = lives.where(lives.outcome == Outcome.FAILURE)
    failed = failures.engine_id[np.lexsort((failures.slot, failures.ends))].tolist()
    serviced = lives.outcome == Outcome.SERVICE
    return Knowledge(
        factory=factory,
        cycle=cycle,
        failed=tuple(dict.fromkeys([*streams.archive(factory), *failed])),
        serviced=tuple(
            zip(lives.engine_id[serviced].tolist(), lives.ran[serviced].tolist(), strict=True)
        ),
    )


def _run(
    scenario: Scenario,
    factory: int,
    slots: _Slots,
    now: int,
    until: int,
    phase: Phase,
    streams: Streams,
) -> tuple[_Slots, Lives]:
    """Let every slot live from ``now`` to ``until`` under one phase."""
    strategy = STRATEGIES[phase.strategy].make(phase.setting or 0)
    places = np.arange(scenario.slots)
    count = (until - now) // 150 + 2  # most engines live longer: enough at once, as a rule
    while True:
        ids = np.stack([streams.ids(factory, int(s), int(slots.index[s]), count) for s in places])
        lifetimes = streams.lifetimes(ids.ravel()).reshape(ids.shape)
        from_ages = np.ones(ids.shape, np.int64)
        from_ages[:, 0] = np.maximum(1, now - slots.installed)
        forecasts = phase.forecaster.forecasts(ids.ravel()) if phase.forecaster else None
        stops = strategy.stop_ages(from_ages.ravel(), forecasts).reshape(ids.shape)
        begins, ran, failed = chain(slots.installed, lifetimes, stops, scenario.economics)
        done = happened(begins, ran, failed, until)
        if not done[:, -1].any():
            break
        count *= 2
    ended = done.sum(axis=1)
    slot, place = np.nonzero(done)
    lived = Lives(
        slot=slot.astype(np.int64),
        index=slots.index[slot] + place,
        engine_id=ids[slot, place],
        installed=begins[slot, place],
        ran=ran[slot, place],
        outcome=np.where(failed[slot, place], Outcome.FAILURE, Outcome.SERVICE).astype(np.int64),
        resumes=begins[slot, place + 1],
    )
    return _Slots(slots.index + ended, begins[places, ended]), lived


def _still_running(factory: int, slots: _Slots, until: int, streams: Streams) -> Lives:
    running = np.nonzero(slots.installed < until)[0]
    ids = [streams.ids(factory, int(s), int(slots.index[s]), 1)[0] for s in running]
    installed = slots.installed[running]
    none = np.zeros(len(running), np.int64)
    return Lives(
        running.astype(np.int64),
        slots.index[running],
        np.array(ids, np.int64),
        installed,
        until - installed,
        none + Outcome.RUNNING,
        none,
    )


def _joined(parts: Sequence[Lives]) -> Lives:
    columns = {
        name: np.concatenate([np.empty(0, np.int64)] + [getattr(part, name) for part in parts])
        for name in LIFE_COLUMNS
    }
    order = np.lexsort((columns["slot"], columns["installed"]))
    return Lives(**{name: column[order] for name, column in columns.items()})


def _failure_cycles(parts: Sequence[Lives]) -> IntArray:
    lives = _joined(parts)
    return np.asarray(lives.ends[lives.outcome == Outcome.FAILURE])
