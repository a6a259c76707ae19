"""What an address leaves out of a page."""

import pytest

from game.door.embedding import PARTS, head_of, left_out


@pytest.mark.parametrize(
    ("embed", "hide", "names"),
    [
        (None, [], []),
        ("true", [], ["masthead"]),
        ("1", [], []),
        ("true", ["levers"], ["masthead", "levers"]),
        (None, ["end, levers", "race"], ["levers", "end"]),
        (None, ["</style><script>alert(1)</script>"], []),
    ],
)
def test_what_is_left_out_is_named(embed: str | None, hide: list[str], names: list[str]) -> None:
    assert left_out(embed, hide) == names
    head = head_of(embed, hide)
    assert "alert" not in head
    assert [name for name, place in PARTS.items() if place in head] == names
    assert ('<base target="_blank" />' in head) == (embed == "true")
    assert ("<style>" in head) == bool(names)
