"""An audience on the real server: a thousand voters, ten votes, a wall, visitors beside them.

``python -m benchmarks ballot``: programs come in and vote as phones do, ``VOTERS`` of them (1,000),
while ``VISITORS`` (10) play in Streamlit, served by the same process. A browser shows the
presenter's screen, and a line asks beside it for what it is told. From a vote to the wall: votes
of a ballot in the order in which they were confirmed, each until the wall shows so many. Then,
without visitors, the server is killed between two votes and within two, and begun again.
"""

import asyncio
import gzip
import http.client
import json
import os
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ViewportSize, sync_playwright

from benchmarks.crowds._lines import Line
from benchmarks.crowds.rooms import DATABASE, begun, free_port, visited
from benchmarks.speed._waits import longest_of
from benchmarks.speed.latency import spent_by
from game.rooms.crowds.voters import Vote, Voters
from game.rooms.storage import Store
from tests.browser.harness import launch

VOTERS = int(os.environ.get("VOTERS", "1000"))
VISITORS = int(os.environ.get("VISITORS", "10"))
VOTES, KILLED = 10, 4
SECONDS, THINK = 8, 6.0  # of a vote, and the longest thought in it
QUIET = 25.0  # s for which visitors play before there is an audience
PATIENCE = 120  # s
PLAN = {"rules": "open", "seed": 7, "turns": 6, "turn_cycles": 240, "audience": True}


@dataclass
class Wall:
    """The presenter's screen, and what it has shown when."""

    shown: dict[int, list[tuple[float, int]]] = field(default_factory=dict)
    """Of each ballot: (s, votes in its distribution)."""

    async def look(self, port: int, code: str, token: str) -> None:
        """Follow the stream, and ask for what is to be shown whenever it says so."""
        line = Line(port, token)
        while True:
            try:
                async for _ in line.news(f"{code}/show/events"):
                    ballot = (await line.ask(f"{code}/show/state"))["ballot"]
                    if ballot is not None and ballot["votes"] is not None:
                        told = time.monotonic(), sum(ballot["votes"])
                        self.shown.setdefault(ballot["number"], []).append(told)
            except (OSError, RuntimeError, asyncio.IncompleteReadError):
                pass
            await asyncio.sleep(0.5)

    def waits(self, votes: Sequence[Vote]) -> list[float]:
        """Return how long votes took to the wall, s."""
        waits = []
        for ballot, shown in self.shown.items():
            own = sorted(
                (one for one in votes if one.ballot == ballot), key=lambda one: one.confirmed
            )
            for rank, vote in enumerate(own, 1):
                seen = next((when for when, count in shown if count >= rank), None)
                waits.append(float("inf") if seen is None else seen - vote.sent)
        return waits


WALL: ViewportSize = {"width": 1280, "height": 720}
WATCHES = """addEventListener("DOMContentLoaded", () => {
  window.shown = [];
  const told = document.querySelector("#told");
  new MutationObserver(() => requestAnimationFrame(() => {
    const count = Number(told.textContent.replace(/[^0-9]/g, ""));
    const ballot = Number(document.querySelector("#bars").dataset.of);
    if (count) window.shown.push([ballot, count, Date.now() / 1000]);
  })).observe(told, { childList: true, characterData: true, subtree: true });
});"""


