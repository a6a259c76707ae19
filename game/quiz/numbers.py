"""The numbers of questions: drawn for each form, and what they come to, computed by the product.

``draw`` functions return numbers; ``work`` functions return words for the places of a text, among
them the right answer and what usual mistakes come to.
"""

from functools import lru_cache
from math import gamma
from random import Random
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from game.rules.economics import age_rewards, best_age, long_run
from game.rules.finance import payback, present_value
from game.rules.scenario import Economics
from game.text.language import money, number, percent, t

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Numbers = dict[str, Any]
Words = dict[str, str]

LIVES, FEW_LIVES, ERRORS = 500, 120, 15
"""Quantiles of lifetimes, alone and with those of a forecast's errors."""

MOST_ALARM = 100
"""Cycles; the alarm that earns most is looked for up to here."""


def nothing(_: Random) -> Numbers:
    """Return no numbers: the question has none."""
    return {}


def as_they_are(numbers: Numbers) -> Words:
    """Return numbers as words."""
    return {
        name: number(value) if isinstance(value, int) else str(value)
        for name, value in numbers.items()
    }


def draw_prices(random: Random) -> Numbers:
    """Return what a cycle of running, a service and a failure cost."""
    income = random.choice([100, 150, 200, 250, 300, 400])
    service = 500 * round(income * random.choice([24, 28, 32, 36]) / 500)
    return {
        "income": income,
        "service": service,
        "service_time": random.choice([10, 15, 20, 25, 30]),
        "failure": service * random.choice([4, 5, 6]),
        "failure_time": random.choice([40, 50, 60, 80]),
    }


def economics_of(numbers: Numbers) -> Economics:
    """Return the prices of a question as the rules take them."""
    return Economics(
        running_income=numbers["income"],
        service_cost=numbers["service"],
        service_cycles=numbers["service_time"],
        failure_cost=numbers["failure"],
        failure_cycles=numbers["failure_time"],
    )


def all_in(prices: Economics) -> tuple[int, int]:
    """Return what a service and a failure cost with the income that is lost meanwhile, dollars.

    Examples
    --------
    >>> all_in(Economics())
    (16000, 78000)
    """
    income = prices.running_income
    return (
        prices.service_cost + income * prices.service_cycles,
        prices.failure_cost + income * prices.failure_cycles,
    )


def break_even(service: int, failure: int) -> float:
    """Return how often an alarm must be right to be acted on, where nothing else is known.

    Parameters
    ----------
    service, failure : all in, dollars

    Examples
    --------
    >>> round(break_even(16_000, 78_000), 3)
    0.205
    """
    return service / failure


def _said(numbers: Numbers) -> Words:
    return {
        name: money(value) if name in ("income", "service", "failure") else number(value)
        for name, value in numbers.items()
        if isinstance(value, int)
    }


def _pair(service: int, failure: int) -> str:
    return t("{service} and {failure}", service=money(service), failure=money(failure))


def costs(numbers: Numbers) -> Words:
    """Work out both all-in costs; mistakes forget the lost income, or the bill, or mix them up."""
    income, service, failure = (numbers[name] for name in ("income", "service", "failure"))
    stands, lies = numbers["service_time"], numbers["failure_time"]
    own = all_in(economics_of(numbers))
    return _said(numbers) | {
        "right": _pair(*own),
        "bills": _pair(service, failure),
        "incomes": _pair(income * stands, income * lies),
        "mixed": _pair(service + income * lies, failure + income * stands),
        "lost": money(income * lies),
    }


def draw_uptime(random: Random) -> Numbers:
    """Return the running time between failures, and how long a repair takes."""
    return {
        "mtbf": random.randrange(150, 252, 6),
        "mttr": random.choice([60, 70, 80, 90]),
    }


