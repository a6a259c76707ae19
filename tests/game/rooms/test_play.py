"""What a factory is told of its engines: what wore out in those that failed, of no other."""

from dataclasses import replace

from game.rooms.account import Account, answer, question, read
from game.rooms.federation.shares import Turn
from game.rooms.federation.together import play_together
from game.rooms.room import Member, Plan, Room
from game.rooms.seen import SHOW, Known, seen_by
from game.rules.lives import Outcome

HALVES = Plan("default", 7, turns=4, turn_cycles=250, federation=4, split=True)


def faults(account: Account) -> set[int]:
    """Return the faults that a factory is told of, and hold that only failures have one."""
    lives = [life for own in account.lives for life in own]
    assert all((len(life) == 5) == (life[2] == Outcome.FAILURE) for life in lives)
    return {life[4] for life in lives if len(life) == 5}


def test_half_of_a_split_class_reads_compressors_the_other_fans() -> None:
    told = play_together(HALVES, (Turn(), Turn()), 4)
    assert [faults(account) for account in told.accounts] == [{0}, {1}, {0}, {1}]
    before = play_together(HALVES, (Turn(),), 4)
    members = tuple(Member(seat, f"f{seat}", None, False, "", "") for seat in range(1, 5))
    room = Room("ABCDEF", HALVES, "", "", position=4, members=members)
    seen = seen_by(room, SHOW, Known(dict(enumerate(told.accounts, start=1))))
    new = [
        after.failures - one.failures
        for after, one in zip(told.accounts, before.accounts, strict=True)
    ]
    assert seen["broke"] == [2, new[0] + new[2], new[1] + new[3]]
    for late, fans in ((1, new[1] + new[3]), (2, new[1])):  # in that turn, after it was read out
        fourth = replace(members[3], late=late)
        room = replace(room, members=(*members[:3], fourth))
        seen = seen_by(room, SHOW, Known(dict(enumerate(told.accounts, start=1))))
        assert seen["broke"] == [2, new[0] + new[2], fans]


def test_where_nobody_can_tell_nothing_is_said() -> None:
    (account,) = read(answer(question("default.cy500", 7, 250, 1, [()])))
    assert account.broke is not None
    assert faults(account) <= {0, 1}
    room = Room(
        "ABCDEF", HALVES, "", "", position=3, members=(Member(1, "f", None, False, "", ""),)
    )
    assert seen_by(room, SHOW, Known({1: replace(account, broke=None)}))["broke"] is None
