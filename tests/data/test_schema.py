"""Migrations lead to the tables of the code, on both databases, and running them again changes nothing."""

from __future__ import annotations

from data import engine, schema


def test_the_migrated_database_is_what_the_code_says(database: str) -> None:
    assert schema.differences(engine.engine()) == []


def test_migrating_again_changes_nothing(database: str) -> None:
    schema.upgrade(engine.engine())
    assert schema.differences(engine.engine()) == []


def test_no_table_has_a_name_or_birth_date_of_residents() -> None:
    from data.tables import metadata

    people_tables = {"person"}  # those who work here
    columns = {c.name for t in metadata.tables.values() if t.name not in people_tables for c in t.columns}
    assert not columns & {"first_name", "last_name", "birth_date", "hetu", "email", "phone", "address", "sub", "iss"}
