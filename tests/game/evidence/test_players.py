"""Players by rules play through the same moves as everybody."""

from dataclasses import replace

import pytest

from game.evidence.players import (
    AS_ADVISED,
    ASKED_EVERY,
    NOTHING,
    RULES,
    Fixed,
    Player,
    RunningEngine,
    Seen,
    Written,
    play_by,
)
from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rules.decisions import Answer, Call, Decision
from game.rules.links import decode, encode
from game.rules.match import replay
from game.rules.offers.events import Event
from game.rules.offers.offers import Alliance, Offer
from game.rules.offers.terms import Taken
from game.rules.scenario import OPEN

WITH_FEW = replace(OPEN, federation_size=6)
SHORT = replace(WITH_FEW, cycles=720)


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("player", [NOTHING, AS_ADVISED, Written(), Written(calls=False)])
def test_what_a_player_decided_replays_to_the_same_match(player: Player) -> None:
    match, moves = play_by(SHORT, 11, player)
    again = replay(SHORT, moves, world_of(fleet_of(SHORT, 11)))
    assert (match.balances == again.balances).all()
    assert decode(encode("open", 11, moves)).decisions == moves


def test_fixed_answers_are_given_when_an_offer_is_announced() -> None:
    _, moves = play_by(SHORT, 11, Fixed("local", alliance=1, takes=frozenset({"kit"})))
    offers = world_of(fleet_of(SHORT, 11)).offers
    answers = {offers[move.offer].kind: move for move in moves if isinstance(move, Answer)}
    assert answers.keys() == {"kit", "alliance"}
    assert answers["alliance"].option == 1
    for kind, move in answers.items():
        assert move.cycle == next(offer for offer in offers if offer.kind == kind).announced
    first, second = (move for move in moves if isinstance(move, Decision))
    assert first == Decision(0, "local")
    assert second == Decision(answers["kit"].cycle, "local", retrain=True), "it trains with it"


@pytest.mark.no_cover
@pytest.mark.slow
def test_the_written_policy_calls_for_contracts_and_at_the_end() -> None:
    fleet = fleet_of(WITH_FEW, 7)
    offers = world_of(fleet).offers
    _, moves = play_by(WITH_FEW, 7, Written())
    taken = [offers[move.offer] for move in moves if isinstance(move, Answer)]
    contracts = [offer for offer in taken if offer.kind == "contract"]
    calls = [move for move in moves if isinstance(move, Call)]
    assert contracts and all(2 * offer.prices[0] <= offer.bonus for offer in contracts)
    assert {call.call for call in calls} == {"hold", "service"}
    for call in calls:
        if call.call == "service":
            assert any(40 < offer.begins - call.cycle < 80 + ASKED_EVERY for offer in contracts)
        else:
            runs = any(offer.begins <= call.cycle < offer.ends for offer in contracts)
            assert runs or call.cycle >= OPEN.cycles - 110
    _, without = play_by(replace(WITH_FEW, calls=False), 7, Written())
    assert not [move for move in without if isinstance(move, Call)]


@pytest.mark.parametrize(
    ("cycle", "forecast", "call"),
    [
        (1_380, 85.0, "hold"),
        (1_380, 80.0, None),
        (1_300, 120.0, None),
        (1_020, 109.9, "service"),
        (1_020, 110.0, None),
        (1_000, 60.0, None),
        (1_140, 96.0, "hold"),
        (1_140, 95.0, None),
        (1_170, 124.0, None),
    ],
)
def test_the_rules_of_calls(cycle: int, forecast: float, call: str | None) -> None:
    contract = Offer("contract", 960, 1_020, (2_000,), begins=1_080, ends=1_200, line=90, bonus=1)
    engine = RunningEngine(2, 150, forecast)
    seen = Seen(
        OPEN, cycle, "federated", 84, True, {}, (), (Taken(980, 3, 0, contract),), {}, (engine,)
    )  # fmt: skip
    expected = [] if call is None else [Call(cycle, 2, call)]
    assert Written()(seen) == expected
    assert Written(calls=False)(seen) == []


@pytest.mark.parametrize(
    ("fees", "sold", "own", "answer"),
    [
        ((18_000, 1_000, 600), True, (3, 1), 1),
        ((18_000, 10_000, 1_000), True, (3, 1), 1),
        ((18_000, 18_000, 18_000), True, (4, 0), None),
        ((18_000, 18_000, 600), True, (4, 0), None),
        ((18_000, 18_000, 18_000), False, (3, 1), None),
        ((18_000, 18_000, 18_000), False, (4, 0), 0),
    ],
)
def test_the_cheapest_alliance_that_has_seen_a_fan_is_joined_or_the_kit_is_bought(
    fees: tuple[int, int, int], sold: bool, own: tuple[int, int], answer: int | None
) -> None:
    listed = tuple(
        Alliance(name, members, "any", "fedavg", fee)
        for name, members, fee in zip("ABC", (19, 7, 12), fees, strict=True)
    )
    facts = {"A": (60, 16), "B": (18, 10), "C": (48, 0)}
    offer = Offer("alliance", 60, 420, (0, 0, 0), alliances=listed)
    kit = {0: Offer("kit", 30, 180, (1_000,))} if sold else {}
    offers = {**kit, 1: offer}
    seen = Seen(OPEN, 60, "preventive", 100, True, offers, (), (), facts, (), listed, own)
    alone = [Decision(60, "local"), *(Answer(60, number, 0) for number in kit)]
    together = [Answer(60, 1, answer or 0), Decision(60, "federated", 82)]
    assert Written()(seen) == (alone if answer is None else together)


JOINED = Taken(
    60, 0, 0, Offer("alliance", 60, 420, (0,), (Alliance("A", 12, "any", "fedavg", 600),))
)
BENDS, VOTED = (
    Taken(cycle, number, 0, Offer(kind, 90, 720, (2_000,), begins=begins))
    for cycle, number, kind, begins in ((90, 1, "family", 0), (600, 2, "robust", 720))
)
STRIKE = Event("strike", 480, 600, 840)


@pytest.mark.parametrize(
    ("cycle", "taken", "alarm"),
    [
        (80, (JOINED,), 82),
        (100, (JOINED, BENDS), 70),
        (620, (JOINED, BENDS), 90),
        (780, (JOINED, BENDS, VOTED), 90),
        (800, (JOINED, BENDS, VOTED), 102),
        (840, (JOINED, BENDS, VOTED), 82),
    ],
)
def test_the_alarm_follows_the_model_and_the_lead(
    cycle: int, taken: tuple[Taken, ...], alarm: int
) -> None:
    seen = Seen(OPEN, cycle, "federated", alarm + 1, False, {}, (STRIKE,), taken, {}, ())
    assert Written()(seen) == [Decision(cycle, "federated", alarm)]
    assert Written()(replace(seen, recommended=True, setting=alarm)) == [
        Decision(cycle, "federated", alarm)
    ]
    assert Written()(replace(seen, setting=alarm)) == []


def test_a_model_of_ones_own_is_trained_anew_where_the_lead_changes() -> None:
    seen = Seen(OPEN, 600, "local", 97, True, {}, (STRIKE,), (), {}, ())
    assert Written()(seen) == [Decision(600, "local", retrain=True)]
    assert Written()(replace(seen, cycle=620)) == []


def test_a_page_of_rules_is_a_page() -> None:
    assert sum(len(rule.split()) for rule in RULES) < 180
