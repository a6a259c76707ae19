import dataclasses
import gc
import weakref
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from sklearn.linear_model import SGDRegressor

from data.simulator import simulate
from data.trajectories import Trajectories
from models.alarms import THRESHOLD_GRID, score_thresholds
from models.features import features
from models.federated.aggregation import ClientUpdate
from models.federated.client import Client, ClientData, InProcess
from models.federated.exact import federate_exactly
from models.federated.messages import Setup, Statistics
from models.federated.server import (
    JOINING_ROUNDS,
    ROUNDS,
    Federation,
    Server,
    TrainingSettings,
    federate,
    join,
)
from models.federated.simulation.clients import SimulatedClients
from models.rul import RUL_CAP, RulModel, capped_rul
from tests.models.prices import PRICES

USAGE = np.array([0.8, 0.94, 1.08, 1.22, 1.36, 1.5])


def histories_of(factories: int, failures: int = 4, seed: int = 1) -> list[Trajectories]:
    return [
        simulate(
            np.arange(failures) + 100 * factory,
            seed=seed,
            fan_share=0.2,
            severity=USAGE[factory % len(USAGE)],
        )
        for factory in range(factories)
    ]


def clients_of(histories: Sequence[Trajectories]) -> list[Client]:
    return [Client(data) for data in ClientData.of_each(histories)]


def trained(clients: Sequence[Client], rounds: int = ROUNDS) -> Federation:
    return federate(InProcess(clients), PRICES, rounds=rounds, rng=np.random.default_rng(7))


def test_clients_are_gone_with_the_last_who_names_them() -> None:
    own = histories_of(3)
    gc.disable()  # what needs a search for garbage waits for it with all its rows
    try:
        clients = clients_of(own)
        together = SimulatedClients(ClientData.of_each(own), seed=1)
        trained(clients, rounds=1)
        together.answer("statistics", dict.fromkeys(together.client_ids, b""))
        left = [weakref.ref(one) for one in (*clients, together)]
        del clients, together
        assert [one() for one in left] == [None] * 4
    finally:
        gc.enable()


def same(one: RulModel, other: RulModel) -> bool:
    return one.intercept == other.intercept and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("mean", "scale", "coefficients")
    )


@pytest.fixture(scope="module")
def histories() -> list[Trajectories]:
    return histories_of(8)


@pytest.fixture(scope="module")
def clients(histories: list[Trajectories]) -> list[Client]:
    return clients_of(histories)


@pytest.fixture(scope="module")
def judge() -> np.ndarray:
    return features(simulate(np.arange(50), seed=99, fan_share=0.2, severity=1.2))


class Witness(InProcess):
    """Clients of whom is kept what passes."""

    def __init__(self, clients: Sequence[Client]) -> None:
        super().__init__(clients)
        self.passed: list[tuple[int, str, int, int]] = []

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        answers = super().answer(subject, messages)
        for one, message in messages.items():
            assert type(message) is type(answers[one]) is bytes
            self.passed.append((one, subject, len(message), len(answers[one])))
        return answers


class Lossy(InProcess):
    """Clients of whom one never answers to some subject."""

    lost, subject = 3, "train"

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        answers = super().answer(subject, messages)
        return {
            one: sent
            for one, sent in answers.items()
            if (one, subject) != (self.lost, self.subject)
        }


