"""What an audience, its wall and its host may know: a question in words, votes, the race."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from game.rooms.account import POINTS, Account, curve_cycles, places_of
from game.rooms.ballots.ballot import GUESS, Ballot, Ballots, Decided, latest, won
from game.rooms.ballots.losses import befell, unseen
from game.rooms.ballots.questions import guess_of, guessed_right, questions_of, stage_of
from game.rooms.ballots.words import line_of, offered_as, option_of, range_of, title_of
from game.rooms.room import (
    Member,
    Phase,
    Plan,
    Room,
    joins,
    link_of,
    moves_before,
    rules_of,
    seat_link,
)
from game.rules.offers.terms import CHARGES, allowed_by
from game.rules.strategies import STRATEGIES, TOGETHER
from game.text.language import money, number, t, tn

if TYPE_CHECKING:
    from game.rooms.seen import Known

ORDERS = ("strategy", "setting")


def for_voters(room: Room, known: "Known") -> dict[str, Any]:
    """Return what everybody of an audience may know, the same for all, as plain JSON values."""
    last = latest(room.ballots, room.turn)
    account, void = known.accounts.get(1), _void(room)
    return {
        "audience": True,
        **room.where(),
        "stage": stage_of(room),
        "left": room.left(known.now),
        "stalled": known.stalled,
        "ready": room.played == 0 or account is not None,
        "ballot": None if last is None or void else _ballot(room, known, last, last.closed),
        "void": title_of(room, void.question) if void else None,
        "money": None if account is None else account.balance,
        "place": _places(known).get(1),
        "came": _came(room, account),
        "link": seat_link(room, room.members[0]) if room.phase is Phase.DEBRIEF else None,
        "decisions": _decisions(room) if room.phase is Phase.DEBRIEF else [],
    }


def at_the_door(room: Room) -> dict[str, Any]:
    """Return what anybody may know; of a match that is over all, so that nobody is too late."""
    seen = {"phase": room.phase.value, "locked": room.locked, "audience": True}
    if room.phase is not Phase.DEBRIEF:
        return seen
    link = seat_link(room, room.members[0])
    return seen | {"stage": "debrief", "link": link, "decisions": _decisions(room)}


def for_walls(room: Room, known: "Known", host: bool) -> dict[str, Any]:
    """Return what the presenter's screen shows, and its host sees besides."""
    seen, last = for_voters(room, known), latest(room.ballots, room.turn)
    if seen["ballot"] is not None and last is not None:
        seen["ballot"] = _ballot(room, known, last, last.closed or room.shown)
    account = known.accounts.get(1)
    seen |= {
        **room.ways_in(host),
        "here": known.voters,
        "race": _race(room, known),
        "lives": [] if account is None else [list(map(list, own)) for own in account.lives],
        "mark": _mark(account),
        "ended": _ended(known) if room.phase is Phase.DEBRIEF else "",
        "befell": [] if account is None or not room.played else list(befell(room.plan, account)),
        "unseen": [] if account is None else list(unseen(account)),
    }
    if host:
        seen |= {
            "shown": room.shown,
            "questions": _questions(room, account),
            "voids": None if (void := _void(room)) is None else void.number,
        }
    return seen


def _questions(room: Room, account: Account | None) -> list[dict[str, Any]]:
    """Return what can be asked next, what is suggested first; nothing while factories live on."""
    if room.turn is None or (room.played and account is None):
        return []
    found = questions_of(room, account)
    last = latest(room.ballots, room.turn)
    if last is None or last.question.kind != GUESS:
        found = [*found, guess_of(room)]
    return [{"kind": one.kind, "about": one.about, "title": offered_as(room, one)} for one in found]


def _void(room: Room) -> Ballot | None:
    """Return the last ballot of the turn if it is void, so that it may count again."""
    own = [one for one in room.ballots if one.turn == room.turn]
    return own[-1] if own and own[-1].void else None


def _ballot(room: Room, known: "Known", ballot: Ballot, counted: bool) -> dict[str, Any]:
    return {
        "number": ballot.number,
        "kind": ballot.question.kind,
        "title": title_of(room, ballot.question),
        "line": line_of(room, ballot, known.accounts.get(1)),
        "options": [
            option_of(room, ballot.question, place, known.alliances, known.accounts.get(1))
            for place in range(len(ballot.question.options))
        ],
        "closed": ballot.closed,
        "voted": len(ballot.votes),
        "votes": list(ballot.count.votes) if counted else None,
        "winner": ballot.winner,
        "order": _order(room, known.accounts.get(1)),
    }


def _order(room: Room, account: Account | None) -> str:
    """Return the order in force, with what has been voted in this turn."""
    order = next(iter(STRATEGIES)) if account is None else account.strategy
    for kind, about, what in won(room.ballots, room.turn):
        if kind == "strategy":
            order = what[0]
        elif joins(room.plan, kind, about, what):
            order = TOGETHER
    return t(STRATEGIES[order].title)


def _came(room: Room, account: Account | None) -> dict[str, Any] | None:
    """Return what the last turn brought, and how many guessed it."""
    if account is None or not room.played:
        return None
    before = account.curve[(room.played - 1) * POINTS - 1] if room.played > 1 else 0
    change = account.balance - before
    settled = [*contracts_told(room, account), *fees_told(room, account)]
    told = latest(room.ballots, room.played - 1)
    if told is None or told.question.kind != GUESS or not told.closed:
        return {"change": change, "right": None, "guessed": 0, "range": None,
                "settled": settled}  # fmt: skip
    right, votes = guessed_right(told.question, change), told.count.votes
    return {
        "change": change, "right": votes[right], "guessed": sum(votes),
        "range": range_of(*told.question.options[right]), "settled": settled,
    }  # fmt: skip


