"""The server cannot see a client's rows: it works the same with clients it cannot reach."""

import gc
import queue
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FunctionType, ModuleType

import numpy as np
import pytest

import models.federated.server
from data.simulator import simulate
from models.federated.client import Client, InProcess
from models.federated.messages import Transport
from models.federated.server import RoundLog, conduct
from models.rul import Rewards, RulModel

FACTORIES = 6


class Wire:
    """Clients behind byte channels: this object holds two queues for each, and nothing else."""

    def __init__(self, lines: dict[int, tuple["queue.SimpleQueue", "queue.SimpleQueue"]]) -> None:
        self.client_ids = tuple(lines)
        self._lines = lines

    def ask(self, client_id: int, subject: str, message: bytes) -> bytes:
        to_client, from_client = self._lines[client_id]
        to_client.put((subject, message))
        return from_client.get(timeout=30)


def _serve(factory: int, to_client: "queue.SimpleQueue", from_client: "queue.SimpleQueue") -> None:
    client = _client(factory)
    while (call := to_client.get()) is not None:
        from_client.put(client.answer(*call))


def _client(factory: int) -> Client:
    return Client(factory, simulate(np.arange(4) + 100 * factory, seed=1, fan_share=0.2))


@contextmanager
def wire() -> Iterator[Wire]:
    """Start clients in threads of their own: only these threads ever hold them."""
    lines = {factory: (queue.SimpleQueue(), queue.SimpleQueue()) for factory in range(FACTORIES)}
    threads = [
        threading.Thread(target=_serve, args=(factory, *line)) for factory, line in lines.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield Wire(lines)
    finally:
        for to_client, _ in lines.values():
            to_client.put(None)
        for thread in threads:
            thread.join()


def reachable_arrays(roots: Sequence[object]) -> list[np.ndarray]:
    """Every array that can be reached from some objects, through attributes and closures."""
    seen: set[int] = set()
    found, waiting = [], list(roots)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, ModuleType | type):
            continue
        seen.add(id(thing))
        if isinstance(thing, np.ndarray):
            found.append(thing)
        if isinstance(thing, FunctionType):
            waiting.extend(cell.cell_contents for cell in thing.__closure__ or ())
        else:
            waiting.extend(gc.get_referents(thing))
    return found


def longest_array_in_the_server(transport: Transport) -> tuple[int, RulModel]:
    """Train, and in every round measure the longest array that the server's loop can reach."""
    lengths: list[int] = []

    def inspect(_number: int, _model: RulModel, _log: RoundLog) -> None:
        held = [
            value
            for name, value in sys._getframe(1).f_locals.items()
            if name != "on_round"  # this function
        ]
        lengths.append(max(len(np.atleast_1d(array)) for array in reachable_arrays(held)))

    federation = conduct(
        transport, Rewards(), rounds=2, rng=np.random.default_rng(5), on_round=inspect
    )
    return max(lengths), federation.model


def test_a_server_that_cannot_reach_its_clients_trains_the_same_model() -> None:
    next_door = InProcess([_client(factory) for factory in range(FACTORIES)])
    in_process_length, in_process_model = longest_array_in_the_server(next_door)
    with wire() as transport:
        wire_length, wire_model = longest_array_in_the_server(transport)
    assert wire_model.to_json() == in_process_model.to_json()
    # No array is longer than a model; the walk does find the rows where there is a way to them.
    assert wire_length <= 58
    assert in_process_length > 500


def test_the_server_module_knows_no_client() -> None:
    names = vars(models.federated.server)
    assert "Client" not in names
    assert "Trajectories" not in names
    assert "features" not in names


def test_a_client_answers_messages_and_shows_nothing_else() -> None:
    client = _client(0)
    assert [name for name in dir(client) if not name.startswith("_")] == ["answer", "client_id"]
    with pytest.raises(KeyError):
        client.answer("rows", b"")
