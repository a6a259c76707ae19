"""The page of one's own plant: its fields, its refusals, and that it says what the core says."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import weibull_min
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from game.business.contenders import TITLES
from game.business.lives.lifetimes import Record, fit
from game.business.reading import by_its_law, case_from_json, case_to_json
from game.business.study import unfold
from game.review.own_prices import AtOwnPrices, Bill
from game.rules.errors import GameError
from game.views.business import charts, elsewhere, match, page
from game.views.business.link import Begun, begun_with, in_a_link, opened_case
from game.views.business.lives.record import with_lifetimes
from game.views.business.presets import PRESETS
from game.views.business.words import money, verdict
from game.views.business.words.inputs import FOLDED
from game.views.frame.state import PlantView
from game.views.frame.theme import LIGHT
from tests.game.test_jobs import until
from tests.game.views.business.finished import nothing_else, packaging

pytestmark = pytest.mark.page

PUMPS = PRESETS["pumps"].values


def opened() -> AppTest:
    app = AppTest.from_string(
        "from game.views.business import page\npage.render()", default_timeout=60
    )
    return app.run()


def said(app: AppTest) -> str:
    assert not app.exception
    written = [element.proto.body for element in app.get("html")]
    return " ".join([*written, *(element.value for element in app.markdown)])


def field(name: str, turn: int = 1) -> str:
    return f"plant-{turn}-{name}"


@pytest.mark.no_cover
def test_it_opens_with_a_first_answer_and_says_the_rest_when_it_is_there() -> None:
    app = opened()
    first = next(unfold(case_from_json(PUMPS)))
    title = TITLES[first.winner]
    assert title.lower() in said(app).lower()


def test_a_match_is_billed_at_the_prices_of_the_plant() -> None:
    app = AppTest.from_string(
        "from game.views.business import page\npage.render()", default_timeout=60
    )
    app.query_params["match"], app.query_params["cycles"] = "1-default-7-0p-600f", "1500"
    app.run()
    until(lambda: bool(match.PRICED.keys()))
    key = match.PRICED.keys()[-1]
    job = match.PRICED.look(key, lambda: iter([]), wait=60)
    app.run()
    seen, told = job.value, said(app)
    assert key[2].failure == PUMPS["plant"]["failure_cost"] + PUMPS["plant"]["secondary_damage"]
    assert money.amount(seen.own.gained, "USD") in told
    assert "No price here is yours yet: they are those of our example Refinery pumps." in told
    assert "At the prices of Refinery pumps your decisions earn" in told
    assert (
        "engines live about 215 hours, machines of this plant 44,000: the engines fail 205" in told
    )
    assert money.amount(seen.own.others, "USD", signed=True) in told
    assert "A cycle is an hour here: the 1,500 cycles" in app.caption[1].value
    assert f"{seen.orders[-1].own}, recommended" in told


def test_a_match_that_lost_and_one_without_others_are_told() -> None:
    bill = Bill(earned=-90.0, waiting=10.0, services=3, failures=1, others=None)
    seen = AtOwnPrices(500, 4, replace(bill, earned=60.0), bill, ())
    (told,) = match.words(seen, "EUR")
    assert "earn 100 EUR less than waiting" in told and "it was +$50." in told
    assert match.settings(seen).cells == ()
    assert [row[0] for row in match.figures(seen, "EUR").cells] == [
        "Earned", "Waiting for every failure", "Your decisions were worth", "Services", "Failures"
    ]  # fmt: skip


def test_an_address_that_names_no_match_is_told() -> None:
    app = AppTest.from_string(
        "from game.views.business import page\npage.render()", default_timeout=60
    )
    app.query_params["match"] = "1-nothing-7"
    assert "nothing" in said(app.run())
    app.query_params["cycles"] = "many"
    assert "many" in said(app.run())


@pytest.mark.no_cover
def test_what_is_typed_is_weighed() -> None:
    app = opened()
    before = said(app)
    app.text_input(key=field("plant.service_cost")).set_value("90k").run()
    case = {**PUMPS, "plant": {**PUMPS["plant"], "service_cost": 90_000}}
    first = next(unfold(case_from_json(case)))
    assert first.winner == "nothing"  # a service is dearer than a failure
    assert "nothing new is worth its price" in said(app) or "Do nothing new." in said(app)
    assert said(app) != before


UNREADABLE = [
    ("plant.machines", "many", "&#x27;many&#x27; is no number: write it like 1,234.5."),
    ("plant.machines", "0", "Machines of one kind is a whole number from 1 to 1,000, got 0"),
    ("plant.avoidable", "80 to 20", "is the least and the greatest value thought possible"),
    ("programme.ramp_up", "30 to 140", "a number from 0 to 100 for each year, got 30 to 140"),
    ("plant.failure_cost", "11.000", "11.000 may be 11 or 11000: write one of these."),
]


@pytest.mark.no_cover
def test_what_cannot_be_read_is_said_in_a_sentence_and_nothing_is_lost() -> None:
    app = opened()
    for name, typed, sentence in UNREADABLE:
        before = app.text_input(key=field(name)).value
        app.text_input(key=field(name)).set_value(typed).run()
        assert sentence in said(app)
        assert app.text_input(key=field(name)).value == typed
        if name == UNREADABLE[0][0]:  # nothing else was typed yet: the example's value is in use
            assert "<p class='tt-whose tt-yours'>yours</p>" not in said(app)
        app.text_input(key=field(name)).set_value(before)
    assert UNREADABLE[-1][2] not in said(app.run())


@pytest.mark.no_cover
def test_every_field_shows_the_value_that_is_used() -> None:
    app = opened()
    for preset in PRESETS:
        app.button_group(key="plant-preset").set_value(preset).run()
        assert "is empty" not in said(app) and not app.warning
    shown = {one.label: one.value for one in app.text_input}
    assert shown["Discount rate, % a year"] == "8"
    assert shown["How plants differ in mean life, %"] == "20"
    assert shown["A failure damages elsewhere"] == "0"
    assert {label for label, value in shown.items() if not value} == {
        "Crews that work at one time", "Serviced today at the age of, hours",
        "Forecasts miss by, % of the mean life", "Detected of what announces itself, %",
    }  # fmt: skip


def test_a_field_that_is_not_valid_is_named_where_the_figures_stand() -> None:
    app = opened()
    rate = field("programme.discount_rate")
    app.text_input(key=rate).set_value("15").run()
    assert not app.warning
    for typed in ("", "-5"):
        app.text_input(key=rate).set_value(typed).run()
        (warned,) = app.warning
        assert "Discount rate, % a year" in warned.value
        assert "figures are of the last valid values" in warned.value
        (fold,) = [one for one in app.expander if one.label == "The programme"]
        assert fold.proto.expanded
    assert "Discount rate, % a year is a number from 0 to 50, got -5" in said(app)
    app.text_input(key=rate).set_value("8").run()
    assert not app.warning
    app.text_input(key=field("plant.failure_free")).set_value("44k").run()  # of a mean life of 44k
    assert "Nothing fails for 44000 hours" in app.warning[0].value
    app.text_input(key=field("federated.fee")).set_value("x").run()
    assert "A federated model: fee of the federation, a year" in app.warning[0].value


@pytest.mark.no_cover
def test_a_plant_that_was_changed_is_the_visitors_and_no_longer_as_published() -> None:
    def told(app: AppTest) -> str:
        return said(app) + " ".join(one.value for one in app.caption)

    app = opened()
    assert "Amounts are US dollars of 2005" in told(app) and "$11,000 for the average" in told(app)
    app.text_input(key=field("plant.mean_life")).set_value("9000").run()
    assert app.button_group(key="plant-preset-changed").value == "yours"
    assert "Amounts are US dollars of 2005" not in told(app)
    assert "Your plant, begun with: Refinery pumps." in told(app)
    assert "11,000 for the average" in told(app) and "5.5 years" not in told(app)
    assert "<p>Your plant, " in said(app)  # the title of the print
    app.text_input(key=field("currency")).set_value("EUR").run()
    assert "11,000 for the average" not in told(app)
    app.button_group(key="plant-preset-changed").set_value("pumps").run()
    assert "Amounts are US dollars of 2005" in told(app) and "<p>Refinery pumps, " in said(app)
    assert app.button_group(key="plant-preset").value == "pumps"
    assert app.text_input(key=field("plant.mean_life", 2)).value == "44,000"


@pytest.mark.parametrize(
    ("handed", "failure_cost", "told"),
    [
        (
            json.dumps(PRESETS["gearboxes"].values),
            "230,000",
            "The address of this page holds this plant:",
        ),
        ("", "11,000", "This link holds no plant: copy the whole of it."),
    ],
)
def test_a_link_shows_no_other_plant_first(
    monkeypatch: pytest.MonkeyPatch, handed: str, failure_cost: str, told: str
) -> None:
    app = AppTest.from_string(
        "from game.views.business import page\npage.render()", default_timeout=60
    )
    app.query_params["linked"] = "1"
    app.run()
    assert said(app) == "<p>Opening the plant of this link</p>"
    assert not app.text_input and not app.header
    monkeypatch.setattr(
        page, "link", lambda _plant, _viewer, waiting=False, **_: handed if waiting else None
    )
    app.run()
    assert app.text_input(key=field("plant.failure_cost", app_turn(app))).value == failure_cost
    assert told in said(app) + " ".join(one.value for one in app.caption)


@pytest.mark.no_cover
def test_the_plant_that_a_browser_has_kept_comes_back_when_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handed: list[tuple[str, bool]] = []
    mine = in_a_link(case_from_json(PUMPS), Begun("pumps", frozenset({"plant.machines"})))
    asked = [json.dumps({"plant": {}}), mine, None, None]

    def of_browser(plant: str, view: PlantView) -> str | None:
        handed.append((plant, bool(view.changed)))
        return asked.pop() if asked else None

    monkeypatch.setattr(page, "of_browser", of_browser)
    app = opened()
    assert json.loads(handed[-1][0])["currency"] == "USD" and not handed[-1][1]
    app.text_input(key=field("plant.machines")).set_value("41").run()
    assert '"machines": 41' in handed[-1][0] and handed[-1][1]
    machines = app.run().text_input(key=field("plant.machines", app_turn(app)))
    assert machines.value == str(PUMPS["plant"]["machines"])
    assert "plant.machines" in begun_with(handed[-1][0]).touched
    assert "A case has no" in said(app.run()) or "has no machines" in said(app)


def app_turn(app: AppTest) -> int:
    return int(app.text_input[0].key.split("-")[1])


def handed(app: AppTest, file: tuple[str, bytes, str]) -> AppTest:
    """Hand a file in, whichever field for it is there now."""
    app.file_uploader[-1].set_value(file)
    return app.run()


GOOD = "hours,failed\n2964,no\n1673,yes\n6102,no\n2651,yes\n2958,yes\n3597,yes\n5465,yes\n"
GOOD_FILE = ("good.csv", GOOD.encode(), "text/csv")


@pytest.mark.no_cover
def test_a_link_after_a_file_carries_the_law_that_was_fitted() -> None:
    app = opened()
    handed(app, GOOD_FILE)
    (told,) = [one.value for one in app.caption if "never travel" in one.value]
    case = case_from_json(with_lifetimes(dict(PUMPS), GOOD))
    law = fit(case.plant.record)  # scipy's
    linked = opened_case(json.dumps(case_to_json(by_its_law(case))))["plant"]
    assert "lifetimes" not in linked and linked["failures_on_record"] == 5
    assert linked["shape"] == pytest.approx(law.shape, abs=0.005)
    mean = weibull_min(law.shape, scale=law.scale).mean()
    assert linked["mean_life"] == pytest.approx(mean, abs=0.5)
    assert f"{linked['mean_life']:,} hours, 5 failures on record" in told
    same = b"hours,failed\n900,yes\n900,yes\n"
    handed(app, ("same.csv", same, "text/csv"))
    assert "Lifetimes never travel in a link, only the law fitted to them." in said(app)


def test_a_plant_to_begin_with_after_a_file_takes_the_file_away() -> None:
    """The page once went in circles: the example, the file again, the example again."""
    app = opened()
    handed(app, GOOD_FILE)
    assert "plant-1-plant.shape" not in {one.key for one in app.text_input}
    app.button_group(key="plant-preset-changed").set_value("packaging").run(timeout=20)
    assert app.text_input(key=field("plant.shape", 2)).value == "2"
    assert app.button_group(key="plant-preset").value == "packaging"
    assert "never travel" not in " ".join(one.value for one in app.caption)


@pytest.mark.no_cover
def test_of_a_file_that_cannot_be_read_the_figures_are_not() -> None:
    app = opened()
    bad = ("bad.csv", b"hours,failed\n-200,yes\n", "text/csv")
    handed(app, bad)
    assert "-200" in said(app)
    assert app.warning[0].value.startswith("`bad.csv` cannot be used.")
    assert app.warning[0].value.endswith("of the law in the form.")
    handed(app, GOOD_FILE)
    assert not app.warning
    handed(app, bad)
    assert app.warning[0].value.endswith("are of `good.csv`.")
    # One in which nothing has failed is none that figures are of, nor does it outlive the next.
    alive = ("alive.csv", b"hours,failed\n900,no\n", "text/csv")
    for file in (alive, bad):
        handed(app, file)
        assert len(app.warning) == 1 and app.warning[0].value.endswith("are of `good.csv`.")


@pytest.mark.no_cover
def test_another_plant_to_begin_with_fills_all_fields() -> None:
    app = opened()
    app.button_group(key="plant-preset").set_value("gearboxes").run()
    assert app.text_input(key=field("plant.failure_cost", 2)).value == "230,000"
    assert "154" in said(app)


@pytest.mark.no_cover
def test_a_model_that_is_not_weighed_is_no_answer() -> None:
    app = opened()
    app.toggle(key="plant-1-federated").set_value(False).run()
    app.toggle(key="plant-1-own").set_value(False).run()
    assert "What a federation is worth" not in [header.value for header in app.header]


@pytest.mark.no_cover
def test_a_study_that_is_finished_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    study = packaging()
    assert study.findings is not None
    study = replace(study, findings=replace(study.findings, shape=(15.2, 19.9)))
    job = SimpleNamespace(value=study, latest=study, finished=True, problem=None)
    monkeypatch.setattr(page, "OFFICE", SimpleNamespace(look=lambda *_: job))
    made: list[int] = []
    monkeypatch.setattr(
        verdict, "verdict", lambda one, say=verdict.verdict: made.append(1) or say(one)
    )
    app = opened()
    assert len(made) == 1  # box, text and paper have the same sentences
    assert [header.value for header in app.header][:7] == [
        "What it is worth", "What a federation is worth", "What it hangs on", "When to service",
        "How early to call", "How far forecasts miss", "Alarms, in money",
    ]  # fmt: skip
    told = said(app)
    assert "more than the next best" in told and "Another answer leads soonest with:" in told
    assert "as on turbofans" in told  # on the printed sheet
    assert told.count("cannot be trusted") == 3  # lives too even: beside the answer, below, printed


@pytest.mark.no_cover
def test_where_nothing_else_is_weighed_nothing_is_said_to_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study = nothing_else()
    assert list(study.expected) == ["nothing"] and study.swings
    job = SimpleNamespace(value=study, latest=study, finished=True, problem=None)
    monkeypatch.setattr(page, "OFFICE", SimpleNamespace(look=lambda *_: job))
    assert "What it hangs on" not in [header.value for header in opened().header]


def test_every_claim_of_a_card_has_an_address() -> None:
    for card in elsewhere._CARDS:
        assert card.claims
        assert all(claim.address.startswith("https://") for claim in card.claims)


def test_every_preset_is_a_case_and_names_a_source() -> None:
    for preset in PRESETS.values():
        case_from_json(json.loads(json.dumps(preset.values)))
        assert preset.sources
        for source in preset.sources:
            part, name = source.input.split(".")
            assert name in preset.values[part]
            assert source.address.startswith("https://")


def test_a_link_holds_a_plant_or_says_what_is_wrong() -> None:
    assert opened_case(json.dumps(PUMPS))["plant"] == PUMPS["plant"]
    for text, sentence in (
        ('{"plant":', "holds no plant: copy the whole of it"),
        ("[" * 5_000, "holds no plant: copy the whole of it"),
        (" " * 8_001, "is too long: ask for the file"),
        ("{}", "A case has no plant: give it."),
    ):
        with pytest.raises(GameError, match=sentence):
            opened_case(text)


def test_a_record_is_drawn_as_it_was_and_as_its_law() -> None:
    lives = Record(np.array([900.0, 1_200.0, 2_000.0]), np.array([True, True, False]))
    figure = charts.lifetimes(lives, LIGHT)
    was, law = figure.data
    assert list(was.x) == [0.0, 900.0, 1_200.0]
    assert was.y == pytest.approx([1.0, 2 / 3, 1 / 3])  # Kaplan and Meier by hand
    assert law.y[0] == 1.0
    assert all(after <= before for before, after in pairwise(law.y))
    one = Record(lives.hours[:1], lives.failed[:1])
    assert len(charts.lifetimes(one, LIGHT).data) == 1  # no law of one age


@pytest.mark.no_cover
def test_what_is_wrong_with_values_together_stands_at_one_of_them_in_its_open_fold() -> None:
    app = opened()
    app.text_input(key=field("plant.failure_free")).set_value("44k").run()
    told = [
        one.proto.body
        for one in app.get("html")
        if one.proto.body.startswith("<p>Nothing fails for 44000")
    ]
    assert len(told) == 1  # below the field; above the result it is a warning
    (fold,) = [one for one in app.expander if one.label == "How long machines last"]
    assert fold.proto.expanded
    assert any("Nothing fails for 44000" in one.proto.body for one in fold.get("html"))


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("programme.discount_rate", "0.08", "0.08 is read as 0.08%. For 8% write 8."),
        ("plant.avoidable", "0.4 to 0.55", "is read as 0.4 to 0.55%. For 40 to 55% write 40 to 55"),
        ("plant.hours_a_year", "9,000", "A year has 8,784 hours"),
        ("plant.hours_a_year", "1.234", "For 1 thousand 234 write 1234."),
    ],
)
def test_a_value_that_was_perhaps_meant_otherwise_is_said_back(
    name: str, typed: str, told: str
) -> None:
    app = opened()
    app.text_input(key=field(name)).set_value(typed).run()
    assert told in said(app)


def test_what_is_still_the_examples_is_marked_and_taken_away_by_one_press() -> None:
    app = opened()
    assert not app.button
    assert "<p class='tt-whose tt-published'>published</p>" in said(app)
    app.text_input(key=field("plant.failure_cost")).set_value("5000").run()
    assert "<p class='tt-whose tt-yours'>yours</p>" in said(app)
    assert "A failure damages elsewhere: 3,000 USD" in said(app)
    assert "Every figure counts a failure as 15,200 USD: 5,000 itself (yours)" in said(app)
    app.button(key="plant-set-to-nothing").click().run()
    assert app.text_input(key=field("plant.secondary_damage", 2)).value == "0"
    assert app.text_input(key=field("plant.failure_cost", 2)).value == "5,000"
    assert "Every figure counts a failure as 5,000 USD: 5,000 itself (yours)." in said(app)
    app.button(key="plant-no-models").click().run()
    assert not any(one.value for one in app.toggle)
    assert [one.key for one in app.button] == ["plant-all-mine"]


@pytest.mark.no_cover
def test_the_sheet_says_its_day_its_units_and_whose_each_value_is() -> None:
    app = opened()
    app.text_input(key=field("plant.failure_cost")).set_value("5000").run()
    (sheet,) = [one.proto.body for one in app.get("html") if "tt-assumed" in one.proto.body
                and "<dl" in one.proto.body]  # fmt: skip
    today = datetime.now(UTC).date()
    days = {f"{one.day} {one:%B %Y}" for one in (today, today - timedelta(days=1))}
    assert any(day in sheet for day in days)
    assert "Money in USD, time in hours." in sheet
    assert "<span class='tt-yours'>5,000 USD</span>" in sheet
    assert "<span class='tt-example'>3,000 USD*</span>" in sheet
    assert "<span class='tt-published'>44,000\N{DEGREE SIGN}</span>" in sheet


@pytest.mark.no_cover
def test_a_link_says_with_which_example_a_plant_was_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that who opens it sees what is still the example's."""
    mine = case_from_json({**PUMPS, "plant": {**PUMPS["plant"], "failure_cost": 5_000}})
    for begun, marked in (("pumps", True), (None, False)):
        packed = in_a_link(mine, Begun(begun))
        assert begun_with(packed).preset == begun and opened_case(packed) == case_to_json(mine)
        app = AppTest.from_string(
            "from game.views.business import page\npage.render()", default_timeout=60
        )
        app.query_params["linked"] = "1"
        monkeypatch.setattr(
            page, "link", lambda *_, waiting=False, packed=packed, **__: packed if waiting else None
        )
        app.run()
        assert "The address of this page holds this plant:" in " ".join(
            one.value for one in app.caption
        )
        assert ("A failure damages elsewhere: 3,000 USD" in said(app)) is marked
        assert ("5,000 itself (yours)" in said(app)) is marked


