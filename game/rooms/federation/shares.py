"""Who is in the players' federation: joining and leaving are decisions of a turn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from game.rooms.federation.merging import rule_in
from game.rooms.room import Member, Order, Plan, Room, moves_of, ordered
from game.rules.decisions import Decision, Move, move_of, row_of
from game.rules.strategies import IDLE, TOGETHER

JOIN, LEAVE = "join", "leave"
ALONE = "local"
"""What a factory goes on with that leaves, or that orders a model of which it is no member."""

SHARES = (JOIN, LEAVE)
"""What a seat may say of the players' federation; who says nothing goes on as before."""


@dataclass(frozen=True)
class Turn:
    """What was decided in a turn that is over, and who was not there when it ended.

    Attributes
    ----------
    moves : of each seat that has made some
    shares : of each seat that has joined or left
    absent : seats
    rule : that merges updates, once the class has voted; None: the plan's
    anew : the class has voted for another rule than before, so that training begins from nothing:
        what the rule before has spoiled is not gone on with
    """

    moves: tuple[tuple[int, tuple[Move, ...]], ...] = ()
    shares: tuple[tuple[int, str], ...] = ()
    absent: tuple[int, ...] = ()
    rule: str | None = None
    anew: bool = False


def is_open(plan: Plan, turn: int | None) -> bool:
    """Return whether the players' federation may be joined in a turn.

    Examples
    --------
    >>> plan = Plan("default", 7, federation=4)
    >>> is_open(plan, 3), is_open(plan, 4), is_open(Plan("default", 7), 4)
    (False, True, False)
    """
    return plan.federation is not None and turn is not None and turn >= plan.federation


def shares_of(member: Member) -> dict[int, str]:
    """Return what a seat has said of the federation, by turn; the last word of each counts."""
    last = {act.turn: act.what for act in member.acts if act.kind == "share"}
    return {turn: str(what) for turn, what in sorted(last.items()) if what is not None}


def is_member(member: Member) -> bool:
    """Return whether a seat is in the federation, by what it has said till now."""
    said = list(shares_of(member).values())
    return bool(said) and said[-1] == JOIN


def left_in(member: Member) -> int | None:
    """Return the turn in which a seat has left the federation for good; None: it has not.

    Examples
    --------
    >>> from game.rooms.room import Act
    >>> acts = (Act(4, "share", 0, "join"), Act(6, "share", 0, "leave"))
    >>> left_in(Member(1, "Calm Heron", None, False, "", "", acts=acts))
    6
    """
    said = shares_of(member)
    return max(said) if JOIN in said.values() and not is_member(member) else None


def memberships(member: Member, turns: int) -> list[bool]:
    """Return in which of so many turns a seat was in the federation.

    Examples
    --------
    >>> from game.rooms.room import Act
    >>> joins = Member(1, "Calm Heron", None, False, "", "", acts=(Act(1, "share", 0, "join"),))
    >>> memberships(joins, 3)
    [False, True, True]
    """
    said, found = shares_of(member), list[bool]()
    for turn in range(turns):
        found.append(said.get(turn, JOIN if found and found[-1] else LEAVE) == JOIN)
    return found


def order_of(room: Room, member: Member) -> Order | None:
    """Return what a seat has decided in the turn that is open, as it will be played."""
    order = ordered(room, member)
    if order is None or room.plan.federation is None:
        return order
    return replace(order, strategy=allowed(order.strategy, is_member(member)))


def has_decided(room: Room, member: Member) -> bool:
    """Return whether a seat has decided in the turn that is open: who joins or leaves has, too.

    Examples
    --------
    >>> from game.rooms.room import Act
    >>> joins = Member(1, "Calm Heron", None, False, "", "", acts=(Act(1, "share", 0, "join"),))
    >>> plan = Plan("default", 7, federation=1)
    >>> [has_decided(Room("ABCDEF", plan, "", "", position=place), joins) for place in (2, 3, 4)]
    [False, True, False]
    """
    return ordered(room, member) is not None or room.turn in shares_of(member)


def goes_on(room: Room, member: Member, strategy: str) -> str:
    """Return what a seat goes on with that has decided nothing in the turn that is open.

    Parameters
    ----------
    strategy : in force till now
    """
    if room.plan.federation is None or room.turn is None:
        return strategy
    if shares_of(member).get(room.turn) == JOIN:
        return TOGETHER
    return allowed(strategy, is_member(member))


def allowed(strategy: str, member: bool) -> str:
    """Return what is played of a strategy: the common model runs its members' engines alone.

    Examples
    --------
    >>> allowed("federated", member=False), allowed("preventive", member=False)
    ('local', 'preventive')
    """
    return ALONE if strategy == TOGETHER and not member else strategy


