"""Factories that learned from each other, on engines that are drawn again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from game.fleet.blind_spot import calm_failures, names_of
from game.fleet.cmapss import MatchFleet
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import local_forecaster
from game.fleet.players import PlayersFleet, error_of
from game.review.best_policy import best_choice, model_of
from game.review.redraws import RedrawnEngines, TrainedModel, forecast, redraw, redrawn
from game.review.resampling import Timeline, models_in, play
from game.review.skill import luck_of, quality_of
from game.rooms.debrief.figures import Weighed
from game.rooms.federation.shares import Turn, is_open
from game.rooms.federation.together import Lived, lived
from game.rooms.play import balance_of
from game.rooms.room import Plan
from game.rules.decisions import Stretch
from game.rules.economics import booked_charges
from game.rules.lives import Outcome
from game.rules.strategies import IDLE, STRATEGIES, TOGETHER, IntArray, servicing

WAITING: Timeline = (Stretch(0, IDLE),)


def weighed_together(
    plan: Plan, turns: tuple[Turn, ...], seats: int, which: Sequence[int], redraws: int
) -> list[Weighed]:
    """Return what some seats of a room decided, on what each knew, and luck apart.

    Parameters
    ----------
    seats : of the room
    which : seats that are asked for
    redraws : of the engines

    Examples
    --------
    >>> plan = Plan("default", 7, turns=2, turn_cycles=250, federation=1)
    >>> [waiting] = weighed_together(plan, (Turn(), Turn()), 2, [1], redraws=2)
    >>> waiting.quality, len(waiting.curve)
    (0.0, 2)
    """
    room = lived(plan, turns, seats)
    kinds = {kind: [seat for seat in which if _kind(room, seat) == kind] for kind in range(2)}
    found = {
        seat: one
        for kind, some in kinds.items()
        if some
        for seat, one in zip(some, _weighed_alike(plan, room, some, kind, redraws), strict=True)
    }
    return [found[seat] for seat in which]


def _kind(room: Lived, seat: int) -> int:
    """Return which engines a factory flies: where fleets are split, one of two halves."""
    return (seat - 1) % 2 if room.fleet.split else 0


def _weighed_alike(
    plan: Plan, room: Lived, which: Sequence[int], kind: int, redraws: int
) -> list[Weighed]:
    """Return what seats decided that fly the same kind of engines."""
    again = _redrawn(room.fleet, room.end, redraws, kind)
    own = [in_force(room, seat - 1) for seat in which]
    best = [best_course(plan, room, seat - 1) for seat in which]
    tables = forecast(again, models_in([*own, *best]))
    rows = [[one] * len(again) for one in [WAITING, *own, *best]]
    ends = [(turn + 1) * plan.turn_cycles for turn in range(len(room.common))]
    earned = [play(rows, replace(again, end=end), tables) for end in ends]
    waited, last = earned[-1][0], earned[-1][1:]
    return [
        _weighed(plan, room, seat - 1, waited, last[place], last[len(which) + place],
                 [float(one[1 + place].mean()) for one in earned], ends)
        for place, seat in enumerate(which)
    ]  # fmt: skip


def _weighed(
    plan: Plan, room: Lived, number: int, waited: IntArray, played: IntArray, best: IntArray,
    curve: Sequence[float], ends: Sequence[int],
) -> Weighed:  # fmt: skip
    """Return a factory's decisions weighed; rewards and fees stay as they were, and are no luck."""
    charges = room.match.factories[number].history.charges
    paid = [sum(one.amount for one in booked_charges(charges, end)) for end in ends]
    quality = quality_of(played, waited, best, (), ())
    luck = luck_of(balance_of(room.match, number, room.end) + paid[-1], played)
    met, fans, before, within = _blind_spots(room, number, plan)
    saved, lost, left, services = _ended_otherwise(room, number)
    alone = local_forecaster(room.fleet, room.known(number, room.end - plan.turn_cycles)).model
    return Weighed(
        quality.played - paid[-1], luck.dollars, quality.decision_quality, quality.standard_error,
        met, saved, tuple(round(had - less) for had, less in zip(curve, paid, strict=True)),
        lost, fans, services, before, within, left,
        None if alone is None else error_of(room.fleet, alone), tuple(played.tolist()),
    )  # fmt: skip


@dataclass(frozen=True)
class _Half(PlayersFleet):
    """A fleet whose first factory flies the engines of one half of a split class."""

    half: int = 0

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        return super().ids(factory + self.half, slot, first, count)


