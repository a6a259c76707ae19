"""The match on the board as something to keep: links, undo, timeline, branches, files."""

import json
import re

import hypothesis.strategies as hs
import pytest
from hypothesis import HealthCheck, example, given, settings
from playwright.sync_api import expect

from game.api import answer
from game.live.feed import parse_request
from game.rules.errors import GameError
from game.rules.links import decode as decode_link
from game.rules.links import encode as encode_link
from game.rules.match import Decision
from game.rules.scenario import SCENARIOS
from game.views.play.board.payload import encode
from tests.browser import mock
from tests.browser.harness import BOARD_ROOT, SESSION, jump, ref
from tests.hostile import EXAMPLES

pytestmark = pytest.mark.browser

LINK = "1-classic-7-231p131-731l-1231fr"
ADDRESS = "new URLSearchParams(location.search).get('game')"
quick = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def real(request):
    feed = answer(request)
    return encode(feed.header, feed.sections)


def settled(page):
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.seek === null")


def take(page, cycle, key):
    jump(page, cycle)
    page.keyboard.press(key)
    settled(page)


def scrub(page, cycle):
    ref(page, "timeline").fill(str(cycle))
    page.wait_for_function(f"{SESSION}.clock === {cycle}")


# ------------------------------------------------------------------------ pure parts


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
def test_a_link_is_written_and_read_as_the_server_does(js, scenario, seed, rows):
    rows = sorted(
        (cycle, name, None if name == "corrective" else setting, again)
        for cycle, name, setting, again in {row[0]: row for row in rows}.values()
    )
    text = encode_link(scenario, seed, [Decision(*row) for row in rows])
    written, read = js(
        """([scenario, seed, rows, text]) =>
            [board.encodeLink(scenario, seed, rows), board.decodeLink(text)]""",
        [scenario, seed, [list(row) for row in rows], text],
    )
    assert written == text
    assert read == {"scenario": scenario, "seed": seed, "decisions": [list(row) for row in rows]}
    assert decode_link(written).seed == seed


@quick
@given(hs.one_of(hs.text(), hs.from_regex(r"1-classic-[0-9]{1,11}(-[0-9cplfr]{1,8}){0,3}")))
@example("2-classic-7")
@example("1-classic-4294967296")
@example("1-classic-7-231x")
def test_what_is_no_link_is_none(js, text):
    got = js("(text) => board.decodeLink(text)", text)
    if got is not None:
        assert re.fullmatch(r"1-(classic|default)-[0-9]{1,10}(-[0-9]+[cplf][0-9]*r?)*", text)


GOOD_FILE = {"turbofan-tycoon": 1, "game": LINK, "cycle": 1300}
SPOILS = [
    None, True, "", "1", 0, -1, 1.5, 2, 1e308, float("nan"), 10**20, 100_001, [], {}, [LINK],
    {"game": LINK}, LINK, f"{LINK}-", "2-classic-7", "1-classic-7-5l500", "1-classic-7-9l-5l",
    "1-moon-7", "1-classic.zz9-7", "1-default.cy5-7", "1-classic.-7", "1-classic-4294967296",
    "1-classic-7" + "-1c" * 1_001, "1-classic-7-0c5", "\u0667",
]  # fmt: skip
spoils = hs.sampled_from(SPOILS) | hs.text(max_size=6)
fields = hs.sampled_from([*GOOD_FILE, "__proto__", "toString"])
spoiled_files = hs.tuples(fields, spoils, fields, spoils).map(
    lambda drawn: json.dumps({**GOOD_FILE, drawn[0]: drawn[1], drawn[2]: drawn[3]})
)
cut_files = hs.tuples(hs.integers(0, 80), hs.text(max_size=3), hs.integers(0, 80)).map(
    lambda drawn: json.dumps(GOOD_FILE)[: drawn[0]] + drawn[1] + json.dumps(GOOD_FILE)[drawn[2] :]
)


