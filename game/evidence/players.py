"""Players that no human need be: by fixed answers, and by a page of written rules.

They play through the same moves as everybody, and see what anybody sees at a boundary.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from game.fleet.blind_spot import seen_by_members, tally
from game.fleet.cmapss import fleet_of
from game.fleet.engines import Fleet
from game.fleet.forecasters import forecast_at, world_of
from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.match import Match, MatchState, World, advance, match_of, seats_of, start
from game.rules.offers.events import Event
from game.rules.offers.offers import Alliance, Offer
from game.rules.offers.terms import Taken, alliance_of, lead_at
from game.rules.scenario import Scenario
from game.rules.strategies import NEVER, STRATEGIES, TOGETHER
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
    own : the same that the factory has on record when the match begins
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
    own: tuple[int, int] = (0, 0)


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
        engine = int(fleet.ids(0, slot, int(factory.slots.used[slot]), 1)[0])
        tenths = forecast_at(stretch.model, engine, age)
        engines.append(RunningEngine(slot, age, None if tenths is None else tenths / 10))
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
        tally(fleet, fleet.archive(0)) or (0, 0),
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
                moves += training_for(seen, offer)
        return moves


NOTHING = Fixed()
"""N: does nothing."""

AS_ADVISED = Fixed("local", alliance=0)
"""B: recommended orders at once, the first alliance that is listed, and no other answer or call."""


BEST_FIXED = Fixed("preventive", alliance=0, takes=frozenset({"family", "spares", "contract"}))
"""C: the fixed answers that earned most of those tried by hand. What ``TUNE=12 python -m benchmarks
balance`` finds takes the counter-moves to odd updates and to a batch of blades, too, and earns less
on other seeds."""


def training_for(seen: Seen, offer: Offer) -> list[Move]:
    """Return the training with which an offer that shows in trainings alone is used at once.

    What holds later needs none now.
    """
    works = STRATEGIES[seen.strategy].forecaster is not None and offer.begins <= seen.cycle
    if offer.alliances or not (offer.row.trains and works):
        return []
    own = None if seen.recommended else seen.setting
    return [Decision(seen.cycle, seen.strategy, own, retrain=True)]


RULES = (
    mark("Begin with a service age: four failures of your own teach a model little."),
    mark("Join the cheapest alliance that has seen a fan fail."),
    mark(
        "If that asks over $10,000 a training, join none: buy the maker's kit and run your own "
        "model."
    ),
    mark("Take the model that bends with an alliance without odd updates."),
    mark("Where your alliance has odd updates, vote for the median unless it has that."),
    mark("Before a strike buy spare parts for up to $15,000."),
    mark(
        "Alarm: the lead time and 30 cycles with the model that bends, 42 with an alliance's "
        "other; at another lead train your own model anew."
    ),
    mark("Take contracts for up to half their bonus, once a model works for you."),
    mark(
        "A service takes 60 cycles from order to end: so long before a contract begins, order one "
        "for engines with fewer than 110 cycles left."
    ),
    mark("Hold no engine on the forecast of your own model."),
    mark("During a contract hold engines that reach its end with 35 cycles to spare."),
    mark("Near the match's end hold engines that reach it with 20 cycles to spare."),
)  # fmt: skip
"""The written policy, as the product shows it."""


FIRST, OWN = "preventive", "local"
"""What the rules begin with, and what they run where they stand alone."""


@dataclass(frozen=True)
class Written:
    """W: plays by ``RULES``.

    Attributes
    ----------
    calls : it calls engines; without, the last four rules are left out
    """

    calls: bool = True

    def __call__(self, seen: Seen) -> list[Move]:
        moves: list[Move] = []
        if seen.cycle == 0:
            moves.append(Decision(0, FIRST))
        moves += _alone(seen)
        for number, offer in seen.offers.items():
            option = self._answer(seen, offer, number)
            if option is not None:
                moves.append(Answer(seen.cycle, number, option))
                moves += training_for(seen, offer)
        alarm = _with_an_alarm(seen, moves)
        moves = [move for move in moves if not (alarm and isinstance(move, Decision))] + alarm
        moves += _at_another_lead(seen)
        if self.calls and seen.scenario.calls:
            moves += _calls(seen)
        return moves

    def _answer(self, seen: Seen, offer: Offer, number: int) -> int | None:
        """Return the option that the rules take now; None to wait or to refuse."""
        taken = {one.number for one in seen.taken}
        if number in taken:
            return None
        mine, price = alliance_of(seen.taken), offer.prices[0]
        if offer.alliances:
            return _best_alliance(seen, offer.alliances)
        odd = mine is not None and any(
            event.row.poisoned and seen.listed[event.alliance] == mine for event in seen.events
        )
        bends = any(one.offer.kind == "family" for one in seen.taken)
        yes = {
            "kit": _stands_alone(seen),
            "family": mine is not None and not odd,
            "robust": mine is not None and odd and (bends or mine.rule == "fedavg"),
            "spares": price <= 15_000,
            "contract": STRATEGIES[seen.strategy].forecaster is not None
            and 2 * price <= offer.bonus,
        }
        return 0 if yes.get(offer.kind, False) else None


def _stands_alone(seen: Seen) -> bool:
    """Return whether the rules join none of the alliances that have been offered."""
    offered = any(offer.alliances for offer in seen.offers.values())
    return alliance_of(seen.taken) is None and offered and _best_alliance(seen, seen.listed) is None


def _alone(seen: Seen) -> list[Move]:
    """Begin with a model of one's own where the rules join no alliance."""
    if seen.strategy != FIRST or not _stands_alone(seen):
        return []
    return [Decision(seen.cycle, OWN)]


