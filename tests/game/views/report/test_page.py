import csv
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import hypothesis.strategies as hs
import pytest
from hypothesis import given, settings
from streamlit.testing.v1 import AppTest

from game.api import review_link
from game.fleet.blind_spot import Tally
from game.jobs import has_ended
from game.live.daily import daily_link
from game.review.debrief.decided import decided, turn_of
from game.review.money import Bridge
from game.review.opened import Opened, Taught
from game.review.review import Review, Standing
from game.review.skill import Luck, Quality
from game.review.turning_points import Choice, TurningPoint
from game.rules.errors import GameError
from game.text.language import money
from game.views.frame.theme import DARK
from game.views.report import charts as charts_report
from game.views.report import debrief, earnings, factories, moments, page, skill
from game.views.report.opened import opened_table, opened_words

pytestmark = pytest.mark.page

LINK, CYCLES = "1-default-7-0p131-200f", 400


def opened(**query: str) -> AppTest:
    app = AppTest.from_string(
        "from game.views.report import page\npage.render()", default_timeout=60
    )
    for name, value in query.items():
        app.query_params[name] = value
    return app.run(timeout=60)


def said(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_a_report_is_refined_to_its_end() -> None:
    app = opened(game=LINK, cycles=str(CYCLES), room="1")
    assert "The rivals here are the game's own" in said(app).replace("&#x27;", "'")
    *_, review = review_link(LINK, CYCLES)
    assert money(review.factories[0].profit) in app.title[0].value
    end = time.monotonic() + 180
    while "Expected loss" not in said(app) and time.monotonic() < end:
        time.sleep(0.5)
        app.run(timeout=60)
    while f"over {review.quality.redraws} redraws" not in said(app) and time.monotonic() < end:
        time.sleep(0.5)
        app.run(timeout=60)
    assert not app.exception
    words = said(app)
    assert review.counterfactual is not None, "the match joins the others"
    for table in (
        earnings.bridge_table(review.factories[0]),
        earnings.ends_table(review.counterfactual),
        factories.standings_table(review),
        opened_table(review),
        skill.skill_table(review.quality, review.luck),
        moments.turning_table(review.turning_points, review.cycles),
    ):
        assert table.to_html() in words
    assert len(app.get("plotly_chart")) == 5
    assert debrief.decided_words(decided(review), review) in words
    marks = debrief.mark_words(debrief.marks_of(review))
    assert marks and "".join(f"<li>{one}</li>" for one in marks) in words
    first = debrief.picture_words(review).split(". ")[0]  # which is all that a wall may show
    assert first.endswith("; ".join(f"{nth}, {one}" for nth, one in enumerate(marks, 1)))
    turn = turn_of(review)
    assert turn is not None, "waiting to cycle 200 gave something away"
    assert debrief.turn_words(turn, review) in words
    assert len(app.get("download_button")) == 6


@pytest.mark.no_cover
def test_who_comes_from_a_match_finds_it_again() -> None:
    app = AppTest.from_string(
        "import streamlit as st\n"
        "from game.views.play import page as play\nfrom game.views.report import page as report\n"
        "report.render()\n"
        "st.code(play._opening(play.view_state()))",
        default_timeout=60,
    )
    app.query_params["game"] = LINK
    app.run()
    assert "'link'" in app.code[-1].value
    app.query_params.clear()
    assert "A match opens its report" in said(app.run()), "a report that was only read is not kept"
    app.query_params["game"], app.query_params["mine"] = LINK, "1"
    app.run()
    assert "mine" not in app.query_params
    app.query_params.clear()
    assert "of 4 with $" in app.run().title[0].value
    assert LINK in app.code[-1].value


@pytest.mark.no_cover
def test_without_a_match_an_example_is_offered() -> None:
    app = opened()
    assert app.title[0].value == "Report"
    assert "A match opens its report when it ends" in said(app)
    app.button[0].click().run(timeout=60)
    assert not app.exception
    assert "1-classic-7-231p131-731l-1231fr" in app.query_params["game"]
    assert "of 4 with $" in app.title[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"game": "nonsense"},
        pytest.param({"game": ""}, marks=pytest.mark.long),
        {"game": "1-classic-7-<script>alert(1)</script>"},
        pytest.param({"game": "1-classic-7-![](//a.bc)"}, marks=pytest.mark.long),
        pytest.param({"game": "2-classic-7"}, marks=pytest.mark.long),
        {"game": LINK, "cycles": "-5"},
        {"game": LINK, "cycles": "0"},
        pytest.param({"game": LINK, "cycles": "٣"}, marks=pytest.mark.long),
        {"game": LINK, "cycles": "20001"},
        pytest.param({"game": LINK, "cycles": "9" * 5000}, marks=pytest.mark.long),
    ],
)
@pytest.mark.no_cover
def test_a_malformed_link_gets_one_sentence(query: dict[str, str]) -> None:
    app = opened(**query)
    assert not app.exception
    assert app.title[0].value == "Report"
    (body,) = [element.proto.body for element in app.get("html")]
    assert body.count("<") == 2  # the paragraph's own tags
    assert "copy it again" in body or "choose" in body or "shorten" in body or "anew" in body


