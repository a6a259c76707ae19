"""What was measured on turbofans, and how it is carried over."""

import numpy as np
import pytest
from pytest import MonkeyPatch
from scipy.stats import binomtest

from game.business import forecast_error as forecasts
from game.business.forecast_error import (
    FEDERATED,
    OWN,
    announced,
    forecast_error,
    measured,
    tried_failures,
)


@pytest.mark.parametrize("who", [OWN, FEDERATED])
def test_between_two_measurements_lies_what_they_said(who: str) -> None:
    first, second, *_ = measured()[who]
    assert forecast_error(who, first["failures"]) == tuple(first["error"])
    between = forecast_error(who, np.sqrt(first["failures"] * second["failures"]))
    assert between == pytest.approx(np.mean([first["error"], second["error"]], axis=0))
    assert announced(who, 10**6)[1] == measured()[who][-1]["announced"][1]
    assert announced(who, 0) == tuple(first["announced"])


def test_who_missed_none_is_no_surer_than_its_failures_tell(monkeypatch: MonkeyPatch) -> None:
    """The exact interval of one trial, by scipy: a tenth of trials lie beyond each end."""
    _, tried = tried_failures()
    for caught, world in ((tried, 1.0), (tried - 3, 1 - 3 / tried), (0, 0.0)):
        cell = {**measured()[FEDERATED][-1], "announced": [world, world, world]}
        told = {**measured(), FEDERATED: [cell]}
        monkeypatch.setattr(forecasts, "measured", lambda told=told: told)
        exact = binomtest(caught, tried).proportion_ci(0.8, "exact")
        assert announced(FEDERATED, 80) == pytest.approx((exact.low, caught / tried, exact.high))


def test_more_failures_announce_more() -> None:
    assert announced(OWN, 1)[1] < announced(OWN, 8)[1] <= announced(FEDERATED, 80)[1]


def test_the_measurement_says_how_it_was_made() -> None:
    assert measured()["command"] == "python -m benchmarks forecast_error"
    assert measured()["engines"] == measured()["worlds"] * 80
