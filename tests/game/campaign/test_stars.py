from collections.abc import Callable

import numpy as np
import pytest

from game.api import judge_chapter, replay_link
from game.campaign.chapters import ALL, BY_NAME
from game.campaign.promises import SERVICE_AGES
from game.campaign.scenes import Chapter
from game.campaign.stars import Verdict, by_quality, paces
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.rules.decisions import Call, Decision, Move
from game.rules.links import encode
from game.rules.lives import Outcome
from game.rules.match import replay
from game.rules.report import Report
from game.rules.strategies import IntArray

LUCKY, UNLUCKY = 40, 192
"""Seeds of the first chapter: engines that all live long, and two that fail at 132 and 130."""


def serviced_at(age: int, seed: int) -> str:
    """Return the link of a first chapter whose engines are serviced at an age, if they live."""
    scenario = BY_NAME["chapter1"].scenario
    fleet, prices = SimulatedFleet(scenario, seed), scenario.economics
    calls, now = [], 0
    for life in fleet.lifetimes(fleet.ids(0, 0, 0, 20)).tolist():
        if age < life:
            calls.append(Call(now + age, 0, "service"))
        now += min(age + prices.service_cycles, life + prices.failure_cycles)
    return encode(scenario.name, seed, [call for call in calls if call.cycle < scenario.cycles])


def judged(link: str) -> Verdict:
    verdict = judge_chapter(link)
    assert verdict is not None
    return verdict


def profit(link: str) -> int:
    report: Report = replay_link(link)
    return report.factories[0].profit


@pytest.mark.slow
def test_luck_earns_no_star_and_bad_luck_takes_none() -> None:
    lucky, unlucky = serviced_at(187, LUCKY), serviced_at(133, UNLUCKY)
    assert profit(lucky) > profit(unlucky) + 50_000
    assert judged(lucky).stars == 1
    assert judged(unlucky).share > 0.9
    assert judged(unlucky).stars == 2


@pytest.mark.slow
def test_who_serviced_at_the_best_age_has_all_stars_and_who_waits_has_one() -> None:
    age = judged(serviced_at(100, 7)).age
    assert age is not None
    assert judged(serviced_at(age, 7)).stars == 3
    assert judged(BY_NAME["chapter1"].link()).stars == 1


def calendar_link(seed: int, choose: Callable[[IntArray], int]) -> str:
    """Return the link of who chooses an age at each question, by the lives that have ended."""
    chapter = BY_NAME["chapter2"]
    fleet, moves = SimulatedFleet(chapter.scenario, seed), list[Move]()
    for cycle in chapter.asked_at:
        match = replay(chapter.scenario, moves, world_of(fleet), cycle or 1)
        lives = match.factories[0].lives.cut(match.end)
        seen = lives.where(lives.outcome != Outcome.RUNNING)
        moves.append(Decision(cycle, "preventive", choose(fleet.lifetimes(seen.engine_id))))
    return encode(chapter.scenario.name, seed, moves)


def best_of_the_seen(seen: IntArray) -> int:
    """Return the offered age that would have earned most on the lives seen, the middle at first."""
    if len(seen) == 0:
        return SERVICE_AGES[1]
    return max(SERVICE_AGES, key=lambda age: hindsight(age, seen))


def hindsight(age: int, lives: IntArray) -> float:
    """Return what an age would have earned on some lives, dollars a cycle."""
    served = lives > age
    ran = np.minimum(age, lives)
    return float(300 * ran.sum() - np.where(served, 10_000, 60_000).sum()) / float(
        (ran + np.where(served, 20, 60)).sum()
    )


@pytest.mark.parametrize("seed", BY_NAME["chapter2"].seeds)
def test_all_stars_of_the_calendar_can_be_had_by_who_goes_by_what_was_seen(seed: int) -> None:
    assert judged(calendar_link(seed, best_of_the_seen)).stars == 3
    assert judged(calendar_link(seed, lambda _: SERVICE_AGES[2])).stars <= 2


def test_the_best_age_in_hindsight_is_asked_of_nobody() -> None:
    hard = min(BY_NAME["chapter2"].seeds, key=lambda seed: judged(encode("chapter2", seed, ())).age)
    first = judged(encode("chapter2", hard, [Decision(0, "preventive", 140)]))
    assert first.age is not None and first.age < 140
    assert f"{first.age}" in first.lines[0]
    known = paces(BY_NAME["chapter2"].scenario).expected(np.array([], int))
    assert max(SERVICE_AGES, key=lambda age: known[age - 1]) == 140


def test_the_sentence_follows_the_result() -> None:
    chapter = BY_NAME["chapter6"]
    paid, unpaid = (by_quality(chapter, 0.9, dollars) for dollars in (19_600, -19_600))
    assert paid.sentence == chapter.sentence != unpaid.sentence
    assert "costs" in unpaid.sentence


def test_another_match_is_no_chapter() -> None:
    assert judge_chapter("1-open-7") is None


def test_where_nothing_was_decided_there_is_one_star() -> None:
    chapter: Chapter = ALL[0]
    assert by_quality(chapter, None, None).stars == 1
    assert by_quality(chapter, 1.0, -20_000).lines[0].endswith("$20,000 higher.")
