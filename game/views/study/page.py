"""NASA's engines: C-MAPSS, fetched or uploaded, studied and played on."""

from functools import partial

import streamlit as st

from game.jobs import Job, Jobs, has_ended
from game.rules.errors import GameError
from game.rules.links import encode
from game.rules.scenario import SIMULATED
from game.study import real_engines
from game.study.real_engines import UPLOADED, Engines, Tables
from game.text.language import number, refusal_text, t
from game.views.frame.drawing import chart, draw_again, palette, refusals_told, sentence, table
from game.views.frame.forms import slider_and_box
from game.views.frame.state import view_state
from game.views.play.page import link_to_play
from game.views.study import blind_spot, charts, fetching, words
from game.views.study.uploads import heal_upload_zones

REFRESH = 0.5  # s, while something goes on
LARGEST = 32  # MB of an uploaded file
_SEED = 7

DEALINGS = 3
"""Ways of dealing engines to factories that a table is computed for."""

TABLES: Jobs[Engines, Tables] = Jobs(most=8, first_here=True)
"""What models make of engines, of this process: one at a time, while somebody looks."""


def render() -> None:
    """Draw the page."""
    with st.container(key="page"):
        st.title(t("NASA's engines"), anchor=False)
        st.markdown(_intro())
        _show_subsets()
        _offer_fetch()
        with st.expander(t("Upload, or use files of your own")):
            _offer_upload()
            st.markdown(_without_a_network())
        blind_spot.show()
        st.header(t("Study"), anchor=False)
        with refusals_told():
            engines = _pick()
            _show_engines(engines)
            _offer_tables(engines)
        heal_upload_zones()


def _intro() -> str:
    return t(
        "In 2008 NASA let a model of a large turbofan wear out again and again, and published what "
        "its 21 sensors showed: **C-MAPSS**, the data that most papers on remaining life are "
        "measured on, and that our simulator is fitted to (A. Saxena, K. Goebel, D. Simon, N. "
        "Eklund, *Damage Propagation Modeling for Aircraft Engine Run-to-Failure Simulation*, "
        "PHM08; NASA Prognostics Center of Excellence, public domain). It is a simulation too, "
        "but not ours. It is not shipped with the game: fetch it, upload it, or study simulated "
        "engines in the same way."
    )


def _without_a_network() -> str:
    return t(
        "On a machine without a network, name the folder that holds NASA's text files in the "
        "environment variable `TURBOFAN_CMAPSS` before the game starts."
    )


def _show_subsets() -> None:
    """Draw which of NASA's sets are on this server."""
    present = list(real_engines.subset_folders())
    named = [name for name in present if real_engines.in_named_folder(name)]
    st.html(words.subsets_table(present, named).to_html())


def _offer_fetch() -> None:
    """Draw the button that downloads, and how far the download is."""
    view = view_state().real
    if len(real_engines.subset_folders()) == len(real_engines.PUBLISHED):
        return
    if st.button(t("Fetch from NASA"), key="real-fetch", type="primary"):
        view.attempt = fetching.begin()
    st.caption(t("One download of 12 MB, checked against NASA's files byte for byte."))

    def progress() -> bool:
        job = fetching.latest()
        if job is not None and job.problem is not None and job is view.attempt:
            raise fetching.refusal(job.problem)
        now = job.latest if job is not None and _is_running(job) else None
        if now is not None:
            share = now.done / now.total if now.total else 0.0
            done = number(now.done / 1e6, 1)
            total = number(now.total / 1e6, 1) if now.total else "?"
            st.progress(min(share, 1.0), t("{done} of {total} MB", done=done, total=total))
        return not _is_running(job)

    draw_again(progress, REFRESH if _is_running(fetching.latest()) else None)


def _is_running(job: Job[fetching.Download] | None) -> bool:
    return job is not None and not has_ended(job)


def _offer_upload() -> None:
    """Draw the field for uploads, and what became of the last one."""
    view = view_state().real
    files = st.file_uploader(
        t("Upload NASA's archive, its text files, or engines of your own in the same format"),
        type=["zip", "txt"], accept_multiple_files=True, max_upload_size=LARGEST,
        key="real-upload",
        help=t(
            "Up to {most} MB a file. NASA's own files are kept on this server for everybody; "
            "others are read for you alone and kept nowhere.",
            most=LARGEST,
        ),
    )  # fmt: skip
    file_ids = tuple(file.file_id for file in files)
    if file_ids != view.uploads:
        view.uploads = file_ids
        view.own, view.outcome = None, ""
        if files:
            try:
                contents = {file.name: file.getvalue() for file in files}
                names_of_nasas, view.own = real_engines.accept_upload(contents)
                view.outcome = _outcome(names_of_nasas, view.own)
                view.engines = UPLOADED if view.own else view.engines
            except GameError as error:
                view.outcome = refusal_text(error)
        st.rerun()
    sentence(view.outcome)


