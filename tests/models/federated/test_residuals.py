from collections.abc import Mapping

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from data.simulator import simulate
from data.trajectories import Trajectories
from models.band import BEYOND, SHAPE, count
from models.features import FourierFeatures, features
from models.federated.client import Client, ClientData, InProcess
from models.federated.messages import Clients, Meter
from models.federated.residuals import (
    COUNT_BYTES,
    FOLDS,
    Some,
    answers_for_a_band,
    ask_residuals,
    counts_from_bytes,
    counts_to_bytes,
    left_out_residuals,
    model_from_bytes,
    model_to_bytes,
)
from models.federated.server import ROUNDS, average, federate
from models.federated.simulation.secure_aggregation import (
    deal_seeds,
    decode,
    encode,
    masked_together,
    reveal,
    unmasked_sum,
)
from models.rul import RUL_CAP, RulModel, capped_rul
from tests.models.prices import PRICES


def histories_of(factories: int) -> list[Trajectories]:
    return [
        simulate(np.arange(2) + 100 * number, seed=3, fan_share=0.2) for number in range(factories)
    ]


def ridge(histories: list[Trajectories]) -> RulModel:
    """All rows in one place, by scikit-learn."""
    together = Trajectories.joined(histories)
    table = features(together)
    fitted = Ridge(alpha=100.0).fit(table, capped_rul(together))
    width = table.shape[1]
    return RulModel(np.zeros(width), np.ones(width), fitted.coef_, float(fitted.intercept_))


def loop(histories: list[Trajectories], folds: int) -> np.ndarray:
    """Each row by a model of the factories of the other folds, counted one by one."""
    counts = np.zeros(SHAPE, np.int64)
    for number, own in enumerate(histories):
        others = [one for at, one in enumerate(histories) if at % folds != number % folds]
        forecasts = np.round(ridge(others).predict(features(own)), 1)
        for forecast, age, left in zip(forecasts, own.ages, own.rul, strict=True):
            place = min(max(int(np.floor(round(left - forecast, 1))) + 63, 0), 125)
            place = BEYOND if left > RUL_CAP else place
            row = min(int(forecast // 15), SHAPE[0] - 1)
            counts[row, int(age >= 150) + int(age >= 200), place] += 1
    return counts


@pytest.mark.parametrize("factories", [2, 3, 7])
def test_residuals_are_those_of_models_that_have_not_seen_the_factory(factories: int) -> None:
    histories = histories_of(factories)

    def train(some: Clients) -> RulModel:
        return ridge([histories[one] for one in some.client_ids])

    counts = left_out_residuals(InProcess.of_each(histories), train)
    assert (counts == loop(histories, min(FOLDS, factories))).all()
    assert counts.sum() == sum(len(own.sensors) for own in histories)


def test_a_single_factory_has_nobody_to_judge_it() -> None:
    clients = InProcess.of_each(histories_of(1))
    assert not left_out_residuals(clients, lambda _: pytest.fail("nothing to train on")).any()


def test_the_model_of_a_fold_is_the_federations_without_it() -> None:
    clients = InProcess.of_each(histories_of(5))
    rest = Some(clients, (0, 2, 3, 4))
    trained = federate(rest, PRICES, rng=np.random.default_rng(7)).model
    again = average(rest, rng=np.random.default_rng(7))
    assert (trained.coefficients == again.coefficients).all()
    assert trained.intercept == again.intercept


def test_messages_are_counted_to_the_byte() -> None:
    histories = histories_of(3)
    model = ridge(histories[:1])
    meter = Meter(InProcess.of_each(histories))
    counts = ask_residuals(meter, (1, 2), model)
    question, answer = 4 + 8 * (3 * 57 + 1), COUNT_BYTES * 9 * 3 * 127
    assert meter.take() == ({1: question, 2: question}, {1: answer, 2: answer})
    assert (counts_from_bytes(counts_to_bytes(counts)) == counts).all()
    table = features(histories[1])
    assert (model_from_bytes(model_to_bytes(model)).predict(table) == model.predict(table)).all()


def test_the_sum_of_the_histograms_is_the_histogram_of_all_rows() -> None:
    histories = histories_of(4)
    model = ridge(histories[:1])
    summed = ask_residuals(InProcess.of_each(histories), (1, 2, 3), model)
    pooled = Trajectories.joined(histories[1:])
    forecasts = np.round(model.predict(features(pooled)), 1)
    assert (summed == count(forecasts, pooled.ages, pooled.rul)).all()


def test_behind_masks_the_sum_is_the_same() -> None:
    histories = histories_of(4)
    model, clients = ridge(histories[:1]), InProcess.of_each(histories)
    asked = (1, 2, 3)
    own = {one: ask_residuals(clients, (one,), model).ravel() for one in asked}
    seeds = deal_seeds(asked, np.random.default_rng(0))
    words = {one: encode(counts.astype(np.float64)) for one, counts in own.items()}
    masked = masked_together(words, seeds, asked)
    assert all((masked[one] != words[one]).mean() > 0.99 for one in asked)
    told = {one: reveal(seeds[one], []) for one in asked}
    summed = decode(unmasked_sum(masked, told))
    assert (summed.reshape(SHAPE) == ask_residuals(clients, asked, model)).all()


def test_a_band_asks_as_many_answers_of_a_client_as_the_account_would_take() -> None:
    asked: list[str] = []

    class Heard(InProcess):
        def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
            if 2 in messages:
                asked.append(subject)
            return super().answer(subject, messages)

    clients = Heard([Client(data) for data in ClientData.of_each(histories_of(5))])
    left_out_residuals(clients, lambda some: average(some, rng=np.random.default_rng(0)))
    told = [subject for subject in asked if subject in ("train", "residuals")]
    assert len(told) == answers_for_a_band(ROUNDS)


def test_a_bent_model_travels_whole() -> None:
    rng = np.random.default_rng(0)
    bent = RulModel(np.zeros(57), np.ones(57), rng.normal(0, 9, 40), 60.0, FourierFeatures(40, 0.8))
    table = rng.normal(0, 1, (30, 57))
    assert (model_from_bytes(model_to_bytes(bent)).predict(table) == bent.predict(table)).all()
