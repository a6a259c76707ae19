"""A room: rules, a seed and rows that are only ever added; all else is folded from them.

1. A host opens a room: its rules, its seed, its turns, its pace. It stands in the *lobby*.
2. Whoever joins takes the next seat, with a name; each seat is a factory on the same engines.
3. The host steps on to *predict*: each seat may guess once or more, the last guess counts.
4. The host steps on to *play*: in each turn every seat may decide, answer what is offered in it
   and call for its engines; of each the last word counts.
5. A turn ends when its clock has run out, or when the host steps on; nobody waits for one person.
   Then all factories live through the turn's cycles, and the next turn begins.
6. A seat without a decision in a turn goes on with its last one; before any it waits for failures.
   So does a late one: it has waited since cycle 0, and is marked.
7. After the last turn comes *debrief*: every factory's link, and all curves.
8. The host may take a step back: what was decided from that turn on is void, its rows stay.
9. A removed seat keeps its row and its number and can be let in again; names, locks, the message,
   and more time are rows as well. Only deleting a room is for ever.
10. A room begins anew for another class under the same code and links, and may go back to the
    one before; a colleague of the host may have a link of their own.
11. Where the plan has a federation of the players, a seat may join it or leave it in a turn from a
    given one on; who has not looked in during a turn is noted with its end. ADR 54 and 93 say the
    rest.
12. An audience is a room of one factory, beside its match's rivals: in each turn its votes
    are counted, and what has won is what the factory has decided. ADR 67 says the rest.
13. The host leads through the debrief screen by screen; before some of them everybody guesses.
14. A row that says what was said before (same ``once``) is not added: so decisions that are sent
    twice count once, and of two processes that close a turn one does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from game.rooms.ballots import ballot
from game.rooms.federation.privacy import NONE, level_of
from game.rooms.quiz import sheets
from game.rules.custom_scenario import open_rules
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.links import encode
from game.rules.offers.offers import Offer, offers_of
from game.rules.scenario import Scenario


class Phase(StrEnum):
    """Where a room stands."""

    LOBBY = "lobby"
    PREDICT = "predict"
    PLAY = "play"
    DEBRIEF = "debrief"


@dataclass(frozen=True)
class Plan:
    """What is decided when a room is opened.

    Examples
    --------
    >>> Plan("default", 7).scenario_code
    'default.cy2000'
    """

    rules: str  # as a link names them, without their length
    seed: int
    turns: int = 8
    turn_cycles: int = 250
    seconds: int | None = 60  # of a turn; None: the host ends it
    approve: bool = True  # typed names are shown to others after the host's yes
    term: bool = False  # the code stays for half a year, whoever sat there is forgotten as ever
    federation: int | None = None  # turns played alone before the players' own begins; None: none
    merging: str = "fedavg"  # rule by which it merges updates
    noise: str = NONE  # level of the noise with which its updates travel
    losses: int = 0  # percent of its updates that are lost on their way
    saboteur: int = 0  # seat that sends poisoned updates; 0: nobody does
    audience: bool = False  # one factory for all, which vote; ``seconds`` are those of a ballot
    every: int = 0  # then every so many-th seat from there does; 0: no other
    split: bool = False  # every other factory has met compressors alone, those between fans alone
    reward: int = 0  # dollars that members pay together for each failure that one of them teaches
    round: str = ""  # the prepared room that it is, by its name

    @property
    def cycles(self) -> int:
        """Length of the match."""
        return self.turns * self.turn_cycles

    @property
    def scenario_code(self) -> str:
        """The rules as a link names them, with their length; a finish line is left out."""
        line = "" if rules_of(self.rules).finish_line is None else ".flx"
        return f"{self.rules}{line}.cy{self.cycles}"

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered in the match; an offer's number is its place."""
        return offers_of(rules_of(self.scenario_code), self.seed)


def read_plan(values: Mapping[str, Any]) -> Plan:
    """Return the plan that a row or a question carries; older ones have fewer values.

    Examples
    --------
    >>> read_plan({"rules": "default", "seed": 7, "noise": True}).noise
    'light'
    """
    return Plan(**{**values, "noise": level_of(values.get("noise", NONE))})


@dataclass(frozen=True)
class Row:
    """What is kept of a room: one thing that happened."""

    sequence: int  # 1, 2, ... in each room
    at: float  # s since 1970
    kind: str
    body: Mapping[str, Any] = field(default_factory=dict)  # plain JSON values
    once: str | None = None  # a room has one row of each


@dataclass(frozen=True)
class Order:
    """What a seat has decided in a turn."""

    turn: int  # 0, 1, ...
    strategy: str
    setting: int | None = None
    joined: int | None = None  # the alliance's offer that had been taken before it in this turn


@dataclass(frozen=True)
class Act:
    """What a seat has answered to an offer, or called for an engine, in a turn."""

    turn: int
    kind: str  # "answer", "call", "share" or "merge"
    about: int  # the offer's number, or the engine's place
    what: int | str | None  # the option, or what is called or shared; None takes it back