class Screen(Wall):
    """The presenter's screen itself, in a browser: how many votes it has drawn when."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._stop, self._stands = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._show)

    def __enter__(self) -> "Screen":
        self._thread.start()
        self._stands.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _show(self) -> None:
        since = time.time() - time.monotonic()
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport=WALL, reduced_motion="reduce")
            page.add_init_script(WATCHES)
            page.goto(self._address)
            self._stands.set()
            while not self._stop.is_set():
                page.wait_for_timeout(200)
            for ballot, count, when in page.evaluate("window.shown"):
                self.shown.setdefault(int(ballot), []).append((when - since, int(count)))
            browser.close()


class Host:
    """Who leads the audience."""

    def __init__(self, port: int) -> None:
        self.line, self.code, self.show = Line(port), "", ""

    async def open(self) -> None:
        opened = await self.line.ask("open", PLAN | {"seconds": SECONDS})
        self.code, self.line.token, self.show = opened["code"], opened["host"], opened["show"]
        await self.say("set", {"what": "shown", "on": True})

    async def seen(self) -> dict[str, Any]:
        seen: dict[str, Any] = await self._insist(lambda: self.line.ask(f"{self.code}/host/state"))
        return seen

    async def say(self, verb: str, values: dict[str, Any]) -> None:
        await self._insist(lambda: self.line.ask(f"{self.code}/host/{verb}", values))

    @staticmethod
    async def _insist(ask: Callable[[], Awaitable[Any]]) -> Any:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await ask()
                except (OSError, asyncio.IncompleteReadError):
                    await asyncio.sleep(0.2)

    async def ready(self) -> dict[str, Any]:
        while not (seen := await self.seen())["ready"]:
            await asyncio.sleep(0.1)
        return seen

    async def ask(self) -> int:
        """Ask the next question, of decisions and guesses in turn; return the ballot's number."""
        seen = await self.ready()
        if seen["stage"] in ("lobby", "guessed"):
            await self.say("step", {"position": seen["position"]})
            seen = await self.ready()
        guesses = seen["stage"] == "decided"
        wanted = next(one for one in seen["questions"] if (one["kind"] == "guess") is guesses)
        await self.say("ask", {"kind": wanted["kind"], "about": wanted["about"]})
        return int((await self.seen())["ballot"]["number"])

    async def closed(self, number: int) -> None:
        """Wait until a ballot has closed by its clock."""
        while True:
            ballot = (await self.seen())["ballot"]
            if ballot is not None and ballot["number"] == number and ballot["closed"]:
                return
            await asyncio.sleep(0.25)


def rows() -> list[tuple[str, str]]:
    """Return what this machine held."""
    return [*asyncio.run(_measured()), *asyncio.run(_killed())]


async def _measured() -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        url = DATABASE or f"sqlite:///{folder}/rooms.sqlite"
        port = free_port()
        server = await begun(port, url, VISITORS)
        try:
            async with visited(port, VISITORS):
                alone = await _worked(server.pid, asyncio.sleep(QUIET))
                host, wall = Host(port), Wall()
                await host.open()
                voters = Voters(f"http://127.0.0.1:{port}", host.code, VOTERS, THINK)
                tasks = [
                    asyncio.create_task(voters.play()),
                    asyncio.create_task(wall.look(port, host.code, host.show)),
                ]
                came = time.monotonic()
                await _until(lambda: voters.tally.told >= VOTERS)
                came = time.monotonic() - came
                weight = await asyncio.to_thread(_weight, port, host.code)
                show = f"http://127.0.0.1:{port}/rooms/{host.code}/show#{host.show}"
                with Screen(show) as screen:
                    voting = await _worked(server.pid, _votes(host, VOTES))
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            server.kill()
            server.wait()
        tally = voters.tally
        lost = _lost(url, host.code, tally.confirmed)
    confirmed = [one.confirmed - one.sent for one in tally.confirmed]
    return [
        (f"{VOTERS} voters have come in", f"{came:.1f} s"),
        (f"votes confirmed of {VOTES} ballots", f"{len(confirmed)}, {tally.refused} came too late"),
        ("a vote is confirmed", _told(confirmed)),
        ("the wall has been told of a vote", _told(wall.waits(tally.confirmed))),
        ("a vote is drawn on the presenter's screen", _told(screen.waits(tally.confirmed))),
        ("confirmed votes that are not in the store", str(lost)),
        (f"process that serves, with its store, {VISITORS} visitors alone", f"{100 * alone:.0f}%"),
        ("the same with the votes", f"{100 * voting:.0f}% of one core"),
        ("what the votes cost it", f"{100 * (voting - alone):.0f}% of one core"),
        ("the voter's page with all its requests", f"{weight / 1000:.1f} kB"),
    ]


