"""Form fields that belong together."""

import streamlit as st

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
