"""What leaves a room, and what never does."""

import json
from dataclasses import asdict, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from game.rooms.account import Account
from game.rooms.debrief.figures import Debrief, Weighed
from game.rooms.debrief.screens import steps_of
from game.rooms.federation.standing import Standing
from game.rooms.federation.told import Together
from game.rooms.room import Member, Order, Phase, Plan, Room, ordered
from game.rooms.seen import HOST, NOBODY, SHOW, Known, Viewer, seen_by

BRIEFLY = settings(max_examples=30, deadline=None)
STRATEGIES = ("preventive", "local", "federated")
PUBLIC = {
    "phase", "position", "turn", "turns", "turnCycles", "cycle", "cycles", "left", "seconds",
    "message", "anonymous", "stalled", "ready", "seats", "decided", "guessed", "race",
    "federation", "record", "quiz", "broke", "debrief", "paused",
}  # fmt: skip
MAY_KNOW: dict[str, set[str]] = {
    NOBODY: {"phase", "locked"},
    SHOW: PUBLIC | {"board", "hidden", "locked", "code"},
    HOST: PUBLIC
    | {"board", "hidden", "code", "locked", "people", "goesBack", "colleagues", "reached"}
    | {"sentences", "lesson"},
}
OF_A_SEAT = PUBLIC | {"you", "offers", "events", "calls", "hold"}
OF_WHO_SHARES = {"member", "gave", "gain", "worth", "asOf", "idle", "missed"}
OF_A_LINE = {"seat", "name", "money", "late", "bot", "test", "away", "done", "place"}


@st.composite
def rooms(draw: st.DrawFn) -> Room:
    """Draw a room in which every secret is a word of its own."""
    plan = Plan("default", 424_242_424, turns=3, federation=draw(st.sampled_from([None, 0, 2])))
    position = draw(st.integers(0, 5))
    members = []
    for seat in range(1, draw(st.integers(1, 4)) + 1):
        turns = draw(st.lists(st.integers(0, max(0, position - 2)), max_size=3))
        orders = tuple(
            Order(turn, draw(st.sampled_from(STRATEGIES)), 60 + 7 * seat) for turn in sorted(turns)
        )
        typed = draw(st.sampled_from([None, f"typed-{seat}"]))
        members.append(
            Member(
                seat, f"alias-{seat}", typed, draw(st.booleans()), f"secret-token-{seat}",
                f"secret-pin-{seat}", orders=orders, guess=draw(st.none() | st.integers(1, 60)),
                removed=draw(st.booleans()), bets={"luck": "low", "helpers": "1"},
            )
        )  # fmt: skip
    led = draw(st.integers(0, len(steps_of(plan)) - 1)) if position == 5 else 0
    return Room(
        "CODEXX", plan, "secret-host", "secret-show", position=position, members=tuple(members),
        hidden=draw(st.booleans()), anonymous=draw(st.booleans()), deleted=draw(st.booleans()),
        led=led,
    )  # fmt: skip


def known(room: Room) -> Known:
    account = Account(
        room.cycle, 5, 1, 2, (5,) * 10 * room.played, (((0, 250, 0, 0),),) * 4, "preventive", 131
    )
    accounts = {one.seat: account for one in room.members} if room.played else {}
    together = None
    if room.played and room.plan.federation is not None:
        gave = (3,) * len(room.members)
        whole = Together(tuple(accounts.values()), (1,), gave, ())
        together = Standing(whole, (4,) * len(gave), {1: (1,) * len(gave)}, 1)
    weighed = Weighed(4.0, 1.0, 0.5, 0.1, 1, 2, (4,) * room.played)
    debrief = Debrief(dict.fromkeys(accounts, weighed), (4,) * len(accounts))
    return Known(accounts, frozenset({1}), 0.0, together=together, debrief=debrief)


def viewers(room: Room) -> list[Viewer]:
    return [HOST, SHOW, NOBODY, *(one.seat for one in room.members)]


def told(room: Room, viewer: Viewer) -> tuple[dict[str, Any], str]:
    """Return what somebody is told after everybody else has asked."""
    kept = known(room)
    for other in viewers(room):
        seen_by(room, other, kept)
    seen = seen_by(room, viewer, kept)
    assert seen == seen_by(room, viewer, known(room))
    return seen, json.dumps(seen)


@BRIEFLY
@given(rooms())
def test_no_secret_leaves_to_anybody(room: Room) -> None:
    for viewer in viewers(room):
        _, text = told(room, viewer)
        assert "secret" not in text
        assert str(room.plan.seed) not in text or room.phase is Phase.DEBRIEF


@BRIEFLY
@given(rooms())
def test_nothing_leaves_that_is_not_listed(room: Room) -> None:
    for viewer in viewers(room):
        seen, _ = told(room, viewer)
        if room.deleted:
            assert seen == {"deleted": True}
            continue
        assert set(seen) <= MAY_KNOW.get(
            str(viewer), PUBLIC | {"you", "offers", "events", "calls", "hold"}
        )
        for line in seen.get("board", []):
            assert set(line) == OF_A_LINE | (OF_WHO_SHARES if seen["federation"] else set())
        for line in seen.get("race", {}).get("curves", []):
            assert set(line) == {"seat", "name", "place", "curve"}


@BRIEFLY
@given(rooms())
def test_written_names_without_a_yes_reach_their_owner_and_the_host_alone(room: Room) -> None:
    for viewer in viewers(room):
        _, text = told(room, viewer)
        for one in room.members:
            if one.typed and not one.approved and viewer not in (HOST, one.seat):
                assert f'"{one.typed}"' not in text
            if room.anonymous and viewer not in (HOST, one.seat):
                assert f'"{one.name}"' not in text


