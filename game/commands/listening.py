"""Where a server of the command line listens."""

import socket

import click

from game.rules.errors import GameError, shown

port_type = click.IntRange(1, 65_535)


def check_free(host: str, port: int) -> None:
    """Refuse an address at which no server can listen, before it is told to anybody.

    Raises
    ------
    GameError
        Something else listens there, or the host is none of this machine's.

    Examples
    --------
    >>> check_free("127.0.0.1", 0)
    """
    try:
        [(family, *_), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
            trial.bind((host, port))
    except (OSError, UnicodeError) as error:
        raise GameError(
            "Nothing can listen at {host}, port {port} ({problem}): name another --port or --host.",
            host=shown(host),
            port=port,
            problem=error.strerror if isinstance(error, OSError) else "no name of a host",
        ) from error
