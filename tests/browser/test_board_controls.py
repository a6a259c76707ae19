"""Buttons, keys, new games, and a page that is left and found again."""

import pytest

from tests.browser.harness import BOARD_ROOT, SESSION, START, frames_pass, jump, ref, settled

pytestmark = pytest.mark.browser


def test_start_plays_and_space_pauses_once_wherever_the_focus_is(start):
    page = start()
    playing = f"{SESSION}.playing"
    assert page.evaluate(playing)
    ref(page, "play").click()
    page.keyboard.press("Space")  # the focus lies on the play button: the button acts, once
    assert page.evaluate(playing)
    page.keyboard.press("Space")
    assert not page.evaluate(playing)
    page.evaluate(f"{BOARD_ROOT}.activeElement.blur()")
    page.keyboard.press("Space")
    assert page.evaluate(playing)
    page.keyboard.press("Space")
    assert not page.evaluate(playing)
    page.locator('[data-speed="10"]').focus()
    page.keyboard.press("Space")  # another button: it acts, the clock stands
    assert page.evaluate(f"[{playing}, {SESSION}.speed]") == [False, 10]
    page.wait_for_selector('[data-speed="10"][aria-checked=true]')
    page.keyboard.press("Space")  # what is chosen already has nothing to do
    assert page.evaluate(f"[{playing}, {SESSION}.speed]") == [True, 10]


def test_keys_choose_speeds_and_strategies_but_not_while_typing(start):
    page = start()
    page.keyboard.press("+")
    assert page.evaluate(f"{SESSION}.speed") == 5
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert page.evaluate(f"{SESSION}.speed") == 2
    page.keyboard.press("2")  # still locked
    assert page.evaluate(f"{SESSION}.decisions") == []
    jump(page, 300)
    page.keyboard.press("2")
    page.wait_for_function(f"!{SESSION}.waiting")
    assert page.evaluate(f"{SESSION}.decisions") == [[300, "order", ["preventive", None, False]]]
    ref(page, "box").focus()
    page.keyboard.press("1")
    page.keyboard.press("Space")
    assert page.evaluate(f"{SESSION}.decisions.length") == 1
    assert not page.evaluate(f"{SESSION}.playing")


def test_keys_are_listed_and_do_what_the_list_says(start):
    page = start()
    page.keyboard.press("?")
    listed = ref(page, "wordSheet").inner_text()
    assert "Undo" in listed
    assert "Retrain" in listed
    page.keyboard.press("Escape")
    ref(page, "play").click()
    page.keyboard.press("+")
    assert page.evaluate(f"{SESSION}.speed") == 5
    page.keyboard.press("n")
    page.wait_for_function(f"{SESSION}.clock === 145")
    jump(page, 800)
    page.keyboard.press("3")
    settled(page)
    jump(page, 900)
    page.keyboard.press("r")
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.at(-1)") == [900, "order", ["local", None, True]]
    page.keyboard.press("u")
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.length") == 1


def test_start_may_be_pressed_before_the_game_has_come(start):
    page = start(pressed=False)
    page.evaluate("holdAnswers()")
    page.locator('input[value="default"]').check()
    page.click(START)
    assert page.evaluate(f"[{SESSION}.starting, {SESSION}.playing]") == [True, False]
    page.evaluate("letThemCome()")
    page.wait_for_function(f"{SESSION}.playing && {SESSION}.game.scenario.name === 'default'")


def test_a_new_game_keeps_speed_helper_and_view_and_shows_no_intro(start):
    page = start()
    ref(page, "auto").check()
    ref(page, "solo").check()
    page.locator('[data-speed="20"]').click()
    jump(page, 9_000)
    ref(page, "playAgain").click()
    page.wait_for_function(f"{SESSION}.playing && {SESSION}.clock < 2000 && !{SESSION}.starting")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate(f"[{SESSION}.speed, {SESSION}.auto, {SESSION}.solo]") == [20, True, True]
    assert ref(page, "auto").is_checked()


def test_new_games_leave_one_loop_and_one_listener(start):
    page = start()
    for _ in range(3):
        jump(page, 50)
        ref(page, "fresh").click()
        ref(page, "again").click()
        page.wait_for_function(f"!{SESSION}.starting")
    asked = page.evaluate(
        """async () => {
            const original = globalThis.requestAnimationFrame;
            let asked = 0;
            globalThis.requestAnimationFrame = (f) => { asked += 1; return original(f); };
            let frames = 0;
            await new Promise((done) => {
                const count = () => (++frames === 20 ? done() : original(count));
                original(count);
            });
            globalThis.requestAnimationFrame = original;
            return asked / frames;
        }"""
    )
    assert 0.5 < asked < 1.3
    playing = page.evaluate(f"{SESSION}.playing")
    page.evaluate(f"{BOARD_ROOT}.activeElement?.blur()")
    page.keyboard.press("Space")
    assert page.evaluate(f"{SESSION}.playing") is not playing


def test_the_same_engines_can_be_flown_again(start):
    page = start()
    jump(page, 300)
    ref(page, "fresh").click()
    ref(page, "again").click()
    page.wait_for_function(f"{SESSION}.clock < 100 && !{SESSION}.waiting")
    assert page.evaluate("requests.at(-1).new") == {"scenario": "classic", "seed": 7}


def test_the_other_scenario_is_drawn_before_it_starts(start):
    page = start(pressed=False)
    page.locator('input[value="default"]').check()
    page.wait_for_function(f"{SESSION}.game.scenario.name === 'default'")
    page.click(START)
    assert page.locator('.rung[data-state="open"]').count() == 3


def test_a_page_left_and_found_again_keeps_the_game(start):
    page = start()
    jump(page, 300)
    page.evaluate(f"{BOARD_ROOT}.replaceChildren()")  # the page goes before it is cleaned up
    frames_pass(page)
    page.evaluate("window.cleanup()")
    still = page.evaluate(
        f"""async () => {{
            const frames = [];
            const original = globalThis.requestAnimationFrame;
            globalThis.requestAnimationFrame = (f) => {{ frames.push(f); return original(f); }};
            document.dispatchEvent(new KeyboardEvent("keydown", {{ key: " ", bubbles: true }}));
            for (let i = 0; i < 10; i++) await nextFrame();
            globalThis.requestAnimationFrame = original;
            return [frames.length, {SESSION}.playing];
        }}"""
    )
    assert still == [0, False]
    page.evaluate("mountBoard()")
    assert page.evaluate(f"Math.floor({SESSION}.clock)") == 300
    page.wait_for_function(f"{BOARD_ROOT}.querySelector('[data-ref=cycle]').textContent === '300'")
