import pytest

from game.campaign.chapters import ALL
from game.campaign.promises import PROMISES, kept

LONG = ("chapter5", "chapter6")
"""Whose promise takes over a second: alliances train, and the ceiling is looked for."""


def test_every_chapter_promises_something() -> None:
    assert list(PROMISES) == [chapter.name for chapter in ALL]


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        pytest.param(chapter.name, seed, marks=[pytest.mark.slow] if chapter.name in LONG else [])
        for chapter in ALL
        for seed in chapter.seeds
    ],
)
def test_curated_seeds_keep_what_their_chapter_promises(name: str, seed: int) -> None:
    assert kept(name, seed)


@pytest.mark.parametrize("name", [name for name in PROMISES if name not in LONG])
def test_not_every_seed_does(name: str) -> None:
    assert not all(kept(name, seed) for seed in range(1_000, 1_003))
