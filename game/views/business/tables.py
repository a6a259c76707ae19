"""Tables of a plant, to read and to take away."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from game.business.contenders import TITLES
from game.business.forecast_error import measured_life
from game.business.gains import year
from game.business.gains.findings import Answer, Findings
from game.business.gains.year import alarms, three_ways
from game.business.hanging.swings import Swing
from game.business.hanging.turns import Turn
from game.business.plant import Case
from game.business.reading import mean_life
from game.business.study import Study
from game.text.language import number, percent, t
from game.views.business.presets import Preset
from game.views.business.words.earning import flows, paid_back, returned
from game.views.business.words.hanging import input_title, input_value, turning
from game.views.business.words.money import amount, span
from game.views.business.words.sections import years_counted
from game.views.frame.tables import Cell, Table

_NONE = "-"


def _or_none(value: float | None, digits: int = 0) -> str:
    return _NONE if value is None else number(value, digits)


def answers(found: Findings, with_unit: bool = True) -> Table:
    """Return what each answer costs and returns.

    Parameters
    ----------
    with_unit : of money, beside the bands; not where another place names it
    """
    unit = found.currency if with_unit else ""
    rows = [_answer(one, unit) for one in found.answers]
    return Table.of_rows("answers", t("All answers"), rows)


def _answer(one: Answer, unit: str) -> list[Cell]:
    money, told = partial(amount, unit=""), one.earned
    return [
        Cell(t("Answer"), "answer", one.name, t(one.title)),
        Cell(t("Cost a year, years 1 to {last}", last=number(len(one.flows) - 1)), "cost_a_year",
             one.mean_cost_a_year, money),
        Cell(t("Worth"), "expected", one.expected, money),
        Cell(t("10 to 90%"), "npv_low", one.npv.low, span(one.npv, unit)),
        Cell("", "npv_high", one.npv.high),
        Cell(t("Ranges at worst"), "conservative", one.conservative,
             money if one.margin is not None else _NONE),
        Cell(t("Return"), "irr", None if told is None else told.rate, returned(one)),
        Cell(t("Paid back, years"), "payback", None if told is None else told.payback,
             paid_back(one)),
        Cell(t("Best in"), "best", one.best, percent),
    ]  # fmt: skip


_THOUSANDS_FROM = 100_000
_AT_ONCE = 12


def cash_flows(found: Findings) -> Table:
    """Return what each answer brings by year, so written that the years stand beside each other.

    In thousands where amounts are long. The file has them as they are.
    """
    rows = flows(found)
    if not in_thousands(rows):
        return rows
    cells = tuple(
        (name, *(_thousands(value) for value in values[1:]))
        for (name, *_), values in zip(rows.cells, rows.values, strict=True)
    )
    return replace(rows, cells=cells)


def in_thousands(rows: Table) -> bool:
    """Return whether amounts of a table, all but its first column, are too long side by side."""
    return any(abs(_number(value)) >= _THOUSANDS_FROM for row in rows.values for value in row[1:])


def flows_name(rows: Table, unit: str) -> str:
    """Return what the table of cash flows is called, with how its amounts are written."""
    if not in_thousands(rows):
        return rows.name
    money = unit or t("your own unit")
    return t("{table}, in thousands of {unit}", table=rows.name, unit=money)


def about_columns(rows: Table) -> list[str]:
    """Say how amounts of a table of cash flows are written, and where it goes on."""
    said = []
    if in_thousands(rows):
        said.append(t("Written in thousands; the file has every digit."))
    if len(rows.heads) > _AT_ONCE + 2:
        said.append(t("More years stand to the right: scroll the table sideways."))
    return said


def on_paper(rows: Table) -> Table:
    """Return a table of cash flows as wide as a sheet: what does not fit is one sum of years."""
    last = len(rows.heads) - 3
    first = min(_AT_ONCE - 2, last)  # beside the years: whose they are, their sum, and the worth
    if first == last:
        return rows
    name = t("Sum of years {first} to {last}", first=number(first), last=number(last))
    money = _thousands if in_thousands(rows) else partial(amount, unit="")
    sums = [sum(map(_number, row[1 + first : -1])) for row in rows.values]
    return replace(
        rows,
        heads=(*rows.heads[: 1 + first], name, rows.heads[-1]),
        cells=tuple(
            (*row[: 1 + first], money(together), row[-1])
            for row, together in zip(rows.cells, sums, strict=True)
        ),
    )


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _thousands(value: object) -> str:
    """Write an amount in thousands, to three digits.

    Examples
    --------
    >>> _thousands(-1_234_567.0), _thousands(96_712.0), _thousands(-40.0)
    ('−1,230', '96.7', '0')
    """
    told = _number(value) / 1_000
    if abs(told) >= 100:
        return amount(told, "")
    tenths = round(told, 1)
    return number(tenths or 0.0, 1 if tenths else 0)


def doings(found: Findings, case: Case) -> Table:
    """Return what each answer does to the machines."""
    return Table.of_rows(
        "doings",
        t("What each answer does ({years})", years=years_counted(case.programme)),
        [
            [
                Cell(t("Answer"), "answer", one.name, t(one.title)),
                Cell(t("Failures a year"), "failures_a_year", one.failures_a_year, _times),
                Cell(t("Services a year"), "services_a_year", one.services_a_year, _times),
                Cell(t("Service age, hours"), "age", one.age, _hours),
                Cell(t("Called ahead, hours"), "margin", one.margin, _hours),
            ]
            for one in found.answers
        ],
    )


def yearly(study: Study) -> Table:
    """Return three costs of a year of each answer, which differ by what a year is meant."""
    found, case = study.findings, study.case
    assert found is not None
    money = partial(amount, unit="")
    ways = [three_ways(one, case, study.values[one.name][0]) for one in found.answers]
    return Table.of_rows(
        "yearly",
        t("What a year costs, in three ways"),
        [
            [
                Cell(t("Answer"), "answer", one.answer, t(TITLES[one.answer])),
                Cell(t("A year of yours"), "yours", one.yours, money),
                Cell(t("Once in force"), "in_force", one.in_force, money),
                Cell(t("In the long run"), "long_run", one.long_run, money),
                Cell(t("Of it bills"), "bills", one.bills, money),
            ]
            for one in ways
        ],
    )


def _times(value: float) -> str:
    """Write how often something happens: rare events to the hundredth."""
    return number(value, 1 if value >= 1 else 2)


def _hours(value: float | None) -> str:
    """Write hours as exactly as an age is chosen: to three digits."""
    return _NONE if value is None else amount(value, "")


def confusion(one: Answer, found: Findings, study: Study) -> Table:
    """Return a model's alarms and failures a year, each with its money."""
    unit, year = found.currency, alarms(one, study.case)
    rows = [
        (t("Alarm, and it would have failed"), year.called, year.service),
        (t("Alarm, and nothing was wrong"), year.false, year.inspection),
        (t("No alarm, and it failed"), year.missed, year.failure),
        (t("Serviced by age before anything"), year.by_age, year.service),
    ]
    told: list[tuple[str, float | None, float | None, float]] = [
        (what, times, each, times * each) for what, times, each in rows
    ]
    told.append(
        (t("People, fee, and what is spent once, spread over the years"), None, None, year.fixed)
    )
    told.append((t("All of it"), None, None, year.together))
    return Table.of_rows(
        f"alarms-{one.name}",
        t(one.title),
        [
            [
                Cell(t("What happens"), "what", what),
                Cell(t("A year"), "a_year", times, _or_none(times, 2)),  # to be multiplied
                Cell(t("Each costs"), "each", each, _NONE if each is None else amount(each, unit)),
                Cell(t("Together"), "together", together, partial(amount, unit=unit)),
            ]
            for what, times, each, together in told
        ],
    )


