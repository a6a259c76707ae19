import pytest

from game.rules.chapters import CHAPTERS
from game.rules.custom_scenario import open_rules, scenario_named
from game.rules.errors import ScenarioError
from game.rules.scenario import SCENARIOS, scenario_from_json


@pytest.mark.parametrize("name", list(CHAPTERS))
def test_a_chapter_is_a_scenario_by_its_name(name: str) -> None:
    assert scenario_named(name) is CHAPTERS[name]
    assert scenario_from_json(CHAPTERS[name].to_json()) == CHAPTERS[name]
    assert name not in SCENARIOS


def test_a_sandbox_opens_no_chapter() -> None:
    with pytest.raises(ScenarioError):
        open_rules("chapter1")
    with pytest.raises(ScenarioError):
        scenario_named("chapter1.cy300")
