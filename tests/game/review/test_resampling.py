from dataclasses import dataclass, field, replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings

from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import LinearForecaster, TrainingFacts, local_forecaster, world_of
from game.review.redraws import forecast, redraw
from game.review.resampling import TimedDecision, play, timed_decisions_of, timelines
from game.rules.decisions import Decision, Stretch
from game.rules.economics import ledger
from game.rules.match import World, play_factory
from game.rules.scenario import DEFAULT, Unlocks
from game.rules.strategies import NEVER, STRATEGIES, IntArray
from models.rul import RulModel

LADDER = replace(DEFAULT, unlocks=Unlocks(4, 150, 200), archive_failures=0, retrain_every=400)
OPEN = replace(DEFAULT, retrain_every=350)
END = 1_200


@dataclass(frozen=True)
class FixedAdviser:
    """Advises the same whatever is known: one model for each predictive strategy."""

    models: dict[str, RulModel]
    thresholds: dict[str, int]

    def advice(self, strategy: str, cycle: int) -> tuple[RulModel | None, int | None]:
        return self.models.get(strategy), self.thresholds[strategy]


@dataclass(frozen=True)
class Dealt:
    """A redraw's engines, of which each slot has a few that return."""

    fleet: SimulatedFleet
    depth: int

    def ids(self, factory: int, slot: int, first: int, count: int) -> IntArray:
        return self.fleet.ids(0, slot, 0, self.depth)[np.arange(first, first + count) % self.depth]

    def lifetimes(self, engine_ids: IntArray) -> IntArray:
        return self.fleet.lifetimes(engine_ids)

    def archive(self, factory: int) -> tuple[int, ...]:
        return ()


@pytest.fixture(scope="module")
def adviser() -> FixedAdviser:
    fleet = SimulatedFleet(DEFAULT, 3)
    few = local_forecaster(fleet, fleet.archive(0)).model
    members = tuple(number for member in fleet.members[:4] for number in member)
    many = local_forecaster(fleet, members).model
    assert few is not None
    assert many is not None
    return FixedAdviser(
        {"local": few, "federated": many}, {"preventive": 131, "local": 40, "federated": 28}
    )


@hs.composite
def decision_lists(draw: hs.DrawFn) -> list[Decision]:
    taken = []
    for _ in range(draw(hs.integers(0, 5))):
        name = draw(hs.sampled_from(list(STRATEGIES)))
        form = STRATEGIES[name].setting
        own = hs.none() | hs.integers(20, 90 if name != "preventive" else 250)
        setting = None if form is None else draw(own)
        taken.append(Decision(draw(hs.integers(0, END)), name, setting, draw(hs.booleans())))
    return sorted(taken, key=lambda decision: decision.cycle)


def as_a_match(scenario, redraws, number, policy, adviser):
    """Play one redraw by the rules, its models given."""
    fleet = redraws.fleets[number]
    facts = TrainingFacts(0, 1, 0, 0, 0)

    def trainer(name):
        maker = LinearForecaster(fleet, adviser.models[name], adviser.thresholds[name], facts)
        return lambda knowledge, others, terms: maker

    world = World(
        Dealt(fleet, redraws.lifetimes.shape[2]),
        {name: trainer(name) for name in ("local", "federated")},
    )
    decisions = [
        replace(
            timed.decision,
            cycle=int(timed.cycles[number]),
            setting=timed.decision.setting
            or (131 if timed.decision.strategy == "preventive" else None),
        )
        for timed in policy
        if timed.cycles[number] < NEVER
    ]
    history = play_factory(scenario, decisions, world, redraws.end)
    return ledger(history.lives, scenario.slots, redraws.end, scenario.economics).profit


@pytest.fixture(scope="module")
def drawn(adviser):
    """RedrawnEngines of both scenarios, with what the models forecast of their engines."""
    found = {}
    for scenario in (OPEN, LADDER):
        redraws = redraw(SimulatedFleet(scenario, 5), END, range(3))
        found[scenario] = redraws, forecast(redraws, adviser.models.values())
    return found


@given(decision_lists(), hs.sampled_from([OPEN, LADDER]), hs.integers(1, END))
@settings(max_examples=60)
def test_redraws_are_matches(adviser, drawn, decisions, scenario, end) -> None:
    whole, tables = drawn[scenario]
    redraws = replace(whole, end=end)
    policy = [
        TimedDecision(decision, np.maximum(decision.cycle, redraws.unlocked[decision.strategy]), 0)
        for decision in decisions
    ]
    for number in range(len(redraws)):
        cycles = [int(timed.cycles[number]) for timed in policy]
        ordered = [policy[place] for place in np.argsort(cycles, kind="stable")]
        timeline_of_each = timelines(ordered, redraws, adviser.advice)
        profit = play([timeline_of_each, timeline_of_each], redraws, tables)[1, number]
        assert profit == as_a_match(scenario, redraws, number, ordered, adviser)


def test_redraws_are_the_same_however_many_are_asked_for() -> None:
    fleet = SimulatedFleet(OPEN, 5)
    many, few = redraw(fleet, END, range(4)), redraw(fleet, END, range(2))
    assert few.fleets == many.first(2).fleets
    assert np.array_equal(few.lifetimes, many.lifetimes[:2])
    assert many.fleets[0].severities == fleet.severities
    assert len({drawn.seed for drawn in many.fleets} | {fleet.seed}) == 5


