"""Words in lines: by letters, and by what a font makes of them."""

import pytest

from game.views.frame.fitting import fitting
from game.views.preview.picture import words


@pytest.mark.parametrize("most", [1, 2, 3])
def test_long_words_are_cut_and_short_ones_kept(most: int) -> None:
    rows = fitting("word " * 40, len, 24, most)
    assert len(rows) == most and all(len(row) <= 24 for row in rows)
    assert rows[-1].endswith("…")
    assert fitting("few words", len, 24, most) == ["few words"]


def test_lines_end_in_dots_where_they_do_not_fit() -> None:
    length = words(40).getlength
    assert fitting("short", length, 500, 2) == ["short"]
    rows = fitting("several words that need more than this", length, 260, 2)
    assert len(rows) == 2
    assert rows[-1].endswith("…")
    assert all(length(row) <= 260 for row in rows)
