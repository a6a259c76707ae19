"""NASA's engines and others to study: what is here, what it holds, and what models make of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np
import numpy.typing as npt

from data import nasa
from data.cmapss import SUBSETS, parse, read
from data.simulator import PROFILES, simulate
from data.trajectories import INFORMATIVE_SENSORS, SENSORS, Trajectories
from game.fleet.cmapss import folder_of
from game.rules.errors import EngineSourceError
from game.rules.scenario import SIMULATED
from game.study.blind_spot import SUBSETS as MEETING
from game.study.blind_spot import BlindSpot, blind_spot
from game.text.marking import mark
from models.benchmarks.cmapss import NETWORK, benchmark_network, benchmark_rul
from models.benchmarks.fast_forward_2018 import FEDERATED, report_setup
from models.flight_conditions import at_sea_level, conditions_of, sums_of

UPLOADED = "uploaded"


@dataclass(frozen=True)
class Published:
    """What NASA says of a set of engines.

    Attributes
    ----------
    train, test : engines run to failure, and cut off before
    conditions : flight conditions
    wear : what wears out
    """

    train: int
    test: int
    conditions: int
    wear: str


_COMPRESSOR, _BOTH = mark("compressor"), mark("compressor and fan")
PUBLISHED: Mapping[str, Published] = {
    "FD001": Published(100, 100, 1, _COMPRESSOR),
    "FD002": Published(260, 259, 6, _COMPRESSOR),
    "FD003": Published(100, 100, 1, _BOTH),
    "FD004": Published(249, 248, 6, _BOTH),
}

MEASURED: Mapping[str, float] = {
    "naive": 69.1, "local": 52.6, "federated": 42.5, "centralised": 41.8,
}  # fmt: skip
"""The set-up of Fast Forward Labs' report on FD001, RMSE in cycles, mean of 25 dealings, as
``python -m game benchmark-rul --full --seeds 25`` prints it: to compare with."""

NETWORK_ROUNDS = NETWORK.rounds
REPORT_UNITS = FEDERATED.hidden
"""Rounds that networks are averaged over, and hidden units of those of the report."""

FEWEST_ENGINES = 8
"""To train on; with fewer there is nothing to share."""

_SIMULATED_ENGINES = 100


@dataclass(frozen=True, eq=False)
class Engines:
    """Engines to study.

    Attributes
    ----------
    name : FD001 to FD004, ``SIMULATED`` or ``UPLOADED``
    train : run to failure
    test : cut off before their failure, if there are such
    """

    name: str
    train: Trajectories
    test: Trajectories | None

    @property
    def lifetimes(self) -> npt.NDArray[np.int64]:
        """Of the engines run to failure, cycles."""
        return self.train.lifetimes

    @cached_property
    def facts(self) -> "Facts":
        """What they hold."""
        parts = [self.train] if self.test is None else [self.train, self.test]
        flown = set().union(*(np.unique(conditions_of(part.settings)).tolist() for part in parts))
        return Facts(
            self.name,
            len(self.train),
            0 if self.test is None else len(self.test),
            sum(len(part.sensors) for part in parts),
            int(self.lifetimes.min()),
            int(np.median(self.lifetimes)),
            int(self.lifetimes.max()),
            len(flown),
        )

    @cached_property
    def _at_sea_level(self) -> Trajectories:
        return at_sea_level(self.train, sums_of(self.train))

    def life(self, engine: int) -> dict[str, npt.NDArray[np.float32]]:
        """Return an engine's readings by informative sensor, (cycles,), as at sea level.

        Parameters
        ----------
        engine : position among those run to failure
        """
        rows = slice(self.train.offsets[engine], self.train.offsets[engine + 1])
        seen = self._at_sea_level.sensors[rows]
        return {name: seen[:, SENSORS.index(name)] for name in INFORMATIVE_SENSORS}


@dataclass(frozen=True)
class Facts:
    """What a set of engines holds.

    Attributes
    ----------
    shortest, typical, longest : lifetimes of the engines run to failure, cycles
    conditions : flight conditions that are flown at, of six
    """

    name: str
    train_engines: int
    test_engines: int
    rows: int
    shortest: int
    typical: int
    longest: int
    conditions: int


def subset_folders() -> dict[str, Path]:
    """Return the subsets that are on this machine, and their folders."""
    return {name: place for name in SUBSETS if (place := nasa.place_of(name)) is not None}


def in_named_folder(name: str) -> bool:
    """Return whether a subset lies in a folder that was named, not in the cache."""
    return nasa.place_of(name) not in (None, nasa.cache())


def read_subset(name: str, folder: Path | None = None) -> Engines:
    """Return one of NASA's subsets.

    Parameters
    ----------
    folder : that holds its files; where they were fetched to if None

    Raises
    ------
    EngineSourceError
        It is not here, or its files cannot be read.
    """
    place = folder_of(name) if folder is None and name in SUBSETS else folder or Path()
    paths = [place / file for file in nasa.names_of(name)]
    stamp = tuple(path.stat().st_mtime_ns for path in paths if path.is_file())
    return _subset(name, place, stamp)


@lru_cache(maxsize=4)
def _subset(name: str, place: Path, stamp: tuple[int, ...]) -> Engines:
    """Read a subset once for everybody, until its files change."""
    subset = read(place, name)
    return Engines(name, subset.train, subset.test)


def engines_named(name: str) -> Engines:
    """Return engines by name: one of NASA's subsets that are here, or simulated ones.

    Raises
    ------
    EngineSourceError
        They are not here, or their files cannot be read.
    """
    return simulated_engines() if name == SIMULATED else read_subset(name)


@lru_cache(maxsize=1)
def simulated_engines() -> Engines:
    """Return simulated engines that look like FD001, half of them cut off as NASA's are.

    Examples
    --------
    >>> engines = simulated_engines()
    >>> bool((engines.test.lengths < engines.test.lifetimes).all())
    True
    >>> engines.facts.train_engines, engines.facts.conditions
    (100, 1)
    """
    drawn = simulate(np.arange(2 * _SIMULATED_ENGINES), 0, PROFILES["fd001"])
    train = np.arange(_SIMULATED_ENGINES)
    tested = drawn.select(train + _SIMULATED_ENGINES)
    left = np.random.default_rng(0).integers(7, 146, _SIMULATED_ENGINES)  # the range of NASA's
    return Engines(
        SIMULATED, drawn.select(train), tested.cut(np.maximum(tested.lifetimes - left, 20))
    )


fetch = nasa.fetch
"""Downloads NASA's files, for who may not ask the data."""


