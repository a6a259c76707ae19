"""What the curated seeds of the chapters promise, computed: a seed that keeps it is one to play."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from data.faults import Fault
from game.campaign.chapters import BY_NAME
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.economics import ledger
from game.rules.lives import Lives, Outcome
from game.rules.match import Match, replay
from game.rules.offers.counterfactual import counterfactual
from game.rules.report import oracles
from game.rules.scenario import Scenario
from game.rules.strategies import IntArray

WORTH_JOINING = 0.1
"""Of the best possible: what the others' model must earn in the chapters that are about it."""

EARLY = 10
"""Cycles before an order at which it is announced."""


def _match(scenario: Scenario, seed: int, moves: Iterable[Move]) -> Match:
    return replay(scenario, list(moves), world_of(SimulatedFleet(scenario, seed)))


def _lives(match: Match) -> Lives:
    return match.factories[0].lives.cut(match.end)


def _failures(match: Match) -> int:
    return int(np.count_nonzero(_lives(match).outcome == Outcome.FAILURE))


def _profit(match: Match) -> int:
    own, rules = match.factories[0], match.scenario
    return ledger(own.lives, rules.slots, match.end, rules.economics, own.charges).profit


@lru_cache(maxsize=16)
def _ceiling(scenario: Scenario, seed: int) -> int:
    fleet = SimulatedFleet(scenario, seed)
    world = world_of(fleet)
    return oracles(scenario, fleet, scenario.cycles, world.events, world.offers)[0].profit


def _unnamed(engine_ids: IntArray) -> list[None]:
    """Name no fault: here only money is asked for."""
    return [None] * len(engine_ids)


def _knows_no_fan(scenario: Scenario, seed: int) -> bool:
    fleet = SimulatedFleet(scenario, seed)
    return not (fleet.faults(np.array(fleet.archive(0), np.int64)) == Fault.FAN).any()


def one_engine(scenario: Scenario, seed: int) -> bool:
    """Return whether the first engine lets hope, the second punishes, and a later one tempts.

    Examples
    --------
    >>> one_engine(BY_NAME["chapter1"].scenario, 210)
    True
    """
    fleet = SimulatedFleet(scenario, seed)
    first, second, *later = fleet.lifetimes(fleet.ids(0, 0, 0, 6)).tolist()
    return bool(190 <= first <= 205 and second <= 155 and max(later) >= 235 and later[-1] < 300)


def calendar(scenario: Scenario, seed: int) -> bool:
    """Return whether the middle age earns most of the three, and still loses an engine."""
    early, middle, late = (
        _match(scenario, seed, [Decision(0, "preventive", age)]) for age in (90, 140, 180)
    )
    rewarded = _profit(middle) > max(_profit(early), _profit(late))
    return rewarded and _failures(middle) >= 1 and _failures(late) >= 4


def own_model(scenario: Scenario, seed: int) -> bool:
    """Return whether the model serves all in time, but an engine that is held would fail.

    It has seen a fan fail: its blindness is the next chapter's.
    """
    trusted = [Decision(0, "local")]
    match = _match(scenario, seed, trusted)
    if _knows_no_fan(scenario, seed) or _failures(match):
        return False
    told = _fifth_told(match)
    held = _match(scenario, seed, [*trusted, Call(told[0], told[1], "hold")])
    return _failures(held) >= 1


def _fifth_told(match: Match) -> tuple[int, int]:
    """Return when the fifth order is announced, about, and of which slot."""
    lives = _lives(match)
    place = np.argsort(lives.ends, kind="stable")[4]
    return int(lives.ends[place]) - EARLY, int(lives.slot[place])


