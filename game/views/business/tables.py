"""Tables of a plant, to read and to take away."""

from functools import partial

from game.business.answers import Answer, Findings
from game.business.contenders import NOTHING
from game.business.study import Study
from game.text.language import number, percent, t
from game.views.business.presets import Preset
from game.views.business.words.hanging import input_title, input_value
from game.views.business.words.money import amount, span
from game.views.frame.tables import Cell, Table

_NONE = "-"


def _or_none(value: float | None, digits: int = 0) -> str:
    return _NONE if value is None else number(value, digits)


def _share(value: float | None) -> str:
    return _NONE if value is None else percent(value)


def answers(found: Findings) -> Table:
    """Return what each answer costs and returns."""
    rows = [_answer(one, found.currency) for one in found.answers]
    return Table.of_rows("answers", t("All answers"), rows)


def _answer(one: Answer, unit: str) -> list[Cell]:
    money = partial(amount, unit="")
    paid = None if one.name == NOTHING else one.payback.middle  # nothing is owed
    return [
        Cell(t("Answer"), "answer", one.name, t(one.title)),
        Cell(t("Cost a year"), "cost_a_year", one.mean_cost_a_year, money),
        Cell(t("Worth"), "expected", one.expected, money),
        Cell(t("10 to 90%"), "npv_low", one.npv.low, span(one.npv, unit)),
        Cell("", "npv_high", one.npv.high),
        Cell(t("Careful"), "conservative", one.conservative, money),
        Cell(t("Return"), "irr", one.irr.middle, _share),
        Cell(t("Paid back, years"), "payback", paid, partial(_or_none, digits=1)),
        Cell(t("Best in"), "best", one.best, percent),
    ]


def doings(found: Findings) -> Table:
    """Return what each answer does to the machines."""
    return Table.of_rows(
        "doings",
        t("What each answer does"),
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


def _times(value: float) -> str:
    """Write how often something happens: rare events to the hundredth."""
    return number(value, 1 if value >= 1 else 2)


def _hours(value: float | None) -> str:
    """Write hours as exactly as an age is chosen: to three digits."""
    return _NONE if value is None else amount(value, "")


def confusion(one: Answer, found: Findings, study: Study) -> Table:
    """Return a model's alarms and failures a year, each with its money."""
    plant, programme = study.case.plant, study.case.programme
    model = getattr(programme, one.name)
    prices, unit = plant.prices, found.currency
    service = prices.service + prices.hour * prices.service_hours
    failure = prices.failure + prices.hour * prices.failure_hours
    false = model.false_alarms * plant.machines
    rows = [
        (t("Alarm, and it would have failed"), one.alarms_a_year, service),
        (t("Alarm, and nothing was wrong"), false, programme.inspection_cost),
        (t("No alarm, and it failed"), one.failures_a_year, failure),
        (t("Serviced by age before anything"), one.services_a_year - one.alarms_a_year, service),
    ]
    return Table.of_rows(
        f"alarms-{one.name}",
        t(one.title),
        [
            [
                Cell(t("What happens"), "what", what),
                Cell(t("A year"), "a_year", times, _times),
                Cell(t("Each costs"), "each", each, partial(amount, unit=unit)),
                Cell(t("Together"), "together", times * each, partial(amount, unit=unit)),
            ]
            for what, times, each in rows
        ],
    )


def swings(study: Study) -> Table:
    """Return what the winner's value hangs on."""
    unit = study.case.currency
    return Table.of_rows(
        "hangs-on",
        t("What it hangs on"),
        [
            [
                Cell("", "input", swing.name),
                Cell(t("Input"), "", swing.name, input_title),
                Cell(t("From"), "low", swing.low, input_value(swing.name, swing.low, unit)),
                Cell(t("To"), "high", swing.high, input_value(swing.name, swing.high, unit)),
                Cell(t("Worth then"), "npv_low", swing.npv_low, partial(amount, unit="")),
                Cell(t("and then"), "npv_high", swing.npv_high, partial(amount, unit=unit)),
            ]
            for swing in study.swings or ()
        ],
    )


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
                Cell(t("By a better model, a year"), "forecasts", one.forecasts or 0.0,
                     partial(amount, unit="")),
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
