import math
import re
from collections.abc import Callable
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.accessibility import at_rest
from tests.browser.harness import (
    DESK,
    LONG,
    PHONE,
    SESSION,
    START,
    not_sideways,
    pass_time,
    visit,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Hold what the page on the way in has asked for."""
    return []


@pytest.fixture(scope="module")
def way_in(kept_page: Callable[..., Page], app: str, asked: list[str]) -> Page:
    """Open the first screen of who has been here; the tests that follow go on with it."""
    page = kept_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(app)
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    return page


def test_the_page_has_a_name_and_an_icon_and_asks_nobody_else(
    way_in: Page, app: str, asked: list[str]
) -> None:
    page = way_in
    expect(page).to_have_title("Turbofan Tycoon")
    icon = page.locator("link[rel='icon']").get_attribute("href")
    with urlopen(urljoin(app, icon), timeout=LONG / 1_000) as answer:
        assert answer.headers["content-type"].startswith("image/svg")
    with urlopen(app, timeout=LONG / 1_000) as answer:
        assert b"<noscript>" in answer.read()
    elsewhere = [url for url in asked if not url.startswith((app, "blob:", "data:"))]
    assert elsewhere == [], "no count of visitors, no font of others"


def test_the_first_screen_says_little_and_can_be_started(way_in: Page) -> None:
    page = way_in
    button = page.get_by_role("button", name="Start")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        expect(button).to_be_in_viewport()
        # Who has been here: the chapters, the rivals and three matches. What a first visit says
        # before its first click is in test_chapters.
        text = page.get_by_role("dialog").inner_text()
        assert len([word for word in text.split() if word[0].isalpha()]) <= 90
        not_sideways(page)


HELD = """() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node === document.body || node.closest("dialog[open]") !== null;
}"""


def test_a_sheet_holds_the_focus_and_keeps_what_is_behind_out_of_reach(way_in: Page) -> None:
    page = way_in
    expect(page.locator(START)).to_be_focused()
    for key in ["Tab"] * 8 + ["Shift+Tab"] * 8:
        page.keyboard.press(key)
        assert page.evaluate(HELD), "the focus is in the sheet, or in the browser's own frame"
    box = page.locator(".st-key-pages").get_by_role("link", name="Learn").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(START)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(START)).to_be_hidden()


HEIGHTS = """() => {
  window.heights = new Set();
  const look = () => {
    if (heights === null) return; // looked at
    const guess = document.querySelector(".st-key-guess");
    if (guess) heights.add(Math.round(guess.getBoundingClientRect().height));
    requestAnimationFrame(look);
  };
  look();
}"""


def test_nothing_moves_when_the_slider_of_a_guess_has_come(way_in: Page) -> None:
    page = way_in
    page.keyboard.press("Escape")  # the sheet, unless that is closed
    page.evaluate(HEIGHTS)
    visit(page, "Learn")
    guess = page.locator(".st-key-guess")  # the board, which has sliders too, may still stand there
    expect(guess.get_by_role("slider")).to_be_visible(timeout=LONG)
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(drawn))")  # seen with it, too
    assert len(page.evaluate("[...heights]")) == 1
    page.evaluate("heights = null")


def test_the_day_s_challenge_is_a_link_on_the_way_in(way_in: Page) -> None:
    page = way_in
    page.keyboard.press("Escape")
    visit(page, "Learn")
    link = page.get_by_role("link", name="Today's challenge")
    expect(link).to_be_visible(timeout=LONG)
    address = link.get_attribute("href")
    link.click()
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    page.wait_for_function(f"{SESSION}.game && !{SESSION}.waiting && {SESSION}.seek === null")
    seed = page.evaluate(f"{SESSION}.game.seed")
    assert address in {f"./?game=1-{scenario}-{seed}" for scenario in ("open", "classic")}
    assert page.get_by_role("button", name="Start").is_visible()


def start(page: Page, address: str, scenario: str = "classic") -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    page.locator(f"input[name=scenario][value={scenario}]").check()
    page.get_by_role("button", name="Start").click()


def money(page: Page) -> int:
    text = page.locator("[data-ref=money]").inner_text()
    return int(re.sub(r"[^0-9-]", "", text.replace("−", "-")))


def test_a_new_player_plays_a_match_to_its_end(page: Page, app: str) -> None:
    start(page, app)
    speeds = page.locator("[data-ref=speeds]")
    speeds.get_by_text("20×").click()  # a busy machine has still five seconds for each offer
    expect(page.locator("[data-ref=failed]")).not_to_have_text("0", timeout=LONG)
    expect(page.locator("[data-ref=log]")).to_contain_text("failed at age")
    take = page.get_by_role("button", name="Take it")
    for goal, strategy in (
        ("preventive", "Preventive"),
        ("local", "Local predictive"),
        ("federated", "Federated predictive"),
    ):
        pass_time(page, goal)
        expect(take).to_be_visible(timeout=LONG)
        take.click()
        expect(page.locator("[data-ref=ladder]").get_by_text("in force")).to_have_count(1)
        expect(
            page.locator("[data-ref=ladder] [aria-checked=true]").get_by_text(strategy)
        ).to_be_visible(timeout=LONG)
    speeds.get_by_text("40×").click()
    pass_time(page, math.inf)
    expect(page.locator("[data-ref=verdict]")).to_be_visible(timeout=LONG)
    rows = page.locator("[data-ref=final] tr")
    expect(rows).to_have_count(4)
    profits = [
        int(re.sub(r"[^0-9-]", "", row.replace("−", "-")))
        for row in rows.locator("td:nth-child(4)").all_inner_texts()
    ]
    assert profits == sorted(profits, reverse=True)
    assert max(profits) >= 3_000_000
    mine = page.locator("[data-ref=final] tr.you td:nth-child(4)").inner_text()
    expect(page.locator("[data-ref=money]")).to_have_text(mine)
    page.get_by_role("button", name="Keep playing").click()
    before = money(page)
    expect(page.locator("[data-ref=money]")).not_to_have_text(f"${before:,}", timeout=LONG)


@pytest.mark.long  # test_play_this goes back to a sheet of the end, test_board_letters to a refusal
def test_who_comes_back_from_a_report_finds_the_end_of_the_match(
    new_page: Callable[..., Page], app: str
) -> None:
    page = new_page(viewport=DESK)
    link = "1-open.cy200-7-20p"
    page.goto(urljoin(app, f"report?game={link}&mine=1"))
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG)
    kept = f'{{"link": "{link}", "clock": 200, "reach": 200}}'
    page.evaluate("(kept) => sessionStorage.setItem('turbofan-tycoon', kept)", kept)
    visit(page, "Play")
    expect(page.locator("[data-ref=finishSheet]")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="New engines").click()
    page.wait_for_function(f"{SESSION}.decisions.length === 0 && {SESSION}.playing")


def test_what_a_page_asked_when_it_was_left_empties_no_other(page: Page, app: str) -> None:
    """It is handed over while the next page is made, as it comes where machines are busy."""
    asked: list[str | bytes] = []

    def between(browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def up(message: str | bytes) -> None:
            if isinstance(message, bytes) and BackMsg.FromString(message).rerun_script.fragment_id:
                asked.append(message)
            server.send(message)

        def down(message: str | bytes) -> None:
            browser.send(message)
            assert isinstance(message, bytes)
            told = ForwardMsg.FromString(message)
            is_page = (
                told.WhichOneof("type") == "new_session" and not told.metadata.run.fragment_ids
            )
            if is_page and asked:
                server.send(asked.pop())

        browser.on_message(up)
        server.on_message(down)

    page.route_web_socket(re.compile("_stcore/stream"), between)
    start(page, app)
    page.wait_for_function(f"!{SESSION}.waiting")
    assert asked
    visit(page, "How it works")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG)
    at_rest(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG)


def test_who_leaves_asks_nothing_more(page: Page, app: str) -> None:
    start(page, app)
    page.evaluate("""() => {
      window.refused = 0;
      setInterval(() => { refused += turbofanTycoon.ask?.("more", Math.random()) === true; }, 10);
    }""")
    visit(page, "Learn")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG)
    assert page.evaluate("refused") > 0


INK = """() => ['--tt-text', '--tt-ground'].map(
    name => getComputedStyle(document.documentElement).getPropertyValue(name))"""


@pytest.mark.long  # each theme's contrast is looked at in ``test_axe``
def test_how_it_works_reads_well_in_the_colours_of_the_theme(
    new_page: Callable[..., Page], app: str
) -> None:
    page = new_page(color_scheme="light")
    page.goto(app)
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    # By its link: opened by its address, Streamlit itself asks for two files that are not there.
    page.get_by_role("button", name="Close").first.click()
    visit(page, "How it works")
    expect(page.get_by_role("heading", name="What it is not")).to_be_visible(timeout=LONG)
    words = page.locator(".js-plotly-plot text").first
    expect(words).to_have_css("fill", "rgb(85, 96, 111)", timeout=LONG)
    assert page.evaluate(INK) == ["#101b2d", "#f4f2ec"]
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        not_sideways(page)
    page.emulate_media(color_scheme="dark")
    expect(words).to_have_css("fill", "rgb(154, 168, 186)", timeout=LONG)
    assert page.evaluate(INK) == ["#e8edf4", "#0a1322"]


def test_space_pauses_and_a_page_change_keeps_the_match(page: Page, app: str) -> None:
    start(page, app, "default")
    cycle = page.locator("[data-ref=cycle]")
    expect(cycle).not_to_have_text("0", timeout=LONG)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    stopped = f"{page.evaluate(f'Math.floor({SESSION}.clock)'):,}"
    expect(cycle).to_have_text(stopped)  # the frame in which it stopped
    visit(page, "How it works")
    expect(page.get_by_role("heading", name="How it works")).to_be_visible(timeout=LONG)
    visit(page, "Play")
    expect(cycle).to_have_text(stopped, timeout=LONG)
    page.keyboard.press("Space")
    expect(cycle).not_to_have_text(stopped, timeout=LONG)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    link, clock = page.evaluate(f"[{SESSION}.game.link, Math.floor({SESSION}.clock)]")
    stands = f"{clock:,}"
    visit(page, "Learn")
    expect(page.get_by_role("heading", name="Learn", exact=True)).to_be_visible(timeout=LONG)
    page.reload()  # the server has forgotten it
    visit(page, "Report")  # there is none yet, but a way back
    page.get_by_role("link", name=f"Back to your match at cycle {stands}").click()
    goes_on = f"globalThis.turbofanTycoon?.session?.clock === {clock}"
    page.wait_for_function(goes_on)
    assert page.evaluate(f"{SESSION}.game.link") == link
    page.goto(app)  # by the door, too
    page.get_by_role("link", name=f"Back to your match at cycle {stands}").click()
    page.wait_for_function(goes_on)
    assert page.evaluate(f"{SESSION}.game.link") == link