def test_forecasts_come_redraw_by_redraw(adviser, drawn) -> None:
    redraws, tables = drawn[OPEN]
    (model,) = {adviser.models["local"]}
    last = forecast(redraws, [model], range(2, 3))[model]
    assert np.array_equal(last, tables[model][-len(last) :])


def test_climbing_keeps_its_delay_and_other_decisions_their_cycle() -> None:
    fleet = SimulatedFleet(LADDER, 5)
    idle = play_factory(LADDER, (), world_of(fleet), END)
    unlock = idle.unlocked["preventive"]
    assert unlock is not None
    decisions = [
        Decision(unlock + 7, "preventive"),
        Decision(unlock + 100, "preventive", 120),
        Decision(0, "local"),
        Decision(1_100, "corrective"),
    ]
    redraws = redraw(fleet, END, range(6))
    history = play_factory(LADDER, decisions, world_of(fleet), END)
    first, second, third, fourth = timed_decisions_of(history, decisions, redraws)
    unlocked = redraws.unlocked
    assert (first.cycles == unlocked["preventive"] + 7).all()
    assert (second.cycles == np.maximum(unlock + 100, unlocked["preventive"])).all()
    assert (third.cycles == unlocked["local"]).all()
    assert (fourth.cycles == 1_100).all()
    assert [timed.trained_until for timed in (first, second, third, fourth)] == [
        unlock + 7, unlock + 100, unlock + 150, 1_100
    ]  # fmt: skip


def test_no_decision_overtakes_the_one_before_it(adviser) -> None:
    redraws = redraw(SimulatedFleet(OPEN, 5), END, range(1))
    late, early = (np.array([cycle]) for cycle in (600, 500))
    policy = [
        TimedDecision(Decision(0, "preventive", 140), late, 0),
        TimedDecision(Decision(0, "corrective"), early, 0),
    ]
    (timeline,) = timelines(policy, redraws, adviser.advice)
    assert timeline[-1] == Stretch(1_050, "corrective")
    assert all(stretch.strategy == "corrective" for stretch in timeline)


@dataclass(frozen=True)
class Clock:
    """Advises the cycle of what it knows, so that it shows when something was learnt."""

    models: dict[int, RulModel] = field(default_factory=dict)

    def advice(self, strategy: str, cycle: int) -> tuple[RulModel | None, int | None]:
        if strategy == "preventive":
            return None, cycle
        blank = RulModel(np.zeros(57), np.ones(57), np.zeros(57), float(cycle))
        return self.models.setdefault(cycle, blank), cycle


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([Decision(100, "preventive")], [(100, 100), (350, 350), (700, 700), (1_050, 1_050)]),
        ([Decision(100, "preventive", 99)], [(100, 99), (350, 99), (700, 99), (1_050, 99)]),
        (
            [Decision(100, "preventive", 99), Decision(500, "preventive")],
            [(100, 99), (350, 99), (500, 500), (700, 700), (1_050, 1_050)],
        ),
        (
            [Decision(100, "preventive"), Decision(500, "preventive")],
            [(100, 100), (350, 350), (500, 350), (700, 700), (1_050, 1_050)],
        ),
        (
            [Decision(100, "local", 9), Decision(500, "local")],
            [(100, 9, 100), (350, 9, 350), (500, 350, 350), (700, 700, 700), (1_050, 1_050, 1_050)],
        ),
        (
            [
                Decision(100, "local"),
                Decision(500, "local", None, True),
                Decision(1_050, "corrective"),
            ],
            [(100, 100, 100), (350, 350, 350), (500, 500, 500), (700, 700, 700), (1_050, None)],
        ),
        ([Decision(350, "federated")], [(350, 350, 350), (700, 700, 700), (1_050, 1_050, 1_050)]),
        (
            [Decision(350, "local", 9), Decision(350, "corrective")],
            [(350, None), (700, None), (1_050, None)],
        ),
    ],
)
def test_settings_and_models_follow_the_rules(decisions, expected) -> None:
    redraws = redraw(SimulatedFleet(OPEN, 5), END, range(1))
    policy = [TimedDecision(one, np.array([one.cycle]), one.cycle) for one in decisions]
    (timeline,) = timelines(policy, redraws, Clock().advice)
    shown = []
    for stretch in timeline:
        learnt = () if stretch.model is None else (int(stretch.model.intercept),)
        shown.append((stretch.cycle, stretch.setting, *learnt))
    assert [row for row in shown if row[0] >= decisions[0].cycle] == expected


def test_a_decision_that_never_takes_effect_changes_nothing(adviser) -> None:
    redraws = redraw(SimulatedFleet(OPEN, 5), END, range(1))
    never = TimedDecision(Decision(0, "preventive", 140), np.array([NEVER]), 0)
    assert timelines([never], redraws, adviser.advice) == timelines([], redraws, adviser.advice)


def test_a_model_of_nothing_stops_nothing() -> None:
    redraws = redraw(SimulatedFleet(OPEN, 5), END, range(2))
    idle = (Stretch(0, "corrective"),)
    blind = (Stretch(0, "local", 40),)
    ignorant, corrective = play([[blind, blind], [idle, idle]], redraws, {})
    assert np.array_equal(ignorant, corrective)
