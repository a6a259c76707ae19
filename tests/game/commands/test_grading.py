import csv
import json
import os
from pathlib import Path

import pytest

from game.api import weigh_link
from game.commands.grading import COLUMNS, check_writable
from game.rules.errors import GameError
from tests.game.commands.asked import refused, run, validator

GOOD = "1-default.cy250-7-0p120"
CLASS = f"""\ufeff# Tuesday
Ada Lovelace, http://localhost:8501/?game={GOOD}
1-default

=HYPERLINK("x");1-default-seven
Grace\t1-classic-7-5c30
"""


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_class_is_graded_in_one_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "class.txt", tmp_path / "results.csv"
    file.write_text(CLASS, encoding="utf-8")
    told = "No grade for 3 of 4: what is wrong stands in the row of line 3, 5, 6.\n"
    assert run(capsys, "grade", str(file), "--out", str(out)) == (0, "", told)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    review = weigh_link(GOOD)
    ada, *others = rows
    assert (ada["name"], ada["cycles"], ada["problem"]) == ("Ada Lovelace", "250", "")
    assert ada["profit"] == str(review.factories[0].profit)
    assert float(ada["decision_quality"]) == review.quality.decision_quality
    assert float(ada["luck"]) == review.luck.dollars
    assert [row["name"] for row in others] == ["", '\'=HYPERLINK("x")', "Grace"]
    assert [row["line"] for row in rows] == ["2", "3", "5", "6"]
    assert [row["profit"] for row in others] == ["", "", ""]
    for row, words in zip(
        others, ("names no scenario", "holds no seed", "no setting"), strict=True
    ):
        assert words in row["problem"]


@pytest.mark.slow
@pytest.mark.counted
def test_a_class_is_graded_for_programs_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "class.txt"
    file.write_text("Ada 1-default.cy200-7-0p120\nGrace 2-default-7\n")
    code, out, err = run(capsys, "grade", str(file), "--json")
    assert (code, err.count("\n")) == (0, 1)
    values = json.loads(out)
    validator("grades").validate(values)
    ada, grace = values["grades"]
    assert (ada["name"], ada["scenario"], ada["seed"]) == ("Ada", "default.cy200", 7)
    assert (grace["profit"], grace["problem"][:26]) == (None, "This link was made by vers")
    file.write_text("Grace 2-default-7\n")
    assert run(capsys, "grade", str(file))[1].startswith("line,name,link,scenario,seed,")


@pytest.mark.parametrize(
    ("content", "words", "sentence"),
    [
        (None, "", "cannot be read (No such file or directory)"),
        (b"\xff\xfe", "", "is no text in UTF-8"),
        (b"", "--out /nowhere/results.csv", "/nowhere/results.csv cannot be written (No such"),
    ],
)
def test_files_that_cannot_be_used_get_one_sentence(
    content: bytes | None,
    words: str,
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "class.txt"
    if content is not None:
        file.write_bytes(content)
    assert sentence in refused(capsys, "grade", str(file), *words.split())


def test_asking_whether_a_file_can_be_written_leaves_what_there_is(tmp_path: Path) -> None:
    kept, link, pipe = (tmp_path / name for name in ("kept.csv", "link.csv", "pipe"))
    link.symlink_to(kept)  # which leads nowhere yet
    check_writable(link)
    assert [path.name for path in tmp_path.iterdir()] == ["link.csv"]
    kept.write_text("before")
    os.mkfifo(pipe)
    for path in (kept, link, pipe):
        check_writable(path)
    assert kept.read_text() == "before"
    with pytest.raises(GameError, match="cannot be written"):
        check_writable(tmp_path)
