"""A plant on paper: what was assumed and whose it is, the verdict, all answers, what it hangs on.

It is one piece of HTML of its own, in points: what a screen shows has the width of a screen.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import streamlit as st

from game.business.gains.findings import Findings
from game.business.plant import Case
from game.business.reading import by_its_law
from game.business.study import Study
from game.rules.errors import GameError
from game.text.language import long_date, number, t
from game.views.business import tables
from game.views.business.paper import drawings
from game.views.business.presets import Source
from game.views.business.words import cautions, earning, formulas, hanging, sections, verdict, whose
from game.views.business.words.inputs import LABELS, MODELS, assumed
from game.views.business.words.whose import EXAMPLE, PUBLISHED, YOURS, Origins
from game.views.frame.tables import Table

_STYLE = (Path(__file__).parent / "sheet.css").read_text(encoding="utf-8")


def style() -> None:
    """Bring the style of the sheet and of what is said below fields."""
    st.html(f"<style>{_STYLE}</style>")


def on_paper(
    study: Study,
    said: Sequence[str],
    origins: Origins,
    sources: Sequence[Source],
    warned: Sequence[str],
) -> None:
    """Draw the sheet, which a screen does not show: all else of the page is not printed.

    Parameters
    ----------
    said : the verdict, as the screen has it
    sources : of what stands as it was published
    warned : what cannot be used of what was typed, each in a sentence
    """
    behind = timedelta(minutes=st.context.timezone_offset or 0)  # where the visitor is
    day = long_date((datetime.now(UTC) - behind).date())
    with st.container(key="plant-paper"):
        st.html(sheet(study, said, origins, sources, warned, day))


def sheet(
    study: Study,
    said: Sequence[str],
    origins: Origins,
    sources: Sequence[Source],
    warned: Sequence[str],
    day: str,
) -> str:
    """Return the whole sheet as HTML."""
    case, found, title = study.case, study.findings, t("Your plant")
    parts = [
        f"<header>{_title(title, 'h1')}"
        f"<p>{escape(_head(case, origins, day))}</p></header>",  # a name may hold any sign
        *map(_paragraph, warned),
        _assumed(case, origins),
        _title(t("What it is worth")),
        _paragraph(" ".join(said)),
        _paragraph(f"{verdict.today(case)} {whose.priced(case, origins)}"),
    ]
    if found is not None:
        parts += _worth(study, found)
    parts += _hangs_on(study)
    if found is not None:
        parts.append(_small(formulas.in_short(found.draws, study.seed)))
    parts.append(_small(published(sources)))
    return f"<div class='tt-sheet'>{''.join(parts)}</div>"


def _worth(study: Study, found: Findings) -> Iterable[str]:
    flows = tables.cash_flows(found)
    enough = sections.members(study)[-1:]
    return [
        *(_paragraph(one) for one in cautions.warnings(found)),
        f"<section>{drawings.worths(found)}</section>",
        _table(tables.answers(found, with_unit=False)),
        _small([earning.about_returns(found)]),
        _title(tables.flows_name(flows, found.currency), "h3"),
        _table(tables.on_paper(flows)),
        _small([earning.about_flows(study.case.programme.discount_rate)]),
        *map(_paragraph, enough),
    ]


def _hangs_on(study: Study) -> Iterable[str]:
    if not study.finished:
        return [_paragraph(hanging.awaited_on_paper())]
    if not study.swings or len(study.expected) < 2:
        return []
    first, *turns = hanging.turns(study)
    told = "".join(_list(one) if one.startswith("- ") else _paragraph(one) for one in turns)
    return [
        _title(t("What it hangs on")),
        _paragraph(first),
        f"<section class='beside'>{drawings.tornado(study)}<div>{told}"
        f"{_small([hanging.moved_in_short(study, drawings.drawn(study))])}</div></section>",
    ]


def published(sources: Sequence[Source]) -> list[str]:
    """Say where what is published stands, each place once."""
    places = {(source.title, source.address): None for source in sources}
    return [
        t(
            "{mark} {figures}. {title}, {address}",
            mark=_MARKS[PUBLISHED],
            figures="; ".join(
                t("{input}: {figure}", input=t(LABELS[one.input]), figure=t(one.figure))
                for one in sources
                if (one.title, one.address) == (title, address)
            ),
            title=title,
            address=address,
        )
        for title, address in places
    ]


def _assumed(case: Case, origins: Origins) -> str:
    """Return all that was assumed, each with whose it is: what models cost side by side."""
    values = assumed(asdict(case))
    plant = "".join(
        f"<div><dt>{escape(one.label)}</dt><dd>{_whose(one.said, origins.of(one.path))}</dd></div>"
        for one in values
        if _model_of(one.path) is None
    )
    plant += "".join(
        f"<div><dt>{escape(label)}</dt><dd>{_whose(said, YOURS)}</dd></div>"
        for label, said in recorded(case)
    )
    models = {
        (t(LABELS[one.path]), _model_of(one.path)): _whose(one.said, origins.of(one.path))
        for one in values
        if _model_of(one.path)
    }
    models |= {
        (label, name): escape(value) for name, label, value in sections.measured_misses(case)
    }
    return f"<div class='tt-given'><dl class='tt-assumed'>{plant}</dl>{_of_models(models)}</div>"


def recorded(case: Case) -> list[tuple[str, str]]:
    """Return what lifetimes of a file come to, where these take the place of a law."""
    if case.plant.lifetimes is None:
        return []
    lives = case.plant.record
    said = [
        (t("Failures in your file"), number(lives.failures)),
        (t("Lives in it that had not failed"), number(len(lives.hours) - lives.failures)),
    ]
    try:
        law = by_its_law(case).plant
    except GameError:  # no law was found for them, and the verdict says what that means
        return said
    return [
        *said,
        (t("Shape of the law fitted to them"), number(law.shape or 0.0, 2)),
        (t("Mean life by that law, hours"), number(law.mean_life or 0.0)),
    ]


def _model_of(path: str) -> str | None:
    part = path.partition(".")[0]
    return part if part in MODELS else None


def _of_models(values: Mapping[tuple[str, str | None], str]) -> str:
    """Return a table of what is said of models, by what it is and of which."""
    names = [name for name in MODELS if any(name == model for _, model in values)]
    if not names:
        return ""
    titles = [t(MODELS[name]) for name in names]
    heads = "".join(f"<th scope='col'>{escape(title)}</th>" for title in titles)
    rows = ""
    for label in dict.fromkeys(label for label, _ in values):
        cells = "".join(f"<td>{values.get((label, name), '-')}</td>" for name in names)
        rows += f"<tr><th scope='row'>{escape(label)}</th>{cells}</tr>"
    return f"<table class='tt-table'><thead><tr><td></td>{heads}</tr></thead>{rows}</table>"


def _whose(said: str, whose: str | None) -> str:
    return f"<span class='tt-{whose}'>{escape(said)}{_MARKS.get(whose, '')}</span>"


_MARKS: dict[str | None, str] = {PUBLISHED: "\N{DEGREE SIGN}", EXAMPLE: "*"}


def _head(case: Case, origins: Origins, day: str) -> str:
    """Say what the sheet is of, of which day, in which units, and how it says whose a value is."""
    said = t(
        "{name}, {date}. Money in {unit}, time in hours.",
        name=case.name or t("Your plant"),
        date=day,
        unit=case.currency or t("your own unit"),
    )
    if origins.changed is None:
        return said
    marks = t("Bold: yours. {published}: published. {example}: our example.",
              published=_MARKS[PUBLISHED], example=_MARKS[EXAMPLE])  # fmt: skip
    return f"{said} {marks}"


def _title(text: str, level: str = "h2") -> str:
    return f"<{level}>{escape(text)}</{level}>"


def _paragraph(text: str) -> str:
    return f"<p>{_marked(text)}</p>" if text else ""


def _small(lines: Sequence[str]) -> str:
    return f"<p class='small'>{'<br>'.join(map(_marked, lines))}</p>" if lines else ""


def _list(text: str) -> str:
    rows = (_marked(line.removeprefix("- ")) for line in text.splitlines())
    return f"<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>"


def _table(rows: Table) -> str:
    return rows.to_html()


def _marked(text: str) -> str:
    """Return words as HTML, of whose marks bold and slanted ones are kept.

    Examples
    --------
    >>> _marked("**A** is worth more than *b & c*")
    '<b>A</b> is worth more than <em>b &amp; c</em>'
    """
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text).replace("`", ""))
    return re.sub(r"\*([^*<>]+?)\*", r"<em>\1</em>", bold)