def _at_another_lead(seen: Seen) -> list[Move]:
    """Train one's own model anew where services begin sooner or later, but where that is due."""
    if seen.strategy != OWN or seen.cycle % seen.scenario.retrain_every == 0:
        return []
    before, now = (
        lead_at(seen.scenario, seen.events, seen.taken, cycle)
        for cycle in (seen.cycle - 1, seen.cycle)
    )
    return [] if before == now else [Decision(seen.cycle, OWN, retrain=True)]


_BENDS, _AVERAGED = 30, 42
"""Cycles beyond the lead at which a model of an alliance orders: one that bends, and any other."""


def _with_an_alarm(seen: Seen, moves: Sequence[Move]) -> list[Move]:
    """Set the alarm of an alliance's model where another one, or another lead, is in force."""
    now, answers = seen.cycle, [move for move in moves if isinstance(move, Answer)]
    new = [Taken(now, one.offer, one.option, seen.offers[one.offer]) for one in answers]
    taken = (*seen.taken, *new)
    trained = {one.cycle: one for one in taken if one.offer.alliances or one.offer.kind == "family"}
    if alliance_of(taken) is None:
        return []
    last = max(now - now % seen.scenario.retrain_every, *trained)
    kinds = {one.offer.kind for one in taken if one.cycle <= last}
    beyond = _BENDS if "family" in kinds and "robust" not in kinds else _AVERAGED
    alarm = lead_at(seen.scenario, seen.events, taken, now) + beyond
    if (seen.strategy, seen.setting, seen.recommended) == (TOGETHER, alarm, False):
        return []
    again = any(isinstance(move, Decision) and move.retrain for move in moves)
    return [Decision(now, TOGETHER, alarm, again)]


_BEYOND_CONTRACT, _BEYOND_MATCH = 35, 20
"""Cycles by which a forecast must reach beyond the end of a contract, and of the match."""

_EARLY = 110
"""Cycles left below which an engine is serviced before a contract begins."""


def _calls(seen: Seen) -> list[Move]:
    """Return the calls that the rules make now."""
    lead = lead_at(seen.scenario, seen.events, seen.taken, seen.cycle)
    contracts = [one.offer for one in seen.taken if one.offer.bonus]
    begins_late = seen.cycle + lead + seen.scenario.economics.service_cycles
    prepares = any(0 <= one.begins - begins_late < ASKED_EVERY for one in contracts)
    ends = []
    if STRATEGIES[seen.strategy].together:
        ends = [(seen.scenario.cycles, _BEYOND_MATCH)]
        ends += [(one.ends, _BEYOND_CONTRACT) for one in contracts if one.begins <= seen.cycle]
    moves: list[Move] = []
    for engine in seen.engines:
        if engine.forecast is None:
            continue
        last = seen.cycle + engine.forecast
        if any(seen.cycle + lead < end < last - spare for end, spare in ends):
            moves.append(Call(seen.cycle, engine.slot, "hold"))
        elif prepares and engine.forecast < _EARLY:
            moves.append(Call(seen.cycle, engine.slot, "service"))
    return moves


def _best_alliance(seen: Seen, alliances: Sequence[Alliance]) -> int | None:
    """Return the alliance that the rules join; None for none."""
    with_fans = [
        place for place, alliance in enumerate(alliances) if seen.facts[alliance.name][1] > 0
    ]
    if not with_fans:
        return None
    best = min(
        with_fans, key=lambda place: (alliances[place].fee, -seen.facts[alliances[place].name][1])
    )
    kinds = {one.kind for one in seen.offers.values()} | {one.offer.kind for one in seen.taken}
    alone = seen.own[1] > 0 or "kit" in kinds
    return None if alone and alliances[best].fee > _MOST_FEE else best


_MOST_FEE = 10_000
"""Dollars a training above which who need not be blind to fans joins no alliance."""
