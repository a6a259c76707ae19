"""Commands about rooms."""

from contextlib import suppress

import click

from game.commands.listening import check_free, port_type
from game.rules.errors import GameError, shown

_SECONDS = click.FloatRange(0)


@click.command()
@click.option("--host", default="0.0.0.0", help="Address to listen at; 127.0.0.1: this machine.")
@click.option("--port", type=port_type, default=8600, help="Port to listen at.")
def rooms(host: str, port: int) -> None:
    """Serve the rooms alone, without the game's own pages."""
    from game.rooms.web.serving import serve
    from game.workshop.weighing import weigh

    check_free(host, port)
    click.echo(f"Rooms: http://localhost:{port}/rooms")
    serve(host, port, weigh)


@click.command()
@click.option("--room", required=True, help="Code of the room.")
@click.option("--count", default=10, type=click.IntRange(1, 2000), help="Players, or voters.")
@click.option("--address", default="http://localhost:8501", help="Of the game or its rooms.")
@click.option("--think", type=_SECONDS, default=5.0, help="Longest thought, seconds.")
@click.option("--rude", default=0.0, type=click.FloatRange(0, 1), help="Share of bad manners.")
@click.option("--sleep", type=_SECONDS, default=0.5, help="Longest break of a line, seconds.")
@click.option("--seed", default=0, help="Of what they do.")
@click.option("--stay", is_flag=True, help="Guess and answer in the debrief, too, to its end.")
@click.option("--lesson", default="", help="Decide as the class of this prepared room's figures.")
@click.option("--minutes", type=click.FloatRange(0), help="After which they leave in any case.")
def bots(
    room: str, count: int, address: str, think: float, rude: float, sleep: float, seed: int,
    stay: bool, lesson: str, minutes: float | None,
) -> None:  # fmt: skip
    """Fill a room with players that are programs."""
    from game.rooms.crowds.players import Crowd, Manners
    from game.rooms.tokens import CODE_LENGTH, read_code
    from game.rooms.verbs.proposals import MOST_SEATS, RoomError

    code = read_code(room)
    if len(code) != CODE_LENGTH:
        raise RoomError("{code} is no code of a room: it has {length} letters and digits.",
                        code=shown(room), length=CODE_LENGTH)  # fmt: skip
    _check_there(address)
    if _is_audience(address, code):
        _vote(address, code, count, think, minutes)
        return
    if count > MOST_SEATS:
        raise RoomError("A room seats {most}, got {got}: ask for fewer players.",
                        most=MOST_SEATS, got=count)  # fmt: skip
    how = Manners(think, rude, sleep, stay, lesson)
    crowd = Crowd(address, code, count, seed, how)
    try:
        crowd.wait(None if minutes is None else 60 * minutes)
    finally:
        crowd.stop()
    tally = crowd.tally
    _tell(tally.joined, "decisions", tally.seconds, tally.refused)


def _tell(joined: int, what: str, seconds: list[float], refused: int) -> None:
    times = sorted(seconds)
    click.echo(f"{joined} joined, {len(times)} {what} confirmed, {refused} refused")
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


def _is_audience(address: str, code: str) -> bool:
    """Return whether a room is an audience: who joins it votes."""
    import json
    from urllib.request import urlopen

    try:
        with urlopen(f"{address}/rooms/{code}/look", timeout=10) as answer:
            return bool(json.load(answer).get("audience"))
    except (OSError, ValueError):
        return False  # who joins is told why


def _vote(address: str, code: str, count: int, think: float, minutes: float | None) -> None:
    import asyncio

    from game.rooms.crowds.voters import Voters

    voters = Voters(address, code, count, think)

    async def play() -> None:
        async with asyncio.timeout(None if minutes is None else 60 * minutes):
            await voters.play()

    with suppress(TimeoutError):
        asyncio.run(play())
    tally = voters.tally
    waits = [one.confirmed - one.sent for one in tally.confirmed]
    _tell(tally.joined, "votes", waits, tally.refused)
