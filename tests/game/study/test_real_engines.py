import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from data import cmapss
from data.simulator import simulate
from game.rules.errors import EngineSourceError
from game.rules.scenario import SIMULATED
from game.study import real_engines
from game.study.real_engines import (
    UPLOADED,
    Engines,
    accept_upload,
    engines_named,
    simulated_engines,
    stages,
)
from game.text.language import refusal_text, speak
from game.text.pseudolocale import PSEUDO
from models.benchmarks.cmapss import benchmark_network, benchmark_rul
from models.benchmarks.fast_forward_2018 import report_setup
from tests.data.served import call_them_nasas, files_like_nasas
from tests.six_conditions import write_subset


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak("en")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TURBOFAN_CMAPSS", raising=False)
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    (tmp_path / "made").mkdir()
    return files_like_nasas(tmp_path / "made", engines=12)


def test_nasas_first_set_is_as_nasa_says(cmapss_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(cmapss_dir))
    found, said = engines_named("FD001").facts, real_engines.PUBLISHED["FD001"]
    assert (found.train_engines, found.test_engines) == (said.train, said.test)
    assert found.conditions == said.conditions
    assert (found.rows, found.shortest, found.typical, found.longest) == (33_727, 128, 199, 362)
    assert real_engines.in_named_folder("FD001")


def test_what_is_not_here_is_said_with_what_to_do() -> None:
    assert real_engines.subset_folders() == {}
    with pytest.raises(EngineSourceError, match=r"FD002 is not on this machine: fetch it"):
        engines_named("FD002")


def test_six_conditions_are_counted_and_shown_as_at_sea_level(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_subset(tmp_path, "FD002", engines=12)
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(tmp_path))
    engines = engines_named("FD002")
    assert engines.facts.conditions == 6
    flown = engines.train.sensors[: engines.train.offsets[1], 2]
    shown = engines.life(0)["T30"]
    assert len(shown) == engines.lifetimes[0] == len(flown)
    assert flown.std() > 50
    assert shown.std() < 20


def test_files_are_read_once_until_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]
) -> None:
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(tmp_path / "made"))
    before = engines_named("FD001")
    assert engines_named("FD001") is before
    write_subset(tmp_path / "made", "FD001", engines=9)
    assert engines_named("FD001").facts.train_engines == 9


def test_an_upload_of_nasas_is_kept_and_one_of_ones_own_is_not(
    cache: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]
) -> None:
    kept, own = accept_upload(files)
    assert kept == ()
    assert own is not None and own.test is not None
    assert own.name == UPLOADED
    assert (len(own.train), len(own.test)) == (12, 12)
    assert not cache.exists()
    call_them_nasas(monkeypatch, files)
    assert accept_upload(files) == (tuple(sorted(files)), None)
    assert list(real_engines.subset_folders()) == ["FD001"]


def test_an_upload_of_histories_alone_is_enough(files: dict[str, bytes]) -> None:
    _, own = accept_upload({"mine.txt": files["train_FD001.txt"]})
    assert own is not None and own.test is None
    assert own.facts.test_engines == 0


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        (("test_FD001.txt",), "no set"),
        (("train_FD001.txt", "test_FD001.txt"), "no set"),
        (("train_FD001.txt", "RUL_FD001.txt"), "no set"),
        (("RUL_FD001.txt",), "no set"),
        (("bad.txt",), r"bad\.txt, line 1: expected plain text"),
        (("high.txt",), "none of the six flight conditions"),
        (("bad.zip",), r"bad\.zip is no archive of NASA's \(it is damaged or locked\)"),
    ],
)
def test_what_is_no_set_is_refused_and_leaves_nothing(
    wanted: tuple[str, ...], complaint: str, files: dict[str, bytes], tmp_path: Path, cache: Path
) -> None:
    engines = simulate(np.arange(2), 1, 0.0)
    cmapss.write(replace(engines, settings=engines.settings + 5), tmp_path / "high.txt")
    offered = files | {
        "bad.txt": b"\xff\n",
        "bad.zip": b"PK\x03\x04 and no more",
        "high.txt": (tmp_path / "high.txt").read_bytes(),
    }
    for tag, said in (("en", complaint), (PSEUDO, "⟦")):
        speak(tag)
        with pytest.raises(EngineSourceError) as refusal:
            accept_upload({name: offered[name] for name in wanted})
        assert re.search(said, refusal_text(refusal.value))
    assert not cache.exists()


