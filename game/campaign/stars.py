"""Stars of a chapter: what decisions were worth on what was known, never what luck made of them."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from game.campaign.scenes import Chapter
from game.fleet.engines import SimulatedFleet
from game.rules.economics import age_rewards, best_age
from game.rules.lives import Lives, Outcome
from game.rules.scenario import Scenario
from game.rules.strategies import IntArray
from game.text.language import money, percent, t

_LIVES = 20_000  # that an age is tried on


@dataclass(frozen=True)
class Verdict:
    """What a played chapter comes to.

    Attributes
    ----------
    stars : 1 to 3
    share : of what the best decisions are worth beyond waiting, on what was known
    lines : the same in words, and what else the match has shown
    age : at which a service is worth most, cycles; None where that is not asked
    """

    stars: int
    share: float
    lines: tuple[str, ...]
    age: int | None = None

    def to_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        values = {"stars": self.stars, "share": round(self.share, 4), "age": self.age}
        return {**values, "lines": list(self.lines)}


def stars_of(chapter: Chapter, share: float) -> int:
    """Return the stars of a share of the best: one is for having come to the end.

    Examples
    --------
    >>> from game.campaign.chapters import ALL
    >>> [stars_of(ALL[0], share) for share in (0.2, 0.9, 0.99)]
    [1, 2, 3]
    """
    return 1 + sum(share >= least for least in chapter.stars)


@dataclass(frozen=True, eq=False)
class AgeWorth:
    """What servicing at each age is worth over thousands of lives."""

    rates: np.ndarray  # of ages 1, 2, ..., dollars per slot and cycle; the last one waits

    @property
    def best(self) -> int:
        """The age that earns most, cycles."""
        return best_age(self.rates)

    def at(self, ages: IntArray) -> np.ndarray:
        """Return what ages are worth, dollars a cycle; those beyond the longest life wait."""
        return np.asarray(self.rates[np.minimum(ages, len(self.rates)) - 1])


@lru_cache(maxsize=16)
def age_worth(scenario: Scenario, seed: int) -> AgeWorth:
    """Try every age on engines such as the factory runs.

    Examples
    --------
    >>> from game.rules.chapters import CHAPTERS
    >>> worth = age_worth(CHAPTERS["chapter1"], 210)
    >>> bool(worth.at(np.array([worth.best]))[0] > worth.at(np.array([100, 200])).max())
    True
    """
    fleet = SimulatedFleet(scenario, seed)
    lives = fleet.lifetimes(fleet.ids(0, 0, 0, _LIVES))
    return AgeWorth(age_rewards(lives, scenario.economics))


def by_ages(chapter: Chapter, seed: int, lives: Lives) -> Verdict:
    """Judge the ages at which engines were serviced.

    An engine that failed was left alone to that age at least, and counts as one that would have
    been serviced then. So who gambled and won is not rewarded, and who serviced in time by any
    reckoning, but after a failure, not punished.

    Parameters
    ----------
    lives : of the player
    """
    worth = age_worth(chapter.scenario, seed)
    ages = lives.ran[lives.outcome != Outcome.RUNNING]
    mean, best = float(worth.at(ages).mean()), float(worth.rates.max())
    waiting = float(worth.rates[-1])
    share = max(0.0, (mean - waiting) / (best - waiting))
    line = t(
        "Over {lives} engines your service ages are worth {mean} a cycle and engine; the best "
        "age, {age}, {best}.",
        lives=f"{_LIVES:,}",
        mean=money(mean),
        age=worth.best,
        best=money(best),
    )
    return Verdict(stars_of(chapter, share), share, (line,), worth.best)


def by_quality(chapter: Chapter, share: float | None, without_others: int | None) -> Verdict:
    """Judge decisions by the quality that a review finds.

    Parameters
    ----------
    share : of the best known decisions; None where there was nothing to decide
    without_others : dollars that the others' model earned in this match, if one was run
    """
    share = max(0.0, share or 0.0)
    lines = [
        t(
            "On other engines such decisions earn {share} of what the best known ones do.",
            share=percent(min(share, 1.0)),
        )
    ]
    if without_others is not None:
        lines.insert(0, _others(without_others))
    return Verdict(stars_of(chapter, share), share, tuple(lines))


def _others(dollars: int) -> str:
    if dollars == 0:
        return t("In this match your own model would have earned as much as the others'.")
    if dollars > 0:
        return t("Without the others you would stand {dollars} lower.", dollars=money(dollars))
    return t("Without the others you would stand {dollars} higher.", dollars=money(-dollars))
