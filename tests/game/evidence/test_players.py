"""Players by rules play through the same moves as everybody."""

from dataclasses import replace

import pytest

from game.evidence.players import AS_ADVISED, NOTHING, RULES, Fixed, Player, Written, play_by
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rules.decisions import Answer, Call, Decision
from game.rules.links import decode, encode
from game.rules.match import replay
from game.rules.scenario import OPEN

SHORT = replace(OPEN, cycles=720, federation_size=6)


@pytest.mark.parametrize("player", [NOTHING, AS_ADVISED, Written(), Written(calls=False)])
def test_what_a_player_decided_replays_to_the_same_match(player: Player) -> None:
    match, moves = play_by(SHORT, 11, player)
    again = replay(SHORT, moves, world_of(fleet_of(SHORT, 11)))
    assert (match.balances == again.balances).all()
    assert decode(encode("open", 11, moves)).decisions == moves


def test_fixed_answers_are_given_when_an_offer_is_announced() -> None:
    _, moves = play_by(SHORT, 11, Fixed("local", alliance=1, takes=frozenset({"ruler"})))
    offers = world_of(fleet_of(SHORT, 11)).offers
    answers = {offers[move.offer].kind: move for move in moves if isinstance(move, Answer)}
    assert answers.keys() == {"ruler", "alliance"}
    assert answers["alliance"].option == 1
    for kind, move in answers.items():
        assert move.cycle == next(offer for offer in offers if offer.kind == kind).announced
    first, second = (move for move in moves if isinstance(move, Decision))
    assert first == Decision(0, "local")
    assert second == Decision(answers["ruler"].cycle, "local", retrain=True), "it trains with it"


def test_the_written_policy_calls_at_the_end_alone_and_only_where_it_may() -> None:
    _, moves = play_by(OPEN, 5, Written())
    calls = [move for move in moves if isinstance(move, Call)]
    assert all(move.cycle >= OPEN.cycles - 110 and move.call == "hold" for move in calls)
    _, without = play_by(replace(OPEN, calls=False), 5, Written())
    assert not [move for move in without if isinstance(move, Call)]


def test_a_page_of_rules_is_a_page() -> None:
    assert sum(len(rule.split()) for rule in RULES) < 200
