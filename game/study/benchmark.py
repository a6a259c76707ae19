"""The benchmark on NASA's test engines: every model, many dealings, each look counted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.nasa import OnProgress
from game.rules.errors import GameError, check_whole
from game.study.looks import look
from game.study.real_engines import check_enough, read_subset, stages
from game.text.marking import mark
from models.benchmarks.contestants import MODELS
from models.benchmarks.dealings import dealt_in_fours
from models.benchmarks.recipes import RECIPES
from models.benchmarks.standings import as_json, standings

MOST_SEEDS = 100
"""Ways of dealing the engines to factories."""

_NO_SEEDS = mark("The benchmark tries {low} to {high} seeds, got {got}: choose between.")


@dataclass(frozen=True)
class Benchmark:
    """A table of the benchmark.

    Attributes
    ----------
    figures : plain JSON values, as ``docs/schema/benchmark.json`` describes them
    looks : at these test engines so far, this one counted
    """

    figures: dict[str, Any]
    looks: int


def rul_benchmark(
    directory: Path | None, name: str, seeds: int, full: bool, on_progress: OnProgress
) -> Benchmark:
    """Forecast the last cycle of NASA's test engines with every model.

    Parameters
    ----------
    directory : with NASA's files; where they were fetched to if None
    name : of the subset
    seeds : ways of dealing the engines to factories of four
    full : a match's own recipes and the set-up of Fast Forward Labs' report too
    on_progress : called with the steps that are done and all steps

    Raises
    ------
    GameError
        Files that cannot be read, too few engines, or an impossible number of seeds.
    """
    check_whole(seeds, 1, MOST_SEEDS, GameError, _NO_SEEDS)
    engines = read_subset(name, directory)
    if engines.test is None:
        raise RuntimeError("a subset of NASA's without test engines")
    check_enough(engines)
    looks = look(name, dealings=seeds, full=full)
    test = engines.test
    dealings = [dealt_in_fours(engines.train, test, seed) for seed in range(seeds)]
    steps = seeds * len(MODELS)
    whole = steps + (2 * seeds + 1 if full else 0)
    rows = standings(
        dealings, RECIPES[name], on_progress=lambda done, _steps: on_progress(done, whole)
    )
    figures: dict[str, Any] = {
        "subset": name,
        "dealings": seeds,
        "rows": [as_json(row) for row in rows],
        "raw_bytes": round(sum(dealt.raw_bytes for dealt in dealings) / seeds),
    }
    if full:
        for tables in stages(engines, seeds):
            on_progress(steps + tables.done, whole)
        figures["match"] = {**(tables.models or {}), "network": tables.network}
        figures["report"] = tables.report
    return Benchmark(figures, looks)
