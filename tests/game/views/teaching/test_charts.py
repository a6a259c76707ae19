"""The charts on paper are those that the pages draw of the same figures."""

import json

import pytest

from game.teaching.pages import digest
from game.teaching.shelf import CHARTS, PRINTED
from game.views.teaching.charts import CHARTS as DRAWN
from game.views.teaching.charts import described, on_paper
from tests.game.teaching.near import near

AGAIN = "make it anew: make teaching"


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_the_product_s_own_of_today(name: str) -> None:
    near(json.loads((CHARTS / f"{name}.json").read_text("utf-8")), described(on_paper(name)))


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_was_made_of_the_values_beside_it(name: str) -> None:
    made_of = json.loads(PRINTED.read_text("utf-8"))
    assert made_of[f"charts/{name}.svg"] == digest((CHARTS / f"{name}.json").read_text("utf-8"))
    drawn = (CHARTS / f"{name}.svg").read_text("utf-8")
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
