"""Answers against closed cases, and bands against what plants really earned."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from game.business.answers import _federation_error, _first_two, weigh
from game.business.contenders import CALENDAR, FEDERATED, NOTHING, OWN, POOLED
from game.business.gains.findings import Answer, Band, Findings
from game.business.gains.flows import earned
from game.business.lives.calendars import chosen_age
from game.business.lives.lifetimes import Record, as_if_recorded, draw_laws
from game.business.lives.renewal import FOREVER, Law, cost_rate
from game.business.plant import Case, Model, Plant, Programme
from game.business.reading import case_from_json
from game.business.simulate import Policy, simulate

EXAMPLE = json.loads((Path(__file__).parents[3] / "docs" / "plant.json").read_text())
WHOLE = case_from_json(EXAMPLE)
CASE = replace(
    WHOLE,
    plant=replace(WHOLE.plant, machines=5, crews=None),
    programme=replace(
        WHOLE.programme,
        years=4,
        own=Model(sensors=500.0, integration=10_000.0, people=3_000.0, false_alarms=2.0),
    ),
)
"""The example, smaller: quickly weighed."""


@pytest.fixture(scope="module")
def found() -> Findings:
    return weigh(CASE)


def _of(found: Findings, name: str) -> Answer:
    return next(answer for answer in found.answers if answer.name == name)


@pytest.mark.parametrize(
    ("hours", "alike"),
    [
        ([8_000] * 8, True),
        ([8_000, 8_001, 7_990, 8_003, 7_999, 8_000, 8_010, 8_000], True),
        ([8_000] * 10 + [8_500] * 10, True),  # to the half of a thousand
        ([7_000, 8_000, 9_000, 7_500, 8_500, 8_200, 7_800, 8_700], False),
    ],
)
def test_lives_that_are_all_but_equal_are_known(hours: list[int], alike: bool) -> None:
    lives = "hours,failed\n" + "".join(f"{one},1\n" for one in hours)
    law = {"shape": None, "mean_life": None, "failures_on_record": None}
    plant = replace(CASE.plant, **law, lifetimes=lives)
    found = weigh(Case(plant, Programme(years=1)))
    assert found.too_alike is alike is found.to_json()["too_alike"]


def test_all_answers_are_there_and_doing_nothing_costs_and_earns_nothing(found: Findings) -> None:
    assert [answer.name for answer in found.answers] == [
        NOTHING, CALENDAR, POOLED, OWN, FEDERATED
    ]  # fmt: skip
    nothing = _of(found, NOTHING)
    assert nothing.npv == Band(0, 0, 0) and nothing.expected == 0
    assert nothing.earned is None and not any(nothing.flows)
    assert sum(answer.best for answer in found.answers) == pytest.approx(1)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_figures_and_another_ones_within_their_error(
    found: Findings,
) -> None:
    assert weigh(CASE) == found
    other = weigh(CASE, seed=1)
    for one, two in zip(found.answers[1:], other.answers[1:], strict=True):
        assert one != two
        assert one.npv.low is not None and one.npv.high is not None
        error = (one.npv.high - one.npv.low) / 2.56 / np.sqrt(found.draws)
        assert abs(one.expected - two.expected) < 6 * error


def test_means_leave_out_the_luck_that_is_known() -> None:
    """Doing nothing costs in the mean what the closed form says."""
    plain = Case(
        replace(CASE.plant, machines=12), Programme(years=6, discount_rate=0.0, ramp_up=())
    )
    means = [_of(weigh(plain, seed), NOTHING).mean_cost_a_year for seed in range(3)]
    laws = draw_laws(plain.plant.record, 4_000, np.random.default_rng(5))
    expected = 12 * plain.plant.hours_a_year * cost_rate(laws, FOREVER, plain.plant.prices).mean()
    assert means == pytest.approx([float(expected)] * 3, rel=0.006)


def test_of_new_machines_the_law_says_nothing_and_doing_nothing_costs_what_was_drawn() -> None:
    new = replace(CASE.plant, new_machines=True, hour_worth=0.0)
    programme = Programme(years=1, discount_rate=0.0, ramp_up=())
    nothing = _of(weigh(Case(new, programme)), NOTHING)
    drawn = nothing.failures_a_year * new.prices.failure
    assert nothing.mean_cost_a_year == pytest.approx(drawn) and drawn > 0


def test_a_dearer_programme_is_worth_less_by_what_it_costs(found: Findings) -> None:
    own = CASE.programme.own
    assert own is not None
    dearer = replace(CASE.programme, own=replace(own, integration=own.integration + 10_000))
    answer, before = _of(weigh(replace(CASE, programme=dearer)), OWN), _of(found, OWN)
    assert before.expected - answer.expected == pytest.approx(10_000)
    assert before.earned is not None and answer.earned is not None
    assert before.earned.payback is not None and answer.earned.payback is not None
    assert answer.earned.payback > before.earned.payback


def test_costs_a_year_differ_by_what_answers_are_worth(found: Findings) -> None:
    annuity = sum(1.08**-year for year in range(1, 5))
    assert CASE.programme.discount_rate == 0.08 and CASE.programme.years == 4
    nothing = _of(found, NOTHING)
    for answer in found.answers:
        saved = (nothing.mean_cost_a_year - answer.mean_cost_a_year) * annuity
        assert saved == pytest.approx(answer.expected, abs=1)


def test_return_and_payback_are_of_the_flows_whose_present_value_is_the_worth(
    found: Findings,
) -> None:
    """Against scipy's root of the sum written out, and a walk through the years."""
    for answer in found.answers:
        worth = sum(flow / 1.08**year for year, flow in enumerate(answer.flows))
        assert worth == pytest.approx(answer.expected, abs=1e-6)
        assert len(answer.flows) == 5
    own = _of(found, OWN)
    told = own.earned
    assert told is not None and told.rates == 1 and own.flows[0] == -12_500

    def left(rate: float) -> float:
        return float(sum(flow / (1 + rate) ** year for year, flow in enumerate(own.flows)))

    assert told.rate == pytest.approx(optimize.brentq(left, -0.9, 50), rel=1e-9)
    assert (told.rate > 0.08) is (own.expected > 0)
    for rate, back in ((0.0, told.payback), (0.08, told.discounted_payback)):
        owed, flows = 0.0, [flow / (1 + rate) ** year for year, flow in enumerate(own.flows)]
        for year, flow in enumerate(flows):
            if owed < 0 <= owed + flow:
                expected = year - 1 - owed / flow
            owed += flow
        assert back == pytest.approx(expected)
    assert told.payback < told.discounted_payback  # type: ignore[operator]
    assert told.one + told.none + told.several == pytest.approx(1)


