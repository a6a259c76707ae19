"""An audience, asked over the real interface: votes in, one factory that does what has won."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from game.__main__ import main
from game.api import play
from game.rooms.federation.again import play_again
from game.rooms.rows import fold
from game.rules.links import decode, encode
from game.rules.report import FactoryReport
from tests.game.rooms.ballots.halls import AUDIENCE, Hall
from tests.game.rooms.visitors import Clock, run, school


def assert_same_race(seen: dict[str, Any], replayed: Sequence[FactoryReport]) -> None:
    """Hold that a wall's rivals are those of the match that the link opens, to the cent."""
    money = [line["curve"][-1] for line in seen["race"]["curves"]]
    assert [line["place"] for line in seen["race"]["curves"]] == [
        1 + sum(other > own for other in money) for own in money
    ]
    curves = {line["seat"]: line for line in seen["race"]["curves"]}
    assert list(map(int, sorted(curves))) == list(range(1, 1 + len(replayed)))
    for seat, one in enumerate(replayed[1:], 2):  # a board colours factories in this order
        assert curves[seat]["curve"][-1] == one.profit
        assert curves[seat]["name"].startswith(one.name)


def test_votes_decide_what_the_factory_does_and_its_link_replays_to_the_cent(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 5)
            await hall.ask("step")
            await hall.ask("ask", kind="strategy")
            assert await hall.vote(1, 1, 3, 0, 3) == [200] * 5
            assert (await hall.seen())["ballot"]["votes"] is None  # hidden until the close
            assert await hall.vote(0, 1, 1) == [200] * 3  # the last one counts
            seen = await hall.ask("close")
            assert (seen["ballot"]["votes"], seen["ballot"]["winner"]) == ([2, 2, 0, 1], None)
            assert seen["ballot"]["order"] == "Corrective"
            seen = await hall.ask("repeat")
            assert seen["ballot"]["voted"] == 0
            await hall.vote(1, 1, 3, 1, 3)
            await hall.ask("close")
            await hall.ask("ask", kind="guess")
            await hall.vote(0, 1, 2, 3)
            await hall.ask("close")
            seen = await hall.ask("step")
            assert seen["came"]["guessed"] == 4
            assert seen["came"]["right"] == 1
            assert seen["came"]["change"] == seen["money"]
            await hall.ask("ask", kind="setting", about=seen["questions"][0]["about"])
            await hall.vote(2)
            await hall.ask("close")
            await hall.ask("step")
            seen = await hall.ask("step")  # nobody was asked
            assert (seen["phase"], len(seen["decisions"])) == ("debrief", 2)
            told = (await hall.voters[0].get(f"/{hall.code}/voter/state")).values
            link = decode(told["link"])
            first, second = link.decisions
            assert (first.cycle, first.strategy) == (0, "preventive")
            assert (second.cycle, second.setting > 100) == (100, True)
            replayed = play(link.scenario, link.seed, link.decisions).factories
            assert told["money"] == replayed[0].profit
            assert_same_race(seen, replayed)
            assert [line["place"] for line in seen["race"]["curves"]] == [
                1,
                2,
                2,
                4,
            ]  # two earn the same
            votes = [row for row in hall.rows() if row.kind == "voted"]
            assert len(votes) == 5 + 3 + 5 + 4 + 1

    run(story())


def test_the_file_of_an_audience_holds_what_replays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "room.json"

    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 1)
            await hall.ask("step")
            await hall.ask("ask", kind="strategy")
            await hall.vote(1)
            await hall.ask("close")
            away = await one.browser().get(f"/{hall.code}/host/state")
            assert (
                away.status == 401 and "PIN" not in away.values["problem"]
            )  # an audience has none
            seen = await hall.ask("end")
            (room,) = [(await hall.host.get(f"/{hall.code}/host/room.json")).values]
            (own,) = room["seats"]
            assert own["link"] == seen["link"]
            assert own["decisions"] == [[0, "preventive", None]]
            replayed = play("default.cy300", room["plan"]["seed"], decode(own["link"]).decisions)
            assert [own["money"], *(rival["money"] for rival in room["rivals"])] == [
                factory.profit for factory in replayed.factories
            ]
            assert [rival["name"] for rival in room["rivals"]] == [
                factory.name for factory in replayed.factories[1:]
            ]
            file.write_text(json.dumps(room))
            seats = [own, *({**own, "seat": seat, "money": 1} for seat in (2, 3, 4))]
            assert play_again(json.dumps(room | {"seats": seats})).same  # as it was written before

    run(story())
    assert main(["replay", str(file)]) == 0
    assert "something else" not in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.counted
