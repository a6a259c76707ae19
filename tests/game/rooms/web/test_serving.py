"""A server of rooms: killed, told to end, and begun again."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from game.api import play
from game.rooms.crowds.players import Crowd, Manners
from game.rooms.room import Row
from game.rooms.rows import fold
from game.rooms.storage import Store
from game.rules.links import decode
from tests.game.rooms.databases import Cluster

ROOT = Path(__file__).parents[4]
START_UP = 30  # s
LONG = 120  # s, for many players on a busy machine
AWAY = 20  # s for which a store does not answer
VISITORS = int(os.environ.get("VISITORS", "0"))  # who play in Streamlit beside a room
ROOMS = ("game", "rooms")
WHOLE = ("uvicorn", "app:app", "--no-access-log", "--log-level", "warning")
TOLD = 5  # s in which a server ends that is told to


class Server:
    """A server of rooms, in a process of its own: with the whole product if it has visitors."""

    def __init__(self, url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._url = url
        self.begin()

    def begin(self) -> None:
        environment = os.environ | {"DATABASE_URL": self._url, "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *(WHOLE if VISITORS else ROOMS), "--host", "127.0.0.1",
             "--port", str(self.port)],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        begun = time.monotonic()
        self.until(lambda: self.ask("GET", "") is not None, START_UP)
        self.began_in = time.monotonic() - begun  # s until it has answered

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
    with served(f"sqlite:///{tmp_path / 'rooms.sqlite'}") as one:
        yield one


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for rooms of several tests, which none of them ends."""
    with served(f"sqlite:///{tmp_path_factory.mktemp('lasting') / 'rooms.sqlite'}") as one:
        yield one


@contextmanager
def served(url: str) -> Iterator[Server]:
    one = Server(url)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.wait()


