"""Your plant: what calendars, a model and a federation are worth with one's own costs."""

import json
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from game.business.plant import Case
from game.business.reading import by_its_law, case_from_json, case_to_json
from game.business.study import Study
from game.jobs import has_ended
from game.rules.errors import GameError
from game.text.language import refusal_text, t
from game.text.marking import mark
from game.views.business import charts, elsewhere, match, tables
from game.views.business.about import about, origins_of, published_of, whose_prices
from game.views.business.form import Asked, ask, fold_of, say_whose
from game.views.business.link import (
    OF_A_LINK,
    Begun,
    begun_with,
    in_a_link,
    is_same_plant,
    link,
    opened_case,
)
from game.views.business.lives.record import ask_record, has_another_law, say_lost, with_lifetimes
from game.views.business.memory import of_browser
from game.views.business.office import OFFICE
from game.views.business.paper import sheet
from game.views.business.presets import PRESETS, changed
from game.views.business.words import (
    cautions,
    earning,
    formulas,
    hanging,
    sections,
    standing,
    verdict,
    whose,
)
from game.views.business.words.inputs import LAW, in_words
from game.views.business.words.money import plain
from game.views.business.words.whose import Origins
from game.views.frame.drawing import (
    chart,
    draw_when,
    drawn_once,
    refusals_told,
    sentence,
    table,
)
from game.views.frame.forms import choice
from game.views.frame.state import PlantView, view_state
from game.views.frame.tables import Table
from game.views.frame.visitor import link_query

REFRESH = 0.6  # s, while bands are computed
SELDOM = 3.0  # s, while all that is missing is what the verdict hangs on: many look at a time

_INTRO = mark(
    "What would a calendar, or a model, be worth in your plant? Three numbers give a first "
    "answer; the rest is folded, and each can be yours. *Do nothing* and *just a calendar* are "
    "always among the answers, and may win."
)


def render() -> None:
    """Draw the page."""
    view = view_state().plant
    with st.container(key="page"):
        st.title(t("Your plant"), anchor=False)
        if OF_A_LINK in st.query_params and not view.values:
            _await(view)
            return
        sheet.style()
        st.markdown(t(_INTRO))
        _begin(view)
        memory = st.container()
        # In one place whatever it holds: what follows is found again by its place.
        with st.container(key="plant-form"):
            above = st.container()
            sentence(view.refused)
            asked = ask(view)
            warned = ask_record(view)
        warned += _take_over(asked, view)
        origins = origins_of(view)
        say_whose(asked, origins)
        with above:
            about(view, asked, origins)
        case = case_from_json(view.weighed)
        match.show(case.plant, case.currency, f"{view.viewer}-match", whose_prices(view))
        with refusals_told():
            _show(case, view, asked, warned, origins, memory)
        elsewhere.show()


_YOURS = "yours"
"""What is chosen among the plants to begin with once something of one was changed."""


def _begin(view: PlantView) -> None:
    """Ask with which plant to begin, unless that was changed: then it is the visitor's."""
    is_own = view.linked or bool(view.changed)
    titles = {name: one.title for name, one in PRESETS.items()}
    if is_own:
        titles[_YOURS] = mark("Your plant")
    start, key = (_YOURS, "plant-preset-changed") if is_own else (view.preset, "plant-preset")
    picked = choice(t("Begin with"), titles, start, key)
    if picked not in (start, _YOURS) or not view.values:
        view.begin(picked, dict(PRESETS[picked].values))
        if is_own:
            st.rerun()


def _compare(values: dict[str, Any], view: PlantView) -> None:
    """Note what is no longer as in the example; the plant's name goes with it."""
    preset = PRESETS[view.preset]
    now = changed(values, preset) | view.touched
    if view.lifetimes is not None:
        now |= set(LAW)
    before, view.changed = view.changed, frozenset() if view.unknown else frozenset(now)
    if not view.linked:
        values["name"] = t("Your plant") if now else preset.values["name"]
        if bool(now) is not bool(before):
            st.rerun()


def _await(view: PlantView) -> None:
    """Show nothing of another plant until that of the link is there."""
    sentence(t("Opening the plant of this link"))
    opened = link("", view.viewer, waiting=True)
    if opened is not None:
        view.begin(view.preset, dict(PRESETS[view.preset].values))
        _open(view, opened)
        st.rerun()


