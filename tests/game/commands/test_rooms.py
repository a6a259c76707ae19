"""Commands about rooms."""

import socket

import pytest

from tests.game.commands.asked import run


def test_bots_say_that_nobody_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    code, out, err = run(capsys, "bots", "--room", "ABCDEF", "--address", address)
    assert (code, out) == (2, "")
    assert err.startswith(f"No rooms answer at {address!r}")


def test_rooms_are_not_served_from_an_unknown_database(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://h/d")
    code, _, err = run(capsys, "rooms", "--host", "127.0.0.1", "--port", "0")
    assert code == 2
    assert (
        err == "DATABASE_URL begins with 'mysql': rooms are kept in postgresql:// or sqlite:///.\n"
    )
