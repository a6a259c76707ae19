"""Looks at test engines, counted: who chooses by them has to say how often they have looked.

They are counted in each cache by itself; ``docs/benchmark/looks.jsonl`` is the record of all that
were taken for the published figures, whatever the cache.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data import nasa
from game.rules.errors import GameError
from game.text.marking import mark

_UNWRITABLE = mark(
    "The look at {subset}'s test engines cannot be written down in {path} ({reason}), so none was "
    "taken: name another folder in TURBOFAN_CACHE."
)


def log_path() -> Path:
    """Return the file that looks are written to, one a line."""
    return nasa.cache() / "looks.jsonl"


def look(subset: str, **what: Any) -> int:
    """Write down a look at a subset's test engines; returns how many this cache has seen.

    Parameters
    ----------
    what : is compared; plain JSON values

    Raises
    ------
    GameError
        Where nothing can be written.
    """
    path = log_path()
    line = {"subset": subset, "when": datetime.now(UTC).isoformat(timespec="seconds"), **what}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        written = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise GameError(
            _UNWRITABLE, subset=subset, path=str(path), reason=error.strerror
        ) from error
    return sum(json.loads(line)["subset"] == subset for line in written)
