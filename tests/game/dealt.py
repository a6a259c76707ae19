"""The engines of one game of a deal, as a match asks for them."""

from dataclasses import dataclass

import numpy as np

from game.rules.games import Deal
from game.rules.match import Streams
from game.rules.strategies import IntArray


@dataclass(frozen=True)
class DealtStreams:
    deal: Deal
    game: int
    world: Streams

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        engines = self.deal.engine_ids[self.deal.order[self.game, slot]]
        return engines[np.arange(first, first + count) % len(engines)]

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        return self.world.lifetimes(engine_ids)

    def archive(self, factory: int) -> tuple[int, ...]:
        return self.world.archive(factory)
