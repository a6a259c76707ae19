"""What stops the clock: a failure that no forecast announced, an engine that others have saved."""

import pytest
from playwright.sync_api import expect

from tests.browser.harness import BOARD_ROOT, SESSION, age, drawn, jump, ref, settled

pytestmark = pytest.mark.browser

ALONE, TOGETHER = "1-default-2-0l", "1-default-4-0f"
MOMENT = ".moment:not([hidden])"
NEVER_SEEN = "Your model has never seen a fan fail. It said 125 cycles, as good as new."


def calm_failures(page):
    """Return the cycle at which each calm failure comes to pass, and its slot."""
    return page.evaluate(
        f"""{SESSION}.game.events.filter((event) => event.calm)
            .map((event) => [event.shows, event.life.slot])"""
    )


def play_to(page, cycle, speed=5):
    """Let the clock run into a cycle at a speed that moments allow."""
    jump(page, cycle - 3)
    page.evaluate(f"{SESSION}.speed = {speed}")
    ref(page, "play").click()


@pytest.fixture
def alone(start):
    page = start(link=ALONE, pressed=False, fresh=True)
    page.evaluate("localStorage.clear()")
    page.get_by_role("button", name="Take over").click()
    settled(page)
    return page


def test_a_calm_failure_stops_the_clock_and_says_why(alone):
    page = alone
    (first, slot), (second, _), (third, _), *_ = calm_failures(page)
    jump(page, first - 3)
    stood, run = page.evaluate(
        f"""async () => {{
            const root = {BOARD_ROOT};
            const moment = root.querySelector("[data-ref=moment]");
            {SESSION}.speed = 5;
            root.querySelector("[data-ref=play]").click();
            while (moment.hidden && {SESSION}.clock < {first + 50}) await nextFrame();
            document.dispatchEvent(new KeyboardEvent("keydown", {{ key: " " }}));
            return [{SESSION}.clock, moment.dataset.run];
        }}"""
    )
    assert run == "whole", "too early: the key shows, and takes, nothing"
    age(page, 650)
    page.keyboard.press(" ")
    assert page.locator(MOMENT).get_attribute("data-run") == "end"
    card = page.locator(".moment .card")
    words = card.inner_text()
    for text in ("125", "0 left", "−$60,000", "fan", "4 × compressor", NEVER_SEEN):
        assert text in words
    assert card.locator(".gap").count() == 1
    assert page.locator(".tile[data-moment=failed]").count() == 1
    assert page.locator(".tile").nth(slot).get_attribute("data-moment") == "failed"
    assert page.evaluate(f"{SESSION}.clock") == stood
    page.wait_for_function(
        f"(text) => {BOARD_ROOT}.querySelector('[data-ref=live]').textContent.includes(text)",
        arg=f"Engine {slot + 1} failed at age {first - 1}: its fan wore out. {NEVER_SEEN}",
    )
    page.keyboard.press("Enter")
    page.wait_for_selector(MOMENT, state="detached")
    page.wait_for_function(f"{SESSION}.clock > {stood}")
    assert page.evaluate(f"{SESSION}.game.decisions.length") == 1, "no key was a decision"
    assert NEVER_SEEN in ref(page, "log").inner_text()

    play_to_next(page, second, moment=False)
    page.wait_for_function(
        f"{BOARD_ROOT}.querySelector('[data-ref=moment]').dataset.run === 'short'"
    )
    page.wait_for_selector(MOMENT, state="detached")
    play_to_next(page, third, moment=False)
    page.wait_for_function(f"{SESSION}.clock > {third + 2}")
    assert page.locator(MOMENT).count() == 0


def play_to_next(page, cycle, moment=True):
    ref(page, "play").click()
    play_to(page, cycle)
    if moment:
        page.wait_for_selector(MOMENT)


def test_what_is_skipped_or_fast_has_no_moment_and_is_listed_all_the_same(alone):
    page = alone
    (first, _), (second, _), *_ = calm_failures(page)
    jump(page, first + 1)
    assert page.locator(MOMENT).count() == 0
    assert NEVER_SEEN in ref(page, "log").inner_text()
    play_to(page, second, speed=10)
    page.wait_for_function(f"{SESSION}.clock > {second + 2}")
    assert page.locator(MOMENT).count() == 0
    assert page.evaluate("localStorage.getItem('turbofan-tycoon-record')") is None


