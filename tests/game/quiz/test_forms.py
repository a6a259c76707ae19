"""Forms of the quiz against what is worked out here anew from the numbers that they say."""

import re
from collections.abc import Mapping
from itertools import product
from random import Random

import numpy as np
import pytest
from scipy import integrate, optimize
from scipy.stats import weibull_min

from game.quiz.bank import LATER, OBJECTIVES, QUESTIONS, ROWS, SHORT
from game.quiz.forms import LETTERS, WHOLE, Asked, QuizError, form, right
from game.rules.errors import GameError
from game.text.language import speak

SEEDS = range(60)


def every(name: str) -> list[Asked]:
    """Return a question in both forms of many seeds."""
    return [form(letter, seed, [name]).questions[0] for seed, letter in product(SEEDS, LETTERS)]


def figures(text: str) -> list[float]:
    """Return the numbers of a text, in their order."""
    return [
        float(word.replace(",", "").replace("−", "-"))
        for word in re.findall(r"[+−]?\$?\d[\d,]*(?:\.\d+)?", text.replace("$", ""))
    ]


def whole(value: float) -> int:
    """Round as one learns to at school: half a unit upwards."""
    return int(value + 0.5)


def answer(asked: Asked) -> list[float]:
    return figures(asked.options[asked.right])


def test_all_in_costs() -> None:
    for asked in every("costs"):
        income, service, stands, failure, lies = figures(asked.text)
        assert answer(asked) == [service + income * stands, failure + income * lies]


def test_availability() -> None:
    for asked in every("availability"):
        runs, lies = figures(asked.text)
        assert answer(asked) == [whole(100 * runs / (runs + lies))]


def test_an_alarm_pays_although_it_is_mostly_wrong() -> None:
    for asked in every("alarm"):
        precision, service, failure = figures(asked.text)
        assert precision < 50
        assert precision / 100 * failure > service
        assert answer(asked) == [whole(100 * service / failure)]


def test_a_pump_asks_for_another_precision() -> None:
    for asked in every("pump"):
        income, service, stands, failure, lies = figures(asked.text)
        share = (service + income * stands) / (failure + income * lies)
        assert answer(asked) == [whole(100 * share)]


def test_present_value_and_payback() -> None:
    for asked in every("value"):
        price, saves, years, rate = figures(asked.text)
        value = sum(saves / (1 + rate / 100) ** year for year in range(1, int(years) + 1)) - price
        told, back = answer(asked)
        assert told == pytest.approx(value, abs=50)
        assert back == pytest.approx(price / saves, abs=0.0501)
        assert value > 0


def _rate(age: float, shape: float, mean: float, prices: Mapping[str, float]) -> float:
    """Return what a service at an age earns, $ per cycle, by integrals."""
    law = weibull_min(shape, scale=mean / weibull_min(shape).mean())
    ran = integrate.quad(law.sf, 0, age)[0]
    fails = law.cdf(age)
    cost = prices["service"] * (1 - fails) + prices["failure"] * fails
    down = prices["service_time"] * (1 - fails) + prices["failure_time"] * fails
    return float((prices["income"] * ran - cost) / (ran + down))


@pytest.mark.no_cover
def test_the_age_said_to_be_best_earns_most_of_the_four() -> None:
    for seed, letter in product(range(6), LETTERS):
        asked = form(letter, seed, ["age"]).questions[0]
        numbers = QUESTIONS["age"].draw(Random(f"{seed}-age-{letter}"))
        assert str(numbers["mean"]) in asked.text
        ages = [figures(option)[0] for option in asked.options]
        rates = [_rate(age, numbers["shape"], numbers["mean"], numbers) for age in ages]
        best = optimize.minimize_scalar(
            lambda age: -_rate(age, numbers["shape"], numbers["mean"], numbers),  # noqa: B023
            bounds=(10, 2 * numbers["mean"]),
            method="bounded",
        ).x
        assert int(np.argmax(rates)) == asked.right
        assert int(np.argmin(np.abs(np.array(ages) - best))) == asked.right
        told, most = (
            _rate(age, numbers["shape"], numbers["mean"], numbers)
            for age in (figures(asked.why)[0], best)
        )
        assert told == pytest.approx(most, rel=0.002)