def test_what_a_model_costs_more_than_a_calendar_has_a_return_of_its_own(found: Findings) -> None:
    """Against scipy's root of the differences of what is told of both by year."""
    own, calendar = _of(found, OWN), _of(found, CALENDAR)
    more = [one - other for one, other in zip(own.flows, calendar.flows, strict=True)]
    told = own.earned_more
    assert told is not None and own.earned is not None and told.rates == 1
    assert told.rate == pytest.approx(
        optimize.brentq(lambda rate: sum(flow / (1 + rate) ** year
                                         for year, flow in enumerate(more)), -0.9, 50), rel=1e-9
    )  # fmt: skip
    assert told.rate != pytest.approx(own.earned.rate, rel=0.01)
    assert calendar.earned_more is None and _of(found, POOLED).earned_more is None


def test_services_that_are_brought_forward_are_money_that_goes_out_first() -> None:
    early = earned(np.array([0.0, -40.0, -20.0, 50.0, 60.0]), np.zeros((1, 5)), 0.1)
    assert early is not None and early.rate is not None and early.payback == 3 + 10 / 60
    assert -40 / (1 + early.rate) - 20 / (1 + early.rate) ** 2 + 50 / (1 + early.rate) ** 3 + 60 / (
        1 + early.rate
    ) ** 4 == pytest.approx(0, abs=1e-9)
    for none in ([0.0, 0.0, 0.0], [0.0, 5.0, -4.0]):
        assert earned(np.array(none), np.zeros((1, 3)), 0.1) is None


def test_a_break_even_precision_brings_the_value_to_nothing(found: Findings) -> None:
    answer, own = _of(found, OWN), CASE.programme.own
    assert own is not None and answer.precision is not None
    assert answer.break_even_precision is not None
    true = answer.precision * own.false_alarms / (1 - answer.precision)  # a machine and year
    false = true * (1 / answer.break_even_precision - 1)
    worse = replace(CASE.programme, own=replace(own, false_alarms=false))
    assert abs(_of(weigh(replace(CASE, programme=worse)), OWN).expected) < 1


