"""How the server shares its machine with all who play."""

from functools import lru_cache

from threadpoolctl import threadpool_limits


@lru_cache(maxsize=1)
def share_the_machine() -> None:
    """Let each computation take one core: two threads on one sum wait for each other, busily."""
    threadpool_limits(1)
