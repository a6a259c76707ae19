import json

import numpy as np
import pytest

from benchmarks.learning.standings import renewed
from benchmarks.money import margin as told
from game.evidence.margin import FEWEST_WORLDS, known_parts, parts_of
from game.evidence.sweep import HORIZONS, SCENARIO, SweptCluster
from game.evidence.where_it_pays import where_it_pays
from game.rules.strategies import NEVER, IntArray
from game.views.evidence import margin as page
from game.views.frame.theme import DARK, LIGHT
from tests.game.evidence.test_sweep import STRATA, artificial, given

SETTINGS = {"preventive": 120, "local": 40, "federated": 25}
WORLDS = [artificial(seed, SETTINGS) for seed in range(30)]


def played(cluster: SweptCluster, stops: IntArray) -> list[int]:
    """Play each game engine by engine: dollars."""
    prices, end = SCENARIO.economics, HORIZONS[-1]
    profits = []
    for game in cluster.deal.order:
        money = 0
        for slot in game.tolist():
            now = 0
            for engine in slot:
                life, stop = int(cluster.deal.lifetimes[engine]), int(stops[engine])
                fails = stop >= life
                ran = max(0, min(life if fails else stop, end - now))
                money += ran * prices.running_income
                now += ran
                if now >= end:
                    break
                money -= prices.failure_cost if fails else prices.service_cost
                now += prices.failure_cycles if fails else prices.service_cycles
        profits.append(money)
    return profits


def test_each_step_earns_what_its_games_do() -> None:
    parts = parts_of(WORLDS, STRATA)
    for step in parts.steps:
        if step.way in WORLDS[0].alone.stops:
            games = [played(world, world.alone.stops[step.way]) for world in WORLDS]
            assert step.profit.mean == pytest.approx(np.mean(games))
    assert [step.setting for step in parts.steps] == [40, 40, 70, 25]


def test_steps_add_up_to_the_lead_and_so_do_the_archives() -> None:
    first, *others = (parts := parts_of(WORLDS, STRATA)).steps
    assert first.margin is not None
    assert sum(step.more.mean for step in others if step.more) == pytest.approx(first.margin.mean)
    splits = [(split.worlds, split.margin) for split in (parts.unseen, parts.seen)]
    assert sum(worlds for worlds, _ in splits) == len(WORLDS)
    whole = sum(worlds * part.mean for worlds, part in splits if part) / len(WORLDS)
    assert whole == pytest.approx(first.margin.mean)


def test_a_model_that_never_alarms_waits_for_failures() -> None:
    world = WORLDS[0]
    never = np.full(len(world.deal.lifetimes), NEVER)
    assert played(world, never) == played(world, world.deal.lifetimes + 1)


def test_the_page_says_and_draws_it() -> None:
    with given(WORLDS):
        parts = known_parts(0)
    assert parts is not None
    text = " ".join(page.sentences(parts))
    assert "A common ruler is worth" in text
    assert "15 such worlds" in text or "in 15 worlds" in text
    assert page.table(parts).cells[0][0] == "Own model, own scale"
    for palette in (LIGHT, DARK):
        assert len(page.chart(parts, palette).data) == 2 * len(parts.steps)


def test_too_few_worlds_are_no_lead() -> None:
    with given(WORLDS[: FEWEST_WORLDS - 1]):
        assert known_parts(0) is None


def test_the_readme_says_what_was_played() -> None:
    data, text = json.loads(told.DATA.read_text("utf-8")), told.README.read_text("utf-8")
    assert renewed(text, told.paragraph(data, where_it_pays()), told.BEGIN, told.END) == text


@pytest.mark.long
def test_what_was_played_is_what_is_played_again() -> None:
    seed = told.SEEDS[-1]
    assert told.played(seed) == json.loads(told.DATA.read_text("utf-8"))[str(seed)]
