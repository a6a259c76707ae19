"""Pictures of links: kept, and two made at a time."""

import threading

import pytest

from game.door.previews import AT_A_TIME, LONGEST, MOST, Previews, none_drawn


def test_a_picture_is_made_once_for_each_link_and_language() -> None:
    made: list[tuple[str, str, int | None]] = []

    def draw(kind: str, link: str, at: int | None) -> bytes:
        made.append((kind, link, at))
        return f"{kind} {link}".encode()

    previews = Previews(draw)
    for _ in range(3):
        assert previews.picture("game", "1-open-7", "en") == b"game 1-open-7"
    assert previews.picture("lab", "lab", "de") == b"lab lab"
    assert made == [("game", "1-open-7", None), ("lab", "lab", None)]
    previews.picture("game", "1-open-7", "de")
    assert len(made) == 3
    for _ in range(2):
        previews.picture("game", "1-open-7", "de", 460)
    assert made[3:] == [("game", "1-open-7", 460)]


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    made: list[str] = []
    previews = Previews(lambda kind, link, at: made.append(link) or b"p")
    for number in range(MOST):
        previews.picture("game", str(number), "en")
    previews.picture("game", "0", "en")
    previews.picture("game", "one more", "en")
    previews.picture("game", "0", "en")
    previews.picture("game", "1", "en")
    assert made[MOST:] == ["one more", "1"]


def test_while_two_are_made_a_third_is_told_to_come_later() -> None:
    inside, go_on = threading.Semaphore(0), threading.Event()

    def draw(kind: str, link: str, at: int | None) -> bytes:
        inside.release()
        go_on.wait(60)
        return b"p"

    previews = Previews(draw)
    askers = [
        threading.Thread(target=previews.picture, args=("game", str(number), "en"))
        for number in range(AT_A_TIME)
    ]
    for asker in askers:
        asker.start()
    for _ in askers:
        assert inside.acquire(timeout=60)
    assert previews.picture("game", "third", "en") is None
    go_on.set()
    for asker in askers:
        asker.join()
    assert previews.picture("game", "third", "en") == b"p"


def test_a_drawer_that_fails_gives_its_turn_back() -> None:
    def draw(kind: str, link: str, at: int | None) -> bytes:
        raise RuntimeError(link)

    previews = Previews(draw)
    for number in range(AT_A_TIME + 1):
        with pytest.raises(RuntimeError, match=str(number)):
            previews.picture("game", str(number), "en")


def test_what_is_no_link_has_no_picture_and_costs_nothing() -> None:
    previews = Previews(lambda kind, link, at: 1 / 0)  # type: ignore[return-value, arg-type]
    assert previews.picture("plant", "x", "en") == b""
    assert previews.picture("game", "x" * (LONGEST + 1), "en") == b""
    assert none_drawn("game", "1-open-7", None) == b""
