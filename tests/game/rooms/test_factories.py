"""Factories live on in other processes, and once more where one of these has died."""

from pathlib import Path

import pytest

from game.workers import Function, Reply, Workers
from tests.game.rooms.visitors import run, school


class Mortal(Workers):
    """Workers that die once."""

    died = False

    def ask(self, key: str, function: Function, message: bytes) -> Reply:
        if not self.died:
            self.died = True
            raise RuntimeError("a process died twice")
        return super().ask(key, function, message)


def test_factories_are_played_again_after_their_process_has_died(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with school(tmp_path) as one:
            code, host = await one.room()
            await one.joined(code)
            await one.step(code, host)
            await one.step(code, host)
            live = await one.hub.live(code)
            assert live is not None
            one.hub.factories._workers = Mortal(0)
            assert (await one.step(code, host))["ready"]
            assert "once more" in caplog.text

    run(story())