def small(engines: int = 8) -> Engines:
    drawn = simulate(np.arange(2 * engines), 3, 0.0)
    tested = drawn.select(np.arange(engines, 2 * engines))
    return Engines(
        UPLOADED, drawn.select(np.arange(engines)), tested.cut(tested.lifetimes * 2 // 3)
    )


def test_too_few_engines_are_refused() -> None:
    few = Engines(UPLOADED, small().train.select(np.arange(7)), None)
    with pytest.raises(EngineSourceError, match="7 training engines, the benchmark needs 8"):
        list(stages(few, 1))


def test_engines_that_no_model_can_read_are_refused() -> None:
    engines = small()
    elsewhere = replace(engines.train, settings=engines.train.settings + 5)
    with pytest.raises(EngineSourceError, match=r"^Row 1 was flown .* leave its engine out\.$"):
        list(stages(replace(engines, train=elsewhere), 1))
    huge = replace(engines.train, sensors=engines.train.sensors * np.float32(1e34))
    with np.errstate(all="ignore"), pytest.raises(EngineSourceError, match="No model can be tr"):
        list(stages(replace(engines, train=huge), 1))


@pytest.mark.no_cover
def test_without_engines_cut_off_the_reports_setup_is_all() -> None:
    engines = replace(small(), test=None)
    *_, last = stages(engines, 1)
    assert (last.done, last.steps) == (1, 1)
    assert last.report == report_setup(engines.train, 0)
    assert last.network is None and last.models is None


@pytest.mark.counted
@pytest.mark.slow
@pytest.mark.parametrize("dealings", [1, pytest.param(2, marks=pytest.mark.long)])
@pytest.mark.no_cover
def test_the_tables_are_those_of_the_benchmarks(dealings: int) -> None:
    engines = small()
    assert engines.test is not None
    told = list(stages(engines, dealings))
    assert [one.done for one in told] == [*range(2 * dealings + 2)]
    assert {one.steps for one in told} == {2 * dealings + 1}
    assert told[1].report == report_setup(engines.train, 0)
    reports = [report_setup(engines.train, seed) for seed in range(dealings)]
    means = {name: fmean(report[name] for report in reports) for name in reports[0]}
    assert told[-1].report == pytest.approx(means)
    assert (told[-1].report != told[1].report) == (dealings > 1)
    errors = [benchmark_network(engines.train, engines.test, seed) for seed in range(dealings)]
    assert told[-1].network == {"median": median(errors), "min": min(errors), "max": max(errors)}
    assert told[-1].models == benchmark_rul(engines.train, engines.test, dealings)


LINES = hs.lists(
    hs.lists(hs.sampled_from(["1", "2", "0.0", "-1e9", "nan", "x", "\xff", "9" * 30]), max_size=28)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=hs.lists(
        hs.sampled_from(["train_a.txt", "test_a.txt", "RUL_a.txt", "../x", "", "\0"]) | hs.text(),
        min_size=1, max_size=3, unique=True,
    ),
    lines=LINES,
    whole=hs.booleans(),
)  # fmt: skip
def test_no_hostile_text_does_more_than_be_refused(
    tmp_path: Path, names: list[str], lines: list[list[str]], whole: bool
) -> None:
    text = "\n".join(" ".join(line) for line in lines) + "\n" * whole
    with pytest.raises(EngineSourceError) as refusal:
        accept_upload({name: text.encode("utf-8") for name in names})
    assert "\n" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_simulated_engines_are_always_here() -> None:
    found = engines_named(SIMULATED).facts
    assert (found.train_engines, found.test_engines, found.conditions) == (100, 100, 1)
    test = simulated_engines().test
    assert test is not None
    assert (test.rul[test.offsets[1:] - 1] == test.lifetimes - test.lengths).all()
