"""Chapters played without a browser: which card is told when, and what an answer does to the match.

What happens is asked of the live feed, as the board does; a browser test holds the cards to those
that the board tells.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from math import inf
from typing import NamedTuple

import numpy as np

from data.faults import Fault
from game.campaign.scenes import Beat, Chapter, Choice
from game.fleet.blind_spot import seen_by_members
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.live.feed import Request, feed
from game.review.calls import way_of
from game.review.courses import models_of, play_courses
from game.review.redraws import forecast, redraw
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.lives import Outcome
from game.rules.match import replay
from game.rules.offers.events import events_of
from game.rules.offers.offers import Alliance, Offer, offers_of
from game.rules.offers.terms import lead_at
from game.rules.report import oracles
from game.rules.scenario import Scenario

REDRAWS = 32


class Life(NamedTuple):
    """An engine of the player, as the board is told of it."""

    slot: int
    index: int
    start: int
    ran: int
    kind: int
    back: int
    lifetime: int
    due: int
    fault: int
    ordered: int

    @property
    def stop(self) -> int:
        return self.start + self.ran


@dataclass(frozen=True, eq=False)
class Told:
    """What the board knows of a match by its moves so far."""

    lives: tuple[Life, ...]
    announced: tuple[tuple[int, int, int], ...]  # cycle, slot, index
    calm: frozenset[tuple[int, int]]
    joined: tuple[int, ...]  # cycles
    shared: float  # cycle from which on a model of many is in force; infinite without
    forecasts: Mapping[tuple[int, int], np.ndarray]
    balance: int  # dollars at the end

    @cached_property
    def ended(self) -> tuple[Life, ...]:
        """Engines in the order of their ends."""
        over = (one for one in self.lives if one.kind != Outcome.RUNNING)
        return tuple(sorted(over, key=lambda one: (one.stop, one.slot)))

    def of(self, slot: int, index: int) -> Life | None:
        """Return an engine by its place."""
        found = (one for one in self.lives if (one.slot, one.index) == (slot, index))
        return next(found, None)


@lru_cache(maxsize=256)
def told_of(scenario: Scenario, seed: int, moves: tuple[Move, ...]) -> Told:
    """Ask what the board is told of a whole match."""
    answered = feed(Request(scenario, seed, moves, until=scenario.cycles))
    header, sections = answered.header, answered.sections
    lines = {}
    for slot, index, offset in sections.get("forecast_index", np.empty((0, 3), int)).tolist():
        lines[slot, index] = sections["forecasts"][offset:]
    return Told(
        tuple(Life(*row) for row in sections["lives0"].tolist()),
        tuple(map(tuple, sections["announced"].tolist())) if "announced" in sections else (),
        frozenset((row[0], row[1]) for row in sections["calm"].tolist()),
        tuple(cycle for cycle, _ in header["factories"][0]["alliances"]),
        min((cycle for cycle, _, made in header["trainings"] if made["rounds"]), default=inf),
        lines,
        header["report"]["factories"][0]["profit"],
    )


@dataclass(frozen=True, eq=False)
class Card:
    """A card at its moment.

    Attributes
    ----------
    chosen : place of the answer; None where nothing is asked
    """

    cycle: int
    place: int
    beat: Beat
    life: Life
    forecast: int | None  # cycles left, as the model says of that engine then
    ended: tuple[Life, ...]  # engines of the player that have ended by then
    match: "Ground"
    bends: bool  # its model has been bought
    chosen: int | None = None


@dataclass(frozen=True)
class Ground:
    """What a match offers, and what alliances and the factory itself have seen fail."""

    offers: tuple[Offer, ...]
    fans: Mapping[str, int]  # on record, by the names of alliances
    own_fans: int
    lead: int  # cycles from an order to its service

    @property
    def listed(self) -> tuple[Alliance, ...]:
        """Alliances of the offer that has some."""
        return next((one.alliances for one in self.offers if one.alliances), ())


@lru_cache(maxsize=256)
def ground_of(scenario: Scenario, seed: int) -> Ground:
    """Return what anybody may read in a match before it begins."""
    fleet, offers = fleet_of(scenario, seed), offers_of(scenario, seed)
    fans = {
        one.name: (seen_by_members(fleet, one) or (0, 0))[Fault.FAN]
        for offer in offers
        for one in offer.alliances
    }
    own = fleet.faults(np.array(fleet.archive(0), np.int64))
    lead = lead_at(scenario, events_of(scenario, seed), (), 0)
    return Ground(offers, fans, int((own == Fault.FAN).sum()), lead)


@dataclass(frozen=True)
class Policy:
    """Who plays: an answer to each card that asks, and an age at which the button is pressed.

    Attributes
    ----------
    answer : place of the choice
    age : of the running engine, by the lives that have ended; None to let it run
    """

    answer: Callable[[Card], int]
    age: Callable[[Sequence[Life]], int | None] = field(default=lambda ended: None)


@dataclass(frozen=True, eq=False)
class Play:
    """A chapter played to its end."""

    chapter: Chapter
    seed: int
    moves: tuple[Move, ...]
    cards: tuple[Card, ...]
    pressed: tuple[int, ...]  # cycles at which the button was pressed
    told: Told


def play(chapter: Chapter, seed: int, policy: Policy) -> Play:
    """Play a chapter."""
    scenario = chapter.scenario
    ground = ground_of(scenario, seed)
    moves: tuple[Move, ...] = ()
    cards: list[Card] = []
    pressed: list[int] = []
    now, about, chosen, act = 0, None, None, False
    while True:
        told = told_of(scenario, seed, moves)
        due = _next(chapter, [card.place for card in cards], chosen, told, now, about)
        press = _press(policy, told, now, scenario.cycles) if act else None
        if press is not None and (due is None or press < due[0]):
            moves, now = _with(moves, Call(press, 0, "service")), press
            pressed.append(press)
            continue
        if due is None:
            return Play(chapter, seed, moves, tuple(cards), tuple(pressed), told)
        now, place, life = due
        beat = chapter.beats[place]
        ended = tuple(one for one in told.ended if one.stop < now)
        bends = any(isinstance(one, Answer) and one.offer == 1 for one in moves)
        card = Card(now, place, beat, life, _said(told, life, now), ended, ground, bends)
        act, does = act or beat.act is not None, beat.does
        if beat.ask:
            chosen, about = policy.answer(card), (life.slot, life.index)
            card, does = replace(card, chosen=chosen), beat.ask[chosen].does
        cards.append(card)
        if does:
            moves = _with(moves, move(does, now, life.slot))


def move(does: Sequence[str | int], cycle: int, slot: int) -> Move:
    """Return the move of a choice at a cycle."""
    kind, *rest = does
    if kind == "order":
        return Decision(cycle, str(rest[0]), int(rest[1]) if len(rest) > 1 else None)
    if kind == "answer":
        return Answer(cycle, int(rest[0]), int(rest[1]))
    return Call(cycle, slot, str(kind))


def _with(moves: tuple[Move, ...], new: Move) -> tuple[Move, ...]:
    return *(one for one in moves if one.cycle <= new.cycle), new


def _press(policy: Policy, told: Told, now: int, end: int) -> int | None:
    """Return the cycle at which the button is pressed next, if it is before the engine's end."""
    running = next(
        (one for one in told.lives if one.start <= now < one.stop or one.start > now), None
    )
    if running is None:
        return None
    age = policy.age([one for one in told.ended if one.stop <= running.start])
    if age is None:
        return None
    cycle = max(running.start + age, now + 1)
    return cycle if running.start < cycle < min(running.stop, end) else None


