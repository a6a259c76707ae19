"""The small picture of a training of many: it comes with the joining, has its numbers, and goes."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from game.live.asides import aside
from game.live.requests import answer
from tests.browser.harness import LONG, SESSION, START, drawn, open_board, ref, take

pytestmark = pytest.mark.browser

JOINS = 20  # cycle
MATCH = {"n": 1, "scenario": "default", "seed": 7, "until": 1_000}


def card() -> list[Any]:
    """Return what that training has changed, as the game tells it."""
    told = aside(answer(MATCH | {"decisions": [[JOINS, "order", ["federated", None, False]]]}))
    assert told is not None
    [found] = told.header["cards"]
    return list(found)


@pytest.mark.parametrize(
    "motion", ["no-preference", pytest.param("reduce", marks=pytest.mark.long)]
)
def test_joining_shows_who_has_seen_what(new_page: Callable[..., Page], motion: str) -> None:
    page = new_page(reduced_motion=motion)
    open_board(page, link="1-default-7")
    page.locator(START).click()
    page.evaluate("window.telling = true")
    take(page, JOINS, "4")
    picture = page.locator(".shared")
    expect(picture).to_be_visible(timeout=LONG)
    _, alone, together, own, others = card()
    assert picture.locator(".mine .memory .fault").count() == sum(own)
    assert picture.locator("li:not(.more)").count() == 12
    assert picture.locator(".more").inner_text() == f"+{len(others) - 12} more"
    assert picture.locator("li").nth(0).locator(".fault").count() == sum(others[0])
    assert picture.locator("path[data-fault]").count() == 6
    said = f"said {alone[-1]} cycles left, the shared one says {together[-1]}."
    expect(picture.locator("figcaption")).to_contain_text(said)
    expect(ref(page, "live")).to_contain_text(said, timeout=LONG)  # after a breath
    page.keyboard.press("Escape")
    expect(picture).to_be_hidden()
    drawn(page)
    assert page.evaluate(f"{SESSION}.game.decisions.length") == 1


def test_a_training_that_is_still_to_come_or_long_over_has_no_picture(
    js: Callable[..., Any],
) -> None:
    cards = "[[20, 1], [400, 2], [800, 3]]"
    for now, shown in ((19, None), (20, 1), (80, 1), (81, None), (399, None), (400, 2), (800, 3)):
        card = js(f"board.cardOf({cards}, {now})")
        assert (card and card[1]) == shown, now


def test_a_training_of_ones_own_has_no_picture(new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_board(page, link="1-default-7")
    page.locator(START).click()
    page.evaluate("window.telling = true")
    take(page, JOINS, "3")
    page.wait_for_function(f"{SESSION}.game.waiting.length")
    expect(page.locator(".shared")).to_be_hidden()
