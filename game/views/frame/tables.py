"""Tables to read and to take away."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple, Self

from game.text.language import number


class Cell(NamedTuple):
    """What a row holds in a column; without a head it stands in the file alone, or is only read."""

    head: str  # as read
    column: str  # in the file
    value: Any
    write: Callable[[Any], str] | str = str  # how the value is written, or the words themselves

    @property
    def read(self) -> str:
        """What is read."""
        return self.write if isinstance(self.write, str) else self.write(self.value)


@dataclass(frozen=True)
class Table:
    """A table to read, and the same one as a file."""

    key: str  # the same in every language
    name: str
    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]  # as read
    columns: tuple[str, ...]
    values: tuple[tuple[object, ...], ...]  # as computed with

    @classmethod
    def of_rows(cls, key: str, name: str, rows: Sequence[Sequence[Cell]]) -> Self:
        """Return a table by its rows.

        Examples
        --------
        >>> table = Table.of_rows("lives", "Lives", [[Cell("Life", "life", 2_503, number)]])
        >>> table.heads, table.cells, table.columns, table.values
        (('Life',), (('2,503',),), ('life',), ((2503,),))
        """
        first = rows[0] if rows else ()
        return cls(
            key,
            name,
            tuple(cell.head for cell in first if cell.head),
            tuple(tuple(cell.read for cell in row if cell.head) for row in rows),
            tuple(cell.column for cell in first if cell.column),
            tuple(tuple(cell.value for cell in row if cell.column) for row in rows),
        )

    @classmethod
    def of_numbers(cls, key: str, name: str, columns: Mapping[str, Sequence[float]]) -> Self:
        """Return a table of numbers by their columns, with the decimals that a column needs.

        Examples
        --------
        >>> Table.of_numbers("lives", "Lives", {"engine": [1, 2], "cycles": [1_203, 98.5]}).cells
        (('1', '1,203.0'), ('2', '98.5'))
        """
        written = [
            [number(value, 0 if all(map(_is_whole, column)) else 1) for value in column]
            for column in columns.values()
        ]
        heads = tuple(columns)
        cells = tuple(zip(*written, strict=True))
        return cls(key, name, heads, cells, heads, tuple(zip(*columns.values(), strict=True)))

    def to_html(self) -> str:
        """Return the table as HTML; ``chrome.css`` makes cards of a wide one on a phone."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.heads)
        body = "".join(f"<tr>{_row(row, self.heads)}</tr>" for row in self.cells)
        wide = " tt-wide" if len(self.heads) > 3 else ""
        return (
            f'<div class="tt-scroll" tabindex="0" role="region" aria-label="{escape(self.name)}">'
            f'<table class="tt-table{wide}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )

    def to_csv(self) -> str:
        """Return the table as comma-separated values."""
        text = io.StringIO()
        csv.writer(text).writerows([self.columns, *self.values])
        return text.getvalue()


def _is_whole(value: float) -> bool:
    return value == int(value)


def _row(cells: Sequence[str], heads: Sequence[str]) -> str:
    first, *rest = cells
    others = "".join(
        f'<td data-head="{escape(head)}">{escape(cell)}</td>'
        for head, cell in zip(heads[1:], rest, strict=True)
    )
    return f'<th scope="row">{escape(first)}</th>{others}'
