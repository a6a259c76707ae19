"""Sheets of questions that a host opens in a room, and what has been written on them; pure.

A sheet stands beside the phases: one is open at a time, whatever the room plays. It may be opened
again; the last answer of a seat to a question counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

BEFORE, PREDICTION, AFTER, SENTENCE = "before", "prediction", "after", "sentence"
SHEETS = (BEFORE, PREDICTION, AFTER, SENTENCE)
"""In the order of a lesson."""

FORMS = {BEFORE: "A", AFTER: "B"}
"""The form of the quiz on a sheet."""

ROWS = ("sheet", "marked", "wrote", "quoted")
"""Kinds of row that change a quiz."""


@dataclass(frozen=True)
class Sentence:
    """What somebody will do in their own plant."""

    text: str
    quoted: bool = False  # others may read it


@dataclass(frozen=True)
class Quiz:
    """What has been asked in a room, and answered.

    Attributes
    ----------
    open : the sheet that is open
    told : the one whose answers are shown to all
    opened : those that were ever open
    marks : the options that a seat has chosen on a sheet, by question
    sentences : by seat
    """

    open: str | None = None
    told: str | None = None
    opened: frozenset[str] = frozenset()
    marks: Mapping[tuple[str, int], Mapping[int, int]] = field(default_factory=dict)
    sentences: Mapping[int, Sentence] = field(default_factory=dict)

    def of(self, sheet: str, seat: int) -> Mapping[int, int]:
        """Return the options that a seat has chosen on a sheet, by question."""
        return self.marks.get((sheet, seat), {})


def put_away(quiz: Quiz) -> Quiz:
    """Return a quiz as its host steps on: the answers of a closed sheet leave all screens.

    Examples
    --------
    >>> put_away(Quiz(told="before")).told
    """
    return replace(quiz, told=None)


def after(quiz: Quiz, kind: str, body: Mapping[str, Any]) -> Quiz:
    """Return a quiz after one more row.

    Examples
    --------
    >>> quiz = after(Quiz(), "sheet", {"sheet": "before", "told": None})
    >>> row = {"seat": 3, "sheet": "before", "question": 0, "option": 2}
    >>> after(quiz, "marked", row).of("before", 3)
    {0: 2}
    """
    if kind == "sheet":
        sheet, told = body["sheet"], body["told"]
        opened = quiz.opened if sheet is None else quiz.opened | {sheet}
        return replace(quiz, open=sheet, told=told, opened=opened)
    seat = body["seat"]
    if kind == "marked":
        key = body["sheet"], seat
        own = {**quiz.marks.get(key, {}), body["question"]: body["option"]}
        return replace(quiz, marks={**quiz.marks, key: own})
    if kind == "wrote":
        said = Sentence(body["text"])
    else:
        said = replace(quiz.sentences[seat], quoted=body["on"])
    return replace(quiz, sentences={**quiz.sentences, seat: said})
