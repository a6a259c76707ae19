"""Factories that learn from each other live through their turns, in another process."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from game.rooms.account import Account
from game.rooms.federation import told
from game.rooms.federation.shares import turns_of
from game.rooms.federation.standing import Standing, contributors, differences
from game.rooms.live import Live
from game.rooms.room import Member, Plan
from game.rooms.verbs.proposals import Proposal
from game.workers import Function

Elsewhere = Callable[[Plan, Function, bytes], Awaitable[bytes]]
"""Returns what a function makes of a question in another process."""

Lived = Callable[[Live, int, dict[int, Account]], None]
"""Tells what became of the factories of a room after so many turns."""


async def let_live_together(live: Live, asked: object, elsewhere: Elsewhere, lived: Lived) -> None:
    """Let factories live; then work out what each is worth to the others.

    It ends as soon as something else is asked of the room: what they are worth is told as of the
    last turn for which it was worked out.

    Parameters
    ----------
    asked : what ``live.asked`` is as long as this is wanted
    """
    plan, turns, seats = live.room.plan, turns_of(live.room), len(live.room.members)
    before = live.standing_together

    async def without(seat: int | None) -> tuple[int, ...]:
        question = told.question(plan, turns, seats, seat)
        return told.read_balances(await elsewhere(plan, told.balances, question))

    together = told.read(await elsewhere(plan, told.answer, told.question(plan, turns, seats)))
    if live.asked != asked:
        return
    worth, as_of = (dict(before.worth), before.as_of) if before else ({}, 0)
    live.standing_together = Standing(together, (), worth, as_of)
    lived(live, len(turns), dict(enumerate(together.accounts, start=1)))
    alone = await without(None)
    if live.asked != asked:
        return
    live.standing_together = Standing(together, alone, worth, as_of)
    live.version += 1
    fresh: dict[int, tuple[int, ...]] = {}
    wanted = contributors(together, seats, live.room.weighed)
    for seat in wanted:
        less = await without(seat)
        if live.asked != asked:
            return
        fresh[seat] = differences(together, less, seat)
        live.standing_together = replace(live.standing_together, replays=(len(fresh), len(wanted)))
    live.standing_together = Standing(together, alone, fresh, len(turns))
    live.version += 1


def noting_absence(live: Live, step: Proposal, since: float) -> Proposal:
    """Note with a turn's end who was not there: nobody looked in from the seat since it began.

    Parameters
    ----------
    since : who has asked after that is there however short the turn was, s since 1970
    """
    room = live.room
    begun = since if room.turn is None else min(since, room.begun[room.turn])
    here = live.here(begun)
    absent = [
        one.seat
        for one in room.members
        if one.removed or not (one.seat in here or (not one.bot and _has_decided(one, room.turn)))
    ]
    return replace(step, body={**step.body, "absent": absent})


def _has_decided(member: Member, turn: int | None) -> bool:
    return turn in {one.turn for one in member.orders} | {one.turn for one in member.acts}
