import re

import pytest

from game.campaign.chapters import ALL, BY_SCENARIO
from game.campaign.scenes import PANELS, TRIGGERS, Beat, Chapter
from game.rules.chapters import CHAPTERS
from game.rules.decisions import move_of
from game.rules.links import decode
from game.rules.strategies import STRATEGIES

MOST_ON_A_CARD, MOST_BEFORE_THE_FIRST_CLICK, MOST_WHILE_IT_RUNS = 25, 30, 8
MOST_IN_A_CHAPTER = 200
OF_THE_BOARD = {
    *("income", "failure_cost", "service_cost", "engine", "ran", "life", "left", "earned"),
    *("before", "forecast", "rival", "others", "cycle", "age", "lead", "short"),
    *("moved", "stayed", "clients", "price", "lefts", "compressors", "fans"),
    *(f"{fact}{nth}" for fact in ("name", "members", "fans", "fee") for nth in range(3)),
}


def words(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in text.split())


def said(beat: Beat) -> list[str]:
    return [text for text in (beat.say, beat.served) if text] or [""]


BEATS = [(chapter, beat) for chapter in ALL for beat in chapter.beats]


def test_the_rows_are_the_chapters_in_their_order() -> None:
    assert [chapter.scenario.name for chapter in ALL] == list(CHAPTERS)[: len(ALL)]
    retold = {chapter.name for chapter in ALL if chapter.retold}
    assert set(BY_SCENARIO) == set(CHAPTERS) - retold, "what its beats do not fit is no chapter"
    assert all(one.scenario.title == CHAPTERS[name].title for name, one in BY_SCENARIO.items())
    assert [chapter.number for chapter in ALL] == list(range(1, 1 + len(ALL)))


@pytest.mark.parametrize("chapter", ALL, ids=lambda one: one.name)
def test_a_chapter_is_a_match_with_a_link(chapter: Chapter) -> None:
    link = decode(chapter.link())
    assert link.scenario == chapter.scenario.name
    assert (link.seed, link.decisions) == (chapter.seeds[0], ())
    assert chapter.beats[0].at == ("start",)
    assert any(beat.ask for beat in chapter.beats), "a bet before the reveal"
    assert 0 < chapter.stars[0] < chapter.stars[1] <= 1
    assert len(set(chapter.seeds)) == len(chapter.seeds) >= 3, "a replay plays other engines"


@pytest.mark.parametrize(("chapter", "beat"), BEATS)
@pytest.mark.no_cover
def test_a_beat_waits_for_what_there_is_and_names_what_there_is(
    chapter: Chapter, beat: Beat
) -> None:
    assert beat.at[0] in TRIGGERS
    assert set(beat.shows) <= set(PANELS)
    for text in [*said(beat), *(one.label + one.reply for one in beat.ask), beat.go]:
        assert set(re.findall(r"\{(\w+)\}", text)) <= OF_THE_BOARD
    for choice in beat.ask:
        if choice.does[:1] == ("order",):
            setting = choice.does[2] if len(choice.does) > 2 else None
            move_of([0, "order", [choice.does[1], setting, False]])
            assert choice.does[1] in STRATEGIES


@pytest.mark.parametrize(("chapter", "beat"), BEATS)
def test_words_are_few(chapter: Chapter, beat: Beat) -> None:
    stands = bool(beat.ask or beat.go)
    most = MOST_ON_A_CARD if stands else MOST_WHILE_IT_RUNS
    assert max(map(words, said(beat))) <= most
    if beat.ask:
        assert 2 <= len(beat.ask) <= 4


@pytest.mark.parametrize("chapter", ALL, ids=lambda one: one.name)
def test_the_words_of_a_chapter_are_few(chapter: Chapter) -> None:
    first = chapter.beats[0]
    buttons = [one.label for one in first.ask] or [first.go]
    assert words(chapter.scenario.title) + words(first.say) + sum(map(words, buttons)) <= (
        MOST_BEFORE_THE_FIRST_CLICK
    )
    cards = sum(max(map(words, said(beat))) for beat in chapter.beats)
    assert cards + words(chapter.sentence) + words(chapter.hook) <= MOST_IN_A_CHAPTER


@pytest.mark.parametrize("chapter", ALL[:3], ids=lambda one: one.name)
def test_the_first_chapters_show_no_sensor(chapter: Chapter) -> None:
    shown = [*chapter.shows, *(panel for beat in chapter.beats for panel in beat.shows)]
    assert "sensors" not in shown
