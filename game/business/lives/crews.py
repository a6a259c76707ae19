"""Machines that wait for a crew: when work on each begins and ends."""

import numpy as np

from game.rules.strategies import IntArray

_NO_MORE = np.iinfo(np.int64).max
"""When a machine stops that has no more lives: after all others, however long these live."""


def queued(
    installed: IntArray, lives: tuple[IntArray, IntArray], crews: int
) -> tuple[IntArray, IntArray]:
    """Return when each life ends and the next begins, where machines wait for a crew.

    Who stops first is served first; a machine that waits stands still.

    Parameters
    ----------
    installed : (draws, machines)
    lives : (draws, machines, lives) each: hours of running, and of work on it

    Returns
    -------
    happens, resumes : (draws x machines, lives)

    Examples
    --------
    >>> ran, spans = np.array([[[10], [12]]]), np.array([[[5], [5]]])
    >>> happens, resumes = queued(np.zeros((1, 2), np.int64), (ran, spans), 1)
    >>> happens.ravel().tolist(), resumes.ravel().tolist()
    ([10, 12], [15, 20])
    """
    ran, spans = lives
    draws, machines, width = ran.shape
    happens, resumes = np.empty_like(ran), np.empty_like(ran)
    free = np.full((draws, crews), installed.min())
    each, at = np.arange(draws), np.zeros((draws, machines), np.int64)
    stops = installed + ran[..., 0]
    for _ in range(machines * width):
        machine = stops.argmin(axis=1)
        life, crew = at[each, machine], free.argmin(axis=1)
        stop = stops[each, machine]
        back = np.maximum(stop, free[each, crew]) + spans[each, machine, life]
        happens[each, machine, life], resumes[each, machine, life] = stop, back
        free[each, crew] = back
        at[each, machine] = life + 1
        following = ran[each, machine, np.minimum(life + 1, width - 1)]
        stops[each, machine] = np.where(life + 1 < width, back + following, _NO_MORE)
    return happens.reshape(-1, width), resumes.reshape(-1, width)