def test_offers_and_calls_are_asked_and_the_match_replays_to_the_cent(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 2, rules="open", turns=4, turn_cycles=360)
            await hall.ask("step")
            orders = []
            for kind, option in (("strategy", 2), ("offer", 1), ("call", 1), ("strategy", 0)):
                seen = await hall.seen()
                wanted = next(one for one in seen["questions"] if one["kind"] == kind)
                if kind == "offer":
                    assert wanted["title"] == "Alliances invite you"
                    wanted = seen["questions"][0]  # what is new comes first
                seen = await hall.ask("ask", **wanted)
                assert 2 <= len(seen["ballot"]["options"]) <= 4
                assert all(line["name"] for line in seen["ballot"]["options"])
                await hall.vote(option, option)
                orders.append((await hall.ask("close"))["ballot"]["order"])
                await hall.ask("step")
            assert orders == [
                "Local predictive",
                "Federated predictive",  # who joins an alliance flies by its model
                "Federated predictive",
                "Corrective",
            ]
            seen = await hall.seen()
            assert [line["chosen"] for line in seen["decisions"][:1]] == ["Local predictive"]
            link = decode(seen["link"])
            assert seen["link"] == encode(link.scenario, link.seed, link.decisions)  # as boards do
            for line in seen["decisions"]:  # who decides otherwise finds nothing of it taken
                taken = decode(line["link"]).decisions
                assert taken == tuple(m for m in link.decisions if m.cycle < line["cycle"])
            kinds = [type(move).__name__ for move in link.decisions]
            assert kinds == ["Decision", "Answer", "Call", "Decision"]
            replayed = play(link.scenario, link.seed, link.decisions).factories
            assert seen["money"] == replayed[0].profit
            assert_same_race(seen, replayed)

    run(story())


def test_a_vote_is_void_and_counts_again_and_a_step_back_takes_it_away(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 1, turn_cycles=200)
            await hall.ask("step")
            first = await hall.ask("ask", kind="strategy")
            await hall.vote(1)
            seen = await hall.ask("void", on=True)  # while people vote
            assert (seen["ballot"], seen["voids"]) == (None, first["ballot"]["number"])
            told = (await hall.voters[0].get(f"/{hall.code}/voter/state")).values
            assert (told["ballot"], told["void"]) == (None, first["ballot"]["title"])
            refused = await hall.voters[0].post(
                f"/{hall.code}/voter/vote", {"ballot": seen["voids"], "what": 2, "id": "late"}
            )
            assert refused.status == 422
            seen = await hall.ask("void", ballot=seen["voids"], on=False)
            assert seen["ballot"]["winner"] == 1
            played = await hall.ask("step")
            back = await hall.ask("back")
            assert (back["turn"], back["ballot"]) == (0, None)
            assert await hall.ask("step")  # nobody was asked: engines run until they fail
            assert (await hall.seen())["money"] != played["money"]
            rivals = (await hall.seen())["race"]["curves"]
            assert len({line["curve"][-1] for line in rivals}) > 1  # they play as ever

    run(story())


def test_the_end_comes_at_once_and_the_order_in_force_flies_the_rest(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 1)
            await hall.ask("step")
            await hall.ask("ask", kind="strategy")
            await hall.vote(1)
            await hall.ask("close")
            await hall.ask("step")
            await hall.ask("ask", kind="strategy")
            await hall.vote(0)
            assert "link" not in (await one.browser().get(f"/{hall.code}/look")).values
            seen = await hall.ask("end")
            late = (await one.browser().get(f"/{hall.code}/look")).values  # nobody is too late
            assert (late["link"], late["decisions"]) == (seen["link"], seen["decisions"])
            assert (seen["phase"], seen["cycle"]) == ("debrief", 300)
            link = decode(seen["link"])
            assert [move.cycle for move in link.decisions] == [0]
            assert (
                seen["money"] == play(link.scenario, link.seed, link.decisions).factories[0].profit
            )
            refused = await hall.host.post(f"/{hall.code}/host/end", {"position": seen["position"]})
            assert "last phase" in refused.values["problem"]

    run(story())


def test_a_ballot_closes_by_its_clock_and_a_vote_counts_once(tmp_path: Path) -> None:
    async def story() -> None:
        clock = Clock()
        async with school(tmp_path, clock) as one:
            hall = await Hall.opened(one, 2, seconds=20)
            await hall.ask("step")
            seen = await hall.ask("ask", kind="strategy")
            assert seen["left"] == 20
            vote = {"ballot": seen["ballot"]["number"], "what": 1, "id": "a"}
            path = f"/{hall.code}/voter/vote"
            twice = [hall.voters[0].post(path, vote) for _ in range(2)]
            assert {answer.status for answer in await asyncio.gather(*twice)} <= {200, 503}
            seen = await hall.ask("set", what="shown", on=True)
            assert seen["ballot"]["votes"] == [0, 1, 0, 0]
            await hall.ask("extend", seconds=10)
            clock.now += 31
            while not (await hall.seen())["ballot"]["closed"]:
                await asyncio.sleep(0.01)
            assert (await hall.voters[0].post(path, vote)).status == 200  # it was counted
            late = await hall.voters[1].post(path, vote | {"id": "b"})
            assert "This vote is over" in late.values["problem"]
            assert sum(row.kind == "voted" for row in hall.rows()) == 1
            assert (await hall.voters[0].get(f"/{hall.code}/voter/state")).values["mine"] == 1

    run(story())


