"""What a wall says of a loss is what a board that replays the match knows of it."""

import pytest

from game.live.feed import Request, feed
from game.rooms.account import Account
from game.rooms.ballots.losses import MOST_TOLD, befell, unseen
from game.rooms.play import whole_match
from game.rooms.room import Plan
from game.rules.decisions import Answer, Decision, Move
from game.rules.offers.events import events_of
from game.rules.scenario import OPEN

LENGTH = 180


def audience(seed: int) -> Plan:
    return Plan("open", seed, turns=8, turn_cycles=LENGTH, audience=True)


def accounts(seed: int, moves: tuple[Move, ...]) -> list[Account]:
    return [whole_match("open", seed, LENGTH, turn, moves)[0] for turn in range(1, 9)]


@pytest.mark.no_cover
def test_a_strike_is_told_in_the_turns_in_which_services_begin_later() -> None:
    plan, local = audience(8), Decision(0, "local")
    number, spares = next(
        (number, one) for number, one in enumerate(plan.offers) if one.kind == "spares"
    )
    counter = Answer(spares.announced, number, 0)
    met = False
    for moves in ((local,), (local, counter), ()):
        leads = feed(Request(OPEN, 8, moves, until=1_440)).header["leads"]
        later = [
            any(cycle < end and lead > 40 for cycle, lead in leads)
            and any(cycle > end - LENGTH and lead == 40 for cycle, lead in leads[1:])
            for end in range(LENGTH, 1_441, LENGTH)
        ]
        told = [list(befell(plan, account)) for account in accounts(8, moves)]
        serves = bool(moves)
        assert [bool(one) for one in told] == [serves and is_later for is_later in later]
        met |= any(later)
        for says in filter(None, told):
            (one,) = says
            assert one.startswith("Spare parts are on strike, cycles 360 to 600: ")
    assert met


@pytest.mark.parametrize("answer", ["stays", "votes for the median", "orders otherwise"])
@pytest.mark.no_cover
def test_odd_updates_are_told_to_who_shares_a_model_that_they_move(answer: str) -> None:
    for seed in range(60):
        plan, events = audience(seed), events_of(OPEN, seed)
        odd = [one for one in events if one.row.poisoned]
        votes = [number for number, one in enumerate(plan.offers) if one.kind == "robust"]
        if not odd or not votes:
            continue
        invites = next(number for number, one in enumerate(plan.offers) if one.alliances)
        offer, turn = plan.offers[invites], 1 + odd[0].begins // LENGTH
        for option, ring in enumerate(offer.alliances):
            moves: tuple[Move, ...] = (Answer(offer.announced, invites, option),)
            if answer == "orders otherwise":
                moves += (Decision(offer.announced + 1, "preventive", 80),)
            elif answer != "stays":
                moves += (Answer(plan.offers[votes[0]].announced, votes[0], 0),)
            account = whole_match("open", seed, LENGTH, turn, moves)[0]
            told = [one for one in befell(plan, account) if one.startswith("Odd updates")]
            moved = option == odd[0].alliance and ring.rule == "fedavg" and answer == "stays"
            assert told == [one for one in told if ring.name in one]
            assert bool(told) == moved, (seed, option)
        if offer.alliances[odd[0].alliance].rule == "fedavg":
            return
    pytest.fail("no seed has odd updates that are averaged")


@pytest.mark.parametrize("seed", [7, pytest.param(12, marks=pytest.mark.long)])
@pytest.mark.no_cover
def test_a_failure_without_a_sign_says_what_the_board_says(seed: int) -> None:
    moves = (Decision(0, "local"),)
    rows = feed(Request(OPEN, seed, moves, until=1_440)).sections["calm"].tolist()
    told = [says for account in accounts(seed, moves) for says in unseen(account)]
    assert sorted(told) == sorted(
        f"Engine {slot + 1}: {'Your model has never seen a fan fail. ' if known == 0 else ''}"
        f"{left} cycles before, it said {round(forecast / 10)} left."
        for slot, _, forecast, left, known in rows
    )
    assert any("never seen" in one for one in told)


def test_what_a_model_has_seen_before_is_not_called_new() -> None:
    for known, fault, says in ((0, 0, "seen a compressor"), (4, 0, None), (-1, 1, None)):
        account = Account(
            LENGTH, 0, 3, 0, (), (), "local", 40, calm=((0, fault, 41, 125, known),) * 3
        )
        told = list(unseen(account))
        assert len(told) == MOST_TOLD
        assert ["never seen" in one for one in told] == [says is not None] * MOST_TOLD
        assert says is None or says in told[0]
