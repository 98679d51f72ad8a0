"""What was saved stays saved: the server is killed while somebody writes, two write the same answer, a tap comes twice.

A letter counts as saved when the page has said so, or when it is old enough: 1.5 s after the writer paused, 8 s when
the writer never pauses. Source: trust design, section 8, R2, R4 and R7.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from assessment.templates.loading import built_in
from data import assessments, engine, listing, log, matters
from data.permissions import Actor
from tests.browser import Server, ready, start
from tests.journeys import steps
from tests.journeys.steps import (
    DEMO,
    SAVE_LINE,
    asked,
    fi,
    follow,
    option,
    press,
    question_of,
    saved,
    section_of,
    seen,
    take_role,
    without_the_script,
    write,
)
from web.built_in import OFFLINE, SAVING

KILLS = int(os.environ.get("KILLS", "8"))  # by hand KILLS=20
PAUSE, LONGEST = 1.5, 8.0  # seconds: what the service promises
SLACK = 2.5  # seconds: for the way to the database and back on a machine with other work
TITLE = "Lähimetsien ohjelma"
KEY = "basics/b_problem"
# The time of every letter as the browser got it, in milliseconds, and how long the text then was.
NOTE_LETTERS = """
  window.letters = [];
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (event.isTrusted && area.tagName === "TEXTAREA") window.letters.push([Date.now(), area.value.length]);
  }, true);
"""


@dataclass
class Site:
    """A running service that can be killed and started again where it was."""

    folder: Path
    actors: dict[str, Actor]
    decision: int
    running: Server

    @property
    def address(self) -> str:
        return self.running.address

    @property
    def basics(self) -> str:
        return f"{self.address}/section?decision={self.decision}&instrument=eva&section=basics"

    def start_again(self) -> None:
        self.running = start(self.folder, DEMO, port=int(self.address.rsplit(":")[-1]))

    def stored(self, key: str = KEY) -> str:
        """The answer as it lies in the database; empty when there is none."""
        with sqlite3.connect(self.folder / "test.db") as database:
            row = database.execute("SELECT value FROM answer WHERE key = ?", (key,)).fetchone()
        return str(json.loads(row[0]) or "") if row else ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("kill")
    actors = steps.fresh_database(folder)
    decision = steps.screened_decision(actors["preparer"], TITLE)
    made = Site(folder, actors, decision, start(folder, DEMO))
    try:
        yield made
    finally:
        made.running.stop()
        steps.leave_database()


def problem(page: Page) -> Locator:
    return page.get_by_role("textbox", name=asked(question_of("eva", "b_problem")))


def open_basics(page: Page, site: Site) -> Locator:
    page.goto(site.basics)
    steps.arrived(page, section_of("eva", "basics").title.fi)
    return problem(page)


def second_field(page: Page) -> Locator:
    """The same field where the script does not put Streamlit's names of fields right."""
    return page.get_by_role("textbox").nth(1)


# ------------------------------------------------------------------ killed while somebody writes


