"""What the verdict hangs on: each input by what it costs, turning values by closed forms."""

from dataclasses import replace

import pytest

from game.business.answers import weigh, worths
from game.business.contenders import CALENDAR
from game.business.forecast_error import FEDERATED, OWN, announced
from game.business.hanging.inputs import inputs_of, movable_inputs
from game.business.hanging.swings import FARTHEST, Swing, swings_of
from game.business.lives.lifetimes import shape_band
from game.business.plant import Case, Plant, Programme
from game.business.reading import case_from_json
from game.business.settings import at_worst
from game.business.worth import long_run_worths
from game.views.business.presets import PRESETS
from tests.game.business.hanging.cases import CASE, MODEL, PLANT, PROGRAMME

ALONE = Case(PLANT, replace(PROGRAMME, own=None, federated=None))
"""Moved in a moment, where models are not what is asked about."""

ANNUITY = sum(1.08**-year for year in range(1, 6))


def moved(case: Case, *names: str) -> dict[str, Swing]:
    return {one.name: one for one in swings_of(case, long_run_worths(case, 0), 0, names)}


def best_two(case: Case) -> tuple[str, str, float]:
    worths = long_run_worths(case, 0)
    second, first = sorted(worths, key=worths.__getitem__)[-2:]
    return first, second, worths[first] - worths[second]


def test_a_fee_turns_the_verdict_where_it_has_eaten_the_lead() -> None:
    first, _, lead = best_two(CASE)
    assert first == FEDERATED
    fee = moved(CASE, "federated.fee")["federated.fee"]
    assert (fee.value, fee.low, fee.high) == (700, 560, 840)
    assert fee.npv_low - fee.npv_high == pytest.approx(280 * ANNUITY)
    expected = 700 + lead / ANNUITY
    if expected <= FARTHEST * 700:
        assert fee.above is not None
        assert fee.above.value == pytest.approx(expected, rel=0.01)
    else:
        assert fee.above is None
    assert fee.below is None


OFTEN = {"mean_life": 30_000, "shape": 3.0, "failures_on_record": 20, "machines": 12,
         "service_cost": 5_000, "failure_cost": 40_000}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "name", "first"),
    [
        (OFTEN, "failure_cost", CALENDAR),
        pytest.param({}, "service_cost", FEDERATED, marks=pytest.mark.long),
    ],
)
def test_a_value_that_turns_the_verdict_turns_it_when_it_is_typed(
    said: dict[str, float], name: str, first: str
) -> None:
    """Far beyond the fifth more at which its years are lived, too."""
    values = PRESETS["pumps"].values
    case = case_from_json({**values, "plant": values["plant"] | said})
    (swing,) = swings_of(case, worths(case), names=(f"plant.{name}",))
    assert swing.above is not None and swing.above.value > 1.5 * swing.high
    for share, winner in ((0.98, first), (1.02, swing.above.winner)):
        typed = replace(case.plant, **{name: share * swing.above.value})
        lived = worths(replace(case, plant=typed))
        assert max(lived, key=lived.__getitem__) == winner, share


def test_people_turn_it_and_an_answer_that_does_not_win_takes_over_when_cheaper() -> None:
    dear = Case(PLANT, replace(PROGRAMME, federated=replace(MODEL, fee=9_000.0)))
    first, second, lead = best_two(dear)
    assert (first, second) == (OWN, CALENDAR) or first == OWN
    fee = moved(dear, "federated.fee")["federated.fee"]
    assert fee.npv_low == fee.npv_high and fee.below is not None
    assert fee.below.winner == FEDERATED
    worths = long_run_worths(dear, 0)
    expected = 9_000 - (worths[OWN] - worths[FEDERATED]) / ANNUITY
    assert fee.below.value == pytest.approx(expected, rel=0.02)
    people = moved(dear, "own.people")["own.people"]
    if people.above is not None:
        assert people.above.value == pytest.approx(1_000 + lead / ANNUITY, rel=0.02)


def test_a_calendar_pays_up_to_the_price_at_which_it_does_what_waiting_does() -> None:
    """A service as dear as a failure is never worth it, and cheaper ones are."""
    plain = Case(replace(PLANT, failures_on_record=400), Programme(ramp_up=()))
    service = moved(plain, "plant.service_cost")["plant.service_cost"]
    assert service.winner_low == service.winner_high == CALENDAR
    assert service.above is None  # four times as dear, it is still less than a failure
    dear = Case(replace(plain.plant, service_cost=15_000.0), Programme(ramp_up=()))
    service = moved(dear, "plant.service_cost")["plant.service_cost"]
    assert service.npv_low > 50_000
    assert 0 <= service.npv_high < 0.01 * service.npv_low  # 18,000, where a failure costs 20,000
    assert service.above is None or 18_000 < service.above.value <= 20_000
    nearly = replace(dear.plant, service_cost=17_000.0)
    assert long_run_worths(Case(nearly, Programme(ramp_up=())), 0)[CALENDAR] > 0
    dearer = replace(dear.plant, service_cost=20_400.0)
    assert long_run_worths(Case(dearer, Programme(ramp_up=())), 0)[CALENDAR] <= 0


