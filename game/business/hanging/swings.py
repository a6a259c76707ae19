"""What the verdict hangs on: each input moved alone, and at which value another answer wins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.optimize import brentq

from game.business.answers import worths
from game.business.contenders import NOTHING
from game.business.forecast_error import FEDERATED, OWN
from game.business.lives.lifetimes import draw_laws, shape_band
from game.business.plant import HOURS_OF_A_YEAR, Case, Limits
from game.business.reading import by_its_law, limits_of
from game.business.settings import failures_seen, ranges_of
from game.business.worth import Estimate
from game.rules.errors import GameError

SWING = 0.2
"""Share by which an amount is moved where no range is stated, measured or left by the record."""

FARTHEST = 4.0
"""So many times as much, or so small a part, is looked at for a value that turns the verdict."""

_NEAR_ENOUGH = 0.004
"""Of a value that turns the verdict."""

_LOOKS = 8
"""So often a turn is looked for at the most."""

_LAWS = 400


@dataclass(frozen=True)
class Turn:
    """The value of an input from which on another answer is worth most, and which."""

    value: float
    winner: str


@dataclass(frozen=True)
class Swing:
    """How the winner's worth and its lead move with one input.

    Attributes
    ----------
    name : the input's path in a case
    value : as it stands
    low, high : between which values it is moved
    npv_low, npv_high : what the winner is worth there
    lead_low, lead_high : by how much that is more than the best of the others; less than 0 where
        another one is worth more
    winner_low, winner_high : which answer is worth most there
    below, above : where the verdict turns as it falls or rises; None where it does not
    least, most : between which values that was looked for
    """

    name: str
    value: float
    low: float
    high: float
    npv_low: float
    npv_high: float
    lead_low: float
    lead_high: float
    winner_low: str
    winner_high: str
    below: Turn | None
    above: Turn | None
    least: float
    most: float

    @property
    def width(self) -> float:
        """How far the lead moves."""
        return abs(self.lead_high - self.lead_low)


@dataclass(frozen=True)
class _Input:
    """A number of a case that can be moved: its value, its range, its limits, and how it is put."""

    name: str
    case: Case  # in which it can be moved
    value: float
    low: float
    high: float
    limits: Limits

    def put(self, value: float) -> Case | None:
        """Return the case with another value; None where there can be none such."""
        value = round(value) if self.limits.whole else value
        try:
            return _put(self.case, self.name, value)
        except GameError:
            return None


def _put(case: Case, path: str, value: float) -> Case:
    part, name = path.split(".")
    limits = limits_of(part, name)
    told: Any = (value, value) if limits is not None and limits.two else value
    if part == "plant":
        return replace(case, plant=replace(case.plant, **{name: told}))
    programme = case.programme
    if part == "programme":
        if limits is None:  # shares of the first years, of which the first is moved
            told = (value, *programme.ramp_up[1:])
        return replace(case, programme=replace(programme, **{name: told}))
    model = replace(getattr(programme, part), **{name: told})
    return replace(case, programme=replace(programme, **{part: model}))


def swings_of(
    case: Case, expected: Mapping[str, float], seed: int = 0, names: tuple[str, ...] | None = None
) -> Iterator[Swing]:
    """Yield what the answer that is worth most hangs on, one input after the other.

    Each input is moved alone, and every answer is given its best setting anew.

    Parameters
    ----------
    expected : what each answer was found to be worth
    names : of the inputs; all of ``inputs_of`` if None

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Case(Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...                    shape=4.0, mean_life=6_000, failures_on_record=30))
    >>> from game.business.worth import long_run_worths
    >>> worths = long_run_worths(pumps, 0)
    >>> (swing,) = swings_of(pumps, worths, names=("plant.service_cost",))
    >>> swing.low, swing.high, swing.winner_high, swing.above
    (800.0, 1200.0, 'calendar', None)
    """
    for item in _inputs(case):
        if names is None or item.name in names:
            swing = _swing(item, _Moved(item, Estimate.of(item.case, expected, seed)))
            if swing is not None:
                yield swing


def inputs_of(case: Case) -> tuple[str, ...]:
    """Return the paths of what the verdict of a case can hang on.

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Case(Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...                    shape=4.0, mean_life=6_000, failures_on_record=30))
    >>> inputs_of(pumps)[:2], "federated.fee" in inputs_of(pumps)
    (('plant.service_cost', 'plant.failure_cost'), False)
    """
    return tuple(item.name for item in _inputs(case))


_PLANT = (
    "service_cost", "failure_cost", "secondary_damage", "hour_worth", "service_hours",
    "failure_hours", "lead_hours", "machines", "hours_a_year", "service_age",
)  # fmt: skip
_MODEL = ("sensors", "integration", "people", "fee", "false_alarms")
_SKILL = ("error", "detection")


@lru_cache(maxsize=8)  # one case is asked in many steps
def _inputs(case: Case) -> tuple[_Input, ...]:
    return tuple(_movable(case))


def _movable(case: Case) -> Iterator[_Input]:
    models = [name for name in (OWN, FEDERATED) if getattr(case.programme, name) is not None]
    for name in _PLANT:
        yield from _about(case, "plant", name)
    yield from _of_lives(case)
    if models:
        yield _ranged(case, "plant.avoidable", case.plant.avoidable)
    for name in ("discount_rate", "years"):
        yield from _about(case, "programme", name)
    if case.programme.ramp_up:
        first, limits = case.programme.ramp_up[0], Limits(0, 1)
        ends = first * (1 - SWING), min(first * (1 + SWING), 1.0)
        yield _Input("programme.ramp_up", case, first, *ends, limits)
    if FEDERATED in models:
        yield from _about(case, "plant", "spread")
        for name in ("members", "member_failures"):
            yield from _about(case, "programme", name)
    if models:
        yield from _about(case, "programme", "inspection_cost")
    for model in models:
        yield from _of_model(case, model)


def _about(case: Case, part: str, name: str) -> Iterator[_Input]:
    """Yield an amount, a fifth less and a fifth more; of what is empty nothing."""
    holder = {"plant": case.plant, "programme": case.programme}.get(part)
    value = getattr(holder or getattr(case.programme, part), name)
    limits = limits_of(part, name)
    if value is not None and limits is not None:
        low, high = value * (1 - SWING), value * (1 + SWING)
        if limits.whole and value:
            low, high = min(round(low), value - 1), max(round(high), value + 1)
        if name == "hours_a_year" and value <= HOURS_OF_A_YEAR:
            limits = replace(limits, high=HOURS_OF_A_YEAR)
        ends = max(low, limits.low), min(high, limits.high)
        yield _Input(f"{part}.{name}", case, value, *ends, limits)


def _of_lives(case: Case) -> Iterator[_Input]:
    """Yield mean life and shape over what the record leaves open, and how long that record is."""
    try:
        told = by_its_law(case)
    except GameError:  # lifetimes that speak for no law
        return
    plant = told.plant
    laws = draw_laws(plant.record, _LAWS, np.random.default_rng(0))
    bands = {
        "mean_life": tuple(np.quantile(laws.mean, (0.1, 0.9)).tolist()),
        "shape": shape_band(plant.record),
    }
    for name, ends in bands.items():
        yield _ranged(told, f"plant.{name}", ends, getattr(plant, name))
    yield from _about(told, "plant", "failures_on_record")


def _of_model(case: Case, who: str) -> Iterator[_Input]:
    model = getattr(case.programme, who)
    for name in _MODEL:
        if name != "fee" or who == FEDERATED:
            yield from _about(case, who, name)
    ranges = ranges_of(model, who, failures_seen(case, who))
    for name in _SKILL:
        low, middle, high = getattr(ranges, name)
        yield _ranged(case, f"{who}.{name}", (low, high), middle)


def _ranged(case: Case, path: str, ends: tuple[float, float], value: float | None = None) -> _Input:
    """Return an input that is thought to lie between two values."""
    limits = limits_of(*path.split("."))
    assert limits is not None
    low, high = max(ends[0], limits.low), min(ends[1], limits.high)
    return _Input(path, case, (low + high) / 2 if value is None else value, low, high, limits)


class _Moved:
    """What answers are worth at values of one input, each asked for once.

    By the long run, and at the ends of the input's range, and where the verdict turns, by the lives
    of its years (``worths``): what these say otherwise is added there, less of it nearer to the
    value as it stands. Beyond an end it is as much, but less where the long run says that an answer
    comes to less than there. Bills need none.
    """

    def __init__(self, item: _Input, estimate: Estimate) -> None:
        self._item, self._estimate = item, estimate
        self._said: dict[float, dict[str, float] | None] = {}  # by the long run alone
        self.first = self._best(estimate.values(item.case))
        self._amiss: dict[float, dict[str, float]] = {}  # of the long run, by the input's value
        if not _is_bill(item.name):
            self._base = worths(item.case, estimate.seed)
            self._expected = estimate.values(item.case)
            self._amiss = {item.value: dict.fromkeys(self._base, 0.0)}
            for end in (item.low, item.high):
                self.live(end)

    def live(self, value: float) -> bool:
        """Let a value be judged by the lives of its years; return whether it was not yet."""
        case = self._item.put(value)
        if not self._amiss or value in self._amiss or case is None:
            return False
        base, expected, seed = self._base, self._expected, self._estimate.seed
        lived, said = worths(case, seed), self._estimate.values(case)
        self._amiss[value] = {
            name: (lived[name] - base[name]) - (said[name] - expected[name])
            for name in lived.keys() & said.keys() & base.keys() & expected.keys()
        }
        self._amiss = dict(sorted(self._amiss.items()))
        return True

    def _amended(self, value: float, said: Mapping[str, float]) -> dict[str, float]:
        if not self._amiss:
            return dict(said)
        ends = list(self._amiss)
        missed = {name: [one.get(name, 0.0) for one in self._amiss.values()] for name in said}
        there = self._by_long_run(min(max(value, ends[0]), ends[-1])) or {}
        amended = {}
        for name, worth in said.items():
            miss = float(np.interp(value, ends, missed[name]))
            amended[name] = worth + _kept(worth, there.get(name)) * miss
        return amended

    def at(self, value: float) -> dict[str, float] | None:
        """Return the worth of each answer; None where there can be no such value."""
        said = self._by_long_run(value)
        return None if said is None else self._amended(value, said)

    def _by_long_run(self, value: float) -> dict[str, float] | None:
        if value not in self._said:
            case = self._item.put(value)
            self._said[value] = None if case is None else dict(self._estimate.values(case))
        return self._said[value]

    @staticmethod
    def _best(values: Mapping[str, float]) -> str:
        """Return the answer that is worth most; of equal ones the first: nothing new."""
        return max(values, key=values.__getitem__)

    def winner(self, value: float) -> str | None:
        """Return which answer is worth most; None where there can be no such value."""
        values = self.at(value)
        return None if values is None else self._best(values)

    def turns(self, value: float) -> bool:
        """Return whether another answer than that of the case itself is worth most."""
        return self.winner(value) not in (None, self.first)

    def lead(self, value: float) -> float:
        """Return by how much the winner of the case itself is worth more than all others."""
        values = self.at(value)
        assert values is not None
        others = [worth for name, worth in values.items() if name != self.first]
        return values.get(self.first, 0.0) - max(others, default=0.0)


def _kept(worth: float, there: float | None) -> float:
    """Return which share of an end's miss is left where an answer comes to so much.

    Examples
    --------
    >>> _kept(50.0, 200.0), _kept(300.0, 200.0), _kept(-10.0, 200.0), _kept(5.0, -1.0)
    (0.25, 1.0, 0.0, 1.0)
    """
    return 1.0 if there is None or there <= 0 else min(max(worth / there, 0.0), 1.0)


def _is_bill(path: str) -> bool:
    """Return whether an input moves nothing but what models are billed."""
    part, name = path.split(".")
    return path == "programme.inspection_cost" or (part in (OWN, FEDERATED) and name in _MODEL)


def _swing(item: _Input, moved: _Moved) -> Swing | None:
    """Return how the verdict moves with an input; None where it does not."""
    least, most = _reach(item)
    low, high = (end if moved.at(end) is not None else item.value for end in (item.low, item.high))
    values_low, values_high = moved.at(low), moved.at(high)
    if values_low is None or values_high is None:
        return None
    below = _turn(moved, item, (low, least))
    above = _turn(moved, item, (high, most))
    found = Swing(
        item.name, item.value, low, high,
        values_low.get(moved.first, 0.0), values_high.get(moved.first, 0.0),  # an age may need more
        moved.lead(low), moved.lead(high),
        moved.winner(low) or NOTHING, moved.winner(high) or NOTHING,
        below, above, least, most,
    )  # fmt: skip
    return found if found.width or found.npv_low != found.npv_high or below or above else None


def _reach(item: _Input) -> tuple[float, float]:
    """Return between which values a turn is looked for."""
    limits, case = item.limits, item.case
    if item.value:
        least = 0.0 if limits.low == 0 else item.value / FARTHEST
        most = item.value * FARTHEST
    else:  # nothing is said of it: as much as would be felt
        least, most = 0.0, case.plant.prices.failure
        if item.name in ("plant.hour_worth", "programme.inspection_cost"):
            most /= 10
        elif limits.high <= 1_000 or item.name.endswith("hours"):
            most = min(limits.high, 10.0)
    least, most = max(least, limits.low), min(most, limits.high)
    while item.put(most) is None and most > item.high:
        most = max(item.high, most / 2)
    while item.put(least) is None and least < item.low:
        least = min(item.low, max(2 * least, item.value / FARTHEST))
    return (round(least), round(most)) if limits.whole else (least, most)


def _turn(moved: _Moved, item: _Input, ends: tuple[float, float]) -> Turn | None:
    """Return where the verdict turns between an input's value and the farthest one.

    Beyond the ends of a range the long run drifts off: where it seems to turn there years are
    lived, and it is looked for again, until they say so, too. Where they do not none is named.
    """
    before = None
    for _ in range(_LOOKS):
        turn = _seeming_turn(moved, item, ends)
        if turn is None or item.low <= turn.value <= item.high:
            return turn
        if before is not None and _is_near(turn.value, before, item) and moved.turns(before):
            return turn
        if not moved.live(turn.value):
            return turn
        before = turn.value
        if not moved.turns(before):  # it lies farther: years of the farthest value tell how far
            moved.live(ends[-1])
    return None


def _is_near(value: float, before: float, item: _Input) -> bool:
    """Return whether a turn has stayed where it was found before."""
    return abs(value - before) <= (1.0 if item.limits.whole else 2 * _NEAR_ENOUGH * abs(value))


def _seeming_turn(moved: _Moved, item: _Input, ends: tuple[float, float]) -> Turn | None:
    inside = item.value
    for outside in ends:
        winner = moved.winner(outside)
        if winner is not None and winner != moved.first:
            value = float(_edge(moved, inside, outside, item.limits.whole))
            return Turn(value, moved.winner(value) or winner)
        inside = outside
    return None


def _edge(moved: _Moved, inside: float, outside: float, whole: bool) -> float:
    """Return the value nearest to ``inside`` at which another answer is worth most."""
    near = 1.0 if whole else _NEAR_ENOUGH * max(abs(inside), abs(outside))
    crossing = moved.winner(inside) == moved.first and moved.lead(outside) < 0
    if crossing and not whole:  # the lead leads there in fewer steps than halves do
        found = float(brentq(moved.lead, inside, outside, xtol=near, rtol=_NEAR_ENOUGH))
        beyond = found + np.sign(outside - inside) * near
        for value in (found, beyond):
            if moved.winner(value) != moved.first:
                return value
    while abs(outside - inside) > near:
        middle = (inside + outside) / 2
        middle = float(int(middle)) if whole else middle
        if moved.turns(middle):
            outside = middle
        else:
            inside = middle
    return outside
