"""Crews against a queue that is stepped through."""

import heapq

import numpy as np

from game.business.lives.crews import queued
from game.rules.strategies import NEVER


def test_machines_wait_for_a_crew_as_in_a_queue_that_is_stepped_through() -> None:
    random = np.random.default_rng(5)
    ran, spans = random.integers(1, 400, (2, 3, 6, 9))
    installed = -random.integers(0, 50, (3, 6))
    for crews in (1, 2, 5):
        happens, resumes = queued(installed, (ran, spans), crews)
        for draw in range(3):
            expected = _stepped(installed[draw], ran[draw], spans[draw], crews)
            rows = slice(6 * draw, 6 * draw + 6)
            np.testing.assert_array_equal(happens[rows], expected[0])
            np.testing.assert_array_equal(resumes[rows], expected[1])


def _stepped(
    installed: np.ndarray, ran: np.ndarray, spans: np.ndarray, crews: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the same as ``queued`` of one draw, event by event with a heap."""
    happens, resumes = np.zeros_like(ran), np.zeros_like(ran)
    waiting = [(start + ran[machine, 0], machine, 0) for machine, start in enumerate(installed)]
    heapq.heapify(waiting)
    free = [installed.min()] * crews
    while waiting:
        stop, machine, life = heapq.heappop(waiting)
        back = max(stop, heapq.heappop(free)) + spans[machine, life]
        heapq.heappush(free, back)
        happens[machine, life], resumes[machine, life] = stop, back
        if life + 1 < ran.shape[1]:
            heapq.heappush(waiting, (back + ran[machine, life + 1], machine, life + 1))
    return happens, resumes


def test_lives_that_never_end_wait_for_nobody() -> None:
    """Whoever has used up all its lives is never asked again."""
    ran = np.full((1, 3, 9), NEVER // 4)
    ran[0, 0] = 5
    happens, resumes = queued(np.zeros((1, 3), np.int64), (ran, np.ones_like(ran)), 1)
    assert happens[0].tolist() == [6 * life + 5 for life in range(9)]
    assert (resumes > happens).all()
