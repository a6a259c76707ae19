"""The parts of the page of real engines: what is here, how it gets here, and what it shows."""

from functools import partial

import streamlit as st

from game.jobs import Job, Jobs, has_ended
from game.rules.errors import GameError
from game.rules.links import encode
from game.rules.scenario import SIMULATED
from game.study import real_engines
from game.study.real_engines import UPLOADED, Engines, Tables
from game.text.language import number, refusal_text, t
from game.views.frame.drawing import chart, palette, sentence, table
from game.views.frame.forms import slider_and_box
from game.views.frame.state import view_state
from game.views.frame.visitor import in_this_language
from game.views.play.page import link_to_play
from game.views.study import charts, fetching, words

REFRESH = 0.5  # s, while something goes on
LARGEST = 32  # MB of an uploaded file
_SEED = 7

DEALINGS = 3
"""Ways of dealing real engines to factories that a table is computed for."""

TABLES: Jobs[Engines, Tables] = Jobs(most=8, first_here=True)
"""What models make of engines, of this process: one at a time, while somebody looks."""


def show_subsets() -> None:
    """Draw which of NASA's sets are on this server."""
    present = list(real_engines.subset_folders())
    named = [name for name in present if real_engines.in_named_folder(name)]
    st.html(words.subsets_table(present, named).to_html())


def offer_fetch() -> None:
    """Draw the button that downloads, and how far the download is."""
    view = view_state().real
    if len(real_engines.subset_folders()) == len(real_engines.PUBLISHED):
        return
    if st.button(t("Fetch from NASA"), key="real-fetch", type="primary"):
        view.attempt = fetching.begin()
    st.caption(t("One download of 12 MB, checked against NASA's files byte for byte."))
    running = _is_running(fetching.latest())

    def progress() -> None:
        job = fetching.latest()
        if job is not None and job.problem is not None and job is view.attempt:
            sentence(refusal_text(fetching.refusal(job.problem)))
            return
        now = job.latest if job is not None and _is_running(job) else None
        if now is not None:
            share = now.done / now.total if now.total else 0.0
            st.progress(
                min(share, 1.0),
                t(
                    "{done} of {total} MB",
                    done=number(now.done / 1e6, 1),
                    total=number(now.total / 1e6, 1) if now.total else "?",
                ),
            )
        if running and not _is_running(job):
            st.rerun()  # once more without the clock

    st.fragment(in_this_language(progress), run_every=REFRESH if running else None)()


def _is_running(job: Job[fetching.Download] | None) -> bool:
    return job is not None and not has_ended(job)


def offer_upload() -> None:
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
    if view.outcome:
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


def pick() -> Engines:
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


def show_engines(engines: Engines) -> None:
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


def offer_tables(engines: Engines) -> None:
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
    waiting = not has_ended(TABLES.begin(engines, stages))

    def grow() -> None:
        try:
            work = TABLES.look(engines, stages)
        except GameError as error:
            sentence(refusal_text(error))
            return
        if not work.finished:
            st.progress(work.value.done / work.value.steps, _doing(work.value))
        _show_tables(work.value)
        if waiting and work.finished:
            st.rerun()  # once more without the clock

    st.fragment(in_this_language(grow), run_every=REFRESH if waiting else None)()


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
