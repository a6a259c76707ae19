"""Forms of a seed: sums worked out by hand, keys that are right, files that say the same."""

import csv
import re
from pathlib import Path

import pytest

from game.__main__ import main
from game.api import play
from game.quiz.forms import form
from game.rules.decisions import Decision
from game.rules.errors import GameError
from game.teaching.forms import SEED, as_csv, quiz, tables, worksheet, written_anew
from game.teaching.shelf import DOCUMENTS, FOLDER, recorded

PRINTED = worksheet(SEED)


def test_the_sums_of_the_sheet_that_is_printed_are_those_of_pen_and_paper() -> None:
    """Lives of 157, 200, 230 and 248 cycles, a service at 140, and one at 215."""
    assert sorted(PRINTED["own"]) == [157, 200, 230, 248]
    assert PRINTED["mean"] == 835 / 4
    assert PRINTED["availability"] == pytest.approx(208.75 / 268.75)
    early, late, waiting = PRINTED["early"], PRINTED["late"], PRINTED["waiting"]
    assert (early["running"], early["failed"], early["idle"]) == (4 * 140, 0, 4 * 20)
    assert early["profit"] == pytest.approx(1_000 * (560 * 300 - 40_000) / 640)
    assert (late["running"], late["failed"]) == (157 + 200 + 215 + 215, 2)
    assert late["spent"] == 2 * 60_000 + 2 * 10_000
    assert waiting["profit"] == pytest.approx(1_000 * (835 * 300 - 240_000) / (835 + 240))


@pytest.mark.no_cover
def test_a_service_at_the_cycle_of_the_failure_comes_too_late() -> None:
    lives = worksheet(3)["own"]
    at_first = worksheet(3)["late"]
    assert at_first["failed"] == sum(life <= at_first["age"] for life in lives)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "seed",
    [pytest.param(one, marks=() if one in (0, 12, 24, 36) else pytest.mark.long)
     for one in range(0, 40, 4)],
)  # fmt: skip
def test_any_seed_makes_a_sheet_that_can_be_worked(seed: int) -> None:
    sheet = worksheet(seed)
    assert 0 < sheet["early"]["age"] < min(sheet["own"]) <= sheet["late"]["age"]
    assert sheet["early"]["failed"] == 0 < sheet["late"]["failed"] < 4
    assert sheet["pays"] == (sheet["share"] * 78_000 > 16_000)
    assert sheet["share"] != pytest.approx(16 / 78, abs=0.02)  # nobody must split hairs


def test_what_strategies_earn_is_what_the_match_of_the_seed_brings() -> None:
    federated = PRINTED["matches"][-1]
    match = play("default", SEED, [Decision(0, "federated")]).factories[0]
    assert (federated["profit"], federated["failed"]) == (match.profit, match.failed)
    assert federated["link"] == f"1-default-{SEED}-0f"


@pytest.mark.parametrize("letter", ["A", "B"])
def test_the_printed_quiz_is_the_bank_s_with_its_key(letter: str) -> None:
    kept = (FOLDER / f"quiz-{letter.lower()}.csv").read_text(encoding="utf-8")
    assert kept == as_csv(recorded()["quiz"][letter.lower()])
    rows = list(csv.DictReader(kept.splitlines()))
    bank = form(letter, 0)
    assert len(rows) == len(bank.questions)
    for row, one in zip(rows, bank.questions, strict=True):
        assert row["question"] == one.text
        assert row[row["right"]] == one.options[one.right]


def test_a_teacher_s_own_seed_makes_another_form_with_its_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["teaching", "--seed", "2026", "--out", str(tmp_path / "mine")]) == 0
    said = capsys.readouterr().out.split()
    expected = {f"{one.name}.html" for one in DOCUMENTS if one.seeded} | {*tables(quiz())}
    assert {Path(path).name for path in said} == expected
    assert all(Path(path).exists() for path in said)
    key = (tmp_path / "mine" / "answer-key.html").read_text(encoding="utf-8")
    for font in re.findall(r"url\((fonts/[^)]+)\)", key):  # in the product's own type, and offline
        assert (tmp_path / "mine" / font).exists()
    sheet = worksheet(2026)
    assert "Form 2026" in key
    assert f"<strong>{sheet['careful']}</strong>" in key
    assert (tmp_path / "mine" / "quiz-a.csv").read_text() != (FOLDER / "quiz-a.csv").read_text()


def test_what_cannot_be_written_or_is_no_seed_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GameError, match="name a folder you may write to"):
        written_anew(1, tmp_path / "file")
    with pytest.raises(GameError, match="seed"):
        written_anew(-1, tmp_path)
