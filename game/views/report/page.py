"""Report: what a finished match says of its decisions, from the link of the match."""

from collections.abc import Callable
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from game.campaign.chapters import BY_SCENARIO
from game.live.daily import daily_link, day_of
from game.live.requests import fresh_seed
from game.review.debrief.decided import back_at, decided, firm, turn_of
from game.review.debrief.sharing import share_text
from game.review.review import Review
from game.rules.custom_scenario import scenario_named
from game.rules.errors import GameError
from game.rules.links import encode, read_cycles
from game.rules.scenario import SIMULATED
from game.text.language import long_date, number, refusal_text, t
from game.text.marking import mark
from game.views.business.page import link_to_plant
from game.views.frame.drawing import chart, draw_again, drawn_once, prose, sentence, table
from game.views.frame.state import view_state
from game.views.frame.visitor import link_query
from game.views.play.page import link_to_play
from game.views.play.weighing import REFRESH, REVIEWS, address_of, album, question, today, weighed
from game.views.report import (
    card,
    charts,
    choices,
    debrief,
    earnings,
    factories,
    moments,
    opened,
    skill,
)
from game.views.report.afterwards import show_afterwards

EXAMPLE = "1-classic-7-231p131-731l-1231fr"
_WAIT = mark("Playing your decisions on other draws of the engines...")


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        text = _match()
        if text is None:
            _invite(t("A match opens its report when it ends: play one, or look at an example."))
            return
        try:
            played = st.query_params.get("cycles")
            cycles = None if played is None else read_cycles(played)
            key, steps = question(text, cycles)
            job = REVIEWS.begin(key, steps)

            # Only what is still being refined is drawn again, and only as long as it is.
            def part(draw: Callable[[Review, bool], None]) -> None:
                def refined() -> bool:
                    look = REVIEWS.look(key, steps)
                    draw(look.value, look.finished)
                    return look.finished

                draw_again(refined, None if job.finished else REFRESH)

            headline(job.value)
            link_to_plant(t("What is it worth at your prices?"), text, played)
            part(partial(opening, text))
            part(lambda review, _: to_share(text, review))
            if cycles is None:
                part(lambda review, _: challenge(today(), review))
            others_part(job.value)
            part(lambda review, _: refused(review))
            part(lambda review, _: calls(review))
            with st.expander(t("All figures: money, rivals, skill and luck, turning points")):
                facts(job.value)
                part(expectations)
            st.header(t("Your record"), anchor=False)
            own = cycles is None and text == view_state().ended
            part(partial(to_keep, text, own))
            onwards(text, job.value)
        except GameError as error:
            _invite(refusal_text(error))


def _match() -> str | None:
    """Return the link in the address bar, else that of the match the visitor ended last."""
    view = view_state()
    if "mine" in st.query_params:  # who comes from a match finds it again, on this page and on Play
        view.match = view.ended = st.query_params.get("game")
        view.payload = None
        del st.query_params["mine"]
    return st.query_params.get("game", view.ended)


def _invite(why: str) -> None:
    st.title(t("Report"), anchor=False)
    sentence(why)
    show_afterwards("way", way=True)
    example = link_query(game=EXAMPLE)
    st.button(t("Show an example"), on_click=st.query_params.from_dict, args=(example,))


def headline(review: Review) -> None:
    """Draw place and profit, and what was played."""
    st.title(factories.headline(review), anchor=False)
    scenario = scenario_named(review.scenario)
    match = t(
        "{scenario} · seed {seed} · {cycles} cycles",
        scenario=choices.rules_words(scenario),
        seed=review.seed,
        cycles=number(review.cycles),
    )
    st.html(f'<p class="tt-facts">{escape(match)}</p>')
    if "room" in st.query_params:
        sentence(
            t(
                "Played in a room. The rivals here are the game's own: your place among the class "
                "is in the room's debrief."
            )
        )
    chapter = BY_SCENARIO.get(review.scenario)
    if chapter is not None and chapter.measure == "ages":
        sentence(
            t(
                "Played as chapter {number}. Its stars go by how long you let engines run; this "
                "report weighs every strategy, those too that the chapter does not offer.",
                number=number(chapter.number),
            )
        )
    engines = scenario.engines
    if engines != SIMULATED:
        sentence(
            t(
                "Played on NASA's {engines}, which cannot be drawn anew: each redraw deals "
                "the same ones in another order, so luck here is that of the order alone.",
                engines=engines,
            )
        )


