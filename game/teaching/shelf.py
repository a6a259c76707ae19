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
    """

    name: str
    title: str
    told: str
    pages: int | None = None
    paper: str = "a4"

    @property
    def text(self) -> str:
        """Return its text, in which no figure stands yet."""
        return (FOLDER / f"{self.name}.md").read_text(encoding="utf-8")


DOCUMENTS = (
    Document(
        "hand-out",
        "Hand-out",
        "For everybody: the money, four strategies, the blind spot, what is shared.",
        pages=2,
    ),
)
"""In the order in which they are listed."""

BY_NAME = {document.name: document for document in DOCUMENTS}


@lru_cache(maxsize=1)
def recorded() -> dict[str, Any]:
    """Return the figures as they were computed last, by name."""
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found
