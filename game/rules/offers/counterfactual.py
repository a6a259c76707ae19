"""What would have been: the same match without calls, and without the others' model."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from game.rules.decisions import Answer, Call, Decision, Move
from game.rules.economics import booked_charges, ledger, place_of_first
from game.rules.lives import Outcome
from game.rules.match import FactoryHistory, Match, World, play_factory, replay
from game.rules.scenario import Economics
from game.rules.strategies import STRATEGIES, IntArray

ALONE = next(
    name for name, kind in STRATEGIES.items() if kind.forecaster is not None and not kind.together
)
"""What a factory runs that forecasts by itself."""


Names = Callable[[IntArray], Sequence[str | None]]
"""Says what wears out in engines, by their ids; None where nobody can tell."""


@dataclass(frozen=True)
class OtherEnd:
    """An engine of the player that did not end alone as it did with the others' model.

    Attributes
    ----------
    slot, index : its place in the factory, and in the stream of that slot
    fault : what wears out in it, if it was opened in the match and anybody can tell
    outcome, outcome_alone : how it ended; None where it was never installed
    ran, ran_alone : cycles until then
    dollars : what its life earned with the others' model, less what it earned alone
    """

    slot: int
    index: int
    fault: str | None
    outcome: Outcome | None
    ran: int
    outcome_alone: Outcome | None
    ran_alone: int
    dollars: int

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values.

        Examples
        --------
        >>> end = OtherEnd(2, 4, "fan", Outcome.SERVICE, 181, None, 0, 44_300)
        >>> end.to_json()["outcome"], end.to_json()["outcome_alone"]
        ('service', None)
        """
        ends = self.outcome, self.outcome_alone
        with_others, by_itself = (None if end is None else end.name.lower() for end in ends)
        return {**asdict(self), "outcome": with_others, "outcome_alone": by_itself}


@dataclass(frozen=True)
class Counterfactual:
    """What the others' model did for a factory, and what its own calls did.

    Attributes
    ----------
    joined : cycle from which it ran the others' model
    profit : of the match, dollars
    without_calls : of the match without its calls from then on, dollars
    alone : of that match with its own model instead, and no fees for the other, dollars
    place, place_alone : among the factories, from 1 on, in the match and in the last of the replays
    saved : engines that were serviced without calls, and failed alone
    lost : engines that failed without calls, and were serviced alone
    services, services_alone : engines serviced without calls, and alone
    age, age_alone : at which those services began, cycles on average; None without one
    failures, failures_alone : engines that failed without calls, and alone
    fees : charges (fees less bonuses) without calls, less those alone, dollars
    ends : engines that ended otherwise alone than without calls, the dearest difference first;
        their dollars, less the fees, are what the alliance did
    """

    joined: int
    profit: int
    without_calls: int
    alone: int
    place: int
    place_alone: int
    saved: int
    lost: int
    services: int
    services_alone: int
    age: float | None
    age_alone: float | None
    failures: int
    failures_alone: int
    fees: int
    ends: tuple[OtherEnd, ...]

    @property
    def calls(self) -> int:
        """What the calls earned from the joining on, dollars."""
        return self.profit - self.without_calls

    @property
    def alliance(self) -> int:
        """What the others' model earned, less its fees, dollars."""
        return self.without_calls - self.alone

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values, with what follows from them."""
        ends = [end.to_json() for end in self.ends]
        return {**asdict(self), "ends": ends, "calls": self.calls, "alliance": self.alliance}


def counterfactual(
    match: Match, moves: Sequence[Move], world: World, names: Names
) -> Counterfactual | None:
    """Return what would have been in a match; None where the player never ran the others' model.

    Answers and orders are kept unless they need what is taken away. Rivals play on as they did; who
    shares the alliance learns from what the player sees fail.

    Parameters
    ----------
    match : as far as it was played
    moves : the player's

    Examples
    --------
    >>> from game.fleet.engines import SimulatedFleet
    >>> from game.fleet.forecasters import world_of
    >>> from game.rules.scenario import DEFAULT
    >>> world = world_of(SimulatedFleet(DEFAULT, 7))
    >>> moves = [Decision(300, "federated")]
    >>> match = replay(DEFAULT, moves, world, 1_000)
    >>> seen = counterfactual(match, moves, world, lambda ids: [None] * len(ids))
    >>> seen.joined, seen.calls, seen.alliance == seen.profit - seen.alone
    (300, 0, True)
    """
    joined = joined_at(match.factories[0], match.end)
    if joined is None:
        return None
    calm = without_calls(moves, joined)
    by_itself = alone(calm, match.factories[0])
    uncalled = _played_again(match, calm, world) if len(calm) < len(moves) else match
    by_self = _played_again(match, by_itself, world)
    money, calm_money, own_money = (_profits(one) for one in (match, uncalled, by_self))
    ends = _other_ends(uncalled, by_self, _opened(match, names))
    changed = [(end.outcome, end.outcome_alone) for end in ends]
    served, served_alone = (_ages_of(one, Outcome.SERVICE) for one in (uncalled, by_self))
    failed, failed_alone = (_ages_of(one, Outcome.FAILURE) for one in (uncalled, by_self))
    return Counterfactual(
        joined=joined,
        profit=money[0],
        without_calls=calm_money[0],
        alone=own_money[0],
        place=place_of_first(money),
        place_alone=place_of_first(own_money),
        saved=changed.count((Outcome.SERVICE, Outcome.FAILURE)),
        lost=changed.count((Outcome.FAILURE, Outcome.SERVICE)),
        services=len(served),
        services_alone=len(served_alone),
        age=_mean(served),
        age_alone=_mean(served_alone),
        failures=len(failed),
        failures_alone=len(failed_alone),
        fees=_charges(uncalled) - _charges(by_self),
        ends=tuple(ends),
    )


def _played_again(match: Match, moves: Sequence[Move], world: World) -> Match:
    if world.offers:  # rivals learn from a player who joins their alliance
        return replay(match.scenario, moves, world, match.end, keep_playing=True)
    own = play_factory(match.scenario, moves, world, match.end)
    return replace(match, factories=(own, *match.factories[1:]))


def joined_at(history: FactoryHistory, end: int) -> int | None:
    """Return the cycle at which a factory first ran a model of many; None if not before the end."""
    together = (one.cycle for one in history.stretches if STRATEGIES[one.strategy].together)
    return next((cycle for cycle in together if cycle < end), None)


def without_calls(moves: Sequence[Move], since: int = 0) -> list[Move]:
    """Return moves without the calls from a cycle on."""
    return [move for move in moves if not (isinstance(move, Call) and move.cycle >= since)]


def alone(moves: Sequence[Move], history: FactoryHistory) -> list[Move]:
    """Return the same moves of a factory that has nobody to learn with.

    Where it ran a model of many it runs its own, under the same orders.

    Parameters
    ----------
    history : of these moves
    """
    offered = {one.number: one.offer for one in history.taken}
    joined = {(one.cycle, one.number) for one in history.taken if one.offer.alliances}
    first = min((cycle for cycle, _ in joined), default=0)
    kept: list[Move] = []
    own: int | None = None  # the setting of the last order, or of one that waits for an alliance
    for move in moves:
        if isinstance(move, Decision) and STRATEGIES[move.strategy].together:
            own = move.setting
            kept.append(replace(move, cycle=max(move.cycle, first), strategy=ALONE))
        elif isinstance(move, Answer) and (move.cycle, move.offer) in joined:
            # Who joined went on with the others' model: now with its own.
            kept.append(Decision(move.cycle, ALONE, own))
        elif not (
            isinstance(move, Answer) and move.offer in offered and offered[move.offer].row.together
        ):
            own = None if isinstance(move, Decision) and move.cycle >= first else own
            kept.append(move)
    return sorted(kept, key=lambda move: move.cycle)


def _profits(match: Match) -> list[int]:
    slots, prices = match.scenario.slots, match.scenario.economics
    return [
        ledger(own.lives, slots, match.end, prices, own.charges).profit for own in match.factories
    ]


def _ages_of(match: Match, outcome: Outcome) -> IntArray:
    """Return the ages at which engines of the player ended so, cycles."""
    lives = match.factories[0].lives.cut(match.end)
    ages: IntArray = lives.ran[lives.outcome == outcome]
    return ages


def _mean(ages: IntArray) -> float | None:
    return round(float(ages.mean()), 1) if len(ages) else None


def _charges(match: Match) -> int:
    return sum(one.amount for one in booked_charges(match.factories[0].charges, match.end))


_Place = tuple[int, int]
"""An engine's slot and its place in the stream of that slot."""


