"""Answers to boards as bytes: made in this process, or in others that do nothing else."""

import json
from dataclasses import dataclass
from typing import Any

from game.live.asides import aside
from game.live.feed import Feed
from game.live.payload import encode
from game.live.requests import answer, parse_request
from game.rules.decisions import row_of
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
