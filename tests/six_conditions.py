"""Engines of the shape of NASA's FD002 and FD004: one condition carried over to six.

NASA's own files of six conditions are not shipped. Here an engine keeps its wear and its noise, and
each of its readings is moved and scaled to a condition that is drawn anew for every cycle.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from data.calibration import DECIMALS
from data.cmapss import write
from data.simulator import simulate
from data.trajectories import SENSORS, SETTINGS, Trajectories
from models.flight_conditions import FLIGHT_CONDITIONS

# Readings of a healthy engine at each of the six conditions, in file order.
LEVELS = np.array(
    [
        [518.67, 642.70, 1585.52, 1402.63, 14.62, 21.61, 553.93, 2388.12, 9038.84, 1.30, 47.34,
         521.29, 2388.16, 8121.09, 8.3892, 0.03, 393, 2388, 100.00, 39.04, 23.2694],
        [489.05, 604.57, 1501.72, 1305.97, 10.52, 15.49, 395.21, 2318.87, 8765.10, 1.26, 45.49,
         372.03, 2388.14, 8118.56, 8.6079, 0.03, 369, 2319, 100.00, 28.54, 17.1272],
        [491.19, 607.44, 1481.69, 1252.36, 9.35, 13.65, 334.41, 2323.87, 8709.12, 1.08, 44.27,
         315.11, 2387.99, 8049.26, 9.2369, 0.02, 365, 2324, 100.00, 24.33, 14.7989],
        [462.54, 537.31, 1256.76, 1047.45, 7.05, 9.02, 175.71, 1915.11, 8001.42, 0.94, 36.69,
         164.22, 2028.03, 7864.87, 10.8941, 0.02, 309, 1915, 84.93, 14.08, 8.6723],
        [449.44, 555.32, 1358.61, 1137.23, 5.48, 8.00, 194.64, 2222.65, 8341.91, 1.02, 42.02,
         183.06, 2387.72, 8048.56, 9.3461, 0.02, 334, 2223, 100.00, 14.73, 8.8071],
        [445.00, 549.90, 1353.22, 1125.78, 3.91, 5.71, 138.51, 2211.57, 8303.96, 1.02, 42.20,
         130.42, 2387.66, 8072.30, 9.3774, 0.02, 330, 2212, 100.00, 10.41, 6.2665],
    ]
)  # fmt: skip
SHARES = (0.15, 0.15, 0.15, 0.15, 0.15, 0.25)
"""How often each condition is flown."""


def carried(engines: Trajectories, seed: int = 0) -> Trajectories:
    """Return the same engines, each cycle flown at one of the six conditions."""
    draw = np.random.default_rng([seed, 6])
    conditions = draw.choice(len(LEVELS), len(engines.sensors), p=SHARES)
    ratio = LEVELS[conditions] / LEVELS[0]
    sensors = LEVELS[conditions] + (engines.sensors - LEVELS[0]) * ratio
    noise = draw.uniform(-1, 1, engines.settings.shape) * (0.008, 0.0008, 0)
    settings = FLIGHT_CONDITIONS[conditions] + noise
    return replace(
        engines,
        sensors=_as_written(sensors, SENSORS),
        settings=_as_written(settings, SETTINGS),
    )


def write_subset(folder: Path, subset: str, engines: int = 40, seed: int = 1) -> None:
    """Write a subset's three files with simulated engines, at six conditions for FD002 and FD004.

    Half of the test engines are cut off early, half late in their lives.
    """
    fan_share = 0.5 if subset in ("FD003", "FD004") else 0.0
    drawn = simulate(np.arange(2 * engines), seed, fan_share)
    if subset in ("FD002", "FD004"):
        drawn = carried(drawn, seed)
    write(drawn.select(np.arange(engines)), folder / f"train_{subset}.txt")
    test = drawn.select(np.arange(engines, 2 * engines))
    keep = np.where(np.arange(engines) % 2, test.lifetimes * 9 // 10, test.lifetimes // 2)
    cut = cut_off(test, keep)
    write(cut, folder / f"test_{subset}.txt")
    remaining = "".join(f"{left} \n" for left in (cut.lifetimes - cut.lengths).tolist())
    (folder / f"RUL_{subset}.txt").write_text(remaining, encoding="ascii")


def cut_off(engines: Trajectories, rows: np.ndarray) -> Trajectories:
    """Return only the first rows of each engine."""
    offsets = np.concatenate([[0], np.cumsum(rows)])
    kept = engines.ages <= np.repeat(rows, engines.lengths)
    return replace(
        engines, offsets=offsets, settings=engines.settings[kept], sensors=engines.sensors[kept]
    )


def _as_written(values: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    columns = [np.round(values[:, place], DECIMALS[name]) for place, name in enumerate(names)]
    return np.stack(columns, axis=1).astype(np.float32)
