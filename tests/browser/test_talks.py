"""A talk on a wall, given without its server."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from game.demo.routes import SHIPPED, read_file
from game.demo.script import Beat
from tests.browser.accessibility import sound
from tests.browser.conftest import ROOT, wait_for_answer
from tests.browser.harness import standing_clock

pytestmark = pytest.mark.browser
SMALLEST = 0.025  # of the height of the screen
SCREENS = [(1920, 1080), (1280, 720)]  # what moves meanwhile is drawn on the smaller one
TALK = read_file(SHIPPED / "six-minutes.json").script

TOO_SMALL_OR_CUT = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  let texts = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode, box = node.parentElement;
    if (!node.data.trim() || !box.checkVisibility() || box.closest('script, noscript')) continue;
    const drawn = box.closest('svg')?.getScreenCTM().a ?? 1;
    const size = parseFloat(getComputedStyle(box).fontSize) * drawn / innerHeight;
    const range = document.createRange();
    range.selectNodeContents(node);
    const {left, right, top, bottom} = range.getBoundingClientRect();
    const cut = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
    texts += 1;
    if (size < SMALLEST || cut) found.push([node.data, size, cut]);
  }
  return {texts, found, scrolls: document.body.scrollHeight > innerHeight};
}""".replace("SMALLEST", str(SMALLEST))


