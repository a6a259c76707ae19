import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from game.evidence import findings
from game.evidence.findings import Estimate, Findings, Margin, find
from game.rules.strategies import STRATEGIES
from game.views.evidence import charts, conclusions, tables
from game.views.frame.theme import DARK, LIGHT
from tests.game.evidence.test_sweep import AHEAD, STRATA, artificial, given

pytestmark = pytest.mark.page

ALL = list(STRATEGIES)
SETTINGS = {"preventive": 120, "local": 40, "federated": 25}
WORLDS = [artificial(seed, SETTINGS) for seed in range(6)]


def found(preset: str = "tuned", strategies: list[str] = ALL, worlds: int = 6) -> Findings:
    return find(WORLDS[:worlds], STRATA, strategies, preset, findings.SETTINGS[preset])


@pytest.fixture
def app() -> Iterator[AppTest]:
    with given(WORLDS):
        page = AppTest.from_string(
            "from game.views.evidence import page\npage.render()",
            default_timeout=60,
        )
        yield page.run()


FAR_AHEAD = [artificial(seed, AHEAD, lead=40) for seed in range(6)]


def test_services_are_ordered_as_far_ahead_as_the_link_says() -> None:
    with given(WORLDS), given(FAR_AHEAD):
        page = AppTest.from_string(
            "from game.views.evidence import page\npage.render()", default_timeout=60
        )
        page.query_params["lead"] = "40"
        app = page.run()
        assert not app.exception
        assert "A service begins 40 cycles after its order" in said(app)
        assert "the federated Fourier ridge" in said(app)
        assert "than the calendar here" in said(app)
        assert "What the age of ordering is worth" in {head.value for head in app.header}
        app.number_input(key="evidence-ahead").set_value(0).run()
        assert "Fourier" not in said(app)
        assert "lead" not in app.query_params


@pytest.mark.no_cover
def test_a_lead_that_no_order_takes_is_refused_in_a_sentence() -> None:
    with given(WORLDS):
        page = AppTest.from_string(
            "from game.views.evidence import page\npage.render()", default_timeout=60
        )
        page.query_params["lead"] = "61"
        app = page.run()
        assert not app.exception
        assert "is 0 to 60 here, got 61" in app.html[0].value
        assert "24 of 1,000 games played" in said(app)


@pytest.mark.parametrize(
    ("by", "ci95", "words_of_it"),
    [
        (2_000, (1_000, 3_000), "earns less than the calendar here**: where services are ordered"),
        (-2_000, (-3_000, -1_000), "earns more than the calendar here, by $2k a game [$1k, $3k]"),
        (-1_000, (-3_000, 2_000), "are $1k a game apart, and zero lies within [−$2k, $3k]"),
        (2_000, None, "One world cannot tell"),
    ],
)
def test_a_model_of_ones_own_is_held_to_the_calendar(
    by: float, ci95: tuple[float, float] | None, words_of_it: str
) -> None:
    margin = Margin("preventive", "local", Estimate(by, ci95), 0.5, None, 0.0)
    held = replace(find(FAR_AHEAD, STRATA, ["local"], "tuned", {}), alone=margin)
    assert words_of_it in conclusions.conclusions(held)[-1]


