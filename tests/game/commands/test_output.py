import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as hs

from game.commands.output import WIDTH, print_table, progress

CELLS = hs.text("abcdefgh $,.%-0123456789", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(hs.integers(2, 12).flatmap(lambda n: hs.lists(hs.lists(CELLS, min_size=n, max_size=n),
                                                     min_size=1, max_size=5)))  # fmt: skip
def test_any_table_fits_the_terminal_and_loses_nothing(rows: list[list[str]]) -> None:
    written = io.StringIO()
    before, sys.stdout = sys.stdout, written
    try:
        print_table(rows[0], rows[1:])
    finally:
        sys.stdout = before
    lines = written.getvalue().splitlines()
    assert max(map(len, lines)) <= WIDTH
    pieces = [line for line in lines if line]
    assert len(pieces) % len(rows) == 0
    for number, row in enumerate(rows):
        text = "  ".join(pieces[number :: len(rows)])
        assert all(cell in text for cell in row)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_for_a_person_who_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress("games") as on_progress:
            for done in (0, 3, 9, 12):
                on_progress(done, 12)
        assert ("games" in stream.getvalue()) == ("100%" in stream.getvalue()) == shown
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress("bytes") as on_progress:  # of a server that does not say how many
        for done in (10, 20):
            on_progress(done, 0)