class Proxy:
    """What stands before several servers: each connection goes to one of those that answer."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self._ports = [server.port for server in servers]
        self._turn = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._opens = threading.Thread(target=self._open)
        self._opens.start()

    def close(self) -> None:
        """Let nobody in any more; those inside stay until they leave."""
        self._door.shutdown(socket.SHUT_RDWR)  # who waits at the door hears of it
        self._opens.join()
        self._door.close()

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                guest, _ = self._door.accept()
                threading.Thread(target=self._serve, args=(guest,)).start()

    def _serve(self, guest: socket.socket) -> None:
        with guest:
            there = self._found()
            if there is None:
                return
            with there:
                back = threading.Thread(target=_pass_on, args=(there, guest))
                back.start()
                _pass_on(guest, there)
                back.join()

    def _found(self) -> socket.socket | None:
        for _ in self._ports:
            self._turn += 1
            port = self._ports[self._turn % len(self._ports)]
            try:
                return socket.create_connection(("127.0.0.1", port))
            except OSError:
                continue
        return None


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


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


PLAYERS = int(os.environ.get("SEATS", "30"))
LEAVE = 3 * PLAYERS // 10
COME = 60  # s, for all to join
TURN = 25 + PLAYERS // 20  # s; whoever is here decides long before its end
SERVED = 10  # s after which a server is there again
LATE = 1.0  # s after its clock by which a turn has ended


def stood_still(database: str, request: pytest.FixtureRequest) -> None:
    """Have the store be away for a while, where it is one that can be."""
    if database.startswith("postgresql"):
        cluster: Cluster = request.getfixturevalue("cluster")
        cluster.stop()
        time.sleep(AWAY)
        cluster.begin()


@dataclass
class Figures:
    """What a class has lived through, s."""

    joined: float = 0.0
    served: list[float] = field(default_factory=list)  # after each kill
    late: list[float] = field(default_factory=list)  # turns, after their clocks
    shown: list[float] = field(default_factory=list)  # the same, until its host has seen it


@contextmanager
def visited(server: Server) -> Iterator[None]:
    """Have visitors play meanwhile and a match weighed again and again, if any are asked for."""
    if not VISITORS:
        yield
        return
    come = [sys.executable, "-c", "from benchmarks.crowds.rooms import visit; visit()"]
    visitors = subprocess.Popen([*come, str(server.port)], cwd=ROOT, start_new_session=True)
    try:
        yield
        assert visitors.poll() is None
    finally:
        os.killpg(visitors.pid, signal.SIGKILL)
        visitors.wait()


@pytest.mark.long
def test_a_room_outlives_killed_servers_killed_players_and_a_store_that_is_away(
    url: str, request: pytest.FixtureRequest
) -> None:
    with served(url) as server, visited(server):
        code, host = opened(server, seconds=TURN)
        figures, begun = Figures(), time.monotonic()
        crowd = Crowd(
            server.address, code, PLAYERS, manners=Manners(think=1.0, rude=0.1, sleep=2.0)
        )

        def told() -> dict[str, Any]:
            return dict(server.ask("GET", f"{code}/host/state", token=host) or {})

        def seen(awaited: str, count: int) -> Callable[[], bool]:
            return lambda: bool(told().get(awaited, 0) >= count)

        def kill() -> None:
            server.kill()
            figures.served.append(round(server.began_in, 2))

        def run_out(turn: int) -> None:
            """Let a turn's clock run to its end."""
            left = told()["left"]
            begun = time.monotonic()
            server.until(lambda: told()["turn"] != turn, LONG)
            figures.shown.append(round(time.monotonic() - begun - left, 2))

        try:
            server.until(lambda: crowd.tally.joined == PLAYERS, COME)
            figures.joined = round(time.monotonic() - begun, 2)
            kill()
            stepped(server, code, host)
            server.until(seen("guessed", PLAYERS // 2), LONG)
            kill()
            server.until(seen("guessed", PLAYERS), LONG)
            stepped(server, code, host)
            for turn, players in enumerate((PLAYERS, PLAYERS - LEAVE, PLAYERS - LEAVE)):
                server.until(seen("decided", players // 2), LONG)
                kill()
                if turn == 1:
                    stood_still(url, request)
                server.until(seen("decided", players), LONG)
                if turn == 0:
                    crowd.stop(LEAVE)
                run_out(turn)
            assert told()["phase"] == "debrief" and told()["seats"] == PLAYERS
            assert len(crowd.tally.confirmed) == 3 * PLAYERS - 2 * LEAVE
            kill()
            nothing_is_lost(server.ask("GET", f"{code}/host/room.json", token=host), crowd)
            with closing(Store(url)) as store:
                figures.late = late(store.rows(code), code)
        finally:
            crowd.stop()
        print(f"{PLAYERS} seats on {url.partition(':')[0]}: {figures}")
        assert max(figures.served) <= SERVED
        assert len(figures.late) == 3 and max(figures.late) <= LATE


def late(rows: Sequence[Row], code: str) -> list[float]:
    """Return how long after its clock each turn has ended, as it is kept."""
    found = []
    for place, row in enumerate(rows):
        deadline = fold(code, rows[:place]).deadline if row.kind == "stepped" else None
        if deadline is not None:
            assert row.at >= deadline
            found.append(round(row.at - deadline, 2))
    return found


def nothing_is_lost(room: dict[str, Any], crowd: Crowd) -> None:
    """Check that a room holds what was confirmed, and that every link plays to its money."""
    decided = {
        (seat["seat"], cycle // 100): (strategy, setting)
        for seat in room["seats"]
        for cycle, strategy, setting in seat["decisions"]
    }
    confirmed = {(seat, turn): tuple(order) for seat, turn, *order in crowd.tally.confirmed}
    assert decided == confirmed
    for seat in room["seats"]:
        link = decode(seat["link"])
        again = play(link.scenario, link.seed, link.decisions).factories[0].profit
        assert again == seat["money"]


@pytest.mark.long
def test_two_servers_behind_a_proxy_serve_one_room_and_one_is_killed_in_mid_turn(
    cluster: Cluster,
) -> None:
    database = cluster.database()
    with served(database) as one, served(database) as other, closing(Proxy([one, other])) as proxy:
        code, host = opened(one)
        crowd = Crowd(proxy.address, code, 8, manners=Manners(think=0.5))
        state = f"{code}/host/state"

        def seen(awaited: str, count: int) -> Callable[[], bool]:
            return lambda: bool(other.ask("GET", state, token=host)[awaited] >= count)

        try:
            other.until(lambda: crowd.tally.joined == 8)
            stepped(one, code, host)
            other.until(seen("guessed", 8))
            stepped(one, code, host)
            other.until(seen("decided", 3))
            one.process.kill()
            other.until(seen("decided", 8))
            stepped(other, code, host)
            other.until(seen("decided", 8))
            cluster.stop()
            time.sleep(1.0)
            cluster.begin()
            other.until(seen("decided", 8))
            for _ in range(2):
                other.until(seen("decided", 8))
                last = stepped(other, code, host)
            assert last["phase"] == "debrief" and last["seats"] == 8
            nothing_is_lost(other.ask("GET", f"{code}/host/room.json", token=host), crowd)
        finally:
            crowd.stop()


@pytest.mark.counted
@pytest.mark.slow
@pytest.mark.no_cover
def test_bots_play_a_room_to_its_end_and_each_decision_counts_once(lasting: Server) -> None:
    code, host = opened(lasting, turns=2)
    crowd = Crowd(lasting.address, code, 4, manners=Manners(think=0.1, rude=0.5, sleep=0.3))

    def everybody(has: str) -> bool:
        return bool(lasting.ask("GET", f"{code}/host/state", token=host)[has] == 4)

    lasting.until(lambda: crowd.tally.joined == 4)
    for awaited in ("guessed", "decided", "decided"):
        stepped(lasting, code, host)
        lasting.until(partial(everybody, awaited))
    last = stepped(lasting, code, host)
    assert last["phase"] == "debrief"
    assert crowd.wait(TOLD)
    room = lasting.ask("GET", f"{code}/host/room.json", token=host)
    decided = [
        (seat["seat"], cycle // 100, strategy, setting)
        for seat in room["seats"]
        for cycle, strategy, setting in seat["decisions"]
    ]
    assert len(decided) == 8
    assert sorted(decided) == sorted(crowd.tally.confirmed)


@pytest.mark.counted
@pytest.mark.slow
def test_bots_that_stay_answer_vote_and_guess_to_the_end_of_a_lesson(lasting: Server) -> None:
    code, host = opened(lasting, turns=2, federation=0)
    crowd = Crowd(lasting.address, code, 3, manners=Manners(think=0.0, stay=True))

    def asks(verb: str, **values: object) -> None:
        lasting.ask("POST", f"{code}/host/{verb}", values, token=host)

    def told() -> dict[str, Any]:
        return dict(lasting.ask("GET", f"{code}/host/state", token=host) or {})

    lasting.until(lambda: crowd.tally.joined == 3)
    for sheet in ("before", "prediction"):
        asks("sheet", sheet=sheet)
        lasting.until(lambda: told()["quiz"]["answered"] == 3)
    asks("sheet", sheet=None, told=None)
    for _ in range(2):
        stepped(lasting, code, host)
    asks("poll", on=True)
    lasting.until(lambda: told()["federation"]["vote"]["voted"] == 3)
    for _ in range(2):
        stepped(lasting, code, host)
    lasting.until(lambda: bool((told()["debrief"] or {}).get("steps")))
    for number, (_, guessed) in enumerate(told()["debrief"]["steps"]):
        asks("show", to=number)
        options = told()["debrief"]["options"]
        lasting.until(
            lambda few=not (guessed and options): few or told()["debrief"]["guessed"] == 3
        )
    for sheet in ("after", "sentence"):
        asks("sheet", sheet=sheet)
        lasting.until(lambda: told()["quiz"]["answered"] == 3)
    assert crowd.wait(TOLD)
    assert told()["quiz"]["gain"]["n"] == 3
    assert all(text.startswith("(a bot)") for text in (one["text"] for one in told()["sentences"]))


@pytest.mark.slow
def test_bots_of_a_rehearsal_play_until_the_server_ends(server: Server) -> None:
    code, host = opened(server)
    room = server.ask("POST", f"{code}/host/rehearse", {"bots": 3}, token=host)

    def beside() -> bool:
        """Return whether a process of bots runs."""
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if b"bots" in words and room["code"].encode() in words:
                    return True
        return False

    state = f"{room['code']}/host/state"
    server.until(lambda: server.ask("GET", state, token=room["host"])["seats"] == 3)
    assert beside()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(TOLD) in (0, -signal.SIGTERM)
    end = time.monotonic() + TOLD
    while beside():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.no_cover
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
@pytest.mark.no_cover
def test_a_turn_ends_within_a_second_of_its_clock(lasting: Server) -> None:
    code, host = opened(lasting, seconds=5)
    stepped(lasting, code, host)
    stepped(lasting, code, host)
    state = f"{code}/host/state"
    left = lasting.ask("GET", state, token=host)["left"]
    begun = time.monotonic()
    lasting.until(lambda: lasting.ask("GET", state, token=host)["turn"] == 1)
    assert -0.1 <= time.monotonic() - begun - left <= 1.0
