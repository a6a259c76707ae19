"""The benchmark on NASA's test engines: every model, many dealings, each look counted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data import nasa
from data.cmapss import Subset
from data.nasa import OnProgress
from game.rules.errors import GameError, check_known, check_whole
from game.rules.scenario import Economics
from game.study.looks import look
from game.study.real_engines import PUBLISHED as PUBLISHED_FACTS
from game.study.real_engines import check_enough, read_subset, stages
from game.text.marking import mark
from models.benchmarks.contestants import FEDERATED, MODELS
from models.benchmarks.dealings import Dealing, dealt_in_fours
from models.benchmarks.published import PUBLISHED
from models.benchmarks.recipes import RECIPES
from models.benchmarks.splits import SPLITS
from models.benchmarks.standings import Row, as_json, standings

MOST_SEEDS = 100
"""Ways of dealing the engines to factories."""

_NO_SEEDS = mark("The benchmark tries {low} to {high} seeds, got {got}: choose between.")
_UNKNOWN_MODEL = mark("No model is named {got}: choose from {choices}.")
_UNKNOWN_SPLIT = mark("No split is named {got}: choose from {choices}.")


@dataclass(frozen=True)
class Benchmark:
    """A table of the benchmark.

    Attributes
    ----------
    figures : plain JSON values, as ``docs/schema/benchmark.json`` describes them
    looks : at these test engines that the cache has seen, this one counted
    """

    figures: dict[str, Any]
    looks: int


def rul_benchmark(
    directory: Path | None,
    name: str,
    seeds: int,
    full: bool,
    on_progress: OnProgress,
    split: str | None = None,
    chosen: Sequence[str] = (),
) -> Benchmark:
    """Forecast the last cycle of NASA's test engines with every model.

    Parameters
    ----------
    directory : with NASA's files; where they were fetched to if None
    name : of the subset, whose engines are dealt to factories of four
    seeds : ways of dealing
    full : a match's own recipes and the set-up of Fast Forward Labs' report too
    on_progress : called with the steps that are done and all steps
    split : a key of ``SPLITS``, which deals engines of subsets of its own instead
    chosen : keys of ``MODELS``; all of them if empty

    Raises
    ------
    GameError
        Files that cannot be read, too few engines, or an impossible number of seeds.
    """
    check_whole(seeds, 1, MOST_SEEDS, GameError, _NO_SEEDS)
    if split is None:
        subsets = {name: _engines(name, directory)}
    else:
        check_known(split, SPLITS, GameError, _UNKNOWN_SPLIT)
        subsets = {one: _engines(one, directory) for one in _subsets_of(split, directory)}
    for model in chosen:
        check_known(model, MODELS, GameError, _UNKNOWN_MODEL)
    models = [model for model in MODELS if model in chosen or not chosen]
    looks = [look(one, split=split, dealings=seeds, models=models) for one in subsets]
    dealings = [_dealing(split, subsets, seed) for seed in range(seeds)]
    steps = seeds * len(models)
    whole = steps + (2 * seeds + 1 if full else 0)
    rows = standings(
        dealings,
        RECIPES[name if split is None else max(subsets, key=_conditions)],
        Economics(),
        models,
        on_progress=lambda done, _steps: on_progress(done, whole),
    )
    figures: dict[str, Any] = {
        "subset": "+".join(subsets),
        "dealings": seeds,
        "rows": [as_json(row) for row in rows],
        "raw_bytes": round(sum(dealt.raw_bytes for dealt in dealings) / seeds),
        "published": _beside(split or name, tuple(subsets), rows),
    }
    if split is not None:
        figures["split"] = split
    if full:
        for tables in stages(read_subset(name, directory), seeds):
            on_progress(steps + tables.done, whole)
        figures["match"] = {**(tables.models or {}), "network": tables.network}
        figures["report"] = tables.report
    return Benchmark(figures, max(looks))


def _engines(name: str, directory: Path | None) -> Subset:
    engines = read_subset(name, directory)
    check_enough(engines)
    if engines.test is None:
        raise RuntimeError("a subset of NASA's without test engines")
    return Subset(name, engines.train, engines.test)


def _subsets_of(split: str, directory: Path | None) -> tuple[str, ...]:
    """Return the first choice of subsets that is here, or the last one."""
    *choices, last = SPLITS[split].subsets
    for names in choices:
        files = [file for name in names for file in nasa.names_of(name)]
        if directory is None and all(nasa.place_of(name) for name in names):
            return names
        if directory is not None and all((directory / file).is_file() for file in files):
            return names
    return last


def _dealing(split: str | None, subsets: Mapping[str, Subset], seed: int) -> Dealing:
    if split is not None:
        return SPLITS[split].deal(subsets, seed)
    [engines] = subsets.values()
    return dealt_in_fours(engines.train, engines.test, seed)


def _conditions(name: str) -> int:
    return PUBLISHED_FACTS[name].conditions


def _beside(place: str, subsets: tuple[str, ...], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return what has been published of a subset or a split, beside our best federated model.

    Where a split had to do with other subsets than the published one, nothing is level.
    """
    theirs = place not in SPLITS or subsets == SPLITS[place].subsets[0]
    federated = [row for row in rows if row.model in FEDERATED]
    best = min(federated, key=lambda row: row.capped.median, default=None)
    return [
        asdict(figure)
        | {"level_with": theirs and best is not None and figure.level_with(*best.interval)}
        for figure in PUBLISHED
        if figure.place == place
    ]
