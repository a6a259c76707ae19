"""The campaign's book: each chapter, what it has shown, and where to meet that again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from game.campaign.chapters import ALL
from game.campaign.scenes import Chapter
from game.lab.experiments import EXPERIMENTS
from game.text.language import t
from game.text.marking import mark
from game.views.frame.visitor import link_query

FREE_MATCH = "1-open-7"


@dataclass(frozen=True)
class Again:
    """Where an idea is met again.

    Attributes
    ----------
    text : with the words of the link between <a> and </a>
    page : its address; the board's is empty
    query : name and value that the address carries
    """

    text: str
    page: str
    query: tuple[tuple[str, str], ...] = ()


def _in_the_lab(text: str, experiment: str) -> Again:
    return Again(text, "lab", (("lab", EXPERIMENTS[experiment].settings.text),))


def _in_a_match(text: str, link: str) -> Again:
    return Again(text, "", (("game", link), ("anew", "1")))


AGAIN: Mapping[str, tuple[Again, ...]] = {
    "chapter1": (
        Again(mark("In <a>a thousand games</a>: what waiting costs."), "does-it-hold-up"),
    ),
    "chapter2": (Again(mark("In <a>the sandbox</a>: other prices, another best age."), "sandbox"),),
    "chapter3": (
        Again(mark("In <a>one engine's life</a>, forecast by two models."), "how-it-works"),
    ),
    "chapter4": (
        _in_the_lab(mark("In <a>the lab</a>: one factory in five sees fans fail."), "blind"),
        Again(mark("On <a>NASA's engines</a>: compressors seen, fans not."), "real-engines"),
    ),
    "chapter5": (
        _in_the_lab(mark("In <a>the lab</a>: what 40 factories know."), "more"),
        _in_the_lab(mark("And <a>when it does not pay</a>."), "enough"),
    ),
    "chapter6": (
        _in_a_match(mark("In <a>the free match</a>: every service is ordered ahead."), FREE_MATCH),
    ),
    "chapter7": (
        _in_the_lab(mark("In <a>the lab</a>: a saboteur, and four ways to merge."), "saboteur"),
    ),
}
"""By the names of the chapters."""


def anchor(page: str = "", **query: str) -> str:
    """Return the beginning of a link to a page of the app, in the visitor's language."""
    values = urlencode(link_query(**query))
    return f'<a href="./{page}{"?" if values else ""}{escape(values)}">'


def chapter_list() -> str:
    """Return the campaign's chapters with what each has shown, as HTML.

    Examples
    --------
    >>> "One engine</a>: Service, or gamble?" in chapter_list()
    True
    """
    return f'<ol class="tt-ways">{"".join(map(_chapter, ALL))}</ol>'


def _chapter(chapter: Chapter) -> str:
    head = f"{anchor(game=chapter.link(), anew='1')}{t(chapter.scenario.title)}</a>"
    lines = [f"{head}: {escape(t(chapter.idea))}", f"<b>{escape(t(chapter.sentence))}</b>"]
    again = " ".join(_ways(AGAIN[chapter.name]))
    return f"<li>{'<br>'.join(lines)}<br><small>{again}</small></li>"


def _ways(ways: tuple[Again, ...]) -> Iterator[str]:
    for way in ways:
        yield t(way.text).replace("<a>", anchor(way.page, **dict(way.query)))
