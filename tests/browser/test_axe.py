"""axe-core finds nothing wrong: pages, every state of the board, both themes, both screens.

A page is looked at on one screen and in one theme, each in turn, by ``make long`` on and in all.
Pages that take long to fill are looked at where they are filled: the report in
``test_report_page``, the evidence in ``test_evidence``, the lab in ``test_lab``, the real engines
in ``test_real_page``.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import EVERYWHERE, PALETTES, Look, barriers, violations
from tests.browser.harness import (
    DESK,
    LONG,
    PHONE,
    SESSION,
    jump,
    on_ground,
    open_board,
    ref,
    visit,
)

pytestmark = pytest.mark.browser

# ----------------------------------------------------------------------------------- pages


def nothing(page: Page) -> None:
    expect(page.get_by_text("A match opens its report when it ends")).to_be_visible(timeout=LONG)


def levels(page: Page) -> None:
    visit(page, "Learn")
    expect(page.get_by_role("button", name="Show me")).to_be_enabled(timeout=LONG)


def a_guess(page: Page) -> None:
    page.get_by_role("button", name="Show me").click()
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=LONG)


def explanations(page: Page) -> None:
    visit(page, "How it works")
    expect(page.get_by_role("heading", name="What it is not")).to_be_visible(timeout=LONG)
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=LONG)


def own_rules(page: Page) -> None:
    visit(page, "Sandbox")
    expect(page.get_by_role("heading", name="Sandbox")).to_be_visible(timeout=LONG)


IN_TURN: list[tuple[Look, ...]] = [
    (look,)
    for look in (
        ("light", PHONE), ("light", PHONE), ("light", DESK), ("dark", DESK), ("dark", DESK),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param(IN_TURN, id="in turn"),
        pytest.param([EVERYWHERE] * 5, id="everywhere", marks=pytest.mark.long),
    ],
)
def test_pages(new_page: Callable[..., Page], app: str, looks: list[tuple[Look, ...]]) -> None:
    page = new_page(color_scheme="light")
    page.goto(app)
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Close").first.click()
    visit(page, "Report")
    found = {}
    shows = (nothing, levels, a_guess, explanations, own_rules)
    for show, seen in zip(shows, looks, strict=True):
        show(page)
        found[show.__name__] = barriers(page, *seen, menu_too=show is nothing, stays=True)
    assert {name: bad for name, bad in found.items() if bad} == {}


# ----------------------------------------------------------------------------------- board


def states(page: Page) -> Iterator[str]:
    """Bring the board into one state after the other."""
    close = page.locator(".sheet[open] .close")
    yield "start sheet"
    page.get_by_role("button", name="Start", exact=True).click()
    page.evaluate(f"{SESSION}.stops = false")  # no letter comes while playing is looked at
    page.wait_for_function(f"{SESSION}.clock > 2")
    yield "playing"
    jump(page, 100)
    yield "paused"
    page.get_by_role("button", name="Your profit").focus()
    expect(ref(page, "bubble")).to_be_visible()
    yield "the formula of a number"
    for name in ("About preventive", "About engine 1", "Keys"):
        page.get_by_role("button", name=name).click()
        yield name
        close.click()
    ref(page, "file").set_input_files(
        files=[{"name": "bad.json", "mimeType": "application/json", "buffer": b"[]"}]
    )
    expect(ref(page, "problem")).to_be_visible()
    yield "an error"
    jump(page, 400)
    expect(ref(page, "offer")).to_be_visible()
    yield "an unlock offered"
    page.get_by_role("button", name="Take it").click()
    settled(page, 1)
    jump(page, 900)
    page.keyboard.press("3")
    settled(page, 2)
    yield "a model and its alarm"
    ref(page, "timeline").fill("700")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="A new path")).to_be_visible()
    yield "branch"
    page.get_by_role("button", name="New path").click()
    settled(page, 2)
    yield "a path that was left"
    page.keyboard.press("3")
    settled(page, 2)
    jump(page, 20_000)
    expect(ref(page, "verdict")).to_be_visible()
    yield "finish sheet"
    page.get_by_role("button", name="Keep playing").click()
    expect(ref(page, "thousand")).to_be_visible()
    yield "played on"


def settled(page: Page, decisions: int) -> None:
    page.wait_for_function(
        f"!{SESSION}.waiting && {SESSION}.decisions.length === {decisions} && !{SESSION}.sheet"
    )


STATES = 14
SHEET = ["#host", ".sheet[open]"]
"""The open sheet, in the board's shadow root."""

SHEETS = ("About preventive", "About engine 1", "Keys", "branch", "finish sheet")
"""States in which a sheet alone is new: behind it stands what is looked at without one."""

FEW = ("start sheet", "paused", "an unlock offered", "finish sheet")
"""States that a phone lays out otherwise than a desk, and that have most of the colours."""


@pytest.mark.parametrize(
    ("size", "schemes", "few"),
    [
        pytest.param(DESK, ["light"], ["dark"], id="desk"),
        pytest.param(PHONE, [], ["light"], id="phone", marks=pytest.mark.long),
        pytest.param(DESK, [*PALETTES], [], id="all of desk", marks=pytest.mark.long),
        pytest.param(PHONE, [*PALETTES], [], id="all of phone", marks=pytest.mark.long),
    ],
)
def test_board(
    new_page: Callable[..., Page],
    size: dict[str, int],
    schemes: list[str],
    few: list[str],
) -> None:
    """Look at every state in some themes, at few of them in others."""
    # Rows of the leaderboard that change places overlap on their way: let them jump.
    page = new_page(viewport=size, reduced_motion="reduce")
    open_board(page)
    found = {}
    for state in states(page):
        for scheme in [*schemes, *(few if state in FEW else [])]:
            on_ground(page, PALETTES[scheme].ground)
            expect(page.locator(".tt")).to_have_attribute("data-theme", scheme)
            inside = SHEET if state in SHEETS else None
            found[f"{state}, {scheme}"] = violations(page, scheme, inside)
    assert len(found) == STATES * len(schemes) + len(FEW) * len(few)
    assert {name: bad for name, bad in found.items() if bad} == {}


@pytest.mark.parametrize(
    "size", [DESK, pytest.param(PHONE, marks=pytest.mark.long)], ids=["desk", "phone"]
)
def test_board_with_calls(new_page: Callable[..., Page], size: dict[str, int]) -> None:
    page = new_page(viewport=size, reduced_motion="reduce")
    open_board(page, link="1-default.ld40.ca1-7-0f-30s0")
    page.get_by_role("button", name="Take over").click()
    jump(page, 75)  # engine 1 is ordered, of engine 4 is announced what comes
    page.keyboard.press("x")
    settled(page, 3)
    expect(page.locator('.calls[data-told="true"]')).to_have_count(1)
    expect(page.get_by_text("Held: 20 cycles")).to_be_visible()
    found = {}
    for scheme, palette in PALETTES.items():
        on_ground(page, palette.ground)
        expect(page.locator(".tt")).to_have_attribute("data-theme", scheme)
        found[scheme] = violations(page, scheme)
    assert found == {scheme: [] for scheme in PALETTES}
