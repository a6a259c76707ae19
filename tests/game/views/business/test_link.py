"""Links to a plant: what somebody else has written in them is read, or refused in one sentence."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from game.business.lives.files import MOST_LIVES
from game.business.plant import Case
from game.business.reading import case_from_json
from game.rules.errors import GameError
from game.views.business.link import Begun, begun_with, in_a_link, is_same_plant, opened_case
from game.views.business.presets import PRESETS
from game.views.business.words import standing
from game.views.business.words.inputs import LABELS

EXAMPLE = (Path(__file__).parents[4] / "docs" / "plant.json").read_text(encoding="utf-8")
BEGUN = Begun("pumps", frozenset({"plant.machines", "currency"}), 7, ("calendar", 47_900.25))


def test_a_link_gives_the_plant_it_was_made_of() -> None:
    assert opened_case(EXAMPLE) == json.loads(EXAMPLE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no plant"),
        ("[" * 5_000, "holds no plant"),
        ('{"plant": ', "holds no plant"),
        ("x" * 9_000, "too long"),
        ("[]", "JSON object"),
    ],
)
def test_what_is_no_plant_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(GameError) as refused:
        opened_case(text)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_hostile_links_are_read_or_refused() -> None:
    random = np.random.default_rng(11)
    letters = np.array(list('0123456789.,-+eE{}[]":nulltruefalse \n\0\u00bd'))
    whole = in_a_link(case_from_json(json.loads(EXAMPLE)), BEGUN)
    read = 0
    for _ in range(2_000):
        text = list(whole)
        for place in random.integers(len(text), size=random.integers(1, 4)):
            text[place] = str(random.choice(letters))
        changed = "".join(text)
        try:
            assert isinstance(case_from_json(opened_case(changed)), Case)
            begun = begun_with(changed)
            assert begun.preset in (None, *PRESETS) and begun.touched <= {"currency", *LABELS}
            assert 0 <= begun.record <= MOST_LIVES
            assert "{" not in standing.lost(begun.record, begun.came, "EUR")
            read += 1
        except GameError as refused:
            assert "\n" not in str(refused) and len(str(refused)) < 1_500
    assert 0 < read < 2_000


def test_what_a_plant_was_worth_is_taken_from_a_link_only_as_an_answer_and_a_number() -> None:
    for came in (
        ["moon", 5.0], ["own", math.nan], ["own", -math.inf], ["own", 1e300], ["own", "5"],
        ["own"], ["own", True], {"own": 5.0}, 7, None,
    ):  # fmt: skip
        assert begun_with(json.dumps({"came": came})).came is None
    assert begun_with('{"came": ["own", -5.5]}').came == ("own", -5.5)


def test_the_law_that_stands_for_lifetimes_is_told_with_what_was_found_of_them() -> None:
    told = standing.law_in_link(case_from_json(json.loads(EXAMPLE)), ("calendar", 47_900.25))
    assert told.startswith("Lifetimes never travel in a link")
    assert told.endswith("on average *A calendar of your own* comes to most, 47,900 EUR.")


def test_a_plant_is_the_same_whatever_it_was_worth() -> None:
    case = case_from_json(json.loads(EXAMPLE))
    dearer = in_a_link(replace(case, currency="GBP"), BEGUN)
    assert is_same_plant(in_a_link(case, BEGUN), in_a_link(case, replace(BEGUN, came=None)))
    assert not is_same_plant(in_a_link(case, BEGUN), dearer)
    assert is_same_plant("broken", "broken") and not is_same_plant("broken", "[]")


def test_a_link_says_how_its_plant_was_come_to() -> None:
    packed = in_a_link(case_from_json(json.loads(EXAMPLE)), BEGUN)
    assert begun_with(packed) == BEGUN
    assert case_from_json(opened_case(packed)) == case_from_json(json.loads(EXAMPLE))
    for record in (True, -1, 1e9, "7", None):
        assert begun_with(json.dumps({"record": record, "begun": "moon", "typed": 3})) == Begun()
