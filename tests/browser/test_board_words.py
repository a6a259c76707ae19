"""What the board tells in words: its sheets, tiles, log, ranking and formulas."""

import re

import pytest
from playwright.sync_api import expect

from game.live.payload import encode
from tests.browser.harness import (
    BOARD_ROOT,
    RIVALS,
    SESSION,
    START,
    closed,
    engine,
    frames_pass,
    jump,
    ref,
    reply,
    settled,
    take,
)
from tests.payload import decode

pytestmark = pytest.mark.browser


def texts(page, selector):
    return page.locator(selector).all_inner_texts()


def test_the_first_screen_says_it_in_sixty_words(start):
    page = start(pressed=False, viewport={"width": 390, "height": 844})
    words = ref(page, "startSheet").inner_text().split()
    assert len(words) <= 60
    box = page.locator(START).bounding_box()
    assert box["y"] + box["height"] < 844


def test_the_intro_says_purpose_prices_rivals_and_goal(start):
    page = start(pressed=False)
    sheet = ref(page, "startSheet").inner_text()
    for words in ("when to service?", "$300 a cycle", "3 rivals", "first to $3,000,000"):
        assert words in sheet
    assert ref(page, "cycle").inner_text() == "0"
    assert not page.evaluate(f"{SESSION}.playing")


def test_a_tile_tells_state_age_delay_and_forecast(start):
    page = start()
    lifetime, _ = engine(3)
    tile = page.locator(".tile").nth(3)
    jump(page, 100)
    assert "Running" in tile.inner_text()
    assert "100 cycles old" in tile.inner_text()
    jump(page, lifetime + 10)
    assert "Failed" in tile.inner_text()
    assert "50 cycles to wait" in tile.inner_text()
    assert f"compressor at {lifetime}" in tile.inner_text()
    take(page, 300, "2")
    assert any(re.search(r"service in \d+", text) for text in texts(page, ".tile .more"))
    take(page, 760, "3")
    jump(page, 800)
    assert any(re.search(r"\d+ predicted left", text) for text in texts(page, ".tile .more"))


def test_a_tile_says_how_much_life_is_likely_left_where_the_rules_want_it(start):
    page = start(link="1-default.bd1-7-0f", pressed=False)
    page.get_by_role("button", name="Take over").click()
    settled(page)
    jump(page, 100)
    said = texts(page, ".tile .more")
    found = [re.fullmatch(r"(\d+) left, (?:(\d+) to (\d+)|at least (\d+))", text) for text in said]
    assert all(found)
    for match in found:
        left, low, high, over = (int(one) if one else None for one in match.groups())
        assert (over if low is None else low) <= left <= (125 if high is None else high)
    page.locator("[data-tip=left]").first.focus()
    words = ref(page, "bubble").inner_text()
    for part in (
        "likely. Measured on 80 engines",
        "80% of those that had 125 cycles or fewer left lay",
        "below 25",
    ):
        assert part in words
    shades = """(tile) => {
        const canvas = tile.querySelector(".graph canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const counts = {};
        for (let at = 0; at < data.length; at += 4) {
            const colour = data.slice(at, at + 3).join();
            counts[colour] = (counts[colour] ?? 0) + 1;
        }
        return Object.values(counts).sort((a, b) => b - a)[1] / (data.length / 4);
    }"""
    tile = page.locator(".tile").first
    assert tile.evaluate(shades) > 0.05, "the band is a shade of its own behind the line"
    take(page, 100, "2")
    assert all("likely" not in text for text in texts(page, ".tile .more"))


def test_counts_light_up_and_fade_for_every_factory(start):
    page = start(fresh=True)
    page.evaluate(
        """() => {
            window.lit = new Set();
            const { animate } = Element.prototype;
            Element.prototype.animate = function (frames, options) {
                const row = this.closest(".standing li");
                window.lit.add(row ? row.querySelector("b").textContent : "tally");
                return animate.call(this, frames, options);
            };
        }"""
    )
    jump(page, 240)
    assert set(page.evaluate("[...lit]")) == {"tally", "Your factory", *RIVALS}