def availability(numbers: Numbers) -> Words:
    """Work out the availability."""
    runs, lies = numbers["mtbf"], numbers["mttr"]
    return _said(numbers) | {
        "right": percent(runs / (runs + lies)),
        "less": percent((runs - lies) / runs),
        "down": percent(lies / (runs + lies)),
        "ratio": percent(lies / runs),
        "whole": number(runs + lies),
    }


def draw_ratio(random: Random) -> Numbers:
    """Return how much dearer a failure is, and a mean life."""
    return {"ratio": random.choice([4, 5, 6, 8]), "mean": random.randrange(150, 320, 10)}


@lru_cache(maxsize=256)
def lifetimes(shape: float, mean: int, number: int = LIVES) -> IntArray:
    """Return quantiles of a Weibull law as lifetimes, cycles.

    Examples
    --------
    >>> lives = lifetimes(4.4, 206)
    >>> len(lives), round(lives.mean())
    (500, 206)
    """
    shares = (np.arange(number) + 0.5) / number
    scale = mean / gamma(1 + 1 / shape)
    return np.maximum(1, np.rint(scale * (-np.log1p(-shares)) ** (1 / shape))).astype(np.int64)


def draw_wear(random: Random) -> Numbers:
    """Return how engines wear out, and prices."""
    return draw_prices(random) | {
        "shape": random.choice([3.6, 4.0, 4.4, 4.8]),
        "mean": random.randrange(160, 320, 10),
    }


def wear(numbers: Numbers) -> Words:
    """Work out the age at which a service earns most."""
    mean = numbers["mean"]
    rewards = age_rewards(lifetimes(numbers["shape"], mean), economics_of(numbers))
    best = best_age(rewards)
    service, failure = all_in(economics_of(numbers))
    return _said(numbers) | {
        "best": number(best),
        "right": number(5 * round(best / 5)),
        "at_mean": number(mean),
        "late": number(5 * round(0.85 * mean / 5)),
        "early": number(5 * round(0.3 * mean / 5)),
        "service_all": money(service),
        "failure_all": money(failure),
    }


def draw_alarm(random: Random) -> Numbers:
    """Return prices, and how often an alarm is right: often enough, and in less than half."""
    prices = draw_prices(random)
    even = break_even(*all_in(economics_of(prices)))
    return prices | {"right_in": min(0.45, round(even + random.choice([0.06, 0.08, 0.1]), 2))}


def alarm(numbers: Numbers) -> Words:
    """Work out from when on acting on an alarm pays."""
    service, failure = all_in(economics_of(numbers))
    precision = numbers["right_in"]
    return {
        "precision": percent(precision),
        "even": percent(break_even(service, failure)),
        "service": money(service),
        "failure": money(failure),
        "worth": money(precision * failure),
    }


def draw_models(random: Random) -> Numbers:
    """Return prices, and two models' errors; nobody has looked at the first one's alarm."""
    sharp = random.choice([8, 9, 10, 11, 12])
    return draw_prices(random) | {"sharp": sharp, "coarse": 2 * sharp, "mean": 206, "shape": 4.4}


def _stops(lives: IntArray, error: int, alarms: range) -> IntArray:
    """Return the ages at which alarms stop engines, (alarms, lives and errors)."""
    law = NormalDist(0, error)
    errors = np.array([law.inv_cdf((place + 0.5) / ERRORS) for place in range(ERRORS)])
    ends = (lives[:, None] + errors).ravel()
    ages: IntArray = np.floor(ends - np.asarray(alarms)[:, None]).astype(np.int64) + 1
    return np.maximum(1, ages)


def earns(lives: IntArray, error: int, alarms: range, prices: Economics) -> FloatArray:
    """Return what alarms of a model earn in the long run, dollars per cycle and engine.

    Each engine has one error, the same all its life.

    Examples
    --------
    >>> lives = lifetimes(4.4, 206, 100)
    >>> earns(lives, 10, range(27, 28), Economics()) > earns(lives, 10, range(10, 11), Economics())
    array([ True])
    """
    return long_run(np.repeat(lives, ERRORS), _stops(lives, error, alarms), prices)


