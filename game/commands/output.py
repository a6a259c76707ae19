"""What all commands share: options, tables of 80 columns, JSON, and a bar while work goes on."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pkgutil import resolve_name

import click

WIDTH = 80
"""Columns of a terminal; a path may be longer."""

OnProgress = Callable[[int, int], None]
"""Called with what is done and what there is to do; 0 if nobody knows."""


class Names(click.ParamType[str]):
    """A name out of a table, which is looked up only when help is asked for.

    Whether a name is known is for the rules to say.

    Parameters
    ----------
    table : where it stands, as ``module:NAME``
    others : what may be said instead of a name
    """

    name = "name"

    def __init__(self, table: str, *others: str) -> None:
        self._table, self._others = table, others

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join([*resolve_name(self._table), *self._others])}]"


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON: docs/schema.")
seed = click.option("--seed", type=int, default=0, help="Of the engines: 0 to 4294967295.")
exact_cycles = click.option(
    "--cycles", type=int, help="Play exactly so many, 1 to 100000, whoever wins before."
)


@contextmanager
def progress(label: str) -> Iterator[OnProgress]:
    """Show on stderr how far some work is, if a person is looking at it."""
    with click.progressbar(
        length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total or done + 1
            bar.update(done - bar.pos)

        yield advance


def print_json(values: object) -> None:
    """Print plain JSON values."""
    click.echo(json.dumps(values, indent=2, allow_nan=False))


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, in several pieces if it is too wide, each with the first column.

    Examples
    --------
    >>> print_table(["strategy", "profit"], [["local", "$5"], ["federated", "$12"]])
    strategy   profit
    local          $5
    federated     $12
    """
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    pieces: list[list[int]] = [[]]
    for place in range(1, len(columns)):
        used = widths[0] + sum(2 + widths[other] for other in pieces[-1])
        if pieces[-1] and used + 2 + widths[place] > WIDTH:
            pieces.append([])
        pieces[-1].append(place)
    for piece in pieces:
        if piece is not pieces[0]:
            click.echo()
        for row in zip(*(columns[place] for place in (0, *piece)), strict=True):
            first, *others = row
            cells = [first.ljust(widths[0])]
            cells += [cell.rjust(widths[at]) for cell, at in zip(others, piece, strict=True)]
            click.echo("  ".join(cells).rstrip())


def dollars(amount: float) -> str:
    """Write an amount as a table shows it.

    Examples
    --------
    >>> dollars(-1234567), dollars(-0.4)
    ('-$1,234,567', '$0')
    """
    sign = "-" if round(amount) < 0 else ""
    return f"{sign}${abs(amount):,.0f}"


def or_dash(value: float | None, form: str = "g") -> str:
    """Write a number, or a dash where there is none.

    Examples
    --------
    >>> or_dash(None), or_dash(0.914, ".1%")
    ('-', '91.4%')
    """
    return "-" if value is None else format(value, form)
