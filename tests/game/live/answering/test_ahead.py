"""What is computed ahead is what will be asked, and changes no answer."""

import json
from typing import Any

import numpy as np
import pytest

from game.fleet.forecasters import forget
from game.live.answering.ahead import begun, prepare, soon
from game.live.feed import STANDINGS, Feed, Request, Standings, feed
from game.rules.decisions import Answer, Decision, Move
from game.rules.offers.offers import offers_of
from game.rules.scenario import OPEN

OFFERS = offers_of(OPEN, 7)
INVITES = next(number for number, offer in enumerate(OFFERS) if offer.alliances)
BENDS = next(number for number, offer in enumerate(OFFERS) if offer.kind == "family")
JOINED: tuple[Move, ...] = (Decision(5, "preventive"), Answer(66, INVITES, 0))


def asked(moves: tuple[Move, ...] = JOINED) -> Request:
    return Request(OPEN, 7, moves, until=OPEN.cycles)


def told(
    parts: list[Any], given: tuple[Move, ...] = JOINED
) -> list[tuple[tuple[Move, ...], int, int]]:
    """Return the matches among some parts: what is decided beyond what is given, from and until."""
    requests = [part.args[0] for part in parts if isinstance(part.args[0], Request)]
    return [(one.decisions[len(given) :], one.since, one.until) for one in requests]


def same(one: Feed, other: Feed) -> bool:
    alike = one.sections.keys() == other.sections.keys() and one.header == other.header
    return alike and all(np.array_equal(one.sections[k], other.sections[k]) for k in one.sections)


def test_before_anybody_comes_a_match_and_its_alliances_are_computed() -> None:
    parts = begun(asked(()))
    assert parts[0].args[0] == asked(())  # type: ignore[attr-defined]
    assert [part.args[1] for part in parts[1:]] == list(OFFERS[INVITES].alliances)  # type: ignore[attr-defined]


def test_letters_that_stand_before_the_next_training_and_the_way_on_are_foreseen() -> None:
    ways = told(soon(asked(), now=66, known=400))
    assert ways[-1] == ((), 400, 800)
    answers = [answer for (answer,), _, _ in ways[:-1]]
    standing = {
        number
        for number, offer in enumerate(OFFERS)
        if offer.row.trains and offer.deadline > 67 and offer.announced < 400
    }
    assert {one.offer for one in answers} == standing - {INVITES} > {BENDS}
    for one in answers:
        offer = OFFERS[one.offer]
        assert max(66, offer.announced) < one.cycle <= offer.deadline
    assert [until for *_, until in ways[:-1]] == [400] * len(answers)


def test_without_others_nothing_together_is_foreseen_and_nothing_after_the_end() -> None:
    alone: tuple[Move, ...] = (Decision(5, "preventive"),)
    ways = told(soon(asked(alone), now=5, known=OPEN.cycles), alone)
    offers = {move.offer for moves, _, _ in ways for move in moves if isinstance(move, Answer)}
    assert INVITES in offers and BENDS not in offers
    assert not told(soon(asked(), now=1_430, known=OPEN.cycles))


@pytest.mark.no_cover
def test_what_was_computed_ahead_is_told_as_it_would_have_been(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moves = (*JOINED, Answer(97, BENDS, 0))
    request = Request(OPEN, 7, moves, since=97, until=400)
    link = "1-open-7-5p-66a1.0"
    parts = int(prepare(json.dumps(["en", link, 66, 400, 0]).encode()))
    for part in range(1, parts):
        prepare(json.dumps(["en", link, 66, 400, part]).encode())
    with monkeypatch.context() as watched:
        for trains in ("_join_one_round", "_join", "_train_local"):
            watched.setattr(f"game.fleet.forecasters.{trains}", None)  # nothing is trained any more
        recalled = feed(request, STANDINGS)
    forget()
    assert same(recalled, feed(request, Standings()))


def test_the_next_training_is_the_schedule_s() -> None:
    assert [OPEN.next_training(cycle) for cycle in (0, 399, 400, 1_439)] == [400, 400, 800, 1_600]
