"""Years of a plant against closed forms, and against the evidence of the game."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from game.business import settings
from game.business.contenders import FEDERATED, OWN, contenders
from game.business.forecast_error import announced, forecast_error
from game.business.forecasts import Skill, best_setting, cost_of, policy_of
from game.business.lives.calendars import chosen_age
from game.business.lives.lifetimes import draw_laws
from game.business.lives.renewal import FOREVER, Law, cost_rate
from game.business.plant import Case, Model, Plant, Programme
from game.business.settings import Ranges, Unknown, heard_ages
from game.business.simulate import Entry, Policy, Years, simulate
from game.evidence.compare import share_out
from game.evidence.findings import GAMES, find
from game.evidence.sweep import ahead, sweep
from game.fleet.engines import SimulatedFleet
from game.rules.scenario import DEFAULT

PLANT = Plant(
    machines=20,
    hours_a_year=8_000,
    service_cost=2_000.0,
    failure_cost=9_000.0,
    service_hours=8,
    failure_hours=72,
    hour_worth=150.0,
    shape=3.0,
    mean_life=5_000.0,
    failures_on_record=20,
)
LAW = Law(3.0, 5_600.0)

EVIDENCE = json.loads((Path(__file__).parents[2] / "golden" / "evidence.json").read_text())


def _laws(draws: int) -> Law:
    return Law(np.full(draws, LAW.shape), np.full(draws, LAW.scale))


@pytest.mark.parametrize("age", [2_000.0, 4_000.0, FOREVER])
def test_many_years_cost_what_the_long_run_does(age: float) -> None:
    policies = {"it": Policy.calendar(np.full(30, age))}
    years = simulate(PLANT, _laws(30), policies, years=20, seed=1)["it"]
    # The first years service what is found too old at once.
    cost = years.cost(PLANT)[:, 4:].mean(axis=1) / (PLANT.machines * PLANT.hours_a_year)
    expected = float(cost_rate(LAW, age, PLANT.prices))
    assert abs(cost.mean() - expected) < 4 * cost.std() / np.sqrt(len(cost)) + 0.005 * expected


def test_machines_at_work_fail_from_the_first_year_on_and_new_ones_later() -> None:
    policies = {"it": Policy.calendar(np.full(60, FOREVER))}
    found = simulate(PLANT, _laws(60), policies, years=3, seed=2)["it"].failures.mean(axis=0)
    usual = PLANT.machines * PLANT.hours_a_year / (float(LAW.mean) + PLANT.failure_hours)
    assert found == pytest.approx(np.full(3, usual), rel=0.06)
    new = Plant(**{**vars(PLANT), "new_machines": True})
    assert simulate(new, _laws(60), policies, years=1, seed=2)["it"].failures.mean() < 0.95 * usual


def test_machines_enter_by_shares_and_are_not_all_made_up_for_at_once() -> None:
    """A calendar of 40%, then all: before a machine enters it fails as today, then as serviced."""
    plant = replace(PLANT, machines=50)
    ages = {"today": FOREVER, "calendar": 3_000.0}
    policies = {name: Policy.calendar(np.full(40, age)) for name, age in ages.items()}

    def counted(shares: tuple[float, ...]) -> Years:
        entry = Entry("today", shares)
        return simulate(plant, _laws(40), policies, 5, seed=8, entry=entry)["calendar"]

    at_once, late, never = (counted(shares) for shares in ((), (0.4,), (0.0,) * 5))
    as_today = simulate(plant, _laws(40), policies, 5, seed=8)
    np.testing.assert_array_equal(never.failures, as_today["today"].failures)
    assert never.services.sum() == 0
    first = [one.services[:, 0].sum() for one in (at_once, late)]
    assert first[1] == pytest.approx(0.4 * first[0], rel=0.05)
    made_up = as_today["calendar"].services[:, 0] - at_once.services[:, 0]
    assert made_up.mean() > 1  # of those too old some fail before their turn comes
    assert at_once.failures[:, 0].sum() > as_today["calendar"].failures[:, 0].sum()
    np.testing.assert_allclose(
        late.services[:, 3:].mean(), at_once.services[:, 3:].mean(), rtol=0.1
    )


def test_a_date_that_is_known_a_year_ahead_waits_for_no_order_and_a_call_does() -> None:
    """Nobody is in force in the first year: it is as if orders took no time, but for forecasts."""
    ages = {"today": FOREVER, "calendar": 3_000.0, "model": FOREVER}
    policies = {name: Policy.calendar(np.full(40, age)) for name, age in ages.items()}
    every = np.ones(40)
    policies["model"] = Policy(FOREVER * every, 500 * every, 0 * every, every)
    entry = Entry("today", (0.0,))
    at_once, slow = (
        simulate(replace(PLANT, lead_hours=lead), _laws(40), policies, 4, seed=8, entry=entry)
        for lead in (0, 2_000)
    )
    for name in ("services", "failures", "down"):
        first, second = (getattr(one["calendar"], name) for one in (at_once, slow))
        assert np.array_equal(first, second)
    assert slow["model"].failures.sum() > at_once["model"].failures.sum()


def test_who_enters_late_keeps_the_past_it_had() -> None:
    """The second year's entry changes nothing of the first year, whatever is begun then."""
    game = replace(PLANT, machines=30, lead_hours=50, service_age=4_500.0)
    one = np.ones(20)
    policies = {
        "today": Policy.calendar(4_500 * one),
        "model": Policy(6_000 * one, 200 * one, 100 * one, 0.9 * one),
    }
    done = simulate(game, _laws(20), policies, 4, 9, Entry("today", (0.0, 0.5)))
    for name in ("services", "failures", "down"):
        kept, begun = (getattr(done[who], name)[:, 0] for who in ("today", "model"))
        if name == "down":  # an event at the year's end may be cut elsewhere
            assert abs(kept - begun).max() < 1e-9
        else:
            np.testing.assert_array_equal(kept, begun)
    assert done["model"].alarms[:, 0].sum() == 0 < done["model"].alarms[:, 1].sum()


