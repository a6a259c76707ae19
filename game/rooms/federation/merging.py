"""The rule by which updates are merged, put to a vote of the class."""

from game.rooms.ballots.counting import Count, counted
from game.rooms.room import Room

VOTED = ("fedavg", "median", "trimmed_mean")
"""Rules that a class may vote for."""

MERGE = "merge"
"""Kind of act."""


def is_voting(room: Room) -> bool:
    """Return whether a class votes in the turn that is open."""
    return room.turn is not None and room.turn in room.polls


def count_of(room: Room, turn: int) -> Count:
    """Return what the votes of a turn come to, whoever has been taken out since.

    Examples
    --------
    >>> from game.rooms.room import Act, Member, Plan
    >>> acts = (Act(1, MERGE, 0, "fedavg"), Act(1, MERGE, 0, "median"))
    >>> one = Member(1, "Calm Heron", None, False, "", "", acts=acts)
    >>> room = Room("ABCDEF", Plan("default", 7, federation=1), "", "", members=(one,), polls=(1,))
    >>> count_of(room, 1)
    Count(votes=(0, 1, 0), winner=1)
    """
    said = [
        (member.seat, VOTED.index(str(act.what)) if act.what is not None else -1)
        for member in room.members
        for act in member.acts
        if (act.turn, act.kind) == (turn, MERGE)
    ]
    return counted(said, len(VOTED))


def rule_in(room: Room, turn: int) -> str:
    """Return the rule that merges at the beginning of a turn: a tie or no vote leaves it as it is.

    What is voted in a turn counts for the training between that turn's decisions and its flight.
    """
    rule = room.plan.merging
    for voted in sorted(room.polls):
        winner = count_of(room, voted).winner if voted <= turn else None
        rule = rule if winner is None else VOTED[winner]
    return rule
