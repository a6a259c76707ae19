"""The form of the lab's levers, one field for each."""

from typing import Any

import streamlit as st

from game.lab.experiments import EXPERIMENTS
from game.lab.levers import DEGREES, GROUPS, LEVERS, TITLES, UNITS, Lever
from game.lab.settings import SCAFFOLD_STEP, LabSettings
from game.rules.codes import Choice
from game.rules.errors import GameError
from game.text.language import t
from game.views.frame.drawing import sentence
from game.views.frame.forms import number_field
from game.views.frame.state import view_state

_VALUES: dict[str, object] = {"units": UNITS, "degrees": DEGREES, "rate": SCAFFOLD_STEP}
"""That hints name."""


def pick_experiment() -> None:
    """Offer the prepared experiments, and ask the question of the one that was picked."""
    view = view_state().lab
    with st.container(horizontal=True, gap="small", key="lab-experiments"):
        for name, prepared in EXPERIMENTS.items():
            st.button(
                t(prepared.title), key=f"lab-{name}", on_click=_begin, args=(name,),
                type="primary" if name == view.experiment else "secondary",
            )  # fmt: skip
    if view.experiment:
        st.markdown(f"**{t(EXPERIMENTS[view.experiment].question)}**")
    else:
        st.markdown(
            t("Factories train on failures that they show to nobody. Move a lever: what if?")
        )


def _begin(name: str) -> None:
    view = view_state().lab
    view.begin(EXPERIMENTS[name].settings)
    st.query_params["lab"] = view.settings.text


def read_levers() -> LabSettings:
    """Return what the levers say, before they are drawn.

    Raises
    ------
    LabError
        Levers that do not go together.
    """
    view = view_state().lab
    if not any(key in st.session_state for key in _keys().values()):
        view.start = view.settings
    return LabSettings.of(**_values())


def moved() -> bool:
    """Say whether a field that is drawn shows another value than the lab has."""
    levers, shown = view_state().lab.settings.levers, st.session_state
    return any(
        key in shown and _read(LEVERS[name], shown[key]) != levers[name]
        for name, key in _keys().items()
    )


def draw_levers(problem: GameError | None) -> None:
    """Draw a field for every lever, once they have been read; a problem stands where it arose."""
    view, keys, values = view_state().lab, _keys(), _values()
    before, starts = view.settings.levers, view.start.levers
    changed = [name for name, value in values.items() if value != before[name]]
    inactive = view.settings.inactive
    for group in GROUPS:
        with st.expander(t(group), expanded=group == GROUPS[0]):
            for name, lever in LEVERS.items():
                if lever.group != group:
                    continue
                # As defaults: a value that is set from here is lost if the page is drawn twice.
                _draw(lever, starts[name], keys[name], name in inactive)
                if problem and name == changed[-1]:
                    sentence(str(problem))
                    sentence(t("Until then the lab before it stays."))


def _values() -> dict[str, Any]:
    """Return what the fields show; of one that an earlier run has not come to, what it will."""
    shown, starts = st.session_state, view_state().lab.start.levers
    return {
        name: _read(LEVERS[name], shown[key]) if key in shown else starts[name]
        for name, key in _keys().items()
    }


def _keys() -> dict[str, str]:
    turn = view_state().lab.turn
    return {name: f"lab-{turn}-{name}" for name in LEVERS}


def _read(lever: Lever, shown: Any) -> Any:
    """Return a lever's value from what its field shows."""
    return shown / 100 if lever.percent else shown


def _draw(lever: Lever, value: Any, key: str, inactive: bool) -> None:
    label, hint = t(lever.label), lever.hint and t(lever.hint, **_VALUES)
    same: dict[str, Any] = {"key": key, "help": hint, "disabled": inactive}
    code = lever.code
    if isinstance(code, Choice):
        words = {choice: code.write(choice) for choice in code.values}
        titles = {choice: t(TITLES.get(word, word)) for choice, word in words.items()}
        choices = list(titles)
        title = titles.__getitem__  # in the language of this run
        st.selectbox(label, choices, choices.index(value), format_func=title, **same)
    elif lever.percent:
        low, high = round(100 * code.low), round(100 * code.high)
        st.slider(label, low, high, round(100 * value), **same)
    elif lever.slides:
        kind: type = float if lever.step else int
        tenths = "%.1f" if lever.step else None
        ends = kind(code.low), kind(code.high)
        st.slider(label, *ends, kind(value), lever.step, format=tenths, **same)
    else:
        digits = f"%.{len(str(code.scale)) - 1}f" if code.scale > 1 else None
        number_field(label, code, value, step=lever.step, format=digits, **same)
