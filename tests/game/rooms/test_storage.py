"""Rows that are kept."""

import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from game.rooms.storage import KEPT, SCHEMA, TERM, Store, StoreError, Taken
from game.rooms.verbs.proposals import Proposal, RoomError
from tests.game.rooms.databases import Cluster


@contextmanager
def opened(url: str) -> Iterator[Store]:
    store = Store(url)
    store.prepare()
    yield store
    store.close()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with opened(url) as one:
        yield one


def test_rows_come_back_as_they_were_added(store: Store) -> None:
    one = store.append("A", 1, 5.5, Proposal("set", {"what": "locked", "on": True}))
    two = store.append("A", 2, 6.0, Proposal("messaged", {"text": "ü\x00<b>"}, "once"))
    store.append("B", 1, 7.0, Proposal("deleted", {}))
    assert store.rows("A") == [one, two] and store.rows("A", after=1) == [two]
    assert store.newest() == {"A": 2, "B": 1}


def test_a_sequence_is_taken_once_and_what_was_said_before_comes_back(store: Store) -> None:
    first = store.append("A", 1, 1.0, Proposal("stepped", {"to": 1}, "step"))
    with pytest.raises(Taken):
        store.append("A", 1, 2.0, Proposal("stepped", {"to": 2}, "other"))
    assert store.append("A", 2, 3.0, Proposal("stepped", {"to": 1}, "step")) == first
    assert store.append("B", 1, 3.0, Proposal("stepped", {"to": 1}, "step")).sequence == 1


def test_of_many_who_begin_and_close_a_turn_at_once_one_does(url: str) -> None:
    stores = [Store(url) for _ in range(4)]
    proposal = Proposal("stepped", {"to": 3}, "stepped:0:3")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(Store.prepare, stores))
        rows = list(threads.map(lambda store: store.append("A", 1, 1.0, proposal), stores))
    assert len({(row.sequence, row.once) for row in rows}) == 1
    assert len(stores[0].rows("A")) == 1
    for store in stores:
        store.close()


def versions(url: str) -> list[tuple[int]]:
    asked = "select version from room_versions order by version"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            return file.execute(asked).fetchall()
    with psycopg.connect(url) as direct:
        return direct.execute(asked).fetchall()


@pytest.mark.parametrize("version", range(len(SCHEMA)))
def test_tables_of_every_version_are_brought_to_the_newest_one_once(
    url: str, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("game.rooms.storage.SCHEMA", SCHEMA[:version])
    with opened(url) as old:
        if version:
            old.append("A", 1, 5.5, Proposal("messaged", {"text": "before"}))
    monkeypatch.setattr("game.rooms.storage.SCHEMA", SCHEMA)
    for _ in range(2):
        with opened(url) as store:
            assert len(store.rows("A")) == (version > 0)
    assert versions(url) == [(number + 1,) for number in range(len(SCHEMA))]


def test_readers_of_a_file_do_not_wait_for_who_writes(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'rooms.sqlite'}"):
        pass
    with closing(sqlite3.connect(tmp_path / "rooms.sqlite")) as direct:
        assert direct.execute("pragma journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_found_by_each_spelling(cluster: Cluster, scheme: str) -> None:
    with opened(cluster.database().replace("postgresql", scheme)) as store:
        store.append("A", 1, 1.0, Proposal("deleted", {}))
        assert store.newest() == {"A": 1}


def test_a_postgresql_that_stops_says_so_and_is_there_again_when_it_begins(
    cluster: Cluster,
) -> None:
    with opened(cluster.database()) as store:
        store.append("A", 1, 1.0, Proposal("deleted", {}))
        cluster.stop()
        try:
            with pytest.raises(StoreError, match="does not answer"):
                store.newest()
        finally:
            cluster.begin()
        assert store.newest() == {"A": 1}


def kept_on(store: Store, room: str, at: float, term: bool = False) -> None:
    store.append(room, 1, 0.0, Proposal("opened", {"plan": {"term": term}}))
    store.append(room, 2, at, Proposal("linked", {"what": "host", "token": "t"}))
    store.append(room, 3, at, Proposal("joined", {"alias": "Calm Heron"}, "joined"))


def test_old_and_deleted_rooms_are_forgotten(store: Store) -> None:
    kept_on(store, "OLD", 0.0)
    kept_on(store, "NEW", KEPT)
    kept_on(store, "GONE", KEPT, term=True)
    store.append("GONE", 4, KEPT, Proposal("deleted", {}))
    store.forget(KEPT + 1)
    assert store.newest() == {"NEW": 3}


def test_a_terms_code_outlives_who_sat_there(store: Store) -> None:
    kept_on(store, "TERM", 0.0, term=True)
    store.forget(KEPT - 1)
    assert store.newest() == {"TERM": 3}
    store.forget(KEPT + 1)
    assert [row.kind for row in store.rows("TERM")] == ["opened", "linked"]
    again = store.append("TERM", 3, KEPT + 2, Proposal("joined", {"alias": "Wise Owl"}, "joined"))
    assert store.rows("TERM", after=2) == [again]
    store.forget(TERM + KEPT + 3)
    assert store.newest() == {}


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'nowhere' / 'rooms.sqlite'}")
    with pytest.raises(StoreError, match="does not answer"):
        store.newest()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:secret@h/d", "begins with 'mysql'"),
        ("postgresql+asyncpg://u:secret@h/d", "begins with 'postgresql\\+asyncpg'"),
        ("secret", "is no address"),
        ("postgresql://u:secret@h:port/d", "is no address"),
    ],
)
def test_an_address_of_another_kind_is_refused_without_its_password(url: str, said: str) -> None:
    with pytest.raises(RoomError, match=f"DATABASE_URL {said}") as refused:
        Store(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_without_its_driver_is_refused(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as where it is not installed
    with pytest.raises(RoomError, match="needs psycopg: install"):
        Store(f"{scheme}://u:p@h/d")
