"""What tests of several packages share."""

import os
from pathlib import Path

import hypothesis
import pytest

# A busy machine is not a failure: what is fast is measured by `make bench`, not here.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def cmapss_dir() -> Path:
    """The folder that holds NASA's files, which the project does not ship."""
    beside = Path(__file__).parents[2] / "shared" / "data" / "cmapss"
    folder = Path(os.environ.get("TURBOFAN_CMAPSS", beside))
    if not (folder / "train_FD001.txt").exists():
        pytest.skip(
            f"NASA's C-MAPSS files are not in {folder}: put train_FD001.txt, test_FD001.txt and "
            "RUL_FD001.txt there, or name their folder in TURBOFAN_CMAPSS"
        )
    return folder
