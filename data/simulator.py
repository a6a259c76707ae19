"""Draws engines: lifetimes in a microsecond, sensor histories at the speed of their noise.

An engine is a function of (seed, engine id, fan share, severity) alone: bitwise the same alone,
in any batch and in any order. Its parameters are hashed; its noise is a Philox stream of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from data import hashing, wear
from data.calibration import CALIBRATION, DECIMALS
from data.trajectories import SENSORS, SETTINGS, FloatArray, IntArray, Trajectories
from data.wear import Float64Array

BoolArray = npt.NDArray[np.bool_]

_MODES: Final[tuple[type[wear.Engines], ...]] = (wear.HpcEngines, wear.FanEngines)
_MODELLED = CALIBRATION["modelled_sensors"]
_CONSTANTS = {
    sensor["name"]: sensor["constant"]
    for sensor in CALIBRATION["sensors"]
    if not sensor["modelled"]
}
_SALT_MODE = CALIBRATION["salts"]["fault_mode"]
_SALT_SETTINGS = CALIBRATION["salts"]["settings"]
_ROWS_PER_CHUNK = 8192


@dataclass(frozen=True)
class Profile:
    """A mix of fault modes.

    Attributes
    ----------
    name : how the command line calls it
    fan_share : probability that an engine's fan wears, not its high-pressure compressor
    """

    name: str
    fan_share: float


PROFILES: Final = {
    name: Profile(name, law["fan_share"]) for name, law in CALIBRATION["profiles"].items()
}


@dataclass(frozen=True, eq=False)
class _Sensors:
    """Constants of one fault mode's sensors, in units of each sensor's last decimal.

    Counting in last decimals keeps single precision exact: the large whole part of a sensor's
    level is added after rounding.
    """

    level: FloatArray
    fraction: FloatArray
    slopes: FloatArray
    noise: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def of(cls, law: dict[str, Any]) -> "_Sensors":
        scale = np.array([10.0 ** DECIMALS[name] for name in _MODELLED])
        table = [law["sensors"][name] for name in _MODELLED]
        coefficients = np.array([sensor["coefficients"] for sensor in table]) * scale[:, None]
        level = np.rint(coefficients[:, 0])
        limits = np.array([sensor.get("limits", [0.0, np.inf]) for sensor in table])
        low, high = np.rint(limits.T * scale)
        return cls(
            level=level.astype(np.float32),
            fraction=(coefficients[:, 0] - level).astype(np.float32),
            slopes=coefficients[:, 1:].astype(np.float32),
            noise=(np.array([sensor["noise_sd"] for sensor in table]) * scale).astype(np.float32),
            low=low.astype(np.float32),
            high=high.astype(np.float32),
        )


_HPC_SENSORS = _Sensors.of(CALIBRATION["hpc"])
_FAN_SENSORS = _Sensors.of(CALIBRATION["fan"])
_SCALES = tuple(np.float32(10 ** DECIMALS[name]) for name in _MODELLED)
_COLUMNS = tuple(SENSORS.index(name) for name in _MODELLED)


def _checked(
    engine_ids: npt.ArrayLike, seed: int, fan_share: float, severity: npt.ArrayLike
) -> tuple[IntArray, Float64Array]:
    """Return ids and severities as arrays, (engines,); refuse what no engine can be drawn from."""
    ids = np.atleast_1d(np.asarray(engine_ids))
    if ids.size and (ids.dtype.kind not in "iu" or ids.min() < 0 or ids.max() >= 2**63):
        raise ValueError("Engine ids must be whole numbers from 0 to 2**63 - 1.")
    if not isinstance(seed, int | np.integer) or not 0 <= seed < 2**32:
        raise ValueError(f"A seed must be a whole number from 0 to 4294967295, got {seed!r}.")
    if not 0 <= fan_share <= 1:
        raise ValueError(f"The fan share must lie between 0 and 1, got {fan_share}.")
    severities = np.broadcast_to(np.asarray(severity, np.float64), ids.shape)
    low, high = CALIBRATION["severity"]["range"]
    if not ((severities >= low) & (severities <= high)).all():
        raise ValueError(f"A severity must lie between {low} and {high}, got {severity!r}.")
    return ids.astype(np.int64), severities


def is_fan(engine_ids: npt.ArrayLike, seed: int, fan_share: float) -> BoolArray:
    """Say which engines wear at the fan, (engines,); the others wear at the compressor.

    Examples
    --------
    >>> is_fan(range(4), seed=7, fan_share=0.46)
    array([ True, False, False,  True])
    """
    ids, _ = _checked(engine_ids, seed, fan_share, 1.0)
    fan: BoolArray = hashing.uniforms(ids, seed, _SALT_MODE, 1)[0] < fan_share
    return fan


def lifetimes(
    engine_ids: npt.ArrayLike, seed: int, fan_share: float, severity: npt.ArrayLike = 1.0
) -> IntArray:
    """Return the cycle in which each engine fails, (engines,), without drawing its sensors.

    Parameters
    ----------
    engine_ids : (engines,), whole numbers from 0 to 2**63 - 1
    seed : 0 to 2**32 - 1
    fan_share : probability that an engine's fan wears, not its compressor
    severity : scalar or (engines,), multiplies the rates of wear

    Examples
    --------
    >>> lifetimes(range(5), seed=7, fan_share=0.0)
    array([243, 193, 180, 155, 202])
    >>> lifetimes(3, seed=7, fan_share=0.0, severity=0.8)
    array([180])
    """
    ids, severities = _checked(engine_ids, seed, fan_share, severity)
    fan = is_fan(ids, seed, fan_share)
    result = np.empty(len(ids), np.int64)
    for mode, members in zip(_MODES, (~fan, fan), strict=True):
        if members.any():
            result[members] = wear.draw(mode, ids[members], seed, severities[members])[1]
    return result


def simulate(
    engine_ids: npt.ArrayLike, seed: int, fan_share: float, severity: npt.ArrayLike = 1.0
) -> Trajectories:
    """Draw the whole sensor histories of engines, from installation to failure.

    Parameters
    ----------
    engine_ids : (engines,), whole numbers from 0 to 2**63 - 1
    seed : 0 to 2**32 - 1
    fan_share : probability that an engine's fan wears, not its compressor
    severity : scalar or (engines,), multiplies the rates of wear

    Examples
    --------
    >>> engines = simulate([8, 3], seed=7, fan_share=0.2)
    >>> engines.lifetimes
    array([172, 309])
    >>> engines.sensors.shape
    (481, 21)
    """
    ids, severities = _checked(engine_ids, seed, fan_share, severity)
    fan = is_fan(ids, seed, fan_share)
    lives = np.zeros(len(ids), np.int64)
    drawn = []
    for mode, members in zip(_MODES, (~fan, fan), strict=True):
        positions = np.flatnonzero(members)
        engines, lives[positions] = wear.draw(mode, ids[positions], seed, severities[positions])
        drawn.append((positions, engines))
    offsets = np.concatenate([[0], np.cumsum(lives)]).astype(np.int64)
    sensors = np.empty((offsets[-1], len(SENSORS)), np.float32)
    philox = np.random.Philox(key=seed)
    for positions, engines in drawn:
        for part in _chunks(lives[positions]):
            chosen = positions[part]
            ages, rows = _rows(lives[chosen], offsets[chosen])
            some = engines._make(np.repeat(column[part], lives[chosen]) for column in engines)
            sensors[rows] = _sense(some, ages, _noise(philox, ids[chosen], lives[chosen], some))
    return Trajectories(
        engine_ids=ids,
        offsets=offsets,
        settings=_settings(ids, seed, lives),
        sensors=sensors,
        lifetimes=lives,
    )


def _chunks(lives: IntArray) -> Iterator[slice]:
    """Cut engines into slices of about as many rows as fit into a processor's cache."""
    start = 0
    ends = np.cumsum(lives)
    while start < len(lives):
        before = ends[start - 1] if start else 0
        stop = max(int(np.searchsorted(ends, before + _ROWS_PER_CHUNK)), start + 1)
        yield slice(start, stop)
        start = stop


