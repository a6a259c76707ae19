"""What the prepared rooms promise, played by classes of bots."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from game.rooms.account import POINTS
from game.rooms.crowds.classes import GIVING, MIXED, half
from game.rooms.federation.privacy import LEVELS, LIGHT, NONE, STRONG
from game.rooms.federation.shares import Turn
from game.rooms.federation.together import balances_without, play_together
from game.rooms.federation.told import Together
from game.rooms.room import Plan
from game.rooms.verbs.opening import plan_of
from game.rules.decisions import Decision
from models.federated.server import JOINING_ROUNDS, ROUNDS
from models.federated.simulation.privacy import epsilon, told_apart
from models.metrics import mean_interval

CLASSES, FIRST_SEED, SEATS = 16, 8_200, 24
OPENS, TURNS = 4, 8

DELTA = 1e-3
"""Of the account of privacy."""

KEPT = Path(__file__).parents[2] / "docs" / "rounds.json"


def turns_of_bots(seats: int, first: Sequence[str], joins: Sequence[int]) -> tuple[Turn, ...]:
    """Return what bots decide: what they begin with, in turn, and who joins when it opens."""
    moves = tuple(
        (seat, (Decision(0, first[(seat - 1) % len(first)]),)) for seat in range(1, seats + 1)
    )
    empty = Turn()
    opening = Turn(shares=tuple((seat, "join") for seat in joins))
    return (Turn(moves), *[empty] * (OPENS - 1), opening, *[empty] * (TURNS - OPENS - 1))


@dataclass(frozen=True)
class Promise:
    """What a prepared room shows, as dollars a seat in one class of bots.

    Attributes
    ----------
    measure : of a seed and how many seats
    seats : of a class
    level : of noise, where it is one's cost
    """

    text: str
    measure: Callable[[int, int], float]
    seats: int = SEATS
    level: str = ""


def money(told: Together) -> npt.NDArray[np.float64]:
    """Return all balances."""
    return np.array([account.balance for account in told.accounts], np.float64)


def plan_named(name: str, seed: int, **other: object) -> Plan:
    """Return the plan of a prepared room."""
    return replace(plan_of({"round": name, "seed": seed}), **other)  # type: ignore[arg-type]


def against_own_models(seed: int, seats: int, **other: object) -> float:
    """Return what members have more than with models of their own, half of the class being in."""
    plan = plan_named("blind-spot", seed, **other)
    joins = [seat for seat in range(1, seats + 1) if half(seat)]
    turns, place = turns_of_bots(seats, MIXED, joins), np.array(joins) - 1
    alone = np.array(balances_without(plan, turns, seats, None), np.float64)
    return float((money(play_together(plan, turns, seats)) - alone)[place].mean())


def of_failures(seed: int, seats: int) -> float:
    """Return what careful seats earn more, once it is open, where a third lets engines fail."""
    plan = plan_named("commons", seed, reward=0)

    def later(first: Sequence[str]) -> npt.NDArray[np.float64]:
        told = play_together(plan, turns_of_bots(seats, first, range(1, seats + 1)), seats)
        curves = np.array([account.curve for account in told.accounts], np.float64)
        return curves[:, -1] - curves[:, OPENS * POINTS - 1]

    careful = np.arange(seats) % 3 > 0
    return float((later(GIVING) - later(("preventive",)))[careful].mean())


def givers_behind(seed: int, seats: int, reward: int) -> float:
    """Return by how much those who let engines fail end behind the others."""
    plan = plan_named("commons", seed, reward=reward)
    told = money(play_together(plan, turns_of_bots(seats, GIVING, range(1, seats + 1)), seats))
    gives = np.arange(seats) % 3 == 0
    return float(told[~gives].mean() - told[gives].mean())


def rewarded(seed: int, seats: int) -> float:
    """Return by how much the reward brings those who give nearer to the others."""
    reward = plan_named("commons", seed).reward
    return givers_behind(seed, seats, 0) - givers_behind(seed, seats, reward)


def _all_in(plan: Plan, seats: int) -> float:
    return float(
        money(play_together(plan, turns_of_bots(seats, MIXED, range(1, seats + 1)), seats)).mean()
    )


def saved_by_the_median(seed: int, seats: int) -> float:
    """Return what a seat earns more where poisoned updates are merged by the median."""
    plan = plan_named("saboteur", seed)
    return _all_in(replace(plan, merging="median"), seats) - _all_in(plan, seats)


def lost_by_noise(seed: int, seats: int, level: str) -> float:
    """Return what a seat earns less where updates travel with noise."""
    plan = plan_named("privacy", seed)
    return _all_in(replace(plan, noise=NONE), seats) - _all_in(replace(plan, noise=level), seats)


def hidden(level: str) -> dict[str, float]:
    """Return how well the updates of a lesson's trainings hide who took part in them."""
    trainings, noise = TURNS - OPENS, LEVELS[level].noise
    rounds = ROUNDS + (trainings - 1) * JOINING_ROUNDS
    return {
        "rounds": rounds,
        "epsilon": round(epsilon(noise, rounds, DELTA), 2),
        "told_apart": round(told_apart(noise, rounds), 3),
    }


