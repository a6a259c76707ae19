"""What is played again on redrawn engines, against a plain loop over cycles."""

from dataclasses import dataclass, replace

import hypothesis.strategies as hs
import numpy as np
import pytest
from hypothesis import given, settings

from game.fleet.cmapss import fleet_of
from game.fleet.engines import SimulatedFleet
from game.fleet.forecasters import world_of
from game.review.courses import Course, as_known, course_of, models_of, play_courses
from game.review.redraws import RedrawnEngines, forecast, redraw
from game.review.resampling import Conditions
from game.rules.decisions import Answer, Decision, Stretch
from game.rules.economics import ledger
from game.rules.match import play_factory, replay
from game.rules.offers.offers import Offer
from game.rules.offers.terms import BONUS
from game.rules.scenario import DRAWN, OPEN, Economics
from models.rul import RulModel

QUICK = Economics(service_cycles=3, failure_cycles=7)
ALONE = replace(OPEN, rivals=((),), given=DRAWN, events=3)  # a rival that trains nothing
SHORT = replace(OPEN, slots=2, events=0, economics=QUICK)


def stepped(  # noqa: PLR0912
    course: Course, redraws: RedrawnEngines, number: int, tables
) -> int:
    """Play a course on one redraw, cycle by cycle."""
    prices, slots = redraws.scenario.economics, redraws.scenario.slots
    lifetimes, depth = redraws.lifetimes[number], redraws.lifetimes.shape[2]
    money = -course.conditions.fees
    age, index, down = [0] * slots, [0] * slots, [0] * slots
    due: list[int | None] = [None] * slots
    ran: list[int] = []
    stretches = {stretch.cycle: stretch for stretch in course.timeline}
    now_in_force = stretches[0]
    lead = prices.lead
    leads = dict(course.conditions.leads)
    for now in range(redraws.end):
        lead = leads.get(now, lead)
        now_in_force = stretches.get(now, now_in_force)
        for offer in course.conditions.contracts:
            if offer.ends == now:
                share = sum(ran[offer.begins : offer.ends]) / slots / (offer.ends - offer.begins)
                money += offer.bonus if 100 * share >= offer.line else 0
        for slot in range(slots):
            life = int(lifetimes[slot, index[slot] % depth])
            if down[slot]:
                down[slot] -= 1
                if not down[slot]:
                    index[slot], age[slot] = index[slot] + 1, 0
            elif age[slot] == life:
                money -= prices.failure_cost
                down[slot], due[slot] = prices.failure_cycles, None
            elif due[slot] == now:
                money -= prices.service_cost
                down[slot], due[slot] = prices.service_cycles, None
            if down[slot] or age[slot] == 0 or due[slot] is not None:
                continue
            name, setting, model = (
                now_in_force.strategy, now_in_force.setting, now_in_force.model,
            )  # fmt: skip
            stop = name == "preventive" and age[slot] >= setting
            if model is not None:
                row = (number * slots + slot) * depth + index[slot] % depth
                stop = tables[model][row, age[slot] - 1] < 10 * setting
            if stop and lead == 0:
                money -= prices.service_cost
                down[slot] = prices.service_cycles
            elif stop:
                due[slot] = now + lead
        ran.append(sum(not one for one in down))
        for slot in range(slots):
            if not down[slot]:
                age[slot] += 1
                money += prices.running_income
    return money


MODELS = [RulModel(np.zeros(57), np.ones(57), np.zeros(57), float(n)) for n in range(2)]


@dataclass(frozen=True)
class Drawn:
    redraws: RedrawnEngines
    tables: dict


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """Redraws with few, short lives, and two models that err."""
    redraws = redraw(SimulatedFleet(SHORT, 3), 300, range(3))
    rng = np.random.default_rng(5)
    lifetimes = rng.integers(4, 70, redraws.lifetimes.shape)
    redraws = replace(redraws, lifetimes=lifetimes)
    ages = np.arange(int(lifetimes.max()))
    left = 10 * (lifetimes.reshape(-1, 1) - ages - 1)
    tables = {
        model: np.where(left >= 0, left + rng.integers(-90, 90, left.shape), -1).astype(np.int16)
        for model in MODELS
    }
    return Drawn(redraws, tables)


@hs.composite
def courses(draw: hs.DrawFn) -> Course:
    cycles = [0, *sorted(draw(hs.sets(hs.integers(1, 299), max_size=5)))]
    timeline = []
    for cycle in cycles:
        name = draw(hs.sampled_from(["corrective", "preventive", "local"]))
        model = draw(hs.sampled_from(MODELS)) if name == "local" else None
        setting = None if name == "corrective" else draw(hs.integers(1, 50))
        timeline.append(Stretch(cycle, name, setting, False, model))
    changes = sorted(
        draw(hs.dictionaries(hs.integers(0, 299), hs.integers(0, 30), max_size=4)).items()
    )
    contracts = []
    for _ in range(draw(hs.integers(0, 2))):
        begins = draw(hs.integers(0, 200))
        ends = begins + draw(hs.integers(1, 90))
        line, bonus = draw(hs.integers(60, 95)), draw(hs.integers(1, 60_000))
        contracts.append(
            Offer("contract", 0, begins, (0,), begins=begins, ends=ends, line=line, bonus=bonus)
        )
    fees = draw(hs.integers(0, 50_000))
    return Course(tuple(timeline), Conditions(tuple(changes), fees, tuple(contracts)))


@given(hs.lists(courses(), min_size=1, max_size=3), hs.integers(291, 300))
@settings(max_examples=30)
def test_courses_earn_what_a_loop_over_cycles_says(drawn: Drawn, found, end) -> None:
    redraws = replace(drawn.redraws, end=end)
    profit = play_courses(found, redraws, drawn.tables)
    for row, course in enumerate(found):
        for number in range(len(redraws)):
            assert profit[row, number] == stepped(course, redraws, number, drawn.tables)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.no_cover
def test_a_course_on_its_own_engines_is_the_match_to_the_dollar() -> None:
    seed = 6  # its lead changes; it takes everything that is offered, and keeps two contracts
    fleet, end = fleet_of(ALONE, seed), ALONE.cycles
    world = world_of(fleet)
    answers = [Answer(one.announced, number, 0) for number, one in enumerate(world.offers)]
    moves = [Decision(0, "preventive"), *answers]
    match = replay(ALONE, moves, world)
    own = match.factories[0]
    assert {one.offer.kind for one in own.taken} > {"alliance", "contract", "spares"}
    course = course_of(fleet, own, end)
    assert [one.why for one in own.charges].count(BONUS) == 2
    assert len(course.conditions.leads) > 1
    ids = np.concatenate([fleet.ids(0, slot, 0, 40) for slot in range(ALONE.slots)])
    lifetimes = fleet.lifetimes(ids).reshape(1, ALONE.slots, 40)
    same = RedrawnEngines(ALONE, (fleet,), lifetimes, end)
    profit = play_courses([course], same, forecast(same, models_of([course])))
    book = ledger(own.lives, ALONE.slots, end, ALONE.economics, own.charges)
    assert profit.tolist() == [[book.profit]]
    # What is done otherwise starts from the same: where nothing is, the same stretches come out.
    again = play_factory(ALONE, moves, as_known(fleet, match), end)
    assert [(s.cycle, s.strategy, s.setting) for s in again.stretches] == [
        (s.cycle, s.strategy, s.setting) for s in own.stretches
    ]
    assert again.charges == own.charges
