from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as hs

from data.trajectories import INFORMATIVE_COLUMNS
from game.jobs import Jobs
from game.lab import population
from game.lab.levers import LEVERS, TITLES
from game.lab.progress import Progress
from game.lab.run import stages, watch
from game.lab.settings import (
    EXPERIMENTS,
    MOST_FAILURES,
    LabSettings,
    Population,
    read_settings,
)
from game.rules.codes import Choice, Number
from game.rules.errors import GameError, LabError
from game.rules.scenario import DEFAULT, Economics
from models.federated.aggregation import AGGREGATORS, ClientUpdate
from models.federated.client import InProcess
from models.federated.exact import federate_exactly
from models.federated.simulation.experiment import TABLES, Experiment

PRICES = DEFAULT.economics
SMALL = LabSettings.of(factories=3, failures=2, rounds=2, hidden=0)
LONG = 60.0  # s; these machines may be busy


@hs.composite
def settings_of_ones_own(draw: hs.DrawFn) -> LabSettings:
    values: dict[str, object] = {}
    for name, lever in LEVERS.items():
        code = lever.code
        if isinstance(code, Choice):
            values[name] = draw(hs.sampled_from(list(code.values)))
            continue
        whole = draw(hs.integers(round(code.low * code.scale), round(code.high * code.scale)))
        values[name] = whole if code.scale == 1 else whole / code.scale
    values["failures"] = min(int(str(values["failures"])), MOST_FAILURES // 80)
    try:
        return LabSettings.of(**values)
    except GameError:  # levers that do not go together
        return LabSettings.of(seed=values["seed"], epochs=values["epochs"])


# ------------------------------------------------------------------------------------- links


@given(settings_of_ones_own())
def test_a_link_carries_every_lever(settings: LabSettings) -> None:
    assert read_settings(settings.text) == settings
    assert read_settings(settings.text).text == settings.text


def test_the_usual_lab_needs_no_words() -> None:
    assert LabSettings().text == "lab"
    assert LabSettings.of(noise=0.5, clip=1.0, secure=True).text == "lab.cl10.no50.seon"


def test_every_lever_is_a_field_and_every_choice_has_a_title() -> None:
    """What is chosen by name comes from the tables of the models."""
    fields = {*vars(Population()), *vars(Experiment()), "shared"}
    assert set(LEVERS) <= fields
    assert set(vars(Population())) <= set(LEVERS)
    codes = [lever.code for lever in LEVERS.values()]
    words = {
        code.write(value) for code in codes if isinstance(code, Choice) for value in code.values
    }
    assert words == set(TITLES)
    for name, table in TABLES.items():
        if name != "solver":  # follows from the term
            choice = LEVERS[name].code
            assert isinstance(choice, Choice)
            assert choice.values is table


def test_a_sixth_aggregator_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """It exists only here: link, settings and a run know it from its table."""

    def first_come(updates: Sequence[ClientUpdate]) -> ClientUpdate:
        return updates[0]

    with pytest.raises(LabError, match="is one of fedavg"):
        read_settings("lab.agfirst_come")
    monkeypatch.setitem(AGGREGATORS, "first_come", first_come)
    settings = read_settings(f"{SMALL.text}.agfirst_come")
    assert settings == SMALL.but(aggregator="first_come")
    assert read_settings(settings.text) == settings
    *_, last = stages(settings)
    trained, merged = last.records[1:3]
    assert merged.error == pytest.approx(trained.local_errors[0], rel=1e-6)
    *_, usual = stages(SMALL)
    assert usual.records[2].error != merged.error


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "copy it again"),
        ("lab." * 200, "copy it again"),
        ("classic.cy900", "is no lab"),
        ("lab.xx9", "begins with no code known here"),
        ("lab.", "begins with no code known here"),
        ("lab.fa", "is no number"),
        ("lab.fa-4", "is no number"),
        ("lab.fa٣", "is no number"),
        ("lab.fa5.fa6", "twice"),
        ("lab.fa81", "is 2 to 80 here, got 81"),
        ("lab.fa80.fl16", "holds 400 failures in all"),
        ("lab.agmean", "is one of fedavg"),
        ("lab.no50", "needs a largest update"),
        ("lab.seon.agmedian", "Secure aggregation"),
    ],
)
def test_what_is_no_lab_is_refused_in_one_sentence(text: object, words: str) -> None:
    with pytest.raises(GameError) as caught:
        read_settings(text)
    said = str(caught.value)
    assert words in said
    assert said.endswith(".")
    assert said.count(". ") == 0
    assert len(said) < 260


@given(hs.text(max_size=40) | hs.from_regex(r"lab(\.[a-z]{2}[0-9a-z_]{0,12}){1,4}", fullmatch=True))
def test_hostile_links_are_read_or_refused(text: str) -> None:
    try:
        settings = read_settings(text)
    except GameError:
        return
    assert read_settings(settings.text) == settings


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "5", True, None])
def test_what_is_no_number_is_no_lever(value: object) -> None:
    with pytest.raises(GameError):
        LabSettings.of(factories=value)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------- world


@given(hs.integers(2, 80), hs.integers(0, 100), hs.integers(0, 100))
def test_skew_moves_failures_between_factories_only(count: int, share: int, skew: int) -> None:
    settings = LabSettings.of(factories=count, fan_share=share / 100, skew=skew / 100)
    shares = population.fan_shares(settings.population)[:-1]
    assert np.mean(shares) == pytest.approx(share / 100, abs=1e-5)
    assert all(0 <= one <= 1 for one in shares)


