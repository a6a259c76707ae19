"""A host, a wall, a phone and a laptop play a whole room."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from game.quiz.forms import SHORT, form
from tests.browser.accessibility import sound
from tests.browser.conftest import running
from tests.browser.harness import LONG, PHONE

pytestmark = pytest.mark.browser
WALL = {"width": 1280, "height": 720}
LAPTOP = {"width": 1366, "height": 768}
SMALLEST = 0.025  # of the wall's height


def smallest_type(page: Page) -> float:
    """Return the size of the smallest text on a page, px."""
    return float(
        page.evaluate("""() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let least = Infinity;
          while (walk.nextNode()) {
            const box = walk.currentNode.parentElement;
            const shown = walk.currentNode.data.trim() && box.checkVisibility();
            if (shown) least = Math.min(least, parseFloat(getComputedStyle(box).fontSize));
          }
          return least;
        }""")
    )


def opened(host: Page, rooms: str, free_match: bool = False, shares: bool = False) -> str:
    """Open a room without a clock and of the same seed, from the page that leads to rooms.

    Returns
    -------
    its code
    """
    host.add_init_script("crypto.getRandomValues = (numbers) => numbers.fill(7)")
    host.goto(f"{rooms}/rooms")
    sound(host)
    if free_match:
        host.get_by_label("Rules").select_option("open")
    host.get_by_label("Turns").fill("3" if shares else "2")
    if shares:
        host.get_by_text("The players' federation").click()
        host.get_by_label("Own failures train a model").check()
        host.get_by_label("Opens after turn").fill("1")
        sound(host)
    host.get_by_label("Seconds a turn").fill("")
    host.get_by_role("button", name="Open a room").click()
    expect(host.locator("#counts")).to_have_text("0 seats taken")
    return host.locator("#code").inner_text()


def step(host: Page, name: str, then: str) -> None:
    host.get_by_role("button", name=name).click()
    expect(host.locator("#phase")).to_have_text(then)


def guess(phone: Page, age: int) -> None:
    expect(phone.locator("#question")).to_contain_text("A running engine earns $300 a cycle.")
    phone.get_by_label("Cycles").fill(str(age))
    phone.get_by_role("button", name="Guess").click()
    expect(phone.locator("#guessed")).to_contain_text(str(age))


def decide(phone: Page, strategy: str) -> None:
    phone.get_by_role("radio", name=strategy).check()
    phone.get_by_role("button", name="Decide").click()
    expect(phone.locator("#decided")).to_contain_text(f"Decided: {strategy}")


def named(host: Page, wall: Page) -> None:
    """Let one name appear on the wall, and change another one."""
    host.get_by_role("button", name="Show this name").click()
    expect(wall.locator("#lines")).to_contain_text("Ada <b>")
    sound(wall)
    assert smallest_type(wall) >= SMALLEST * WALL["height"]
    host.get_by_role("button", name="Rename").first.click()
    host.get_by_label("Another name for seat 1").fill("Grace")
    host.locator("#rename").get_by_role("button", name="Rename").click()
    expect(wall.locator("#lines")).to_contain_text("Grace", timeout=LONG)


def test_a_whole_room_in_four_browsers(new_page: Callable[..., Page], rooms: str) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms, free_match=True)
    with host.expect_popup() as popup:
        host.get_by_role("link", name="Presenter view").click()
    wall = popup.value
    wall.set_viewport_size(WALL)
    expect(wall.locator("#code")).to_have_text(code)
    expect(wall.locator("#qr")).to_have_js_property("complete", True)
    screens = ((PHONE, "en-GB"), (LAPTOP, "en-US"))
    phones = [new_page(viewport=screen, locale=locale) for screen, locale in screens]
    for phone, name in zip(phones, ("", "Ada <b>"), strict=True):
        phone.goto(f"{rooms}/rooms/{code}")
        phone.get_by_label("Your name").fill(name)
        sound(phone)
        phone.get_by_role("button", name="Take a seat").click()
        expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    expect(host.locator("#counts")).to_have_text("2 seats taken")
    expect(wall.locator("#lines li")).to_have_count(2)
    assert "Ada" not in wall.inner_text("body")
    named(host, wall)

    step(host, "Begin with a guess", "Guess first")
    guess(phones[0], 120)
    step(host, "Begin turn 1", "Turn 1 of 2")
    decide(phones[0], "Preventive")
    alliance = (
        phones[1].get_by_role("group", name="Alliances invite you").get_by_role("radio").nth(1)
    )
    alliance.check()
    who_comes_late_reads_the_way_in(host, wall, code)
    phones[1].reload()  # what was answered is kept
    expect(alliance).to_be_checked()
    step(host, "Close this turn now", "Turn 2 of 2")
    for phone in phones:
        expect(phone.locator("#place")).to_contain_text("Place", timeout=LONG)
        sound(phone)
    shows_its_engines(phones[0], "Service at age")
    shows_its_engines(phones[1], "120 cycles old")
    phones[1].reload()  # the same factory
    expect(phones[1].locator("#name")).to_have_text(re.compile("Ada <b>"))
    expect(phones[1].locator("#money")).to_have_text(re.compile(r"\$"))
    joined = phones[1].get_by_role("radio", name="Federated predictive")
    expect(joined).to_be_checked()  # who joins an alliance runs its model
    phones[1].get_by_text("One engine at a time").click()
    phones[1].get_by_role("radio", name="Hold for 20 cycles").first.check()
    sound(phones[1])
    decide(phones[1], "Federated predictive")
    assert smallest_type(wall) >= SMALLEST * WALL["height"]
    sound(host)
    step(host, "Close this turn now: debrief", "Debrief")
    told = phones[0].locator("#guesses")
    expect(told).to_contain_text("120 in the middle of 1 guess", timeout=LONG)
    link = phones[0].get_by_role("link", name="Your match on the board").get_attribute("href")
    assert link is not None and "game=1-open.cy240-" in link
    ends_well(wall, phones)


def who_comes_late_reads_the_way_in(host: Page, wall: Page, code: str) -> None:
    expect(host.locator("#counts")).to_contain_text("1 has decided")
    late = wall.locator("#late")
    expect(late).to_contain_text(f"/rooms/{code}, code {code}")
    assert smallest_type(wall) >= SMALLEST * WALL["height"]
    assert late.evaluate("node => node.getBoundingClientRect().bottom <= innerHeight")
    opening = wall.locator("#opening")  # nothing has been flown: what it is about
    for told in ("how do you maintain?", "A failure", "$60,000", "Choose on your phone."):
        expect(opening).to_contain_text(told)
    for name in ("Hide the code", "Lock the room"):
        host.get_by_role("button", name=name).click()
        expect(late).to_be_hidden()
        undo = "Show the code" if name.startswith("Hide") else "Unlock the room"
        host.get_by_role("button", name=undo).click()
        expect(late).to_be_visible()


def ends_well(wall: Page, phones: list[Page]) -> None:
    """Hold that the debrief fits its screens and keeps nobody out."""
    expect(wall.locator("#debrief svg.race")).to_be_visible(timeout=LONG)
    ages = "Guessed age of service: from 120 to 120, 120 in the middle"
    expect(wall.locator("#debrief .sheet")).to_contain_text(ages)
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert smallest_type(wall) >= SMALLEST * WALL["height"]
    for page in (wall, *phones):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        sound(page)


TURN_1 = re.compile(r"Turn 1: (\d+ compressors?)?( and )?(\d+ fans?)? failed\.")
WORE_OUT = re.compile(r"Engine \d: Failed at age \d+: its (fan|compressor) wore out\.")


def test_players_share_what_their_failures_teach(new_page: Callable[..., Page], rooms: str) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms, shares=True)
    with host.expect_popup() as popup:
        host.get_by_role("link", name="Presenter view").click()
    wall = popup.value
    wall.set_viewport_size(WALL)
    phones = [new_page(viewport=PHONE, locale=locale) for locale in ("en-GB", "en-US")]
    for phone in phones:
        taken(phone, rooms, code)
    step(host, "Begin with a guess", "Guess first")
    step(host, "Begin turn 1", "Turn 1 of 3")
    shared = phones[0].locator("#shared")
    expect(shared).to_contain_text("From turn 2 on your own failures may train a common model")
    expect(phones[0].get_by_role("radio", name="Federated predictive")).to_have_count(0)
    decide(phones[1], "Preventive")
    step(host, "Close this turn now", "Turn 2 of 3")
    for page in (host, wall):
        expect(page.locator("#broke")).to_have_text(TURN_1, timeout=LONG)
    expect(phones[0].locator("#engines-shown > p")).to_contain_text(WORE_OUT, timeout=LONG)
    for phone in phones:
        join = phone.get_by_role("radio", name="Join: your failures train the common model")
        join.check()
        expect(phone.locator("#decided")).to_contain_text("Decided: you join", timeout=LONG)
        expect(phone.get_by_role("radio", name="Federated predictive")).to_be_checked()
    host.get_by_role("button", name="Let the class vote how updates are merged").click()
    median = phones[0].get_by_role("radio", name="The median")
    median.check()
    expect(phones[0].locator("#merge ~ #shared")).to_be_visible()  # the vote stands above it
    expect(wall.locator("#learned")).to_contain_text("1 of 2 have voted", timeout=LONG)
    phones[0].reload()  # what was said is kept
    expect(phones[0].get_by_role("radio", name="Join:")).to_be_checked()
    expect(median).to_be_checked()
    for page in (phones[0], host, wall):
        sound(page)
    step(host, "Close this turn now", "Turn 3 of 3")
    expect(shared).to_contain_text("It was trained in 1 of 2 factories", timeout=LONG)
    expect(shared).to_contain_text("against a model of your own")
    expect(shared).to_contain_text("at the end of turn 2", timeout=LONG)
    expect(phones[0].get_by_role("radio", name="Stay in")).to_be_checked()
    expect(wall.locator("#learned")).to_contain_text("2 factories learn together")
    expect(wall.locator("#learned")).to_contain_text("merged by the median")
    expect(wall.locator("#learned .vote")).to_contain_text("The vote of turn 2: The average 0")
    expect(wall.locator("#learned .round line")).to_have_count(1)
    expect(wall.locator("#learned")).to_contain_text(
        "Of those who were there, 1 has had no failure to give", timeout=LONG
    )
    for page in (*phones, host, wall):
        sound(page)
    assert smallest_type(wall) >= SMALLEST * WALL["height"]
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    below = "document.querySelector('#learned').getBoundingClientRect().bottom <= innerHeight"
    assert wall.evaluate(below)
    step(host, "Close this turn now: debrief", "Debrief")
    expect(phones[0].get_by_role("heading", name="Debrief")).to_be_visible()
    expect(phones[0].get_by_role("link", name="Your match on the board")).to_be_hidden()
    led_through_the_debrief(host, wall, phones)


SCREENS = (
    ("Everybody's money", "ended with"),
    ("Where the money went", "An average factory lost"),
    ("The same decisions on the same engines", "decisions alone earn"),
    ("Decisions against the best possible", "the class reached"),
    ("How much was luck", "of what sets the factories apart was luck"),
    ("With and without the federation", "Without the federation an average factory"),
    ("Who helped the others", "failures"),
    ("Blind spots", "failed of a fault their model had never seen"),
)


def led_through_the_debrief(host: Page, wall: Page, phones: list[Page]) -> None:
    """Hold that each screen is guessed first where it asks, shown then, and keeps nobody out."""
    expect(host.locator("#debrief .sheet")).to_have_count(len(SCREENS), timeout=LONG)
    for number, (title, sentence) in enumerate(SCREENS):
        led(host, wall, phones, number, title)
        shown = wall.locator("#debrief .sheet")
        expect(wall.locator("#phase")).to_have_text(title)
        expect(shown).to_contain_text(sentence, timeout=LONG)
        expect(phones[1].locator("#debrief .sheet").first).to_contain_text(sentence, timeout=LONG)
        sound(wall)
        assert smallest_type(wall) >= SMALLEST * WALL["height"]
        assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(host.get_by_role("button", name="This is the end")).to_be_disabled()
    for page in (host, *phones):
        expect(page.locator("#debrief .sheet")).to_have_count(len(SCREENS))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        sound(page)
    host.emulate_media(media="print")
    expect(host.locator("#people")).to_be_hidden()
    expect(host.locator("#debrief .sheet").last).to_be_visible()
    host.emulate_media(media="screen")


def led(host: Page, wall: Page, phones: list[Page], number: int, title: str) -> None:
    """Lead on to a screen; where it asks, one phone guesses before."""
    if number == 0:
        return
    ask = host.get_by_role("button", name=f"Ask: {title}")
    show = host.get_by_role("button", name=f"Show: {title}")
    expect(ask.or_(show)).to_be_visible()
    if ask.is_visible():
        ask.click()
        expect(wall.locator("#phase")).to_contain_text("Guess first")
        phones[0].locator("#debrief").get_by_role("radio").first.check()
        expect(phones[0].locator("#debrief")).to_contain_text("Guessed.")
        expect(wall.locator("#debrief")).to_contain_text("1 of 2 have guessed")
        for page in (wall, phones[0]):
            sound(page)
    show.click()


PAINTED = """() => {
  const fans = [...document.querySelectorAll(".engines .fan canvas")];
  const colours = (canvas) => new Set(new Uint32Array(
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
  return fans.length === 4 && fans.every((canvas) => colours(canvas) > 9);
}"""


def shows_its_engines(phone: Page, then: str) -> None:
    """Wait until a seat has shown the turn that is over on the board's instruments."""
    phone.bring_to_front()
    expect(phone.locator("#happened")).to_contain_text("Cycles 0 to 120:", timeout=LONG)
    phone.wait_for_function(PAINTED)
    for engine in range(4):
        expect(phone.locator(".engines li").nth(engine)).to_contain_text(then)


def taken(phone: Page, rooms: str, code: str, name: str = "") -> tuple[str, str]:
    """Take a seat; return the name and the PIN that the page shows."""
    phone.goto(f"{rooms}/rooms/{code}")
    phone.get_by_label("Your name").fill(name)
    phone.get_by_role("button", name="Take a seat").click()
    expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    return phone.locator("#name").inner_text(), phone.locator("#pin").inner_text()


def test_name_and_pin_lead_to_the_same_factory_on_another_device(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms)
    first, other = (new_page(viewport=PHONE, locale=one) for one in ("en-GB", "en-US"))
    name, pin = taken(first, rooms, code)
    taken(other, rooms, code, "Its Earlier Seat")
    other.goto(f"{rooms}/rooms/{code}")
    other.get_by_text("I have a seat already").click()
    back = other.get_by_role("button", name="Come back")
    for typed, said in (("", "four digits"), ("12", "four digits")):
        other.get_by_label("PIN").fill(typed)
        back.click()
        expect(other.get_by_role("alert")).to_contain_text(said)
        expect(other.get_by_role("alert")).to_be_in_viewport()
    other.get_by_label("Name, as").fill(name)
    other.get_by_label("PIN").fill(pin.partition(":")[2])  # as it is copied, with a blank
    back.click()
    expect(other).to_have_url(f"{rooms}/rooms/{code}/1")
    expect(other.locator("#name")).to_have_text(name)
    expect(other.locator("#pin")).to_have_text(pin)
    first.reload()
    expect(first.get_by_role("alert")).to_contain_text("no place here")
    first.get_by_role("link", name="To the door of this room").click()
    expect(first).to_have_url(f"{rooms}/rooms/{code}")


def test_a_phone_shows_no_pin_that_the_host_has_replaced(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms)
    phone, other = (new_page(viewport=PHONE, locale=one) for one in ("en-GB", "en-US"))
    name, pin = taken(phone, rooms, code)
    expect(phone.locator("#pin")).to_have_text(pin)
    host.get_by_role("button", name="New PIN").click()
    given = re.compile(r"comes back with the PIN (\d{4})")
    expect(host.locator("#pinned")).to_contain_text(given)
    new = given.search(host.locator("#pinned").inner_text())
    assert new is not None
    expect(host.locator("tr", has_text=name).locator("#pinned")).to_be_focused()
    told = "The host has given this seat a new PIN"
    expect(phone.get_by_role("alert")).to_contain_text(told, timeout=LONG)
    expect(phone.get_by_role("link", name="To the door of this room")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("alert")).to_contain_text(told)
    other.goto(f"{rooms}/rooms/{code}")
    other.get_by_text("I have a seat already").click()
    other.get_by_label("Name, as").fill(name)
    other.get_by_label("PIN").fill(new[1])
    other.get_by_role("button", name="Come back").click()
    expect(other.locator("#pin")).to_contain_text(new[1])
    other.reload()
    expect(other.locator("#pin")).to_contain_text(new[1])


def test_one_browser_keeps_its_seats_apart_and_shows_one_in_two_tabs(
    new_page: Callable[..., Page], rooms: str
) -> None:
    hosts = [new_page(viewport=WALL, storage_state=None) for _ in range(2)]
    codes = [opened(host, rooms) for host in hosts]
    tabs = [new_page(viewport=PHONE, locale="en-GB") for _ in range(2)]
    name, pin = taken(tabs[0], rooms, codes[0], "Ada")
    tabs[1].goto(f"{rooms}/rooms/{codes[0]}")  # the link once more takes no second seat
    expect(tabs[1].get_by_role("button", name="Take a seat")).to_be_hidden()
    sound(tabs[1])
    tabs[1].get_by_role("link", name="Back to your factory, Ada").click()
    expect(tabs[1].locator("#pin")).to_have_text(pin)
    for text, then in (("Begin with a guess", "Guess first"), ("Begin turn 1", "Turn 1 of 2")):
        step(hosts[0], text, then)
    decide(tabs[1], "Preventive")
    expect(tabs[0].locator("#decided")).to_contain_text("Decided: Preventive")
    expect(hosts[0].locator("#counts")).to_have_text("1 seat taken · 1 has decided")
    taken(tabs[1], rooms, codes[1], "Bob")  # another room knows nothing of the first
    expect(tabs[1].locator("#name")).to_contain_text("Bob")
    tabs[0].reload()
    expect(tabs[0].locator("#name")).to_have_text(name)
    expect(tabs[0].locator("#pin")).to_have_text(pin)


PLAYERS = 8  # more than the streams that a browser opens to one address


def test_eight_test_players_live_in_one_browser(new_page: Callable[..., Page], rooms: str) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    opened(host, rooms)
    tabs = []
    for _ in range(PLAYERS):
        with host.expect_popup() as popup:
            host.get_by_role("button", name="Add a test player").click()
        tabs.append(popup.value)
        expect(popup.value.get_by_role("heading", name="You are in")).to_be_visible(timeout=LONG)
    step(host, "Begin with a guess", "Guess first")
    step(host, "Begin turn 1", "Turn 1 of 2")
    for tab in tabs:
        tab.bring_to_front()
        expect(tab.locator("#phase")).to_have_text("Turn 1 of 2")
        decide(tab, "Preventive")
    host.bring_to_front()
    expect(host.locator("#counts")).to_have_text("8 seats taken · 8 have decided")


def sees(page: Page, on: bool) -> None:
    """Have somebody look at a page, or at another window."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        not on,
    )


ROOMS = 7  # more than the lines of a browser to one address
OPEN = """() => fetch(`${document.body.dataset.root}/open`, { method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ rules: "default", seed: 7, turns: 2, seconds: null }) })
  .then((answer) => answer.json()).then(({ code }) => code)"""


def test_pages_that_nobody_sees_let_go_of_their_stream(
    new_page: Callable[..., Page], rooms: str
) -> None:
    consoles: list[Page] = []
    door = new_page(viewport=WALL, storage_state=None)
    door.goto(f"{rooms}/rooms")
    for _ in range(ROOMS):
        if consoles:
            sees(consoles[-1], on=False)
        code = door.evaluate(OPEN)
        consoles.append(door.context.new_page())
        with consoles[-1].expect_request("**/events"):
            consoles[-1].goto(f"{rooms}/rooms/{code}/host")
        step(consoles[-1], "Begin with a guess", "Guess first")  # arrives at once
    first, held = (
        consoles[0],
        "localStorage.getItem(`rooms-${location.pathname.split('/')[2]}-stream`)",
    )
    assert first.evaluate(held) is None
    sees(consoles[-1], on=False)
    with first.expect_request("**/events", timeout=LONG):
        sees(first, on=True)
    step(first, "Begin turn 1", "Turn 1 of 2")


def test_a_page_without_a_stream_asks_by_itself(new_page: Callable[..., Page], rooms: str) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms)
    phone = new_page(viewport=PHONE, locale="en-GB")
    phone.route("**/events", lambda route: route.abort())  # as some proxies do
    taken(phone, rooms, code)
    step(host, "Begin with a guess", "Guess first")
    expect(phone.get_by_role("heading", name="Guess first")).to_be_visible(timeout=LONG)


def test_what_is_decided_without_a_network_is_sent_when_it_is_back(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms)
    phone = new_page(viewport=PHONE, locale="en-GB")
    taken(phone, rooms, code)
    for text, then in (("Begin with a guess", "Guess first"), ("Begin turn 1", "Turn 1 of 2")):
        step(host, text, then)
    expect(phone.locator("#phase")).to_have_text("Turn 1 of 2", timeout=LONG)
    phone.context.set_offline(True)
    phone.get_by_role("radio", name="Preventive").check()
    phone.get_by_role("button", name="Decide").click()
    expect(phone.get_by_role("alert")).to_contain_text("The server does not answer")
    expect(phone.locator("#decided")).to_contain_text("Sending what you decided")
    expect(host.locator("#counts")).to_have_text("1 seat taken · 0 have decided")
    phone.context.set_offline(False)
    expect(phone.locator("#decided")).to_contain_text("Decided: Preventive", timeout=LONG)
    expect(host.locator("#counts")).to_have_text("1 seat taken · 1 has decided", timeout=LONG)
    phone.route("**/engines.js", lambda route: route.abort(), times=1)  # the network goes just then
    step(host, "Close this turn now", "Turn 2 of 2")
    expect(phone.locator("#phase")).to_have_text("Turn 2 of 2", timeout=LONG)
    expect(phone.locator("#engines-shown > *").first).to_be_visible(timeout=LONG)  # all is loaded
    phone.context.set_offline(True)
    phone.get_by_role("radio", name="Corrective").check()
    phone.get_by_role("button", name="Decide").click()
    step(host, "Close this turn now", "Debrief")
    phone.context.set_offline(False)
    too_late = "Turn 2 is over: the last decision before it goes on."
    expect(phone.get_by_role("alert")).to_have_text(too_late, timeout=LONG)
    leads_to_no_seat_of_the_class_before(host, phone)


def leads_to_no_seat_of_the_class_before(host: Page, phone: Page) -> None:
    """Begin anew: who sat here comes to the door as anybody does."""
    host.once("dialog", lambda dialog: dialog.accept())
    host.get_by_role("button", name="Begin anew").click()
    expect(host.locator("#phase")).to_have_text("Lobby")
    expect(phone.get_by_role("alert")).to_contain_text("no place here", timeout=LONG)
    phone.get_by_role("link", name="To the door").click()
    phone.get_by_role("button", name="Take a seat").click()
    expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    host.get_by_role("button", name="New PIN").click()
    expect(host.locator("#pinned")).to_contain_text(re.compile(r"the PIN \d{4}"))
    host.get_by_text("Delete this room").first.click()
    host.get_by_label("Write its code").fill("WRONG1")
    host.get_by_role("button", name="Delete this room").click()
    expect(host.get_by_role("alert")).to_contain_text("you wrote WRONG1")
    expect(host.get_by_role("alert")).to_be_in_viewport()


ASLEEP = 60  # s, really: longer than a server waits with its signs of life and than a seat is here


@pytest.mark.long
def test_a_phone_that_has_slept_shows_the_same_factory_where_the_room_stands_now(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms)
    phone = new_page(viewport=PHONE, locale="en-GB")
    taken(phone, rooms, code, "Ada")
    host.get_by_role("button", name="Show this name").click()
    for text, then in (("Begin with a guess", "Guess first"), ("Begin turn 1", "Turn 1 of 2")):
        step(host, text, then)
    expect(phone.locator("#phase")).to_have_text("Turn 1 of 2", timeout=LONG)
    decide(phone, "Preventive")
    sleep = phone.context.new_cdp_session(phone)
    sleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    phone.context.set_offline(True)
    host.bring_to_front()
    time.sleep(ASLEEP / 2)
    step(host, "Close this turn now", "Turn 2 of 2")
    time.sleep(ASLEEP / 2)
    phone.context.set_offline(False)
    sleep.send("Page.setWebLifecycleState", {"state": "active"})
    phone.bring_to_front()
    expect(phone.locator("#phase")).to_have_text("Turn 2 of 2", timeout=LONG)
    expect(phone.locator("#name")).to_contain_text("Ada")
    expect(phone.locator("#money")).to_have_text(re.compile(r"\$"), timeout=LONG)
    expect(phone.get_by_role("radio", name="Preventive")).to_be_checked()  # it goes on
    decide(phone, "Corrective")
    expect(host.locator("#counts")).to_have_text("1 seat taken · 1 has decided", timeout=LONG)
    expect(host.locator("#people")).to_contain_text("here", timeout=LONG)


def test_a_rooms_file_is_read_in_the_browser(
    new_page: Callable[..., Page], rooms: str, tmp_path: Path
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms)
    taken(new_page(viewport=PHONE, locale="en-GB"), rooms, code)
    for name, then in (
        ("Begin with a guess", "Guess first"), ("Begin turn 1", "Turn 1 of 2"),
        ("Close this turn now", "Turn 2 of 2"), ("Close this turn now: debrief", "Debrief"),
    ):  # fmt: skip
        step(host, name, then)
    expect(host.locator("#people .figure")).to_have_text(re.compile(r"\$"), timeout=LONG)
    with host.expect_download() as download:
        host.get_by_role("link", name="Everything (JSON)").click()
    file = tmp_path / "room.json"
    download.value.save_as(file)
    host.goto(f"{rooms}/rooms/")
    host.get_by_text("Look at a room's file").click()
    host.get_by_label("A room as JSON").set_input_files(file)
    expect(host.locator("#seats tbody tr")).to_have_count(1)
    sound(host)
    report = host.get_by_role("link", name="Report").get_attribute("href")
    assert report is not None and "report?game=1-default.cy500-" in report
    other = tmp_path / "other.json"
    other.write_text("[]")
    host.get_by_label("A room as JSON").set_input_files(other)
    expect(host.get_by_role("alert")).to_contain_text("This is no room's file")


@pytest.fixture
def public_address(tmp_path: Path) -> Iterator[str]:
    """Give the address of an app that shows phones an address of its own."""
    kept = f"sqlite:///{tmp_path / 'rooms.sqlite'}"
    with running(DATABASE_URL=kept, PUBLIC_URL="http://localhost:{port}") as address:
        yield address


def test_a_host_tries_the_address_on_a_phone_before_the_class_comes(
    new_page: Callable[..., Page], public_address: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    host.clock.install()
    code = opened(host, public_address)
    public = public_address.replace("127.0.0.1", "localhost")
    told, why = host.locator("#reached"), host.locator("#why")
    expect(told).to_have_text("Try it on a phone before the class comes.")
    try_it = host.get_by_role("button", name="Try it on a phone")
    try_it.click()
    expect(told).to_contain_text("Waiting for a phone")
    expect(why).to_contain_text(f"PUBLIC_URL is {public}, which leads every phone to itself")
    host.get_by_role("button", name="Back to the class's code").click()
    expect(why).to_be_hidden()
    found = {"address": "http://192.0.2.1:8501", "answers": True, "alone": False, "public": False}
    host.route("**/host/reach", lambda route: route.fulfill(json=found))
    try_it.click()
    expect(host.locator("#address")).to_have_text(f"{public}/rooms/{code}/try")
    expect(why).to_be_hidden()
    host.clock.fast_forward(16_000)
    expect(why).to_contain_text("keeps port 8501 closed")
    sound(host)
    phone = new_page(viewport=PHONE, locale="en-GB")
    phone.goto(host.locator("#address").inner_text())
    expect(phone.get_by_role("status")).to_contain_text("this phone has reached the room")
    sound(phone)
    expect(told).to_have_text(f"A phone has reached {public}.", timeout=LONG)
    expect(why).to_be_hidden()
    expect(host.locator("#address")).to_have_text(f"{public}/rooms/{code}")
    expect(host.locator("#counts")).to_have_text("0 seats taken")


def test_teach_leads_to_the_rooms(page: Page, rooms: str) -> None:
    page.goto(f"{rooms}/teach")
    page.get_by_role("link", name="Open a room, or go into one").click()
    expect(page.get_by_role("heading", name="Rooms")).to_be_visible(timeout=LONG)


def answer_all(phone: Page, options: list[int]) -> None:
    """Answer the questions that are open, and wait until all are kept."""
    for place, option in enumerate(options):
        phone.locator(f"#sheet fieldset:nth-of-type({place + 1}) input").nth(option).check()
    expect(phone.locator("#sheet")).to_contain_text("All answered", timeout=LONG)


def predicts(host: Page, phone: Page) -> None:
    """Let one of two predict, and hold that what all predicted folds when it is put away."""
    host.get_by_role("button", name="Predict").click()
    phone.locator("#sheet input").first.check()
    expect(host.locator("#asked")).to_contain_text("1 of 2 have answered", timeout=LONG)
    host.get_by_role("button", name="Close: Predict").click()
    polled = phone.locator("#sheet .counted")
    expect(polled).to_be_visible()
    host.get_by_role("button", name="Put away: Predict").click()
    expect(polled).to_be_hidden()
    phone.get_by_text("What the class predicted").click()
    expect(polled).to_be_visible()


def test_a_class_answers_before_and_after_and_sees_what_it_has_learned(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms)
    with host.expect_popup() as popup:
        host.get_by_role("link", name="Presenter view").click()
    wall = popup.value
    wall.set_viewport_size(WALL)
    phones = [new_page(viewport=PHONE, locale=locale) for locale in ("en-GB", "en-US")]
    for phone in phones:
        taken(phone, rooms, code)
    after = form("B", 7, SHORT)
    predicts(host, phones[0])
    for sheet, marks in (("before", [0] * 5), ("after", list(after.key))):
        host.get_by_role("button", name=f"Questions {sheet}").click()
        expect(wall.locator("#quiz")).to_contain_text("0 of 2 have answered everything")
        phones[0].locator(f"input[name=mark-{sheet}-4]").first.check()
        expect(phones[0].locator("#sheet")).to_contain_text("4 questions left blank")
        blank = "1 has left questions blank: a blank counts as wrong"
        expect(host.locator("#asked")).to_contain_text(blank, timeout=LONG)
        for phone in phones:
            answer_all(phone, marks)
        expect(host.locator("#asked")).to_contain_text("2 of 2 have answered", timeout=LONG)
        phones[0].reload()  # what was answered is kept
        expect(phones[0].locator("#sheet input:checked")).to_have_count(5)
        sound(phones[0])
        assert phones[0].evaluate("document.documentElement.scrollWidth <= innerWidth")
        host.get_by_role("button", name=f"Close: Questions {sheet}").click()
    expect(phones[1].locator("#sheet")).to_contain_text("Right after: 5 of 5")
    phones[1].get_by_text("The right answers, and why").click()
    expect(phones[1].locator("#sheet")).to_contain_text(after.questions[0].why)
    expect(wall.locator("#quiz")).to_contain_text("100% has been learned. 2 people answered both")
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert wall.evaluate("document.querySelector('#quiz').scrollHeight <= innerHeight")
    host.get_by_role("button", name="One sentence").click()
    phones[0].get_by_label("One sentence").fill("ask what an <b>hour</b> is worth")
    phones[0].get_by_role("button", name="Hand in").click()
    expect(phones[0].locator("#handed")).to_contain_text("Handed in: ask what an <b>hour</b>")
    shows = host.get_by_role("button", name="Show it on the wall")
    expect(shows).to_be_visible(timeout=LONG)
    assert "worth" not in wall.inner_text("body")
    shows.click()
    expect(wall.locator(".quotes")).to_have_text("ask what an <b>hour</b> is worth", timeout=LONG)
    for page in (host, wall, *phones):
        sound(page)
    assert smallest_type(wall) >= SMALLEST * WALL["height"]
    host.get_by_role("button", name="Close: One sentence").click()
    host.get_by_role("button", name="Put away: One sentence").click()
    expect(wall.locator("#code")).to_be_visible()


def test_an_answer_that_comes_late_does_not_take_back_what_is_new(page: Page, rooms: str) -> None:
    opened(page, rooms)
    page.evaluate("""() => {
      const real = window.fetch;
      const told = document.documentElement.dataset;
      let seen = 0;
      window.fetch = async (...asked) => {
        const answer = await real(...asked);
        const late = !told.held && String(asked[0]).endsWith("host/state");
        if (late) {
          told.held = 1;
          await new Promise((goes) => setTimeout(goes, 1500));
        }
        if (String(asked[0]).endsWith("host/state")) {
          const read = answer.json.bind(answer);
          answer.json = async () => {
            const values = await read();
            setTimeout(() => {
              told.seen = ++seen; // when it has been painted
              if (late) told.late = 1;
            });
            return values;
          };
        }
        return answer;
      };
      dispatchEvent(new Event("focus"));
    }""")
    expect(page.locator("html[data-held]")).to_be_attached()  # as of the lobby
    step(page, "Begin with a guess", "Guess first")
    late_and_next = page.locator("html[data-late]:not([data-seen='1'])")
    expect(late_and_next).to_be_attached(timeout=LONG)
    expect(page.locator("#phase")).to_have_text("Guess first", timeout=1)


def test_one_press_opens_a_prepared_room_that_says_what_to_do(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    host.goto(f"{rooms}/rooms")
    host.get_by_role("button", name="The saboteur").click()
    lesson, green = host.locator("#parts"), host.locator("button.main:visible")
    expect(lesson).to_contain_text("Minute 0 to 4: Come in, five questions")
    sound(host)
    host.get_by_text("All 45 minutes").click()
    for sheet, name, then in (
        ("Questions before", "Begin with a guess", "Guess first"),
        ("Predict", "Begin turn 1", "Turn 1 of 8"),
    ):
        for text in (sheet, f"Close: {sheet}"):
            expect(green).to_have_text([text])
            box = green.bounding_box()
            assert box is not None and box["y"] + box["height"] < WALL["height"]
            green.click()
        expect(green).to_have_text([name])
        step(host, name, then)
    host.get_by_role("button", name="Let the clock stand").click()
    expect(host.locator("#phase")).to_have_text("Turn 1 of 8, the clock stands")
    expect(green).to_have_text(["Let the clock run"])
    expect(host.locator("#time")).to_be_hidden()
    expect(lesson.locator("details")).to_have_attribute("open", "")  # what was opened stays so
    expect(lesson.locator(".own")).to_contain_text("Four turns alone")
    host.get_by_role("button", name="Let the clock run").click()
    expect(host.locator("#time")).to_have_text(re.compile("1:"))
    sound(host)
    for turn in range(2, 6):
        step(host, "Close this turn now", f"Turn {turn} of 8" + ", the clock stands" * (turn == 5))
    host.get_by_role("button", name="Let the clock run").click()
    expect(green).to_have_text(["Close this turn now"])
    step(host, "Close this turn now", "Turn 6 of 8")  # the poison has been seen
    expect(green).to_have_text(["Let the class vote how updates are merged"])
    box = green.bounding_box()
    assert box is not None and box["y"] + box["height"] < WALL["height"]
    green.click()
    expect(green).to_have_text(["Close this turn now"])
    expect(host.get_by_role("button", name="Take the vote back")).to_be_visible()