@pytest.mark.no_cover
def test_ones_own_plant_comes_back_after_another_one_to_begin_with() -> None:
    app = handed(opened(), GOOD_FILE)
    app.text_input(key=field("plant.service_cost")).set_value("4,321").run()
    app.button_group(key="plant-preset-changed").set_value("gearboxes").run(timeout=20)
    assert "good.csv" not in said(app)
    app.button(key="plant-back").click().run()
    assert "Figures are of `good.csv`" in said(app)
    assert app.text_input(key=field("plant.service_cost", app_turn(app))).value == "4,321"
    assert app.button_group(key="plant-preset-changed").value == "yours"
    assert "plant-back" not in {one.key for one in app.button}


def test_a_plant_that_the_browser_kept_came_with_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = in_a_link(case_from_json(PUMPS), Begun("pumps"))
    monkeypatch.setattr(page, "of_browser", lambda _, view: None if view.linked else mine)
    captions = " ".join(one.value for one in opened().caption)
    assert "Your plant, as this browser kept it." in captions
    assert "The address of this page" not in captions


def test_a_value_that_was_typed_is_ones_own_though_the_example_has_it_too() -> None:
    app = opened()
    app.text_input(key=field("plant.failure_cost")).set_value("11000").run()  # it shows 11,000
    assert "11,000 itself (yours)" in said(app)
    assert "As published, and not of your plant: **Mean life, hours: 44,000**." in said(app)
    app.button(key="plant-all-mine").click().run()
    assert "As published, and not" not in said(app)
    assert "3,000 damaged elsewhere (yours)" in said(app)


