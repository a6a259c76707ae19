"""Documents are what their texts, figures and charts make them, and nothing in them is typed."""

import json
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from game.teaching.pages import contents, digest, filled, page
from game.teaching.shelf import CHARTS, DOCUMENTS, FOLDER, PRINTED, Document, recorded

AGAIN = "make it anew: make teaching"
TYPED = re.compile(r"\$\d|\d[\d,.]*\s?%|(?<![\w#.])\d{2,}[\d,.]*")
"""An amount, a share, or a number of two digits and more."""
NO_FIGURE = re.compile(
    r"```.*?```|`[^`]*`|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>|\]\([^)]*\)|\$100|Classic 2018", re.DOTALL
)
"""What may hold a number: code, what is computed, marks of HTML, links, a round sum, a name."""
MINUTES = re.compile(
    r"\d+(?: to \d+)?(?= minutes?| min\b)|Minute \d+|^\| \d+ to \d+ \|", re.MULTILINE
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_is_what_its_text_and_figures_make_it(document: Document) -> None:
    kept = (FOLDER / f"{document.name}.html").read_text(encoding="utf-8")
    assert kept == page(document, recorded()), AGAIN


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
@pytest.mark.no_cover
def test_what_is_printed_was_made_of_the_page_as_it_is(document: Document) -> None:
    made_of = json.loads(PRINTED.read_text(encoding="utf-8"))
    assert made_of[f"{document.name}.pdf"] == digest(page(document, recorded())), AGAIN
    printed = (FOLDER / f"{document.name}.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    counts = re.findall(rb"/Count (\d+)", printed)
    assert document.pages is None or max(map(int, counts)) == document.pages


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_no_figure_is_typed_into_a_text(document: Document) -> None:
    words = MINUTES.sub("", NO_FIGURE.sub("", document.text))
    assert TYPED.findall(words) == []


@pytest.mark.parametrize("typed", ["costs $300", "or 12% of it", "at 127 cycles", "earn 1,200"])
def test_a_typed_figure_would_be_found(typed: str) -> None:
    assert TYPED.search(NO_FIGURE.sub("", f"Engines {typed}."))


GUIDES = [document for document in DOCUMENTS if document.name.startswith("guide")]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda document: document.name)
def test_the_plan_of_a_guide_leaves_no_minute_out(guide: Document) -> None:
    parts = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+) to (\d+) \|", guide.text, re.M)]
    begins, ends = zip(*parts, strict=True)
    assert begins == (0, *ends[:-1])
    assert ends[-1] == int(guide.name.split("-")[1])
    assert {int(minute) for minute in re.findall(r"Minute (\d+)", guide.text)} <= {*begins}
    debriefs = sum(b - a for (a, b), told in zip(parts, _rows(guide), strict=True) if told)
    assert debriefs >= 12, "what people say in a debrief is what they learn"


def _rows(guide: Document) -> list[bool]:
    rows = re.findall(r"^\| \d+ to \d+ \|.*", guide.text, re.M)
    return ["ebrief" in row for row in rows]


def test_a_figure_that_is_not_computed_is_refused() -> None:
    with pytest.raises(UndefinedError, match="has no attribute 'price'"):
        filled("{{ rules.price }}", recorded())


def test_the_list_names_every_document_and_each_file_is_there() -> None:
    kept = (FOLDER / "index.html").read_text(encoding="utf-8")
    assert kept == contents(), AGAIN
    for name in re.findall(r'href="([^"]+)"', kept):
        assert name == "icon.svg" or (FOLDER / name).exists()


def test_nothing_is_kept_that_no_document_needs() -> None:
    texts = "".join(document.text for document in DOCUMENTS)
    needed = set(re.findall(r'chart\("([a-z-]+)"', texts))
    assert {path.stem for path in CHARTS.iterdir()} == needed
    assert sum(path.stat().st_size for path in FOLDER.glob("*.pdf")) < 3_000_000


def test_a_page_asks_nothing_of_others_but_the_fonts() -> None:
    for path in sorted(Path(FOLDER).glob("*.html")):
        asked = re.findall(r'(?:src|href)="(https?:[^"]+)"|url\(([^)]+)\)', path.read_text("utf-8"))
        foreign = [address for address, _ in asked if address]
        local = {one for _, one in asked if one and not one.startswith(("#", "'#", "&quot;#"))}
        assert foreign == []
        assert all("fonts/" in one for one in local)
