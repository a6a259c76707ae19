"""Commands about rooms."""

import click


@click.command()
@click.option("--host", default="0.0.0.0", help="Address to listen at; 127.0.0.1: this machine.")
@click.option("--port", default=8600, help="Port to listen at.")
def rooms(host: str, port: int) -> None:
    """Serve the rooms alone, without the game's own pages."""
    from game.rooms.serving import serve

    click.echo(f"Rooms: http://localhost:{port}/rooms")
    serve(host, port)
