"""A speaker, a wall, a moderator and two phones play a whole audience."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import sound
from tests.browser.harness import LONG, PHONE
from tests.browser.rooms import PAINTED, SMALLEST, WALL, flight, smallest_type

pytestmark = pytest.mark.browser
BIG = {"width": 1920, "height": 1080}

WATCHES = """() => new MutationObserver(() => {
  if (!document.querySelector("#change").textContent.includes("earned")) return;
  window.shownWhenTold ??= document.querySelector("#engines-shown").innerText;
}).observe(document.querySelector("#change"), { childList: true, subtree: true })"""
"""Keeps what the engines showed when it was told what they had earned."""
TELLS = """new MutationObserver(() => {
  told.push(document.querySelector("#change")?.textContent ?? "");
}).observe(document, { childList: true, characterData: true, subtree: true })"""
WHY = (
    "Spare parts are on strike, cycles 1,080 to 1,320: A service that is ordered in this time "
    "begins 20 cycles later than usual. Engine 1: Your model has never seen a fan fail. "
    "41 cycles before, it said 125 left. Engine 3: Your model has never seen a fan fail. "
    "41 cycles before, it said 125 left."
)
"""As much as ever explains a turn."""
RICH = """() => document.querySelectorAll("#lines li").forEach((line) => {
  line.querySelector("span").textContent = "Northgate Aviation: Federated predictive";
  line.querySelector("b").textContent = "−$1,134,400";
})"""
"""The longest name that there is, and more than a million."""
DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
LAST = """async (room) => (await (await fetch(`${room}/show/state`)).json()).lives
  .map((own) => own.at(-1)).map(([start, stop]) => stop - start)"""
"""At what ages engines were serviced last, as the server tells it: all of them at the end."""


def opened(host: Page, rooms: str) -> tuple[str, Page]:
    """Open an audience as a speaker does; return its code and the presenter's screen."""
    host.add_init_script("crypto.getRandomValues = (numbers) => numbers.fill(7)")
    host.goto(f"{rooms}/rooms")
    form = host.locator("#audience")
    form.get_by_label("Decisions").fill("2")
    form.get_by_label("Seconds a vote").fill("")
    form.get_by_role("button", name="Open an audience").click()
    expect(host.locator("#counts")).to_have_text("0 are here")
    with host.expect_popup() as popup:
        host.get_by_role("link", name="Presenter's screen").click()
    wall = popup.value
    wall.set_viewport_size(WALL)
    code = host.locator("#code").inner_text()
    expect(wall.locator("#code")).to_have_text(code)
    return code, wall


def fits(wall: Page) -> None:
    """Hold that the wall shows all of it, large enough, and keeps nobody out."""
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    screen = wall.viewport_size
    assert screen is not None
    assert smallest_type(wall) >= SMALLEST * screen["height"]
    cut = """() => [...document.querySelectorAll(".stage-of *")].filter((node) =>
      node.checkVisibility() && (node.getBoundingClientRect().bottom > innerHeight + 1
        || node.getBoundingClientRect().right > innerWidth + 1))
      .map((node) => node.id || node.className)"""
    assert wall.evaluate(cut) == []
    sound(wall)


def on(host: Page, says: str, then: Page, shows: str) -> None:
    """Go on by the one button; wait until another page shows it."""
    button = host.locator("#next")
    expect(button).to_contain_text(says)
    button.click()
    expect(then.locator("body")).to_contain_text(shows, timeout=LONG)


def vote(phone: Page, option: str) -> None:
    phone.locator("#options").get_by_role("button", name=option).click()
    expect(phone.locator("#told")).to_contain_text("Counted:")


def begun(new_page: Callable[..., Page], rooms: str) -> tuple[Page, Page, list[Page], str]:
    """Begin a match of two who vote; give who hosts it, the wall, the phones, the address."""
    host = new_page(viewport=WALL, storage_state=None)
    code, wall = opened(host, rooms)
    room = f"{rooms}/rooms/{code}"
    phones = [new_page(viewport=PHONE, locale=locale) for locale in ("en-GB", "en-US")]
    for phone in phones:
        phone.goto(room)
        phone.get_by_role("button", name="Vote with us").click()
        expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    expect(wall.locator("#here")).to_have_text("2 are here")
    fits(wall)
    on(host, "Begin", wall, "Turn 1 of 2")
    expect(wall.locator("#opening")).to_contain_text("$300")  # what a factory lives on
    fits(wall)
    on(host, "Ask: How do we maintain", phones[0], "How do we maintain")
    return host, wall, phones, room


