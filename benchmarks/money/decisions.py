"""Do the free match's decisions matter? Every offer both ways, and how much there is to decide.

``GAMES`` (10) matches from seed ``FIRST`` (5000) on, each thing done otherwise on ``REDRAWS`` (24)
draws of the engines: what is expected, not what happened. W decides everything else, before and
afterwards, by its rules and without calls; models know what was known in its match. An answer is
better where it earns more than every other by two standard errors over the redraws. What mattered
is what makes half a percent of the best possible: orders where W begins, joins or orders, offers,
and W's calls. Offers with a price count as well, trainings at which nobody is asked do not.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.evidence.players import Player, Seen, Written, play_by, training_for
from game.fleet.cmapss import MatchFleet, fleet_of
from game.fleet.forecasters import world_of
from game.review.calls import Way, way_of
from game.review.courses import Course, as_known, course_of, models_of, play_courses
from game.review.deviations import deviations, weigh
from game.review.redraws import RedrawnEngines, TrainedModel, forecast, redraw
from game.review.turning_points import TurningPoint
from game.rules.decisions import Answer, Move
from game.rules.match import Match, World
from game.rules.offers.offers import OFFERS, Offer
from game.rules.report import oracles
from game.rules.scenario import OPEN
from game.rules.strategies import IntArray, Tenths

GAMES, FIRST = int(os.environ.get("GAMES", "10")), int(os.environ.get("FIRST", "5000"))
REDRAWS = int(os.environ.get("REDRAWS", "24"))
MATTERS = 0.005
"""Share of the best possible by which the options of a decision that mattered differ."""

CYCLES_A_MINUTE = 720
"""At the speed at which the free match starts, twelve a second."""

SECONDS_A_LETTER = 8
"""For which the clock of a person who reads stands at each offer."""

REFUSED = "refused"

_BEYOND_PRICE = 1_000_000
"""Dollars for each training that nobody pays."""


@dataclass(frozen=True)
class Instead:
    """Plays as another player, but for one offer, which it answers when it is announced.

    Attributes
    ----------
    option : None refuses
    """

    player: Player
    number: int
    option: int | None

    def __call__(self, seen: Seen) -> Sequence[Move]:
        offer = seen.offers.get(self.number)
        others = {number: offer for number, offer in seen.offers.items() if number != self.number}
        told = replace(seen, offers=others)
        if offer is not None and offer.alliances and self.option is None:
            # Who refuses all alliances plays on as one for whom none of them was worth its fee.
            dear = tuple(replace(one, fee=_BEYOND_PRICE) for one in offer.alliances)
            others[self.number] = replace(offer, alliances=dear)
            told = replace(told, listed=dear)
        moves = [move for move in self.player(told) if not _is_answer(move, self.number)]
        if offer is None or self.option is None or offer.announced != seen.cycle:
            return moves
        return [*moves, Answer(seen.cycle, self.number, self.option), *training_for(seen, offer)]


def _is_answer(move: Move, number: int) -> bool:
    return isinstance(move, Answer) and move.offer == number


@dataclass(frozen=True)
class Both:
    """An offer of one match, each of its answers in expectation.

    Attributes
    ----------
    best : the answer that is better than every other; None where that is not clear
    chosen : W's own answer
    spread : dollars between the best and the worst
    """

    kind: str
    cycle: int
    answers: tuple[str, ...]
    best: str | None
    chosen: str
    spread: float
    priced: bool


@dataclass(frozen=True)
class Judged:
    """What there was to decide in one match."""

    offers: tuple[Both, ...]
    mattered: tuple[tuple[str, int], ...]  # what kind of decision, and its cycle
    priced: tuple[tuple[str, int], ...]


def rows() -> Iterator[tuple[str, str]]:
    """Print, for each kind of offer, how often each answer is better, and how much is decided."""
    found = [judged(seed) for seed in range(FIRST, FIRST + GAMES)]
    for kind in OFFERS:
        yield from _offer_rows(kind, [one for each in found for one in each.offers])
    running = OPEN.cycles / CYCLES_A_MINUTE
    for clock, seconds in (("while the clock runs", 0), ("with stops to read", SECONDS_A_LETTER)):
        minutes = [running + len(each.offers) * seconds / 60 for each in found]
        for what, decided in (
            ("mattered or had a price", [len({*each.mattered, *each.priced}) for each in found]),
            ("mattered", [len(each.mattered) for each in found]),
        ):
            a_minute = [count / time for count, time in zip(decided, minutes, strict=True)]
            yield f"decisions that {what}, a minute, {clock}", _mean(a_minute)
    kinds = Counter(kind for each in found for kind, _ in each.mattered)
    told = ", ".join(f"{kind} {count / len(found):.1f}" for kind, count in kinds.most_common())
    yield "of these, a match", told
    last = [max((cycle for _, cycle in each.mattered), default=0) for each in found]
    after = [1 - cycle / OPEN.cycles for cycle in last]
    yield "share of the match after the last that mattered", _mean(after)


def _offer_rows(kind: str, made: Sequence[Both]) -> Iterator[tuple[str, str]]:
    offers = [one for one in made if one.kind == kind]
    if not offers:
        return
    better = Counter(one.best for one in offers)
    put = Counter(answer for one in offers for answer in one.answers)
    shares = ", ".join(
        f"{answer} {better[answer]} of {count} ({better[answer] / count:.0%})"
        for answer, count in put.items()
    )
    yield f"{kind}: the better answer", shares
    clear = [one for one in offers if one.best is not None]
    right = sum(one.best == one.chosen for one in clear)
    yield f"{kind}: W's rule picks it", f"{right} of {len(clear)} clear cases"
    yield f"{kind}: dollars between its answers", _mean([one.spread for one in offers], 0)


def judged(seed: int) -> Judged:
    """Weigh what there is to decide in the match of a seed, as W plays it."""
    fleet = fleet_of(OPEN, seed)
    calm, quiet = play_by(OPEN, seed, Written(calls=False))
    match, moves = play_by(OPEN, seed, Written())
    way, world = way_of(fleet, moves, match), as_known(fleet, calm)
    asked = {
        number: _answers(fleet, world, seed, number, offer)
        for number, offer in enumerate(world.offers)
    }
    points = [one for one in deviations(fleet, calm, quiet) if one.kinds != ("offer",)]
    own = course_of(fleet, calm.factories[0], calm.end)
    courses = [own, *(course for each in asked.values() for course in each.values())]
    courses += [course for one in points for _, course in one.others]
    redraws = redraw(fleet, OPEN.cycles, range(REDRAWS))
    tables = forecast(redraws, models_of(courses) | way.models_of_calls())
    offers = tuple(
        _weighed(offer, answers, _chosen(calm, number, offer), redraws, tables)
        for (number, answers), offer in zip(asked.items(), world.offers, strict=True)
    )
    orders = [one for one in weigh(points, own, redraws, tables) if one.kinds != ("retraining",)]
    line = MATTERS * _ceiling(fleet)
    mattered = [(one.kind, one.cycle) for one in offers if one.spread >= line]
    mattered += [("order", one.cycle) for one in orders if _spread(one) >= line]
    mattered += _calls(way, redraws, tables, line)
    priced = [(one.kind, one.cycle) for one in offers if one.priced]
    return Judged(offers, tuple(mattered), tuple(priced))


def _answers(
    fleet: MatchFleet, world: World, seed: int, number: int, offer: Offer
) -> dict[str, Course]:
    """Return what each answer to an offer comes to, by its name."""
    courses = {}
    for option in [None, *range(len(offer.prices))]:
        player = Instead(Written(calls=False), number, option)
        played, _ = play_by(OPEN, seed, player, world)
        courses[_name(offer, option)] = course_of(fleet, played.factories[0], played.end)
    return courses


def _name(offer: Offer, option: int | None) -> str:
    if option is None:
        return REFUSED
    return offer.alliances[option].seen if offer.alliances else "taken"


def _chosen(match: Match, number: int, offer: Offer) -> str:
    taken = [one.option for one in match.factories[0].taken if one.number == number]
    return _name(offer, taken[-1] if taken else None)


def _weighed(
    offer: Offer,
    answers: dict[str, Course],
    chosen: str,
    redraws: RedrawnEngines,
    tables: dict[TrainedModel, Tenths],
) -> Both:
    profit = dict(zip(answers, play_courses([*answers.values()], redraws, tables), strict=True))
    best = max(profit, key=lambda name: profit[name].mean())
    clear = all(_clearly(profit[best] - profit[name]) for name in profit if name != best)
    means = [values.mean() for values in profit.values()]
    fees = [one.fee for one in offer.alliances]
    return Both(
        offer.kind,
        offer.announced,
        tuple(answers),
        best if clear else None,
        chosen,
        float(max(means) - min(means)),
        any([*offer.prices, *fees]),
    )


def _clearly(gained: IntArray) -> bool:
    """Return whether a paired gain is more than the chance of the redraws explains."""
    return bool(gained.mean() > 2 * gained.std(ddof=1) / len(gained) ** 0.5)


def _spread(point: TurningPoint) -> float:
    values = [option.value for option in point.options]
    return max(values) - min(values)


def _calls(
    way: Way, redraws: RedrawnEngines, tables: dict[TrainedModel, Tenths], line: float
) -> list[tuple[str, int]]:
    """Return the calls that mattered: several of one cycle are one decision."""
    worth: defaultdict[int, float] = defaultdict(float)
    for call in way.values(redraws, tables):
        worth[call.cycle] += call.value or 0
    return [("call", cycle) for cycle, dollars in worth.items() if abs(dollars) >= line]


def _ceiling(fleet: MatchFleet) -> int:
    world = world_of(fleet)
    return oracles(OPEN, fleet, OPEN.cycles, world.events, world.offers)[0].profit


def _mean(values: Sequence[float], digits: int = 2) -> str:
    mean, half = float(np.mean(values)), 0.0
    if len(values) > 1:
        half = 1.96 * float(np.std(values, ddof=1)) / len(values) ** 0.5
    low, high = mean - half, mean + half
    return f"{mean:,.{digits}f} [{low:,.{digits}f}, {high:,.{digits}f}]"
