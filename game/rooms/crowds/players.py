"""Players that are programs: they join, look and decide over the real interface, as browsers do."""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from game.rooms.crowds.answers import has_said_all, to_say
from game.rooms.crowds.classes import CLASSES
from game.rooms.web.asked import Refused

WAIT = 20.0  # s for an answer; a stream says something at least every 15 s
AGAIN = 0.5  # s until what was not answered is asked again
SETTINGS: dict[str, tuple[int, int]] = {
    "preventive": (90, 170),
    "local": (20, 60),
    "federated": (20, 60),
}
"""Between which settings bots choose, cycles."""

CHANGES = 0.4
"""Share of turns in which a bot joins the players' federation, or leaves it."""


@dataclass
class Tally:
    """What bots have lived through."""

    joined: int = 0
    confirmed: list[tuple[int, int, str, int | None]] = field(default_factory=list)
    """(seat, turn, strategy, setting) of decisions that the server has confirmed, in order."""
    seconds: list[float] = field(default_factory=list)  # from a decision to its confirmation
    refused: int = 0  # decisions, in a sentence
    lost: int = 0  # connections
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Manners:
    """How bots behave.

    Parameters
    ----------
    think : longest thought before a decision, s
    rude : share of looks after which a bot sends nonsense, sends a decision twice, or hangs up
    sleep : longest time for which it is gone then, as a phone whose screen is dark, s
    stay : it guesses and answers in the debrief, too, until nothing more is asked
    lesson : the prepared room whose class they are, as its figures were measured; else they
        decide by chance
    """

    think: float = 5.0
    rude: float = 0.0
    sleep: float = AGAIN
    stay: bool = False
    lesson: str = ""