PROMISES: dict[str, tuple[Promise, ...]] = {
    "blind-spot": (
        Promise("members against models of their own", against_own_models),
        Promise("the same where fleets are not split", partial(against_own_models, split=False)),
        Promise("split, in a class of twelve", against_own_models, 12),
        Promise("split, in a class of six", against_own_models, 6),
    ),
    "commons": (
        Promise("careful seats, where a third lets engines fail", of_failures),
        Promise("who gives, behind the others, without a reward", partial(givers_behind, reward=0)),
        Promise("nearer by the reward", rewarded),
        Promise("who gives, behind, in a class of six", partial(givers_behind, reward=0), 6),
        Promise("nearer by the reward, in a class of six", rewarded, 6),
    ),
    "saboteur": (
        Promise("the median against averaging", saved_by_the_median),
        Promise("the same in a class of eight", saved_by_the_median, 8),
        Promise("the same in a class of twelve", saved_by_the_median, 12),
        Promise("the same in a class of six", saved_by_the_median, 6),
    ),
    "privacy": (
        *(
            Promise(f"lost by {level} noise", partial(lost_by_noise, level=level), seats, level)
            for level in (STRONG, LIGHT)
            for seats in (SEATS, 12, 6)
        ),
    ),
}
"""Figures of each prepared room; the first one of each is above zero."""


def measured(promise: Promise, classes: int = CLASSES) -> npt.NDArray[np.float64]:
    """Return what a promise comes to in each of several classes."""
    seeds = range(FIRST_SEED, FIRST_SEED + classes)
    return np.array([promise.measure(seed, promise.seats) for seed in seeds])


def interval(promise: Promise, classes: int = CLASSES) -> tuple[float, float, float]:
    """Return the mean of a promise over classes, and its 95% interval."""
    values = measured(promise, classes)
    return float(values.mean()), *mean_interval(values)


def rows() -> list[tuple[str, str]]:
    """Return labelled figures; what is in brackets is a 95% interval over the classes.

    They are written to ``docs/rounds.json``, which the facilitator's guide quotes.
    """
    told: list[tuple[str, str]] = []
    kept: dict[str, list[dict[str, object]]] = {}
    levels = {level: hidden(level) for level, one in LEVELS.items() if one.noise}
    for name, promises in PROMISES.items():
        for promise in promises:
            values = measured(promise)
            mean, (low, high) = float(values.mean()), mean_interval(values)
            label = f"{name}: {promise.text}, $ a seat, {CLASSES} classes of {promise.seats} bots"
            least, most = float(values.min()), float(values.max())
            one = f"one class {least:,.0f} to {most:,.0f}"
            told.append((label, f"{mean:,.0f} ({low:,.0f} to {high:,.0f}); {one}"))
            ends = {"mean": round(mean), "low": round(low), "high": round(high),
                    "least": round(least), "most": round(most)}  # fmt: skip
            told_of = {"text": promise.text, "seats": promise.seats, "classes": CLASSES}
            told_of |= {"level": promise.level} if promise.level else {}
            kept.setdefault(name, []).append(told_of | ends)
    KEPT.write_text(json.dumps({**kept, "levels": levels}, indent=1) + "\n", encoding="utf-8")
    return told
