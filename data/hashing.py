"""Random numbers as a function of what they are for: no state, no order, no batch."""

import numpy as np
import numpy.typing as npt

UIntArray = npt.NDArray[np.uint64]

_WORD = 2**64
_GOLDEN = 0x9E3779B97F4A7C15
_ENGINE = 0xD1342543DE82EF95
_MIX = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def mix(words: UIntArray) -> UIntArray:
    """Return 64-bit words scrambled by the finaliser of splitmix64, any shape.

    Examples
    --------
    >>> mix(np.array([0, 1], np.uint64))
    array([                  0, 6238072747940578789], dtype=uint64)
    """
    mixed = words ^ (words >> np.uint64(30))
    mixed *= np.uint64(_MIX[0])
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(_MIX[1])
    mixed ^= mixed >> np.uint64(31)
    return mixed


def keys(engine_ids: npt.NDArray[np.int64], seed: int, salt: int) -> UIntArray:
    """Return one 64-bit key for each engine, (engines,); the salt names the purpose.

    Examples
    --------
    >>> keys(np.array([5, 6]), seed=7, salt=0) == keys(np.array([6, 5]), seed=7, salt=0)[::-1]
    array([ True,  True])
    """
    salted = mix(np.array([(int(seed) * _GOLDEN + salt + 1) % _WORD], np.uint64))
    return mix((engine_ids.astype(np.uint64) * np.uint64(_ENGINE)) ^ salted)


def words(stream: UIntArray, k: npt.ArrayLike) -> UIntArray:
    """Return the k-th word (from 1) of each key's stream, broadcast over both.

    Examples
    --------
    >>> words(keys(np.array([5]), seed=7, salt=0), [1, 2]).shape
    (2,)
    """
    steps = np.asarray(k, np.uint64) * np.uint64(_GOLDEN)
    return mix(stream + steps)


def uniforms(
    engine_ids: npt.NDArray[np.int64], seed: int, salt: int, count: int
) -> npt.NDArray[np.float64]:
    """Return uniform numbers between 0 and 1 for each engine, (count, engines).

    Examples
    --------
    >>> uniforms(np.array([0]), seed=7, salt=0, count=2).round(6)
    array([[0.147471],
           [0.4284  ]])
    """
    drawn = words(keys(engine_ids, seed, salt), np.arange(1, count + 1)[:, None])
    return ((drawn >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
