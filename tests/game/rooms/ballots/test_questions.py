"""What an audience is asked, and what becomes of it, by its rows alone."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import pytest

from game.rooms.account import Account, Watched
from game.rooms.ballots.asking import AUDIENCE_VERBS, close, vote
from game.rooms.ballots.questions import guess_of, guessed_right, questions_of
from game.rooms.room import Plan, Room, Row, moves_of
from game.rooms.rows import after, fold
from game.rooms.verbs.proposals import Proposal, RoomError
from game.rules.decisions import Decision
from game.rules.offers.events import events_of
from game.rules.offers.offers import offers_of
from game.rules.scenario import OPEN

PLAN = Plan("default", 7, turns=3, turn_cycles=100, audience=True)
ACCOUNT = Account(
    100, 5, 1, 2, (5,) * 10, (((0, 100, 0, 0),),) * 4, "preventive", 120,
    opens={"corrective": 0, "preventive": 0, "local": 0, "federated": None}, ages=(None, 40, 90, 7),
    watched=(
        Watched(1, 40, None, None, 220, ("service",), 240),
        Watched(3, 7, None, None, 200, ("service", "hold"), 240),
    ),
)  # fmt: skip


class Rows:
    """An audience, and its rows."""

    def __init__(self, plan: Plan = PLAN) -> None:
        self.room = fold(
            "ABCDEF", [Row(1, 0.0, "opened", {"plan": asdict(plan), "host": "h", "show": "s"})]
        )

    def add(self, proposal: Proposal) -> Room:
        row = Row(self.room.sequence + 1, 0.0, proposal.kind, proposal.body, proposal.once)
        self.room = after(self.room, row)
        return self.room

    def ask(self, verb: str, **values: Any) -> Room:
        account = replace(ACCOUNT, cycle=self.room.cycle)
        return self.add(AUDIENCE_VERBS[verb](self.room, account, values))

    def step(self) -> Room:
        return self.ask("step", position=self.room.position)

    def vote(self, voter: str, what: int) -> Room:
        values = {"ballot": self.room.ballots[-1].number, "what": what, "id": f"{what}"}
        return self.add(vote(self.room, voter, values))


def at_turn(turn: int, plan: Plan = PLAN) -> Rows:
    rows = Rows(plan)
    for _ in range(turn + 1):
        rows.step()
    return rows


def kinds(rows: Rows, account: Account | None) -> list[str]:
    return [question.kind for question in questions_of(rows.room, account)]


def test_what_is_asked_is_what_the_board_offers_there() -> None:
    assert kinds(Rows(), None) == []
    assert kinds(at_turn(0), None) == ["strategy"]
    assert kinds(at_turn(0, replace(PLAN, rules="classic")), None) == []  # nothing is open yet
    assert kinds(at_turn(1), replace(ACCOUNT, watched=())) == ["strategy", "setting"]
    free = replace(PLAN, rules="open", turn_cycles=480)
    assert kinds(at_turn(0, free), None)[:2] == ["strategy", "offer"]
    assert kinds(at_turn(1, free), ACCOUNT)[-1] == "call"


def test_a_setting_is_offered_as_three_values_within_its_bounds() -> None:
    rows = at_turn(1)
    (setting,) = (one for one in questions_of(rows.room, ACCOUNT) if one.kind == "setting")
    assert [value for _, value in setting.options] == [96, None, 144]  # a fifth to either side
    for other in (None, 1):
        assert "setting" not in kinds(rows, replace(ACCOUNT, setting=other))
    waits = replace(ACCOUNT, strategy="corrective", setting=90)
    assert "setting" not in kinds(rows, waits)


def test_what_another_order_makes_idle_is_not_asked() -> None:
    rows = at_turn(1)  # preventive is in force
    for option, idle in ((1, False), (2, True)):
        rows.ask("ask", kind="strategy", about=None)
        rows.vote("ada", option)
        rows.add(close(rows.room))
        assert ("setting" not in kinds(rows, ACCOUNT)) == idle
    free = at_turn(1, replace(PLAN, rules="open", turns=4, turn_cycles=360))
    offers = [one for one in questions_of(free.room, ACCOUNT) if one.kind == "offer"]
    offer = next(one for one in offers if free.room.plan.offers[one.about or 0].alliances)
    assert "setting" in kinds(free, ACCOUNT)
    free.ask("ask", kind="offer", about=offer.about)
    free.vote("ada", 1)
    free.add(close(free.room))
    assert "setting" not in kinds(free, ACCOUNT)  # the alliance's model is in force from now on


def test_how_to_maintain_is_suggested_until_it_is_decided() -> None:
    rows = at_turn(0)
    for votes, first in (((), "strategy"), ((0, 1), "strategy"), ((1,), "setting")):
        rows.ask("ask", kind="strategy", about=None)
        for voter, what in enumerate(votes):
            rows.vote(f"{voter}", what)
        rows.add(close(rows.room))
        rows.step()
        assert kinds(rows, ACCOUNT)[0] == first
        rows.room = replace(rows.room, position=3)


def test_an_offer_that_would_change_nothing_is_not_asked() -> None:
    def offered(seed: int, taken: dict[int, int]) -> list[str]:
        rows = at_turn(2, replace(PLAN, rules="open", seed=seed, turns=4, turn_cycles=360))
        account = replace(ACCOUNT, taken=tuple(taken.items()))
        found = questions_of(rows.room, account)
        return [rows.room.plan.offers[one.about or 0].kind for one in found if one.kind == "offer"]

    for seed in range(60):
        offers, events = offers_of(OPEN, seed), events_of(OPEN, seed)
        poison = [one for one in events if one.row.poisoned and one.announced < 1_080]
        votes = [one for one in offers if one.kind == "robust" and one.deadline >= 720]
        if not poison or not votes:
            continue
        number = next(number for number, one in enumerate(offers) if one.alliances)
        mine = offers[number].alliances[poison[0].alliance]
        averages = "robust" in offered(seed, {number: poison[0].alliance})
        assert averages == (mine.rule == "fedavg")  # who merges by the median does already
        assert "robust" not in offered(seed, {})
        if not averages:
            return
    pytest.fail("no seed has odd updates in an alliance that merges by the median")


def test_what_is_decided_in_this_turn_counts_for_what_is_asked_next() -> None:
    rows = at_turn(0, replace(PLAN, rules="open", turns=4, turn_cycles=360))
    offers = rows.room.plan.offers
    number = next(number for number, one in enumerate(offers) if one.alliances)
    family = next(number for number, one in enumerate(offers) if one.kind == "family")

    def asked() -> bool:
        return ("offer", family) in [(one.kind, one.about) for one in questions_of(rows.room, None)]

    assert not asked()
    rows.ask("ask", kind="offer", about=number)
    rows.vote("ada", 1)
    rows.add(close(rows.room))
    assert asked()


def test_the_engine_that_is_next_to_be_ordered_is_asked_about() -> None:
    def call(account: Account) -> list[tuple[int | None, list[Any]]]:
        found = questions_of(rows.room, account)
        return [(one.about, list(one.options)) for one in found if one.kind == "call"]

    rows = at_turn(1, replace(PLAN, rules="open", turn_cycles=480))
    assert call(ACCOUNT) == [(3, [None, "service", "hold"])]
    waiting = tuple(replace(one, begins=None) for one in ACCOUNT.watched)
    assert call(replace(ACCOUNT, watched=waiting)) == [(1, [None, "service"])]  # the oldest
    assert call(replace(ACCOUNT, watched=())) == []
    rows.ask("ask", kind="strategy", about=None)
    rows.vote("ada", 0)
    rows.add(close(rows.room))
    assert call(ACCOUNT) == []  # what it would change is not known before the new order flies


def test_guesses_cover_all_that_may_come() -> None:
    question = guess_of(at_turn(0).room)
    step = question.options[1][1]
    assert 2 * step < 4 * 100 * 300 < 3.1 * step  # thirds of what engines can earn
    changes = [-5, 0, step - 1, step, 2 * step]
    assert [guessed_right(question, change) for change in changes] == [0, 1, 1, 2, 3]


def test_what_has_won_is_decided_when_the_turn_ends() -> None:
    rows = at_turn(0)
    rows.ask("ask", kind="strategy", about=None)
    for voter, what in (("ada", 1), ("bob", 2), ("ada", 2)):
        rows.vote(voter, what)
    rows.add(close(rows.room))
    team = rows.room.members[0]
    assert team.orders == ()
    assert moves_of(rows.step(), rows.room.members[0]) == (Decision(0, "local"),)
    rows.ask("back", position=rows.room.position)
    assert (rows.room.ballots, rows.room.members[0].orders) == ((), ())
    assert not any(one.orders for one in rows.room.members)  # rivals do what their match says


def test_rows_that_two_moderators_send_are_one() -> None:
    rows = at_turn(0)
    first = AUDIENCE_VERBS["ask"](rows.room, None, {"kind": "strategy", "about": None})
    assert first.once == AUDIENCE_VERBS["ask"](rows.room, None, {"kind": "guess"}).once
    rows.add(first)
    assert close(rows.room).once == close(rows.room, rows.room.ballots[0].number).once


def _twice() -> Rows:
    rows = at_turn(0)
    rows.ask("ask", kind="strategy", about=None)
    rows.add(close(rows.room))
    rows.ask("repeat", ballot=rows.room.ballots[0].number)
    return rows


@pytest.mark.parametrize(
    ("verb", "values", "says"),
    [
        ("void", {"ballot": 3, "on": False}, "asked again"),
        ("void", {"ballot": 5, "on": 1}, "true or false"),
        ("repeat", {"ballot": 3}, "close it first"),
        ("ask", {"kind": "strategy", "about": None}, "close it first"),
        ("close", {"ballot": 3}, "No vote is open"),
        ("step", {"position": 2}, "close it first"),
        ("end", {"position": 1}, "moved on"),
    ],
)
def test_what_cannot_be_is_refused(verb: str, values: Mapping[str, Any], says: str) -> None:
    rows = _twice()
    assert [one.number for one in rows.room.ballots] == [3, 5]
    with pytest.raises(RoomError, match=says):
        AUDIENCE_VERBS[verb](rows.room, None, values)


def test_only_the_last_vote_is_repeated_and_a_turn_that_is_played_is_waited_for() -> None:
    rows = at_turn(0)
    for _ in range(2):
        rows.ask("ask", kind="strategy", about=None)
        rows.add(close(rows.room))
    with pytest.raises(RoomError, match="Only the last vote"):
        rows.ask("repeat", ballot=rows.room.ballots[0].number)
    rows.step()
    with pytest.raises(RoomError, match="still being played"):
        AUDIENCE_VERBS["ask"](rows.room, None, {"kind": "strategy"})
    ended = rows.ask("end", position=rows.room.position)
    assert (ended.phase, len(moves_of(ended, ended.members[0]))) == ("debrief", 0)
    for verb in ("ask", "end"):
        with pytest.raises(RoomError):
            rows.ask(verb, kind="guess", position=rows.room.position)
