"""What answers are worth as one input moves, and where another one begins to win."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from game.business.answers import worths
from game.business.hanging.inputs import Input
from game.business.worth import Estimate

_NEAR_ENOUGH = 0.004
"""Of a value that turns the verdict."""

_LOOKS = 8
"""So often a turn is looked for at the most."""


@dataclass(frozen=True)
class Turn:
    """The value of an input from which on another answer is worth most, and which."""

    value: float
    winner: str


class Moved:
    """What answers are worth at values of one input, each asked for once.

    By the long run, and at the ends of the input's range, and where the verdict turns, by the lives
    of its years (``worths``): what these say otherwise is added there, less of it nearer to the
    value as it stands. Beyond an end it is as much, but less where the long run says that an answer
    comes to less than there. Bills need none.
    """

    def __init__(self, item: Input, estimate: Estimate) -> None:
        self.item, self._estimate = item, estimate
        self._said: dict[float, dict[str, float] | None] = {}  # by the long run alone
        self.first = self._best(estimate.values(item.case))
        self._amiss: dict[float, dict[str, float]] = {}  # of the long run, by the input's value
        if not item.is_bill:
            self._base = worths(item.case, estimate.seed)
            self._expected = estimate.values(item.case)
            self._amiss = {item.value: dict.fromkeys(self._base, 0.0)}
            for end in (item.low, item.high):
                self.live(end)

    def live(self, value: float) -> bool:
        """Let a value be judged by the lives of its years; return whether it was not yet."""
        case = self.item.put(value)
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
            case = self.item.put(value)
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


def turn_of(moved: Moved, ends: tuple[float, float]) -> Turn | None:
    """Return where the verdict turns between an input's value and the farthest one.

    Beyond the ends of a range the long run drifts off: where it seems to turn there years are
    lived, and it is looked for again, until they say so, too. Where they do not none is named.

    Parameters
    ----------
    ends : the end of the input's range on one side, and the farthest value there

    Examples
    --------
    >>> from game.business.hanging.inputs import movable_inputs
    >>> from game.business.plant import Case, Plant
    >>> from game.business.worth import long_run_worths
    >>> dear = Case(Plant(machines=8, hours_a_year=8_000, service_cost=8_900, failure_cost=9_000,
    ...                   shape=4.0, mean_life=6_000, failures_on_record=30))
    >>> service, *_ = movable_inputs(dear)
    >>> moved = Moved(service, Estimate.of(dear, long_run_worths(dear, 0), 0))
    >>> moved.first, turn_of(moved, (service.low, 0.0)).winner
    ('nothing', 'calendar')
    """
    item, before = moved.item, None
    for _ in range(_LOOKS):
        turn = _seeming_turn(moved, ends)
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


def _is_near(value: float, before: float, item: Input) -> bool:
    """Return whether a turn has stayed where it was found before."""
    return abs(value - before) <= (1.0 if item.limits.whole else 2 * _NEAR_ENOUGH * abs(value))


def _seeming_turn(moved: Moved, ends: tuple[float, float]) -> Turn | None:
    inside = moved.item.value
    for outside in ends:
        winner = moved.winner(outside)
        if winner is not None and winner != moved.first:
            value = float(_edge(moved, inside, outside, moved.item.limits.whole))
            return Turn(value, moved.winner(value) or winner)
        inside = outside
    return None


def _edge(moved: Moved, inside: float, outside: float, whole: bool) -> float:
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
