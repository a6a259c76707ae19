"""The command that makes a form of a teacher's own."""

from pathlib import Path

import click


@click.command()
@click.option("--seed", type=int, required=True, help="Of engines, numbers and orders.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("teaching"), help="Folder.")
def teaching(seed: int, out: Path) -> None:
    """Make worksheet, quiz and keys of your own seed.

    Pages to print from any browser, and the quiz as CSV. The same seed makes the same form.
    """
    from game.teaching.forms import written_anew

    for path in written_anew(seed, out):
        click.echo(str(path))
