"""What a live screen asks for and is sent: a match up to a cycle, as numbers ready to be drawn.

The screen holds the decisions and names them all. Where a match stood is kept for a while, so that
one that is played on need not start again; nothing else is lost with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

from game.fleet.cmapss import MatchFleet, fleet_of
from game.fleet.engines import BOARD_SENSORS
from game.fleet.forecasters import world_of
from game.jobs import Memo
from game.live.account import (
    advice_told,
    changes_of,
    how_it_ended,
    scenario_header,
    trained_in,
    training_told,
)
from game.live.announcements import announcements
from game.live.header import characters, rules_header
from game.live.offers import alliances_of, offers_header
from game.live.sections import (
    Sections,
    calm_section,
    engine_sections,
    forecast_sections,
    lives_section,
)
from game.rules.decisions import Call, Move, row_of
from game.rules.links import encode
from game.rules.match import (
    FactoryState,
    Match,
    MatchState,
    World,
    advance,
    keep_to_themselves,
    last_cycle,
    match_of,
    seats_of,
    start,
)
from game.rules.offers.terms import CHARGES
from game.rules.report import Measures, factory_names, measures, report
from game.rules.scenario import RULES_VERSION, SIMULATED, Scenario


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


Standing = tuple[tuple[Move, ...], MatchState]
"""A state that a match has reached, and the decisions that led to it."""

_Way = tuple[MatchFleet, tuple[Move, ...]]

_MATCHES = 128
"""Of which is kept what holds whatever is decided in them: those of the pool that a process looks
after, some fifty, and as many again that nobody has met before, each of which takes 300 kB."""

_worlds: Memo[MatchFleet, World] = Memo(_MATCHES)
_measures: Memo[tuple[MatchFleet, int], Measures] = Memo(_MATCHES)


@lru_cache(maxsize=_MATCHES)
def _simulated(scenario: Scenario, seed: int) -> MatchFleet:
    return fleet_of(scenario, seed)


def ground_of(scenario: Scenario, seed: int) -> tuple[MatchFleet, World]:
    """Return the engines of a match and all else that stands before anything is decided.

    Raises
    ------
    EngineSourceError
        Its engines are not on this machine.
    """
    kept = scenario.engines == SIMULATED  # a file may be written anew
    fleet = _simulated(scenario, seed) if kept else fleet_of(scenario, seed)
    return fleet, _world_of(fleet)


def _world_of(fleet: MatchFleet) -> World:
    return _worlds.recall(fleet, lambda: world_of(fleet))


def measures_of(fleet: MatchFleet, world: World, end: int) -> Measures:
    """Return what the factories of a match are measured by after so many cycles."""
    return _measures.recall((fleet, end), lambda: measures(fleet.scenario, world, end))


class Standings:
    """Where matches stood when they were last asked for, so that they can be played on from there.

    Rivals with whom nobody shares what has failed play the same match whatever is decided: they are
    played once.

    Parameters
    ----------
    most : states that are kept, those asked for last
    """

    def __init__(self, most: int = 1_024) -> None:
        self._most = most
        self._kept: dict[tuple[_Way, int], MatchState] = {}  # those asked for last stand last
        self._cycles: dict[_Way, list[int]] = {}  # at which there is one
        self._rivals: Memo[tuple[MatchFleet, frozenset[int], int], Mapping[int, FactoryState]]
        self._rivals = Memo(most // 4)
        self._lock = Lock()

    def forget(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._kept.clear()
            self._cycles.clear()
        self._rivals.forget()

    def latest(self, fleet: MatchFleet, decisions: tuple[Move, ...], until: int) -> Standing | None:
        """Return the latest state on the way of a match, None before its first one."""
        bounds = [*(decision.cycle for decision in decisions), until]
        with self._lock:
            for count in range(len(decisions), -1, -1):
                taken, bound = decisions[:count], min(until, bounds[count])
                cycles = [at for at in self._cycles.get((fleet, taken), ()) if at <= bound]
                if cycles:
                    key = (fleet, taken), max(cycles)
                    state = self._kept[key] = self._kept.pop(key)  # asked for last
                    return taken, state
        return None

    def play(self, fleet: MatchFleet, decisions: tuple[Move, ...], until: int) -> MatchState:
        """Play a match from the latest state that is kept; stop at each decision to keep another.

        Parameters
        ----------
        decisions : the player's, in the order of their cycles
        """
        scenario, world = fleet.scenario, _world_of(fleet)
        seats = seats_of(scenario, decisions, world.offers)
        alone = frozenset(keep_to_themselves(seats, world.offers)) - {0}
        taken, state = self.latest(fleet, decisions, until) or (
            (),
            start(scenario, seats_of(scenario, (), world.offers), world),
        )
        state = self._with_rivals(fleet, state, alone, until)
        new: tuple[Move, ...] = ()
        stops = {decision.cycle for decision in decisions[len(taken) :] if decision.cycle < until}
        for stop in [*sorted(stops), until]:
            state = advance(state, {0: new}, stop)
            self._keep(fleet, taken, state)
            new = tuple(decision for decision in decisions[len(taken) :] if decision.cycle == stop)
            taken += new
        return state

    def _with_rivals(
        self, fleet: MatchFleet, state: MatchState, alone: frozenset[int], until: int
    ) -> MatchState:
        """Put rivals who play alone where they stand in the end; others where everybody stands."""
        now, factories = state.cycle, list(state.factories)
        ahead = {number for number, one in enumerate(factories) if one.cycle > now} - alone
        for numbers, cycle in ((alone, until), (frozenset(ahead), now)):
            for number, rival in self._alone(fleet, state, numbers, cycle).items():
                factories[number] = rival
        return replace(state, factories=tuple(factories))

    def _alone(
        self, fleet: MatchFleet, state: MatchState, numbers: frozenset[int], until: int
    ) -> Mapping[int, FactoryState]:
        if not numbers:
            return {}
        scenario, world = state.scenario, state.world

        def play() -> Mapping[int, FactoryState]:
            begun = start(scenario, seats_of(scenario, (), world.offers), world)
            factories = tuple(
                one if number in numbers else replace(one, cycle=until)
                for number, one in enumerate(begun.factories)
            )
            played = advance(replace(begun, factories=factories), {}, until).factories
            return {number: played[number] for number in numbers}

        return self._rivals.recall((fleet, numbers, until), play)

    def _keep(self, fleet: MatchFleet, taken: tuple[Move, ...], state: MatchState) -> None:
        cycle = state.factories[0].cycle
        way = fleet, taken
        with self._lock:
            self._kept.pop((way, cycle), None)
            self._kept[way, cycle] = state
            self._cycles[way] = sorted({*self._cycles.get(way, ()), cycle})
            while len(self._kept) > self._most:
                old, at = next(iter(self._kept))
                del self._kept[old, at]
                self._cycles[old].remove(at)
                if not self._cycles[old]:
                    del self._cycles[old]


STANDINGS = Standings()
"""Of the matches on everybody's boards."""