def _said(told: Told, life: Life, now: int) -> int | None:
    line = told.forecasts.get((life.slot, life.index))
    if line is None or not life.ran:
        return None
    tenths = int(line[max(0, min(now - life.start, life.ran) - 1)])
    return None if tenths < 0 else round(tenths / 10)


_Due = tuple[int, int, Life]


def _next(
    chapter: Chapter,
    done: Sequence[int],
    chosen: int | None,
    told: Told,
    now: int,
    about: tuple[int, int] | None,
) -> _Due | None:
    """Return the card that is told next: the cycle, its place and the engine."""
    found: list[_Due] = []
    for place, beat in enumerate(chapter.beats):
        follows = beat.at[0] == "after" or beat.only is not None
        if place in done or (beat.only is not None and beat.only != chosen):
            continue
        if follows and place - 1 not in done:
            continue
        moment = _moment(beat, told, now, about)
        if moment is not None and moment[0] <= chapter.scenario.cycles:
            found.append((moment[0], place, moment[1]))
    return min(found, key=lambda one: one[:2], default=None)


def _moment(
    beat: Beat, told: Told, now: int, about: tuple[int, int] | None
) -> tuple[int, Life] | None:
    """Return the first cycle from now on at which a beat has its moment, and its engine."""
    trigger, *given = beat.at
    numbers = [int(one) for one in given]
    first = [one for one in told.lives if one.slot == 0]
    if trigger == "start":
        return now, first[0]
    if trigger in ("cycle", "joined"):
        at = numbers[0] if trigger == "cycle" else min(told.joined, default=None)
        return None if at is None else (max(now, at), first[-1])
    if trigger == "left":
        one = told.of(*numbers[:2])
        at = 0 if one is None else one.start + one.lifetime - numbers[2]
        return None if one is None or one.stop < max(now, at) else (max(now, at), one)
    if trigger == "told":
        if len(told.announced) < numbers[0]:
            return None
        cycle, slot, index = told.announced[numbers[0] - 1]
        one = told.of(slot, index)
        return None if one is None else (max(now, cycle), one)
    wanted = {
        "ended": lambda one: True,
        "failed": lambda one: one.kind == Outcome.FAILURE,
        "serviced": lambda one: one.kind == Outcome.SERVICE,
        "after": lambda one: (one.slot, one.index) == about,
        "calm": lambda one: (one.slot, one.index) in told.calm,
        "seen": lambda one: (
            one.kind == Outcome.SERVICE and one.fault == Fault.FAN and one.stop > told.shared
        ),
    }[str(trigger)]
    nth = numbers[0] if numbers else 1
    ended = [one for one in told.ended if wanted(one)]
    return None if len(ended) < nth else (max(now, ended[nth - 1].stop + 1), ended[nth - 1])


@lru_cache(maxsize=512)
def ceiling(scenario: Scenario, seed: int) -> int:
    """Return the most that could be earned on these engines, dollars."""
    fleet = fleet_of(scenario, seed)
    world = world_of(fleet)
    return int(oracles(scenario, fleet, scenario.cycles, world.events, world.offers)[0].profit)


@lru_cache(maxsize=512)
def expected(scenario: Scenario, seed: int, moves: tuple[Move, ...]) -> float:
    """Return what moves earn on redrawn engines, calls apart, dollars."""
    fleet = fleet_of(scenario, seed)
    match = replay(scenario, list(moves), world_of(fleet))
    way = way_of(fleet, moves, match)
    redraws = redraw(fleet, scenario.cycles, range(REDRAWS))
    tables = forecast(redraws, models_of([way.course]) | way.models_of_calls())
    calls = sum(one.value or 0.0 for one in way.values(redraws, tables))
    return float(play_courses([way.course], redraws, tables).mean()) + calls


def options(beat: Beat) -> tuple[Choice, ...]:
    """Return the choices of a beat if one of them is a move; none for a bet."""
    return beat.ask if any(one.does for one in beat.ask) else ()
