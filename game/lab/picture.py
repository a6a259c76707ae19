"""What the picture of a federated round is given: plain values, ready to be drawn."""

from collections.abc import Mapping
from typing import Any

from game.lab.picture_words import picture_words
from game.lab.population import PROBED
from game.lab.progress import Progress, RoundRecord

_LETTERS = {"arrived": "a", "lost": "l", "late": "t", "refused": "r"}


def payload(progress: Progress) -> dict[str, Any]:
    """Return what the picture shows: whole rounds, each with its bytes and outcomes."""
    records = progress.records
    count = len(progress.factories)
    rounds = [
        _round(before, trained, merged, count)
        for before, trained, merged in zip(records[::2], records[1::2], records[2::2], strict=False)
    ]
    return {
        "lab": progress.settings.text,
        "total": progress.settings.experiment.rounds,
        "done": progress.learned,
        "factories": [
            {
                "compressor": one.failures.count("compressor"),
                "fan": one.failures.count("fan"),
                "lifetimes": list(one.lifetimes),
                "severity": one.severity,
                "raw": one.raw_bytes,
            }
            for one in progress.factories
        ],
        "saboteurs": list(progress.saboteurs),
        "start": _line(records[0].forecasts),
        "truth": list(PROBED),
        "rounds": rounds,
        "words": picture_words(),
    }


def _round(
    before: RoundRecord, trained: RoundRecord, merged: RoundRecord, count: int
) -> dict[str, Any]:
    def row(values: Mapping[int, int]) -> list[int]:
        return [values.get(one, 0) for one in range(count)]

    # Fates as they stand in the end: a refusal is known only when the server has looked.
    outcomes = merged.outcomes
    return {
        "fates": "".join(_LETTERS.get(outcomes.get(one, ""), "-") for one in range(count)),
        "down": row(trained.bytes_down),
        "up": row(trained.bytes_up),
        "moreDown": row(merged.bytes_down),
        "moreUp": row(merged.bytes_up),
        "errors": [_finite(trained.local_errors.get(one)) for one in range(count)],
        "own": [_line(trained.local_forecasts.get(one, b"")) for one in range(count)],
        "shared": _line(merged.forecasts),
        "before": _finite(before.error),
        "error": _finite(merged.error),
        "outsider": _finite(trained.outsider_error),
    }


def _line(forecasts: bytes) -> str:
    """Write forecasts a letter each, in steps of two cycles; a space is no number.

    Examples
    --------
    >>> _line(bytes([0, 2, 125, 255]))
    '01n '
    """
    return "".join(" " if cycles == 255 else chr(48 + cycles // 2) for cycles in forecasts)


def _finite(error: float | None) -> float | None:
    return error if error is not None and error < float("inf") else None
