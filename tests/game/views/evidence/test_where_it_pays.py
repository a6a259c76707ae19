import re

import pytest

from game.evidence.where_it_pays import FEDERATIONS, PRICES, RETRAININGS, Place, where_it_pays
from game.views.evidence import where_it_pays as page
from game.views.frame.theme import DARK, LIGHT


def test_the_summary_counts_every_place_once() -> None:
    found = where_it_pays()
    mapped = [cell for cell in found.cells if cell.place.prices == "usual"]
    for against in page.AGAINST:
        sentence = page.summary(found, against)
        _, much, places, _, little, unclear, lost = map(int, re.findall(r"\d+", f"0 {sentence}"))
        assert much + little + unclear + lost == places <= len(mapped)


def test_the_strongest_rival_leaves_less_to_win() -> None:
    for cell in where_it_pays().cells:
        usual, strongest = (page.margin_over(cell, against).mean for against in page.AGAINST)
        assert strongest <= usual


@pytest.mark.no_cover
def test_every_panel_is_drawn_and_the_default_match_is_marked_once() -> None:
    for palette, against in zip((LIGHT, DARK), page.AGAINST, strict=True):
        figure = page.chart(where_it_pays(), against, palette)
        assert len(figure.data) == len(FEDERATIONS) * len(RETRAININGS)
        assert len(figure.layout.shapes) == 1
    row = list(figure.data[2].y).index("20%")
    assert figure.data[2].text[row][1] in (
        f"{page.margin_over(where_it_pays().at(Place()), 'strongest').mean * 16 / 1000:.0f}",
    )


def test_other_prices_are_shown_for_both_kinds_of_advice() -> None:
    table = page.prices_table(where_it_pays())
    assert len(table.cells) == 2 * len(PRICES)
    assert "floor" in page.prices(where_it_pays())
    assert len(page.examples(where_it_pays())) == 5
