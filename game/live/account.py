"""What a message says of a match in words and plain values: rules, changes, advice, trainings."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from game.fleet.blind_spot import seen_by
from game.fleet.forecasters import TrainingFacts, facts_of
from game.live.announcements import EARLY
from game.rules.decisions import Knowledge, Stretch
from game.rules.economics import advised_age
from game.rules.lives import Outcome
from game.rules.match import FactoryHistory, Forecaster, Match, World
from game.rules.scenario import SIMULATED, Scenario
from game.rules.strategies import STRATEGIES, servicing
from game.text.language import t, tn
from models.band import LEVEL
from models.rul import RUL_CAP

Trained = tuple[Stretch[Forecaster], TrainingFacts]


def scenario_header(scenario: Scenario, factories: int) -> dict[str, Any]:
    """Return what a screen must know of the rules of a match."""
    ladder = scenario.unlocks
    prices = scenario.economics
    return {
        "name": scenario.name,
        "title": t(scenario.title),
        "engines": None if scenario.engines == SIMULATED else scenario.engines,
        "finish_line": scenario.finish_line,
        "cycles": scenario.cycles,
        "slots": scenario.slots,
        "income": prices.running_income,
        "service_cost": prices.service_cost,
        "service_cycles": prices.service_cycles,
        "failure_cost": prices.failure_cost,
        "failure_cycles": prices.failure_cycles,
        "lead": prices.lead,
        "hold": scenario.hold if scenario.calls else None,
        "offers": scenario.offers,
        "early": EARLY,
        "retrain_every": scenario.retrain_every,
        "unlocks": None if ladder is None else {"failures": ladder.own_failures},
        "federation_size": factories,
        "archive_failures": scenario.archive_failures,
        **({"band": {"share": LEVEL, "upto": RUL_CAP}} if scenario.band else {}),
    }


def how_it_ended(match: Match, keeps_playing: bool) -> dict[str, Any] | None:
    """Return where a match ended and who won; None while it goes on."""
    if match.winner is None:
        return None
    cycle = match.finish if match.finish is not None else match.scenario.cycles
    return {"cycle": cycle, "winner": match.winner, "kept": keeps_playing}


def changes_of(history: FactoryHistory, end: int) -> list[list[Any]]:
    """Return a row for each change of strategy or setting: cycle, strategy, setting, whose."""

    def shown(stretch: Stretch[Forecaster]) -> list[Any]:
        word = "recommended" if stretch.recommended else "own"
        return [stretch.strategy, stretch.setting, word]

    begun = [stretch for stretch in history.stretches if stretch.cycle < end]
    return [[next(alike).cycle, *values] for values, alike in groupby(begun, shown)]


def advice_told(
    scenario: Scenario, mine: FactoryHistory, world: World, end: int, trained: Sequence[Trained]
) -> dict[str, list[list[Any]]]:
    """Return the recommended settings of each strategy: cycle, setting and why."""
    archive = world.streams.archive(0)
    failures = mine.lives.where(mine.lives.outcome == Outcome.FAILURE)
    by_age = []
    for cycle in [0, *np.unique(failures.ends[failures.ends < end]).tolist()]:
        failed = Knowledge.at(failures, archive, cycle).failed
        if not failed:
            continue
        age = advised_age(world.streams.lifetimes(np.array(failed, np.int64)), scenario)
        reason = tn(
            "from {n} failure on record: {age} cycles",
            "from {n} failures on record: {age} cycles",
            len(failed),
            age=age,
        )
        by_age.append([cycle, age, reason])
    advice: dict[str, list[list[Any]]] = {
        name: by_age if STRATEGIES[name].scheduled else [] for name in servicing()
    }
    for stretch, facts in trained:
        threshold = stretch.advised
        reason = _reason(scenario, facts, threshold)
        advice[stretch.strategy].append([stretch.cycle, threshold, reason])
    return advice


def _reason(scenario: Scenario, facts: TrainingFacts, threshold: int | None) -> str:
    """Say what a recommended alarm follows from."""
    if facts.rounds:
        return t(
            "pooled over {factories} factories: {threshold} cycles",
            factories=facts.clients,
            threshold=threshold,
        )
    if scenario.advice != "prices" and facts.failures < scenario.local_tuned_from:
        return t("good in simulated games at usual prices: {threshold} cycles", threshold=threshold)
    return tn(
        "for a model of {n} failure: {threshold} cycles",
        "for a model of {n} failures: {threshold} cycles",
        facts.failures,
        threshold=threshold,
    )


def trained_in(mine: FactoryHistory, end: int) -> list[Trained]:
    """Return the stretches that began with a training, and what that was made of."""
    return [
        (stretch, facts)
        for stretch in mine.stretches
        if stretch.trained and stretch.cycle < end and (facts := facts_of(stretch.model))
    ]


def training_told(stretch: Stretch[Forecaster], facts: TrainingFacts) -> list[Any]:
    """Return what a training was made of, as plain JSON values."""
    made_of = {
        "clients": facts.clients,
        "rounds": facts.rounds,
        "bytes": facts.bytes_moved,
        "raw_bytes": facts.raw_bytes,
        "own_failures": facts.failures,
        "seen": None if (seen := seen_by(stretch.model)) is None else [*seen.own, *seen.others],
    }
    if facts.judged is not None:
        made_of["judged"] = facts.judged
    return [stretch.cycle, stretch.strategy, made_of]