def _take_over(asked: Asked, view: PlantView) -> list[str]:
    """Let what a form says be weighed, and return what of it cannot be, each in a sentence."""
    warned = list(standing.unread(asked.unread))
    _compare(asked.values, view)
    told = with_lifetimes(asked.values, view.lifetimes)
    try:
        case = case_from_json(told)
    except GameError as error:
        return [*warned, standing.of_before(_told_at_its_field(error, asked, view))]
    if view.lost and has_another_law(asked.values, view.values):
        view.lost = 0  # it is the visitor's own now
    if view.came is not None and case != case_from_json(view.weighed):
        view.came = None  # it was of other values
    view.values, view.weighed = asked.values, told
    return warned


def _told_at_its_field(error: GameError, asked: Asked, view: PlantView) -> str:
    """Say what is wrong with values together below one of them, in its open fold; return it."""
    said, path = refusal_text(in_words(error)), str(error.values.get("path"))
    if path in asked.places:
        with asked.places[path]:
            sentence(said)
        fold = fold_of(path)
        if fold is not None and fold not in view.unfolded:
            view.unfolded.add(fold)
            st.rerun()
    return said


def link_to_plant(label: str, match: str, cycles: str | None = None) -> None:
    """Draw the way from another page to this one, with a match to be billed anew."""
    page = st.Page(render, title=t("Your plant"), url_path="your-plant")
    played = {} if cycles is None else {"cycles": cycles}
    st.page_link(page, label=label, query_params=link_query(match=match, **played))


def _show(
    case: Case,
    view: PlantView,
    asked: Asked,
    warned: list[str],
    origins: Origins,
    memory: DeltaGenerator,
) -> None:
    key, viewer = json.dumps(case_to_json(case), sort_keys=True), view.viewer
    job = OFFICE.look(key, case, viewer)
    study = job.value
    if _link(case, view, study, memory):
        st.rerun()
    st.header(t("What it is worth"), anchor=False)
    months = cautions.perhaps_months(case.plant)
    all_warned = [*warned, *say_lost(view), *months]
    every = REFRESH if study.members is None else SELDOM

    def news() -> bool:
        return _parts(OFFICE.look(key, case, viewer).value) != _parts(study)

    draw_when(news, None if has_ended(job) else every)
    lost = standing.lost_in_short(view.lost, view.came, case.currency)
    said = verdict.verdict(study)
    with asked.answer:  # nobody scrolls for it: why it is so stands below
        doubts = [*cautions.too_even(study.findings), *months]
        st.markdown(plain(" ".join([*lost, *warned, said[0], *doubts])))
    _draw(study, said, all_warned, origins)
    sheet.on_paper(study, said, origins, published_of(view), [*lost, *all_warned])


def _parts(study: Study) -> tuple[bool, ...]:
    """Return which parts of a page there are: nothing between them is drawn."""
    return study.findings is not None, study.members is not None, study.finished


def _link(case: Case, view: PlantView, study: Study, memory: DeltaGenerator) -> bool:
    """Draw the button of a link, in which no lifetimes travel, and return whether a plant came.

    Parameters
    ----------
    memory : where the plant stands that the visitor's browser has kept
    """
    packed = why = ""
    record, came = view.lost, view.came
    if case.plant.lifetimes is not None:
        record, came = case.plant.record.failures, study.best
    begun = Begun(None if view.unknown else view.preset, frozenset(view.touched), record, came)
    try:
        told = by_its_law(case)
        packed = in_a_link(told, begun)
    except GameError as error:
        why = standing.no_link(refusal_text(error))
    with memory:
        mine = of_browser(packed, view)
    kept, match = view.linked or bool(view.changed), "match" in st.query_params
    opened = link(packed, view.viewer, kept=kept, match=match)
    if opened is not None and is_same_plant(opened, packed):
        opened = None  # one comes back to it, and its record is here
    if why:
        sentence(why)
    elif case.plant.lifetimes is not None:
        st.caption(plain(standing.law_in_link(told, study.best)))
    handed = opened or mine
    if handed is not None:
        _open(view, handed, returned=not opened)
    return handed is not None


def _open(view: PlantView, text: str, *, returned: bool = False) -> None:
    """Take over the plant of a link or of the browser, or say what is wrong with it."""
    try:
        values, begun = opened_case(text), begun_with(text)
        view.open(values, begun.preset, begun.touched, begun.record, begun.came, returned=returned)
    except GameError as error:
        view.refused = refusal_text(error)