def ran(room: Room, member: Member) -> list[tuple[int, str]]:
    """Return which strategies a seat has run in the turns that are over, and from which cycle.

    Who joins runs the common model if it orders nothing, and who leaves a model of its own.

    Examples
    --------
    >>> from game.rooms.room import Act
    >>> joins = Member(1, "Calm Heron", None, False, "", "", acts=(Act(1, "share", 0, "join"),))
    >>> ran(Room("ABCDEF", Plan("default", 7, federation=1), "", "", position=5), joins)
    [(0, 'corrective'), (250, 'federated')]
    """
    length, said, orders = room.plan.turn_cycles, shares_of(member), moves_of(room, member)
    runs, told = IDLE, list[tuple[int, str]]()
    for turn, is_in in enumerate(memberships(member, room.played)):
        begins, ends = turn * length, (turn + 1) * length
        ordered_now = [
            move.strategy
            for move in orders
            if isinstance(move, Decision) and begins <= move.cycle < ends
        ]
        joins = said.get(turn) == JOIN
        runs = allowed((ordered_now or [TOGETHER if joins else runs])[-1], is_in)
        if not told or told[-1][1] != runs:
            told.append((begins, runs))
    return told


def turns_of(room: Room) -> tuple[Turn, ...]:
    """Return the turns of a room that are over.

    Examples
    --------
    >>> from game.rooms.room import Act, Order
    >>> acts, orders = (Act(1, "share", 0, "join"),), (Order(0, "preventive", 130),)
    >>> one = Member(1, "Calm Heron", None, False, "", "", orders=orders, acts=acts)
    >>> plan = Plan("default", 7, federation=1)
    >>> room = Room("ABCDEF", plan, "", "", position=4, members=(one,), absent=((1,), ()))
    >>> [(len(turn.moves), turn.shares, turn.absent) for turn in turns_of(room)]
    [(1, (), (1,)), (0, ((1, 'join'),), ())]
    """
    length = room.plan.turn_cycles
    moves = {one.seat: moves_of(room, one) for one in room.members}
    shares = {one.seat: shares_of(one) for one in room.members}
    turns = []
    for turn in range(room.played):
        begins, ends = turn * length, (turn + 1) * length
        due = {
            seat: tuple(move for move in own if begins <= move.cycle < ends)
            for seat, own in moves.items()
        }
        turns.append(
            Turn(
                tuple((seat, own) for seat, own in due.items() if own),
                tuple((seat, own[turn]) for seat, own in shares.items() if turn in own),
                room.absent[turn] if turn < len(room.absent) else (),
                rule_in(room, turn) if room.polls and min(room.polls) <= turn else None,
                turn in room.polls and rule_in(room, turn) != rule_in(room, turn - 1),
            )
        )
    return tuple(turns)


def all_in(plan: Plan, turns: tuple[Turn, ...], seats: int) -> tuple[Turn, ...]:
    """Return the same turns, had everybody joined when the federation opened, and nobody left.

    Examples
    --------
    >>> plan = Plan("default", 7, federation=1)
    >>> turns = (Turn(), Turn(shares=((1, "join"),)), Turn(shares=((1, "leave"),)))
    >>> [turn.shares for turn in all_in(plan, turns, 2)]
    [(), ((1, 'join'), (2, 'join')), ()]
    """
    everybody = tuple((seat, JOIN) for seat in range(1, seats + 1))
    return tuple(
        replace(
            turn,
            shares=everybody
            if number == plan.federation
            else tuple((seat, what) for seat, what in turn.shares if what == JOIN),
        )
        for number, turn in enumerate(turns)
    )


def turn_row(turn: Turn) -> dict[str, Any]:
    """Return a turn as a file carries it, plain JSON values.

    Examples
    --------
    >>> turn = Turn(((1, (move_of([0, "order", ["local", None, False]]),)),), ((1, "join"),), (2,))
    >>> read_turn(turn_row(turn)) == turn
    True
    """
    return {
        "moves": [[seat, [row_of(move) for move in own]] for seat, own in turn.moves],
        "shares": [list(one) for one in turn.shares],
        "absent": list(turn.absent),
        **({} if turn.rule is None else {"rule": turn.rule}),
        **({"anew": True} if turn.anew else {}),
    }


def read_turn(row: Mapping[str, Any]) -> Turn:
    """Return the turn of a row."""
    return Turn(
        tuple((seat, tuple(map(move_of, own))) for seat, own in row["moves"]),
        tuple((seat, what) for seat, what in row["shares"]),
        tuple(row["absent"]),
        row.get("rule"),
        row.get("anew", False),
    )
