"""A host, a wall, a phone and a laptop play a whole room."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from game.quiz.forms import SHORT, form
from tests.browser.accessibility import sound, violations
from tests.browser.harness import LONG, PHONE
from tests.browser.rooms import (
    PAINTED,
    SMALLEST,
    WALL,
    decide,
    flight,
    guess,
    opened,
    smallest_type,
    step,
    taken,
)

pytestmark = pytest.mark.browser
LAPTOP = {"width": 1366, "height": 768}


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


@pytest.mark.long  # a whole room is played below, where players share; a free match in rooms/web
def test_a_whole_room_in_four_browsers(new_page: Callable[..., Page], rooms: str) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    code = opened(host, rooms, free_match=True)
    with host.expect_popup() as popup:
        host.get_by_role("link", name="Presenter view").click()
    wall = popup.value
    wall.set_viewport_size(WALL)
    expect(wall.locator("#code")).to_have_text(code)
    expect(wall.locator("#qr")).to_have_js_property("complete", True)
    phones = [
        new_page(viewport=PHONE, locale="en-GB"),
        new_page(viewport=LAPTOP, locale="en-US", reduced_motion="reduce"),
    ]
    for phone, name in zip(phones, ("", "Ada <b>"), strict=True):
        phone.goto(f"{rooms}/rooms/{code}")
        phone.get_by_label("Your name").fill(name)
        if phone is phones[0]:
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
    they_fly(host, phones)
    sound(phones[0])
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


def they_fly(host: Page, phones: list[Page]) -> None:
    """Close a turn: it is told when it has been shown, at once to who wishes for no motion."""
    phones[0].bring_to_front()
    with flight(phones[0]):
        step(host, "Close this turn now", "Turn 2 of 2")
        expect(phones[0].locator("#engines-shown > *").first).to_be_visible(timeout=LONG)
        assert "Cycles 0" not in phones[0].inner_text("#engines-shown")
    for phone in phones:
        expect(phone.locator("#place")).to_contain_text("Place", timeout=LONG)
    shows_its_engines(phones[0], "Service at age")
    shows_its_engines(phones[1], "120 cycles old")


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
    for page in (wall, phones[1]):
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
    phones = [
        new_page(viewport=PHONE, locale=locale, reduced_motion="reduce")  # flights: the room above
        for locale in ("en-GB", "en-US")
    ]
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
    for page in (phones[0], host):
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
    sound(wall)
    for page, part in ((phones[0], "#shared"), (host, "#federation")):  # what is new on them
        assert violations(page, "light", inside=part) == []
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
    ("Decision quality", "the class reached"),
    ("How much was luck", "of what sets the factories apart was luck"),
    ("With and without the federation", "Without the federation an average factory"),
    ("Who helped the others", "failures"),
    ("Blind spots", "failed without a sign, of a fault their model had never seen"),
)
ASKS_FIRST = "How much was luck"


def led_through_the_debrief(host: Page, wall: Page, phones: list[Page]) -> None:
    """Hold that each screen is guessed first where it asks, shown then, and keeps nobody out."""
    expect(host.locator("#debrief .sheet")).to_have_count(len(SCREENS), timeout=LONG)
    for number, (title, sentence) in enumerate(SCREENS):
        led(host, wall, phones, number, title)
        shown = wall.locator("#debrief .sheet")
        expect(wall.locator("#phase")).to_have_text(title)
        expect(shown).to_contain_text(sentence, timeout=LONG)
        expect(phones[1].locator("#debrief .sheet").first).to_contain_text(sentence, timeout=LONG)
        if number == 0:  # the host's page shows all these pictures in the end, and is looked at
            sound(wall)
        assert smallest_type(wall) >= SMALLEST * WALL["height"]
        assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(host.get_by_role("button", name="This is the end")).to_be_disabled()
    for page in (host, *phones):
        expect(page.locator("#debrief .sheet")).to_have_count(len(SCREENS))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for page in (host, phones[0]):
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
        if title == ASKS_FIRST:  # what others ask differs in its words alone
            for page in (wall, phones[0]):
                sound(page)
    show.click()


def shows_its_engines(phone: Page, then: str) -> None:
    """Wait until a seat has shown the turn that is over on the board's instruments."""
    phone.bring_to_front()
    expect(phone.locator("#happened")).to_contain_text("Cycles 0 to 120:", timeout=LONG)
    phone.wait_for_function(PAINTED)
    for engine in range(4):
        expect(phone.locator(".engines li").nth(engine)).to_contain_text(then)


def test_a_host_tries_the_address_on_a_phone_before_the_class_comes(
    new_page: Callable[..., Page], rooms: str
) -> None:
    host = new_page(viewport=WALL, storage_state=None)
    host.clock.install()
    code = opened(host, rooms)
    told, why = host.locator("#reached"), host.locator("#why")
    expect(told).to_have_text("Try it on a phone before the class comes.")
    try_it = host.get_by_role("button", name="Try it on a phone")
    try_it.click()
    expect(told).to_contain_text("Waiting for a phone")
    expect(why).to_contain_text(f"PUBLIC_URL is {rooms}, which leads every phone to itself")
    host.get_by_role("button", name="Back to the class's code").click()
    expect(why).to_be_hidden()
    found = {"address": "http://192.0.2.1:8501", "answers": True, "alone": False, "public": False}
    host.route("**/host/reach", lambda route: route.fulfill(json=found))
    try_it.click()
    expect(host.locator("#address")).to_have_text(f"{rooms}/rooms/{code}/try")
    expect(why).to_be_hidden()
    host.clock.fast_forward(16_000)
    expect(why).to_contain_text("keeps port 8501 closed")
    sound(host)
    phone = new_page(viewport=PHONE, locale="en-GB")
    phone.goto(host.locator("#address").inner_text())
    expect(phone.get_by_role("status")).to_contain_text("this phone has reached the room")
    sound(phone)
    expect(told).to_have_text(f"A phone has reached {rooms}.", timeout=LONG)
    expect(why).to_be_hidden()
    expect(host.locator("#address")).to_have_text(f"{rooms}/rooms/{code}")
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
        if sheet == "before":
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
