"""Serve the board to a real browser without Streamlit, with the game's own answers."""

import base64
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Error, Page, expect

from game.api import judge_chapter
from game.live.asides import aside
from game.live.payload import encode
from game.live.requests import answer
from game.rules.report import factory_names
from game.views.play.board import read_script, read_style
from tests.payload import decode

ROOT = Path(__file__).parents[2]
BOARD = ROOT / "game" / "views" / "play" / "board"
ORIGIN = "http://board.test"
BOARD_ROOT = "document.querySelector('#host').shadowRoot"
START = ".sheet .go[data-ref=start]"
SESSION = "turbofanTycoon.session"
READY = "window.ready && turbofanTycoon.session.game"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LONG = 90_000  # ms; these machines may be busy
SEED = 7  # of a match for which nobody asks for another
RIVALS = factory_names(SEED, 4)[1:]
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",  # what a page has compiled the next one need not
]


def reply(request):
    """Answer what the board asks as the app does, a new match with the same engines each time."""
    new = request.get("new")
    if new and new["seed"] is None:
        request = request | {"new": new | {"seed": SEED}}
    feed = answer(request)
    return encode(feed.header, feed.sections)


def tell(request, at_end=False):
    """Add to an answer what the app adds to it; nothing after a refusal."""
    more = aside(answer(request), at_end)
    return b"" if more is None else encode(more.header, more.sections)


def judge(link):
    """Tell what a chapter that has ended comes to, as the app does; nothing of any other match."""
    verdict = judge_chapter(link)
    return b"" if verdict is None else encode({"judged": {"link": link, **verdict.to_json()}}, {})


def engine(slot):
    """Return the lifetime of a slot's first engine, cycles, and its sensors, (16, lifetime)."""
    message = reply({"n": 0, "new": {"scenario": "classic", "seed": SEED}})
    _, sections = decode(message)
    rows = {(row[0], row[1]): row[2:] for row in sections["engines"].tolist()}
    lifetime, first = rows[slot, 0]
    values = sections["sensors"].ravel()[first : first + 16 * lifetime]
    return lifetime, values.reshape(16, lifetime)


def open_board(
    page, ground="#f4f2ec", reply=reply, link=None, data=None, at=None, flown=False, mine=False
):
    """Open the harness on a Playwright page; ``reply`` answers what the board asks.

    ``link`` is the match in the address, ``data`` what the page hands over beside its key, ``at``
    the cycle at which the address wants the clock, ``flown`` whether it says that somebody flew it,
    ``mine`` that the visitor did.
    """
    parts = {
        "html": (BOARD / "board.html").read_text("utf-8"),
        "style": read_style(),
        "script": [
            read_script(),
            *((BOARD / name).read_text("utf-8") for name in ("channel.js", "feed.js")),
        ],
        "data": data or {},
    }

    def serve(route):
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path == "/":
            route.fulfill(path=ROOT / "tests" / "browser" / "harness.html")
        elif path == "/parts.json":
            route.fulfill(body=json.dumps(parts), content_type="application/json")
        elif path.startswith("/static/"):
            route.fulfill(path=ROOT / path.removeprefix("/"))
        else:
            route.fulfill(status=404)

    page.route(f"{ORIGIN}/**", serve)
    page.expose_function(
        "ask", lambda text: base64.b64encode(reply(json.loads(text))).decode("ascii")
    )
    page.expose_function(
        "tell",
        lambda text, at_end=False: base64.b64encode(tell(json.loads(text), at_end)).decode("ascii"),
    )
    page.expose_function("judge", lambda link: base64.b64encode(judge(link)).decode("ascii"))
    wish = ("" if at is None else f"&anew=1&at={at}") + ("&flown=1" if flown else "")
    wish += "&anew=1&mine=1" if mine else ""
    page.goto(f"{ORIGIN}/?{_query(ground, link)}{wish}")
    page.wait_for_function(READY)


def reopen_board(page, ground="#f4f2ec", link=None):
    """Open another board on a page that has had one: as good as new, in a fraction of the time."""
    page.mouse.move(0, 0)
    page.evaluate("(query) => void reopenBoard(query)", _query(ground, link))
    page.wait_for_function(READY)


def _query(ground, link):
    return urlencode({"ground": ground} | ({} if link is None else {"game": link}))


def on_ground(page, ground):
    """Give the page around the board another colour, as a change of theme does."""
    page.evaluate("(ground) => paintGround(ground)", ground)


AHEAD = 30  # s; no clock stops in the past, and on a busy machine a page is asked late


