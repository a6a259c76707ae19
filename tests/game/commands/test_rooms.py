"""Commands about rooms."""

import socket

import pytest

from tests.game.commands.asked import refused, run


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
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    code, _, err = run(capsys, "rooms", "--host", "127.0.0.1", "--port", port)
    assert code == 2
    assert (
        err == "DATABASE_URL begins with 'mysql': rooms are kept in postgresql:// or sqlite:///.\n"
    )


@pytest.mark.parametrize("command", [("rooms",), ("demo", "game/demo/shipped/ninety-seconds.json")])
def test_where_something_listens_nothing_else_does(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        err = refused(capsys, *command, "--host", "127.0.0.1", "--port", port)
    assert err == (
        f"Nothing can listen at '127.0.0.1', port {port} (Address already in use): name another "
        "--port or --host.\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("rooms --port 99999", "99999 is not in the range"),
        ("rooms --host no.such.host.test", "Nothing can listen at 'no.such.host.test'"),
        (f"rooms --host {'a' * 70}.test", "(no name of a host): name another --port or --host."),
        ("bots --room ABC", "'ABC' is no code of a room: it has 6 letters and digits."),
        ("bots --room ABCDEF --think -1", "-1.0 is not in the range"),
    ],
)
def test_what_cannot_be_served_or_joined_gets_one_sentence(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in refused(capsys, *words.split())
