"""Does it hold up?: a thousand games of any strategies and settings, while you look."""

from collections.abc import Mapping, Sequence
from functools import reduce

import plotly.graph_objects as go
import streamlit as st

from game.evidence.compare import count_clusters
from game.evidence.contestants import contestants, kind_of
from game.evidence.findings import GAMES, Findings, all_played, look
from game.evidence.margin import known_parts
from game.evidence.sweep import HORIZONS, SCENARIO, ahead
from game.evidence.where_it_pays import where_it_pays
from game.rules.custom_scenario import NUMBERS
from game.rules.errors import GameError, ScenarioError
from game.rules.scenario import DEFAULT, LONGEST_LEAD, OPEN
from game.text.language import number, refusal_text, t, tn
from game.text.marking import mark
from game.views.evidence import charts, conclusions, margin, names, places, profits, tables
from game.views.evidence import where_it_pays as pays
from game.views.evidence.names import escaped
from game.views.frame.drawing import chart, draw_again, palette, sentence, table
from game.views.frame.forms import choice, slider_and_box
from game.views.frame.theme import Palette
from game.views.frame.visitor import link_query

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
        lead = _pick_lead()
        strategies = _pick_strategies(lead)
        preset, own = _pick_settings(strategies, lead)
        seed = st.number_input(
            t("Seed"), 0, 2**32 - 1, 0, key="evidence-seed", width=200,
            help=t("Another seed, another thousand games. The same seed, the same figures."),
        )  # fmt: skip
        if not strategies:
            st.markdown(t("Pick a strategy to see what it earns."))
            return

        def refine() -> bool:
            ended, findings = all_played(seed, lead), look(strategies, preset, own, seed, lead)
            if findings is None:
                st.markdown(t("The first games are being played."))
                return False
            played, games = number(findings.games), number(GAMES)
            st.markdown(t("**{played} of {games} games played**", played=played, games=games))
            _show(findings, palette())
            _show_margin(seed, lead, palette())
            return ended

        draw_again(refine, None if all_played(seed, lead) else REFRESH)
        places.show(lead)
        st.markdown(_what_is_played())


def link_to_evidence(label: str, lead: int) -> None:
    """Draw the way from another page to this one, where services are ordered so far ahead."""
    page = st.Page(render, title=t("Does it hold up?"), url_path="does-it-hold-up")
    st.page_link(page, label=label, query_params=link_query(lead=str(lead)))


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
        "once. In the match with everything unlocked factories retrain every {every} cycles, in "
        "the free match every {free}, which cures some own models of a blind spot. "
        '`python -m game compare` plays with retraining, and takes its time. "Best in hindsight" '
        "is picked from these very engines, so it flatters itself a little. What a setting is "
        "worth is counted in the long run: where a game ends favours some ages by chance.",
        clusters=clusters,
        severities=severities,
        every=number(DEFAULT.retrain_every),
        free=number(OPEN.retrain_every),
    )
    return f"## {heading}\n{explanation}"


def _pick_lead() -> int:
    """Ask how far ahead services are ordered, which a link can say too."""
    linked, problem = _linked_lead()
    sentence(problem)
    lead = st.number_input(
        t("Lead time, cycles"), 0, LONGEST_LEAD, linked, step=10, key="evidence-ahead", width=200,
        help=t("Cycles between the order of a service and its beginning. 0: it begins at once."),
    )  # fmt: skip
    if lead:
        st.query_params["lead"] = str(lead)
        st.markdown(
            t(
                "A service begins {lead} after its order, and a setting says when to order. The "
                "engine earns until then, and may fail on the way.",
                lead=tn("{n} cycle", "{n} cycles", lead),
            )
        )
    else:
        st.query_params.pop("lead", None)
    return lead


def _linked_lead() -> tuple[int, str | None]:
    """Return the lead time of the page's own link, 0 without, and what was wrong with it."""
    text = st.query_params.get("lead", "0")
    try:
        return int(NUMBERS["economics.lead"].read("lead", text, ScenarioError)), None
    except GameError as error:
        return 0, refusal_text(error)


