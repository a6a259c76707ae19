"""How a text becomes a page: Markdown, in which figures and charts are named, not typed.

The page is one file with its style, so that it can be sent, kept and printed.
"""

import re
from collections.abc import Mapping
from functools import lru_cache, partial
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markdown_it import MarkdownIt

from game.teaching.shelf import CHARTS, DOCUMENTS, NOTEBOOKS, TABLES, Document
from game.text.language import money, number, percent, short_money
from game.text.naming import full_title

_STYLES = Path(__file__).parent / "styles"


def page(document: Document, figures: Mapping[str, Any]) -> str:
    """Return a document as a page.

    Parameters
    ----------
    figures : by name; a text that asks for one that is not there is refused

    Examples
    --------
    >>> from game.teaching.shelf import BY_NAME, recorded
    >>> "<h1>" in page(BY_NAME["hand-out"], recorded())
    True
    """
    body = html_of(filled(document.text, figures))
    if document.paper == "slides":
        body = "".join(f"<section>{part}</section>" for part in re.split(r"<hr ?/?>\n?", body))
    return _shell(document.title, document.paper, body)


def contents() -> str:
    """Return the page that lists all documents.

    Examples
    --------
    >>> '<a href="hand-out.pdf">' in contents()
    True
    """
    rows = "".join(
        f'<li><a href="{one.name}.html">{escape(one.title)}</a> '
        f'(<a href="{one.name}.pdf">PDF</a>). {escape(one.told)}</li>'
        for one in DOCUMENTS
    )
    tables = " and ".join(f'<a href="{name}">{name}</a>' for name in TABLES)
    rows += f"<li>The quiz as a table, for a learning platform or a sheet: {tables}.</li>"
    books = " and ".join(f'<a href="{name}" download>{name}</a>' for name in NOTEBOOKS)
    rows += f"<li>The homework as a notebook, with gaps and with answers: {books}.</li>"
    told = (
        "Everything here is free to print, to change and to hand on. Each figure is computed "
        "by the game itself, and checked by its tests."
    )
    return _shell(_CONTENTS, "a4", f"<h1>{_CONTENTS}</h1><p>{told}</p><ul>{rows}</ul>")


def _shell(title: str, paper: str, body: str) -> str:
    styles = [(_STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("paper", paper)]
    return _SHELL.format(
        title=escape(full_title(title)),
        paper=paper,
        style="".join(styles).replace("TITLE", escape(title)),
        body=body.strip(),
    )


_CONTENTS = "To print and to show"


_SHELL = """<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="icon.svg">
<style>
{style}</style></head>
<body class="{paper}"><main>
{body}
</main></body></html>
"""


def filled(text: str, figures: Mapping[str, Any]) -> str:
    """Return a text with its figures.

    Examples
    --------
    >>> filled("A failure costs {{ rules.cost | money }}.", {"rules": {"cost": 60_000}})
    'A failure costs $60,000.'
    """
    return _environment().from_string(text).render(figures)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    made.filters |= {"money": money, "number": number, "percent": percent}
    made.filters["signed"] = partial(short_money, signed=True)
    made.globals |= {"chart": chart, "lines": lines}
    return made


def chart(name: str, alt: str, caption: str = "") -> str:
    """Return a chart of the product's within the text, with what it shows in words."""
    drawn = (CHARTS / f"{name}.svg").read_text(encoding="utf-8")
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure role="img" aria-label="{escape(alt)}">{drawn.strip()}{words}</figure>\n'


def lines(count: int) -> str:
    """Return lines to write on.

    Examples
    --------
    >>> lines(2)
    '<div class="lines"><i></i><i></i></div>\\n'
    """
    return f'<div class="lines">{"<i></i>" * count}</div>\n'


def html_of(text: str) -> str:
    """Return Markdown as HTML.

    Examples
    --------
    >>> html_of("Two *words*")
    '<p>Two <em>words</em></p>\\n'
    """
    made = str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    return made.replace("<table>", '<div class="scroll"><table>').replace(
        "</table>", "</table></div>"
    )


def digest(text: str) -> str:
    """Return what tells a text from any other.

    Examples
    --------
    >>> digest("")[:8]
    'e3b0c442'
    """
    return sha256(text.encode()).hexdigest()
