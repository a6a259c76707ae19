"""Small worlds for the rules: engines with given lives, forecasters that need no model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from game.rules.decisions import Knowledge
from game.rules.match import Trainer, World
from game.rules.offers.terms import Terms
from game.rules.strategies import NO_FORECAST, IntArray, Tenths


@dataclass(frozen=True)
class GivenStreams:
    """Engine ``k`` of slot ``s`` has id ``1000 * s + k``; lives repeat a given cycle of numbers."""

    lives: tuple[tuple[int, ...], ...]  # per slot
    archived: tuple[int, ...] = (90_000, 90_001)

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        return 1_000_000 * slot + np.arange(first, first + count)

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        return np.array(
            [
                self.lives[0][0]
                if number in self.archived
                else self.lives[number // 1_000_000][
                    number % 1_000_000 % len(self.lives[number // 1_000_000])
                ]
                for number in engine_ids.tolist()
            ],
            np.int64,
        )

    def archive(self, factory: int) -> tuple[int, ...]:
        return self.archived


@dataclass(frozen=True)
class BiasedForecaster:
    """Knows the true RUL but for an error that depends on the engine and on what was learnt."""

    streams: GivenStreams
    error: int  # tenths of a cycle
    recommended: int

    def forecasts(self, engine_ids: IntArray) -> Tenths:
        lifetimes = self.streams.lifetimes(engine_ids)
        ages = np.arange(1, int(lifetimes.max()) + 1)
        wobble = (engine_ids[:, None] * 7919 + ages * self.error) % (2 * self.error + 1)
        tenths = 10 * (lifetimes[:, None] - ages) + wobble - self.error
        return np.where(ages <= lifetimes[:, None], tenths, NO_FORECAST).astype(np.int16)


def biased_trainer(streams: GivenStreams, recommended: int) -> Trainer:
    """Train forecasters whose error shrinks with the failures that their owner knows."""

    def train(knowledge: Knowledge, others: Sequence[Knowledge], terms: Terms) -> BiasedForecaster:
        known = {*knowledge.failed}.union(*(other.failed for other in others))
        told = recommended + 4 * terms.ruler + 2 * (terms.family == "fourier") + terms.noisy
        told += 7 * terms.records
        if terms.alliance is not None:
            told += terms.alliance.members + 3 * (terms.rule == "median") + 5 * terms.poisoned
        return BiasedForecaster(streams, 60 // (1 + len(known)), told + (terms.lead or 0))

    return train


def given_world(*lives: tuple[int, ...], archived: tuple[int, ...] = (90_000, 90_001)) -> World:
    streams = GivenStreams(lives, archived)
    return World(
        streams,
        {"local": biased_trainer(streams, 6), "federated": biased_trainer(streams, 3)},
    )