@dataclass(frozen=True)
class Member:
    """A seat, and who sits there."""

    seat: int  # 1, 2, ...
    alias: str  # a kind name that was drawn
    typed: str | None  # the one that somebody wrote
    approved: bool  # others may read what was written
    token: str  # hashed; nothing once the host has given a new PIN, until somebody comes back
    pin: str  # hashed
    late: int = 0  # turns that were over when it joined
    orders: tuple[Order, ...] = ()
    acts: tuple[Act, ...] = ()
    guess: int | None = None  # age of service, cycles
    bets: Mapping[str, str] = field(default_factory=dict)  # on screens of the debrief
    removed: bool = False
    bot: bool = False
    test: bool = False  # the host's own, to try things out
    program: bool = False  # as it says itself, such as a bot of a rehearsal

    @property
    def name(self) -> str:
        """What others may read."""
        return self.typed if self.typed is not None and self.approved else self.alias

    @property
    def called(self) -> str:
        """What the host and whoever sits there read: what was written, approved or not."""
        return self.typed or self.alias

    @property
    def waits(self) -> bool:
        """Whether what was written waits for the host's yes."""
        return self.typed is not None and not self.approved

    @property
    def names(self) -> frozenset[str]:
        """What somebody may mean this seat by, in small letters."""
        return frozenset(word.casefold() for word in (self.alias, self.typed) if word)

    def answers_to(self, name: str) -> bool:
        """Return whether somebody may mean this seat by a name, however it is written."""
        return name.casefold() in self.names


@dataclass(frozen=True)
class Room:
    """What the rows of a room come to."""

    code: str
    plan: Plan
    host: str  # token, hashed
    show: str  # of the presenter's view
    sequence: int = 0  # of the last row
    position: int = 0  # 0 lobby, 1 predict, 2 the first turn, ..., the last is the debrief
    since: float = 0.0  # when it came there, s since 1970
    extra: float = 0.0  # seconds that the turn was given
    paused: float | None = None  # since when its clock stands, s since 1970
    backs: int = 0  # steps that were taken back
    members: tuple[Member, ...] = ()
    message: str = ""
    locked: bool = False  # nobody may join
    hidden: bool = False  # the presenter shows no code
    anonymous: bool = False  # the leaderboard names nobody
    deleted: bool = False
    colleagues: tuple[str, ...] = ()  # tokens, hashed: they may do what the host may
    secret: str = ""  # of this room alone, for addresses that nobody can guess
    group: int = 0  # tells classes of one room apart
    reached: str = ""  # the address at which a phone has tried it out
    quiz: sheets.Quiz = field(default_factory=sheets.Quiz)  # what is asked besides the game
    before: "Room | None" = None  # the class before, if the room has begun anew
    absent: tuple[tuple[int, ...], ...] = ()  # seats that did not look in during each turn
    begun: tuple[float, ...] = ()  # when each turn first began, s since 1970, whoever steps back
    ballots: ballot.Ballots = ()  # of an audience
    shown: bool = False  # an audience sees how votes stand before they are counted
    weighed: tuple[int, ...] = ()  # seats whose worth to the others the host asks for
    polls: tuple[int, ...] = ()  # turns in which the class votes how updates are merged
    led: int = 0  # step of the debrief, as ``debrief.screens`` counts them

    @property
    def phase(self) -> Phase:
        """Where it stands."""
        if self.position <= 1:
            return (Phase.LOBBY, Phase.PREDICT)[self.position]
        return Phase.PLAY if self.position < self.last else Phase.DEBRIEF

    @property
    def last(self) -> int:
        """The position of the debrief."""
        return self.plan.turns + 2

    @property
    def turn(self) -> int | None:
        """The turn in which seats decide, 0, 1, ...; None out of play."""
        return self.position - 2 if self.phase is Phase.PLAY else None

    @property
    def played(self) -> int:
        """Turns that are over."""
        return max(0, self.position - 2)

    @property
    def cycle(self) -> int:
        """Cycles that are over."""
        return self.played * self.plan.turn_cycles

    @property
    def deadline(self) -> float | None:
        """When the turn, or the ballot, ends by itself, s since 1970; None if it does not."""
        seconds = self.plan.seconds
        if self.plan.audience:
            asks = ballot.open_one(self.ballots)
            seconds = None if asks is None else asks.seconds
        if self.turn is None or seconds is None or self.paused is not None:
            return None
        return self.since + seconds + self.extra

    @property
    def present(self) -> tuple[Member, ...]:
        """Seats that have not been removed."""
        return tuple(member for member in self.members if not member.removed)

    def member(self, seat: int) -> Member | None:
        """Return who has a seat."""
        return self.members[seat - 1] if 0 < seat <= len(self.members) else None

    def left(self, now: float) -> float | None:
        """Return for how long the turn, or the ballot, goes on at most, s; None: no clock runs."""
        return None if self.deadline is None else round(max(0.0, self.deadline - now), 2)

    def where(self) -> dict[str, Any]:
        """Return where it stands, as every screen may know it, as plain JSON values."""
        return {
            "phase": self.phase.value,
            "position": self.position,
            "turn": self.turn,
            "turns": self.plan.turns,
            "turnCycles": self.plan.turn_cycles,
            "cycle": self.cycle,
            "cycles": self.plan.cycles,
            "seconds": self.plan.seconds,
            "message": self.message,
        }

    def ways_in(self, host: bool) -> dict[str, Any]:
        """Return what walls and hosts know of who may come in, and hosts of the ways back."""
        told: dict[str, Any] = {"hidden": self.hidden, "locked": self.locked}
        if host or not self.hidden:
            told["code"] = self.code
        if host:
            told["goesBack"] = self.position > 0 or self.before is not None
            told |= {"colleagues": len(self.colleagues), "reached": self.reached}
        return told


