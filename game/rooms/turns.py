"""Who comes at once is served one after the other, so that the loop looks at all else between."""

import asyncio
from collections import deque
from collections.abc import Callable

AT_ONCE = 4
"""Of those who change something, and of those who look, in one round of the loop: some 10 ms."""

Call = Callable[[], object]


class Turns:
    """Two queues, of those who change something and of those who look: neither waits for the other.

    A loop runs all that is ready before it looks at its clock, at the store's answers and at who
    else has come: with 300 screens that ask after one step, that would be all of them.
    """

    def __init__(self) -> None:
        self._changing: deque[Call] = deque()
        self._looking: deque[Call] = deque()
        self._called = False

    def take(self, call: Call, changes: bool = False) -> None:
        """Have something called in its turn."""
        (self._changing if changes else self._looking).append(call)
        if not self._called:
            self._called = True
            asyncio.get_running_loop().call_soon(self._round)

    async def come(self, changes: bool = False) -> None:
        """Wait for one's turn.

        Examples
        --------
        >>> turns, came = Turns(), []
        >>> async def guest(number):
        ...     await turns.come()
        ...     came.append(number)
        >>> async def many():
        ...     await asyncio.gather(*map(guest, range(9)))
        >>> asyncio.run(many())
        >>> came
        [0, 1, 2, 3, 4, 5, 6, 7, 8]
        """
        turn = asyncio.get_running_loop().create_future()

        def give() -> None:
            if not turn.done():  # who has given up is passed over
                turn.set_result(None)

        self.take(give, changes)
        await turn

    def _round(self) -> None:
        for queue in (self._changing, self._looking):
            for _ in range(min(AT_ONCE, len(queue))):
                queue.popleft()()
        self._called = bool(self._changing or self._looking)
        if self._called:
            asyncio.get_running_loop().call_soon(self._round)
