"""The values of a plant: what each is called, in which unit, and how it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

from game.rules.errors import GameError
from game.text.language import number, t
from game.text.marking import mark
from game.views.business.words.money import in_unit


@dataclass(frozen=True)
class Row:
    """A field of the form.

    Attributes
    ----------
    path : of the value in a case
    label : with the unit, but for money
    percent : typed as a percentage, kept as a share
    many : several numbers in one field, separated by ``between``
    may_be_empty : and is left out then
    money : in the visitor's unit
    between : "to" for the two ends of a range, "then" for one year after the other
    """

    path: str
    label: str
    help: str = ""
    percent: bool = False
    many: bool = False
    may_be_empty: bool = False
    money: bool = False
    between: str = mark("to")


FIRST = (
    Row("plant.machines", mark("Machines of one kind")),
    Row("plant.service_cost", mark("A planned service costs"), money=True),
    Row(
        "plant.failure_cost",
        mark("A failure costs"),
        mark("Its repair alone. What it damages elsewhere and the hours it takes stand below."),
        money=True,
    ),
)
"""What is asked first."""

FOLDED: Mapping[str, tuple[Row, ...]] = {
    mark("What a stop does"): (
        Row(
            "plant.hour_worth", mark("A running hour is worth"),
            mark("Margin that is lost while one machine stands: 0 where a spare takes over."),
            money=True,
        ),
        Row("plant.service_hours", mark("A service takes, hours")),
        Row("plant.failure_hours", mark("A failure takes, hours")),
        Row(
            "plant.secondary_damage", mark("A failure damages elsewhere"),
            mark("What else breaks or is spoilt, on top of the repair. 0 where nothing is."),
            money=True,
        ),
        Row("plant.lead_hours", mark("A service is ordered ahead, hours")),
        Row(
            "plant.crews", mark("Crews that work at one time"),
            mark("Empty: always enough. A machine that waits for a crew stands still."),
            may_be_empty=True,
        ),
    ),
    mark("How long machines last"): (
        Row("plant.hours_a_year", mark("Hours a year")),
        Row("plant.mean_life", mark("Mean life, hours")),
        Row(
            "plant.shape", mark("Shape of the Weibull law"),
            mark("1: failures come by chance, at any age. 2 to 4: machines wear out."),
        ),
        Row(
            "plant.failure_free", mark("Nothing fails in the first, hours"),
            mark("Machines that cannot fail early make a calendar worth far more. 0 if unsure."),
        ),
        Row(
            "plant.failures_on_record", mark("Failures on record"),
            mark("How many failures your mean life and shape rest on: few make a wide band."),
        ),
        Row(
            "plant.service_age", mark("Serviced today at the age of, hours"),
            mark("Empty: today every failure is waited for."), may_be_empty=True,
        ),
        Row(
            "plant.avoidable", mark("Failures that announce themselves, %"),
            mark("From the least to the most that you think possible."),
            percent=True, many=True,
        ),
        Row(
            "plant.spread", mark("How plants differ in mean life, %"),
            mark("Standard deviation between members of a federation."), percent=True,
        ),
    ),
    mark("The programme"): (
        Row("programme.years", mark("Years")),
        Row("programme.discount_rate", mark("Discount rate, % a year"), percent=True),
        Row(
            "programme.ramp_up", mark("In force in the first years, %"),
            mark(
                "A number for each of the first years, all of it afterwards. 30 then 80: 30% "
                "of the machines in the first year, 80% in the second, all from the third on."
            ),
            percent=True, many=True, between=mark("then"),
        ),
        Row("programme.inspection_cost", mark("A false alarm costs"), money=True),
        Row("programme.members", mark("Other members of a federation")),
        Row("programme.member_failures", mark("Failures on record of each")),
    ),
}  # fmt: skip
"""What is folded, by its heading."""

MODEL = (
    Row("sensors", mark("Sensors, for each machine"), money=True),
    Row("integration", mark("Integration, once"), money=True),
    Row("people", mark("People, a year"), money=True),
    Row(
        "fee", mark("Fee of the federation, a year"),
        mark("Whoever hears its members pays it: a calendar from all members' records, too."),
        money=True,
    ),
    Row("false_alarms", mark("False alarms, a machine and year")),
    Row(
        "error", mark("Forecasts miss by, % of the mean life"),
        mark("From the least to the most. Empty: as measured on our turbofans."),
        percent=True, many=True, may_be_empty=True,
    ),
    Row(
        "detection", mark("Detected of what announces itself, %"),
        mark("From the least to the most. Empty: as measured on our turbofans."),
        percent=True, many=True, may_be_empty=True,
    ),
)  # fmt: skip

MODELS: Mapping[str, str] = {
    "own": mark("A model of your own"),
    "federated": mark("A federated model"),
}


LABELS: Mapping[str, str] = {row.path: row.label for row in (*FIRST, *chain(*FOLDED.values()))} | {
    f"{name}.{row.path}": row.label for name in MODELS for row in MODEL
}
"""What every value is called, by its path."""


_MORE_YEARS = mark(
    "*In force in the first years* names {count} years, of a programme of {years}: write fewer "
    "numbers there, or more years."
)


def in_words(refusal: GameError) -> GameError:
    """Return a refusal that calls a value as the form does."""
    if refusal.values.get("path") == "programme.ramp_up":
        told = {"count": refusal.values["count"], "years": refusal.values["years"]}
        return type(refusal)(_MORE_YEARS, **told)
    names = {path.split(".")[1]: label for path, label in LABELS.items()}
    name = names.get(str(refusal.values.get("name")))
    return (
        refusal
        if name is None
        else type(refusal)(refusal.text, **{**refusal.values, "name": t(name)})
    )


LAW = ("plant.mean_life", "plant.shape", "plant.failures_on_record")
"""What uploaded lifetimes take the place of."""


def rows_of(model: str) -> list[Row]:
    """Return what is asked of a model: a fee of a federation alone."""
    return [row for row in MODEL if model == "federated" or row.path != "fee"]


def inside(row: Row, name: str) -> Row:
    """Return a row of a model as that of a case."""
    return replace(row, path=f"{name}.{row.path}")


_ALL = (
    *FIRST,
    *chain(*FOLDED.values()),
    *(inside(row, name) for name in MODELS for row in rows_of(name)),
)


class Assumed(NamedTuple):
    """A value that a case states."""

    path: str
    label: str
    said: str  # as it is written, with its unit


def assumed(case: Mapping[str, Any]) -> list[Assumed]:
    """Return all that a case states, as the form calls and shows it.

    Parameters
    ----------
    case : as JSON

    Examples
    --------
    >>> told = {"plant": {"machines": 3}, "programme": {"own": {"people": 900}}, "currency": "EUR"}
    >>> [(one.label, one.said) for one in assumed(told)]
    [('Machines of one kind', '3'), ('A model of your own: people, a year', '900 EUR')]
    """
    unit = case.get("currency", "")
    return [
        Assumed(row.path, title_of(row.path), with_unit(value, row, unit))
        for row in _ALL
        if (value := value_at(case, row.path)) is not None
    ]


def value_at(case: Mapping[str, Any], path: str) -> Any:
    """Return the value of a case, as JSON, at a path; None where nothing is said of it."""
    part, name = path.split(".")
    holder: Any = case.get(part)
    if part in MODELS:
        holder = (case.get("programme") or {}).get(part)
    return (holder or {}).get(name)


def with_unit(value: Any, row: Row, unit: str) -> str:
    """Return a value as it is written outside of its field: money with its unit."""
    said = written(value, row)
    return in_unit(said, unit) if row.money else said


def title_of(path: str) -> str:
    """Return what a value of a case is called, by its path.

    Examples
    --------
    >>> title_of("programme.years"), title_of("own.people")
    ('Years', 'A model of your own: people, a year')
    """
    if path == "federated.fee":  # of whoever hears members, not of the model alone
        return t("The federation's fee, a year")
    part = path.split(".", maxsplit=1)[0]
    label = t(LABELS[path])
    return of_model(part, label) if part in MODELS else label


def of_model(name: str, label: str) -> str:
    """Return what a value of a model is called."""
    return t("{model}: {value}", model=t(MODELS[name]), value=_lower(label))


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def written(value: Any, row: Row) -> str:
    """Return a value as a field shows it and reads it back."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        between = t(row.between)
        return f" {between} ".join(digits(one, row) for one in value)
    return digits(value, row)


def digits(value: float, row: Row) -> str:
    """Return one number as a field shows it."""
    shown = round(value * (100 if row.percent else 1), 7)
    decimals = len(f"{shown:.7f}".rstrip("0").partition(".")[2])
    return number(shown, decimals)
