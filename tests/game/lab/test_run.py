from collections.abc import Iterator
from itertools import chain, islice
from operator import attrgetter

import numpy as np
import pytest

from benchmarks.learning.drift import SEEDS, error
from data.simulator import simulate
from game.jobs import Jobs
from game.lab import population
from game.lab.experiments import EXPERIMENTS
from game.lab.levers import LEVERS
from game.lab.populations import LabResult, outcome
from game.lab.progress import Progress
from game.lab.run import stages, watch
from game.lab.settings import LabSettings
from game.rules.codes import Choice
from game.rules.errors import GameError, LabError
from game.rules.scenario import DEFAULT, Economics
from models.federated.client import ClientData, InProcess
from models.federated.exact import federate_exactly
from models.federated.simulation.clients import SimulatedClients
from models.federated.simulation.evaluation import HeldOutEngines
from models.federated.simulation.local_training import plain_from_bytes, plain_to_bytes
from models.federated.simulation.privacy import epsilon
from models.federated.simulation.run import Simulation
from models.federated.simulation.secure_aggregation import deal_seeds
from models.federated.simulation.serving.server import SimulatedServer
from tests.hostile import EXAMPLES
from tests.models.federated.simulation.attacker import Wiretap

PRICES = DEFAULT.economics
SMALL = LabSettings.of(factories=3, failures=2, rounds=2, hidden=0)
LONG = 60.0  # s; these machines may be busy


def test_an_experiment_runs_to_its_end() -> None:
    *_, last = stages(SMALL)
    assert last.finished
    assert last.learned
    assert [(record.number, record.stage) for record in last.records] == [
        (0, "merged"), (1, "trained"), (1, "merged"), (2, "trained"), (2, "merged"),
    ]  # fmt: skip
    assert [one.number for one in last.gains] == [0, 1, 2]
    assert {one.profit for one in last.gains} == {last.earnings[-1].profit}  # one model for all
    assert len(last.factories) == 4
    assert last.bytes_moved == sum(
        sum(record.bytes_up.values()) + sum(record.bytes_down.values()) for record in last.records
    )
    assert last.records[-1].error < last.records[-1].naive_error
    assert len(last.earnings) == 1 + last.settings.experiment.rounds
    assert last.earnings[-1].profit > (last.naive_profit or 0)
    # Who says the same of every engine can only wait for each to fail.
    judge = population.judge(SMALL.population)
    waiting = 300 * judge.lifetimes.sum() - 60_000 * len(judge.lifetimes)
    down = judge.lifetimes.sum() + 60 * len(judge.lifetimes)
    assert last.naive_profit == pytest.approx(1_000 * waiting / down)


def test_who_has_never_seen_a_fan_fail_does_not_see_it_coming_and_sharing_bends_the_line() -> None:
    lab = LabSettings.of(factories=10, skew=1.0, rounds=3)
    progress = next(one for one in stages(lab) if one.learned)
    trained, merged = progress.records[-2:]
    on_last = {one: said[-1] for one, said in trained.local_forecasts.items()}  # of a worn fan
    seen, outsider = {0, 1}, 10
    assert [{*one.failures} == {"fan"} for one in progress.factories[:3]] == [True, True, False]
    blind = [on_last[one] for one in range(10) if one not in seen]
    assert max(on_last[one] for one in seen) < 25 < np.median(blind)
    assert merged.forecasts[-1] < np.median(blind) < on_last[outsider]


def test_worth_is_what_the_others_lose_without_a_factory() -> None:
    *_, last = stages(SMALL)
    clients = InProcess.of_each(population.engines(SMALL.population, range(3)))
    federation = federate_exactly(clients, 3_000.0)
    judge = population.judge(SMALL.population)
    together, _ = judge.profit(federation.model.predict, PRICES)
    assert last.worth is not None
    for one in range(3):
        without, _ = judge.profit(federation.without(one).predict, PRICES)
        assert last.worth[one] == pytest.approx(together - without, abs=1e-6)


def test_a_scenarios_own_prices_reach_every_profit_of_a_lab() -> None:
    cheap = Economics(failure_cost=10_000, failure_cycles=20)  # no more than a service
    *_, usual = stages(SMALL)
    *_, last = stages(SMALL, cheap)
    assert last.records == usual.records
    assert last.pool is not None
    assert usual.pool is not None
    assert last.pool.age > usual.pool.age
    assert last.worth is not None
    assert usual.worth is not None
    for name in (
        "naive_profit",
        "earnings",
        "centrals",
        "gains",
        "age_policies",
        "worth",
        "joining",
    ):
        assert getattr(last, name) != getattr(usual, name), name
    # Nobody trained differs from anybody: only what they earn is counted anew.
    assert [gain.own_error for gain in last.gains] == [gain.own_error for gain in usual.gains]
    assert min(earning.profit for earning in last.earnings) > usual.earnings[-1].profit


