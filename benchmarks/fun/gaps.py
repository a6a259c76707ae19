"""How a chapter's time is filled: decisions a minute, the longest wait for a question, the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from statistics import mean, median

from benchmarks.fun._checks import chapters_asked, check
from benchmarks.fun._plays import Play, play
from benchmarks.fun.bots import BOTS, random_player, written
from game.campaign.scenes import Beat, Chapter

PLAYS = 20
BEFORE, A_WORD = 1.0, 0.3
"""Seconds in which a card is taken in, and for each of its words."""

LONGEST_WAIT, AFTER, RATE = 20.0, 0.15, (3.0, 8.0)


@dataclass(frozen=True)
class Log:
    """A play by the second.

    Attributes
    ----------
    wait : the longest time without an open question or an announced order, s
    after : share of the play after its last decision
    rate : decisions a minute
    """

    seconds: float
    wait: float
    after: float
    rate: float


def words(text: str) -> int:
    """Count what is read: marks that stand alone are no words.

    Examples
    --------
    >>> words("Service, or gamble - now?")
    4
    """
    return sum(any(map(str.isalnum, word)) for word in text.split())


def reading(beat: Beat) -> float:
    """Return how long a card is read, s."""
    text = [max(beat.say, beat.served, key=len), *(one.label for one in beat.ask), beat.go]
    return BEFORE + A_WORD * sum(map(words, text))


def log(played: Play) -> Log:
    """Walk through a play: the clock between cards, and each card as long as it is read."""
    chapter, end = played.chapter, played.chapter.scenario.cycles
    stops = {card.cycle for card in played.cards} | set(played.pressed) | {0, end}
    quiet, wait, now, last, made, acts = 0.0, 0.0, 0.0, 0.0, 0, False
    opened = set(chapter.shows)
    for begin, until in zip(sorted(stops), [*sorted(stops)[1:], end], strict=True):
        if begin in played.pressed:
            last, made, quiet = now, made + 1, 0.0
        for card in (one for one in played.cards if one.cycle == begin):
            opened |= set(card.beat.shows)
            acts = acts or card.beat.act is not None
            if not (card.beat.ask or card.beat.go):
                continue
            spent = reading(card.beat)
            now += spent
            quiet = 0.0 if card.beat.ask else quiet + spent
            wait = max(wait, quiet)
            if card.beat.ask:
                last, made = now, made + 1
        passed = _clock(played, begin, until)
        told = "calls" in opened and any(begin < one[0] < until for one in played.told.announced)
        now += passed
        quiet = 0.0 if acts or told else quiet + passed
        wait = max(wait, quiet)
    return Log(now, wait, (now - last) / now, 60 * made / now)


def _clock(played: Play, begin: int, until: int) -> float:
    """Return how long the clock takes from one cycle to another, s."""
    lives = [one for one in played.told.lives if one.slot == 0]
    awaited = _awaited(played, begin)
    seconds = 0.0
    for cycle in range(begin, until):
        one = next((life for life in reversed(lives) if life.start <= cycle), lives[0])
        age = cycle - one.start if cycle < one.stop else 0
        young = age + played.chapter.scenario.cycles - cycle < played.chapter.pace[-1][0]
        seconds += 1 / _pace(played.chapter, age, None if young else awaited)
    return seconds


def _awaited(played: Play, cycle: int) -> str | None:
    """Return what is still to come, as the board tells it."""
    beats = played.chapter.beats
    done = {card.place for card in played.cards if card.cycle <= cycle}
    answers = [card.chosen for card in played.cards if card.cycle <= cycle and card.beat.ask]
    chosen = answers[-1] if answers else None
    left = [
        one for place, one in enumerate(beats) if place not in done and one.only in (None, chosen)
    ]
    if any(one.act for one in beats) or any(one.ask for one in left):
        return "question"
    seen = played.told.shared <= cycle and any(one.at[0] == "seen" for one in left)
    return "seen" if seen else None


def _pace(chapter: Chapter, age: int, awaited: str | None) -> int:
    if awaited is None:
        return chapter.rest
    return [pace for since, pace in chapter.pace if since <= age][-1] * (1 + (awaited == "seen"))


@cache
def plays(chapter: Chapter) -> tuple[Play, ...]:
    """Return twenty plays of a chapter: by each bot once, and at random."""
    players = [written(chapter), *BOTS.values()]
    players += [random_player(nth) for nth in range(PLAYS - len(players))]
    seeds = chapter.seeds
    return tuple(play(chapter, seeds[nth % len(seeds)], one) for nth, one in enumerate(players))


def rows() -> Iterator[tuple[str, str]]:
    """Judge the time of each chapter."""
    for chapter in chapters_asked():
        logs = [log(one) for one in plays(chapter)]
        length = f"{median(one.seconds for one in logs):.0f} s long"
        wait = max(one.wait for one in logs)
        name = f"gaps, {chapter.name}"
        yield check(f"{name}: no 20 s without a question", wait <= LONGEST_WAIT, f"{wait:.0f} s")
        after = mean(one.after for one in logs)
        yield check(f"{name}: at most 15% after the last decision", after <= AFTER, f"{after:.2f}")
        rate, (low, high) = mean(one.rate for one in logs), RATE
        told = f"{rate:.1f}, {length}"
        yield check(f"{name}: 3 to 8 decisions a minute", low <= rate <= high, told)
