"""A whole workshop: a class of whom some leave and some come late, and what is killed.

The server is killed within a turn and in the debrief, the process that plays turns while it plays
one. Nothing that was confirmed is lost, and the file plays again to the cent.
"""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from game.rooms.debrief.screens import steps_of
from game.rooms.federation.again import play_again
from game.rooms.federation.shares import read_turn
from game.rooms.federation.standing import contributors
from game.rooms.federation.together import balances_without, play_together
from game.rooms.room import Plan, read_plan
from tests.game.rooms.web.test_serving import LONG, Server, opened, served

SEATS = int(os.environ.get("SEATS", "300"))
"""Of the class that `make long` looks at."""

STRATEGIES = ("corrective", "preventive", "local")


class Class:
    """Everybody of a class, as their phones ask."""

    def __init__(self, server: Server, seats: int) -> None:
        self.server, self.seats = server, seats
        self.late, self.left = seats // 10, seats // 4
        self.code, self.host = opened(server, turns=3, turn_cycles=250, federation=1, approve=False)
        self.tokens: dict[int, str] = {}
        self.confirmed: set[tuple[int, int, str]] = set()

    def ask(self, who: int | str, verb: str, **values: Any) -> Any:
        token = self.host if who == "host" else self.tokens[int(who)]
        said = self.server.ask("POST", f"{self.code}/{who}/{verb}", values, token)
        assert said == {"ok": True}, said
        return said

    def state(self, who: int | str = "host") -> dict[str, Any]:
        token = self.host if who == "host" else self.tokens[int(who)]
        return dict(self.server.ask("GET", f"{self.code}/{who}/state", token=token))

    def join(self, count: int) -> None:
        for _ in range(count):
            joined = self.server.ask("POST", f"{self.code}/join", {"name": ""})
            self.tokens[joined["seat"]] = joined["token"]

    def decide(self, seats: range | list[int], turn: int) -> None:
        for seat in seats:
            strategy = STRATEGIES[(seat + turn) % 3]
            self.ask(seat, "decide", id=f"{turn}", turn=turn, strategy=strategy, setting=None)
            self.confirmed.add((seat, turn, strategy))

    def step(self) -> None:
        self.ask("host", "step", position=self.state()["position"])

    def ready(self) -> None:
        self.server.until(lambda: bool(self.state()["ready"]), LONG)


def kill_who_plays(server: Server) -> None:
    """Kill the process in which a server lets factories live."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == server.process.pid and b"game.workers" in (
                folder / "cmdline"
            ).read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


@pytest.mark.parametrize(
    "seats", [pytest.param(10, marks=pytest.mark.slow), pytest.param(SEATS, marks=pytest.mark.long)]
)
@pytest.mark.no_cover
def test_a_class_learns_and_is_debriefed_whoever_leaves_and_whatever_is_killed(
    tmp_path: Path, seats: int
) -> None:
    with served(f"sqlite:///{tmp_path / 'rooms.sqlite'}") as server:
        room = Class(server, seats)
        first = range(1, seats - room.late + 1)
        stay = range(room.left + 1, seats - room.late + 1)
        room.join(len(first))
        room.step()
        for seat in first:
            room.ask(seat, "guess", age=100 + seat)
        room.step()
        room.decide(first, 0)
        room.step()
        kill_who_plays(server)
        room.ready()
        room.join(room.late)
        room.decide(stay[::2], 1)
        server.kill()  # who has left is away from here on
        for seat in stay:
            room.ask(seat, "share", id="in", turn=1, what="join")
        room.ask("host", "poll", on=True)
        for seat in stay:
            room.ask(seat, "merge", id="rule", turn=1, rule="median")
        room.step()
        room.ready()
        room.decide([seats], 2)
        room.step()
        room.ready()
        seen = room.state()["debrief"]
        assert seen["screens"][0]["figures"] is not None  # at once
        asks = [step.asks for step in steps_of(Plan("default", 7, federation=1))].index(True)
        room.ask("host", "show", to=asks)
        room.ask(seats, "bet", about=seen["steps"][asks][0], what="low")
        server.kill()
        room.ready()
        server.until(
            lambda: all(one["figures"] for one in room.state()["debrief"]["screens"]), LONG
        )
        seen = room.state()["debrief"]
        assert (seen["step"], seen["guessed"]) == (asks, 1)
        file = server.ask("GET", f"{room.code}/host/room.json", token=room.host)
        nothing_is_lost(room, file)
        figures = {one["name"]: one["figures"] for one in seen["screens"]}
        as_played_again(file, figures)


def nothing_is_lost(room: Class, file: dict[str, Any]) -> None:
    decided = {
        (seat["seat"], cycle // 250, strategy)
        for seat in file["seats"]
        for cycle, strategy, _ in seat["decisions"]
    }
    assert decided == room.confirmed
    assert [seat["late"] for seat in file["seats"]] == [0] * (room.seats - room.late) + [
        1
    ] * room.late
    assert set(range(1, room.left + 1)) <= set(file["turns"][1]["absent"])
    assert [turn.get("rule") for turn in file["turns"]] == [None, "median", "median"]


def as_played_again(file: dict[str, Any], figures: dict[str, Any]) -> None:
    """Hold that the file plays to the same money, models and counterfactuals."""
    assert play_again(json.dumps(file)).same
    plan, turns = read_plan(file["plan"]), tuple(map(read_turn, file["turns"]))
    seats = len(file["seats"])
    told = play_together(plan, turns, seats)
    assert file["alone"] == balances_without(plan, turns, seats, None)
    assert figures["federation"]["nobody"] == pytest.approx(sum(file["alone"]) / seats)
    assert figures["helpers"]["worked"] == len(contributors(told, seats))
    for row in figures["helpers"]["rows"][:2]:
        without = balances_without(plan, turns, seats, row["seat"])
        worth = sum(
            account.balance - less
            for other, (account, less) in enumerate(zip(told.accounts, without, strict=True), 1)
            if other != row["seat"]
        )
        assert row["worth"] == worth
    assert len(figures["quality"]["all"]) == seats