def swings(study: Study) -> Table:
    """Return what the verdict hangs on, all of it, and where it turns."""
    unit, case = study.case.currency, study.case
    return Table.of_rows(
        "hangs-on",
        t("All that it hangs on, and where another answer leads"),
        [
            [
                Cell("", "input", swing.name),
                Cell(t("Input"), "", swing.name, input_title),
                Cell(t("From"), "low", swing.low, input_value(swing.name, swing.low, unit)),
                Cell(t("To"), "high", swing.high, input_value(swing.name, swing.high, unit)),
                Cell(t("Worth then"), "npv_low", swing.npv_low, partial(amount, unit="")),
                Cell(t("and then"), "npv_high", swing.npv_high, partial(amount, unit="")),
                Cell(t("Lead then"), "lead_low", swing.lead_low, partial(amount, unit="")),
                Cell(t("and then"), "lead_high", swing.lead_high, partial(amount, unit="")),
                *_turns(swing, case),
            ]
            for swing in study.swings
        ],
    )


def _turns(swing: Swing, case: Case) -> tuple[Cell, Cell]:
    below, above = (turning(swing, case, up) for up in (False, True))
    return (
        Cell(t("Another leads below"), "below", _at(swing.below), below),
        Cell(t("Another leads above"), "above", _at(swing.above), above),
    )