def models(numbers: Numbers) -> Words:
    """Work out what a sharp model earns at an untried alarm, and a coarse one at its best."""
    prices = economics_of(numbers)
    lives = lifetimes(numbers["shape"], numbers["mean"], FEW_LIVES)
    sharp, coarse = numbers["sharp"], numbers["coarse"]
    alarms = range(1, MOST_ALARM)
    of_coarse = earns(lives, coarse, alarms, prices)
    tuned = int(of_coarse.argmax())
    service, failure = all_in(prices)
    return {
        "sharp": number(sharp),
        "coarse": number(coarse),
        "tuned": number(alarms[tuned]),
        "service": money(service),
        "failure": money(failure),
        "sharp_earns": money(float(earns(lives, sharp, range(sharp, sharp + 1), prices)[0])),
        "coarse_earns": money(float(of_coarse[tuned])),
    }


def draw_plants(random: Random) -> Numbers:
    """Return how many failures three plants have seen."""
    return {"few": random.randint(2, 6), "many": random.randrange(600, 2_000, 100)}


def draw_games(random: Random) -> Numbers:
    """Return the length of a short game, and by how little it was lost."""
    return {"cycles": random.choice([400, 500, 600]), "less": random.randint(3, 7)}


def draw_members(random: Random) -> Numbers:
    """Return how many share a model, and what sending costs."""
    return {"members": random.randint(8, 40), "fee": random.choice([500, 800, 1_000, 2_000])}


def members(numbers: Numbers) -> Words:
    """Put the numbers of a commons into words."""
    return {"members": number(numbers["members"]), "fee": money(numbers["fee"])}


def draw_programme(random: Random) -> Numbers:
    """Return a price today, what it saves a year, for how long, and the interest."""
    years = random.choice([4, 5, 6])
    saves = random.choice([20_000, 25_000, 30_000, 40_000, 50_000])
    share = random.choice([0.62, 0.66, 0.7])  # of what it saves in all
    return {
        "price": 5_000 * round(share * years * saves / 5_000),
        "saves": saves,
        "years": years,
        "percent": random.choice([6, 8, 10]),
    }


def _worth(value: float, years: float) -> str:
    return t("{value} and {years} years", value=money(value, signed=True), years=number(years, 1))


def programme(numbers: Numbers) -> Words:
    """Work out value and payback; mistakes add up, pay twice, or discount what is paid back."""
    price, saves, years = (numbers[name] for name in ("price", "saves", "years"))
    rate = numbers["percent"] / 100
    flows = np.array([[-price, *[saves] * years]], dtype=float)
    value, back = float(present_value(flows, rate)[0]), float(payback(flows)[0])
    rounded = 100 * round(value / 100)
    return {
        "price": money(price),
        "saves": money(saves),
        "years": number(years),
        "rate": percent(rate),
        "right": _worth(rounded, back),
        "sum": _worth(years * saves - price, back),
        "twice": _worth(rounded - price, back),
        "slower": _worth(rounded, float(payback(flows, rate)[0])),
    }


def draw_pump(random: Random) -> Numbers:
    """Return the prices of another machine, in hours."""
    service = random.choice([1_500, 2_000, 2_400, 3_000])
    return {
        "income": random.choice([40, 50, 60, 80]),
        "service": service,
        "service_time": random.choice([3, 4, 5, 6]),
        "failure": round(service * random.choice([2.5, 3.0, 3.5]) / 100) * 100,
        "failure_time": random.choice([10, 12, 15, 20]),
    }


def pump(numbers: Numbers) -> Words:
    """Work out the precision that another machine asks of an alarm."""
    service, failure = all_in(economics_of(numbers))
    even = break_even(service, failure)
    return _said(numbers) | {
        "right": percent(even),
        "half": percent(0.5),
        "rest": percent(1 - even),
        "time": percent(service / (service + failure)),
        "service_all": money(service),
        "failure_all": money(failure),
    }
