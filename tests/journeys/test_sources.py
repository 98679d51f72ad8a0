"""Files of other services, from the upload to the figure that a councillor reads; it is counted from the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import activities, releases, texts, themes
from data.permissions import Actor
from participation.release import Shown
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, fi, give_files, press, seen, take_role
from tests.participation import test_decidim_adapter as decidim
from tests.participation import test_kerrokantasi_adapter as kerrokantasi
from tests.participation import test_open311_adapter as open311

TITLE = "Kouluverkko"
HEARING, PLATFORM, REQUESTS = "Kuuleminen verkossa", "Ehdotukset palvelussa", "Palautteet kaduista"
SECRET = "Maija Meikäläinen"


@dataclass(frozen=True)
class Place:
    address: str
    preparer: Actor
    decision: int
    activities: dict[str, int]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, TITLE)
    channels = {HEARING: "conversation", PLATFORM: "conversation", REQUESTS: "initiative"}
    made = {
        title: activities.add(preparer, decision, channel=channel, title={"fi": title})
        for title, channel in channels.items()
    }
    running = start(tmp_path, DEMO)
    yield Place(running.address, preparer, decision, made)
    running.stop()
    steps.leave_database()


def files(folder: Path) -> dict[str, tuple[Path, int, str]]:
    """By activity: the file, how many texts it holds, and what its things are called."""
    day = date(2025, 3, 1)
    headings = ("Author", "Email", *kerrokantasi.HEADINGS)
    comments = [
        (SECRET, "maija@example.fi", f"Kommentti numero {n}.", None, f"{day + timedelta(n)}", n, None, None, None, None)
        for n in range(34)
    ]
    hearing = folder / "kuuleminen.xlsx"
    hearing.write_bytes(kerrokantasi.book(("Koulut", [*comments, *kerrokantasi.POLL]), headings=headings))
    proposals = folder / "ehdotukset.csv"
    rows = [decidim.newer(id=n, **{"author/name": SECRET, "body/fi": f"Ehdotus {n}."}) for n in range(1, 13)]
    proposals.write_bytes(decidim.as_csv([*rows, decidim.newer(id=99, withdrawn="true")]))
    requests = folder / "palautteet.json"
    given = [open311.request(service_request_id=f"r{n}", description=f"Palaute {n}.") for n in range(60)]
    requests.write_text(json.dumps(given), "utf-8")
    return {
        HEARING: (hearing, 34, "Comments"),
        PLATFORM: (proposals, 12, "Proposals"),
        REQUESTS: (requests, 60, "Service requests"),
    }


def test_three_services_stand_side_by_side_each_with_its_own_figure(page: Page, place: Place, tmp_path: Path) -> None:
    given = files(tmp_path)
    take_role(page, place.address, "preparer")
    for title, (file, count, things) in given.items():
        page.goto(f"{place.address}/import?decision={place.decision}&activity={place.activities[title]}")
        steps.arrived(page, fi("Bring in residents' input"))
        give_files(page, [file])
        press(page, fi("Read the files"))
        expect(page.get_by_role("heading", name=fi("What is in the file"), exact=True)).to_be_visible()
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=fi(things), exact=True))
        expect(row.get_by_role("cell").last).to_have_text(str(count))
        press(page, fi("Store"))
        seen(page, fi("The file was stored. {count} texts wait for their reader.", count=str(count)))
        ready(page)

    preparer, decision = place.preparer, place.decision
    stored = texts.queue(preparer, decision, unread_only=False, limit=1000).texts
    assert len(stored) == sum(count for _, count, _ in given.values())
    assert not any(SECRET in text.body or SECRET in str(text.about) for text in stored)
    theme = themes.add(preparer, decision, title={"fi": "Koulut"})
    for text in stored:
        texts.clear(preparer, text.id, "theme_only")
        themes.tie(preparer, text.id, [theme])
    page.goto(f"{place.address}/release?decision={decision}")
    steps.arrived(page, fi("Freeze the release"))
    steps.tick(page, fi("I have checked what will be visible and what stays hidden"))
    press(page, fi("Freeze release {number}", number=1))
    seen(page, fi("Release {number} was frozen. Readers now see it.", number=1))
    ready(page)

    release = releases.latest(preparer, decision)
    assert release is not None
    told = {one.title["fi"]: one.texts for one in release.activities}
    assert told == {  # a band for each, never one number for all
        HEARING: Shown(kind="band", low=25, high=49),
        PLATFORM: Shown(kind="band", low=10, high=24),
        REQUESTS: Shown(kind="band", low=50, high=99),
    }
    page.goto(f"{place.address}/residents?decision={decision}")
    for title, band in ((HEARING, "25–49"), (PLATFORM, "10–24"), (REQUESTS, "50–99")):
        expect(page.get_by_role("heading", name=title, exact=True).first).to_be_visible()
        seen(page, f"{band} kommenttia")
    assert "106" not in page.get_by_role("main").inner_text()
    # Of 28 who answered the poll of the hearing 20 chose one option and 8 the other: in tens, 70 % and 30 %.
    poll = page.get_by_role("table", name=fi("Answers to the question “{question}”", question="Mikä vaihtoehto?"))
    for option, share in (("Säilytetään", "noin 70\u00a0%"), ("Lakkautetaan", "noin 30\u00a0%")):
        row = poll.get_by_role("row").filter(has=page.get_by_role("rowheader", name=option, exact=True))
        expect(row.get_by_role("cell")).to_contain_text(share)
    page.goto(f"{place.address}/briefing?decision={decision}")  # texts alone have no figure to draw there
    expect(page.get_by_role("heading", name=fi("What residents said"), exact=True)).to_be_visible()
    seen(page, "25–49 kommenttia")
    expect(page.get_by_text("Jokin meni vikaan")).to_have_count(0)


FILLED_IN = "A file with the same columns was brought in {time}. They are filled in as then: check them."
ANSWERS = "Mielipide;Perustelu\n" + "".join(f"{('hyvä', 'huono')[n % 2]};Siksi, koska {n}.\n" for n in range(24))


def test_what_is_said_of_columns_fills_in_the_next_file_of_the_same_shape(
    page: Page, place: Place, tmp_path: Path
) -> None:
    asked, left_out = fi("What does this column hold?"), fi("Leave out")
    take_role(page, place.address, "preparer")
    for round, title in enumerate((HEARING, PLATFORM)):
        file = tmp_path / f"kysely-{round}.csv"
        file.write_text(ANSWERS + f"hyvä;Lisää {round}.\n", "utf-8")
        page.goto(f"{place.address}/import?decision={place.decision}&activity={place.activities[title]}")
        steps.arrived(page, fi("Bring in residents' input"))
        give_files(page, [file])
        press(page, fi("Read the files"))
        expect(page.get_by_role("heading", name=fi("Please answer: the file does not tell this"))).to_be_visible()
        ready(page)
        why = steps.around(page, "Perustelu")
        if round == 0:
            steps.pick(why, asked, left_out)
            ready(page)
        else:
            _, after = fi(FILLED_IN, time="|").split("|")
            seen(page, re.compile(re.escape(after.strip(". "))))
        expect(why.get_by_role("combobox", name=asked)).to_have_value(left_out)
        press(page, fi("Continue"))
        expect(page.get_by_role("heading", name=fi("What is in the file"), exact=True)).to_be_visible()
        press(page, fi("Store"))
        seen(page, fi("The file was stored."))
        ready(page)
    assert texts.queue(place.preparer, place.decision, unread_only=False, limit=10).texts == ()
