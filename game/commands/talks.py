"""The command that shows a talk, or checks one."""

from pathlib import Path

import click

from game.commands.listening import check_free, port_type


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only say whether it can be given, and what it says.")
@click.option("--host", default="127.0.0.1", help="Address to listen at; 0.0.0.0: all.")
@click.option("--port", type=port_type, default=8700, help="Port to listen at.")
@click.option("--game", default="http://localhost:8501", help="Of the game that it leads to.")
def demo(file: Path, check: bool, host: str, port: int, game: str) -> None:
    """Show the talk of a FILE on a wall, or check it.

    Once its page is loaded it needs no server. game/demo/shipped/ has two to copy from.
    """
    from urllib.parse import urlsplit

    from game.demo.checking import checked
    from game.demo.routes import read_file

    talk = read_file(file)
    rows = checked(talk.script)
    if check:
        for number, beat, seconds, view, says in rows:
            click.echo(f"{number:>2}  {beat:<20} {seconds:>4} s  {view:<7}  {says}")
        planned = talk.script.seconds
        told = f"{planned // 60}:{planned % 60:02} planned, every promise kept"
        click.echo(f"{len(rows)} beats, {told}")
        return
    from game.demo.serving import serve

    check_free(host, port)
    click.echo(f"Talk: http://localhost:{port}/demo/{file.stem}")
    if urlsplit(game).hostname in ("localhost", "127.0.0.1"):
        click.echo(f"Its codes lead to {game}, which no phone can open: name your game by --game.")
    serve(file.stem, talk, host, port, game)
