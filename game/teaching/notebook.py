"""Notebooks made of one text: one with gaps, one with answers, both with what they print.

A text is Python with marks between its cells: ``# %%`` code, ``# %% [markdown]`` words, and
``# %% yours`` and ``# %% solution``, of which each notebook has one. Cells are run by plain Python
one after the other, as a notebook's are; what they print stands below them.
"""

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from typing import Any, NamedTuple

YOURS, SOLUTION = "yours", "solution"
_MARK = re.compile(r"^# %% ?(.*)$\n?", re.MULTILINE)
_FORMAT = {"nbformat": 4, "nbformat_minor": 5}
_KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


class Cell(NamedTuple):
    """A cell: what it is, and what stands in it."""

    kind: str  # "", "[markdown]", "yours" or "solution"
    text: str


def cells_of(text: str, without: str) -> list[Cell]:
    """Return the cells of a text, but those of one kind.

    Examples
    --------
    >>> text = "# %%\\nx = 1\\n# %% yours\\n...\\n# %% solution\\nprint(x)\\n"
    >>> [cell.text for cell in cells_of(text, YOURS)]
    ['x = 1', 'print(x)']
    """
    _, *parts = _MARK.split(text)
    cells = [
        Cell(kind.strip(), body.strip("\n"))
        for kind, body in zip(parts[::2], parts[1::2], strict=True)
    ]
    return [cell for cell in cells if cell.kind != without]


def printed_by(cells: list[Cell]) -> list[str]:
    """Run the cells one after the other; return what each prints.

    Examples
    --------
    >>> printed_by([Cell("", "x = 1"), Cell("[markdown]", "# Words"), Cell("", "print(x + 1)")])
    ['', '', '2\\n']
    """
    names: dict[str, Any] = {"__name__": "notebook"}
    printed = []
    for number, cell in enumerate(cells):
        said = StringIO()
        if cell.kind != "[markdown]":
            with redirect_stdout(said):
                exec(compile(cell.text, f"cell {number}", "exec"), names)
        printed.append(said.getvalue())
    return printed


def notebook(text: str, without: str) -> str:
    """Return a notebook with what its cells print, as a file has it."""
    cells = cells_of(text, without)
    made = [
        _cell(number, cell, said)
        for number, (cell, said) in enumerate(zip(cells, printed_by(cells), strict=True), 1)
    ]
    whole = {"cells": made, "metadata": _KERNEL, **_FORMAT}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _cell(number: int, cell: Cell, said: str) -> dict[str, Any]:
    names = {"id": f"cell-{number}", "metadata": {}}
    if cell.kind == "[markdown]":
        words = re.sub(r"^# ?", "", cell.text, flags=re.MULTILINE)
        return {"cell_type": "markdown", **names, "source": _lines(words)}
    outputs = [{"output_type": "stream", "name": "stdout", "text": _lines(said)}] if said else []
    code = {"execution_count": number, "outputs": outputs, "source": _lines(cell.text)}
    return {"cell_type": "code", **names, **code}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
