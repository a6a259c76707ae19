"""What stands in front of Streamlit's page, in a real browser."""

import signal
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from game.views.main import PAGES
from tests.browser.conftest import serving
from tests.browser.harness import DESK, LONG, PHONE

pytestmark = pytest.mark.browser


SOME = "", "learn"
"""Others are opened elsewhere by their links; their titles are in ``tests/game/door``, too."""


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path in SOME else pytest.mark.long)
        for path in dict.fromkeys(["", *(page.path for page in PAGES)])
    ],
)
def test_a_deep_link_has_its_title_and_an_empty_console(page: Page, app: str, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("response", lambda answer: answer.ok or said.append(f"{answer.status} {answer.url}"))
    page.goto(f"{app}/{path}")
    expect(page.locator(".st-key-masthead")).to_be_visible(timeout=LONG)
    titles = {row.path: f"{row.title} · Turbofan Tycoon" for row in PAGES[1:]}
    expect(page).to_have_title(titles.get(path, "Turbofan Tycoon"))
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0, timeout=LONG)
    page.wait_for_function("document.fonts.check('16px \"Instrument Sans\"')", timeout=LONG)
    assert [text for text in said if not text.startswith("307 ")] == []


@pytest.mark.parametrize(
    "size", [DESK, pytest.param(PHONE, marks=pytest.mark.long)], ids=["desk", "phone"]
)
def test_an_unknown_address_offers_the_pages(
    new_page: Callable[..., Page], app: str, size: dict[str, int]
) -> None:
    page = new_page(viewport=size)
    answer = page.goto(f"{app}/no/such/page")
    assert answer is not None and answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("No page has this address")
    page.get_by_role("link", name="How it works").click()
    expect(page.get_by_role("heading", name="How it works")).to_be_visible(timeout=LONG)
    expect(page).to_have_url(f"{app}/how-it-works")


@pytest.mark.long  # with guests of rooms in tests/game/rooms/web/test_serving.py
def test_a_server_that_is_told_to_end_ends_although_somebody_looks(page: Page) -> None:
    with serving("app.py") as (address, server):
        page.goto(address)
        expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=LONG)
        ended: Any = None
        server.send_signal(signal.SIGTERM)
        try:
            ended = server.wait(LONG / 1_000)
        except subprocess.TimeoutExpired:
            pytest.fail("it waits for who looks")
        assert ended in (0, -signal.SIGTERM)
