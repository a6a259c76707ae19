"""A visitor's record of lifetimes: what uses it, what takes it away, and what misses it."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from game.business.reading import case_from_json
from game.views.business import page
from game.views.business.link import Begun, begun_with, in_a_link, opened_case
from game.views.business.lives.record import has_another_law, with_lifetimes
from tests.game.views.business.test_page import (
    GOOD_FILE,
    PUMPS,
    app_turn,
    field,
    handed,
    opened,
    said,
)

pytestmark = pytest.mark.page


def test_uploaded_lifetimes_take_the_place_of_a_law() -> None:
    text = "hours,failed\n20000,yes\n30000,yes\n41000,no\n"
    case = case_from_json(with_lifetimes(dict(PUMPS), text))
    assert (case.plant.record.failures, case.plant.shape) == (2, None)
    assert with_lifetimes(dict(PUMPS), None) == PUMPS


def test_a_law_is_another_one_by_any_of_its_three_numbers() -> None:
    dearer = {**PUMPS, "plant": {**PUMPS["plant"], "service_cost": 1}}
    assert not has_another_law(dearer, PUMPS)
    for name in ("mean_life", "shape", "failures_on_record"):
        assert has_another_law({**PUMPS, "plant": {**PUMPS["plant"], name: 3}}, PUMPS)


BAD_FILE = ("bad.csv", b"hours,failed\n-200,yes\n", "text/csv")
IN_YEARS = ("years.csv", b"hours,failed\n4.5,yes\n6,yes\n7.25,no\n", "text/csv")


@pytest.mark.no_cover
def test_a_file_that_cannot_be_read_changes_nothing_whatever_was_edited_meanwhile() -> None:
    app = handed(opened(), GOOD_FILE)
    app.text_input(key=field("plant.service_cost")).set_value("4,321").run()
    for again, file in enumerate((BAD_FILE, IN_YEARS)):
        handed(app, file)
        (warned,) = app.warning
        assert ("these seem to be years" in said(app)) is (file == IN_YEARS)
        assert warned.value.endswith("are of `good.csv`.")
        app.file_uploader[-1].set_value([])  # between two files the field is empty
        assert not app.run().warning and "Figures are of `good.csv`: 5 failures" in said(app)
        cost = str(4_400 + again)
        app.text_input(key=field("plant.service_cost")).set_value(cost).run()
    app.button(key="plant-no-record").click().run()
    assert "good.csv" not in said(app) and app.text_input(key=field("plant.shape")).value == "2"


@pytest.mark.parametrize(
    ("times", "warned"),
    [(1, True), (8_000 / 12, False)],
    ids=["months", "hours"],
)
@pytest.mark.no_cover
def test_months_that_are_called_hours_are_used_and_doubted(times: float, warned: bool) -> None:
    """Pumps of 20 to 35 years: what they come to as hours is told, on paper, too."""
    lives = "".join(f"{months * times:.0f},yes\n" for months in (240, 420, 310, 265, 350))
    app = handed(opened(), ("pumps.csv", f"hours,failed\n{lives}".encode(), "text/csv"))
    assert "Figures are of `pumps.csv`: 5 failures" in said(app)
    doubt = "a machine fails about 25 times a year: 317 hours a failure, of 8,000 a year. If its "
    doubt += "numbers are months, multiply each by 667"
    assert [doubt in one.value for one in app.warning] == [True] * warned
    assert said(app).count(doubt) == 2 * warned  # beside the answer, and on paper


TWO_PAGES = """
import streamlit as st
from game.views.business import page
if st.toggle("elsewhere", key="elsewhere"):
    st.title("Another page")
else:
    page.render()
"""


@pytest.mark.no_cover
def test_a_record_is_there_when_one_comes_back_from_another_page() -> None:
    app = handed(AppTest.from_string(TWO_PAGES, default_timeout=60).run(), GOOD_FILE)
    told = "Figures are of `good.csv`: 5 failures on record, and 2 lives that had not failed."
    assert told in said(app)
    app.toggle(key="elsewhere").set_value(True).run()
    assert told not in said(app)
    app.toggle(key="elsewhere").set_value(False).run()
    assert told in said(app) and "plant-1-plant.shape" not in {one.key for one in app.text_input}


@pytest.mark.no_cover
def test_a_link_made_with_a_record_says_that_it_is_not_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []
    monkeypatch.setattr(page, "link", lambda plant, *_, **__: made.append(plant))
    handed(opened(), GOOD_FILE)
    packed = made[-1]
    assert begun_with(packed).record == 5 and opened_case(packed)["plant"]["shape"]
    packed = json.dumps({**json.loads(packed), "came": ["calendar", 12_345.0]})
    app = AppTest.from_string(
        "from game.views.business import page\npage.render()", default_timeout=60
    )
    app.query_params["linked"] = "1"
    monkeypatch.setattr(
        page, "link",
        lambda plant, *_, waiting=False, **__: packed if waiting else made.append(plant),
    )  # fmt: skip
    app.run()
    lost = "These figures were made with a record of 5 failures. It is not here"
    assert lost in said(app)
    with_it = "on average *A calendar of your own* comes to most, 12,300 USD."
    assert f"With the record: {with_it}" in said(app)
    assert f"**Without your record of 5 failures.** With it: {with_it}" in said(app)
    assert begun_with(made[-1]).came == ("calendar", 12_345.0)
    assert begun_with(made[-1]).record == 5  # who reloads it again is told, too
    app.text_input(key=field("plant.failure_cost", app_turn(app))).set_value("12,345").run()
    assert begun_with(made[-1]).came is None  # it was found for another price
    assert begun_with(made[-1]).record == 5 and with_it not in said(app)
    handed(app, GOOD_FILE)
    assert lost not in said(app) and "Figures are of `good.csv`" in said(app)
    assert begun_with(made[-1]).record == 5


def test_a_law_that_is_typed_in_place_of_a_lost_record_is_ones_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed = in_a_link(case_from_json(PUMPS), Begun("pumps", record=20))
    app = AppTest.from_string(
        "from game.views.business import page\npage.render()", default_timeout=60
    )
    app.query_params["linked"] = "1"
    monkeypatch.setattr(page, "link", lambda *_, waiting=False, **__: packed if waiting else None)
    assert "a record of 20 failures" in said(app.run())
    app.text_input(key=field("plant.machines", app_turn(app))).set_value("9").run()
    assert "a record of 20 failures" in said(app)
    app.text_input(key=field("plant.mean_life", app_turn(app))).set_value("9,000").run()
    assert "a record of 20 failures" not in said(app.run())
