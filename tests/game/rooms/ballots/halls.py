"""An audience, as the rooms' routes meet it."""

import asyncio
from typing import Any

from game.rooms.room import Row
from tests.game.rooms.visitors import Browser, School

AUDIENCE = {"audience": True, "turns": 3, "turn_cycles": 100, "seconds": None}


class Hall:
    """An audience, its host, and those who vote."""

    def __init__(self, one: School, code: str, host: Browser) -> None:
        self.one, self.code, self.host = one, code, host
        self.voters: list[Browser] = []
        self.sent = 0

    @classmethod
    async def opened(cls, one: School, voters: int, **plan: object) -> "Hall":
        code, host = await one.room(**(AUDIENCE | plan))
        hall = cls(one, code, host)
        for _ in range(voters):
            await hall.join()
        return hall

    async def join(self) -> Browser:
        voter = self.one.browser()
        joined = await voter.post(f"/{self.code}/join")
        assert joined.status == 200, joined.values
        self.voters.append(voter)
        return voter

    async def seen(self) -> dict[str, Any]:
        return (await self.host.get(f"/{self.code}/host/state")).values

    async def ask(self, verb: str, **values: object) -> dict[str, Any]:
        """Do something as the host; return what the host sees then."""
        seen = await self.seen()
        values = {"position": seen["position"]} | values
        if seen["ballot"]:
            values = {"ballot": seen["ballot"]["number"]} | values
        answer = await self.host.post(f"/{self.code}/host/{verb}", values)
        assert answer.status == 200, answer.values
        return await self.one.ready(self.code, self.host)

    async def vote(self, *options: int) -> list[int]:
        """Have the first voters vote at once; return the statuses of the answers."""
        number = (await self.seen())["ballot"]["number"]
        self.sent += 1
        body = {"ballot": number, "id": f"v{self.sent}"}
        voters = zip(self.voters, options, strict=False)
        path = f"/{self.code}/voter/vote"
        asked = [voter.post(path, body | {"what": option}) for voter, option in voters]
        return [answer.status for answer in await asyncio.gather(*asked)]

    def rows(self) -> list[Row]:
        return self.one.store.rows(self.code)
