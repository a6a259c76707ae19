"""The page of one's own plant in a browser: links, files, nothing that bars the way."""

import base64
import json
from collections.abc import Callable, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from game.views.business.presets import PRESETS
from tests.browser.accessibility import EVERYWHERE, Look, at_rest, barriers
from tests.browser.harness import DESK, LONG, PHONE, not_sideways

pytestmark = pytest.mark.browser

LAST = "What it hangs on"
LITTLE = {
    "currency": "EUR",
    "plant": {
        "machines": 3, "hours_a_year": 6_000, "service_cost": 1_000, "failure_cost": 9_000,
        "shape": 3.0, "mean_life": 9_000, "failures_on_record": 12,
    },
    "programme": {"years": 3},
}  # fmt: skip
"""A plant that is weighed in a moment: no model, few lives."""


def packed(plant: object) -> str:
    """Return a plant as it stands in an address."""
    return base64.urlsafe_b64encode(json.dumps(plant).encode()).decode().rstrip("=")


def costs(page: Page, typed: str) -> None:
    """Say what a failure costs, and wait until the address holds a plant of which that is so."""
    before = page.evaluate("location.hash")
    field = page.get_by_label("A failure costs", exact=True)
    field.fill(typed)
    field.press("Enter")
    page.wait_for_function(
        "(before) => location.hash !== before && location.hash.startsWith('#plant=')", arg=before
    )


def opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Your plant")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("heading", name=LAST)).to_be_visible(timeout=LONG)


def test_a_plant_travels_in_a_fragment_that_no_server_sees(
    new_page: Callable[..., Page], app: str
) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    opened(page, f"{app}/your-plant?linked=1#plant={packed(LITTLE)}")
    costs(page, "23,456")
    expect(page.get_by_role("heading", name=LAST)).to_be_visible(timeout=LONG)
    copy = page.get_by_role("button", name="Copy a link to this plant")
    page.wait_for_function("document.title")
    at_rest(page)
    copy.click()
    told = page.get_by_text("Copied: whoever opens it sees this plant.")
    expect(told).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    parts = urlsplit(address)
    assert parts.fragment.startswith("plant=") and parts.query == "linked=1"
    other = new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    opened(other, address)
    expect(other.get_by_label("A failure costs", exact=True)).to_have_value("23,456", timeout=LONG)
    expect(other.get_by_text("This plant came with a link")).to_be_visible()
    assert asked and not any("23456" in url or parts.fragment in url for url in asked)


