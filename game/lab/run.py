"""What a lab computes, one piece after the other, each told as soon as it is there."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from operator import attrgetter

import numpy as np

from data.trajectories import Trajectories
from game.jobs import Job, Jobs
from game.lab import population as lab_world
from game.lab.lifetimes import schedule, share
from game.lab.progress import Central, Earning, Gain, Joined, Progress
from game.lab.settings import LabSettings
from game.rules.errors import LabError
from game.rules.scenario import DEFAULT, Economics
from models.features import RealArray
from models.federated.client import Client, ClientData, InProcess
from models.federated.contribution import leave_one_out
from models.federated.exact import ExactFederation, federate_exactly
from models.federated.server import TrainingSettings
from models.federated.simulation.baselines import train_centralised
from models.federated.simulation.evaluation import HeldOutEngines
from models.federated.simulation.run import Snapshot, run
from models.rul import train_local


def stages(settings: LabSettings, prices: Economics = DEFAULT.economics) -> Iterator[Progress]:
    """Run a lab, and tell how far it is after every stage of a round.

    Parameters
    ----------
    prices : that profits are counted in

    Examples
    --------
    >>> *_, last = stages(LabSettings.of(factories=2, rounds=1))
    >>> last.rounds, len(last.records), len(last.gains), last.finished
    (1, 3, 2, True)
    """
    population, experiment = settings.population, settings.experiment
    world = lab_world.world(population)
    drawn, judge, clients = world.histories, world.judge, world.clients
    lifetimes = [histories.lifetimes for histories in drawn[:-1]]
    known = Progress(settings, factories=world.factories)
    yield known
    if settings.shared == "lifetimes":
        pool = share(lifetimes, prices)
        known = replace(known, pool=pool)
        for number, histories in enumerate(drawn[:-1]):
            own = lab_world.judge_like(population, number)
            local_profit, _ = own.profit(train_local(histories).predict, prices)
            plan = schedule(number, histories.lifetimes, pool, own.lifetimes, local_profit, prices)
            known = replace(known, schedules=(*known.schedules, plan))
            yield known
        yield replace(known, finished=True)
        return
    seed = population.seed
    snapshots = run(experiment, clients, judge, seed=seed, outsider=population.factories)
    opening = next(snapshots)
    known = replace(known, records=(opening.record,))
    yield known
    # What somebody waits for is the first round: all that can follow it does.
    central = train_centralised(clients[:-1], experiment.training, opening.weights, seed)
    for snapshot in snapshots:
        record = snapshot.record
        known = replace(known, records=(*known.records, record))
        yield known
        if record.stage == "trained":
            continue
        rounds = (opening, snapshot) if record.number == 1 else (snapshot,)
        for whole in rounds:
            known = replace(known, earnings=(*known.earnings, _earning(whole, judge, prices)))
        if record.number == 1:
            naive, _ = judge.profit(partial(_always, opening.level), prices)
            known = replace(known, naive_profit=naive)
        yield known
        for _ in rounds:
            score = Central(*judge.score(next(central).predict, prices))
            known = replace(known, centrals=(*known.centrals, score))
    pool = share(lifetimes, prices)
    known = replace(known, pool=pool)
    yield known
    for number, histories in enumerate(drawn[:-1]):
        own = lab_world.judge_like(population, number)
        gain = _gain(number, histories, judge, own, snapshot.model.predict, prices)
        plan = schedule(
            number, histories.lifetimes, pool, own.lifetimes, gain.own_alone_profit, prices
        )
        known = replace(known, gains=(*known.gains, gain), schedules=(*known.schedules, plan))
        yield known
    exact = _exactly(clients[:-1])
    known = replace(known, worth=_worth(exact, judge, prices))
    yield known
    yield replace(known, joining=_joining(known, exact, judge, prices), finished=True)


LABS: Jobs[LabSettings, Progress] = Jobs(most=24, at_once=os.cpu_count() or 1, rests=False)
"""Of this process, some 0.5 MB each once they are done; see ``docs/adr/0008-how-the-lab-runs.md``.
They do not rest: a lab that waits would hold its engines and models in memory."""


def watch(
    settings: LabSettings,
    viewer: str,
    wait: float = 0.0,
    until: Callable[[Progress], bool] = attrgetter("started"),
    labs: Jobs[LabSettings, Progress] = LABS,
) -> Progress:
    """Return how far a lab is, and have it run as long as this viewer asks for no other one.

    Parameters
    ----------
    viewer : any name of one's own, for example of a browser tab
    wait : the longest wait for something to look at, s
    until : whether it is there

    Raises
    ------
    LabError
        If the lab cannot be run to its end.

    Examples
    --------
    >>> watch(LabSettings.of(factories=2, rounds=1), "me", wait=60).started
    True
    """

    def is_there(job: Job[Progress]) -> bool:
        return job.latest is not None and until(job.latest)

    try:
        job = labs.look(settings, partial(stages, settings), viewer, wait=wait, until=is_there)
    except Exception as problem:
        raise LabError(
            "This lab broke off ({problem}): change a lever.", problem=problem
        ) from problem
    return job.latest or Progress(settings)


def begin(settings: LabSettings, viewer: str) -> None:
    """Have a lab run from now on, for a viewer who will look at it in a moment."""
    LABS.begin(settings, partial(stages, settings), viewer)


def _earning(snapshot: Snapshot, judge: HeldOutEngines, prices: Economics) -> Earning:
    if snapshot.outsider is None:
        raise RuntimeError("a lab without an outsider")
    profit, threshold = judge.profit(snapshot.model.predict, prices)
    outsider_profit, _ = judge.profit(snapshot.outsider.predict, prices)
    return Earning(profit, threshold, outsider_profit)


def _exactly(clients: Sequence[ClientData]) -> ExactFederation:
    together = InProcess([Client(data) for data in clients])
    return federate_exactly(together, TrainingSettings().strength)


def _joining(
    known: Progress, federation: ExactFederation, judge: HeldOutEngines, prices: Economics
) -> Mapping[str, tuple[Joined, ...]]:
    """Let the factories join one after the other, in each order."""
    worth = known.worth or {}
    population = known.settings.population
    numbers = range(population.factories)
    shuffled = np.random.default_rng([population.seed, 3]).permutation(len(numbers)).tolist()
    orders = {
        "shuffled": shuffled,
        "number": list(numbers),
        "worth": sorted(numbers, key=lambda one: -worth[one]),
    }
    return {
        name: tuple(
            Joined(one, *judge.score(model.predict, prices))
            for one, model in zip(order, federation.growing(order), strict=True)
        )
        for name, order in orders.items()
    }


def _worth(
    federation: ExactFederation, judge: HeldOutEngines, prices: Economics
) -> Mapping[int, float]:
    @lru_cache(maxsize=1)  # what one forecast loses is asked for every other client
    def lost(forecast: Callable[[RealArray], RealArray]) -> float:
        return -judge.profit(forecast, prices)[0]

    return leave_one_out(federation, lambda _, forecast: lost(forecast))


def _always(level: float, table: RealArray) -> RealArray:
    return np.full(len(table), level)


def _gain(
    number: int,
    histories: Trajectories,
    judge: HeldOutEngines,
    like_its_own: HeldOutEngines,
    federated: Callable[[RealArray], RealArray],
    prices: Economics,
) -> Gain:
    alone = train_local(histories)
    alone_error, alone_profit = judge.score(alone.predict, prices)
    own_error, own_profit = like_its_own.score(federated, prices)
    own_alone_error, own_alone_profit = like_its_own.score(alone.predict, prices)
    return Gain(
        number, alone_error, alone_profit, own_error, own_profit, own_alone_error, own_alone_profit
    )