def test_forecasts_without_error_leave_no_failure_that_announces_itself() -> None:
    laws = _laws(40)
    all_, half = (
        policy_of(laws, Skill(0.0, caught), margin=100.0, backstop=FOREVER) for caught in (1.0, 0.5)
    )
    done = simulate(PLANT, laws, {"all": all_, "half": half}, years=5, seed=3)
    assert done["all"].failures.sum() == 0 < done["all"].alarms.sum()
    share = done["half"].failures.sum() / (done["half"].failures + done["half"].services).sum()
    assert share == pytest.approx(0.5, abs=0.03)
    cost = done["half"].cost(PLANT).mean() / (PLANT.machines * PLANT.hours_a_year)
    assert cost == pytest.approx(cost_of(PLANT, _laws(1), half.of(np.array([0])))[0], rel=0.03)


def test_a_good_forecast_needs_a_smaller_margin_and_no_forecast_is_a_calendar() -> None:
    laws = _laws(1)
    good, bad = (best_setting(PLANT, laws, Skill(error, 1.0), 3_000.0) for error in (0.02, 0.2))
    assert good.margin < bad.margin and good.rate < bad.rate
    none = best_setting(PLANT, laws, Skill(0.1, 0.0), 3_000.0)
    assert none.backstop == 3_000
    assert none.rate == pytest.approx(float(cost_rate(LAW, 3_000.0, PLANT.prices)), rel=0.01)


def test_the_lead_is_time_in_which_a_machine_may_fail() -> None:
    late = Plant(**{**vars(PLANT), "lead_hours": 3_000})
    laws = _laws(1)
    policy = policy_of(laws, Skill(0.0, 1.0), margin=100.0, backstop=FOREVER)
    failed = float(1 - LAW.survival(3_000.0))
    done = simulate(late, _laws(60), {"it": policy.of(np.zeros(60, int))}, years=8, seed=4)["it"]
    share = done.failures[:, 1:].sum() / (done.failures + done.services)[:, 1:].sum()
    assert share == pytest.approx(failed, abs=0.02)


def the_games_plant(failure_free: bool) -> Plant:
    """Return the game's factory, with 1,200 of its lifetimes on record."""
    fleets = [SimulatedFleet(DEFAULT, seed) for seed in range(60)]
    lives = [
        fleet.lifetimes(np.concatenate([fleet.ids(0, slot, 0, 5) for slot in range(4)]))
        for fleet in fleets
    ]
    prices = DEFAULT.economics
    recorded = np.concatenate(lives)
    return Plant(
        machines=DEFAULT.slots,
        hours_a_year=EVIDENCE["cycles"],
        service_cost=prices.service_cost,
        service_hours=prices.service_cycles,
        failure_cost=prices.failure_cost,
        failure_hours=prices.failure_cycles,
        hour_worth=prices.running_income,
        lifetimes="hours,failed\n" + "".join(f"{life},1\n" for life in recorded),
        failure_free=int(recorded.min()) - 1 if failure_free else 0,
        new_machines=True,
    )


