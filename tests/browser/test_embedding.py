"""The match and the lab within a page of a learning platform."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

import pytest
from playwright.sync_api import FrameLocator, Page, expect

pytestmark = pytest.mark.browser


class _Course(BaseHTTPRequestHandler):
    """A page with whatever its address names in a frame."""

    def do_GET(self) -> None:
        frame = f'<title>C</title><iframe src="{unquote(self.path[1:])}" width=1080 height=640>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(frame.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def platform() -> Iterator[str]:
    """Give the address of another site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Course)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def within(page: Page, platform: str, address: str) -> FrameLocator:
    page.goto(f"{platform}/{address.replace('?', '%3F')}")
    return page.frame_locator("iframe")


def test_a_match_is_replayed_within_another_page(app: str, platform: str, page: Page) -> None:
    frame = within(page, platform, f"{app}/?game=1-open-7-60p&embed=true&hide=race,log")
    frame.get_by_role("button", name="Watch it").click()
    expect(frame.locator("[data-ref=cycle]")).not_to_have_text("0")
    for part in (".race", ".log"):
        expect(frame.locator(part)).to_be_hidden()
    expect(frame.locator(".standing")).to_be_visible()
    expect(frame.locator(".st-key-masthead")).to_be_hidden()
    kept = unquote(page.frames[1].url)
    assert "embed=true" in kept
    assert "hide=race,log" in kept


@pytest.mark.long
def test_a_lab_is_shown_within_another_page(app: str, platform: str, page: Page) -> None:
    frame = within(page, platform, f"{app}/lab?lab=lab.fa3.molinear.ro2&embed=true&hide=levers,end")
    expect(frame.locator("svg .factory").first).to_be_visible()
    expect(frame.locator(".st-key-lab-experiments")).to_be_visible()
    for part in (".st-key-lab-levers", ".st-key-lab-end", ".st-key-masthead"):
        expect(frame.locator(part)).to_be_hidden()
