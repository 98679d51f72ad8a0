"""A list of coming matters: brought in, a decision started from one of them, and the next list's changes confirmed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agenda.sources import template
from data import agenda, decisions
from data.permissions import Actor
from tests.agenda.serving import Served, served
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, arrived, fi, give_files, press, seen, take_role

__all__ = ["served"]

LIBRARY, SCHOOLS = "Kirjaston aukiolo", "Kouluverkon tarkistaminen"
FILE_FIELD = "File (CSV, XLSX, JSON or XML)"


@pytest.fixture
def place(tmp_path: Path, served: Served) -> Iterator[tuple[str, Actor, int, Path]]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = decisions.create(
        preparer, title={"fi": "Mitä kouluille tehdään?"}, body="Valtuusto", service="Sivistys",
        meeting_date=date(2027, 3, 1), alternatives=["Nykytila", "Uusi koulu"], register_id="KOI/77/2027",
    )  # fmt: skip
    running = start(
        tmp_path, {**DEMO, "VAIKUTUSPOLKU_AGENDA_ADDRESSES": f"{served.at}/rss", "NO_PROXY": "localhost,127.0.0.1"}
    )
    yield running.address, preparer, decision, tmp_path
    running.stop()
    steps.leave_database()


def listed(path: Path, *rows: dict[str, str]) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, template.COLUMNS, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), "utf-8-sig")
    return path


def bring_in(page: Page, path: Path) -> None:
    give_files(page, [path], fi(FILE_FIELD))
    press(page, fi("Read the list"))
    seen(page, fi("What is in the file"))
    ready(page)


def test_a_list_is_brought_in_and_the_next_one_moves_a_meeting(page: Page, place: tuple[str, Actor, int, Path]) -> None:
    address, preparer, schools, folder = place
    rows = [
        {"decision_id": "1", "title": LIBRARY, "meeting_date": "12.4.2027", "meeting_body": "Sivistyslautakunta"},
        {"decision_id": "2", "title": "Tilinpäätös"},
        {"decision_id": "3", "title": SCHOOLS, "meeting_date": "1.3.2027", "register_id": "koi/77/2027"},
    ]
    take_role(page, address, "preparer")
    steps.follow(page, fi("Matters of agendas"), fi("Matters of agendas"))
    give_files(page, [listed(folder / "rikki.csv", {"decision_id": "1", "title": ""})], fi(FILE_FIELD))
    press(page, fi("Read the list"))
    seen(page, fi("Nothing was stored."))
    assert agenda.listing(preparer) == []

    page.goto(f"{address}/agenda")
    arrived(page, fi("Matters of agendas"))
    bring_in(page, listed(folder / "asiat.csv", *rows))
    seen(page, fi("{n} matters are new. They will wait here.", n=2))
    seen(
        page, fi("The register number is the same as that of the decision “{title}”.", title="Mitä kouluille tehdään?")
    )
    page.get_by_text(fi("It is the same matter: join them"), exact=True).click()
    ready(page)
    press(page, fi("Store the new matters and the confirmed changes"))
    seen(page, fi("{count} matters were stored.", count=3))
    ready(page)
    card = page.get_by_test_id("stVerticalBlock").filter(has_text="Tilinpäätös").last
    card.get_by_role("button", name=fi("Needs no assessment"), exact=True).click()
    seen(page, fi("The matter was set aside."))
    ready(page)

    steps.follow(page, LIBRARY, fi("New decision"))
    expect(page.get_by_label(fi("Which body decides?"), exact=True)).to_have_value("Sivistyslautakunta")
    steps.write(page, fi("Which service does it belong to?"), "Kirjasto")
    steps.write(page, "VE1", "Auki myös sunnuntaisin")
    press(page, fi("Start and continue to the screening"))
    arrived(page, fi("Is an assessment needed, and how deep?"))
    library = next(one.decision_id for one in agenda.listing(preparer) if one.item.title == LIBRARY)
    assert library is not None
    assert decisions.head(preparer, library)[0].meeting_date == date(2027, 4, 12)

    rows[0]["meeting_date"] = "19.4.2027"
    rows[2]["title"] = "Kouluverkko 2030"
    page.goto(f"{address}/agenda")
    arrived(page, fi("Matters of agendas"))
    bring_in(page, listed(folder / "uudet.csv", *rows))
    seen(page, fi("{n} matter is as it was.", n=1))
    press(page, fi("Store what is confirmed"))
    seen(page, fi("Confirm at least one change, or choose another file."))
    ready(page)
    card = page.get_by_test_id("stVerticalBlock").filter(has_text=LIBRARY).last
    expect(card).to_contain_text("12.4.2027 → 19.4.2027")
    for box in page.get_by_text(fi("Take the change"), exact=True).all():
        box.click()
        ready(page)
    press(page, fi("Store what is confirmed"))
    seen(page, fi("{count} matters were stored.", count=2))
    assert decisions.head(preparer, library)[0].meeting_date == date(2027, 4, 19)
    # The title that people wrote here stays.
    assert decisions.head(preparer, schools)[0].title["fi"] == "Mitä kouluille tehdään?"
    ready(page)
    bring_in(page, folder / "uudet.csv")
    seen(page, fi("The list holds nothing new."))


def test_an_oparl_file_is_brought_in_and_what_it_lacks_is_told(page: Page, place: tuple[str, Actor, int, Path]) -> None:
    address, preparer, _, folder = place
    at, kind = "https://kunta.example/oparl", "https://schema.oparl.org/1.1"
    item = {"id": f"{at}/agendaitem/1", "type": f"{kind}/AgendaItem", "name": LIBRARY, "number": "4 §"}
    meeting = {
        "id": f"{at}/meeting/1", "type": f"{kind}/Meeting", "name": "Sivistyslautakunta",
        "start": "2027-04-12T17:00:00Z", "agendaItem": [item, f"{at}/agendaitem/404"],
    }  # fmt: skip
    file = folder / "kokous.json"
    file.write_text(json.dumps({"data": [meeting]}), "utf-8")
    take_role(page, address, "preparer")
    steps.follow(page, fi("Matters of agendas"), fi("Matters of agendas"))
    bring_in(page, file)
    seen(page, fi("{n} matter is new. It will wait on this page.", n=1))
    missing = "An item of the meeting {meeting} is an address that the file does not hold. It was left out."
    seen(page, fi(missing, meeting="Sivistyslautakunta"))
    press(page, fi("Store {n} new matter", n=1))
    seen(page, fi("{count} matter was stored.", count=1))
    (stored,) = agenda.listing(preparer)
    assert (stored.source, stored.item.title, stored.item.meeting_date) == ("oparl", LIBRARY, date(2027, 4, 12))
    assert stored.item.source_id == f"{at}/agendaitem/1"


def test_a_feed_is_asked_of_an_allowed_server_and_waits_without_a_day(
    page: Page, place: tuple[str, Actor, int, Path], served: Served
) -> None:
    address, preparer, _, _ = place
    take_role(page, address, "preparer")
    steps.follow(page, fi("Matters of agendas"), fi("Matters of agendas"))
    press(page, fi("Ask for the list"))  # it has nothing there yet
    failed = "The server answered with the error {status}. Try again later, or bring the list in as a file."
    seen(page, fi(failed, status=404))
    assert agenda.listing(preparer) == []
    item = f"<item><title>{LIBRARY}</title><link>https://kunta.example/1</link><pubDate>1.4.2027</pubDate></item>"
    served.says("/rss", f"<rss><channel>{item}</channel></rss>".encode())
    press(page, fi("Ask for the list"))
    seen(page, fi("{n} matter is new. It will wait on this page.", n=1))
    press(page, fi("Store {n} new matter", n=1))
    seen(page, fi("{count} matter was stored.", count=1))
    (stored,) = agenda.listing(preparer)
    assert (stored.source, stored.item.title, stored.item.meeting_date) == ("feed", LIBRARY, None)
    assert stored.item.attachments == ("https://kunta.example/1",)
