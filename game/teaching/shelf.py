"""The documents there are: where they stand, and what is said of them."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "docs" / "teaching"
FIGURES = FOLDER / "figures.json"
PRINTED = FOLDER / "printed.json"
"""What each picture and each file to print was made of, as a digest."""
CHARTS = FOLDER / "charts"


@dataclass(frozen=True)
class Document:
    """A document: its name, its title, a sentence about it, and what it is printed on.

    Attributes
    ----------
    pages : that it takes, on paper or on a wall; None where it may take any number
    paper : "a4" or "slides"
    seeded : whether another seed makes another form of it
    """

    name: str
    title: str
    told: str
    pages: int | None = None
    paper: str = "a4"
    seeded: bool = False

    @property
    def text(self) -> str:
        """Return its text, in which no figure stands yet."""
        return (FOLDER / f"{self.name}.md").read_text(encoding="utf-8")


DOCUMENTS = (
    Document(
        "guide-45",
        "Guide: 45 minutes",
        "For who has never seen the game: a prepared room in three minutes, and what to say when.",
        pages=2,
    ),
    Document(
        "guide-90",
        "Guide: 90 minutes",
        "For who leads a class: a plan by the minute, what to ask, what goes wrong.",
        pages=3,
    ),
    Document(
        "hand-out",
        "Hand-out",
        "For everybody: the money, four strategies, the blind spot, what is shared.",
        pages=2,
    ),
    Document(
        "worksheet",
        "Worksheet",
        "Sums before the match, on engines of its seed, and a table to compare matches in.",
        pages=2,
        seeded=True,
    ),
    Document(
        "answer-key",
        "Answer key",
        "What the worksheet asks, worked out, and what each strategy earns in its match.",
        pages=1,
        seeded=True,
    ),
    Document("quiz-a", "Quiz A", "Twelve questions before a lesson.", pages=2, seeded=True),
    Document("quiz-b", "Quiz B", "Their like with other numbers, after it.", pages=2, seeded=True),
    Document(
        "quiz-key",
        "Quiz: key",
        "Right answers to both forms and why, a question for weeks later, what is aimed at.",
        seeded=True,
    ),
    Document(
        "slides",
        "Slides",
        "Sixteen pages for a wall, from the first failure to one's own plant.",
        pages=16,
        paper="slides",
    ),
    Document(
        "seeds",
        "Seeds",
        "Which engines show what: matches, chapters, experiments of the lab.",
        pages=2,
    ),
    Document(
        "homework",
        "Homework",
        "Three problems for a course in data science: lifetimes, a blind spot, a class's links.",
        pages=1,
    ),
    Document("glossary", "Glossary", "One word, one meaning.", pages=1),
)
"""In the order in which they are listed."""

TABLES = ("quiz-a.csv", "quiz-b.csv")
"""The quiz, for a learning platform."""

NOTEBOOKS = {"homework.ipynb": "solution", "homework-key.ipynb": "yours"}
"""The notebooks of the homework, and the cells that each leaves out."""

BY_NAME = {document.name: document for document in DOCUMENTS}


@lru_cache(maxsize=1)
def recorded() -> dict[str, Any]:
    """Return the figures as they were computed last, by name."""
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found
