"""Where does it pay?: the map of the evidence page, and a place of it played anew."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from game.evidence.where_it_pays import (
    FAN_SHARES,
    FEDERATIONS,
    NEVER_RETRAINED,
    OWN_FAILURES,
    RETRAININGS,
    WORLDS,
    Map,
    Place,
    play_anew,
    where_it_pays,
)
from game.text.language import number, percent, t
from game.views.evidence import where_it_pays as pays
from game.views.evidence.names import escaped
from game.views.frame.drawing import chart, draw_again, drawn_once, table
from game.views.frame.forms import choice
from game.views.frame.theme import Palette

REFRESH = 1.5  # s, while games are played


def show(lead: int) -> None:
    """Draw the map, what it says, and other prices.

    Parameters
    ----------
    lead : of the rest of the page; the map's services begin at once
    """
    found = where_it_pays()
    st.header(t("Where does it pay?"), anchor=False)
    if lead:
        st.markdown(t("In these matches, unlike above, every service begins at once."))
    against = choice(t("Against"), pays.AGAINST, "usual", "evidence-against")
    sentence = pays.summary(found, against)
    st.markdown(escaped(sentence))
    chart(drawn_once(_map, against), "evidence-map", sentence)
    st.caption(escaped(pays.provenance(found)))
    table(pays.cells_table(found), "evidence")
    st.markdown(escaped("\n".join(f"- {line}" for line in pays.examples(found))))
    _ask_anew(found)
    st.subheader(t("At other prices"), anchor=False)
    st.markdown(escaped(pays.prices(found)))
    table(pays.prices_table(found), "evidence")


def _map(against: str, palette: Palette) -> go.Figure:
    return pays.chart(where_it_pays(), against, palette)


def _ask_anew(found: Map) -> None:
    """Ask for a place and a seed, and play it while somebody looks."""
    with st.expander(t("Play a place anew, with another seed"), key="evidence-anew"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            usual = Place()
            share = _one_of(t("Fan faults"), FAN_SHARES, usual.fan_share, percent)
            own = _one_of(t("Own failures"), OWN_FAILURES, usual.own_failures, number)
            every = _one_of(t("Retrained every"), RETRAININGS, usual.retrain_every, _rhythm)
            size = _one_of(t("Factories"), FEDERATIONS, usual.federation_size, number)
            seed = st.number_input(t("Seed"), 0, 2**32 - 1, 1, key="evidence-anew-seed", width=150)
        place = Place(share, own, every, size)
        if not st.toggle(t("Play it"), key="evidence-anew-play"):
            return

        def refine() -> bool:
            cell, finished = play_anew(place, seed)
            if cell is None:
                st.markdown(t("The first games are being played."))
                return False
            played = t(
                "**{worlds} of {all} worlds played**",
                worlds=number(cell.worlds),
                all=number(WORLDS),
            )
            st.markdown(escaped(f"{played}. {pays.beside(cell, found.at(place), found.seed)}"))
            return finished

        draw_again(refine, None if play_anew(place, seed)[1] else REFRESH)


def _one_of(label: str, values: Sequence[Any], usual: Any, write: Callable[[Any], str]) -> Any:
    return st.selectbox(label, values, values.index(usual), write, width=170)


def _rhythm(every: int) -> str:
    return t("never") if every == NEVER_RETRAINED else t("{every} cycles", every=number(every))
