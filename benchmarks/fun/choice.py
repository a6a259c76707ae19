"""Whether a choice is one: which option is right for which seed, and what the wrong ones cost."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean

from benchmarks.fun._checks import chapters_asked, check
from benchmarks.fun._plays import Card, Policy, ceiling, expected, options, play
from benchmarks.fun.bots import written
from game.campaign.scenes import Chapter

MOST_RIGHT, MOST_PROMINENT = 2 / 3, 1 / 2
PROMISED = ("chapter4",)
"""Chapters whose promise says what is right: there the same option is, in every seed (ADR 73)."""

REGRET = 0.01, 0.15
"""Of the ceiling, that a wrong option costs in expectation: less is noise, more a trap."""


@dataclass(frozen=True)
class Question:
    """A question of a chapter as it stands in one seed.

    Attributes
    ----------
    worth : of each option in expectation, shares of the ceiling
    """

    place: int
    seed: int
    worth: tuple[float, ...]

    @property
    def right(self) -> int:
        """The option that is worth most."""
        return max(range(len(self.worth)), key=self.worth.__getitem__)

    @property
    def regret(self) -> float:
        """What a wrong option costs on average."""
        return mean(self.worth[self.right] - one for one in _without(self.worth, self.right))


def _without(values: tuple[float, ...], place: int) -> list[float]:
    return [one for nth, one in enumerate(values) if nth != place]


def questions(chapter: Chapter) -> list[Question]:
    """Weigh each question that makes a move, on each seed, the written policy before and after."""
    found = []
    for seed in chapter.seeds:
        told = {card.place for card in play(chapter, seed, written(chapter)).cards}
        for place, beat in enumerate(chapter.beats):
            if place in told and options(beat):
                worth = [_worth(chapter, seed, place, nth) for nth in range(len(beat.ask))]
                found.append(Question(place, seed, tuple(worth)))
    return found


def _worth(chapter: Chapter, seed: int, place: int, option: int) -> float:
    usual = written(chapter)

    def answer(card: Card) -> int:
        return option if card.place == place else usual.answer(card)

    played = play(chapter, seed, Policy(answer, usual.age))
    return expected(chapter.scenario, seed, played.moves) / ceiling(chapter.scenario, seed)


def rows() -> Iterator[tuple[str, str]]:
    """Judge each question of the campaign that makes a move."""
    everywhere: list[Question] = []
    differ = []
    for chapter in chapters_asked():
        found = questions(chapter)
        everywhere += found
        for place in sorted({one.place for one in found}):
            asked = [one for one in found if one.place == place]
            right = Counter(one.right for one in asked)
            most, regret = max(right.values()) / len(asked), mean(one.regret for one in asked)
            options_ = range(len(chapter.beats[place].ask))
            told = "/".join(str(right[nth]) for nth in options_)
            name = f"choice, {chapter.name}, beat {place}"
            if chapter.name in PROMISED:
                yield check(f"{name}: the promised one right for all seeds", most == 1, told)
            else:
                yield check(f"{name}: none right for over 2/3 of seeds", most <= MOST_RIGHT, told)
            low, high = REGRET
            each = ", ".join(f"{one.regret:.3f}" for one in asked)
            holds = low <= regret <= high
            yield check(f"{name}: regret 1% to 15%", holds, f"{regret:.3f} ({each})")
        if found:
            differ.append(_another(found))
    first = mean(one.right == 0 for one in everywhere)
    yield check(
        "choice: the first button is right in at most half", first <= MOST_PROMINENT, f"{first:.2f}"
    )
    share = mean(differ)
    told = f"{share:.2f} of pairs of seeds of a chapter"
    yield check("once more: another seed has another best decision", share >= 1 / 3, told)


def _another(found: list[Question]) -> float:
    """Return how often two seeds of a chapter differ in what is right."""
    best: dict[int, list[int]] = {}
    for one in found:
        best.setdefault(one.seed, []).append(one.right)
    pairs = [(a, b) for a in best for b in best if a < b]
    return mean(best[a] != best[b] for a, b in pairs) if pairs else 0.0
