"""The catalogue of all texts on a screen: ``python -m game.text.catalogue`` writes it anew.

Texts are found where they are shown: in ``t``, ``tn`` and ``mark`` of Python and JavaScript, in
what a ``GameError``, a refused experiment or a refused file says, in everything of the board's
HTML that can be read or heard, and in our talks.
"""

import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from game.text.language import TEMPLATE

ROOT = Path(__file__).parents[2]
REFUSALS = (
    "GameError", "ScenarioError", "DecisionError", "SeedError", "EngineSourceError", "LinkError",
    "LabError", "RoomError", "StoreError", "refusal", "ContradictionError", "ConditionError",
)  # fmt: skip
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("t", "mark", *REFUSALS)),
    **dict.fromkeys(("tn", "mark_forms"), (1, 2)),
    "Refused": (2,),  # a status stands before
}
READ_ALOUD = ("aria-label", "title", "alt", "placeholder", "aria-description", "data-label")
"""Attributes of HTML that a visitor sees or hears."""

_HEADER = """\
# All texts of Turbofan Tycoon. Written by `make messages`.
#"""

Found = tuple[int, str | None, str | tuple[str, ...], list[str]]


class _Texts(HTMLParser):
    """Collects what a page lets read and hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ALOUD:
                self.handle_data(value or "")

    def handle_data(self, data: str) -> None:
        if any(map(str.isalpha, data)):
            self.found.append((self.getpos()[0], " ".join(data.split())))


def html_texts(
    file: BytesIO, keywords: object, comment_tags: object, options: object
) -> Iterator[Found]:
    """Find the texts of an HTML file, as Babel's other extractors do for theirs.

    Examples
    --------
    >>> html = b'<button title="Skip ahead"><b>Next</b> event <i>1</i></button>'
    >>> [text for _, _, text, _ in html_texts(BytesIO(html), (), (), {})]
    ['Skip ahead', 'Next', 'event']
    """
    parser = _Texts()
    parser.feed(file.read().decode("utf-8"))
    parser.close()
    for line, text in parser.found:
        yield line, None, text, []


def talk_texts(
    file: BytesIO, keywords: object, comment_tags: object, options: object
) -> Iterator[Found]:
    """Find the texts of a talk's file, as Babel's other extractors do for theirs.

    Examples
    --------
    >>> talk = b'{"title": "Mine", "beats": [{"id": "a", "caption": "Hello.", "seconds": 9}]}'
    >>> [text for _, _, text, _ in talk_texts(BytesIO(talk), (), (), {})]
    ['Mine', 'Hello.']
    """
    talk = json.loads(file.read())
    yield 1, None, talk["title"], []
    for beat in talk["beats"]:
        question = beat.get("question", {"ask": "", "options": []})
        names = beat.get("camera", {}).get("names", [])
        said = [beat["caption"], beat.get("note"), question["ask"], *question["options"], *names]
        for text in filter(None, said):
            yield 1, None, text, []


METHODS: dict[str, str | Callable[..., Any]] = {
    "game/**/*.py": "python",
    "models/federated/simulation/experiment.py": "python",  # its refusals are shown in the lab
    "models/flight_conditions.py": "python",
    "data/*.py": "python",  # what it refuses is shown too
    "game/views/play/board/*.js": "javascript",
    "game/views/play/board/*.html": html_texts,
    "game/demo/assets/*.js": "javascript",
    "game/demo/shipped/*.json": talk_texts,
    "game/rooms/web/assets/*.js": "javascript",
    "game/rooms/web/assets/*.html": html_texts,
}
"""How the files are read, by their place."""


def extracted() -> Catalog:
    """Return the catalogue as the code has it."""
    catalogue = Catalog(project="Turbofan Tycoon", fuzzy=False, header_comment=_HEADER)
    for pattern, method in METHODS.items():
        for path in sorted(ROOT.glob(pattern)):
            with path.open("rb") as file:
                for _, text, _, _ in extract(method, file, KEYWORDS):
                    catalogue.add(text, locations=[(path.relative_to(ROOT).as_posix(), 1)])
    return catalogue


def template() -> str:
    """Return the catalogue as a file of messages, in a fixed order and without a date."""
    written = BytesIO()
    write_po(written, extracted(), width=100, omit_header=True, include_lineno=False)
    header = f'{_HEADER}\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return header + written.getvalue().decode("utf-8")


if __name__ == "__main__":
    TEMPLATE.write_text(template(), encoding="utf-8")
