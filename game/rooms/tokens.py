"""Codes, names, tokens and PINs: how somebody is known without an account."""

import hashlib
import secrets
from collections import deque
from collections.abc import Callable, Collection
from time import monotonic

LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"
"""Of codes: none that is read or heard as another one."""

CODE_LENGTH = 6

MOST_WATCHED = 10_000
"""Of those who try in vain."""

_KIND = (
    "Calm", "Brave", "Bright", "Clever", "Cosy", "Daring", "Eager", "Fair", "Gentle", "Happy",
    "Keen", "Kind", "Lively", "Lucky", "Merry", "Nimble", "Patient", "Quick", "Quiet", "Shining",
    "Steady", "Sunny", "Swift", "Wise",
)  # fmt: skip
_BIRDS = (
    "Albatross", "Avocet", "Bluetit", "Condor", "Crane", "Curlew", "Dove", "Eagle", "Egret",
    "Finch", "Gannet", "Goose", "Harrier", "Hawk", "Heron", "Ibis", "Jackdaw", "Kestrel", "Kite",
    "Lark", "Merlin", "Osprey", "Owl", "Petrel", "Plover", "Puffin", "Robin", "Sparrow", "Stork",
    "Swallow", "Swift", "Tern", "Thrush", "Wren",
)  # fmt: skip


def new_code() -> str:
    """Return a code for a room.

    Examples
    --------
    >>> len(new_code()), set(new_code()) <= set(LETTERS)
    (6, True)
    """
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """Return a code as it is kept, of one that somebody typed.

    Examples
    --------
    >>> read_code(" abc-def ")
    'ABCDEF'
    """
    return "".join(letter for letter in text.upper() if letter.isalnum())


def new_name(taken: Collection[str]) -> str:
    """Return a kind name that nobody has yet.

    Examples
    --------
    >>> len(new_name(()).split())
    2
    """
    free = {f"{kind} {bird}" for kind in _KIND for bird in _BIRDS} - set(taken)
    return secrets.choice(sorted(free))


def new_token() -> str:
    """Return 128 random bits, as text."""
    return secrets.token_urlsafe(16)


def new_pin() -> str:
    """Return four random digits."""
    return f"{secrets.randbelow(10_000):04d}"


def read_pin(typed: object) -> str | None:
    """Return the PIN in what somebody typed or pasted; None if it has not four digits.

    Examples
    --------
    >>> read_pin(" 00 42 "), read_pin("PIN: 0042"), read_pin("42"), read_pin(None)
    ('0042', '0042', None, None)
    """
    text = typed[:40] if isinstance(typed, str) else ""
    digits = "".join(letter for letter in text if letter in "0123456789")
    return digits if len(digits) == 4 else None


def hashed(secret: str) -> str:
    """Return what is kept of a token.

    Examples
    --------
    >>> hashed("a") == hashed("a") != "a"
    True
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def read_only(secret: str, *place: int) -> str:
    """Return what opens a match to look at and nothing else; nobody guesses it.

    Parameters
    ----------
    secret : of the room
    place : the class, the seat

    Examples
    --------
    >>> read_only("a", 0, 1) == read_only("a", 0, 1), read_only("a", 0, 1) == read_only("a", 0, 2)
    (True, False)
    """
    return hashed(f"{secret}:{place}")[:32]


def hashed_pin(pin: str, salt: str | None = None) -> str:
    """Return what is kept of a PIN: slow to try, as there are few. It takes some 10 ms.

    Examples
    --------
    >>> kept = hashed_pin("0042")
    >>> same_pin("0042", kept), same_pin("0043", kept)
    (True, False)
    """
    salt = secrets.token_hex(8) if salt is None else salt
    return f"{salt}:{hashlib.scrypt(pin.encode(), salt=salt.encode(), n=2**12, r=8, p=1).hex()}"


def same_pin(pin: str, kept: str) -> bool:
    """Return whether a PIN is the one whose hash is kept."""
    return secrets.compare_digest(hashed_pin(pin, kept.partition(":")[0]), kept)


def same(secret: str | None, kept: str) -> bool:
    """Return whether a token is the one whose hash is kept."""
    return secret is not None and secrets.compare_digest(hashed(secret), kept)


class Limits:
    """How often something wrong may be tried, by whom.

    Parameters
    ----------
    most : in ``window`` seconds
    clock : s, rises

    Examples
    --------
    >>> limits = Limits(most=2, window=60)
    >>> [(limits.reached("me"), limits.count("me"))[0] for _ in range(3)]
    [False, False, True]
    """

    def __init__(self, most: int, window: float, clock: Callable[[], float] = monotonic) -> None:
        self._most, self._window, self._clock = most, window, clock
        self._tries: dict[object, deque[tuple[float, int | None]]] = {}

    def reached(self, who: object) -> bool:
        """Return whether somebody has tried too often."""
        tries = self._tries.get(who)
        if tries is None:
            return False
        while tries and self._clock() - tries[0][0] > self._window:
            tries.popleft()
        if not tries:
            del self._tries[who]
        return len(tries) >= self._most

    def forget(self, who: object) -> None:
        """Let somebody try anew."""
        self._tries.pop(who, None)

    def count(self, who: object, what: object = None) -> None:
        """Note that somebody has tried in vain.

        Parameters
        ----------
        what : has been tried: the same once more is no other try; None if each one counts
        """
        if self.reached(who):
            return
        tried = None if what is None else hash(what)
        if tried is not None and any(one == tried for _, one in self._tries.get(who, ())):
            return
        if len(self._tries) >= MOST_WATCHED:  # the one who was noticed first is forgotten
            del self._tries[next(iter(self._tries))]
        self._tries.setdefault(who, deque(maxlen=self._most)).append((self._clock(), tried))
