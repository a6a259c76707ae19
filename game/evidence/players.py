"""Players that no human need be: by fixed answers, and by a page of written rules.

They play through the same moves as everybody, and see what anybody sees at a boundary.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from game.fleet.blind_spot import seen_by_members
from game.fleet.cmapss import fleet_of
from game.fleet.engines import Fleet
from game.fleet.forecasters import world_of
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.match import Match, MatchState, World, advance, match_of, seats_of, start
from game.rules.offers.events import Event
from game.rules.offers.offers import Alliance, Offer
from game.rules.offers.terms import Taken, alliance_of, lead_at
from game.rules.scenario import Scenario
from game.rules.strategies import NEVER, NO_FORECAST, STRATEGIES, TOGETHER
from game.text.marking import mark


@dataclass(frozen=True)
class RunningEngine:
    """An engine that runs and is not ordered, as its tile shows it."""

    slot: int
    age: int  # cycles
    forecast: float | None  # cycles left; None without a model


@dataclass(frozen=True)
class Seen:
    """What a player sees at a boundary.

    Attributes
    ----------
    offers : that can be answered now, by their numbers
    events : that have been announced
    taken : offers so far
    facts : failures of compressors and fans that each alliance on offer has seen, by its name
    """

    scenario: Scenario
    cycle: int
    strategy: str
    setting: int | None
    recommended: bool
    offers: Mapping[int, Offer]
    events: tuple[Event, ...]
    taken: tuple[Taken, ...]
    facts: Mapping[str, tuple[int, int]]
    engines: tuple[RunningEngine, ...]
    listed: tuple[Alliance, ...] = ()


Player = Callable[[Seen], Sequence[Move]]
"""Decides at a boundary on what is seen there."""


def play_by(
    scenario: Scenario, seed: int, player: Player, world: World | None = None
) -> tuple[Match, tuple[Move, ...]]:
    """Play a match by a player, and return what it decided, too.

    It is asked wherever something is announced or changes, at each training, and every
    ``ASKED_EVERY`` cycles.

    Parameters
    ----------
    world : of the same match, where others train; its own if None

    Examples
    --------
    >>> from game.rules.scenario import OPEN
    >>> match, moves = play_by(OPEN, 7, Fixed())
    >>> moves, len(match.factories[0].charges)
    ((), 0)
    """
    fleet = fleet_of(scenario, seed)
    world = world_of(fleet) if world is None else world
    state = start(scenario, seats_of(scenario, (), world.offers), world)
    moves: list[Move] = []
    new: list[Move] = []
    for cycle in _asked_at(state):
        state = advance(state, {0: new}, cycle)
        new = list(player(_seen(fleet, state)))
        moves += new
    return match_of(advance(state, {0: new}, scenario.cycles)), tuple(moves)


ASKED_EVERY = 20
"""Cycles: an engine that is held is held for as long."""


def _asked_at(state: MatchState) -> list[int]:
    scenario, world = state.scenario, state.world
    times = {event.announced for event in world.events} | set(world.turns)
    times |= {offer.announced for offer in world.offers}
    times |= {*range(0, scenario.cycles, ASKED_EVERY)}
    return sorted(cycle for cycle in times if cycle < scenario.cycles)


def _seen(fleet: Fleet, state: MatchState) -> Seen:
    scenario, world, now = state.scenario, state.world, state.cycle
    factory = state.factories[0]
    stretch, taken = factory.history.stretches[-1], factory.history.taken
    listed = [offer.alliances for offer in world.offers if offer.alliances]
    engines = []
    for slot in range(scenario.slots):
        age = now - int(factory.slots.installed[slot])
        if age < 1 or factory.slots.due[slot] != NEVER:
            continue
        forecast = None
        if stretch.model is not None:
            number = fleet.ids(0, slot, int(factory.slots.used[slot]), 1)
            tenths = int(stretch.model.forecasts(number)[0, age - 1])
            forecast = None if tenths == NO_FORECAST else tenths / 10
        engines.append(RunningEngine(slot, age, forecast))
    return Seen(
        scenario,
        now,
        stretch.strategy,
        stretch.setting,
        stretch.recommended,
        {number: offer for number, offer in enumerate(world.offers) if offer.open_at(now)},
        tuple(event for event in world.events if event.announced <= now),
        taken,
        {one.name: seen_by_members(fleet, one) or (0, 0) for group in listed for one in group},
        tuple(engines),
        listed[0] if listed else (),
    )


@dataclass(frozen=True)
class Fixed:
    """Decides at once, and the same in every match.

    Attributes
    ----------
    strategy : from the beginning, at its recommended setting; None to wait for every failure
    alliance : which of those listed it joins when they are announced; None for none
    takes : kinds of other offers that it takes when they are announced
    """

    strategy: str | None = None
    alliance: int | None = None
    takes: frozenset[str] = frozenset()

    def __call__(self, seen: Seen) -> list[Move]:
        moves: list[Move] = []
        if seen.cycle == 0 and self.strategy is not None:
            moves.append(Decision(0, self.strategy))
        for number, offer in seen.offers.items():
            if offer.announced != seen.cycle:
                continue
            if offer.alliances and self.alliance is not None:
                moves.append(Answer(seen.cycle, number, self.alliance))
            elif offer.kind in self.takes:
                moves.append(Answer(seen.cycle, number, 0))
                moves += _training_for(seen, offer)
        return moves


NOTHING = Fixed()
"""N: does nothing."""

AS_ADVISED = Fixed("local", alliance=0)
"""B: recommended orders at once, the first alliance that is listed, and no other answer or call."""


BEST_FIXED = Fixed("preventive", alliance=0, takes=frozenset({"family", "spares", "contract"}))
"""C: fixed answers that earned most of those tried by hand; ``TUNE=30 python -m benchmarks
balance`` looks for better ones."""


def _training_for(seen: Seen, offer: Offer) -> list[Move]:
    """Return the training with which an offer that shows in trainings alone is used at once."""
    if not (offer.row.trains and STRATEGIES[seen.strategy].forecaster):
        return []
    own = None if seen.recommended else seen.setting
    return [Decision(seen.cycle, seen.strategy, own, retrain=True)]


RULES = (
    mark("Begin with a service age: four failures of your own teach a model little."),
    mark("Join the alliance that has seen most fans and compressors fail for its fee."),
    mark("If members of your alliance send odd updates, vote for the median."),
    mark("Take the model that bends only where nobody sends odd updates."),
    mark("Buy records of fans only if you stand alone, or with an alliance that has seen few."),
    mark("Before a strike buy spare parts if they cost less than a quarter of a failure."),
    mark("Take a crew on call only if it is cheap."),
    mark("When services begin sooner or later than before, train anew."),
    mark("Buy masks if a training falls into the time of a privacy rule."),
    mark("Take a contract that asks for 87% or less once a model works for you."),
    mark("In the last cycles hold every engine that its forecast carries beyond the end."),
)  # fmt: skip
"""The written policy, as the product shows it."""


@dataclass(frozen=True)
class Written:
    """W: plays by ``RULES``.

    Attributes
    ----------
    calls : it holds engines; without, the last rule is left out
    """

    calls: bool = True

    def __call__(self, seen: Seen) -> list[Move]:
        moves: list[Move] = []
        if seen.cycle == 0:
            moves.append(Decision(0, "preventive"))
        for number, offer in seen.offers.items():
            option = self._answer(seen, offer, number)
            if option is not None:
                moves.append(Answer(seen.cycle, number, option))
                moves += [] if offer.alliances else _training_for(seen, offer)
        moves += self._at_other_leads(seen)
        if self.calls:
            moves += self._at_the_end(seen)
        return moves

    def _answer(self, seen: Seen, offer: Offer, number: int) -> int | None:
        """Return the option that the rules take now; None to wait or to refuse."""
        taken = {one.number for one in seen.taken}
        if number in taken:
            return None
        if offer.alliances:
            return _best_alliance(seen, offer.alliances)
        mine, price = alliance_of(seen.taken), offer.prices[0]
        odd = mine is not None and any(
            event.row.poisoned and seen.listed[event.alliance] == mine for event in seen.events
        )
        fans = 0 if mine is None else seen.facts[mine.name][1]
        trains = any(
            offer.begins <= cycle < offer.ends
            for cycle in range(0, seen.scenario.cycles, seen.scenario.retrain_every)
        )
        yes = {
            "family": mine is not None and not odd,
            "robust": odd and mine is not None and mine.rule == "fedavg",
            "records": fans < 6 and price <= 8_000,
            "spares": price <= seen.scenario.economics.failure_cost // 4,
            "crew": price <= 5_000,
            "masks": mine is not None and trains and price <= 5_000,
            "contract": offer.line <= 87 and seen.strategy == TOGETHER,
        }
        return 0 if yes.get(offer.kind, False) else None

    def _at_other_leads(self, seen: Seen) -> list[Move]:
        """Train anew where services begin sooner or later than before."""
        if STRATEGIES[seen.strategy].setting is None or not seen.cycle:
            return []
        before, now = (
            lead_at(seen.scenario, seen.events, seen.taken, cycle)
            for cycle in (seen.cycle - 1, seen.cycle)
        )
        again = seen.cycle % seen.scenario.retrain_every
        return (
            [Decision(seen.cycle, seen.strategy, retrain=True)] if again and before != now else []
        )

    def _at_the_end(self, seen: Seen) -> list[Move]:
        left = seen.scenario.cycles - seen.cycle
        if left > _LAST_CYCLES or not seen.scenario.calls:
            return []
        return [
            Call(seen.cycle, engine.slot, "hold")
            for engine in seen.engines
            if engine.forecast is not None and engine.forecast > left + _MARGIN
        ]


_LAST_CYCLES, _MARGIN = 110, 5
"""Cycles before the end at which a service may no longer pay, and by which a forecast must lie
beyond it."""


def _best_alliance(seen: Seen, alliances: Sequence[Alliance]) -> int:
    """Return the alliance whose failures are worth most for its fee.

    Worth: a fee's dollars for the first dozen fans and the first fifty compressors, as far as it
    has seen them.
    """

    def worth(alliance: Alliance) -> float:
        compressors, fans = seen.facts[alliance.name]
        trainings = 1 + (seen.scenario.cycles - 1 - seen.cycle) // seen.scenario.retrain_every
        seen_enough = 15_000 * min(fans, 12) + 1_000 * min(compressors, 50)
        return seen_enough - trainings * alliance.fee

    return max(range(len(alliances)), key=lambda place: worth(alliances[place]))
