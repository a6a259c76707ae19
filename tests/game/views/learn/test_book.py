import re

import pytest

from game.campaign.chapters import ALL
from game.lab.experiments import EXPERIMENTS
from game.rules.links import decode
from game.views.learn.book import AGAIN, Again, chapter_list
from game.views.main import PAGES

WAYS = [way for ways in AGAIN.values() for way in ways]


def test_every_chapter_says_where_its_idea_is_met_again() -> None:
    assert list(AGAIN) == [chapter.name for chapter in ALL]
    assert all(AGAIN.values())


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.text[:24])
def test_a_way_leads_to_a_page_that_there_is(way: Again) -> None:
    assert way.page in {"", *(row.path for row in PAGES)}
    assert (way.text.count("<a>"), way.text.count("</a>")) == (1, 1)
    for name, value in way.query:
        if name == "game":
            decode(value)
        if name == "lab":
            assert value in {one.settings.text for one in EXPERIMENTS.values()}


def test_the_book_has_every_sentence_and_a_link_to_every_match() -> None:
    text = chapter_list()
    for chapter in ALL:
        assert f"<b>{chapter.sentence}</b>" in text
        assert f"game={chapter.link()}&amp;anew=1" in text
    assert len(re.findall("<a ", text)) == text.count("</a>") == len(ALL) + len(WAYS)
