"""What these tests share with those of the database and of the pages."""

from tests.data.conftest import actors, database, postgresql, sqlite_template
from tests.ratchets.test_pages import as_role

__all__ = ["actors", "as_role", "database", "postgresql", "sqlite_template"]
