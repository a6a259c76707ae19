import dataclasses
import itertools
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from data.simulator import simulate
from data.trajectories import Trajectories
from models.alarms import EVERY_THRESHOLD, PriceList, careful_rule, usual_rule
from models.band import SHAPE, count
from models.features import FourierFeatures, features
from models.federated.client import Client, ClientData, InProcess
from models.federated.exact import federate_exactly
from models.federated.one_round import (
    FOLDS,
    OneRound,
    federate_in_one_round,
    join_one_round,
    judged_anew,
)
from models.federated.residuals import counts_to_bytes, model_to_bytes
from models.federated.server import federate
from models.rul import capped_rul

PRICES = PriceList(300, 10_000, 20, 60_000, 60, lead=40)
BENT, STRENGTH = FourierFeatures(40, 0.8), 1.0
MEMBERS = [3, 2, 2, 1, 3, 2]  # engines of each


@pytest.fixture(scope="module")
def owns() -> list[Trajectories]:
    engines = simulate(np.arange(sum(MEMBERS) + 3), seed=4, fan_share=0.2)
    ends = np.cumsum([0, *MEMBERS, 3])
    return [engines.select(np.arange(*ends_of)) for ends_of in itertools.pairwise(ends)]


@pytest.fixture(scope="module")
def running(owns: list[Trajectories]) -> OneRound:
    return federate_in_one_round(InProcess.of_each(owns[:-1]), PRICES, BENT, STRENGTH)


@pytest.fixture(scope="module")
def joined(owns: list[Trajectories], running: OneRound) -> OneRound:
    return join_one_round(running, InProcess([Client(ClientData.of(99, owns[-1]))]), PRICES)


def by_scikit_learn(
    known: list[Trajectories], ruler: Trajectories
) -> Callable[[np.ndarray], np.ndarray]:
    mean, scale = features(ruler).mean(axis=0), features(ruler).std(axis=0)
    rows = Trajectories.joined(known)
    bent = BENT.transform((features(rows) - mean) / scale)
    ridge = Ridge(alpha=STRENGTH).fit(bent, capped_rul(rows))
    return lambda table: np.clip(ridge.predict(BENT.transform((table - mean) / scale)), 0, 125)


def test_who_joins_makes_it_the_ridge_of_all_rows_by_the_members_ruler(
    owns: list[Trajectories], running: OneRound, joined: OneRound
) -> None:
    others = features(simulate(np.arange(20) + 500, seed=4, fan_share=0.2))
    members = Trajectories.joined(owns[:-1])
    for federation, known in ((running, owns[:-1]), (joined, owns)):
        expected = by_scikit_learn(known, members)(others)
        np.testing.assert_allclose(federation.model.predict(others), expected, atol=1e-6)


def test_at_other_prices_the_same_sums_are_judged_anew(owns: list[Trajectories]) -> None:
    others = PriceList(300, 10_000, 20, 60_000, 60, lead=20)
    members = InProcess.of_each(owns[:-1])
    begun = federate_in_one_round(members, PRICES, BENT, STRENGTH, banded=True)
    judged = judged_anew(begun, InProcess.of_each(owns[:-1]), others)  # by no more than their rows
    assert (judged_anew(begun, members, others).scores.reward == judged.scores.reward).all()
    fresh = federate_in_one_round(InProcess.of_each(owns[:-1]), others, BENT, STRENGTH, banded=True)
    assert (begun.scores.reward != fresh.scores.reward).any()
    for name in ("reward", "time"):
        assert (getattr(judged.scores, name) == getattr(fresh.scores, name)).all()
    assert (judged.residuals == fresh.residuals).all()
    assert judged.bytes_moved == fresh.bytes_moved


def earned(forecasts: np.ndarray, threshold: int) -> tuple[int, int]:
    """Run one engine cycle by cycle until it is serviced or fails: dollars, cycles."""
    life, due = len(forecasts), None
    for age in range(1, life):
        if due is None and round(forecasts[age - 1], 1) < threshold:
            due = age + PRICES.lead
        if due == age:
            return 300 * age - 10_000, age + 20
    return 300 * life - 60_000, life + 60


@pytest.mark.parametrize("threshold", [30, 75, 110])
@pytest.mark.no_cover
def test_every_engine_is_judged_by_a_model_that_has_not_seen_it(
    owns: list[Trajectories], joined: OneRound, threshold: int
) -> None:
    members = Trajectories.joined(owns[:-1])
    reward = time = 0
    for number, own in enumerate(owns):
        joins = number == len(owns) - 1
        known = [
            other
            for place, other in enumerate(owns[:-1])
            if joins or place % FOLDS != number % FOLDS
        ]
        forecasts = by_scikit_learn(known, members)(features(own))
        for line in np.split(forecasts, own.offsets[1:-1]):
            money, cycles = earned(line, threshold)
            reward, time = reward + money, time + cycles
    place = threshold - EVERY_THRESHOLD[0]
    assert (joined.scores.reward[place], joined.scores.time[place]) == (reward, time)