def test_a_match_and_the_plant_that_bills_it_stay_in_the_address(
    new_page: Callable[..., Page], app: str
) -> None:
    """Moved, reloaded, and handed on as one link: the match is still there, and so is the plant."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{app}/your-plant?match=1-default-7-0p-600f&cycles=900")
    billed = page.get_by_role("heading", name="Your match, at")
    expect(billed).to_be_visible(timeout=LONG)
    costs(page, "23,456")
    page.reload()
    field = page.get_by_label("A failure costs", exact=True)
    expect(field).to_have_value("23,456", timeout=LONG)
    expect(billed).to_be_visible(timeout=LONG)
    expect(page.get_by_role("heading", name=LAST)).to_be_visible(timeout=LONG)
    at_rest(page)
    page.get_by_role("button", name="Copy a link to this plant").click()
    expect(page.get_by_text("Copied: this plant, and the match at its prices.")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(address).query) == {
        "match": ["1-default-7-0p-600f"], "cycles": ["900"], "linked": ["1"]
    }  # fmt: skip
    page.get_by_text("Gearboxes at sea", exact=True).click()
    page.wait_for_function("!location.hash && !location.search.includes('linked')")
    assert "match=" in page.url


def test_a_link_of_before_shows_no_other_plant_first(
    new_page: Callable[..., Page], app: str
) -> None:
    """It has no mark for the server: the page asks with one, before anything is drawn."""
    plant = {**PRESETS["gearboxes"].values, "name": "of before"}
    page = new_page()
    page.add_init_script(
        "new MutationObserver(() => { for (const one of document.querySelectorAll('input'))"
        " if (one.value === '11,000') window.sawAnother = true;"
        "}).observe(document, {subtree: true, childList: true, attributes: true})"
    )
    page.goto(f"{app}/your-plant#plant={packed(plant)}")
    expect(page.get_by_label("A failure costs", exact=True)).to_have_value("230,000", timeout=LONG)
    assert "linked=1" in page.url
    assert page.evaluate("window.sawAnother") is None


def test_a_link_that_was_cut_off_is_told(new_page: Callable[..., Page], app: str) -> None:
    page = new_page()
    opened(page, f"{app}/your-plant#plant=eyJwbGFudCI6")
    expect(page.get_by_text("This link holds no plant: copy the whole of it.")).to_be_visible(
        timeout=LONG
    )
    expect(page.get_by_label("A failure costs", exact=True)).to_have_value("11,000")


def test_lifetimes_of_a_file_take_the_place_of_a_law(
    new_page: Callable[..., Page], app: str
) -> None:
    page = new_page()
    opened(page, f"{app}/your-plant?linked=1#plant={packed(LITTLE)}")
    page.get_by_text("Your own lifetimes, as a file").click()
    lives = "hours,failed\n" + "\n".join(f"{hours},yes" for hours in range(20_000, 64_000, 4_000))
    file = {"name": "lives.csv", "mimeType": "text/csv", "buffer": lives.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("11 failures on record, and 0 lives")).to_be_visible(timeout=LONG)
    expect(page.locator("input[type=file]")).to_have_count(1)  # an empty one in place of the first
    broken = {**file, "buffer": b"hours,failed\n12,maybe\n"}
    page.locator("input[type=file]").set_input_files(broken)
    expect(page.get_by_text("Line 2 says failed")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("11 failures on record, and 0 lives")).to_be_visible()  # it stays


def darkest_ground(page: Page) -> int:
    """Return the darkest of the grounds of charts and of what is written in them, from 0 to 255."""
    return int(
        page.evaluate(
            """() => {
            const all = document.querySelectorAll(".js-plotly-plot :is(.main-svg, .bg)");
            const drawn = [...all].map((one) => [one.matches(".bg"), getComputedStyle(one)])
                .filter(([words, style]) => !words || style.fillOpacity > 0)
                .map(([words, style]) => words ? style.fill : style.backgroundColor)
                .filter((colour) => !colour.startsWith("rgba"));
            return Math.min(...drawn.map((one) => Math.max(...one.match(/\\d+/g).map(Number))));
            }"""
        )
    )


def test_it_prints_on_one_page_with_all_that_was_assumed(
    new_page: Callable[..., Page], app: str
) -> None:
    page = new_page(color_scheme="dark")  # paper is light
    opened(page, f"{app}/your-plant")
    expect(page.locator(".tt-assumed")).to_have_count(1)
    expect(page.locator(".tt-assumed")).to_be_hidden()  # the style of the sheet is there
    for chart in ("plant-worths", "plant-tornado"):
        expect(page.locator(f".st-key-{chart} .main-svg").first).to_be_visible()
    at_rest(page)
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    assert darkest_ground(page) > 240
    expect(page.locator(".tt-assumed")).to_contain_text("Discount rate")
    expect(page.get_by_role("heading", name="When to service")).to_be_hidden()


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([("light", DESK)], id="in turn"),
        pytest.param(EVERYWHERE, id="everywhere", marks=pytest.mark.long),
    ],
)
def test_nothing_bars_the_way(
    new_page: Callable[..., Page], app: str, looks: Sequence[Look]
) -> None:
    page = new_page(color_scheme="light")
    opened(page, f"{app}/your-plant")
    at_rest(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        not_sideways(page)
    assert not barriers(page, *looks)
