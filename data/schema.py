"""The schema of the database, brought to its newest form by numbered migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from data.tables import metadata

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, to: str = "head") -> None:
    """Runs every migration that the database has not seen; running it again changes nothing.

    All of them are one transaction. SQLite changes a table by copying it, for which its foreign keys are not watched;
    before the end they are checked as a whole. Raises IntegrityError when a row would point at nothing.
    """
    with engine.connect() as connection, _unwatched(connection), connection.begin():
        command.upgrade(_config(connection), to)
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if _is_sqlite(connection) else []
        if lost:
            raise sa.exc.IntegrityError("PRAGMA foreign_key_check", None, Exception(f"{len(lost)} rows point nowhere"))


def _is_sqlite(connection: sa.Connection) -> bool:
    return connection.dialect.name == "sqlite"


@contextmanager
def _unwatched(connection: sa.Connection) -> Iterator[None]:
    """SQLite's foreign keys are off meanwhile; they can be switched outside a transaction only."""
    if not _is_sqlite(connection):
        yield
        return
    raw = connection.connection.cursor()
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def differences(engine: sa.Engine) -> list[object]:
    """What still separates the migrated database from data/tables.py: empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, metadata))


def new_migration(engine: sa.Engine, message: str) -> None:
    """Writes the next migration file from the difference between the database and data/tables.py."""
    with engine.begin() as connection:
        number = len(list((FOLDER / "versions").glob("*.py"))) + 1
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=f"{number:04d}")
