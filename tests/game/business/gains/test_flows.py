"""Returns and paybacks of flows whose answers are known."""

import numpy as np
import pytest

from game.business.gains.flows import earned, without_luck


def test_none_and_more_than_one_return_are_told_apart() -> None:
    """-100, 230, -132 is worth nothing at 10% and at 20%; a gift has no such rate."""
    twice, gift = np.array([-100.0, 230.0, -132.0]), np.array([-10.0, -5.0, -1.0])
    drawn = np.array([twice, gift, [-100.0, 110.0, 0.0], [-100.0, 60.0, 40.0]])
    several, none = earned(twice, drawn, 0.0), earned(gift, drawn, 0.0)
    assert several is not None and none is not None
    assert (several.rate, several.rates) == (None, 2) and (none.rate, none.rates) == (None, 0)
    assert (several.one, several.none, several.several) == (0.5, 0.25, 0.25)
    assert several.never == 0.5 and none.payback is None
    assert earned(np.array([0.0, 5.0, 50.0]), drawn, 0.0) is None


def test_means_by_year_come_to_the_mean_of_present_values() -> None:
    random = np.random.default_rng(3)
    luck = random.normal(size=200)
    flows = random.normal(size=(200, 4)) + 3 * luck[:, np.newaxis] + 7
    factors = 1.1 ** -np.arange(4)
    assert without_luck(flows, luck) @ factors == pytest.approx(without_luck(flows @ factors, luck))
    slopes = [np.polyfit(luck, flow, 1) for flow in flows.T]  # at no luck: the intercept
    assert without_luck(flows, luck) == pytest.approx([float(line[1]) for line in slopes])
    assert without_luck(flows, None) == pytest.approx(flows.mean(axis=0))
