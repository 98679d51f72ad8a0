"""An event on a phone: what is heard is written down, also while there is no connection for ten minutes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from data import activities, releases, spot, texts, themes
from data.permissions import Actor
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, press, seen, take_role

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Actor, int, int]]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, "Rannan valot")
    activity = activities.add(preparer, decision, channel="outreach", title={"fi": "Juttupenkki rannassa"})
    themes.add(preparer, decision, title={"fi": "Valaistus"})
    running = start(tmp_path, DEMO)
    yield running.address, preparer, decision, activity
    running.stop()
    steps.leave_database()


def heard(actor: Actor, decision: int) -> list[str]:
    return [text.body for text in texts.queue(actor, decision, unread_only=False, limit=50).texts]


def note(page: Page, text: str) -> None:
    page.get_by_label(fi("What was heard"), exact=True).fill(text)
    press(page, fi("Save and next"))


def saved(n: int) -> str:
    return fi("Saved. Texts so far: {n}", n=n)


def waiting(n: int) -> str:
    return fi("{n} waiting to be sent. They are kept on this phone.", n=n)


def test_notes_are_written_on_a_phone_and_survive_ten_minutes_without_a_connection(
    page: Page, browser: Browser, place: tuple[str, Actor, int, int]
) -> None:
    address, preparer, decision, activity = place
    take_role(page, address, "preparer")
    page.goto(f"{address}/import?decision={decision}&activity={activity}")
    press(page, fi("Make a link"))
    seen(page, fi("Copy the link now: it is not shown again."))
    expect(page.get_by_role("img", name=fi("The link as a QR code"))).to_be_visible()
    link = address + urlsplit(page.get_by_role("main").locator("code").inner_text()).path
    ready(page)

    context = browser.new_context(viewport=PHONE, locale="fi-FI")  # another device, where nobody has signed in
    phone = context.new_page()
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Juttupenkki rannassa")
    phone.get_by_label(fi("Theme (optional)")).select_option("Valaistus")
    note(phone, "Ranta on pimeä iltaisin.")
    seen(phone, saved(1))
    expect(phone.get_by_label(fi("What was heard"), exact=True)).to_be_empty()
    expect(phone.get_by_label(fi("Theme (optional)"))).to_have_value("1")  # stays for the next one

    phone.clock.install()
    context.set_offline(True)
    note(phone, "Penkit ovat rikki.")
    seen(phone, waiting(1))
    note(phone, "Bussi ei kulje rantaan.")
    seen(phone, waiting(2))
    phone.get_by_label(fi("What was heard"), exact=True).fill("Tämä jäi kes")
    phone.clock.fast_forward("10:00")
    seen(phone, waiting(2))
    phone.close()  # the phone puts the page away
    assert heard(preparer, decision) == ["Ranta on pimeä iltaisin."]

    context.set_offline(False)
    phone = context.new_page()
    phone.goto(link)
    seen(phone, saved(3))
    expect(phone.get_by_label(fi("What was heard"), exact=True)).to_have_value("Tämä jäi kes")
    assert heard(preparer, decision) == ["Ranta on pimeä iltaisin.", "Penkit ovat rikki.", "Bussi ei kulje rantaan."]
    assert (
        phone.evaluate("localStorage.getItem(Object.keys(localStorage).find(name => name.endsWith(':waiting')))")
        == "[]"
    )

    page.goto(f"{address}/texts?decision={decision}")
    seen(page, "Ranta on pimeä iltaisin.")
    page.goto(f"{address}/import?decision={decision}&activity={activity}")
    press(page, fi("Close the links"))
    seen(page, fi("The links were closed. What has been written stays."))
    note(phone, "Tämä jäi kesken, mutta säilyy.")
    seen(phone, fi("The link has been closed. Copy what waits to a safe place and ask for a new link."))
    seen(phone, waiting(1))
    phone.goto(link)  # and it can still be copied
    expect(phone.get_by_role("heading", level=1)).to_have_text(fi("Not found"))
    seen(phone, "Tämä jäi kesken, mutta säilyy.")
    context.close()


def test_the_page_open_twice_sends_each_note_once(browser: Browser, place: tuple[str, Actor, int, int]) -> None:
    address, preparer, decision, activity = place
    link = f"{address}/spot/{spot.open_link(preparer, activity, 1)}"
    context = browser.new_context(viewport=PHONE, locale="fi-FI")
    one, other = context.new_page(), context.new_page()
    one.goto(link)
    other.goto(link)
    context.set_offline(True)
    for place_, text in ((one, "Ensimmäinen."), (other, "Toinen."), (one, "Kolmas."), (other, "Neljäs.")):
        note(place_, text)
    seen(other, waiting(4))
    context.set_offline(False)
    for page in (one, other):
        expect(page.locator(".queue")).to_be_empty(timeout=20_000)
    assert heard(preparer, decision) == ["Ensimmäinen.", "Toinen.", "Kolmas.", "Neljäs."]
    context.close()


def test_a_small_group_s_top_3_is_mended_when_its_number_is_taken(
    browser: Browser, place: tuple[str, Actor, int, int]
) -> None:
    address, preparer, decision, activity = place
    token = spot.open_link(preparer, activity, 1, "Mitä ranta tarvitsee?")
    context = browser.new_context(viewport=PHONE, locale="fi-FI")
    phone = context.new_page()
    phone.goto(f"{address}/spot/{token}")
    phone.get_by_role("link", name=fi("Small group's TOP 3")).click()
    seen(phone, "Mitä ranta tarvitsee?")
    for number, idea in ((1, "Valot"), (1, "Penkit")):
        phone.get_by_label(fi("Number of the group")).fill(str(number))
        phone.get_by_label(fi("People in the group")).fill("6")
        phone.get_by_label(fi("Idea {n}", n=1)).fill(idea)
        press(phone, fi("Save and next"))
    seen(phone, fi("Group {n} has given its ideas already. Check the number of the group.", n=1))
    phone.get_by_label(fi("Idea {n}", n=1)).fill("Uusi ryhmä jo kirjoittaa")
    press(phone, fi("Correct this"))
    expect(phone.get_by_label(fi("Idea {n}", n=1))).to_have_value("Penkit")
    phone.get_by_label(fi("Number of the group")).fill("2")
    press(phone, fi("Save and next"))
    seen(phone, saved(2))
    seen(phone, "Uusi ryhmä jo kirjoittaa")  # what was being written meanwhile waits
    assert heard(preparer, decision) == ["Valot", "Penkit"]
    frozen = releases.preview(preparer, decision)
    assert frozen is not None
    assert frozen.release.activities[0].unit == "small_groups"
    context.close()


def test_the_page_works_without_a_script_and_says_what_is_wrong(
    browser: Browser, place: tuple[str, Actor, int, int]
) -> None:
    address, preparer, decision, activity = place
    token = spot.open_link(preparer, activity, 1)
    context = browser.new_context(viewport=PHONE, locale="sv-FI", java_script_enabled=False)
    phone = context.new_page()
    phone.goto(f"{address}/spot/{token}?lang=fi")
    note(phone, "Ilman skriptiä.")
    expect(phone.get_by_role("status")).to_contain_text("1")
    assert heard(preparer, decision) == ["Ilman skriptiä."]
    assert phone.goto(f"{address}/spot/{token}x").status == 404
    context.close()
