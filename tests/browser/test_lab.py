import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from game.lab.run import stages
from game.lab.settings import read_settings
from tests.browser.accessibility import EVERYWHERE, Look, at_rest, barriers
from tests.browser.harness import DESK, LONG, PHONE, not_sideways

pytestmark = pytest.mark.browser

SMALL = "lab.fa5.fl2.ro3.dr40.sa20"


@pytest.fixture(scope="module")
def open_lab(kept_page: Callable[..., Page], app: str) -> Callable[[dict[str, int]], Page]:
    """Open a small lab on a screen; the tests of this module go on with it, in their order."""

    @cache
    def open_on(width: int, height: int) -> Page:
        page = kept_page(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            color_scheme="light",
        )
        page.goto(f"{app}/lab?lab={SMALL}")
        return page

    def bring(size: dict[str, int]) -> Page:
        page = open_on(**size)
        page.bring_to_front()  # behind another page it is drawn once a second
        return page

    return bring


@pytest.mark.parametrize(
    "size", [DESK, pytest.param(PHONE, marks=pytest.mark.long)], ids=["desk", "phone"]
)
def test_a_round_is_stepped_and_a_factory_is_asked(
    open_lab: Callable[[dict[str, int]], Page], size: dict[str, int]
) -> None:
    *_, lab = stages(read_settings(SMALL))
    page = open_lab(size)
    said = page.locator(".lab .said")
    expect(said).to_contain_text("1 of 4. The server sends its model to 5", timeout=LONG)
    step = page.get_by_role("button", name="Step")
    step.click()
    expect(said).to_contain_text("2 of 4. Each trains on its own failures")
    raw = sum(one.raw_bytes for one in lab.factories[:-1])
    expect(said).to_contain_text(f"{raw:,} bytes of histories stay at home")
    step.click()
    trained = lab.records[1]
    total = sum(trained.bytes_up.values())
    expect(said).to_contain_text(f"{len(trained.bytes_up)} models travel")
    expect(said).to_contain_text(f"{total:,} in all")
    expect(page.locator(".lab .packet")).to_have_count(len(trained.bytes_up))
    step.click()
    expect(said).to_contain_text(f"to {lab.records[2].error:.1f} cycles of error")

    asked = next(iter(trained.bytes_up))
    page.get_by_role("button", name=f"Factory {asked + 1}").click()
    detail = page.locator(".lab .detail")
    expect(detail).to_contain_text(f"{lab.factories[asked].raw_bytes:,} bytes of histories")
    expect(detail).to_contain_text(f"trained to an error of {trained.local_errors[asked]:.1f}")
    expect(detail).to_contain_text(f"sent {trained.bytes_up[asked]:,} bytes")
    drawn = detail.get_by_role("img")
    expect(drawn).to_have_attribute("aria-label", re.compile("Errors of all rounds: after round"))
    for line in ("own", "merged"):
        expect(drawn.locator(f"path.{line}")).to_have_attribute("d", re.compile("^M"))
    page.keyboard.press("End")
    expect(detail).to_contain_text("The outsider")
    expect(page.locator(".lab .factory.outsider")).to_be_focused()

    # One round more, by itself: it ends with its merge.
    page.get_by_role("button", name="Round", exact=True).click()
    expect(page.locator(".lab .controls span")).to_have_text("Round 2 of 3")
    expect(said).to_contain_text("4 of 4", timeout=LONG)
    expect(page.get_by_text("Who gains?")).to_be_visible(timeout=LONG)
    not_sideways(page)


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([("light", PHONE)], id="in turn"),
        pytest.param(EVERYWHERE, id="everywhere", marks=pytest.mark.long),
    ],
)
def test_nothing_bars_the_way_into_the_lab(
    open_lab: Callable[[dict[str, int]], Page], looks: Sequence[Look]
) -> None:
    page = open_lab(DESK)
    expect(page.get_by_text("Who gains?")).to_be_visible(timeout=LONG)
    at_rest(page)
    if not page.get_by_text("of 5 factories gain").is_visible():  # as another look has left it
        page.get_by_text("Who gains?").click()
        page.get_by_text("All numbers").click()
    expect(page.get_by_text("of 5 factories gain")).to_be_visible(timeout=LONG)
    expect(page.locator(".tt-table")).to_have_count(3, timeout=LONG)
    assert barriers(page, *looks) == {}


