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
from game.rules.lives import Lives, Outcome, Slots, live
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


def play_factory(
    scenario: Scenario, factory: int, decisions: Sequence[Decision], world: World, until: int
) -> FactoryHistory:
    """Play one factory for ``until`` cycles under its decisions.

    At a boundary failures come first, then what they unlock, then decisions, then the stop test.
    """
    slots = Slots.new(scenario.slots)
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
            knowledge = Knowledge.at(
                Lives.joined(lives), world.streams.archive(factory), now, factory
            )
            advice = advice_of(scenario, knowledge, world)
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
    return FactoryHistory(Lives.joined(lives), tuple(stretches), unlocked)


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


def advice_of(scenario: Scenario, knowledge: Knowledge, world: World) -> Advice[Forecaster]:
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
    slots: Slots,
    now: int,
    until: int,
    stretch: Stretch[Forecaster],
    streams: Streams,
) -> tuple[Slots, Lives]:
    """Let every slot live from ``now`` to ``until`` under one strategy, setting and model."""
    strategy = STRATEGIES[stretch.strategy].make(stretch.setting or 0)

    def fates(
        places: IntArray, first: IntArray, from_ages: IntArray, width: int
    ) -> tuple[IntArray, IntArray, IntArray]:
        ids, lifetimes = next_engines(streams, factory, places, first, width)
        ages = np.ones(ids.shape, np.int64)
        ages[:, 0] = from_ages
        forecasts = stretch.model.forecasts(ids.ravel()) if stretch.model else None
        return ids, lifetimes, strategy.stop_ages(ages.ravel(), forecasts).reshape(ids.shape)

    slots, windows = live(slots, now, until, fates, scenario.economics)
    return slots, Lives.joined(window.ended() for window in windows)


def next_engines(
    streams: Streams, factory: int, slots: IntArray, first: IntArray, count: int
) -> tuple[IntArray, IntArray]:
    """Return the next engines of some slots of a factory and their lifetimes, (slots, count)."""
    pairs = zip(slots.tolist(), first.tolist(), strict=True)
    rows = [streams.ids(factory, slot, before, count) for slot, before in pairs]
    ids = np.array(rows, np.int64).reshape(len(slots), count)
    return ids, streams.lifetimes(ids.ravel()).reshape(ids.shape)


def _still_running(factory: int, slots: Slots, until: int, streams: Streams) -> Lives:
    running = np.flatnonzero(slots.installed < until)
    ids, _ = next_engines(streams, factory, running, slots.used[running], 1)
    installed = slots.installed[running]
    none = np.zeros(len(running), np.int64)
    return Lives(
        running, slots.used[running], ids[:, 0], installed, until - installed,
        none + Outcome.RUNNING, none,
    )  # fmt: skip


def _failure_cycles(parts: Sequence[Lives]) -> IntArray:
    lives = Lives.joined(parts)
    return np.asarray(lives.ends[lives.outcome == Outcome.FAILURE])
