"""What a class has gained between two forms: the normalised gain, and each question's share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 10
"""People below whom no interval is given."""

_SPREAD = 1.96
"""Standard errors on each side of a 95% interval."""


@dataclass(frozen=True)
class Gain:
    """What a class has gained.

    The normalised gain is the share of what could still be learned that was learned: (after -
    before) / (100 - before), of the class's averages.

    Source: R. R. Hake, Interactive-engagement versus traditional methods, Am. J. Phys. 66, 1998.

    Attributes
    ----------
    n : people who answered both forms
    left_out : who answered one of them alone
    before, after : right answers, percent, on average of the ``n``; None without anybody
    gain : None without anybody, or if all was right before
    low, high : its 95% interval over people, by leaving out each in turn; None for fewer than
        ``FEWEST``
    shares : of each question: percent right before and after
    """

    n: int
    left_out: int
    before: float | None = None
    after: float | None = None
    gain: float | None = None
    low: float | None = None
    high: float | None = None
    shares: tuple[tuple[float, float], ...] = ()


Marks = Mapping[int, Sequence[bool]]
"""Which questions each person has answered rightly."""


def gained(before: Marks, after: Marks) -> Gain:
    """Return what a class has gained, of those who answered both forms.

    Parameters
    ----------
    before, after : of as many questions; one that was passed over is not right

    Examples
    --------
    >>> class_of = {1: (True, False), 2: (False, False), 3: (True, True)}
    >>> told = gained(class_of, {1: (True, True), 2: (True, False)})
    >>> told.n, told.left_out, told.before, told.after, round(told.gain, 3)
    (2, 1, 25.0, 75.0, 0.667)
    >>> told.shares
    ((50.0, 100.0), (0.0, 50.0))
    >>> gained({}, {}).gain is None
    True
    """
    both = sorted(set(before) & set(after))
    left_out = len(set(before) ^ set(after))
    if not both:
        return Gain(0, left_out)
    pairs = [(_percent(before[one]), _percent(after[one])) for one in both]
    gain = _normalised(pairs)
    low, high = (None, None) if gain is None else _interval(pairs, gain)
    shares = zip(
        *(zip(*(marks[one] for one in both), strict=True) for marks in (before, after)),
        strict=True,
    )
    first, second = (sum(column) / len(both) for column in zip(*pairs, strict=True))
    return Gain(
        len(both), left_out, first, second, gain, low, high,
        tuple((_percent(old), _percent(new)) for old, new in shares),
    )  # fmt: skip


def _percent(marks: Sequence[bool]) -> float:
    return 100 * sum(marks) / len(marks)


def _normalised(pairs: Sequence[tuple[float, float]]) -> float | None:
    before, after = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    return (after - before) / (100 - before) if before < 100 else None


def _interval(
    pairs: Sequence[tuple[float, float]], gain: float
) -> tuple[float | None, float | None]:
    """Return a 95% interval by the jackknife; none where somebody's absence leaves no gain."""
    n = len(pairs)
    without = [_normalised([*pairs[:one], *pairs[one + 1 :]]) for one in range(n)] if n > 1 else []
    known = [value for value in without if value is not None]
    if n < FEWEST or len(known) < n:
        return None, None
    mean = sum(known) / n
    error = ((n - 1) / n * sum((value - mean) ** 2 for value in known)) ** 0.5
    return gain - _SPREAD * error, gain + _SPREAD * error
