"""Where things stand on the board: labels that make room, and a screen that holds it all."""

import random
from itertools import pairwise

import hypothesis.strategies as hs
import pytest
from hypothesis import HealthCheck, given, settings

from tests.browser.harness import BOARD_ROOT, PHONE, SESSION, jump, ref, scrub, settled

pytestmark = pytest.mark.browser


quick = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_tags_never_overlap_and_keep_their_order(js):
    rng = random.Random(3)
    drawn = [[rng.uniform(-50, 250) for _ in range(rng.randint(1, 6))] for _ in range(300)]
    found = js("(all) => all.map((at) => board.layoutTags(at, 17, 0, 200))", drawn)
    for at, placed in zip(drawn, found, strict=True):
        ordered = [centre for _, centre in sorted(zip(at, placed, strict=True))]
        assert all(b - a >= 17 - 1e-9 for a, b in pairwise(ordered))
        assert ordered[0] >= 8.5 - 1e-9
        assert ordered[-1] <= 191.5 + 1e-9


def test_a_lone_tag_stays_at_its_line(js):
    assert js("board.layoutTags([40, 120], 17, 0, 200)") == [40, 120]


def test_factories_are_one_braid_until_they_part(js):
    got = js(
        """() => {
            const series = [[0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 5, 6], [0, 1, 2, 3]];
            const apart = board.partings(series.map((s) => Float64Array.from(s)), 3);
            return [0, 1, 2, 3].map((cycle) => board.groups(apart, cycle));
        }"""
    )
    assert got == [[[0, 1, 2, 3]], [[0, 1, 2, 3]], [[0, 1, 3], [2]], [[0, 3], [1], [2]]]


def test_lines_that_only_cross_are_no_braid(js):
    crossing = js(
        """() => {
            const series = [[0, 2, 3], [0, 1, 3]].map((s) => Float64Array.from(s));
            return board.groups(board.partings(series, 2), 2);
        }"""
    )
    assert crossing == [[0], [1]]


def test_axes_are_round_and_hold_their_values(js):
    for low, high in [(0, 90_000), (-32_000, 640_000), (-700_000, 2_999_000)]:
        bottom, top = js("([low, high]) => board.profitRange(low, high)", [low, high])
        assert bottom <= low
        assert top >= high
        assert len(js("([a, b]) => board.ticks(a, b, 5)", [bottom, top])) in range(3, 9)


def test_the_finish_line_comes_into_view_half_way(js):
    assert js("board.profitRange(0, 1400000, 3000000)")[1] < 3_000_000
    assert js("board.profitRange(0, 1600000, 3000000)")[1] > 3_000_000


@quick
@given(hs.lists(hs.tuples(hs.integers(0, 250), hs.integers(10, 90)), max_size=1))
def test_labels_of_a_graph_find_a_level_of_their_own(js, others):
    labels = [{"at": at, "width": width, "base": 10} for at, width in others]
    base = js("(labels) => board.freeLevel(labels, 60, 60, 18, 12.5, 10, 47)", labels)
    for other in labels:
        apart = other["at"] + other["width"] < 60 or other["at"] > 120
        assert apart or abs(base - other["base"]) >= 12.5
    assert 10 <= base <= 47


def test_the_whole_game_fits_a_screen(start):
    page = start()
    size = page.evaluate("[document.scrollingElement.scrollHeight, innerHeight]")
    assert size[0] <= size[1]
    for name in ("money", "race", "ladder", "standing", "log"):
        box = ref(page, name).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900