def said(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


@pytest.mark.no_cover
def test_the_page_says_what_was_found(app: AppTest) -> None:
    assert not app.exception
    assert "24 of 1,000 games played" in said(app)
    for line in conclusions.conclusions(found()):
        assert line.replace("−$", "−\u2060$").replace("$", "\\$") in said(app)


@pytest.mark.no_cover
def test_other_settings_other_sentences(app: AppTest) -> None:
    before = said(app)
    app.segmented_control[0].set_value("original").run()
    assert not app.exception
    assert "schedule of 193 cycles" in said(app)
    assert said(app) != before


def test_slider_and_box_are_one_number(app: AppTest) -> None:
    app.segmented_control[0].set_value("own").run()
    assert len(app.slider) == 3
    app.slider(key="evidence-preventive-slider").set_value(150).run()
    assert app.number_input(key="evidence-preventive-box").value == 150
    assert "schedule of 150 cycles" in said(app)
    app.number_input(key="evidence-preventive-box").set_value(90).run()
    assert app.slider(key="evidence-preventive-slider").value == 90
    assert "schedule of 90 cycles" in said(app)
    app.segmented_control[0].set_value("tuned").run()
    app.segmented_control[0].set_value("own").run()
    assert app.slider(key="evidence-preventive-slider").value == 90
    assert not app.exception


@pytest.mark.no_cover
def test_no_strategy_no_figures(app: AppTest) -> None:
    app.button_group[0].set_value([]).run()
    assert not app.exception
    assert "Pick a strategy" in said(app)


@pytest.mark.parametrize(
    "number", [1, *(pytest.param(number, marks=pytest.mark.long) for number in (2, 3, 4))]
)
def test_any_choice_of_strategies_can_be_shown(app: AppTest, number: int) -> None:
    app.button_group[0].set_value(ALL[:number]).run()
    assert not app.exception


def test_the_verdict_follows_the_interval() -> None:
    base = found()
    assert base.margin is not None
    verdicts = {}
    for name, ci95 in (("sure", (1.0, 9.0)), ("luck", (-1.0, 9.0)), ("one", None)):
        margin = replace(base.margin, by=Estimate(5.0, ci95))
        verdicts[name] = conclusions.conclusions(replace(base, margin=margin))[1]
    assert "Luck alone would seldom" in verdicts["sure"]
    assert "may still be luck" in verdicts["luck"]
    assert "One world proves nothing" in verdicts["one"]


@pytest.mark.parametrize(
    ("gap", "setting", "phrase"),
    [
        (400.0, 100.0, "25% of the gap"),
        (400.0, 500.0, "All of the gap"),
        (-400.0, 100.0, "no gain that the strategy could claim"),
    ],
)
def test_the_gap_is_shared_out(gap: float, setting: float, phrase: str) -> None:
    base = found()
    assert base.gap is not None
    changed = replace(base.gap, gap=Estimate(gap, None), setting=Estimate(setting, None))
    assert phrase in conclusions.conclusions(replace(base, gap=changed))[2]


def test_wins_are_said_with_their_interval_and_ties() -> None:
    base = found()
    assert base.margin is not None
    margin = replace(base.margin, share=0.96, share_ci95=(0.88, 1.0), ties=0.0)
    said = conclusions.conclusions(replace(base, margin=margin, ties=(0.235, 0.0, 0.0, 0.01)))
    assert "in 96% of 24 games** [88%, 100%]; the" in said[0]
    assert "Several earn the most in 23.5% of games after 500 cycles, in 1.0% after" in said[1]
    tied = conclusions.conclusions(replace(base, margin=replace(margin, ties=0.02)))
    assert "[88%, 100%], and as much in 2.0%; the" in tied[0]


def test_recommended_ages_that_differ_are_the_price_of_not_knowing() -> None:
    base = found()
    assert base.gap is not None
    same, other = (replace(base.gap, ages=ages) for ages in ((120, 120), (102, 176)))
    assert "the schedule of 120 cycles" in conclusions.conclusions(replace(base, gap=same))[2]
    said = conclusions.conclusions(replace(base, gap=other))[2]
    assert "the schedule of 102 to 176 cycles" in said
    assert "works its own out of 4 failures" in said
    assert "price of not knowing" in said


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("worlds", [1, 6])
@pytest.mark.no_cover
def test_charts_show_the_figures(palette: object, worlds: int) -> None:
    some = found(worlds=worlds)
    means = charts.means(some, palette)
    drawn = {trace.name: trace.x for trace in means.data if trace.mode == "markers"}
    assert drawn["Federated predictive at 25"] == (some.rows[3].profit.mean,)
    assert drawn["Federated predictive at 10"] == (some.others[2].profit.mean,)
    wins = {trace.name: trace.y for trace in charts.horizons(some, palette).data}
    assert wins["Local predictive"] == some.rows[2].wins
    assert wins["Ties"] == some.ties
    schedule = charts.curves(some.curves[:1], (*some.rows, *some.others), palette)
    texts = {note.text for note in schedule.layout.annotations}
    best = some.curves[0].settings[some.curves[0].best]
    assert texts == {f"best {best}", "recommended 120", "original 193"}
    dots = {trace.name for trace in charts.spreads(some, palette).data}
    assert "Oracle, median" in dots


def test_every_figure_of_the_conclusions_comes_from_the_games() -> None:
    first, other = (
        re.findall(r"\d+", " ".join(conclusions.conclusions(found(preset))))
        for preset in ("tuned", "original")
    )
    assert first != other


def test_the_tables_hold_every_figure_as_it_was_computed() -> None:
    base = found()
    table = tables.strategies_table(base)
    header, *rows = table.to_csv().splitlines()
    returns = 'roi,"roi, low","roi, high"'
    assert header == f"strategy,settings,setting,mean,low,high,{returns},p10,p50,p90"
    assert len(rows) == len(base.rows) + len(base.others) + 1
    strategy, preset, setting, mean, low, high, *_ = rows[1].split(",")
    estimate = base.rows[1].profit
    assert estimate.ci95 is not None
    assert (strategy, preset, setting) == ("preventive", "tuned", "120")
    assert (int(mean), int(low), int(high)) == tuple(map(round, (estimate.mean, *estimate.ci95)))
    assert tables.strategies_table(found(worlds=1)).values[0][4:6] == ("", "")
    roi = base.rows[1].roi
    assert roi is not None
    assert roi.ci95 is not None
    assert table.values[0][6:9] == ("", "", "")
    assert table.values[1][6:9] == (roi.mean, *roi.ci95)
    returned = [row[table.heads.index("ROI")] for row in table.cells]
    assert returned[0] == "none"
    assert returned[1] == f"{roi.mean:.2f} [{roi.ci95[0]:.2f}, {roi.ci95[1]:.2f}]"
    wins = tables.wins_table(base)
    assert [row[0] for row in wins.values] == [*ALL, "ties"]
    assert wins.columns[:4] == ("strategy", "500 cycles", "500 cycles, low", "500 cycles, high")
    assert [row[1] for row in wins.values] == [*(row.wins[0] for row in base.rows), base.ties[0]]
    assert wins.values[2][2:4] == base.rows[2].wins_ci95[0]
    assert sum(row[1] for row in wins.values) == pytest.approx(1)
    assert wins.cells[-1][0] == "Nobody: ties"
    curves = tables.curves_table("models", base.curves[1:])
    assert len(curves.values) == sum(len(curve.settings) for curve in base.curves[1:])
    assert curves.values[0][:2] == ("local", base.curves[1].settings[0])
