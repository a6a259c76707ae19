"""What a visitor meets in a browser: words, seconds and frames, and what each mute tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.fun._checks import check
from benchmarks.fun.gaps import A_WORD, BEFORE
from game.campaign.chapters import ALL
from game.campaign.scenes import Chapter
from tests.browser.conftest import serving
from tests.browser.harness import BOARD_ROOT, LONG, SESSION, launch, open_board

LAPTOP = {"width": 1280, "height": 720}
MOST_WORDS, FIRST_DECISION, FIRST_LOSS = 30, 20.0, 30.0
MOST_PRESS, MOST_STOPPED = 100.0, 0.08
PRESSES = 20
FAST = 300  # cycles a second, where only words are looked at
COUNT_WORDS = """(top) => {
    const found = [];
    const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) {
            const range = document.createRange();
            range.selectNodeContents(node);
            const box = range.getBoundingClientRect();
            const { parentElement: inside } = node;
            const seen = { opacityProperty: true, visibilityProperty: true };
            const clipped = getComputedStyle(inside).clip === "rect(0px, 0px, 0px, 0px)"; // unseen
            const shown = !clipped && inside.checkVisibility(seen)
                && !inside.closest(".hearing, [aria-live]");
            const here = box.top < innerHeight && box.bottom > 0;
            if (shown && here && box.width > 1 && box.height > 1) found.push(node.data);
        }
        for (const child of node.shadowRoot?.childNodes ?? []) walk(child);
        for (const child of node.childNodes) walk(child);
    };
    walk(top);
    return found.join(" ").split(/\\s+/).filter((word) => /[\\p{L}\\p{N}]/u.test(word));
}"""
OPEN_CARD = f"{SESSION}.stage?.open && !{SESSION}.stage.over"


def rows() -> Iterator[tuple[str, str]]:
    """Look at the app and at the board in Chromium."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with serving() as (address, _):
            yield from _first_visit(browser, address)
        yield from _sensors(browser)
        yield from _feel(browser)
        yield from _mutes(browser)
        yield from _once_more(browser)
        browser.close()


