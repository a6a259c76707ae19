"""What whoever plays a match will ask next, computed in parts while nobody asks.

Nothing of it is told before it is asked for: it is recalled then.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from game.fleet.cmapss import MatchFleet
from game.fleet.federation import running_federation, running_one_round
from game.live.answering.desk import heard
from game.live.feed import STANDINGS, Request, feed, ground_of
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Answer, Move
from game.rules.links import decode
from game.rules.lives import Outcome
from game.rules.match import FactoryHistory, World
from game.rules.offers.terms import alliance_of, terms_at

Part = Callable[[], object]


def prepare(question: bytes) -> bytes:
    """Compute a part of what whoever plays a match will ask.

    Parameters
    ----------
    question : a language; the link of a match; the cycle at which who plays it stands and up to
        which it is known, or two nulls before anything is decided; and which part, as JSON

    Returns
    -------
    how many parts there are

    Examples
    --------
    >>> prepare(b'["en", "1-classic-7", null, null, 0]')
    b'1'
    """
    link, now, known, number = heard(question)
    asked = decode(link)
    scenario = scenario_named(asked.scenario)
    request = Request(scenario, asked.seed, asked.decisions, until=scenario.cycles)
    parts = begun(request) if now is None else soon(request, now, known)
    if number < len(parts):
        parts[number]()
    return b"%d" % len(parts)


def begun(request: Request) -> list[Part]:
    """Return the match as it is decided, and what each alliance has learned before any joins it."""
    fleet, world = ground_of(request.scenario, request.seed)
    alliances = (one for offer in world.offers for one in offer.alliances)
    return [partial(feed, request), *(partial(running_federation, fleet, one) for one in alliances)]


def soon(request: Request, now: int, known: int) -> list[Part]:
    """Return what will be asked soon of a match that is known up to a cycle.

    Each answer to a letter that stands or comes before the next training, where a model is trained
    for it, on each of what may be known when it is given; and how the match goes on. What others
    have learned by themselves stands before it.
    """
    scenario, moves = request.scenario, request.decisions
    fleet, world = ground_of(scenario, request.seed)
    mine = STANDINGS.play(fleet, moves, known).factories[0].history
    answers = list(_answers(moves, mine, world, now, min(known, scenario.next_training(now))))
    ways = [replace(request, decisions=(*moves, answer), since=answer.cycle) for answer in answers]
    if known < scenario.cycles:
        ways.append(replace(request, since=known))
    parts: list[Part] = []
    for way in ways:
        parts += _others(fleet, world, mine, way)
        parts.append(partial(feed, replace(way, until=scenario.next_training(way.since))))
    return parts


def _others(fleet: MatchFleet, world: World, mine: FactoryHistory, way: Request) -> Iterator[Part]:
    """Give what the others of an alliance must have learned before a factory trains with them."""
    new = [move for move in way.decisions if isinstance(move, Answer) and move.cycle == way.since]
    offers = [world.offers[move.offer] for move in new]
    terms = terms_at(fleet.scenario, world.events, mine.taken, way.since)
    for move, offer in zip(new, offers, strict=True):
        if offer.alliances:
            yield partial(running_federation, fleet, offer.alliances[move.option])
    bends = terms.family == "fourier" or any(offer.kind == "family" for offer in offers)
    if bends and terms.alliance is not None:
        yield partial(running_one_round, fleet, terms)


def _answers(
    moves: Sequence[Move], mine: FactoryHistory, world: World, now: int, until: int
) -> Iterator[Answer]:
    """Give the answers to come, each once for all that may be known when it is given."""
    given = [move.offer for move in moves if isinstance(move, Answer)]
    joined = alliance_of(mine.taken) is not None
    failures = np.unique(mine.lives.ends[mine.lives.outcome == Outcome.FAILURE]).tolist()
    for number, offer in enumerate(world.offers):
        first, last = max(now, offer.announced) + 1, min(until, offer.deadline)
        speaks = offer.row.trains and (joined or offer.alliances or not offer.row.together)
        if speaks and number not in given:
            for cycle in [first, *(end for end in failures if first < end)]:
                for option in range(len(offer.prices)) if cycle <= last else ():
                    yield Answer(cycle, number, option)