def test_an_audience_votes_and_sees_what_it_has_decided(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host, wall, phones, room = begun(new_page, rooms)
    voted(wall, phones)
    for page in (host, phones[0]):
        sound(page)
    on(host, "Close this vote now", phones[0], "Decided: Preventive")
    decided(wall, phones[1])
    guessed(host, wall, phones[0])
    flown(wall, room)


@pytest.mark.long  # its heart: the walk above; its rules: rooms/crowds and rooms/ballots
def test_a_whole_audience_plays_as_one(new_page: Callable[..., Page], rooms: str) -> None:
    host, wall, phones, room = begun(new_page, rooms)
    voted(wall, phones)
    phones[1].reload()  # what was voted is kept
    expect(phones[1].locator("#told")).to_contain_text("Counted: Preventive")
    for page in (host, *phones):
        sound(page)
    fits(wall)
    one_voter_in_two_tabs(phones[1])
    too_late(phones[1], lambda: on(host, "Close this vote now", phones[0], "Decided: Preventive"))
    decided(wall, phones[1])
    guessed(host, wall, phones[0])
    flown(wall, room)
    wall.set_viewport_size(BIG)
    wall.evaluate(DRAWN)
    fits(wall)
    wall.add_init_script(f"window.told = []; {TELLS}")
    wall.reload()
    expect(wall.locator("#change")).to_contain_text("The last 720 cycles earned")
    assert not [text for text in wall.evaluate("told") if "fly" in text]  # at once
    expect(phones[0].locator("#change")).to_contain_text("1 had guessed it", timeout=LONG)
    sound(phones[0])
    turned_away(new_page(viewport=PHONE, storage_state=None), room.removeprefix(rooms), rooms)
    wall.evaluate(WATCHES)
    moderated(host, new_page(viewport=PHONE, locale="en-GB"), phones[0], room, wall)
    expect(wall.locator("#change")).to_contain_text("You have earned", timeout=LONG)
    shown, ages = wall.evaluate("shownWhenTold"), wall.evaluate(LAST, room)
    assert all(str(age) in shown for age in ages)  # the last turn has been shown, too
    expect(wall.locator("#keys")).to_be_hidden()  # nothing comes after this
    fits(wall)
    link = phones[0].get_by_role("link", name="Take this match over")
    expect(link).to_be_visible(timeout=LONG)
    assert re.search(r"\?game=1-open-7-\d*p", str(link.get_attribute("href")))
    sound(phones[0])
    link.click()
    expect(phones[0].get_by_role("heading", name="An audience played this match.")).to_be_visible(
        timeout=LONG
    )


def voted(wall: Page, phones: list[Page]) -> None:
    """Have two phones vote: the last vote of each counts, hidden until the close."""
    vote(phones[0], "Preventive")
    vote(phones[1], "Corrective")
    vote(phones[1], "Preventive")
    expect(wall.locator("#told")).to_have_text("2 have voted")
    expect(wall.locator("#bars")).not_to_contain_text("%")


def decided(wall: Page, phone: Page) -> None:
    """Hold that a vote that has closed is told, on a wall that fits."""
    expect(phone.locator("#told")).to_contain_text("You voted: Preventive.")
    expect(wall.locator("#told")).to_have_text("Decided: Preventive, by 2 of 2 votes.")
    expect(wall.locator("#bars .won")).to_contain_text("100%")
    fits(wall)


def guessed(host: Page, wall: Page, phone: Page) -> None:
    """Have a phone guess what the turn brings, and let them see."""
    on(host, "Guess first", phone, "What will the next 720 cycles bring?")
    vote(phone, "More than")
    on(host, "Close this vote now", wall, "Now see.")


def flown(wall: Page, room: str) -> None:
    """Let the turn be flown: what it came to is told when it has been shown, and it all fits."""
    wall.bring_to_front()
    wall.evaluate(WATCHES)
    with flight(wall):
        wall.keyboard.press("ArrowRight")  # the wall of the host's own browser goes on, too
        expect(wall.locator("#engines-shown > *").first).to_be_visible(timeout=LONG)
        wall.keyboard.press("ArrowRight")  # one too many, while they fly, asks nothing
    expect(wall.locator("#change")).to_contain_text("The last 720 cycles earned", timeout=LONG)
    shown, ages = wall.evaluate("shownWhenTold"), wall.evaluate(LAST, room)
    assert len(ages) == 4
    for age in ages:  # the flight has been shown to its end before its result is told
        assert f"Service at age {age}" in shown
    wall.wait_for_function(PAINTED)
    wall.evaluate("(text) => { document.querySelector('#why').textContent = text; }", WHY)
    wall.evaluate(RICH)
    wall.evaluate(DRAWN)
    fits(wall)


def one_voter_in_two_tabs(phone: Page) -> None:
    """Vote in two tabs of one browser: each tells what counts."""
    tab = phone.context.new_page()
    tab.goto(phone.url)
    vote(tab, "Corrective")
    expect(phone.locator("#told")).to_contain_text("Counted: Corrective")
    vote(phone, "Preventive")
    expect(tab.locator("#told")).to_contain_text("Counted: Preventive")
    tab.close()


def too_late(phone: Page, closes: Callable[[], None]) -> None:
    """Have a vote arrive when its question is closed: who sent it reads that it does not count."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    phone.route("**/voter/vote", hold)
    phone.locator("#options").get_by_role("button", name="Corrective").click()
    expect(phone.locator("#told")).to_contain_text("Sending your vote")
    closes()
    held[0].continue_()
    expect(phone.locator("#late")).to_contain_text("“Corrective” came after its vote had closed")
    phone.unroute("**/voter/vote")


def turned_away(stranger: Page, room: str, rooms: str) -> None:
    """Hold that who is no moderator reads why, and finds the door, and nothing else."""
    stranger.goto(f"{rooms}{room}/host")
    expect(stranger.get_by_role("alert")).to_be_visible()
    door = stranger.get_by_role("link", name="To the door of this room")
    expect(door).to_have_attribute("href", re.compile(f"{room}$"))
    expect(stranger.get_by_role("button")).to_have_count(0)


def moderated(host: Page, other: Page, phone: Page, address: str, wall: Page) -> None:
    """Make a vote void, repeat one and end the match, from another device."""
    host.bring_to_front()
    host.get_by_role("button", name="A moderator's page on another device").click()
    expect(host.locator("#link-code svg")).to_be_visible()
    expect(host.get_by_text("opens only within this network")).to_be_visible()
    token = host.locator("#link").inner_text().partition("#")[2]
    other.goto(f"{address}/host#{token}")
    on(other, "Ask:", phone, "No, thank you")
    vote(phone, "No, thank you")
    other.get_by_role("button", name="Ask it again").click()
    expect(phone.locator("#told")).to_have_text("")
    other.get_by_role("button", name="Void this vote").click()
    expect(other.locator("#title")).to_contain_text("The vote is void")
    expect(phone.locator("#title")).to_contain_text("this vote is void")
    expect(phone.locator("#options")).to_be_hidden()
    sound(other)
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    asked: list[str] = []
    other.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    other.get_by_role("button", name="One step back").click()
    assert "thrown away" in asked[0]
    expect(other.locator("#phase")).to_have_text("Turn 2 of 2")
    other.once("dialog", lambda dialog: dialog.accept())
    wall.bring_to_front()
    other.get_by_role("button", name="End now").click()
    expect(other.locator("#phase")).to_have_text("The end", timeout=LONG)
    other.get_by_role("button", name="Lock").click()
    other.goto(address)  # who scans the code when all is over
    expect(other.get_by_role("link", name="Take this match over")).to_be_visible()
    expect(other.get_by_role("button", name="Vote with us")).to_be_hidden()
