"""Frames per second of the board, in headless Chromium on the machine at hand.

Beside the frames, which other work on the machine makes fewer, stands the processor's time that the
page's own thread spends on one, and what our own scripts take of a frame, by the clock. Without a
graphics card Chromium paints in other threads.
"""

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.speed._waits import longest_of
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.links import encode
from game.rules.offers.offers import offers_of
from game.rules.scenario import OPEN
from tests.browser.harness import launch, open_board

SPEEDS = (1, 2, 3, 5, 10, 20, 40)
SEED = 7
EVERYTHING = f"1-default.ld40.ev3.ca1.of1.bd1-{SEED}"  # calls, bands, offers and events


def free_match() -> str:
    """Return the link of a free match with every offer taken and a call every 60 cycles."""
    moves: list[Move] = [Decision(0, "preventive")]
    offers = enumerate(offers_of(OPEN, SEED))
    moves += [Answer(offer.announced + 5, number, 0) for number, offer in offers]
    calls = zip(range(60, OPEN.cycles, 60), ("hold", "service") * OPEN.cycles, strict=False)
    moves += [Call(cycle, cycle // 60 % OPEN.slots, call) for cycle, call in calls]
    return encode(OPEN.name, SEED, sorted(moves, key=lambda move: move.cycle))


SCREENS = {
    "1440x900": (1440, 900, 1, None),
    "1920x1080, with everything": (1920, 1080, 1, EVERYTHING),
    "390x844 @2": (390, 844, 2, None),
    "390x844 @2, with everything": (390, 844, 2, EVERYTHING),
    "1280x720, with everything": (1280, 720, 1, EVERYTHING),
    "1280x720, free match with calls and answers": (1280, 720, 1, free_match()),
}
SECONDS = 3


OWN_WORK = """() => {
    const ask = window.requestAnimationFrame.bind(window);
    const spent = new Map();
    window.requestAnimationFrame = (callback) => ask((now) => {
        const begun = performance.now();
        callback(now);
        spent.set(now, (spent.get(now) ?? 0) + performance.now() - begun);
    });
    window.ownWork = () => {
        const each = [...spent.values()];
        spent.clear();
        return each;
    };
}"""
"""Notes what the callbacks of each frame take, ms; asking empties the list."""

COUNT = """async ([speed, seconds]) => {
    const { session } = turbofanTycoon;
    const root = document.querySelector("#host").shadowRoot;
    session.speed = speed;
    const play = root.querySelector("[data-ref=play]");
    if (!session.playing) play.click();
    await new Promise((done) => setTimeout(done, 300));
    const start = performance.now();
    const first = session.clock;
    let frames = 0;
    let worst = 0;
    let last = start;
    await new Promise((done) => {
        const count = (now) => {
            frames += 1;
            worst = Math.max(worst, now - last);
            last = now;
            if (now - start < seconds * 1000) requestAnimationFrame(count);
            else done();
        };
        requestAnimationFrame(count);
    });
    const wall = (performance.now() - start) / 1000;
    return [frames / wall, worst, (session.clock - first) / wall / (6 * speed)];
}"""


def frame_rates(page: Page) -> dict[int, tuple[float, float, float]]:
    """Play at every speed: frames per second, worst gap in ms, achieved share of the pace.

    Nothing slows the clock or stops it to be read.
    """
    page.evaluate(
        """() => {
            const root = document.querySelector("#host").shadowRoot;
            for (const name of ["startClose", "wordClose"]) {
                root.querySelector(`[data-ref=${name}]`).click();
            }
            Object.assign(turbofanTycoon.session, { stops: false, slowly: false });
        }"""
    )
    return {speed: tuple(page.evaluate(COUNT, [speed, SECONDS])) for speed in SPEEDS}


def thread_time(client: CDPSession) -> float:
    """Return what the page's own thread has had of the processor so far, s."""
    told = client.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))


SCRUB = """async (seconds) => {
    const { session } = turbofanTycoon;
    const root = document.querySelector("#host").shadowRoot;
    const timeline = root.querySelector("[data-ref=timeline]");
    const reach = Number(timeline.max);
    const start = performance.now();
    let frames = 0;
    let worst = 0;
    let last = start;
    await new Promise((done) => {
        const drag = (now) => {
            frames += 1;
            worst = Math.max(worst, now - last);
            last = now;
            timeline.value = Math.round(reach * (0.5 + 0.5 * Math.cos((now - start) / 300)));
            timeline.dispatchEvent(new Event("input", { bubbles: true }));
            if (now - start < seconds * 1000) requestAnimationFrame(drag);
            else done();
        };
        requestAnimationFrame(drag);
    });
    return [frames / ((performance.now() - start) / 1000), worst, reach, session.clock];
}"""


def scrubbing(page: Page) -> tuple[float, float, int]:
    """Drag the timeline to and fro: frames per second, worst gap in ms, cycles it spans."""
    rate, gap, reach, _ = page.evaluate(SCRUB, SECONDS)
    return rate, gap, reach


def rows() -> Iterator[tuple[str, str]]:
    """Measure all screens; two lines of the bench table for each."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, (width, height, ratio, link) in SCREENS.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, device_scale_factor=ratio
            )
            page.add_init_script(f"({OWN_WORK})()")
            open_board(page, link=link)
            client = page.context.new_cdp_session(page)
            client.send("Performance.enable", {"timeDomain": "threadTicks"})
            before = thread_time(client)
            page.evaluate("ownWork()")
            rates = frame_rates(page)
            own = longest_of(page.evaluate("ownWork()"), 0.95)
            spent = thread_time(client) - before
            rate, gap, reach = scrubbing(page)
            page.close()
            frames = {speed: rate for speed, (rate, _, _) in rates.items()}
            worst = median(gap for _, gap, _ in rates.values())
            pace = min(share for _, _, share in rates.values())
            each = ", ".join(f"{speed}x {rate:.0f}" for speed, rate in frames.items())
            cost = 1_000 * spent / (SECONDS * sum(frames.values()))
            yield (
                f"board, frames/s at {name}",
                f"{each}; worst gap {worst:.0f} ms (median), pace kept {pace:.2f}; "
                f"processor {cost:.1f} ms a frame; own work {own:.1f} ms (p95)",
            )
            yield (
                f"board, frames/s while the timeline is dragged at {name}",
                f"{rate:.0f} over {reach:,} cycles; worst gap {gap:.0f} ms",
            )
        browser.close()


if __name__ == "__main__":
    for label, text in rows():
        print(f"{label}: {text}")
