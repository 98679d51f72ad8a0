"""Fixtures shared by all tests, and how the whole run is shared between the cores."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.browser"]

TESTS = Path(__file__).parent
# The longest first, so that no core is left with one of them at the end.
FIRST = ("ratchets", "journeys")
ONE_POSTGRESQL = "data"  # these tests start a server of their own: once


@pytest.hookimpl(tryfirst=True)  # before the plug-in that shares the tests reads their groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file run on one core, since they share what is dear to make; a walk of the pages by language."""
    for item in items:
        path = item.path.relative_to(TESTS)
        group = path.parts[0] if path.parts[0] == ONE_POSTGRESQL else str(path)
        parameters = getattr(item, "callspec", None)
        if parameters is not None and "visits" in parameters.params:
            group = f"visits in {parameters.params['visits']}"
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: FIRST.index(_folder(item)) if _folder(item) in FIRST else len(FIRST))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]
