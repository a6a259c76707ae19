"""Who comes at once, one after the other."""

import asyncio
from itertools import pairwise

from game.rooms.live import AT_ONCE, Live, Turns
from game.rooms.room import Member, Plan, Room, Row


def came(guests: int) -> list[str]:
    """Return who came when: many who look, one who changes something, and the loop's other work."""
    order: list[str] = []

    async def guest(turns: Turns, name: str, changes: bool) -> None:
        await turns.come(changes)
        order.append(name)

    async def others() -> None:
        for _ in range(guests):
            await asyncio.sleep(0)
            order.append("other")

    async def all_at_once() -> None:
        turns = Turns()
        looks = [guest(turns, f"look {number}", changes=False) for number in range(guests)]
        await asyncio.gather(*looks, guest(turns, "change", changes=True), others())

    asyncio.run(all_at_once())
    return order


def test_those_who_look_come_in_the_order_in_which_they_came() -> None:
    looks = [name for name in came(40) if name.startswith("look")]
    assert looks == [f"look {number}" for number in range(40)]


def test_who_changes_something_waits_for_none_of_those_who_look() -> None:
    order = came(40)
    assert order.index("change") <= 2 * AT_ONCE


def test_the_loop_looks_at_all_else_between_a_few_of_them() -> None:
    order = came(40)
    others = [place for place, name in enumerate(order) if name == "other"]
    rounds = [b - a - 1 for a, b in pairwise(others)]
    assert max(rounds) <= 2 * AT_ONCE


def test_who_has_given_up_is_passed_over() -> None:
    order: list[int] = []

    async def guest(turns: Turns, number: int) -> None:
        await turns.come()
        order.append(number)

    async def story() -> None:
        turns = Turns()
        tasks = [asyncio.create_task(guest(turns, number)) for number in range(3 * AT_ONCE)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.wait(tasks, timeout=5)

    asyncio.run(story())
    assert order == list(range(1, 3 * AT_ONCE))


def test_a_new_pin_closes_the_streams_of_that_seat_alone() -> None:
    members = tuple(Member(seat, f"{seat}", None, False, "token", "") for seat in (1, 2))
    live = Live(Room("ABCDEF", Plan("default", 7), "", "", members=members), set(), Turns())
    first, second = live.come(1), live.come(2)
    live.seen[1] = 9.0
    assert live.here(0.0) == {1, 2}
    live.take([Row(1, 10.0, "pinned", {"seat": 1, "pin": ""})])
    assert live.here(0.0) == {2}
    assert (first.closed, first.woken.is_set(), second.closed) == (True, True, False)
