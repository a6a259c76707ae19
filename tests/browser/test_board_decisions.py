"""What is decided on the board is what the game plays, at the cycle where it was decided."""

import json
import re

import pytest
from playwright.sync_api import expect

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.live.payload import encode
from game.rules.decisions import Decision
from game.rules.match import replay
from game.rules.scenario import OPEN
from tests.browser.harness import (
    BOARD_ROOT,
    SESSION,
    START,
    jump,
    ref,
    reply,
    settled,
    take,
)  # fmt: skip

pytestmark = pytest.mark.browser


def test_the_last_decision_of_a_cycle_a_kind_and_a_slot_or_offer_counts(js):
    rows = [
        [200, "order", ["preventive", None, False]],
        [300, "order", ["local", None, False]],
        [300, "call", [2, "hold"]],
        [300, "call", [3, "hold"]],
        [300, "answer", [4, 1]],
        [500, "order", ["corrective", None, False]],
    ]
    take = "([rows, row]) => board.withDecision(rows, row)"
    again = [300, "order", ["corrective", None, False]]
    assert js(take, [rows, again]) == [rows[0], *rows[2:5], again]
    service = [300, "call", [2, "service"]]
    assert js(take, [rows, service]) == [rows[0], rows[1], rows[3], rows[4], service]
    refuse = [300, "answer", [4, 0]]
    assert js(take, [rows, refuse]) == [*rows[:4], refuse]
    early = [100, "call", [0, "service"]]
    assert js(take, [rows, early]) == [early]


def test_a_decision_changes_the_future_and_nothing_before_it(start):
    page = start()
    jump(page, 400)
    page.evaluate(f"{SESSION}.speed = 1")
    past = f"[...{SESSION}.game.factories[0].balance.slice(0, 401)]"
    before = page.evaluate(past)
    page.evaluate(f"window.tiles = [...{BOARD_ROOT}.querySelectorAll('canvas')]")
    ref(page, "play").click()
    clocks = page.evaluate(
        f"""async () => {{
            const session = {SESSION};
            const clocks = [];
            let stood = 0;
            holdAnswers();
            document.querySelector("#host").shadowRoot.querySelector('[data-strategy=preventive]').click();
            while (session.waiting) {{
                stood = clocks.at(-1) === session.clock ? stood + 1 : 0;
                if (stood === 3) letThemCome();
                clocks.push(session.clock);
                await new Promise(requestAnimationFrame);
            }}
            for (let i = 0; i < 20; i++) {{
                clocks.push(session.clock);
                await new Promise(requestAnimationFrame);
            }}
            return clocks;
        }}"""
    )
    stamped = page.evaluate(f"{SESSION}.decisions")[0][0]
    assert clocks == sorted(clocks)
    assert stamped in clocks  # it waited there for the answer
    assert clocks[-1] > stamped
    assert page.evaluate(past) == before
    assert page.evaluate(f"tiles.every((c, i) => c === {BOARD_ROOT}.querySelectorAll('canvas')[i])")
    request = page.evaluate("requests.at(-1)")
    assert request["decisions"] == [[stamped, "order", ["preventive", None, False]]]
    assert request["from"] == stamped
    assert request["have"] != [0, 0, 0, 0]


def test_a_model_is_answered_to_its_next_training_and_its_match_goes_on_to_the_same_end(start):
    page = start(link="1-open-7")
    take(page, 100, "3")
    stamped = page.evaluate(f"{SESSION}.decisions")[0][0]
    asked = page.evaluate("requests.at(-1)")
    assert (asked["from"], asked["until"], asked.get("more")) == (stamped, 400, None)
    jump(page, 1_440)
    onward = page.evaluate(
        "requests.filter(({ more }) => more).map((one) => [one.from, one.until])"
    )
    assert onward == [[400, 800], [800, 1_200], [1_200, 1_600]]
    whole = replay(OPEN, [Decision(stamped, "local")], world_of(SimulatedFleet(OPEN, 7)))
    for number in range(4):
        shown = page.evaluate(f"[...{SESSION}.game.factories[{number}].balance]")
        assert shown[1:] == whole.balances[number].tolist()


def test_the_recommended_setting_can_be_overruled_and_restored(start):
    page = start()
    jump(page, 300)
    page.keyboard.press("2")
    page.wait_for_function(f"!{SESSION}.waiting")
    ref(page, "box").fill("150")
    ref(page, "box").press("Enter")
    page.wait_for_function(f"{SESSION}.decisions.at(-1)[2][1] === 150 && !{SESSION}.waiting")
    page.wait_for_function(
        "turbofanTycoon.session.game.factories[0].strategies.at(-1)[3] === 'own'"
    )
    ref(page, "recommended").click()
    page.wait_for_function(f"{SESSION}.decisions.at(-1)[2][1] === null")
    assert page.evaluate(f"{SESSION}.decisions") == [[300, "order", ["preventive", None, False]]]


