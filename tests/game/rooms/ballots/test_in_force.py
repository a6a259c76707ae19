"""What a wall says is in force is what the board flies that replays the link."""

import pytest

from game.rooms.account import Account
from game.rooms.ballots.asking import close
from game.rooms.ballots.ballot import Question
from game.rooms.ballots.questions import questions_of
from game.rooms.ballots.told import _decisions, _order
from game.rooms.play import whole_match
from game.rooms.room import Plan, link_of, moves_of
from game.rules.decisions import Answer, Decision
from game.rules.links import decode
from game.rules.strategies import STRATEGIES
from game.text.language import t
from tests.game.rooms.ballots.test_questions import ACCOUNT, Rows, at_turn

JOIN, LOCAL, AGED, VAIN = "join", "local", "preventive", "nobody votes"


def decide(rows: Rows, account: Account | None, what: str) -> None:
    """Ask and let one voter decide."""
    kind = "offer" if what == JOIN else "strategy"
    question = next(
        one for one in questions_of(rows.room, account)
        if one.kind == kind and (kind == "strategy" or invites(rows, one))
    )  # fmt: skip
    rows.ask("ask", kind=kind, about=question.about)
    if what != VAIN:
        names = [option[0] if kind == "strategy" else option for option in question.options]
        rows.vote("ada", 1 if what == JOIN else names.index(what))
    rows.add(close(rows.room))


def invites(rows: Rows, question: Question) -> bool:
    return bool(rows.room.plan.offers[question.about or 0].alliances)


def flown(rows: Rows) -> Account:
    """Return what the board comes to that opens the link of what has been decided."""
    room = rows.room
    plan = room.plan
    moves = decode(link_of(plan, moves_of(room, room.members[0]))).decisions
    return whole_match(plan.scenario_code, plan.seed, plan.turn_cycles, room.played, moves)[0]


@pytest.mark.parametrize(
    "said",
    [
        (JOIN, LOCAL), (LOCAL, JOIN), (JOIN, VAIN), (VAIN, JOIN), (LOCAL, JOIN, AGED),
        (AGED, JOIN, AGED), (JOIN, LOCAL, AGED), (LOCAL, JOIN, LOCAL, "federated"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("length", [60, 480], ids=["at a boundary", "within a turn"])
@pytest.mark.no_cover
def test_what_was_decided_last_is_in_force(said: tuple[str, ...], length: int) -> None:
    plan = Plan("open", 7, turns=1440 // length, turn_cycles=length, audience=True)
    number = next(number for number, one in enumerate(plan.offers) if one.alliances)
    turn = plan.offers[number].announced // length
    rows, account = at_turn(0, plan), None
    for _ in range(turn):
        rows.step()
        account = flown(rows)
    for what in said:
        decide(rows, account, what)
    tells = _order(rows.room, account)
    rows.step()
    account = flown(rows)
    assert tells == t(STRATEGIES[account.strategy].title)
    assert dict(account.taken) == {number: 0}
    if said == (LOCAL, JOIN):  # within a turn it flies until the alliance invites
        (told, _) = _decisions(rows.room)[-2:]
        assert (told["chosen"], told["over"]) == ("Local predictive", length == 60)
    if said[-1] not in (JOIN, VAIN):
        assert account.strategy == said[-1]


def test_of_two_orders_of_one_turn_the_first_is_told_as_overruled() -> None:
    rows = at_turn(0)
    for what in (LOCAL, AGED, VAIN):
        decide(rows, None, what)
    rows.step()
    decide(rows, flown(rows), LOCAL)
    told = [(one["chosen"], one["over"], one["counts"]) for one in _decisions(rows.room)]
    assert told == [
        ("Local predictive", True, [0, 0, 1]),
        ("Preventive", False, [0, 1, 0]),
        (None, False, [0, 0, 0]),
        ("Local predictive", False, [0, 0, 1]),
    ]
    flies = moves_of(rows.step(), rows.room.members[0])
    assert flies == (Decision(0, AGED), Decision(100, LOCAL))


def test_a_setting_overrules_a_setting_and_not_the_strategy_that_it_sets() -> None:
    rows = at_turn(0)
    decide(rows, None, AGED)
    rows.step()
    decide(rows, ACCOUNT, AGED)
    for option in (0, 2):  # younger, older
        rows.ask("ask", kind="setting", about=ACCOUNT.setting)
        rows.vote("ada", option)
        rows.add(close(rows.room))
    told = [(one["kind"], one["over"]) for one in _decisions(rows.room)]
    orders = [("strategy", False), ("strategy", False)]
    assert told == [*orders, ("setting", True), ("setting", False)]
    flies = moves_of(rows.step(), rows.room.members[0])
    assert flies == (Decision(0, AGED), Decision(100, AGED, 144))


def test_a_link_into_a_turn_holds_what_that_turn_had_decided_before() -> None:
    plan = Plan("open", 7, turns=24, turn_cycles=60, audience=True)
    number = next(number for number, one in enumerate(plan.offers) if one.alliances)
    turn = plan.offers[number].announced // 60
    rows, begins = at_turn(turn, plan), 60 * turn
    for what in (AGED, JOIN, LOCAL):
        decide(rows, None, what)
    rows.step()
    decide(rows, flown(rows), AGED)
    room = rows.step()
    held = [decode(one["link"]).decisions for one in _decisions(room)]
    join = Answer(begins, number, 0)
    assert held == [
        (),
        (Decision(begins, AGED),),
        (Decision(begins, AGED), join),
        (join, Decision(begins, LOCAL)),
    ]
    assert moves_of(room, room.members[0]) == (*held[-1], Decision(begins + 60, AGED))