def test_one_factory_in_five_sees_fans_alone() -> None:
    settings = EXPERIMENTS["blind"].settings
    *seen, outsider = (
        factory.failures for factory in population.draw(settings.population).factories
    )
    assert seen[:4] == [("fan",) * 4] * 4
    assert seen[4:] == [("compressor",) * 4] * 16
    assert outsider == ("compressor",) * 4


def test_a_sensor_bias_is_one_offset_a_sensor_and_leaves_the_engines_alone() -> None:
    plain, biased = LabSettings(), LabSettings.of(sensor_bias=2.0)
    true, read = (
        population.engines(plain.population, [3])[0],
        population.engines(biased.population, [3])[0],
    )
    offset = (read.sensors - true.sensors)[:, list(INFORMATIVE_COLUMNS)]
    assert np.abs(offset).max(axis=0).min() > 0
    assert np.ptp(offset, axis=0).max() < 0.01 * np.abs(true.sensors).max()
    np.testing.assert_array_equal(read.lifetimes, true.lifetimes)


def test_nobody_trains_on_what_the_judge_knows() -> None:
    settings = LabSettings.of(factories=2, failures=16)
    trained = {
        int(i) for one in population.engines(settings.population, range(3)) for i in one.engine_ids
    }
    first = population._FIRST_JUDGED
    assert max(trained) < first
    assert first + population.JUDGED <= population._FIRST_LIKE_ITS_OWN


# --------------------------------------------------------------------------------------- runs


def test_an_experiment_runs_to_its_end() -> None:
    *_, last = stages(SMALL)
    assert last.finished
    assert last.learned
    assert [(record.number, record.stage) for record in last.records] == [
        (0, "merged"), (1, "trained"), (1, "merged"), (2, "trained"), (2, "merged"),
    ]  # fmt: skip
    assert [one.number for one in last.gains] == [0, 1, 2]
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


def test_labs_that_differ_in_how_they_learn_share_their_engines() -> None:
    one = population.draw(SMALL.population)
    assert population.draw(SMALL.but(epochs=3, aggregator="krum", saboteurs=0.5).population) is one
    for lever in ("factories", "failures", "seed"):
        other = population.draw(SMALL.but(**{lever: 4}).population)
        assert other is not one
        assert len(other.clients) == (5 if lever == "factories" else 4)


def test_the_same_lab_comes_to_the_same() -> None:
    *_, first = stages(SMALL)
    *_, second = stages(SMALL)
    assert first == second


def another(settings: LabSettings, lever: str) -> LabSettings:
    """Return the lab with one lever elsewhere."""
    code = LEVERS[lever].code
    for value in (code.low, code.high) if isinstance(code, Number) else code.values:
        try:
            other = settings.but(**{lever: value})
        except GameError:  # levers that do not go together
            continue
        if other != settings:
            return other
    raise ValueError(f"{lever} can be moved nowhere")


BARE = SMALL.but(rounds=1)


@pytest.mark.parametrize(
    ("settings", "others_idle"),
    [
        (BARE, {"mu", "sabotage"}),
        (BARE.but(term="fedprox"), {"sabotage"}),
        (BARE.but(saboteurs=0.5), {"mu"}),
        (BARE.but(shared="lifetimes", clip=1.0), {"rounds", "saboteurs", "clip", "secure"}),
    ],
)
def test_an_idle_lever_changes_nothing(settings: LabSettings, others_idle: set[str]) -> None:
    assert others_idle <= settings.idle
    *_, usual = stages(settings)
    for lever in settings.idle:
        *_, moved = stages(another(settings, lever))
        assert replace(moved, settings=settings) == usual, lever


@pytest.mark.parametrize(
    ("settings", "lever"),
    [
        (BARE.but(term="fedprox", epochs=3), "mu"),
        (BARE.but(saboteurs=0.5), "sabotage"),
        (BARE.but(shared="lifetimes"), "failures"),
        (BARE.but(shared="lifetimes"), "sensor_bias"),
    ],
)
def test_a_lever_that_is_not_idle_changes_something(settings: LabSettings, lever: str) -> None:
    assert lever not in settings.idle
    *_, usual = stages(settings)
    *_, moved = stages(another(settings, lever))
    assert replace(moved, settings=settings) != usual


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


@pytest.mark.slow
def test_of_the_saboteurs_work_a_mean_keeps_little_and_each_robust_rule_nearly_all() -> None:
    prepared = EXPERIMENTS["saboteur"]
    kept = []
    for seed in (7, 8, 9):
        profits = [
            next(lab for lab in stages(side.but(seed=seed)) if len(lab.earnings) > side.rounds)
            .earnings[-1]
            .profit
            for side in (prepared.settings, *prepared.others)
        ]
        lied, clean, *rules = profits
        kept.append([share / clean for share in (lied, *rules)])
    mean, *robust = np.median(kept, axis=0)
    assert mean < 0.5
    assert min(robust) >= 0.97
    assert [side.aggregator for side in prepared.others[1:]] == ["median", "trimmed_mean", "krum"]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_prepared_experiments_differ_from_what_they_are_compared_with(name: str) -> None:
    prepared = EXPERIMENTS[name]
    assert prepared.question.endswith("?")
    assert prepared.settings not in prepared.others
    assert read_settings(prepared.settings.text) == prepared.settings
