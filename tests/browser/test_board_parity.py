"""What the original could and this board can: helpers, sheets, views, formulas behind numbers."""

import pytest

from game.views.play.board.payload import decode, encode
from tests.browser import mock
from tests.browser.harness import BOARD_ROOT, SESSION, jump, ref

pytestmark = pytest.mark.browser


def settled(page):
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.seek === null")


def painted(page, cycle):
    text = f"{cycle:,}"
    page.wait_for_function(
        f"{BOARD_ROOT}.querySelector('[data-ref=cycle]').textContent === '{text}'"
    )


def wait_for_rows(page, count):
    rows = f"{BOARD_ROOT}.querySelectorAll('.standing li:not([hidden])')"
    page.wait_for_function(f"{rows}.length === {count}")


def test_auto_upgrade_takes_each_strategy_as_it_unlocks(start):
    page = start()
    ref(page, "auto").check()
    for cycle in (240, 740, 1_240):
        jump(page, cycle)
        settled(page)
    taken = page.evaluate(f"{SESSION}.decisions.map((d) => d[1])")
    assert taken == ["preventive", "local", "federated"]
    assert ref(page, "offer").is_hidden()
    jump(page, 1_260)
    page.keyboard.press("1")
    settled(page)
    assert not ref(page, "auto").is_checked()


def test_auto_upgrade_catches_up_when_it_is_turned_on(start):
    page = start()
    jump(page, 800)
    ref(page, "auto").check()
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions") == [[800, "local", None, False]]


def test_alone_on_the_board_keeps_the_true_place(start):
    page = start()
    jump(page, 900)
    place = ref(page, "place").inner_text()
    assert place != "1st"
    ref(page, "solo").check()
    page.wait_for_function(
        f"{BOARD_ROOT}.querySelectorAll('.standing li:not([hidden])').length === 1"
    )
    assert ref(page, "place").inner_text() == place
    assert ref(page, "standing").locator("li:visible .rank").inner_text() in place
    assert "Hephaestus" not in ref(page, "log").inner_text()
    ref(page, "solo").uncheck()
    page.wait_for_function(
        f"{BOARD_ROOT}.querySelectorAll('.standing li:not([hidden])').length === 4"
    )
    assert "Hephaestus" in ref(page, "log").inner_text()


def test_a_thousand_cycles_are_skipped_and_shown_at_once_when_paused(start):
    page = start()
    assert ref(page, "thousand").is_hidden()
    jump(page, 9_000)
    ref(page, "keep").click()
    ref(page, "play").click()
    at = page.evaluate(f"Math.floor({SESSION}.clock)")
    ref(page, "thousand").click()
    settled(page)
    painted(page, at + 1_000)
    assert not page.evaluate(f"{SESSION}.playing")


@pytest.mark.parametrize(
    ("about", "word"),
    [
        ("preventive", "after 4 failures of your own"),
        ("local", "500 cycles after preventive"),
        ("federated", "20 factories"),
        ("corrective", "$60,000"),
    ],
)
def test_a_strategy_explains_itself_while_the_clock_stands(start, about, word):
    page = start()
    page.locator(f'[data-about="{about}"]').click()
    assert word in ref(page, "wordSheet").inner_text()
    assert not page.evaluate(f"{SESSION}.playing")
    page.keyboard.press("Escape")
    assert ref(page, "wordSheet").is_hidden()
    assert page.evaluate(f"{SESSION}.playing")
    ref(page, "play").click()
    page.locator(f'[data-about="{about}"]').click()
    ref(page, "wordClose").click()
    assert not page.evaluate(f"{SESSION}.playing")


def test_each_engine_explains_its_tile(start):
    page = start()
    assert page.locator('[data-about="engine"]').count() == 4
    page.get_by_role("button", name="About engine 3").click()
    assert "crossed is failure" in ref(page, "wordSheet").inner_text()


def test_fifty_million_dollars_are_worth_one_sheet(start):
    def reply(request):
        header, sections = decode(mock.reply(request))
        header["scenario"]["income"] = 30_000
        return encode(header, sections)

    page = start(reply)
    page.evaluate(f"{SESSION}.speed = 40")
    page.wait_for_function(f"{SESSION}.egg", timeout=30_000)
    assert "Fifty million" in ref(page, "wordSheet").inner_text()
    link = ref(page, "wordSheet").get_by_role("link")
    assert link.get_attribute("href") == "https://www.decisionproblem.com/paperclips/"
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    assert ref(page, "wordSheet").is_hidden()
    assert page.evaluate(f"{SESSION}.playing")


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
    page.wait_for_function(f"{SESSION}.clock === 136")
    jump(page, 800)
    page.keyboard.press("3")
    settled(page)
    jump(page, 900)
    page.keyboard.press("r")
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.at(-1)") == [900, "local", None, True]
    page.keyboard.press("u")
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.length") == 1


def test_numbers_tell_their_formula_with_the_values_of_today(start):
    page = start()
    jump(page, 500)
    balance = page.evaluate(f"{SESSION}.game.factories[0].balance[500]")
    bubble = ref(page, "bubble")
    page.locator("[data-tip=profit]").hover()
    assert bubble.inner_text().endswith(f"= −${-balance:,.0f}.")
    terms = page.evaluate(
        f"""() => {{
            const lives = {SESSION}.game.factories[0].slots.flat();
            const ran = (life) => Math.max(0, Math.min(life.stop, 500) - life.start);
            return lives.reduce((sum, life) => sum + ran(life), 0);
        }}"""
    )
    assert f"{terms:,} × $300" in bubble.inner_text()
    for name in ("maintained", "failed", "place", "goal", "pace"):
        page.locator(f"[data-tip={name}]").focus()
        text = bubble.inner_text()
        assert text.endswith(".")
        assert page.locator(f"[data-tip={name}]").get_attribute("aria-describedby") == "tt-bubble"
        assert any(sign in text for sign in "=+×")
    page.keyboard.press("Escape")
    assert bubble.is_hidden()


def test_a_forecast_tells_itself_and_follows_the_clock(start):
    page = start()
    jump(page, 800)
    page.keyboard.press("3")
    settled(page)
    jump(page, 850)
    tip = page.locator("[data-tip=left]:not([data-empty=true])").first
    tip.focus()
    bubble = ref(page, "bubble")
    assert "forecasts" in bubble.inner_text() or "ran" in bubble.inner_text()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_final_ranking_tells_its_formulas(start, size):
    page = start(viewport={"width": size[0], "height": size[1]})
    jump(page, 300)
    page.keyboard.press("2")
    settled(page)
    jump(page, 9_000)
    for name in ("availability", "roi", "best"):
        page.locator(f"[data-tip={name}]:visible").first.click()
        text = ref(page, "bubble").inner_text()
        assert "/" in text
        assert text.endswith(".")


def test_every_target_is_at_least_24_pixels(start, screen):
    page = start(viewport={"width": screen[0], "height": screen[1]})
    jump(page, 300)
    small = page.evaluate(
        f"""[...{BOARD_ROOT}.querySelectorAll("button, input:not([type=checkbox])")]
            .map((node) => [node.dataset.ref ?? node.textContent, node.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.height < 24 || box.width < 23.9))
            .map(([name, box]) => [name, box.width, box.height])"""
    )
    assert small == []
