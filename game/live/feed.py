"""What a live screen asks for and is sent: a match up to a cycle, as numbers ready to be drawn.

The screen holds the decisions and names them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from game.fleet.blind_spot import seen_by
from game.fleet.cmapss import MatchFleet
from game.fleet.engines import BOARD_SENSORS
from game.fleet.forecasters import TrainingFacts, facts_of
from game.live.announcements import EARLY, announcements
from game.live.header import rules_header
from game.live.offers import CHARGES, alliances_of, offers_header
from game.live.sections import (
    Sections,
    calm_section,
    engine_sections,
    forecast_sections,
    lives_section,
)
from game.live.standings import STANDINGS, Standings, ground_of, measures_of
from game.rules.decisions import Call, Knowledge, Move, Stretch, row_of
from game.rules.economics import advised_age
from game.rules.links import encode
from game.rules.lives import Outcome
from game.rules.match import (
    FactoryHistory,
    Forecaster,
    Match,
    World,
    last_cycle,
    match_of,
)
from game.rules.report import factory_names, report
from game.rules.scenario import RULES_VERSION, SIMULATED, Scenario
from game.rules.strategies import STRATEGIES, servicing
from game.text.language import t, tn
from models.band import LEVEL
from models.rul import RUL_CAP

Trained = tuple[Stretch[Forecaster], TrainingFacts]


@dataclass(frozen=True)
class Request:
    """What a screen asks for.

    Attributes
    ----------
    number : the screen's own count, echoed so that it can drop answers that are out of date
    since : cycle before which the screen knows everything
    until : cycle up to which it wants to know
    engines_held : engines of each slot whose sensors it has
    """

    scenario: Scenario
    seed: int
    decisions: tuple[Move, ...] = ()
    number: int = 0
    since: int = 0
    until: int = 2_000
    engines_held: tuple[int, ...] = ()
    keep_playing: bool = False


@dataclass(frozen=True, eq=False)
class Feed:
    """The answer: a JSON header and named arrays."""

    header: dict[str, Any]
    sections: Sections
    request: Request | None = None  # that it answers; None if it was refused


def feed(request: Request, standings: Standings = STANDINGS) -> Feed:
    """Play a match as far as a screen wants to see it.

    Returns
    -------
    header : scenario, factories, unlocks, advice, trainings, and the report if the match is over
    sections : the lives of each factory; of yours, new engines' sensors and the forecasts
    """
    scenario = request.scenario
    fleet, world = ground_of(scenario, request.seed)
    until = last_cycle(scenario, request.until, request.keep_playing)
    state = standings.play(fleet, request.decisions, until)
    match = match_of(state, request.keep_playing)
    names = factory_names(request.seed, scenario.factories)
    mine = match.factories[0]
    sections: Sections = {}
    all_lives = [history.lives.cut(match.end) for history in match.factories]
    new_lives = [lives.where(lives.ends >= request.since) for lives in all_lives]
    for number, lives in enumerate(new_lives):
        sections[f"lives{number}"] = lives_section(lives, fleet if number == 0 else None)
    sections |= engine_sections(fleet, all_lives[0], request.engines_held)
    sections |= forecast_sections(mine, new_lives[0], scenario.band)
    if scenario.calls:
        calls = [move for move in request.decisions if isinstance(move, Call)]
        told = announcements(scenario, mine, new_lives[0], calls, request.since)
        rows = [[one.cycle, one.slot, one.index] for one in told]
        sections["announced"] = np.array(rows, np.int32).reshape(-1, 3)
    sections["calm"] = calm_section(scenario, world, mine, new_lives[0])
    trained = _trained(mine, match.end)
    over = match.winner is not None
    header = {
        "version": RULES_VERSION,
        "match": f"{scenario.name}-{request.seed}",
        "n": request.number,
        "scenario": _scenario_header(scenario, len(fleet.members) + 1),
        "note": fleet.note,
        "fault_rule": fleet.fault_rule,
        "seed": request.seed,
        "from": request.since,
        "until": match.end,
        "decisions": [row_of(decision) for decision in request.decisions],
        "end": _end(match, request.keep_playing),
        "factories": [
            {
                "name": names[number],
                "you": number == 0,
                "strategies": _changes(history, match.end),
                "charges": [
                    [charge.cycle, charge.amount, charge.why] for charge in history.charges
                ],
                "alliances": alliances_of(history, match.end),
            }
            for number, history in enumerate(match.factories)
        ],
        "unlocks": {
            name: cycle if cycle is not None and cycle <= match.end else None
            for name, cycle in mine.unlocked.items()
        },
        "rules": rules_header(scenario.unlocks, scenario.economics.lead),
        "charges": CHARGES,
        **offers_header(fleet, world, mine, match.end),
        "advice": _advice(scenario, mine, world, match.end, trained),
        "trainings": [_training(*each) for each in trained],
        "link": encode(scenario.name, request.seed, request.decisions),
        "sensors": list(BOARD_SENSORS),
        "report": _report(match, fleet, world, names)
        if over and not request.keep_playing
        else None,
        "error": None,
    }
    return Feed(header, sections, request)


def _report(
    match: Match, fleet: MatchFleet, world: World, names: tuple[str, ...]
) -> dict[str, Any]:
    measured = measures_of(fleet, world, match.end)
    return report(match, world, fleet.drawn_for, names, fleet.note, measured).to_json()


def _scenario_header(scenario: Scenario, factories: int) -> dict[str, Any]:
    ladder = scenario.unlocks
    prices = scenario.economics
    return {
        "name": scenario.name,
        "title": t(scenario.title),
        "engines": None if scenario.engines == SIMULATED else scenario.engines,
        "finish_line": scenario.finish_line,
        "cycles": scenario.cycles,
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


def _end(match: Match, keeps_playing: bool) -> dict[str, Any] | None:
    if match.winner is None:
        return None
    cycle = match.finish if match.finish is not None else match.scenario.cycles
    return {"cycle": cycle, "winner": match.winner, "kept": keeps_playing}


def _changes(history: FactoryHistory, end: int) -> list[list[Any]]:
    def shown(stretch: Stretch[Forecaster]) -> list[Any]:
        word = "recommended" if stretch.recommended else "own"
        return [stretch.strategy, stretch.setting, word]

    begun = [stretch for stretch in history.stretches if stretch.cycle < end]
    return [[next(alike).cycle, *values] for values, alike in groupby(begun, shown)]


def _advice(
    scenario: Scenario, mine: FactoryHistory, world: World, end: int, trained: Sequence[Trained]
) -> dict[str, list[list[Any]]]:
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


def _trained(mine: FactoryHistory, end: int) -> list[Trained]:
    """Return the stretches that began with a training, and what that was made of."""
    return [
        (stretch, facts)
        for stretch in mine.stretches
        if stretch.trained and stretch.cycle < end and (facts := facts_of(stretch.model))
    ]


def _training(stretch: Stretch[Forecaster], facts: TrainingFacts) -> list[Any]:
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
