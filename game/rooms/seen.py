"""What a screen may know of a room: the only door out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from game.rooms.account import Account, curve_cycles, places_of
from game.rooms.ballots.ballot import latest
from game.rooms.ballots.told import at_the_door, for_voters, for_walls
from game.rooms.debrief import told as debriefed
from game.rooms.debrief.facts import Facts
from game.rooms.debrief.figures import Debrief
from game.rooms.federation import standing
from game.rooms.federation.shares import goes_on, has_decided, order_of
from game.rooms.federation.standing import Standing
from game.rooms.offered import Seen, offered
from game.rooms.quiz import told as asked
from game.rooms.quiz.prompts import Outcome
from game.rooms.room import Member, Phase, Room, moves_of, rules_of, seat_link
from game.rooms.rounds.lesson import lesson_of
from game.rooms.tokens import read_only
from game.rules.decisions import Decision, unlock_cycles
from game.text.language import number, spoken, t, tn

HOST, SHOW, NOBODY = "host", "show", "nobody"
"""Who looks, besides those with a seat, who are its number."""

Viewer = int | str

VOTER = "voter"
"""One of an audience; its streams are told apart by who has them: "voter:..."."""


def is_voter(viewer: Viewer) -> bool:
    """Return whether somebody is one of an audience."""
    return isinstance(viewer, str) and viewer.startswith(VOTER)


MOST_CURVES = 12
"""Factories whose curve is told to everybody: the first ones of the leaderboard."""


class Told(dict[str, Any]):
    """Plain JSON values that many are told."""

    @cached_property
    def text(self) -> str:
        """As JSON."""
        return _json(self)


def written(values: Mapping[str, Any]) -> bytes:
    """Return values as JSON; those that many are told are written once.

    Examples
    --------
    >>> written({"race": Told(marks=[25]), "you": 7})
    b'{"race":{"marks":[25]},"you":7}'
    """
    shared = {name: value for name, value in values.items() if isinstance(value, Told)}
    own = {name: value for name, value in values.items() if name not in shared}
    parts = [f'"{name}":{value.text}' for name, value in shared.items()]
    return f"{{{','.join([*parts, _json(own)[1:-1]])}}}".encode()


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Known:
    """What is known of a room besides its rows.

    Attributes
    ----------
    accounts : of the seats, as of the turns that are over; nothing while they are computed
    here : seats that somebody looks at
    now : s since 1970
    """

    accounts: Mapping[int, Account] = field(default_factory=dict)
    here: frozenset[int] = frozenset()
    now: float = 0.0
    stalled: bool = False  # the store does not answer: the clock stands
    alliances: Seen = ()  # what the members of each have seen fail
    together: Standing | None = None  # of the players' federation
    voters: int = 0  # of an audience, who look
    debrief: Debrief | None = None  # what has been worked out of it
    told: dict[str, Any] = field(default_factory=dict, compare=False)  # to all, by language
    race: dict[str, Told] = field(default_factory=dict, compare=False)  # the same, until it changes
    record: tuple[int, ...] = ()  # ages at which engines had failed before, cycles


def seen_by(room: Room, viewer: Viewer, known: Known) -> dict[str, Any]:
    """Return what somebody may know of a room, as plain JSON values.

    Parameters
    ----------
    viewer : ``HOST``, ``SHOW``, ``NOBODY``, the number of a seat, or "voter:" and who that is

    Examples
    --------
    >>> from game.rooms.room import Plan
    >>> room = Room("ABCDEF", Plan("default", 7), "secret", "secret")
    >>> "secret" in str(seen_by(room, HOST, Known())), seen_by(room, NOBODY, Known())["phase"]
    (False, 'lobby')
    """
    if room.deleted:
        return {"deleted": True}
    if room.plan.audience:
        return _of_an_audience(room, viewer, known)
    if viewer == NOBODY:
        return {"phase": room.phase.value, "locked": room.locked}
    seen = _everybody(room, known)
    if isinstance(viewer, int):
        return seen | _own(room, room.members[viewer - 1], known)
    places = _places(room, known)
    seen["board"] = [
        _line(room, member, known) | {"place": places.get(member.seat)}
        for member in _by_money(room, known)
    ]
    seen |= room.ways_in(viewer == HOST)
    if viewer == HOST:
        seen |= _host(room, known)
    return seen


def _of_an_audience(room: Room, viewer: Viewer, known: Known) -> dict[str, Any]:
    if viewer in (HOST, SHOW):
        return for_walls(room, known, viewer == HOST)
    if is_voter(viewer):
        last, voter = latest(room.ballots, room.turn), str(viewer).partition(":")[2]
        mine = None if last is None else last.votes.get(voter)
        return for_voters(room, known) | {"mine": mine}
    return at_the_door(room)


def _everybody(room: Room, known: Known) -> dict[str, Any]:
    """Return what all may know; it is worked out once for all who ask."""
    language = spoken().tag
    if language not in known.told:
        known.told[language] = _same_for_all(room, known)
    if language not in known.race:
        known.race[language] = _race(room, known)
    same: dict[str, Any] = known.told[language]
    return same | {
        "race": known.race[language],
        "left": room.left(known.now),
        "stalled": known.stalled,
    }


def _same_for_all(room: Room, known: Known) -> dict[str, Any]:
    return {
        **room.where(),
        "paused": room.paused is not None,
        "anonymous": room.anonymous,
        "ready": room.played == 0 or bool(known.accounts) or not room.members,
        "seats": len(room.present),
        "decided": sum(has_decided(room, member) for member in room.present),
        "record": list(known.record) if room.plan.federation is None else [],
        "guessed": sum(member.guess is not None for member in room.present),
        "federation": standing.for_all(room, known.together),
        "broke": _broke(room, known),
        "quiz": asked.for_all(_outcome(room, known)),
        "debrief": debriefed.for_all(_facts(room, known)),
    }


def _broke(room: Room, known: Known) -> list[int] | None:
    """Return what failed in the last turn that is computed: its number, compressors, fans.

    Who has come since then changes nothing that was read out.
    """
    found = [(one.late, known.accounts[one.seat]) for one in room.present
             if one.seat in known.accounts]  # fmt: skip
    turn = max((own.cycle // room.plan.turn_cycles for _, own in found), default=0)
    told = [own.broke for late, own in found if late < turn and own.broke is not None]
    if not told:
        return None
    return [turn, *(sum(one[fault] for one in told) for fault in (0, 1))]


def _outcome(room: Room, known: Known) -> Outcome:
    if known.together is None:
        return Outcome(room, known.accounts)
    members = frozenset(known.together.together.members)
    return Outcome(room, known.accounts, members, known.together.alone)


def _facts(room: Room, known: Known) -> Facts:
    def name(member: Member) -> str:
        return str(_named(room, member)["name"])

    return Facts(room, known.accounts, known.together, known.debrief, name)


def _race(room: Room, known: Known) -> Told:
    """Return what no decision changes while a turn is open."""
    places = _places(room, known)
    return Told(
        guesses=_guesses(room),
        marks=curve_cycles(room.plan.turn_cycles, room.played),
        curves=[
            _named(room, member)
            | {"place": places.get(member.seat), "curve": list(known.accounts[member.seat].curve)}
            for member in _by_money(room, known)[:MOST_CURVES]
            if member.seat in known.accounts
        ],
    )


def _guesses(room: Room) -> list[int]:
    """Return all guesses, in order of size, once nobody can guess any more."""
    if room.phase in (Phase.LOBBY, Phase.PREDICT):
        return []
    return sorted(member.guess for member in room.present if member.guess is not None)


def _named(room: Room, member: Member) -> dict[str, Any]:
    """Return what everybody may call a factory."""
    name = t("Factory {number}", number=member.seat) if room.anonymous else member.name
    return {"seat": member.seat, "name": name}


def _line(room: Room, member: Member, known: Known) -> dict[str, Any]:
    """Return a line of the leaderboard."""
    account = known.accounts.get(member.seat)
    shares = (
        {} if room.plan.federation is None else standing.of_seat(room, known.together, member.seat)
    )
    return (
        _named(room, member)
        | shares
        | {
            "money": None if account is None else account.balance,
            "late": member.late,
            "bot": member.bot,
            "test": member.test,
            "away": member.seat not in known.here,
            "done": has_decided(room, member),
        }
    )


def _by_money(room: Room, known: Known) -> list[Member]:
    """Return the seats in the order of the leaderboard."""
    balances = {seat: account.balance for seat, account in known.accounts.items()}
    return sorted(room.present, key=lambda one: (one.test, -balances.get(one.seat, 0), one.seat))


def _places(room: Room, known: Known) -> dict[int, int]:
    """Return the places of those whose balance is known: equal ones share one, tests have none."""
    if "places" not in known.told:
        known.told["places"] = _ranked(room, known)
    places: dict[int, int] = known.told["places"]
    return places


def _ranked(room: Room, known: Known) -> dict[int, int]:
    own = {
        one.seat: known.accounts[one.seat].balance
        for one in room.present
        if one.seat in known.accounts and not one.test
    }
    return places_of(own)


def _own(room: Room, member: Member, known: Known) -> dict[str, Any]:
    """Return what the person in a seat knows besides."""
    account, order = known.accounts.get(member.seat), order_of(room, member)
    orders = [move.strategy for move in moves_of(room, member) if isinstance(move, Decision)]
    in_force = account.strategy if account else orders[-1] if orders else "corrective"
    shares = room.plan.federation is not None
    return offered(room, member, account.taken if account else (), known.alliances) | {
        "you": {
            **_person(room, member),
            "notes": list(_notes(room, member, _places(room, known))),
            **(standing.of_seat(room, known.together, member.seat) if shares else {}),
            "share": standing.asked_of(room, member) if shares else None,
            "guess": member.guess,
            "place": _places(room, known).get(member.seat),
            "strategy": in_force,
            "goesOn": goes_on(room, member, in_force),
            "setting": None if account is None else account.setting,
            "order": None if order is None else [order.strategy, order.setting],
            "money": None if account is None else account.balance,
            "failures": 0 if account is None else account.failures,
            "services": 0 if account is None else account.services,
            "lives": [] if account is None else [list(map(list, own)) for own in account.lives],
            "curve": [] if account is None else list(account.curve),
            "opens": _opens(room, account),
            "ages": [] if account is None else list(account.ages),
            "quiz": asked.of_seat(room, member),
            "debrief": debriefed.of_seat(_facts(room, known), member),
        }
    }


def _opens(room: Room, account: Account | None) -> dict[str, int | None]:
    """Return from which cycle a factory may take each strategy; None while that is not known."""
    if account is not None:
        return dict(account.opens)
    return unlock_cycles(rules_of(room.plan.scenario_code), np.array([], np.int64))


def _notes(room: Room, member: Member, places: Mapping[int, int]) -> Iterator[str]:
    """Tell somebody where their factory stands, and what others see of it."""
    place = places.get(member.seat)
    if place is not None:
        values = {"place": number(place), "factories": number(len(places))}
        if list(places.values()).count(place) > 1:
            yield t("Place {place} of {factories}, shared", **values)
        else:
            yield t("Place {place} of {factories}", **values)
    shown = _named(room, member)["name"]
    if member.waits:
        yield t("Until the host has approved your name, others see {name}", name=shown)
    elif shown != member.called:
        yield t("Others see {name}", name=shown)
    if member.late:
        yield tn("joined after {n} turn", "joined after {n} turns", member.late)
    if member.bot:
        yield t("a bot plays until you decide")


def _person(room: Room, member: Member) -> dict[str, Any]:
    """Return what the host and the person in a seat know of it."""
    ended = room.phase is Phase.DEBRIEF
    return {
        "seat": member.seat,
        "name": member.called,
        "waits": member.waits,
        "removed": member.removed,
        "late": member.late,
        "bot": member.bot,
        "link": seat_link(room, member) if ended else None,
        "look": look_of(room, member) if ended and room.plan.federation is None else None,
    }


def look_of(room: Room, member: Member) -> str:
    """Return the end of the address at which anybody may look at a seat's match in the debrief."""
    return f"{member.seat}-{read_only(room.secret, room.group, member.seat)}"


def _host(room: Room, known: Known) -> dict[str, Any]:
    """Return what the host knows besides: written names, who has been removed, who did what."""
    return {
        "sentences": asked.for_host(room),
        "debrief": debriefed.for_all(_facts(room, known), everything=True),
        "lesson": lesson_of(room),
        "people": [
            {
                **_person(room, member),
                "test": member.test,
                "program": member.program,
                "away": member.seat not in known.here,
                "done": has_decided(room, member),
                "guessed": member.guess is not None,
            }
            for member in room.members
        ],
    }
