"""Whether what chapters promise is computed: each seed keeps what its chapter says."""

from collections.abc import Iterator

from benchmarks.fun._checks import chapters_asked, check
from game.campaign.promises import kept


def rows() -> Iterator[tuple[str, str]]:
    """Compute each promise on each curated seed; the tests hold the same."""
    for chapter in chapters_asked():
        held = [kept(chapter.name, seed) for seed in chapter.seeds]
        told = f"{sum(held)} of {len(held)} seeds: {', '.join(map(str, chapter.seeds))}"
        yield check(f"honesty, {chapter.name}: its promise holds", all(held), told)
