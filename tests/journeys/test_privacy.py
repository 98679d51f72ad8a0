"""A resident asks that their words go, and a year after the decision all of them do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import activities, clock, engine, imports, releases, tables, texts, themes
from data.permissions import Actor
from tests.browser import ready, start
from tests.data.test_input import polis
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, press, seen, take_role
from tests.privacy.test_erasure import CANARY, OTHER


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Actor, int]]:
    """A decision made long ago, whose release quotes two residents."""
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, "Kouluverkko")
    activity = activities.add(preparer, decision, channel="conversation", title={"fi": "Keskustelu"})
    imports.store(preparer, activity, polis(words=(CANARY, OTHER)), sha256="a" * 64, original_name="polis.zip")
    theme = themes.add(preparer, decision, title={"fi": "Matka"})
    for text in texts.queue(preparer, decision, limit=9).texts:
        texts.clear(preparer, text.id, "publish")
        themes.tie(preparer, text.id, [theme])
    with clock.at(datetime(2026, 5, 1, tzinfo=UTC)):
        releases.freeze(preparer, decision)
    running = start(tmp_path, DEMO)
    yield running.address, preparer, decision
    running.stop()
    steps.leave_database()


def test_words_are_found_erased_and_gone_from_what_is_published(page: Page, place: tuple[str, Actor, int]) -> None:
    address, _, decision = place
    take_role(page, address, "preparer")
    page.goto(f"{address}/residents?decision={decision}")
    seen(page, CANARY)
    page.goto(f"{address}/texts?decision={decision}&show=all")
    steps.follow(page, fi("Erase words on request"), fi("Erase words on request"))
    steps.write(page, fi("Words of the text"), "kanarialintu maija")
    press(page, fi("Find"))
    expect(page.get_by_role("heading", name=fi("{n} text found", n=1))).to_be_visible()
    ready(page)
    press(page, fi("Erase the chosen texts for good"))
    seen(page, fi("Choose why the words are erased."))
    ready(page)
    page.get_by_role("main").get_by_text(CANARY).click()
    page.get_by_text(fi("The writer asks for it")).click()
    ready(page)
    press(page, fi("Erase the chosen texts for good"))
    seen(page, fi("They were taken out of {n} release.", n=1))
    ready(page)
    page.goto(f"{address}/residents?decision={decision}")
    seen(page, fi("Residents' words were erased on request from {n} places; no figure changed.", n=2))
    seen(page, OTHER)
    expect(page.get_by_text("Kanarialintu")).to_have_count(0)
    assert "Kanarialintu" not in page.content()


def test_what_is_due_is_read_before_it_goes(page: Page, place: tuple[str, Actor, int]) -> None:
    address, preparer, decision = place
    with engine.transaction(writes=True) as connection:
        long_ago = tables.decision.update().where(tables.decision.c.id == decision).values(decided_on=date(2020, 1, 1))
        connection.execute(long_ago)
    take_role(page, address, "coordinator")
    steps.follow(page, fi("How long residents' input is kept"), fi("How long residents' input is kept"))
    seen(page, "Kouluverkko")
    press(page, fi("Remove the input of these decisions"))
    seen(page, fi("Read the list first, and say that you have."))
    ready(page)
    steps.tick(page, fi("I have read the list. What is removed cannot be brought back."))
    press(page, fi("Remove the input of these decisions"))
    seen(page, fi("The input of {n} decision was removed.", n=1))
    seen(page, fi("Nothing has come to the end of its time."))
    assert {text.body for text in texts.queue(preparer, decision, unread_only=False, limit=9).texts} == {""}
    page.goto(f"{address}/residents?decision={decision}")  # what was published stays
    seen(page, OTHER)
