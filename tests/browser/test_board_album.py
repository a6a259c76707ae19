"""What a browser keeps of challenges, insights and bests, whatever may have been written there."""

import base64
import json
from datetime import date

import pytest

from game.campaign.chapters import ALL
from game.live.payload import encode
from game.views.play.weighing import album
from tests.browser.accessibility import violations
from tests.browser.harness import ORIGIN, SESSION, jump, open_board, ref

pytestmark = pytest.mark.browser

TODAY = date(2026, 12, 24)
CATALOGUE = album(TODAY)
KEY = "turbofan-tycoon-record"
SPOILT = [
    None, 7, "x", [], {"days": 3}, {"days": {"2026-12-01": [9, 1]}}, {"days": {"x": [1, 1]}},
    {"bests": {"<img src=x>": [1, 1]}}, {"bests": {"open": [1, -1]}}, {"found": [1, "<b>"]},
    {"found": {"a": 1}}, {"chapters": {"chapter1": 4}}, {"chapters": [1, 2]},
]  # fmt: skip
EMPTY = {"chapters": {}, "days": {}, "bests": {}, "found": []}


def weighed(**values):
    told = {
        "link": "", "scenario": "open", "seed": 7, "stars": 2, "share": 81, "found": ["regret"],
        "settled": True, "day": "2026-12-24", "text": "Turbofan Tycoon 2026-12-24",
    }  # fmt: skip
    return told | values


def deliver(page, told):
    """Hand the board a message, as the feed does."""
    message = base64.b64encode(encode({"weighed": told}, {})).decode()
    page.evaluate(
        """(text) => turbofanTycoon.deliver(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))""",
        message,
    )


def kept(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))


def test_a_spoilt_record_is_an_empty_one(js):
    albums = js("(all) => all.map((one) => board.albumOf(one ?? {}))", SPOILT)
    assert albums == [EMPTY] * len(SPOILT)


def test_the_better_of_two_albums_is_kept(js):
    one = {"chapters": {"a": 1}, "days": {"2026-12-01": [2, 80]}, "bests": {"open": [70, 1]}}
    other = {"chapters": {"a": 3}, "days": {"2026-12-01": [1, 60]}, "bests": {"open": [90, 2]}}
    both = js(
        "([one, other]) => board.together(board.albumOf(one), board.albumOf(other))",
        [{**one, "found": ["x"]}, {**other, "found": ["x", "y"]}],
    )
    assert both == {
        "chapters": {"a": 3}, "days": {"2026-12-01": [2, 80]}, "bests": {"open": [90, 2]},
        "found": ["x", "y"],
    }  # fmt: skip


def test_the_record_stays_small_and_forgets_the_oldest_days(js):
    days = {f"20{year}-{month:02}-{day:02}": [3, 100]
            for year in (26, 27) for month in range(1, 13) for day in range(1, 29)}  # fmt: skip
    record = {"chapters": {f"chapter{n}": 3 for n in range(1, 8)}, "sound": True, "days": days}
    small = js("(record) => board.fitted(record)", record)
    assert len(json.dumps(small, separators=(",", ":"))) <= js("() => board.MOST_BYTES") == 2048
    assert small["chapters"] == record["chapters"] and small["sound"] and small["v"] == 1
    assert len(small["days"]) > 40 and list(small["days"])[-1] == "2027-12-28"
    assert js("(record) => board.fitted(record)", {"sound": True}) == {"sound": True, "v": 1}


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "7", "{}", '{"game":"turbofan-tycoon"}', "x" * 30_000,
     '{"game":"turbofan-tycoon","version":2}', '{"game":"<img src=x>","version":1}'],
)  # fmt: skip
def test_a_bad_file_is_one_sentence_and_loses_nothing(js, text):
    problem, before, after = js(
        """(text) => {
            localStorage.setItem("turbofan-tycoon-record", '{"days":{"2026-12-01":[2,80]}}');
            const before = localStorage.getItem("turbofan-tycoon-record");
            const problem = board.takeAlbum(text);
            return [problem, before, localStorage.getItem("turbofan-tycoon-record")];
        }""",
        text,
    )
    assert problem == "This file holds no record of ours: choose one that was exported here."
    assert before == after


