"""A ballot: what an audience is asked, what it has voted, and what it has decided by that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from game.rooms.ballots.counting import Count, counted

GUESS = "guess"
"""Kind of the question that decides nothing: what the next cycles will bring."""


@dataclass(frozen=True)
class Question:
    """What can be asked.

    Attributes
    ----------
    kind : "strategy", "setting", "offer", "call" or "guess"
    about : number of the offer, or place of the engine
    options : plain JSON values. Of a strategy or setting (strategy, setting or None); of an offer
        what is taken of it, or None; of a call what is called, or None; of a guess from how many
        dollars to how many, None where there is no end
    """

    kind: str
    about: int | None
    options: Sequence[Any]


@dataclass(frozen=True)
class Ballot:
    """A question that has been asked."""

    number: int  # of the row that has asked it
    turn: int
    question: Question
    seconds: int | None  # until it closes by itself; None: the host closes it
    votes: Mapping[str, int] = field(default_factory=dict)  # the last one of each voter
    closed: bool = False
    void: bool = False

    @property
    def count(self) -> Count:
        """What its votes come to."""
        return counted(self.votes.items(), len(self.question.options))

    @property
    def winner(self) -> int | None:
        """The option that counts; None: the standing order stands."""
        return self.count.winner if self.closed and not self.void else None


Ballots = tuple[Ballot, ...]
Decided = tuple[str, int | None, Any]
"""Kind, about and what of something that has won."""


def open_one(ballots: Ballots) -> Ballot | None:
    """Return the ballot in which one may vote."""
    last = ballots[-1] if ballots else None
    return last if last is not None and not (last.closed or last.void) else None


def latest(ballots: Ballots, turn: int | None) -> Ballot | None:
    """Return the last ballot of a turn that is not void."""
    own = [one for one in ballots if one.turn == turn and not one.void]
    return own[-1] if own else None


def asked(ballots: Ballots, body: Mapping[str, Any], number: int) -> Ballots:
    """Return the ballots after one more question; one that is repeated is void."""
    question = Question(body["kind"], body["about"], body["options"])
    again = body.get("repeats")
    before = tuple(replace(one, void=True) if one.number == again else one for one in ballots)
    return (*before, Ballot(number, body["turn"], question, body["seconds"]))


def voted(ballots: Ballots, body: Mapping[str, Any]) -> Ballots:
    """Return the ballots after a vote; one that comes after the close counts for nothing.

    Examples
    --------
    >>> ask = {"turn": 0, "kind": "call", "about": 2, "options": [None, "hold"], "seconds": None}
    >>> first = asked((), ask, 7)
    >>> late = closed(voted(first, {"voter": "ada", "ballot": 7, "what": 1}), {"ballot": 7})
    >>> voted(late, {"voter": "bob", "ballot": 7, "what": 0})[0].winner
    1
    """
    last = open_one(ballots)
    if last is None or last.number != body["ballot"]:
        return ballots
    votes = {**last.votes, body["voter"]: body["what"]}
    return (*ballots[:-1], replace(last, votes=votes))


def closed(ballots: Ballots, body: Mapping[str, Any]) -> Ballots:
    """Return the ballots after one has closed."""
    return _changed(ballots, body["ballot"], lambda one: replace(one, closed=True))


def voided(ballots: Ballots, body: Mapping[str, Any]) -> Ballots:
    """Return the ballots after one has been made void, or counts again; it is closed then."""
    void: bool = body["on"]
    return _changed(ballots, body["ballot"], lambda one: replace(one, closed=True, void=void))


def _changed(ballots: Ballots, number: int, change: Callable[[Ballot], Ballot]) -> Ballots:
    return tuple(change(one) if one.number == number else one for one in ballots)


def won(ballots: Ballots, turn: int | None) -> list[Decided]:
    """Return what an audience has decided in a turn: (kind, about, what), in order."""
    own = [one for one in ballots if one.turn == turn and one.question.kind != GUESS]
    decided = [(one.question, one.winner) for one in own]
    return [
        (question.kind, question.about, question.options[winner])
        for question, winner in decided
        if winner is not None
    ]
