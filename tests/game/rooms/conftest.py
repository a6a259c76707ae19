"""Both kinds of database that rooms are kept in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.game.rooms.databases import NOT_HERE, Cluster, programs


@pytest.fixture(scope="session")
def kept_cluster() -> Iterator[Cluster]:
    found = programs()
    if found is None:
        pytest.skip(NOT_HERE)
    one = Cluster(found)
    yield one
    one.drop()


@pytest.fixture
def cluster(kept_cluster: Cluster) -> Cluster:
    """A PostgreSQL of the tests' own, which a test may stop if it starts it again."""
    return kept_cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rooms.sqlite'}"
    made: str = request.getfixturevalue("kept_cluster").database()
    return made
