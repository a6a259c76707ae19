"""Where rows are kept, in one table that only grows; the only place that knows SQLAlchemy.

A store never answers later than ``PATIENCE``; it is asked from threads, never from an event loop.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from game.rooms.room import Row
from game.rooms.verbs.proposals import Proposal, RoomError
from game.rules.errors import shown
from game.text.marking import mark

PATIENCE = 2.0
"""Seconds."""

CONNECTIONS = 4
"""Of a process to its store, at most; as many threads ask."""

KEPT = 7 * 24 * 3600.0
"""Seconds for which a room is kept after its last row."""

TERM = 180 * 24 * 3600.0
"""Seconds for which the code of a room stays that was opened for a term."""

STAYS = ("opened", "linked", "dismissed")
"""Kinds of row that such a room keeps: who may come in, and nothing of who did."""

NO_ANSWER = mark("The store of rooms does not answer: the clock stands.")

_MS = int(1000 * PATIENCE)
_FILES: dict[str, Any] = {"timeout": PATIENCE}
_SERVERS: dict[str, Any] = {
    "connect_timeout": int(PATIENCE),
    "options": f"-c statement_timeout={_MS} -c lock_timeout={_MS}",
    "tcp_user_timeout": _MS,  # a network that is cut says nothing by itself
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}
_ALONE = 0x726F6F6D73
"""Whoever brings the tables to a new version holds this lock: the letters of "rooms"."""

DRIVERS = ("sqlite", "postgresql+psycopg")
"""Of databases that rooms are kept in."""

_META = sa.MetaData()
_VERSIONS = sa.Table("room_versions", _META, sa.Column("version", sa.Integer, primary_key=True))
_ROWS = sa.Table(
    "room_rows",
    _META,
    sa.Column("room", sa.String(12), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("once", sa.String(80)),
    sa.UniqueConstraint("room", "once", name="room_once"),
)


def _first(connection: sa.Connection) -> None:
    _META.create_all(connection, [_ROWS])


SCHEMA: tuple[Callable[[sa.Connection], None], ...] = (_first,)
"""What leads from each version of the tables to the next one."""


class StoreError(RoomError):
    """The store does not answer."""


class Taken(Exception):  # noqa: N818 - not wrong: somebody else was first
    """Another row has this sequence."""


def database(url: str) -> str:
    """Return the address of a database as SQLAlchemy takes it, of any usual spelling.

    Examples
    --------
    >>> database("postgres://u:p@h/d"), database("postgresql://h/d")
    ('postgresql+psycopg://u:p@h/d', 'postgresql+psycopg://h/d')
    >>> database("postgresql+psycopg://h/d"), database("sqlite:///rooms.sqlite")
    ('postgresql+psycopg://h/d', 'sqlite:///rooms.sqlite')
    """
    scheme, mark, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        scheme = "postgresql+psycopg"
    return f"{scheme}{mark}{rest}"


def _address(url: str) -> sa.URL:
    """Read the address of a database; it may hold a password, so that it is never said again."""
    try:
        address = sa.make_url(database(url))
    except (ArgumentError, ValueError):
        raise RoomError(
            "DATABASE_URL is no address of a database: write postgresql://user:password@host/name "
            "or sqlite:///file."
        ) from None
    if address.drivername not in DRIVERS:
        raise RoomError(
            "DATABASE_URL begins with {got}: rooms are kept in postgresql:// or sqlite:///.",
            got=shown(address.drivername),
        )
    return address


class Store:
    """Rows of all rooms.

    Parameters
    ----------
    url : of the database, in any usual spelling

    Raises
    ------
    RoomError
        No address of a database, one of another kind, or its driver is not installed.
    """

    def __init__(self, url: str) -> None:
        address = _address(url)
        lite = address.get_backend_name() == "sqlite"
        try:
            self._engine = sa.create_engine(
                address, connect_args=_FILES if lite else _SERVERS, pool_size=CONNECTIONS,
                max_overflow=0, pool_timeout=PATIENCE, pool_pre_ping=not lite,
            )  # fmt: skip
        except ImportError:
            raise RoomError(
                "DATABASE_URL names PostgreSQL, which needs psycopg: install psycopg[binary], or "
                "leave DATABASE_URL out for SQLite."
            ) from None
        self._alone = "BEGIN IMMEDIATE" if lite else f"SELECT pg_advisory_xact_lock({_ALONE})"
        if lite:
            sa.event.listen(self._engine, "connect", _write_ahead)

    def prepare(self) -> None:
        """Bring the tables to the newest version."""
        with self._asked() as connection:
            connection.exec_driver_sql(self._alone)
            _META.create_all(connection, [_VERSIONS])
            newest = connection.scalar(sa.select(sa.func.max(_VERSIONS.c.version))) or 0
            for number, change in enumerate(SCHEMA[newest:], newest + 1):
                change(connection)
                connection.execute(_VERSIONS.insert().values(version=number))

    def append(self, room: str, sequence: int, at: float, proposal: Proposal) -> Row:
        """Add a row, or return the one that said the same before.

        Raises
        ------
        Taken
            Another row has this sequence: look at it, and ask again.
        StoreError
            No answer; whether it was added is not known.
        """
        row = Row(sequence, at, proposal.kind, proposal.body, proposal.once)
        try:
            with self._asked() as connection:
                connection.execute(_ROWS.insert().values(**_values(room, row)))
            return row
        except IntegrityError:
            before = self._said(room, proposal.once)
            if before is None:
                raise Taken from None
            return before

    def append_all(self, room: str, sequence: int, at: float, asked: list[Proposal]) -> list[Row]:
        """Add rows in one transaction: all of them, or none.

        Raises
        ------
        Taken
            Another row has one of these sequences, or said the same before: look, and ask again.
        StoreError
            No answer; whether they were added is not known.
        """
        rows = [
            Row(number, at, one.kind, one.body, one.once)
            for number, one in enumerate(asked, sequence)
        ]
        try:
            with self._asked() as connection:
                connection.execute(_ROWS.insert(), [_values(room, row) for row in rows])
        except IntegrityError:
            raise Taken from None
        return rows

    def _said(self, room: str, once: str | None) -> Row | None:
        if once is None:
            return None
        query = sa.select(_ROWS).where(_ROWS.c.room == room, _ROWS.c.once == once)
        with self._asked() as connection:
            found = connection.execute(query).mappings().first()
        return None if found is None else _row(found)

    def rows(self, room: str, after: int = 0) -> list[Row]:
        """Return the rows of a room behind one of them."""
        found = _ROWS.c.room == room, _ROWS.c.sequence > after
        query = sa.select(_ROWS).where(*found).order_by(_ROWS.c.sequence)
        with self._asked() as connection:
            return [_row(values) for values in connection.execute(query).mappings()]

    def newest(self) -> dict[str, int]:
        """Return the last sequence of every room."""
        query = sa.select(_ROWS.c.room, sa.func.max(_ROWS.c.sequence)).group_by(_ROWS.c.room)
        with self._asked() as connection:
            return {room: sequence for room, sequence in connection.execute(query)}

    def forget(self, now: float) -> None:
        """Drop deleted rooms, and those whose last row is too old; a term's keep their code."""
        ends = sa.func.max(_ROWS.c.at)
        gone = sa.func.max(sa.case((_ROWS.c.kind == "deleted", 1), else_=0))
        old = (
            sa.select(_ROWS.c.room, gone)
            .group_by(_ROWS.c.room)
            .having(sa.or_(ends < now - KEPT, gone == 1))
        )
        with self._asked() as connection:
            for room, deleted in connection.execute(old).all():
                drop = _ROWS.delete().where(_ROWS.c.room == room)
                first = sa.select(_ROWS.c.at, _ROWS.c.body).where(
                    _ROWS.c.room == room, _ROWS.c.sequence == 1
                )
                opened, body = connection.execute(first).one()
                if not deleted and opened > now - TERM and json.loads(body)["plan"].get("term"):
                    drop = drop.where(_ROWS.c.kind.not_in(STAYS))
                connection.execute(drop)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _asked(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes count at the end, all or none."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise  # an answer
        except SQLAlchemyError as error:
            raise StoreError(NO_ANSWER) from error


def _values(room: str, row: Row) -> dict[str, Any]:
    return {
        "room": room, "sequence": row.sequence, "at": row.at, "kind": row.kind, "once": row.once,
        "body": json.dumps(row.body),
    }  # fmt: skip


def _row(values: Mapping[Any, Any]) -> Row:
    return Row(
        values["sequence"], values["at"], values["kind"], json.loads(values["body"]), values["once"]
    )


def _write_ahead(connection: Any, _: object) -> None:
    """Let those who read not wait for who writes; what is confirmed outlives a killed process."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
