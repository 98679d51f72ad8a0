"""Alembic's own entry: runs inside the connection that data.schema gives."""

from typing import Any

from alembic import context

from data.tables import Json, metadata


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """JSON columns are written by their name in data/tables.py."""
    return "data.tables.Json" if kind == "type" and isinstance(item, type(Json)) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
