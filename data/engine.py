"""One engine per process: SQLite as the embedded default, PostgreSQL by the same code.

SQLite: WAL, synchronous=FULL, foreign keys on, 10 s busy timeout, and what is deleted is overwritten; the driver's own
transaction handling is off, so that a writing transaction takes the write lock before it reads (BEGIN IMMEDIATE) and
no update is lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa

BUSY_MS = 10_000
_engine: sa.Engine | None = None
_number = 0  # grows with every engine that is put to use, so that caches never mix databases


def make(url: str) -> sa.Engine:
    """An engine for `url`. The folder of an SQLite file is made if it is missing."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(parsed)

    @sa.event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows A to Z only
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def use(engine: sa.Engine | None) -> None:
    """Makes `engine` the process's own; None forgets it."""
    global _engine, _number
    _engine = engine
    _number += 1


def number() -> int:
    return _number


def engine() -> sa.Engine:
    if _engine is None:
        raise RuntimeError("The database is not open: call data.start() first.")
    return _engine


_together: ContextVar[sa.Connection | None] = ContextVar("together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Every verb inside the block shares one transaction: all of them are kept, or none."""
    with transaction(writes=True) as connection:
        token = _together.set(connection)
        try:
            yield
        finally:
            _together.reset(token)


def is_together() -> bool:
    return _together.get() is not None


@contextmanager
def transaction(*, writes: bool) -> Iterator[sa.Connection]:
    """One transaction: committed at the end, rolled back whole on any exception."""
    shared = _together.get()
    if shared is not None:
        yield shared
        return
    with engine().connect() as connection:
        if not writes:
            connection = connection.execution_options(reading=True)
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def scrub() -> None:
    """Makes what was erased unreadable in the files, too, as far as nobody is reading just now.

    SQLite has overwritten it in its pages; the older pages in the write-ahead log go when the log is brought in.
    PostgreSQL frees the old rows; its own log and backups lose them in their turn.
    """
    found = engine()
    with found.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM contribution, import, release, briefing")
        else:
            raw = connection.connection.cursor()  # outside a transaction, which the engine would begin
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()
