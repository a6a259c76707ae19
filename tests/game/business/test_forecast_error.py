"""What was measured on turbofans, and how it is carried over."""

import numpy as np
import pytest

from game.business.forecast_error import FEDERATED, OWN, announced, forecast_error, measured


@pytest.mark.parametrize("who", [OWN, FEDERATED])
def test_between_two_measurements_lies_what_they_said(who: str) -> None:
    first, second, *_ = measured()[who]
    assert forecast_error(who, first["failures"]) == tuple(first["error"])
    between = forecast_error(who, np.sqrt(first["failures"] * second["failures"]))
    assert between == pytest.approx(np.mean([first["error"], second["error"]], axis=0))
    assert announced(who, 10**6) == tuple(measured()[who][-1]["announced"])
    assert announced(who, 0) == tuple(first["announced"])


def test_more_failures_announce_more() -> None:
    assert announced(OWN, 1)[1] < announced(OWN, 8)[1] <= announced(FEDERATED, 80)[1]


def test_the_measurement_says_how_it_was_made() -> None:
    assert measured()["command"] == "python -m benchmarks forecast_error"
    assert measured()["engines"] == measured()["worlds"] * 80
