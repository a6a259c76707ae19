"""A record of lifetimes: it is read once, used until it is taken away, and missed where it is lost.

The field for files forgets its file when one looks at another page, and between two files it is
empty: what stands in it says nothing of which record is used.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from game.business.lives.files import read_lifetimes, text_of
from game.business.plant import NOTHING_FAILED, PlantError
from game.business.reading import case_from_json
from game.rules.errors import GameError
from game.text.language import refusal_text, t
from game.views.business import charts
from game.views.business.words import standing, verdict
from game.views.business.words.inputs import LAW, value_at
from game.views.business.words.money import plain
from game.views.frame.drawing import chart, palette, refusals_told, sentence
from game.views.frame.state import PlantView


def ask_record(view: PlantView) -> list[str]:
    """Ask for a record of lifetimes, in the place of a law; say what stands if a file is none."""
    with st.expander(t("Your own lifetimes, as a file")):
        st.markdown(
            t(
                "A CSV: the first line is `hours,failed`, then a line for each life, such as "
                "`8120,yes`. `no` stands for a machine that still runs or was serviced before it "
                "failed. The file is read here, and kept nowhere."
            )
        )
        warned = _read(view, t("Lifetimes (CSV)"), f"plant-lifetimes-{view.uploads}")
        if view.lifetimes is not None:
            _show(view, view.lifetimes)
    return warned


def say_lost(view: PlantView) -> list[str]:
    """Say that figures are of the law of a record that is gone, and ask for it again."""
    if not view.lost:
        return []
    with st.container(key="plant-lost", border=True):
        unit = view.values.get("currency", "")
        st.markdown(plain(standing.lost(view.lost, view.came, unit)))
        return _read(view, t("Upload the record again (CSV)"), f"plant-lost-{view.uploads}")


def _read(view: PlantView, label: str, key: str) -> list[str]:
    """Ask for a file; a record that can be read is used from now on, of another nothing is."""
    file = st.file_uploader(label, type="csv", key=key)
    if file is None:
        return []
    try:
        text = text_of(file.getvalue())
        if not read_lifetimes(text).failures:
            raise PlantError(NOTHING_FAILED)
        _check_unit(view, text)
    except GameError as error:
        sentence(refusal_text(error))
        return [standing.of_file(file.name, view.file)]
    view.use(text, file.name)
    st.rerun()


def _check_unit(view: PlantView, lifetimes: str) -> None:
    """Refuse lives that seem to be in another unit: what else is wrong the form can mend."""
    try:
        case_from_json(with_lifetimes(view.values, lifetimes))
    except GameError as error:
        if error.values.get("path") == "plant.lifetimes":
            raise


def _show(view: PlantView, lifetimes: str) -> None:
    record = read_lifetimes(lifetimes)
    said = verdict.record(record)
    st.markdown(standing.used(view.file, said))
    if st.button(t("Leave this record out"), key="plant-no-record"):
        view.use(None, "")
        st.rerun()
    with refusals_told():
        chart(charts.lifetimes(record, palette()), "plant-lives", said)


def with_lifetimes(values: dict[str, Any], lifetimes: str | None) -> dict[str, Any]:
    """Put uploaded lifetimes in the place of a law."""
    if lifetimes is None:
        return values
    plant = {name: one for name, one in values["plant"].items() if f"plant.{name}" not in LAW}
    return {**values, "plant": {**plant, "lifetimes": lifetimes}}


def has_another_law(values: Mapping[str, Any], than: Mapping[str, Any]) -> bool:
    """Return whether one case, as JSON, has another law of lifetimes than another case."""
    return any(value_at(values, path) != value_at(than, path) for path in LAW)