def test_the_answer_stands_below_what_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the folds: the sentence with which *What it is worth* begins."""
    study = packaging()
    assert study.findings is not None
    study = replace(study, findings=replace(study.findings, not_weibull=True))
    job = SimpleNamespace(value=study, latest=study, finished=True, problem=None)
    monkeypatch.setattr(page, "OFFICE", SimpleNamespace(look=lambda *_: job))
    app = opened()
    answer = verdict.verdict(study)[0].replace("$", r"\$")
    told = [*in_order(app.main)]
    assert "follow no Weibull law" in " ".join(told)  # what weakens it stands with it
    first, again = (place for place, text in enumerate(told) if text.split("\n")[0] == answer)
    folds = [told.index(title) for title in FOLDED]
    assert first < min(folds) and max(folds) < again


def in_order(block: Any) -> Iterator[str]:
    """Give what is written on a page, folds by their names, from its top to its bottom."""
    for one in block.children.values():
        if one.type in ("markdown", "expander"):
            yield one.value if one.type == "markdown" else one.label
        if isinstance(one, Block):
            yield from in_order(one)


@pytest.mark.no_cover
def test_what_it_hangs_on_is_said_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    study = next(one for one in unfold(case_from_json(PUMPS)) if one.findings is not None)
    job = SimpleNamespace(value=study, latest=study, finished=False, problem=None)
    monkeypatch.setattr(page, "OFFICE", SimpleNamespace(look=lambda *_: job))
    app = opened()
    assert "it will stand here in a moment" in said(app)
    assert "print it again in a moment" in said(app)
    assert "What it hangs on" not in [header.value for header in app.header]
