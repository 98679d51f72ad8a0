"""The two databases every ratchet walks: the demonstration, and one with people but nothing else in it.

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
from playwright.sync_api import Browser

from data import engine, people, schema, tables
from data.demo.loading import MADE_BY, OURS
from data.permissions import ROLES
from data.settings import settings
from tests.browser import OWN_SETTINGS, ROOT, server
from tests.ratchets import tour
from tests.ratchets.visits import LOCALES, Visit, walk

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


def served(made: Path, folder: Path) -> Iterator[str]:
    """A server of the product on a copy of a database."""
    shutil.copy(made, folder / "test.db")
    with server(folder, {"VAIKUTUSPOLKU_DEMO": "1"}) as address:
        yield address


@pytest.fixture(scope="session")
def demonstration_site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from served(demonstration, tmp_path_factory.mktemp("demonstration-site"))


@pytest.fixture(scope="session")
def empty_site(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from served(empty, tmp_path_factory.mktemp("empty-site"))


@pytest.fixture(scope="session")
def beginning(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The empty database with one decision in which nothing is filled in, and its id."""
    path = Path(shutil.copy(empty, tmp_path_factory.mktemp("beginning") / "made.db"))
    return path, tour.begin(path)


@pytest.fixture(scope="session", params=list(LOCALES))
def visits(
    request: pytest.FixtureRequest, browser: Browser, demonstration: Path, beginning: tuple[Path, int],
    demonstration_site: str, empty_site: str, tmp_path_factory: pytest.TempPathFactory,
) -> list[Visit]:  # fmt: skip
    """The whole walk in one language, made when the first test asks for it.

    Every state of every page in Finnish, on all three databases; every page once in the other languages, since what
    its other states and empty lists show is drawn by the same code.
    """
    path, id = beginning
    language = request.param
    places = tour.of_demonstration(demonstration)
    if language != "fi":
        return walk(browser, demonstration_site, tour.first_of_each_page(places), language)
    found = walk(browser, demonstration_site, places, language)
    found += walk(browser, empty_site, tour.of_nothing(), language)
    for begun in served(path, tmp_path_factory.mktemp("beginning-site")):
        found += walk(browser, begun, tour.of_beginning(id), language)
    return found