def joins(plan: Plan, kind: str, about: int | None, what: Any) -> bool:
    """Return whether what was voted is to join an alliance, whose model flies then."""
    return kind == "offer" and what is not None and bool(plan.offers[about or 0].alliances)


def decided(plan: Plan, member: Member, turn: int, won: Iterable[ballot.Decided]) -> Member:
    """Return a seat after what an audience has decided for it in a turn."""
    orders: list[Order] = []
    acts: list[Act] = []
    joined: int | None = None
    for kind, about, what in won:
        if kind in ("strategy", "setting"):
            orders.append(Order(turn, what[0], what[1], joined))
        elif about is not None and what is not None:
            acts.append(Act(turn, "answer" if kind == "offer" else kind, about, what))
        if joins(plan, kind, about, what):
            joined = about
    return replace(member, orders=(*member.orders, *orders), acts=(*member.acts, *acts))


def moves_before(room: Room, one: ballot.Ballot) -> tuple[Move, ...]:
    """Return what an audience had decided when a ballot was opened, earlier in its turn too."""
    earlier = tuple(other for other in room.ballots if other.number < one.number)
    team = room.members[0]
    before = replace(
        team,
        orders=tuple(order for order in team.orders if order.turn < one.turn),
        acts=tuple(act for act in team.acts if act.turn < one.turn),
    )
    then = decided(room.plan, before, one.turn, ballot.won(earlier, one.turn))
    return moves_of(replace(room, position=one.turn + 3), then)  # as if that turn were over


def moves_of(room: Room, member: Member) -> tuple[Move, ...]:
    """Return what a seat has decided in the turns that are over, as a match takes it.

    An offer that is announced within a turn is answered at its announcement. Who joins an alliance
    goes on with its model; what was decided after that stands after it, and is in force.

    Examples
    --------
    >>> orders = (Order(0, "preventive", 120), Order(0, "preventive", 130), Order(2, "local"))
    >>> one = Member(1, "Calm Heron", None, False, "", "", orders=orders)
    >>> room = Room("ABCDEF", Plan("default", 7), "", "", position=4)
    >>> moves_of(room, one)
    (Decision(cycle=0, strategy='preventive', setting=130, retrain=False),)
    """
    length, offers = room.plan.turn_cycles, room.plan.offers
    last = {order.turn: order for order in member.orders if order.turn < room.played}
    moves: list[Move] = []
    after: list[Move] = []
    for turn, order in last.items():
        begins, joined = turn * length, order.joined
        joins = begins if joined is None else max(begins, offers[joined].announced)
        if joined is None or joins > begins:
            moves.append(Decision(begins, order.strategy, order.setting))
        if joined is not None:
            after.append(Decision(joins, order.strategy, order.setting))
    acts = {(act.turn, act.kind, act.about): act for act in member.acts if act.turn < room.played}
    for (turn, _, about), act in acts.items():
        if isinstance(act.what, int):
            moves.append(Answer(max(turn * length, offers[about].announced), about, act.what))
        elif act.kind == "call" and act.what is not None:
            moves.append(Call(turn * length, about, act.what))
    return tuple(sorted([*moves, *after], key=lambda move: move.cycle))  # in order at a boundary


def seat_link(room: Room, member: Member) -> str | None:
    """Return the link of what a seat has played; None where it has learned from other seats."""
    if room.plan.federation is not None:
        return None
    return link_of(room.plan, moves_of(room, member))


def link_of(plan: Plan, moves: Sequence[Move]) -> str:
    """Return a match's link as it is written wherever it is read, so that who opens it is greeted.

    Examples
    --------
    >>> link_of(Plan("open", 7, turns=4, turn_cycles=360), ())  # as long as these rules say
    '1-open-7'
    """
    return encode(rules_of(plan.scenario_code).name, plan.seed, moves)


@lru_cache(maxsize=64)
def rules_of(code: str) -> Scenario:
    """Return the rules that a plan names, by its ``scenario_code``."""
    return open_rules(code)


def ordered(room: Room, member: Member) -> Order | None:
    """Return what a seat has decided in the turn that is open."""
    last = member.orders[-1] if member.orders else None  # turns rise
    return last if last is not None and last.turn == room.turn else None


def acted(room: Room, member: Member, kind: str) -> dict[int, int | str]:
    """Return what a seat has answered, or called, in the turn that is open."""
    now = {one.about: one.what for one in member.acts if (one.turn, one.kind) == (room.turn, kind)}
    return {about: what for about, what in now.items() if what is not None}
