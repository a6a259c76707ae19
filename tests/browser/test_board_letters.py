"""Letters: what is offered and what befalls, read and answered on the board."""

import math
import re

import pytest
from playwright.sync_api import expect

from game.fleet.cmapss import fleet_of
from game.fleet.forecasters import world_of
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Answer, move_of
from game.rules.links import encode
from game.rules.match import replay
from game.rules.offers.events import events_of
from game.rules.offers.offers import ALLIANCE_NAMES, OFFERS, offers_of
from game.rules.offers.terms import availability
from game.rules.scenario import OPEN
from game.text.language import ordinal
from tests.browser.harness import (
    ORIGIN,
    PHONE,
    READY,
    SESSION,
    drawn,
    frames_pass,
    jump,
    open_board,
    ref,
    reply,
    scrub,
    settled,
)  # fmt: skip
from tests.payload import decode

pytestmark = pytest.mark.browser

RULES = "open.ev3.gidrawn"  # draws every kind of offer
LINK = f"1-{RULES}-7"
ENTER = "2"  # preventive


def told(rows=(), until=1_440):
    """Return the header of the free match after some moves."""
    request = {"n": 1, "scenario": RULES, "seed": 7, "decisions": list(rows), "until": until}
    header, _ = decode(reply(request | {"from": 0, "have": [99] * 4, "keep": False}))
    assert header["error"] is None
    return header


def offer(kind):
    return next(one for one in told()["offers"] if one["kind"] == kind)


def test_what_an_answer_would_change_is_what_the_rules_count(start):
    page = start(link=LINK)
    asked = [
        (one["number"], option, cycle)
        for one in told()["offers"]
        for option in range(len(one["prices"]))
        for cycle in (
            one["announced"] - 1,
            one["announced"],
            one["deadline"],
            one["deadline"] + 1,
        )
    ]
    may = page.evaluate(
        f"""(asked) => asked.map(([number, option, cycle]) =>
            board.mayAnswer({SESSION}.game, [], number, option, cycle))""",
        asked,
    )
    for (number, option, cycle), open_ in zip(asked, may, strict=True):
        header = told([[cycle, "answer", [number, option]]])
        counted = header["offers"][number]["taken"] == [[cycle, option]]
        assert counted == open_, (number, option, cycle)
    assert 0 < sum(may) < len(may)


def test_a_letter_is_read_by_a_key_and_answered_by_keys(start):
    page = start(link=LINK)
    alliances = offer("alliance")
    jump(page, alliances["announced"] - 1)
    page.keyboard.press(ENTER)
    settled(page)
    jump(page, alliances["announced"])
    letter = ref(page, "letter")
    expect(letter).to_contain_text("and 1 more")  # the ruler waits, too
    page.keyboard.press("o")
    sheet = ref(page, "wordBody")
    for one in alliances["alliances"]:
        compressors, fans = one["seen"]
        expect(sheet).to_contain_text(f"{one['name']} {one['members']} members")
        expect(sheet).to_contain_text(f"{compressors} compressors and {fans} fan")
        expect(sheet).to_contain_text(f"${one['fee']:,} a training")
    assert {one["name"] for one in alliances["alliances"]} == set(ALLIANCE_NAMES)
    name = alliances["alliances"][1]["name"]
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.querySelector('#host').shadowRoot.activeElement.innerText") == (
            f"Join {name}"
        ):
            break
    page.keyboard.press("Enter")
    settled(page)
    expect(sheet).to_contain_text("A common ruler")  # which still waits for its answer
    page.get_by_role("button", name="Back to the match").click()
    drawn(page)
    answer = [alliances["announced"], "answer", [alliances["number"], 1]]
    assert page.evaluate(f"{SESSION}.decisions.at(-1)") == answer
    assert page.locator('[data-strategy="federated"]').get_attribute("data-state") == "on"
    expect(ref(page, "log")).to_contain_text(f"You joined {name}")
    assert ref(page, "undo").get_attribute("title") == (
        f"Joined {name} at cycle {alliances['announced']}"
    )
    jump(page, alliances["announced"] + 1)
    fee = f"Fee of a training: −${alliances['alliances'][1]['fee']:,}"
    expect(ref(page, "log")).to_contain_text(fee)
    page.keyboard.press("u")
    settled(page)
    drawn(page)
    expect(page.locator('[data-strategy="federated"]')).to_contain_text("Join an alliance first")


