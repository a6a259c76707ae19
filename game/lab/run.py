"""What a lab computes, one piece after the other, each yielded as soon as it is there."""

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from operator import attrgetter

import numpy as np

from game.jobs import Job, Jobs
from game.lab.earnings import earning
from game.lab.lifetimes import age_policy, share
from game.lab.population import DrawnPopulation, draw, judge_like, probe
from game.lab.progress import Central, Gain, Joined, Progress
from game.lab.settings import BROKE_OFF, LabSettings
from game.rules.errors import LabError
from game.rules.scenario import DEFAULT, Economics
from models.features import Forecast
from models.federated.client import Client, InProcess
from models.federated.contribution import leave_one_out
from models.federated.exact import ExactFederation, federate_exactly
from models.federated.server import TrainingSettings
from models.federated.simulation.baselines import train_centralised
from models.federated.simulation.evaluation import HeldOutEngines
from models.federated.simulation.run import Snapshot, run
from models.rul import train_local


def stages(settings: LabSettings, prices: Economics = DEFAULT.economics) -> Iterator[Progress]:
    """Run a lab, and yield how far it is after every stage of a round.

    Parameters
    ----------
    prices : that profits are counted in, where services are ordered as far ahead as the settings
        say

    Examples
    --------
    >>> *_, last = stages(LabSettings.of(factories=2, rounds=1))
    >>> last.rounds, len(last.records), len(last.gains), last.finished
    (1, 3, 2, True)
    """
    drawn, prices = draw(settings.population), replace(prices, lead=settings.lead)
    progress = Progress(settings, factories=drawn.factories)
    yield progress
    if settings.shared == "lifetimes":
        progress = yield from _gains(progress, drawn, None, prices)
        yield replace(progress, finished=True)
        return
    progress, federated = yield from _rounds(progress, drawn, prices)
    progress = yield from _gains(progress, drawn, federated, prices)
    together = InProcess([Client(data) for data in drawn.clients[:-1]])
    exact = federate_exactly(together, TrainingSettings().strength)
    progress = replace(progress, worth=_worth(exact, drawn.judge, prices))
    yield progress
    joining = _joining(progress, exact, drawn.judge, prices)
    yield replace(progress, joining=joining, finished=True)


def _rounds(
    progress: Progress, drawn: DrawnPopulation, prices: Economics
) -> Generator[Progress, None, tuple[Progress, Snapshot]]:
    """Train the federation, and count what its models earn; returns the last ones too."""
    settings, judge, clients = progress.settings, drawn.judge, drawn.clients
    experiment, population = settings.experiment, settings.population
    seed = population.seed
    snapshots = run(
        experiment,
        clients,
        judge,
        seed=seed,
        outsider=population.factories,
        probe=probe(population),
    )
    opening = next(snapshots)
    progress = replace(progress, records=(opening.record,))
    yield progress
    armed = judge.with_trigger() if experiment.has_backdoor else None
    # What somebody waits for is the first round: all that can follow it does.
    central = train_centralised(clients[:-1], experiment.training, opening.weights, seed)
    for snapshot in snapshots:
        record = snapshot.record
        progress = replace(progress, records=(*progress.records, record))
        yield progress
        if record.stage == "trained":
            continue
        finished = (opening, snapshot) if record.number == 1 else (snapshot,)
        earnings = tuple(earning(whole, judge, armed, prices) for whole in finished)
        progress = replace(progress, earnings=(*progress.earnings, *earnings))
        if record.number == 1:
            naive, _ = judge.profit(lambda table: np.full(len(table), opening.level), prices)
            progress = replace(progress, naive_profit=naive)
        yield progress
        for _ in finished:
            score = Central(*judge.score(next(central).predict, prices))
            progress = replace(progress, centrals=(*progress.centrals, score))
    return progress, snapshot


def _gains(
    progress: Progress, drawn: DrawnPopulation, federated: Snapshot | None, prices: Economics
) -> Generator[Progress, None, Progress]:
    """Compare what each factory earns alone, by schedules and with the federated model if any."""
    pool = share(drawn.lifetimes, prices)
    progress = replace(progress, pool=pool)
    yield progress
    for number, histories in enumerate(drawn.histories[:-1]):
        like_its_own = judge_like(progress.settings.population, number)
        alone = train_local(histories).predict
        own_alone = like_its_own.score(alone, prices)
        if federated is not None:
            shared = federated.model_of(number).predict
            everywhere = progress.earnings[-1].profit  # of one model for all
            if federated.personal:
                everywhere, _ = drawn.judge.profit(shared, prices)
            alone_scores = drawn.judge.score(alone, prices)
            own = like_its_own.score(shared, prices)
            gain = Gain(number, *alone_scores, everywhere, *own, *own_alone)
            progress = replace(progress, gains=(*progress.gains, gain))
        lived, judged = histories.lifetimes, like_its_own.lifetimes
        policy = age_policy(number, lived, pool, judged, own_alone[1], prices)
        progress = replace(progress, age_policies=(*progress.age_policies, policy))
        yield progress
    return progress


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
        raise LabError(BROKE_OFF, problem=problem) from problem
    return job.latest or Progress(settings)


def begin(settings: LabSettings, viewer: str) -> None:
    """Have a lab run from now on, for a viewer who will look at it in a moment."""
    LABS.begin(settings, partial(stages, settings), viewer)


def _joining(
    progress: Progress, federation: ExactFederation, judge: HeldOutEngines, prices: Economics
) -> Mapping[str, tuple[Joined, ...]]:
    """Let the factories join one after the other, in each order."""
    worth = progress.worth or {}
    population = progress.settings.population
    numbers = range(population.factories)
    shuffled = np.random.default_rng([population.seed, 3]).permutation(len(numbers)).tolist()
    orders = {
        "shuffled": shuffled,
        "number": list(numbers),
        "worth": sorted(numbers, key=lambda number: -worth[number]),
    }
    return {
        name: tuple(
            Joined(number, *judge.score(model.predict, prices))
            for number, model in zip(order, federation.growing(order), strict=True)
        )
        for name, order in orders.items()
    }


def _worth(
    federation: ExactFederation, judge: HeldOutEngines, prices: Economics
) -> Mapping[int, float]:
    @lru_cache(maxsize=1)  # what one forecast loses is asked for every other client
    def lost(forecast: Forecast) -> float:
        return -judge.profit(forecast, prices)[0]

    return leave_one_out(federation, lambda _, forecast: lost(forecast))
