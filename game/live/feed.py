"""What a live screen asks for and is sent: a match up to a cycle, as numbers ready to be drawn.

The screen holds the decisions and names them all. Where a match stood is kept for a while, so that
one that is played on need not start again; nothing else is lost with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from game.fleet.cmapss import MatchFleet, fleet_of
from game.fleet.engines import BOARD_SENSORS, Fleet, records
from game.fleet.forecasters import facts_of, world_of
from game.live.header import NO_VALUE, rules_header
from game.rules.decisions import Decision, Knowledge, row_of
from game.rules.economics import recommended_age
from game.rules.links import encode
from game.rules.lives import Lives, Outcome
from game.rules.match import (
    FactoryHistory,
    Match,
    MatchState,
    World,
    advance,
    last_cycle,
    match_of,
    seats_of,
    start,
)
from game.rules.report import factory_names, report
from game.rules.scenario import LONGEST_MATCH, RULES_VERSION, SIMULATED, Scenario
from game.rules.strategies import STRATEGIES, IntArray, servicing
from game.text.language import t, tn

Sections = dict[str, npt.NDArray[Any]]

Standing = tuple[tuple[Decision, ...], MatchState]
"""A state that a match has reached, and the decisions that led to it."""


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


class Standings:
    """Where matches stood when they were last asked for, so that they can be played on from there.

    Parameters
    ----------
    matches : that are kept, those asked for last
    states : of each match, those reached last
    """

    def __init__(self, matches: int = 64, states: int = 4) -> None:
        self._matches, self._states = matches, states
        self._kept: dict[MatchFleet, list[Standing]] = {}
        self._lock = Lock()

    def forget(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._kept.clear()

    def latest(self, fleet: MatchFleet, decisions: tuple[Decision, ...], until: int) -> Standing:
        """Return the latest state on the way of a match."""
        scenario = fleet.scenario
        with self._lock:
            kept = self._kept.get(fleet, [])
        kept = [((), start(scenario, seats_of(scenario, ()), world_of(fleet))), *kept]
        ways = []
        for taken, state in kept:
            cycle = state.factories[0].cycle
            later = decisions[len(taken) :]
            if taken == decisions[: len(taken)] and cycle <= min(
                [until, *(decision.cycle for decision in later[:1])]
            ):
                ways.append((taken, state))
        return max(ways, key=lambda way: way[1].factories[0].cycle)

    def play(self, fleet: MatchFleet, decisions: tuple[Decision, ...], until: int) -> MatchState:
        """Play a match from the latest state that is kept; stop at each decision to keep another.

        Parameters
        ----------
        decisions : the player's, in the order of their cycles
        """
        taken, state = self.latest(fleet, decisions, until)
        reached: list[Standing] = []
        new: tuple[Decision, ...] = ()
        stops = {decision.cycle for decision in decisions[len(taken) :] if decision.cycle < until}
        for stop in [*sorted(stops), until]:
            state = advance(state, {0: new}, stop)
            reached.append((taken, state))
            new = tuple(decision for decision in decisions[len(taken) :] if decision.cycle == stop)
            taken += new
        with self._lock:
            ways = {way[0] for way in reached}
            before = [way for way in self._kept.pop(fleet, []) if way[0] not in ways]
            self._kept[fleet] = [*before, *reached][-self._states :]
            while len(self._kept) > self._matches:
                del self._kept[next(iter(self._kept))]
        return state


STANDINGS = Standings()
"""Of the matches on everybody's boards."""


def feed(request: Request, standings: Standings = STANDINGS) -> Feed:
    """Play a match as far as a screen wants to see it.

    Returns
    -------
    header : scenario, factories, unlocks, advice, trainings, and the report if the match is over
    sections : the lives of each factory; of yours, new engines' sensors and the forecasts
    """
    scenario = request.scenario
    fleet = fleet_of(scenario, request.seed)
    until = last_cycle(scenario, request.until, request.keep_playing)
    state = standings.play(fleet, request.decisions, until)
    match, world = match_of(state, request.keep_playing), state.world
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
            {
                "name": names[number],
                "you": number == 0,
                "strategies": _changes(history, match.end),
                "charges": [
                    [charge.cycle, charge.amount, charge.why] for charge in history.charges
                ],
            }
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
        facts = facts_of(stretch.model)
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


def _trainings(mine: FactoryHistory, end: int) -> list[list[Any]]:
    rows = []
    for stretch in mine.stretches:
        facts = facts_of(stretch.model)
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
