"""What a match says that somebody has put on a wall."""

import json
import re

import pytest

from game.api import replay_link
from game.demo.packing import packed
from game.demo.presenting import shown
from game.demo.script import STEPS_A_ROUND, read_script


@pytest.mark.parametrize("link", ["1-default-7", "1-default-7-0p130", "1-chapter4-220-0l-476f"])
@pytest.mark.no_cover
def test_each_beat_says_what_the_match_came_to(link: str) -> None:
    """The counts are those of the match's report, over all places together."""
    beats = packed(read_script(shown(link)))["beats"]
    report = replay_link(link, beats[0]["camera"]["end"])
    own = report.factories[0]
    places = [one["caption"] for one in beats if one["camera"]["view"] == "engine"]
    found = [[int(count.replace(",", "")) for count in re.findall("[0-9,]*[0-9]", one)]
             for one in places]  # fmt: skip
    failures, services, costs = map(sum, zip(*found, strict=True))
    assert (failures, services) == (own.failed, own.maintained)
    assert costs == 60_000 * failures + 10_000 * services
    best = max(report.factories, key=lambda one: one.profit)
    first = f"You win with ${own.profit:,}" if best is own else f"{best.name} wins with "
    assert first in beats[0]["caption"]
    assert f"${abs(own.profit):,}" in beats[0]["caption"]


def test_a_lab_is_walked_to_its_last_round() -> None:
    (rounds,) = json.loads(shown("lab.fa8.sk100.molinear.ro12"))["beats"]
    assert rounds["camera"]["to"] == 12 * STEPS_A_ROUND - 1
    assert rounds["camera"]["lasts"] <= 60
