import pytest

from benchmarks.fun._plays import Policy, expected, play
from benchmarks.fun.bots import BOTS, written
from game.campaign.alone import OWN_MODEL
from game.campaign.chapters import ALL
from game.campaign.promises import PROMISES, kept

DEAR = ("chapter5", "chapter6")
"""Whose promise takes long: alliances train, and the ceiling is looked for."""


def test_every_chapter_promises_something() -> None:
    assert list(PROMISES) == [chapter.name for chapter in ALL]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "seed"),
    [
        pytest.param(
            chapter.name, seed,
            marks=(pytest.mark.counted, (), pytest.mark.long)[min(nth, 2)],
        )
        for chapter in ALL
        for nth, seed in enumerate(chapter.seeds)
    ],
)  # fmt: skip
def test_curated_seeds_keep_what_their_chapter_promises(name: str, seed: int) -> None:
    assert kept(name, seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PROMISES if name not in DEAR])
def test_not_every_seed_does(name: str) -> None:
    assert not all(kept(name, seed) for seed in range(1_000, 1_003))


@pytest.mark.long
@pytest.mark.parametrize("seed", OWN_MODEL.seeds)
def test_what_chapter_three_teaches_pays_on_engines_that_nobody_has_seen(seed: int) -> None:
    """On average over redrawn engines, not only on those that were to come."""

    def worth(policy: Policy) -> float:
        return expected(OWN_MODEL.scenario, seed, play(OWN_MODEL, seed, policy).moves)

    assert worth(written(OWN_MODEL)) >= max(map(worth, BOTS.values()))
