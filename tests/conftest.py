"""Fixtures shared by all tests, and how the whole run is shared between the cores."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest_plugins = ["tests.browser", "tests.databases"]

# The longest first, so that no core is left with one of them at the end.
FIRST = ("tests/ratchets/", "tests/imports/test_hostile_texts.py", "tests/journeys/")
# The walk through every page is dear, and its tests are in two files: they are shared by language.
WALK = re.compile(r"tests/ratchets/test_(?:accessibility|built_in_english)\.py::.*\[(?:.*-)?(fi|sv|en)(?:-.*)?\]$")


def shared_by(nodeid: str) -> str:
    """What keeps tests on one core: their file, since they share what is dear to make; of the walk its language."""
    walk = WALK.match(nodeid)
    return f"walk in {walk[1]}" if walk else nodeid.split("::")[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: next((n for n, folder in enumerate(FIRST) if item.nodeid.startswith(folder)), len(FIRST))
    )


# What a guard has measured, printed by its test: "P1: 1000 tables, … 0 recoverable".
FIGURE = re.compile(r"^[IPRSW]\d\b.*:", re.MULTILINE)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures of privacy, import and page guards, whether or not their tests pass."""
    lines = {
        line
        for reports in terminalreporter.stats.values()
        for report in reports
        for line in getattr(report, "capstdout", "").splitlines()
        if FIGURE.match(line)
    }
    if lines:
        terminalreporter.section("figures of the guards")
        for line in sorted(lines):
            terminalreporter.write_line(line)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class ByWhatIsShared(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return shared_by(nodeid)

    return ByWhatIsShared(config, log)