def never_seen(scenario: Scenario, seed: int) -> bool:
    """Return whether a fan fails under a calm forecast after two that did not, and others knew.

    No engine on record had a worn fan; the first slot runs two compressors and a fan; one cycle
    before its end the own model gives the fan engine 100 cycles and more; and who joins then
    stands a tenth of the best possible above who stays alone.
    """
    fleet = SimulatedFleet(scenario, seed)
    first = fleet.ids(0, 0, 0, 3)
    if fleet.faults(first).tolist() != [Fault.COMPRESSOR, Fault.COMPRESSOR, Fault.FAN]:
        return False
    alone = _match(scenario, seed, [Decision(0, "local")])
    lives = _lives(alone)
    here = (lives.slot == 0) & (lives.index < 3)
    if lives.outcome[here].tolist() != [Outcome.SERVICE, Outcome.SERVICE, Outcome.FAILURE]:
        return False
    model = alone.factories[0].stretches[-1].model
    if model is None or model.forecasts(first)[2, int(lives.ran[here][2]) - 2] < 1_000:
        return False
    letter = int(lives.ends[here][2])
    return _knows_no_fan(scenario, seed) and worth_joining(
        scenario, seed, [Decision(0, "local"), Decision(letter, "federated")]
    )


def worth_joining(scenario: Scenario, seed: int, moves: list[Move]) -> bool:
    """Return whether the others' model earns a tenth of the best possible in a match."""
    match = _match(scenario, seed, moves)
    world = world_of(SimulatedFleet(scenario, seed))
    seen = counterfactual(match, moves, world, _unnamed)
    return seen is not None and seen.alliance >= WORTH_JOINING * _ceiling(scenario, seed)


def alliance(scenario: Scenario, seed: int) -> bool:
    """Return whether the right alliance is worth a tenth of the best, and the dearest less."""

    def joined(option: int) -> list[Move]:
        return [Decision(0, "local"), Answer(101, 0, option)]

    broad, dear, small = (_profit(_match(scenario, seed, joined(option))) for option in range(3))
    if not (_knows_no_fan(scenario, seed) and dear < min(broad, small)):
        return False
    return worth_joining(scenario, seed, joined(2))


def ahead(scenario: Scenario, seed: int) -> bool:
    """Return whether orders at 25 are late, at 85 in time, and the better model pays."""
    joins: list[Move] = [Answer(0, 0, 0)]
    late = _match(scenario, seed, [*joins, Decision(0, "federated", 25)])
    in_time = [*joins, Decision(0, "federated", 85)]
    early = _match(scenario, seed, in_time)
    lives = _lives(late)
    ended = lives.outcome != Outcome.RUNNING
    first = lives.outcome[ended][np.argmin(lives.ends[ended])]
    if first != Outcome.FAILURE or _profit(early) < _profit(late) + _ceiling(scenario, seed) // 10:
        return False
    return _profit(_match(scenario, seed, [*in_time, Answer(400, 1, 0)])) > _profit(early)


def bad_member(scenario: Scenario, seed: int) -> bool:
    """Return whether the average is ruined, the median is not, and leaving costs, too."""
    joins: list[Move] = [Answer(0, 0, 0)]
    trusted, voted, left = (
        _profit(_match(scenario, seed, [*joins, *more]))
        for more in ([], [Answer(250, 1, 0)], [Decision(250, "local")])
    )
    tenth = _ceiling(scenario, seed) // 10
    return voted > left + tenth and left > trusted + tenth


PROMISES: Mapping[str, Callable[[Scenario, int], bool]] = {
    "chapter1": one_engine,
    "chapter2": calendar,
    "chapter3": own_model,
    "chapter4": never_seen,
    "chapter5": alliance,
    "chapter6": ahead,
    "chapter7": bad_member,
}
"""By the names of the chapters."""


def kept(name: str, seed: int) -> bool:
    """Return whether the seed of a chapter keeps what the chapter promises.

    Examples
    --------
    >>> kept("chapter1", 210), kept("chapter1", 7)
    (True, False)
    """
    return PROMISES[name](BY_NAME[name].scenario, seed)


def search(name: str, seeds: Iterable[int]) -> Iterator[int]:
    """Yield the seeds among some that keep what a chapter promises.

    Examples
    --------
    >>> list(search("chapter1", range(205, 215)))
    [210]
    """
    return (seed for seed in seeds if kept(name, seed))
