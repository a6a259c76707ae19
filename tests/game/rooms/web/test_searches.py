"""Searches for garbage while somebody watches a room."""

import asyncio
import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from game.rooms.web import searches
from game.rooms.web.searches import Searches, keep_short


class Ring:
    """What only a search finds."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Search when the test says so."""
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.no_cover
def test_what_a_search_has_found_alive_is_not_looked_at_again_until_all_is() -> None:
    one, alive = Searches(), Ring()
    one.shorten()
    gc.collect()
    assert not any(found is alive for found in gc.get_objects())
    gone = ref(alive)
    del alive
    gc.collect()
    assert gone() is not None
    young = ref(Ring())
    gc.collect()
    assert young() is None  # what came later is searched as ever
    one.look_at_all()
    assert gone() is None


@pytest.mark.no_cover
def test_who_searches_as_ever_again_freezes_nothing() -> None:
    one = Searches()
    one.shorten()
    one.end()
    one.end()  # nothing is to be undone twice
    gc.unfreeze()
    alive = Ring()
    gc.collect()
    assert any(found is alive for found in gc.get_objects())
    assert not one.short


def test_what_has_piled_up_is_searched_soon_and_not_by_python_of_itself() -> None:
    usual, one = gc.get_threshold(), Searches()
    one.shorten()
    assert gc.get_threshold() == (*usual[:2], searches.NEVER)
    young = ref(Ring())

    async def story(looks: int) -> None:
        keeping = asyncio.create_task(keep_short(one, lambda: True, look=0.0))
        for _ in range(looks):
            await asyncio.sleep(0.0)
        keeping.cancel()

    asyncio.run(story(searches.SEARCH - 2))
    assert young() is not None
    asyncio.run(story(searches.SEARCH + 2))
    assert young() is None
    one.end()
    assert gc.get_threshold() == usual


def test_who_waits_to_be_served_will_watch_in_a_moment() -> None:
    one = Searches()

    async def story() -> None:
        keeping = asyncio.create_task(keep_short(one, lambda: False, lambda: True, look=0.0))
        for _ in range(3):
            await asyncio.sleep(0.0)
        keeping.cancel()

    asyncio.run(story())
    assert one.short
    one.end()


def test_searches_are_short_while_somebody_watches_and_for_six_hours_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searches, "QUIET", 3)
    monkeypatch.setattr(searches, "LONGEST", 8)
    watched = [False, *[True] * 3, *[False] * 4, *[True] * 12]
    seen: list[bool] = []
    looks = iter(watched)
    one, ended = Searches(), asyncio.Event()

    def watches() -> bool:
        seen.append(one.short)
        told = next(looks, None)
        if told is None:
            ended.set()
            return False
        return told

    async def story() -> None:
        keeping = asyncio.create_task(keep_short(one, watches, look=0.0))
        await ended.wait()
        keeping.cancel()

    asyncio.run(story())
    one.end()
    # as it was before each look: on with the first who watches, off after three looks at nobody
    assert seen[:9] == [False, False, True, True, True, True, True, False, False]
    assert seen[9:19] == [True] * 8 + [False, True]  # once in eight looks all is searched