def test_the_shared_standardisation_is_that_of_all_rows(
    clients: list[Client], histories: list[Trajectories]
) -> None:
    table = np.concatenate([features(history) for history in histories])
    model = trained(clients, rounds=1).model
    np.testing.assert_allclose(model.mean, table.mean(axis=0), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(model.scale, table.std(axis=0), rtol=1e-10)


def test_a_feature_that_hardly_varies_is_not_blown_up() -> None:
    table = np.full((6, 57), 2388.0)
    table[:, 1] += np.arange(6)
    scale = Statistics.of(table, np.zeros(6)).scale
    assert scale[0] == 1
    assert scale[1] == np.arange(6).std()


def test_the_same_seed_gives_the_same_model_whatever_the_order(clients: list[Client]) -> None:
    first, again = trained(clients), trained(clients[::-1])
    assert same(first.model, again.model)
    assert first.threshold == again.threshold
    assert first.rounds == again.rounds


def test_a_pass_is_that_of_scikit_learn_bit_for_bit(histories: list[Trajectories]) -> None:
    data = ClientData.of(3, histories[0])
    rows, start = len(data.target), np.append(np.linspace(-0.1, 0.1, 57), 0.5)
    setup = Setup(
        data.table.mean(0),
        data.table.std(0) + 1,
        rows,
        dataclasses.asdict(TrainingSettings(seed=5)),
    )
    yardstick = SGDRegressor(
        alpha=3_000 / rows, learning_rate="constant", eta0=1e-4,
        random_state=np.random.RandomState(np.random.PCG64([5, 3])),
    )  # fmt: skip
    yardstick.coef_, yardstick.intercept_ = start[:-1].copy(), start[-1:].copy()
    client, message = Client(data), ClientUpdate.of(start, rows).to_bytes()
    client.answer("setup", setup.to_bytes())
    for _ in range(2):
        yardstick.partial_fit((data.table - setup.mean) / setup.scale, data.target / RUL_CAP)
        message = client.answer("train", message)
        found = ClientUpdate.from_bytes(message, rows)
        assert np.array_equal(found.coefficients, yardstick.coef_)
        assert found.intercept == yardstick.intercept_[0]


def test_another_seed_shuffles_otherwise(clients: list[Client]) -> None:
    other = federate(InProcess(clients), PRICES, rng=np.random.default_rng(8))
    assert not same(trained(clients).model, other.model)


def test_a_round_is_told_when_all_have_trained_and_when_all_is_merged(
    clients: list[Client],
) -> None:
    rng = np.random.default_rng(7)
    server = Server(InProcess(clients), dataclasses.asdict(TrainingSettings()))
    drawn: list[tuple[int, ...]] = []

    def half() -> tuple[int, ...]:
        drawn.append(tuple(sorted(rng.permutation(8)[:4].tolist())))
        return drawn[-1]

    start, weights, told = np.zeros(58), [np.zeros(58)], []
    for number, stage, asked in server.rounds(start, 3, half):
        told.append((number, stage, asked))
        assert np.array_equal(server.weights, weights[-1]) == (stage == "trained")
        weights.append(server.weights)
    assert told == [
        (number, stage, asked)
        for number, asked in enumerate(drawn, 1)
        for stage in ("trained", "merged")
    ]
    assert len(set(drawn)) > 1


def test_who_does_not_answer_is_not_counted(clients: list[Client]) -> None:
    """A missing answer to the weights is no vote, one to the statistics no membership."""
    others = [client for client in clients if client.client_id != 3]
    lossy = federate(Lossy(clients), PRICES, rounds=1, rng=np.random.default_rng(7))
    assert lossy.client_ids == tuple(range(8))
    assert not same(lossy.model, trained(clients, rounds=1).model)

    class Absent(Lossy):
        subject = "statistics"

    absent = federate(Absent(clients), PRICES, rounds=1, rng=np.random.default_rng(7))
    assert absent.client_ids == (0, 1, 2, 4, 5, 6, 7)
    assert same(absent.model, trained(others, rounds=1).model)


def test_every_byte_is_counted(clients: list[Client], histories: list[Trajectories]) -> None:
    witness = Witness(clients)
    federation = federate(witness, PRICES, rounds=4, rng=np.random.default_rng(7))
    assert federation.bytes_moved == sum(down + up for _, _, down, up in witness.passed)
    trainings = [passed for passed in witness.passed if passed[1] == "train"]
    assert {(down, up) for _, _, down, up in trainings} == {(464, 464)}
    assert [(log.bytes_up, log.bytes_down) for log in federation.rounds] == [(8 * 464,) * 2] * 4
    asked = [log.participants for log in federation.rounds]
    assert [one for one, *_ in trainings] == list(np.concatenate(asked))
    assert federation.raw_bytes == sum(
        history.sensors.nbytes + history.settings.nbytes for history in histories
    )


def test_answers_are_no_longer_for_a_client_with_more_rows() -> None:
    sizes = []
    for failures in (1, 9):
        witness = Witness(clients_of(histories_of(2, failures)))
        federate(witness, PRICES, rounds=2, rng=np.random.default_rng(7))
        federate_exactly(witness, strength=3000.0)
        sizes.append([(subject, up) for _, subject, _, up in witness.passed])
    assert sizes[0] == sizes[1]


class Scripted:
    """Two clients that answer from a script: 100 and 300 rows, weights 0 and 4."""

    client_ids = (0, 1)

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        return {one: self._answers(*((100, 0.0), (300, 4.0))[one])[subject] for one in messages}

    def _answers(self, rows: int, weight: float) -> dict[str, bytes]:
        return {
            "statistics": Statistics(rows, np.zeros(57), np.full(57, rows), 50.0 * rows).to_bytes(),
            "setup": b"",
            "train": ClientUpdate(np.full(57, weight), weight, rows).to_bytes(),
            "score": np.ones(2 * len(THRESHOLD_GRID)).tobytes(),
        }


def test_a_client_counts_by_its_rows() -> None:
    model = federate(Scripted(), PRICES, rounds=1, rng=np.random.default_rng(7)).model
    assert model.coefficients.tolist() == [3.0 * RUL_CAP] * 57
    assert model.intercept == 3.0 * RUL_CAP


def test_every_client_shuffles_in_its_own_way(histories: list[Trajectories]) -> None:
    answers = []
    for number in (0, 1):
        client = Client(ClientData.of(number, histories[0]))
        known = Statistics.from_bytes(client.answer("statistics", b""))
        training = dataclasses.asdict(TrainingSettings(seed=5))
        setup = Setup(known.mean, known.scale, known.rows, training)
        client.answer("setup", setup.to_bytes())
        start = ClientUpdate(np.zeros(57), known.target_mean / RUL_CAP, known.rows)
        answers.append(client.answer("train", start.to_bytes()))
    assert answers[0] != answers[1]


def test_averaging_comes_close_to_the_exact_ridge(clients: list[Client], judge: np.ndarray) -> None:
    exact = federate_exactly(InProcess(clients), strength=3000.0).model.predict(judge)
    averaged = trained(clients).model.predict(judge)
    assert np.abs(averaged - exact).mean() < 2
    assert np.abs(trained(clients, rounds=15).model.predict(judge) - exact).mean() < 1


def test_joining_comes_close_to_training_from_scratch(
    histories: list[Trajectories], judge: np.ndarray
) -> None:
    clients = clients_of(histories)
    before = trained(clients[:-1])
    joined = join(before, InProcess(clients), PRICES, rng=np.random.default_rng(3))
    assert len(joined.rounds) == JOINING_ROUNDS
    assert joined.client_ids == tuple(range(8))
    assert not np.array_equal(joined.model.mean, before.model.mean)
    scratch = trained(clients, rounds=15).model.predict(judge)
    assert np.abs(joined.model.predict(judge) - scratch).mean() < 2
    longer = join(before, InProcess(clients), PRICES, rounds=12, rng=np.random.default_rng(3))
    assert np.abs(longer.model.predict(judge) - scratch).mean() < 0.5


def test_joining_without_a_round_only_changes_the_scale(
    histories: list[Trajectories], judge: np.ndarray
) -> None:
    clients = clients_of(histories)
    before = trained(clients[:-1])
    joined = join(before, InProcess(clients), PRICES, rounds=0, rng=np.random.default_rng(3))
    assert not np.array_equal(joined.model.scale, before.model.scale)
    np.testing.assert_allclose(joined.model.predict(judge), before.model.predict(judge), atol=1e-6)


def test_a_federation_of_few_starts_again(histories: list[Trajectories]) -> None:
    clients = clients_of(histories[:4])
    before = trained(clients[:3])
    joined = join(before, InProcess(clients), PRICES, rng=np.random.default_rng(7))
    assert same(joined.model, trained(clients).model)
    assert len(joined.rounds) == ROUNDS


def test_five_go_on_from_what_four_have_learned(histories: list[Trajectories]) -> None:
    clients = clients_of(histories[:5])
    joined = join(trained(clients[:4]), InProcess(clients), PRICES, rng=np.random.default_rng(7))
    assert len(joined.rounds) == JOINING_ROUNDS


def test_the_threshold_is_the_pooled_best_and_some_caution(
    clients: list[Client], histories: list[Trajectories]
) -> None:
    federation = trained(clients)
    # What the clients answer in private, over all their engines.
    scores = [
        score_thresholds(
            federation.model.predict(features(history)),
            history.offsets,
            history.lifetimes,
            PRICES,
        )
        for history in histories
    ]
    rate = sum(one.reward for one in scores) / sum(one.time for one in scores)
    assert federation.threshold == max(THRESHOLD_GRID[np.argmax(rate)] + 5, 25)


def test_the_threshold_follows_the_money(clients: list[Client]) -> None:
    paid_by_service = PRICES._replace(running_income=0.0, service_cost=-1_000.0)
    hasty = federate(InProcess(clients), paid_by_service, rounds=1, rng=np.random.default_rng(7))
    assert hasty.threshold == THRESHOLD_GRID[-1] + 5


def test_bad_federations_are_refused(clients: list[Client], histories: list[Trajectories]) -> None:
    with pytest.raises(ValueError, match="at least one client"):
        trained([])
    with pytest.raises(ValueError, match="different ids"):
        trained([clients[0], clients[0]])
    cut = dataclasses.replace(histories[0], lifetimes=histories[0].lifetimes + 1)
    with pytest.raises(ValueError, match="end with the failure"):
        ClientData.of(0, cut)


def test_messages_survive_their_bytes() -> None:
    rng = np.random.default_rng(0)
    settings = {"strength": 10.0, "step": 0.01, "seed": 2**32 - 1}
    setup = Setup(rng.normal(size=57), rng.random(57), 16_000, settings)
    again = Setup.from_bytes(setup.to_bytes(), columns=57)
    assert (again.rows, again.training) == (16_000, settings)
    assert np.array_equal(again.mean, setup.mean)
    assert np.array_equal(again.scale, setup.scale)
    history = simulate(np.arange(2), seed=1, fan_share=0.2)
    known = Statistics.of(features(history), capped_rul(history))
    assert Statistics.from_bytes(known.to_bytes()).to_bytes() == known.to_bytes()