@pytest.mark.slow
@pytest.mark.no_cover
def test_hostile_files_are_a_match_or_one_sentence(js):
    texts = ["null", "[" * 24_000, "x" * 30_000, json.dumps(GOOD_FILE) + " " * 25_000]

    @given(spoiled_files | cut_files | hs.text(max_size=20))
    @settings(max_examples=EXAMPLES)
    def collect(text):
        texts.append(text)

    collect()
    assert len(texts) >= EXAMPLES
    read = []
    for first in range(0, len(texts), 1_000):
        read += js("(texts) => texts.map(board.readSave)", texts[first : first + 1_000])
    sentences = [one for one in read if isinstance(one, str)]
    assert len(sentences) > EXAMPLES / 2
    assert all(re.fullmatch(r"[A-Z][^\n.]+\.", sentence) for sentence in sentences)
    # What the browser lets pass is played, or refused by the server in one sentence.
    matches = {json.dumps(one) for one in read if not isinstance(one, str)}
    assert len(matches) > 10
    for match in map(json.loads, sorted(matches)):
        assert set(match) == {"scenario", "seed", "decisions", "cycle"}
        try:
            parse_request({**match, "until": 1})
        except GameError as refusal:
            assert "\n" not in str(refusal)


def test_a_saved_match_is_read_back(js):
    got = js("(link) => board.readSave(board.writeSave(link, 1300))", LINK)
    assert got == {
        "scenario": "classic",
        "seed": 7,
        "decisions": [
            [231, "preventive", 131, False],
            [731, "local", None, False],
            [1231, "federated", None, True],
        ],
        "cycle": 1300,
    }


@quick
@given(hs.lists(hs.tuples(hs.integers(0, 250), hs.integers(10, 90)), max_size=1))
def test_labels_of_a_graph_find_a_level_of_their_own(js, others):
    labels = [{"at": at, "width": width, "base": 10} for at, width in others]
    base = js("(labels) => board.freeLevel(labels, 60, 60, 18, 12.5, 10, 47)", labels)
    for other in labels:
        apart = other["at"] + other["width"] < 60 or other["at"] > 120
        assert apart or abs(base - other["base"]) >= 12.5
    assert 10 <= base <= 47


def test_captions_of_a_failed_engine_do_not_meet(start):
    page = start(viewport={"width": 390, "height": 844})
    page.evaluate(
        """() => {
            window.words = [];
            const { fillText } = CanvasRenderingContext2D.prototype;
            CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
                if (/failed at|waiting|life left|service at|alarm at/.test(text)) {
                    window.words.push([this.canvas.getAttribute("aria-label"), text, y]);
                }
                return fillText.call(this, text, x, y);
            };
        }"""
    )
    jump(page, 150)  # engine 4 fails at 135
    page.wait_for_function("words.some(([, text]) => text === 'failed at 135')")
    words = page.evaluate("words.filter(([canvas]) => canvas?.endsWith('engine 4'))")
    assert words[-1][1] == "failed at 135"


# ----------------------------------------------------------------------------- links


def test_the_address_follows_the_match(start):
    page = start()
    assert page.evaluate(ADDRESS) == "1-classic-7"
    assert page.evaluate("new URLSearchParams(location.search).get('ground')") == "#f4f2ec"
    take(page, 300, "2")
    assert page.evaluate(ADDRESS) == "1-classic-7-300p"
    take(page, 800, "3")
    assert page.evaluate(ADDRESS) == "1-classic-7-300p-800l"


def test_a_link_is_watched_or_taken_over(start):
    page = start(real, pressed=False, link=LINK)
    sheet = ref(page, "wordSheet")
    assert "3 decisions" in sheet.inner_text()
    page.get_by_role("button", name="Take over").click()
    settled(page)
    page.wait_for_function(f"Math.floor({SESSION}.clock) === 1231")
    assert page.evaluate(ADDRESS) == LINK
    taken = page.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1232)]")

    other = start(real, pressed=False, link=LINK)
    other.get_by_role("button", name="Watch it").click()
    assert other.evaluate(f"{SESSION}.playing")
    jump(other, 1_231)
    assert other.evaluate(ADDRESS) == LINK
    assert ref(other, "offer").is_hidden()
    assert other.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1232)]") == taken


@pytest.mark.parametrize("text", ["nonsense", "2-classic-7", "1-classic-7-9x", "<b>1</b>"])
def test_a_bad_link_is_one_sentence_and_a_fresh_game(start, text):
    page = start(real, pressed=False, link=text)
    assert ref(page, "startSheet").is_visible()
    sentence = ref(page, "problem").inner_text()
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert page.evaluate(ADDRESS).startswith("1-classic-")


