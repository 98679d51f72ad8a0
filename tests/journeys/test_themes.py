"""From texts to themes: a machine suggests, a person reads, names, merges and splits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import activities, imports, themes
from data.permissions import Actor
from participation.adapters import Parsed, Text
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, press, seen, take_role
from tests.participation.test_suggesting import BUSES, TREES

OTHER = "Koulun pihalle pitää saada lisää valoja."


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Actor, int]]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, "Kouluverkko")
    activity = activities.add(preparer, decision, channel="outreach", title={"fi": "Juttupenkki"})
    bodies = [*BUSES, *TREES, OTHER]
    parsed = Parsed(
        adapter="ideas", version="1", tables={}, texts=tuple(Text(str(n), body, "fi") for n, body in enumerate(bodies)),
        read={"ideas": 13}, stored={"ideas": 13}, left_out={}, checks={}, differing=(), dropped=(), notes=(),
        questions=(), period=(date(2026, 5, 1), date(2026, 5, 2)),
    )  # fmt: skip
    imports.store(preparer, activity, parsed, sha256="e" * 64, original_name="penkki.csv")
    running = start(tmp_path, DEMO)
    yield running.address, preparer, decision
    running.stop()
    steps.leave_database()


def titles(preparer: Actor, decision: int) -> dict[str, int]:
    return {theme.title["fi"]: theme.tied for theme in themes.listing(preparer, decision)}


def test_suggestions_are_read_named_split_and_merged(page: Page, place: tuple[str, Actor, int]) -> None:
    address, preparer, decision = place
    take_role(page, address, "preparer")
    page.goto(f"{address}/themes?decision={decision}")
    press(page, fi("Suggest themes from the texts"))
    expect(page.get_by_role("heading", name=fi("Suggestion {n} of {all}", n=1, all=2))).to_be_visible(timeout=60_000)
    ready(page)

    press(page, fi("Tie the ticked texts to the theme"))  # nothing is named yet
    seen(page, fi("Either choose a theme or name a new one."))
    ready(page)
    first = page.get_by_role("checkbox").first.get_attribute("aria-label") or ""
    assert first in (*BUSES, *TREES)
    page.get_by_text(first, exact=True).click()  # a person leaves one out
    steps.write(page, fi("Name of a new theme"), "Iltabussit")
    press(page, fi("Tie the ticked texts to the theme"))
    expect(page.get_by_role("heading", name=fi("Suggestion {n} of {all}", n=2, all=2))).to_be_visible()
    ready(page)
    named = titles(preparer, decision)
    assert list(named) == ["Iltabussit"]
    assert first not in {text.body for text in themes.texts_of(preparer, themes.listing(preparer, decision)[0].id)}

    press(page, fi("Skip the suggestion"))
    expect(page.get_by_role("button", name=fi("Edit: {theme}", theme="Iltabussit"))).to_be_visible()
    ready(page)
    press(page, fi("Edit: {theme}", theme="Iltabussit"))
    expect(page.get_by_role("heading", name=fi("Are there two themes in this one?"))).to_be_visible()
    ready(page)
    moved = page.get_by_role("checkbox").nth(1).get_attribute("aria-label") or ""
    page.get_by_text(moved, exact=True).click()
    ready(page)
    steps.write(page, fi("Name of the new theme"), "Viimeinen vuoro")
    press(page, fi("Split the theme"))
    seen(page, fi("The new theme {theme} has {n} text.", theme="Viimeinen vuoro", n=1))
    ready(page)
    assert titles(preparer, decision) == {"Iltabussit": named["Iltabussit"] - 1, "Viimeinen vuoro": 1}

    steps.pick(page, fi("The theme that its texts are moved to"), "Iltabussit")
    press(page, fi("Merge the themes"))
    seen(
        page, fi("The texts of the theme {old} were moved to the theme {new}.", old="Viimeinen vuoro", new="Iltabussit")
    )
    ready(page)
    assert titles(preparer, decision) == named