def test_doing_nothing_wins_where_nothing_ages_and_models_are_dear() -> None:
    record = as_if_recorded(Law(1.0, 5_000.0), 300)
    lines = "".join(f"{hours},1\n" for hours in record.hours)
    plant = Plant(
        machines=4, hours_a_year=8_000, service_cost=1_000.0, failure_cost=3_000.0,
        lifetimes="hours,failed\n" + lines, avoidable=(0.3, 0.5),
    )  # fmt: skip
    programme = Programme(own=Model(90.0, people=90_000.0), federated=Model(people=90_000.0))
    lost = weigh(Case(plant, programme))
    assert lost.winner == NOTHING and lost.may_not_age
    assert _of(lost, OWN).expected < -200_000
    told = _of(lost, OWN).earned
    assert told is not None and told.discounted_payback is None and told.never_discounted == 1
    assert _of(lost, OWN).conservative < _of(lost, OWN).expected


def test_few_failures_are_said_to_be_few() -> None:
    few = weigh(replace(CASE, plant=replace(CASE.plant, failures_on_record=3)))
    assert few.too_few and CALENDAR not in [answer.name for answer in few.answers]
    assert few.excluded_below > 0


def test_the_rival_is_best_most_often_of_the_others_and_its_distance_is_of_the_same_draws(
    found: Findings,
) -> None:
    others = [one for one in found.answers if one.name != found.winner]
    assert _of(found, found.rival or "").best == max(one.best for one in others)
    winner, rival = _of(found, found.winner), _of(found, found.rival or "")
    ends = found.lead.low, found.lead.middle, found.lead.high
    assert None not in ends and list(ends) == sorted(ends)  # type: ignore[type-var]
    assert winner.npv.low is not None and winner.npv.high is not None
    assert rival.npv.low is not None and rival.npv.high is not None
    apart = (winner.npv.high - rival.npv.low) - (winner.npv.low - rival.npv.high)
    assert ends[2] - ends[0] < apart  # type: ignore[operator]
    by_hand = _first_two(
        [replace(winner, expected=2.0, best=0.4), replace(rival, expected=1.0, best=0.6)],
        np.array([[5.0, 1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 2.0, 2.0, 0.0]]),
    )
    assert by_hand["lead"] == Band(-1.0, -1.0, 4.0)
    close = replace(found, answers=tuple(
        replace(one, best=0.41 if one is winner else 0.57) for one in (winner, rival)
    ))  # fmt: skip
    assert (
        close.is_close and not replace(close, answers=(replace(winner, best=0.58), rival)).is_close
    )


def test_the_json_is_plain(found: Findings) -> None:
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["winner"] == found.winner


YEARS = 8


def _inside(plants: int, failures: tuple[int, int], seed: int) -> list[bool]:
    """Return for plants drawn at random whether their band held what a calendar really saved."""
    random = np.random.default_rng(seed)
    held = []
    for number in range(plants):
        truth = Law(np.exp(random.uniform(np.log(1.2), np.log(6), 1)), np.full(1, 1_500.0))
        n = int(random.integers(failures[0], failures[1] + 1))
        record = Record(truth.scale * random.weibull(truth.shape, n), np.ones(n, bool))
        lines = "".join(f"{hours!r},1\n" for hours in record.hours.tolist())
        plant = Plant(
            machines=6, hours_a_year=8_000, service_cost=1_000.0, hour_worth=10.0,
            failure_cost=1_000.0 * random.uniform(2, 20), service_hours=4, failure_hours=24,
            lifetimes="hours,failed\n" + lines,
        )  # fmt: skip
        laws = draw_laws(record, 150, random)
        age = float(chosen_age(laws, plant.prices, 0))
        if np.isinf(age):
            continue  # it goes on as before: nothing is earned
        drawn = _saved(plant, laws, age, [seed, number])
        low, high = np.quantile(drawn, [0.1, 0.9])
        held.append(bool(low <= _saved(plant, truth, age, [seed, number, 1])[0] <= high))
    return held


def _saved(plant: Plant, laws: Law, age: float, seed: list[int]) -> np.ndarray:
    ages = {"nothing": FOREVER, "calendar": age}
    policies = {
        name: Policy.calendar(np.full(len(laws.scale), hours)) for name, hours in ages.items()
    }
    number = int(np.random.SeedSequence(seed).generate_state(1)[0])
    done = simulate(plant, laws, policies, YEARS, number)
    return np.asarray((done["nothing"].cost(plant) - done["calendar"].cost(plant)).sum(axis=1))


