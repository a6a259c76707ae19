"""The engines of a match: which engine runs where, and what the game keeps of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from data.faults import Fault
from data.simulator import is_fan, lifetimes, simulate
from data.trajectories import SENSORS, Trajectories
from game.jobs import Memo
from game.rules.match import Streams
from game.rules.offers.events import Event, events_of
from game.rules.offers.offers import Alliance
from game.rules.scenario import Scenario
from game.rules.strategies import IntArray
from models.features import features

BOARD_SENSORS = (
    "T24", "T30", "T50", "P15", "P30", "Nf", "Nc", "epr",
    "Ps30", "phi", "NRf", "NRc", "BPR", "htBleed", "W31", "W32",
)  # fmt: skip
"""The 16 sensors that a screen draws: all that move in either fault mode."""

_BOARD_COLUMNS = [SENSORS.index(name) for name in BOARD_SENSORS]

# Ids tell apart who an engine belongs to, so that no two ranges of a seed ever meet.
_PLAYED, _ARCHIVED, _MEMBERS, _RECORDED = 1 << 40, 2 << 40, 3 << 40, 4 << 40
_STREAM = 1 << 24

# One seed at the door; each use draws from a generator of its own.
SEVERITY, MEMBER_SEVERITIES, SHUFFLE, TRAINING, ALLIED, TROUBLE = range(6)

SOLD_RECORDS = 4
"""Histories of failed fan engines that the maker sells together."""


SensorRange = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


class Fleet(Streams, Protocol):
    """The engines of a match, with their histories."""

    @property
    def scenario(self) -> Scenario: ...

    @property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """Ids of the failed engines of each other member of the federation."""

    @property
    def sensor_range(self) -> SensorRange:
        """Lowest and highest reading of each drawn sensor, (16,) each."""

    @property
    def condition_bytes(self) -> int:
        """Bytes with which a factory and the server share what flight conditions look like."""

    @property
    def fault_rule(self) -> str | None:
        """The rule that names the engines' faults, in words; None where they need none."""

    def faults(self, engine_ids: IntArray) -> IntArray:
        """Return what wears out in each engine, (engines,) ``Fault``; no model may look at it."""

    def histories(self, engine_ids: IntArray) -> Trajectories:
        """Return sensor histories from installation to failure."""

    def training_generator(self) -> np.random.Generator:
        """Return the generator of all chance in federated training."""

    @property
    def drawn_for(self) -> int:
        """The seed of the match, by which its events and offers are drawn."""

    @property
    def records(self) -> tuple[int, ...]:
        """Ids of the failed fan engines whose histories the maker sells; none where it has none."""


def generator(seed: int, use: int) -> np.random.Generator:
    """Return the generator of one use of a seed."""
    return np.random.default_rng([seed, use])


class Drawn(NamedTuple):
    """What has been drawn of engines, by their ids."""

    lifetimes: dict[int, int]
    faults: dict[int, int]