@contextmanager
def standing_clock(page: Page) -> Iterator[None]:
    """Have a page's clock, which is installed, move only by hand; what waits for it goes on then.

    It goes on after a failure, too: axe-core waits on a page for ever whose clock stands.
    """
    page.clock.pause_at(float(page.evaluate("Date.now()")) / 1000 + AHEAD)
    try:
        yield
    finally:
        page.clock.resume()


def jump(page, cycle):
    """Let the clock reach a cycle, whatever has to be asked for on the way, and stand there."""
    page.evaluate(
        """async (cycle) => {
            const session = turbofanTycoon.session;
            const host = document.querySelector("#host").shadowRoot;
            const play = host.querySelector("[data-ref=play]");
            const { speed, stops } = session;
            session.speed = 0; // an answer drops the hold, and the next frame would go too far
            session.stops = false; // letters wait at the edge
            if (!session.playing) play.click();
            while (Math.floor(session.clock) < cycle && session.sheet === null) {
                session.hold = cycle;
                session.clock = Math.min(cycle, session.game.until, session.game.end?.cycle ?? 1e9);
                await nextFrame();
            }
            if (session.playing) play.click();
            session.speed = speed;
            await drawn();
            Object.assign(session, { stops, hold: Infinity });
        }""",
        cycle,
    )


def pass_time(page, goal):
    """Let a match that is played on any page reach a cycle at once, or the unlock of a strategy.

    What has to be asked for on the way is asked for; the end of the match stops it.
    """
    page.wait_for_function(
        """(goal) => {
            const { session } = globalThis.turbofanTycoon;
            const { game } = session;
            session.stops = false; // letters wait at the edge
            if (session.waiting || session.seek !== null) return false;
            const cycle = typeof goal === "number" ? goal : game.unlocks[goal] ?? Infinity;
            const end = session.keep ? Infinity : game.end?.cycle ?? Infinity;
            session.clock = Math.max(session.clock, Math.min(cycle, game.until, end));
            return session.clock >= Math.min(cycle, end);
        }""",
        arg=goal,
        timeout=LONG,
    )


def age(page, milliseconds):
    """Let what stands on a page have stood there for longer: what has to wait has waited."""
    page.evaluate(
        """(milliseconds) => {
            const now = performance.now.bind(performance);
            performance.now = () => now() + milliseconds;
        }""",
        milliseconds,
    )


def not_sideways(page):
    """Wait until a page is no wider than its screen: charts follow a new width a moment later."""
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=LONG)


def drawn(page):
    """Wait until a board whose clock stands has its answer and shows it."""
    page.evaluate("drawn()")


def frames_pass(page, count=20):
    """Let a board that may do nothing have the time to do it."""
    page.evaluate("async (count) => { while (count--) await nextFrame(); }", count)


def settled(page):
    """Wait for the answer, for the clock to be where it was sent, and until both are shown."""
    page.wait_for_function(f"!{SESSION}.waiting && {SESSION}.seek === null")
    frames_pass(page, 2)


def closed(page):
    """Wait until the board knows that its sheet is closed: until then it takes no key."""
    page.wait_for_function(f"{SESSION}.sheet === null")


def take(page, cycle, key):
    """Take a decision by its key at a cycle."""
    jump(page, cycle)
    page.keyboard.press(key)
    settled(page)
    drawn(page)


def scrub(page, cycle):
    """Go back to a cycle by the timeline."""
    ref(page, "timeline").fill(str(cycle))
    page.wait_for_function(f"{SESSION}.clock === {cycle}")
    drawn(page)


def ref(page, name):
    return page.locator(f"[data-ref={name}]")


def visit(page, name):
    """Go to a page of the app by its link, in the menu where the screen is narrow."""
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    page.locator(".st-key-pages").get_by_role("link", name=name, exact=True).click()


def launch(playwright):
    """Start Chromium: the one on the PATH, else Playwright's own; a loud skip if there is none.

    The shell for tests draws the same for two thirds of the processor time.
    """
    on_path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    try:
        return playwright.chromium.launch(executable_path=on_path, args=CHROMIUM_ARGUMENTS)
    except Error as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(
            "no Chromium: install it (Debian: apt-get install chromium-headless-shell) or run "
            f"`.venv/bin/playwright install chromium` ({error.message.splitlines()[0]})"
        )


def unfold(page: Page) -> None:
    """Open what is folded on a page of words that is at rest."""
    folded = page.locator(".st-key-page details:not([open]) > summary")
    while left := folded.count():
        folded.first.click()
        expect(folded).to_have_count(left - 1)


def rgb(colour: str) -> str:
    """Write a colour of the theme as a browser does."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"
