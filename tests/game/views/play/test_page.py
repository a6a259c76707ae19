"""The page of the board, run without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from game.live.answering.crowd import Crowd
from game.views.play.board import NOTHING, Asked
from tests.payload import decode

pytestmark = pytest.mark.page


MATCH = "1-open.cy200-7-20p"


def _played(monkeypatch: pytest.MonkeyPatch, *told: Asked) -> AppTest:
    """Draw the page of a match whose board asks for something, and then for nothing more."""
    asked = iter(told)
    monkeypatch.setattr("game.views.play.page.mount_channel", lambda **_: next(asked, NOTHING))
    app = AppTest.from_string(
        "from game.views.frame.state import view_state\n"
        "from game.views.play import page\n"
        f"view_state().match = {MATCH!r}\n"
        "page.render()",
        default_timeout=60,
    )
    return app.run()


def _errors(app: AppTest) -> list[str | None]:
    """Return what the board was refused, in each message that it was fed."""
    protos = [element.proto for element in app.get("bidi_component")]
    return [decode(proto.bytes)[0].get("error") for proto in protos if proto.bytes]


def test_who_is_told_that_the_machine_is_full_is_told_so_until_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = [True]
    monkeypatch.setattr(Crowd, "is_full", lambda *_: full[0])
    app = AppTest.from_string("from game.views.play import page\npage.render()", default_timeout=60)
    app.query_params["game"] = "1-classic-7"
    for _ in range(2):
        app.run()
        (error,) = _errors(app)
        assert error is not None and error.startswith("As many play just now")
    full[0] = False
    app.run()
    assert not any(_errors(app))


@pytest.mark.no_cover
def test_a_board_that_grew_impatient_gets_the_match_that_its_page_opens_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = {"n": 1, "match": None, "new": {"scenario": "open", "seed": None}, "opening": True}
    app = _played(monkeypatch, Asked(new))
    protos = [element.proto for element in app.get("bidi_component")]
    headers = [decode(proto.bytes)[0] for proto in protos if proto.bytes]
    assert [header["link"] for header in headers] == [MATCH]


@pytest.mark.no_cover
def test_a_match_that_has_ended_is_weighed_beside_the_talk_with_the_board_not_within_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = _played(monkeypatch, Asked(ended=MATCH))  # it begins once more at the end of the match
    _, *parts = app.main.children.values()
    assert len(parts) == 2
    for part in parts:
        (drawn,) = part.children.values()
        assert drawn.type == "flex_container"
        assert not [one for one in drawn.children.values() if one.type == "flex_container"]
