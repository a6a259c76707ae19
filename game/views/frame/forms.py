"""Form fields that belong together."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from game.rules.codes import Number
from game.text.language import t
from game.views.frame.state import hold, pass_on, view_state


def slider_and_box(label: str, low: int, high: int, start: int, key: str) -> int:
    """Draw a slider with a number box beside it, two handles of one whole number."""
    slider, box = f"{key}-slider", f"{key}-box"
    numbers = view_state().numbers  # outlive the fields, which may be off the page for a while
    for handle in (slider, box):
        hold(handle, numbers.get(key, start))
    wide, narrow = st.columns([4, 1], vertical_alignment="bottom", gap="medium")
    number: int = wide.slider(
        label, low, high, start, key=slider, on_change=pass_on, args=(slider, box)
    )
    narrow.number_input(
        t("{label}, as a number", label=label), low, high, start, key=box, on_change=pass_on,
        args=(box, slider), label_visibility="collapsed",
    )  # fmt: skip
    numbers[key] = number
    return number


def number_field(label: str, code: Number, value: float, **options: Any) -> float:
    """Draw a field for a number that a link can write, with Streamlit's options."""
    kind = int if code.scale == 1 else float
    low, high, start = kind(code.low), kind(code.high), kind(value)
    number: float = st.number_input(label, low, high, start, **options)
    return number


def choice(label: str, titles: Mapping[str, str], start: str, key: str, **options: Any) -> str:
    """Draw a row of buttons, one of which is chosen; returns its name.

    Parameters
    ----------
    titles : of the names, as ``mark`` names them
    options : of Streamlit's field
    """
    chosen = st.segmented_control(
        label, list(titles), default=start, required=True, key=key,
        format_func=lambda name: t(titles[name]), **options,
    )  # fmt: skip
    return str(chosen)
