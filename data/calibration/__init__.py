"""Every number of the simulator, with its unit and source, from ``turbofan.json``."""

import json
from pathlib import Path
from typing import Any, Final

CALIBRATION: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "turbofan.json").read_text(encoding="utf-8")
)

DECIMALS: Final[dict[str, int]] = {
    column["name"]: column["decimals"]
    for column in CALIBRATION["settings"] + CALIBRATION["sensors"]
}
"""Decimals of each setting and sensor in NASA's files."""
