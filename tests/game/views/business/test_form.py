"""Fields of the form say what they hold, and read back what they show."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.business.plant import PlantError
from game.business.reading import case_from_json
from game.rules.errors import GameError
from game.views.business.amounts import check_meant, read_amount, read_as
from game.views.business.form import read
from game.views.business.presets import PRESETS
from game.views.business.words.inputs import FIRST, FOLDED, LABELS, Row, in_words, written

SHARE = Row("plant.spread", "Spread", percent=True)
RANGE = Row("plant.avoidable", "Avoidable", percent=True, many=True)
YEARS = Row("programme.ramp_up", "In force", percent=True, many=True)
PLAIN = Row("plant.failure_cost", "Failure")


@given(st.integers(0, 10**9))
def test_a_field_reads_back_what_it_shows(value: int) -> None:
    assert read(written(value, PLAIN), PLAIN) == value


@given(st.lists(st.integers(0, 1_000).map(lambda share: share / 1_000), min_size=1, max_size=3))
def test_so_does_a_field_of_shares(shares: list[float]) -> None:
    assert read(written(shares, YEARS), YEARS) == pytest.approx(shares)
    assert read(written(shares[0], SHARE), SHARE) == pytest.approx(shares[0])


def test_who_is_sure_of_a_range_writes_one_number() -> None:
    assert read("40%", RANGE) == read("40 to 40", RANGE) == [0.4, 0.4]


@pytest.mark.parametrize(
    ("row", "text", "told"),
    [
        (SHARE, "-5", "Spread is a number from 0 to 100, got -5: write another."),
        (RANGE, "55 to 40", "possible, from 0 to 100, got 55 to 40: write them like 40 to 55."),
        (RANGE, "40 to 45 to 55", "got 40 to 45 to 55: write them like 40 to 55."),
        (YEARS, "130", "In force: a number from 0 to 100 for each year, got 130"),
        (PLAIN, " ", "This field is empty: write a number."),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_the_unit_of_its_field(
    row: Row, text: str, told: str
) -> None:
    with pytest.raises(GameError) as refused:
        read(text, row)
    assert told in str(refused.value)


def test_every_preset_reads_back_from_its_fields() -> None:
    for preset in PRESETS.values():
        for row in (*FIRST, *(row for rows in FOLDED.values() for row in rows)):
            part, name = row.path.split(".")
            value = preset.values[part].get(name)
            if value is not None:
                assert read(written(value, row), row) == value


@pytest.mark.parametrize(
    "text",
    ["", "x", "1,23", "0,125", "007,000", "1,2345", "--3", "1e5", "12,34,567", "\u0663", "1.2.3"],
)
def test_no_number_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(GameError, match=r"is no number: write it like 1,234\.5\."):
        read_amount(text)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        value = read_amount(text)
    except GameError:
        return
    assert abs(value) < 1e37
    with suppress(GameError):
        check_meant(text, money=True)
    assert read_as(text) is None or abs(value) < 1_000


def test_a_refusal_calls_a_value_as_the_form_does() -> None:
    plant = {**PRESETS["pumps"].values["plant"], "hour_worth": -1}
    with pytest.raises(PlantError) as caught:
        case_from_json({"plant": plant})
    assert in_words(caught.value).values["name"] == LABELS["plant.hour_worth"]


COST = Row("plant.failure_cost", "Failure", money=True)


@pytest.mark.parametrize("text", ["5,000", "$5,000", "5000 USD", "usd 5k", "US$5000", " 5000$ "])
def test_an_amount_may_stand_with_the_unit_of_the_plant(text: str) -> None:
    assert read(text, COST, "USD") == 5_000


@pytest.mark.parametrize(("text", "unit"), [("5000 EUR", "USD"), ("$5000", "EUR"), ("$", "USD")])
def test_another_unit_is_never_taken_for_it(text: str, unit: str) -> None:
    with pytest.raises(GameError, match="is no number"):
        read(text, COST, unit)


def test_more_years_of_a_beginning_than_a_programme_has_are_told_as_the_form_calls_them() -> None:
    plant = PRESETS["pumps"].values["plant"]
    with pytest.raises(PlantError) as caught:
        case_from_json({"plant": plant, "programme": {"years": 1, "ramp_up": [0.3, 0.8]}})
    said = str(in_words(caught.value))
    assert "names 2 years, of a programme of 1" in said and "ramp_up" not in said


def test_a_number_that_is_as_likely_a_thousand_times_as_much_is_refused() -> None:
    with pytest.raises(GameError, match=r"6\.700 may be 6\.7 or 6700: write one of these\."):
        read("6.700", Row("plant.hours_a_year", "Hours"))
    with pytest.raises(GameError, match=r"1\.234 may be 1\.234 or 1234"):
        read("1.234", Row("plant.service_cost", "Service", money=True))
    assert read("2.000", Row("plant.shape", "Shape")) == 2  # no law has a shape of 2,000
    assert read("6,700", Row("plant.hours_a_year", "Hours")) == 6_700