def test_votes_of_two_processes_and_of_a_store_that_was_away_are_counted(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one, school(tmp_path) as other:
            hall = await Hall.opened(one, 6)
            await hall.ask("step")
            number = (await hall.ask("ask", kind="strategy"))["ballot"]["number"]
            for voter in hall.voters[::2]:
                voter.app = other.app
            while (await hall.voters[0].get(f"/{hall.code}/voter/state")).status != 200:
                await asyncio.sleep(0.01)
            live = await other.hub.live(hall.code)
            assert live is not None
            while live.room.ballots == ():
                await asyncio.sleep(0.01)
            assert await hall.vote(0, 1, 1, 2, 1, 2) == [200] * 6
            seen = await hall.ask("close", ballot=number)
            assert seen["ballot"]["votes"] == [1, 3, 2, 0]
            assert fold(hall.code, hall.rows()).sequence == len(hall.rows())

    run(story())


def test_what_an_audience_says_names_nobody(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 2)
            await hall.ask("step")
            await hall.ask("ask", kind="strategy")
            await hall.vote(1, 2)
            await hall.ask("close")
            secrets = [token for voter in hall.voters for token in voter.cookies.values()]
            secrets += [token.partition(".")[0] for token in secrets]
            live = await one.hub.live(hall.code)
            assert live is not None
            told = [
                json.dumps(await hall.seen()),
                one.hub.told_to_voters(live),
                (await hall.voters[0].get(f"/{hall.code}/voter/state")).body.decode(),
                (await hall.host.get(f"/{hall.code}/host/room.json")).body.decode(),
                (await one.browser().get(f"/{hall.code}/look")).body.decode(),
            ]
            for text in told:
                assert not any(secret in text for secret in [*secrets, live.room.secret])
            assert json.loads(told[-2])["ballots"][0]["votes"] == [0, 1, 1, 0]

    run(story())


def test_who_is_locked_out_or_of_another_audience_has_no_vote(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 1)
            other = await Hall.opened(one, 1)
            for use in (other.voters[0], one.browser()):
                mine = next(iter(use.cookies.values()), "forged.forged")
                use.cookies = {f"/rooms/{hall.code}/voter": mine}
                assert (await use.get(f"/{hall.code}/voter/state")).status == 401
            await hall.ask("set", what="locked", on=True)
            locked = await one.browser().post(f"/{hall.code}/join")
            assert "Nobody else may come in" in locked.values["problem"]
            assert (await hall.voters[0].get(f"/{hall.code}/voter/state")).status == 200
            await hall.ask("step")
            await hall.ask("anew")
            replayed = await hall.voters[0].get(f"/{hall.code}/voter/state")
            assert replayed.status == 401  # of those who were here before
            assert (await hall.host.post(f"/{hall.code}/host/seat")).status == 422
            assert (await hall.host.post(f"/{hall.code}/host/bot", {"seat": 1})).status == 404
            assert sum(row.kind == "joined" for row in hall.rows()) == 0

    run(story())


@pytest.mark.parametrize(
    ("verb", "values", "says"),
    [
        ("ask", {"kind": "weather"}, "Nothing of this kind"),
        ("ask", {"kind": "offer", "about": 99}, "Nothing of this kind"),
        ("close", {"ballot": 1}, "No vote is open"),
        ("repeat", {"ballot": 1}, "not of this turn"),
        ("void", {"ballot": None, "on": True}, "not of this turn"),
        ("end", {"position": 0}, "has moved on"),
        ("set", {"what": "anonymous", "on": True}, "No switch"),
    ],
)
def test_what_a_host_may_not_is_said_in_a_sentence(
    tmp_path: Path, verb: str, values: dict[str, object], says: str
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 0)
            await hall.ask("step")
            before = hall.rows()
            answer = await hall.host.post(f"/{hall.code}/host/{verb}", values)
            assert answer.status == 422
            assert says in answer.values["problem"]
            assert hall.rows() == before

    run(story())


def test_a_step_waits_for_an_open_vote_and_a_turn_is_guessed_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            hall = await Hall.opened(one, 1)
            lobby = await hall.host.post(f"/{hall.code}/host/ask", {"kind": "guess"})
            assert "while the match is played" in lobby.values["problem"]
            await hall.ask("step")
            await hall.ask("ask", kind="guess")
            step = await hall.host.post(f"/{hall.code}/host/step", {"position": 2})
            assert "close it first" in step.values["problem"]
            await hall.ask("close")
            again = await hall.host.post(f"/{hall.code}/host/ask", {"kind": "guess"})
            assert "has been guessed" in again.values["problem"]
            refused = await one.browser().post(
                "/open", {**AUDIENCE, "rules": "default", "seed": 1, "federation": 1}
            )
            assert "An audience runs one factory" in refused.values["problem"]

    run(story())
