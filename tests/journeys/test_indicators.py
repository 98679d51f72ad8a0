"""A figure of official statistics becomes a source that the assessment rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.templates.loading import built_in
from data import matters
from data.permissions import Actor
from tests.browser import ready, start
from tests.journeys import steps
from tests.journeys.steps import DEMO, arrived, fi, give_files, option, pick, press, seen, take_role
from tests.participation.test_jsonstat import population

SCOPE = next(field.fi for field in built_in().library.evidence_fields if field.id == "ev_scope")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Actor, int, Path]]:
    preparer = steps.fresh_database(tmp_path)["preparer"]
    decision = steps.screened_decision(preparer, "Kouluverkko")
    running = start(tmp_path, DEMO)
    yield running.address, preparer, decision, tmp_path
    running.stop()
    steps.leave_database()


def test_a_figure_of_statistics_is_chosen_and_cited_with_where_it_is_from(
    page: Page, place: tuple[str, Actor, int, Path]
) -> None:
    address, preparer, decision, folder = place
    broken, good = folder / "rikki.json", folder / "vaesto.json"
    broken.write_text('{"version": "1.0"}', "utf-8")
    table = population()
    good.write_text(json.dumps(table), "utf-8")
    take_role(page, address, "preparer")
    page.goto(f"{address}/evidence?decision={decision}")
    arrived(page, fi("Sources"))
    press(page, fi("Bring in an indicator"))
    arrived(page, fi("Indicator as a source"))
    give_files(page, [broken], fi("Table of statistics"))
    press(page, fi("Read the table"))
    seen(page, fi("Nothing was stored."))
    ready(page)
    give_files(page, [good], fi("Table of statistics"))
    press(page, fi("Read the table"))
    expect(page.get_by_role("heading", name=fi("Which figure?"), exact=True)).to_be_visible()
    ready(page)

    # Of the two areas and three ages: Koivulahti, 65 and over, which is the third of the six values.
    assert table["value"][2] == 1500
    pick(page, "Alue", "Koivulahti")
    ready(page)
    pick(page, "ika", "65 vuotta täyttäneet")
    expect(page.get_by_role("table").get_by_role("cell")).to_contain_text("1\u00a0500")
    pick(page, SCOPE, option("evidence_scopes", "local"))
    press(page, fi("Add as a source"))
    seen(page, fi("The indicator is a source now. It can be chosen in every question of sources."))
    ready(page)
    (source,) = matters.read(preparer, decision).evidence.values()
    assert source.fields["ev_indicator"]["points"] == [["", 1500]]
    assert (source.fields["ev_author"], source.fields["ev_valid_to"]) == ("Tilastokeskus", "2025-12-31")
    page.get_by_role("button", name=source.fields["ev_title"]).click()
    arrived(page, fi("Source"))
    expect(page.get_by_role("table").get_by_role("cell")).to_contain_text("1\u00a0500")