@dataclass(frozen=True)
class SimulatedFleet:
    """Engines drawn by the simulator: a function of scenario and seed alone.

    Examples
    --------
    >>> from game.rules.scenario import CLASSIC
    >>> fleet = SimulatedFleet(CLASSIC, seed=7)
    >>> ids = fleet.ids(factory=0, slot=2, first=0, count=3)
    >>> bool((ids == fleet.ids(factory=3, slot=2, first=0, count=3)).all())
    True
    """

    scenario: Scenario
    seed: int
    kept: Trajectories | None = field(default=None, compare=False, repr=False)  # by ascending id
    match_seed: int | None = None  # of the match of which these engines are another draw

    note = None
    fault_rule = None
    condition_bytes = 0

    def keeping(self, engine_ids: IntArray) -> "SimulatedFleet":
        """Return the same fleet with the histories of these engines in memory, ids ascending."""
        return replace(self, kept=self.histories(engine_ids))

    @property
    def sensor_range(self) -> SensorRange:
        return simulated_range()

    @property
    def drawn_for(self) -> int:
        return self.seed if self.match_seed is None else self.match_seed

    @cached_property
    def _befallen(self) -> tuple[Event, ...]:
        """Events that befall engines, by their place in the stream."""
        events = events_of(self.scenario, self.drawn_for)
        return tuple(event for event in events if event.row.engines)

    @cached_property
    def severities(self) -> tuple[float, ...]:
        """Usage severity of each competing factory."""
        draw = generator(self.seed, SEVERITY)
        choices = np.array(self.scenario.severities)
        if self.scenario.shared_severity:
            return (float(draw.choice(choices)),) * self.scenario.factories
        return tuple(draw.choice(choices, self.scenario.factories).tolist())

    @cached_property
    def _member_severities(self) -> npt.NDArray[np.float64]:
        draw = generator(self.seed, MEMBER_SEVERITIES)
        return draw.choice(np.array(self.scenario.severities), self.scenario.federation_size)

    @cached_property
    def members(self) -> tuple[tuple[int, ...], ...]:
        failures, others = self.scenario.member_failures, self.scenario.federation_size - 1
        starts = range(_MEMBERS, _MEMBERS + others * _STREAM, _STREAM)
        return tuple(tuple(range(start, start + failures)) for start in starts)

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        start = _PLAYED + (self._owner(factory) * self.scenario.slots + slot) * _STREAM
        return start + np.arange(first, first + count, dtype=np.int64)

    def archive(self, factory: int) -> tuple[int, ...]:
        start = _ARCHIVED + self._owner(factory) * _STREAM
        return tuple(range(start, start + self.scenario.archive_failures))

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        return _recalled(self._drawn.lifetimes, engine_ids, self._draw_lifetimes)

    def faults(self, engine_ids: IntArray) -> IntArray:
        return _recalled(self._drawn.faults, engine_ids, self._draw_faults)

    @cached_property
    def _drawn(self) -> Drawn:
        return _drawn.recall((self.scenario, self.seed, self.drawn_for), lambda: Drawn({}, {}))

    def _draw_lifetimes(self, engine_ids: IntArray) -> IntArray:
        shares, severities = self._fan_shares_of(engine_ids), self._severity_of(engine_ids)
        return lifetimes(engine_ids, self.seed, shares, severities, self.scenario.fan_wear)

    def _draw_faults(self, engine_ids: IntArray) -> IntArray:
        fan = is_fan(engine_ids, self.seed, self._fan_shares_of(engine_ids))
        return np.where(fan, Fault.FAN, Fault.COMPRESSOR).astype(np.int64)

    def histories(self, engine_ids: IntArray) -> Trajectories:
        if self.kept is not None:
            known = self.kept.engine_ids
            places = np.searchsorted(known, engine_ids).clip(max=len(known) - 1)
            if (known[places] == engine_ids).all():
                return self.kept.select(places)
        shares, severities = self._fan_shares_of(engine_ids), self._severity_of(engine_ids)
        return simulate(engine_ids, self.seed, shares, severities, self.scenario.fan_wear)

    def training_generator(self) -> np.random.Generator:
        return generator(self.seed, TRAINING)

    @property
    def records(self) -> tuple[int, ...]:
        return tuple(range(_RECORDED, _RECORDED + SOLD_RECORDS))

    def _fan_shares_of(self, engine_ids: IntArray) -> npt.ArrayLike:
        """Return the probability of a fan fault: one for all, where nothing befalls engines."""
        usual = self.scenario.fan_share
        if not self.scenario.events and not self.scenario.offers:
            return usual
        fans = engine_ids // _PLAYED * _PLAYED == _RECORDED
        for event in self._befallen:
            if event.row.fans:
                fans |= _befalls(event, engine_ids)
        return np.where(fans, 1.0, usual)

    def _owner(self, factory: int) -> int:
        # Factories that fly unlike each other wear their own engines out.
        shared = self.scenario.common_streams and self.scenario.shared_severity
        return 0 if shared else factory

    def _severity_of(self, engine_ids: IntArray) -> npt.NDArray[np.float64]:
        stream = (engine_ids % _PLAYED) // _STREAM
        kind = engine_ids // _PLAYED * _PLAYED
        owner = np.where(kind == _PLAYED, stream // self.scenario.slots, stream)
        members = kind == _MEMBERS
        recorded = kind == _RECORDED
        own = np.array(self.severities)[np.where(members | recorded, 0, owner)]
        drawn = np.where(members, self._member_severities[np.where(members, stream, 0)], own)
        for event in self._befallen:
            drawn = np.where(_befalls(event, engine_ids), drawn * event.row.severity, drawn)
        return np.where(recorded, 1.0, drawn)


def _recalled(
    drawn: dict[int, int], engine_ids: IntArray, draw: Callable[[IntArray], IntArray]
) -> IntArray:
    """Return a number of each engine, drawn once.

    All seats of a match ask for the same engines, and a board asks again at every decision, each
    time from another engine on.
    """
    numbers = engine_ids.tolist()
    missing = [number for number in numbers if number not in drawn]
    if missing:
        new = np.unique(np.array(missing, np.int64))
        drawn.update(zip(new.tolist(), draw(new).tolist(), strict=True))
    return np.array([drawn[number] for number in numbers], np.int64)


def _befalls(event: Event, engine_ids: IntArray) -> npt.NDArray[np.bool_]:
    """Say which engines an event befalls, (engines,): those of its places in any slot's stream."""
    place = engine_ids % _STREAM
    played = engine_ids // _PLAYED * _PLAYED == _PLAYED
    return np.asarray(played & (event.begins <= place) & (place < event.ends))


def members_of(fleet: Fleet, alliance: Alliance) -> tuple[int, ...]:
    """Return which of a fleet's other factories are members of an alliance, ascending.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT
    >>> blind = Alliance("Open Skies", 3, "fewest", "fedavg", 4_000)
    >>> fleet = SimulatedFleet(DEFAULT, 7)
    >>> places = members_of(fleet, blind)
    >>> [int((fleet.faults(np.array(fleet.members[place])) == Fault.FAN).sum()) for place in places]
    [0, 0, 0]
    """
    order = generator(fleet.drawn_for, ALLIED).permutation(len(fleet.members))
    if alliance.seen != "any":
        whose = np.repeat(np.arange(len(order)), [len(own) for own in fleet.members])
        faults = fleet.faults(np.array([one for own in fleet.members for one in own], np.int64))
        fans = np.bincount(whose[faults == Fault.FAN], minlength=len(order))
        order = order[np.argsort(fans[order], kind="stable")]
    chosen = order[-alliance.members :] if alliance.seen == "most" else order[: alliance.members]
    return tuple(sorted(chosen.tolist()))


_drawn: Memo[tuple[Scenario, int, int], Drawn] = Memo(160)


@dataclass(frozen=True, eq=False)
class EngineRecord:
    """What the game keeps of an engine: its features for models, its sensors for the screen."""

    table: npt.NDArray[np.float32]  # (cycles, 57) features
    sensors: npt.NDArray[np.uint8]  # (16, cycles) scaled to the range of all engines


_RECORD_BYTES = 112 << 20
"""All engines in memory together, whoever plays them: those of seventy free matches, in each
process that answers. Two hold those of the pool."""

_records: Memo[tuple[Fleet, int], EngineRecord] = Memo(
    _RECORD_BYTES, lambda record: record.table.nbytes + record.sensors.nbytes
)


def records(fleet: Fleet, engine_ids: Sequence[int]) -> list[EngineRecord]:
    """Return engines' records, simulating at once all that are not in memory."""
    keys = [(fleet, number) for number in engine_ids]
    return _records.recall_all(keys, lambda new: _make_records(fleet, [key[1] for key in new]))


def forget(fleet: Fleet | None = None) -> None:
    """Empty the memory of engines: all of it, or one fleet's."""
    _records.forget(lambda key: fleet in (None, key[0]))


def _make_records(fleet: Fleet, engine_ids: list[int]) -> list[EngineRecord]:
    histories = fleet.histories(np.array(engine_ids, np.int64))
    table = features(histories).astype(np.float32)
    low, high = fleet.sensor_range
    drawn = histories.sensors[:, _BOARD_COLUMNS]
    scaled = np.clip((drawn - low) / (high - low) * 255, 0, 255).round().astype(np.uint8)
    bounds = histories.offsets[1:-1]
    return [
        EngineRecord(rows.copy(), np.ascontiguousarray(lines.T))  # else it holds all the others'
        for rows, lines in zip(np.split(table, bounds), np.split(scaled, bounds), strict=True)
    ]


@lru_cache(maxsize=1)
def simulated_range() -> SensorRange:
    """Return the lowest and highest reading of each drawn sensor, (16,) each.

    From 400 simulated engines of both fault modes, so that one scale serves every engine on the
    screen.
    """
    return drawn_range(simulate(np.arange(400), seed=0, fan_share=0.3))


def drawn_range(engines: Trajectories) -> SensorRange:
    """Return the range of some engines' drawn sensors, without the outermost 0.1% of rows."""
    drawn = engines.sensors[:, _BOARD_COLUMNS]
    low, high = np.quantile(drawn, [0.001, 0.999], axis=0).astype(np.float32)
    return low, np.maximum(high, low + np.float32(1e-3))
