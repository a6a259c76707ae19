"""Figures that are the same but for what machines differ by."""

import pytest


def near(kept: object, now: object) -> None:
    """Hold figures that are kept against those of now."""
    if isinstance(now, dict) and isinstance(kept, dict):
        assert kept.keys() == now.keys()
        for key, value in now.items():
            near(kept[key], value)
    elif isinstance(now, list) and isinstance(kept, list):
        assert len(kept) == len(now)
        for one, other in zip(kept, now, strict=True):
            near(one, other)
    elif isinstance(now, float):
        assert kept == pytest.approx(now, rel=1e-5, abs=1e-9)
    else:
        assert kept == now
