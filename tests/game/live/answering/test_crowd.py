import json
from collections.abc import Iterator
from typing import Any

import pytest

from game.live.answering.crowd import Crowd, answer_one, aside_of
from game.live.answering.desk import Answered, packed
from game.live.payload import encode
from game.live.requests import POOL, Ahead, begins, fresh_seed, match_asked, pool
from game.rules.decisions import Answer
from game.rules.links import encode as encode_link
from game.workers import Function, Reply, Workers
from tests.payload import decode

NEW = {"n": 3, "new": {"scenario": "open", "seed": None}}
MORE = {"n": 4, "scenario": "open", "seed": 7, "decisions": [], "from": 900}
DECIDED = {"n": 4, "scenario": "open", "seed": 7, "decisions": [[1, "order", ["local", 40, False]]]}

JOINED = encode_link("open", 7, (Answer(60, offer=1, option=0),))


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    others = Workers(1, "game.live.answering.desk")
    yield others
    others.close()


class Machine(Workers):
    """A machine whose time passes when it is told to."""

    def __init__(self) -> None:
        super().__init__(0)
        self.now, self.takes = 0.0, 0.0
        self.crowd = Crowd(0.8, 30.0, lambda: self.now, workers=self)

    def __len__(self) -> int:
        return 1

    def ask(self, key: str, function: Function, message: bytes) -> Reply:
        return Reply(packed(Answered(encode({"error": None}, {}))), self.takes)

    def answer(self, values: object, plays: bool, takes: float = 0.0) -> dict[str, Any]:
        self.takes = takes
        header, _ = decode(answer_one(values, plays, self.crowd).payload)
        return header


def test_who_begins_is_told_when_there_is_no_room_and_who_plays_goes_on() -> None:
    machine = Machine()
    assert machine.answer(NEW, plays=False, takes=24)["error"] is None
    assert machine.answer(NEW, plays=False, takes=1)["error"] is None  # 0.8 is not too much
    told = machine.answer(NEW, plays=False)
    assert told["error"].startswith("As many play just now as this machine carries")
    assert told["n"] == 3
    for values, plays in ((NEW, True), (DECIDED, False), (MORE, False)):
        assert machine.answer(values, plays)["error"] is None
    machine.now = 30.5
    assert machine.answer(NEW, plays=False)["error"] is None


def test_a_board_is_told_the_same_by_other_processes_as_here(workers: Workers) -> None:
    request = DECIDED | {
        "decisions": [[20, "order", ["local", 40, False]], [300, "call", [1, "hold"]]]
    }
    for values in (request, {"n": 2, "link": "1-classic-7-60p"}, {"n": 1, "seed": -1}):
        here, there = Crowd(), Crowd(workers=workers)
        one = answer_one(values, True, here)
        assert answer_one(values, True, there) == one
        assert aside_of(one, True, there) == aside_of(one, True, here)


@pytest.mark.no_cover
def test_who_asks_for_any_match_goes_on_where_it_was_dealt() -> None:
    asked: list[tuple[str, list[Any]]] = []

    class Witness(Workers):
        def ask(self, key: str, function: Function, message: bytes) -> Reply:
            asked.append((key, json.loads(message)))
            return super().ask(key, function, message)

    one = answer_one(NEW, False, Crowd(workers=Witness(0)))
    assert one.asked is not None
    named = {"n": 3, "scenario": "open", "seed": one.asked["seed"]}
    assert asked == [(match_asked(one.asked), ["en", named])]


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


class Idle(Workers):
    """Processes that are ready when they are asked a second time, and note what they are asked."""

    def __init__(self, count: int) -> None:
        super().__init__(0)
        self.count, self.looks = count, 0
        self.asked: list[tuple[str, list[Any]]] = []

    def __len__(self) -> int:
        return self.count

    def is_ready(self, key: str) -> bool:
        self.looks += 1
        return self.looks > 1

    def ask(self, key: str, function: Function, message: bytes) -> Reply:
        self.asked.append((key, json.loads(message)))
        return Reply(b"2", 0.1)


def test_what_will_be_asked_is_prepared_once_somebody_has_come() -> None:
    idle = Idle(2)
    crowd = Crowd(workers=idle)
    thread = crowd.prepare([Ahead("1-open-7"), Ahead("1-open-8")], quiet=0.0)
    thread.join(0.05)
    assert not idle.asked
    crowd.note(0.1)
    thread.join(10)
    assert not thread.is_alive()
    parts = [(seed, part) for seed in (7, 8) for part in (0, 1)]
    assert idle.asked == [
        (f"open-{seed}", ["en", f"1-open-{seed}", None, None, part]) for seed, part in parts
    ]


def test_nothing_is_prepared_just_after_somebody_has_asked() -> None:
    idle = Idle(2)
    crowd = Crowd(workers=idle, clock=lambda: 0.0)
    crowd.note(0.1)
    crowd.prepare([Ahead("1-open-7")], quiet=3.0).join(0.05)
    assert not idle.looks and not idle.asked


def test_one_process_alone_prepares_nothing() -> None:
    idle = Idle(1)
    crowd = Crowd(workers=idle)
    crowd.note(0.1)
    crowd.prepare([Ahead("1-open-7")], quiet=0.0).join(10)
    assert not idle.asked


def test_who_has_been_answered_is_prepared_for() -> None:
    class Echo(Workers):
        def ask(self, key: str, function: Function, message: bytes) -> Reply:
            asked = {"decisions": json.loads(message)[1]["decisions"], "until": 1_200}
            return Reply(packed(Answered(b"", JOINED, asked)), 0.0)

    class Foreseeing(Crowd):
        def foresee(self, played: Ahead, quiet: float = 0.0) -> None:
            seen.append(played)

    seen: list[Ahead] = []
    crowd = Foreseeing(workers=Echo(0))
    for values in (MORE, DECIDED):
        answer_one(values, True, crowd)
    assert seen == [Ahead(JOINED, 900, 1_200), Ahead(JOINED, 1, 1_200)]


def test_the_match_that_was_played_last_is_foreseen() -> None:
    idle = Idle(2)
    crowd = Crowd(workers=idle)
    for link in ("1-open-7", "1-open-8", JOINED):
        crowd.foresee(Ahead(link, 60, 400), quiet=0.0)
    thread = crowd._foreseeing
    assert thread is not None
    crowd.note(0.1)
    thread.join(10)
    parts = [asked for _, asked in idle.asked]
    assert parts == [["en", JOINED, 60, 400, 0], ["en", JOINED, 60, 400, 1]]
    assert crowd._foreseeing is thread


@pytest.mark.slow
@pytest.mark.counted
def test_nothing_is_prepared_by_a_server_that_ends() -> None:
    class Ending(Idle):
        def ask(self, key: str, function: Function, message: bytes) -> Reply:
            self.close()
            return super().ask(key, function, message)

    ending = Ending(2)
    crowd = Crowd(workers=ending)
    crowd.note(0.1)
    crowd.prepare([Ahead("1-open-7"), Ahead("1-open-8")], quiet=0.0).join(10)
    assert len(ending.asked) == 1
