"""The form of a plant: three inputs to begin with, the rest folded, one row of data for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from game.business.plant import NO_NUMBER, NO_WHOLE
from game.business.reading import limits_of, usual
from game.rules.errors import GameError
from game.text.language import number, refusal_text, t
from game.text.marking import mark
from game.views.business.amounts import AmountError, doubt, read_amount
from game.views.frame.drawing import sentence
from game.views.frame.state import hold


@dataclass(frozen=True)
class Row:
    """A field of the form.

    Attributes
    ----------
    path : of the value in a case
    label : with the unit, but for money
    percent : typed as a percentage, kept as a share
    many : several numbers in one field, separated by "to" or a comma
    may_be_empty : and is left out then
    """

    path: str
    label: str
    help: str = ""
    percent: bool = False
    many: bool = False
    may_be_empty: bool = False


FIRST = (
    Row("plant.machines", mark("Machines of one kind")),
    Row("plant.service_cost", mark("A planned service costs")),
    Row(
        "plant.failure_cost",
        mark("A failure costs"),
        mark("Its repair alone. What it damages elsewhere and the hours it takes stand below."),
    ),
)
"""What is asked first."""

FOLDED: Mapping[str, tuple[Row, ...]] = {
    mark("What a stop does"): (
        Row(
            "plant.hour_worth", mark("A running hour is worth"),
            mark("Margin that is lost while one machine stands: 0 where a spare takes over."),
        ),
        Row("plant.service_hours", mark("A service takes, hours")),
        Row("plant.failure_hours", mark("A failure takes, hours")),
        Row("plant.secondary_damage", mark("A failure damages elsewhere")),
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
            mark("A number for each of the first years; then all of it."),
            percent=True, many=True,
        ),
        Row("programme.inspection_cost", mark("A false alarm costs")),
        Row("programme.members", mark("Other members of a federation")),
        Row("programme.member_failures", mark("Failures on record of each")),
    ),
}  # fmt: skip
"""What is folded, by its heading."""

_MODEL = (
    Row("sensors", mark("Sensors, for each machine")),
    Row("integration", mark("Integration, once")),
    Row("people", mark("People, a year")),
    Row("fee", mark("Fee, a year")),
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
    f"{name}.{row.path}": row.label for name in MODELS for row in _MODEL
}
"""What every value is called, by its path."""


def in_words(refusal: GameError) -> GameError:
    """Return a refusal that calls a value as the form does."""
    names = {path.split(".")[1]: label for path, label in LABELS.items()}
    name = names.get(str(refusal.values.get("name")))
    return (
        refusal
        if name is None
        else type(refusal)(refusal.text, **{**refusal.values, "name": t(name)})
    )


@dataclass(frozen=True)
class Asked:
    """What a form says.

    Attributes
    ----------
    values : a case, as JSON: what its numbers come to together is not asked here
    unread : fields that hold no value they can have: theirs is the one from before
    """

    values: dict[str, Any]
    unread: tuple[str, ...]


def ask(start: Mapping[str, Any], turn: int, known: bool, unfolded: set[str]) -> Asked:
    """Ask for a case, from a case on; what cannot be read is said, and stays as it was.

    Parameters
    ----------
    turn : another one lets the fields begin anew
    known : whether a record of lifetimes takes the place of a law
    unfolded : titles of folds that held what cannot be read, and stay open: more may come
    """
    asked = {name: dict(start.get(name, {})) for name in ("plant", "programme")}
    unread: list[str] = []
    with st.container(horizontal=True, vertical_alignment="bottom", key="plant-first"):
        for row in FIRST:
            unread += _ask_into(asked, row, turn)
        name = f"plant-{turn}-currency"
        hold(name, start.get("currency", ""))
        unit = st.text_input(t("Unit of money"), key=name, max_chars=12, width=110)
    for title, all_rows in FOLDED.items():
        rows = [row for row in all_rows if not (known and row.path in LAW)]
        with _fold(title, rows, turn, unfolded), _beside_each_other():
            for row in rows:
                unread += _ask_into(asked, row, turn)
    for name, title in MODELS.items():
        rows = [_inside(row, name) for row in _rows_of(name)]
        with _fold(title, rows, turn, unfolded):
            unread += _ask_model(asked["programme"], name, rows, turn)
    return Asked({"name": start.get("name", ""), "currency": unit, **asked}, tuple(unread))


def _is_read(text: str, row: Row) -> bool:
    try:
        read(text, row)
    except GameError:
        return False
    return True


def _beside_each_other() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="bottom")


def _fold(title: str, rows: Sequence[Row], turn: int, unfolded: set[str]) -> DeltaGenerator:
    """Return a fold, open where a field in it cannot be read: what is wrong is seen."""
    texts = {row: st.session_state.get(_key(row, turn)) for row in rows}
    if any(text is not None and not _is_read(text, row) for row, text in texts.items()):
        unfolded.add(title)
    return st.expander(t(title), expanded=title in unfolded)


LAW = ("plant.mean_life", "plant.shape", "plant.failures_on_record")
"""What uploaded lifetimes take the place of."""


def _ask_model(programme: dict[str, Any], name: str, rows: Sequence[Row], turn: int) -> list[str]:
    key = f"plant-{turn}-{name}"
    hold(key, programme.get(name) is not None)
    if not st.toggle(t("Weigh it"), key=key):
        programme.pop(name, None)
        return []
    programme[name] = dict(programme.get(name) or {})
    with _beside_each_other():
        unread = [_ask_into({name: programme[name]}, row, turn) for row in rows]
    return [of_model(name, label) for label in chain(*unread)]


def _rows_of(model: str) -> list[Row]:
    """Return what is asked of a model: a fee of a federation alone."""
    return [row for row in _MODEL if model == "federated" or row.path != "fee"]


def _inside(row: Row, name: str) -> Row:
    return Row(f"{name}.{row.path}", row.label, row.help, row.percent, row.many, row.may_be_empty)


def _key(row: Row, turn: int) -> str:
    return f"plant-{turn}-{row.path}"


def _ask_into(asked: dict[str, dict[str, Any]], row: Row, turn: int) -> list[str]:
    """Draw a field, put what it says in its place, and return its label if it says nothing."""
    part, name = row.path.split(".")
    key = _key(row, turn)
    hold(key, written(asked[part].get(name, usual(part, name)), row))
    with st.container(width=210):
        text = st.text_input(t(row.label), key=key, help=t(row.help) or None, max_chars=60)
        try:
            value = read(text, row)
        except GameError as error:
            sentence(refusal_text(error))
            return [t(row.label)]
        if not row.many:
            sentence(doubt(text))
    if value is None:
        asked[part].pop(name, None)
    else:
        asked[part][name] = value
    return []


def assumed(case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return all that a case states, as the form calls and shows it.

    Parameters
    ----------
    case : as JSON

    Examples
    --------
    >>> assumed({"plant": {"machines": 3}, "programme": {"own": {"people": 900}}})
    [('Machines of one kind', '3'), ('A model of your own: people, a year', '900')]
    """
    told = [
        (t(row.label), written(value, row))
        for row in (*FIRST, *chain(*FOLDED.values()))
        if (value := _at(case, *row.path.split("."))) is not None
    ]
    for name in MODELS:
        for row in _rows_of(name):
            value = _at(case, "programme", name, row.path)
            if value is not None:
                told.append((of_model(name, t(row.label)), written(value, row)))
    return told


