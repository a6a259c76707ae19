"""A decision and a whole match, as the server of a live board pays for them."""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable

from game.fleet import engines as fleet
from game.fleet import forecasters as trainers
from game.live.payload import encode
from game.live.requests import answer
from game.rules.decisions import Decision
from game.rules.match import replay
from game.rules.scenario import DEFAULT

SEEDS = range(500, 507)
LADDER = [[300, "order", ["preventive"]], [900, "order", ["local"]], [1500, "order", ["federated"]]]


def rows() -> list[tuple[str, str]]:
    """Return labelled figures."""
    trained, cached, cold = [], [], []
    for seed in SEEDS:
        _forget()
        before = [Decision(0, "federated")]
        cold.append(_seconds(lambda: _play(seed, before)))  # noqa: B023
        cached.append(_seconds(lambda: _play(seed, [*before, Decision(1_900, "preventive")])))  # noqa: B023
        again = [*before, Decision(1_900, "local")]
        trained.append(_seconds(lambda: _play(seed, again)))  # noqa: B023
    first, decision, whole = zip(*(_bytes(seed) for seed in SEEDS), strict=True)
    each, shared = _memory()
    return [
        ("4,000-cycle match, new decision, engines and models cached", _ms(cached)),
        ("  the same, the decision trains a local model", _ms(trained)),
        ("  nothing cached: engines, federation of 20 and joining it", _ms(cold)),
        ("game data before the first frame", _kb(first)),
        ("a decision at cycle 1,500 of 2,000", _kb(decision)),
        ("a whole classic game, three decisions", _kb(whole)),
        ("server memory of one more player, once the shared caches are full", f"{each:.2f} MB"),
        ("  what all players share", f"{shared:.0f} MB"),
    ]


def _play(seed: int, decisions: list[Decision]) -> None:
    engines = fleet.SimulatedFleet(DEFAULT, seed)
    replay(DEFAULT, decisions, trainers.world_of(engines))


def _forget() -> None:
    fleet.forget()
    trainers.forget()


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _ms(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.0f} ms (median of {len(seconds)})"


def _kb(sizes: tuple[int, ...]) -> str:
    return f"{statistics.median(sizes) / 1000:.0f} kB (largest {max(sizes) / 1000:.0f})"


def _bytes(seed: int) -> tuple[int, int, int]:
    """Return bytes of the first message, of one decision, and of a game played to the end."""
    messages: list[int] = []
    decided = 0
    known = [0] * DEFAULT.slots
    decisions: list[list[object]] = []
    since, until = 0, 2_000
    waiting = list(LADDER)
    while True:
        made = answer(
            {"scenario": "classic", "seed": seed, "decisions": decisions, "until": until,
             "from": since, "have": known}
        )  # fmt: skip
        messages.append(len(encode(made.header, made.sections)))
        if waiting and decisions and decisions[-1][0] == LADDER[-1][0]:
            decided = messages[-1]
        for slot, index in made.sections["engines"][:, :2].tolist():
            known[slot] = max(known[slot], index + 1)
        if made.header["end"]:
            return messages[0], decided or messages[len(LADDER)], sum(messages)
        if waiting:
            decisions = [*decisions, waiting.pop(0)]
            since = int(str(decisions[-1][0]))
        else:
            since, until = until, until + 1_000


def _memory(players: int = 24) -> tuple[float, float]:
    """Return megabytes that each further player keeps, and that all share when caches are full."""
    gc.collect()
    tracemalloc.start()
    _forget()
    payloads = []
    held = []
    for count in range(3 * players):
        payloads.append(_payload(10_000 + count))
        if (count + 1) % players == 0:
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0] / 1e6)
    tracemalloc.stop()
    return (held[2] - held[1]) / players, held[1]


def _payload(seed: int) -> bytes:
    made = answer({"scenario": "classic", "seed": seed, "decisions": LADDER, "until": 4_000})
    return encode(made.header, made.sections)
