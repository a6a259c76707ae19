"""The same rules without a browser: ``python -m game --help``."""

import os
import sys
from collections.abc import Sequence

import click

from game import __version__
from game.commands.business import business
from game.commands.grading import grade
from game.commands.links import lab, replay, report
from game.commands.matches import compare, engines, play
from game.commands.nasa import benchmark_rul, fetch
from game.commands.rooms import bots, rooms
from game.commands.talks import demo
from game.commands.teaching import teaching
from game.rules.errors import GameError

PROGRAM = "python -m game"
REFUSED, STOPPED = 2, 130
"""Exit codes: what was asked for cannot be had; Ctrl-C. Click ends with 1 at a closed pipe."""


@click.group(invoke_without_command=True, context_settings={"show_default": True})
@click.version_option(__version__, prog_name="Turbofan Tycoon", message="%(prog)s %(version)s")
@click.pass_context
def program(context: click.Context) -> None:
    """Turbofan Tycoon without a browser.

    A LINK is a link's text or the whole address from the browser.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    play,
    replay,
    report,
    grade,
    compare,
    lab,
    engines,
    fetch,
    benchmark_rul,
    rooms,
    bots,
    business,
    demo,
    teaching,
):
    program.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    try:
        program.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except GameError as error:
        return _refuse(str(error))
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        asked = context.command_path if context else PROGRAM
        said = error.format_message().rstrip(".")
        return _refuse(f"{said}{' See' if said.endswith('?') else ': see'} {asked} --help.")
    except click.Abort:
        # Where Ctrl-C struck text that Python was running (dataclasses are made of text), it would
        # end by the signal whatever is returned, unless such a text has run to its end since.
        exec("")
        return STOPPED
    except OSError as error:
        if error.filename is not None:  # not of the output
            raise
        _forget_output()
        return _refuse(f"The output cannot be written ({error.strerror}): send it elsewhere.")
    return 0


def _refuse(sentence: str) -> int:
    click.echo(sentence, err=True)
    return REFUSED


def _forget_output() -> None:
    """Let the interpreter end without writing what is left, which would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
