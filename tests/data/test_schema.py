"""Migrations lead to the tables of the code, on both databases, and running them again changes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import engine, schema, tables
from tests.data.conftest import run_once


def test_the_migrated_database_is_what_the_code_says(database: str) -> None:
    assert schema.differences(engine.engine()) == []


def test_migrating_again_changes_nothing(database: str) -> None:
    schema.upgrade(engine.engine())
    assert schema.differences(engine.engine()) == []


def one_row_everywhere(connection: sa.Connection) -> dict[str, int]:
    """A database in use: a row in every table, each pointing at the others, and how many rows each table has."""
    made = sa.MetaData()
    made.reflect(connection)
    for table in made.sorted_tables:
        if table.name != "alembic_version":
            connection.execute(table.insert().values({c.name: _something(c) for c in table.columns}))
    return {
        t.name: connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in made.tables.values()
    }


def _something(column: sa.Column[Any]) -> object:
    if column.foreign_keys or (column.primary_key and isinstance(column.type, sa.Integer)):
        return 1
    kinds: tuple[tuple[type, object], ...] = (
        (sa.JSON, {}), (sa.Boolean, False), (sa.Integer, 1), (sa.DateTime, datetime(2026, 5, 1, tzinfo=UTC)),
        (sa.Date, date(2026, 5, 1)), (sa.LargeBinary, b"x"), (sa.Float, 1.0),
    )  # fmt: skip
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "x")


@pytest.mark.parametrize("before", sorted(file.name[:4] for file in (schema.FOLDER / "versions").glob("0*.py"))[:-1])
def test_a_database_in_use_keeps_every_row(empty: sa.Engine, before: str) -> None:
    schema.upgrade(empty, before)
    with empty.begin() as connection:
        rows = one_row_everywhere(connection)
    schema.upgrade(empty)
    assert schema.differences(empty) == []
    with empty.begin() as connection:
        now = {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in rows}
    assert now == rows
    with pytest.raises(sa.exc.IntegrityError), empty.begin() as connection:  # keys are watched again
        connection.execute(tables.alternative.insert().values(decision_id=99, code="VE9", name={}))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database without any table."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if request.param == "postgresql":
        server: sa.URL = request.getfixturevalue("postgresql")
        name = f"e{uuid.uuid4().hex}"
        run_once(server, f"CREATE DATABASE {name} TEMPLATE template0")
        url = server.set(database=name).render_as_string(hide_password=False)
    made = engine.make(url)
    yield made
    made.dispose()
