"""The benchmark asked for: which engines a split takes, and what stands beside it."""

import json
from pathlib import Path

import pytest

from benchmarks.learning.standings import runs, tables
from game.study import benchmark
from game.study.benchmark import rul_benchmark
from game.study.looks import log_path
from models.benchmarks.money import Worth
from models.benchmarks.splits import SPLITS
from models.benchmarks.standings import Row, Spread
from tests.six_conditions import write_subset


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))


def test_a_split_takes_fd004_where_it_is_here(tmp_path: Path) -> None:
    def asked(split: str) -> dict[str, object]:
        steps: list[tuple[int, int]] = []
        told = rul_benchmark(
            tmp_path, "FD001", 1, False, lambda *step: steps.append(step), split, ["naive"]
        )
        assert steps == [(1, 1)]
        assert told.figures["split"] == split
        assert {one["place"] for one in told.figures["published"]} == {split}
        return told.figures

    for subset in ("FD001", "FD002", "FD003"):
        write_subset(tmp_path, subset, engines=12)
    assert asked("C")["subset"] == "FD002"
    assert asked("B")["subset"] == "FD001+FD002+FD003"
    write_subset(tmp_path, "FD004", engines=12)
    assert asked("C")["subset"] == "FD004"
    assert asked("B")["subset"] == "FD001+FD002+FD003+FD004"
    looked = [json.loads(line)["subset"] for line in log_path().read_text().splitlines()]
    assert [looked.count(f"FD00{one}") for one in (1, 2, 3, 4)] == [2, 3, 2, 2]


def test_a_figure_is_level_with_ours_where_our_interval_reaches_it(tmp_path: Path) -> None:
    write_subset(tmp_path, "FD001", engines=12)
    told = rul_benchmark(tmp_path, "FD001", 1, False, lambda *_: None, None, ["exact", "naive"])
    [exact] = [row for row in told.figures["rows"] if row["model"] == "exact"]
    low, high = exact["interval"]["low"], exact["interval"]["high"]
    levels = [one["level_with"] for one in told.figures["published"]]
    assert levels == [low <= one["rmse"] <= high for one in told.figures["published"]]
    alone = rul_benchmark(tmp_path, "FD001", 1, False, lambda *_: None, None, ["naive"])
    assert not any(one["level_with"] for one in alone.figures["published"])
    assert (told.looks, alone.looks) == (1, 2)


@pytest.mark.parametrize("split", ["B", "C", "D"])
def test_nothing_is_level_with_figures_of_other_engines(split: str) -> None:
    spread = Spread(15.0, 15.0, 15.0)
    row = Row("exact", 0, spread, spread, spread, (0.0, 99.0), Worth(1.0, 0.0, 0.0, 0.0))
    theirs, ours = SPLITS[split].subsets
    for subsets, level in ((theirs, True), (ours, False)):
        found = benchmark._beside(split, subsets, [row])
        assert {one["level_with"] for one in found} == {level}
    [page] = tables({split: runs()[split]}, []).split("### ")[1:]
    assert page.count("| of other engines |") == len(runs()[split][-1]["published"])
