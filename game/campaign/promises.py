"""What the curated seeds of the chapters promise, computed: a seed that keeps it is one to play."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from game.campaign.chapters import BY_NAME
from game.fleet.engines import SimulatedFleet
from game.rules.scenario import Scenario


def _lives(scenario: Scenario, seed: int, slot: int, count: int) -> list[int]:
    fleet = SimulatedFleet(scenario, seed)
    lives: list[int] = fleet.lifetimes(fleet.ids(0, slot, 0, count)).tolist()
    return lives


def one_engine(scenario: Scenario, seed: int) -> bool:
    """Return whether the first engine lets hope, the second punishes, and a later one tempts.

    Examples
    --------
    >>> one_engine(BY_NAME["chapter1"].scenario, 210)
    True
    """
    first, second, *later = _lives(scenario, seed, 0, 6)
    return 190 <= first <= 205 and second <= 155 and max(later) >= 235 and later[-1] < 300


PROMISES: Mapping[str, Callable[[Scenario, int], bool]] = {
    "chapter1": one_engine,
}
"""By the names of the chapters."""


def kept(name: str, seed: int) -> bool:
    """Return whether the seed of a chapter keeps what the chapter promises.

    Examples
    --------
    >>> kept("chapter1", 210), kept("chapter1", 7)
    (True, False)
    """
    return PROMISES[name](BY_NAME[name].scenario, seed)


def search(name: str, seeds: Iterable[int]) -> Iterator[int]:
    """Yield the seeds among some that keep what a chapter promises.

    Examples
    --------
    >>> list(search("chapter1", range(205, 215)))
    [210]
    """
    return (seed for seed in seeds if kept(name, seed))
