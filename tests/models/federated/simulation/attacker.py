"""A server that wants to know how long engines lived, and all that it can try with what it sees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from types import MappingProxyType

import numpy as np

from models.features import FEATURE_NAMES
from models.federated.simulation.clients import SimulatedClients
from models.federated.simulation.secure_aggregation import Revelation, decode, unmasked_sum

AGE = FEATURE_NAMES.index("age")
SHORTEST, LONGEST = 60, 1_100

Lifetimes = tuple[int, ...]


@dataclass
class Wiretap:
    """Clients, and all that they answer."""

    clients: SimulatedClients
    passed: list[tuple[str, Mapping[int, bytes]]] = field(default_factory=list)

    @property
    def client_ids(self) -> tuple[int, ...]:
        return self.clients.client_ids

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        answers = self.clients.answer(subject, messages)
        self.passed.append((subject, answers))
        return answers


def recovered(
    wiretap: Wiretap, friends: Mapping[int, Sequence[np.ndarray]] = MappingProxyType({})
) -> set[Lifetimes]:
    """Return every group of lifetimes that follows from what has passed.

    Parameters
    ----------
    friends : members who tell the server what they sent in each round, before their masks
    """
    found: set[Lifetimes] = set()
    for numbers in _readable(wiretap, friends):
        found |= lifetimes_in(numbers)
    return found


def _readable(
    wiretap: Wiretap, friends: Mapping[int, Sequence[np.ndarray]]
) -> Iterator[np.ndarray]:
    """Yield all vectors that can be read: every answer, every sum, and what sums differ by."""
    sums: list[np.ndarray] = []
    masked: Mapping[int, bytes] = {}
    for subject, answers in wiretap.passed:
        for answer in answers.values():
            yield from _read_anyhow(answer)
        if subject == "train":
            masked = {one: answer for one, answer in answers.items() if answer}
        if subject == "unmask":
            told = {one: Revelation.from_bytes(answer) for one, answer in answers.items()}
            words = {one: np.frombuffer(masked[one], "<u8") for one in told}
            total = decode(unmasked_sum(words, told))
            for one, sent in friends.items():
                if one in told:
                    total = total - sent[len(sums)]
            sums.append(total)
    yield from sums
    for one, other in combinations(sums, 2):
        yield other - one


def _read_anyhow(answer: bytes) -> Iterator[np.ndarray]:
    """Take a message for numbers of any kind."""
    for kind in ("<f8", "<f4", "<i8", "<u8"):
        if len(answer) % np.dtype(kind).itemsize == 0:
            with np.errstate(invalid="ignore"):
                numbers = np.frombuffer(answer, kind).astype(np.float64)
            yield numbers


def lifetimes_in(numbers: np.ndarray) -> set[Lifetimes]:
    """Take any stretch of a vector for counts, sums and squares, as a first message has them."""
    found: set[Lifetimes] = set()
    for width in (AGE + 1, AGE + 2):  # columns, without the target and with it
        starts = max(len(numbers) - 2 * width, 0)
        rows, ages, around = (
            numbers[place : place + starts] for place in (0, 1 + AGE, 1 + AGE + width)
        )
        with np.errstate(all="ignore"):
            for squares in (around, around + ages**2 / rows):
                found |= _solved(rows, ages, squares)
    return found


def _solved(rows: np.ndarray, ages: np.ndarray, squares: np.ndarray) -> set[Lifetimes]:
    """Solve for lifetimes: rows are their sum, and ages run from 1 to each of them."""
    twice = 2 * ages - rows
    sums = np.array([rows, twice, 3 * squares - 1.5 * twice - rows / 2])
    whole = np.rint(sums)
    possible = (np.abs(sums - whole) < 1e-3).all(axis=0)
    possible &= (whole[0] >= SHORTEST) & (whole[0] <= 4 * LONGEST)
    found: set[Lifetimes] = set()
    for powers in whole.T[possible]:
        for engines in (1, 2, 3):
            found.update(_with_powers(powers, engines))
        for first in range(SHORTEST, int(powers[0]) // 4 + 1):  # the shortest of four
            for others in _with_powers(powers - float(first) ** np.arange(1, 4), 3):
                if first <= others[0]:
                    found.add((first, *others))
    return found


def _with_powers(sums: np.ndarray, engines: int) -> Iterator[Lifetimes]:
    """Find whole numbers with these sums of first, second and third powers (Newton)."""
    p1, p2, p3 = sums
    e1, e2 = p1, (p1 * p1 - p2) / 2
    e3 = (e2 * p1 - e1 * p2 + p3) / 3
    roots = np.roots([1.0, -e1, e2, -e3][: engines + 1])
    lives = tuple(sorted(np.rint(roots.real).astype(int).tolist()))
    if all(SHORTEST <= life <= LONGEST for life in lives):
        powers = [sum(life**power for life in lives) for power in (1, 2, 3)]
        if powers == [round(p) for p in (p1, p2, p3)]:
            yield lives
