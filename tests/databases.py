"""Two databases that tests start from: the demonstration, and one with people but nothing else in it.

Each is made once for the whole run; a test or a server gets a copy of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data import engine, people, schema, tables
from data.demo.loading import MADE_BY, OURS
from data.permissions import ROLES
from data.settings import settings
from tests.browser import OWN_SETTINGS, ROOT

# data.start() in a process of its own, so that this one keeps no settings of the demonstration.
MAKE = "import data; from data import engine; data.start(); engine.engine().dispose()"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that `scripts/serve` makes on its first start."""
    path = tmp_path_factory.mktemp("demonstration") / "made.db"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OWN_SETTINGS)}
    given = {"VAIKUTUSPOLKU_DEMO": "1", "VAIKUTUSPOLKU_DATABASE_URL": f"sqlite:///{path}", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", MAKE], env=inherited | given, cwd=ROOT, check=True, timeout=300)
    return path


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with a person for each role and no decision. Demonstration mode takes it for its own."""
    path = tmp_path_factory.mktemp("empty") / "made.db"
    made = engine.make(f"sqlite:///{path}")
    engine.use(made)
    try:
        schema.upgrade(made)
        with engine.transaction(writes=True) as connection:
            connection.execute(tables.meta.insert().values(name=MADE_BY, value=OURS))
        for role in ROLES:
            people.add(f"Esittely: {role}", "demo", role, [role])
    finally:
        engine.use(None)
        made.dispose()  # brings the write-ahead log into the file
    return path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[Path], Path]]:
    """Puts a copy of a database to use in this process, in demonstration mode; gives the copy's path."""
    monkeypatch.setenv("VAIKUTUSPOLKU_DEMO", "1")
    settings.cache_clear()
    used = []

    def open_copy(made: Path) -> Path:
        path = Path(shutil.copy(made, tmp_path / f"copy-{len(used)}.db"))
        used.append(engine.make(f"sqlite:///{path}"))
        engine.use(used[-1])
        return path

    yield open_copy
    engine.use(None)
    for one in used:
        one.dispose()
    monkeypatch.undo()
    settings.cache_clear()
