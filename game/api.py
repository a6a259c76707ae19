"""All that a page or the command line may ask for."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.cmapss import SUBSETS, write_in_parts
from data.simulator import PROFILES, is_fan, lifetimes, simulate
from data.trajectories import Trajectories
from game.campaign.chapters import BY_SCENARIO
from game.campaign.stars import Verdict, by_ages, by_quality
from game.evidence.players import Written, play_by
from game.fleet.cmapss import MatchFleet, RealFleet, fleet_of, folder_of, real_fleet
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import TrainingFacts, facts_of, first_advice, world_of
from game.live.answering.desk import heard
from game.review.own_prices import AtOwnPrices, OwnPrices, at_own_prices
from game.review.review import FIRST_REDRAWS, MOST_REDRAWS, Review, refine, weigh_alike
from game.rules.custom_scenario import scenario_named
from game.rules.decisions import Decision, Move
from game.rules.economics import age_rewards, best_age, long_run
from game.rules.errors import EngineSourceError, GameError, check_known, check_whole
from game.rules.links import decode
from game.rules.match import replay
from game.rules.report import Report, factory_names, report
from game.rules.scenario import SCENARIOS, SIMULATED, Scenario, check_seed, with_cycles
from game.rules.strategies import STRATEGIES, check_setting
from game.text.marking import mark

_NO_COUNT = mark("A file holds {low} to {high} engines, got {got}: choose between.")
_UNKNOWN_PROFILE = mark("No profile is named {got}: choose from {choices}.")

MOST_ENGINES = 100_000
"""In one file."""

_AT_ONCE = 500  # engines, of some 5 MB

_PROSPECT_ENGINES = 960

LONGEST_REVIEW = 20_000
"""Cycles of a match that is reviewed; more would take minutes."""


def climb(strategy: str, setting: int | None = None) -> tuple[Decision, ...]:
    """Return the decisions of a factory that climbs the ladder and stops at a strategy.

    Raises
    ------
    DecisionError
        An unknown strategy, or one that does not take this setting.

    Examples
    --------
    >>> [decision.strategy for decision in climb("local", 40)]
    ['preventive', 'local']
    """
    check_setting(strategy, setting)
    names = list(STRATEGIES)
    rungs = names[1 : names.index(strategy) + 1]
    return tuple(Decision(0, rung, setting if rung == strategy else None) for rung in rungs)


def play(
    scenario: Scenario | str = "classic",
    seed: int = 0,
    decisions: Sequence[Move] = (),
    *,
    cycles: int | None = None,
    engines: str | None = None,
) -> Report:
    """Play a match to its end and return what came of it.

    The same arguments always give the same report.

    Parameters
    ----------
    scenario : a scenario, or the name of one
    seed : 0 to 4,294,967,295; with the scenario it decides every engine
    decisions : yours; the rivals climb as the scenario says
    cycles : play exactly so many, 1 to 100,000, whoever reaches the finish line before
    engines : those of the scenario if None; "simulated", "cmapss:SUBSET" for NASA's files that
        were fetched, or "cmapss:DIR:SUBSET" for a folder with them

    Raises
    ------
    GameError
        Anything the rules refuse, in one sentence.

    Examples
    --------
    >>> final = play("classic", seed=7, decisions=climb("preventive"), cycles=1000)
    >>> final.cycles, final.factories[0].strategy
    (1000, 'preventive')
    """
    rules = scenario if isinstance(scenario, Scenario) else scenario_named(scenario)
    if cycles is not None:
        rules = with_cycles(rules, cycles)
    fleet = _fleet_of(rules, check_seed(seed), engines)
    return _told(rules, fleet, decisions, cycles is not None)


def _told(rules: Scenario, fleet: MatchFleet, decisions: Sequence[Move], keeps: bool) -> Report:
    """Play a match on engines, offers and events as a fleet has them, and report it."""
    world, seed = world_of(fleet), fleet.seed
    match = replay(rules, decisions, world, keep_playing=keeps)
    return report(match, world, seed, factory_names(seed, rules.factories), fleet.note)


def _fleet_of(scenario: Scenario, seed: int, engines: str | None) -> MatchFleet:
    if engines is None:
        return fleet_of(scenario, seed)
    if engines == SIMULATED:
        return SimulatedFleet(scenario, seed)
    source, _, place = str(engines).partition(":")
    directory, _, subset = place.rpartition(":")
    if source != "cmapss" or not (subset in SUBSETS or (directory and subset)):
        raise EngineSourceError(
            "Engines are 'simulated', 'cmapss:SUBSET' or 'cmapss:DIR:SUBSET', got {engines}: "
            "choose one.",
            engines=repr(engines),
        )
    return real_fleet(scenario, seed, Path(directory) if directory else folder_of(subset), subset)


def write_engines(
    count: int, seed: int, profile: str, out: Path,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:  # fmt: skip
    """Write simulated engines to a file in the format of NASA's C-MAPSS files.

    Parameters
    ----------
    on_progress : is told how many engines are written, and of how many

    Returns
    -------
    rows written

    Raises
    ------
    GameError
        An impossible count, seed or profile, or a file that cannot be written.
    """
    check_whole(count, 1, MOST_ENGINES, GameError, _NO_COUNT)
    check_known(profile, PROFILES, GameError, _UNKNOWN_PROFILE)
    check_seed(seed)

    def parts() -> Iterator[Trajectories]:
        for first in range(0, count, _AT_ONCE):
            numbers = np.arange(first, min(first + _AT_ONCE, count))
            yield simulate(numbers, seed, PROFILES[profile])
            on_progress(int(numbers[-1]) + 1, count)

    return write_in_parts(parts(), out)


def replay_link(text: str, cycles: int | None = None) -> Report:
    """Play a link's match to its end, or exactly so many cycles of it, and return its report.

    Its first cycles are those of the whole match, as a board or a wall shows them: offers and
    events come when they come there. (``play`` with ``cycles`` is a match of that length.)

    Raises
    ------
    GameError
        No link of ours, or what the rules refuse.

    Examples
    --------
    >>> replay_link("1-default-7-0p", cycles=500).factories[0].strategy
    'preventive'
    """
    link = decode(text)
    rules = scenario_named(link.scenario)
    far = rules if cycles is None else with_cycles(rules, cycles)
    return _told(far, fleet_of(rules, link.seed), link.decisions, cycles is not None)


def review_link(text: str, cycles: int | None = None) -> Iterator[Review]:
    """Return reviews of a link's match, each with more to say than the one before.

    Parameters
    ----------
    cycles : that were played; where the match ends by its rules if None

    Raises
    ------
    GameError
        No link of ours, or what the rules refuse.

    Examples
    --------
    >>> next(review_link("1-default-7-0p", cycles=500)).factories[0].strategy
    'preventive'
    """
    return refine(*_reviewable(text, cycles), written=_by_rules)


def weigh_link(text: str, cycles: int | None = None, redraws: int = MOST_REDRAWS) -> Review:
    """Return what the last of ``review_link`` says, but for the turning points, in less time.

    Parameters
    ----------
    redraws : of the engines; with fewer it is less exact, in less time

    Raises
    ------
    GameError
        No link of ours, or what the rules refuse.
    """
    looks = [(redraws, False)]
    *_, last = refine(*_reviewable(text, cycles), looks=looks, written=_by_rules)
    return last


def weigh_links(texts: Sequence[str], cycles: int, redraws: int) -> list[Review]:
    """Return what ``weigh_link`` says of each of some matches of one scenario and seed.

    Their engines are drawn again once for all of them: ten take hardly longer than two.
    """
    known = [_reviewable(text, cycles) for text in texts]
    ((scenario, seed),) = {(scenario, seed) for scenario, seed, *_ in known}
    return weigh_alike(
        scenario, seed, [moves for _, _, moves, _ in known], cycles, redraws, _by_rules
    )


def price_link(text: str, prices: OwnPrices, cycles: int | None = None) -> AtOwnPrices:
    """Return what a link's match is worth at prices of one's own.

    Raises
    ------
    GameError
        No link of ours, or what the rules refuse.

    Examples
    --------
    >>> pumps = OwnPrices(50, 2_000, 5_000, 4, 10)
    >>> price_link("1-default-7-0p", pumps, cycles=500).own.failures
    0
    """
    scenario, seed, decisions, end = _reviewable(text, cycles)
    return at_own_prices(scenario, seed, decisions, prices, end)


def judge_chapter(text: str) -> Verdict | None:
    """Return what a match of the campaign comes to; None for any other match.

    Parameters
    ----------
    text : its link

    Raises
    ------
    GameError
        No link of ours.

    Examples
    --------
    >>> judge_chapter("1-chapter1-210").stars, judge_chapter("1-default-7")
    (1, None)
    """
    link = decode(text)
    chapter = BY_SCENARIO.get(link.scenario)
    if chapter is None:
        return None
    scenario, seed = scenario_named(link.scenario), link.seed
    if chapter.measure == "ages":
        match = replay(scenario, link.decisions, world_of(fleet_of(scenario, seed)))
        return by_ages(chapter, seed, match.factories[0].lives)
    *_, review = refine(
        scenario, seed, link.decisions, looks=[(FIRST_REDRAWS, False)], written=_by_rules
    )
    quality, others = review.quality, review.counterfactual
    return by_quality(
        chapter,
        None if quality is None else quality.decision_quality,
        None if others is None else others.alliance,
    )


def judge_for_board(question: bytes) -> bytes:
    """Judge a chapter in any process: a language and a link, as JSON, become a verdict or null.

    Examples
    --------
    >>> judge_for_board(b'["en", "1-default-7"]')
    b'null'
    """
    (link,) = heard(question)
    verdict = judge_chapter(link)
    return json.dumps(None if verdict is None else verdict.to_json()).encode()


def _by_rules(scenario: Scenario, seed: int) -> tuple[Move, ...]:
    """Return what who keeps to the written rules decides in a match."""
    return play_by(scenario, seed, Written())[1]


def _reviewable(
    text: str, cycles: int | None
) -> tuple[Scenario, int, tuple[Move, ...], int | None]:
    link = decode(text)
    if cycles is not None and cycles > LONGEST_REVIEW:
        raise GameError(
            "A report covers {most} cycles at most: shorten the match.", most=LONGEST_REVIEW
        )
    return scenario_named(link.scenario), link.seed, link.decisions, cycles


@dataclass(frozen=True)
class Prospects:
    """What engines earn on average under rules of one's own, before anybody forecasts anything.

    Money is dollars per slot and 1,000 cycles, in the long run.
    """

    short: int  # cycles; a tenth of the engines fail by then
    usual: int  # half of them
    long: int  # nine tenths
    corrective: float  # waiting for every failure
    age: int  # cycles; the best fixed age of ordering a service
    lead: int  # cycles from there to the service
    scheduled: float  # with it
    ceiling: float  # serviced in the last cycle before the failure, wherever that pays


def prospects(scenario: Scenario) -> Prospects:
    """Return what the engines of a scenario promise.

    Examples
    --------
    >>> found = prospects(scenario_named("default"))
    >>> found.corrective < found.scheduled < found.ceiling
    True
    """
    lives = _lives(scenario)
    prices = scenario.economics
    rewards = 1_000 * age_rewards(lives, prices)
    # The last moment, where an order given at age 1 can begin by then.
    stops = np.where(lives > 1 + prices.lead, lives - 1, lives)
    perfect = 1_000 * float(long_run(lives, stops[np.newaxis], prices)[0])
    short, usual, long = np.percentile(lives, [10, 50, 90]).round().astype(int).tolist()
    corrective, age = float(rewards[-1]), best_age(rewards)
    scheduled = float(rewards[age - 1])
    ceiling = max(perfect, scheduled)
    return Prospects(short, usual, long, corrective, age, prices.lead, scheduled, ceiling)


def _lives(scenario: Scenario) -> npt.NDArray[np.int64]:
    """Return lifetimes of engines of all severities, or of all engines of NASA's subset."""
    fleet = fleet_of(scenario, 0)
    if isinstance(fleet, RealFleet):
        return fleet.trajectories.lifetimes
    each = _PROSPECT_ENGINES // len(scenario.severities)
    severities = np.repeat(scenario.severities, each)
    ids = np.arange(len(severities))
    return lifetimes(ids, 0, scenario.fan_share, severities, scenario.fan_wear)


