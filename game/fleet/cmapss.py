"""Where a match's engines come from: the simulator, or NASA's files."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from data.cmapss import read_train
from data.faults import FAN_BELOW, Fault, wears_at_fan
from data.nasa import place_of
from data.trajectories import Trajectories
from game.fleet.engines import (
    SHUFFLE,
    TRAINING,
    SensorRange,
    SimulatedFleet,
    drawn_range,
    generator,
    simulated_range,
)
from game.rules.errors import EngineSourceError
from game.rules.scenario import SIMULATED, Scenario
from game.rules.strategies import IntArray
from game.text.language import number, t
from models.flight_conditions import Shared, at_sea_level, share, sums_of

FEWEST_ENGINES = 20
"""Of a file that can be played on."""

_RANGED_ENGINES = 100
"""Of a file, from which the scale of a screen is made."""

_SHARE_PLAYED = 0.6
"""Of the engines of a file, the share that is played and that no other factory has seen."""


@dataclass(frozen=True)
class RealFleet:
    """Engines of a C-MAPSS training file, shared out by the seed.

    Engines that are played and engines that the other factories learn from are disjoint. Each slot
    deals its engines again, in the same order, when all of them have been played. Where engines fly
    at several conditions, everybody sees them as at sea level: by the sums that the federation's
    other members share.

    Attributes
    ----------
    trajectories : complete histories; two fleets are the same only if these are the same object
    source : what the engines are called
    redraw : number of another shuffling of the played engines, None for the match's own
    """

    scenario: Scenario
    seed: int
    trajectories: Trajectories
    source: str
    redraw: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if len(self.trajectories) < FEWEST_ENGINES:
            raise EngineSourceError(
                "{source} holds {engines} engines, a match needs {fewest} or more: choose a larger "
                "file.",
                source=self.source,
                engines=len(self.trajectories),
                fewest=FEWEST_ENGINES,
            )

    @cached_property
    def _shares(self) -> tuple[IntArray, IntArray]:
        order = generator(self.seed, SHUFFLE).permutation(len(self.trajectories))
        played = int(len(order) * _SHARE_PLAYED)
        own, others = order[:played], order[played:]
        if self.redraw is not None:
            own = np.random.default_rng([self.seed, *self.redraw]).permutation(own)
        return own, others

    @property
    def drawn_for(self) -> int:
        return self.seed

    @property
    def records(self) -> tuple[int, ...]:
        return ()  # NASA sells none

    @property
    def others(self) -> IntArray:
        """Ids of the engines that are not played."""
        return self._shares[1]

    @cached_property
    def members(self) -> tuple[tuple[int, ...], ...]:
        archived = self.others[self.scenario.archive_failures :].tolist()
        failures = self.scenario.member_failures
        count = min(self.scenario.federation_size - 1, len(archived) // failures)
        return tuple(tuple(archived[failures * m : failures * (m + 1)]) for m in range(count))

    @property
    def note(self) -> str | None:
        note = t(
            "{engines} engines of NASA's {source}: {played} are played, an engine returns after "
            "all others of its slot, and the federation has {factories} factories.",
            engines=len(self.trajectories),
            source=self.source,
            played=len(self._shares[0]),
            factories=len(self.members) + 1,
        )
        if self._shared is None:
            return note
        more = t(
            "They fly at {conditions} flight conditions; sums that the other factories share bring "
            "every reading to sea level.",
            conditions=len(_flown(self.trajectories)),
        )
        return f"{note} {more}"

    @property
    def fault_rule(self) -> str | None:
        if not _names_faults(self.trajectories):
            return None
        return t(
            "NASA names no fault per engine: here an engine is a fan engine if the pressure in its "
            "bypass duct (P15) is below {pressure} psia on average, else a compressor engine.",
            pressure=number(FAN_BELOW, 4),
        )

    @property
    def sensor_range(self) -> SensorRange:
        return _range(self.trajectories)

    @property
    def condition_bytes(self) -> int:
        if self._shared is None:
            return 0
        # The other members' sums and what the server sends back to them and to who joins.
        return self._shared.bytes_moved + len(self._shared.sums.to_bytes())

    @cached_property
    def _shared(self) -> Shared | None:
        """What the other factories know of their conditions together; None if there is one."""
        if len(_flown(self.trajectories)) == 1:
            return None
        owners = self.members or (tuple(self.others.tolist()),)
        return share([self.trajectories.select(np.array(own, np.int64)) for own in owners])

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        own = self._shares[0][slot :: self.scenario.slots]
        if not self.scenario.common_streams:
            own = np.roll(own, factory * len(own) // self.scenario.factories)
        return own[np.arange(first, first + count) % len(own)]

    def archive(self, factory: int) -> tuple[int, ...]:
        return tuple(self.others[: self.scenario.archive_failures].tolist())

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        return self.trajectories.lifetimes[engine_ids]

    def faults(self, engine_ids: IntArray) -> IntArray:
        return _faults(self.trajectories)[engine_ids]

    def histories(self, engine_ids: IntArray) -> Trajectories:
        flown = self.trajectories.select(engine_ids)
        return flown if self._shared is None else at_sea_level(flown, self._shared.sums)

    def training_generator(self) -> np.random.Generator:
        return generator(self.seed, TRAINING)


MatchFleet = SimulatedFleet | RealFleet
"""What a match can be played and reviewed on."""


def fleet_of(scenario: Scenario, seed: int) -> MatchFleet:
    """Return the engines of a match: those that its scenario names.

    Raises
    ------
    EngineSourceError
        They are not on this machine, or cannot be read.

    Examples
    --------
    >>> from game.rules.scenario import CLASSIC
    >>> fleet_of(CLASSIC, 7) == SimulatedFleet(CLASSIC, 7)
    True
    """
    if scenario.engines == SIMULATED:
        return SimulatedFleet(scenario, seed)
    return real_fleet(scenario, seed, folder_of(scenario.engines), scenario.engines)


def real_fleet(scenario: Scenario, seed: int, directory: Path, subset: str) -> RealFleet:
    """Return the fleet of a folder with NASA's files.

    Raises
    ------
    EngineSourceError
        The files cannot be read, or hold too few engines.
    """
    path = Path(directory) / f"train_{subset}.txt"
    written = path.stat().st_mtime_ns if path.is_file() else 0
    trajectories = _read(directory, subset, written)
    _flown(trajectories)  # refuses what flies at none of the conditions
    return RealFleet(scenario, seed, trajectories, f"C-MAPSS {subset}")


def folder_of(subset: str) -> Path:
    """Return the folder that holds one of NASA's subsets on this machine.

    Raises
    ------
    EngineSourceError
        It is not here.
    """
    folder = place_of(subset)
    if folder is None:
        raise EngineSourceError(
            "{subset} is not on this machine: fetch it on the page NASA's engines or with 'python "
            "-m game fetch', or name its folder in TURBOFAN_CMAPSS.",
            subset=subset,
        )
    return folder


@lru_cache(maxsize=8)
def _read(directory: Path, subset: str, _written: int) -> Trajectories:
    """Read a file once, unless it is written anew."""
    return read_train(directory, subset)


@lru_cache(maxsize=8)
def _flown(trajectories: Trajectories) -> tuple[int, ...]:
    return sums_of(trajectories).flown


def _names_faults(trajectories: Trajectories) -> bool:
    """Say whether the rule of ``data.faults`` holds: at one flight condition alone."""
    return len(_flown(trajectories)) == 1


@lru_cache(maxsize=8)
def _faults(trajectories: Trajectories) -> IntArray:
    if not _names_faults(trajectories):
        return np.full(len(trajectories), Fault.UNNAMED, np.int64)
    named = np.where(wears_at_fan(trajectories), Fault.FAN, Fault.COMPRESSOR)
    return named.astype(np.int64)


@lru_cache(maxsize=8)
def _range(trajectories: Trajectories) -> SensorRange:
    """Return a range for all engines of a file, not narrower than that of simulated ones."""
    sample = trajectories.select(np.arange(min(len(trajectories), _RANGED_ENGINES)))
    low, high = drawn_range(at_sea_level(sample, sums_of(sample)))
    least, most = simulated_range()
    return np.minimum(low, least), np.maximum(high, most)