def test_an_answer_that_was_overtaken_is_dropped(start):
    page = start()
    jump(page, 300)
    page.evaluate("holdAnswers()")
    page.keyboard.press("2")
    page.keyboard.press("1")
    page.evaluate("letThemCome()")
    page.wait_for_function(f"!{SESSION}.waiting")
    page.wait_for_function("answers === requests.length")
    assert page.evaluate(f"{SESSION}.decisions") == [[300, "order", ["corrective", None, False]]]


def test_an_error_is_one_sentence_and_changes_nothing(start):
    def answered(request):
        if request.get("decisions"):
            return encode({"n": request["n"], "error": "<b>No such strategy.</b>"}, {})
        return reply(request)

    page = start(answered)
    jump(page, 300)
    page.keyboard.press("2")
    page.keyboard.press("2")
    ref(page, "problem").wait_for(state="visible")
    assert ref(page, "problem").inner_text() == "<b>No such strategy.</b>"
    assert page.evaluate(f"[{SESSION}.decisions, {SESSION}.game.decisions]") == [[], []]
    page.evaluate(f"{SESSION}.speed = 1")
    ref(page, "play").click()
    page.wait_for_function(f"{SESSION}.clock > 301")


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
    assert page.evaluate(f"{SESSION}.decisions") == [[first, "order", ["corrective", None, False]]]


def test_a_locked_row_says_why_and_cannot_be_taken(start):
    page = start()
    jump(page, 200)
    rung = page.locator('[data-strategy="preventive"]')
    assert rung.get_attribute("aria-disabled") == "true"
    assert re.search(r"\d of 4 failures", rung.inner_text())
    rung.dispatch_event("click")
    assert page.evaluate(f"{SESSION}.decisions") == []
    jump(page, 300)
    assert rung.get_attribute("aria-disabled") == "false"
    assert "Service every engine at a fixed age" in rung.inner_text()


def test_an_unlock_offers_itself_and_the_clock_goes_on(start):
    page = start()
    assert not ref(page, "offer").is_visible()
    jump(page, 260)
    assert ref(page, "offer").is_visible()
    ref(page, "later").click()
    ref(page, "offer").wait_for(state="hidden")
    assert "arrives in" in page.locator('[data-strategy="local"]').inner_text()
    jump(page, 760)
    assert "Local predictive" in ref(page, "offer").inner_text()
    ref(page, "play").click()
    ref(page, "take").click()
    settled(page)
    assert page.evaluate(f"{SESSION}.playing")
    assert page.locator('[data-strategy="local"]').get_attribute("data-state") == "on"


def test_auto_upgrade_takes_each_strategy_as_it_unlocks(start):
    page = start()
    ref(page, "auto").check()
    for cycle in (240, 740, 1_240):
        jump(page, cycle)
        settled(page)
    taken = page.evaluate(f"{SESSION}.decisions.map((d) => d[2][0])")
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
    assert page.evaluate(f"{SESSION}.decisions") == [[800, "order", ["local", None, False]]]


def test_money_on_the_board_is_the_reports_to_the_cent(start):
    sizes = []

    def weighed(request):
        message = reply(request)
        sizes.append(len(message))
        return message

    page = start(weighed, pressed=False)
    page.locator('input[value="default"]').check()
    page.wait_for_function(f"{SESSION}.game.scenario.name === 'default'")
    page.click(START)
    take(page, 700, "4")
    take(page, 1_900, "3")
    jump(page, 4_000)
    got = page.evaluate(
        f"""() => {{
            const {{ game }} = {SESSION};
            return game.factories.map((factory, i) => {{
                const report = game.report.factories[i];
                const at = game.end.cycle;
                const {{ maintained, failed }} = board.counts(factory.slots.flat(), at);
                return [
                    [factory.balance[at], maintained, failed],
                    [report.profit, report.maintained, report.failed],
                ];
            }});
        }}"""
    )
    assert [board for board, _ in got] == [report for _, report in got]
    assert len({json.dumps(report) for _, report in got}) == 4
    assert sizes[0] <= 200_000
    assert sum(sizes) <= 1_000_000


def test_a_quick_retrain_keeps_the_alarm_that_was_set_a_moment_before(start):
    page = start(link="1-default-4-0l", pressed=False)
    page.get_by_role("button", name="Take over").click()
    settled(page)
    jump(page, 300)
    box = ref(page, "box")
    for alarm, wait in ((55, True), (70, False)):  # asked for and not answered; not even asked for
        page.evaluate("holdAnswers()")
        box.fill(str(alarm))
        box.press("Enter")
        ref(page, "play").focus()
        if wait:
            page.wait_for_function(f"{SESSION}.waiting")
            expect(page.locator(".rung[data-state=on]")).to_contain_text("one moment")
        page.keyboard.press("r")
        page.evaluate("letThemCome()")
        settled(page)
        assert page.evaluate(f"{SESSION}.decisions.at(-1)[2]") == ["local", alarm, True]
    expect(page.locator(".rung[data-state=on]")).to_contain_text("in force")
    expect(box).to_have_value("70")
