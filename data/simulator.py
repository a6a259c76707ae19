"""Draws engines: lifetimes in a microsecond, sensor histories at the speed of their noise.

An engine is a function of (seed, engine id, fan share, severity, fan wear) alone: bitwise the same
alone, in any batch and order. Its parameters are hashed; its noise is a Philox stream of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from data import hashing, wear
from data.calibration import CALIBRATION, DECIMALS
from data.trajectories import SENSORS, SETTINGS, BoolArray, FloatArray, IntArray, Trajectories
from data.wear import Float64Array

FAN_WEAR: Final[dict[str, type[wear.FanEngines]]] = {
    "cut": wear.FanEngines,
    "whole": wear.WholeFanEngines,
}
"""Laws of the fan's wear, by the engines of FD003 that they were fitted to: test engines, which
were cut off before their end, or training engines, which were seen to it."""

FIRST_FAN_WEAR = "cut"
_MODELLED = CALIBRATION["modelled_sensors"]
_CONSTANTS = {
    sensor["name"]: sensor["constant"]
    for sensor in CALIBRATION["sensors"]
    if not sensor["modelled"]
}
_SALT_MODE = CALIBRATION["salts"]["fault_mode"]
_SALT_SETTINGS = CALIBRATION["salts"]["settings"]
_ROWS_PER_CHUNK = 8192
_TABLE_BITS = 14


PROFILES: Final[dict[str, float]] = {
    name: law["fan_share"] for name, law in CALIBRATION["profiles"].items()
}
"""The share of engines whose fan wears, not the compressor, by what the command line calls it."""


@dataclass(frozen=True, eq=False)
class _Sensors:
    """Constants of one fault mode's sensors, in units of each sensor's last decimal.

    Counting in last decimals keeps single precision exact: the large whole part of a sensor's
    level is added after rounding. Shapes are (sensors, 1), of slopes (basis, sensors, 1).
    """

    level: FloatArray
    fraction: FloatArray
    slopes: FloatArray
    noise: FloatArray
    limits: dict[int, FloatArray]

    @classmethod
    def of(cls, law: dict[str, Any]) -> "_Sensors":
        table = [law["sensors"][name] for name in _MODELLED]
        scale = np.array([[10.0 ** DECIMALS[name]] for name in _MODELLED])
        coefficients = np.array([sensor["coefficients"] for sensor in table]) * scale
        level = np.rint(coefficients[:, :1])
        limits = {
            k: np.rint(np.array(sensor["limits"]) * scale[k]).astype(np.float32)
            for k, sensor in enumerate(table)
            if "limits" in sensor
        }
        noise = np.array([[sensor["noise_sd"]] for sensor in table]) * scale
        return cls(
            level=level.astype(np.float32),
            fraction=(coefficients[:, :1] - level).astype(np.float32),
            slopes=coefficients[:, 1:, None].transpose(1, 0, 2).astype(np.float32),
            noise=noise.astype(np.float32),
            limits=limits,
        )


_SENSORS_OF = {mode: _Sensors.of(law) for mode, law in wear.LAWS.items()}
_SCALES = tuple(np.float32(10 ** DECIMALS[name]) for name in _MODELLED)
_COLUMNS = tuple(SENSORS.index(name) for name in _MODELLED)


def _checked(
    engine_ids: npt.ArrayLike, seed: int, fan_share: npt.ArrayLike, severity: npt.ArrayLike
) -> tuple[IntArray, Float64Array]:
    """Return ids and severities as arrays, (engines,); refuse what no engine can be drawn from."""
    ids = np.atleast_1d(np.asarray(engine_ids))
    if ids.size and (ids.dtype.kind not in "iu" or ids.min() < 0 or ids.max() >= 2**63):
        raise ValueError("Engine ids must be whole numbers from 0 to 2**63 - 1.")
    if not isinstance(seed, int | np.integer) or not 0 <= seed < 2**32:
        raise ValueError(f"A seed must be a whole number from 0 to 4294967295, got {seed!r}.")
    shares = np.asarray(fan_share, np.float64)
    beyond = shares[~((shares >= 0) & (shares <= 1))]
    if beyond.size:
        raise ValueError(f"The fan share must lie between 0 and 1, got {beyond[0]}.")
    severities = np.broadcast_to(np.asarray(severity, np.float64), ids.shape)
    low, high = CALIBRATION["severity"]["range"]
    outside = severities[~((severities >= low) & (severities <= high))]
    if outside.size:
        raise ValueError(f"A severity must lie between {low} and {high}, got {outside[0]}.")
    return ids.astype(np.int64), severities


def _modes(fan_wear: str) -> tuple[type[wear.Engines], ...]:
    """Return the fault modes: of the compressor, and of the fan."""
    if fan_wear not in FAN_WEAR:
        raise ValueError(f"The fan wears as {' or '.join(FAN_WEAR)} says, got {fan_wear!r}.")
    return wear.HpcEngines, FAN_WEAR[fan_wear]


def is_fan(engine_ids: npt.ArrayLike, seed: int, fan_share: npt.ArrayLike) -> BoolArray:
    """Say which engines wear at the fan, (engines,); the others wear at the compressor.

    The share is one for all, or one for each.

    Examples
    --------
    >>> is_fan(range(4), seed=7, fan_share=0.46)
    array([ True, False, False,  True])
    """
    ids, _ = _checked(engine_ids, seed, fan_share, 1.0)
    fan: BoolArray = hashing.uniforms(ids, seed, _SALT_MODE, 1)[0] < np.asarray(fan_share)
    return fan


def lifetimes(
    engine_ids: npt.ArrayLike,
    seed: int,
    fan_share: npt.ArrayLike,
    severity: npt.ArrayLike = 1.0,
    fan_wear: str = FIRST_FAN_WEAR,
) -> IntArray:
    """Return the cycle in which each engine fails, (engines,), without drawing its sensors.

    Parameters
    ----------
    engine_ids : (engines,), whole numbers from 0 to 2**63 - 1
    seed : 0 to 2**32 - 1
    fan_share : scalar or (engines,), probability that an engine's fan wears, not its compressor
    severity : scalar or (engines,), multiplies the rates of wear
    fan_wear : a key of ``FAN_WEAR``

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
    for mode, members in zip(_modes(fan_wear), (~fan, fan), strict=True):
        if members.any():
            result[members] = wear.draw(mode, ids[members], seed, severities[members])[1]
    return result


