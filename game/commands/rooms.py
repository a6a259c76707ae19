"""Commands about rooms."""

import click

from game.rules.errors import GameError, shown


@click.command()
@click.option("--host", default="0.0.0.0", help="Address to listen at; 127.0.0.1: this machine.")
@click.option("--port", default=8600, help="Port to listen at.")
def rooms(host: str, port: int) -> None:
    """Serve the rooms alone, without the game's own pages."""
    from game.rooms.web.serving import serve

    click.echo(f"Rooms: http://localhost:{port}/rooms")
    serve(host, port)


@click.command()
@click.option("--room", required=True, help="Code of the room.")
@click.option("--count", default=10, type=click.IntRange(1, 400), help="Players.")
@click.option("--address", default="http://localhost:8501", help="Of the game or its rooms.")
@click.option("--think", default=5.0, help="Longest thought before a decision, seconds.")
@click.option("--rude", default=0.0, type=click.FloatRange(0, 1), help="Share of bad manners.")
@click.option("--sleep", default=0.5, help="Longest time that who hangs up is gone, seconds.")
@click.option("--seed", default=0, help="Of what they do.")
@click.option("--minutes", type=click.FloatRange(0), help="After which they leave in any case.")
def bots(
    room: str, count: int, address: str, think: float, rude: float, sleep: float, seed: int,
    minutes: float | None,
) -> None:  # fmt: skip
    """Fill a room with players that are programs."""
    from game.rooms.bots import Crowd, Manners
    from game.rooms.tokens import read_code

    _check_there(address)
    crowd = Crowd(address, read_code(room), count, seed, Manners(think, rude, sleep))
    try:
        crowd.wait(None if minutes is None else 60 * minutes)
    finally:
        crowd.stop()
    tally = crowd.tally
    times = sorted(tally.seconds)
    click.echo(f"{tally.joined} joined, {len(times)} decisions confirmed, {tally.refused} refused")
    if times:
        middle, late = times[len(times) // 2], times[int(0.95 * (len(times) - 1))]
        click.echo(f"confirmed after {middle * 1000:.0f} ms (median), {late * 1000:.0f} ms (p95)")


def _check_there(address: str) -> None:
    """Refuse an address at which nothing answers."""
    from urllib.request import urlopen

    try:
        with urlopen(f"{address}/rooms/", timeout=10):
            return
    except (OSError, ValueError) as error:
        raise GameError(
            "No rooms answer at {address}: start the game, or name another address.",
            address=shown(address),
        ) from error
