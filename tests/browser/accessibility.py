"""What axe-core finds wrong on a screen, and what sticks out of one: themes, sizes, zoom."""

from contextlib import suppress
from itertools import product
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, TimeoutError, expect

from game.views.frame.theme import DARK, LIGHT
from tests.browser.harness import DESK, LONG, PHONE

DOUBLE = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
PALETTES = {"light": LIGHT, "dark": DARK}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours: what the others find does not change with the theme."""


# Controls of the page and of the board's shadow root that stick out of the page sideways.
OUTSIDE = """() => {
    const hosts = [...document.querySelectorAll("*")].filter((node) => node.shadowRoot);
    const roots = [document, ...hosts.map((host) => host.shadowRoot)];
    // A slider of Streamlit's is seen by its thumb; the input beneath it nobody sees.
    const kinds = "button, a, input:not([data-testid=stSlider] input), h1, h2, p";
    const nodes = roots.flatMap((root) => [...root.querySelectorAll(kinds)]);
    const wide = document.documentElement.clientWidth;
    const scrolls = (node) => node && node.tagName !== "MAIN" &&
        (getComputedStyle(node).overflowX === "auto" || scrolls(node.parentElement));
    const out = nodes.filter((node) => {
        const { left, right, width } = node.getBoundingClientRect();
        return width > 1 && (left < -1 || right > wide + 1) && !scrolls(node.parentElement);
    });
    const over = document.documentElement.scrollWidth > wide ? ["the page scrolls sideways"] : [];
    return [...over, ...out.map((node) => node.outerHTML.slice(0, 120))];
}"""


def stays_inside(page: Page) -> None:
    """Check that nothing sticks out sideways; charts follow a new width a moment later."""
    with suppress(TimeoutError):
        page.wait_for_function(f"({OUTSIDE})().length === 0", timeout=LONG / 3)
    assert page.evaluate(OUTSIDE) == []


def flows_anew(page: Page, title: str) -> None:
    """Check that a page of the app at 200% is not cut, nor is it at 400%."""
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible(timeout=LONG)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=LONG)
    for width in (720, 360):
        page.set_viewport_size({"width": width, "height": 450})
        stays_inside(page)


Look = tuple[str, dict[str, int]]
EVERYWHERE: tuple[Look, ...] = tuple(product(PALETTES, (DESK, PHONE)))
"""Every theme on every screen, the light one first."""


Inside = str | list[str] | None


def violations(page: Page, scheme: str, inside: Inside = None) -> list[str]:
    """Return what is wrong: by every rule in the light theme, by those of colours in the dark.

    Parameters
    ----------
    inside : a part, by its selector, or by those of the hosts around it and its own
    """
    only = TAGS if scheme == "light" else {"type": "rule", "values": COLOURS}
    return _found(page, {"runOnly": only}, inside)


def sound(page: Page) -> None:
    """Hold that a page has nothing that keeps anybody out, by all rules that axe-core has on."""
    assert _found(page, {}) == []


def _found(page: Page, options: dict[str, Any], inside: Inside = None) -> list[str]:
    if not page.evaluate("'axe' in globalThis"):  # half a megabyte: once for each document
        page.evaluate(Axe().axe_script)
    part = {"fromShadowDom": inside} if isinstance(inside, list) else inside
    found: dict[str, Any] = page.evaluate(
        "([part, options]) => axe.run(part ?? document, options)",
        [part, {"resultTypes": ["violations"], **options}],
    )
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def at_rest(page: Page) -> None:
    """Wait until nothing runs for a page of the app, and nothing on it is of an earlier run."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=LONG)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=LONG)


def in_colours(page: Page, scheme: str) -> None:
    """Wait until a page of the app stands in the colours of a scheme, and nothing runs."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        "(ground) => getComputedStyle(document.documentElement)"
        ".getPropertyValue('--tt-ground').trim() === ground",
        arg=PALETTES[scheme].ground,
        timeout=LONG,
    )
    at_rest(page)


def barriers(
    page: Page, look: Look, *others: Look, menu_too: bool = False, stays: bool = False
) -> dict[str, list[str]]:
    """Return what is wrong with a page of the app as it stands, by theme and screen.

    Every rule is asked at the first look and in the light theme, else those of colours alone. The
    menu, the same on all pages, is looked at on a phone where it is asked for. The page is a desk's
    afterwards, and in the light theme, unless it ``stays`` as it was seen last: each change draws
    it anew.
    """
    found: dict[str, list[str]] = {}
    for scheme, size in (look, *others):
        in_colours(page, scheme)
        page.set_viewport_size(size)
        asked = "light" if not found else scheme
        found[f"{scheme}, {size['width']}"] = violations(page, asked)
        if menu_too and size == PHONE:
            menu = page.get_by_role("button", name="Menu")
            menu.click()
            found[f"{scheme}, menu"] = violations(page, asked, ".st-key-masthead")
            menu.click()
    if not stays:
        page.set_viewport_size(DESK)
        in_colours(page, "light")
    return {name: wrong for name, wrong in found.items() if wrong}
