"""Click to new future in the real app: from a press in the browser to the frame that draws it.

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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.speed._waits import longest_of
from game.live.answering.crowd import SOON
from game.rules.offers.offers import Offer, offers_of
from game.rules.scenario import OPEN
from tests.browser.harness import DESK, LONG, launch, pass_time

PORT = 8599
DECISIONS = 24
SEED = 7
SEEDS = (7, 8, 9)
"""Of the free matches."""

THINKS = 6.0  # s; the clock goes on meanwhile, and letters have deadlines
SOME = 0.1  # s of processor time; a drawn page at rest takes less

CALLED = range(100, 1_300, 100)
"""Cycles of calls in the free match."""

KEYS = {"2": "preventive", "3": "local", "4": "federated"}

WATCH = """() => {
    const { session } = turbofanTycoon;
    globalThis.before = session.game.saves;
    let pressed = null;
    const press = (event) => { // what is asked for by itself before it is not meant
      if (pressed === null) globalThis.asked = session.n;
      pressed ??= event.timeStamp;
    };
    for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, press, { capture: true });
    Object.assign(globalThis, { took: null, asked: session.n }); // ms; the last request
    const drawn = () => (globalThis.took = performance.now() - pressed);
    const look = () => {
        const asks = pressed !== null && session.n !== globalThis.asked;
        if (!asks || session.waiting) requestAnimationFrame(look);
        else setTimeout(drawn);
    };
    requestAnimationFrame(look);
}"""


ADDED = "globalThis.took !== null && turbofanTycoon.session.game.saves !== globalThis.before"
"""An answer is drawn, and what is added to it has come, too: nothing is asked any more."""

UNASKED = "turbofanTycoon.session.n === globalThis.asked"
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
HOLD = "[data-call=hold]:visible:not([aria-disabled=true])"

OPENED = "globalThis.turbofanTycoon?.session?.game?.waiting.length"
"""It has come to the first answer."""


class UnaskedError(RuntimeError):
    """A press that changes nothing, and asks for nothing."""


class Wait(NamedTuple):
    """What a decision took."""

    name: str
    wall: float  # s
    processor: float  # s, of the server and its processes; 0 where the system does not tell


def rows() -> Iterator[tuple[str, str]]:
    """Return labelled figures."""
    with running_app() as (address, app), sync_playwright() as playwright:
        browser = launch(playwright)
        page = _match(browser, f"{address}/?game=1-default-{SEED}")
        waits = [_decide(page, app.pid, key) for _ in range(DECISIONS // len(KEYS)) for key in KEYS]
        page.close()
        firsts = [waits.pop(2)]
        yield f"click to new future, {len(waits)} decisions in the running app", _written(waits)
        calls: list[Wait] = []
        answers: list[Wait] = []
        for seed in SEEDS:
            page = _match(browser, f"{address}/?game=1-{OPEN.name}-{seed}")
            _decide(page, app.pid, "2")
            firsts.append(_free_match(page, app.pid, seed, calls, answers))
            page.close()
        yield f"free matches, {len(calls)} calls", _written(calls)
        yield f"free matches, {len(answers)} answers", _written(answers)
        yield "all of these", _written([*waits, *calls, *answers])
        yield f"first training with others, {len(firsts)} of them", _written(firsts)


def _match(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport=DESK)
    page.set_default_timeout(LONG)
    page.goto(address)
    page.wait_for_function(OPENED)
    page.get_by_role("button", name="Start").click()
    return page


def _written(waits: list[Wait]) -> str:
    told = _told([wait.wall for wait in waits])
    spent = _told([wait.processor for wait in waits])
    slowest = max(waits, key=lambda wait: wait.wall)
    return f"{told}; processor {spent}; slowest: {slowest.name}"


def _told(times: list[float]) -> str:
    median, most, worst = statistics.median(times), longest_of(times, 0.95), max(times)
    return f"{1000 * median:.0f} ms median, {1000 * most:.0f} p95, {1000 * worst:.0f} worst"


def _decide(page: Page, server: int, key: str) -> Wait:
    return _timed(page, server, KEYS[key], lambda: page.keyboard.press(key))


def _free_match(page: Page, server: int, seed: int, calls: list[Wait], answers: list[Wait]) -> Wait:
    """Call and answer through a free match; return the wait of joining an alliance."""
    first = None
    offers = {offer.announced: number for number, offer in enumerate(offers_of(OPEN, seed))}
    for cycle in sorted({*CALLED, *offers}):
        pass_time(page, cycle)
        page.evaluate(PAINTED)
        hold = page.locator(HOLD).first
        if cycle in CALLED and hold.is_visible():  # all may be down or ordered already
            with suppress(UnaskedError):  # its order fell due while it was pressed
                calls.append(_timed(page, server, f"a call at {cycle} of {seed}", hold.click))
        if (number := offers.get(cycle)) is not None:
            offer: Offer = offers_of(OPEN, seed)[number]
            page.keyboard.press("o")
            take = page.locator(f".take[data-offer='{number}']").first
            wait = _timed(page, server, f"{offer.kind} of {seed}", take.click)
            if offer.alliances:
                first = wait
                rest(server, 2 * SOON, THINKS)  # who has joined looks at what came of it
            else:
                answers.append(wait)
            page.keyboard.press("Escape")
    assert first is not None
    return first


def _timed(page: Page, server: int, name: str, act: Callable[[], object]) -> Wait:
    before = processor_time(server)
    page.evaluate(WATCH)
    act()
    page.evaluate(PAINTED)
    if page.evaluate(UNASKED):
        raise UnaskedError(name)
    page.wait_for_function(ADDED)
    wall = page.evaluate("globalThis.took") / 1000
    return Wait(name, wall, processor_time(server) - before)


def family(pid: int) -> list[int]:
    """Return a process and all that it has started; nothing where the system does not tell."""
    below = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(child) for path in below for child in told_by(path).split()]
    return [pid, *(one for child in own for one in family(child))]


def told_by(file: Path) -> str:
    """Read what the system tells; nothing of a thread or process that has ended meanwhile."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def spent_by(pid: int) -> float:
    """Return the processor time that one process has used, s."""
    fields = told_by(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def processor_time(pid: int) -> float:
    """Return the processor time that a server and its processes have used, s."""
    return sum(map(spent_by, family(pid)))


def rest(server: int, quiet: float, patience: float) -> None:
    """Wait until a server has not worked for so many seconds, and at most so long."""
    until = time.monotonic() + patience
    spent, rests = processor_time(server), time.monotonic()
    while time.monotonic() < min(until, rests + quiet):
        time.sleep(0.5)
        now = processor_time(server)
        if now - spent > SOME:
            spent, rests = now, time.monotonic()


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
