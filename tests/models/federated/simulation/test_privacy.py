from dataclasses import replace
from functools import reduce
from operator import add

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
from scipy.integrate import quad
from scipy.stats import norm

from data.simulator import simulate
from models.federated.client import ClientData
from models.federated.simulation.clients import SimulatedClients, statistics_with_target
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.privacy import clipped, epsilon, told_apart, with_noise
from models.federated.simulation.secure_aggregation import deal_seeds
from models.federated.simulation.serving.server import SimulatedServer
from tests.models.federated.simulation.attacker import Wiretap, lifetimes_in, recovered


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


@pytest.mark.parametrize(("multiplier", "rounds"), [(1.0, 15), (4.0, 15), (0.5, 1), (30.0, 60)])
def test_nobody_tells_apart_better_than_two_bells_allow(multiplier: float, rounds: int) -> None:
    """By half of one and the area between both bells, which a distance sets apart."""
    apart = np.sqrt(rounds) / multiplier
    middle = apart / 2  # where they cross
    between = quad(lambda x: abs(norm.pdf(x) - norm.pdf(x, apart)), -9, middle)[0]
    between += quad(lambda x: abs(norm.pdf(x) - norm.pdf(x, apart)), middle, apart + 9)[0]
    assert told_apart(multiplier, rounds) == pytest.approx(0.5 + between / 4, abs=1e-9)


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


def factories(failures: int, count: int = 5) -> list[ClientData]:
    fleet = simulate(np.arange(failures * count), seed=3, fan_share=0.2)
    each = [fleet.part(one * failures, (one + 1) * failures) for one in range(count)]
    return ClientData.of_each(each)


def overheard(
    experiment: Experiment, members: list[ClientData], dishonest: int
) -> set[tuple[int, ...]]:
    """Train, and return what lifetimes a server learns that some members help in all they know."""
    rng = np.random.default_rng(5)
    seeds = deal_seeds(range(len(members)), rng) if experiment.secure else None
    wiretap = Wiretap(SimulatedClients(members, seed=1, seeds=seeds))
    server = SimulatedServer(wiretap, experiment, rng)
    told: dict[int, list[np.ndarray]] = {one: [] for one in range(dishonest)}
    some = (0, 2, 3, 4), (1, 2, 3, 4), tuple(range(len(members)))
    for number, asked in enumerate(some, 1):
        server.merge(asked, wiretap.answer("train", server.invite(number, asked)))
        for one, sent in wiretap.clients.spectate().items():
            if one in told:
                told[one].append(sent)
            for other in told.keys() - set(asked):
                told[other].append(np.zeros_like(sent))
    return recovered(wiretap, told)


@pytest.mark.parametrize("hidden", [0, 6])
@pytest.mark.parametrize("failures", [1, 2, 4])
@pytest.mark.no_cover
def test_behind_masks_no_factorys_lifetimes_are_to_be_had(failures: int, hidden: int) -> None:
    """The same program has them all from what is sent where nothing is hidden."""
    members = factories(failures)
    lifetimes = {tuple(sorted(data.lifetimes.tolist())) for data in members}
    plain = Experiment(hidden=hidden, rounds=3)
    assert overheard(plain, members, 0) >= lifetimes
    secure = replace(plain, secure=True, scales="public")
    for dishonest in (0, 2):  # of five: three are honest
        assert overheard(secure, members, dishonest) == set()


def test_the_first_message_of_a_match_gives_lifetimes_away() -> None:
    """As *How it works* says."""
    for data in factories(failures=4):
        found = lifetimes_in(np.frombuffer(data.statistics.to_bytes(), "<f8"))
        assert found == {tuple(sorted(data.lifetimes.tolist()))}


def test_a_masked_sum_of_first_messages_would_not_hide_them() -> None:
    """Which is why there is none: three factories with a failure each are three lifetimes."""
    members = factories(failures=1, count=3)
    total = reduce(add, map(statistics_with_target, members))
    found = lifetimes_in(np.frombuffer(total.to_bytes(), "<f8"))
    assert found == {tuple(sorted(int(data.lifetimes[0]) for data in members))}
