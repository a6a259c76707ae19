"""What the board says to those who do not see it: every event that matters, never chatter."""

import re
from itertools import pairwise

import pytest

from tests.browser.harness import SESSION, age, jump, ref

pytestmark = pytest.mark.browser

BREATH, LULL = 2_000, 6_000  # ms, as in speech.js
ROUTINE = re.compile(
    r"Engine \d (failed|serviced) at|\d+ (failure|service)s?( and \d+ services?)?\.$"
)

# Plays a list of [cycle, kind, sentence] at a speed in frames of 16 ms; gives [ms, text] said.
PLAY = """([events, speed]) => {
    const script = board.createScript();
    const said = [];
    let ask = Infinity;
    let next = 0;
    const turn = (time) => {
        const { text, wait } = script.next(time);
        if (text !== null) said.push([time, text]);
        ask = wait === null ? Infinity : time + wait;
    };
    for (let time = 0; next < events.length || ask < Infinity; time += 16) {
        const cycle = (time / 1000) * board.CYCLES_PER_SECOND * speed;
        for (; next < events.length && events[next][0] <= cycle; next++) {
            script.hear(events[next][1], events[next][2]);
            turn(time);
        }
        if (time >= ask) turn(time);
    }
    return said;
}"""


def routine(cycles):
    """One event of an engine every 35 cycles, as in a match; every fifth is a failure."""
    for nth, cycle in enumerate(range(35, cycles, 35)):
        kind, verb = ("failure", "failed") if nth % 5 == 0 else ("service", "serviced")
        yield [cycle, kind, f"Engine {nth % 4 + 1} {verb} at age {cycle}."]


@pytest.mark.parametrize("speed", [1, 3, 10, 40])
def test_a_match_is_told_without_chatter(js, speed):
    news = [[cycle, "unlock", f"News of cycle {cycle}."] for cycle in (231, 731, 732, 733, 1231)]
    events = sorted([*routine(4_000), *news])
    said = js(PLAY, [events, speed])
    times = [time for time, _ in said]
    assert all(b - a >= BREATH for a, b in pairwise(times))
    told = [time for time, text in said if ROUTINE.search(text)]
    assert all(b - a >= LULL for a, b in pairwise(told))
    spoken = " ".join(text for _, text in said)
    for _, _, sentence in news:
        assert spoken.count(sentence) == 1
    for kind, verb in (("failure", "failed"), ("service", "serviced")):
        counted = sum(map(int, re.findall(rf"(\d+) {kind}s?\b", spoken)))
        alone = len(re.findall(rf"Engine \d {verb} at age", spoken))
        assert counted + alone == sum(event[1] == kind for event in events)
    if speed == 1:
        assert "Engine 1 failed at age 35." in spoken
    if speed == 40:
        assert len(said) <= 8


def test_the_first_words_come_at_once_and_a_crowd_is_counted(js):
    crowd = [[1, "failure", "Engine 1 failed at age 1."], *[[2, "service", "x"]] * 3]
    crowd += [[2, "failure", "y"], [3, "unlock", "Open."], [3, "strategy", "You went."]]
    said = js(PLAY, [crowd, 40])
    assert [text for _, text in said] == [
        "Engine 1 failed at age 1.",
        "Open. You went.",
        "1 failure and 3 services.",
    ]
    assert said[0][0] < 50


def test_events_that_matter_are_spoken_once(start):
    page = start()
    page.evaluate(
        """() => {
            window.spoken = [];
            const live = document.querySelector("#host").shadowRoot.querySelector("[role=status]");
            new MutationObserver(() => window.spoken.push(live.textContent))
                .observe(live, { childList: true });
        }"""
    )

    def heard(sentence):
        page.wait_for_function("(words) => spoken.join(' ').includes(words)", arg=sentence)

    jump(page, 143)
    age(page, LULL)
    jump(page, 150)
    heard("Engine 3 failed at age 144: its compressor wore out.")
    assert " ".join(page.evaluate("spoken")).count("Engine 3 failed at age 144") == 1
    age(page, LULL)
    jump(page, 212)
    unlocked = "Preventive is open to you."
    heard(unlocked)
    age(page, BREATH)
    page.keyboard.press("2")  # a decision in the very cycle of the unlock
    page.wait_for_function(f"!{SESSION}.waiting")
    heard("You went preventive at 114.")
    age(page, LULL)
    jump(page, 20_000)
    ref(page, "verdict").wait_for()
    heard("of the best possible on these engines, luck included.")
    spoken = " ".join(page.evaluate("spoken"))
    assert spoken.count(unlocked) == 1
    assert spoken.count("You went preventive at 114.") == 1
    assert spoken.count(ref(page, "verdict").inner_text()) == 1
