"""Who plays in a comparison: every strategy, and where it pays the federation's other family."""

from dataclasses import replace

from game.fleet.engines import Fleet
from game.fleet.forecasters import family_trainer, world_of
from game.rules.match import World
from game.rules.scenario import Scenario
from game.rules.strategies import STRATEGIES, StrategyKind
from game.text.marking import mark

FOURIER = "fourier"
"""A federation that trains a ridge on random Fourier features: no strategy, but a row."""

_PLAYED_AS = {FOURIER: "federated"}


def contestants(scenario: Scenario) -> tuple[str, ...]:
    """Return the rows of a comparison, but for the oracle.

    Where services are ordered ahead a better forecast pays, so the federation's other family of
    models has a row of its own.

    Examples
    --------
    >>> from game.rules.scenario import DEFAULT, Economics
    >>> contestants(DEFAULT)
    ('corrective', 'preventive', 'local', 'federated')
    >>> contestants(replace(DEFAULT, economics=Economics(lead=40)))[-1]
    'fourier'
    """
    return (*STRATEGIES, FOURIER) if scenario.economics.lead else tuple(STRATEGIES)


def strategy_of(row: str) -> str:
    """Return the strategy that a row follows.

    Examples
    --------
    >>> strategy_of("local"), strategy_of("fourier")
    ('local', 'federated')
    """
    return _PLAYED_AS.get(row, row)


def kind_of(row: str) -> StrategyKind:
    """Return what is known of a row: of the strategy, under a name of its own.

    Examples
    --------
    >>> kind_of("fourier").title
    'Federated Fourier ridge'
    """
    kind = STRATEGIES[strategy_of(row)]
    if row != FOURIER:
        return kind
    return replace(
        kind,
        name=row,
        title=mark("Federated Fourier ridge"),
        short=mark("Fourier"),
        phrase=mark("the federated Fourier ridge"),
        colour="text",
        shape="star",
        dash="longdash",
    )


def world_for(row: str, fleet: Fleet) -> World:
    """Return the world of a row: its federation trains the family of models that the row names."""
    world = world_of(fleet)
    if row != FOURIER:
        return world
    return replace(world, trainers={**world.trainers, "federated": family_trainer(fleet, row)})