def fees_told(room: Room, account: Account) -> Iterator[str]:
    """Tell what was paid besides: in the last turn; when all is over, in the whole match."""
    begins = 0 if room.phase is Phase.DEBRIEF else (room.played - 1) * room.plan.turn_cycles
    paid: dict[str, list[int]] = {}
    for cycle, dollars, why in account.fees:
        if cycle >= begins:
            paid.setdefault(why, []).append(dollars)
    if not paid:
        return
    told = [
        tn("{title} {money}", "{title}, {n} times, {money}", len(each),
           title=t(CHARGES[why]), money=money(sum(each)))
        for why, each in paid.items()
    ]  # fmt: skip
    span = {"begins": number(begins), "ends": number(room.cycle)}
    yield t("Paid in cycles {begins} to {ends}: {what}.", what=" · ".join(told), **span)


def contracts_told(room: Room, account: Account) -> Iterator[str]:
    """Tell of each contract that was decided since the last question what became of it."""
    turn_cycles, slots = room.plan.turn_cycles, rules_of(room.plan.scenario_code).slots
    begins = (room.played - 1) * turn_cycles
    if room.phase is Phase.DEBRIEF and room.ballots:  # turns may have been flown without a question
        begins = min(begins, room.ballots[-1].turn * turn_cycles)
    for about, stood, known in account.contracts:
        offer = room.plan.offers[about]
        if known < begins:
            continue
        allowed = allowed_by(offer, slots)
        values = {"stood": number(stood), "allowed": number(allowed), "money": money(offer.bonus)}
        if stood <= allowed:
            yield t("Contract kept: {stood} of {allowed} cycles stood still. It paid {money}.",
                    **values)  # fmt: skip
        else:
            yield t("Contract lost: {stood} cycles stood still, {allowed} allowed. It does not "
                    "pay its {money}.", **values)  # fmt: skip


def _decisions(room: Room) -> list[dict[str, Any]]:
    """Return what was decided, when, and by how many; the link of each holds nothing of it yet.

    What its turn had decided before stands in it.
    """
    told = []
    for ballot in room.ballots:
        if ballot.void or not ballot.closed or ballot.question.kind == GUESS:
            continue
        winner, votes = ballot.winner, ballot.count.votes
        name = "" if winner is None else option_of(room, ballot.question, winner)["name"]
        cycle = ballot.turn * room.plan.turn_cycles
        told.append({
            "cycle": cycle,
            "link": link_of(room.plan, moves_before(room, ballot)),
            "title": title_of(room, ballot.question),
            "kind": ballot.question.kind,
            "chosen": name or None,
            "votes": 0 if winner is None else votes[winner],
            "counts": list(votes),
            "over": _is_over(room.plan, room.ballots, ballot),
        })  # fmt: skip
    return told


def _is_over(plan: Plan, ballots: Ballots, ballot: Ballot) -> bool:
    """Return whether the same turn has decided otherwise before it was flown."""
    later = tuple(one for one in ballots if one.number > ballot.number)
    begins = ballot.turn * plan.turn_cycles
    return any(
        _overrules(plan, begins, then, first)
        for first in won((ballot,), ballot.turn)
        for then in won(later, ballot.turn)
    )


def _overrules(plan: Plan, begins: int, then: Decided, first: Decided) -> bool:
    """Return whether of what a turn has decided the later part lets nothing fly of the first."""
    kind, about, what = first
    if kind not in ORDERS:
        return then[:2] == (kind, about)
    if joins(plan, *then):  # until an alliance invites the earlier order flies
        return plan.offers[then[1] or 0].announced <= begins
    if then[0] not in ORDERS:
        return False
    return bool(then[2] != what if kind == "setting" else then[2][0] != what[0])


def _race(room: Room, known: "Known") -> dict[str, Any]:
    """Return the balances of the audience's factory and of its rivals, the richest first."""
    own = [one for one in room.members if one.seat in known.accounts]
    own.sort(key=lambda one: (-known.accounts[one.seat].balance, one.seat))
    places = _places(known)
    return {
        "marks": curve_cycles(room.plan.turn_cycles, room.played),
        "curves": [
            {
                "seat": one.seat,
                "name": _named(one, known.accounts[one.seat]),
                "place": places[one.seat],
                "curve": list(known.accounts[one.seat].curve),
            }
            for one in own
        ],
    }


def _named(one: Member, account: Account) -> str:
    """Return what a factory is called, and what it does."""
    name = t(one.alias) if one.seat == 1 else one.alias
    strategy = t(STRATEGIES[account.strategy].title)
    return t("{factory}: {strategy}", factory=name, strategy=strategy)


def _places(known: "Known") -> dict[int, int]:
    """Return the factories' places; who has earned the same stands on the same one."""
    return places_of({seat: one.balance for seat, one in known.accounts.items()})


def _ended(known: "Known") -> str:
    """Tell what the audience's factory has come to, beside its rivals."""
    places = _places(known)
    if 1 not in places:
        return ""
    place, earned = places[1], known.accounts[1].balance
    shared = list(places.values()).count(place) > 1
    values = {"money": money(abs(earned)), "place": number(place), "all": number(len(places))}
    if earned < 0:
        return (t("You have lost {money}: place {place} of {all}, shared", **values) if shared
                else t("You have lost {money}: place {place} of {all}", **values))  # fmt: skip
    return (t("You have earned {money}: place {place} of {all}, shared", **values) if shared
            else t("You have earned {money}: place {place} of {all}", **values))  # fmt: skip


def _mark(account: Account | None) -> int | None:
    """Return the age at which engines are serviced, if they go by age."""
    if account is None or not STRATEGIES[account.strategy].scheduled:
        return None
    return account.setting
