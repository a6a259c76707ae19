"""What the curated seeds of the chapters promise, computed: a seed that keeps it is one to play."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from data.faults import Fault
from game.campaign.chapters import BY_NAME
from game.campaign.stars import age_worth
from game.fleet.blind_spot import seen_by_members
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.rules.decisions import Answer, Decision, Move
from game.rules.economics import ledger
from game.rules.lives import Lives, Outcome
from game.rules.match import Match, replay
from game.rules.offers.counterfactual import counterfactual
from game.rules.offers.events import events_of
from game.rules.offers.offers import offers_of
from game.rules.offers.terms import lead_at
from game.rules.report import oracles
from game.rules.scenario import Scenario
from game.rules.strategies import IntArray

WORTH_JOINING = 0.1
"""Of the best possible: what the others' model must earn in the chapters that are about it."""

SERVICE_AGES = 100, 140, 165
"""Among which the calendar asks, cycles."""

FANS_ENOUGH = 4
"""Fan failures on record from which an alliance sees nearly all fans coming."""

CALLED_FROM, CALLED_AT = 300, (20, 40, 65)
"""Cycle at which chapter 3 asks, and the forecasts among which it does."""

ORDERED_AT = 75, 90, 105
"""Cycles left at which chapter 6 lets order."""

JOINED_AT, VOTED_AT = 260, 480
"""Cycles at which chapters 5 and 7 ask."""


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
    """Return whether the age that is best on average is so here, and the oldest too old once."""
    worth = age_worth(scenario, seed).at(np.array(SERVICE_AGES))
    best = int(worth.argmax())
    played = [_match(scenario, seed, [Decision(0, "preventive", age)]) for age in SERVICE_AGES]
    earned, tenth = [_profit(one) for one in played], _ceiling(scenario, seed) // 10
    waiting = _profit(_match(scenario, seed, []))
    rewarded = max(earned) == earned[best] and earned[best] > waiting + tenth
    return rewarded and _failures(played[-1]) >= 1


def own_model(scenario: Scenario, seed: int) -> bool:
    """Return whether what services have left tells at which forecast the model should call.

    It has seen a fan fail, for its blindness is the next chapter's, and serves all in time up to
    the question. Then what ``called_at`` says earns most, and 2% of the best possible more than the
    worst.
    """
    trusted = Decision(0, "local")
    match = _match(scenario, seed, [trusted])
    lives = _lives(match).where(_lives(match).ends < CALLED_FROM)
    if _knows_no_fan(scenario, seed) or (lives.outcome == Outcome.FAILURE).any():
        return False
    serviced = lives.where(lives.outcome == Outcome.SERVICE)
    left = SimulatedFleet(scenario, seed).lifetimes(serviced.engine_id) - serviced.ran
    earned = {
        setting: _profit(_match(scenario, seed, [trusted, Decision(CALLED_FROM, "local", setting)]))
        for setting in CALLED_AT
    }
    clear = max(earned.values()) >= min(earned.values()) + _ceiling(scenario, seed) // 50
    return clear and earned[called_at(left.tolist())] == max(earned.values())


def called_at(left: Sequence[int]) -> int:
    """Return the forecast at which a model should call, by what its services had left, cycles.

    Examples
    --------
    >>> called_at([4, 6, 27]), called_at([14, 24, 20]), called_at([25, 25, 45])
    (65, 40, 20)
    """
    late, usual, early = CALLED_AT
    usually = float(np.median(left)) if left else 0.0
    return early if usually < 12 else late if usually > 22 else usual


def never_seen(scenario: Scenario, seed: int) -> bool:
    """Return whether a fan fails under a calm forecast after two that did not, and others knew.

    No engine on record had a worn fan; the first slot runs two compressors and a fan, and nothing
    fails before that; one cycle before its end the own model gives the fan engine 100 cycles and
    more; and who joins then stands a tenth of the best possible above who stays alone.
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
    if ((lives.outcome == Outcome.FAILURE) & (lives.ends < letter)).any():
        return False
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
    """Return whether the cheapest of those that know fans is the best, and worth a tenth.

    No engine on record had a worn fan, so that all depends on what others have seen.
    """
    fleet, listed = SimulatedFleet(scenario, seed), offers_of(scenario, seed)[0].alliances
    seen = [seen_by_members(fleet, one) for one in listed]
    knows = [place for place, one in enumerate(seen) if one and one.fan >= FANS_ENOUGH]
    if not (knows and _knows_no_fan(scenario, seed)):
        return False
    best = min(knows, key=lambda place: listed[place].fee)

    def joined(place: int) -> list[Move]:
        return [Decision(0, "local"), Answer(JOINED_AT, 0, place)]

    earned = [_profit(_match(scenario, seed, joined(place))) for place in range(len(listed))]
    return max(earned) == earned[best] and worth_joining(scenario, seed, joined(best))


def ahead(scenario: Scenario, seed: int) -> bool:
    """Return whether the order that is nearest to 50 cycles before the service earns most of three.

    And a tenth of the best possible more than the worst, which fails more engines if it is late.
    """
    lead = lead_at(scenario, events_of(scenario, seed), (), 0)
    played = {
        setting: _match(scenario, seed, [Answer(0, 0, 0), Decision(0, "federated", setting)])
        for setting in ORDERED_AT
    }
    right = min(ORDERED_AT, key=lambda setting: abs(setting - lead - 50))
    earned = {setting: _profit(match) for setting, match in played.items()}
    clear = earned[right] > min(earned.values()) + _ceiling(scenario, seed) // 10
    late = _failures(played[ORDERED_AT[0]]) > _failures(played[right])
    return max(earned.values()) == earned[right] and clear and late


def bad_member(scenario: Scenario, seed: int) -> bool:
    """Return whether the average is ruined, and ``votes`` says which way out earns more."""
    joins: list[Move] = [Answer(0, 0, 0)]
    trusted, voted, left = (
        _profit(_match(scenario, seed, [*joins, *more]))
        for more in ([], [Answer(VOTED_AT, 1, 0)], [Decision(VOTED_AT, "local")])
    )
    [price] = offers_of(scenario, seed)[1].prices
    better = voted > left if votes(price, _knows_no_fan(scenario, seed)) else left > voted
    return better and min(voted, left) > trusted + _ceiling(scenario, seed) // 10


def votes(price: int, blind: bool) -> bool:
    """Return whether a vote on the merging rule is worth its price, dollars, to who may leave.

    Parameters
    ----------
    blind : one's own model has seen no fan fail
    """
    return price <= (40_000 if blind else 10_000)


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
