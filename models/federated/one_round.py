"""A federation that is done in one round: the ridge on random Fourier features of a match.

Sums of rows are all that it needs, and a factory that joins adds its own: what the others have told
stays as it is, since everybody measures by the ruler that the federation had before.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property, reduce
from operator import add

import numpy as np

from data.trajectories import ROW_BYTES
from models.alarms import EVERY_THRESHOLD, PriceList, Prices, ThresholdRule, ThresholdScores
from models.band import SHAPE
from models.features import FourierFeatures, IntArray, Scale
from models.federated.aggregation import ClientUpdate
from models.federated.exact import SufficientStatistics, ask_sums
from models.federated.messages import (
    Clients,
    Meter,
    Setup,
    ThresholdQuestion,
    model_of,
    scores_from_bytes,
    summed,
)
from models.federated.residuals import FOLDS, ask_residuals, counts_to_bytes
from models.federated.server import Server
from models.rul import RUL_CAP, RulModel

FOURIER, STRENGTH = FourierFeatures(600, 0.8), 1.0
"""Random features of a match's engines, and the ridge penalty."""

Judge = tuple[tuple[int, ...], ClientUpdate]
"""Clients, and the model by which they judge alarms."""


@dataclass(frozen=True, eq=False)
class OneRound:
    """What a federation has learned in one round, and what it takes to join it.

    Attributes
    ----------
    setup : the ruler and the random features, as every client was told
    sums : of everybody's rows
    strength : ridge penalty
    scores : what each of ``EVERY_THRESHOLD`` would have earned on everybody's engines, each judged
        by a model that has not seen it
    clients : that took part
    residuals : what the same models miss by, ``models.band.SHAPE``; None where nobody asked
    judges : each fold's clients, and what the others have learned, by which they judge alarms
    bytes_moved : all messages of this training, both ways, as masks ask for them: everybody's sums
        travel again when one joins
    """

    setup: Setup
    sums: SufficientStatistics
    strength: float
    scores: ThresholdScores
    clients: int
    bytes_moved: int
    residuals: IntArray | None = None
    judges: tuple[Judge, ...] = ()

    @cached_property
    def model(self) -> RulModel:
        """The ridge on everybody's rows."""
        return model_of(self.setup, _solved(self.sums, self.strength))

    @property
    def raw_bytes(self) -> int:
        """Size of the sensor histories that stayed at home."""
        return self.sums.rows * ROW_BYTES

    def threshold(self, rule: ThresholdRule) -> int:
        """Return the alarm threshold that a rule makes of the scores, cycles."""
        tried = np.searchsorted(EVERY_THRESHOLD, rule.grid)
        return rule.choose(ThresholdScores(self.scores.reward[tried], self.scores.time[tried]))


def federate_in_one_round(
    clients: Clients,
    prices: Prices,
    fourier: FourierFeatures = FOURIER,
    strength: float = STRENGTH,
    *,
    banded: bool = False,
) -> OneRound:
    """Solve the ridge regression of all clients' rows, and let them judge alarms.

    Clients are dealt to folds in turn. The server needs the sum of each fold and of all, and no
    client's own, so that masks could hide those.

    Parameters
    ----------
    clients : in any order, which changes nothing
    prices : that the recommended threshold is to make the most of
    banded : clients also count what forecasts miss by

    Examples
    --------
    >>> from data.simulator import simulate
    >>> from models.alarms import careful_rule
    >>> from models.federated.client import InProcess
    >>> fleet = simulate(np.arange(20), seed=1, fan_share=0.2)
    >>> clients = InProcess.of_each([fleet.select(np.arange(4) + 4 * i) for i in range(5)])
    >>> learned = federate_in_one_round(clients, PriceList(300, 10_000, 20, 60_000, 60, lead=40))
    >>> learned.clients, 60 < learned.threshold(careful_rule(20)) < 100
    (5, True)
    """
    meter = Meter(clients)
    server = Server(meter, {"fourier": asdict(fourier)})
    setup, answers = server.setup, ask_sums(meter, server)
    everybody = tuple(answers)
    folds = [everybody[first::FOLDS] for first in range(min(FOLDS, len(everybody)))]
    parts = [reduce(add, (answers[client_id] for client_id in fold)) for fold in folds]
    sums = summed("exact", parts)
    seen = [sums - part for part in parts] if len(folds) > 1 else parts
    judges = tuple(zip(folds, (_solved(others, strength) for others in seen), strict=True))
    scores = _judged(meter, judges, prices)
    residuals = None
    if banded:
        residuals = np.zeros(SHAPE, np.int64)
        # A single client is no fold: its own rows would be judged by what they have taught.
        for fold, learned in judges if len(folds) > 1 else ():
            residuals += ask_residuals(meter, fold, model_of(setup, learned))
    return OneRound(
        setup, sums, strength, scores, len(everybody), meter.bytes_moved, residuals, judges
    )


def judged_anew(federation: OneRound, clients: Clients, prices: Prices) -> OneRound:
    """Let the clients of a federation judge its alarms at other prices.

    Parameters
    ----------
    clients : those who have been summed up in it, or others with their rows
    """
    told = federation.setup.to_bytes()
    clients.answer("setup", dict.fromkeys(clients.client_ids, told))
    scores = _judged(clients, federation.judges, prices)
    return replace(federation, scores=scores)


def join_one_round(federation: OneRound, clients: Clients, prices: Prices) -> OneRound:
    """Let clients join a federation: their sums are added, and they judge alarms by its model.

    Parameters
    ----------
    federation : whose ruler and random features they take
    clients : the new ones alone
    """
    meter = Meter(clients)
    ruler = Scale(federation.setup.mean, federation.setup.scale)
    server = Server(meter, federation.setup.training, public=ruler)
    answers = ask_sums(meter, server)
    members_again = federation.clients * len(federation.sums.to_bytes())
    residuals = federation.residuals
    if residuals is not None:
        members_again += federation.clients * len(counts_to_bytes(residuals))
        residuals = residuals + ask_residuals(meter, server.client_ids, federation.model)
    newcomers = tuple(answers), _solved(federation.sums, federation.strength)
    scores = _judged(meter, [newcomers], prices)
    return OneRound(
        federation.setup,
        reduce(add, answers.values(), federation.sums),
        federation.strength,
        federation.scores + scores,
        federation.clients + len(answers),
        meter.bytes_moved + members_again,
        residuals,
    )


def _solved(sums: SufficientStatistics, strength: float) -> ClientUpdate:
    """Return the ridge of some sums, in units of ``RUL_CAP`` as weights travel."""
    coefficients, intercept = sums.ridge(strength)
    return ClientUpdate(coefficients / RUL_CAP, intercept / RUL_CAP, sums.rows)


def _judged(clients: Clients, judges: Iterable[Judge], prices: Prices) -> ThresholdScores:
    """Ask clients what each threshold would have earned them with the model they judge by."""
    scores: list[ThresholdScores] = []
    for asked, weights in judges:
        question = ThresholdQuestion(weights, PriceList.of(prices), EVERY_THRESHOLD).to_bytes()
        answers = clients.answer("score", dict.fromkeys(asked, question))
        if answers:  # else a fold is silent
            told = (scores_from_bytes(answers[number]) for number in sorted(answers))
            scores.append(reduce(add, told))
    return summed("score", scores)
