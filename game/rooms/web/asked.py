"""What a request may be, before anybody looks at what it says."""

import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from game.rooms.verbs.proposals import RoomError

LARGEST = 8 * 1024
"""Bytes of a body."""
ADDRESS_LASTS = 5.0  # s; three hundred screens ask for it after one step


class Refused(RoomError):  # noqa: N818 - read as a sentence
    """A request that is answered with a status of its own."""

    def __init__(self, status: int, text: str, /, **values: object) -> None:
        super().__init__(text, **values)
        self.status = status


@dataclass(frozen=True)
class Settings:
    """Who may open rooms, and where phones find them.

    Parameters
    ----------
    mode : "open", "key", "off", or "" for open from this machine and with a key from elsewhere
    key : that hosts must know, if one is needed
    public : address of the whole product from outside, without a slash at its end
    """

    mode: str = ""
    key: str = ""
    public: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings.

        Raises
        ------
        ValueError
            A mode that is unknown, or one that needs a key without one.

        Examples
        --------
        >>> Settings.of({"ROOMS": "key", "HOST_KEY": "k", "PUBLIC_URL": "https://x.test/"}).public
        'https://x.test'
        """
        mode, key = environment.get("ROOMS", ""), environment.get("HOST_KEY", "")
        if mode not in ("", "open", "key", "off"):
            raise ValueError(f"ROOMS is open, key or off, got {mode!r}")
        if mode == "key" and not key:
            raise ValueError("ROOMS=key needs HOST_KEY")
        return cls(mode, key, environment.get("PUBLIC_URL", "").rstrip("/"))

    def may_open(self, address: str, key: object) -> bool:
        """Return whether somebody may open a room, by their address and the key they have.

        Examples
        --------
        >>> Settings().may_open("127.0.0.1", None), Settings().may_open("10.0.0.7", None)
        (True, False)
        >>> Settings().may_open("::ffff:127.0.0.1", None), Settings().may_open("", None)
        (True, False)
        """
        if self.mode == "open" or (self.mode == "" and _is_here(address)):
            return True
        return self.mode != "off" and bool(self.key) and key == self.key

    def is_this_machine(self, address: str) -> bool:
        """Return whether somebody is no phone, but the machine that serves, as far as one can tell.

        Examples
        --------
        >>> Settings().is_this_machine("127.0.0.1"), Settings().is_this_machine("192.0.2.7")
        (True, False)
        >>> Settings(public="https://x.test").is_this_machine("127.0.0.1")  # its proxy
        False
        """
        own = _is_here(address) or _plain(address) == ip_address(_this_machine())
        return not self.public and own

    def address(self, request: Request) -> str:
        """Return the product's address as a phone finds it; never what the request says it is."""
        if self.public:
            return self.public
        port = (request.scope.get("server") or ("", 8501))[1]
        base = request.scope.get("root_path", "").removesuffix("/rooms")
        return f"http://{_this_machine()}:{port}{base}"


def is_of(origin: str, address: str) -> bool:
    """Return whether a page of this origin belongs to the site of an address.

    Examples
    --------
    >>> is_of("https://x.test", "https://x.test:443/a"), is_of("http://x.test", "https://x.test")
    (True, False)
    """
    return _site(origin) is not None and _site(origin) == _site(address)


def _is_here(address: str) -> bool:
    """Return whether an address is this machine's own, however it is written."""
    read = _plain(address)
    return read is not None and read.is_loopback


def _plain(address: str) -> IPv4Address | IPv6Address | None:
    """Return an address, of version 4 if that is what it stands for; None if it is none."""
    try:
        read = ip_address(address)
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return mapped or read


def _this_machine() -> str:
    """Return this machine's address in its network, which changes when it moves."""
    return _address_at(int(time.monotonic() // ADDRESS_LASTS))


@lru_cache(maxsize=1)
def _address_at(_: int) -> str:
    """Ask the system, which sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address of documents
        except OSError:
            return "127.0.0.1"  # there is no network
        return str(probe.getsockname()[0])


def client_of(request: Request) -> str:
    """Return the address of whoever asks."""
    return request.client.host if request.client else ""


async def body_of(request: Request, public: str) -> dict[str, Any]:
    """Return what a request changes, as JSON values.

    Raises
    ------
    Refused
        It comes from another site, is too long, or is no JSON object.
    """
    origin = request.headers.get("origin", "")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if not origin or _site(origin) not in {_site(own), _site(public)} - {None}:
        raise Refused(403, "This comes from another site: open the room's own page.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "What changes a room is sent as JSON.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise Refused(413, "That is too long: send at most {most} bytes.", most=LARGEST)
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "That is not JSON: load the page again.") from None
    if not isinstance(values, dict):
        raise Refused(400, "That is no JSON object: load the page again.")
    return values


def _site(address: str) -> tuple[str, str, int | None] | None:
    """Return scheme, host and port of an address, None if it has none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    usual = {"http": 80, "https": 443}
    return parts.scheme, parts.hostname, port or usual.get(parts.scheme)