CHALLENGE = """
from datetime import date
from game.api import review_link
from game.views.report.page import challenge
challenge(date({day}), next(review_link({link!r})))
"""


@pytest.mark.parametrize(("day", "told"), [("2026, 3, 1", 1), ("2026, 3, 2", 1), ("2026, 3, 3", 0)])
@pytest.mark.no_cover
def test_the_challenge_of_the_day_has_a_text_to_share(day: str, told: int) -> None:
    link = daily_link(date(2026, 3, 1))
    app = AppTest.from_string(CHALLENGE.format(link=link, day=day), default_timeout=60).run()
    assert not app.exception
    assert [text.value.splitlines()[0] for text in app.code] == (
        ["Turbofan Tycoon 2026-03-01"] * told
    )
    assert [heading.value for heading in app.header] == ["The challenge of 1 March 2026"] * told


def test_roi_tells_its_formula_and_needs_no_division_by_nothing() -> None:
    way = Bridge(-38_400, 0, 0, 31, -310_000, 0, 1_608_000, 0, 0, 0)
    spent = standing(way, roi=4.2, spent=310_000)
    assert earnings.return_words(spent).endswith(
        "yours is ($1,259,600 − (−$38,400)) / $310,000 = 4.2."
    )
    assert earnings.return_words(standing(way)).endswith("so you have none.")


