"""All that is known of a plant, in steps: first figures, then bands, then what they hang on."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from game.business.answers import weigh
from game.business.gains.findings import Findings
from game.business.gains.year import alarms, skills, three_ways
from game.business.hanging.inputs import inputs_of
from game.business.hanging.swings import Swing, swings_of
from game.business.plant import Case
from game.business.worth import (
    AgeCurve,
    MarginCurve,
    MembersWorth,
    age_curve,
    best_alone,
    break_even_members,
    long_run_values,
    long_run_worths,
    margin_curves,
    members_worth,
)
from game.workers import Workers
from models.metrics import SURE


@dataclass(frozen=True, eq=False)
class Study:
    """What is known of a plant; None for what has not been computed yet.

    Attributes
    ----------
    values : of each answer, by its name: cost a year in the long run, and net present value
    findings : with bands and luck
    margins : one for each model
    members : what so many of them are worth; empty where no federation is weighed
    enough_members : the least number with which a federated model beats all that needs none, by
        more than may be luck of the draws
    swings : what the verdict hangs on, what moves the winner's lead most first; as far as known
    hung : how many inputs have been moved for them
    """

    case: Case
    seed: int
    values: Mapping[str, tuple[float, float]]
    ages: AgeCurve
    findings: Findings | None = None
    margins: tuple[MarginCurve, ...] | None = None
    members: tuple[MembersWorth, ...] | None = None
    enough_members: int | None = None
    swings: tuple[Swing, ...] = ()
    hung: int = 0

    @property
    def winner(self) -> str:
        """The answer of the highest net present value, as far as is known."""
        if self.findings is not None:
            return self.findings.winner
        return max(self.values, key=lambda name: self.values[name][1])

    @property
    def best(self) -> tuple[str, float] | None:
        """The winner and what it is worth, once it has a band."""
        return None if self.findings is None else (self.winner, self.expected[self.winner])

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.members is not None and self.hung >= len(self._inputs)

    @property
    def steps(self) -> int:
        """How often something has come when nothing more will."""
        return 4 + -(-len(self._inputs) // _AT_ONCE)

    @cached_property
    def _inputs(self) -> tuple[str, ...]:
        return inputs_of(self.case)

    @property
    def expected(self) -> Mapping[str, float]:
        """What each answer is worth, as far as is known."""
        if self.findings is None:
            return long_run_worths(self.case, self.seed)
        return {answer.name: answer.expected for answer in self.findings.answers}

    def to_json(self) -> dict[str, Any]:
        """Return a finished study as plain JSON values."""
        assert self.findings is not None
        rest: dict[str, Any] = {"hangs_on": [*map(asdict, self.swings)]}
        rest |= {"members": [*map(asdict, self.members or ())]}
        rest |= {"break_even_members": self.enough_members, **self._of_a_year(self.findings)}
        return {**self.findings.to_json(), **rest}

    @property
    def federation_error(self) -> float:
        """Standard error of what a federated model is worth more than the best without members."""
        return 0.0 if self.findings is None else self.findings.federation_error or 0.0

    @property
    def members_may_be_enough(self) -> bool:
        """Whether luck of the draws may hide that some number of members is enough."""
        most = max((one.npv for one in self.members or ()), default=-np.inf)
        return bool(most > best_alone(self.expected) - SURE * self.federation_error)

    def _of_a_year(self, found: Findings) -> dict[str, Any]:
        """Return what a year costs in three ways, alarms and how far forecasts miss."""
        ways = [three_ways(one, self.case, self.values[one.name][0]) for one in found.answers]
        models = [alarms(one, self.case) for one in found.answers if one.margin is not None]
        return {
            "a_year": [*map(asdict, ways)],
            "alarms": [{**asdict(one), "together": one.together} for one in models],
            "skills": [*map(asdict, skills(self.case))],
        }


def unfold(case: Case, seed: int = 0, workers: Workers | None = None) -> Iterator[Study]:
    """Yield what is known of a plant, each time more.

    Parameters
    ----------
    seed : of the draws: the same gives the same figures
    workers : who compute what follows the first figures; this process if None

    Examples
    --------
    >>> from game.business.plant import Plant
    >>> pumps = Plant(machines=8, hours_a_year=8_000, service_cost=1_000, failure_cost=9_000,
    ...               shape=4.0, mean_life=6_000, failures_on_record=30)
    >>> first, *_, last = unfold(Case(pumps))
    >>> first.winner, first.findings, last.winner, last.finished
    ('calendar', None, 'calendar', True)
    """
    study = Study(case, seed, long_run_values(case, seed), age_curve(case, seed))
    yield study
    key = str(hash(case))
    while not study.finished:
        if workers is None:
            study = _further(study)
        else:
            study = pickle.loads(workers.ask(key, further, pickle.dumps(study)).message)
        yield study


def further(message: bytes) -> bytes:
    """Return a study with one more of its parts: for a process of ours to answer.

    Parameters
    ----------
    message : the study, pickled: it travels between our own processes alone
    """
    return pickle.dumps(_further(pickle.loads(message)))


def _further(study: Study) -> Study:
    for known, part in ((study.findings, _with_bands), (study.margins, _with_margins),
                        (study.members, _with_members)):  # fmt: skip
        if known is None:
            return part(study)
    return _with_swings(study)


def _with_bands(study: Study) -> Study:
    return replace(study, findings=weigh(study.case, study.seed))


def _with_margins(study: Study) -> Study:
    return replace(study, margins=margin_curves(study.case, study.seed))


def _with_members(study: Study) -> Study:
    members = members_worth(study.case, study.seed, study.expected)
    enough = break_even_members(members, study.expected, study.federation_error)
    return replace(study, members=tuple(members), enough_members=enough)


def _with_swings(study: Study) -> Study:
    """Move some more inputs: few at a time, so that nobody's first figures wait for them."""
    names = inputs_of(study.case)[study.hung : study.hung + _AT_ONCE]
    more = swings_of(study.case, study.expected, study.seed, names)
    swings = sorted((*study.swings, *more), key=lambda swing: -swing.width)
    return replace(study, swings=tuple(swings), hung=study.hung + len(names))


_AT_ONCE = 2
"""Inputs that are moved in one step."""
