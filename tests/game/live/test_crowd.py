from typing import Any

import pytest

from game.live import crowd as module
from game.live.crowd import Crowd, answer_one
from game.live.feed import Feed
from game.live.requests import POOL, begins, fresh_seed, pool

NEW = {"n": 3, "new": {"scenario": "open", "seed": None}}
MORE = {"n": 4, "scenario": "open", "seed": 7, "decisions": [], "from": 900}
DECIDED = {"n": 4, "scenario": "open", "seed": 7, "decisions": [[1, "order", ["local", 40, False]]]}


class Machine:
    """A machine whose time passes when it is told to."""

    def __init__(self) -> None:
        self.now = self.worked = 0.0
        self.crowd = Crowd(0.8, 30.0, lambda: self.now, lambda: self.worked)

    def answer(self, values: object, plays: bool, takes: float = 0.0) -> Feed:
        def answer(values: object) -> Feed:
            self.worked += takes
            return Feed({"error": None}, {})

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "answer", answer)
            return answer_one(values, plays, self.crowd)


def test_who_begins_is_told_when_there_is_no_room_and_who_plays_goes_on() -> None:
    machine = Machine()
    assert machine.answer(NEW, plays=False, takes=24).header["error"] is None
    assert machine.answer(NEW, plays=False, takes=1).header["error"] is None  # 0.8 is not too much
    told = machine.answer(NEW, plays=False).header
    assert told["error"].startswith("As many play just now as this machine carries")
    assert told["n"] == 3
    for values, plays in ((NEW, True), (DECIDED, False), (MORE, False)):
        assert machine.answer(values, plays).header["error"] is None
    machine.now = 30.5
    assert machine.answer(NEW, plays=False).header["error"] is None


def test_what_has_raised_has_taken_its_time_too() -> None:
    machine = Machine()
    with pytest.raises(ZeroDivisionError), machine.crowd.answering():
        machine.worked += 25
        raise ZeroDivisionError
    assert machine.crowd.is_full()


@pytest.mark.parametrize(
    ("values", "new"),
    [
        (NEW, True), (MORE, False), (DECIDED, False), ({"link": "1-open-7"}, True), (None, False),
        ({"link": "1-open-7-60p"}, False), ({"link": "nonsense"}, True), ({"link": 3}, True),
        ({"n": 1, "scenario": "open", "seed": 7, "from": 0}, True),
    ],
)  # fmt: skip
def test_who_begins_has_decided_nothing(values: Any, new: bool) -> None:
    assert begins(values) == new


def test_free_matches_are_dealt_from_a_pool_and_others_are_not() -> None:
    assert len(set(pool())) == POOL >= 100
    assert {fresh_seed("open") for _ in range(50)} <= set(pool())
    others = {fresh_seed("classic") for _ in range(20)}
    assert len(others) == 20
    assert not others <= set(pool())
