"""Rows that come together: written once each, whatever a store and other processes do."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from game.rooms.ballots.writing import TRIES, Together
from game.rooms.live import Live, Turns
from game.rooms.room import Plan, Room, Row
from game.rooms.rows import fold
from game.rooms.storage import StoreError, Taken
from game.rooms.verbs.proposals import Proposal, RoomError


def live() -> Live:
    body = {"plan": asdict(Plan("default", 7, audience=True)), "host": "", "show": ""}
    return Live(fold("ABCDEF", [Row(1, 0.0, "opened", body)]), set(), Turns())


def says(name: str) -> Callable[[Room], Proposal]:
    return lambda _: Proposal("messaged", {"text": name}, name)


def refuses(_: Room) -> Proposal:
    raise RoomError("Not now.")


class Table:
    """A store that fails as it is told to, before it keeps anything."""

    def __init__(self, *fails: Exception) -> None:
        self.rows: list[Row] = []
        self.fails = list(fails)
        self.behind = any(isinstance(fail, Taken) for fail in fails)  # rows that nobody knows yet
        self.written = 0

    async def write(self, _: str, first: int, at: float, asked: list[Proposal]) -> list[Row]:
        self.written += 1
        if self.fails:
            raise self.fails.pop(0)
        added = [Row(n, at, one.kind, one.body, one.once) for n, one in enumerate(asked, first)]
        self.rows += added
        return added


def told(table: Table, asked: Iterable[Callable[[Room], Proposal]], live: Live) -> list[Any]:
    """Return what each of those is told who ask at once: None, or why not."""

    async def story() -> list[Any]:
        tasks: list[asyncio.Task[None]] = []

        async def catch_up(_: Live) -> bool:
            if "other" in live.once or not table.behind:
                return False
            other = Row(live.room.sequence + 1, 0.0, "messaged", {"text": "now"}, "other")
            live.take([other])
            return True

        together = Together(
            table.write, catch_up, lambda one, rows: one.take(rows),
            lambda work: tasks.append(asyncio.ensure_future(work)), lambda: 5.0,
        )  # fmt: skip
        answers = await asyncio.gather(
            *(together.append(live, one) for one in asked), return_exceptions=True
        )
        await asyncio.gather(*tasks)
        return answers

    return asyncio.run(story())


def test_what_comes_together_is_one_transaction() -> None:
    table, one = Table(), live()
    assert told(table, [says(f"{n}") for n in range(9)], one) == [None] * 9
    assert (table.written, [row.sequence for row in table.rows]) == (1, list(range(2, 11)))
    assert told(table, [says("3")], one) == [None]  # said before
    assert len(table.rows) == 9


def test_who_is_refused_keeps_nobody_back() -> None:
    table = Table()
    first, wrong, last = told(table, [says("a"), refuses, says("b")], live())
    assert (first, str(wrong), last) == (None, "Not now.", None)
    assert [row.once for row in table.rows] == ["a", "b"]
    (alone,) = told(table, [refuses], live())
    assert str(alone) == "Not now."


def test_the_same_twice_at_once_is_written_once_and_the_second_asks_again() -> None:
    table = Table()
    first, second = told(table, [says("a"), says("a")], live())
    assert first is None
    assert isinstance(second, StoreError)
    assert len(table.rows) == 1


def test_where_another_was_quicker_all_are_proposed_again() -> None:
    table, one = Table(Taken()), live()
    assert told(table, [says("a"), says("other")], one) == [None, None]
    assert [(row.sequence, row.once) for row in table.rows] == [(3, "a")]


def test_a_store_that_does_not_answer_confirms_nothing() -> None:
    away = told(Table(StoreError("away")), [says("a"), says("b")], live())
    assert [str(one) for one in away] == ["away", "away"]
    crowded = told(Table(*[Taken()] * TRIES), [says("a")], live())
    assert "Too many write" in str(crowded[0])


def test_who_is_refused_for_what_another_process_knows_is_asked_again() -> None:
    def waits(room: Room) -> Proposal:
        return says("a")(room) if room.message == "now" else refuses(room)

    table = Table()
    table.behind = True
    assert told(table, [waits, refuses], live())[0] is None
    assert [(row.sequence, row.once) for row in table.rows] == [(3, "a")]
