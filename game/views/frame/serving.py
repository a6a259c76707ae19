"""How the server shares its machine with all who play."""

import gc
from functools import lru_cache

from threadpoolctl import threadpool_limits

from game.rooms.web.lines import keep_many_lines


@lru_cache(maxsize=1)
def share_the_machine() -> None:
    """Set, once, what all who play gain from."""
    threadpool_limits(1)  # two threads on one sum wait for each other, busily
    keep_many_lines()
    gc.freeze()  # modules stay; searching them for garbage stops everybody for 0.1 s
