"""Does it hold up?: a thousand games of any strategies and settings, while you look."""

import streamlit as st

from game.evidence.compare import count_clusters
from game.evidence.findings import GAMES, all_played, look
from game.evidence.sweep import HORIZONS, SCENARIO
from game.rules.scenario import DEFAULT
from game.text.language import number, t
from game.views.evidence import parts
from game.views.frame.drawing import palette
from game.views.frame.visitor import in_this_language


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        st.title(t("Does it hold up?"), anchor=False)
        st.markdown(_intro())
        strategies = parts.pick_strategies()
        preset, own = parts.pick_settings(strategies)
        seed = st.number_input(
            t("Seed"), 0, 2**32 - 1, 0, key="evidence-seed", width=200,
            help=t("Another seed, another thousand games. The same seed, the same figures."),
        )  # fmt: skip
        if not strategies:
            st.markdown(t("Pick a strategy to see what it earns."))
            return
        waiting = not all_played(seed)

        def refine() -> None:
            findings = look(strategies, preset, own, seed)
            if findings is None:
                st.markdown(t("The first games are being played."))
                return
            if waiting and all_played(seed):
                st.rerun()  # once more without the clock
            played, games = number(findings.games), number(GAMES)
            st.markdown(t("**{played} of {games} games played**", played=played, games=games))
            parts.show(findings, palette())

        st.fragment(in_this_language(refine), run_every=1.5 if waiting else None)()
        st.markdown(_what_is_played())


def _intro() -> str:
    return t(
        "One game is an anecdote. Here every strategy plays the same {games} games: {cycles} "
        "cycles, everything unlocked, the same engines for all. The figures come while the games "
        "are played, and the intervals shrink.",
        games=number(GAMES),
        cycles=number(HORIZONS[-1]),
    )


def _what_is_played() -> str:
    heading = t("What is played")
    clusters, severities = count_clusters(SCENARIO, GAMES)
    explanation = t(
        "Games come in {clusters} clusters, each with its own engines, archive and federation; "
        "{severities} severities of usage take turns. Only clusters count as observations in an "
        "interval, because games of one cluster share their luck. Models and recommended settings "
        "are those of cycle 0: **nobody retrains here**, so that a setting can be answered at "
        "once. In a match factories retrain every {every} cycles, which cures some local models of "
        "a blind spot. "
        '`python -m game compare` plays with retraining, and takes its time. "Best in hindsight" '
        "is picked from these very games, so it flatters itself a little.",
        clusters=clusters,
        severities=severities,
        every=number(DEFAULT.retrain_every),
    )
    return f"## {heading}\n{explanation}"
