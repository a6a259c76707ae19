"""Play: the live board."""

from typing import Any

from game.use_cases import answer
from game.views.board import mount_board, mount_feed
from game.views.board.payload import encode
from game.views.state import view_state

NEW_GAME: dict[str, Any] = {"n": 0, "new": {"scenario": "classic", "seed": None}}


def render() -> None:
    """Draw the page."""
    view = view_state()
    request = mount_board(key="board")
    if request is not None or view.payload is None:
        feed = answer(NEW_GAME if request is None else request)
        view.payload = encode(feed.header, feed.sections)
    mount_feed(view.payload, key="feed")
