"""When a board says that an engine is about to be ordered: what is known ten cycles before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from game.rules.decisions import Call, Stretch
from game.rules.lives import Lives
from game.rules.match import FactoryHistory, Forecaster
from game.rules.scenario import LONGEST_MATCH, Scenario
from game.rules.strategies import NEVER, STRATEGIES, IntArray

EARLY = 10
"""Cycles before an order at which it is announced."""


@dataclass(frozen=True, order=True)
class Announcement:
    """At a cycle an engine's forecast, or its age, was this near to an order."""

    cycle: int
    slot: int
    index: int


def announcements(
    scenario: Scenario, history: FactoryHistory, lives: Lives, calls: Sequence[Call], since: int = 0
) -> list[Announcement]:
    """Return what a factory is told of its engines, in the order of the cycles.

    An order is announced by its own test, ``EARLY`` cycles before on what is known at that
    boundary: at the first cycle at which it holds, and again for an engine that is held, so many
    cycles before the hold ends. What is ordered without having been announced is not.

    Parameters
    ----------
    lives : of the history, those that are asked about
    calls : of the same factory
    since : cycle from which they are wanted
    """
    watches = _watches(scenario, lives, calls)
    begins = [stretch.cycle for stretch in history.stretches]
    told: set[Announcement] = set()
    for stretch, begin, until in zip(
        history.stretches, begins, [*begins[1:], LONGEST_MATCH], strict=True
    ):
        cycles = _first_told(stretch, begin, until, lives.where(watches[:, 0]), watches[:, 1:])
        tells = cycles != NEVER
        rows = lives.where(watches[tells, 0])
        told.update(
            Announcement(*map(int, row))
            for row in zip(cycles[tells], rows.slot, rows.index, strict=True)
        )
        watches = watches[~tells]
    return sorted(one for one in told if one.cycle >= since)


def _watches(scenario: Scenario, lives: Lives, calls: Sequence[Call]) -> IntArray:
    """Return from when to when each life may be told of, (watches, 3): its place, two cycles.

    It is not while it is held for longer than an announcement comes early.
    """
    ends = np.minimum(lives.ordered, lives.ends)
    rows = []
    for place, (slot, installed, end) in enumerate(
        zip(lives.slot.tolist(), lives.installed.tolist(), ends.tolist(), strict=True)
    ):
        begin = installed + 1
        for call in calls:
            if call.slot == slot and call.call == "hold" and installed < call.cycle < end:
                rows.append((place, begin, min(call.cycle, end)))
                begin = call.cycle + scenario.hold - EARLY
        rows.append((place, begin, end))
    return np.array([row for row in rows if row[1] < row[2]], np.int64).reshape(-1, 3)


def _first_told(
    stretch: Stretch[Forecaster], begin: int, until: int, lives: Lives, watched: IntArray
) -> IntArray:
    """Return the cycle at which each watch tells under one strategy, (watches,); NEVER if none.

    Parameters
    ----------
    begin, until : cycles of the stretch
    lives : (watches,)
    watched : (watches, 2) from when to when
    """
    kind, cycles = STRATEGIES[stretch.strategy], np.full(len(lives), NEVER)
    since, end = np.maximum(watched[:, 0], begin), np.minimum(watched[:, 1], until)
    asked = np.flatnonzero(since < end)
    if not len(asked) or (kind.forecaster is not None and stretch.model is None):
        return cycles
    early, lives = kind.make(stretch.setting or 0).early(EARLY), lives.where(asked)
    forecasts = None if stretch.model is None else stretch.model.forecasts(lives.engine_id)
    ages = early.stop_ages(since[asked] - lives.installed, forecasts)
    told = np.where(ages == NEVER, NEVER, lives.installed + ages)
    cycles[asked] = np.where(told < end[asked], told, NEVER)
    return cycles
