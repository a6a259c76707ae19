"""Frames per second of the board, in headless Chromium on the machine at hand."""

from statistics import median

from playwright.sync_api import Page, sync_playwright

from tests.browser.harness import launch, open_board

SPEEDS = (1, 2, 3, 5, 10, 20, 40)
EVERYTHING = "1-default.ld40.ev3.ca1.of1.bd1-7"  # calls, bands, offers and events
SCREENS = {
    "1440x900": (1440, 900, 1, None),
    "390x844 @2": (390, 844, 2, None),
    "1280x720, with everything": (1280, 720, 1, EVERYTHING),
}
SECONDS = 3


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
    """Play at every speed: frames per second, worst gap in ms, achieved share of the pace."""
    page.evaluate(
        """() => document.querySelector("#host").shadowRoot
            .querySelector("[data-ref=startClose]").click()"""
    )
    return {speed: tuple(page.evaluate(COUNT, [speed, SECONDS])) for speed in SPEEDS}


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


def rows() -> list[tuple[str, str]]:
    """Measure both screens; one line of the bench table for each."""
    lines = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, (width, height, ratio, link) in SCREENS.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, device_scale_factor=ratio
            )
            open_board(page, link=link)
            rates = frame_rates(page)
            rate, gap, reach = scrubbing(page)
            page.close()
            frames = {speed: rate for speed, (rate, _, _) in rates.items()}
            worst = median(gap for _, gap, _ in rates.values())
            pace = min(share for _, _, share in rates.values())
            each = ", ".join(f"{speed}x {rate:.0f}" for speed, rate in frames.items())
            lines.append(
                (
                    f"board, frames/s at {name}",
                    f"{each}; worst gap {worst:.0f} ms (median), pace kept {pace:.2f}",
                )
            )
            lines.append(
                (
                    f"board, frames/s while the timeline is dragged at {name}",
                    f"{rate:.0f} over {reach:,} cycles; worst gap {gap:.0f} ms",
                )
            )
        browser.close()
    return lines


if __name__ == "__main__":
    for label, text in rows():
        print(f"{label}: {text}")
