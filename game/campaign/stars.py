"""Stars of a chapter: what decisions were worth on what was known, never what luck made of them."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data.simulator import lifetimes
from game.campaign.scenes import Chapter
from game.fleet.engines import SimulatedFleet
from game.rules.economics import age_rewards, best_age
from game.rules.lives import Lives, Outcome
from game.rules.scenario import Scenario
from game.rules.strategies import IntArray
from game.text.language import money, percent, t

_LIVES = 20_000  # that an age is tried on
_PACE_LIVES = 4_000  # for each pace at which engines may wear
_BIN = 10  # cycles within which two lives count as alike


@dataclass(frozen=True)
class Verdict:
    """What a played chapter comes to.

    Attributes
    ----------
    stars : 1 to 3
    share : of what the best decisions are worth beyond waiting, on what was known
    lines : the same in words, and what else the match has shown
    age : at which a service is worth most, cycles; None where that is not asked
    sentence : what the chapter has shown, by how it came out
    """

    stars: int
    share: float
    lines: tuple[str, ...]
    age: int | None = None
    sentence: str = ""

    def to_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        values = {"stars": self.stars, "share": round(self.share, 4), "age": self.age}
        return {**values, "lines": list(self.lines), "sentence": self.sentence}


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


@dataclass(frozen=True, eq=False)
class Paces:
    """What is known of a factory's engines before any has flown: at which paces they may wear.

    Attributes
    ----------
    worth : what servicing at each age is worth at each pace, (paces, ages) dollars per slot and
        cycle; the last age waits
    likely : the natural logarithm of how likely a life of each length is, (paces, bins)
    """

    worth: np.ndarray
    likely: np.ndarray

    def expected(self, seen: IntArray) -> np.ndarray:
        """Return what each age is worth on average over the paces, after lives have been seen.

        Every pace is as likely as any other at first, and then by what it says of these lives.

        Parameters
        ----------
        seen : lifetimes, cycles
        """
        bins = np.minimum(seen // _BIN, self.likely.shape[1] - 1)
        weights = self.likely[:, bins].sum(axis=1)
        weights = np.exp(weights - weights.max())
        return np.asarray(weights @ self.worth / weights.sum())


@lru_cache(maxsize=4)
def paces(scenario: Scenario) -> Paces:
    """Try every age at every pace at which engines of a scenario may wear.

    Examples
    --------
    >>> from game.rules.chapters import CHAPTERS
    >>> known = paces(CHAPTERS["chapter2"])
    >>> short, long = (known.expected(np.array([life] * 9)).argmax() for life in (150, 300))
    >>> bool(short < long)
    True
    """
    ids = np.arange(_PACE_LIVES)
    lives = [
        lifetimes(ids, 0, scenario.fan_share, pace, scenario.fan_wear)
        for pace in scenario.severities
    ]
    longest = max(int(one.max()) for one in lives)
    worth = np.stack([_to_length(age_rewards(one, scenario.economics), longest) for one in lives])
    counts = np.stack([np.bincount(one // _BIN, minlength=longest // _BIN + 1) for one in lives])
    return Paces(worth, np.log((counts + 0.5) / (counts + 0.5).sum(axis=1, keepdims=True)))


def _to_length(rates: np.ndarray, ages: int) -> np.ndarray:
    """Go on with the last rate: beyond the longest life there is only waiting."""
    return np.pad(rates, (0, ages - len(rates)), mode="edge")


def by_ages(chapter: Chapter, seed: int, lives: Lives) -> Verdict:
    """Judge the ages at which engines were serviced, on what their lives had shown by then.

    An engine that failed was left alone to that age at least, and counts as one that would have
    been serviced then. So who gambled and won is not rewarded, and who serviced in time by any
    reckoning, but after a failure, not punished. Factories differ in how fast their engines wear:
    the age that is best in hindsight is told, and asked of nobody who could not know it. Where a
    chapter asks for an age, what counts is what had been seen when it asked, and the best of the
    ages that it offered.

    Parameters
    ----------
    lives : of the player
    """
    ended = lives.where(lives.outcome != Outcome.RUNNING)
    whole = SimulatedFleet(chapter.scenario, seed).lifetimes(ended.engine_id)
    known, asked, offered = paces(chapter.scenario), chapter.asked_at, chapter.ages
    gained = possible = 0.0
    for age, end in zip(ended.ran.tolist(), ended.ends.tolist(), strict=True):
        since = max((cycle for cycle in asked if cycle < end), default=end)
        worth = known.expected(whole[ended.ends <= min(since, end - 1)])
        best = worth.max() if not offered else worth[np.array(offered) - 1].max()
        gained += min(float(worth[min(age, len(worth)) - 1]), float(best)) - float(worth[-1])
        possible += float(best - worth[-1])
    share = max(0.0, gained / possible) if possible else 0.0
    best_of_all = age_worth(chapter.scenario, seed).best
    line = t(
        "On what you had seen when you chose, how long you let engines run was worth {share} of "
        "the best choice. Engines wear faster in one factory than in another: here age {age} was "
        "best, which only all their lives together tell.",
        share=percent(share),
        age=best_of_all,
    )
    return Verdict(stars_of(chapter, share), share, (line,), best_of_all, t(chapter.sentence))


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
    unpaid = chapter.unpaid if without_others is not None and without_others < 0 else ""
    sentence = t(unpaid or chapter.sentence)
    return Verdict(stars_of(chapter, share), share, tuple(lines), sentence=sentence)


def _others(dollars: int) -> str:
    if dollars == 0:
        return t("In this match your own model would have earned as much as the others'.")
    if dollars > 0:
        return t("Without the others you would stand {dollars} lower.", dollars=money(dollars))
    return t("Without the others you would stand {dollars} higher.", dollars=money(-dollars))
