"""The arrays of a message to a screen: lives, sensors, forecasts and bands, calm failures."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from data.faults import Fault
from game.fleet.blind_spot import calm_failures
from game.fleet.engines import BOARD_SENSORS, Fleet, records
from game.fleet.forecasters import bands_of
from game.live.header import NO_VALUE
from game.rules.lives import Lives, Outcome
from game.rules.match import FactoryHistory, Forecaster, World
from game.rules.scenario import LONGEST_MATCH, Scenario
from game.rules.strategies import IntArray, Tenths

Sections = dict[str, npt.NDArray[Any]]


def _table(*columns: IntArray) -> npt.NDArray[np.int32]:
    return np.stack(columns, axis=1).astype(np.int32)


def lives_section(lives: Lives, fleet: Fleet | None = None) -> npt.NDArray[np.int32]:
    """Return a row for each life; with a fleet also what the owner of the engines knows."""
    lifetimes, faults = np.full((2, len(lives)), -1)
    if fleet is not None:
        lifetimes, faults = fleet.lifetimes(lives.engine_id), _opened(fleet, lives)
    return _table(
        *(lives.slot, lives.index, lives.installed, lives.ran),
        *(lives.outcome, lives.resumes, lifetimes, lives.due, faults, lives.ordered),
    )


def _opened(fleet: Fleet, lives: Lives) -> IntArray:
    """Return what wore out in each engine that has been opened: after its failure or a service."""
    running = lives.outcome == Outcome.RUNNING
    return np.where(running, Fault.UNNAMED, fleet.faults(lives.engine_id))


def engine_sections(fleet: Fleet, lives: Lives, engines_held: Sequence[int]) -> Sections:
    """Collect the sensors of the engines of each slot after those that a screen holds."""
    held = np.zeros(fleet.scenario.slots, np.int64)
    held[: len(engines_held)] = engines_held[: len(held)]
    new = lives.where(lives.index >= held[lives.slot])
    lines = [record.sensors for record in records(fleet, new.engine_id.tolist())]
    sizes = np.array([line.size for line in lines], np.int64)
    cycles, begins = sizes // len(BOARD_SENSORS), np.cumsum(sizes) - sizes
    return {
        "engines": _table(new.slot, new.index, cycles, begins),
        "sensors": np.concatenate([np.empty(0, np.uint8), *(line.ravel() for line in lines)]),
    }


def forecast_sections(history: FactoryHistory, lives: Lives, banded: bool) -> Sections:
    """Collect, for each life, the forecast that was in force at each age, and its band if asked."""
    ran = lives.ran
    table = _by_age(history, lives, lambda model, engines: model.forecasts(engines)[..., None])
    shown = np.flatnonzero((table != NO_VALUE).any(axis=(1, 2)))
    sizes = ran[shown]
    sections: Sections = {
        "forecast_index": _table(lives.slot[shown], lives.index[shown], np.cumsum(sizes) - sizes),
        "forecasts": _cut(table, shown, ran).ravel(),
    }
    if banded:
        sections["bands"] = _cut(_by_age(history, lives, bands_of), shown, ran)
    return sections


def _cut(table: Tenths, rows: IntArray, lengths: IntArray) -> Tenths:
    """Put the ages of some rows one after the other, (ages, values)."""
    values = [table[row, : lengths[row]] for row in rows]
    return np.concatenate([np.empty((0, table.shape[2]), np.int16), *values])


def _by_age(
    history: FactoryHistory, lives: Lives, tell: Callable[[Forecaster, IntArray], Tenths]
) -> Tenths:
    """Collect what the model in force said of each life at each age, (lives, ages, values)."""
    ages = np.arange(1, int(lives.ran.max(initial=0)) + 1)
    cycles = np.where(ages <= lives.ran[:, None], lives.installed[:, None] + ages, -1)
    starts = [stretch.cycle for stretch in history.stretches]
    table: Tenths | None = None
    for stretch, until in zip(history.stretches, [*starts[1:], LONGEST_MATCH + 1], strict=True):
        inside = (cycles >= stretch.cycle) & (cycles < until)
        touched = np.flatnonzero(inside.any(axis=1))
        if stretch.model is not None and len(touched):
            made = tell(stretch.model, lives.engine_id[touched])
            if table is None:
                table = np.full((*cycles.shape, made.shape[2]), NO_VALUE, np.int16)
            rows, places = np.nonzero(inside[touched, : made.shape[1]])
            table[touched[rows], places] = made[rows, places]
    return np.full((*cycles.shape, 1), NO_VALUE, np.int16) if table is None else table


def calm_section(
    scenario: Scenario, world: World, history: FactoryHistory, lives: Lives
) -> npt.NDArray[np.int32]:
    """Return a row for each failure under a calm forecast.

    Slot, index, forecast in tenths of a cycle, cycles left then, failures of its kind that the
    model had seen: below zero where nobody can tell.
    """
    rows = [
        [calm.slot, calm.index, calm.forecast, calm.left, -1 if calm.known is None else calm.known]
        for calm in calm_failures(scenario, world.events, history, lives)
    ]
    return np.array(rows, np.int32).reshape(-1, 5)