def simulate(
    engine_ids: npt.ArrayLike,
    seed: int,
    fan_share: npt.ArrayLike,
    severity: npt.ArrayLike = 1.0,
    fan_wear: str = FIRST_FAN_WEAR,
) -> Trajectories:
    """Draw the whole sensor histories of engines, from installation to failure.

    Parameters
    ----------
    engine_ids : (engines,), whole numbers from 0 to 2**63 - 1
    seed : 0 to 2**32 - 1
    fan_share : scalar or (engines,), probability that an engine's fan wears, not its compressor
    severity : scalar or (engines,), multiplies the rates of wear
    fan_wear : a key of ``FAN_WEAR``

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
    for mode, members in zip(_modes(fan_wear), (~fan, fan), strict=True):
        positions = np.flatnonzero(members)
        engines, lives[positions] = wear.draw(mode, ids[positions], seed, severities[positions])
        drawn.append((positions, engines))
    offsets = np.concatenate([[0], np.cumsum(lives)]).astype(np.int64)
    settings = np.empty((offsets[-1], len(SETTINGS)), np.float32)
    sensors = np.empty((offsets[-1], len(SENSORS)), np.float32)
    desk = _Desk.of(seed, min(int(offsets[-1]), max(_ROWS_PER_CHUNK, int(lives.max(initial=0)))))
    for positions, engines in drawn:
        for part in _chunks(lives[positions]):
            chosen = positions[part]
            chunk, life = ids[chosen], lives[chosen]
            ages, rows = _rows(life, offsets[chosen])
            row_by_row = type(engines)(*(np.repeat(column[part], life) for column in engines))
            normals = desk.noise(chunk, life, type(engines))
            sensors[rows] = desk.sense(row_by_row, ages, normals).T
            settings[rows] = _settings(
                np.repeat(hashing.keys(chunk, seed, _SALT_SETTINGS), life), ages
            )
    return Trajectories(
        engine_ids=ids, offsets=offsets, settings=settings, sensors=sensors, lifetimes=lives
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


def _rows(lives: IntArray, starts: IntArray) -> tuple[IntArray, slice | IntArray]:
    """Return age and row of each cycle of some engines, given their first rows."""
    before = np.cumsum(lives) - lives
    count = np.arange(lives.sum())
    ages = count + (1 - np.repeat(before, lives))
    if np.array_equal(starts - starts[0], before):
        # One after the other, as in a fleet of one mode: a slice is quicker to write to.
        return ages, slice(starts[0], starts[0] + len(ages))
    return ages, count + np.repeat(starts - before, lives)


@dataclass(frozen=True, eq=False)
class _Desk:
    """Room for one chunk, used again and again: new memory costs more than the arithmetic.

    Attributes
    ----------
    philox : the generator that is set to each engine's stream in turn
    normals : (rows * columns,)
    lines : (2, modelled sensors, rows), one contiguous line per sensor
    page : (21, rows), with the sensors that never move already in place
    """

    philox: np.random.Philox
    normals: FloatArray
    lines: FloatArray
    page: FloatArray

    @classmethod
    def of(cls, seed: int, rows: int) -> "_Desk":
        page = np.empty((len(SENSORS), rows), np.float32)
        for name, value in _CONSTANTS.items():
            page[SENSORS.index(name)] = value
        most_columns = len(_MODELLED) + 2
        return cls(
            philox=np.random.Philox(key=seed),
            normals=np.empty(rows * most_columns, np.float32),
            lines=np.empty((2, len(_MODELLED), rows), np.float32),
            page=page,
        )

    def noise(self, ids: IntArray, lives: IntArray, mode: type[wear.Engines]) -> FloatArray:
        """Return the standard normals of some engines, row by row, (rows, columns)."""
        columns = len(_MODELLED) + len(wear.LAWS[mode]["latents"])
        normals = self.normals[: lives.sum() * columns].reshape(-1, columns)
        generator = np.random.Generator(self.philox)
        # Set from lists of plain numbers: a new generator takes 40 times as long, arrays 4 times.
        counter = [0, 0, 0, 0]
        state: Any = self.philox.state
        state["state"] = {"counter": counter, "key": state["state"]["key"].tolist()}
        state["buffer"] = state["buffer"].tolist()
        state["buffer_pos"], state["has_uint32"] = len(state["buffer"]), 0
        stop = 0
        for engine, life in zip(ids.tolist(), lives.tolist(), strict=True):
            counter[3] = engine
            self.philox.state = state
            start, stop = stop, stop + life
            generator.standard_normal(out=normals[start:stop], dtype=np.float32)
        return normals

    def sense(self, engines: wear.Engines, ages: IntArray, normals: FloatArray) -> FloatArray:
        """Return what the sensors show, (21, rows), of engines given row by row."""
        noise = normals[:, len(_MODELLED) :].T
        law = _SENSORS_OF[type(engines)]
        if isinstance(engines, wear.HpcEngines):
            basis = _hpc_basis(engines, ages, noise)
        else:
            basis = _fan_basis(engines, ages, noise)
        shown, term = self.lines[:, :, : len(ages)]
        np.multiply(normals[:, : len(_MODELLED)].T, law.noise, out=shown)
        shown += law.fraction
        for slopes, latent in zip(law.slopes, basis, strict=True):
            np.multiply(slopes, latent, out=term)
            shown += term
        np.rint(shown, out=shown)
        shown += law.level
        for sensor, (low, high) in law.limits.items():
            np.clip(shown[sensor], low, high, out=shown[sensor])
        page = self.page[:, : len(ages)]
        for values, scale, column in zip(shown, _SCALES, _COLUMNS, strict=True):
            np.divide(values, scale, out=page[column])
        return page


def _hpc_basis(engines: wear.HpcEngines, ages: IntArray, noise: FloatArray) -> list[FloatArray]:
    """Return E, F, EF and F squared as the sensors see them, with process noise."""
    e_noise, f_noise = (CALIBRATION["hpc"]["latents"][name]["process_noise_sd"] for name in "EF")
    e, f = (latent.astype(np.float32) for latent in engines.latents(ages))
    e += np.float32(e_noise) * noise[0]
    f += np.float32(f_noise) * noise[1]
    return [e, f, e * f, f * f]


def _fan_basis(engines: wear.FanEngines, ages: IntArray, noise: FloatArray) -> list[FloatArray]:
    """Return the three coordinates of fan engines on their two branches, and the fan's departure.

    On the lower branch the noise no longer moves the engine along the curve but its fan's speed.
    """
    law = wear.LAWS[type(engines)]
    upper, lower, third = law["upper_branch"], law["lower_branch"], law["y2"]
    g = engines.latents(ages)
    noisy = g + law["latents"]["G"]["process_noise_sd"] * noise[0]
    weight = ((g + third["w_offset"]) / third["w_span"]).clip(third["w_min"], third["w_max"])
    y2 = third["y2_low"] * (1 - weight) + weight * engines.constant
    y2 += third["drift"] * np.maximum(g - third["drift_start"], 0)
    y0, y1 = (np.interp(noisy, upper["G"], upper[name]) for name in ("y0", "y1"))
    departure = np.zeros_like(g)
    low = np.flatnonzero(noisy < lower["jump"])
    y0[low], y1[low] = (np.interp(g[low], lower["G"], lower[name]) for name in ("y0", "y1"))
    speed = law["nominal_fan_speed"] + np.interp(noisy[low], lower["G"], lower["fan_speed"])
    level, *slopes, _ = law["sensors"]["Nf"]["coefficients"]
    regulated = level + slopes[0] * y0[low] + slopes[1] * y1[low] + slopes[2] * y2[low]
    departure[low] = speed - regulated
    return [latent.astype(np.float32) for latent in (y0, y1, y2, departure)]


def _setting_tables() -> tuple[FloatArray, FloatArray]:
    """Return both varying settings as tables over some random bits, rounded like the files."""
    height, mach = CALIBRATION["settings"][:2]
    grid = np.arange(-200, 201) * 1e-4
    edges = grid[:-1] + 0.5e-4
    normal = ndtr(edges / height["sd"])
    fine = np.linspace(mach["low"], mach["high"], 1001)
    uniform = ndtr((edges[:, None] - fine) / mach["sd"]).mean(1)
    share = (np.arange(2**_TABLE_BITS) + 0.5) / 2**_TABLE_BITS
    heights, machs = (grid[np.searchsorted(c, share)] for c in (normal, uniform))
    return heights.astype(np.float32), machs.astype(np.float32)


_HEIGHTS, _MACHS = _setting_tables()


def _settings(streams: hashing.UIntArray, ages: IntArray) -> FloatArray:
    """Return the operational settings of every row, (rows, 3); no sensor depends on them."""
    bits = hashing.words(streams, ages)
    settings = np.empty((len(ages), len(SETTINGS)), np.float32)
    settings[:, 0] = _HEIGHTS[bits >> np.uint64(64 - _TABLE_BITS)]
    settings[:, 1] = _MACHS[bits & np.uint64(2**_TABLE_BITS - 1)]
    settings[:, 2] = CALIBRATION["settings"][2]["value"]
    return settings
