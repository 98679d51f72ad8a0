"""The walk through every page that the browser ratchets read, on the demonstration, on nothing and on a beginning."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import server
from tests.ratchets import tour
from tests.ratchets.visits import LOCALES, Visit, walk


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
