"""What a script pays before its first match: measured by what a fresh interpreter has loaded."""

import json
import pkgutil
import subprocess
import sys

import pytest

import game
import game.rules

HEAVY = {
    "babel", "cachetools", "click", "joblib", "pandas", "platformdirs", "plotly", "pooch",
    "requests", "scipy", "segno", "sklearn", "sqlalchemy", "starlette", "streamlit",
    "threadpoolctl", "uvicorn",
}  # fmt: skip
RULES = [f"game.rules.{module.name}" for module in pkgutil.iter_modules(game.rules.__path__)]


def loaded_by(statement: str) -> set[str]:
    """Return the top-level packages, and our own modules, of an interpreter that ran this."""
    script = f"{statement}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    finished = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    modules: list[str] = json.loads(finished.stdout)
    return {name if name.startswith("game") else name.split(".")[0] for name in modules}


def test_the_rules_and_jobs_load_numpy_and_nothing_heavier() -> None:
    loaded = loaded_by(f"import game.jobs, game.processes, game.workers, {', '.join(RULES)}")
    assert {"numpy", "game.rules.match", "game.text.marking"} <= loaded
    assert not loaded & HEAVY


def test_the_package_alone_loads_nothing() -> None:
    loaded = loaded_by("import game")
    assert not loaded & {*HEAVY, "numpy"}
    assert {name for name in loaded if name.startswith("game.")} == set()


def test_what_the_package_offers_is_pinned() -> None:
    assert game.__all__ == [
        "SCENARIOS", "Answer", "Call", "Decision", "Economics", "FactoryReport", "GameError",
        "Report", "Scenario", "Unlocks", "climb", "play",
    ]  # fmt: skip
    assert set(game.__all__) <= set(dir(game))
    assert all(getattr(game, name) is not None for name in game.__all__)
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        game.magic  # noqa: B018
