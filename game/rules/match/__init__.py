"""A match: a state, a transition, and what happens at a boundary."""

from game.rules.match.boundary import advice_of, at_lead, next_engines
from game.rules.match.state import (
    FactoryHistory,
    FactoryState,
    Forecaster,
    Match,
    MatchState,
    Seat,
    Streams,
    Trainer,
    World,
    advance,
    last_cycle,
    match_of,
    play_factory,
    replay,
    seats_of,
    start,
)

__all__ = [
    "FactoryHistory",
    "FactoryState",
    "Forecaster",
    "Match",
    "MatchState",
    "Seat",
    "Streams",
    "Trainer",
    "World",
    "advance",
    "advice_of",
    "at_lead",
    "last_cycle",
    "match_of",
    "next_engines",
    "play_factory",
    "replay",
    "seats_of",
    "start",
]
