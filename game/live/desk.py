"""Answers to boards as bytes: made in this process, or in others that do nothing else."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from game.fleet.federation import running_federation, running_one_round
from game.live.asides import aside
from game.live.feed import Feed, Request, feed, ground_of
from game.live.payload import encode
from game.live.requests import answer, parse_request
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Answer, row_of
from game.rules.links import decode
from game.rules.offers.terms import Terms
from game.text.language import speak


@dataclass(frozen=True)
class Answered:
    """What a board is told.

    Attributes
    ----------
    payload : the message, as ``encode`` packs it
    link : of the match; None if it was refused
    asked : what was answered, as a request; None if it was refused
    """

    payload: bytes
    link: str | None = None
    asked: dict[str, Any] | None = None


def packed(answered: Answered) -> bytes:
    """Return an answer in one piece.

    Examples
    --------
    >>> unpacked(packed(Answered(b"message", "1-open-7"))).link
    '1-open-7'
    """
    head = json.dumps([answered.link, answered.asked]).encode()
    return len(head).to_bytes(4, "little") + head + answered.payload


def unpacked(message: bytes) -> Answered:
    """Take it apart again."""
    begin = 4 + int.from_bytes(message[:4], "little")
    return Answered(message[begin:], *json.loads(message[4:begin]))


def answered(feed: Feed) -> Answered:
    """Return an answer as a board is told it."""
    payload = encode(feed.header, feed.sections)
    request = feed.request
    if request is None:
        return Answered(payload)
    asked = {
        "n": request.number,
        "scenario": request.scenario.name,
        "seed": request.seed,
        "decisions": [row_of(decision) for decision in request.decisions],
        "until": feed.header["until"],
        "keep": request.keep_playing,
    }
    return Answered(payload, feed.header["link"], asked)


def heard(question: bytes) -> list[Any]:
    """Return what is asked after a language, as JSON, and speak that language.

    Examples
    --------
    >>> heard(b'["en", "1-open-7"]')
    ['1-open-7']
    """
    asked: list[Any]
    tag, *asked = json.loads(question)
    speak(tag)
    return asked


def reply(question: bytes) -> bytes:
    """Answer a board: a language and what it asks, as JSON.

    Examples
    --------
    >>> unpacked(reply(b'["en", {"n": 1, "link": "1-classic-7"}]')).asked["seed"]
    7
    """
    (values,) = heard(question)
    return packed(answered(answer(values)))


def reply_aside(question: bytes) -> bytes:
    """Return what is to be added to an answer: a language, what was asked, whether it has ended."""
    asked, ended = heard(question)
    request = parse_request(asked)
    match = f"{request.scenario.name}-{request.seed}"
    more = aside(Feed({"match": match, "until": asked["until"]}, {}, request), ended)
    assert more is not None
    return encode(more.header, more.sections)


def prepare(question: bytes) -> bytes:
    """Compute a part of what whoever plays a match will ask: a language, its link, which part.

    The first is the match as it is decided, the others what each alliance has learned before
    anybody joins it; last what the one that was joined sums up, should it turn to a model that
    bends.

    Returns
    -------
    how many parts there are

    Examples
    --------
    >>> prepare(b'["en", "1-classic-7", 0]')
    b'1'
    """
    link, part = heard(question)
    asked = decode(link)
    scenario = scenario_named(asked.scenario)
    fleet, world = ground_of(scenario, asked.seed)
    offered = [offer.alliances for offer in world.offers]
    taken = [move for move in asked.decisions if isinstance(move, Answer) and offered[move.offer]]
    joined = [offered[move.offer][move.option] for move in taken[-1:]]
    bends = any(offer.kind == "family" for offer in world.offers)
    parts = [
        partial(feed, Request(scenario, asked.seed, asked.decisions)),
        *(partial(running_federation, fleet, one) for some in offered for one in some),
        *(partial(running_one_round, fleet, Terms(one)) for one in joined if bends),
    ]
    parts[part]()
    return b"%d" % len(parts)
