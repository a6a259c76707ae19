"""Of several waits: the longest that a share of them does not exceed."""

import math
from collections.abc import Sequence


def longest_of(values: Sequence[float], share: float) -> float:
    """Return the smallest of some values that so large a share of them does not exceed.

    Examples
    --------
    >>> longest_of([3, 1, 2], 0.95), longest_of(range(1, 101), 0.95), longest_of([2, 1], 0.5)
    (3, 95, 1)
    """
    return sorted(values)[math.ceil(share * len(values)) - 1]