def test_the_words_of_a_letter_say_what_they_mean(start):
    page = start(link=LINK)
    alliances = offer("alliance")
    jump(page, alliances["announced"])
    page.keyboard.press("o")
    bubble = ref(page, "bubble")
    median = any(one["rule"] == "median" for one in alliances["alliances"])
    word = "The median" if median else "Averaging"
    met = ref(page, "wordBody").get_by_role("button", name=word, exact=True)
    met.focus()
    expect(bubble).to_contain_text("the middle one" if median else "models are averaged")
    ref(page, "wordTitle").focus()
    expect(bubble).to_be_hidden()
    met.hover()
    expect(bubble).to_be_visible()
    for kind in OFFERS:
        words = page.evaluate("(kind) => board.wordsOf({ kind, alliances: [] })", kind)
        assert words
        for name in words:
            means = page.evaluate(f"(name) => board.wordText(name, {SESSION}.game.scenario)", name)
            assert means.endswith(".")
            assert "{" not in means


def test_a_contract_says_what_it_allows_and_how_it_stands(start):
    contracts = [one for one in told()["offers"] if one["kind"] == "contract"]
    rows = [[0, "order", ["preventive", None, False]]]
    rows += [[one["announced"], "answer", [one["number"], 0]] for one in contracts]
    scenario = scenario_named(RULES)
    match = replay(scenario, [move_of(row) for row in rows], world_of(fleet_of(scenario, 7)))
    mine = match.factories[0]
    won = [charge.cycle for charge in mine.charges if charge.amount < 0]
    page = start(link=encode(RULES, 7, [move_of(row) for row in rows]), pressed=False)
    page.get_by_role("button", name="Take over").click()
    settled(page)
    for one in contracts:
        total = 4 * (one["ends"] - one["begins"])
        ran = availability(mine.lives, 4, one["begins"], one["ends"])
        if one is contracts[0]:
            scrub(page, one["ends"] - 1)
            expect(ref(page, "contract")).to_contain_text("cycles stood still")
        jump(page, one["ends"])
        stood, allowed = page.evaluate(
            f"""(offer) => [board.stoodStill(offer, {SESSION}.game.factories[0].slots, offer.ends),
                board.allowedBy(offer, 4)]""",
            one,
        )
        assert stood == round((1 - ran) * total)
        assert (stood <= allowed) == (one["ends"] in won)
        told_lost = page.evaluate(
            f"""({{ begins, ends }}) => {SESSION}.game.events.filter(({{ text, shows }}) =>
                text.includes("contract is lost") && shows > begins && shows <= ends).length""",
            one,
        )
        assert told_lost == (stood > allowed)
        page.keyboard.press("o")
        sheet = ref(page, "wordBody")
        expect(sheet).to_contain_text(f"{allowed} cycles of standing still in all places together")
        expect(sheet).to_contain_text(f"{stood} cycles stood still")
        expect(sheet).to_contain_text("won" if stood <= allowed else "lost")
        page.keyboard.press("Escape")
    assert len(contracts) == 3


def test_silence_refuses_and_what_befalls_is_told_with_its_counter(start):
    page = start(link=LINK)
    ruler, records = offer("ruler"), offer("records")
    jump(page, ruler["deadline"] + 1)
    expect(ref(page, "log")).to_contain_text("Not answered, refused: A common ruler")
    jump(page, records["announced"])
    expect(ref(page, "log")).to_contain_text("A batch of blades")
    ref(page, "letter").click()
    sheet = ref(page, "wordBody")
    event = next(one for one in told()["events"] if one["kind"] == records["event"])
    which = f"Engines no. {event['begins'] + 1} to {event['ends']} of each place"
    expect(sheet).to_contain_text(which)
    installed = page.evaluate(
        f"""{SESSION}.game.factories[0].slots.map(
            (lives) => lives.filter(({{ start }}) => start <= {SESSION}.clock).length)"""
    )
    for place, count in enumerate(installed, 1):
        ahead = event["begins"] - (count - 1)
        assert ahead > 0
        nth = "next engine" if ahead == 1 else f"{ordinal(ahead)} engine from now"
        line = rf"In places? [^.]*\b{place}\b[^.]* the {nth} is the first of them\."
        expect(sheet).to_contain_text(re.compile(line))
    expect(sheet).to_contain_text("You did not answer: refused.")
    price = f"Take it for ${records['prices'][0]:,}"
    page.get_by_role("button", name=price).click()
    settled(page)
    drawn(page)
    assert page.evaluate(f"{SESSION}.decisions.at(-1)[2]") == [records["number"], 0]
    expect(ref(page, "log")).to_contain_text("You took it: Four records of failed fans")
    money = f"{SESSION}.game.factories[0].balance"
    assert page.evaluate(f"{money}[500]") == pytest.approx(_report_like(page))