def test_the_log_keeps_every_event_of_yours_and_the_rivals_changes(start):
    page = start()
    take(page, 300, "2")
    jump(page, 800)
    log = ref(page, "log").inner_text()
    for words in ("Engine 4 failed at age", "serviced at age", "You went preventive at 114"):
        assert words in log
    assert all(rival in log for rival in RIVALS[:2])
    times = [int(text.replace(",", "")) for text in texts(page, "[data-ref=log] time")]
    assert times == sorted(times, reverse=True)


def _dollars(figure):
    return int(re.sub(r"[^0-9-]", "", figure.inner_text().replace("−", "-")))


def test_the_leaderboard_ranks_by_profit_and_tells_each_history(start):
    page = start()
    take(page, 300, "2")
    jump(page, 1_400)
    rows = page.locator("[data-ref=standing] li").all()
    shown = [
        (int(row.locator(".rank").inner_text().lstrip("=")), _dollars(row.locator(".profit")))
        for row in rows
    ]
    assert sorted(shown) == sorted(shown, key=lambda place: -place[1])
    moved = page.locator("[data-ref=standing] li[data-moves]").all()  # to another place
    lasting = {row.evaluate("row => getComputedStyle(row).transitionDuration") for row in moved}
    assert lasting == {"0.25s"}
    told = {}
    for row in rows:
        row.get_by_role("button").focus()
        told[row.locator("b").inner_text()] = ref(page, "bubble").inner_text()
    assert told["Your factory"] == (
        "What this factory has run so far: corrective for 300 cycles, then preventive for 1,100 "
        "cycles."
    )
    assert "local predictive for" in told[RIVALS[0]]


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
    assert RIVALS[0] not in ref(page, "log").inner_text()
    ref(page, "solo").uncheck()
    page.wait_for_function(
        f"{BOARD_ROOT}.querySelectorAll('.standing li:not([hidden])').length === 4"
    )
    assert RIVALS[0] in ref(page, "log").inner_text()


def test_names_are_text(start):
    def answered(request):
        header, sections = decode(reply(request))
        header["factories"][1]["name"] = "<img src=x onerror=alert(1)>"
        return encode(header, sections)

    page = start(answered)
    jump(page, 300)  # by then that factory has changed its strategy, and the log says so
    assert page.locator("img").count() == 0
    assert "<img" in ref(page, "standing").inner_text()
    assert "<img" in ref(page, "log").inner_text()


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
    closed(page)
    assert ref(page, "wordSheet").is_hidden()
    assert page.evaluate(f"{SESSION}.playing")
    ref(page, "play").click()
    page.locator(f'[data-about="{about}"]').click()
    ref(page, "wordClose").click()
    closed(page)
    assert not page.evaluate(f"{SESSION}.playing")


def test_each_engine_explains_its_tile(start):
    page = start()
    assert page.locator('[data-about="engine"]').count() == 4
    page.get_by_role("button", name="About engine 3").click()
    assert "crossed is failure" in ref(page, "wordSheet").inner_text()


def test_the_list_of_keys_lists_the_words_too(start):
    page = start()
    page.keyboard.press("?")
    sheet = ref(page, "wordBody")
    for word in ("Lead time", "Averaging", "Kinds of failure", "Marks of the race"):
        expect(sheet.get_by_text(word, exact=True)).to_be_attached()
    assert "{" not in sheet.inner_text()
    page.keyboard.press("Escape")
    ref(page, "bubble").wait_for(state="hidden")
    page.get_by_role("button", name="Cycle", exact=True).focus()
    expect(ref(page, "bubble")).to_contain_text("One flight")


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


@pytest.mark.long  # a joke: nothing hangs on it
def test_fifty_million_dollars_are_worth_one_sheet(start):
    def answered(request):
        header, sections = decode(reply(request))
        header["scenario"]["income"] = 30_000
        return encode(header, sections)

    page = start(answered)
    page.evaluate(f"{SESSION}.speed = 40")
    page.wait_for_function(f"{SESSION}.egg")
    assert "Fifty million" in ref(page, "wordSheet").inner_text()
    link = ref(page, "wordSheet").get_by_role("link")
    assert link.get_attribute("href") == "https://www.decisionproblem.com/paperclips/"
    page.keyboard.press("Escape")
    frames_pass(page)
    assert ref(page, "wordSheet").is_hidden()
    assert page.evaluate(f"{SESSION}.playing")
