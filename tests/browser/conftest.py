"""Browsers, pages and the running app for the tests that look at a screen."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from game.views.frame.visitor import BEEN
from tests.browser.harness import DESK, LONG, PHONE, START, launch, open_board, reopen_board, reply

ROOT = Path(__file__).parents[2]
START_UP = 120  # s; these machines may be busy
expect.set_options(timeout=LONG)  # what comes late on a busy machine has come
BEEN_HERE = {
    "cookies": [{"name": BEEN, "value": "1", "domain": "127.0.0.1", "path": "/"}],
    "origins": [],
}
"""Of a browser that is no stranger: the app shows it the menu, not the first chapter."""


APPS = {"app", "new_app", "few_games", "nowhere", "recipe_app", "rooms", "stocked"}


LONGEST = ("test_rooms", "test_your_plant", "test_audience", "test_axe", "test_room_phones")
"""The files that take longest of all."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, then those that wait for an app: the end is for short ones."""
    asking = {item.path for item in items if APPS & {*getattr(item, "fixturenames", ())}}
    items.sort(key=lambda item: (item.path.stem not in LONGEST, item.path not in asking))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def browser_process(browser: Browser) -> int:
    """Give the number of the browser's own process."""
    asked = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    return next(int(one["id"]) for one in asked["processInfo"] if one["type"] == "browser")


STUCK = 180  # s; no test takes a tenth of it, and what a page is to evaluate may never end


@pytest.fixture(autouse=True)
def goes_on(browser_process: int) -> Iterator[None]:
    """End the browser of a test that waits for ever: it fails then, and so do those that follow.

    Whoever runs the tests may try those once more; nobody waits for ever.
    """
    ended = threading.Event()

    def end() -> None:
        ended.set()
        os.kill(browser_process, signal.SIGKILL)

    late = threading.Timer(STUCK, end)
    late.start()
    yield
    late.cancel()
    assert not ended.is_set(), f"the test waited for {STUCK} s, so its browser was ended"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the app, one for all who test at once, with rooms of its own.

    One process more answers boards. An app that few tests ask does so itself: a process has
    everything to load once more. The address that its rooms show phones is the one that is given.
    """
    settings = {
        "TURBOFAN_WORKERS": "1",
        "DATABASE_URL": f"sqlite:///{of_all(tmp_path_factory) / 'rooms.sqlite'}",
        "PUBLIC_URL": "http://127.0.0.1:{port}",
    }
    with shared(tmp_path_factory, "app", **settings) as address:
        yield address


@pytest.fixture(scope="session")
def rooms(app: str) -> str:
    """Give the address of an app with rooms: the one that all ask."""
    return app


def of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a test run, the same for all processes that test at once."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@contextmanager
def shared(tmp_path_factory: pytest.TempPathFactory, name: str, **settings: str) -> Iterator[str]:
    """Run the app for all processes that test at once, which whoever asks first starts.

    That one ends it when it has no test left and nobody asks any more; who comes later begins anew.
    """
    folder = of_all(tmp_path_factory)
    written = folder / f"{name}.address"
    with (folder / f"{name}.door").open("w") as door, (folder / f"{name}.users").open("w") as users:
        fcntl.flock(door, fcntl.LOCK_EX)
        if written.exists():
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(door, fcntl.LOCK_UN)
            yield written.read_text()
            return
        with running(**settings) as address:
            written.write_text(address)
            fcntl.flock(door, fcntl.LOCK_UN)
            yield address
            fcntl.flock(door, fcntl.LOCK_EX)
            written.unlink()
            fcntl.flock(door, fcntl.LOCK_UN)
            fcntl.flock(users, fcntl.LOCK_EX)  # whoever leaves, or breaks off, lets go of it


@pytest.fixture
def new_app() -> Iterator[str]:
    """Give the address of an app that nobody has asked anything yet."""
    with running(TURBOFAN_WORKERS="1") as address:
        yield address


FEW_GAMES = "tests/browser/few_games_app.py"
"""The script of an app that has less to compute."""


@contextmanager
def running(script: str = "app.py", **settings: str) -> Iterator[str]:
    """Run the app from a script, with these variables of the environment; give its address.

    What is said of ``{port}`` in them is its own.
    """
    with serving(script, **settings) as (address, _):
        yield address


@contextmanager
def serving(
    script: str = "app.py", **settings: str
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run the app from a script; give its address, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    beside = {} if script == "app.py" else {"PYTHONPATH": str(ROOT)}
    alone = {"OMP_NUM_THREADS": "1", "TURBOFAN_WORKERS": "0"}
    told = {name: value.replace("{port}", str(port)) for name, value in settings.items()}
    environment = os.environ | alone | beside | told
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for_answer(f"{address}/_stcore/health", server)
        yield address, server
    finally:
        server.terminate()
        try:
            server.wait(START_UP)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
            raise


def wait_for_answer(address: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_UP
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:  # URLError is one, and so is a server too busy to answer
            time.sleep(0.2)
    raise RuntimeError(f"the app did not answer within {START_UP} s")


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Give the context of some options, one for all tests: what it has read once is there."""
    open_ones: dict[str, BrowserContext] = {}

    def context(**options: Any) -> BrowserContext:
        name = repr(sorted(options.items()))
        if name not in open_ones:
            open_ones[name] = browser.new_context(
                **{"viewport": DESK, "storage_state": BEEN_HERE} | options
            )
            open_ones[name].new_page()  # as long as a page is open, the next one opens faster
        return open_ones[name]

    yield context
    for one in open_ones.values():
        one.close()