def _at(values: Any, *path: str) -> Any:
    for name in path:
        values = (values or {}).get(name)
    return values


def title_of(path: str) -> str:
    """Return what a value of a case is called, by its path.

    Examples
    --------
    >>> title_of("programme.years"), title_of("own.people")
    ('Years', 'A model of your own: people, a year')
    """
    part = path.split(".", maxsplit=1)[0]
    label = t(LABELS[path])
    return of_model(part, label) if part in MODELS else label


def of_model(name: str, label: str) -> str:
    """Return what a value of a model is called."""
    return t("{model}: {value}", model=t(MODELS[name]), value=_lower(label))


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def read(text: str, row: Row) -> Any:
    """Return what a field's text says: a number, a list of numbers, or None for an empty one.

    Raises
    ------
    GameError
        It says no number, or none that the field can have: in the unit of the field.
    """
    if not text.strip():
        if row.may_be_empty:
            return None
        raise AmountError(_EMPTY)
    times = 0.01 if row.percent else 1.0
    if row.many:
        parts = text.replace(t("to"), ";").replace("%", "").split(";")
        value: Any = [_whole(read_amount(part) * times) for part in parts]
    else:
        value = _whole(read_amount(text.replace("%", "") if row.percent else text) * times)
    _check(value, text, row)
    return value


def _check(value: Any, text: str, row: Row) -> None:
    """Refuse what a value cannot be in the words and the unit of its field."""
    limits = limits_of(*row.path.split("."))
    ends = value if row.many else [value]
    low, high = (0.0, 1.0) if limits is None else (limits.low, limits.high)
    inside = all(low <= end <= high for end in ends)
    if limits is None:
        right, refusal = inside, _NO_SHARES
    elif limits.two:
        right, refusal = inside and len(ends) == 2 and ends[0] <= ends[1], _NO_RANGE
    else:
        right = inside and (isinstance(value, int) or not limits.whole)
        refusal = NO_WHOLE if limits.whole else NO_NUMBER
    if not right:
        shown_low, shown_high = (_digits(end, row) for end in (low, high))
        raise AmountError(
            refusal, name=t(row.label), low=shown_low, high=shown_high, got=text.strip()
        )


_EMPTY = mark("This field is empty: write a number.")
_NO_SHARES = mark(
    "{name}: a number from {low} to {high} for each year, got {got}: write them like 30 to 80."
)
_NO_RANGE = mark(
    "{name} is the least and the greatest value thought possible, from {low} to {high}, got {got}: "
    "write them like 40 to 55."
)


def _whole(value: float) -> float | int:
    """Return a whole number as one, and a share without the dust of a hundredth."""
    value = round(value, 9)
    return int(value) if value == int(value) else value


def written(value: Any, row: Row) -> str:
    """Return a value as a field shows it, which ``read`` reads back."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        between = t("to")
        return f" {between} ".join(_digits(one, row) for one in value)
    return _digits(value, row)


def _digits(value: float, row: Row) -> str:
    shown = round(value * (100 if row.percent else 1), 7)
    digits = len(f"{shown:.7f}".rstrip("0").partition(".")[2])
    return number(shown, digits)
