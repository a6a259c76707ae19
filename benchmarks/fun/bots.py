"""Who plays chapters without being a person: five ways, one of them a page of written rules."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import mean

import numpy as np

from benchmarks.fun._checks import chapters_asked, check
from benchmarks.fun._plays import Card, Life, Policy, ceiling, expected, options, play
from game.campaign.chapters import ALL
from game.campaign.promises import called_at, votes
from game.campaign.scenes import Chapter
from game.rules.lives import Outcome

AHEAD = 0.03
"""Of the ceiling, by which the written policy must beat each other."""

HASTE = 30  # cycles of age at which who always accepts presses the button
DRAWS = 4  # random plays of a seed
LONGEST = 300  # cycles up to which a random age is drawn


def _first(card: Card) -> int:
    return 0


def _nothing(card: Card) -> int:
    """Take a choice that does nothing, else the last one."""
    idle = [nth for nth, one in enumerate(card.beat.ask) if not one.does]
    return idle[0] if idle else len(card.beat.ask) - 1


def random_player(seed: int) -> Policy:
    """Return who takes any choice, and presses the button at any age."""
    draw = np.random.default_rng(seed)
    return Policy(
        lambda card: int(draw.integers(len(card.beat.ask))),
        lambda ended: int(np.random.default_rng([seed, len(ended)]).integers(1, LONGEST)),
    )


def _copied(card: Card) -> int:
    """Take the age that is nearest below the life of the last engine, where ages are asked for."""
    ages = [one.does[2] if len(one.does) > 2 else None for one in card.beat.ask]
    if None in ages or not card.ended:
        return 0
    fitting = [nth for nth, age in enumerate(ages) if int(age or 0) < card.ended[-1].lifetime]
    return fitting[-1] if fitting else 0


COPIES = Policy(_copied, lambda ended: ended[-1].lifetime - 1 if ended else None)

BOTS: Mapping[str, Policy] = {
    "always accepts": Policy(_first, lambda ended: HASTE),
    "never moves": Policy(_nothing),
    "copies the last life": COPIES,
}


def _age(ended: Sequence[Life]) -> int:
    """Ten below the shortest life that has been seen; 130 before."""
    return max(100, min((one.lifetime for one in ended), default=140) - 10)


def _calendar(card: Card) -> int:
    """Take the oldest age that few of the lives seen would have missed."""
    ages = [int(one.does[2]) for one in card.beat.ask]
    if not card.ended:
        return 1
    short = float(np.quantile([one.lifetime for one in card.ended], 0.1))
    fitting = [nth for nth, age in enumerate(ages) if age < short]
    return fitting[-1] if fitting else 0


def _alliance(card: Card) -> int:
    """Join the cheapest of those that have seen four fans fail."""
    listed = card.match.listed
    if card.beat.ask[0].does[:1] != ("answer",):
        return 0
    knows = [nth for nth, one in enumerate(listed) if card.match.fans[one.name] >= 4]
    return min(knows or range(len(listed)), key=lambda nth: listed[nth].fee)


def _calling(card: Card) -> int:
    """Call earlier if services had little left, later if they had much."""
    if not card.beat.ask[0].does:
        return 0
    served = [one.lifetime - one.ran for one in card.ended if one.kind == Outcome.SERVICE]
    wish = called_at(served[-5:])
    return next(nth for nth, one in enumerate(card.beat.ask) if one.does[2] == wish)


def _ordering(card: Card) -> int:
    """Order 50 cycles before the service, 35 by a model that bends; buy that if it is cheap."""
    if card.beat.ask[0].does[0] == "answer":
        return 0 if card.match.offers[1].prices[0] <= 20_000 else 1
    wish = card.match.lead + (35 if card.bends else 50)
    ages = [int(one.does[2]) for one in card.beat.ask]
    return min(range(len(ages)), key=lambda nth: abs(ages[nth] - wish))


def _vote(card: Card) -> int:
    """Vote if it is cheap, or if one's own model is blind and it is not dear; else leave."""
    if card.beat.ask[0].does[:1] != ("answer",):
        return 0
    price = card.match.offers[1].prices[0]
    return 0 if votes(price, not card.match.own_fans) else 2


def _letters(card: Card) -> int:
    """Doubt what is old and said to be as good as new; join."""
    return 1 if card.beat.ask[1].does == ("service",) else 0


WRITTEN: Mapping[str, Callable[[Card], int]] = {
    "chapter2": _calendar,
    "chapter3": _calling,
    "chapter4": _letters,
    "chapter5": _alliance,
    "chapter6": _ordering,
    "chapter7": _vote,
}
"""Rules that a person could follow, by chapter; elsewhere the first choice."""


def written(chapter: Chapter) -> Policy:
    """Return the written policy of a chapter."""
    return Policy(WRITTEN.get(chapter.name, _first), _age)


def rows() -> Iterator[tuple[str, str]]:
    """Play each chapter by each bot, on all its seeds."""
    for chapter in chapters_asked():
        if not (any(map(options, chapter.beats)) or any(one.act for one in chapter.beats)):
            continue
        shares = {
            name: mean(_share(chapter, seed, bot) for seed in chapter.seeds)
            for name, bot in {"written": written(chapter), **BOTS}.items()
        }
        shares["random"] = mean(
            _share(chapter, seed, random_player(nth))
            for seed in chapter.seeds
            for nth in range(DRAWS)
        )
        lead = min(shares["written"] - one for name, one in shares.items() if name != "written")
        told = ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
        yield check(f"bots, {chapter.name}: the written policy leads by 3%", lead >= AHEAD, told)
    first = ALL[0]
    lost = [_second_fails(first, seed) for seed in first.seeds]
    told = f"{sum(lost)} of {len(lost)} seeds"
    yield check("bots, chapter1: who copies the last life loses engine 2", all(lost), told)


def _share(chapter: Chapter, seed: int, policy: Policy) -> float:
    """Return what a play is worth in expectation, of the ceiling."""
    played = play(chapter, seed, policy)
    return expected(chapter.scenario, seed, played.moves) / ceiling(chapter.scenario, seed)


def _second_fails(chapter: Chapter, seed: int) -> bool:
    second = play(chapter, seed, COPIES).told.ended[1]
    return second.ran == second.lifetime