@pytest.mark.no_cover
def test_life_and_shape_are_moved_over_what_the_record_leaves() -> None:
    swings = moved(ALONE, "plant.mean_life", "plant.shape")
    shape, life = swings["plant.shape"], swings["plant.mean_life"]
    assert (shape.low, shape.high) == pytest.approx(shape_band(PLANT.record))
    assert life.low < 5_000 < life.high
    sure = replace(ALONE, plant=replace(PLANT, failures_on_record=600))
    narrow = moved(sure, "plant.mean_life")["plant.mean_life"]
    assert narrow.high - narrow.low < 0.2 * (life.high - life.low)
    lives = "hours,failed\n" + "".join(f"{hours},1\n" for hours in (3_000, 4_500, 5_200, 6_000))
    uploaded = Case(
        Plant(machines=5, hours_a_year=8_000, service_cost=2_000.0, failure_cost=20_000.0,
              lifetimes=lives),
        replace(PROGRAMME, own=None),
    )  # fmt: skip
    assert moved(uploaded, "plant.mean_life")
    same = replace(
        uploaded, plant=replace(uploaded.plant, lifetimes="hours,failed\n900,1\n900,1\n")
    )
    assert "plant.mean_life" not in inputs_of(same)


def test_a_model_that_missed_none_may_miss_some_and_that_is_moved() -> None:
    """Of 80 failures that were tried, as `test_forecast_error` has it: all of its range."""
    (seen,) = (one for one in movable_inputs(CASE) if one.name == "federated.detection")
    heard = announced(FEDERATED, 6 + 8 * 12)
    assert (seen.low, seen.value, seen.high) == heard
    assert heard[0] < 0.98 and heard[1] > 0.999
    worst = at_worst(CASE).programme.federated
    assert worst is not None and worst.detection == (heard[0], heard[0])


@pytest.mark.no_cover
def test_whole_numbers_turn_at_a_whole_number_and_on_the_side_that_loses() -> None:
    federated = replace(MODEL, fee=900.0)  # at one machine it has clearly lost, at two won
    dear = replace(CASE, programme=replace(PROGRAMME, federated=federated))
    swings = moved(dear, "plant.machines", "programme.years")
    machines = swings["plant.machines"]
    assert (machines.low, machines.high) == (4, 6)
    for swing, part in ((machines, "plant"), (swings["programme.years"], "programme")):
        for turn, step in ((swing.below, 1), (swing.above, -1)):
            if turn is None:
                continue
            assert turn.value == int(turn.value)
            name = swing.name.split(".")[1]
            for value, wins in ((int(turn.value), False), (int(turn.value) + step, True)):
                whole = replace(dear, **{part: replace(getattr(dear, part), **{name: value})})
                assert (best_two(whole)[0] == FEDERATED) is wins


@pytest.mark.no_cover
def test_no_more_members_are_weighed_than_are_heard() -> None:
    heard = replace(PROGRAMME, own=None, members=100, member_failures=20)
    members = moved(replace(CASE, programme=heard), "programme.members")["programme.members"]
    assert members.low == 80 and members.high <= 100


@pytest.mark.no_cover
def test_hours_end_with_the_year_but_where_other_things_are_counted() -> None:
    (hours,) = moved(CASE, "plant.hours_a_year").values()
    assert (hours.low, hours.high, hours.most) == (6_400, 8_784, 8_784)
    cycles = replace(CASE, plant=replace(PLANT, hours_a_year=20_000))
    (more,) = moved(cycles, "plant.hours_a_year").values()
    assert (more.high, more.most) == (24_000, 80_000)


def test_what_is_nothing_may_turn_the_verdict_too() -> None:
    sensors = moved(CASE, "federated.sensors")["federated.sensors"]
    assert sensors.low == sensors.high == 0 and sensors.width == 0
    _, _, lead = best_two(CASE)
    assert sensors.above is not None
    assert sensors.above.value == pytest.approx(lead / PLANT.machines, rel=0.02)


@pytest.mark.parametrize("name", ["plant.mean_life", "federated.detection", "federated.fee"])
@pytest.mark.no_cover
def test_the_ends_are_what_is_found_by_who_types_them(name: str) -> None:
    found = weigh(CASE)
    expected = {one.name: one.expected for one in found.answers}
    (swing,) = swings_of(CASE, expected, names=(name,))
    (item,) = (one for one in movable_inputs(CASE) if one.name == name)
    for value, lead in ((swing.low, swing.lead_low), (swing.high, swing.lead_high)):
        case = item.put(value)
        assert case is not None
        typed = {one.name: one.expected for one in weigh(case).answers}
        others = max(worth for one, worth in typed.items() if one != found.winner)
        assert lead == pytest.approx(typed[found.winner] - others, rel=1e-9)
