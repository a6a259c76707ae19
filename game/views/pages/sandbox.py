"""Sandbox: every number of the rules is open; what comes of it is a link to play."""

import json

import streamlit as st

from game.errors import GameError
from game.links import encode
from game.sandbox import base_of, scenario_named
from game.scenario import Scenario
from game.use_cases import Prospects, prospects
from game.views.pages import play
from game.views.report_parts import sentence
from game.views.report_words import money
from game.views.rules_form import ask_base, ask_rules
from game.views.state import view_state

_INTRO = """
Change any number of the rules and play by them. The link carries your rules, so everyone who opens
it plays the same. What does a failure have to cost before a schedule pays? When is a federation not
worth joining?
"""


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        st.title("Sandbox", anchor=False)
        st.markdown(_INTRO)
        start, problem = _opened()
        if problem:
            sentence(problem)
        base = ask_base(base_of(start))
        if base != base_of(start):
            start = scenario_named(base)
        promise = st.container()  # on the first screen, though it follows from all that is below
        try:
            scenario = ask_rules(base, start)
        except GameError as error:
            sentence(str(error))
            return
        view_state().rules = st.query_params["rules"] = scenario.name
        with promise:
            _show(scenario)


def _opened() -> tuple[Scenario, str | None]:
    """Return the rules of the page's own link, or the ladder's and what was wrong with the link."""
    try:
        return scenario_named(st.query_params.get("rules", view_state().rules)), None
    except GameError as error:
        return scenario_named("classic"), str(error)


def _show(scenario: Scenario) -> None:
    st.markdown(_promise(prospects(scenario)).replace("$", r"\$"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="sandbox-go"):
        seed = st.number_input(
            "Seed", 0, 2**32 - 1, 7, key="sandbox-seed", width=200,
            help="Another seed, other engines. The same seed, the same engines.",
        )  # fmt: skip
        st.page_link(
            st.Page(play.render, title="Play", url_path="play", default=True),
            label="Play by these rules",
            query_params={"game": encode(scenario.name, seed, ())},
        )
        st.download_button(
            "For the command line (JSON)",
            json.dumps(scenario.to_json(), indent=1),
            "scenario.json",
            "application/json",
            on_click="ignore",
        )


def _promise(found: Prospects) -> str:
    if found.scheduled > found.corrective:
        schedule = f"the best schedule, service at {found.age} cycles, **{money(found.scheduled)}**"
    else:
        schedule = "no schedule earns more: here a service does not pay"
    return (
        f"Half of the engines fail by {found.usual} cycles, most of them between {found.short} and "
        f"{found.long}. In a slot and 1,000 cycles, waiting for failures earns "
        f"**{money(found.corrective)}**; {schedule}; who knew every failure in advance would earn "
        f"**{money(found.ceiling)}**. What lies between the last two is all a forecast can win."
    )