def opening(text: str, review: Review, finished: bool) -> None:
    """Draw what decided the match, its picture, and one thing to try."""
    st.html(f'<p class="tt-lead">{prose(debrief.decided_words(decided(review), review))}</p>')
    if review.lines is not None:
        names = tuple(t(factory.name) for factory in review.factories)
        marks = debrief.marks_of(review)
        cycles = tuple(cycle for cycle, _ in marks)
        figure = drawn_once(charts.money_course, review.lines, names, cycles)
        chart(figure, "course", debrief.picture_words(review))
        if marks:
            said = "".join(f"<li>{prose(words)}</li>" for words in debrief.mark_words(marks))
            st.html(f'<ol class="tt-marks">{said}</ol>')
    if moments.weighed_apart(review):  # money was earned in part by what came by chance
        known = review.quality
        sentence(t(_WAIT) if known is None else skill.beside_money(known, finished))
    st.header(t("One thing to try"), anchor=False)
    turn = turn_of(review) if finished or firm(review) else None
    with st.container():  # what follows keeps its place while this grows
        if not finished:
            st.caption(debrief.progress_words(review))
        if turn is not None or finished:
            sentence(debrief.turn_words(turn, review))
        if turn is not None:
            label = debrief.back_words(turn, review)
            with st.container(key="anew"):
                link_to_play(label, back_at(text, turn.cycle), at=turn.cycle)
    own = text == view_state().ended
    link_to_play(t("Watch this match again"), text, own, flown=True)


def to_share(text: str, review: Review) -> None:
    """Draw the buttons for a picture of the result, and for its words."""
    start = back_at(text, 0)
    words = f"{factories.headline(review)}. {debrief.decided_words(decided(review), review)}"
    show_afterwards(
        "card",
        card={
            "svg": card.card(review, address_of(start).partition("://")[2] or start),
            "fonts": [[name, f"./app/static/fonts/{file}"] for name, file in card.FONTS.items()],
            "name": f"turbofan-tycoon-{review.scenario}-{review.seed}.png",
            "words": f"{words} {address_of(text)}",
        },
    )


def to_keep(text: str, own: bool, review: Review, finished: bool) -> None:
    """Draw the record, and let it keep what the match comes to once that is settled.

    Parameters
    ----------
    own : it was played in this browser
    """
    told = {"weighed": weighed(text, review, today(), True)} if own and finished else {}
    show_afterwards("record", album=album(today()), **told)


def onwards(text: str, review: Review) -> None:
    """Draw the ways on at the foot: the same engines again, or others."""
    again, others = st.columns(2)
    with again:
        link_to_play(t("Play again, same engines"), back_at(text, 0))
    with others:
        other = encode(review.scenario, fresh_seed(review.scenario), ())
        link_to_play(t("New engines"), other)


def challenge(now: date, review: Review) -> None:
    """Draw the text to share if the match is today's challenge, or yesterday's."""
    day = day_of(review.scenario, review.seed, now)
    if day is None:
        return
    st.header(t("The challenge of {day}", day=long_date(day)), anchor=False)
    sentence(t("Your result to share. It gives none of your decisions away."))
    text = share_text(review, day, address_of(daily_link(day)))
    st.code(text, language=None, wrap_lines=True)