def test_without_motion_a_calm_failure_is_its_end_state(start):
    page = start(link=ALONE, pressed=False, reduced_motion="reduce")
    page.evaluate("localStorage.clear()")
    page.get_by_role("button", name="Take over").click()
    settled(page)
    (first, _), *_ = calm_failures(page)
    play_to(page, first)
    page.wait_for_selector(MOMENT)
    assert page.locator(MOMENT).get_attribute("data-run") == "end"
    moving = page.evaluate(
        f"""{BOARD_ROOT}.getAnimations()
            .filter(({{ effect }}) => effect.target.closest(".moment, .tile")).length"""
    )
    assert moving == 0
    age(page, 650)
    page.locator(".moment .go").click()
    page.wait_for_selector(MOMENT, state="detached")


def test_the_sheet_at_the_end_ends_a_moment_so_that_keys_are_the_sheets(alone, start):
    (first, _), *_ = calm_failures(alone)
    page = start(link=f"1-default.cy{first}-2-0l", pressed=False, fresh=True)
    page.evaluate("localStorage.clear()")
    page.get_by_role("button", name="Take over").click()
    settled(page)
    assert calm_failures(page)[0][0] == first, "in the last cycle of all"
    play_to(page, first)
    expect(ref(page, "finishSheet")).to_be_visible()
    assert page.locator(MOMENT).count() == 0
    page.keyboard.press("Escape")
    expect(ref(page, "finishSheet")).to_be_hidden()


def test_an_engine_that_others_have_saved_is_said_to_be(start):
    page = start(link=TOGETHER, pressed=False, fresh=True)
    page.evaluate("window.telling = true")
    page.get_by_role("button", name="Take over").click()
    later = None
    for cycle in range(1_500, 3_600, 100):  # what is told ends with the model's next training
        jump(page, cycle)
        page.wait_for_function(f"!{SESSION}.waiting")
        later = page.evaluate(
            f"""{SESSION}.game.events.filter(({{ save, shows }}) => save && shows > {cycle + 10})
                .map(({{ shows, life }}) => [shows, life.slot])[0]"""
        )
        if later:
            break
    assert later
    shows, slot = later
    jump(page, shows - 3)
    spared = page.evaluate(  # in one go: it is gone after two seconds
        f"""async ([slot, shows]) => {{
            const root = {BOARD_ROOT};
            const spared = root.querySelectorAll(".tile")[slot].querySelector(".spared");
            {SESSION}.speed = 5;
            root.querySelector("[data-ref=play]").click();
            await nextFrame();
            const long = performance.now() + 500; // a frame in which 15 cycles would pass
            while (performance.now() < long);
            while (spared.hidden && {SESSION}.clock < shows + 50) await nextFrame();
            return spared.innerText;
        }}""",
        [slot, shows],
    )
    assert spared == "−$60,000"
    expect(ref(page, "log")).to_contain_text("Seen in time")
    expect(ref(page, "log")).to_contain_text("other members have lost")
    page.wait_for_function(f"{SESSION}.clock > {shows + 1}")
    assert page.locator(MOMENT).count() == 0


def test_a_strategy_tells_what_its_model_has_seen_fail(start):
    page = start(link=TOGETHER, pressed=False, fresh=True)
    page.get_by_role("button", name="Take over").click()
    settled(page)
    drawn(page)
    rung = page.locator(".rung[data-strategy=federated] .why")
    mine, others = page.evaluate(
        f"(([a, b, c, d]) => [[a, b], [c, d]])({SESSION}.game.trainings[0][2].seen)"
    )
    assert sum(mine) == 4 and sum(others) == 76
    words = f"yours: {mine[0]} compressors, {mine[1]} fan"
    assert words in rung.get_attribute("title")
    assert f"the other members: {others[0]} and {others[1]}" in rung.get_attribute("title")
    assert rung.locator(".fault").count() == 4
    assert page.locator(".rung[data-strategy=local] .fault").count() == 0
    page.locator("[data-about=federated]").click()
    assert words in ref(page, "wordSheet").inner_text()