def test_what_failed_is_told_with_what_models_had_seen() -> None:
    way = Bridge(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    models = (Taught(0, "local", Tally(4, 0), Tally(0, 0)),)
    shared = (*models, Taught(9, "federated", Tally(4, 1), Tally(61, 14)))
    you = standing(way, opened=Opened(Tally(2, 3), Tally(5, 0), 3, 2, 7, shared))
    assert opened_words(you) == (
        "Of your failures 2 were of the compressor and 3 of the fan. 3 came while the forecast "
        "stood far above the alarm, 2 of them of a fault that the model had never seen. 7 engines "
        "were serviced in time that, as they stood then, a model of your own failures alone would "
        "have let fail."
    )
    alone = standing(way, opened=Opened(Tally(0, 1), Tally(0, 0), 0, 0, 0, models))
    assert opened_words(alone) == "Your one failure was of the fan."
    known = standing(way, opened=Opened(Tally(2, 0), Tally(0, 0), 1, 0, 0, models))
    assert opened_words(known) == (
        "All of your 2 failures were of the compressor. 1 came while the forecast stood far above "
        "the alarm."
    )
    unnamed = standing(way, opened=Opened(None, None, 2, 0, 0, ()))
    assert opened_words(unnamed) is None
    table = opened_table(Review("default", 7, 900, (you, alone, standing(way))))
    assert [row[-1] for row in table.cells] == [
        "its own: 4 compressors, 1 fan; the other members: 61 and 14",
        "its own: 4 compressors, 0 fans",
        "no model",
    ]
    assert table.values[0][-4:] == (4, 1, 61, 14)


amounts = hs.integers(-(10**8), 10**8)
bridges = hs.builds(
    Bridge, amounts, amounts, amounts, hs.integers(0, 999), amounts, amounts, amounts,
    hs.integers(0, 10**6), amounts,
)  # fmt: skip


def standing(bridge: Bridge, **values: object) -> Standing:
    made = Standing(
        "Kestrel Air",
        "local",
        40,
        bridge.profit,
        15_100,
        900,
        bridge.services,
        3,
        5_033.0,
        0.94,
        None,
        3_500_000,
        position=0.5,
        bridge=bridge,
        opened=Opened(Tally(2, 1), Tally(5, 0), 1, 1, 0, ()),
    )
    return replace(made, **values)


@settings(max_examples=30)
@given(bridges)
@pytest.mark.no_cover
def test_the_bridge_adds_up_in_the_table_the_file_and_the_chart(bridge: Bridge) -> None:
    table = earnings.bridge_table(standing(bridge))
    *steps, total = list(csv.reader(io.StringIO(table.to_csv())))[1:]
    assert sum(int(row[2]) for row in steps) == int(total[2]) == bridge.profit
    read = [int(row[2].replace("−", "-").replace("$", "").replace(",", "")) for row in table.cells]
    assert sum(read[:-1]) == read[-1] == bridge.profit
    (bars,) = charts_report.money_bridge(bridge, DARK).data
    assert sum(bars.y[:-1]) == bars.y[-1] == bridge.profit


def around(failures: int, services: int, down: int) -> Standing:
    bridge = Bridge(
        0, 20 - failures, (20 - failures) * 60_000, services, -services * 10_000, 1200 - down,
        (1200 - down) * 300, 0, 15 * services, 4_500 * services,
    )  # fmt: skip
    return standing(bridge, failed=failures, maintained=services, down_cycles=down)


@pytest.mark.parametrize(
    ("rival", "sentence"),
    [
        (around(20, 0, 1200), "behind you, most of all by 16 more failures than you (−$960,000)"),
        (around(4, 41, 800), "$110,000 behind you, most of all by 11 more services than you"),
        (around(1, 30, 800), "$180,000 ahead of you, most of all by 3 fewer failures than you"),
        (around(4, 30, 799), "$300 ahead of you, most of all by 1 fewer cycle of down time"),
        (around(4, 30, 800), "level with you"),
    ],
)
def test_a_rival_is_explained_by_what_made_the_difference(rival, sentence) -> None:
    you = around(4, 30, 800)
    found = factories.rival_words(rival, you)
    assert sentence in found
    assert ("never serviced" in found) == (rival.maintained == 0 and rival.profit != you.profit)


def point(cycle: int, regret: float, error: float) -> TurningPoint:
    played, best = Choice("corrective", None, True), Choice("preventive", 114, True)
    return TurningPoint(cycle, ("unlock",), (), played, best, regret, error, ())


def test_chance_is_not_blamed_on_the_player() -> None:
    unclear, clear, none = point(100, 9_000.0, 5_000.0), point(200, 8_000.0, 100.0), point(3, 0, 0)
    words = moments.turning_words([unclear, clear, none])
    assert "cycle 200" in words and "$8,000" in words
    assert "clearly more" in moments.turning_words([unclear, none])
    assert "nothing to decide" in moments.turning_words([])
    table = moments.turning_table([unclear, clear, none], 4_000)
    assert [row[-1] for row in table.cells] == ["within chance", "clear"]
    assert [row[0] for row in table.cells] == ["cycles 100 to 200", "cycles 200 to 4,000"]
    assert len(table.values) == 3


def test_what_cannot_be_said_is_not_said() -> None:
    nothing = Quality(16, None, None, 5.0, 5.0, 5.0, ())
    assert "nothing to decide" in skill.quality_words(nothing)
    assert "No luck here" in skill.luck_words(Luck(5, 5.0, 0.0, 0.0))
    idle = replace(around(20, 0, 1200), position=None)
    review = Review("default", 7, 40, (idle,))
    assert "no service could have paid here" in earnings.summary(review)
    assert "too short" in factories.standings_words(review)
    assert "serviced nothing" in earnings.bridge_words(idle)


@pytest.mark.parametrize(
    ("deviations", "words"),
    [(0.3, "an ordinary"), (1.9, "an ordinary"), (-2.1, "an unusual"), (3.2, "a very unusual")],
)
def test_a_draw_is_called_unusual_where_one_in_twenty_is(deviations: float, words: str) -> None:
    luck = Luck(int(deviations * 1_000), 0.0, 1_000.0, 10.0)
    assert f"{words} draw" in skill.luck_words(luck)


def test_a_report_tells_no_sign_of_luck_that_more_redraws_might_take_back() -> None:
    for dollars, error, says in (
        (-4_691, 10_804.0, "give or take $21,608: these engines went about as well as"),
        (-100_333, 11_329.0, "give or take $22,658: these engines went $100,333 worse than"),
    ):
        assert says in skill.luck_words(Luck(dollars, 0.0, 86_000.0, error))


@settings(max_examples=30)
@given(amounts, hs.floats(1, 1e6), hs.floats(0, 1e5))
def test_luck_is_drawn_where_it_is(dollars: int, spread: float, error: float) -> None:
    figure = charts_report.luck_line(Luck(dollars, 0.0, spread, error), DARK)
    (dot,) = figure.data
    assert dot.x[0] == dollars
    assert dot.error_x.array[0] == 2 * error
    low, high = figure.layout.xaxis.range
    assert low < dollars - 2 * error <= dollars + 2 * error < high


def test_every_factory_stands_between_its_own_floor_and_ceiling() -> None:
    factories = tuple(
        replace(factory, bridge=replace(factory.bridge, corrective_profit=floor))
        for factory, floor in ((around(4, 30, 800), -500_000), (around(1, 30, 800), -300_000))
    )
    lines = charts_report.standings(Review("default", 7, 900, factories), DARK).data
    for number, factory in enumerate(factories):
        rail, dot = lines[2 * number : 2 * number + 2]
        assert list(rail.x) == [factory.bridge.corrective_profit, factory.oracle_profit]
        assert list(dot.x) == [factory.profit]
    assert len({line.marker.symbol for line in lines[1::2]}) == 2


@pytest.mark.no_cover
def test_what_goes_wrong_on_the_way_is_said() -> None:
    """The facts were drawn; the sentence stands where more was to come."""

    def broken() -> Iterator[Review]:
        yield next(review_link(LINK, CYCLES))
        raise GameError("It cannot be: choose.")

    page.REVIEWS.forget((LINK, CYCLES))
    with pytest.raises(GameError):
        page.REVIEWS.look((LINK, CYCLES), broken, until=has_ended, wait=20)
    try:
        app = opened(game=LINK, cycles=str(CYCLES))
        assert not app.exception
        assert "Where the money came from" in " ".join(one.value for one in app.header)
        assert "It cannot be: choose." in said(app)
    finally:
        page.REVIEWS.forget((LINK, CYCLES))