def test_a_rule_chooses_among_the_thresholds_that_it_tries(joined: OneRound) -> None:
    for rule in (careful_rule(1), careful_rule(80), usual_rule(40)):
        grid = list(rule.grid)
        assert set(grid) <= set(EVERY_THRESHOLD.tolist())
        assert 1 <= joined.threshold(rule) <= 125
    rates = joined.scores.rates[EVERY_THRESHOLD >= 5][: 124 - 4]
    assert joined.threshold(usual_rule(40)) == max(5 + int(np.argmax(rates)) + 5, 65)


def test_the_order_of_clients_changes_nothing(
    owns: list[Trajectories], running: OneRound, joined: OneRound
) -> None:
    numbered = [(i, owns[i]) for i in (3, 5, 0, 2, 1, 4)]
    clients = InProcess([Client(ClientData.of(*own)) for own in numbered])
    again = federate_in_one_round(clients, PRICES, BENT, STRENGTH)
    assert np.array_equal(again.model.coefficients, running.model.coefficients)
    assert np.array_equal(again.scores.reward, running.scores.reward)


def test_all_that_moves_is_counted_and_everybodys_sums_travel_again(
    running: OneRound, joined: OneRound
) -> None:
    sums = 8 * (2 + 40 + 40 + 40 * 41 // 2)
    assert len(running.sums.to_bytes()) == sums
    assert running.bytes_moved > len(MEMBERS) * sums
    assert joined.bytes_moved > (len(MEMBERS) + 1) * sums
    assert (running.clients, joined.clients) == (len(MEMBERS), len(MEMBERS) + 1)


def test_who_is_alone_judges_by_what_it_has(owns: list[Trajectories]) -> None:
    alone = federate_in_one_round(InProcess.of_each(owns[:1]), PRICES, BENT, STRENGTH)
    assert alone.clients == 1
    assert alone.scores.reward.max() > 0


def test_residuals_are_those_of_the_models_that_judge_alarms(owns: list[Trajectories]) -> None:
    members = InProcess.of_each(owns[:-1])
    running = federate_in_one_round(members, PRICES, BENT, STRENGTH, banded=True)
    newcomer = InProcess([Client(ClientData.of(99, owns[-1]))])
    joined = join_one_round(running, newcomer, PRICES)
    counts = np.zeros(SHAPE, np.int64)
    for number, own in enumerate(owns):
        joins = number == len(owns) - 1
        known = [
            other
            for place, other in enumerate(owns[:-1])
            if joins or place % FOLDS != number % FOLDS
        ]
        forecasts = by_scikit_learn(known, Trajectories.joined(owns[:-1]))(features(own))
        counts += count(np.round(forecasts, 1), own.ages, own.rul)
    assert joined.residuals is not None
    # Two ways of solving may round a forecast to two neighbouring tenths.
    assert np.abs(joined.residuals - counts).sum() <= 4
    assert joined.residuals.sum() == counts.sum()
    plain = join_one_round(federate_in_one_round(members, PRICES, BENT, STRENGTH), newcomer, PRICES)
    assert plain.residuals is None
    histogram = len(counts_to_bytes(counts))
    question = len(model_to_bytes(running.model))
    more = joined.bytes_moved - plain.bytes_moved
    assert more == question + histogram + len(MEMBERS) * histogram


def test_a_federation_of_one_has_nobody_to_judge_it(owns: list[Trajectories]) -> None:
    alone = InProcess.of_each(owns[:1])
    learned = federate_in_one_round(alone, PRICES, BENT, STRENGTH, banded=True)
    assert learned.residuals is not None
    assert not learned.residuals.any()


class Silent(InProcess):
    """Clients of whom some never answer to a subject."""

    subject: str
    silent: tuple[int, ...]

    @classmethod
    def about(cls, subject: str, owns: list[Trajectories], *silent: int) -> "Silent":
        clients = cls.of_each(owns)
        clients.subject, clients.silent = subject, silent
        return clients

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        answers = super().answer(subject, messages)
        lost = self.silent if subject == self.subject else ()
        return {one: told for one, told in answers.items() if one not in lost}


def test_alarms_are_judged_by_those_who_answer(owns: list[Trajectories]) -> None:
    few, everybody = owns[:4], range(4)  # each is a fold of its own
    whole = federate_in_one_round(InProcess.of_each(few), PRICES, BENT, STRENGTH).scores
    without = [
        federate_in_one_round(Silent.about("score", few, one), PRICES, BENT, STRENGTH).scores
        for one in everybody
    ]
    for field in dataclasses.fields(whole):
        total = sum(getattr(scores, field.name) for scores in without)
        np.testing.assert_allclose(total, 3 * getattr(whole, field.name), rtol=1e-12)


@pytest.mark.parametrize("subject", ["score", "exact"])
def test_a_federation_whose_clients_all_are_silent_says_about_what(
    owns: list[Trajectories], subject: str
) -> None:
    def clients() -> Silent:
        return Silent.about(subject, owns[:3], 0, 1, 2)

    words = f"no client has answered about '{subject}': ask again"
    with pytest.raises(ValueError, match=words):
        federate_in_one_round(clients(), PRICES, BENT, STRENGTH)
    with pytest.raises(ValueError, match=words):
        if subject == "score":
            federate(clients(), PRICES, rng=np.random.default_rng(0))
        else:
            federate_exactly(clients(), STRENGTH)