COVERED = """() => {
  const boxes = (name) => [...document.querySelectorAll(name)].map((one) => one.getBoundingClientRect());
  return boxes("svg .cross").some((one) => boxes("svg text").some((other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom));
}"""  # noqa: E501 - JavaScript


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve a talk alone; give the address of its server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    talk = str(SHIPPED / "six-minutes.json")
    command = [sys.executable, "-m", "game", "demo", talk, "--port", port]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ})
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/demo/", server)
        yield f"http://127.0.0.1:{port}/demo"
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="module")
def wall(browser: Browser, address: str) -> Iterator[Page]:
    """Give a talk that is loaded, and reaches no server any more."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.clock.install()
    page.goto(f"{address}/six-minutes")
    page.locator("body[data-loaded]").wait_for()
    context.set_offline(True)
    yield page
    assert errors == []
    context.close()


def to_its_end(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    expect(page.locator("body")).to_have_attribute("data-moves", "false")


def is_flown_and_whole(wall: Page, beat: Beat) -> None:
    assert wall.evaluate("location.hash") == f"#{beat.id}"
    if beat.camera.begin != beat.camera.end:
        expect(wall.locator("body")).to_have_attribute("data-moves", "true")
        for _ in range(int(beat.camera.lasts * 10) + 2):  # a picture tells a tenth of a second
            wall.clock.fast_forward(100)
    expect(wall.locator("body")).to_have_attribute("data-moves", "false")
    start = beat.caption.partition("{")[0]
    expect(wall.locator("h1")).to_contain_text(start)
    assert "{" not in wall.locator("h1").inner_text()
    for (width, height), scheme in zip(SCREENS, ("light", "dark"), strict=True):  # only colours
        wall.set_viewport_size({"width": width, "height": height})
        wall.emulate_media(color_scheme=scheme)
        seen = wall.evaluate(TOO_SMALL_OR_CUT)
        assert seen["texts"] > 4
        assert (seen["found"], seen["scrolls"]) == ([], False), (beat.id, width)
        assert not wall.evaluate(COVERED), (beat.id, width)


def test_it_goes_from_the_first_beat_to_the_last_without_a_server(wall: Page) -> None:
    place = wall.locator("footer > span").first
    with standing_clock(wall):
        wall.keyboard.press("Home")
        for number, beat in enumerate(TALK.beats, 1):
            expect(place).to_have_text(f"{number} of {len(TALK.beats)}")
            is_flown_and_whole(wall, beat)
            wall.keyboard.press("PageDown")
        expect(place).to_have_text(f"{len(TALK.beats)} of 10")


def test_any_beat_is_one_key_away_and_the_address_holds_it_with_the_answers(wall: Page) -> None:
    wall.keyboard.press("Home")
    wall.keyboard.press("5")
    to_its_end(wall)
    expect(wall.locator(".ask")).to_have_text("Believe it?")
    wall.keyboard.press("ArrowDown")
    expect(wall.get_by_role("button", name="Believe it", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    wall.keyboard.press("6")
    expect(wall.locator(".quote")).to_have_text("You said: Believe it")
    assert wall.evaluate("location.hash") == "#never-seen?believe=0"
    wall.keyboard.press("F5")  # as clickers send it: nothing is asked of the server
    expect(wall.locator(".quote")).to_have_text("You said: Believe it")
    wall.evaluate("location.hash = '#own-model?believe=1'")
    expect(wall.locator("footer > span").first).to_have_text("4 of 10")
    wall.keyboard.press("Home")
    assert wall.evaluate("location.hash") == "#first-failure"
    wall.keyboard.press("6")
    expect(wall.locator(".quote")).to_be_hidden()


def test_the_screen_goes_black_and_the_keys_are_told(wall: Page) -> None:
    for key in ("b", "."):
        wall.keyboard.press(key)
        expect(wall.locator(".black")).to_be_visible()
        wall.keyboard.press(key)
        expect(wall.locator(".black")).to_be_hidden()
    wall.keyboard.press("6")
    wall.keyboard.press("l")
    way = wall.get_by_role("dialog", name="The way to this match").get_by_role("link")
    expect(way).to_have_attribute("href", re.compile(r"/\?game=1-chapter4-220-0l&anew=1&at=455$"))
    expect(way).to_contain_text("/?game=1-chapter4-220-0l&anew=1&at=455")  # for who types it
    assert wall.evaluate(TOO_SMALL_OR_CUT)["found"] == []
    wall.keyboard.press("l")
    expect(way).to_be_hidden()
    wall.keyboard.press("?")
    expect(wall.get_by_role("dialog", name="Keys")).to_be_visible()
    assert wall.evaluate(TOO_SMALL_OR_CUT)["found"] == []
    wall.keyboard.press("Escape")
    expect(wall.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_another_theme_is_put_on_whatever_the_browser_prefers(wall: Page) -> None:
    wall.emulate_media(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = wall.evaluate(ground)
    wall.keyboard.press("t")
    light = wall.evaluate(ground)
    assert dark != light
    wall.emulate_media(color_scheme="light")
    wall.keyboard.press("t")
    assert wall.evaluate(ground) == dark
    wall.keyboard.press("t")


def test_notes_stand_in_a_second_window_whose_keys_count_too(wall: Page) -> None:
    wall.keyboard.press("5")
    with wall.expect_popup() as opened:
        wall.keyboard.press("n")
    notes = opened.value
    expect(notes.locator(".note")).to_contain_text("Do not hint")
    expect(notes.locator(".asked")).to_have_text("Believe it? nothing marked yet")
    notes.keyboard.press("ArrowUp")
    expect(notes.locator(".asked")).to_have_text("Believe it? Service now")
    notes.keyboard.press("PageDown")
    notes.keyboard.press("PageDown")
    expect(notes.locator(".note")).to_contain_text("Stop here for a moment")
    expect(wall.locator("footer > span").first).to_have_text("6 of 10")
    notes.close()
    wall.bring_to_front()


def test_a_wall_that_is_loaded_anew_finds_its_notes_and_its_clock(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{address}/six-minutes")
    page.locator("body[data-loaded]").wait_for()
    page.keyboard.press("2")
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    page.clock.fast_forward(65_000)
    page.reload()
    page.locator("body[data-loaded]").wait_for()
    expect(notes.locator(".count")).to_contain_text("Beat 2 of 10")
    page.clock.run_for(2_000)
    expect(notes.locator(".count b")).to_contain_text("1:0")
    page.keyboard.press("3")
    expect(notes.locator(".note")).to_contain_text("The honest baseline")
    notes.keyboard.press("4")  # its keys count, too
    expect(page.locator("footer > span").first).to_have_text("4 of 10")
    notes.close()
    page.reload()  # nothing opens by itself
    page.locator("body[data-loaded]").wait_for()
    assert len(context.pages) == 1
    context.close()


def test_what_moves_the_talk_wakes_a_black_screen(wall: Page) -> None:
    wall.keyboard.press("5")
    wall.keyboard.press("b")
    expect(wall.locator(".black")).to_be_visible()
    wall.keyboard.press("PageDown")
    expect(wall.locator(".black")).to_be_hidden()
    expect(wall.locator(".ask")).to_have_text("Believe it?")


def test_any_match_is_shown_one_thing_at_a_time(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/")
    page.get_by_role("textbox").fill("1-open-7-60p")
    page.get_by_role("button", name="Show it").click()
    page.locator("body[data-loaded]").wait_for()
    context.set_offline(True)
    for beat in ("1", "2", "3", "7"):
        page.keyboard.press(beat)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            seen = page.evaluate(TOO_SMALL_OR_CUT)
            assert (seen["found"], seen["scrolls"]) == ([], False), (beat, width)
    context.close()


@pytest.mark.parametrize(
    "beat", ["7", *(pytest.param(beat, marks=pytest.mark.long) for beat in ("1", "9", "0"))]
)
def test_a_talk_keeps_nobody_out(wall: Page, beat: str) -> None:
    wall.keyboard.press(beat)
    to_its_end(wall)
    sound(wall)


def test_who_wants_no_motion_sees_each_beat_at_its_end_at_once(wall: Page) -> None:
    wall.emulate_media(reduced_motion="reduce")
    wall.keyboard.press("4")
    expect(wall.locator("body")).to_have_attribute("data-moves", "false")
    expect(wall.locator("h1")).to_contain_text("A model of our own")
    wall.emulate_media(reduced_motion="no-preference")