def others_part(review: Review) -> None:
    """Draw what the others' model did, engine by engine, and what wore out."""
    if review.counterfactual is not None:
        st.header(t("What the others did for you"), anchor=False)
        for paragraph in earnings.others_words(review.counterfactual):
            sentence(paragraph)
        with st.expander(t("Engine by engine")):
            table(earnings.ends_table(review.counterfactual), "report")
            st.caption(
                t(
                    "Worth is what an engine earned while it ran, less its service or failure: "
                    "down time shows in the engines after it. The column adds up to what the "
                    "others did for you."
                )
            )
    what_failed(review)


def refused(review: Review) -> None:
    """Draw what joining would have done, where an alliance was refused and once that is known."""
    words = debrief.refused_words(review)
    if words:
        st.header(t("What joining would have done"), anchor=False)
        sentence(
            t("On what you knew, over redraws of the engines, with all else as you played it:")
            + " "
            + " ".join(words)
        )


def facts(review: Review) -> None:
    """Draw money bridge and factories: all that needs no expectation."""
    you = review.factories[0]
    st.header(t("Where the money came from"), anchor=False)
    sentence(earnings.summary(review))
    bridge = earnings.bridge_words(you)
    sentence(bridge)
    chart(drawn_once(charts.money_bridge, you.bridge), "bridge", bridge)
    table(earnings.bridge_table(you), "report")
    st.header(t("The factories"), anchor=False)
    standings = factories.standings_words(review)
    sentence(standings)
    chart(drawn_once(charts.standings, review), "standings", standings)
    table(factories.standings_table(review), "report")
    st.caption(earnings.return_words(you))
    lead = choices.lead_of(review)
    rivals = "".join(
        f"<li><b>{escape(t(rival.name))}</b> {prose(factories.rival_words(rival, you, lead))}</li>"
        for rival in review.factories[1:]
    )
    st.html(f"<ul>{rivals}</ul>")


def what_failed(review: Review) -> None:
    """Draw failures by what wore out, and what each model had seen, where that can be told."""
    said = opened.opened_words(review.factories[0])
    if said is None:
        return
    st.header(t("What failed, and what models had seen"), anchor=False)
    sentence(said)
    table(opened.opened_table(review), "report")


def calls(review: Review) -> None:
    """Draw what was done by hand, as far as it is valued."""
    if review.calls:
        st.header(t("Your calls"), anchor=False)
        sentence(skill.calls_words(review.calls))
        table(skill.calls_table(review.calls), "report")


def expectations(review: Review, finished: bool) -> None:
    """Draw what takes redraws of the engines, as far as it is known."""
    if not finished:
        sentence(skill.unsettled_words(review.quality))
    _skill_and_luck(review)
    st.header(t("Your turning points"), anchor=False)
    if review.turning_points is None:
        sentence(t("Weighing each decision against what else you could have done..."))
        return
    lead, apart = choices.lead_of(review), moments.weighed_apart(review)
    sentence(moments.turning_words(review.turning_points, lead, apart))
    if review.turning_points:
        table(moments.turning_table(review.turning_points, review.cycles, lead, apart), "report")
        st.caption(
            t(
                "A loss is what the other choice promised with all else as you played it and knew "
                "it: losses of different moments overlap, and do not add up."
            )
            if apart
            else t(
                "A loss is what the other choice promised between this moment and the next, with "
                "the best decisions after both: not what a strategy is worth over a whole match."
            )
        )


def _skill_and_luck(review: Review) -> None:
    quality, luck = review.quality, review.luck
    known, chance = st.columns(2, gap="large")
    with known:
        st.header(t("Skill"), anchor=False)
        text = t(_WAIT) if quality is None else skill.quality_words(quality)
        if quality is not None and quality.decision_quality is not None:
            chart(drawn_once(charts.quality_line, quality), "quality", text)
        sentence(text)
    with chance:
        st.header(t("Luck"), anchor=False)
        text = t(_WAIT) if luck is None else skill.luck_words(luck, bool(review.calls))
        if luck is not None and luck.spread:
            chart(drawn_once(charts.luck_line, luck), "luck", text)
        sentence(text)
    if quality is not None and luck is not None:
        table(skill.skill_table(quality, luck, bool(review.calls)), "report")