@contextmanager
def _opening(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open pages of any kind; they close in the end, and none of them may have had an error."""
    problems: list[str] = []
    pages: list[Page] = []

    def watch(page: Page) -> None:
        pages.append(page)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("popup", watch)  # a browser has six lines to one address: its stream holds one

    def open_page(
        viewport: dict[str, int] = DESK, reduced_motion: Any = None, **options: Any
    ) -> Page:
        # A screen and a wish are no other context, which reads all scripts once more; but each who
        # is nobody yet has a screen of its own.
        apart = {"viewport": viewport} if "storage_state" in options else {}
        page = contexts(**apart, **options).new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(reduced_motion=reduced_motion)
        watch(page)
        page.set_default_timeout(LONG)
        return page

    yield open_page
    for page in pages:
        if not page.is_closed() and page.url.startswith("http"):
            page.evaluate("localStorage.clear()")  # what a visitor has picked is for no other test
        page.close()
    assert problems == []


@pytest.fixture
def new_page(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open pages for one test; an error on any of them fails it."""
    with _opening(contexts) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def kept_page(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open pages that the tests of a module share: each leaves them as the next one expects."""
    with _opening(contexts) as open_page:
        yield open_page


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def screen(request: pytest.FixtureRequest) -> dict[str, int]:
    size: dict[str, int] = request.param
    return size


@pytest.fixture(scope="session")
def js(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Any]]:
    """Evaluate expressions beside the board's module, called ``board``."""
    page = contexts().new_page()
    open_board(page)
    yield page.evaluate
    page.close()


class _SharedBoard:
    """A page whose board is opened anew for each test, without the page being loaded again."""

    def __init__(self, contexts: Callable[..., BrowserContext]) -> None:
        self.reply: Callable[..., bytes] = reply
        self.problems: list[str] = []
        self.page = contexts().new_page()
        self.page.set_default_timeout(LONG)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        open_board(self.page, reply=self.answer)

    def answer(self, request: dict[str, Any]) -> bytes:
        return self.reply(request)

    def open(
        self, size: dict[str, int], ground: str, reply: Callable[..., bytes], link: str | None
    ) -> Page:
        self.reply = reply
        self.page.bring_to_front()  # behind another page it is drawn once a second
        self.page.set_viewport_size(size)
        reopen_board(self.page, ground, link)
        return self.page


@pytest.fixture(scope="session")
def shared_board(contexts: Callable[..., BrowserContext]) -> Iterator[_SharedBoard]:
    board = _SharedBoard(contexts)
    yield board
    board.page.close()


@pytest.fixture
def start(
    new_page: Callable[..., Page], shared_board: _SharedBoard
) -> Iterator[Callable[..., Page]]:
    """Open a board and press Start.

    The first board of a test is opened on the page that all tests share, unless it needs options of
    its own, or ``fresh``: a page that the test spoils for others, or that is not loaded yet.
    """
    shared_board.problems.clear()
    taken = False

    def run(
        reply: Callable[..., bytes] = reply,
        pressed: bool = True,
        ground: str = "#f4f2ec",
        link: str | None = None,
        fresh: bool = False,
        viewport: dict[str, int] = DESK,
        **options: object,
    ) -> Page:
        nonlocal taken
        if taken or fresh or options:
            page = new_page(viewport=viewport, **options)
            open_board(page, ground, reply, link)
        else:
            taken = True
            page = shared_board.open(viewport, ground, reply, link)
        if pressed:
            page.click(START)
        return page

    yield run
    if taken:
        shared_board.page.evaluate("window.cleanup()")  # it plays no longer
    assert shared_board.problems == []