@contextmanager
def _page(browser: Browser, **options: object) -> Iterator[Page]:
    context = browser.new_context(**{"viewport": LAPTOP} | options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(LONG)
    yield page
    context.close()


def _first_visit(browser: Browser, address: str) -> Iterator[tuple[str, str]]:
    """Arrive as a stranger who reads all there is, and then waits for the first engine's end."""
    with _page(browser) as page:
        begun = perf_counter()
        page.goto(address)
        page.wait_for_selector(".stage .beat button")
        arrived = perf_counter() - begun
        board, whole = (page.locator(one).first.evaluate(COUNT_WORDS) for one in (".tt", "body"))
        told = f"{len(board)} on the board, {len(whole)} with the page's own bar"
        yield check("words: at most 30 before the first click", len(whole) <= MOST_WORDS, told)
        read = BEFORE + A_WORD * len(board)
        page.wait_for_timeout(500)  # a fresh card takes no press
        page.locator(".stage .beat button").click()
        pressed = perf_counter()
        page.wait_for_selector(".stage .act:not([hidden])")
        decision = arrived + read + perf_counter() - pressed
        told = f"{decision:.1f} s: {arrived:.1f} to load, {read:.1f} to read"
        yield check("first decision within 20 s", decision <= FIRST_DECISION, told)
        page.wait_for_selector(".stage .choice")
        loss = arrived + read + perf_counter() - pressed
        yield check("first loss explained within 30 s", loss <= FIRST_LOSS, f"{loss:.1f} s")


def _chapter(page: Page, chapter: Chapter, pace: int | None = None) -> None:
    """Open a chapter on the board alone, its clock hurried if a pace is given."""
    hurried = {} if pace is None else {"pace": [[0, pace]], "rest": pace}
    rows_ = [{**one.to_json(), **hurried} for one in ALL]
    open_board(page, link=chapter.link(), data={"chapters": rows_})
    page.evaluate("window.telling = true")


def _sensors(browser: Browser) -> Iterator[tuple[str, str]]:
    shown = []
    for chapter in ALL[:3]:
        with _page(browser) as page:
            _chapter(page, chapter)
            shown.append(page.locator(".sensors").filter(visible=True).count())
    told = f"{sum(shown)} shown"
    yield check("chapters 1 to 3 show no sensor without a name in words", not sum(shown), told)


PRESS = """async (selector) => {
    const root = document.querySelector("#host").shadowRoot;
    const button = root.querySelector(selector);
    const begun = performance.now();
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    const changed = new Promise((done) => {
        new MutationObserver((_, watch) => { watch.disconnect(); done(); }).observe(root, all);
    });
    button.click();
    await changed;
    await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done));
    return performance.now() - begun;
}"""


def _feel(browser: Browser) -> Iterator[tuple[str, str]]:
    """Press the button of the first chapter again and again, at five times its pace, too."""
    took = []
    with _page(browser) as page:
        _chapter(page, ALL[0], 150)
        page.wait_for_timeout(500)
        page.locator(".stage .beat button").click()
        while len(took) < PRESSES and not page.evaluate(f"{SESSION}.stage.over"):
            if page.evaluate(f"{OPEN_CARD}"):
                page.wait_for_timeout(450)
                took.append(page.evaluate(PRESS, ".stage .beat button"))
            elif page.evaluate(f"{SESSION}.playing && !{BOARD_ROOT}.querySelector('.act').hidden"):
                took.append(page.evaluate(PRESS, ".stage .act"))
                page.wait_for_timeout(600)
    slow = float(np.percentile(took, 95))
    told = f"p95 {slow:.0f} ms of {len(took)} presses"
    yield check("feel: press to changed frame at most 100 ms", slow <= MOST_PRESS, told)
    yield from _stops(browser)


STOPPED = """async (cycles) => {
    const root = document.querySelector("#host").shadowRoot;
    const { session } = turbofanTycoon;
    let [last, stood, whole, before] = [performance.now(), 0, 0, session.clock];
    while (session.clock < cycles && session.sheet === null) {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        whole += now - last;
        if (session.playing && session.clock === before && !session.waiting) stood += now - last;
        [last, before] = [now, session.clock];
    }
    return stood / whole;
}"""


def _stops(browser: Browser) -> Iterator[tuple[str, str]]:
    """Let a free match in which nobody services run at its speed: every failure stops the clock."""
    with _page(browser) as page:
        open_board(page, link="1-open-7")
        page.locator("[data-ref=start]").click()
        page.evaluate(f"Object.assign({SESSION}, {{ stops: false, slowly: false, speed: 2 }})")
        share = page.evaluate(STOPPED, 480)
    yield check("feel: stops at most 8% of the time", share <= MOST_STOPPED, f"{share:.3f}")


HEAR = """() => {
    const live = document.querySelector("#host").shadowRoot.querySelector("[data-ref=live]");
    window.heard = [live.textContent];  // what the first card has said already
    new MutationObserver(() => window.heard.push(live.textContent))
        .observe(live, { childList: true, characterData: true, subtree: true });
}"""
WAITS = f"""() => {SESSION}.stage?.judged || ({OPEN_CARD})
    || !{BOARD_ROOT}.querySelector(".moment").hidden"""


def _play(page: Page, chapter: Chapter) -> tuple[str, list[str], str]:
    """Play a chapter by its first answers: what was heard, the cards, and the end in words."""
    _chapter(page, chapter, FAST)
    page.evaluate(HEAR)
    cards = []
    while True:
        page.wait_for_function(WAITS)
        if page.evaluate(f"Boolean({SESSION}.stage.judged)"):
            break
        page.wait_for_timeout(650)
        if page.evaluate(f"!{BOARD_ROOT}.querySelector('.moment').hidden"):
            page.keyboard.press("Enter")
            continue
        cards += page.locator(".stage .beat > p").all_inner_texts()
        page.locator(".stage .beat button").first.click()
    page.wait_for_timeout(2_500)  # the live region takes a breath between two sentences
    end = page.locator(".stage .beat").inner_text()
    return " ".join(page.evaluate("window.heard")), cards, end


def _mutes(browser: Browser) -> Iterator[tuple[str, str]]:
    """Play chapter 4 without sound, without motion and by the live region alone."""
    chapter = ALL[3]
    with _page(browser) as page:
        _, moving, end = _play(page, chapter)
    with _page(browser, reduced_motion="reduce") as page:
        heard, still, quiet_end = _play(page, chapter)
    told = f"{len(moving)} sentences on cards, the same end"
    yield check("mutes: sound off, all is in words", bool(moving) and chapter.sentence in end, told)
    same = (moving, end) == (still, quiet_end)
    yield check("mutes: without motion the same cards and end", same, f"{len(still)} sentences")
    missing = [line for line in [*still, chapter.sentence] if line not in heard]
    told = f"{len(still) + 1 - len(missing)} of {len(still) + 1} sentences heard"
    yield check("mutes: the live region alone tells all", not missing, told)


def _once_more(browser: Browser) -> Iterator[tuple[str, str]]:
    """Go from the last frame of a chapter to a new start."""
    with _page(browser, reduced_motion="reduce") as page:
        _play(page, ALL[0])
        before = page.evaluate(f"{SESSION}.game.seed")
        begun = perf_counter()
        page.locator(".stage .row button").nth(1).click()
        page.wait_for_function(f"{OPEN_CARD} && {SESSION}.game.seed !== {before}")
        took = perf_counter() - begun
    told = f"one click, {took:.2f} s, other engines"
    yield check("once more: a new start within a second", took <= 1, told)