class Bot:
    """One of them.

    Parameters
    ----------
    address : of the server, such as ``http://localhost:8600``, with what stands before ``/rooms``
    code : of the room
    draw : its own chance
    tally : where it notes what it has lived through
    stop : when it is to end
    """

    def __init__(
        self, address: str, code: str, draw: random.Random, tally: Tally, stop: threading.Event,
        manners: Manners,
    ) -> None:  # fmt: skip
        parts = urlsplit(address)
        self._host, self._path = parts.netloc, parts.path.rstrip("/")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._secure = parts.scheme == "https"
        self._code, self._draw, self._tally, self._stop = code, draw, tally, stop
        self._manners = manners
        self._seat, self._token = 0, ""
        self._turn: int | None = None  # in which it has decided

    def play(self) -> None:
        """Play until the room's debrief, or its last question, or until it is told to stop."""
        joined = self._insist(lambda: self._post("join", {"program": True}))
        if joined is None:
            return
        self._seat, self._token = joined["seat"], joined["token"]
        with self._tally.lock:
            self._tally.joined += 1
        while not self._stop.is_set():
            try:
                if self._look():
                    return
                self._listen()
                self._stop.wait(self._manners.sleep * self._draw.random())
            except (OSError, http.client.HTTPException):
                with self._tally.lock:
                    self._tally.lost += 1
                self._stop.wait(AGAIN * (1 + self._draw.random()))

    def _listen(self) -> None:
        """Look whenever the stream says that there is something new, until it ends."""
        connection = self._connection()
        try:
            headers = {"Cookie": f"tt-room={self._token}"}
            connection.request("GET", self._way(f"{self._seat}/events"), headers=headers)
            stream = connection.getresponse()
            while not self._stop.is_set():
                line = stream.readline()
                if not line:
                    return
                if line.startswith(b"data:") and (self._look() or self._is_rude()):
                    return
        finally:
            connection.close()

    def _look(self) -> bool:
        """Do what is to be done; return whether the room has come to its end."""
        seen = self._ask("GET", f"{self._seat}/state")
        if seen is None:
            return False
        if seen.get("deleted") or seen["you"]["removed"]:
            return True
        if seen["phase"] == "predict" and seen["you"]["guess"] is None:
            self._post(f"{self._seat}/guess", {"age": self._draw.randint(60, 220)})
        if seen["turn"] is not None and seen["turn"] != self._turn:
            self._turn = seen["turn"]
            self._decide(seen["turn"], seen["you"]["share"])
        if self._is_rude():
            self._post(f"{self._seat}/decide", {"id": [], "turn": self._draw.random()})
        for verb, values in to_say(seen, self._draw):
            self._post(f"{self._seat}/{verb}", values)
        if self._manners.stay:
            return has_said_all(seen)
        return bool(seen["phase"] == "debrief")

    def _decide(self, turn: int, shares: dict[str, Any] | None) -> None:
        self._stop.wait(self._draw.random() * self._manners.think)
        member = shares is None or shares["member"]
        if shares is not None and shares["open"] and self._changes(member):
            word = {"id": f"{turn}-share", "turn": turn, "what": "leave" if member else "join"}
            self._insist(lambda: self._post(f"{self._seat}/share", word))
            member = not member
        strategy, setting = self._chosen(shares is None or shares["open"], member)
        name = f"{turn}-{self._draw.getrandbits(48):x}"
        order = {"id": name, "turn": turn, "strategy": strategy, "setting": setting}
        begun = time.monotonic()
        answered = self._insist(lambda: self._post(f"{self._seat}/decide", order))
        if answered is None:
            return
        with self._tally.lock:
            if "problem" in answered:
                self._tally.refused += 1
                return
            self._tally.seconds.append(time.monotonic() - begun)
            self._tally.confirmed.append((self._seat, turn, strategy, setting))
        if self._is_rude():
            self._post(f"{self._seat}/decide", order)

    def _changes(self, member: bool) -> bool:
        """Return whether it joins the players' federation now, or leaves it."""
        own = CLASSES.get(self._manners.lesson)
        return self._draw.random() < CHANGES if own is None else own.joins(self._seat) > member

    def _chosen(self, is_open: bool, member: bool) -> tuple[str, int | None]:
        """Return what it decides: a strategy and its setting, None for the recommended one."""
        own = CLASSES.get(self._manners.lesson)
        if own is not None:
            together = is_open and member
            return "federated" if together else own.strategy(self._seat), None
        names = [name for name in SETTINGS if member or name != "federated"]
        strategy = self._draw.choice(["corrective", *names])
        return strategy, self._draw.randint(*SETTINGS[strategy]) if strategy in SETTINGS else None

    def _is_rude(self) -> bool:
        return self._draw.random() < self._manners.rude

    def _insist(self, ask: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | None:
        """Ask until there is an answer, as a page does; None if told to stop before."""
        while not self._stop.is_set():
            try:
                answer = ask()
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None:
                return answer
            self._stop.wait(AGAIN * (1 + self._draw.random()))
        return None

    def _post(self, path: str, values: dict[str, Any]) -> dict[str, Any] | None:
        return self._ask("POST", path, json.dumps(values))

    def _ask(self, method: str, path: str, body: str | None = None) -> dict[str, Any] | None:
        """Return what the server says; None if it cannot say now."""
        headers = {"Cookie": f"tt-room={self._token}", "Origin": self._origin}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = self._connection()
        try:
            connection.request(method, self._way(path), body, headers)
            answer = connection.getresponse()
            values: dict[str, Any] = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status == 404 and path == "join":
            raise Refused(404, values["problem"])
        if answer.status in (401, 404) and method == "GET":
            return {"deleted": True}  # or begun anew: nothing is here for this one
        return None if answer.status in (429, 503) else values

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, timeout=WAIT)

    def _way(self, path: str) -> str:
        return f"{self._path}/rooms/{self._code}/{path}"


class Crowd:
    """Bots in one room, each in a thread of its own.

    Parameters
    ----------
    count : of bots
    seed : of what they do
    """

    def __init__(
        self, address: str, code: str, count: int, seed: int = 0, manners: Manners | None = None
    ) -> None:
        self.tally = Tally()
        self._stops = [threading.Event() for _ in range(count)]
        self._problem: Refused | None = None
        how = manners or Manners()
        bots = [
            Bot(address, code, random.Random(f"{seed}-{number}"), self.tally, stop, how)
            for number, stop in enumerate(self._stops)
        ]
        self._threads = [
            threading.Thread(target=self._run, args=(bot,), daemon=True) for bot in bots
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, bot: Bot) -> None:
        try:
            bot.play()
        except Refused as refused:
            self._problem = refused
            self.stop()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for all to end; return whether they have.

        Raises
        ------
        Refused
            There is no such room.
        """
        end = None if seconds is None else time.monotonic() + seconds
        for thread in self._threads:
            thread.join(None if end is None else max(0.0, end - time.monotonic()))
        if self._problem is not None:
            raise self._problem
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self, count: int | None = None) -> None:
        """Tell all to end, or the first ones: they leave without a word."""
        for stop in self._stops[:count]:
            stop.set()
