"""Turning points where offers are answered or events befall: one thing done otherwise at a time.

Everything else stays as the player had it, and what is known stays as it was: so losses of
different moments overlap, and do not add up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from game.fleet.cmapss import MatchFleet
from game.review.best_policy import thinned
from game.review.courses import Course, as_known, course_of, play_courses
from game.review.redraws import Forecasts, RedrawnEngines
from game.review.turning_points import MOST_MOMENTS, Choice, Reply, TurningPoint, in_force
from game.rules.decisions import Answer, Decision, Move, effective_cycle
from game.rules.match import FactoryHistory, Match, World, play_factory
from game.rules.offers.counterfactual import without_calls
from game.rules.strategies import STRATEGIES

Done = TypeVar("Done")


@dataclass(frozen=True, eq=False)
class Deviation(Generic[Done]):
    """A moment, and what else could have been done there.

    Attributes
    ----------
    decisions : the player's own
    others : what could have been done instead, with all moves of a match in which it is done, or
        with its course
    """

    cycle: int
    kinds: tuple[str, ...]
    decisions: tuple[Decision | Answer, ...]
    played: Choice | Reply
    others: tuple[tuple[Choice | Reply, Done], ...]


_Moment = Deviation[Sequence[Move]]


def deviations(fleet: MatchFleet, match: Match, moves: Sequence[Move]) -> list[Deviation[Course]]:
    """Return the moments of a match at which its first factory could have done something else.

    Parameters
    ----------
    moves : that factory's
    """
    world, kept = as_known(fleet, match), without_calls(moves)
    end, history = match.end, match.factories[0]
    found = []
    for moment in [*_orders(match, kept), *_answers(world, history, kept, end)]:
        others = []
        for option, done in moment.others:
            ordered = sorted(done, key=lambda move: move.cycle)
            what_if = play_factory(fleet.scenario, ordered, world, end)
            choice = option
            if isinstance(option, Choice) and not option.kept:
                choice = replace(option, setting=in_force(what_if, moment.cycle).setting)
            others.append((choice, course_of(fleet, what_if, end)))
        own = moment.decisions
        found.append(Deviation(moment.cycle, moment.kinds, own, moment.played, tuple(others)))
    return found


def _orders(match: Match, moves: Sequence[Move]) -> Iterator[_Moment]:
    """Yield the moments of orders, with every strategy at its recommended setting."""
    history, every = match.factories[0], match.scenario.retrain_every
    orders = [move for move in moves if isinstance(move, Decision)]
    effective = {order: effective_cycle(order, history.unlocked) for order in orders}
    opens = [cycle for cycle in history.servicing_from.values() if cycle < match.end]
    if not opens:
        return
    first = min(opens)
    cycles = {first, *opens, *effective.values(), *range(every, match.end, every)}
    moments = thinned((one for one in cycles if first <= one < match.end), most=MOST_MOMENTS)
    for cycle, following in zip(moments, (*moments[1:], match.end), strict=True):
        own = tuple(one for one in orders if cycle <= effective[one] < following)
        last = max([cycle, *(effective[one] for one in own)])
        played = in_force(history, last)
        kinds = {"start": cycle == 0, "unlock": cycle in opens and cycle > 0}
        kinds |= {"decision": bool(own), "retraining": cycle > 0 and cycle % every == 0}
        others = [one for one in moves if one not in own]
        options: list[tuple[Choice | Reply, Sequence[Move]]] = []
        if own and cycle:  # who orders could have ordered nothing
            options.append((replace(in_force(history, cycle - 1), kept=True), others))
        options += [
            (
                Choice(name, None, True),
                [*others, Decision(cycle, name, None, STRATEGIES[name].setting is not None)],
            )
            for name, opened in history.unlocked.items()
            if opened is not None
            and opened <= cycle
            and not (name == played.strategy and played.recommended)
        ]
        held = tuple(kind for kind, holds in kinds.items() if holds)
        joined = {one.number for one in history.taken if one.cycle == cycle and one.offer.alliances}
        answers = (one for one in moves if isinstance(one, Answer) and one.offer in joined)
        yield _Moment(cycle, held, (*answers, *own), played, tuple(options))


def _answers(
    world: World, history: FactoryHistory, moves: Sequence[Move], end: int
) -> Iterator[_Moment]:
    """Yield the moments of answers, with every option of each offer and its refusal.

    What was refused could have been taken when it was announced.
    """
    opens = min(history.servicing_from.values(), default=end)
    for number, offer in enumerate(world.offers):
        taken = next((one for one in history.taken if one.number == number), None)
        cycle = max(offer.announced, opens) if taken is None else taken.cycle
        if not offer.open_at(cycle) or cycle >= end:
            continue
        played = None if taken is None else taken.option
        own = tuple(one for one in moves if isinstance(one, Answer) and one.offer == number)
        others = [one for one in moves if one not in own]

        def reply(option: int | None, number: int = number) -> Reply:
            asked = world.offers[number]
            named = asked.alliances[option].name if option is not None and asked.alliances else None
            return Reply(asked.kind, option is not None, named)

        options = [
            (reply(option), others if option is None else [*others, Answer(cycle, number, option)])
            for option in [None, *range(len(offer.prices))]
            if option != played
        ]
        yield _Moment(cycle, ("offer",), own, reply(played), tuple(options))


def weigh(
    found: Sequence[Deviation[Course]], own: Course, redraws: RedrawnEngines, forecasts: Forecasts
) -> tuple[TurningPoint, ...]:
    """Weigh each moment's options; largest regret first.

    Parameters
    ----------
    own : the player's course
    forecasts : of the models of all courses
    """
    courses = [own, *(course for one in found for _, course in one.others)]
    profit = play_courses(courses, redraws, forecasts)
    points, row = [], 1
    for one in found:
        values = [profit[0], *profit[row : row + len(one.others)]]
        row += len(one.others)
        choices = [one.played, *(choice for choice, _ in one.others)]
        weighed = list(zip(choices, values, strict=True))
        points.append(TurningPoint.of(one.cycle, one.kinds, one.decisions, weighed))
    return tuple(sorted(points, key=lambda point: (-point.regret, point.cycle)))
