"""How the server shares its machine with all who play."""

import gc
import sys
from functools import lru_cache

from threadpoolctl import threadpool_limits

if sys.platform != "win32":
    import resource

LINES = 8_192
"""Files and lines that may be open at once; each who plays keeps some four open."""


@lru_cache(maxsize=1)
def share_the_machine() -> None:
    """Set, once, what all who play gain from."""
    threadpool_limits(1)  # two threads on one sum wait for each other, busily
    if sys.platform != "win32":
        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        bounded = most != resource.RLIM_INFINITY
        more = min(LINES, most) if bounded else LINES
        if now != resource.RLIM_INFINITY and now < more:
            resource.setrlimit(resource.RLIMIT_NOFILE, (more, most))
    gc.freeze()  # modules stay; searching them for garbage stops everybody for 0.1 s
