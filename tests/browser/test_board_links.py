"""A match as an address: written, read, watched, taken over, refused."""

import re
from urllib.parse import urlsplit

import hypothesis.strategies as hs
import pytest
from hypothesis import HealthCheck, example, given, settings
from playwright.sync_api import expect

from game.campaign.chapters import ALL
from game.demo.packing import packed
from game.demo.routes import SHIPPED, read_file, with_ways
from game.rules.decisions import Decision
from game.rules.links import decode as decode_link
from game.rules.links import encode as encode_link
from game.rules.scenario import SCENARIOS
from tests.browser.harness import (
    ORIGIN,
    READY,
    SESSION,
    START,
    jump,
    open_board,
    ref,
    settled,
    take,
)

pytestmark = pytest.mark.browser


LINK = "1-classic-7-231p131-731l-1231fr"


ADDRESS = "new URLSearchParams(location.search).get('game')"


quick = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


decisions = hs.lists(
    hs.tuples(
        hs.integers(0, 99_999),
        hs.sampled_from(["corrective", "preventive", "local", "federated"]),
        hs.one_of(hs.none(), hs.integers(5, 120)),
        hs.booleans(),
    ),
    max_size=6,
)


@quick
@given(
    hs.sampled_from([*SCENARIOS, "classic.enFD001", "default.cy900.ri_.enFD004"]),
    hs.integers(0, 2**32 - 1),
    decisions,
)
def test_a_link_is_read_as_the_server_writes_it(js, scenario, seed, rows):
    rows = sorted(
        (cycle, name, None if name == "corrective" else setting, again)
        for cycle, name, setting, again in {row[0]: row for row in rows}.values()
    )
    text = encode_link(scenario, seed, [Decision(*row) for row in rows])
    rows = [[cycle, "order", values] for cycle, *values in rows]
    read = js(f"(text) => board.decodeLink({SESSION}.game, text)", text)
    assert read == {"scenario": scenario, "seed": seed, "decisions": rows}
    assert decode_link(text).seed == seed


@quick
@given(hs.one_of(hs.text(), hs.from_regex(r"1-classic-[0-9]{1,11}(-[0-9cplfrsha.]{1,8}){0,3}")))
@example("2-classic-7")
@example("1-classic-4294967296")
@example("1-classic-7-231x")
def test_what_is_no_link_is_none(js, text):
    got = js(f"(text) => board.decodeLink({SESSION}.game, text)", text)
    if got is not None:
        taken = r"-[0-9]+([cplf][0-9]*r?|[sh][0-9]+|a[0-9]+\.[0-9]+)"
        assert re.fullmatch(rf"1-(classic|default)-[0-9]{{1,10}}({taken})*", text)


def test_a_link_carries_every_kind_of_decision(js):
    rows = [
        [231, "order", ["preventive", 131, False]],
        [300, "call", [2, "service"]],
        [300, "call", [3, "hold"]],
        [400, "answer", [4, 1]],
    ]
    text = "1-classic-7-231p131-300s2-300h3-400a4.1"
    assert js(f"(text) => board.decodeLink({SESSION}.game, text).decisions", text) == rows


def test_the_address_follows_the_match(start):
    page = start()
    assert page.evaluate(ADDRESS) == "1-classic-7"
    assert page.evaluate("new URLSearchParams(location.search).get('ground')") == "#f4f2ec"
    take(page, 300, "2")
    assert page.evaluate(ADDRESS) == "1-classic-7-300p"
    take(page, 800, "3")
    assert page.evaluate(ADDRESS) == "1-classic-7-300p-800l"


def test_a_link_is_watched_or_taken_over(start):
    page = start(pressed=False, link=LINK)
    sheet = ref(page, "wordSheet")
    assert "3 decisions" in sheet.inner_text()
    page.get_by_role("button", name="Take over").click()
    settled(page)
    page.wait_for_function(f"Math.floor({SESSION}.clock) === 1231")
    assert page.evaluate(ADDRESS) == LINK
    taken = page.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1232)]")

    other = start(pressed=False, link=LINK)
    other.get_by_role("button", name="Watch it").click()
    assert other.evaluate(f"{SESSION}.playing")
    jump(other, 1_231)
    assert other.evaluate(ADDRESS) == LINK
    assert ref(other, "offer").is_hidden()
    assert other.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1232)]") == taken


def test_who_is_sent_a_match_may_play_its_engines_from_the_start(start):
    page = start(pressed=False, link=LINK)
    page.get_by_role("button", name="Play these engines yourself").click()
    page.wait_for_function(f"{SESSION}.playing && {SESSION}.decisions.length === 0")
    assert LINK.startswith(f"{page.evaluate(ADDRESS)}-")
    expect(ref(page, "profitName")).to_have_text("Your profit")


def test_a_match_that_somebody_flew_without_a_decision_is_watched(page):
    open_board(page, link="1-classic.cy2000-7", flown=True)  # a class's, as long as it had time
    sheet = page.get_by_role("dialog", name="This match has been played.")
    expect(sheet).to_contain_text("Classic 2018, engines of seed 7. Nothing was decided in it:")
    expect(sheet).to_contain_text("every engine ran until it failed.")
    expect(sheet.get_by_role("button", name="Take over")).to_have_count(0)
    sheet.get_by_role("button", name="Watch it").click()
    jump(page, 900)
    expect(ref(page, "profitName")).to_have_text("Replay: your profit")
    take(page, 900, "2")  # who takes over is on a way of their own
    expect(ref(page, "profitName")).to_have_text("Your profit")
    assert page.evaluate(ADDRESS) == "1-classic.cy2000-7-900p"
    assert "flown" not in page.url