async def _votes(host: Host, count: int) -> None:
    for _ in range(count):
        await host.closed(await host.ask())


async def _killed() -> list[tuple[str, str]]:
    """Kill the server between votes and within them; return what was lost."""
    with tempfile.TemporaryDirectory() as folder:
        url = DATABASE or f"sqlite:///{folder}/rooms.sqlite"
        port = free_port()
        server = await begun(port, url, 0)
        host = Host(port)
        await host.open()
        voters = Voters(f"http://127.0.0.1:{port}", host.code, VOTERS, THINK)
        task = asyncio.create_task(voters.play())
        try:
            await _until(lambda: voters.tally.told >= VOTERS)
            for number in range(KILLED):
                within = number % 2 == 1
                if number and not within:
                    server = await _again(server, port, url)
                ballot = await host.ask()
                if within:
                    await asyncio.sleep(SECONDS / 2)
                    server = await _again(server, port, url)
                await host.closed(ballot)
            counted = await host.seen()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            server.kill()
            server.wait()
        tally = voters.tally
        lost = _lost(url, host.code, tally.confirmed)
        last = counted["ballot"]
        own = Counter(one.what for one in tally.confirmed if one.ballot == last["number"])
        held = all(count >= own[option] for option, count in enumerate(last["votes"]))
    return [
        (f"{KILLED} ballots, killed between and within", f"{len(tally.confirmed)} votes confirmed"),
        ("came too late, having waited for the server", str(tally.refused)),
        ("confirmed votes that are not in the store", str(lost)),
        ("the last distribution holds all that was confirmed", "yes" if held else "no"),
    ]


async def _again(server: Any, port: int, url: str) -> Any:
    server.kill()
    server.wait()
    return await begun(port, url, 0)


async def _worked(server: int, work: Awaitable[Any]) -> float:
    """Return the share of a core that a process took while something was done."""
    spent, begun_at = spent_by(server), time.monotonic()
    await work
    return (spent_by(server) - spent) / (time.monotonic() - begun_at)


def _lost(url: str, code: str, confirmed: Sequence[Vote]) -> int:
    store = Store(url)
    try:
        kept = {
            (row.body["voter"], row.body["ballot"], row.body["what"])
            for row in store.rows(code)
            if row.kind == "voted"
        }
    finally:
        store.close()
    return sum((one.voter, one.ballot, one.what) not in kept for one in confirmed)


def _weight(port: int, code: str) -> int:
    """Return the bytes of a voter's page with all that it asks for, compressed."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    home = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/json"}
    seen: set[str] = set()
    total = 0

    def get(path: str, **headers: str) -> str:
        nonlocal total
        asked = {"Accept-Encoding": "gzip"} | headers
        method, body = ("POST", "{}") if "Origin" in headers else ("GET", None)
        line.request(method, f"/rooms/{path}", body, asked)
        answer = line.getresponse()
        said = answer.read()
        total += len(said)
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(said) if packed else said).decode()

    page = get(code)
    waiting = re.findall(r"static/\w+/[\w.]+", page)
    folder = waiting[0].rpartition("/")[0]
    while waiting:
        if (path := waiting.pop()) not in seen:
            seen.add(path)
            waiting += [f"{folder}/{name}" for name in re.findall(r'from "\./([\w.]+)"', get(path))]
    token = json.loads(get(f"{code}/join", **home))["token"]
    get(f"{code}/voter/state", Cookie=f"tt-room={token}")
    line.close()
    return total


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.05)


def _told(waits: list[float]) -> str:
    middle, late, last = (1000 * longest_of(waits, share) for share in (0.5, 0.95, 1.0))
    return f"{middle:.0f} ms (median), {late:.0f} ms (p95), {last:.0f} ms (last)"