def test_letters_that_go_on_below_the_edge_say_so(start):
    page = start(link=LINK, viewport={"width": 1280, "height": 720}, fresh=True)
    body, below = ref(page, "wordBody"), ref(page, "below")
    jump(page, offer("ruler")["announced"])
    page.keyboard.press("o")
    expect(body).to_be_visible()
    expect(below).to_be_hidden()
    page.keyboard.press("Escape")
    jump(page, offer("records")["announced"])
    page.keyboard.press("o")
    expect(below).to_be_in_viewport(ratio=1)
    last = body.locator("section").last
    expect(last).not_to_be_in_viewport()
    bottom = "(body) => body.getBoundingClientRect().bottom"
    edge = body.evaluate(bottom)
    for _ in range(10):
        if below.is_visible():
            below.click()
            drawn(page)
    expect(last).to_be_in_viewport()
    expect(below).to_be_hidden()
    assert body.evaluate(bottom) == edge, "what is pressed at the end does not move under the hand"
    expect(page.get_by_role("button", name="Back to the match")).to_be_in_viewport(ratio=1)


def test_what_an_alliance_costs_to_the_end_is_told_as_a_rule(start):
    page = start(link=LINK)
    scenario, prices = scenario_named(RULES), scenario_named(RULES).economics
    alliances = offer("alliance")
    cycle = alliances["announced"]
    scheduled = [at for at in range(0, scenario.cycles, scenario.retrain_every) if at > cycle]
    failure = prices.failure_cost - prices.service_cost
    failure += (prices.failure_cycles - prices.service_cycles) * prices.running_income
    jump(page, cycle)
    ref(page, "letter").click()
    sheet = ref(page, "wordBody")
    for one in alliances["alliances"]:
        total = one["fee"] * (1 + len(scheduled))
        spared = math.ceil(total / failure)
        failures = f"{spared} failure{'s' if spared > 1 else ''} or more"
        rule = f"${total:,} to the end: it pays only if it spares you {failures}"
        expect(sheet).to_contain_text(rule)
    expect(sheet).to_contain_text("It does not pay where your own model has seen both kinds")
    expect(sheet).to_contain_text(
        re.compile(r"On your record so far: \d+ compressors? and \d+ fans?\.")
    )


def _report_like(page):
    rows = page.evaluate(f"{SESSION}.decisions")
    header, sections = decode(
        reply({"n": 1, "scenario": RULES, "seed": 7, "decisions": rows, "until": 500, "from": 0})
    )
    lives, charges = sections["lives0"], header["factories"][0]["charges"]
    rules = header["scenario"]
    cost = {0: 0, 1: rules["service_cost"], 2: rules["failure_cost"]}
    earned = sum(int(row[3]) * rules["income"] - cost[int(row[4])] for row in lives)
    return earned - sum(amount for cycle, amount, _ in charges if cycle < 500)


def test_a_letter_on_a_phone_is_at_hand_and_a_later_answer_asks(start):
    page = start(link=LINK, viewport=PHONE, has_touch=True)
    ruler = offer("ruler")
    jump(page, ruler["announced"])
    letter = ref(page, "letter")
    box = letter.bounding_box()
    assert box["height"] > 43.9
    assert 0 < box["y"] < PHONE["height"] - box["height"]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    letter.tap()
    page.get_by_role("button", name="Take it for $1,000").tap()
    settled(page)
    jump(page, ruler["announced"] + 10)
    expect(letter).to_be_hidden()
    scrub(page, ruler["announced"] - 10)
    page.keyboard.press(ENTER)
    expect(ref(page, "wordBody")).to_contain_text("A common ruler taken")


def test_the_time_from_an_order_to_its_service_follows_what_befalls(start):
    crew = offer("crew")
    page = start(link=f"{LINK}-0p100-{crew['announced']}a{crew['number']}.0", pressed=False)
    page.get_by_role("button", name="Take over").click()
    settled(page)
    leads = page.evaluate(f"{SESSION}.game.leads")
    assert leads[0] == [0, 40]
    for at, lead in ((crew["announced"], 20), (crew["ends"], 40)):
        assert page.evaluate(f"board.leadAt({SESSION}.game, {at})") == lead
    late = page.evaluate(
        f"""{SESSION}.game.factories[0].slots.flat()
            .filter((one) => one.ordered < {SESSION}.game.until)
            .map((one) => [one.ordered, one.due - one.ordered])"""
    )
    assert {wait for at, wait in late if crew["announced"] <= at < crew["ends"]} == {20}
    assert {wait for at, wait in late if at < crew["announced"]} == {40}
    assert all(page.evaluate(f"board.leadAt({SESSION}.game, {at})") == wait for at, wait in late)