def test_factories_join_one_after_the_other_in_every_order() -> None:
    *_, last = stages(SMALL)
    assert last.joining is not None
    assert last.worth is not None
    clients = InProcess.of_each(population.engines(SMALL.population, range(3)))
    judge = population.judge(SMALL.population)
    everybody = federate_exactly(clients, 3_000.0)
    for joined in last.joining.values():
        order = [one.number for one in joined]
        assert sorted(order) == [0, 1, 2]
        # Before the last one, the others are in: what it brings is what it is worth to them.
        assert joined[-1].profit == judge.profit(everybody.model.predict, PRICES)[0]
        brought = joined[-1].profit - joined[-2].profit
        assert brought == pytest.approx(last.worth[order[-1]], abs=1e-6)
        error, profit = judge.score(next(everybody.growing(order)).predict, PRICES)
        assert (joined[0].error, joined[0].profit) == (error, profit)
    assert [one.number for one in last.joining["number"]] == [0, 1, 2]
    worth = [last.worth[one.number] for one in last.joining["worth"]]
    assert worth == sorted(worth, reverse=True)


def test_the_same_lab_comes_to_the_same() -> None:
    *_, first = stages(SMALL)
    *_, second = stages(SMALL)
    assert first == second


Labs = Jobs[LabSettings, Progress]


def finished(labs: Labs, settings: LabSettings, viewer: str = "a") -> Progress:
    return watch(settings, viewer, LONG, attrgetter("finished"), labs)


def test_money_follows_the_errors_and_who_asks_for_it_waits() -> None:
    told = list(stages(SMALL))
    first = next(lab for lab in told if lab.started)
    assert (first.counted, first.naive_profit) == (False, None)
    assert next(lab for lab in told if lab.counted).rounds == 1
    seen = watch(SMALL, "a", LONG, attrgetter("counted"), Jobs(most=1, rests=False))
    assert len(seen.earnings) >= 2


def test_who_looks_sees_rounds_come_and_others_see_the_same_run() -> None:
    labs: Labs = Jobs(most=2, rests=False)
    assert watch(SMALL, "a", LONG, labs=labs).rounds >= 1
    assert finished(labs, SMALL) is finished(labs, SMALL, "b")


@pytest.mark.no_cover
def test_a_moved_lever_stops_the_lab_before() -> None:
    labs: Labs = Jobs(most=24, rests=False)
    endless = LabSettings.of(rounds=60, epochs=10)
    watch(endless, "a", LONG, labs=labs)
    # The only place is taken by the lab before: this one runs only when that one has stopped.
    finished(labs, SMALL)
    assert labs.keys() == [SMALL]


def test_what_goes_wrong_in_a_lab_is_a_refusal() -> None:
    labs: Labs = Jobs(most=1)

    def broken() -> Iterator[Progress]:
        yield Progress(SMALL)
        raise ValueError("no luck")

    labs.begin(SMALL, broken)
    with pytest.raises(LabError, match=r"broke off \(no luck\)"):
        watch(SMALL, "a", LONG, labs=labs)


# In `make test` stands, of the models alone,
# `test_robust_rules_keep_error_and_profit_where_averaging_collapses`.
@pytest.mark.long
def test_of_the_saboteurs_work_a_mean_keeps_little_and_each_robust_rule_nearly_all() -> None:
    prepared = EXPERIMENTS["saboteur"]
    kept = []
    for seed in (7, 8, 9):
        profits = [
            next(
                lab
                for lab in stages(side.but(seed=seed))
                if len(lab.earnings) > side.experiment.rounds
            )
            .earnings[-1]
            .profit
            for side in prepared.labs
        ]
        lied, clean, *rules = profits
        kept.append([share / clean for share in (lied, *rules)])
    mean, *robust = np.median(kept, axis=0)
    assert mean < 0.5
    assert min(robust) >= 0.97


def sides_of(name: str) -> list[LabResult]:
    prepared = EXPERIMENTS[name]
    return [outcome(side, alone=False) for side in prepared.labs]


@pytest.mark.slow
@pytest.mark.no_cover
def test_neither_error_nor_profit_know_a_backdoor_and_krum_keeps_it_shut() -> None:
    taught, honest, median, *krums = sides_of("backdoor")
    assert taught.errors[-1] < honest.errors[-1] + 0.5
    assert taught.profit > 0.99 * honest.profit
    assert taught.armed_profit < 0.3 * honest.armed_profit
    # 0.67 to 0.85 on four kernels of OpenBLAS, and 0.57 on the mean of 20 seeds (docs/verdicts.md).
    assert median.armed_profit < 0.95 * honest.armed_profit
    assert min(one.armed_profit for one in krums) > 0.97 * honest.armed_profit