def _opened(match: Match, names: Names) -> dict[_Place, str | None]:
    """Return what wore out in the engines that the player has opened."""
    lives = match.factories[0].lives.cut(match.end)
    lives = lives.where(lives.outcome != Outcome.RUNNING)
    places = zip(lives.slot.tolist(), lives.index.tolist(), strict=True)
    return dict(zip(places, names(lives.engine_id), strict=True))


def _fates(match: Match) -> dict[_Place, tuple[Outcome, int]]:
    """Return how each engine of the player ended, and after how many cycles of running."""
    lives = match.factories[0].lives.cut(match.end)
    columns = lives.slot, lives.index, lives.outcome, lives.ran
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {(slot, index): (Outcome(outcome), ran) for slot, index, outcome, ran in rows}


def _other_ends(
    together: Match, by_itself: Match, opened: dict[_Place, str | None]
) -> list[OtherEnd]:
    """Return the engines that ended otherwise in two matches, the dearest difference first."""
    prices, fates, own_fates = together.scenario.economics, _fates(together), _fates(by_itself)
    ends = []
    for place in sorted(fates.keys() | own_fates.keys()):
        (outcome, ran), (own, own_ran) = (
            found.get(place, (None, 0)) for found in (fates, own_fates)
        )
        if (outcome, ran) != (own, own_ran):
            dollars = _earned(outcome, ran, prices) - _earned(own, own_ran, prices)
            fault = opened.get(place)
            ends.append(OtherEnd(*place, fault, outcome, ran, own, own_ran, dollars))
    return sorted(ends, key=lambda end: -abs(end.dollars))


def _earned(outcome: Outcome | None, ran: int, prices: Economics) -> int:
    """Return what one life earns, dollars."""
    costs = {Outcome.SERVICE: prices.service_cost, Outcome.FAILURE: prices.failure_cost}
    return ran * prices.running_income - (costs.get(outcome, 0) if outcome else 0)
