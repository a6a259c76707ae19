"""How engines wear and when they fail: the laws of the two fault modes, without sensors.

The equations and their constants stand in ``calibration/turbofan.json``, with their source.
"""

from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, ndtr, ndtri

from data.calibration import CALIBRATION
from data.hashing import uniforms
from data.trajectories import IntArray

Float64Array = npt.NDArray[np.float64]

_TIME_SCALE = CALIBRATION["time_scale_cycles"]
_EXPONENT_LIMIT = CALIBRATION["exponent_limit"]
_E, _F = (CALIBRATION["hpc"]["latents"][name] for name in "EF")
_G = CALIBRATION["fan"]["latents"]["G"]
_LONGEST = 2048
_LOG_TIME = np.log(np.arange(_LONGEST + 1).clip(1) / _TIME_SCALE)


def _growth(
    law: dict[str, Any], exponent: Float64Array, rate: Float64Array, ages: IntArray
) -> Float64Array:
    """Return what wear adds by these ages: scale * (exp(rate * (t / 200) ** exponent) - 1)."""
    power = rate * np.exp(exponent * _LOG_TIME[ages])
    growth: Float64Array = law["growth_scale"] * (np.exp(np.minimum(power, _EXPONENT_LIMIT)) - 1)
    return growth


def _weibull(law: dict[str, Any], uniform: Float64Array) -> Float64Array:
    """Return rates of wear, floored, from uniform numbers."""
    scale, shape, floor = law["scale"], law["shape"], law["floor"]
    rate: Float64Array = np.maximum(scale * (-np.log1p(-uniform)) ** (1 / shape), floor)
    return rate


def _uniform(law: dict[str, Any], uniform: Float64Array) -> Float64Array:
    low: float = law["low"]
    high: float = law["high"]
    return low + (high - low) * uniform


def _normal(law: dict[str, Any], uniform: Float64Array) -> Float64Array:
    normal: Float64Array = law["mean"] + law["sd"] * ndtri(uniform)
    return normal


class HpcEngines(NamedTuple):
    """Engines whose high-pressure compressor wears, in two latents: E and F."""

    e_start: Float64Array
    e_rate: Float64Array
    e_exponent: Float64Array
    f_start: Float64Array
    f_rate: Float64Array
    f_exponent: Float64Array
    theta: Float64Array

    @classmethod
    def draw(cls, engine_ids: IntArray, seed: int, severity: Float64Array, attempt: int) -> Self:
        law = CALIBRATION["hpc"]
        u = uniforms(engine_ids, seed, law["salt_of_first_attempt"] + attempt, 7)
        rho = law["rate_copula"]["rho"]
        f_rate = ndtr(rho * ndtri(u[2]) + np.sqrt(1 - rho**2) * ndtri(u[3]))
        return cls(
            e_start=_uniform(_E["start"], u[0]),
            e_rate=_weibull(_E["rate"], u[2]) * severity,
            e_exponent=_normal(_E["exponent"], u[4]),
            f_start=_uniform(_F["start"], u[1]),
            f_rate=_weibull(_F["rate"], f_rate) * severity,
            f_exponent=_normal(_F["exponent"], u[5]),
            theta=_normal(law["failure"]["theta"], u[6]),
        )

    def latents(self, ages: IntArray) -> tuple[Float64Array, Float64Array]:
        """Return E and F of each engine at these ages, one age per engine."""
        e = self.e_start + _growth(_E, self.e_exponent, self.e_rate, ages)
        f = self.f_start + _growth(_F, self.f_exponent, self.f_rate, ages)
        return e, f

    def failed(self, ages: IntArray) -> npt.NDArray[np.bool_]:
        """Say whether each engine has failed by these ages, one age per engine."""
        failure = CALIBRATION["hpc"]["failure"]
        e, f = self.latents(ages)
        failed: npt.NDArray[np.bool_] = e + (failure["a"] + failure["b"] * f) * f >= self.theta
        return failed

    def lifetimes(self) -> IntArray:
        """Return the first cycle in which each engine has failed, (engines,)."""
        # Wear only grows, so the first failing cycle is found by halving, not by a scan.
        survived = np.zeros(len(self.theta), np.int64)
        step = CALIBRATION["hpc"]["maximum_lifetime_cycles"] // 2
        while step:
            survived += step * ~self.failed(survived + step)
            step //= 2
        return survived + 1


class FanEngines(NamedTuple):
    """Engines whose fan wears, in one latent: G, and one constant each: K."""

    g_start: Float64Array
    g_rate: Float64Array
    g_exponent: Float64Array
    theta: Float64Array
    constant: Float64Array

    @classmethod
    def draw(cls, engine_ids: IntArray, seed: int, severity: Float64Array, attempt: int) -> Self:
        law = LAWS[cls]
        u = uniforms(engine_ids, seed, law["salt_of_first_attempt"] + attempt, 5)
        start, rate = _G["start"], _G["rate"]
        gamma = rate["scale"] * gammaincinv(rate["shape"], u[1])
        return cls(
            g_start=_normal(start, u[0]).clip(start["low"], start["high"]),
            g_rate=np.maximum(gamma, rate["floor"]) * severity,
            g_exponent=_normal(_G["exponent"], u[2]),
            theta=_normal(law["failure"]["theta"], u[3]),
            constant=_uniform(law["engine_constant_K"], u[4]),
        )

    def latents(self, ages: IntArray) -> Float64Array:
        """Return G of each engine at these ages, one age per engine."""
        return self.g_start + _growth(_G, self.g_exponent, self.g_rate, ages)

    def lifetimes(self) -> IntArray:
        """Return the first cycle in which each engine has failed, (engines,)."""
        power = np.log1p((self.theta - self.g_start) / _G["growth_scale"]) / self.g_rate
        lifetimes: IntArray = np.ceil(_TIME_SCALE * power ** (1 / self.g_exponent)).astype(np.int64)
        return lifetimes


class WholeFanEngines(FanEngines):
    """The same, with the constants of engines that were seen to their end."""

    __slots__ = ()


Engines = HpcEngines | FanEngines

_FAN, _WHOLE = CALIBRATION["fan"], CALIBRATION["fan_whole"]

LAWS: Final[dict[type[Engines], dict[str, Any]]] = {
    HpcEngines: CALIBRATION["hpc"],
    FanEngines: _FAN,
    WholeFanEngines: _FAN | _WHOLE | {"sensors": _FAN["sensors"] | _WHOLE["sensors"]},
}
"""The constants of each fault mode."""


def draw(
    mode: type[Engines], engine_ids: IntArray, seed: int, severity: Float64Array
) -> tuple[Engines, IntArray]:
    """Draw engines of one fault mode and their lifetimes, (engines,) cycles.

    Engines that would fail sooner than any real one are drawn again, a few times at most.
    """
    law = LAWS[mode]
    engines = mode.draw(engine_ids, seed, severity, 0)
    lifetimes = engines.lifetimes()
    for attempt in range(1, law["redraw_attempts"]):
        short = np.flatnonzero(lifetimes < law["minimum_lifetime_cycles"])
        if not short.size:
            break
        again = mode.draw(engine_ids[short], seed, severity[short], attempt)
        for column, redrawn in zip(engines, again, strict=True):
            column[short] = redrawn
        lifetimes[short] = again.lifetimes()
    return engines, lifetimes
