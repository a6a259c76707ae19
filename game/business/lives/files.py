"""A file of lifetimes: its text, and the record that it holds."""

import csv
import io
from math import isfinite

import numpy as np

from game.business.lives.lifetimes import LifetimesError, Record
from game.rules.errors import shown
from game.text.marking import mark

MOST_LIVES, LONGEST_LIFE = 100_000, 1e8  # hours
_LARGEST_FILE = 2_000_000  # bytes

_HEAD, _OTHER_UNITS = ("hours", "failed"), ("years", "months", "weeks", "days")
_OTHER_UNIT = mark(
    "The first line says {unit}: multiply each life by the hours that a machine runs in one of "
    "them (in a month a twelfth of a year's), and write hours,failed."
)
_ANSWERS = {"1": True, "0": False, "yes": True, "no": False, "true": True, "false": False}
_OTHER_SIGNS = {
    ";": mark(
        "Hours and failed are separated by a semicolon: separate them by a comma, and write "
        "decimals with a point."
    ),
    "\t": mark("Hours and failed are separated by a tab: separate them by a comma."),
}


def text_of(content: bytes) -> str:
    """Return the text of a file of lifetimes.

    Raises
    ------
    LifetimesError
        It is too large, or no text.

    Examples
    --------
    >>> text_of(b"hours,failed")
    'hours,failed'
    """
    if len(content) > _LARGEST_FILE:
        raise LifetimesError(
            "The file has {got} bytes, at most {most} are read: hand in fewer lives.",
            got=len(content),
            most=_LARGEST_FILE,
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LifetimesError(
            "This is no table as text, but a workbook or text of an older kind: in your "
            "spreadsheet choose Save as, and there CSV UTF-8, with commas."
        ) from error


def read_lifetimes(text: str) -> Record:
    """Return the lives in a CSV: a head ``hours,failed``, then a line for each life.

    ``failed`` is 1 or 0, yes or no, true or false; a life that did not end by a failure counts as
    longer than its hours.

    Raises
    ------
    LifetimesError
        What is wrong with the first line that cannot be used.

    Examples
    --------
    >>> read_lifetimes("hours,failed\\n900,yes\\n1200,no\\n").hours.tolist()
    [900.0, 1200.0]
    """
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True))
    except csv.Error as error:
        raise LifetimesError("This is no CSV: separate two values a line by a comma.") from error
    lines = [(number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    if not lines:
        raise LifetimesError("The file of lifetimes is empty: write hours,failed and a line each.")
    head = ",".join(lines[0][1])
    for sign, name in _OTHER_SIGNS.items():
        if tuple(cell.strip().lower() for cell in head.split(sign)) == _HEAD:
            raise LifetimesError(name)
    named = tuple(cell.strip().lower() for cell in lines[0][1])
    if named[1:] == _HEAD[1:] and named[0] in _OTHER_UNITS:
        raise LifetimesError(_OTHER_UNIT, unit=named[0])
    if named != _HEAD:
        raise LifetimesError(
            "The first line is {got}: write hours,failed.", got=shown(",".join(lines[0][1]))
        )
    if not 1 < len(lines) <= MOST_LIVES + 1:
        raise LifetimesError(
            "The file holds {got} lives: hand in 1 to {most}.", got=len(lines) - 1, most=MOST_LIVES
        )
    hours, failed = zip(*_lives(lines[1:]), strict=True)
    return Record(np.array(hours), np.array(failed))


def _lives(lines: list[tuple[int, list[str]]]) -> list[tuple[float, bool]]:
    """Return the lives of all lines, or say what is wrong with the first, and with how many."""
    lives, refused = [], []
    for number, row in lines:
        try:
            lives.append(_life(number, row))
        except LifetimesError as error:
            refused.append(error)
    if len(refused) > 1:
        raise LifetimesError(
            "{first} In all {wrong} of {all} lines cannot be read.",
            first=refused[0],
            wrong=len(refused),
            all=len(lines),
        )
    if refused:
        raise refused[0]
    return lives


def _life(number: int, row: list[str]) -> tuple[float, bool]:
    if len(row) != len(_HEAD):
        raise LifetimesError(
            "Line {number} has {got} values: write hours and failed.", number=number, got=len(row)
        )
    hours, failed = (cell.strip() for cell in row)
    try:
        value = float(hours)
    except ValueError:
        value = np.nan
    if not isfinite(value) or not 0 < value <= LONGEST_LIFE:
        raise LifetimesError(
            "Line {number} has {got} hours: write a number above 0, up to {most}, with a point.",
            number=number,
            got=shown(hours),
            most=round(LONGEST_LIFE),
        )
    if failed.lower() not in _ANSWERS:
        raise LifetimesError(
            "Line {number} says failed {got}: write 1 or 0.", number=number, got=shown(failed)
        )
    return value, _ANSWERS[failed.lower()]
