"""A newer version of an instrument: questions renamed, split and dropped, read answer by answer and taken into use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import assessments, matters
from data.permissions import Actor
from tests.assessment.test_upgrade import newer
from tests.browser import ready, start
from tests.data.cases import put, screened
from tests.data.test_workflow import AT_ALL
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, follow, press, seen, take_role, write

TITLE = "Kouluverkko"  # as tests/data/cases.py names its decisions
GOAL = "basics/b_goal"


@dataclass(frozen=True)
class Renewed:
    address: str
    preparer: Actor
    decision: int


@pytest.fixture
def renewed(tmp_path: Path) -> Iterator[Renewed]:
    """A decision begun with EVA 1.0.0, and a service that has 1.1.0 now."""
    actors = steps.fresh_database(tmp_path)
    decision = screened(actors["preparer"], **AT_ALL)
    for key, value in {
        GOAL: "Terveet tilat", "basics/b_problem": "Sisäilma on huono.", "basics/b_fixed": "Talousarvio on päätetty.",
    }.items():  # fmt: skip
        put(actors["preparer"], decision, "eva", key, value)
    own = tmp_path / "own"
    own.mkdir()
    newer(own)
    running = start(tmp_path, {**DEMO, "VAIKUTUSPOLKU_TEMPLATES_DIR": str(own)})
    yield Renewed(running.address, actors["preparer"], decision)
    running.stop()
    steps.leave_database()


def test_a_newer_version_is_read_answer_by_answer_and_taken_into_use(page: Page, renewed: Renewed) -> None:
    preparer, decision = renewed.preparer, renewed.decision
    take_role(page, renewed.address, "preparer")
    page.goto(f"{renewed.address}/tasks?decision={decision}")
    steps.arrived(page, TITLE)
    eva = matters.read(preparer, decision).instruments["eva"].template.title.fi
    offered = fi("{title}: there is a newer version, {version}", title=eva, version="1.1.0")
    follow(page, offered, fi("Newer version of the instrument"))
    for heading in (
        "Divided into several questions",
        "No longer asked: the answer stays in the history",
        "Moved to another question",
    ):
        expect(page.get_by_role("heading", name=fi(heading), exact=True)).to_be_visible()
    seen(page, "Talousarvio on päätetty.")
    write(page, "Kenen tarve on kyseessä?", "Koululaisten.")
    press(page, fi("Accept the list and move to the newer version"))
    seen(page, fi("The assessment now follows version {version}.", version="1.1.0"))
    ready(page)
    stored = matters.read(preparer, decision).stored["eva"]
    given = {key: found.value for key, found in stored.answers.items() if key.startswith("basics/")}
    assert stored.version == "1.1.0"
    assert (given["basics/b_aim"], given["basics/b_need"]) == ("Terveet tilat", "Koululaisten.")
    assert given["basics/b_problem"] == "Sisäilma on huono."
    assert (given[GOAL], given["basics/b_fixed"]) == (None, None)
    history = assessments.history(preparer, stored.id, "basics/b_fixed")
    assert "Talousarvio on päätetty." in [event.value for event in history]