@pytest.mark.slow
def test_the_band_holds_the_money_really_earned_as_often_as_it_says() -> None:
    held = _inside(60, (5, 50), seed=1)
    assert stats.binomtest(sum(held), len(held), 0.8).pvalue > 0.01


@pytest.mark.long
@pytest.mark.parametrize(
    ("failures", "least", "most"), [((5, 50), 0.77, 0.83), ((5, 9), 0.75, 0.85)]
)
def test_the_bands_of_a_thousand_plants(
    failures: tuple[int, int], least: float, most: float
) -> None:
    held = _inside(1_000, failures, seed=2)
    assert least <= np.mean(held) <= most


def test_the_calendar_earns_what_the_closed_form_says() -> None:
    """A plant whose law is known saves the difference of two long-run costs."""
    plant = Plant(
        machines=5, hours_a_year=8_000, service_cost=1_000.0, failure_cost=9_000.0,
        shape=3.0, mean_life=2_000.0, failures_on_record=3_000,
    )  # fmt: skip
    programme = Programme(years=10, discount_rate=0.0, ramp_up=())
    answer = _of(weigh(Case(plant, programme)), CALENDAR)
    law = Law(3.0, 2_000.0 / 0.89298)
    rates = cost_rate(law, np.array([FOREVER, answer.age]), plant.prices)
    expected = 5 * 8_000 * 10 * (rates[0] - rates[1])
    assert answer.expected == pytest.approx(float(expected), rel=0.02)


def test_members_change_nothing_of_what_needs_none() -> None:
    """Luck is each draw's own: what moves one answer draws no new lives for the others."""
    few, many = (
        weigh(replace(CASE, programme=replace(CASE.programme, members=members)))
        for members in (2, 7)
    )
    for name in (CALENDAR, OWN):
        assert _of(few, name) == replace(_of(many, name), best=_of(few, name).best)
    assert _of(few, POOLED).expected != _of(many, POOLED).expected


def test_a_lead_that_may_be_luck_of_the_draws_is_close(found: Findings) -> None:
    sure = replace(found, lead_error=0.0)
    assert replace(sure, lead_error=1e9).is_close
    assert replace(found, rival=None, lead_error=None).is_close is False


def test_a_lead_of_less_than_two_standard_errors_is_close(found: Findings) -> None:
    answers = tuple(replace(one, best=0.2, ahead=0.0) for one in found.answers)
    lead = _of(found, found.winner).expected - _of(found, found.rival).expected
    for error, why in ((lead / 1.9, "luck"), (lead / 2.1, None)):
        assert replace(found, answers=answers, lead_error=error).why_close == why


def test_a_lead_that_turns_in_a_third_of_the_futures_is_close(found: Findings) -> None:
    """However surely its mean is known."""
    for ahead, close in ((0.32, False), (0.35, True)):
        answers = tuple(
            replace(one, best=0.2, ahead=ahead if one.name == found.rival else 0.0)
            for one in found.answers
        )
        assert replace(found, answers=answers, lead_error=0.0).is_close is close


def test_how_sure_it_is_what_a_federated_model_is_worth_by_hand(found: Findings) -> None:
    """Beside the best of those that need no others, which pooled records are not."""
    worth = {NOTHING: 0.0, CALENDAR: 5.0, POOLED: 9.0, OWN: 3.0, FEDERATED: 4.0}
    answers = [replace(found.answers[0], name=name, expected=mean) for name, mean in worth.items()]
    drawn = np.random.default_rng(1).normal([[mean] for mean in worth.values()], 2, (5, 60))
    error = _federation_error(answers, drawn)
    assert error == pytest.approx(stats.sem(drawn[4] - drawn[1]))
    assert _federation_error(answers[:4], drawn[:4]) is None


def test_what_is_behind_the_winner_is_of_the_same_draws(found: Findings) -> None:
    winner, rival = _of(found, found.winner), _of(found, found.rival or "")
    assert winner.behind == Band(0, 0, 0) and winner.ahead == 0
    assert rival.behind == found.lead
    nothing = _of(found, NOTHING)  # behind it lies the whole of what the winner is worth
    assert nothing.behind == winner.npv
    for one in found.answers:
        assert one.behind.low is not None and one.behind.high is not None
        assert (one.ahead >= 0.1) or one.behind.low >= 0
        assert (one.ahead <= 0.9) or one.behind.high <= 0
