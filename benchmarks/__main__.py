"""``python -m benchmarks [name ...]``: the table of ratios, or what is named.

``python -m benchmarks verdicts [experiment ...]`` asks the lab's prepared experiments.
"""

import sys
from importlib import import_module
from types import ModuleType

SUBJECTS = {
    "crowds": ("ballot", "load", "plant", "rooms"),
    "speed": (
        "board",
        "evidence",
        "federation",
        "lab",
        "lab_watched",
        "latency",
        "replay",
        "review",
        "rules",
        "simulator",
    ),
    "money": (
        "balance",
        "band_orders",
        "chapters",
        "decisions",
        "faults",
        "lead_time",
        "margin",
        "network",
        "one_round",
        "own_models",
        "where_it_pays",
        "workshop",
    ),
    "learning": ("cross_validation", "drift", "feature_search", "rounds", "standings", "verdicts"),
    "engines": ("band", "blind_spot", "fan_wear", "fidelity", "forecast_error"),
    "fun": (
        "bots",
        "browser",
        "choice",
        "drama",
        "film",
        "fun",
        "gaps",
        "honesty",
        "levels",
        "teaching",
    ),
}
"""What can be measured, by subject: each is a module of that name, and ``rows`` measures it."""

TABLES = (
    "simulator",
    "rules",
    "replay",
    "federation",
    "board",
    "latency",
    "review",
    "lab",
    "lab_watched",
    "faults",
)
"""What is measured if nothing is named."""

PLACES = {name: subject for subject, names in SUBJECTS.items() for name in names}


def main() -> None:
    """Print every table, or those named on the command line."""
    names = sys.argv[1:] or TABLES
    if names[0] == "verdicts":
        measurement("verdicts").main(names[1:])
        return
    for unknown in set(names) - set(PLACES):
        sys.exit(f"{unknown} is none of {', '.join(sorted(PLACES))}.")
    for name in names:
        print(f"{name}", flush=True)
        for label, text in measurement(name).rows():
            print(f"  {label:<64} {text}", flush=True)


def measurement(name: str) -> ModuleType:
    """Load what measures something."""
    return import_module(f"benchmarks.{PLACES[name]}.{name}")


if __name__ == "__main__":
    main()