def test_twenty_kills_while_somebody_writes_lose_no_earlier_answer(page: Page, site: Site) -> None:
    """Every fourth time the tab is closed with the server, every seventh the writer never pauses."""
    page.add_init_script(NOTE_LETTERS)
    take_role(page, site.address, "preparer")
    area = open_basics(page, site)
    acknowledged = ""
    paused: list[float] = []  # seconds from the last letter to the page's word that it is saved
    unsaved: list[float] = []  # age in seconds of the oldest letter lost by a writer who never paused
    for kill in range(1, KILLS + 1):
        area.click()
        page.keyboard.press("Control+End")
        page.evaluate("window.letters = []")
        never_pauses = kill % 7 == 0
        if never_pauses:
            page.keyboard.type(
                f" {kill}. Kirjoittaja ei pysähdy lainkaan vaan kirjoittaa yhä." * (4 - kill // 7), delay=60
            )
        else:
            if kill % 5 == 1:
                page.keyboard.type(" Ajatus, jonka jälkeen mietitään." if acknowledged else "Ensimmäinen ajatus.")
                saved(page)
                paused.append(time.time() - page.evaluate("window.letters.at(-1)[0]") / 1000)
                acknowledged = area.input_value()
                assert site.stored() == acknowledged, "the page says so only when it is stored"
            page.keyboard.type(f" {kill}. Kirjoitettu juuri ennen sähkökatkoa.")
        if kill % 3 == 0:
            page.keyboard.press("Control+Enter")  # the save itself is on its way
        written = area.input_value()
        killed_at = time.time()
        site.running.kill()

        kept = site.stored()
        assert written.startswith(kept), "what is stored is what was written"
        assert kept.startswith(acknowledged), "what the page called saved is stored"
        if never_pauses:
            oldest = first_unsaved(page, len(kept))
            unsaved.append(killed_at - oldest if oldest else 0.0)

        site.start_again()
        if kill % 4 == 0:
            area = open_basics(page, site)
            expect(area).to_have_value(kept)
            acknowledged = kept
        else:
            ready(page)  # the open page has found the service again by itself
            expect(area).to_have_value(written)
            # A text that was stored in the last moment needs no saving; then the line is as on any first visit.
            expect(page.locator(SAVE_LINE)).not_to_have_text(re.compile(f"{fi(SAVING)}|{fi(OFFLINE)}"))
            assert site.stored() == written, "the tab stayed open, so not even the last letters are lost"
            acknowledged = written
    print(
        f"{KILLS} kills, 0 acknowledged letters lost; saved at most {max(paused):.1f} s after a pause; "
        f"of a writer without a pause at most {max(unsaved):.1f} s were lost"
    )
    assert max(paused) <= PAUSE + SLACK
    assert max(unsaved) <= LONGEST + SLACK
    check_whole(site)


def first_unsaved(page: Page, kept: int) -> float | None:
    """When the first letter that is not stored was written, in seconds; None when all are."""
    letters: list[list[float]] = page.evaluate("window.letters")
    return next((at / 1000 for at, length in letters if length > kept), None)


def check_whole(site: Site) -> None:
    """The database is sound, and the log holds from its first row on."""
    with sqlite3.connect(site.folder / "test.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with engine.transaction(writes=False) as connection:
        rows = log.rows(connection)
        answers = connection.execute(sa.text("SELECT key, rev FROM answer")).all()
        events = connection.execute(sa.text("SELECT key, max(rev) FROM answer_event GROUP BY key")).all()
    assert log.verify(rows) is None
    assert {tuple(row) for row in answers} == {tuple(row) for row in events}


def test_without_the_script_the_same_kill_loses_what_was_written(page: Page, site: Site) -> None:
    """Negative control: longer than the service may wait, and nothing of it is stored."""
    take_role(page, site.address, "preparer")
    without_the_script(page)
    before = site.stored()
    open_basics(page, site)
    second_field(page).fill("")
    started = time.monotonic()
    while time.monotonic() - started < LONGEST + SLACK:
        page.keyboard.type("Tätä ei kukaan tallenna. ", delay=60)
    site.running.kill()
    lost = site.stored() == before
    site.start_again()
    assert lost


# ------------------------------------------------------------------ faster than the page

# Chooses "no" in every group, the given number of milliseconds apart.
CHOOSE_ALL = """async (gap) => {
  const groups = [...document.querySelectorAll("[role=radiogroup]")];
  for (const group of groups) {
    group.querySelectorAll("input")[1].closest("label").click();
    await new Promise((done) => setTimeout(done, gap));
  }
}"""


@pytest.mark.parametrize("gap", [5, 15, 40])
def test_answers_given_faster_than_the_page_runs_are_all_stored(page: Page, site: Site, gap: int) -> None:
    """The next answer must not end the saving of the one before; tests/web/test_callbacks.py has the control."""
    asked_first = built_in()["lava"].screening
    assert asked_first is not None
    take_role(page, site.address, "preparer")
    for _ in range(3):
        decision = steps.screened_decision(site.actors["preparer"], f"Nopea vastaaja {gap}")
        page.goto(f"{site.address}/screening?decision={decision}&instrument=lava")
        steps.arrived(page, fi("How deeply are children assessed?"))
        page.evaluate(CHOOSE_ALL, gap)
        seen(page, built_in().library.option("levels", "none").fi)  # the result is there: nothing is open any more
        stored = matters.read(site.actors["preparer"], decision).stored["lava"].answers
        assert {key: found.value for key, found in stored.items()} == {
            f"screening/{question.id}": "no" for question in asked_first.questions
        }


# ------------------------------------------------------------------ a tap on a link


def test_a_link_tapped_right_after_writing_keeps_the_text_and_opens_its_page(page: Page, site: Site) -> None:
    """A tap leaves the field and presses the link in one moment; Streamlit would send the text after the link."""
    take_role(page, site.address, "preparer")
    for number in range(5):
        open_basics(page, site).fill(f"Kirjoitettu ennen napautusta {number}")
        follow(page, fi("Back to the task list"), TITLE)
        assert "/tasks?" in page.url
        follow(page, section_of("eva", "basics").title.fi, section_of("eva", "basics").title.fi)
        expect(problem(page)).to_have_value(f"Kirjoitettu ennen napautusta {number}")


def test_choices_made_right_before_a_link_are_stored_on_a_busy_server(page: Page, site: Site) -> None:
    """The choices and the link reach the server together; tests/web/test_callbacks.py has the control."""
    asked_first = built_in()["lava"].screening
    assert asked_first is not None
    decision = steps.screened_decision(site.actors["preparer"], "Kiireinen palvelin")
    take_role(page, site.address, "preparer")
    page.goto(f"{site.address}/screening?decision={decision}&instrument=lava")
    steps.arrived(page, fi("How deeply are children assessed?"))
    with stopped(site.running):
        for question in asked_first.questions:
            steps.choose(page, steps.screened("lava", question.id), option("yes_no_unknown", "no"))
        page.get_by_role("main").get_by_role("link", name=fi("Continue to the task list"), exact=True).click()
    steps.arrived(page, "Kiireinen palvelin")
    stored = matters.read(site.actors["preparer"], decision).stored["lava"].answers
    assert {key: found.value for key, found in stored.items()} == {
        f"screening/{question.id}": "no" for question in asked_first.questions
    }


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """The server does nothing for as long as the block lasts; what is sent to it waits."""
    server.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.process.send_signal(signal.SIGCONT)


def test_without_the_script_the_tap_ends_on_no_page(page: Page, site: Site) -> None:
    """Negative control: the text arrives after the link and takes the reader back to a page that is not there.

    Which of the two is first is a matter of milliseconds, so the tap is tried until the text comes late.
    """
    take_role(page, site.address, "preparer")
    without_the_script(page)
    for number in range(20):
        open_basics(page, site)
        second_field(page).click()
        page.keyboard.type(f"Kirjoitettu ennen napautusta {number}")
        page.get_by_role("link", name=fi("Back to the task list"), exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text([re.compile(f"^({TITLE}|{fi('Not found')})$")])
        ready(page)
        if page.get_by_role("heading", level=1).inner_text() == fi("Not found"):
            return
    pytest.fail("twenty taps all found their page without the script: the test above proves nothing")


# ------------------------------------------------------------------ two people, one answer


@pytest.fixture
def other(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Page]:
    """A second person's own window."""
    context: BrowserContext = browser.new_context(**browser_context_args)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


WAYS = {"Keep mine": "{mine}", "Take the other": "{theirs}", "Combine": "{mine}\n\n{theirs}"}


@pytest.mark.parametrize("way", WAYS)
def test_two_who_write_the_same_answer_meet_and_neither_text_is_lost(
    page: Page, other: Page, site: Site, way: str
) -> None:
    mine, theirs = f"Osallisuuskoordinaattorin teksti ({way}).", f"Valmistelijan teksti ({way})."
    take_role(page, site.address, "preparer")
    take_role(other, site.address, "coordinator")
    first, second = open_basics(page, site), open_basics(other, site)
    expect(second).to_have_value(first.input_value())
    first.fill(theirs)
    saved(page)
    assert site.stored() == theirs

    second.fill(mine)
    clash = fi("Somebody else changed this answer while you were writing. Both texts are kept.")
    seen(other, clash)
    expect(second).to_have_value(mine)
    expect(other.get_by_text(theirs, exact=True)).to_be_visible()
    seen(other, option("roles", "preparer"))  # whose it is, by role
    assert site.stored() == theirs, "nothing is overwritten before a person has chosen"
    press(other, fi(way))
    expect(other.get_by_text(clash)).to_have_count(0)
    ready(other)
    chosen = WAYS[way].format(mine=mine, theirs=theirs)
    expect(second).to_have_value(chosen)
    assert site.stored() == chosen
    everything = history(site)
    assert {mine, theirs} <= set(everything) or any(mine in text and theirs in text for text in everything)


def history(site: Site) -> list[str]:
    coordinator = site.actors["coordinator"]
    stored = matters.read(coordinator, site.decision).stored["eva"]
    return [event.value for event in assessments.history(coordinator, stored.id, KEY)]


def test_who_has_read_the_newest_text_meets_nobody(page: Page, other: Page, site: Site) -> None:
    """Negative control: one after the other is no conflict."""
    take_role(page, site.address, "preparer")
    take_role(other, site.address, "coordinator")
    open_basics(page, site).fill("Ensin valmistelija.")
    saved(page)
    second = open_basics(other, site)
    expect(second).to_have_value("Ensin valmistelija.")
    second.fill("Sitten osallisuuskoordinaattori.")
    saved(other)
    expect(other.get_by_role("button", name=fi("Keep mine"), exact=True)).to_have_count(0)
    assert site.stored() == "Sitten osallisuuskoordinaattori."


# ------------------------------------------------------------------ a button pressed twice


def fill_in_a_new_decision(page: Page, title: str) -> None:
    follow(page, fi("Start a new decision"), fi("New decision"))
    write(page, fi("What is the matter called in plain language?"), title)
    write(page, fi("Which body decides?"), "Lautakunta")
    write(page, fi("Which service does it belong to?"), "Liikunta")
    write(page, "VE1", "Rakennetaan")


def titled(site: Site, title: str) -> int:
    return sum(one.head.title.get("fi") == title for one in listing.page(site.actors["preparer"]).all)


def test_a_double_click_starts_one_decision(page: Page, site: Site) -> None:
    take_role(page, site.address, "preparer")
    fill_in_a_new_decision(page, "Kaksoisnapsautus")
    page.get_by_role("button", name=fi("Start and continue to the screening"), exact=True).dblclick()
    steps.arrived(page, fi("Is an assessment needed, and how deep?"))
    assert titled(site, "Kaksoisnapsautus") == 1


def test_two_visits_start_two_decisions(page: Page, site: Site) -> None:
    """Negative control: the same words again, meant as another matter."""
    take_role(page, site.address, "preparer")
    for _ in range(2):
        fill_in_a_new_decision(page, "Kaksi käyntiä")
        press(page, fi("Start and continue to the screening"))
        steps.arrived(page, fi("Is an assessment needed, and how deep?"))
        follow(page, fi("My desk"), fi("What is to be done"))
    assert titled(site, "Kaksi käyntiä") == 2
