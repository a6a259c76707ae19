"""What answers for a plant come to: figures, bands, which one wins, and how surely."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from game.business.gains.flows import Earned
from game.business.lives.renewal import Array
from game.business.plant import MOST_ALIKE
from models.metrics import SURE

_LEVELS = (0.1, 0.5, 0.9)

DIVIDED = 1 / 3
"""Share of draws, in laws and ranges that are not known, in which a rival may be worth more."""


@dataclass(frozen=True)
class Band:
    """Where a figure lies: 10, 50 and 90% of the draws; None where it is not defined or endless."""

    low: float | None
    middle: float | None
    high: float | None

    @classmethod
    def of(cls, values: Array) -> "Band":
        """Return the band of some values; nan counts for nothing, inf for endless.

        Examples
        --------
        >>> Band.of(np.array([1.0, 2.0, 3.0, np.inf, np.nan]))
        Band(low=1.0, middle=2.0, high=None)
        """
        known = values[~np.isnan(values)]
        if not len(known):
            return cls(None, None, None)
        ends = np.quantile(known, _LEVELS, method="inverted_cdf")
        return cls(*(float(end) if np.isfinite(end) else None for end in ends))


@dataclass(frozen=True)
class Answer:
    """What one answer comes to, in the plant's money.

    Attributes
    ----------
    cost_a_year : of maintenance, hours lost and the programme: its present value as an annuity
    mean_cost_a_year : its mean; two of them differ by the annuity of two expected values
    npv : net present value against doing nothing new
    expected, conservative : mean net present value; the latter as if every stated range were known
        to be at the end that earns less
    flows : expected cash flows against doing nothing new, what is spent first and each year's
        end: their present value is ``expected``
    earned : their return and payback; None where no money goes out first
    earned_more : the same of a model's flows against those of one's own calendar, which buys
        nothing; None without one
    best : share of draws in which no other answer has a higher net present value
    behind : by how much it is worth less than the winner, each in the same draw
    ahead : share of draws in which it is worth more than the winner
    """

    name: str
    title: str
    age: float | None
    margin: float | None
    cost_a_year: Band
    mean_cost_a_year: float
    failures_a_year: float
    services_a_year: float
    alarms_a_year: float  # services that a forecast called for
    npv: Band
    expected: float
    conservative: float
    flows: tuple[float, ...]
    earned: Earned | None
    earned_more: Earned | None
    best: float
    behind: Band
    ahead: float
    precision: float | None  # of alarms: true ones among all; None without forecasts
    break_even_precision: float | None  # below which it earns less than nothing


@dataclass(frozen=True)
class Findings:
    """All answers for a plant.

    Attributes
    ----------
    winner : the answer of the highest mean net present value; it may be to do nothing new
    rival : the one of the others that is best in the most draws; None where there is none
    lead : by how much more the winner is worth than its rival, each in the same draw
    lead_error : standard error of its mean, for draws are no end of them; None without a rival
    federation_error : the same of what a federated model is worth more than the best answer that
        needs no member; None without one
    shape : between which values the law's shape lies with 80%
    may_not_age : whether that holds 1: a calendar may not pay
    not_weibull : whether the record speaks against every Weibull law, on which all answers rest
    too_few : whether too few failures are on record for an age from them alone
    excluded_below, excluded_above : ages that cost more than waiting, nine laws in ten; hours
    """

    name: str
    currency: str
    draws: int
    seed: int
    failures: int
    shape: tuple[float, float]
    may_not_age: bool
    not_weibull: bool
    too_few: bool
    excluded_below: float
    excluded_above: float | None
    winner: str
    rival: str | None
    lead: Band
    lead_error: float | None
    federation_error: float | None
    answers: tuple[Answer, ...]

    @property
    def why_close(self) -> str | None:
        """Why the winner's lead may be none; None where it is one.

        "oftener": its rival is best in more of the draws; "luck": it is less than ``SURE`` standard
        errors; "divided": its rival is worth more in more than ``DIVIDED`` of the draws.
        """
        if self.rival is None or self.lead_error is None:
            return None
        named = {answer.name: answer for answer in self.answers}
        winner, rival = named[self.winner], named[self.rival]
        if rival.best > winner.best:
            return "oftener"
        if winner.expected - rival.expected < SURE * self.lead_error:
            return "luck"
        return "divided" if rival.ahead > DIVIDED else None

    @property
    def too_alike(self) -> bool:
        """Whether lives on record are more alike than machines of any shape that can be stated."""
        return self.shape[0] > MOST_ALIKE

    @property
    def is_close(self) -> bool:
        """Whether the winner's lead may be luck of the draws or hangs on what is not known."""
        return self.why_close is not None

    def to_json(self) -> dict[str, Any]:
        """Return the findings as plain JSON values."""
        told = {**asdict(self), "shape": list(self.shape), "too_close": self.is_close}
        told |= {"too_alike": self.too_alike}
        return {**told, "answers": [*map(asdict, self.answers)]}
