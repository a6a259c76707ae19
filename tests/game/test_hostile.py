"""Whatever a browser sends is answered: by a match, or by one sentence and nothing else."""

import gc
import json
import random
import tracemalloc
from collections import Counter
from collections.abc import Iterable
from typing import Any

import hypothesis.strategies as hs
import pytest
from hypothesis import example, given, settings

from game.live.requests import answer
from game.rules.decisions import MOST_DECISIONS
from game.rules.scenario import OPEN
from tests.hostile import EXAMPLES, MATCHES, SEEDS, moves_of_open

GOOD = {
    "n": 3, "match": "classic-5", "scenario": "classic", "seed": 5, "from": 0, "until": 8,
    "have": [0, 0, 0, 0], "keep": False,
}  # fmt: skip
PLACES = [
    "scenario",
    "seed",
    "from",
    "until",
    "have",
    "decisions",
    "new",
    "n",
    "keep",
    0,
    1,
    2,
    3,
    4,
]
"""A field of the request by its name, one of its first decision by its number."""

POISON = [
    None, True, False, "", "0", "5", "classic", "Classic", "magic", "\ud800", "\u0667",
    "x" * 20_001, "9-classic-7", "1-classic-7-9x", "classic.zz9", "default.cy5", "classic.",
    "." * 99, "<script>alert(1)</script>", "'; DROP TABLE rooms; --",
    "../../etc/passwd", "__class__", "%s%n{0}", 0, -1, 1.5, -0.0, 1e308, float("nan"),
    float("inf"), 2**31, 2**32, 2**53, -(2**63), 10**5, 10**400, [], [[]], [None], {}, {"": None},
    {"scenario": "magic"}, {"scenario": ["classic"], "seed": 1},
    {"scenario": "classic", "seed": -1},
    [[0]] * (MOST_DECISIONS + 1), [[9, "order", ["local"]], [4, "order", ["local"]]],
    [[0, "order", ["corrective", 3]]], [[0, "order", ["magic"]]], [[0, "order", None]],
    [[0, "call", [2, "service"]]], [[0, "answer", [2**31, 10**400]]], [0] * 17,
    [10**7], ["0"], [[["deep"] * 3] * 3] * 3,
]  # fmt: skip
# A request that is played costs a thousand times one that is refused: most are spoiled thrice.
spoils = hs.sampled_from(POISON) | hs.integers() | hs.text(max_size=6)
change = hs.tuples(hs.sampled_from(PLACES), spoils)
changes = hs.tuples(change, change, change)


def spoiled(changes: Iterable[tuple[str | int, Any]]) -> dict[str, Any]:
    """Return a good request with some of its places filled otherwise."""
    decision: list[Any] = [4, "order", "preventive", 131, False]
    request: dict[str, Any] = {**GOOD}
    for place, value in changes:
        if isinstance(place, int):
            decision[place] = value
        else:
            request[place] = value
    cycle, kind, *values = decision
    return {"decisions": [[cycle, kind, values]], **request}


@pytest.mark.no_cover
@given(changes.map(spoiled) | hs.sampled_from(POISON))
@example({**GOOD, "decisions": [[5, "order", ["local"]], [4, "order", ["local"]]]})
@example({**GOOD, "until": 10**9})
@example({**GOOD, "link": ["1-classic-7"]})
@example({**GOOD, "match": {}, "__proto__": {"seed": 1}})
@settings(max_examples=EXAMPLES)
def test_hostile_payloads_are_a_match_or_one_sentence(payload: object) -> None:
    played_or_refused(payload)


def played_or_refused(payload: object) -> dict[str, Any]:
    """Answer a payload, hold the answer to what one is, and return its header."""
    made = answer(payload)
    header = made.header
    if header.get("error") is None:
        assert header["until"] <= 8_000
        assert header["decisions"] == sorted(header["decisions"], key=lambda row: row[0])
    else:
        assert set(header) == {"version", "match", "n", "error"}
        assert header["match"] is None and made.sections == {}, "nothing to change a board with"
        assert isinstance(header["error"], str) and "\n" not in header["error"]
        assert 10 < len(header["error"]) < 300
    json.dumps(header, allow_nan=False).encode()
    return header


@pytest.mark.no_cover
@given(moves_of_open(), hs.sampled_from([1, 90, 300, 700, OPEN.cycles]))
@example((SEEDS[0], [[27, "answer", [8, 0]]]), 1)
@example((SEEDS[0], [[27, "answer", [1, 9]]]), 1)
@settings(max_examples=MATCHES)
def test_hostile_moves_of_the_free_match_are_played_or_one_sentence(
    drawn: tuple[int, list[Any]], until: int
) -> None:
    seed, rows = drawn
    asked = {"n": 1, "scenario": "open", "seed": seed, "decisions": rows, "until": until}
    header = played_or_refused(asked)
    if header["error"] is None:
        assert header["decisions"] == rows, "what was sent, all of it"
        assert header["until"] == until


@pytest.mark.no_cover
def test_hostile_moves_are_of_all_kinds_and_half_of_them_are_played() -> None:
    seen: Counter[str] = Counter()

    @given(moves_of_open())
    @settings(max_examples=100, derandomize=True)
    def collect(drawn: tuple[int, list[Any]]) -> None:
        seed, rows = drawn
        asked = {"scenario": "open", "seed": seed, "decisions": rows, "until": 1}
        refused = answer(asked).header["error"] is not None
        seen["refused" if refused else "played"] += 1
        if not refused:
            seen.update({kind for _, kind, _ in rows})

    collect()
    assert min(seen["played"], seen["refused"]) > 15
    assert min(seen[kind] for kind in ("order", "call", "answer")) > 15


@pytest.mark.slow
@pytest.mark.no_cover
def test_hostile_payloads_leave_no_memory_behind() -> None:
    draw, before = random.Random(5), repr(POISON)

    def send(payloads: int) -> None:
        for _ in range(payloads):
            answer(spoiled([(draw.choice(PLACES), draw.choice(POISON)) for _ in range(3)]))
        gc.collect()

    send(1_000)  # what is kept for players, such as engines of seed 5, is kept now
    tracemalloc.start()
    send(400)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 80_000  # 200 bytes each
    assert repr(POISON) == before, "what was sent is left as it was"