def test_what_is_exported_is_taken_in_again(js):
    here = js(
        """() => {
            localStorage.setItem("turbofan-tycoon-record", '{"sound":true}');
            board.noteWeighed({ link: "", scenario: "open", seed: 7, stars: 2, share: 81,
              found: ["regret"], day: "2026-12-24", text: null });
            const text = board.writeAlbum();
            localStorage.setItem("turbofan-tycoon-record", '{"sound":true}');
            return [board.takeAlbum(text), board.record()];
        }"""
    )
    assert here == [
        None,
        {"sound": True, "v": 1, "chapters": {}, "days": {"2026-12-24": [2, 81]},
         "bests": {"open": [81, 7]}, "found": ["regret"]},
    ]  # fmt: skip


def test_a_match_that_ends_is_weighed_shown_and_kept(page):
    open_board(page, data={"album": CATALOGUE})
    page.evaluate("localStorage.clear()")
    daily = ref(page, "startSheet").get_by_role("navigation", name="Challenge of the day")
    assert "Challenge of 24 December 2026" in daily.inner_text()
    ref(page, "start").click()
    jump(page, 9_000)
    sheet = ref(page, "finishSheet")
    sheet.wait_for(state="visible")
    assert "being weighed" in ref(page, "weighed").inner_text()
    link = page.evaluate(f"{SESSION}.game.link")
    deliver(page, weighed(link=link, share=79, settled=False))
    words = ref(page, "weighed").inner_text()
    assert "first estimate" in words and "79%" in words
    assert not page.evaluate(f"localStorage.getItem('{KEY}')") or kept(page).get("days", {}) == {}
    deliver(page, weighed(link=link))
    words = ref(page, "weighed").inner_text()
    assert "your decisions were worth 81% of the best known" in words
    assert "Nothing to regret" in words and "for the first time" in words
    assert kept(page)["days"] == {"2026-12-24": [2, 81]}
    assert violations(page, "light") == []
    sheet.get_by_role("button", name="Your record").click()
    record = ref(page, "wordSheet")
    assert record.get_by_role("listitem").filter(has_text="2 of 3 stars").count() == 1
    assert "81% of the best known, engines of seed 7" in record.inner_text()
    assert "Insights: 1 of 12" in record.inner_text()
    assert violations(page, "light") == []
    deliver(page, weighed(link="1-other-7", share=99))
    assert kept(page)["bests"] == {"open": [81, 7]}, "another match's is not for this sheet"
    page.goto(f"{ORIGIN}/?game={link}&back=1")  # our own way back, from the report say
    sheet.wait_for(state="visible")
    deliver(page, weighed(link=link))
    assert "your decisions were worth 81%" in ref(page, "weighed").inner_text()


@pytest.mark.parametrize(
    ("link", "way", "own"),
    [
        ("1-classic.cy400-7", "Start", True),
        ("1-classic.cy400-7-0p90", "Take over", False),
        ("1-classic.cy400-7-0p90", "Watch it", False),
    ],
)
def test_only_what_one_has_decided_oneself_is_weighed(page, link, way, own):
    open_board(page, link=link, data={"album": CATALOGUE})
    page.get_by_role("dialog").get_by_role("button", name=way).click()
    jump(page, 400)
    ref(page, "finishSheet").wait_for(state="visible")
    assert page.evaluate(f"{SESSION}.game.link") == link, "nothing was decided"
    assert ref(page, "weighed").is_visible() == own
    assert ("mine=1" in ref(page, "report").get_attribute("href")) == own
    page.goto(f"{ORIGIN}/?game={link}&back=1")
    ref(page, "finishSheet").wait_for(state="visible")
    assert ref(page, "weighed").is_visible() == own


def test_a_chapter_that_is_watched_waits_for_no_weighing_and_leads_to_the_chapters(page):
    link = "1-chapter1-210-150s0"
    chapters = [chapter.to_json() for chapter in ALL]
    open_board(page, link=link, mine=True, data={"album": CATALOGUE, "chapters": chapters})
    greeted = page.get_by_role("dialog", name="You played this match.")
    greeted.get_by_role("button", name="Watch it").click()
    jump(page, 1_100)
    sheet = ref(page, "finishSheet")
    sheet.wait_for(state="visible")
    assert ref(page, "weighed").is_hidden(), "its stars were told when it was played"
    sheet.get_by_role("button", name="Chapters").click()
    menu = ref(page, "startSheet").get_by_role("navigation", name="Chapters")
    assert menu.is_visible() and sheet.is_hidden()
