"""Reading hundreds of texts by keyboard alone, and words that two people must clear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import activities, imports, releases, texts
from data.permissions import Actor
from participation.adapters import Parsed, Text
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, seen, take_role
from ui.text_review import KEYS, NEXT, PREVIOUS, UNDO

MANY = 300


@dataclass(frozen=True)
class Place:
    address: str
    preparer: Actor
    decision: int

    def given(self) -> list[str | None]:
        return [one.verdict for one in self.queue().texts]

    def queue(self) -> texts.Queue:
        return texts.queue(self.preparer, self.decision, unread_only=False, limit=MANY)


def heard() -> Parsed:
    """Three hundred written answers; every tenth has a phone number in it."""
    bodies = [f"Palaute {n}: koulumatka pitenee." + (" Soita 040 1234567." if n % 10 == 0 else "") for n in range(MANY)]
    return Parsed(
        adapter="ideas", version="1", tables={}, texts=tuple(Text(str(n), b, "fi") for n, b in enumerate(bodies)),
        read={"ideas": MANY}, stored={"ideas": MANY}, left_out={}, checks={}, differing=(), dropped=(), notes=(),
        questions=(), period=(date(2026, 5, 1), date(2026, 5, 2)),
    )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, "Kouluverkko")
    activity = activities.add(preparer, decision, channel="outreach", title={"fi": "Palautteet"})
    imports.store(preparer, activity, heard(), sha256="d" * 64, original_name="palautteet.csv")
    running = start(tmp_path, DEMO)
    yield Place(running.address, preparer, decision)
    running.stop()
    steps.leave_database()


def key(page: Page, name: str, then: str) -> None:
    """Presses one key and waits for what it leads to."""
    page.keyboard.press(name)
    seen(page, then)
    ready(page)


def left(n: int) -> str:
    return fi("{n} texts left", n=n)


def test_one_key_a_verdict_with_undo_and_a_counter(page: Page, place: Place) -> None:
    take_role(page, place.address, "preparer")
    page.goto(f"{place.address}/texts?decision={place.decision}")
    seen(page, left(MANY))
    ready(page)
    given = ["publish", "theme_only", "publish", "shorten", "theme_only"]
    for number, verdict in enumerate(given, 1):
        key(page, KEYS[verdict], left(MANY - number))
    assert place.given()[:6] == [*given, None]

    key(page, UNDO, left(MANY - 4))
    assert place.given()[:6] == [*given[:4], None, None]
    seen(page, "Palaute 4:")
    key(page, NEXT, "Palaute 5:")
    key(page, PREVIOUS, "Palaute 4:")

    field = page.get_by_label(fi("Shortened text: only leave words out, and mark the place with […]"))
    field.press("End")
    field.press_sequentially("1 2 3 4")  # keys are words while a field is being written in
    assert place.given()[:6] == [*given[:4], None, None]
    field.fill("koulumatka pitenee")
    field.press("Control+Enter")
    page.get_by_role("heading", level=1).click()
    key(page, KEYS["shorten"], left(MANY - 5))
    assert place.queue().texts[4].excerpt == "koulumatka pitenee"


def test_keys_can_be_switched_off(page: Page, place: Place) -> None:
    take_role(page, place.address, "preparer")
    page.goto(f"{place.address}/texts?decision={place.decision}")
    publish = page.get_by_role("button", name=fi("Publish as it is"))
    expect(publish).to_contain_text(KEYS["publish"])
    page.get_by_text(fi("Keys in use: one for each verdict, as shown on the buttons")).click()
    expect(publish).not_to_contain_text(KEYS["publish"])
    ready(page)
    page.keyboard.press(KEYS["publish"])
    page.get_by_role("button", name=fi("Count in themes only"), exact=True).click()
    seen(page, left(MANY - 1))
    assert place.given()[:2] == ["theme_only", None]


def test_words_are_shown_when_two_people_have_cleared_them(page: Page, place: Place) -> None:
    take_role(page, place.address, "preparer")
    page.goto(f"{place.address}/texts?decision={place.decision}")
    page.get_by_text(fi("Two people clear the words of each text before they are shown")).click()
    seen(page, fi("From now on two people clear each text."))
    ready(page)
    assert place.queue().two_readers
    page.get_by_role("heading", level=1).click()
    for number in (1, 2):
        key(page, KEYS["publish"], f"{left(MANY - number)} · " + waiting(number))
    frozen = releases.preview(place.preparer, place.decision)
    assert frozen is not None
    assert frozen.waiting == 2

    take_role(page, place.address, "coordinator")
    page.goto(f"{place.address}/texts?decision={place.decision}")
    seen(page, left(MANY))
    seen(page, fi("waits for a second reader"))
    ready(page)
    key(page, KEYS["publish"], left(MANY - 1))
    key(page, KEYS["theme_only"], left(MANY - 2))
    assert [(one.verdict, one.second) for one in place.queue().texts[:2]] == [("publish", True), ("theme_only", False)]
    page.goto(f"{place.address}/release?decision={place.decision}")
    seen(page, unread(MANY - 2))


def waiting(n: int) -> str:
    return fi("{n} waits for another reader" if n == 1 else "{n} wait for another reader", n=n)


def unread(n: int) -> str:
    return fi("{n} texts have not been read. They stay out of the release.", n=n)