def test_a_reload_keeps_the_match_and_its_clock(start):
    page = start(real, link="1-classic-7")
    take(page, 300, "2")
    jump(page, 2_345)
    seed, money = page.evaluate(f"[{SESSION}.game.seed, {SESSION}.game.factories[0].balance[2345]]")
    page.reload()
    page.wait_for_function("window.ready && turbofanTycoon.session.game")
    page.wait_for_function(f"{SESSION}.clock === 2345 && {SESSION}.seek === null")
    assert not page.evaluate(f"{SESSION}.playing")
    assert ref(page, "veil").is_hidden()
    again = page.evaluate(f"[{SESSION}.game.seed, {SESSION}.game.factories[0].balance[2345]]")
    assert again == [seed, money]


def test_the_link_can_be_copied_or_selected(start):
    page = start()
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


# ------------------------------------------------------------------ undo and branches


def test_undo_takes_the_last_decision_back_and_keeps_the_clock(start):
    page = start()
    assert ref(page, "undo").is_disabled()
    jump(page, 299)
    before = page.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1000)]")
    take(page, 300, "2")
    jump(page, 700)
    with_it = page.evaluate(f"{SESSION}.game.factories[0].balance[700]")
    page.keyboard.press("u")
    settled(page)
    assert page.evaluate(f"[{SESSION}.clock, {SESSION}.decisions.length]") == [700, 0]
    assert page.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1000)]") == before
    assert before[700] != with_it
    assert page.evaluate(f"[{SESSION}.ghost.from, {SESSION}.ghost.line[700]]") == [300, with_it]
    assert page.evaluate(ADDRESS) == "1-classic-7"


def test_undo_far_back_brings_the_clock_home(start):
    page = start(real, link="1-classic-7")
    take(page, 300, "2")
    jump(page, 9_000)
    ref(page, "keep").click()
    settled(page)
    ref(page, "play").click()
    for _ in range(2):
        ref(page, "thousand").click()
        settled(page)
    at = page.evaluate(f"{SESSION}.clock")
    assert at > 4_300
    ref(page, "undo").click()
    settled(page)
    assert page.evaluate(f"{SESSION}.clock") == at


def test_all_that_is_read_follows_a_hand_that_rests_on_the_timeline(start):
    page = start()
    jump(page, 900)
    page.evaluate(
        f"""() => {{
            const timeline = {BOARD_ROOT}.querySelector("[data-ref=timeline]");
            for (const cycle of [700, 500, 40]) {{
                timeline.value = cycle;
                timeline.dispatchEvent(new Event("input", {{ bubbles: true }}));
            }}
        }}"""
    )
    expect(ref(page, "cycle")).to_have_text("40")
    expect(ref(page, "failed")).to_have_text("0")
    expect(ref(page, "latest")).to_have_text("Back to 900")


def test_a_branch_asks_first_and_keeps_both_futures(start):
    page = start()
    take(page, 300, "2")
    take(page, 800, "3")
    jump(page, 1_000)
    left = page.evaluate(f"[...{SESSION}.game.factories[0].balance.slice(0, 1001)]")
    scrub(page, 500)
    page.wait_for_function(f"{BOARD_ROOT}.querySelector('[data-ref=cycle]').textContent === '500'")
    page.keyboard.press("1")
    assert "800" in ref(page, "wordSheet").inner_text()
    page.get_by_role("button", name="Stay").click()
    assert page.evaluate(f"{SESSION}.decisions.length") == 2
    page.keyboard.press("1")
    page.get_by_role("button", name="New path").click()
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.map((d) => d.slice(0, 2))") == [
        [300, "preventive"],
        [500, "corrective"],
    ]
    assert page.evaluate(f"[{SESSION}.reach, {SESSION}.ghost.from]") == [500, 500]
    assert page.evaluate(f"[...{SESSION}.ghost.line]") == left


def test_a_refused_branch_leaves_everything(start):
    def reply(request):
        if len(request.get("decisions", [])) == 1 and request["decisions"][0][1] == "corrective":
            return encode({"n": request["n"], "error": "No."}, {})
        return mock.reply(request)

    page = start(reply)
    take(page, 300, "2")
    jump(page, 600)
    scrub(page, 250)
    page.keyboard.press("1")  # still corrective here: nothing to take
    assert ref(page, "veil").is_hidden()
    state = f"[{SESSION}.decisions, {SESSION}.reach, {SESSION}.ghost]"
    before = page.evaluate(state)
    page.evaluate(f"{SESSION}.clock = 300")
    page.keyboard.press("1")
    settled(page)
    assert ref(page, "problem").inner_text() == "No."
    assert page.evaluate(state) == before


