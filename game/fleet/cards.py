"""What a training of many has changed: what the own and the shared model say of wear."""

from dataclasses import dataclass

import numpy as np

from data.faults import Fault
from game.fleet.blind_spot import Tally, tally
from game.fleet.engines import Fleet
from game.fleet.forecasters import LinearForecaster, local_forecaster
from game.jobs import Memo
from game.rules.match import Forecaster
from game.rules.offers.terms import Terms
from game.rules.strategies import IntArray

LEADS = tuple(range(96, -1, -8))
"""Cycles before an engine's end at which the models are asked."""

PROBED = 6
"""Engines worn out by each fault; no match of simulated ones comes to them."""

_BEYOND, _LOOKED_AT = 1 << 20, 64


@dataclass(frozen=True)
class TrainedCard:
    """A model as two lines, and what it rests on.

    Attributes
    ----------
    alone, together : cycles left that the own model so far and the shared one forecast on average,
        of engines whose compressor wears out at each of ``LEADS``, then of those whose fan does
    own : failures that the own model has seen, by fault
    others : the same of each other member
    """

    alone: tuple[int, ...]
    together: tuple[int, ...]
    own: Tally
    others: tuple[Tally, ...]

    def row(self) -> list[list[object]]:
        """Return it as plain JSON values, in this order."""
        members: list[object] = [[*one] for one in self.others]
        return [[*self.alone], [*self.together], [*self.own], members]


_cards: Memo[tuple[LinearForecaster, Forecaster | None, Terms], TrainedCard | None] = Memo(128)
"""Each holds on to two models, some 50 kB apiece."""


def trained_card(
    model: LinearForecaster, before: Forecaster | None, terms: Terms
) -> TrainedCard | None:
    """Return what a shared model has changed; None where nobody can tell faults apart.

    Parameters
    ----------
    before : the model that was in force; where that was none of the factory's own, the own model of
        the same moment stands for it
    terms : of the training
    """
    return _cards.recall((model, before, terms), lambda: _changed(model, before, terms))


def _changed(
    model: LinearForecaster, before: Forecaster | None, terms: Terms
) -> TrainedCard | None:
    own = before if isinstance(before, LinearForecaster) and not before.others else None
    if own is None:
        own = local_forecaster(model.fleet, model.own, terms)
    if own.model is None or model.model is None:
        return None
    taught, engines = tally(model.fleet, own.own), _probe(model.fleet)
    others = [tally(model.fleet, one) for one in model.others]
    if taught is None or engines is None or None in others:
        return None
    counted = tuple(one for one in others if one is not None)
    return TrainedCard(_line(own, engines), _line(model, engines), taught, counted)


def _probe(fleet: Fleet) -> IntArray | None:
    """Return engines far beyond those of any match, first those with worn compressors."""
    ids = fleet.ids(0, 0, _BEYOND, _LOOKED_AT)
    faults = fleet.faults(ids)
    found = [ids[faults == fault][:PROBED] for fault in (Fault.COMPRESSOR, Fault.FAN)]
    return None if min(map(len, found)) < PROBED else np.concatenate(found)


def _line(model: LinearForecaster, engines: IntArray) -> tuple[int, ...]:
    """Return the mean forecasts of both halves of some engines at ``LEADS``, whole cycles."""
    tenths = model.forecasts(engines)
    last = model.fleet.lifetimes(engines) - 1
    values = np.stack([tenths[np.arange(len(engines)), last - lead] for lead in LEADS], axis=1)
    means = values.reshape(2, PROBED, len(LEADS)).mean(axis=1) / 10
    return tuple(means.round().astype(int).ravel().tolist())
