"""``python -m benchmarks``: the table of ratios, medians of several runs."""

import sys
from importlib import import_module

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


def main() -> None:
    """Print every table, or those named on the command line."""
    for name in sys.argv[1:] or TABLES:
        print(f"{name}", flush=True)
        for label, text in import_module(f"benchmarks.{name}").rows():
            print(f"  {label:<64} {text}", flush=True)


if __name__ == "__main__":
    main()