@pytest.mark.slow
@pytest.mark.no_cover
def test_privacy_needs_many() -> None:
    many, many_open, few, few_open = sides_of("privacy")
    assert many.epsilon == few.epsilon == pytest.approx(1.18, abs=0.01)
    assert many_open.epsilon is None
    assert many_open.profit - many.profit < 5_000
    assert few_open.profit - few.profit > 20_000


def hostile_settings(rng: np.random.Generator) -> LabSettings:
    """Draw levers anywhere in their ranges and often at their ends; rows and passes are few."""
    values: dict[str, object] = {}
    for name, lever in LEVERS.items():
        code = lever.code
        if isinstance(code, Choice):
            values[name] = list(code.values)[rng.integers(len(code.values))]
            continue
        low, high = round(code.low * code.scale), round(code.high * code.scale)
        drawn = (low, high, int(rng.integers(low, high, endpoint=True)))[rng.integers(3)]
        values[name] = drawn / code.scale
    few = {"factories": 12, "failures": 1, "shared": "models", "seed": 1, "rounds": 12}
    try:
        return LabSettings.of(**(values | few | {"epochs": rng.integers(1, 4).item()}))
    except GameError:  # levers that do not go together
        return hostile_settings(rng)


@pytest.mark.slow
@pytest.mark.no_cover
def test_hostile_settings_never_end_in_a_model_that_is_no_numbers_without_saying_so() -> None:
    fleet = simulate(np.arange(16), seed=1, fan_share=0.2)
    clients = ClientData.of_each([fleet.part(engine, engine + 1) for engine in range(12)])
    judge = HeldOutEngines.of(fleet.part(12, 16), every=16)
    named = 0
    wild = LabSettings.of(term="scaffold", step=0.1, epochs=10, rounds=12)
    drawn = (hostile_settings(np.random.default_rng(seed)) for seed in range(299))
    for seed, settings in enumerate(islice(chain([wild], drawn), min(EXAMPLES // 10, 300))):
        simulation = Simulation(settings.experiment, clients, seed)
        server = simulation.server
        evaluator = judge.evaluator(server.shape, server.setup)
        try:
            for _, stage in simulation.rounds():
                trained, ends = simulation.trained(), simulation.outcomes()
                evaluator.errors([*trained.values(), server.weights])
                assert np.isfinite(plain_from_bytes(plain_to_bytes(server.weights))).all()
                broken = {one for one, own in trained.items() if not np.isfinite(own).all()}
                if stage == "merged":
                    assert {ends[one] for one in broken} <= {"refused", "late"}, settings.text
                    named += list(ends.values()).count("refused")
        except ValueError as refusal:
            assert "at least 2 answers" in str(refusal), settings.text
    assert named > 0


@pytest.mark.parametrize(
    "levers", [{}, {"secure": True}, {"term": "fedprox", "server_optimizer": "fedadam"}]
)
def test_the_account_covers_all_that_leaves_a_factory(levers: dict[str, object]) -> None:
    """With noise nobody answers anything but updates, each no longer than the account assumes."""
    experiment = LabSettings.of(hidden=0, clip=0.2, noise=2.0, **levers).experiment
    members = ClientData.of_each(population.engines(SMALL.population, range(3)))
    seeds = deal_seeds(range(3), np.random.default_rng(0)) if experiment.secure else None
    wiretap = Wiretap(SimulatedClients(members, seed=1, seeds=seeds))
    server = SimulatedServer(wiretap, experiment, np.random.default_rng(1))
    start = server.weights
    for number, stage, _ in server.rounds(start, 3, lambda: wiretap.client_ids):
        if stage == "trained" and not experiment.secure:
            _, answers = wiretap.passed[-1]
            updates = [plain_from_bytes(sent) - server.weights for sent in answers.values()]
            assert max(np.linalg.norm(updates, axis=1)) == pytest.approx(0.2, rel=1e-5)
        if stage == "merged":
            assert server.epsilon == epsilon(2.0, number, experiment.delta)
    spoken = {subject for subject, answers in wiretap.passed if any(answers.values())}
    assert spoken == ({"train", "unmask"} if experiment.secure else {"train"})


@pytest.mark.parametrize("seeds", [(7,), pytest.param(SEEDS, marks=pytest.mark.long)])
@pytest.mark.no_cover
def test_scaffold_learns_in_the_usual_lab(seeds: tuple[int, ...]) -> None:
    errors = [error(LabSettings.of(term="scaffold", seed=seed)) for seed in seeds]
    assert np.mean(errors) < 15


@pytest.mark.long
def test_scaffold_beats_fedprox_where_clients_pass_ten_times_over_their_rows() -> None:
    scaffold, fedprox = (
        np.mean([error(LabSettings.of(term=term, epochs=10, seed=seed)) for seed in SEEDS])
        for term in ("scaffold", "fedprox")
    )
    assert scaffold < fedprox - 0.5
