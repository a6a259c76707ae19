"""What talks show and promise, against the rules played by themselves."""

import base64
import json
from dataclasses import replace

import pytest

from game.api import play
from game.campaign.chapters import BY_NAME
from game.demo.checking import checked
from game.demo.packing import broken, figures, packed
from game.demo.routes import talks_of
from game.demo.script import Beat, DemoError, Promise, Script, read_script
from game.rules.decisions import Decision
from game.rules.links import decode
from models.rul import RUL_CAP
from tests.game.demo.test_script import ALONE, JOINED, talk
from tests.payload import decode as unpack

SHIPPED = {name: one.script for name, one in talks_of({}).items()}


def beat(script: Script, name: str) -> Beat:
    return next(one for one in script.beats if one.id == name)


@pytest.mark.parametrize(("name", "seconds"), [("six-minutes", 360), ("ninety-seconds", 90)])
def test_our_talks_keep_what_they_promise_in_their_time(name: str, seconds: int) -> None:
    script = SHIPPED[name]
    assert script.seconds == seconds
    assert [list(broken(one)) for one in script.beats] == [[]] * len(script.beats)
    assert len(script.beats) <= 10  # one digit each


def test_the_story_is_told_by_matches_whose_engines_wear_as_it_says() -> None:
    """Seeds that the campaign holds: one engine at 197 and 149, a fan under a calm forecast."""
    script = SHIPPED["six-minutes"]
    assert decode(beat(script, "first-failure").link).seed in BY_NAME["chapter1"].seeds
    assert decode(beat(script, "believe").link).seed in BY_NAME["chapter4"].seeds
    assert figures(beat(script, "first-failure"))["age"] == "197"
    assert figures(beat(script, "second-failure"))["age"] == "149"
    assert figures(beat(script, "never-seen"))["forecast"] == str(RUL_CAP)


def test_a_caption_says_the_forecast_that_ordered_the_service() -> None:
    """The alarm is what the match's factory has in force: the forecast has just passed it."""
    script = SHIPPED["six-minutes"]
    for name in ("own-model", "seen-in-time"):
        one = beat(script, name)
        link = decode(one.link)
        alarm = play(link.scenario, link.seed, link.decisions).factories[0].setting
        assert int(figures(one)["forecast"]) <= alarm
        assert "{forecast}" in one.caption and "{left}" in one.caption
    never = beat(script, "never-seen")
    assert "{age}" in never.caption and figures(never)["age"] == "208"


def test_the_gain_is_what_both_matches_earn_when_they_are_played() -> None:
    story = beat(SHIPPED["six-minutes"], "counterfactual")
    alone = play("chapter4", 220, [Decision(0, "local")]).factories[0].profit
    both = [Decision(0, "local"), Decision(476, "federated")]
    joined = play("chapter4", 220, both).factories[0].profit
    assert figures(story)["gain"] == f"${joined - alone:,}"
    assert figures(story)["money"] == f"${joined:,}"


def test_a_talk_holds_each_match_once_with_all_that_its_views_draw() -> None:
    told = packed(SHIPPED["six-minutes"])
    assert set(told["matches"]) == {"1-chapter1-210", "1-chapter1-210-0p140", ALONE, JOINED}
    header, sections = unpack(base64.b64decode(told["matches"][JOINED]))
    assert header["until"] == 1_000
    assert {"lives0", "lives1", "forecasts", "forecast_index"} <= set(sections)
    assert "sensors" not in sections
    (rounds,) = told["rounds"].values()
    first, second = rounds["rounds"][:2]
    assert first["before"] > first["error"] > second["error"]
    assert len(json.dumps(told)) < 150_000


def test_whoever_stays_outside_keeps_a_flat_line_and_the_shared_one_falls() -> None:
    told = packed(SHIPPED["six-minutes"])
    (rounds,) = told["rounds"].values()
    seen = [2 * (ord(letter) - 48) for letter in rounds["rounds"][1]["shared"][13:]]
    outside = [2 * (ord(letter) - 48) for letter in rounds["rounds"][1]["own"][-1][13:]]
    assert min(outside) >= RUL_CAP - 5
    assert seen[-1] < 25


@pytest.mark.parametrize(
    "promise",
    [
        Promise("failure", 0, "compressor"),
        Promise("service", 0),
        Promise("calm", 1),
    ],
)
def test_a_promise_that_is_not_kept_is_found(promise: Promise) -> None:
    story = beat(SHIPPED["six-minutes"], "never-seen")
    (said,) = broken(replace(story, promises=(promise,)))
    assert said.startswith(f"never-seen promises: {promise.event}")
    with pytest.raises(DemoError, match="never-seen promises"):
        checked(Script("Mine", (replace(story, promises=(promise,)),)))


def test_a_gain_that_is_too_small_is_found() -> None:
    story = beat(SHIPPED["six-minutes"], "counterfactual")
    (said,) = broken(replace(story, promises=(Promise("gain", least=10**6),)))
    assert "$1,000,000" in said
    told = figures(story)["gain"]
    assert said.endswith(f"the match has {told}.")  # so much may be promised


def test_a_placeholder_that_stands_for_nothing_is_refused() -> None:
    with pytest.raises(DemoError, match="beat-1, caption has a placeholder 'age'"):
        packed(read_script(talk({"caption": "It was {age}."})))


@pytest.mark.parametrize(
    ("caption", "says"),
    [
        ("It was {age", "beat-1, caption has a brace without its other half"),
        ("Earned {money.real}", "has a placeholder 'money.real'"),  # no way into what stands there
        ("Earned {money:>9}", "has a placeholder 'money'"),
        ("Earned {}", "has a placeholder ''"),
    ],
)
def test_a_placeholder_is_a_name_and_nothing_else(caption: str, says: str) -> None:
    camera = {"view": "race", "to": 9}
    with pytest.raises(DemoError, match=says):
        packed(read_script(talk({"caption": caption, "link": ALONE, "camera": camera})))


def test_an_engine_without_a_model_has_no_forecast() -> None:
    told = figures(beat(SHIPPED["six-minutes"], "first-failure"))
    assert set(told) == {"money", "age", "left", "failures", "services", "cost"}


def test_before_its_first_cycle_a_match_shows_its_first_engine() -> None:
    camera = {"view": "engine", "engine": 2, "to": 0}
    (first,) = read_script(talk({"link": ALONE, "camera": camera})).beats
    assert figures(first)["age"] == "0"