@BRIEFLY
@given(rooms())
def test_what_others_decide_and_guess_is_theirs_until_it_is_over(room: Room) -> None:
    for viewer in viewers(room):
        seen, text = told(room, viewer)
        if room.deleted:
            continue
        for one in room.members:
            order = ordered(room, one)
            if order is not None and viewer != one.seat:
                assert f"{order.setting}" not in text.replace('"curve": [5', "")
        if room.phase in (Phase.LOBBY, Phase.PREDICT) and viewer != NOBODY:
            assert seen["race"]["guesses"] == []


@BRIEFLY
@given(rooms())
def test_the_debrief_shows_what_the_host_has_led_to_and_no_answer_before(room: Room) -> None:
    for viewer in (SHOW, *(one.seat for one in room.members)):
        debrief = told(room, viewer)[0].get("debrief")
        if debrief is None:
            continue
        so_far = steps_of(room.plan)[: room.led + 1]
        names = [step.screen.name for step in so_far if not step.asks]
        assert [screen["name"] for screen in debrief["screens"]] == names
        assert debrief["asks"] == so_far[-1].asks
        assert "right" not in debrief


@BRIEFLY
@given(rooms())
def test_a_hidden_code_is_not_on_the_wall(room: Room) -> None:
    _, text = told(room, SHOW)
    assert ("CODEXX" in text) == (not room.hidden and not room.deleted)


def test_what_had_failed_before_is_told_where_all_fly_the_same_engines() -> None:
    room = Room("CODEXX", Plan("default", 7), "host", "show", position=1)
    known = Known(record=(157, 150))
    assert seen_by(room, SHOW, known)["record"] == [157, 150]
    own = replace(room, plan=replace(room.plan, federation=0))
    assert seen_by(own, SHOW, replace(known, told={}))["record"] == []


def test_a_test_player_has_no_place_and_stands_last() -> None:
    room = Room("CODEXX", Plan("default", 7, turns=3), "host", "show", position=3)
    tests, plays = Member(1, "Test", None, False, "", ""), Member(2, "Ada", None, False, "", "")
    room = replace(room, members=(replace(tests, test=True), plays))
    accounts = {
        seat: Account(250, money, 0, 0, (money,) * 10, (), "corrective", None)
        for seat, money in ((1, 9), (2, 5))
    }
    seen = seen_by(room, HOST, Known(accounts))
    assert [(line["name"], line["place"]) for line in seen["board"]] == [("Ada", 1), ("Test", None)]
    assert seen["seats"] == 2
    notes = [seen_by(room, seat, Known(accounts))["you"]["notes"] for seat in (1, 2)]
    assert notes == [[], ["Place 1 of 1"]]


def test_equal_balances_share_a_place() -> None:
    room = Room("ABCDEF", Plan("default", 7), "", "", position=3)
    room = replace(room, members=tuple(Member(n, f"{n}", None, False, "", "") for n in range(1, 5)))
    moneys = {1: 5, 2: 9, 3: 5, 4: 1}
    accounts = {
        seat: Account(250, money, 0, 0, (money,) * 10, (), "corrective", None)
        for seat, money in moneys.items()
    }
    seen = seen_by(room, HOST, Known(accounts))
    assert [(line["seat"], line["place"]) for line in seen["board"]] == [
        (2, 1), (1, 2), (3, 2), (4, 4),
    ]  # fmt: skip
    assert seen_by(room, 3, Known(accounts))["you"]["place"] == 2
    assert seen_by(room, 3, Known(accounts))["you"]["notes"] == ["Place 2 of 4, shared"]
    assert seen_by(room, 3, Known())["you"]["place"] is None


def test_an_audience_that_ends_beside_a_rival_shares_its_place() -> None:
    plan = Plan("open", 7, turns=1, turn_cycles=240, audience=True)
    members = tuple(Member(n, f"{n}", None, False, "", "") for n in range(1, 5))
    room = Room("ABCDEF", plan, "", "", position=3, members=members)
    for moneys, says in (
        ((5, 9, 5, 1), "You have earned $5: place 2 of 4, shared"),
        ((5, 9, 4, 1), "You have earned $5: place 2 of 4"),
        ((-5, 9, 4, 1), "You have lost $5: place 4 of 4"),
        ((-5, 9, -5, 1), "You have lost $5: place 3 of 4, shared"),
    ):
        accounts = {
            seat: Account(240, money, 0, 0, (money,) * 10, (), "corrective", None)
            for seat, money in enumerate(moneys, 1)
        }
        seen = seen_by(room, SHOW, Known(accounts))
        assert seen["ended"] == says
    assert seen_by(room, SHOW, Known())["ended"] == ""
    assert seen_by(replace(room, position=2), SHOW, Known(accounts))["ended"] == ""


def test_somebody_reads_what_others_see_of_their_factory() -> None:
    plan = Plan("default", 7, turns=3)
    one = Member(1, "Calm Heron", "Ada", False, "", "", late=2, bot=True)
    room = Room("ABCDEF", plan, "", "", position=4, members=(one,))
    assert seen_by(room, 1, Known())["you"]["notes"] == [
        "Until the host has approved your name, others see Calm Heron",
        "joined after 2 turns",
        "a bot plays until you decide",
    ]
    approved = replace(one, approved=True, late=0, bot=False)
    for anonymous, says in ((False, []), (True, ["Others see Factory 1"])):
        told = replace(room, anonymous=anonymous, members=(approved,))
        assert seen_by(told, 1, Known())["you"]["notes"] == says


def test_the_rows_of_secrets_are_what_the_property_thinks() -> None:
    fields = set(asdict(Member(1, "", None, False, "", "")))
    assert {"token", "pin"} < fields and len(fields) == 15
