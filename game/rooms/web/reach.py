"""What can be found out from here about the address that phones are shown."""

import asyncio
from ipaddress import ip_address
from urllib.parse import urlsplit

PATIENCE = 2.0  # s


async def answers(address: str) -> bool:
    """Return whether somebody hears at an address, as seen from this machine."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def is_alone(address: str) -> bool:
    """Return whether an address is one that leads every machine to itself.

    Examples
    --------
    >>> is_alone("http://127.0.0.1:8501"), is_alone("http://localhost:8501")
    (True, True)
    >>> is_alone("http://192.0.2.7:8501"), is_alone("https://x.test")
    (False, False)
    """
    name = urlsplit(address).hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def is_near(address: str) -> bool:
    """Return whether an address opens nothing but within its own network.

    Examples
    --------
    >>> [is_near(f"http://{name}/rooms/ABCDEF") for name in ("10.0.0.7:8501", "printer.local")]
    [True, True]
    >>> [is_near(f"https://{name}/rooms/ABCDEF") for name in ("game.example.org", "8.8.8.8")]
    [False, False]
    """
    name = urlsplit(address).hostname or ""
    if name == "localhost" or name.endswith(".local"):
        return True
    try:
        return ip_address(name).is_private
    except ValueError:
        return False
