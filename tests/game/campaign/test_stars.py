import pytest

from game.api import judge_chapter, replay_link
from game.campaign.chapters import ALL, BY_NAME
from game.campaign.scenes import Chapter
from game.campaign.stars import Verdict, by_quality
from game.fleet.engines import SimulatedFleet
from game.rules.decisions import Call
from game.rules.links import encode
from game.rules.report import Report

LUCKY, UNLUCKY = 40, 37
"""Seeds of the first chapter: engines that all live long, and two that fail at 151."""


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
    lucky, unlucky = serviced_at(187, LUCKY), serviced_at(160, UNLUCKY)
    assert profit(lucky) > profit(unlucky) + 50_000
    assert judged(lucky).stars == 1
    assert judged(unlucky).stars == 3


@pytest.mark.slow
def test_who_serviced_at_the_best_age_has_all_stars_and_who_waits_has_one() -> None:
    age = judged(serviced_at(100, 7)).age
    assert age is not None
    assert judged(serviced_at(age, 7)).stars == 3
    assert judged(BY_NAME["chapter1"].link()).stars == 1


def test_another_match_is_no_chapter() -> None:
    assert judge_chapter("1-open-7") is None


def test_where_nothing_was_decided_there_is_one_star() -> None:
    chapter: Chapter = ALL[0]
    assert by_quality(chapter, None, None).stars == 1
    assert by_quality(chapter, 1.0, -20_000).lines[0].endswith("$20,000 higher.")
