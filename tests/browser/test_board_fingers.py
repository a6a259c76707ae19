"""The board under a finger, and a pointer that rests: what answers, and what stays in sight."""

import random

import pytest

from game.campaign.chapters import ALL
from tests.browser.harness import BOARD_ROOT, PHONE, SESSION, jump, open_board, ref, settled

pytestmark = pytest.mark.browser

FINGER = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def test_what_a_finger_presses_is_44_pixels_high(start):
    page = start(link="1-open-7", **FINGER)
    page.keyboard.press("3")
    settled(page)
    jump(page, 60)
    ref(page, "moreMatch").click()
    small = page.evaluate(
        f"""[...{BOARD_ROOT}.querySelectorAll("button, a, input:not([type=checkbox]), .tick")]
            .map((node) => [node, node.getBoundingClientRect(), getComputedStyle(node, "::after")])
            .filter(([node, box]) => box.width > 0 && !node.closest(".standing"))
            .map(([node, box, after]) => [node.dataset.ref ?? node.className, Math.max(box.height,
                after.content === "none" ? 0 : parseFloat(after.height))])
            .filter(([, height]) => height < 43.9)"""
    )
    assert small == []
    rows = page.locator(".standing li").all()
    assert min(row.bounding_box()["height"] for row in rows) > 43.9
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_a_pointer_that_rests_after_a_click_opens_no_tip(start):
    page = start(link="1-open-7")
    undo = ref(page, "play").bounding_box()
    x, y = undo["x"] + 20, undo["y"] + 10
    page.mouse.click(x, y)
    place = f"""() => {{
        const name = {BOARD_ROOT}.querySelector(".standing .name");
        Object.assign(name.style, {{ position: "fixed", inset: "{y - 9}px auto auto {x - 9}px",
            width: "40px", height: "20px", zIndex: 9 }});
        for (let node = name.parentElement; node; node = node.parentElement) {{
            Object.assign(node.style, {{ contain: "none", transform: "none", zIndex: 9 }});
        }}
    }}"""
    page.evaluate(place)  # as rows do that change places
    over = f"""{BOARD_ROOT}.elementFromPoint({x}, {y})?.closest(".name") !== null"""
    page.wait_for_function(over)
    told = "new PointerEvent('pointerover', { bubbles: true, composed: true, pointerType: 'mouse', "
    told += f"clientX: {x}, clientY: {y} }})"
    page.evaluate(f"{BOARD_ROOT}.querySelector('.standing .name').dispatchEvent({told})")
    assert ref(page, "bubble").is_hidden()
    page.mouse.move(x + 4, y + 2)
    ref(page, "bubble").wait_for(state="visible")


def test_a_tip_lies_above_what_stands_at_the_edge(start):
    page = start(link="1-open-7", **FINGER)
    page.keyboard.press("3")
    settled(page)
    jump(page, 60)
    page.evaluate(
        f"""() => {{
            const root = {BOARD_ROOT};
            const edge = root.querySelector(".transport").getBoundingClientRect().top;
            const tip = root.querySelectorAll(".tile .words .tip")[1].getBoundingClientRect();
            scrollBy({{ top: tip.bottom - edge + 70, behavior: "instant" }});
        }}"""
    )
    page.locator(".tile .words .tip").nth(1).focus()
    bubble, clock = ref(page, "bubble"), page.locator(".transport").bounding_box()
    bubble.wait_for(state="visible")
    page.evaluate("scrollBy(0, 0)")
    box = bubble.bounding_box()
    assert box["y"] + box["height"] <= clock["y"]


def test_words_of_a_graph_stand_beside_its_lines_wherever_there_is_room(js):
    rng = random.Random(5)
    for _ in range(60):
        slope, width = rng.uniform(-0.6, -0.1), rng.uniform(20, 80)
        points = [[x, 40 + slope * (x - 100)] for x in range(165)]
        places = [{"at": at, "base": base} for base in (14, 10, 24, 37) for at in (85, 60, 0)]
        values = [places, points, width]
        got = js("([p, q, w]) => board.freeRoom(p, q, [], w, 12.5)", values)

        def meets(place, width=width, points=points):
            inside = (x for x in points if place["at"] <= x[0] <= place["at"] + width)
            return any(place["base"] - 10 < y < place["base"] + 3 for _, y in inside)

        assert got in places
        assert not meets(got) or all(
            meets({"at": one["at"] - 4, "base": one["base"]}, width + 8) for one in places
        )


def test_the_last_card_leaves_the_bars_that_it_speaks_of_in_sight(new_page):
    page = new_page(reduced_motion="reduce", **FINGER)
    bare = {"pace": [[0, 1000]], "rest": 1000, "beats": [], "shows": ["lives", "log"]}
    rows = [one.to_json() | bare for one in ALL]
    open_board(page, link=ALL[0].link(), data={"chapters": rows})
    page.evaluate("window.telling = true")
    page.wait_for_function(f"{SESSION}.stage?.judged")
    box, card = page.locator(".lives .age").bounding_box(), page.locator(".stage").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= card["y"]
    words, line = page.evaluate(
        f"""() => {{
            const age = {BOARD_ROOT}.querySelector(".lives .age");
            const range = document.createRange();
            range.selectNodeContents(age);
            const box = age.getBoundingClientRect();
            const at = parseFloat(age.style.getPropertyValue("--at")) / 100;
            return [range.getBoundingClientRect().left, box.left + at * box.width];
        }}"""
    )
    assert 0 <= words - line <= 12
