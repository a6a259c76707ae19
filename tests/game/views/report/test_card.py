"""The picture to share says what the report says."""

import re
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest

from game.api import review_link
from game.review.debrief.decided import decided
from game.review.review import Review
from game.views.report.card import HEIGHT, WIDTH, card
from game.views.report.debrief import decided_words
from game.views.report.factories import headline

ADDRESS = "turbofans.example/play?game=1-default-7"


@pytest.fixture(scope="module")
def review() -> Review:
    return next(review_link("1-default-7-0p131-200f", 600))


def words_of(svg: str) -> str:
    return " ".join(text.text or "" for text in ElementTree.fromstring(svg).iter() if text.text)


def test_its_words_and_figures_are_the_reports(review: Review) -> None:
    svg = card(review, ADDRESS)
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    words = words_of(svg)
    for said in (headline(review), decided_words(decided(review), review), ADDRESS):
        assert said in words
    lines = re.findall(r"[\d.]+ [\d.]+(?=L|\")", svg)
    assert len(lines) >= 4 * 100, "four factories over the whole match"


def test_what_others_may_have_written_is_no_markup(review: Review) -> None:
    hostile = replace(
        review, factories=(replace(review.factories[0], name="<script>"), *review.factories[1:])
    )
    svg = card(hostile, "a.example/<img src=x>&")
    assert "<img" not in svg and "<script" not in svg
    assert "a.example/<img src=x>&" in unescape(svg)
