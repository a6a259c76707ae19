"""Factories that learned from each other, on engines that are drawn again."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from game.fleet.blind_spot import calm_failures, saves
from game.fleet.forecasters import local_forecaster
from game.fleet.players import PlayersFleet
from game.review.best_policy import best_choice, model_of
from game.review.redraws import RedrawnEngines, TrainedModel, forecast, redraw
from game.review.resampling import Timeline, models_in, play
from game.review.skill import luck_of, quality_of
from game.rooms.debrief.figures import Weighed
from game.rooms.federation.shares import Turn, is_open
from game.rooms.federation.together import Lived, lived
from game.rooms.play import balance_of
from game.rooms.room import Plan
from game.rules.decisions import Stretch
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
    again = _redrawn(room.fleet, room.end, redraws)
    own = [in_force(room, seat - 1) for seat in which]
    best = [best_course(plan, room, seat - 1) for seat in which]
    tables = forecast(again, models_in([*own, *best]))
    rows = [[one] * len(again) for one in [WAITING, *own, *best]]
    ends = [(turn + 1) * plan.turn_cycles for turn in range(len(turns))]
    earned = [play(rows, replace(again, end=end), tables) for end in ends]
    waited, last = earned[-1][0], earned[-1][1:]
    return [
        _weighed(room, seat - 1, waited, last[place], last[len(which) + place],
                 tuple(round(float(one[1 + place].mean())) for one in earned))
        for place, seat in enumerate(which)
    ]  # fmt: skip


def _weighed(
    room: Lived, number: int, waited: IntArray, played: IntArray, best: IntArray,
    curve: tuple[int, ...],
) -> Weighed:  # fmt: skip
    quality = quality_of(played, waited, best, (), ())
    luck = luck_of(balance_of(room.match, number, room.end), played)
    met, saved = _blind_spots(room, number)
    return Weighed(
        quality.played, luck.dollars, quality.decision_quality, quality.standard_error, met, saved,
        curve,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _redrawn(fleet: PlayersFleet, end: int, redraws: int) -> RedrawnEngines:
    """Return engines of the same kind, the same for all seats."""
    return redraw(fleet, end, range(redraws))


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


def _blind_spots(room: Lived, number: int) -> tuple[int, int]:
    """Return failures of which a model gave no sign that had never seen their fault, and saves."""
    scenario, history = room.match.scenario, room.match.factories[number].history
    lives = history.lives.cut(room.end)
    met = sum(one.known == 0 for one in calm_failures(scenario, (), history, lives))
    known = saves(scenario, (), history, lives, lambda cycle: room.known(number, cycle))
    return met, sum(1 for _ in known)
