"""What a live screen asks for and is sent: a match up to a cycle, as numbers ready to be drawn.

Nothing is remembered between two requests: the screen holds the decisions and names them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from game.fleet.cmapss import fleet_of
from game.fleet.engines import BOARD_SENSORS, Fleet, records
from game.fleet.forecasters import LinearForecaster, world_of
from game.live.header import NO_VALUE, rules_header
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import MOST_DECISIONS, Decision, Knowledge, Stretch, decision_of, row_of
from game.rules.economics import recommended_age
from game.rules.errors import DecisionError, GameError, shown
from game.rules.links import encode
from game.rules.lives import Lives, Outcome
from game.rules.match import FactoryHistory, Forecaster, Match, World, replay
from game.rules.names import factory_names
from game.rules.report import report
from game.rules.scenario import LONGEST_MATCH, RULES_VERSION, SIMULATED, Scenario, check_seed
from game.rules.strategies import STRATEGIES, IntArray, servicing
from game.text.language import refusal_text, t, tn

LONGEST_STEP = 4_000
"""Cycles that one answer adds at most, however many were asked for."""

Sections = dict[str, npt.NDArray[Any]]


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
    decisions: tuple[Decision, ...] = ()
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


def parse_request(values: object) -> Request:
    """Return the request that a browser has sent, or refuse it whole.

    Raises
    ------
    GameError
        Anything that this page would not have sent.

    Examples
    --------
    >>> rows = [[231, "order", ["preventive", 131, False]]]
    >>> parse_request({"scenario": "classic", "seed": 7, "decisions": rows}).decisions
    (Decision(cycle=231, strategy='preventive', setting=131, retrain=False),)
    """
    if not isinstance(values, dict):
        raise GameError(
            "A request is an object, got {kind}: reload the page.", kind=type(values).__name__
        )
    scenario = scenario_named(values.get("scenario"))
    rows = values.get("decisions", [])
    if not isinstance(rows, list) or len(rows) > MOST_DECISIONS:
        raise DecisionError(
            "Decisions are a list of at most {most}, got {got}: reload the page.",
            most=MOST_DECISIONS,
            got=shown(rows),
        )
    decisions = tuple(decision_of(row) for row in rows)
    cycles = [decision.cycle for decision in decisions]
    if cycles != sorted(cycles):
        raise DecisionError(
            "Decisions are taken one after the other, got the cycles {got}: put them in order.",
            got=shown(cycles),
        )
    held = values.get("have", [])
    if not isinstance(held, list) or len(held) > 16:
        raise GameError("Known engines are a list, got {got}: reload the page.", got=shown(held))
    since = _whole("from", values.get("from", 0), LONGEST_MATCH)
    until = _whole("until", values.get("until", 2_000), LONGEST_MATCH)
    return Request(
        scenario,
        check_seed(values.get("seed")),
        decisions,
        number=_whole("n", values.get("n", 0), 2**53),
        since=since,
        until=max(1, min(until, since + LONGEST_STEP)),
        engines_held=tuple(_whole("have", count, 10**6) for count in held),
        keep_playing=values.get("keep") is True,
    )


def feed(request: Request) -> Feed:
    """Play a match as far as a screen wants to see it.

    Returns
    -------
    header : scenario, factories, unlocks, advice, trainings, and the report if the match is over
    sections : the lives of each factory; of yours, new engines' sensors and the forecasts
    """
    scenario = request.scenario
    fleet = fleet_of(scenario, request.seed)
    world = world_of(fleet)
    match = replay(scenario, request.decisions, world, request.until, request.keep_playing)
    names = factory_names(request.seed, scenario.factories)
    mine = match.factories[0]
    sections: Sections = {}
    for number, history in enumerate(match.factories):
        lives = _since(history.lives.cut(match.end), request.since)
        lifetimes = fleet.lifetimes(lives.engine_id) if number == 0 else np.full(len(lives), -1)
        sections[f"lives{number}"] = _life_table(lives, lifetimes)
    lives = mine.lives.cut(match.end)
    sections |= _engine_sections(fleet, lives, request.engines_held)
    sections |= _forecast_sections(mine, _since(lives, request.since))
    over = match.winner is not None
    header = {
        "version": RULES_VERSION,
        "match": f"{scenario.name}-{request.seed}",
        "n": request.number,
        "scenario": _scenario_header(scenario, len(fleet.members) + 1),
        "note": fleet.note,
        "seed": request.seed,
        "from": request.since,
        "until": match.end,
        "decisions": [row_of(decision) for decision in request.decisions],
        "end": _end(match, request.keep_playing),
        "factories": [
            {"name": names[number], "you": number == 0, "strategies": _changes(history, match.end)}
            for number, history in enumerate(match.factories)
        ],
        "unlocks": {
            name: cycle if cycle is not None and cycle <= match.end else None
            for name, cycle in mine.unlocked.items()
        },
        "rules": rules_header(scenario.unlocks),
        "advice": _advice(scenario, mine, world, match.end),
        "trainings": _trainings(mine, match.end),
        "link": encode(scenario.name, request.seed, request.decisions),
        "sensors": list(BOARD_SENSORS),
        "report": report(match, world, request.seed, names, fleet.note).to_json()
        if over and not request.keep_playing
        else None,
        "error": None,
    }
    return Feed(header, sections)


def refusal(values: object, error: GameError) -> Feed:
    """Return the answer to a request that was refused: one sentence, and nothing else.

    Examples
    --------
    >>> refusal({"n": 3}, GameError("No.")).header
    {'version': 1, 'match': None, 'n': 3, 'error': 'No.'}
    """
    number = values.get("n") if isinstance(values, dict) else None
    number = number if isinstance(number, int) and abs(number) < 2**53 else 0
    return Feed(
        {"version": RULES_VERSION, "match": None, "n": number, "error": refusal_text(error)}, {}
    )


def _whole(name: str, value: object, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= high:
        raise GameError(
            "{name} of a request is a whole number from 0 to {high}, got {got}: reload the page.",
            name=repr(name),
            high=high,
            got=shown(value),
        )
    return value


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
        "retrain_every": scenario.retrain_every,
        "unlocks": None if ladder is None else {"failures": ladder.own_failures},
        "federation_size": factories,
        "archive_failures": scenario.archive_failures,
    }


def _end(match: Match, keeps_playing: bool) -> dict[str, Any] | None:
    if match.winner is None:
        return None
    cycle = match.finish if match.finish is not None else match.scenario.cycles
    return {"cycle": cycle, "winner": match.winner, "kept": keeps_playing}


def _changes(history: FactoryHistory, end: int) -> list[list[Any]]:
    changes: list[list[Any]] = []
    for stretch in history.stretches:
        if stretch.cycle >= end:
            break
        word = "recommended" if stretch.recommended else "own"
        if not changes or changes[-1][1:] != [stretch.strategy, stretch.setting, word]:
            changes.append([stretch.cycle, stretch.strategy, stretch.setting, word])
    return changes


def _since(lives: Lives, cycle: int) -> Lives:
    return lives.where(lives.ends >= cycle)


def _life_table(lives: Lives, lifetimes: IntArray) -> npt.NDArray[np.int32]:
    columns = (
        lives.slot, lives.index, lives.installed, lives.ran, lives.outcome, lives.resumes, lifetimes
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.int32).reshape(-1, 7)


def _engine_sections(fleet: Fleet, lives: Lives, engines_held: Sequence[int]) -> Sections:
    held = np.zeros(fleet.scenario.slots, np.int64)
    held[: len(engines_held)] = engines_held[: len(held)]
    new = lives.where(lives.index >= held[lives.slot])
    lines = [record.sensors for record in records(fleet, new.engine_id.tolist())]
    sizes = np.array([line.size for line in lines], np.int64)
    rows = (new.slot, new.index, sizes // len(BOARD_SENSORS), np.cumsum(sizes) - sizes)
    return {
        "engines": np.stack(rows, axis=1).astype(np.int32).reshape(-1, 4),
        "sensors": np.concatenate([np.empty(0, np.uint8), *(line.ravel() for line in lines)]),
    }


def _forecast_sections(history: FactoryHistory, lives: Lives) -> Sections:
    """Collect, for each life, the forecast that was in force at each age."""
    ran = lives.ran
    table = np.full((len(lives), int(ran.max(initial=0))), NO_VALUE, np.int16)
    cycles = lives.installed[:, None] + np.arange(1, table.shape[1] + 1)
    starts = [stretch.cycle for stretch in history.stretches]
    for stretch, until in zip(history.stretches, [*starts[1:], LONGEST_MATCH + 1], strict=True):
        if stretch.model is None:
            continue
        inside = (cycles >= stretch.cycle) & (cycles < until)
        inside &= np.arange(1, table.shape[1] + 1) <= ran[:, None]
        touched = np.flatnonzero(inside.any(axis=1))
        if len(touched):
            made = stretch.model.forecasts(lives.engine_id[touched])[:, : table.shape[1]]
            part, mask = table[touched], inside[touched]
            mask = mask[:, : made.shape[1]]
            part[:, : made.shape[1]][mask] = made[mask]
            table[touched] = part
    shown = np.flatnonzero((table != NO_VALUE).any(axis=1))
    sizes = ran[shown]
    index = (lives.slot[shown], lives.index[shown], np.cumsum(sizes) - sizes)
    values = [table[row, : ran[row]] for row in shown]
    return {
        "forecast_index": np.stack(index, axis=1).astype(np.int32).reshape(-1, 3),
        "forecasts": np.concatenate([np.empty(0, np.int16), *values]),
    }


def _advice(
    scenario: Scenario, mine: FactoryHistory, world: World, end: int
) -> dict[str, list[list[Any]]]:
    archive = world.streams.archive(0)
    failures = mine.lives.where(mine.lives.outcome == Outcome.FAILURE)
    by_age = []
    for cycle in [0, *np.unique(failures.ends[failures.ends < end]).tolist()]:
        failed = Knowledge.at(failures, archive, cycle).failed
        if not failed:
            continue
        age = recommended_age(
            world.streams.lifetimes(np.array(failed, np.int64)), scenario.economics
        )
        reason = tn(
            "from your {n} failure: {age} cycles",
            "from your {n} failures: {age} cycles",
            len(failed),
            age=age,
        )
        by_age.append([cycle, age, reason])
    advice: dict[str, list[list[Any]]] = {
        name: by_age if STRATEGIES[name].scheduled else [] for name in servicing()
    }
    for stretch in mine.stretches:
        facts = _facts(stretch)
        if stretch.cycle < end and stretch.trained and facts is not None:
            threshold = stretch.model.recommended if stretch.model else None
            reason = (
                t(
                    "pooled over {factories} factories: {threshold} cycles",
                    factories=facts.clients,
                    threshold=threshold,
                )
                if facts.rounds
                else tn(
                    "for a model of {n} failure: {threshold} cycles",
                    "for a model of {n} failures: {threshold} cycles",
                    facts.failures,
                    threshold=threshold,
                )
            )
            advice[stretch.strategy].append([stretch.cycle, threshold, reason])
    return advice


def _facts(stretch: Stretch[Forecaster]) -> Any:
    maker = stretch.model
    return maker.facts if isinstance(maker, LinearForecaster) else None


def _trainings(mine: FactoryHistory, end: int) -> list[list[Any]]:
    rows = []
    for stretch in mine.stretches:
        facts = _facts(stretch)
        if stretch.trained and facts is not None and stretch.cycle < end:
            rows.append(
                [
                    stretch.cycle,
                    stretch.strategy,
                    {
                        "clients": facts.clients,
                        "rounds": facts.rounds,
                        "bytes": facts.bytes_moved,
                        "raw_bytes": facts.raw_bytes,
                        "own_failures": facts.failures,
                    },
                ]
            )
    return rows
