"""What axe-core finds wrong on a screen: in both themes, on a desk and on a phone."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from game.views.frame.theme import DARK, LIGHT

LONG = 90_000  # ms; these machines may be busy
SCREENS = ((1440, 900), (390, 844))
PALETTES = {"light": LIGHT, "dark": DARK}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours: what the others find does not change with the theme."""


def violations(page: Page, scheme: str, inside: str | None = None) -> list[str]:
    """Return what is wrong: by every rule in the light theme, by those of colours in the dark."""
    only = TAGS if scheme == "light" else {"type": "rule", "values": COLOURS}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found: dict[str, Any] = Axe().run(page, context=inside, options=options).response
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


def barriers(page: Page) -> dict[str, list[str]]:
    """Return what is wrong with a page of the app as it stands, by theme and screen.

    The page is a desk's afterwards, and in the light theme.
    """
    found = {}
    for scheme in reversed(PALETTES):
        in_colours(page, scheme)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            found[f"{scheme}, {width}"] = violations(page, scheme)
        menu = page.get_by_role("button", name="Menu")
        menu.click()
        found[f"{scheme}, menu"] = violations(page, scheme, ".st-key-masthead")
        menu.click()
        page.set_viewport_size({"width": SCREENS[0][0], "height": SCREENS[0][1]})
    return {name: wrong for name, wrong in found.items() if wrong}