def test_reference_answers() -> None:
    """The answers of the quiz that teachers have in hand, from the same numbers."""
    prices = {"income": 300, "service": 10_000, "service_time": 20, "failure": 60_000,
              "failure_time": 60}  # fmt: skip
    work = {name: row.work for name, row in QUESTIONS.items()}
    assert work["costs"](prices)["right"] == "$16,000 and $78,000"
    uptime = work["availability"]({"mtbf": 206, "mttr": 60})
    assert (uptime["right"], uptime["less"]) == ("77%", "71%")
    wear = {**prices, "shape": 4.41, "mean": 206}
    assert 120 <= int(work["age"](wear)["best"]) <= 134
    assert work["alarm"]({**prices, "right_in": 0.3})["worth"] == "$23,400"
    assert work["alarm"]({**prices, "right_in": 0.3})["even"] == "21%"  # 20.5
    models = work["models"]({**prices, "sharp": 10, "coarse": 20, "mean": 206, "shape": 4.4})
    sharp, coarse = (figures(models[name])[0] for name in ("sharp_earns", "coarse_earns"))
    assert sharp == pytest.approx(176, abs=4)
    assert coarse == pytest.approx(207, abs=10)  # there of a hundred lives, here of a law
    value = {"price": 100_000, "saves": 30_000, "years": 5, "percent": 8}
    assert work["value"](value)["right"] == "+$19,800 and 3.3 years"
    pump = {"income": 50, "service": 2_000, "service_time": 4, "failure": 5_000,
            "failure_time": 10}  # fmt: skip
    assert work["pump"](pump)["right"] == "40%"


@pytest.mark.no_cover
def test_the_coarse_model_with_a_tried_alarm_always_earns_clearly_more() -> None:
    for asked in every("models"):
        coarse, sharp = figures(asked.why)[:2]
        off, _, coarse_off = figures(asked.text)[:3]
        assert coarse > 1.02 * sharp
        assert coarse > 0
        assert answer(asked) == [coarse_off]
        assert coarse_off == 2 * off


def test_a_service_age_is_useless_where_nothing_wears_out() -> None:
    """Computed over an exponential law: a later age always earns more, for what is drawn."""
    for ratio in (4, 5, 6, 8):
        prices = {"income": 300.0, "service": 10_000.0, "service_time": 20.0,
                  "failure": ratio * 10_000.0, "failure_time": 60.0}  # fmt: skip
        rates = [_rate(age, 1.0, 206, prices) for age in (20, 100, 200, 400, 1_200)]
        assert rates == sorted(rates)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.no_cover
def test_every_form_is_sound(row: object) -> None:
    name = row.name  # type: ignore[attr-defined]
    places = set()
    for seed in range(30):
        before, after = (form(letter, seed, [name]).questions[0] for letter in LETTERS)
        assert before.text != after.text
        for asked in (before, after):
            places.add(asked.right)
            assert len(set(asked.options)) == 4
            assert "{" not in "".join((asked.text, asked.why, *asked.options))
            assert asked.objective in OBJECTIVES
    assert places == {0, 1, 2, 3}


@pytest.mark.no_cover
def test_forms_of_another_seed_differ_and_those_of_one_are_the_same() -> None:
    assert form("A", 3) == form("A", 3)
    assert len({form("A", seed).key for seed in SEEDS}) > 50
    assert len({form("A", seed).questions[0].text for seed in SEEDS}) > 50


def test_every_objective_is_asked_about() -> None:
    assert {row.objective for row in ROWS} == set(OBJECTIVES)
    assert {*WHOLE, *LATER} == set(QUESTIONS)
    assert set(SHORT) < set(WHOLE)


def test_a_form_speaks_the_visitors_language() -> None:
    plain = form("A", 3).questions[6]
    speak("en-XA")
    strange = form("A", 3).questions[6]
    speak("en")
    assert strange.text != plain.text
    assert strange.right == plain.right
    assert form("A", 3).questions[6] == plain


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("C", 0), "No form is named 'C': choose from A, B."),
        (("A", -1), "seed"),
        (("A", 0, ["age", "weather"]), "No question is named 'weather': choose from costs"),
    ],
)
def test_what_is_no_form_is_refused(asked: tuple, says: str) -> None:
    with pytest.raises(GameError, match=re.escape(says)):
        form(*asked)
    assert issubclass(QuizError, GameError)


def test_answers_are_right_or_not() -> None:
    one = form("B", 5, SHORT)
    wrong = [(place + 1) % 4 for place in one.key]
    assert right(one, [one.key[0], *wrong[1:4], None]) == (True, False, False, False, False)