# Notes once that who gains is on the page no more, if only for a moment.
GONE = """() => {
    window.gone = false;
    new MutationObserver(() => {
        window.gone ||= !document.body.innerText.includes("Who gains?");
    }).observe(document.body, { childList: true, subtree: true });
}"""


AT_REST = """async (label) => {
    const box = document.querySelector(`input[aria-label='${label}']`);
    for (let place = null, still = 0; still < 30; still++) {
        await new Promise(requestAnimationFrame);
        const { y } = box.getBoundingClientRect();
        if (y !== place) [place, still] = [y, 0];
    }
}"""


def test_a_moved_lever_starts_another_lab_and_stays_under_the_hand(
    open_lab: Callable[[dict[str, int]], Page],
) -> None:
    page = open_lab(DESK)
    gains = page.get_by_text("Who gains?")
    expect(gains).to_be_visible(timeout=LONG)
    at_rest(page)
    entries = page.evaluate("history.length")
    page.get_by_text("Trouble", exact=True).click()
    box = page.get_by_label("Seed", exact=True)
    box.fill("8")
    box.scroll_into_view_if_needed()
    page.evaluate(AT_REST, "Seed")  # the fold has opened
    before = box.bounding_box()
    page.evaluate(GONE)
    box.press("Enter")
    page.wait_for_function("gone", timeout=LONG)  # what followed from the seed before
    # A line may come and go while the page is drawn anew; then it is where it was.
    page.wait_for_function(
        "([label, y]) => Math.abs(document.querySelector(`input[aria-label='${label}']`)"
        ".getBoundingClientRect().y - y) <= 1",
        arg=["Seed", before["y"]],
    )
    expect(gains).to_be_visible(timeout=LONG)
    at_rest(page)
    slider = page.get_by_role("slider", name="Factories")
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    page.wait_for_url(re.compile(r"lab=lab\.fa3\."), timeout=LONG)
    assert page.evaluate("history.length") == entries, "one step back leads to the page before"
    expect(gains).to_be_visible(timeout=2 * LONG)
    expect(page.locator(".lab .factory")).to_have_count(4, timeout=LONG)
    page.get_by_role("radio", name="Money").click()
    expect(page.get_by_text("in a slot and 1,000 cycles, with the alarm")).to_be_visible(
        timeout=LONG
    )


CUT = """() => {
    const chart = document.querySelector(".js-plotly-plot");
    const { right, left } = chart.getBoundingClientRect();
    return [...chart.querySelectorAll(".annotation-text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.right > right + 1 || box.left < left - 1;
    }).map((text) => text.textContent);
}"""


@pytest.mark.long  # how names of lines fit: frame/test_fitting, frame/test_charts
@pytest.mark.parametrize("language", ["en", "en-XA"])
def test_names_of_lines_are_whole_on_a_phone(
    open_lab: Callable[[dict[str, int]], Page],
    new_page: Callable[..., Page],
    app: str,
    language: str,
) -> None:
    page = open_lab(PHONE) if language == "en" else new_page(viewport=PHONE)
    if language != "en":
        page.goto(f"{app}/lab?lab={SMALL}&lang={language}")
    expect(page.locator(".js-plotly-plot").first.locator(".annotation-text").nth(4)).to_be_attached(
        timeout=LONG
    )
    for unit in (0, 1):
        page.locator(".st-key-lab-unit [role=radio]").nth(unit).click()
        expect(page.locator(".st-key-lab-unit [aria-checked=true]")).to_have_count(1)
        at_rest(page)
        not_sideways(page)
        with suppress(TimeoutError):  # a chart makes room for its names after it is drawn
            page.wait_for_function(f"({CUT})().length === 0")
        assert page.evaluate(CUT) == []