def _rows(lives: IntArray, starts: IntArray) -> tuple[IntArray, IntArray]:
    """Return age and row of each cycle of some engines, given their first rows."""
    before = np.cumsum(lives) - lives
    ages = np.arange(1, lives.sum() + 1) - np.repeat(before, lives)
    return ages, ages - 1 + np.repeat(starts, lives)


def _noise(
    philox: np.random.Philox,
    ids: IntArray,
    lives: IntArray,
    mode: wear.Engines,
) -> FloatArray:
    """Return the standard normals of some engines, row by row, (rows, columns)."""
    columns = len(_MODELLED) + (2 if isinstance(mode, wear.HpcEngines) else 1)
    normals = np.empty((lives.sum(), columns), np.float32)
    generator = np.random.Generator(philox)
    state: Any = philox.state
    state["buffer_pos"], state["has_uint32"], state["uinteger"] = 4, 0, 0
    stop = 0
    for engine, life in zip(ids.tolist(), lives.tolist(), strict=True):
        state["state"]["counter"][:] = 0, 0, 0, engine
        philox.state = state
        start, stop = stop, stop + life
        generator.standard_normal(out=normals[start:stop], dtype=np.float32)
    return normals


def _sense(engines: wear.Engines, ages: IntArray, normals: FloatArray) -> FloatArray:
    """Return what the sensors show, (rows, 21), of engines given row by row."""
    noise = normals[:, len(_MODELLED) :].T
    if isinstance(engines, wear.HpcEngines):
        law, basis = _HPC_SENSORS, _hpc_basis(engines, ages, noise)
    else:
        law, basis = _FAN_SENSORS, _fan_basis(engines, ages, noise)
    shown = normals[:, : len(_MODELLED)].T * law.noise[:, None]
    shown += law.fraction[:, None]
    term = np.empty_like(shown)
    for slopes, latent in zip(law.slopes.T, basis, strict=True):
        np.multiply(slopes[:, None], latent, out=term)
        shown += term
    np.rint(shown, out=shown)
    shown += law.level[:, None]
    np.clip(shown, law.low[:, None], law.high[:, None], out=shown)
    sensors = np.empty((len(ages), len(SENSORS)), np.float32)
    for name, value in _CONSTANTS.items():
        sensors[:, SENSORS.index(name)] = value
    for values, scale, column in zip(shown, _SCALES, _COLUMNS, strict=True):
        np.divide(values, scale, out=sensors[:, column])
    return sensors