@dataclass(frozen=True, eq=False)
class OneEngine:
    """One engine's life as the models of a factory forecast it."""

    lifetime: int  # cycles
    fan: bool  # its fan wears out, not its compressor
    archived_fans: int  # fan failures among those the local model learned from
    archived: int  # failures the local model learned from
    forecasts: dict[str, npt.NDArray[np.float64]]  # by strategy, (cycles,) RUL after 1, 2, ...
    settings: dict[str, int]  # recommended setting of each strategy, cycles
    stops: dict[str, int]  # age at which each strategy stops it; the lifetime if it fails
    facts: dict[str, TrainingFacts]  # of each model


@lru_cache(maxsize=8)
def one_engine(seed: int, slot: int, index: int) -> OneEngine:
    """Return what each strategy would do with one engine of the default scenario.

    Examples
    --------
    >>> engine = one_engine(seed=12, slot=1, index=1)
    >>> engine.lifetime, engine.fan, engine.archived_fans
    (257, True, 0)
    """
    scenario = SCENARIOS["default"]
    fleet = SimulatedFleet(scenario, check_seed(seed))
    engine = fleet.ids(0, slot, index, 1)
    archive = fleet.archive(0)
    advice = first_advice(fleet)
    models = {name: model for name, (model, _) in advice.items() if model is not None}
    settings = {name: setting for name, (_, setting) in advice.items()}
    lifetime = int(fleet.lifetimes(engine)[0])
    archived = np.array(archive, np.int64)
    tenths = {name: model.forecasts(engine) for name, model in models.items()}
    stops = dict.fromkeys(STRATEGIES, lifetime)
    for name, setting in settings.items():
        stop = STRATEGIES[name].make(setting).stop_ages(np.array([1]), tenths.get(name))
        stops[name] = min(lifetime, int(stop[0]))
    return OneEngine(
        lifetime,
        bool(is_fan(engine, seed, scenario.fan_share)[0]),
        int(is_fan(archived, seed, scenario.fan_share).sum()),
        len(archive),
        {name: table[0] / 10 for name, table in tenths.items()},
        settings,
        stops,
        {name: facts for name, model in models.items() if (facts := facts_of(model)) is not None},
    )