def test_the_play_button_is_always_at_hand_on_a_phone(start):
    page = start(viewport=PHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    for place in (0, 700, 100_000):
        page.evaluate("(y) => scrollTo(0, y)", place)
        box = ref(page, "play").bounding_box()
        assert 0 < box["y"] < 844 - box["height"]
    page.evaluate("scrollTo(0, 0)")
    ref(page, "freshSmall").click()
    assert ref(page, "again").is_visible()


def test_rows_of_the_leaderboard_stand_where_they_belong_from_the_first(start):
    page = start(link="1-open-7")
    places = f"""[...{BOARD_ROOT}.querySelectorAll(".standing li")].map((row) =>
        [getComputedStyle(row).transitionDuration, row.getBoundingClientRect().top])"""
    moves, tops = zip(*page.evaluate(places), strict=True)
    assert set(moves) == {"0s"}
    assert len(set(tops)) == 4


def test_events_have_four_lines_where_there_is_little_height(start):
    page = start(link="1-open-7", viewport={"width": 1280, "height": 680})  # and the masthead
    jump(page, 420)
    settled(page)
    for key in "1234":
        page.keyboard.press(key)
        settled(page)
        log = ref(page, "log").bounding_box()
        assert log["y"] + log["height"] <= 680 + 1
        assert log["height"] >= 4 * 22


def test_every_target_is_at_least_24_pixels(start, screen):
    page = start(viewport=screen)
    jump(page, 300)
    small = page.evaluate(
        f"""[...{BOARD_ROOT}.querySelectorAll("button, input:not([type=checkbox])")]
            .map((node) => [node.dataset.ref ?? node.textContent, node.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.height < 24 || box.width < 23.9))
            .map(([name, box]) => [name, box.width, box.height])"""
    )
    assert small == []


def test_the_timelines_thumb_stands_under_its_cycle(start, screen):
    page = start(viewport=screen)
    jump(page, 1_500)
    for cycle in (0, 700, 1_500):
        scrub(page, cycle)
        thumb, head = page.evaluate(
            f"""() => {{
                const root = {BOARD_ROOT};
                const {{ game, clock, reach }} = {SESSION};
                const slider = root.querySelector("[data-ref=timeline]");
                const [rail, race] = [slider, root.querySelector("[data-ref=race]")]
                    .map((node) => node.getBoundingClientRect());
                const [left, right] = race.width < 520 ? [46, 108] : [52, 200];
                const axis = race.width - left - right;
                return [
                    rail.left + 8 + (slider.value / slider.max) * (rail.width - 16),
                    race.left + left + (clock / board.raceSpan(reach, game.scenario)) * axis,
                ];
            }}"""
        )
        assert abs(thumb - head) <= 1


@pytest.mark.parametrize(("ground", "theme"), [("#f4f2ec", "light"), ("rgb(10, 19, 34)", "dark")])
def test_the_theme_follows_the_page(start, ground, theme):
    page = start(pressed=False, ground=ground)
    assert page.locator(".tt").get_attribute("data-theme") == theme


def test_the_race_comes_before_the_engines_on_a_phone_and_keeps_a_third(start):
    page = start(viewport=PHONE, link="1-open-7")
    page.keyboard.press(" ")
    race = page.locator("section.race").bounding_box()
    assert race["height"] >= PHONE["height"] / 3
    assert race["y"] + race["height"] < page.locator(".tile").first.bounding_box()["y"] + 1
    assert page.locator(".tile").first.bounding_box()["y"] < PHONE["height"] * 2 / 3
    more = ref(page, "moreMatch")
    assert ref(page, "save").is_hidden()
    more.click()
    assert ref(page, "save").is_visible()
    assert more.get_attribute("aria-expanded") == "true"
    more.click()
    assert ref(page, "save").is_hidden()


SIZES = [
    ((1280, 720), True),
    pytest.param((1366, 768), True, marks=pytest.mark.long),
    ((1440, 900), False),
]


@pytest.mark.parametrize(("size", "folded"), SIZES)
def test_the_race_keeps_a_third_of_the_screen_and_the_sensors_make_room(start, size, folded):
    page = start(viewport={"width": size[0], "height": size[1]})
    jump(page, 120)
    race = page.locator("section.race").bounding_box()
    assert race["height"] >= size[1] / 3
    assert race["y"] + race["height"] <= size[1]
    first = f"{BOARD_ROOT}.querySelector('.tile .traces')"
    assert (page.evaluate(f"{first}.clientHeight") < 60) == folded
    words = page.locator(".tile .words").first.bounding_box()
    fan = page.locator(".tile .fan canvas").first.bounding_box()
    if folded:
        assert fan["x"] + fan["width"] <= words["x"] + 1
    else:
        assert fan["y"] + fan["height"] <= words["y"] + 1
    button = page.get_by_role("button", name="All sensors of engine 1")
    assert button.is_visible() == folded
    if folded:
        button.focus()
        page.keyboard.press("Enter")
        assert page.evaluate(f"{first}.clientHeight") > 60
        assert button.get_attribute("aria-pressed") == "true"
        page.keyboard.press("Enter")
        assert page.evaluate(f"{first}.clientHeight") < 60


def test_the_trace_that_stands_for_all_is_the_one_that_has_moved_most_so_far(js):
    lifetime, moved = 100, 9
    leads = js(
        """([lifetime, moved]) => {
            const values = new Uint8Array(16 * lifetime).fill(100);
            for (let age = 35; age < lifetime; age++) values[moved * lifetime + age] = 140;
            for (let age = 70; age < lifetime; age++) values[3 * lifetime + age] = 0;
            return [10, 39, 45, 79, 85, 100].map((age) => board.leading({ values, lifetime }, age));
        }""",
        [lifetime, moved],
    )
    assert leads == [2, 2, moved, moved, 3, 3]
