"""Where matches stood, kept for a while, so that one that is played on need not start again."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from threading import Lock

from game.fleet.cmapss import MatchFleet, fleet_of
from game.fleet.forecasters import world_of
from game.jobs import Memo
from game.rules.decisions import Move
from game.rules.match import (
    FactoryState,
    MatchState,
    World,
    advance,
    keep_to_themselves,
    seats_of,
    start,
)
from game.rules.report import Measures, measures
from game.rules.scenario import SIMULATED, Scenario

Standing = tuple[tuple[Move, ...], MatchState]
"""A state that a match has reached, and the decisions that led to it."""

_Way = tuple[MatchFleet, tuple[Move, ...]]

_MATCHES = 512
"""Of which is kept what holds whatever is decided in them."""

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

    def __init__(self, most: int = 4_096) -> None:
        self._most = most
        self._kept: dict[tuple[_Way, int], MatchState] = {}  # those asked for last stand last
        self._cycles: dict[_Way, list[int]] = {}  # at which there is one
        self._rivals: Memo[tuple[MatchFleet, frozenset[int], int], Mapping[int, FactoryState]]
        self._rivals = Memo(most)
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
