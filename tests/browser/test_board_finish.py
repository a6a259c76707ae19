"""The end of a match: nobody is trapped, everybody is ranked."""

import re

import pytest
from playwright.sync_api import expect

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.rules.decisions import Decision
from game.rules.match import replay
from game.rules.report import report
from game.rules.scenario import SCENARIOS
from tests.browser.harness import (
    BOARD_ROOT,
    PHONE,
    SESSION,
    drawn,
    frames_pass,
    jump,
    ref,
    settled,
    take,
)

pytestmark = pytest.mark.browser


def texts(page, selector):
    return page.locator(selector).all_inner_texts()


def test_the_end_ranks_everyone_and_traps_nobody(start):
    page = start()
    jump(page, 9_000)
    sheet = ref(page, "finishSheet")
    sheet.wait_for(state="visible")
    assert sheet.locator("tbody tr").count() == 4
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    frames_pass(page)
    assert not sheet.is_visible()
    ref(page, "play").click()
    sheet.wait_for(state="visible")
    ref(page, "finishClose").click()
    assert not sheet.is_visible()
    ref(page, "play").click()
    at = page.evaluate(f"{SESSION}.clock")
    ref(page, "keep").click()
    page.wait_for_function(f"{SESSION}.clock > {at} + 5")


def test_who_pauses_at_the_finish_does_not_start_anew(start):
    page = start()
    jump(page, 9_000)
    sheet = ref(page, "finishSheet")
    sheet.wait_for(state="visible")
    asked = page.evaluate("requests.length")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    frames_pass(page)
    assert sheet.is_visible()
    assert page.evaluate("requests.length") == asked
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(f"{BOARD_ROOT}.getRootNode().activeElement.dataset.ref") == "finishClose"


def test_the_clock_waits_for_the_match_that_was_asked_for(start):
    page = start()
    jump(page, 9_000)
    ref(page, "finishSheet").wait_for(state="visible")
    page.evaluate(f"{SESSION}.starting = true")  # as between a request and its answer
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    frames_pass(page)
    assert not ref(page, "finishSheet").is_visible()


def test_the_finish_tells_ranks_long_used_strategies_and_where_to_read_on(start):
    page = start()
    take(page, 300, "2")
    take(page, 1_000, "1")
    jump(page, 9_000)
    rows = texts(page, "[data-ref=final] tr")
    assert [row.split()[0] for row in rows] == ["1st", "2nd", "3rd", "4th"]
    (mine,) = [row for row in rows if "Your factory" in row]
    assert re.search(r"Corrective\s+\d\d% of the time", mine)
    assert ref(page, "verdict").inner_text().endswith(" wins.")
    assert "of the best possible on these engines" in ref(page, "verdictMore").inner_text()
    address = "http://board.test/report?game=1-classic-7-300p-1000c&mine=1"
    assert ref(page, "report").get_attribute("href") == address
    billed = "http://board.test/your-plant?match=1-classic-7-300p-1000c"
    assert ref(page, "worth").get_attribute("href") == billed
    ref(page, "keep").click()
    ref(page, "play").click()
    drawn(page)
    cycle = ref(page, "cycle").inner_text().replace(",", "")
    assert ref(page, "reportKept").get_attribute("href") == f"{address}&cycles={cycle}"


def test_the_finish_lists_everyone_even_to_who_plays_alone(start):
    page = start()
    ref(page, "solo").check()
    jump(page, 9_000)
    assert len(texts(page, "[data-ref=final] tr")) == 4
    place = ref(page, "place").inner_text()
    (mine,) = [row for row in texts(page, "[data-ref=final] tr") if "Your factory" in row]
    assert mine.startswith(place)
    assert place != "1st"


@pytest.mark.parametrize("size", [pytest.param((1440, 900), marks=pytest.mark.long), (390, 844)])
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


def test_on_a_phone_the_figures_of_the_ranking_stand_in_one_line_and_its_buttons_at_hand(start):
    page = start(viewport=PHONE)
    jump(page, 9_000)
    ref(page, "finishSheet").wait_for(state="visible")
    lines = page.evaluate(
        f"""[...{BOARD_ROOT}.querySelectorAll("[data-ref=final] tr")].map((row) =>
            [...row.cells].slice(4).map((cell) => {{
                const range = document.createRange();
                range.selectNode([...cell.childNodes].findLast((node) => node.nodeType === 3));
                return Math.round(range.getBoundingClientRect().bottom);
            }}))"""
    )
    assert [len(row) for row in lines] == [5] * 4
    assert all(max(row) - min(row) <= 1 for row in lines)
    box = ref(page, "keep").bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]


