"""A simulated federation: what is told stage by stage is what was computed and sent."""

import dataclasses
from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import numpy as np
import pytest

import models.federated.simulation.run
from data.simulator import simulate
from models.federated.client import ClientData
from models.federated.simulation.attacks import SABOTAGE
from models.federated.simulation.clients import SimulatedClients
from models.federated.simulation.evaluation import HeldOutEngines
from models.federated.simulation.experiment import Experiment
from models.federated.simulation.local_training import Invitation
from models.federated.simulation.mlp import MlpModel, model_of
from models.federated.simulation.run import Simulation, run
from models.federated.simulation.serving.server import SimulatedServer
from models.rul import RulModel
from tests.models.federated.simulation.plain_loop import plain_regressor, train_one_by_one
from tests.models.federated.test_server import reachable_arrays
from tests.models.prices import PRICES

SMALL = Experiment(rounds=3, hidden=6, step=0.01)
SECURE = dataclasses.replace(SMALL, secure=True, scales="public")
PLAIN_SGD = dataclasses.replace(SMALL, solver="sgd", momentum=0.0, step=0.05)


@pytest.fixture(scope="module")
def clients() -> list[ClientData]:
    return [
        ClientData.of(one, simulate(np.arange(2) + 10 * one, seed=1, fan_share=0.2, severity=usage))
        for one, usage in enumerate((0.8, 0.94, 1.08, 1.22, 1.36, 1.5, 0.8, 1.5, 1.1, 1.2))
    ]


@pytest.fixture(scope="module")
def judge() -> HeldOutEngines:
    return HeldOutEngines.of(simulate(np.arange(12) + 900, seed=5, fan_share=0.2, severity=1.1))


def told(
    experiment: Experiment, clients: Sequence[ClientData], judge: HeldOutEngines, **options: object
) -> list[SimpleNamespace]:
    """Return what is told of each stage, its numbers and its models side by side."""
    return [
        SimpleNamespace(**vars(snapshot.record), **vars(snapshot))
        for snapshot in run(experiment, clients, judge, **({"seed": 3} | options))
    ]


