from collections.abc import Sequence
from dataclasses import replace

import hypothesis.strategies as hs
import numpy as np
from hypothesis import given, settings

from game.rules.decisions import Decision, Knowledge
from game.rules.economics import ledger
from game.rules.games import Deal, play_games, play_oracle
from game.rules.match import Trainer, World, play_factory
from game.rules.offers.terms import Terms
from game.rules.report import oracles
from game.rules.scenario import DEFAULT, Economics, Scenario
from game.rules.strategies import STRATEGIES
from tests.game.dealt import DealtStreams
from tests.game.worlds import given_world

GAMES, SLOTS, DEPTH = 3, 2, 5
SHORT = replace(
    DEFAULT, economics=Economics(service_cycles=3, failure_cycles=7), slots=SLOTS, retrain_every=90
)

lives = hs.lists(hs.integers(1, 60), min_size=1, max_size=5).map(tuple)
seeds = hs.integers(0, 2**32 - 1)
leads = hs.sampled_from([0, 0, 5, 40])


def ahead(lead: int) -> Scenario:
    """Return the rules with services that are ordered so many cycles ahead."""
    return replace(SHORT, economics=replace(SHORT.economics, lead=lead))


def deal_of(world: World, seed: int) -> Deal:
    """Deal a few engines to each game, so that some return before the end."""
    pool = np.concatenate([world.streams.ids(0, slot, 0, 20) for slot in range(SLOTS)])
    draw = np.random.default_rng(seed)
    order = np.stack([draw.permutation(len(pool))[: SLOTS * DEPTH] for _ in range(GAMES)])
    return Deal(pool, world.streams.lifetimes(pool), order.reshape(GAMES, SLOTS, DEPTH))


def told(trainer: Trainer, heard: list[Knowledge]) -> Trainer:
    def listen(knowledge: Knowledge, others: Sequence[Knowledge], terms: Terms):
        heard.append(knowledge)
        return trainer(knowledge, others, terms)

    return listen


@given(
    lives,
    lives,
    seeds,
    hs.sampled_from(list(STRATEGIES)),
    hs.none() | hs.integers(1, 50),
    hs.integers(1, 300),
    leads,
)
@settings(max_examples=60)
def test_games_played_at_once_are_those_of_a_match(
    first: tuple[int, ...],
    second: tuple[int, ...],
    seed: int,
    strategy: str,
    setting: int | None,
    until: int,
    lead: int,
) -> None:
    rules = ahead(lead)
    if STRATEGIES[strategy].setting is None:
        setting = None
    world = given_world(first, second)
    deal = deal_of(world, seed)
    together: list[Knowledge] = []
    trainers = {name: told(trainer, together) for name, trainer in world.trainers.items()}
    outcomes = play_games(rules, strategy, setting, World(world.streams, trainers), deal, until)
    alone: list[Knowledge] = []
    for game in range(GAMES):
        streams = DealtStreams(deal, game, world.streams)
        trainers = {name: told(trainer, alone) for name, trainer in world.trainers.items()}
        history = play_factory(
            rules, [Decision(0, strategy, setting)], World(streams, trainers), until
        )
        book = ledger(history.lives, SLOTS, until, rules.economics)
        assert (outcomes.profit[game], outcomes.failures[game]) == (book.profit, book.failed)
        trained = {
            stretch.cycle: stretch.setting for stretch in history.stretches if stretch.trained
        }
        assert outcomes.settings[:, game].tolist() == list(trained.values())
    assert set(together) == set(alone)


@given(lives, lives, seeds, hs.integers(1, 300), leads)
@settings(max_examples=60)
def test_the_oracle_of_many_games_is_that_of_a_report(
    first: tuple[int, ...], second: tuple[int, ...], seed: int, until: int, lead: int
) -> None:
    rules = ahead(lead)
    world = given_world(first, second)
    deal = deal_of(world, seed)
    outcomes = play_oracle(rules, deal, until)
    for game in range(GAMES):
        book = oracles(rules, DealtStreams(deal, game, world.streams), until)[0]
        assert (outcomes.profit[game], outcomes.failures[game]) == (book.profit, book.failed)


def test_an_engine_that_runs_at_a_retraining_obeys_the_new_plan_from_its_age_on() -> None:
    world = given_world((400,), (400,))
    deal = deal_of(world, 0)

    class Waking:
        def __init__(self, cycle: int) -> None:
            self.recommended = 1 if cycle == 0 else 50

        def forecasts(self, engine_ids):
            return np.full((len(engine_ids), 400), 300, np.int16)

    trainers = {"local": lambda knowledge, *_: Waking(knowledge.cycle)}
    outcomes = play_games(SHORT, "local", None, World(world.streams, trainers), deal, 91)
    assert outcomes.settings.tolist() == [[1] * GAMES, [50] * GAMES]
    prices = SHORT.economics
    expected = SLOTS * (90 * prices.running_income - prices.service_cost)
    assert outcomes.profit.tolist() == [expected] * GAMES
