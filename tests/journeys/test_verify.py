"""Somebody has a document in hand: is it what was published?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import server
from tests.journeys import steps
from tests.journeys.steps import DEMO, arrived, fi, follow, give_files, press, seen, take_role, write
from tests.reports.reading import words_of_pdf

FILE, FIELD = "Or the file (JSON)", "Fingerprint (SHA-256)"


@pytest.fixture
def address(demonstration: Path, tmp_path: Path) -> Iterator[str]:
    shutil.copy(demonstration, tmp_path / "test.db")
    with server(tmp_path, DEMO) as running:
        yield running


def get(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.get_by_role("link", name=name, exact=True).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def test_the_councillor_takes_the_briefing_along_and_checks_it(page: Page, address: str, tmp_path: Path) -> None:
    take_role(page, address, "councillor")
    page.goto(f"{address}/briefing?decision=1")
    title = page.get_by_role("heading", level=1)
    expect(title).to_be_visible()
    sha256 = page.locator("code.vp-fingerprint").first.inner_text()
    pdf = words_of_pdf(get(page, "PDF", tmp_path).read_bytes())
    assert title.inner_text().split(":")[0] in pdf
    assert sha256 in "".join(pdf.split())
    file = get(page, fi("The whole briefing (JSON)"), tmp_path)

    follow(page, fi("Is this the published version?"), fi("Is this the published version?"))
    give_files(page, [file], fi(FILE))
    press(page, fi("Check"))
    seen(page, fi("Yes. This is the published version."))
    seen(page, sha256)
    follow(page, fi("Open the published briefing"))
    expect(page.locator("code.vp-fingerprint").first).to_have_text(sha256)


def test_one_changed_letter_is_told_and_a_half_fingerprint_is_asked_for_anew(
    page: Page, address: str, tmp_path: Path
) -> None:
    take_role(page, address, "councillor")
    page.goto(f"{address}/briefing?decision=1")
    file = get(page, fi("The whole briefing (JSON)"), tmp_path)
    changed = tmp_path / "changed.json"
    changed.write_bytes(file.read_bytes().replace(b"koulu", b"kouIu", 1))
    sha256 = page.locator("code.vp-fingerprint").first.inner_text()
    page.goto(f"{address}/verify")
    arrived(page, fi("Is this the published version?"))
    give_files(page, [changed], fi(FILE))
    press(page, fi("Check"))
    seen(page, fi("No. This service has published nothing with this fingerprint."))

    page.goto(f"{address}/verify")
    arrived(page, fi("Is this the published version?"))
    write(page, fi(FIELD), sha256[:40])
    press(page, fi("Check"))
    seen(page, fi("A fingerprint has 64 digits and letters from a to f. Copy the whole of it."))
    spaced = " ".join(sha256.upper()[n : n + 8] for n in range(0, 64, 8))  # as somebody copies it from paper
    write(page, fi(FIELD), spaced)
    press(page, fi("Check"))
    seen(page, fi("Yes. This is the published version."))
    steps.seen(page, sha256)
