"""The host leads through a debrief; before some screens everybody guesses."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from game.rooms.debrief.screens import LOSSES, loss_of, screens_of, steps_of, third_of
from game.rooms.room import Plan
from tests.game.rooms.visitors import Browser, School, run, school

SHARED = Plan("default", 7, federation=1)


def test_who_asks_is_shown_right_after_its_question() -> None:
    steps = steps_of(SHARED)
    for step, then in pairwise(steps):
        if step.asks:
            assert then.screen is step.screen
            assert not then.asks
    assert [step.screen for step in steps if not step.asks] == list(screens_of(SHARED))


@pytest.mark.parametrize(("share", "third"), [(0.0, "low"), (0.34, "middle"), (0.67, "high")])
def test_thirds_of_luck(share: float, third: str) -> None:
    assert third_of(share) == third


def test_a_loss_is_right_up_to_its_own_limit() -> None:
    for name, most in LOSSES.items():
        assert loss_of(most) == name
        assert loss_of(most + 1) != name


async def ended(one: School, **plan: object) -> tuple[str, Browser, list[Browser]]:
    """Bring a room of three to its debrief."""
    code, host = await one.room(turns=2, approve=False, **plan)
    guests = [(await one.joined(code, f"Guest {n}"))[1] for n in range(3)]
    for _ in range(4):
        await one.step(code, host)
    return code, host, guests


async def lead(host: Browser, code: str, to: int) -> int:
    return (await host.post(f"/{code}/host/show", {"to": to})).status


async def bet(guest: Browser, code: str, seat: int, about: str, what: object) -> Any:
    return await guest.post(f"/{code}/{seat}/bet", {"about": about, "what": what})


def test_the_last_guess_of_each_counts_and_only_while_it_is_asked(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host, guests = await ended(one)
            early = await bet(guests[0], code, 1, "luck", "low")
            assert "Nothing is asked" in early.values["problem"]
            asks = [(step.screen.name, step.asks) for step in steps_of(Plan("default", 7))]
            at = asks.index(("luck", True))
            assert await lead(host, code, at) == 200
            for what in ("low", "high"):
                assert (await bet(guests[0], code, 1, "luck", what)).status == 200
            wrong = await bet(guests[1], code, 2, "luck", "all of it")
            assert "'all of it'" in wrong.values["problem"]
            seen = (await host.get(f"/{code}/host/state")).values["debrief"]
            assert (seen["guessed"], seen["asks"]) == (1, True)
            told = (await guests[0].get(f"/{code}/1/state")).values
            assert told["you"]["debrief"]["bets"] == {"luck": "high"}
            assert "luck" not in told["you"]["debrief"]
            assert [one["name"] for one in told["debrief"]["screens"]] == [
                "money", "costs", "quality",
            ]  # fmt: skip
            await lead(host, code, at + 1)
            late = await bet(guests[1], code, 2, "luck", "low")
            assert "Nothing is asked" in late.values["problem"]

    run(story())


def test_one_step_back_is_shown_again_and_a_turn_back_forgets_guesses(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host, guests = await ended(one)
            for to in (3, 2, 3):
                assert await lead(host, code, to) == 200
                seen = (await host.get(f"/{code}/host/state")).values["debrief"]
                assert seen["step"] == to
            assert (await bet(guests[0], code, 1, "luck", "low")).status == 200
            assert await lead(host, code, 99) == 422
            position = (await host.get(f"/{code}/host/state")).values["position"]
            await host.post(f"/{code}/host/back", {"position": position})
            await one.ready(code, host)
            assert (
                "after the last turn"
                in (await host.post(f"/{code}/host/show", {"to": 0})).values["problem"]
            )
            again = await one.step(code, host)
            assert (again["debrief"]["step"], again["debrief"]["guessed"]) == (0, 0)
            live = await one.hub.live(code)
            assert live is not None
            assert live.room.members[0].bets == {}

    run(story())


def test_without_names_a_debrief_has_none(tmp_path: Path) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host, _ = await ended(one, federation=1)
            await host.post(f"/{code}/host/set", {"what": "anonymous", "on": True})
            seen = (await host.get(f"/{code}/host/state")).values["debrief"]
            assert "Guest" not in str(seen)
            assert "Factory 1" in str(seen)

    run(story())
