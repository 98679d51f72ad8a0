"""A councillor asks for more, a preparer answers, the councillor sees it; and what is one's own stays one's own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import ready, server
from tests.journeys.steps import DEMO, arrived, fi, follow, press, seen, take_role, write

NOTES, WORDS = "My notes", "Your words"
ASKED = "Miten bussimatka järjestetään pienimmille?"
ANSWER = "Koulukuljetus on alle kymmenvuotiaille, ja sen aikataulu on liitteessä 3."


@pytest.fixture
def address(demonstration: Path, tmp_path: Path) -> Iterator[str]:
    shutil.copy(demonstration, tmp_path / "test.db")
    with server(tmp_path, DEMO) as running:
        yield running


def briefing(page: Page, address: str, role: str) -> None:
    take_role(page, address, role)
    page.goto(f"{address}/briefing?decision=1")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    ready(page)


def test_a_request_is_sent_answered_in_the_open_and_seen(page: Page, address: str) -> None:
    briefing(page, address, "councillor")
    seen(page, fi("Nothing has been asked yet."))
    follow(page, fi("Ask for more, or propose a return"), fi("Ask for more"))
    press(page, fi("Send to the preparers"))
    seen(page, fi("Write first what you ask for."))
    page.get_by_role("radiogroup", name=fi("What would you like to do?")).get_by_text(
        fi("Propose that the matter is returned to preparation")
    ).click()
    ready(page)
    wordings = page.get_by_role("radiogroup", name=fi("A ready wording, from what the briefing leaves open"))
    first = wordings.locator("label").filter(has_text=re.compile("palautetaan valmisteluun")).first
    sentence = first.inner_text()
    first.click()
    press(page, fi("Use this wording"))
    expect(page.get_by_label(fi(WORDS))).to_have_value(sentence)
    write(page, fi(WORDS), f"{sentence} Soita 040 123 4567.")
    press(page, fi("Send to the preparers"))
    seen(page, re.compile("040 123 4567”"))
    expect(page.get_by_label(fi(WORDS))).to_have_value(f"{sentence} Soita 040 123 4567.")
    write(page, fi(WORDS), f"{sentence} {ASKED}")
    press(page, fi("Send to the preparers"))
    seen(page, fi("Sent to the preparers. The answer comes on this page."))
    seen(page, fi("Waits for an answer."))

    take_role(page, address, "preparer")
    follow(page, re.compile(f"^{fi('A proposal to return to preparation')}: "), fi("Ask for more"))
    write(page, fi("Your answer"), ANSWER)
    press(page, fi("Publish the answer"))
    seen(page, fi("The answer is published."))
    seen(page, ANSWER)
    press(page, fi("Correct the answer"))
    write(page, fi("Your answer"), f"{ANSWER} Korjattu.")
    press(page, fi("Publish the answer"))
    seen(page, fi("{n} earlier version of the answer", n=1))

    briefing(page, address, "councillor")
    seen(page, f"{ANSWER} Korjattu.")
    seen(page, fi("{n} request for more has been answered", n=1))
    for other in ("youth_council", "signer"):
        briefing(page, address, other)
        seen(page, f"{ANSWER} Korjattu.")


def test_notes_and_the_mark_are_the_readers_own(page: Page, address: str) -> None:
    briefing(page, address, "councillor")
    press(page, fi("Do not show again"))
    expect(page.get_by_role("heading", name=fi("How to read this page"))).to_have_count(0)
    write(page, fi(NOTES), "Kysy kuljetuksista.")
    press(page, fi("Mark as read"))
    seen(page, re.compile(fi("You marked version {n} as read: {time}.", n=1, time="")[:-2]))
    page.reload()
    ready(page)
    expect(page.get_by_label(fi(NOTES))).to_have_value("Kysy kuljetuksista.")
    expect(page.get_by_role("heading", name=fi("How to read this page"))).to_have_count(0)
    page.goto(f"{address}/decisions")
    arrived(page, fi("Decisions"))
    seen(page, fi("You have marked it as read."))

    briefing(page, address, "youth_council")
    expect(page.get_by_label(fi(NOTES))).to_have_value("")
    expect(page.get_by_role("heading", name=fi("How to read this page"))).to_be_visible()
    expect(page.get_by_text("Kysy kuljetuksista.")).to_have_count(0)


def test_the_list_is_searched_and_the_search_is_in_the_address(page: Page, address: str) -> None:
    take_role(page, address, "councillor")
    follow(page, fi("Search and filter decisions"), fi("Decisions"))
    main = page.get_by_role("main")
    rows = main.get_by_role("link").filter(has_text=re.compile("Kouluverkko|Uimahall"))
    expect(rows).to_have_count(2)
    page.get_by_text(fi("Search and filter"), exact=True).click()
    write(page, fi("Words in the title, the summary or a theme"), "KOULUVERKKO uimahalli")
    press(page, fi("Show"))
    expect(page).to_have_url(re.compile("q=KOULUVERKKO"))
    seen(page, fi("There are no decisions to show. Choose other filters, or come back later."))
    write(page, fi("Words in the title, the summary or a theme"), "kouluverkko MÄNTYMÄEN")
    press(page, fi("Show"))
    expect(rows).to_have_count(1)
    page.reload()
    ready(page)
    expect(rows).to_have_count(1)
    press(page, fi("Show all"))
    expect(rows).to_have_count(2)