def _hpc_basis(engines: wear.HpcEngines, ages: IntArray, noise: FloatArray) -> list[FloatArray]:
    """Return E, F, EF and F squared as the sensors see them, with process noise."""
    e_noise, f_noise = (CALIBRATION["hpc"]["latents"][name]["process_noise_sd"] for name in "EF")
    e, f = (latent.astype(np.float32) for latent in engines.latents(ages))
    e += np.float32(e_noise) * noise[0]
    f += np.float32(f_noise) * noise[1]
    return [e, f, e * f, f * f]


def _fan_basis(engines: wear.FanEngines, ages: IntArray, noise: FloatArray) -> list[FloatArray]:
    """Return the three coordinates of the curve along which fan engines move, and their speed."""
    law = CALIBRATION["fan"]
    knots, limited, third = law["knots"], law["limited"], law["y2"]
    g = engines.latents(ages)
    seen = g + law["latent"]["G"]["process_noise_sd"] * noise[0]
    weight = ((g + third["w_offset"]) / third["w_span"]).clip(third["w_min"], third["w_max"])
    y2 = third["y2_low"] * (1 - weight) + weight * engines.constant
    y2 += third["drift"] * np.maximum(g - third["drift_start"], 0)
    y0 = np.interp(seen, knots["G"], knots["y0"])
    y1 = np.interp(seen, knots["G"], knots["y1"])
    slow = np.zeros_like(y0)
    low = np.flatnonzero(seen < limited["below_G"])
    if low.size:
        x = g[low]
        y0[low] = np.interp(x, limited["G"], limited["y0"])
        y1[low] = np.interp(x, limited["G"], limited["y1"])
        c = law["sensors"]["Nf"]["coefficients"]
        speed = np.interp(seen[low], limited["G"], limited["fan_speed"])
        slow[low] = speed + 2388 - (c[0] + c[1] * y0[low] + c[2] * y1[low] + c[3] * y2[low])
    return [latent.astype(np.float32) for latent in (y0, y1, y2, slow)]


def _setting_tables() -> tuple[FloatArray, FloatArray]:
    """Return both varying settings as tables over 16 random bits, rounded like the files."""
    height, mach = CALIBRATION["settings"][:2]
    levels = np.arange(2**16)
    grid = np.arange(-200, 201) * 1e-4
    edges = grid[:-1] + 0.5e-4
    normal = ndtr(edges / height["sd"])
    fine = np.linspace(mach["low"], mach["high"], 1001)
    uniform = ndtr((edges[:, None] - fine) / mach["sd"]).mean(1)
    share = (levels + 0.5) / len(levels)
    heights, machs = (grid[np.searchsorted(c, share)] for c in (normal, uniform))
    return heights.astype(np.float32), machs.astype(np.float32)


_HEIGHTS, _MACHS = _setting_tables()


def _settings(ids: IntArray, seed: int, lives: IntArray) -> FloatArray:
    """Return the operational settings of every row, (rows, 3); no sensor depends on them."""
    ages, _ = _rows(lives, lives)
    streams = hashing.keys(ids, seed, _SALT_SETTINGS)
    bits = hashing.words(np.repeat(streams, lives), ages)
    settings = np.empty((len(ages), len(SETTINGS)), np.float32)
    settings[:, 0] = _HEIGHTS[bits & np.uint64(0xFFFF)]
    settings[:, 1] = _MACHS[bits >> np.uint64(48)]
    settings[:, 2] = CALIBRATION["settings"][2]["value"]
    return settings
