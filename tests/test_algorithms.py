"""``docs/algorithms.md`` names every algorithm of the code's tables, and tests that exist."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from models.federated.aggregation import AGGREGATORS
from models.federated.simulation.attacks import SABOTAGE
from models.federated.simulation.local_training import CLIENT_TERMS, SOLVERS
from models.federated.simulation.serving.server_optimizers import SERVER_OPTIMIZERS
from models.federated_regressor import ALGORITHMS

ROOT = Path(__file__).parents[1]
ROWS = re.findall(
    r"^\| (?!In the code|---)(.*?) \|.*`(\S+\.py)::(\w+)` \|$",
    (ROOT / "docs" / "algorithms.md").read_text("utf-8"),
    re.MULTILINE,
)
TABLES: dict[str, Iterable[str]] = {
    "SOLVERS": SOLVERS,
    "CLIENT_TERMS": CLIENT_TERMS,
    "AGGREGATORS": AGGREGATORS,
    "SERVER_OPTIMIZERS": SERVER_OPTIMIZERS,
    "SABOTAGE": SABOTAGE,
    "ALGORITHMS": ALGORITHMS,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_has_a_yardstick(table: str) -> None:
    rows = [what for what, _, _ in ROWS if what.startswith(f"`{table}`: ")]
    named = {name for what in rows for name in re.findall("`(.*?)`", what)} - {table}
    assert named == set(TABLES[table])


@pytest.mark.parametrize(("path", "test"), sorted({(path, test) for _, path, test in ROWS}))
def test_a_yardstick_is_a_test_that_exists(path: str, test: str) -> None:
    text = (ROOT / "tests" / "models" / path).read_text("utf-8")
    assert re.search(rf"^def {test}\(", text, re.MULTILINE)


def test_the_table_is_read_whole() -> None:
    lines = (ROOT / "docs" / "algorithms.md").read_text("utf-8").splitlines()
    assert len(ROWS) == sum(".py::" in line and line.startswith("|") for line in lines) > 35
