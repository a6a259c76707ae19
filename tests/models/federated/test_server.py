"""The server cannot see a client's rows: it works the same with clients it cannot reach."""

import gc
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from types import FunctionType, ModuleType

import numpy as np
import pytest
from sklearn.linear_model import SGDRegressor

import models.federated.server
from data.simulator import simulate
from models.federated.client import Client, ClientData, InProcess
from models.federated.messages import Clients
from models.federated.server import Server, TrainingSettings, federate
from tests.models.prices import PRICES

FACTORIES = 6


class Wire:
    """Clients behind byte channels: this object holds two queues for each, and nothing else."""

    def __init__(self, lines: dict[int, tuple["queue.SimpleQueue", "queue.SimpleQueue"]]) -> None:
        self.client_ids = tuple(lines)
        self._lines = lines

    def answer(self, subject: str, messages: Mapping[int, bytes]) -> dict[int, bytes]:
        for client_id, message in messages.items():
            self._lines[client_id][0].put((subject, message))
        return {client_id: self._lines[client_id][1].get(timeout=30) for client_id in messages}


def _serve(factory: int, to_client: "queue.SimpleQueue", from_client: "queue.SimpleQueue") -> None:
    client = _client(factory)
    while (call := to_client.get()) is not None:
        from_client.put(client.answer(*call))


def _client(factory: int) -> Client:
    own = simulate(np.arange(4) + 100 * factory, seed=1, fan_share=0.2)
    return Client(ClientData.of(factory, own))


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


def longest_array_in_the_server(clients: Clients) -> int:
    """Train, and in every round measure the longest array that the server can reach."""
    server = Server(clients, asdict(TrainingSettings()))
    lengths = []
    for _ in server.rounds(np.zeros(58), 2, choose=lambda: server.client_ids):
        lengths.append(max(array.size for array in reachable_arrays([server])))
    return max(lengths)


def test_a_server_that_cannot_reach_its_clients_trains_the_same_model() -> None:
    next_door = InProcess([_client(factory) for factory in range(FACTORIES)])
    in_process = federate(next_door, PRICES, rounds=2, rng=np.random.default_rng(5))
    with wire() as clients:
        wired = federate(clients, PRICES, rounds=2, rng=np.random.default_rng(5))
        # No array is longer than a model; the walk does find the rows where there is a way to them.
        assert longest_array_in_the_server(clients) <= 58
    assert longest_array_in_the_server(next_door) > 500
    assert np.array_equal(wired.model.coefficients, in_process.model.coefficients)
    assert wired.model.intercept == in_process.model.intercept


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


def test_federated_averaging_is_a_plain_loop_over_scikit_learn() -> None:
    """McMahan et al. 2017, algorithm 1: everybody takes a pass, the server averages by rows."""
    own = [_client(factory)._data for factory in range(FACTORIES)]
    federation = federate(
        InProcess([Client(data) for data in own]), PRICES, rounds=3, rng=np.random.default_rng(5)
    )
    table = np.concatenate([data.table for data in own])
    rows = [len(data.target) for data in own]
    seed = int(np.random.default_rng(5).integers(2**32))
    clients = [
        SGDRegressor(
            alpha=3_000 / sum(rows), learning_rate="constant", eta0=1e-4,
            random_state=np.random.RandomState(np.random.PCG64([seed, data.client_id])),
        )
        for data in own
    ]  # fmt: skip
    weights = np.append(np.zeros(57), np.concatenate([data.target for data in own]).mean() / 125)
    for _ in range(3):
        for client, data in zip(clients, own, strict=True):
            client.coef_, client.intercept_ = weights[:-1].copy(), weights[-1:].copy()
            client.t_ = 1.0
            client.partial_fit((data.table - table.mean(0)) / table.std(0), data.target / 125)
        sent = [np.append(client.coef_, client.intercept_) for client in clients]
        weights = np.average(sent, axis=0, weights=rows)
    found = np.append(federation.model.coefficients, federation.model.intercept)
    np.testing.assert_allclose(found, 125 * weights, atol=1e-9)
