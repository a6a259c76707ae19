"""Sandbox: every number of the rules is open; what comes of it is a link to play."""

import json

import streamlit as st

from game.api import Prospects, prospects
from game.rules.custom_scenario import base_of, open_rules, scenario_named
from game.rules.errors import GameError
from game.rules.links import encode
from game.rules.scenario import Scenario
from game.text.language import money, refusal_text, t, tn
from game.text.marking import mark
from game.views.evidence.page import link_to_evidence
from game.views.frame.drawing import refusals_told, sentence
from game.views.frame.state import view_state
from game.views.play.page import link_to_play
from game.views.sandbox.rules_form import ask_base, ask_rules


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        st.title(t("Sandbox"), anchor=False)
        st.markdown(_intro())
        start, problem = _opened()
        sentence(problem)
        base = ask_base(base_of(start))
        if base != base_of(start):
            start = scenario_named(base)
        promise = st.container()  # on the first screen, though it follows from all that is below
        with refusals_told():
            scenario = ask_rules(base, start)
            view_state().rules = st.query_params["rules"] = scenario.name
            with promise, refusals_told():
                _show(scenario, prospects(scenario))


def _intro() -> str:
    return t(
        "Change any number of the rules and play by them. The link carries your rules, so everyone "
        "who opens it plays the same. What does a failure have to cost before a schedule pays? "
        "When is a federation not worth joining?"
    )


def _opened() -> tuple[Scenario, str | None]:
    """Return the rules of the page's own link, or the ladder's and what was wrong with the link."""
    try:
        return open_rules(st.query_params.get("rules", view_state().rules)), None
    except GameError as error:
        return scenario_named("classic"), refusal_text(error)


def _show(scenario: Scenario, prospects: Prospects) -> None:
    st.markdown(_promise(prospects).replace("$", r"\$"))
    if prospects.lead:
        label = t(
            "What each model earns where services are ordered {lead} ahead, and whether one of "
            "your own beats the calendar",
            lead=tn("{n} cycle", "{n} cycles", prospects.lead),
        )
        link_to_evidence(label, prospects.lead)
    with st.container(horizontal=True, vertical_alignment="bottom", key="sandbox-go"):
        seed = st.number_input(
            t("Seed"), 0, 2**32 - 1, 7, key="sandbox-seed", width=200,
            help=t("Another seed, other engines. The same seed, the same engines."),
        )  # fmt: skip
        link_to_play(t("Play by these rules"), encode(scenario.name, seed, ()))
        st.download_button(
            t("For the command line (JSON)"),
            json.dumps(scenario.to_json(), indent=1),
            "scenario.json",
            "application/json",
            on_click="ignore",
        )


def _promise(prospects: Prospects) -> str:
    if prospects.scheduled > prospects.corrective:
        words = (
            mark("the best schedule, service at {age} cycles, **{scheduled}**")
            if not prospects.lead
            else mark(
                "the best schedule, service at {age} cycles, ordered at {ordered}, **{scheduled}**"
            )
        )
        schedule = t(
            words,
            age=prospects.age + prospects.lead,
            ordered=prospects.age,
            scheduled=money(prospects.scheduled),
        )
    else:
        schedule = t("no schedule earns more: here a service does not pay")
    return t(
        "Half of the engines fail by {usual} cycles, most of them between {short} and "
        "{long}. In a slot and 1,000 cycles, waiting for failures earns **{corrective}**; "
        "{schedule}; who knew every failure in advance would earn **{ceiling}**. What "
        "lies between the last two is all a forecast can win.",
        usual=prospects.usual,
        short=prospects.short,
        long=prospects.long,
        corrective=money(prospects.corrective),
        schedule=schedule,
        ceiling=money(prospects.ceiling),
    )