def accept_upload(files: Mapping[str, bytes]) -> tuple[tuple[str, ...], Engines | None]:
    """Take an upload: keep what is NASA's, read what is not and keep none of it.

    Returns
    -------
    the names of NASA's files that were kept; engines of the other files, if there are any

    Raises
    ------
    EngineSourceError
        An upload that cannot be used; nothing is kept of a broken archive.

    Examples
    --------
    >>> accept_upload({"train_mine.txt": b"1 1 0.0\\n"})
    Traceback (most recent call last):
    ...
    data.errors.EngineSourceError: train_mine.txt, line 1: expected 26 columns, got 3; \
fetch the file again from NASA.
    """
    names, others = nasa.keep(files)
    own = _own(others) if others else None
    if own is not None:
        for part in filter(None, (own.train, own.test)):
            conditions_of(part.settings)  # refuses what was flown at none of the six
    return names, own


def _own(files: Mapping[str, bytes]) -> Engines:
    """Read one file of engines run to failure, and engines cut off if their two files are there."""
    test = _starting(files, "test_")
    lives = _starting(files, "RUL_")
    whole = {name: content for name, content in files.items() if name not in (test, lives)}
    if len(whole) != 1 or (test is None) != (lives is None):
        raise EngineSourceError(
            "These files are no set: choose one file of engines run to failure and, if you like, "
            "one of engines cut off (test_...) with their remaining lives (RUL_...)."
        )
    [(name, content)] = whole.items()
    train = parse(nasa.shown(name), content)
    if test is None or lives is None:
        return Engines(UPLOADED, train, None)
    remaining = nasa.shown(lives), files[lives]
    return Engines(UPLOADED, train, parse(nasa.shown(test), files[test], remaining))


def _starting(files: Mapping[str, bytes], start: str) -> str | None:
    return next((name for name in files if name.startswith(start)), None)


@dataclass(frozen=True)
class Tables:
    """What models make of a set of engines, as far as it has been computed.

    Attributes
    ----------
    done, steps : how much is
    report : see ``models.benchmarks.fast_forward_2018.report_setup``
    network : see ``models.benchmarks.cmapss.benchmark_network``
    models : see ``models.benchmarks.cmapss.benchmark_rul``
    """

    done: int
    steps: int
    report: Mapping[str, float] | None = None
    network: Mapping[str, float] | None = None
    models: Mapping[str, Any] | None = None


def stages(engines: Engines, seeds: int) -> Iterator[Tables]:
    """Train every model on a set of engines, step by step.

    Parameters
    ----------
    seeds : ways of dealing the engines to factories

    Raises
    ------
    EngineSourceError
        Too few engines, or such that no model here can read.
    """
    train, test = engines.train, engines.test
    tables = Tables(0, seeds if test is None else 2 * seeds + 1)
    yield tables
    check_enough(engines)
    try:
        reports: list[Mapping[str, float]] = []
        for seed in range(seeds):
            reports.append(report_setup(train, seed))
            mean = {name: fmean(report[name] for report in reports) for name in reports[0]}
            tables = replace(tables, done=tables.done + 1, report=mean)
            yield tables
        if test is not None:
            errors: list[float] = []
            for seed in range(seeds):
                errors.append(benchmark_network(train, test, seed))
                spread = {"median": median(errors), "min": min(errors), "max": max(errors)}
                tables = replace(tables, done=tables.done + 1, network=spread)
                yield tables
            models = benchmark_rul(train, test, seeds)
            yield replace(tables, done=tables.steps, models=models)
    except ValueError as error:
        raise EngineSourceError(
            "No model can be trained on these engines ({problem}): choose others.", problem=error
        ) from error


def meet_fans() -> Iterator[BlindSpot]:
    """Let models that know FD001's compressors meet FD003's fans, learner by learner.

    Raises
    ------
    EngineSourceError
        One of the sets is not here, or cannot be read.
    """
    compressors, both = map(read_subset, MEETING)
    if both.test is None:
        raise RuntimeError("a subset of NASA's without test engines")
    return blind_spot(compressors.train, both.train, both.test)


def check_enough(engines: Engines) -> None:
    """Refuse engines that are too few to share.

    Raises
    ------
    EngineSourceError
        Fewer than ``FEWEST_ENGINES``.
    """
    if len(engines.train) < FEWEST_ENGINES:
        raise EngineSourceError(
            "{source} holds {engines} training engines, the benchmark needs {fewest} or more: "
            "choose a larger file.",
            source=engines.name,
            engines=len(engines.train),
            fewest=FEWEST_ENGINES,
        )
