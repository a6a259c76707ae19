"""How fast engines are drawn: ``python -m benchmarks simulator``."""

import math
import statistics
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from data import simulator, wear
from data.calibration import CALIBRATION, DECIMALS
from data.trajectories import SENSORS

SEED, ENGINES, RUNS = 7, 500, 7


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the processor time of some work, median of several runs."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def bare_draws(rows: int) -> npt.NDArray[np.float32]:
    """Draw as many normals as so many cycles of an engine need, and nothing else."""
    generator = np.random.Generator(np.random.Philox(key=SEED))
    return generator.standard_normal((rows, 18), dtype=np.float32)


def cycle_by_cycle(engine_id: int, seed: int) -> list[list[float]]:
    """Simulate one engine with compressor wear as one would write it first: a loop over cycles."""
    law = CALIBRATION["hpc"]
    engines, lifetimes = wear.draw(wear.HpcEngines, np.array([engine_id]), seed, np.ones(1))
    own = {name: float(value[0]) for name, value in engines._asdict().items()}
    noise = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, engine_id]))
    constants = {s["name"]: s["constant"] for s in CALIBRATION["sensors"] if not s["modelled"]}
    history = []
    for cycle in range(1, int(lifetimes[0]) + 1):
        normals = noise.standard_normal(18, dtype=np.float32).tolist()
        latents = []
        for name, normal in zip("ef", normals[16:], strict=True):
            constant = law["latents"][name.upper()]
            power = own[f"{name}_rate"] * (cycle / 200) ** own[f"{name}_exponent"]
            grown = own[f"{name}_start"] + constant["growth_scale"] * (math.exp(power) - 1)
            latents.append(grown + constant["process_noise_sd"] * normal)
        e, f = latents
        row = dict(constants)
        for name, normal in zip(CALIBRATION["modelled_sensors"], normals, strict=False):
            sensor = law["sensors"][name]
            value = sensor["noise_sd"] * normal
            for coefficient, basis in zip(
                sensor["coefficients"], (1, e, f, e * f, f * f), strict=True
            ):
                value += coefficient * basis
            value = round(value, DECIMALS[name])
            row[name] = min(value, sensor.get("limits", [0, math.inf])[1])
        history.append([row[name] for name in SENSORS])
    return history


def rows() -> list[tuple[str, str]]:
    """Return what was measured as labels and texts."""
    ids = np.arange(ENGINES)
    table = []
    for profile, fan_share in simulator.PROFILES.items():
        cycles = int(simulator.lifetimes(ids, SEED, fan_share).sum())
        ratios = [
            seconds(lambda count=cycles: bare_draws(count), 1)
            / seconds(lambda share=fan_share: simulator.simulate(ids, SEED, share), 1)
            for _ in range(RUNS)
        ]
        label = f"simulate {ENGINES} engines ({profile}), speed against its bare draws"
        table.append((label, f"{statistics.median(ratios):.2f}"))
    few = ids[:20]
    loop = seconds(lambda: [cycle_by_cycle(engine, SEED) for engine in few.tolist()], 3)
    batch = seconds(lambda: simulator.simulate(ids, SEED, 0.0)) * len(few) / ENGINES
    table.append(("simulate, speed against a loop over cycles", f"{loop / batch:.0f} x"))
    many = np.arange(20_000)
    for profile, fan_share in simulator.PROFILES.items():
        taken = seconds(lambda share=fan_share: simulator.lifetimes(many, SEED, share))
        text = f"{taken / len(many) * 1e6:.2f} microseconds per engine"
        table.append((f"lifetimes of 20,000 engines ({profile})", text))
    return table
