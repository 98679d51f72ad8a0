"""What these tests share with those of the database."""

from tests.data.conftest import actors, database, postgresql, sqlite_template

__all__ = ["actors", "database", "postgresql", "sqlite_template"]
