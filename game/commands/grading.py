"""Grade a class: a file of links to one table with profit, decision quality and luck."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import click

from game.commands.links import match_of
from game.commands.output import as_json, print_json, progress
from game.processes import in_processes
from game.rules.errors import GameError

COLUMNS = (
    "line", "name", "link", "scenario", "seed", "cycles", "place", "profit", "decision_quality",
    "decision_quality_error", "luck", "luck_deviations", "problem",
)  # fmt: skip
"""Profit and luck in dollars; the luck in standard deviations of the expected profit too."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="CSV file to write, not stdout.")
@as_json
def grade(file: Path, out: Path | None, as_json: bool) -> None:
    """Grade a FILE of links, as CSV.

    Profit, decision quality and luck of each. One link a line, or a name and a link. What is wrong
    with a line stands in its row; empty lines and those that begin with # are left out.

    \b
    cycles             of the match, up to which it is graded
    place              among the factories of the match, by profit
    profit             dollars
    decision_quality   what the decisions were worth on what was known, of
                       the best known: 1 is all of it, 0 who waits; and its
                       standard error
    luck               dollars earned beyond what these decisions earn on
                       average, and the same in standard deviations
    """
    entries = _entries(file)
    if out is not None:
        check_writable(out)  # now: a class takes a while
    rows: list[dict[str, Any]] = []
    with progress("links") as on_progress:
        for row in in_processes(grade_of, entries):
            rows.append(row)
            on_progress(len(rows), len(entries))
    wrong = [row["line"] for row in rows if row["problem"]]
    if wrong:
        lines = ", ".join(map(str, wrong))
        said = f"No grade for {len(wrong)} of {len(rows)}: what is wrong stands in the row of line "
        click.echo(f"{said}{lines}.", err=True)
    if as_json:
        print_json({"grades": rows})
        return
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([_cell(row[column]) for column in COLUMNS] for row in rows)
    if out is None:
        click.echo(written.getvalue(), nl=False)
        return
    try:
        out.write_text(written.getvalue(), encoding="utf-8", newline="")
    except OSError as error:
        raise _cannot_write(out, error) from error


def check_writable(path: Path) -> None:
    """Refuse a file that cannot be written, and leave what there is as it is; a pipe is not asked.

    Raises
    ------
    GameError
        There is no such folder, or one may not write there.
    """
    place = path.resolve()  # what a link leads to
    was_there = place.exists()
    if place.is_fifo():
        return  # who reads it would take this for its end
    try:
        with place.open("ab"):
            pass
    except OSError as error:
        raise _cannot_write(path, error) from error
    if not was_there:
        place.unlink()


def _cannot_write(path: Path, error: OSError) -> GameError:
    return GameError(
        "{file} cannot be written ({problem}): name a file you may write to.",
        file=path,
        problem=error.strerror,
    )


def grade_of(numbered: tuple[int, str]) -> dict[str, Any]:
    """Return the row of a line: what the report of its link says, or what is wrong with it.

    Parameters
    ----------
    numbered : the number of the line in its file, from 1 on, and what it says

    Examples
    --------
    >>> row = grade_of((3, "Ada, 1-default-seven"))
    >>> row["line"], row["name"], row["profit"], row["problem"]
    (3, 'Ada', None, 'This link holds no seed: copy it again, whole.')
    """
    from game.api import weigh_link
    from game.rules.economics import place_of_first

    line, entry = numbered
    *_, link = re.split(r"[\s,;]+", entry)
    name = entry.removesuffix(link).rstrip(" \t,;")
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"line": line, "name": name, "link": link}
    try:
        review = weigh_link(*match_of(link))
    except GameError as error:
        return row | {"problem": str(error)}
    you, quality, luck = review.factories[0], review.quality, review.luck
    row |= {
        "scenario": review.scenario,
        "seed": review.seed,
        "cycles": review.cycles,
        "place": place_of_first([one.profit for one in review.factories]),
        "profit": you.profit,
    }
    if quality is not None and luck is not None:
        row |= {
            "decision_quality": quality.decision_quality,
            "decision_quality_error": quality.standard_error,
            "luck": luck.dollars,
            "luck_deviations": luck.deviations,
        }
    return row


def _entries(file: Path) -> list[tuple[int, str]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise GameError(
            "{file} cannot be read ({problem}): give a text file with one link a line.",
            file=file,
            problem=error.strerror,
        ) from error
    except UnicodeDecodeError as error:
        raise GameError(
            "{file} is no text in UTF-8: save it as plain text, one link a line.", file=file
        ) from error
    stripped = enumerate((line.strip() for line in lines), 1)
    return [(number, line) for number, line in stripped if line and not line.startswith("#")]


def _cell(value: object) -> object:
    """Return a value as a spreadsheet may read it: what somebody handed in is never a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(tuple("=+-@")) else value
