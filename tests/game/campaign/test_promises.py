import pytest

from game.campaign.chapters import ALL
from game.campaign.promises import PROMISES, kept


def test_every_chapter_promises_something() -> None:
    assert list(PROMISES) == [chapter.name for chapter in ALL]


@pytest.mark.parametrize(
    ("name", "seed"),
    [(chapter.name, seed) for chapter in ALL for seed in chapter.seeds],
)
def test_curated_seeds_keep_what_their_chapter_promises(name: str, seed: int) -> None:
    assert kept(name, seed)


@pytest.mark.parametrize("name", list(PROMISES))
def test_not_every_seed_does(name: str) -> None:
    assert not all(kept(name, seed) for seed in range(1_000, 1_006))
