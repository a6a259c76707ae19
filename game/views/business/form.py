"""The form of a plant: three inputs to begin with, the rest folded, one row of data for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from game.business.plant import HOURS_OF_A_YEAR, NO_NUMBER, NO_WHOLE, Limits
from game.business.reading import limits_of, usual
from game.rules.errors import GameError
from game.text.language import number, refusal_text, t
from game.text.marking import mark
from game.views.business.amounts import AmountError, check_meant, read_amount, read_as, without_unit
from game.views.business.words.inputs import (
    FIRST,
    FOLDED,
    LAW,
    MODELS,
    Row,
    digits,
    inside,
    of_model,
    rows_of,
    value_at,
    written,
)
from game.views.business.words.whose import Origins
from game.views.frame.drawing import prose
from game.views.frame.state import PlantView


@dataclass(frozen=True)
class Asked:
    """What a form says.

    Attributes
    ----------
    values : a case, as JSON: what its numbers come to together is not asked here
    unread : fields that hold no value they can have: theirs is the one from before
    places : below each field, by its path: for what is known once all of them are read
    answer : below what is asked first: for what comes of it
    """

    values: dict[str, Any]
    unread: tuple[str, ...]
    places: Mapping[str, DeltaGenerator]
    answer: DeltaGenerator


def ask(view: PlantView) -> Asked:
    """Ask for a case, from the one in view on; what cannot be read is said, and stays as it was.

    A record of lifetimes takes the place of a law.
    """
    start, turn, unfolded = view.values, view.turn, view.unfolded
    known = view.lifetimes is not None
    asked = {name: dict(start.get(name, {})) for name in ("plant", "programme")}
    unread: list[str] = []
    unit = str(st.session_state.get(f"plant-{turn}-currency", start.get("currency", "")))
    form = _Form(turn, {}, view.touched, view.changed, unit)
    with st.container(horizontal=True, vertical_alignment="bottom", key="plant-first"):
        for row in FIRST:
            unread += _ask_into(asked, row, form)
        with st.container(width=130, gap=None):
            unit = st.text_input(
                t("Unit of money"), start.get("currency", ""), 12, f"plant-{turn}-currency",
                on_change=view.touched.add, args=(_UNIT,),
            )  # fmt: skip
            form.places[_UNIT] = st.container()
    answer = st.container(border=True)
    for title, all_rows in FOLDED.items():
        rows = [row for row in all_rows if not (known and row.path in LAW)]
        with _fold(title, rows, form, unfolded), _beside_each_other():
            for row in rows:
                unread += _ask_into(asked, row, form)
    for name, title in MODELS.items():
        rows = [inside(row, name) for row in rows_of(name)]
        with _fold(title, rows, form, unfolded):
            unread += _ask_model(asked["programme"], name, rows, form)
    values = {"name": start.get("name", ""), "currency": unit, **asked}
    return Asked(values, tuple(unread), form.places, answer)


_UNIT = "currency"


@dataclass(frozen=True)
class _Form:
    """A form that is being drawn."""

    turn: int
    places: dict[str, DeltaGenerator]
    touched: set[str]  # paths of fields in which the visitor has typed
    own: frozenset[str]  # of values that were the visitor's when the form was last drawn
    unit: str  # of money


def say_whose(asked: Asked, origins: Origins) -> None:
    """Write below each field whose its value is."""
    for path, place in asked.places.items():
        whose = origins.said(path)
        if whose:
            stated = path == _UNIT or value_at(asked.values, path) is not None
            said = whose if stated else t("not stated")
            place.html(
                f"<p class='tt-whose tt-{origins.of(path) if stated else 'open'}'>{said}</p>"
            )


def fold_of(path: str) -> str | None:
    """Return the title of the fold that holds a field; None for what is asked first.

    Examples
    --------
    >>> fold_of("programme.years"), fold_of("own.people"), fold_of("plant.machines")
    ('The programme', 'A model of your own', None)
    """
    part = path.split(".", maxsplit=1)[0]
    if part in MODELS:
        return MODELS[part]
    folds = (title for title, rows in FOLDED.items() if path in [row.path for row in rows])
    return next(folds, None)


def _is_read(text: str, row: Row, unit: str) -> bool:
    try:
        read(text, row, unit)
    except GameError:
        return False
    return True


def _beside_each_other() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="bottom")


def _fold(title: str, rows: Sequence[Row], form: _Form, unfolded: set[str]) -> DeltaGenerator:
    """Return a fold, open where a field in it cannot be read: what is wrong is seen."""
    texts = {row: st.session_state.get(_key(row, form.turn)) for row in rows}
    if any(text is not None and not _is_read(text, row, form.unit) for row, text in texts.items()):
        unfolded.add(title)
    return st.expander(t(title), expanded=title in unfolded)


def _ask_model(programme: dict[str, Any], name: str, rows: Sequence[Row], form: _Form) -> list[str]:
    key = f"plant-{form.turn}-{name}"
    if not st.toggle(t("Weigh it"), programme.get(name) is not None, key):
        programme.pop(name, None)
        return []
    programme[name] = dict(programme.get(name) or {})
    with _beside_each_other():
        unread = [_ask_into({name: programme[name]}, row, form) for row in rows]
    return [of_model(name, label) for label in chain(*unread)]


def _key(row: Row, turn: int) -> str:
    return f"plant-{turn}-{row.path}"


def _ask_into(asked: dict[str, dict[str, Any]], row: Row, form: _Form) -> list[str]:
    """Draw a field, put what it says in its place, and return its label if it says nothing."""
    part, name = row.path.split(".")
    key = _key(row, form.turn)
    # Its own value, none of the session's: what two quick runs set there a browser may never hear.
    begun = written(asked[part].get(name, usual(part, name)), row)
    with st.container(width=210, gap=None):
        text = st.text_input(
            t(row.label), begun, 60, key, help=t(row.help) or None,
            on_change=form.touched.add, args=(row.path,),
        )  # fmt: skip
        form.places[row.path] = st.container()
        try:
            value = read(text, row, form.unit)
        except GameError as error:
            if row.path not in form.own:  # the value in use is still the example's
                form.touched.discard(row.path)
            _say_below("refused", refusal_text(error))
            return [t(row.label)]
        for said in _doubts(without_unit(text, form.unit) if row.money else text, value, row):
            _say_below("doubted", said)
    if value is None:
        asked[part].pop(name, None)
    else:
        asked[part][name] = value
    return []


def _say_below(kind: str, text: str) -> None:
    st.html(f"<p class='tt-{kind}'>{prose(text)}</p>")


def _doubts(text: str, value: Any, row: Row) -> list[str]:
    """Say how a value was read that may have been meant otherwise."""
    said = []
    if value is not None and _may_be_thousands(value, row) and (told := read_as(text)) is not None:
        said.append(told)
    ends = value if isinstance(value, list) else [value or 0.0]
    if row.percent and max(ends) > 0 and all(end < 0.01 for end in ends):
        meant = [100 * end for end in ends] if row.many else 100 * ends[0]
        bare = text.replace("%", "").strip()
        text = t("{got} is read as {got}%. For {meant}% write {meant}.", got=bare,
                 meant=written(meant, row))  # fmt: skip
        said.append(text)
    if row.path == "plant.hours_a_year" and ends[0] > HOURS_OF_A_YEAR:
        said.append(
            t(
                "A year has {hours} hours: more is right only where you count something else, "
                "such as cycles.",
                hours=number(HOURS_OF_A_YEAR),
            )
        )
    return said


def read(text: str, row: Row, unit: str = "") -> Any:
    """Return what a field's text says: a number, a list of numbers, or None for an empty one.

    Parameters
    ----------
    unit : of money: an amount may stand with it

    Raises
    ------
    GameError
        It says no number, or none that the field can have: in the unit of the field.
    """
    if not text.strip():
        if row.may_be_empty:
            return None
        raise AmountError(_EMPTY)
    text = without_unit(text, unit) if row.money else text
    times = 0.01 if row.percent else 1.0
    limits = limits_of(*row.path.split("."))
    if row.many:
        bare = text.replace(t("then"), ";").replace(t("to"), ";")
        parts = bare.replace("%", "").split(";")
        value: Any = [_whole(read_amount(part) * times) for part in parts]
        if limits is not None and limits.two and len(value) == 1:
            value *= 2  # who is sure of it
    else:
        value = _whole(read_amount(text.replace("%", "") if row.percent else text) * times)
    _check(value, text, row, limits)
    if _may_be_thousands(value, row):
        check_meant(text, row.money)
    return value


def _may_be_thousands(value: Any, row: Row) -> bool:
    """Return whether a thousand times as much could be meant."""
    limits = limits_of(*row.path.split("."))
    return not row.many and limits is not None and 1_000 * value <= limits.high


def _check(value: Any, text: str, row: Row, limits: Limits | None) -> None:
    """Refuse what a value cannot be in the words and the unit of its field."""
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
        shown_low, shown_high = (digits(end, row) for end in (low, high))
        raise AmountError(
            refusal, name=t(row.label), low=shown_low, high=shown_high, got=text.strip()
        )


_EMPTY = mark("This field is empty: write a number.")
_NO_SHARES = mark(
    "{name}: a number from {low} to {high} for each year, got {got}: write them like 30 then 80."
)
_NO_RANGE = mark(
    "{name} is the least and the greatest value thought possible, from {low} to {high}, got {got}: "
    "write them like 40 to 55."
)


def _whole(value: float) -> float | int:
    """Return a whole number as one, and a share without the dust of a hundredth."""
    value = round(value, 9)
    return int(value) if value == int(value) else value
