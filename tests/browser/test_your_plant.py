"""The page of one's own plant in a browser: links, files, nothing that bars the way."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from game.views.business.presets import PRESETS
from game.views.frame.theme import LIGHT
from tests.browser.accessibility import EVERYWHERE, Look, at_rest, barriers, in_colours
from tests.browser.harness import DESK, LONG, PHONE, not_sideways, rgb
from tests.browser.plants import LAST, opened, packed
from tests.game.views.business.finished import LITTLE

pytestmark = pytest.mark.browser


HOLDS = """(digits) => location.hash.startsWith("#plant=")
  && atob(location.hash.slice(7).replaceAll("-", "+").replaceAll("_", "/")).includes(digits)"""


def costs(page: Page, typed: str) -> None:
    """Say what a failure costs, and wait until the address holds a plant of which that is so."""
    field = page.get_by_label("A failure costs", exact=True)
    field.fill(typed)
    field.press("Enter")
    page.wait_for_function(HOLDS, arg=typed.replace(",", ""))


KEPT = "turbofan-tycoon-plant"
STORED = f"localStorage.getItem('{KEPT}')"


def copied(page: Page, said: str) -> str:
    """Copy a link to the plant, see what is said of it, and return it."""
    at_rest(page)
    page.get_by_role("button", name="Copy a link to this plant").click()
    expect(page.get_by_text(said)).to_be_visible()
    address: str = page.evaluate("navigator.clipboard.readText()")
    return address


def forgets(page: Page, digits: str) -> None:
    """Keep the plant of the page instead of that which is kept, and forget it in its turn."""
    page.get_by_role("button", name="Keep this one instead").click()
    expect(page.get_by_text("Your browser keeps this plant")).to_be_visible()
    assert digits in page.evaluate(STORED)
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text("What you change below your browser keeps")).to_be_visible()
    assert page.evaluate(STORED) is None


WITH_CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def of_a_match(new_page: Callable[..., Page], app: str) -> tuple[Page, str]:
    """Open a link to a plant and a match; return the page and what a copied link says."""
    page = new_page(**WITH_CLIPBOARD)
    page.goto(
        f"{app}/your-plant?match=1-default-7-0p-600f&cycles=900&linked=1#plant={packed(LITTLE)}"
    )
    expect(page.get_by_role("heading", name="Your match, at")).to_be_visible(timeout=LONG)
    # The browser has seen what came, so that it can tell what is typed from it.
    expect(page.get_by_text("What you change below your browser keeps")).to_be_visible()
    costs(page, "23,456")
    expect(page.get_by_role("heading", name=LAST)).to_be_visible(timeout=LONG)
    page.wait_for_function("document.title")
    address = copied(page, "Copied: this plant, and the match at its prices.")
    assert address == page.url  # which a reload opens, as another browser does below
    return page, address


def test_a_plant_and_the_match_that_it_bills_travel_in_an_address(
    new_page: Callable[..., Page], app: str
) -> None:
    """As one link, which tells no server of the plant."""
    page, address = of_a_match(new_page, app)
    parts = urlsplit(address)
    assert parts.fragment.startswith("plant=")
    assert parse_qs(parts.query) == {
        "match": ["1-default-7-0p-600f"], "cycles": ["900"], "linked": ["1"]
    }  # fmt: skip
    assert "23456" in page.evaluate(STORED)  # for another day
    page.close()
    other = new_page(**WITH_CLIPBOARD)
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(address)
    field = other.get_by_label("A failure costs", exact=True)
    expect(field).to_have_value("23,456", timeout=LONG)
    expect(other.get_by_text("The address of this page holds this plant")).to_be_visible()
    expect(other.get_by_role("heading", name="Your match, at")).to_be_visible()
    assert asked and not any("23456" in url or parts.fragment in url for url in asked)


@pytest.mark.long  # what is kept is seen above; how it comes back and is forgotten, in detail
def test_a_browser_keeps_a_plant_for_another_day(new_page: Callable[..., Page], app: str) -> None:
    page, address = of_a_match(new_page, app)
    field = page.get_by_label("A failure costs", exact=True)
    page.get_by_text("Gearboxes at sea", exact=True).click()
    page.wait_for_function("!location.hash && !location.search.includes('linked')")
    assert "match=" in page.url
    page.goto(f"{app}/your-plant")  # on another day: the address holds nothing
    page.get_by_text("This is not the plant that your browser keeps").wait_for()
    expect(field).to_have_value("11,000")
    page.get_by_role("button", name="Back to my plant").click()
    page.wait_for_function("location.hash.startsWith('#plant=')")
    expect(field).to_have_count(1, timeout=LONG)  # those of before have gone
    expect(field).to_have_value("23,456")
    expect(page.get_by_role("button", name="Back to my plant")).to_be_hidden()
    expect(page.get_by_text("Your plant, as this browser kept it.")).to_be_visible()
    expect(page.get_by_role("button", name="Forget it")).to_be_visible()
    alone = urlsplit(copied(page, "Copied: whoever opens it sees this plant."))
    assert (alone.query, alone.fragment) == ("linked=1", urlsplit(address).fragment)

    # As if something else had been typed since: what is kept is another plant than the link's.
    page.evaluate(f"localStorage.setItem('{KEPT}', {STORED}.replaceAll('23456', '45678'))")
    page.close()
    other = new_page(**WITH_CLIPBOARD)
    opened(other, address)
    costs(other, "34,567")
    expect(other.get_by_text("What you change here is not kept")).to_be_visible()
    assert "45678" in other.evaluate(STORED)
    expect(other.get_by_role("button", name="Back to my plant")).to_be_visible()
    forgets(other, "34567")


@pytest.mark.long  # without a browser: views/business/test_page
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


@pytest.mark.long  # without a browser: views/business/test_page
def test_a_link_that_was_cut_off_is_told(new_page: Callable[..., Page], app: str) -> None:
    page = new_page()
    opened(page, f"{app}/your-plant#plant=eyJwbGFudCI6")
    expect(page.get_by_text("This link holds no plant: copy the whole of it.")).to_be_visible(
        timeout=LONG
    )
    expect(page.get_by_label("A failure costs", exact=True)).to_have_value("11,000")


@pytest.fixture(scope="module")
def little(kept_page: Callable[..., Page], app: str) -> Page:
    """Open a plant that is weighed in a moment; the tests that follow go on with its page."""
    page = kept_page(color_scheme="light")
    opened(page, f"{app}/your-plant?linked=1#plant={packed(LITTLE)}")
    return page


MILLIONS = {
    **LITTLE,
    "plant": {**LITTLE["plant"], "service_cost": 1_000_000, "failure_cost": 9_000_000},
    "programme": {"years": 10},
}


def of_ten_years(page: Page, app: str, example: bool) -> None:
    """Let a page show ten years and amounts of millions, all of it: the longest of the examples?"""
    page.bring_to_front()  # behind another page it is drawn once a second
    if example:
        page.get_by_text("Gearboxes at sea", exact=True).click()
        expect(page.locator(".tt-sheet")).to_contain_text("Gearboxes of an offshore wind farm")
    else:
        page.goto(f"{app}/your-plant?linked=1#plant={packed(MILLIONS)}")
        expect(page.locator(".tt-sheet")).to_contain_text("9,000,000", timeout=LONG)
    expect(page.locator(".tt-sheet .tornado")).to_have_count(1, timeout=LONG)


def test_lifetimes_of_a_file_take_the_place_of_a_law(little: Page) -> None:
    page = little
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
    page.get_by_text("Your own lifetimes, as a file").click()  # folded, as it was


def test_what_is_refused_is_marked_at_its_field_and_pushes_no_other_one_down(little: Page) -> None:
    page = little
    names = "A failure costs", "A planned service costs", "Unit of money"
    field, beside, unit = (page.get_by_label(name, exact=True) for name in names)
    before = field.input_value()
    usual = beside.evaluate("(input) => getComputedStyle(input.parentElement).borderColor")
    field.fill("6.700")
    field.press("Enter")
    expect(page.get_by_text("6.700 may be 6.7 or 6700: write one of these.")).to_be_visible()
    unit.focus()  # which has a border of its own
    expect(field.locator("..")).to_have_css("border-color", rgb(LIGHT.failure))
    expect(beside.locator("..")).to_have_css("border-color", usual)
    refused, other = field.bounding_box(), beside.bounding_box()
    assert refused and other and refused["y"] == other["y"]
    field.fill(before)
    field.press("Enter")
    unit.focus()
    expect(field.locator("..")).to_have_css("border-color", usual)


def unreadable(page: Page) -> list[str]:
    """Return which words of a sheet are too small, too pale, or make it wider than the paper.

    In points at least: 8 of sentences, 7 of tables and notes, 6.5 of what is written in charts.
    """
    found: list[str] = page.evaluate(
        """() => {
        const least = (one) => one.matches("p:not(.small), li") ? 8
            : one.closest(".tt-drawing") ? 6.5 : 7;
        const words = ".tt-sheet :is(p, li, td, th, dt, dd, .lane span, .tt-drawing b)";
        const bad = [...document.querySelectorAll(words)].filter((one) => {
            const style = getComputedStyle(one);
            const light = Math.max(...style.color.match(/\\d+/g).slice(0, 3).map(Number));
            return parseFloat(style.fontSize) * 72 / 96 < least(one) || light > 60;
        }).map((one) => one.textContent);
        const wide = document.querySelector(".tt-sheet").getBoundingClientRect().width;
        if (wide < 0.98 * innerWidth) bad.push(`${wide} of ${innerWidth}`);
        if (document.documentElement.scrollWidth > innerWidth) bad.push("wider than the paper");
        return bad;
        }"""
    )
    return found


PAPER = {"A4": (210, 297), "Letter": (216, 279)}  # mm


@pytest.mark.parametrize(
    ("scheme", "example"),
    [
        ("dark", False),
        pytest.param("dark", True, marks=pytest.mark.long),
        pytest.param("light", True, marks=pytest.mark.long),
    ],
)
def test_ten_years_are_seen_and_printed_on_one_page_that_can_be_read(
    little: Page, app: str, scheme: str, example: bool
) -> None:
    """Paper is light."""
    page = little
    in_colours(page, scheme)
    of_ten_years(page, app, example)
    expect(page.locator(".tt-sheet")).to_be_hidden()
    page.get_by_text("Cash flow by year, not discounted", exact=True).locator(
        "visible=true"
    ).click()
    years = page.locator(".st-key-plant-flows .tt-scroll")
    expect(years).to_be_visible()
    assert years.evaluate("(one) => one.scrollWidth <= one.clientWidth")  # none is hidden
    at_rest(page)
    for size in PAPER:
        assert page.pdf(format=size).count(b"/Type /Page\n") == 1, size
    page.emulate_media(media="print")
    for width, height in PAPER.values():
        inside = [round((side - 20) * 96 / 25.4) for side in (width, height)]  # of its margins
        page.set_viewport_size({"width": inside[0], "height": inside[1]})
        assert not unreadable(page)
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    expect(page.locator(".tt-assumed")).to_contain_text("Discount rate")
    source = "https://doi.org/10.1002/we.1887" if example else "Machines of one kind3A planned"
    expect(page.locator(".tt-sheet")).to_contain_text(source)
    expect(page.get_by_role("heading", name="When to service")).to_be_hidden()
    page.set_viewport_size(DESK)
    page.emulate_media(media="screen")
    in_colours(page, "light")


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([("light", DESK)], id="in turn"),
        pytest.param(EVERYWHERE, id="everywhere", marks=pytest.mark.long),
    ],
)
def test_nothing_bars_the_way(little: Page, app: str, looks: Sequence[Look]) -> None:
    page = little
    of_ten_years(page, app, looks is EVERYWHERE)
    at_rest(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        not_sideways(page)
    assert not barriers(page, *looks)
