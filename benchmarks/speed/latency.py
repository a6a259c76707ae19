"""Click to new future in the real app: from a decision in the browser to its answer drawn."""

import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from tests.browser.harness import launch

PORT = 8599
DECISIONS = 12


def rows() -> list[tuple[str, str]]:
    """Return labelled figures."""
    with running_app() as (address, _), sync_playwright() as playwright:
        page = launch(playwright).new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.locator("input[name=scenario][value=default]").check()
        page.get_by_role("button", name="Start").click()
        page.wait_for_timeout(3_000)
        waits = [_decide(page, key) for _ in range(DECISIONS // 3) for key in "234"]
        return [
            (
                f"click to new future, {len(waits)} decisions in the running app",
                f"{1000 * statistics.median(waits):.0f} ms median, {1000 * max(waits):.0f} worst",
            )
        ]


def _decide(page: Page, key: str) -> float:
    rungs = page.locator("[data-ref=ladder] [role=radio]")
    wanted = rungs.nth(int(key) - 1)
    start = time.perf_counter()
    page.keyboard.press(key)
    page.wait_for_function("() => !turbofanTycoon.session.waiting", polling="raf")
    took = time.perf_counter() - start
    assert wanted.count() == 1
    page.wait_for_timeout(700)
    return took


@contextmanager
def running_app(port: int = PORT) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Start the app; give its address and its process."""
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.port",
            str(port),
            "--server.fileWatcherType",
            "none",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address, server
    finally:
        server.terminate()
        server.wait()
