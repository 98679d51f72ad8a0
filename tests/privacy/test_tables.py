"""P8: there is no place for what is not to be known of residents."""

from __future__ import annotations

import sqlalchemy as sa

from data.tables import metadata

NEVER = {"first_name", "last_name", "birth_date", "hetu", "email", "phone", "address", "sub", "iss", "age"}
OWN_PEOPLE = {"person"}  # those who work here


def places(of: sa.MetaData) -> set[str]:
    """Columns in which something of NEVER could be kept."""
    tables = [table for table in of.tables.values() if table.name not in OWN_PEOPLE]
    return {f"{table.name}.{column.name}" for table in tables for column in table.columns if column.name in NEVER}


def test_p8_no_table_has_a_name_or_a_birth_date_of_residents() -> None:
    print(f"P8: {len(metadata.tables)} tables, {len(places(metadata))} places for what is not to be known")
    assert places(metadata) == set()


def test_p8_control_such_a_column_is_found() -> None:
    broken = sa.MetaData()
    sa.Table("contribution", broken, sa.Column("birth_date", sa.Date))
    assert places(broken) == {"contribution.birth_date"}
