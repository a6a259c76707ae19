"""Rows that are kept."""

import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from game.rooms.storage import KEPT, Store, StoreError, Taken
from game.rooms.verbs import Proposal, RoomError


def opened(folder: Path) -> Store:
    store = Store(f"sqlite:///{folder / 'rooms.sqlite'}")
    store.prepare()
    return store


def test_rows_come_back_as_they_were_added(tmp_path: Path) -> None:
    store = opened(tmp_path)
    one = store.append("A", 1, 5.5, Proposal("set", {"what": "locked", "on": True}))
    two = store.append("A", 2, 6.0, Proposal("messaged", {"text": "ü\x00<b>"}, "once"))
    store.append("B", 1, 7.0, Proposal("deleted", {}))
    assert store.rows("A") == [one, two] and store.rows("A", after=1) == [two]
    assert store.newest() == {"A": 2, "B": 1}


def test_a_sequence_is_taken_once_and_what_was_said_before_comes_back(tmp_path: Path) -> None:
    store = opened(tmp_path)
    first = store.append("A", 1, 1.0, Proposal("stepped", {"to": 1}, "step"))
    with pytest.raises(Taken):
        store.append("A", 1, 2.0, Proposal("stepped", {"to": 2}, "other"))
    assert store.append("A", 2, 3.0, Proposal("stepped", {"to": 1}, "step")) == first
    assert store.append("B", 1, 3.0, Proposal("stepped", {"to": 1}, "step")).sequence == 1


def test_of_many_who_close_a_turn_at_once_one_does(tmp_path: Path) -> None:
    stores = [opened(tmp_path) for _ in range(4)]
    proposal = Proposal("stepped", {"to": 3}, "stepped:0:3")
    with ThreadPoolExecutor(4) as threads:
        rows = list(threads.map(lambda store: store.append("A", 1, 1.0, proposal), stores))
    assert len({(row.sequence, row.once) for row in rows}) == 1
    assert len(stores[0].rows("A")) == 1


def test_tables_are_brought_to_the_newest_version_once(tmp_path: Path) -> None:
    for _ in range(2):
        opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "rooms.sqlite") as direct:
        assert direct.execute("select version from room_versions").fetchall() == [(1,)]
        assert direct.execute("pragma journal_mode").fetchone() == ("wal",)


def test_old_and_deleted_rooms_are_forgotten(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.append("OLD", 1, 0.0, Proposal("messaged", {"text": "a"}))
    store.append("NEW", 1, 0.0, Proposal("messaged", {"text": "a"}))
    store.append("NEW", 2, KEPT, Proposal("messaged", {"text": "b"}))
    store.append("GONE", 1, KEPT, Proposal("messaged", {"text": "b"}))
    store.append("GONE", 2, KEPT, Proposal("deleted", {}))
    store.forget(KEPT + 1)
    assert store.newest() == {"NEW": 2}


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