def _outcome(names_of_nasas: tuple[str, ...], own: Engines | None) -> str:
    sentences = []
    if names_of_nasas:
        sentences.append(t("NASA's own, and kept: {files}.", files=", ".join(names_of_nasas)))
    if own is not None:
        sentences.append(
            t(
                "Not NASA's own: {engines} engines of yours can be studied here, in this tab "
                "alone, and are kept nowhere.",
                engines=number(len(own.lifetimes)),
            )
        )
    return " ".join(sentences)


def _pick() -> Engines:
    """Ask which engines to study.

    Raises
    ------
    GameError
        They cannot be read.
    """
    view = view_state().real
    names = [*real_engines.subset_folders(), *([UPLOADED] if view.own else []), SIMULATED]
    default = view.engines if view.engines in names else names[0]
    name = st.segmented_control(
        t("Engines"), names, default=default, required=True, format_func=words.title,
        key=f"real-engines-{'-'.join(names)}",
    )  # fmt: skip
    view.engines = str(name)
    return view.own if name == UPLOADED and view.own else real_engines.engines_named(view.engines)


def _show_engines(engines: Engines) -> None:
    """Draw what a set of engines holds, one life, and all lifetimes."""
    sentence(words.facts_words(engines.facts))
    if engines.name in real_engines.PUBLISHED:
        _offer_matches(engines.name)
    st.header(t("One engine's life"), anchor=False)
    count = len(engines.lifetimes)
    engine = 0
    if count > 1:
        engine = slider_and_box(t("Engine"), 1, count, 1, f"real-engine-{engines.name}-{count}") - 1
    life = words.life_words(engines, engine)
    st.markdown(life)
    chart(charts.life(engines, engine, palette()), "real-life", life.replace("**", ""))
    st.header(t("How long they last"), anchor=False)
    lifetimes = words.lifetimes_words(engines)
    sentence(lifetimes)
    chart(charts.lifetimes(engines, engine, palette()), "real-lifetimes", lifetimes)


def _offer_matches(name: str) -> None:
    """Draw the ways into a match on NASA's engines."""
    with st.container(horizontal=True, key="real-go"):
        for base, label in (
            ("classic", t("Play a match on {engines}", engines=name)),
            ("default", t("Play with everything unlocked")),
        ):
            link_to_play(label, encode(f"{base}.en{name}", _SEED, ()))


def _offer_tables(engines: Engines) -> None:
    """Draw the button that trains, and the tables as far as they are computed."""
    view = view_state().real
    st.header(t("Alone, together, in one place"), anchor=False)
    st.markdown(
        t(
            "Engines are dealt to factories, four failures each, {dealings} times. Each factory "
            "trains alone; then they federate; then all data is put in one place, which in real "
            "life nobody may do.",
            dealings=DEALINGS,
        )
    )
    if engines.name not in view.trained:
        if st.button(t("Train on these engines"), key="real-train", type="primary"):
            view.trained.add(engines.name)
            st.rerun()
        return
    stages = partial(real_engines.stages, engines, DEALINGS)
    job = TABLES.begin(engines, stages)

    def grow() -> bool:
        work = TABLES.look(engines, stages)
        if not work.finished:
            st.progress(work.value.done / work.value.steps, _doing(work.value))
        _show_tables(work.value)
        return work.finished

    draw_again(grow, None if has_ended(job) else REFRESH)


def _doing(tables: Tables) -> str:
    if tables.done < DEALINGS:
        return t("Training as the report did...")
    if tables.done < 2 * DEALINGS:
        return t("Averaging networks over {rounds} rounds...", rounds=real_engines.NETWORK_ROUNDS)
    return t("Training every other model...")


def _show_tables(tables: Tables) -> None:
    if tables.report is not None:
        st.subheader(t("As in the report of 2018"), anchor=False)
        sentence(words.report_words(tables.report))
        table(words.report_table(tables.report), "real")
        st.caption(
            t(
                "Fast Forward Labs' set-up: the readings of one cycle alone, a network with "
                "{units} hidden units, remaining life not capped, engines that nobody trained on. "
                "Its networks are not tuned for a factory alone, where a ridge on the same "
                "readings does better: a part of the federation's lead in this table. "
                "In brackets: from the best tenth of the factories to the worst.",
                units=real_engines.REPORT_UNITS,
            )
        )
    if tables.network is not None:
        st.subheader(t("As in the literature"), anchor=False)
        table(words.models_table(tables), "real")
        st.caption(
            t(
                "The last cycle of each engine that was cut off, forecast from its history and "
                "held against the true remaining life. Range: for factories alone from the best "
                "tenth to the worst, for federations over the dealings."
            )
        )
