"""A plant in a link: in its fragment, which no server is sent and no preview shows."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from game.business.contenders import TITLES
from game.business.lives.files import MOST_LIVES
from game.business.plant import Case, PlantError
from game.business.reading import case_from_json, case_to_json
from game.text.language import t
from game.views.business.presets import PRESETS
from game.views.business.words.inputs import LABELS

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
_MOST_WORTH = 1e15

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


@dataclass(frozen=True)
class Begun:
    """What a link says beside a case: how that was come to.

    Attributes
    ----------
    preset : with which it was begun; None where nobody knows
    touched : paths of what the visitor has typed, also where it is as in the preset
    record : failures of the record to which its law was fitted: lifetimes never travel; 0 for none
    came : the answer that was worth most with that record, and its worth; None where not known
    """

    preset: str | None = None
    touched: frozenset[str] = frozenset()
    record: int = 0
    came: tuple[str, float] | None = None


_BEGUN, _TOUCHED, _RECORD, _CAME = "begun", "typed", "record", "came"
_KNOWN = ("currency", *LABELS)


def in_a_link(case: Case, begun: Begun) -> str:
    """Return a case as a link holds it."""
    beside = {_BEGUN: begun.preset, _TOUCHED: sorted(begun.touched), _RECORD: begun.record,
              _CAME: begun.came}  # fmt: skip
    return json.dumps({**case_to_json(case), **{name: one for name, one in beside.items() if one}})


def begun_with(text: str) -> Begun:
    """Return how the plant of a link was come to, as far as it says so in words we know."""
    told = json.loads(text)
    preset, touched, record = (told.get(name) for name in (_BEGUN, _TOUCHED, _RECORD))
    known = isinstance(record, int) and not isinstance(record, bool)
    return Begun(
        preset if isinstance(preset, str) and preset in PRESETS else None,
        frozenset(path for path in _KNOWN if isinstance(touched, list) and path in touched),
        record if known and 0 < record <= MOST_LIVES else 0,
        _came(told.get(_CAME)),
    )


def _came(told: object) -> tuple[str, float] | None:
    match told:
        case [str(name), float() as worth] if name in TITLES and abs(worth) < _MOST_WORTH:
            return name, worth
    return None


def is_same_plant(one: str, other: str) -> bool:
    """Return whether two links are of one plant, whatever it was found to be worth.

    Examples
    --------
    >>> is_same_plant('{"plant": 1, "came": ["own", 5]}', '{"plant": 1}')
    True
    """
    return _without_worth(one) == _without_worth(other)


def _without_worth(text: str) -> object:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return (
        {name: one for name, one in told.items() if name != _CAME}
        if isinstance(told, dict)
        else told
    )


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
        for name in (_BEGUN, _TOUCHED, _RECORD, _CAME):
            values.pop(name, None)
    case_from_json(values)
    return dict(values)
