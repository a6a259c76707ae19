"""A server of rooms: killed, told to end, and begun again."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from game.api import play
from game.rooms.bots import Crowd, Manners
from game.rules.links import decode

ROOT = Path(__file__).parents[4]
START_UP = 30  # s
TOLD = 5  # s in which a server ends that is told to


class Server:
    """A server of rooms alone, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self.begin()

    def begin(self) -> None:
        command = [sys.executable, "-m", "game", "rooms", "--host", "127.0.0.1"]
        database = f"sqlite:///{self._folder / 'rooms.sqlite'}"
        environment = os.environ | {"DATABASE_URL": database, "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], cwd=ROOT, env=environment,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self.until(lambda: self.ask("GET", "") is not None, START_UP)

    def kill(self) -> None:
        """End it as a failing machine does, and begin again."""
        self.process.kill()
        self.process.wait()
        self.begin()

    def ask(self, method: str, path: str, values: object = None, token: str = "") -> Any:
        """Return the JSON values of an answer; None if there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Origin": self.address, "Cookie": f"tt-room={token}"}
        headers |= {"Content-Type": "application/json"}
        body = None if values is None else json.dumps(values)
        try:
            connection.request(method, f"/rooms/{path}", body, headers)
            said = connection.getresponse().read()
        except OSError:
            return None
        finally:
            connection.close()
        return json.loads(said) if said.startswith(b"{") else said

    def until(self, condition: Callable[[], bool], patience: float = START_UP) -> None:
        end = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < end, "it takes too long"
            assert self.process.poll() is None, "the server has ended"
            time.sleep(0.05)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path)
    yield one
    one.process.kill()
    one.process.wait()


def opened(server: Server, **plan: object) -> tuple[str, str]:
    values = {"rules": "default", "seed": 7, "turns": 3, "turn_cycles": 100, "seconds": None}
    said = server.ask("POST", "open", values | plan)
    return said["code"], said["host"]


def stepped(server: Server, code: str, host: str) -> dict[str, Any]:
    """Step on; return what the host sees when all accounts are there."""
    state = f"{code}/host/state"
    position = server.ask("GET", state, token=host)["position"]
    server.ask("POST", f"{code}/host/step", {"position": position}, token=host)
    server.until(lambda: bool(server.ask("GET", state, token=host)["ready"]))
    return dict(server.ask("GET", state, token=host))


@pytest.mark.long
def test_a_room_outlives_a_server_that_is_killed_in_every_phase(server: Server) -> None:
    code, host = opened(server)
    crowd = Crowd(server.address, code, 8, manners=Manners(think=0.2, rude=0.2))
    try:
        state = f"{code}/host/state"

        def seen() -> dict[str, Any]:
            return dict(server.ask("GET", state, token=host) or {"guessed": 0, "decided": 0})

        server.until(lambda: crowd.tally.joined == 8)
        server.kill()
        stepped(server, code, host)
        server.until(lambda: seen()["guessed"] >= 4)
        server.kill()
        server.until(lambda: bool(seen()["guessed"] == 8))
        stepped(server, code, host)
        for _ in range(3):
            server.until(lambda: seen()["decided"] >= 3)
            server.kill()
            server.until(lambda: bool(seen()["decided"] == 8))
            last = stepped(server, code, host)
        assert last["phase"] == "debrief" and last["seats"] == 8
        room = server.ask("GET", f"{code}/host/room.json", token=host)
        decided = {
            (seat["seat"], cycle // 100): (strategy, setting)
            for seat in room["seats"]
            for cycle, strategy, setting in seat["decisions"]
        }
        confirmed = {(seat, turn): order for seat, turn, *order in crowd.tally.confirmed}
        assert len(confirmed) == 24
        assert decided == {place: tuple(order) for place, order in confirmed.items()}
        for seat in room["seats"]:
            link = decode(seat["link"])
            assert (
                play(link.scenario, link.seed, link.decisions).factories[0].profit
                == (seat["money"])
            )
    finally:
        crowd.stop()


@pytest.mark.slow
def test_bots_play_a_room_to_its_end_and_each_decision_counts_once(server: Server) -> None:
    code, host = opened(server, turns=2)
    crowd = Crowd(server.address, code, 4, manners=Manners(think=0.1, rude=0.5))

    def everybody(has: str) -> bool:
        return bool(server.ask("GET", f"{code}/host/state", token=host)[has] == 4)

    server.until(lambda: crowd.tally.joined == 4)
    for awaited in ("guessed", "decided", "decided"):
        stepped(server, code, host)
        server.until(partial(everybody, awaited))
    last = stepped(server, code, host)
    assert last["phase"] == "debrief"
    assert crowd.wait(TOLD)
    room = server.ask("GET", f"{code}/host/room.json", token=host)
    decided = [
        (seat["seat"], cycle // 100, strategy, setting)
        for seat in room["seats"]
        for cycle, strategy, setting in seat["decisions"]
    ]
    assert len(decided) == 8
    assert sorted(decided) == sorted(crowd.tally.confirmed)


@pytest.mark.slow
def test_a_server_that_is_told_to_end_ends_with_many_streams(server: Server) -> None:
    code, host = opened(server)
    streams = []
    for _ in range(20):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        headers = {"Cookie": f"tt-room={host}"}
        connection.request("GET", f"/rooms/{code}/host/events", headers=headers)
        stream = connection.getresponse()
        assert stream.status == 200 and stream.readline().startswith(b"retry:")
        streams.append((connection, stream))
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(TOLD) in (0, -signal.SIGTERM)
    for connection, stream in streams:
        stream.read()  # to its end
        connection.close()


@pytest.mark.slow
def test_a_turn_ends_within_a_second_of_its_clock(server: Server) -> None:
    code, host = opened(server, seconds=5)
    stepped(server, code, host)
    stepped(server, code, host)
    state = f"{code}/host/state"
    left = server.ask("GET", state, token=host)["left"]
    begun = time.monotonic()
    server.until(lambda: server.ask("GET", state, token=host)["turn"] == 1)
    assert -0.1 <= time.monotonic() - begun - left <= 1.0
