import numpy as np

from models.metrics import phm08_score, rmse


def test_rmse_by_hand() -> None:
    assert rmse(np.array([0.0, 7.0]), np.array([3, 3])) == np.sqrt((9 + 16) / 2)


def test_a_late_forecast_costs_more_than_an_early_one() -> None:
    truth = np.array([50])
    assert phm08_score(np.array([50.0]), truth) == 0
    assert phm08_score(np.array([60.0]), truth) == np.expm1(1.0)
    assert phm08_score(np.array([37.0]), truth) == np.expm1(1.0)