@pytest.mark.parametrize(
    "text",
    [
        "2-classic-7",
        "<b>1</b>",
        pytest.param("nonsense", marks=pytest.mark.long),
        pytest.param("1-classic-7-9x", marks=pytest.mark.long),
    ],
)
def test_a_bad_link_is_one_sentence_and_a_fresh_game(start, text):
    page = start(pressed=False, link=text)
    assert ref(page, "startSheet").is_visible()
    sentence = ref(page, "problem").inner_text()
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert page.evaluate(ADDRESS).startswith("1-open-")


def test_a_reload_keeps_the_match_and_its_clock(start):
    page = start(link="1-classic-7", fresh=True)
    take(page, 300, "2")
    jump(page, 2_345)
    seed, money = page.evaluate(f"[{SESSION}.game.seed, {SESSION}.game.factories[0].balance[2345]]")
    page.reload()
    page.wait_for_function("window.ready && turbofanTycoon.session.game")
    page.wait_for_function(f"{SESSION}.clock === 2345 && {SESSION}.seek === null")
    assert not page.evaluate(f"{SESSION}.playing")
    assert page.locator("dialog[open]").count() == 0
    again = page.evaluate(f"[{SESSION}.game.seed, {SESSION}.game.factories[0].balance[2345]]")
    assert again == [seed, money]


def test_a_link_that_was_watched_to_its_end_is_watched_from_its_start_again(page):
    link = "1-default.cy900-4-0l20"
    open_board(page, link=link)
    greeted = page.get_by_role("dialog", name="This match has been played.")
    greeted.get_by_role("button", name="Watch it").click()
    jump(page, 900)
    over = ref(page, "finishSheet")
    expect(over).to_be_visible()
    assert "mine" not in ref(page, "report").get_attribute("href"), "who watches has played nothing"
    expect(ref(page, "verdict")).to_have_text("Replay: you win.")
    page.reload()  # who loads a page once more finds it as it was
    again = over.get_by_role("button", name="Watch again")
    again.click()
    page.wait_for_function(f"{SESSION}.playing && {SESSION}.clock < 300")
    jump(page, 900)
    expect(over).to_be_visible()
    page.goto(f"{ORIGIN}/?game={link}")
    expect(greeted).to_be_visible()
    greeted.get_by_role("button", name="Watch it").click()
    jump(page, 900)
    page.goto(f"{ORIGIN}/?game={link}&back=1")  # our own way back from another page
    expect(over).to_be_visible()
    assert "back" not in page.url


def test_who_watches_a_match_is_told_too_what_the_others_did(page):
    open_board(page, link="1-open.cy400-7-60a1.0")
    page.evaluate("window.telling = true")
    page.get_by_role("button", name="Watch it").click()
    jump(page, 400)
    expect(ref(page, "verdictOthers")).to_contain_text("The others' model did not pay: alone")
    assert page.evaluate(f"{SESSION}.ended") is None, "it was somebody else's"


def test_the_link_can_be_copied_or_selected(start):
    page = start(fresh=True)
    page.evaluate(
        """() => Object.defineProperty(navigator, "clipboard", {
            value: { writeText: async (text) => void (window.copied = text) },
            configurable: true,
        })"""
    )
    ref(page, "copy").click()
    page.wait_for_function("window.copied?.includes('game=1-classic-7')")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })"
    )
    ref(page, "copy").click()
    assert "game=1-classic-7" in page.locator(".address").input_value()


@pytest.mark.parametrize("link", ["1-classic-7", "1-classic-7-231p131"])
def test_who_comes_back_to_a_cycle_decides_anew_there(page, link):
    open_board(page, link=link, at=420)
    sheet = page.get_by_role("dialog", name="Back at cycle 420")
    sheet.get_by_role("button", name="Decide anew").click()
    assert page.evaluate(f"{SESSION}.clock") == 420
    assert not page.evaluate(f"{SESSION}.playing")
    assert "at=" not in page.url and "anew" not in page.url
    expect(ref(page, "cycle")).to_have_text("420")


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)])
def test_every_link_of_the_talks_opens_its_match_at_its_cycle(page, every):
    talks = [
        with_ways(packed(read_file(path).script), ORIGIN) for path in sorted(SHIPPED.glob("*.json"))
    ]
    beats = {
        beat["way"]["address"]: beat
        for talk in talks
        for beat in talk["beats"]
        if beat["camera"]["view"] != "round"
    }
    assert len(beats) == 10
    open_board(page, data={"chapters": [chapter.to_json() for chapter in ALL]})
    for address, beat in [*beats.items()][::every]:
        page.evaluate("(query) => void reopenBoard(query)", urlsplit(address).query)
        page.wait_for_function(READY)
        cycle = beat["camera"]["begin"]
        sheet = page.get_by_role("dialog", name=f"Back at cycle {cycle}", exact=True)
        sheet.get_by_role("button", name="Decide anew").click()
        settled(page)
        assert page.evaluate(f"{SESSION}.clock") == cycle
        assert page.evaluate(ADDRESS) == beat["link"]
        expect(page.locator(".stage")).to_be_hidden()  # a chapter's story is not told from there
    page.reload()
    page.wait_for_function(f"window.ready && {SESSION}.game && {SESSION}.clock === {cycle}")
    expect(page.locator(".stage")).to_be_hidden()


def test_who_picks_another_match_beside_a_link_gets_that_one(start):
    page = start(link="1-chapter2-2-0p140-450p140", pressed=False)
    page.get_by_role("button", name="Watch it").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New game").click()
    page.get_by_role("radio", name="Free match").check()
    page.click(START)
    page.wait_for_function(f"{SESSION}.game.scenario.name === 'open' && {SESSION}.playing")
    assert page.evaluate(f"{SESSION}.decisions") == []
