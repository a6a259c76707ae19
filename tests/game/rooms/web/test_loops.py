"""A loop that hears a few at a time."""

import asyncio
import socket
from itertools import pairwise

from game.rooms.web.loops import AT_ONCE, patient_loop

GUESTS = 5 * AT_ONCE


def test_all_are_heard_and_the_loop_looks_at_all_else_between_a_few() -> None:
    order: list[str] = []
    pairs = [socket.socketpair() for _ in range(GUESTS)]

    async def story() -> None:
        loop = asyncio.get_running_loop()
        heard = loop.create_future()

        def hear(end: socket.socket) -> None:
            loop.remove_reader(end)
            order.append("guest")
            if order.count("guest") == GUESTS:
                heard.set_result(None)

        for own, other in pairs:
            loop.add_reader(own, hear, own)
            other.send(b"!")
        while not heard.done():
            order.append("else")
            await asyncio.sleep(0)

    with asyncio.Runner(loop_factory=patient_loop) as runner:
        runner.run(asyncio.wait_for(story(), 10))
    for pair in pairs:
        for end in pair:
            end.close()
    others = [place for place, who in enumerate(order) if who == "else"]
    assert max(b - a - 1 for a, b in pairwise([*others, len(order)])) <= AT_ONCE