def test_a_return_is_the_rules_own_and_tells_its_formula(start):
    page = start(link="1-default-4-300p-1500f", pressed=False, fresh=True)
    page.evaluate("window.telling = true")
    page.get_by_role("button", name="Take over").click()
    jump(page, 2_600)  # more is asked for on the way
    page.wait_for_function(f"{SESSION}.game.waiting.length && !{SESSION}.waiting")
    told = page.locator("[data-tip=return]:visible")
    expect(told).to_have_count(3)  # who only waits has spent nothing
    first = min(
        int(one) for one in page.evaluate(f"{SESSION}.game.waited")
    )  # until who waits has paid for a failure, a return says nothing
    before, after = page.evaluate(
        f"[{first} - 1, {first}].map((now) => board.returnOf({SESSION}.game, 1, now))"
    )
    assert before is None
    assert after is not None
    told.first.focus()
    formula = ref(page, "bubble").inner_text().split(": ")[1].replace("−", "-")
    terms = re.fullmatch(r"\(\$([\d,]+) - \(?(-?\$[\d,]+)\)*? / \$([\d,]+) = ([\d.]+)\.", formula)
    figures = [float(re.sub(r"[$,]", "", text)) for text in terms.groups()]
    profit, waiting, spent, roi = figures
    assert roi == pytest.approx((profit - waiting) / spent, abs=0.051)
    scenario = SCENARIOS["default"]
    fleet = SimulatedFleet(scenario, 4)
    taken = [Decision(300, "preventive"), Decision(1_500, "federated")]
    match = replay(scenario, taken, world_of(fleet), 2_600)
    reported = report(match, world_of(fleet), 4, ("a", "b", "c", "d")).factories
    shown = page.evaluate(f"[0, 1, 2, 3].map((i) => board.returnOf({SESSION}.game, i, 2600))")
    assert [one["spent"] for one in shown] == [one.spent for one in reported]
    assert [one["roi"] for one in shown] == [
        None if one.roi is None else pytest.approx(one.roi) for one in reported
    ]


def test_fees_are_spending_and_bonuses_are_not(js):
    spent = js(
        """() => {
            const serviced = [{ stop: 90, kind: 1 }, { stop: 200, kind: 1 }, { stop: 50, kind: 2 }];
            const charges = [[10, 2500, "fee"], [20, -4000, "bonus"], [100, 99, "later"]];
            const factory = { slots: [serviced], charges };
            const prices = { service_cost: 10000 };
            return [100, 201].map((cycle) => board.spentBy(factory, prices, cycle));
        }"""
    )
    assert spent == [12_500, 22_599]
    assert js("board.returnOn(0, 5, 3)") is None
    assert js("board.returnOn(10000, 250000, 225000)") == 2.5


ENDS = [
    {"slot": 1, "index": 4, "fault": "fan", "outcome": "service", "ran": 216,
     "outcome_alone": "failure", "ran_alone": 222, "dollars": 48_200},
    {"slot": 0, "index": 8, "fault": None, "outcome": "running", "ran": 80,
     "outcome_alone": None, "ran_alone": 0, "dollars": 24_000},
    {"slot": 3, "index": 2, "fault": "compressor", "outcome": "service", "ran": 149,
     "outcome_alone": "service", "ran_alone": 181, "dollars": -9_600},
]  # fmt: skip
OTHERS = {
    "alliance": 56_600, "calls": 0, "place": 1, "place_alone": 2, "saved": 1, "fees": 6_000,
    "ends": ENDS,
}  # fmt: skip


def label_before(page, selector):
    """Return what stands before a cell where the table has no head."""
    told = "(cell) => getComputedStyle(cell, '::before').content"
    return page.locator(selector).first.evaluate(told)


def test_what_the_others_did_is_told_engine_by_engine(start):
    page = start()
    jump(page, 9_000)
    more = ref(page, "engineByEngine")
    assert not more.is_visible()
    paint = f"""(others) => {{
        const find = (name) => {BOARD_ROOT}.querySelector(`[data-ref=${{name}}]`);
        const names = ["verdictOthers", "engineByEngine", "otherEnds"];
        const refs = Object.fromEntries(names.map((name) => [name, find(name)]));
        const factories = [{{ alliances: [] }}];
        board.paintOthers(refs, {{ counterfactual: others, saves: new Map(), factories }});
    }}"""
    page.evaluate(paint, OTHERS)
    assert "$56,600 lower, 2nd instead of 1st" in ref(page, "verdictOthers").inner_text()
    assert not ref(page, "otherEnds").is_visible(), "folded"
    more.locator("summary").focus()
    page.keyboard.press("Enter")
    assert [row.split("\t") for row in texts(page, "[data-ref=otherEnds] tr")] == [
        ["2, no. 5", "fan", "serviced at age 216", "failed at age 222", "+$48,200"],
        ["1, no. 9", "unknown", "runs, at age 80", "never installed", "+$24,000"],
        ["4, no. 3", "compressor", "serviced at age 149", "serviced at age 181", "−$9,600"],
        ["Fees and bonuses", "", "", "", "−$6,000"],
    ]
    page.set_viewport_size(PHONE)
    assert "With your own" in label_before(page, "[data-ref=otherEnds] td:nth-child(4)")
    page.evaluate(paint, None)
    assert not more.is_visible()


def test_engines_seen_in_time_are_told_apart_from_those_that_fail_from_the_beginning_on(js):
    told = {"alliance": 9_000, "calls": 0, "place": 1, "place_alone": 2, "saved": 1}
    tell = "([told, seen]) => board.othersText(told, seen)"
    assert "Seen in time: 4" in js(tell, [told, 4])
    assert "Seen in time" not in js(tell, [told, 1])
