"""A match: from a scenario and decisions to what happened in every factory.

Pure and deterministic. Forecasts come from outside, through callables, so that the rules run with
any forecaster or none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from game.rules.decisions import (
    MOST_DECISIONS,
    Advice,
    Decision,
    Knowledge,
    Stretch,
    effective_cycle,
    next_stretch,
    unlock_cycles,
)
from game.rules.economics import balances, recommended_age
from game.rules.errors import DecisionError
from game.rules.lives import LIFE_COLUMNS, Lives, Outcome, chain, happened
from game.rules.scenario import LONGEST_MATCH, Scenario
from game.rules.strategies import IDLE, STRATEGIES, IntArray, Tenths


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


@dataclass(frozen=True, eq=False)
class FactoryHistory:
    """All that happened in one factory."""

    lives: Lives
    stretches: tuple[Stretch[Forecaster], ...]
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
    stretches: list[Stretch[Forecaster]] = [Stretch(0, IDLE)]
    lives: list[Lives] = []
    waiting = list(decisions)
    unlocked = unlock_cycles(scenario, np.empty(0, np.int64))
    now = 0
    while True:
        due = [decision for decision in waiting if effective_cycle(decision, unlocked) <= now]
        waiting = [decision for decision in waiting if effective_cycle(decision, unlocked) > now]
        scheduled = now > 0 and now % scenario.retrain_every == 0
        if due or scheduled:
            knowledge = Knowledge.at(_joined(lives), world.streams.archive(factory), now, factory)
            advice = _advice(scenario, knowledge, world)
            decided = due[-1] if due else None
            stretch = next_stretch(stretches[-1], now, decided, scheduled, advice)
            if not stretches[-1].goes_on_as(stretch):
                stretches[-1:] = (
                    [stretch] if stretches[-1].cycle == now else [stretches[-1], stretch]
                )
        until_next = min(
            [until, (now // scenario.retrain_every + 1) * scenario.retrain_every]
            + [effective_cycle(decision, unlocked) for decision in waiting]
        )
        moved, lived = _run(scenario, factory, slots, now, until_next, stretches[-1], world.streams)
        if None in unlocked.values():
            unlocked = unlock_cycles(scenario, _failure_cycles([*lives, lived]))
            earliest = min(
                [until_next] + [effective_cycle(decision, unlocked) for decision in waiting]
            )
            if earliest < until_next:  # what has just failed unlocks a decision that waited
                until_next = earliest
                moved, lived = _run(
                    scenario, factory, slots, now, until_next, stretches[-1], world.streams
                )
        slots, now = moved, until_next
        lives.append(lived)
        if now == until:
            break
    lives.append(_still_running(factory, slots, until, world.streams))
    return FactoryHistory(_joined(lives), tuple(stretches), unlocked)


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


def _advice(scenario: Scenario, knowledge: Knowledge, world: World) -> Advice[Forecaster]:
    """Return who advises a factory that knows this much."""

    def advice(strategy: str) -> tuple[Forecaster | None, int | None]:
        trainer = STRATEGIES[strategy].forecaster
        if trainer is not None:
            forecaster = world.trainers[trainer](knowledge)
            return forecaster, forecaster.recommended
        lifetimes = world.streams.lifetimes(np.array(knowledge.failed, np.int64))
        return None, recommended_age(lifetimes, scenario.economics)

    return advice


def _run(
    scenario: Scenario,
    factory: int,
    slots: _Slots,
    now: int,
    until: int,
    stretch: Stretch[Forecaster],
    streams: Streams,
) -> tuple[_Slots, Lives]:
    """Let every slot live from ``now`` to ``until`` under one strategy, setting and model."""
    strategy = STRATEGIES[stretch.strategy].make(stretch.setting or 0)
    places = np.arange(scenario.slots)
    count = (until - now) // 150 + 2  # most engines live longer: enough at once, as a rule
    while True:
        ids = np.stack([streams.ids(factory, int(s), int(slots.index[s]), count) for s in places])
        lifetimes = streams.lifetimes(ids.ravel()).reshape(ids.shape)
        from_ages = np.ones(ids.shape, np.int64)
        from_ages[:, 0] = np.maximum(1, now - slots.installed)
        forecasts = stretch.model.forecasts(ids.ravel()) if stretch.model else None
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
