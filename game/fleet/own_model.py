"""A factory's own model: how it is trained on a few failures, and when it raises the alarm."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from data.trajectories import Trajectories
from game.rules.scenario import Economics, Scenario
from models.alarms import (
    CAUTION_MOVING,
    HIGHEST_THRESHOLD,
    ThresholdRule,
    careful_rule,
    earlier_threshold,
    repriced_threshold,
    score_thresholds,
    usual_rule,
)
from models.features import FEATURE_NAMES, Scale, features
from models.public_scale import public_scale
from models.rul import RulModel, left_out_forecasts, train_local, tune_local


@dataclass(frozen=True)
class Recipe:
    """How a factory trains a model of its own.

    Attributes
    ----------
    public : features are scaled by what the maker of the engines publishes, not by the own failures
    changes : of the features only those that say what has changed since the engine was new
    earlier : cycles by which it must alarm before a model of the first kind: the fewer features
        speak, the nearer its forecasts stay to the mean
    careful : its threshold is chosen with care for how few its failures are, at any prices
    """

    public: bool
    changes: bool
    earlier: int
    careful: bool

    @property
    def scale(self) -> Scale | None:
        """What features are standardised by; None for the own rows' means and deviations."""
        if not self.public:
            return None
        mean, scale = (column[: len(FEATURE_NAMES)] for column in public_scale())
        return Scale(mean, np.where(_IS_LEVEL, np.inf, scale) if self.changes else scale)


_IS_LEVEL = np.array([" mean " in name for name in FEATURE_NAMES])

RECIPES: Mapping[str, Recipe] = {
    "own": Recipe(public=False, changes=False, earlier=0, careful=False),
    "public": Recipe(public=True, changes=False, earlier=0, careful=True),
    "changes": Recipe(public=True, changes=True, earlier=30, careful=True),
}
"""By the scenario's ``local_model``; ``docs/adr/0015-own-models.md`` says what was tried, and how
each was found."""


class OwnModel(NamedTuple):
    """What a factory has made of its own failures."""

    strength: float  # ridge penalty
    threshold: int  # cycles, recommended
    model: RulModel


def own_model(scenario: Scenario, histories: Trajectories) -> OwnModel:
    """Train on a factory's own failures, as its scenario says.

    Parameters
    ----------
    histories : complete run-to-failure histories, one or more

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from game.rules.scenario import DEFAULT
    >>> own_model(DEFAULT, simulate(np.arange(4), seed=1, fan_share=0.2)).threshold
    40
    """
    recipe, strength = RECIPES[scenario.local_model], scenario.local_strength
    if len(histories) >= scenario.local_tuned_from:
        priced = recipe.careful or scenario.advice == "prices"
        rule = careful_rule(len(histories)) if priced else usual_rule(scenario.economics.lead)
        strength, threshold = tune_local(histories, scenario.economics, recipe.scale, rule)
    else:
        threshold = _usual_threshold(scenario, histories)
        if scenario.advice == "prices":
            threshold = _repriced(scenario, histories, threshold)
    return OwnModel(strength, threshold, train_local(histories, strength, recipe.scale))


def _usual_threshold(scenario: Scenario, histories: Trajectories) -> int:
    """Return the alarm that is good at usual prices, as far ahead as services are ordered."""
    recipe, lead = RECIPES[scenario.local_model], scenario.economics.lead
    at_once = min(scenario.local_threshold + recipe.earlier, HIGHEST_THRESHOLD)
    if lead and recipe.earlier:  # its forecasts stay near the mean
        forecasts = fair_forecasts(scenario, histories)
        return earlier_threshold(
            forecasts, histories.offsets, histories.lifetimes, at_once, earlier=lead
        )
    return min(at_once + lead, HIGHEST_THRESHOLD)


def _repriced(scenario: Scenario, histories: Trajectories, usual: int) -> int:
    """Move a threshold that is good at usual prices, ordered as far ahead, to the scenario's."""
    rule = careful_rule(len(histories), CAUTION_MOVING)
    forecasts = fair_forecasts(scenario, histories)
    score = partial(
        score_thresholds, forecasts, histories.offsets, histories.lifetimes, grid=rule.grid
    )
    prices, usually = scenario.economics, Economics(lead=scenario.economics.lead)
    return repriced_threshold(usual, score(prices=prices), score(prices=usually), rule)


def fair_forecasts(scenario: Scenario, histories: Trajectories) -> np.ndarray:
    """Forecast each engine by a model of the others, or a single one by its own, (rows,)."""
    strength, scale = scenario.local_strength, RECIPES[scenario.local_model].scale
    if len(histories) == 1:
        return train_local(histories, strength, scale).predict(features(histories))
    return np.asarray(left_out_forecasts(histories, [strength], scale)[:, 0])


def federated_rule(scenario: Scenario, failures: int) -> ThresholdRule:
    """Return how a federation that has seen so many failures chooses its threshold."""
    if scenario.advice == "prices":
        return careful_rule(failures)
    return usual_rule(scenario.economics.lead)
