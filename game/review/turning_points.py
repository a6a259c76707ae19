"""Turning points: what each decision of a match, taken or not, was worth in expectation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.review.best_policy import KnowledgeTimeline
from game.review.redraws import Forecasts, RedrawnEngines, TrainedModel
from game.review.resampling import TimedDecision, play, timelines
from game.rules.decisions import Answer, Decision
from game.rules.match import FactoryHistory
from game.rules.strategies import STRATEGIES, IntArray, servicing
from models.metrics import SURE, standard_error

MOST_MOMENTS = 12
"""Moments that are weighed; where there are more, those next to each other are weighed as one."""

_KINDS = ("start", "unlock", "decision", "retraining", "offer")
"""In the order in which they say when a moment comes in a redraw."""


@dataclass(frozen=True)
class Choice:
    """A strategy with its setting."""

    strategy: str
    setting: int | None  # cycles
    recommended: bool  # the setting follows the recommendation
    kept: bool = False  # it was in force before: nothing is ordered

    @property
    def code(self) -> str:
        """What is chosen, for figures in a file."""
        return f"{self.strategy} kept" if self.kept else self.strategy

    @property
    def number(self) -> int | None:
        """The setting, for figures in a file."""
        return self.setting


@dataclass(frozen=True)
class Reply:
    """What is answered to an offer."""

    offer: str  # its kind
    taken: bool
    alliance: str | None = None  # that is joined

    number = None

    @property
    def code(self) -> str:
        """What is answered, for figures in a file.

        Examples
        --------
        >>> Reply("crew", taken=False).code, Reply("alliance", True, "Open Skies").code
        ('crew refused', 'alliance Open Skies')
        """
        return f"{self.offer} {self.alliance or ('taken' if self.taken else 'refused')}"


@dataclass(frozen=True)
class Option:
    """What could be done at a moment, and what that is worth."""

    choice: Choice | Reply
    value: float  # dollars, expected profit of the match with the best decisions afterwards


@dataclass(frozen=True)
class TurningPoint:
    """A moment at which a decision was taken or open.

    Options differ in what is done from here to the next moment; before, all follow the player,
    and afterwards they take the best option of each moment. Where offers are answered or events
    befall, everything else stays as the player had it (``game.review.deviations``).
    """

    cycle: int
    kinds: tuple[str, ...]  # of "start", "unlock", "decision", "retraining", "offer"
    decisions: tuple[Decision | Answer, ...]  # the player's own, and how an alliance was joined
    played: Choice | Reply
    best: Choice | Reply
    regret: float  # dollars, the best option's value less that of the one played
    standard_error: float  # dollars, of the regret
    options: tuple[Option, ...]  # the one played first

    @classmethod
    def of(
        cls,
        cycle: int,
        kinds: tuple[str, ...],
        decisions: tuple[Decision | Answer, ...],
        options: Sequence[tuple[Choice | Reply, IntArray]],
    ) -> "TurningPoint":
        """Weigh options, the one played first, by what each earns on every redraw."""
        (played, own), (best, most) = options[0], max(options, key=lambda one: one[1].mean())
        lost = most - own
        return cls(
            cycle,
            kinds,
            decisions,
            played,
            best,
            regret=float(lost.mean()),
            standard_error=standard_error(lost),
            options=tuple(Option(choice, float(value.mean())) for choice, value in options),
        )

    @property
    def clear(self) -> bool:
        """Whether the regret is more than the chance of the redraws explains."""
        return self.regret > SURE * self.standard_error


@dataclass(frozen=True, eq=False)
class Moment:
    """Where decisions are weighed.

    Attributes
    ----------
    cycle, last : cycles of the match, different if moments were joined
    cycles : (redraws,) when it comes in each redraw
    own : the player's decisions
    """

    cycle: int
    last: int
    kinds: tuple[str, ...]
    cycles: IntArray
    own: tuple[TimedDecision, ...]


def moments_of(
    history: FactoryHistory, timed_decisions: Sequence[TimedDecision], redraws: RedrawnEngines
) -> list[Moment]:
    """Return the moments of a match at which there was more than one thing to do."""
    end, every = redraws.end, redraws.scenario.retrain_every
    unlocks = history.servicing_from
    if not unlocks:
        return []
    marks = [
        Moment(cycle, cycle, ("unlock" if cycle else "start",), redraws.unlocked[name], ())
        for name, cycle in unlocks.items()
    ]
    marks += [
        Moment(timed.trained_until, timed.trained_until, ("decision",), timed.cycles, (timed,))
        for timed in timed_decisions
    ]
    marks += [
        Moment(cycle, cycle, ("retraining",), np.full(len(redraws), cycle), ())
        for cycle in range(every, end, every)
    ]
    first = min(unlocks.values())
    marks = [mark for mark in marks if first <= mark.cycle < end]
    marks.sort(key=lambda mark: (mark.cycle, _KINDS.index(mark.kinds[0])))
    while len(marks) > 1:
        gaps = np.diff([mark.cycle for mark in marks])
        place = int(np.argmin(gaps))
        if gaps[place] and len(marks) <= MOST_MOMENTS:
            break
        marks[place : place + 2] = [_together(*marks[place : place + 2])]
    return marks


def _together(first: Moment, second: Moment) -> Moment:
    kinds = tuple(kind for kind in _KINDS if kind in {*first.kinds, *second.kinds})
    return replace(first, last=second.last, kinds=kinds, own=first.own + second.own)


def models_to_weigh(
    knowledge: KnowledgeTimeline, moments: Sequence[Moment], redraws: RedrawnEngines
) -> Iterator[TrainedModel]:
    """Yield all models that any option of any moment may need."""
    every = redraws.scenario.retrain_every
    retrainings = range(every, redraws.end, every)
    for name in servicing():
        if STRATEGIES[name].forecaster is None:
            continue
        unlock = knowledge.history.unlocked[name]
        earliest = min(int(redraws.unlocked[name].min()), redraws.end if unlock is None else unlock)
        cycles = {*retrainings, *(moment.cycle for moment in moments)}
        trained = [cycle for cycle in cycles if cycle >= earliest]
        trained += [
            timed.trained_until
            for moment in moments
            for timed in moment.own
            if timed.decision.strategy == name
        ]
        for cycle in sorted(set(trained)):
            model, _ = knowledge.advice(name, cycle)
            if model is not None:
                yield model


def turning_points(
    knowledge: KnowledgeTimeline,
    moments: Sequence[Moment],
    timed_decisions: Sequence[TimedDecision],
    redraws: RedrawnEngines,
    forecasts: Forecasts,
) -> tuple[TurningPoint, ...]:
    """Weigh each moment's options, from the last one to the first; largest regret first.

    Parameters
    ----------
    timed_decisions : all of the player's
    """

    def values(timed_decisions: Sequence[TimedDecision]) -> IntArray:
        profit = play([timelines(timed_decisions, redraws, knowledge.advice)], redraws, forecasts)
        return np.asarray(profit[0])

    points = []
    later: list[TimedDecision] = []  # the best decisions from the next moment on
    own_value = values(timed_decisions)
    for moment in reversed(moments):
        before = [timed for timed in timed_decisions if timed.trained_until < moment.cycle]
        played = in_force(knowledge.history, moment.last)
        options = [(played, own_value, [*moment.own, *later])]
        for choice in _choices(knowledge, moment.cycle):
            if not (choice.strategy == played.strategy and played.recommended):
                timed = _timed(choice, moment, redraws, retrain=choice.setting is not None)
                options.append((choice, values([*before, timed, *later]), [timed, *later]))
        best = max(options, key=lambda option: option[1].mean())
        decisions = tuple(timed.decision for timed in moment.own)
        weighed = [(choice, value) for choice, value, _ in options]
        points.append(TurningPoint.of(moment.cycle, moment.kinds, decisions, weighed))
        _, own_value, later = best
        if best is options[0]:  # to go on is a decision, too, for whoever did something else before
            later = [_timed(in_force(knowledge.history, moment.cycle), moment, redraws), *later]
    return tuple(sorted(points, key=lambda point: (-point.regret, point.cycle)))


def _choices(knowledge: KnowledgeTimeline, cycle: int) -> list[Choice]:
    """Return the strategies that were unlocked, at their recommended settings."""
    return [
        Choice(name, knowledge.advice(name, cycle)[1], True)
        for name, unlock in knowledge.history.unlocked.items()
        if unlock is not None and unlock <= cycle
    ]


def _timed(
    choice: Choice, moment: Moment, redraws: RedrawnEngines, retrain: bool = False
) -> TimedDecision:
    cycles = np.maximum(moment.cycles, redraws.unlocked[choice.strategy])
    setting = None if choice.recommended else choice.setting
    return TimedDecision(
        Decision(moment.cycle, choice.strategy, setting, retrain), cycles, moment.cycle
    )


def in_force(history: FactoryHistory, cycle: int) -> Choice:
    stretch = history.stretch_at(cycle)
    return Choice(stretch.strategy, stretch.setting, stretch.recommended)
