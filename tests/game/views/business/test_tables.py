"""Tables of a study, against the case that it is of."""

import csv
import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from scipy.stats import CensoredData, weibull_min

from game.business.plant import Case, Model, Plant, Programme
from game.views.business import tables
from game.views.business.tables import skills
from game.views.business.words import earning, verdict
from game.views.business.words.money import amount
from tests.game.views.business.paper.test_drawings import little

FAILED, RUNNING = (9_100, 14_200, 11_800, 16_100, 8_700, 12_900), (10_000, 7_000, 12_000)
"""Hours of the pumps that somebody brought."""


def test_forecasts_miss_by_a_share_of_the_life_that_is_fitted() -> None:
    """Not of all hours for each failure: most of a record may still run."""
    rows = [f"{hours},yes" for hours in FAILED] + [f"{hours},no" for hours in RUNNING]
    lives = "\n".join(["hours,failed", *rows, ""])
    plant = Plant(12, 8_000, service_cost=2_000, failure_cost=5_000, lifetimes=lives)
    table = skills(Case(plant, Programme(own=Model())))
    shape, _, scale = weibull_min.fit(
        CensoredData(uncensored=np.array(FAILED), right=np.array(RUNNING)), floc=0
    )
    mean = weibull_min.mean(shape, scale=scale)
    row = dict(zip(table.columns, table.values[0], strict=True))
    assert row["hours"] == pytest.approx(row["error"] * mean, rel=1e-3)


@pytest.mark.parametrize(
    ("record", "mean"),
    [(("900,yes", "500,no"), 1_400), (("1000,yes", "1001,yes", "1003,yes", "1004,yes"), 1_002)],
    ids=["one failure", "nearly all at one age"],
)
def test_a_record_that_speaks_for_no_law_of_a_plant_still_has_a_mean(
    record: tuple[str, ...], mean: float
) -> None:
    lives = "\n".join(["hours,failed", *record, ""])
    plant = Plant(12, 8_000, service_cost=2_000, failure_cost=5_000, lifetimes=lives)
    table = skills(Case(plant, Programme(own=Model())))
    row = dict(zip(table.columns, table.values[0], strict=True))
    assert row["hours"] == pytest.approx(row["error"] * mean, rel=1e-3)


def test_long_amounts_of_years_stand_beside_each_other_in_thousands() -> None:
    found = little().findings
    assert found is not None
    short = tables.cash_flows(found)
    assert short == earning.flows(found) and not tables.about_columns(short)
    assert tables.flows_name(short, "EUR") == short.name
    flows = (-1_234_567.0, 96_712.0, *[210.0] * 29)
    long = replace(found, answers=tuple(replace(one, flows=flows) for one in found.answers))
    rows = tables.cash_flows(long)
    assert rows.cells[0][1:4] == ("−1,230", "96.7", "0.2")
    assert rows.values == earning.flows(long).values  # the file has every digit
    assert (
        tables.flows_name(rows, "EUR") == "Cash flow by year, not discounted, in thousands of EUR"
    )
    assert len(tables.about_columns(rows)) == 2


@pytest.mark.parametrize("years", [10, 11, 30])
def test_on_paper_later_years_are_one_sum_and_no_table_is_wider_than_that_of_ten(
    years: int,
) -> None:
    found = little().findings
    assert found is not None
    flows = (-1_234_567.0, *[50_400.0] * years)
    rows = tables.cash_flows(
        replace(found, answers=tuple(replace(one, flows=flows) for one in found.answers))
    )
    paper = tables.on_paper(rows)
    assert len(paper.heads) == len(paper.cells[0]) == 13
    assert paper.heads[:11] == rows.heads[:11] and paper.cells[0][-1] == rows.cells[0][-1]
    assert paper.heads[11] == {
        10: "Year 10", 11: "Sum of years 10 to 11", 30: "Sum of years 10 to 30"
    }[years]  # fmt: skip
    assert paper.cells[0][11] == {10: "50.4", 11: "101", 30: "1,060"}[years]
    assert tables.on_paper(tables.cash_flows(found)) == tables.cash_flows(found)


def test_who_recomputes_the_worth_from_the_years_finds_what_stands_at_the_top() -> None:
    """From the file alone, and the factor that is told beside it."""
    study = little()
    found, years = study.findings, study.case.programme.years
    assert found is not None
    table = tables.cash_flows(found)
    assert table.name == "Cash flow by year, not discounted"
    assert table.heads[-1] == "Worth (discounted)"
    said = earning.about_flows(study.case.programme.discount_rate)
    told = re.search(r"each divided by ([\d.]+) as often as years have passed", said)
    assert told is not None
    rows = {row["answer"]: row for row in csv.DictReader(StringIO(table.to_csv()))}
    for name, row in rows.items():
        worth = sum(
            float(row[f"year_{year}"]) / float(told[1]) ** year for year in range(years + 1)
        )
        assert worth == pytest.approx(float(row["expected"]), abs=1e-6)
        assert amount(worth, "") == table.cells[[*rows].index(name)][-1]
    top = verdict.verdict(study)[0]
    assert amount(float(rows[study.winner]["expected"]), "EUR") in top