def play_into(page, cycle):
    """Let the clock run into a cycle by itself."""
    jump(page, cycle - 2)
    ref(page, "play").click()


def test_the_clock_stops_at_a_letter_which_is_refused_by_a_button(start):
    page = start(link=LINK)
    last, alliances = told()["offers"][-1], offer("alliance")  # nothing comes after the one
    play_into(page, last["announced"])
    expect(ref(page, "wordTitle")).to_have_text("A letter")
    stood = page.evaluate(f"{SESSION}.clock")
    page.keyboard.press(" ")  # meant for the clock: it neither answers nor closes
    frames_pass(page)
    assert page.evaluate(f"{SESSION}.clock") == stood
    page.get_by_role("button", name="Decide later").click()
    page.wait_for_function(f"{SESSION}.clock > {stood}")
    expect(ref(page, "letter")).to_be_visible()
    page.keyboard.press("o")
    page.get_by_role("button", name="Refuse").click()
    expect(ref(page, "wordSheet")).to_be_hidden()
    expect(ref(page, "letter")).to_be_hidden()
    expect(ref(page, "log")).to_contain_text("You refused: An availability contract")
    assert page.evaluate(f"{SESSION}.decisions") == [], "silence refuses, too"
    page.keyboard.press("o")
    sheet = ref(page, "wordBody")
    until = f"You refused it. Until cycle {last['deadline']:,} you may think again."
    expect(sheet).to_contain_text(until)
    page.get_by_role("button", name="Take it for").click()
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.at(-1)[2]") == [last["number"], 0]
    expect(ref(page, "log")).not_to_contain_text("You refused")
    ref(page, "play").click()  # pause
    ref(page, "stops").uncheck()
    play_into(page, alliances["announced"])
    page.wait_for_function(f"{SESSION}.clock > {alliances['announced'] + 2}")
    expect(ref(page, "wordSheet")).to_be_hidden()
    ref(page, "play").click()
    ref(page, "stops").check()


def test_who_watches_a_match_is_stopped_by_no_letter_until_they_decide(start):
    page = start(link=f"{LINK}-0p131", pressed=False)
    expect(ref(page, "wordSheet")).to_contain_text("1 decision; the last at cycle 0")
    expect(ref(page, "wordSheet")).to_contain_text("Letters without an answer were refused")
    expect(page.get_by_role("button", name="Take over at cycle 0")).to_be_visible()
    page.get_by_role("button", name="Watch it").click()
    ref(page, "play").click()
    first, last = offer("alliance")["announced"], told()["offers"][-1]["announced"]
    play_into(page, first)  # nothing is decided after it
    page.wait_for_function(f"{SESSION}.clock > {first + 2}")
    expect(ref(page, "wordSheet")).to_be_hidden()
    expect(ref(page, "letter")).to_be_visible()  # it may be answered all the same
    page.wait_for_function(
        "JSON.parse(sessionStorage['turbofan-tycoon']).watching"
    )  # reloaded, too
    page.keyboard.press("1")
    settled(page)
    ref(page, "play").click()
    play_into(page, last)
    expect(ref(page, "wordTitle")).to_have_text(re.compile("letter"))
    page.keyboard.press("Escape")
    ref(page, "play").click()


def refused(page, kind):
    """Refuse a letter where the clock stands."""
    page.keyboard.press("o")
    page.locator(f".refuse[data-offer='{offer(kind)['number']}']").click()
    if ref(page, "wordSheet").is_visible():
        page.keyboard.press("Escape")
    expect(ref(page, "wordSheet")).to_be_hidden()


def test_who_goes_back_from_the_report_finds_what_was_refused_before(start):
    page = start(link=LINK, fresh=True)
    ruler, joining = offer("ruler"), offer("alliance")
    jump(page, ruler["announced"])
    refused(page, "ruler")
    jump(page, joining["announced"] + 10)
    refused(page, "alliance")
    jump(page, ruler["deadline"] + 5)
    page.wait_for_function("JSON.parse(sessionStorage['turbofan-tycoon']).refused.length === 2")
    back = joining["announced"] + 5
    page.goto(f"{ORIGIN}/?game={LINK}&anew=1&at={back}")
    page.wait_for_function(READY)
    page.get_by_role("button", name="Decide anew").click()
    drawn(page)
    expect(ref(page, "log")).to_contain_text("You refused: A common ruler")
    page.keyboard.press("o")
    fates = ref(page, "wordBody").locator(".fate")
    expect(fates).to_have_text(re.compile("^You refused it. Until cycle"))  # the ruler's alone