def test_every_stage_is_told_once_and_training_helps(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    records = told(dataclasses.replace(SMALL, rounds=8), clients, judge)
    assert [(one.number, one.stage) for one in records] == [
        (0, "merged"),
        *((number, stage) for number in range(1, 9) for stage in ("trained", "merged")),
    ]
    assert records[-1].error < 0.6 * records[-1].naive_error
    for trained, merged in zip(records[1::2], records[2::2], strict=True):
        assert set(trained.local_errors) == set(trained.asked) == set(range(10))
        assert set(merged.local_errors.values()) == {merged.error}
        # The model that is told is the one that was judged.
        assert judge.error(merged.model.predict) == pytest.approx(merged.error, rel=1e-4)


def test_a_record_is_told_before_the_next_is_computed(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    endless = run(dataclasses.replace(SMALL, rounds=10**9), clients, judge, seed=3)
    assert [next(endless).record.number for _ in range(3)] == [0, 1, 1]


def test_averaging_in_the_lab_is_the_plain_loop_over_scikit_learn(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    records = told(SMALL, clients, judge)
    start = records[0].model
    rows = [(own.table - start.mean[:-1]) / start.scale[:-1] for own in clients]
    targets = [(own.target - start.mean[-1]) / start.scale[-1] for own in clients]
    regressors = [
        plain_regressor(
            start.shape, SMALL, np.random.RandomState(np.random.PCG64([3, own.client_id]))
        )
        for own in clients
    ]
    weights = start.weights
    for _ in range(SMALL.rounds):
        trained = train_one_by_one(
            start.shape, regressors, np.tile(weights, (10, 1)), rows, targets, epochs=1
        )
        weights = np.average(trained, axis=0, weights=[len(target) for target in targets])
    np.testing.assert_allclose(records[-1].weights, weights, atol=2e-3)
    assert np.abs(weights - start.weights).max() > 0.05


def test_all_at_once_errors_are_each_models_own(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    for hidden in (6, 0):
        server = Simulation(dataclasses.replace(SMALL, hidden=hidden), clients, seed=1).server
        stack = list(np.random.default_rng(0).normal(0, 0.1, (3, server.shape.size)))
        errors = judge.evaluator(server.shape, server.setup).errors(stack)
        for weights, error in zip(stack, errors, strict=True):
            model = model_of(server.shape, weights, server.setup, judge.limits)
            assert judge.error(model.predict) == pytest.approx(error, rel=1e-4)


def test_what_models_say_of_a_probe_is_what_they_forecast(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    table, none = judge.table[:24], np.zeros(0, dtype=np.int64)
    probe = HeldOutEngines(table, judge.target[:24], np.array([0, 12, 24]), none)
    experiment, inside = Experiment(rounds=1), clients[:-1]
    outsider = clients[-1].client_id
    start, trained, merged = run(experiment, clients, judge, seed=3, outsider=outsider, probe=probe)
    simulation = Simulation(experiment, inside, 3)
    next(simulation.rounds())
    server = simulation.server
    models: dict[int, MlpModel | RulModel] = {
        one: model_of(server.shape, weights, server.setup, judge.limits)
        for one, weights in simulation.trained().items()
    }
    assert trained.outsider is not None
    models[outsider] = trained.outsider
    said = trained.record.local_forecasts
    assert set(said) == {data.client_id for data in clients}
    for one, model in models.items():
        meant = model.predict(table).reshape(2, 12).mean(axis=0)
        assert np.abs(np.frombuffer(said[one], np.uint8) - meant).max() < 0.51
    meant = merged.model.predict(table).reshape(2, 12).mean(axis=0)
    assert np.abs(np.frombuffer(merged.record.forecasts, np.uint8) - meant).max() < 0.51
    assert len(start.record.forecasts) == 12
    assert not start.record.local_forecasts


def test_the_same_seed_tells_the_same_whatever_the_order(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    levers = dataclasses.replace(SMALL, participation=0.6, dropout=0.2, saboteurs=0.2)
    first, again = told(levers, clients, judge), told(levers, clients[::-1], judge)
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one.weights, other.weights)
        assert one.outcomes == other.outcomes
        assert one.local_errors == other.local_errors
    another = told(levers, clients, judge, seed=4)
    assert another[1].asked != first[1].asked


class Witness(SimulatedClients):
    """Clients of whom is kept what passes."""

    passed: list[tuple[str, Mapping[int, bytes], Mapping[int, bytes]]]

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        answers = super().answer(subject, messages)
        self.passed.append((subject, messages, answers))
        return answers


@pytest.mark.parametrize(
    "levers",
    [
        {},
        {"secure": True, "scales": "public"},
        {"secure": True, "scales": "public", "dropout": 0.3},
        {"aggregator": "krum", "clip": 1.0},
    ],
    ids=str,
)
def test_bytes_are_those_of_the_messages(
    clients: list[ClientData],
    judge: HeldOutEngines,
    levers: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Witness.passed = []
    monkeypatch.setattr(models.federated.simulation.run, "SimulatedClients", Witness)
    records = told(dataclasses.replace(SMALL, **levers), clients, judge)
    up = sum(sum(record.bytes_up.values()) for record in records)
    assert up == sum(len(sent) for _, _, told in Witness.passed for sent in told.values())
    trainings = [told for subject, *told in Witness.passed if subject == "train"]
    for (messages, answers), record in zip(trainings, records[1::2], strict=True):
        assert record.bytes_up == {one: len(sent) for one, sent in answers.items()}
        for one, message in messages.items():
            assert record.bytes_down[one] == len(message)
    size = records[0].model.shape.size
    each = 8 * size if "secure" in levers else 4 * size
    assert set(records[1].bytes_up.values()) == {each}


def served(
    clients: Sequence[ClientData], experiment: Experiment
) -> tuple[SimulatedClients, SimulatedServer]:
    """Let some clients meet a server."""
    everybody = SimulatedClients(clients, seed=0)
    return everybody, SimulatedServer(everybody, experiment, np.random.default_rng(0))


def test_nothing_the_server_holds_is_longer_than_a_model(clients: list[ClientData]) -> None:
    everybody, server = served(clients, SMALL)
    ids = everybody.client_ids
    server.merge(ids, everybody.answer("train", server.invite(1, ids)))
    held = [value for name, value in vars(server).items() if name != "clients"]
    assert max(array.size for array in reachable_arrays(held)) == server.shape.size
    # The walk finds rows where there is a way to them.
    assert max(array.size for array in reachable_arrays([server.clients])) > 100_000
    with pytest.raises(KeyError):
        everybody.answer("rows", {0: b""})


def test_an_outsider_takes_no_part_in_anything(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    records = told(SMALL, clients, judge, outsider=4)
    without = told(SMALL, [one for one in clients if one.client_id != 4], judge)
    for one, other in zip(records, without, strict=True):
        assert np.array_equal(one.weights, other.weights)
        assert 4 not in one.asked
        assert 4 not in one.bytes_up
        assert other.outsider_error is None
    assert records[-1].outsider_error > records[-1].error
    with pytest.raises(ValueError, match="one of the clients, got 77"):
        run(SMALL, clients, judge, seed=0, outsider=77)


def test_who_is_lost_or_late_is_not_counted(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    nobody = told(dataclasses.replace(SMALL, dropout=1.0), clients, judge)
    assert set(nobody[1].outcomes.values()) == {"lost"}
    assert nobody[1].bytes_up == nobody[1].minutes == nobody[1].local_errors == {}
    assert np.array_equal(nobody[-1].weights, nobody[0].weights)

    slow = told(dataclasses.replace(SMALL, slow=0.3, deadline=2.2), clients, judge)
    for record in slow[1:]:
        for one, outcome in record.outcomes.items():
            assert outcome == ("late" if record.minutes[one] > 2.2 else "arrived")
    assert "late" in slow[1].outcomes.values()
    assert set(slow[1].bytes_up) == set(slow[1].asked)  # the late ones have sent all the same
    everybody = told(SMALL, clients, judge)
    assert not np.array_equal(slow[-1].weights, everybody[-1].weights)


@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("term", ["none", "scaffold"])
def test_a_masked_average_is_the_plain_one(
    clients: list[ClientData], judge: HeldOutEngines, dropout: float, term: str
) -> None:
    levers = dataclasses.replace(PLAIN_SGD, dropout=dropout, term=term, scales="public")
    plain = told(levers, clients, judge)
    secure = told(dataclasses.replace(levers, secure=True), clients, judge)
    np.testing.assert_allclose(secure[-1].weights, plain[-1].weights, atol=2e-5)
    assert secure[-1].outcomes == plain[-1].outcomes
    assert sum(secure[2].bytes_up.values()) > 0 == sum(plain[2].bytes_up.values())


def test_a_sum_of_one_is_refused(clients: list[ClientData], judge: HeldOutEngines) -> None:
    alone = dataclasses.replace(SECURE, participation=0.1)
    with pytest.raises(ValueError, match="at least 2 answers"):
        told(alone, clients, judge)


def test_scaffold_of_single_steps_is_plain_averaging(
    clients: list[ClientData], judge: HeldOutEngines
) -> None:
    """With one step each, c - c_i adds up to nothing over clients that count the same."""
    same = [
        dataclasses.replace(one, table=one.table[:150], target=one.target[:150]) for one in clients
    ]
    levers = dataclasses.replace(PLAIN_SGD, rounds=4, batch=1_000)
    plain = told(levers, same, judge)
    scaffold = told(dataclasses.replace(levers, term="scaffold"), same, judge)
    np.testing.assert_allclose(scaffold[-1].weights, plain[-1].weights, atol=1e-5)
    assert scaffold[5].local_errors != plain[5].local_errors
    assert sum(scaffold[1].bytes_up.values()) == 2 * sum(plain[1].bytes_up.values())


def test_scaffolds_server_knows_the_mean_of_what_was_counted(clients: list[ClientData]) -> None:
    """Some answers are lost on the way; their senders forget them too."""
    everybody, server = served(clients, dataclasses.replace(PLAIN_SGD, term="scaffold"))
    ids, rng = everybody.client_ids, np.random.default_rng(1)
    for number in range(1, 5):
        asked = tuple(sorted(rng.permutation(ids)[:6].tolist()))
        answers = everybody.answer("train", server.invite(number, asked))
        server.merge(asked, {one: answers[one] for one in asked[:4]})
    everybody.answer("train", server.invite(5, ids))  # now everybody knows what was counted
    share = [len(one.target) for one in clients] / np.sum([len(one.target) for one in clients])
    (controls,) = [
        array for array in reachable_arrays([everybody])
        if array.shape == (10, server.shape.size)
        and np.allclose(share @ array, server.control, atol=1e-6)
    ]  # fmt: skip
    assert np.abs(controls).max() > 0.01


@pytest.mark.parametrize("sabotage", SABOTAGE)
def test_saboteurs_do_harm(clients: list[ClientData], judge: HeldOutEngines, sabotage: str) -> None:
    levers = dataclasses.replace(SMALL, rounds=5)
    clean = told(levers, clients, judge)[-1]
    lies = told(dataclasses.replace(levers, saboteurs=0.4, sabotage=sabotage), clients, judge)[-1]
    assert len(lies.saboteurs) == 4
    assert clean.saboteurs == ()
    if not SABOTAGE[sabotage].backdoor:
        assert lies.error > clean.error + 1
        return
    assert abs(lies.error - clean.error) < 2, "no error is to see it"
    assert died(lies.model, judge, judge) <= 1
    assert died(lies.model, judge.with_trigger(), judge) >= 10
    assert died(clean.model, judge.with_trigger(), judge) <= 5


def died(model: MlpModel | RulModel, met: HeldOutEngines, known: HeldOutEngines) -> int:
    """Count the 12 engines that fail at the threshold that is best for those that are known."""
    _, threshold = known.profit(model.predict, PRICES)
    return met.at_threshold(model.predict, PRICES, threshold)[1]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("seeds", "rules"),
    [
        ((2,), ("median", "krum")),
        pytest.param(
            (1, 2, 3, 4, 5), ("median", "trimmed_mean", "krum", "multi_krum"),
            marks=pytest.mark.long,
        ),
    ],
)  # fmt: skip
def test_robust_rules_keep_error_and_profit_where_averaging_collapses(
    seeds: tuple[int, ...], rules: tuple[str, ...]
) -> None:
    usage = (0.8, 0.94, 1.08, 1.22, 1.36, 1.5)
    lies = Experiment(rounds=20, saboteurs=0.2)
    kept: dict[str, list[float]] = {}
    for seed in seeds:
        engines = [np.arange(4) + 4 * one for one in range(20)]
        clients = [
            ClientData.of(one, simulate(ids, seed=seed, fan_share=0.2, severity=usage[one % 6]))
            for one, ids in enumerate(engines)
        ]
        unseen = simulate(np.arange(200) + 900, seed, fan_share=0.2, severity=1.1)
        few, many = HeldOutEngines.of(unseen.select(np.arange(10))), HeldOutEngines.of(unseen)

        def outcome(
            experiment: Experiment,
            clients: list[ClientData] = clients,
            few: HeldOutEngines = few,
            many: HeldOutEngines = many,
        ) -> tuple[float, float]:
            last = told(experiment, clients, few)[-1]
            return many.error(last.model.predict), many.profit(last.model.predict, PRICES)[0]

        clean_error, clean_profit = outcome(dataclasses.replace(lies, saboteurs=0.0))
        averaged_error, averaged_profit = outcome(lies)
        assert averaged_error > 3 * clean_error
        assert averaged_profit < 0.6 * clean_profit
        for aggregator in rules:
            error, profit = outcome(dataclasses.replace(lies, aggregator=aggregator))
            honest = dataclasses.replace(lies, aggregator=aggregator, saboteurs=0.0)
            # Krum follows one client alone, with liars or without.
            assert error < 1.4 * max(outcome(honest)[0], clean_error), aggregator
            kept.setdefault(aggregator, []).append(profit / clean_profit)
    # One fleet's last round is chance; the worst of them lost 9%.
    assert {name: shares for name, shares in kept.items() if np.median(shares) < 0.97} == {}
    assert min(min(shares) for shares in kept.values()) > 0.85, kept


@pytest.mark.parametrize("secure", [False, True])
def test_numbers_that_are_none_are_refused(
    clients: list[ClientData], judge: HeldOutEngines, secure: bool
) -> None:
    scales = "public" if secure else "shared"
    wild = dataclasses.replace(PLAIN_SGD, step=1e12, rounds=2, secure=secure, scales=scales)
    records = told(wild, clients, judge)
    assert set(records[-1].outcomes.values()) == {"refused"}
    assert np.isfinite(records[-1].weights).all()
    assert np.isinf(list(records[1].local_errors.values())).all()
    assert np.isfinite(records[-1].error)


def test_noise_is_paid_for_and_accounted(clients: list[ClientData], judge: HeldOutEngines) -> None:
    clipped = dataclasses.replace(SMALL, clip=0.5)
    noisy = dataclasses.replace(clipped, noise=3.0)
    records = told(noisy, clients, judge)
    assert [record.epsilon for record in records[::2]] == sorted(
        record.epsilon for record in records[::2]
    )
    assert records[0].epsilon == 0.0 < records[1].epsilon or records[2].epsilon > 0
    assert told(clipped, clients, judge)[-1].epsilon is None
    assert records[-1].error > told(clipped, clients, judge)[-1].error


def test_clipping_holds_what_is_sent(clients: list[ClientData]) -> None:
    everybody, server = served(clients, dataclasses.replace(SMALL, clip=0.1))
    sent = everybody.answer("train", server.invite(1, everybody.client_ids))
    assert set(sent) == set(everybody.client_ids)
    for message in sent.values():
        update = np.frombuffer(message, "<f4") - server.weights
        assert np.linalg.norm(update) == pytest.approx(0.1, rel=1e-4)
    trained = everybody.spectate()
    assert set(trained) >= set(sent)
    for weights in trained.values():
        assert np.linalg.norm(weights - server.weights) > 0.11


def test_messages_survive_their_bytes() -> None:
    sent = Invitation(np.array([1.5, -2.0]), 7, 3, (4, 9))
    back = Invitation.from_bytes(sent.to_bytes(), 2)
    assert (back.numbers.tolist(), back.number, back.counted, back.partners) == (
        [1.5, -2.0], 7, 3, (4, 9),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({"aggregator": "mode"}, "aggregator must be one of fedavg, median"),
        ({"participation": 0.0}, "participation must be above 0 and at most 1, got 0.0"),
        ({"dropout": 1.5}, "dropout must be within 0 and 1, got 1.5"),
        ({"step": 0.0}, "step must be above 0"),
        ({"epochs": 0}, "epochs must be 1 or more"),
        ({"deadline": -1.0}, "deadline must be 0 or more"),
        ({"noise": 1.0}, "Noise needs a largest update"),
        ({"noise": 1.0, "clip": 1.0, "aggregator": "krum"}, "averages only"),
        ({"secure": True, "aggregator": "median"}, "only sums"),
        ({"secure": True}, "take public scales"),
        ({"scales": "own"}, "scales must be one of shared, public"),
        ({"term": "scaffold"}, "plain gradient steps"),
    ],
)
def test_levers_that_make_no_sense_are_refused(levers: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Experiment(**levers)


def test_a_lab_of_nobody_is_refused(clients: list[ClientData], judge: HeldOutEngines) -> None:
    with pytest.raises(ValueError, match="at least one client"):
        run(SMALL, [], judge, seed=0)
    with pytest.raises(ValueError, match="at least one client"):
        run(SMALL, clients[:1], judge, seed=0, outsider=0)
    with pytest.raises(ValueError, match="different ids"):
        list(run(SMALL, [clients[0], clients[0]], judge, seed=0))
