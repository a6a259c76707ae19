"""A plant in a link: in its fragment, which no server is sent and no preview shows."""

import json
from pathlib import Path
from typing import Any

import streamlit as st

from game.business.plant import Case, PlantError
from game.business.reading import case_from_json, case_to_json
from game.text.language import t
from game.views.business.presets import PRESETS

_SCRIPT = (Path(__file__).parent / "plant_link.js").read_text(encoding="utf-8")
_BUTTON = (
    '<button type="button" class="tt-link"></button>'
    '<span role="status" class="tt-link-said"></span>'
)
_STYLE = """
.tt-link { font: inherit; color: var(--tt-text); background: var(--tt-panel); cursor: pointer;
  border: 1px solid var(--tt-rule); border-radius: 2px; padding: 0.5rem 0.75rem;
  min-height: 2.5rem }
.tt-link:hover { border-color: var(--tt-text) }
.tt-link-said { margin-left: 0.75rem; color: var(--tt-muted) }
"""
_LONGEST = 8_000

_component = st.components.v2.component(
    "turbofan_plant_link", html=_BUTTON, js=_SCRIPT, css=_STYLE, isolate_styles=False
)


OF_A_LINK = "linked"
"""What an address asks that has a plant in its fragment: a server is sent no fragment."""


def link(
    plant: str, viewer: str, *, waiting: bool = False, kept: bool = False, match: bool = False
) -> str | None:
    """Draw the button that copies a link to a plant, given as JSON; no button for none.

    Parameters
    ----------
    viewer : who is handed the plant of an address once
    waiting : whether the page waits for the plant of its address, and is told if there is none
    kept : whether the address is to hold the plant as it stands, for a reload
    match : whether it holds a match, which goes along

    Returns
    -------
    the plant of the page's own address, the first time it is seen
    """
    result = _component(
        key="plant-link",
        data={
            "plant": plant,
            "viewer": viewer,
            "waiting": waiting,
            "kept": kept,
            "mark": OF_A_LINK,
            "copy": t("Copy a link to this plant"),
            "copied": t("Copied: this plant, and the match at its prices.")
            if match
            else t("Copied: whoever opens it sees this plant."),
            "refused": t("It could not be copied, and stands in the address bar."),
        },
        on_opened_change=lambda: None,
    )
    opened: str | None = result.opened
    return opened


_BEGUN = "begun"
"""What a link says beside a case: with which preset it was begun, so that its values are told."""


def in_a_link(case: Case, preset: str | None) -> str:
    """Return a case as a link holds it.

    Parameters
    ----------
    preset : with which it was begun; None where nobody knows
    """
    begun = {} if preset is None else {_BEGUN: preset}
    return json.dumps({**case_to_json(case), **begun})


def begun_with(text: str) -> str | None:
    """Return with which preset the plant of a link was begun; None where it does not say."""
    preset = json.loads(text).get(_BEGUN)
    return preset if isinstance(preset, str) and preset in PRESETS else None


def opened_case(text: str) -> dict[str, Any]:
    """Return the case of a link, as JSON.

    Raises
    ------
    GameError
        What is wrong with it.
    """
    if len(text) > _LONGEST:
        raise PlantError("This link's plant is too long: ask for the file instead.")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PlantError("This link holds no plant: copy the whole of it.") from error
    if isinstance(values, dict):
        values.pop(_BEGUN, None)
    case_from_json(values)
    return dict(values)