def test_what_is_nothing_without_others_comes_to_members_alone(start):
    page = start(link=LINK)
    joining, family = offer("alliance"), offer("family")
    assert joining["announced"] < family["announced"] < joining["deadline"] < family["deadline"]
    jump(page, family["announced"] + 10)
    log, sheet = ref(page, "log"), ref(page, "wordBody")
    page.keyboard.press("o")
    expect(sheet).to_contain_text("A common ruler")
    expect(sheet).not_to_contain_text("A model that bends")
    expect(log).not_to_contain_text("A letter: A model that bends")
    page.get_by_role("button", name=f"Join {joining['alliances'][0]['name']}").click()
    settled(page)
    expect(sheet).to_contain_text("A model that bends")
    page.get_by_role("button", name=f"Take it for ${family['prices'][0]:,}").click()
    settled(page)
    assert page.evaluate(f"{SESSION}.decisions.at(-1)[2]") == [family["number"], 0]
    drawn(page)
    expect(log).to_contain_text("You took it: A model that bends")


def test_a_vote_comes_to_members_of_the_alliance_that_it_is_about(new_page):
    offers = offers_of(OPEN, 7)
    number, joining = next((nth, one) for nth, one in enumerate(offers) if one.alliances)
    vote = next(one for one in offers if one.kind == "robust")
    event = next(one for one in events_of(OPEN, 7) if one.kind == OFFERS["robust"].event)
    names = [one.name for one in joining.alliances]
    about = names[event.alliance]
    for option, name in enumerate(names):
        page = new_page()
        open_board(page, link=encode(OPEN.name, 7, [Answer(joining.announced, number, option)]))
        page.get_by_role("button", name="Take over").click()
        settled(page)
        jump(page, vote.announced + 5)
        letter = ref(page, "log").get_by_text(f"A letter: {OFFERS['robust'].title}")
        expect(letter).to_have_count(int(name == about))


def test_what_a_standing_clock_is_told_of_a_decision_it_has_reached(start):
    page = start(link=LINK)
    jump(page, 40)
    page.evaluate(f"{SESSION}.clock = 40.5")
    page.keyboard.press(ENTER)
    settled(page)
    assert page.evaluate(f"[{SESSION}.decisions.at(-1)[0], {SESSION}.clock]") == [41, 41]


def test_letters_that_come_together_are_read_one_after_the_other(start):
    page = start(link=LINK)
    alliances, crew, records = offer("alliance"), offer("crew"), offer("records")
    family = offer("family")
    assert alliances["announced"] < crew["announced"] < alliances["deadline"] < crew["deadline"]
    play_into(page, crew["announced"])
    title = ref(page, "wordTitle")
    expect(title).to_be_visible()
    expect(title).to_contain_text("letters")
    for one in crew, records:  # the second's time may be over by a cycle
        settled(page)
        before = title.inner_text()
        if before != "A letter":
            page.locator(f".refuse[data-offer='{one['number']}']").click()
            expect(title).not_to_have_text(before)
    expect(ref(page, "wordTitle")).to_have_text("A letter")
    name = alliances["alliances"][0]["name"]
    page.get_by_role("button", name=f"Join {name}").click()
    page.locator(f".refuse[data-offer='{family['number']}']").click()  # it comes to members
    expect(ref(page, "wordSheet")).to_be_hidden()
    settled(page)
    expect(ref(page, "log")).to_contain_text(f"You joined {name}")


def test_a_deadline_is_seen_and_heard_to_come(start):
    page = start(link=LINK)
    ruler = offer("ruler")
    jump(page, ruler["deadline"] - 30)
    letter = ref(page, "letter")
    expect(letter).to_have_attribute("data-near", "false")
    ref(page, "play").click()
    expect(ref(page, "wordTitle")).to_contain_text("letters")  # the last call
    said = re.compile(r"A common ruler: 2\d cycles left to answer\.")
    expect(ref(page, "live")).to_contain_text(said)
    page.get_by_role("button", name="Decide later").click()
    expect(letter).to_have_attribute("data-near", "true")
    page.wait_for_function(f"{SESSION}.pace < 0.5")  # and the clock slows
    ref(page, "play").click()
