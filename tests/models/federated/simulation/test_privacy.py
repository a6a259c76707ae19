import numpy as np
import pytest
from dp_accounting import (
    GaussianDpEvent,
    SelfComposedDpEvent,
    get_epsilon_gaussian,
    rdp,
)
from hypothesis import given
from hypothesis import strategies as hs

from models.federated.simulation.privacy import clipped, epsilon, with_noise


def test_what_is_short_enough_stays_and_what_is_too_long_is_cut() -> None:
    update = np.random.default_rng(0).normal(size=100)
    assert np.linalg.norm(clipped(update, 2.0)) == pytest.approx(2.0)
    assert clipped(update, 1e3) is update
    assert clipped(np.zeros(3), 1.0).tolist() == [0.0] * 3


def test_noise_is_as_large_as_the_account_assumes() -> None:
    """The sum of clipped updates gets a deviation of multiplier times norm; a mean, that by n."""
    noisy = with_noise(np.full(100_000, 5.0), 2.0, 3.0, 10, np.random.default_rng(0))
    assert noisy.mean() == pytest.approx(5.0, abs=0.01)
    assert noisy.std() == pytest.approx(2.0 * 3.0 / 10, rel=0.01)


@given(hs.floats(0.01, 100), hs.integers(1, 60), hs.floats(1e-6, 0.3))
def test_the_account_is_googles(multiplier: float, rounds: int, delta: float) -> None:
    theirs = get_epsilon_gaussian(multiplier / np.sqrt(rounds), delta)
    assert epsilon(multiplier, rounds, delta) == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def test_the_account_of_a_lab_is_googles_to_thirteen_digits() -> None:
    for rounds in range(1, 61):
        theirs = get_epsilon_gaussian(0.6 / np.sqrt(rounds), 1e-3)
        assert epsilon(0.6, rounds, 1e-3) == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("multiplier", [0.3, 1.0, 3.0, 10.0])
def test_the_account_is_the_exact_one_which_the_renyi_bound_exceeds_a_little(
    multiplier: float,
) -> None:
    accountant = rdp.RdpAccountant()
    accountant.compose(SelfComposedDpEvent(GaussianDpEvent(multiplier), 20))
    bound = accountant.get_epsilon(1e-3)
    assert 0.75 * bound < epsilon(multiplier, 20, 1e-3) < bound


def test_privacy_is_spent_round_by_round_and_bought_by_noise() -> None:
    assert epsilon(1.0, 1, 1e-3) < epsilon(1.0, 2, 1e-3) < epsilon(0.5, 2, 1e-3)
    assert epsilon(1.0, 20, 1e-3) > 20  # what 20 clients can bear is no meaningful promise