def _draw(study: Study, said: list[str], warned: list[str], origins: Origins) -> None:
    for warning in warned:
        st.warning(plain(warning), icon=":material/warning:")
    first, *rest = said
    st.markdown(plain(f"{first}\n\n{' '.join(rest)}"))
    st.markdown(plain(verdict.today(study.case)))
    st.markdown(plain(whose.priced(study.case, origins)))
    found = study.findings
    if found is not None:
        for warning in cautions.warnings(found):
            st.markdown(plain(warning))
        flows = tables.cash_flows(found)
        chart(drawn_once(charts.worths, found), "plant-worths", " ".join(said))
        st.caption(verdict.baseline(study.case))
        table(tables.answers(found), "plant")
        st.caption(earning.about_returns(found))
        about_flows = earning.about_flows(study.case.programme.discount_rate)
        with st.container(key="plant-flows"):
            _folded(flows, " ".join([about_flows, *tables.about_columns(flows)]))
        _folded(earning.earnings(found))
        _folded(tables.doings(found, study.case))
        _folded(tables.yearly(study), sections.three_ways(study.case))
    _members(study)
    _hangs_on(study)
    _curves(study)
    _alarms(study)
    _formulas()
    _take_away(study)


def _members(study: Study) -> None:
    said = " ".join(sections.members(study))
    if said:
        st.header(t("What a federation is worth"), anchor=False)
        st.markdown(plain(said))
        chart(drawn_once(charts.members, study), "plant-members", said)
        st.caption(
            t(
                "Compare each bar by itself with the fee: a better age helps a calendar, a better "
                "model helps a model, and the two do not add up. What else a model costs (sensors, "
                "integration, people) comes on top of the fee."
            )
        )
        _folded(tables.members(study))


def _hangs_on(study: Study) -> None:
    if not study.finished:
        st.markdown(hanging.awaited())
    elif study.swings and len(study.expected) > 1:
        st.header(t("What it hangs on"), anchor=False)
        said = hanging.turns(study)
        st.markdown(plain(said[0]))
        chart(drawn_once(charts.tornado, study), "plant-tornado", " ".join(said))
        st.caption(plain(hanging.moved(study)))
        st.markdown(plain("\n\n".join(said[1:])))
        _folded(tables.swings(study), " ".join(hanging.on_one_side(study, study.swings)) or None)


def _curves(study: Study) -> None:
    st.header(t("When to service"), anchor=False)
    said = sections.ages(study)
    st.markdown(plain(said))
    chart(drawn_once(charts.ages, study.ages, study.findings), "plant-ages", said)
    if study.margins:
        st.header(t("How early to call"), anchor=False)
        what = sections.calls(study)
        st.markdown(plain(what))
        chart(drawn_once(charts.margins, study.margins), "plant-margins", what)


def _alarms(study: Study) -> None:
    found = study.findings
    models = [] if found is None else [one for one in found.answers if one.margin is not None]
    if not models or found is None:
        return
    st.header(t("How far forecasts miss"), anchor=False)
    taken = sections.from_turbofans(study.case)
    if taken is not None:
        st.markdown(taken)
    table(tables.skills(study.case), "plant")
    st.header(t("Alarms, in money"), anchor=False)
    sentence(sections.one_alarm(study.case))
    st.caption(plain(sections.of_a_year(study.case)))
    for one, column in zip(models, st.columns(len(models), gap="large"), strict=True):
        with column:
            st.subheader(t(one.title), anchor=False)
            table(tables.confusion(one, found, study), "plant")
            sentence(sections.precision(one))


def _folded(rows: Table, said: str | None = None) -> None:
    """Draw a table for who opens it, and what is to be said of it."""
    with st.expander(rows.name):
        if said is not None:
            st.markdown(said)
        table(rows, "plant")


def _formulas() -> None:
    with st.expander(t("What each figure is")):
        for name, text in formulas.FORMULAS.items():
            st.markdown(f"**{t(name)}.** {t(text)}")


def _take_away(study: Study) -> None:
    with st.container(horizontal=True):
        st.download_button(
            t("This plant (JSON)"), json.dumps(case_to_json(study.case, whole=True), indent=1),
            "plant.json", "application/json", on_click="ignore",
        )  # fmt: skip
        if study.finished:
            st.download_button(
                t("All figures (JSON)"), lambda: json.dumps(study.to_json(), indent=1),
                "business.json", "application/json", on_click="ignore",
            )  # fmt: skip
    st.caption(
        t(
            "This plant's file is for the game on a computer of your own: "
            "`python -m game business plant.json` weighs it. For a colleague copy a link to it."
        )
    )
