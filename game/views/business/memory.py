"""A visitor's own plant, which their browser keeps: a server is handed it when they ask."""

from pathlib import Path

import streamlit as st

from game.text.language import t
from game.views.frame.state import PlantView

_SCRIPT = (Path(__file__).parent / "plant_memory.js").read_text(encoding="utf-8")
_ROW = (
    '<div class="tt-memory" hidden><button type="button" class="tt-link"></button>'
    '<button type="button" class="tt-link"></button>'
    '<button type="button" class="tt-link"></button><span></span></div>'
)
_STYLE = """
.tt-memory { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem;
  color: var(--tt-muted) }
.tt-memory[hidden], .tt-memory [hidden] { display: none }
"""

_component = st.components.v2.component(
    "turbofan_plant_memory", html=_ROW, js=_SCRIPT, css=_STYLE, isolate_styles=False
)


def of_browser(plant: str, view: PlantView) -> str | None:
    """Let the browser keep a plant, given as a link holds it, and offer the one that it has kept.

    Returns
    -------
    the kept one, once it is asked for
    """
    result = _component(
        key="plant-memory",
        data={
            "plant": plant,
            "own": view.linked or bool(view.changed),
            "linked": view.linked,
            "before": view.before is not None,
            "arrival": f"{view.viewer}-{view.arrivals}",
            "back": t("Back to my plant"),
            "forget": t("Forget it"),
            "keeps": t("What you change below your browser keeps for you, and nobody else."),
            "keeping": t("Your browser keeps this plant for your next visit, and nobody else."),
            "instead": t("Keep this one instead"),
            "another": t(
                "This is not the plant that your browser keeps for you. What you change here is "
                "not kept."
            ),
        },
        on_opened_change=lambda: None,
    )
    opened: str | None = result.opened
    return opened
