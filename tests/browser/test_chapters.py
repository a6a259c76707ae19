"""The campaign is played whole: by mouse, by touch and by keyboard, each at a size of its own.

One chapter by each hand, and two more beneath; every chapter by every hand in ``make long``. What
the chapters promise is held in ``tests/game/campaign``.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from benchmarks.fun._plays import Policy, play
from benchmarks.fun.browser import COUNT_WORDS
from game.campaign.chapters import ALL
from game.campaign.scenes import Chapter
from game.fleet.engines import SimulatedFleet
from game.rules.decisions import row_of
from game.views.play.board import menu
from tests.browser.accessibility import violations
from tests.browser.harness import BOARD_ROOT, LONG, SESSION, age, frames_pass, open_board

pytestmark = pytest.mark.browser

LAPTOP, HALL, PHONE = (
    {"width": 1280, "height": 720},
    {"width": 1920, "height": 1080},
    {"width": 390, "height": 844},
)
HANDS = {"mouse": LAPTOP, "keys": HALL, "touch": PHONE}
BRIEFLY = {("chapter7", "mouse"), ("chapter2", "keys"), ("chapter3", "touch")}
FAST = 1_000  # cycles a second
WAITS = f"""() => {SESSION}.stage?.judged
    || ({SESSION}.stage?.open && !{SESSION}.stage.over)
    || !{BOARD_ROOT}.querySelector(".moment").hidden"""


def rows() -> list[dict[str, Any]]:
    """Return the campaign, its clocks hurried."""
    return [{**chapter.to_json(), "pace": [[0, FAST]], "rest": FAST} for chapter in ALL]


def press(page: Page, hand: str, nth: int) -> None:
    """Press a button of the card: the nth, or its last one."""
    buttons = page.locator(".stage .beat button")
    button = buttons.nth(min(nth, buttons.count() - 1))
    age(page, 450)  # a fresh card takes no press
    if hand == "mouse":
        button.click()
    elif hand == "touch":
        button.tap()
    elif page.locator(".stage .choice").count():
        page.keyboard.press(str(1 + min(nth, buttons.count() - 1)))
    else:
        page.keyboard.press("Enter")


def fits(page: Page) -> bool:
    """Say whether nothing of the card is cut off, nor of the engine that it speaks of."""
    return bool(
        page.evaluate(
            f"""() => {{
            const stage = {BOARD_ROOT}.querySelector(".stage");
            const {{ top, bottom, left, right }} = stage.getBoundingClientRect();
            const spoken = [...{BOARD_ROOT}.querySelectorAll('.tile[data-spoken="true"]')]
                .map((tile) => tile.getBoundingClientRect());
            const seen = (tile) => tile.top >= 0 && (tile.bottom <= top || tile.right <= left);
            return spoken.every(seen) && stage.scrollHeight <= stage.clientHeight + 1
              && bottom <= innerHeight + 1
              && top >= 0 && left >= 0 && right <= innerWidth + 1
              && document.documentElement.scrollWidth <= innerWidth;
        }}"""
        )
    )


def to_the_end(page: Page, hand: str, nth: int) -> int:
    """Play the chapter that is open, each card by its nth button; return how many there were."""
    cards = 0
    while True:
        page.wait_for_function(WAITS, timeout=LONG)
        if page.evaluate(f"Boolean({SESSION}.stage.judged)"):
            return cards
        if page.evaluate(f"!{BOARD_ROOT}.querySelector('.moment').hidden"):
            age(page, 650)
            page.keyboard.press("Enter")
            continue
        assert fits(page)
        cards += 1
        press(page, hand, nth)


@pytest.mark.parametrize(
    ("chapter", "hand"),
    [
        pytest.param(
            chapter,
            hand,
            id=f"{chapter.name} by {hand}",
            marks=() if (chapter.name, hand) in BRIEFLY else pytest.mark.long,
        )
        for chapter in ALL
        for hand in HANDS
    ],
)
def test_a_chapter_is_played_whole(
    new_page: Callable[..., Page], chapter: Chapter, hand: str
) -> None:
    nth = list(HANDS).index(hand)  # each hand answers otherwise
    page = new_page(viewport=HANDS[hand], has_touch=hand == "touch", reduced_motion="reduce")
    open_board(page, link=chapter.link(), data={"chapters": rows()})
    page.evaluate("window.telling = true")
    cards = to_the_end(page, hand, nth)
    assert cards >= 2
    assert fits(page)
    sentence = page.locator(".stage .sentence").inner_text()
    assert sentence in (chapter.sentence, chapter.unpaid)
    stars = page.locator(".stage .stars")
    expect(stars).to_be_visible()
    kept = page.evaluate("JSON.parse(localStorage['turbofan-tycoon-record']).chapters")
    assert kept[chapter.name] in (1, 2, 3)
    played = play(chapter, chapter.seeds[0], Policy(lambda card: min(nth, len(card.beat.ask) - 1)))
    moves = [row_of(move)[1:] for move in played.moves]
    # Only what is asked once an answer has come may come some cycles later.
    assert [row[1:] for row in page.evaluate(f"{SESSION}.game.decisions")] == moves
    if hand == "mouse":
        assert violations(page, "light", "#host") == []


def test_the_clock_waits_at_a_card_whose_answer_has_not_come(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=LAPTOP, reduced_motion="reduce")
    chapter = next(one for one in ALL if one.name == "chapter7")
    open_board(page, link=chapter.link(), data={"chapters": rows()})
    press(page, "mouse", 0)
    page.evaluate("holdAnswers()")  # one more is under way, as a rule
    asked_at = next(beat.at[1] for beat in chapter.beats if beat.at[0] == "cycle")
    page.wait_for_function(f"{SESSION}.clock >= {asked_at}")
    frames_pass(page)
    assert page.evaluate(f"{SESSION}.clock") == asked_at
    page.evaluate("letThemCome()")
    page.wait_for_function(f"{SESSION}.stage.open")
    assert page.evaluate(f"{SESSION}.clock") == asked_at


def test_engines_have_room_beside_their_lives_and_the_race(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=LAPTOP, reduced_motion="reduce")
    open_board(page, link=ALL[1].link(), data={"chapters": rows()})
    fans = page.locator(".tile .fan canvas")
    assert [box["height"] >= 60 for one in fans.all() if (box := one.bounding_box())] == [True] * 4
    page.set_viewport_size({"width": 1280, "height": 420})  # no room at all: still no error
    press(page, "mouse", 0)
    page.wait_for_function(f"{SESSION}.clock > 100")


REACHED = """() => {
    let reached = document.activeElement;
    while (reached.shadowRoot?.activeElement) reached = reached.shadowRoot.activeElement;
    return reached.className;
}"""
MOST_WORDS = 30


def test_before_its_first_click_a_first_visit_shows_the_card_the_engine_and_the_money(
    new_page: Callable[..., Page], app: str
) -> None:
    page = new_page(viewport=PHONE, storage_state=None)
    page.goto(app)
    go = page.get_by_role("button", name="Start the engine")
    aside = [page.locator(one) for one in (".transport", ".tally", ".kicker", ".tt-looks")]
    for screen in (PHONE, LAPTOP):
        page.set_viewport_size(screen)
        expect(go).to_be_focused(timeout=LONG)
        for one in (*aside, page.locator(".fresh-small")):
            expect(one).to_be_hidden()
        assert len(page.locator("body").evaluate(COUNT_WORDS)) <= MOST_WORDS
    pages = page.locator(".st-key-pages")
    expect(pages).to_be_hidden()
    reached = set()
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(REACHED).split(" ")[0])
    assert "go" in reached
    assert not reached & {"tip", "play", "quiet"} and "tt-menu" in reached
    places = [page.locator(one) for one in (".fan canvas", ".figure", ".stage")]
    before = [one.first.bounding_box() for one in places]
    press(page, "mouse", 0)
    for one in (*aside, pages):
        expect(one).to_be_visible()
    after = [one.first.bounding_box() for one in places]
    assert [(box["x"], box["y"]) for box in before if box] == [
        (box["x"], box["y"]) for box in after if box
    ], "nothing jumps when the rest appears"


def test_a_reload_goes_on_where_the_chapter_stood(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=LAPTOP)
    calm = [{**row, "pace": [[0, 120]], "rest": 120} for row in rows()]
    open_board(page, link=ALL[0].link(), data={"chapters": calm})
    press(page, "mouse", 0)
    page.wait_for_function(f"{SESSION}.clock > 9 && !({SESSION}.playing = false)")
    page.reload()  # only the first card stands alone
    page.wait_for_function(f"window.ready && {SESSION}.stage?.open")
    expect(page.get_by_text("cycles old")).to_be_visible()
    press(page, "mouse", 0)
    expect(page.get_by_text("You are back")).to_have_count(0)
    page.wait_for_function(f"{SESSION}.stage.open && {SESSION}.clock > 150", timeout=LONG)
    card = page.locator(".stage .beat")
    asked, cycle = card.inner_text(), page.evaluate(f"{SESSION}.clock")
    page.reload()  # the question that was open is asked once more
    page.wait_for_function(f"window.ready && {SESSION}.stage?.open")
    assert (card.inner_text(), page.evaluate(f"{SESSION}.clock")) == (asked, cycle)
    press(page, "mouse", 0)
    on = f"!{SESSION}.stage.open && {SESSION}.clock > {cycle} + 1"
    page.wait_for_function(f"{on} && !({SESSION}.playing = false)")  # before the next card comes
    done = page.evaluate(f"{SESSION}.stage.done")
    page.reload()  # the clock stands until it is let go on
    page.wait_for_function(f"window.ready && {SESSION}.stage?.open")
    back = page.evaluate(f"{SESSION}.clock")
    assert back >= cycle and not page.evaluate(f"{SESSION}.playing")
    expect(card).to_contain_text(f"You are back, at cycle {back}.")
    page.reload()  # this card is no part of the story
    page.wait_for_function(f"window.ready && {SESSION}.stage?.open")
    assert page.evaluate(f"{SESSION}.stage.done") == done
    expect(page.locator(".stage .chapter")).to_contain_text(ALL[0].scenario.title)
    press(page, "mouse", 0)
    page.wait_for_function(f"{SESSION}.clock > {back}")


@pytest.mark.parametrize(
    "stage",
    [
        None,
        "x",
        {"done": "0"},
        *({"done": [one], "bet": "", "reply": ""} for one in (99, "length")),
    ],
)
def test_a_chapter_goes_on_as_its_moments_tell_whatever_a_tab_has_kept(
    new_page: Callable[..., Page], stage: Any
) -> None:
    page = new_page(viewport=LAPTOP)
    open_board(page, link=ALL[0].link(), data={"chapters": rows()})
    page.wait_for_function(f"{SESSION}.stage?.open")
    frames_pass(page)  # the clock stands, and nothing more is kept by the board itself
    page.evaluate(
        "(kept) => sessionStorage.setItem('turbofan-tycoon', JSON.stringify(kept))",
        {"link": ALL[0].link(), "clock": 300, "reach": 300, "stage": stage},
    )
    page.reload()
    page.wait_for_function(f"window.ready && {SESSION}.stage?.open && {SESSION}.clock >= 300")
    assert page.evaluate(f"{SESSION}.stage.done.slice(0, 2)") == [0, 1]


def test_after_the_last_chapter_a_free_match_lies_ready_and_its_engines_are_seen(
    new_page: Callable[..., Page],
) -> None:
    page = new_page(viewport=LAPTOP, reduced_motion="reduce")
    open_board(page, link=ALL[-1].link(), data={"chapters": rows()})
    to_the_end(page, "mouse", 0)
    age(page, 450)  # a fresh card takes no press
    page.get_by_role("button", name="The free match").click()
    intro = page.locator("[data-ref=intro]")
    expect(intro).to_contain_text("A service must be ordered 40 cycles ahead")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function(f"{SESSION}.playing && {SESSION}.game.scenario.name === 'open'")
    traces = page.locator(".tile .traces canvas")
    assert traces.count() == 4
    for one in traces.all():
        drawn = one.evaluate("(canvas) => canvas.width / canvas.clientWidth")
        assert 0.9 < drawn < 1.1, "as wide as its place"


def test_a_second_press_on_start_buys_no_service(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=LAPTOP, reduced_motion="reduce")
    slow = [{**row, "pace": [[0, 1]], "rest": 1} for row in rows()]
    open_board(page, link=ALL[0].link(), data={"chapters": slow})
    age(page, 450)  # a fresh card takes no press
    page.evaluate(
        f"""() => {{
            const stage = {BOARD_ROOT}.querySelector(".stage");
            for (const name of [".go", ".act"]) stage.querySelector(name).click();
        }}"""
    )
    assert page.evaluate(f"{SESSION}.playing")
    assert page.evaluate(f"{SESSION}.decisions") == []
    age(page, 450)
    page.locator(".stage .act").click()
    assert [move[1] for move in page.evaluate(f"{SESSION}.decisions")] == ["call"]


def test_a_replay_plays_other_engines(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=LAPTOP, reduced_motion="reduce")
    first = ALL[0]
    open_board(page, link=first.link(), data={"chapters": rows(), "menu": menu()})
    to_the_end(page, "mouse", 0)
    age(page, 450)  # a fresh card takes no press
    page.get_by_role("button", name="Menu").click()
    sheet = page.locator("[data-ref=startSheet]")
    expect(sheet.get_by_role("radio", name="Free match")).to_be_checked()
    said = sheet.locator("[data-ref=intro]")
    assert said.inner_text().endswith("must be ordered 40 cycles ahead. 3 rivals face the same.")
    assert not sheet.get_by_role("button", name="Same engines again").is_visible()
    sheet.get_by_role("radio", name="Everything unlocked").check()
    assert said.inner_text().endswith("fails expensively. 3 rivals face the same.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Again, other engines").click()
    page.wait_for_function(f"{SESSION}.game.seed === {first.seeds[1]} && {SESSION}.stage.open")
    record = page.evaluate("JSON.parse(localStorage['turbofan-tycoon-record'])")
    assert record["seeds"][first.name] == first.seeds[0]


@pytest.mark.parametrize(
    ("nth", "fate"),
    [
        (0, "Time was up first: this one would have run 209 cycles."),
        (2, "Time was up before the next one began."),
    ],
)
def test_a_guess_at_an_engine_that_time_cuts_short_gets_its_answer(
    new_page: Callable[..., Page], nth: int, fate: str
) -> None:
    """Who waits has seen four engines fail then, and stood still for 60 cycles each time."""
    page = new_page(viewport=LAPTOP, reduced_motion="reduce")
    first = ALL[0]
    open_board(page, link=first.link(nth), data={"chapters": rows()})
    to_the_end(page, "mouse", 2)
    fleet = SimulatedFleet(first.scenario, first.seeds[nth])
    lives = fleet.lifetimes(fleet.ids(0, 0, 0, 5)).tolist()
    begins = sum(lives[:4]) + 4 * first.scenario.economics.failure_cycles
    assert (begins < first.scenario.cycles) == (str(lives[4]) in fate)
    told = page.locator(".stage .beat").inner_text()
    assert f"You said: longer.\n\n{fate}" in told
    assert fits(page)


WHY = "fan wore out", "This model has seen 4 compressors fail and no fan"


@pytest.mark.parametrize(
    "motion", ["reduce", pytest.param("no-preference", marks=pytest.mark.long)]
)
def test_three_mutes_chapter_4_tells_its_idea_each_way_alone(
    new_page: Callable[..., Page], motion: str
) -> None:
    """What is seen is seen without sound, which is off, and all of it is heard, too."""
    chapter = ALL[3]
    page = new_page(viewport=LAPTOP, reduced_motion=motion)
    open_board(page, link=chapter.link(), data={"chapters": rows()})
    page.evaluate(
        f"""() => {{
            window.telling = true;
            window.heard = [];
            const live = {BOARD_ROOT}.querySelector("[data-ref=live]");
            new MutationObserver(() => heard.push(live.textContent))
                .observe(live, {{ childList: true, characterData: true, subtree: true }});
        }}"""
    )
    seen: list[str] = []
    while True:
        page.wait_for_function(WAITS, timeout=LONG)
        if page.evaluate(f"Boolean({SESSION}.stage.judged)"):
            break
        moment = page.locator("[data-ref=moment]")
        if moment.is_visible():
            page.keyboard.press("Enter")  # to the end of what is shown
            seen.append(moment.inner_text())
            age(page, 650)
            page.keyboard.press("Enter")
            continue
        seen.append(page.locator(".stage .beat").inner_text())
        press(page, "mouse", 0)
    assert not page.evaluate(f"{BOARD_ROOT}.querySelector('[data-ref=sound]').checked")
    page.wait_for_function("(text) => heard.join(' ').includes(text)", arg=chapter.sentence)
    heard = page.evaluate("heard.join(' ')")
    expect(page.locator(".stage .sentence")).to_have_text(chapter.sentence)
    for words in (" ".join(seen), heard):
        for part in WHY:
            assert part in words
