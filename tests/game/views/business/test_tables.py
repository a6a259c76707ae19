"""Tables of a study, against the case that it is of."""

import numpy as np
import pytest
from scipy.stats import CensoredData, weibull_min

from game.business.plant import Case, Model, Plant, Programme
from game.views.business.tables import skills

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
