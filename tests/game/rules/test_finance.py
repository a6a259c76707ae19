"""Cash flows against closed cases."""

import numpy as np
import pytest
from scipy import optimize

from game.rules.finance import payback, present_value, returns


def _annuity(years: int, rate: float) -> float:
    return (1 - (1 + rate) ** -years) / rate


@pytest.mark.parametrize("years", [1, 5, 20])
@pytest.mark.parametrize("rate", [0.03, 0.1, 0.4])
def test_an_annuity_is_worth_and_returns_what_the_formula_says(years: int, rate: float) -> None:
    flow = np.concatenate([[-1_000.0], np.full(years, 1_000.0 / _annuity(years, rate))])
    assert present_value(flow, rate) == pytest.approx(0, abs=1e-9)
    assert returns(flow[np.newaxis]).rate[0] == pytest.approx(rate, abs=1e-10)
    other = 0.07
    expected = -1_000 + flow[1] * _annuity(years, other)
    assert present_value(flow, other) == pytest.approx(expected)


def test_rates_are_the_roots_that_scipy_finds() -> None:
    random = np.random.default_rng(1)
    flows = np.column_stack([-random.uniform(50, 150, 100), random.uniform(5, 60, (100, 8))])
    found = returns(flows)
    assert (found.number == 1).all()
    for flow, rate in zip(flows[:20], found.rate[:20], strict=True):
        root = optimize.brentq(lambda r, flow=flow: present_value(flow, r), -0.9, 10)
        assert rate == pytest.approx(root, abs=1e-9)


def test_no_rate_and_two_rates_are_told_apart() -> None:
    flows = np.array(
        [[-100.0, -5.0, -5.0], [100.0, 5.0, 5.0], [0.0, 0.0, 0.0], [-100.0, 230.0, -132.0]]
    )
    assert returns(flows).number.tolist() == [0, 0, 0, 2]
    assert np.isnan(returns(flows).rate).all()


def test_the_money_is_back_when_the_formula_says() -> None:
    flow = np.concatenate([[-1_000.0], np.full(10, 300.0)])[np.newaxis]
    assert payback(flow)[0] == pytest.approx(10 / 3)
    # Discounted, at the end of whole years: the first year whose annuity covers the investment.
    years = next(n for n in range(1, 11) if 300 * _annuity(n, 0.1) >= 1_000)
    assert years - 1 < payback(flow, 0.1)[0] <= years


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ([-100.0, 20.0, 20.0], np.inf),
        ([-100.0, 100.0, 0.0], 1.0),
        ([0.0, 5.0, 5.0], 0.0),
        ([-100.0, 150.0, -100.0], np.inf),
        ([-100.0, 150.0, -100.0, 100.0], 2.5),
    ],
)
def test_payback_counts_when_the_money_stays(flow: list[float], expected: float) -> None:
    assert payback(np.array([flow]))[0] == pytest.approx(expected)
