"""axe-core on every page: three databases, three languages, two widths; and no page scrolls sideways on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.ratchets import tour
from tests.ratchets.places import registered
from tests.ratchets.tour import Place
from tests.ratchets.visits import NARROW, WIDE, WIDTHS, Visit, look, open_place, session

GUIDE = Place("guide.py", "/guide", "councillor")


def test_every_page_is_visited_at_every_width(visits: list[Visit]) -> None:
    met = {(visit.place.page, visit.width) for visit in visits}
    wanted = {(page, width) for page in registered() for width in WIDTHS}
    assert sorted(wanted - met) == []


def test_both_databases_have_every_page_in_their_tour(demonstration: Path) -> None:
    full = {place.page for place in tour.of_demonstration(demonstration)}
    bare = {place.page for place in (*tour.of_nothing(), *tour.of_beginning(1))}
    assert sorted(set(registered()) - full) == []
    assert sorted(set(registered()) - bare) == []


def test_no_page_breaks_wcag_2_1_a_or_aa(visits: list[Visit]) -> None:
    print(f"{len(visits)} visits")
    assert [f"{visit}: {fault}" for visit in visits for fault in visit.faults] == []


def test_no_page_scrolls_sideways(visits: list[Visit]) -> None:
    assert [f"{visit}: {visit.too_wide}" for visit in visits if visit.too_wide] == []


def test_every_page_has_its_language_its_title_and_one_h1(visits: list[Visit]) -> None:
    found = [
        f"{visit}: {visit.lang} {visit.title!r} {visit.headings}"
        for visit in visits
        if visit.lang != visit.language or len(visit.headings) != 1 or not visit.title.endswith(" – Vaikutuspolku")
    ]
    assert found == []


# ------------------------------------------------------------------ the tests can fail


def spoilt(browser: Browser, site: str, css: str) -> list[Visit]:
    def spoil(page: Page) -> None:
        page.add_style_tag(content=css)

    with session(browser, site, "fi", GUIDE.role) as page:
        open_place(page, site, GUIDE)
        return [look(page, GUIDE, "fi", width, after=spoil) for width in WIDTHS]


def test_a_faint_heading_is_seen(browser: Browser, empty_site: str) -> None:
    """Negative control."""
    for visit in spoilt(browser, empty_site, "h1 { color: #bbbbbb !important }"):
        assert [fault.split(":")[0] for fault in visit.faults] == ["color-contrast"]


def test_something_too_wide_is_seen(browser: Browser, empty_site: str) -> None:
    """Negative control."""
    wide, narrow = spoilt(browser, empty_site, "[data-testid=stMain] h1 { width: 900px; min-width: 900px }")
    assert (wide.width, wide.too_wide) == (WIDE, "")
    assert narrow.width == NARROW
    assert "<h1" in narrow.too_wide


@pytest.mark.parametrize("name", ["axe.min.js", "axe.LICENSE"])
def test_axe_lies_in_the_tree_with_its_licence(name: str) -> None:
    assert "Mozilla Public" in (Path(__file__).parents[1] / "vendor" / name).read_text("utf-8")[:600]
