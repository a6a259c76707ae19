"""The lab in the running app while ten others play: from a moved lever to its rounds on screen."""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from benchmarks.speed.latency import PORT, running_app
from tests.browser.harness import launch

PLAYERS, PACE = 10, 6.0  # s between two decisions of a player
LABS = 5
ROUND = "Number(document.body.textContent.match(/After round (\\d+) /)?.[1])"
LEARNED = f"() => {ROUND} === 20"
# The page's own clock, s: from the key that moves a lever to the frame that shows a round.
CLOCK = f"""() => new Promise((done) => addEventListener("keydown", ({{ key }}) => {{
  if (key !== "Enter") return;
  const start = performance.now();
  const since = () => (performance.now() - start) / 1000;
  let first = null;
  const look = () => {{
    const round = {ROUND};
    if (round < 20) first ??= since();
    if (first !== null && round === 20) done([first, since()]);
    else requestAnimationFrame(look);
  }};
  look();
}}, {{ capture: true, once: true }}))"""


def rows() -> list[tuple[str, str]]:
    """Measure labs of 80 factories, 4 failures each and 20 rounds, from the lever to the screen."""
    with running_app() as (address, _), sync_playwright() as playwright:
        page = launch(playwright).new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/lab?lab=lab.fa80")
        page.wait_for_function(LEARNED, timeout=120_000)
        _unfold(page)
        told = []
        for words, players in (("alone", 0), (f"while {PLAYERS} play", PLAYERS)):
            with _players(players):
                for lever, first, step in (("Seed", 10, 1), ("Learning rate", 0.005, 0.0001)):
                    engines = "other engines" if lever == "Seed" else "the same engines"
                    busy = os.getloadavg()[0]
                    waits = [
                        _watch(page, lever, f"{first + step * (players + number + 1):g}")
                        for number in range(LABS)  # no lab twice: it would be known
                    ]
                    told += _told(f"{words}, {engines}", waits, busy)
        return told


def _told(words: str, waits: list[tuple[float, float]], busy: float) -> list[tuple[str, str]]:
    return [
        (
            f"lever to {label} on screen, {words}",
            f"{statistics.median(times):.2f} s median, {max(times):.2f} worst of {len(times)}; "
            f"load {busy:.1f}",
        )
        for label, times in zip(("first round", "last"), zip(*waits, strict=True), strict=True)
    ]


def _unfold(page: Page) -> None:
    """Open what levers stand in."""
    folds = page.locator("details:not([open]) > summary")
    for at in reversed(range(folds.count())):  # the first one would take the second one's place
        folds.nth(at).click()


def _watch(page: Page, lever: str, value: str) -> tuple[float, float]:
    """Move a lever: seconds to the first and to the last round."""
    page.wait_for_timeout(7_000)  # what a factory gains is computed
    page.evaluate(f"() => {{ window.waits = ({CLOCK})() }}")
    _move(page, lever, value)
    first, last = page.evaluate("() => window.waits")
    return first, last


def _move(page: Page, lever: str, value: str) -> None:
    box = page.get_by_label(lever, exact=True)
    box.fill(value)
    box.press("Enter")


@contextmanager
def _players(count: int) -> Iterator[None]:
    """Let some others open a match and take decisions in it, each at its own pace."""
    over = Event()
    threads = [Thread(target=_play, args=(one, over), daemon=True) for one in range(count)]
    for thread in threads:
        thread.start()
    if count:
        time.sleep(PACE)
    yield
    over.set()
    for thread in threads:
        thread.join()


def _play(number: int, over: Event) -> None:
    """Replay a match of one's own with one decision more each time, as a board asks for it."""
    over.wait(PACE * number / PLAYERS)
    turn = 0
    while not over.is_set():
        turn += 1
        ladder = "pl" * 20
        taken = [f"{60 * (at + 1)}{ladder[at]}" for at in range(turn % 20)]
        _ask("-".join(["1", "default", str(1_000 * number + turn // 20), *taken]))
        over.wait(PACE)


def _ask(link: str) -> None:
    """Open a session on a match and wait until all of it has come."""
    with connect(
        f"ws://127.0.0.1:{PORT}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    ) as line:
        message = BackMsg()
        message.rerun_script.query_string = urlencode({"game": link})
        line.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(line.recv(timeout=60))
            if told.WhichOneof("type") == "script_finished":
                return
