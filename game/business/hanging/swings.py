"""What the verdict hangs on: each input moved alone, and at which value another answer wins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from game.business.contenders import NOTHING
from game.business.hanging.inputs import Input, movable_inputs
from game.business.hanging.turns import Moved, Turn, turn_of
from game.business.plant import Case
from game.business.worth import Estimate

FARTHEST = 4.0
"""So many times as much, or so small a part, is looked at for a value that turns the verdict."""


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
    for item in movable_inputs(case):
        if names is None or item.name in names:
            swing = _swing(Moved(item, Estimate.of(item.case, expected, seed)))
            if swing is not None:
                yield swing


def _swing(moved: Moved) -> Swing | None:
    """Return how the verdict moves with an input; None where it does not."""
    item = moved.item
    least, most = _reach(item)
    low, high = (end if moved.at(end) is not None else item.value for end in (item.low, item.high))
    values_low, values_high = moved.at(low), moved.at(high)
    if values_low is None or values_high is None:
        return None
    below = turn_of(moved, (low, least))
    above = turn_of(moved, (high, most))
    found = Swing(
        item.name, item.value, low, high,
        values_low.get(moved.first, 0.0), values_high.get(moved.first, 0.0),  # an age may need more
        moved.lead(low), moved.lead(high),
        moved.winner(low) or NOTHING, moved.winner(high) or NOTHING,
        below, above, least, most,
    )  # fmt: skip
    return found if found.width or found.npv_low != found.npv_high or below or above else None


def _reach(item: Input) -> tuple[float, float]:
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