def _at(turn: Turn | None) -> float | None:
    return None if turn is None else turn.value


def skills(case: Case) -> Table:
    """Return how far forecasts of each model miss and how many failures they see, and from what."""
    life = mean_life(case.plant)
    rows = [_skill(one, life) for one in year.skills(case)]
    return Table.of_rows("skills", t("How far forecasts miss"), rows)


def _skill(skill: year.SkillTold, life: float) -> list[Cell]:
    low, middle, high = skill.error
    cycles, told = measured_life(), _NONE
    if skill.measured:
        tenths = partial(number, digits=1)
        told = _between(low * cycles, middle * cycles, high * cycles, tenths)
    return [
        Cell("", "answer", skill.answer),
        Cell(t("Answer"), "", t(TITLES[skill.answer])),
        Cell(t("Failures seen"), "failures", skill.failures, number),
        Cell(t("Misses by, of the mean life"), "error", middle, _between(low, middle, high, _fine)),
        Cell("", "error_low", low),
        Cell("", "error_high", high),
        Cell(t("Hours of your machines"), "hours", middle * life,
             _between(low * life, middle * life, high * life, _hours)),
        Cell(t("Cycles of turbofans"), "cycles", middle * cycles if skill.measured else None, told),
        Cell(t("Detected of what announces itself"), "detection", skill.detection[1],
             _between(*skill.detection, percent)),
        Cell(t("From"), "measured", skill.measured,
             t("turbofans") if skill.measured else t("you")),
    ]  # fmt: skip


def _fine(value: float) -> str:
    return percent(value, 1)


def _between(low: float, middle: float, high: float, write: Callable[[float], str]) -> str:
    if low == high:
        return write(middle)
    return t("{middle} ({low} to {high})", middle=write(middle), low=write(low), high=write(high))


def members(study: Study) -> Table:
    """Return what members are worth, by their number."""
    return Table.of_rows(
        "members",
        t("What members are worth"),
        [
            [
                Cell(t("Other members"), "members", one.members, number),
                Cell(t("By a better age, a year"), "lifetimes", one.lifetimes,
                     partial(amount, unit="")),
                Cell("", "lifetimes_standard_error", one.lifetimes_error),
                Cell(t("By a better model, a year"), "forecasts", one.forecasts or 0.0,
                     partial(amount, unit="")),
                Cell("", "forecasts_standard_error", one.forecasts_error),
                Cell(t("Worth of the federated model"), "npv", one.npv,
                     partial(amount, unit=study.case.currency)),
            ]
            for one in study.members or ()
        ],
    )  # fmt: skip


def sources(preset: Preset, titles: dict[str, str]) -> Table:
    """Return where a preset's figures were published."""
    return Table.of_rows(
        "sources",
        t("Sources"),
        [
            [
                Cell(t("Input"), "input", source.input, titles[source.input]),
                Cell(t("Published"), "figure", t(source.figure)),
                Cell(t("Where"), "where", source.title),
                Cell("", "address", source.address),
            ]
            for source in preset.sources
        ],
    )
