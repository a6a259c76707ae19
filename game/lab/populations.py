"""The same labs in many populations: what one draw of engines shows may be that draw's luck."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from game.jobs import Jobs
from game.lab.earnings import at_thresholds, profit, waiting
from game.lab.population import draw_anew, judge_like
from game.lab.settings import BROKE_OFF, LabSettings, Population
from game.rules.economics import return_on
from game.rules.errors import LabError
from game.rules.scenario import DEFAULT, Economics
from models.federated.simulation.run import Snapshot, run
from models.rul import RulModel, train_local

POPULATIONS = 8
"""In which labs are compared, the one on the screen among them."""

_DRAW = 4  # tells the populations' chance apart from a population's own uses of the seed


@dataclass(frozen=True)
class LabResult:
    """What a lab comes to in one population.

    Profits are dollars per slot and 1,000 cycles, each at the threshold that is best for its model.

    Attributes
    ----------
    errors : of the federated model before the first round and after each, cycles
    profit : of the last one
    armed_profit : of the same at the same threshold, where a backdoor's trigger is
    epsilon : of privacy spent; None without noise
    alone : of each factory's own model, on the engines that judge the federated one; empty where
        nobody asked
    seen_fan : of each factory, whether a fan is among its failures
    gains : of each factory by sharing, on engines like its own; empty where nobody asked
    spent : by the last one on services, likewise
    waiting : what waiting for every failure earns on the same engines, likewise
    """

    seed: int
    errors: tuple[float, ...]
    profit: float
    armed_profit: float
    epsilon: float | None
    alone: tuple[float, ...]
    seen_fan: tuple[bool, ...]
    gains: tuple[float, ...] = ()
    spent: float = 0.0
    waiting: float = 0.0

    @property
    def roi(self) -> float | None:
        """What the last model's services have returned; None without any."""
        return return_on(self.spent, self.profit, self.waiting)


Populations = tuple[tuple[LabResult, ...], ...]
"""Of each population, what each lab that is compared comes to."""


def seeds(seed: int, count: int = POPULATIONS) -> tuple[int, ...]:
    """Return the seeds of populations: the one given, and others hashed from it, never next to it.

    Examples
    --------
    >>> seeds(7, 3)
    (7, 3210196619, 1523371816)
    """
    hashed = (np.random.SeedSequence([seed, _DRAW, place]) for place in range(1, count))
    return seed, *(int(one.generate_state(1)[0]) for one in hashed)


def outcome(
    settings: LabSettings,
    prices: Economics = DEFAULT.economics,
    *,
    alone: bool = True,
    gains: bool = False,
) -> LabResult:
    """Run a lab as ``game.lab.run.stages`` does, for what it comes to alone.

    Parameters
    ----------
    prices : that profits are counted in, where services are ordered as far ahead as the settings
        say
    alone : whether to ask also what each factory's own model earns
    gains : whether to ask also what each factory gains, on engines like its own

    Examples
    --------
    >>> found = outcome(LabSettings.of(factories=2, rounds=1))
    >>> len(found.errors), len(found.alone)
    (2, 2)
    """
    steps = pieces(settings, prices, alone=alone, gains=gains)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            result: LabResult = ended.value
            return result


def pieces(
    settings: LabSettings,
    prices: Economics = DEFAULT.economics,
    *,
    alone: bool = True,
    gains: bool = False,
) -> Generator[None, None, LabResult]:
    """Run a lab as ``outcome`` does, and pause wherever it may be broken off.

    Examples
    --------
    >>> sum(1 for _ in pieces(LabSettings.of(factories=2, rounds=1), gains=True))
    6
    """
    population, prices = settings.population, replace(prices, lead=settings.lead)
    drawn = _drawn(population)
    yield
    judge, clients = drawn.judge, drawn.clients[:-1]
    merged = []
    for last in run(settings.experiment, clients, judge, seed=population.seed, watched=False):
        if last.record.stage == "merged":
            merged.append(last.record)
        yield
    earned, thresholds, spent = profit(last, judge, prices)
    armed_profit, _ = at_thresholds(last, judge.with_trigger(), prices, thresholds)
    own_profits = _alone(population, prices) if alone else ()
    gained = (yield from _gains(population, last, prices)) if gains else ()
    return LabResult(
        seed=population.seed,
        errors=tuple(record.error for record in merged),
        profit=earned,
        armed_profit=armed_profit,
        epsilon=last.record.epsilon,
        alone=own_profits,
        seen_fan=tuple("fan" in factory.failures for factory in drawn.factories[:-1]),
        gains=gained,
        spent=spent,
        waiting=waiting(judge, prices),
    )


_drawn = lru_cache(maxsize=1)(draw_anew)  # labs that are compared share it, one after the other


@lru_cache(maxsize=1)
def _own_models(population: Population) -> tuple[RulModel, ...]:
    return tuple(train_local(own) for own in _drawn(population).histories[:-1])


@lru_cache(maxsize=4)
def _alone(population: Population, prices: Economics) -> tuple[float, ...]:
    judge = _drawn(population).judge
    return tuple(judge.profit(own.predict, prices)[0] for own in _own_models(population))


def _gains(
    population: Population, federated: Snapshot, prices: Economics
) -> Generator[None, None, tuple[float, ...]]:
    found = []
    for number, own in enumerate(_own_models(population)):
        judge = judge_like(population, number)
        both = federated.model_of(number), own
        together, alone = (judge.profit(one.predict, prices)[0] for one in both)
        found.append(together - alone)
        yield
    return tuple(found)


def over_populations(
    sides: Sequence[LabSettings], known: Populations = ()
) -> Iterator[Populations | None]:
    """Run labs in one population after the other, and yield what is known after each lab.

    It yields None where nothing new is known, but it may be broken off.

    Parameters
    ----------
    sides : labs that are compared; the first one's seed says which populations, and of it is asked
        who gains
    known : of the first populations, if one goes on

    Examples
    --------
    >>> small = LabSettings.of(factories=2, failures=1, rounds=1, hidden=0)
    >>> *_, known = filter(None, over_populations([small, small.but(rounds=2)]))
    >>> len(known), len(known[0]), known[0][0].alone == known[0][1].alone
    (8, 2, True)
    """
    for seed in seeds(sides[0].population.seed)[len(known) :]:
        found: tuple[LabResult, ...] = ()
        for side in sides:
            result = yield from pieces(side.but(seed=seed), gains=not found)
            found = (*found, result)
            if len(found) == len(sides):
                known = (*known, found)
            yield known


COMPARED: Jobs[tuple[LabSettings, ...], Populations] = Jobs(most=24)
"""Of this process, numbers alone. They take turns after each lab, and one that nobody looks at is
broken off: it goes on from what is known."""


def compare(
    sides: Sequence[LabSettings],
    viewer: str,
    jobs: Jobs[tuple[LabSettings, ...], Populations] = COMPARED,
) -> Populations:
    """Return what is known of labs in many populations, and have more computed while one looks.

    Raises
    ------
    LabError
        If one of the labs cannot be run to its end.
    """
    key = tuple(sides)

    def steps() -> Iterator[Populations | None]:
        before = jobs.peek(key)
        return over_populations(key, (before and before.latest) or ())

    try:
        return jobs.look(key, steps, viewer).latest or ()
    except Exception as problem:
        raise LabError(BROKE_OFF, problem=problem) from problem


def leave(viewer: str) -> None:
    """Stop what is computed for a viewer alone: a lever has moved."""
    COMPARED.leave(viewer)
