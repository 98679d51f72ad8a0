"""A matter comes in as a file, is looked over in English, and goes out as documents and as the same file again.

The instrument beside EVA is Scotland's CRWIA, filled in to the last question of its first two stages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.templates.loading import built_in
from tests import large
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, arrived, follow, press, seen, write
from tests.reports.reading import squeezed, words_of_docx, words_of_html, words_of_pdf

NEW = "New decision"
TITLE = "Koko kunnan palveluverkko 2028–2036"  # as tests/large.py names its matter
CRWIA = built_in()["crwia"]
AIM = "Every child gets to a healthy school on foot or by a short bus ride 🚌."


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    steps.fresh_database(tmp_path)
    running = start(tmp_path, DEMO)
    yield running.address
    running.stop()
    steps.leave_database()


def download(page: Page, heading: str, label: str, folder: Path) -> bytes:
    """Follows the link of that name under a heading and takes the file."""
    under = page.get_by_role("heading", name=heading, exact=True)
    link = under.locator(f"xpath=following::a[normalize-space()='{label}'][1]")
    with page.expect_download() as coming:
        link.click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    ready(page)
    return path.read_bytes()


def bring_in(page: Page, address: str, file: Path, title: str) -> None:
    page.goto(f"{address}/new")
    arrived(page, NEW)
    steps.give_files(page, [file], "The file (JSON)")
    press(page, "Look at the file")
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    press(page, "Start a new decision from the file")
    arrived(page, title)


def test_crwia_in_english_comes_in_is_mended_and_goes_out_whole(page: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "matter.json"
    file.write_bytes(large.large(built_in(), "eva", "crwia", alternatives=large.ALTERNATIVES[:3], groups=()))
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in (("lang", "en"), ("demo_as", "preparer"))]
    )
    bring_in(page, address, file, TITLE)

    stage = CRWIA.section("stage1").title.text("en")
    follow(page, stage, stage)
    write(page, CRWIA.section("stage1").questions[1].text("en"), AIM)
    follow(page, "Task list", TITLE)
    follow(page, "Documents", "Documents")

    title = CRWIA.template.title.text("en")
    made = {label: download(page, title, label, tmp_path) for label in ("Word (DOCX)", "PDF", "HTML", "Effects (CSV)")}
    texts = {
        "Word (DOCX)": words_of_docx(made["Word (DOCX)"]),
        "PDF": words_of_pdf(made["PDF"]).replace("[bus]", "🚌"),  # no font of a PDF has it
        "HTML": words_of_html(made["HTML"]),
    }
    written = {text for _, text in _texts(json.loads(file.read_bytes()))} | {AIM}
    for kind, said in texts.items():
        missing = [text for text in written if squeezed(text) not in squeezed(said)]
        assert (kind, missing) == (kind, [])
    rows = made["Effects (CSV)"].decode("utf-8-sig").splitlines()
    assert len(rows) >= 1 + 8 * 3  # eight indicators, three alternatives

    first = download(page, "The whole matter as a file", "Whole matter (JSON)", tmp_path)
    again = tmp_path / "again.json"
    again.write_bytes(first)
    bring_in(page, address, again, TITLE)
    follow(page, "Documents", "Documents")
    assert download(page, "The whole matter as a file", "Whole matter (JSON)", tmp_path) == first


def _texts(said: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Every long text that the file says in CRWIA."""
    for one in said["assessments"]:  # type: ignore[attr-defined]
        for answer in one["answers"] if one["instrument"] == "crwia" else ():
            if isinstance(answer["value"], str) and " " in answer["value"] and "/" in answer["key"]:
                yield answer["key"], answer["value"]


def test_what_has_no_place_is_told_by_its_question_and_left_out_only_when_agreed(
    page: Page, address: str, tmp_path: Path
) -> None:
    said = json.loads(large.large(built_in(), "eva", alternatives=large.ALTERNATIVES[:3], groups=()))
    (eva,) = [one for one in said["assessments"] if one["instrument"] == "eva"]
    eva |= {"sha256": "0" * 64, "version": "7.0.0"}
    (goal,) = [one for one in eva["answers"] if one["key"] == "basics/b_goal"]
    eva["answers"] += [{**goal, "key": "basics/b_dream", "value": "Koulu metsässä"}]
    goal["value"] = 7
    file = tmp_path / "other.json"
    file.write_text(json.dumps(said), "utf-8")
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in (("lang", "en"), ("demo_as", "preparer"))]
    )
    page.goto(f"{address}/new")
    arrived(page, NEW)
    steps.give_files(page, [file], "The file (JSON)")
    press(page, "Look at the file")
    expect(page.get_by_role("heading", name="These answers have no place here")).to_be_visible()
    seen(page, built_in()["eva"].section("basics").questions[2].text("en"))
    seen(page, "Koulu metsässä")
    press(page, "Start a new decision from the file")
    seen(page, "Some answers have no place here. Read the list first.")
    steps.tick(page, "I have read the list. Leave these answers out.")
    press(page, "Start a new decision from the file")
    arrived(page, TITLE)