@lru_cache(maxsize=8)
def _redrawn(fleet: PlayersFleet, end: int, redraws: int, kind: int = 0) -> RedrawnEngines:
    """Return engines of the same kind, the same for all seats that fly this kind."""

    def again(own: MatchFleet, number: int) -> MatchFleet:
        drawn = redrawn(own, number)
        assert isinstance(drawn, SimulatedFleet), "a room's engines are drawn"
        return _Half(
            drawn.scenario, drawn.seed, match_seed=drawn.match_seed, split=fleet.split, half=kind
        )

    return redraw(fleet, end, range(redraws), again)


def in_force(room: Lived, number: int) -> Timeline:
    """Return the strategies, settings and models of a factory as they were."""
    stretches = room.match.factories[number].history.stretches
    return tuple(
        Stretch(one.cycle, one.strategy, one.setting, model=model_of(room.fleet, one.model))
        for one in stretches
        if one.cycle < room.end
    )


def best_course(plan: Plan, room: Lived, number: int) -> Timeline:
    """Return the best that a factory could do with what it knew at the beginning of each turn.

    It may run the calendar, a model of its own failures till then, and once there is one the common
    model, which everybody might have joined.
    """
    course: list[Stretch[TrainedModel]] = []
    for turn, common in enumerate(room.common):
        cycle = turn * plan.turn_cycles
        known = room.known(number, cycle)
        models: dict[str, TrainedModel | None] = {
            "local": model_of(room.fleet, local_forecaster(room.fleet, known)),
            TOGETHER: common if is_open(plan, turn) else None,
        }
        choices = [name for name in servicing() if _is_played(name, models)]
        strategy, setting = best_choice(room.fleet, known, choices, models)
        course.append(Stretch(cycle, strategy, setting, model=models.get(strategy)))
    return tuple(course)


def _is_played(name: str, models: dict[str, TrainedModel | None]) -> bool:
    return STRATEGIES[name].forecaster is None or name in models


def _blind_spots(room: Lived, number: int, plan: Plan) -> tuple[int, int, int, int]:
    """Return failures of which a model gave no sign that had never seen their fault.

    All, fans, those before the federation opened, those since under the common model.
    """
    scenario, history = room.match.scenario, room.match.factories[number].history
    lives = history.lives.cut(room.end)
    blind = [one for one in calm_failures(scenario, (), history, lives) if one.known == 0]
    engines = [int(room.fleet.ids(number, one.slot, one.index, 1)[0]) for one in blind]
    ends = dict(zip(lives.engine_id.tolist(), lives.ends.tolist(), strict=True))
    seen = [ends[engine] - one.left for engine, one in zip(engines, blind, strict=True)]
    opened = [cycle for cycle in seen if is_open(plan, cycle // plan.turn_cycles)]
    within = sum(history.stretch_at(cycle).strategy == TOGETHER for cycle in opened)
    fans = names_of(room.fleet, np.array(engines, np.int64)).count("fan")
    return len(blind), fans, len(seen) - len(opened), within


def _ended_otherwise(room: Lived, number: int) -> tuple[int, int, int, int]:
    """Return engines that failed alone and were serviced in the federation, and the reverse.

    Of the latter those that another model than the common one should have ordered when it was last
    in time: a factory that ends otherwise than alone has had it, and has left. And how many
    services there were more than alone. They are the same engines as the money without a
    federation rests on.
    """
    history, lead = room.match.factories[number].history, room.match.scenario.economics.lead
    lives, others = (
        match.factories[number].history.lives.cut(room.end) for match in (room.match, room.alone)
    )
    alone = dict(zip(others.engine_id.tolist(), others.outcome.tolist(), strict=True))
    saved = lost = left = 0
    for engine, how, ends in zip(
        lives.engine_id.tolist(), lives.outcome.tolist(), lives.ends.tolist(), strict=True
    ):
        match how, alone.get(engine):
            case Outcome.SERVICE, Outcome.FAILURE:
                saved += 1
            case Outcome.FAILURE, Outcome.SERVICE:
                lost += 1
                left += history.stretch_at(max(0, ends - lead - 1)).strategy != TOGETHER
    made, otherwise = (int((one.outcome == Outcome.SERVICE).sum()) for one in (lives, others))
    return saved, lost, left, made - otherwise
