"""A match at prices of one's own, against the rules themselves and the game's own prices."""

from dataclasses import replace

import pytest

from game.api import price_link, replay_link, review_link
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.review.own_prices import OwnPrices, at_own_prices
from game.rules.decisions import Decision
from game.rules.errors import GameError
from game.rules.match import replay
from game.rules.report import idle_histories
from game.rules.scenario import DEFAULT, Economics

GAME = OwnPrices(300, 10_000, 60_000, 20, 60)
PUMP = OwnPrices(50, 2_000, 5_000, 4, 10)
LINK = "1-default-7-0p-600f"


def test_at_the_games_own_prices_a_match_is_what_it_was() -> None:
    seen = price_link(LINK, GAME, 1_500)
    assert seen.own == seen.game
    assert all(order.game == order.own for order in seen.orders)
    review = next(review_link(LINK, 1_500))
    you = review.factories[0]
    assert seen.game.earned == you.profit + you.charges
    assert seen.game.gained == you.profit + you.charges - you.bridge.corrective_profit
    assert review.counterfactual is not None
    assert seen.game.others == review.counterfactual.alliance + review.counterfactual.fees


def test_it_is_the_match_of_a_scenario_with_these_prices() -> None:
    """Settings of one's own, so that no recommendation changes what is done."""
    decisions = [Decision(0, "preventive", 120)]
    seen = at_own_prices(DEFAULT, 7, decisions, PUMP, 1_000)
    rules = replace(DEFAULT, economics=Economics(50, 2_000, 4, 5_000, 10))
    world = world_of(SimulatedFleet(rules, 7))
    match = replay(rules, decisions, world, 1_000, keep_playing=True)
    assert seen.own.earned == match.balances[0, -1]
    lives = idle_histories(rules, world, 1_000, 1)[0].lives.cut(1_000)
    failed = int((lives.outcome == 2).sum())
    assert seen.own.waiting == 50 * int(lives.ran.sum()) - 5_000 * failed
    assert [(order.recommended, order.game, order.own) for order in seen.orders] == [
        (False, 120, 120)
    ]


def test_a_recommended_setting_follows_the_prices_and_a_chosen_one_stays() -> None:
    seen = price_link("1-default-7-0p130-600l", replace(PUMP, hour=0), 1_500)
    chosen, advised = seen.orders
    assert (chosen.recommended, chosen.game, chosen.own) == (False, 130, 130)
    assert advised.recommended and advised.cycle == 600
    assert advised.own < advised.game  # a failure is no longer six services


@pytest.mark.no_cover
def test_it_ends_where_the_match_did_whatever_is_earned() -> None:
    text = "1-classic-7-231p131-731l-1231fr"
    seen = price_link(text, OwnPrices(1e6, 1, 1, 1, 1))
    assert seen.cycles == replay_link(text).cycles < 8_000  # its line was reached
    assert seen.own.earned > 1e9


def test_what_is_no_match_is_refused() -> None:
    with pytest.raises(GameError):
        price_link("1-default", GAME)
    with pytest.raises(GameError, match="20000 cycles at most"):
        price_link(LINK, GAME, 20_001)
