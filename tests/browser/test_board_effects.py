"""What is felt and heard of events, and what rivals say of them."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.harness import BOARD_ROOT, SESSION, drawn, jump, ref, reply
from tests.payload import decode

pytestmark = pytest.mark.browser

LINK = "1-open-7"


def test_the_clock_rests_the_longer_the_dearer_and_less_each_time(js):
    rest = "([event, failures]) => board.restAt(event, failures)"
    failure = {"kind": "failure", "life": {}}
    assert [js(rest, [failure, n]) for n in range(4)] == [500, 170, 60, 60]
    assert js(rest, [failure | {"calm": {}}, 0]) == 0, "it has a moment of its own"
    near = {"kind": "service", "life": {"lifetime": 200, "ran": 195}}
    early = {"kind": "service", "life": {"lifetime": 200, "ran": 194}}
    unknown = {"kind": "service", "life": {"lifetime": -1, "ran": 194}}
    assert [js(rest, [one, 0]) for one in (near, early, unknown)] == [120, 0, 0]
    assert js(rest, [{"kind": "overtaking"}, 0]) == 120


def test_a_photo_finish_is_one_percent_between_the_first_two(js):
    photo = "(values) => board.isPhotoFinish(values)"
    assert js(photo, [1_000, 5, 991, 20])
    assert not js(photo, [1_000, 5, 990, 20])
    assert not js(photo, [1_000, 1_000, 5, 20]), "who is level is not near"
    assert not js(photo, [-1_000, -1_001, -2_000, -3_000])


def test_each_event_has_its_sound(js):
    heard = "(event) => board.soundOf(event)"
    life = {"lifetime": 200, "ran": 150}
    for event, name in (
        ({"kind": "failure"}, "failure"),
        ({"kind": "failure", "calm": {}}, "calm"),
        ({"kind": "service", "life": life}, "service"),
        ({"kind": "service", "life": life, "save": {}}, "save"),
        ({"kind": "service", "life": life | {"ran": 196}}, "near"),
        ({"kind": "overtaking", "mine": True}, "overtook"),
        ({"kind": "overtaking", "mine": False}, "overtaken"),
        ({"kind": "letter", "letter": 0}, "letter"),
        ({"kind": "letter", "joined": True}, "joined"),
        ({"kind": "call", "call": "hold"}, "order"),
        ({"kind": "charge"}, None),
    ):
        assert js(heard, event) == name
        assert name is None or js("(name) => board.voicesOf(name).length", name) > 0


def test_sounds_stay_quiet_few_and_apart(js):
    names = ["press", "announced", "letter", "order", "service", "failure", "calm", "near", "save"]
    names += ["joined", "merged", "overtook", "overtaken", "bad", "won", "tick"]
    for name in names:
        for voice in js("(name) => board.voicesOf(name, 11)", name):
            assert 0 < voice["gain"] <= 0.45
            assert 40 <= voice["hz"] <= 3_000
    may = "([made, name, time, speed, voices]) => board.mayMake(made, name, time, speed, voices)"
    made = [{"name": "near", "begun": 0, "over": 200, "voices": 5}]
    assert not js(may, [made, "near", 79, 1, 1]), "not the same at once"
    assert js(may, [made, "near", 80, 1, 1])
    assert not js(may, [made, "service", 100, 1, 5]), "not too many"
    assert js(may, [made, "service", 201, 1, 5])
    assert js(may, [made, "failure", 100, 1, 2]), "what matters is always heard"
    assert not js(may, [[], "service", 0, 10, 5]), "nothing but that above five times"
    assert js(may, [[], "failure", 0, 40, 2])


def test_an_overtaking_counts_when_it_has_held_and_foresees_nothing(js):
    count = """(lines) => board.overtakings(lines.map((line) => Float64Array.from(line)),
        lines[0].length - 1)"""
    ahead, behind = [0, *[5] * 40], [0, *[1] * 40]
    assert js(count, [[*ahead, *behind], [0, *[2] * 81]]) == [[41 + 24, 1, False, 41]]
    flicker = [0, *[5] * 40, *[1, 5] * 20]
    assert js(count, [flicker, [0, *[2] * 80]]) == []
    whole = js(count, [[*ahead, *behind], [0, *[2] * 81]])
    part = js(count, [[*ahead, *behind][:70], [0, *[2] * 69]])
    assert part == [one for one in whole if one[0] < 70]


def characters(until):
    request = {"n": 1, "scenario": "open", "seed": 7, "until": until, "have": [99] * 4}
    header, _ = decode(reply(request | {"decisions": [], "from": 0, "keep": False}))
    return header["characters"]


def test_rivals_speak_of_what_has_happened_and_not_all_at_once(start):
    page = start(link=LINK)
    jump(page, 640)
    said = page.evaluate(
        f"""{SESSION}.game.events.filter(({{ kind }}) => kind === "remark")
            .map((event) => [event.shows, event.factory, event.line])"""
    )
    figures = characters(640)
    assert [line for _, _, line in said][:1] == [figures[1]["believes"]]
    assert {figure["believes"] for figure in figures[1:]} <= {line for _, _, line in said}
    for _, factory, line in said:
        assert line in figures[factory].values()
        assert sum(line == other and factory == who for _, who, other in said) <= 2
    assert all(b - a >= 12 for (a, *_), (b, *_) in pairwise(said))
    joined = page.evaluate(f"{SESSION}.game.factories[1].alliances[0][0]")
    assert [joined, 1, figures[1]["joined"]] in said
    expect(ref(page, "log")).to_contain_text(f"“{figures[1]['joined']}”")
    at = said[0][0]
    page.evaluate(f"{SESSION}.clock = {at}")
    assert page.evaluate(f"board.sayingOf({SESSION}.game, 1, {at})") == said[0][2]
    assert page.evaluate(f"board.sayingOf({SESSION}.game, 1, {at + 40})") == ""


def test_a_failure_halts_the_clock_and_its_price_falls_out_of_the_balance(start):
    page = start(link=LINK)
    first = page.evaluate(f"{SESSION}.game.events.find(({{ kind }}) => kind === 'failure').shows")
    jump(page, first - 2)
    stood, fallen = page.evaluate(
        f"""async (first) => {{
            const session = {SESSION};
            const root = {BOARD_ROOT};
            const fallen = root.querySelector("[data-ref=fallen]");
            root.querySelector("[data-ref=play]").click();
            let [longest, since, before, said] = [0, performance.now(), session.clock, ""];
            while (session.clock < first + 2) {{
                await nextFrame();
                if (session.clock !== before) {{
                    const now = performance.now();
                    longest = Math.max(longest, now - since);
                    [before, since] = [session.clock, now];
                }}
                if (fallen.textContent) said = `${{fallen.textContent}} ${{fallen.dataset.way}}`;
            }}
            return [longest, said];
        }}""",
        first,
    )
    assert stood > 400
    assert fallen == "−$60,000 fall"
    expect(ref(page, "live")).to_contain_text("failed at age")


def test_what_falls_lies_beside_the_balance_that_it_leaves(start):
    page = start(link="1-chapter1-210", fresh=True)  # $59,100, less $60,000
    failure = page.evaluate(f"{SESSION}.game.events.find(({{ kind }}) => kind === 'failure').shows")
    jump(page, failure - 2)
    ref(page, "play").click()
    expect(ref(page, "money")).to_have_text("−$900")
    beside = ref(page, "fallen").evaluate("(fallen) => fallen.style.getPropertyValue('--digits')")
    assert beside == str(len("−$900"))


def test_sound_is_off_until_it_is_switched_on_and_stays_as_it_was_left(start):
    page = start(link=LINK, fresh=True)
    page.evaluate("localStorage.clear()")
    made = """(() => {
        window.contexts = 0;
        const Context = AudioContext;
        window.AudioContext = class extends Context {
            constructor() { super(); window.contexts += 1; }
        };
    })()"""
    page.evaluate(made)
    assert not ref(page, "sound").is_checked()
    jump(page, 200)
    assert page.evaluate("contexts") == 0
    ref(page, "sound").check()
    assert page.evaluate("contexts") == 1
    assert page.evaluate("JSON.parse(localStorage['turbofan-tycoon-record']).sound") is True
    ref(page, "sound").uncheck()
    drawn(page)
    assert page.evaluate("JSON.parse(localStorage['turbofan-tycoon-record']).sound") is False
