"""What a factory can make of four failures of its own: every recipe that was tried, on factories
that no reported figure plays, and what recommended settings earn at other prices.

``python -m benchmarks own_models`` takes four minutes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.simulator import is_fan
from data.trajectories import Trajectories
from game.evidence.where_it_pays import PRICES
from game.fleet.engines import SimulatedFleet
from game.fleet.own_model import RECIPES, own_model
from game.rules.scenario import DEFAULT, Economics, Scenario
from models.alarms import score_thresholds
from models.features import FEATURE_NAMES, RealArray, Scale, features
from models.public_scale import public_scale
from models.rul import RulModel, train_local

SEED, FACTORIES, ENGINES_PER_SLOT = 424_242, 120, 16
"""Of the tuning; the reported worlds come from other seeds."""

THRESHOLDS = np.arange(1, 126)
LEADS = (20, 40, 60)
STRENGTHS = (300.0, 1_000.0, 3_000.0, 10_000.0)

Train = Callable[[Trajectories], RulModel]


@dataclass(frozen=True, eq=False)
class Factory:
    """A factory with what it knows, and engines to judge its models by."""

    archive: Trajectories
    fans_seen: int
    table: RealArray  # features of the engines it will run
    offsets: npt.NDArray[np.int64]
    lifetimes: npt.NDArray[np.int64]

    def rates(self, model: RulModel, scenario: Scenario = DEFAULT) -> RealArray:
        """Return thousand dollars per slot and 1,000 cycles at each threshold."""
        return score_thresholds(
            model.predict(self.table), self.offsets, self.lifetimes, scenario.economics, THRESHOLDS
        ).rates


def factories() -> Iterator[Factory]:
    """Draw the factories of the tuning."""
    for number in range(FACTORIES):
        seed = int(np.random.SeedSequence([SEED, number]).generate_state(1)[0])
        fleet = SimulatedFleet(DEFAULT, seed)
        archive = np.array(fleet.archive(0), np.int64)
        played = np.concatenate([fleet.ids(0, slot, 0, ENGINES_PER_SLOT) for slot in range(4)])
        engines = fleet.histories(played)
        fans = int(is_fan(archive, seed, DEFAULT.fan_share).sum())
        yield Factory(
            fleet.histories(archive), fans, features(engines), engines.offsets, engines.lifetimes
        )


def recipes() -> dict[str, Train]:
    """Return everything that was tried, by what it is."""
    mean, scale = (column[: len(FEATURE_NAMES)] for column in public_scale())
    kinds = {kind: np.array([kind in name for name in FEATURE_NAMES]) for kind in (" mean ", "age")}
    scales: dict[str, Scale | None] = {
        "own scale": None,
        "public scale": Scale(mean, scale),
        "public scale, changes": Scale(mean, np.where(kinds[" mean "], np.inf, scale)),
        "public scale, changes but age": Scale(
            mean, np.where(kinds[" mean "] | kinds["age"], np.inf, scale)
        ),
    }

    def train(strength: float, scale: Scale | None) -> Train:
        return lambda archive: train_local(archive, strength, scale)

    return {
        f"{name}, penalty {strength:,.0f}": train(strength, scale)
        for name, scale in scales.items()
        for strength in STRENGTHS
    }


def tried(known: Sequence[Factory]) -> list[tuple[str, str]]:
    """Return what each recipe earns at the threshold that was best for all factories together."""
    blind = np.array([factory.fans_seen == 0 for factory in known])
    rows = []
    for label, train in recipes().items():
        rates = np.array([factory.rates(train(factory.archive)) for factory in known])
        best = int(rates.mean(axis=0).argmax())
        each = rates[:, best]
        rows.append(
            (
                label,
                f"{each.mean():.1f} at {THRESHOLDS[best]}; no fan seen {each[blind].mean():.1f}, "
                f"fans seen {each[~blind].mean():.1f}, p10 {np.percentile(each, 10):.1f}",
            )
        )
    return rows


def at_prices(known: Sequence[Factory]) -> list[tuple[str, str]]:
    """Return what recommended settings earn at other prices, beside the best in hindsight."""
    rows = []
    for recipe in RECIPES:
        for name, economics in PRICES.items():
            scenario = replace(DEFAULT, local_model=recipe, economics=economics)
            rates = np.array([_rates(factory, scenario) for factory in known])
            usual, priced = (
                _recommended(known, replace(scenario, advice=way), rates)
                for way in ("usual", "prices")
            )
            best = rates.mean(axis=0).max()
            rows.append(
                (
                    f"{recipe}, {name}",
                    f"usual {usual:.1f}, by prices {priced:.1f}, best in hindsight {best:.1f}",
                )
            )
    return rows


def ordered_ahead(known: Sequence[Factory]) -> Iterator[tuple[str, str]]:
    """Yield what recommended settings earn where services are ordered ahead, beside the best."""
    for recipe in RECIPES:
        for lead in LEADS:
            scenario = replace(DEFAULT, local_model=recipe, economics=Economics(lead=lead))
            models = [own_model(scenario, factory.archive) for factory in known]
            rates = np.array(
                [
                    factory.rates(own.model, scenario)
                    for factory, own in zip(known, models, strict=True)
                ]
            )
            settings = np.array([own.threshold for own in models])
            earned = rates[np.arange(len(known)), settings - 1].mean()
            best = int(rates.mean(axis=0).argmax())
            yield (
                f"{recipe}, ordered {lead} cycles ahead",
                f"recommended {earned:.1f} at {np.median(settings):.0f}, "
                f"best in hindsight {rates[:, best].mean():.1f} at {THRESHOLDS[best]}",
            )


def _rates(factory: Factory, scenario: Scenario) -> RealArray:
    return factory.rates(own_model(scenario, factory.archive).model, scenario)


def _recommended(known: Sequence[Factory], scenario: Scenario, rates: RealArray) -> float:
    settings = [own_model(scenario, factory.archive).threshold for factory in known]
    earned = [line[setting - 1] for line, setting in zip(rates, settings, strict=True)]
    return float(np.mean(earned))


def rows() -> list[tuple[str, str]]:
    """Return labelled figures, thousand dollars per slot and 1,000 cycles."""
    known = list(factories())
    blind: Mapping[bool, int] = {
        seen: sum((factory.fans_seen > 0) == seen for factory in known) for seen in (False, True)
    }
    heading = ("factories without and with a fan failure", f"{blind[False]}, {blind[True]}")
    return [heading, *tried(known), *at_prices(known), *ordered_ahead(known)]
