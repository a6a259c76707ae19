"""Click to new future in the real app: from a decision in the browser to its answer drawn.

Beside the time on the clock, which other work on the machine makes longer, stands the processor's
time that the server spent meanwhile.
"""

import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from game.rules.offers.offers import offers_of
from game.rules.scenario import OPEN
from tests.browser.harness import DESK, LONG, launch, pass_time

PORT = 8599
DECISIONS = 12
SEED = 7
CALLED = range(100, 1_300, 100)
"""Cycles of calls in the free match."""


class Wait(NamedTuple):
    """What a decision took."""

    wall: float  # s
    processor: float | None  # s of the server's; None where the system does not tell


def rows() -> Iterator[tuple[str, str]]:
    """Return labelled figures."""
    with running_app() as (address, app), sync_playwright() as playwright:
        browser = launch(playwright)
        page = _new_page(browser)
        page.goto(f"{address}/?game=1-default-{SEED}")
        page.get_by_role("button", name="Start").click()
        page.wait_for_timeout(3_000)
        waits = [_decide(page, app.pid, key) for _ in range(DECISIONS // 3) for key in "234"]
        yield f"click to new future, {len(waits)} decisions in the running app", _written(waits)
        page.close()
        page = _new_page(browser)
        page.goto(f"{address}/?game=1-{OPEN.name}-{SEED}")
        page.get_by_role("button", name="Start").click()
        page.wait_for_timeout(3_000)
        page.keyboard.press("Space")  # it stands, and is brought on
        _decide(page, app.pid, "2")
        calls, answers, first = _free_match(page, app.pid)
        yield f"free match, {len(calls)} calls", _written(calls)
        yield f"free match, {len(answers)} answers", _written(answers)
        yield "free match, the first training in an alliance", _written([first])


def _new_page(browser: Browser) -> Page:
    page = browser.new_page(viewport=DESK)
    page.set_default_timeout(LONG)
    return page


def _written(waits: list[Wait]) -> str:
    wall = [wait.wall for wait in waits]
    told = f"{1000 * statistics.median(wall):.0f} ms median, {1000 * max(wall):.0f} worst"
    spent = [wait.processor for wait in waits if wait.processor is not None]
    if not spent:
        return told
    median, worst = 1000 * statistics.median(spent), 1000 * max(spent)
    return f"{told}; processor {median:.0f} ms median, {worst:.0f} worst"


def _decide(page: Page, server: int, key: str) -> Wait:
    rungs = page.locator("[data-ref=ladder] [role=radio]")
    wanted = rungs.nth(int(key) - 1)
    wait = _timed(page, server, lambda: page.keyboard.press(key))
    assert wanted.count() == 1
    return wait


def _free_match(page: Page, server: int) -> tuple[list[Wait], list[Wait], Wait]:
    """Call and answer through a free match: the waits of both, and of joining an alliance."""
    calls, answers, first = [], [], None
    offers = {offer.announced: number for number, offer in enumerate(offers_of(OPEN, SEED))}
    for cycle in sorted({*CALLED, *offers}):
        pass_time(page, cycle)
        page.wait_for_timeout(300)
        if cycle in CALLED:
            hold = page.locator("[data-call=hold]:visible:enabled").first
            calls.append(_timed(page, server, hold.click))
        if (number := offers.get(cycle)) is not None:
            page.keyboard.press("o")
            take = page.locator(f".take[data-offer='{number}']").first
            wait = _timed(page, server, take.click)
            if offers_of(OPEN, SEED)[number].alliances:
                first = wait
            else:
                answers.append(wait)
            page.keyboard.press("Escape")
    assert first is not None
    return calls, answers, first


def _timed(page: Page, server: int, act: Callable[[], object]) -> Wait:
    before, start = _processor_time(server), time.perf_counter()
    act()
    page.wait_for_function("() => !turbofanTycoon.session.waiting", polling="raf")
    took, after = time.perf_counter() - start, _processor_time(server)
    page.wait_for_timeout(700)
    return Wait(took, None if before is None or after is None else after - before)


def _processor_time(process: int) -> float | None:
    """Return what a process has had of the processor so far, s."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return None
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


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
