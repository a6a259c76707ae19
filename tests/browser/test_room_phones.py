"""Phones of a room: they come back, sleep, lose their network, and share one browser."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import sound
from tests.browser.harness import LONG, PHONE
from tests.browser.rooms import WALL, decide, opened, step, taken

pytestmark = pytest.mark.browser


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
    expect(host.locator("tr", has_text=name)).to_contain_text("away")  # at once
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


PLAYERS = 7  # more than the streams that a browser opens to one address


@pytest.mark.long  # each is a seat of its own: ``test_one_browser_keeps_its_seats_apart``
def test_seven_test_players_live_in_one_browser(new_page: Callable[..., Page], rooms: str) -> None:
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
    expect(host.locator("#counts")).to_have_text(f"{PLAYERS} seats taken · {PLAYERS} have decided")


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
    phone = new_page(viewport=PHONE, locale="en-GB", reduced_motion="reduce")
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
    taken(new_page(viewport=PHONE, locale="en-GB", reduced_motion="reduce"), rooms, code)
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
    assert report is not None and "report?room=1&game=1-default.cy500-" in report
    other = tmp_path / "other.json"
    other.write_text("[]")
    host.get_by_label("A room as JSON").set_input_files(other)
    expect(host.get_by_role("alert")).to_contain_text("This is no room's file")