def test_the_timeline_goes_back_and_forth_and_stands_still(start):
    page = start()
    jump(page, 600)
    ref(page, "play").click()
    scrub(page, 200)
    assert not page.evaluate(f"{SESSION}.playing")
    assert ref(page, "failed").inner_text() == str(
        page.evaluate(f"board.counts({SESSION}.game.factories[0].slots.flat(), 200).failed")
    )
    ref(page, "timeline").press("ArrowRight")
    page.wait_for_function(f"{SESSION}.clock === 201")
    ref(page, "latest").click()
    page.wait_for_function(f"{SESSION}.clock === {SESSION}.reach && {SESSION}.clock >= 600")


# ----------------------------------------------------------------------------- files


def test_a_match_is_saved_and_loaded(start, tmp_path):
    page = start()
    take(page, 300, "2")
    jump(page, 650)
    with page.expect_download() as waiting:
        ref(page, "save").click()
    path = tmp_path / "match.json"
    waiting.value.save_as(path)
    assert json.loads(path.read_text()) == {
        "turbofan-tycoon": 1,
        "game": "1-classic-7-300p",
        "cycle": 650,
    }
    other = start()
    ref(other, "file").set_input_files(path)
    other.wait_for_function(f"{SESSION}.clock === 650 && {SESSION}.seek === null")
    assert other.evaluate(ADDRESS) == "1-classic-7-300p"
    assert not other.evaluate(f"{SESSION}.playing")


def test_a_file_that_the_server_refuses_changes_nothing(start, tmp_path):
    page = start(real, link="1-classic-7")
    take(page, 300, "2")
    state = f"""JSON.stringify([
        {SESSION}.clock, {SESSION}.reach, {SESSION}.decisions, {SESSION}.accepted,
        [...{SESSION}.game.factories[0].balance], {SESSION}.seek, {SESSION}.starting,
    ])"""
    before = page.evaluate(state)
    path = tmp_path / "match.json"
    path.write_text(json.dumps({**GOOD_FILE, "game": "1-classic-7-9l-5l"}))
    ref(page, "file").set_input_files(path)
    ref(page, "problem").wait_for(state="visible")
    assert "put them in order" in ref(page, "problem").inner_text()
    settled(page)
    assert page.evaluate(state) == before
    assert page.evaluate(ADDRESS) == "1-classic-7-300p"
    page.keyboard.press("u")
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions") == []


@pytest.mark.parametrize("content", ["{", "[]", '{"turbofan-tycoon": 1}', "x" * 30_000])
def test_a_damaged_file_changes_nothing(start, tmp_path, content):
    page = start()
    take(page, 300, "2")
    (tmp_path / "bad.json").write_text(content)
    ref(page, "file").set_input_files(tmp_path / "bad.json")
    ref(page, "problem").wait_for(state="visible")
    assert page.evaluate(f"[{SESSION}.clock, {SESSION}.decisions.length]") == [300, 1]
    assert page.evaluate(ADDRESS) == "1-classic-7-300p"


def test_the_timelines_thumb_stands_under_its_cycle(start, screen):
    page = start(viewport={"width": screen[0], "height": screen[1]})
    jump(page, 1_500)
    for cycle in (0, 700, 1_500):
        scrub(page, cycle)
        thumb, head = page.evaluate(
            f"""() => {{
                const root = {BOARD_ROOT};
                const {{ game, clock, reach }} = {SESSION};
                const slider = root.querySelector("[data-ref=timeline]");
                const [rail, race] = [slider, root.querySelector("[data-ref=race]")]
                    .map((node) => node.getBoundingClientRect());
                const [left, right] = race.width < 520 ? [46, 108] : [52, 176];
                const axis = race.width - left - right;
                return [
                    rail.left + 8 + (slider.value / slider.max) * (rail.width - 16),
                    race.left + left + (clock / board.raceSpan(reach, game.rules.scenario)) * axis,
                ];
            }}"""
        )
        assert abs(thumb - head) <= 1


def test_a_second_decision_at_once_takes_the_place_of_the_first(start):
    page = start()
    jump(page, 300)
    page.evaluate(
        f"""() => {{
            const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", {{ key }}));
            {SESSION}.speed = 40;
            press(" "); // on
            press("2"); // stamped a blink ahead
            press(" "); // off
            press("1"); // the clock stands before that decision
        }}"""
    )
    settled(page)
    first = page.evaluate(f"{SESSION}.decisions[0][0]")
    assert first > 300
    assert ref(page, "wordSheet").is_hidden()
    assert page.evaluate(f"{SESSION}.decisions") == [[first, "corrective", None, False]]