@pytest.mark.parametrize("strategy", ["corrective", "preventive"])
def test_a_plant_earns_what_the_evidence_says_with_the_games_prices(strategy: str) -> None:
    """Its lifetimes, prices and down times, from new: within the interval of 1,000 games.

    A calendar lives on the first 127 cycles, in which no engine of the game fails.
    """
    game = the_games_plant(failure_free=strategy == "preventive")
    laws = draw_laws(game.record, 400, np.random.default_rng(7))
    waits = strategy == "corrective"
    age = FOREVER if waits else float(chosen_age(laws, game.prices, game.lead_hours))
    policies = {strategy: Policy.calendar(np.full(400, age))}
    cost = simulate(game, laws, policies, years=1, seed=7)[strategy].cost(game).mean()
    profit = 1_000 * (game.hour_worth - cost / (DEFAULT.slots * EVIDENCE["cycles"]))
    row = next(row for row in EVIDENCE["strategies"] if row["strategy"] == strategy)
    low, high = row["ci95"]
    assert low <= profit <= high


def _with_a_model(who: str) -> float:
    """Return what a model earns a plant of the game's, dollars per slot and 1,000 cycles.

    Forecasts are what was measured on turbofans after as many failures as the game's factories have
    seen: 4 in an archive, or 20 times as many. All that fails announces itself.
    """
    failures = DEFAULT.archive_failures if who == OWN else FEDERATED_FAILURES
    error, detection = forecast_error(who, failures), announced(who, failures)
    assert error[0] <= error[1] <= error[2]
    game = replace(the_games_plant(failure_free=True), avoidable=(1.0, 1.0))
    case = Case(game, Programme(years=1, members=19, member_failures=4, **{who: Model()}))
    unknown = Unknown.drawn(game, 400, np.random.default_rng(7))
    ranges = Ranges(error, detection)
    with pytest.MonkeyPatch.context() as patch:  # not after the 1,200 failures of its calendar
        patch.setattr(settings, "ranges_of", lambda *_: ranges)
        pooled = None
        if who == FEDERATED:
            pooled = heard_ages(case, unknown.law, np.random.default_rng(1))
        weighed = contenders(case, unknown, pooled, seed=0)
    policies = {one.name: one.policy for one in weighed if one.name == who}
    cost = simulate(game, unknown.law, policies, years=1, seed=7)[who].cost(game).mean()
    return float(1_000 * (game.hour_worth - cost / (DEFAULT.slots * EVIDENCE["cycles"])))


FEDERATED_FAILURES = DEFAULT.archive_failures + DEFAULT.member_failures * (
    DEFAULT.federation_size - 1
)


def test_so_does_a_federated_model() -> None:
    row = next(row for row in EVIDENCE["strategies"] if row["strategy"] == FEDERATED)
    low, high = row["ci95"]
    assert low <= _with_a_model(FEDERATED) <= high


@pytest.mark.long  # 1,000 games; in quick, those on record: test_so_does_a_federated_model
def test_with_either_model_a_plant_earns_what_the_page_of_evidence_says() -> None:
    """There nobody retrains: each model knows the archive alone."""
    tasks, strata = share_out(ahead(0), GAMES, 0, {})
    clusters = [sweep(task) for task in tasks]
    found = find(clusters, strata, ["local", FEDERATED], "tuned", {})
    unit = DEFAULT.slots * EVIDENCE["cycles"] / 1_000
    for row in found.rows:
        assert row.profit.ci95 is not None
        low, high = (end / unit for end in row.profit.ci95)
        assert low <= _with_a_model(OWN if row.strategy == "local" else FEDERATED) <= high


def test_too_few_crews_cost_hours() -> None:
    policies = {"it": Policy.calendar(np.full(10, FOREVER))}
    slow = {**vars(PLANT), "failure_hours": 600}
    down = [
        simulate(Plant(**{**slow, "crews": crews}), _laws(10), policies, 3, seed=6)["it"].down.sum()
        for crews in (None, 20, 3, 1)
    ]
    assert down[0] == down[1] < down[2] < down[3]
