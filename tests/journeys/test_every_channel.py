"""One decision that has heard people in every way there is: each channel stands with its own figure, and none is added.

The school decision of the demonstration has a survey, a conversation, evenings and statements; a hearing with a poll, a
platform, service requests and notes from an outreach visit are brought in beside them.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import activities, imports, people, releases, spot, texts, themes
from participation import adapters
from participation.guards import check
from participation.release import Release
from tests.browser import ready, start
from tests.journeys.steps import DEMO, fi, option, take_role
from tests.participation import test_decidim_adapter as decidim
from tests.participation import test_kerrokantasi_adapter as kerrokantasi
from tests.participation import test_open311_adapter as open311
from tests.ratchets import tour

APART = "Channels are never added together: they count different things, and one person may appear in several."
HEARING, PLATFORM, REQUESTS, VISIT = "Kuuleminen Kerrokannassa", "Ehdotukset Decidimissä", "Palautteet", "Juttupenkki"


def files() -> dict[str, tuple[str, dict[str, bytes], str]]:
    """By activity: its channel, its file, and the adapter that reads it."""
    comments = [(f"Kommentti {n}.", None, f"2027-03-{n % 28 + 1:02}", n, None, None, None, None) for n in range(34)]
    requests = [open311.request(service_request_id=f"r{n}", description=f"Palaute {n}.") for n in range(61)]
    proposals = [decidim.newer(id=n, **{"body/fi": f"Ehdotus {n}."}) for n in range(1, 13)]
    return {
        HEARING: (
            "hearing", {"kuuleminen.xlsx": kerrokantasi.book(("Koulut", [*comments, *kerrokantasi.POLL]))},
            "kerrokantasi",
        ),
        PLATFORM: ("initiative", {"ehdotukset.csv": decidim.as_csv(proposals)}, "decidim"),
        REQUESTS: ("feedback", {"palautteet.json": json.dumps(requests).encode()}, "open311"),
    }  # fmt: skip


@pytest.fixture
def place(demonstration: Path, tmp_path: Path) -> Iterator[tuple[str, int, Release]]:
    path = Path(shutil.copy(demonstration, tmp_path / "test.db"))
    with sqlite3.connect(path) as database:
        (decision,) = database.execute(tour.ROWS["answered"]).fetchone()
    with tour.using(path):
        preparer = people.demo_person("preparer")
        assert preparer is not None
        for title, (channel, given, adapter) in files().items():
            activity = activities.add(preparer, decision, channel=channel, title={"fi": title})
            parsed = adapters.read(adapter, check(given))
            imports.store(preparer, activity, parsed, sha256=imports.fingerprint(given), original_name=title)
        visit = activities.add(preparer, decision, channel="outreach", title={"fi": VISIT})
        for number in range(14):
            spot.add_note(preparer, visit, key=f"{number:08}-0000", body=f"Penkillä kuultua {number}.")
        theme = next(iter(themes.listing(preparer, decision)))
        for text in texts.queue(preparer, decision, limit=1000).texts:
            texts.clear(preparer, text.id, "theme_only")
            themes.tie(preparer, text.id, [theme.id])
        releases.freeze(preparer, decision)
        release = releases.latest(preparer, decision)
        assert release is not None
    running = start(tmp_path, DEMO)
    yield running.address, decision, release
    running.stop()


def test_every_channel_stands_on_its_own_on_the_page_and_on_the_briefing(
    page: Page, place: tuple[str, int, Release]
) -> None:
    address, decision, release = place
    shown = {one.title["fi"]: one for one in release.activities}
    assert {one.channel for one in shown.values()} >= {
        "survey", "conversation", "event", "hearing", "initiative", "feedback", "outreach",
    }  # fmt: skip
    assert {one.unit for one in shown.values()} >= {"respondents", "participants", "small_groups", "comments"}
    take_role(page, address, "preparer")
    page.goto(f"{address}/residents?decision={decision}")
    for title in shown:
        expect(page.get_by_role("heading", name=title, exact=True).first).to_be_visible()
    for title, band in ((HEARING, "25–49"), (PLATFORM, "10–24"), (REQUESTS, "50–99"), (VISIT, "10–24")):
        assert shown[title].texts is not None
        item = page.get_by_role("listitem").filter(has_text=title).first
        expect(item).to_contain_text(f"{band} kommenttia")
    together = page.get_by_role("main").inner_text()
    assert "121" not in re.sub(r"[\d.]*\d{4}", "", together)  # what the four channels have in all
    expect(page.get_by_text(fi(APART), exact=True).first).to_be_visible()
    poll = page.get_by_role("table", name=fi("Answers to the question “{question}”", question="Mikä vaihtoehto?"))
    expect(poll).to_be_visible()
    page.goto(f"{address}/briefing?decision={decision}&version=draft")
    expect(page.get_by_role("heading", name=fi("What residents said"), exact=True).first).to_be_visible()
    ready(page)
    for one in shown.values():  # the briefing names each channel once, with its own figure
        expect(page.get_by_text(re.compile(f"^{option('input_sources', one.channel)}:")).first).to_be_visible()
    expect(page.get_by_text("Jokin meni vikaan")).to_have_count(0)