def _pick_strategies(lead: int) -> list[str]:
    """Ask which strategies to play."""
    entrants = list(contestants(ahead(lead)))
    picked = st.pills(
        t("Strategies"), entrants, selection_mode="multi", default=entrants,
        format_func=names.title, key=f"evidence-strategies-{len(entrants)}",
    )  # fmt: skip
    return list(picked)


def _pick_settings(strategies: Sequence[str], lead: int) -> tuple[str, Mapping[str, int]]:
    """Ask for the settings: a name, and the numbers if they are the visitor's own."""
    hint = t(
        "Recommended: an age and a federation's alarm that follow from failures and prices; for a "
        "model of one's own, an alarm that was good in thousands of simulated games, at usual "
        "prices. The "
        "original's: those of the Turbofan Tycoon of 2018, age 193 and threshold 10."
    )
    preset = choice(t("Settings"), _PRESETS, "tuned", "evidence-settings", help=hint)
    own = {}
    if preset == "own":
        for name in strategies:
            form = kind_of(name).setting
            if form is not None:
                title, what = names.title(name), t(form.words(lead)[0]).lower()
                label = t("{strategy}: {what}, cycles", strategy=title, what=what)
                start = (form.low + form.usual) // 2 if form.original is None else form.original
                own[name] = slider_and_box(label, form.low, form.high, start, f"evidence-{name}")
    return preset, own


def _show(findings: Findings, palette: Palette) -> None:
    """Draw everything that was found."""
    concluded = conclusions.conclusions(findings)
    if concluded:
        numbered = (f"{number}. {sentence}" for number, sentence in enumerate(concluded, 1))
        st.markdown(escaped("\n".join(numbered)))
        if not findings.lead:  # the map's matches begin services at once
            st.caption(escaped(pays.with_retraining(where_it_pays())))
    st.header(t("Profit"), anchor=False)
    _chart(charts.means(findings, palette), profits.means(findings), "means")
    beside = reduce(_one_below_the_other, (t(names.SETTINGS[name]) for name in findings.beside))
    st.caption(
        t(
            "Bars are 95% intervals of the mean. Filled: the settings picked. Hollow: {settings}.",
            settings=beside,
        )
    )
    table(tables.strategies_table(findings), "evidence")
    st.caption(profits.what_roi_is())
    st.header(t("Luck of the draw"), anchor=False)
    _chart(charts.spreads(findings, palette), profits.spreads(findings), "spreads")
    st.caption(t("Each dot is a game; the bar reaches from p10 to p90, the notch is the median."))
    if findings.margin is not None:
        st.header(t("Who wins, and when"), anchor=False)
        _chart(charts.horizons(findings, palette), conclusions.winners(findings), "horizons")
        table(tables.wins_table(findings), "evidence")
    age = mark("What the age of ordering is worth")
    headings = {
        True: age if findings.lead else mark("What the service age is worth"),
        False: mark("What the alarm threshold is worth"),
    }
    for scheduled, heading in headings.items():
        lines = [one for one in findings.curves if kind_of(one.strategy).scheduled == scheduled]
        if lines:
            st.header(t(heading), anchor=False)
            text, first = " ".join(map(profits.curve, lines)), lines[0].strategy
            rows = (*findings.rows, *findings.others)
            _chart(charts.curves(lines, rows, palette, findings.lead), text, f"curve-{first}")
            table(tables.curves_table(first, lines), "evidence")


def _show_margin(seed: int, lead: int, palette: Palette) -> None:
    """Draw what the federation's margin is made of."""
    parts = known_parts(seed, lead)
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


def _one_below_the_other(above: str, below: str) -> str:
    return t("{above} and, below, {below}", above=above, below=below)


def _chart(figure: go.Figure, text: str, key: str) -> None:
    st.markdown(escaped(text))
    chart(figure, f"evidence-{key}", text)
