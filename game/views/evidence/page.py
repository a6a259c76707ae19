"""Does it hold up?: a thousand games of any strategies and settings, while you look."""

from collections.abc import Mapping, Sequence
from functools import reduce

import plotly.graph_objects as go
import streamlit as st

from game.evidence.compare import count_clusters
from game.evidence.findings import GAMES, Findings, all_played, look
from game.evidence.margin import known_parts
from game.evidence.sweep import HORIZONS, SCENARIO
from game.evidence.where_it_pays import where_it_pays
from game.rules.scenario import DEFAULT
from game.rules.strategies import STRATEGIES, servicing
from game.text.language import number, t
from game.text.marking import mark
from game.views.evidence import charts, margin, places, words
from game.views.evidence import where_it_pays as pays
from game.views.evidence.words import escaped
from game.views.frame.drawing import chart, draw_again, palette, table
from game.views.frame.forms import choice, slider_and_box
from game.views.frame.theme import Palette

REFRESH = 1.5  # s, while games are played

_PRESETS = {
    "tuned": mark("Recommended"),
    "original": mark("The original's"),
    "own": mark("Your own"),
}


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        st.title(t("Does it hold up?"), anchor=False)
        st.markdown(_intro())
        strategies = _pick_strategies()
        preset, own = _pick_settings(strategies)
        seed = st.number_input(
            t("Seed"), 0, 2**32 - 1, 0, key="evidence-seed", width=200,
            help=t("Another seed, another thousand games. The same seed, the same figures."),
        )  # fmt: skip
        if not strategies:
            st.markdown(t("Pick a strategy to see what it earns."))
            return

        def refine() -> bool:
            ended, findings = all_played(seed), look(strategies, preset, own, seed)
            if findings is None:
                st.markdown(t("The first games are being played."))
                return False
            played, games = number(findings.games), number(GAMES)
            st.markdown(t("**{played} of {games} games played**", played=played, games=games))
            _show(findings, palette())
            _show_margin(seed, palette())
            return ended

        draw_again(refine, None if all_played(seed) else REFRESH)
        places.show()
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
        "is picked from these very engines, so it flatters itself a little. What a setting is "
        "worth is counted in the long run: where a game ends favours some ages by chance.",
        clusters=clusters,
        severities=severities,
        every=number(DEFAULT.retrain_every),
    )
    return f"## {heading}\n{explanation}"


def _pick_strategies() -> list[str]:
    """Ask which strategies to play."""
    names = list(STRATEGIES)
    picked = st.pills(
        t("Strategies"), names, selection_mode="multi", default=names, format_func=words.title,
        key="evidence-strategies",
    )  # fmt: skip
    return list(picked)


def _pick_settings(strategies: Sequence[str]) -> tuple[str, Mapping[str, int]]:
    """Ask for the settings: a name, and the numbers if they are the visitor's own."""
    hint = t(
        "Recommended: an age and a federation's alarm that follow from failures and prices; for a "
        "local model, an alarm that was good in thousands of simulated games, at usual prices. The "
        "original's: those of the Turbofan Tycoon of 2018, age 193 and threshold 10."
    )
    preset = choice(t("Settings"), _PRESETS, "tuned", "evidence-settings", help=hint)
    own = {}
    if preset == "own":
        for name in strategies:
            form = STRATEGIES[name].setting
            if form is not None:
                title, what = words.title(name), t(form.label).lower()
                label = t("{strategy}: {what}, cycles", strategy=title, what=what)
                start = (form.low + form.usual) // 2 if form.original is None else form.original
                own[name] = slider_and_box(label, form.low, form.high, start, f"evidence-{name}")
    return preset, own


def _show(findings: Findings, palette: Palette) -> None:
    """Draw everything that was found."""
    conclusions = words.conclusions(findings)
    if conclusions:
        numbered = (f"{number}. {sentence}" for number, sentence in enumerate(conclusions, 1))
        st.markdown(escaped("\n".join(numbered)))
        st.caption(escaped(pays.with_retraining(where_it_pays())))
    st.header(t("Profit"), anchor=False)
    _chart(charts.means(findings, palette), words.means(findings), "means")
    beside = reduce(_one_below_the_other, (t(words.SETTINGS[name]) for name in findings.beside))
    st.caption(
        t(
            "Bars are 95% intervals of the mean. Filled: the settings picked. Hollow: {settings}.",
            settings=beside,
        )
    )
    table(words.strategies_table(findings), "evidence")
    st.header(t("Luck of the draw"), anchor=False)
    _chart(charts.spreads(findings, palette), words.spreads(findings), "spreads")
    st.caption(t("Each dot is a game; the bar reaches from p10 to p90, the notch is the median."))
    if findings.margin is not None:
        st.header(t("Who wins, and when"), anchor=False)
        _chart(charts.horizons(findings, palette), words.winners(findings), "horizons")
        table(words.wins_table(findings), "evidence")
    for heading, names in (
        (t("What the service age is worth"), _servicing(by_age=True)),
        (t("What the alarm threshold is worth"), _servicing(by_age=False)),
    ):
        lines = [line for line in findings.curves if line.strategy in names]
        if lines:
            st.header(heading, anchor=False)
            text = " ".join(map(words.curve, lines))
            figure = charts.curves(lines, (*findings.rows, *findings.others), palette)
            _chart(figure, text, f"curve-{names[0]}")
            table(words.curves_table(names[0], lines), "evidence")


def _show_margin(seed: int, palette: Palette) -> None:
    """Draw what the federation's margin is made of."""
    parts = known_parts(seed)
    if parts is None:
        return
    st.header(t("What the lead is made of"), anchor=False)
    sentences = margin.sentences(parts)
    st.markdown(escaped("\n\n".join(sentences)))
    chart(margin.chart(parts, palette), "evidence-lead", " ".join(sentences))
    st.caption(
        t(
            "Bars are 95% intervals of the mean. The own models know the same four failures; how "
            "each was found stands in `docs/adr/0015-own-models.md`. In the sandbox a match can be "
            "played against any of them."
        )
    )
    table(margin.table(parts), "evidence")


def _servicing(by_age: bool) -> tuple[str, ...]:
    return tuple(name for name in servicing() if STRATEGIES[name].scheduled == by_age)


def _one_below_the_other(above: str, below: str) -> str:
    return t("{above} and, below, {below}", above=above, below=below)


def _chart(figure: go.Figure, text: str, key: str) -> None:
    st.markdown(escaped(text))
    chart(figure, f"evidence-{key}", text)
