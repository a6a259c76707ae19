import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from data.cmapss import read_file
from game.__main__ import program
from game.rules.report import FactoryReport
from game.rules.strategies import STRATEGIES
from tests.data.served import call_them_nasas, files_like_nasas, serving, twice_zipped
from tests.game.commands.asked import figures, lines, run


def test_play_prints_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("play", "--strategy", "local", "--cycles", "1500", "--seed", "3")
    code, out, err = run(capsys, *words, "--json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert list(report) == ["scenario", "seed", "cycles", "winner", "factories"]
    assert report["cycles"] == 1500
    assert list(report["factories"][0]) == list(FactoryReport.__dataclass_fields__)
    assert report["factories"][0]["name"] == "Your factory"
    assert report["factories"][0]["strategy"] == "local"
    for factory in report["factories"]:
        assert factory["running_cycles"] + factory["down_cycles"] == 4 * 1500
    assert run(capsys, *words, "--json")[1] == out
    assert figures(capsys, "match", *words) == report
    assert lines(capsys, *words)[1].split()[:3] == ["factory", "strategy", "setting"]


def test_engines_are_written_as_nasa_would(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "engines.txt"
    words = ("engines", "--count", "3", "--seed", "5", "--profile", "fd003", "--out", str(out))
    assert run(capsys, *words)[0] == 0
    assert len(read_file(out)) == 3
    rows = out.read_text().splitlines()
    assert len(rows[0].split()) == 26
    written = figures(capsys, "engines", *words)
    assert written == {"engines": 3, "rows": len(rows), "file": str(out)}


def test_strategies_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("compare", "--games", "2", "--cycles", "300")
    comparison = figures(capsys, "comparison", *words)
    names = [row["strategy"] for row in comparison["strategies"]]
    assert names == [*STRATEGIES, "oracle"]
    table = "\n".join(lines(capsys, *words))
    assert "beats federated" in table
    assert "beats oracle" not in table
    local = next(row for row in comparison["strategies"] if row["strategy"] == "local")
    low, high = local["beats_ci95"]["federated"]
    won, tied = local["beats"]["federated"], local["ties"]["federated"]
    assert f"{won:.1%} ({low:.1%} to {high:.1%}), {tied:.1%}" in table


WITHOUT_FIGURES = {"rooms", "bots", "demo", "teaching"}
"""What runs until it is ended, or writes pages: it prints no figures of a match."""


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, "Turbofan Tycoon 0.1.0\n", "")
    help_ = lines(capsys)
    assert help_ == lines(capsys, "--help")
    described = " ".join(help_)
    for name in program.commands:
        assert name in described
        text = " ".join(lines(capsys, name, "--help"))
        assert "--json" in text or name in WITHOUT_FIGURES
    assert f"[{'|'.join(STRATEGIES)}]" in " ".join(lines(capsys, "play", "--help"))
    assert "..." not in described.replace("[ARGS]...", "")


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the command line in a process group of its own; end what is left of it."""
    processes: list[subprocess.Popen[str]] = []

    def begin(*words: str, **streams: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "game", *words]
        streams = {"stderr": subprocess.PIPE, **streams}
        processes.append(subprocess.Popen(command, text=True, start_new_session=True, **streams))
        return processes[-1]

    yield begin
    for process in processes:
        with process:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def test_a_closed_pipe_is_no_accident(start: Callable[..., subprocess.Popen[str]]) -> None:
    read, write = os.pipe()
    os.close(read)
    process = start("--help", stdout=write)
    os.close(write)
    assert process.communicate()[1] == ""
    assert process.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_is_said_in_a_sentence(start: Callable[..., subprocess.Popen[str]]) -> None:
    with Path("/dev/full").open("w") as full:
        process = start("--help", stdout=full)
    said = "The output cannot be written (No space left on device): send it elsewhere.\n"
    assert process.communicate()[1] == said
    assert process.returncode == 2


def has_children(pid: int) -> bool:
    """Return whether a process has started others."""
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        with suppress(OSError):  # it has ended meanwhile
            found.append((thread / "children").read_text())
    return any(found)


@pytest.mark.no_cover
@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="tells what was loaded")
@pytest.mark.parametrize(
    "patience", [None, pytest.param(1.0, marks=pytest.mark.long)]
)  # s, with other processes beside it; None: while it is loading, else amid its games
def test_ctrl_c_stops_without_a_traceback(
    patience: float | None, start: Callable[..., subprocess.Popen[str]]
) -> None:
    process = start("compare", "--games", "100000", stdout=subprocess.DEVNULL)
    while "scipy" not in Path(f"/proc/{process.pid}/maps").read_text():
        assert process.poll() is None
        time.sleep(0.02)
    if patience is not None:
        end = time.monotonic() + 3  # with one processor it plays alone
        while not has_children(process.pid) and time.monotonic() < end:
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(patience)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60)[1].strip() == ""
    assert process.returncode == 130


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("play --strategy magic", "No strategy is named 'magic'"),
        ("play --strategy corrective --setting 5", "takes no setting"),
        ("play --strategy local --setting 500", "1 to 125"),
        ("play --strategy local --setting many", "'many' is not a valid integer"),
        ("play --strategy local --seed -1", "0 to 4294967295"),
        ("play --strategy local --cycles 0", "1 to 100000"),
        ("play --strategy local --scenario nowhere", "No scenario or file"),
        ("play --strategy local --engines real", "'cmapss:DIR:SUBSET'"),
        ("play --strategy local --engines cmapss:FD001", "FD001 is not on this machine"),
        ("play --strategy local --engines cmapss:FD009", "'cmapss:SUBSET'"),
        ("play --strategy local --engines cmapss:/nowhere:FD001", "/nowhere"),
        ("play", "--strategy"),
        ("compare --games 1", "games"),
        ("compare --settings best", "best"),
        ("engines --count 0 --out x.txt", "1 to 100000"),
        ("engines --count 2 --profile fd009 --out x.txt", "fd009"),
        ("engines --count 2 --out /nowhere/x.txt", "cannot be written"),
        ("benchmark-rul --cmapss /nowhere", "/nowhere"),
        ("benchmark-rul", "python -m game fetch"),
        ("benchmark-rul --subset FD009", "no C-MAPSS subset 'FD009'"),
        ("benchmark-rul --seeds 0", "1 to 100 seeds"),
        ("benchmark-rul --split F", "No split is named 'F': choose from A, B, C, D, E"),
        ("fetch --from nowhere", "nowhere is no address"),
        ("fetch --from http://127.0.0.1:9/a.zip", "did not answer"),
        ("dance", "dance"),
        ("play --strategy local --dance", "--dance"),
        ("engines --count 2 --out .", "cannot be written"),
    ],
)
def test_bad_input_gets_one_sentence(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TURBOFAN_CMAPSS", raising=False)
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))
    code, out, err = run(capsys, *words.split())
    assert code == 2
    assert out == ""
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_module_runs() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "game", "play", "--strategy", "preventive", "--cycles", "300"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0
    assert "Your factory" in made.stdout
    assert made.stderr == ""


def test_a_match_on_real_engines(cmapss_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys,
        *("play", "--strategy", "federated", "--engines", f"cmapss:{cmapss_dir}:FD001", "--json"),
    )
    assert code == 0
    assert json.loads(out)["factories"][0]["strategy"] == "federated"


def test_nasas_files_are_fetched_and_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TURBOFAN_CMAPSS", raising=False)
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))
    files = files_like_nasas(tmp_path, engines=21)
    call_them_nasas(monkeypatch, files)
    assert run(capsys, "fetch", "--offline")[1].splitlines()[1:] == []
    with serving(twice_zipped(files)) as url:
        told = figures(capsys, "nasa", "fetch", "--from", url)
    assert told["fetched"] == sorted(files)
    [one] = told["subsets"]
    train = read_file(tmp_path / "train_FD001.txt")
    assert one["name"] == "FD001"
    assert (one["train_engines"], one["test_engines"], one["conditions"]) == (21, 21, 1)
    assert (one["shortest"], one["longest"]) == (train.lifetimes.min(), train.lifetimes.max())
    assert one["rows"] == sum(files[f"{part}_FD001.txt"].count(b"\n") for part in ("train", "test"))
    assert one["folder"] == str(tmp_path / "cache")
    code, table, err = run(capsys, "fetch", "--offline")
    assert (code, err) == (0, "")
    assert table.splitlines()[1].split()[:3] == ["FD001", "21", "21"]
    words = ("--strategy", "preventive", "--cycles", "300", "--json")
    code, by_name, _ = run(capsys, "play", "--engines", "cmapss:FD001", *words)
    assert code == 0
    assert by_name == run(capsys, "play", "--engines", f"cmapss:{tmp_path}:FD001", *words)[1]


@pytest.mark.counted
@pytest.mark.slow
def test_the_full_benchmark_has_every_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files_like_nasas(tmp_path, engines=8)
    monkeypatch.setenv("TURBOFAN_CMAPSS", str(tmp_path))
    monkeypatch.setenv("TURBOFAN_CACHE", str(tmp_path / "cache"))
    told = figures(capsys, "benchmark", "benchmark-rul", "--seeds", "1", "--full")
    assert list(told) == [
        "subset", "dealings", "rows", "raw_bytes", "published", "match", "report",
    ]  # fmt: skip
    assert told["report"]["federated"] < told["report"]["naive"]
    assert told["match"]["network"]["median"] < told["match"]["naive"]["rmse"]
    assert told["dealings"] == 1
    rows = {row["model"]: row for row in told["rows"]}
    assert list(rows) == [
        "naive", "local", "fedavg", "fedprox", "scaffold", "fedrep", "exact",
        "linear", "fourier", "network", "trees",
    ]  # fmt: skip
    for row in rows.values():
        assert row["capped"]["median"] <= row["true"]["median"]
        assert row["interval"]["low"] < row["interval"]["high"]
        assert 0 <= row["money"]["failures"] < 1
    for name in ("linear", "fourier", "network", "trees"):
        assert rows[name]["bytes"] == told["raw_bytes"]
    assert rows["local"]["bytes"] == 0
    for kind in ("true", "capped", "score"):
        assert rows["exact"][kind] == pytest.approx(rows["fourier"][kind], rel=1e-4)
    assert [one["model"] for one in told["published"]][-1] == "FedRep"
    few = ("--model", "linear", "--model", "naive")
    table = lines(capsys, "benchmark-rul", "--split", "E", "--dealings", "1", *few)
    assert [line.split()[:1] for line in table[4:7]] == [["naive"], ["linear"], []]
    assert table[-1].startswith("Look 2 at these test engines")
    refused = run(capsys, "benchmark-rul", "--model", "moon")
    assert refused[0] == 2
    assert "No model is named 'moon': choose from naive, local" in refused[2]
    assert len((tmp_path / "cache" / "looks.jsonl").read_text().splitlines()) == 2


def test_truncated_files_name_the_line(
    cmapss_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("test_FD001.txt", "RUL_FD001.txt"):
        (tmp_path / name).write_bytes((cmapss_dir / name).read_bytes())
    whole = (cmapss_dir / "train_FD001.txt").read_text()
    (tmp_path / "train_FD001.txt").write_text(whole[:5_000])
    code, _, err = run(capsys, "benchmark-rul", "--cmapss", str(tmp_path))
    assert code == 2
    assert "line" in err
    assert len(err.strip().splitlines()) == 1