def feed(request: Request, standings: Standings = STANDINGS) -> Feed:
    """Play a match as far as a screen wants to see it.

    Returns
    -------
    header : scenario, factories, unlocks, advice, trainings, and the report if the match is over;
        the constants of the rules only to a screen that knows nothing yet
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
    trained = trained_in(mine, match.end)
    over = match.winner is not None
    header = {
        "version": RULES_VERSION,
        "match": f"{scenario.name}-{request.seed}",
        "n": request.number,
        "scenario": scenario_header(scenario, len(fleet.members) + 1),
        "note": fleet.note,
        "fault_rule": fleet.fault_rule,
        "seed": request.seed,
        "from": request.since,
        "until": match.end,
        "decisions": [row_of(decision) for decision in request.decisions],
        "end": how_it_ended(match, request.keep_playing),
        "factories": [
            {
                "name": names[number],
                "you": number == 0,
                "strategies": changes_of(history, match.end),
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
        **(_constants(scenario, world) if request.since == 0 else {}),
        **offers_header(fleet, world, mine, match.end),
        "advice": advice_told(scenario, mine, world, match.end, trained),
        "trainings": [training_told(*each) for each in trained],
        "link": encode(scenario.name, request.seed, request.decisions),
        "sensors": list(BOARD_SENSORS),
        "report": _report(match, fleet, world, names)
        if over and not request.keep_playing
        else None,
        "error": None,
    }
    return Feed(header, sections, request)


def _constants(scenario: Scenario, world: World) -> dict[str, Any]:
    """Return what never changes in a match: a screen that knows its first cycles knows it."""
    return {
        "rules": rules_header(scenario.unlocks, scenario.economics.lead),
        "charges": CHARGES if world.offers else {},
        "characters": characters(scenario),
    }


def _report(
    match: Match, fleet: MatchFleet, world: World, names: tuple[str, ...]
) -> dict[str, Any]:
    measured = measures_of(fleet, world, match.end)
    return report(match, world, fleet.drawn_for, names, fleet.note, measured).to_json()
