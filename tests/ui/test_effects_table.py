"""The effects table: every cell has words, columns keep their order, people's words stay words."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from assessment import first_rows
from assessment.briefing import Briefing, EffectRow
from assessment.first_rows import FIRST, choose
from tests.ui.conftest import HOSTILE
from ui.effects_table import Told, table

Reader = Callable[[str], None]


@pytest.fixture
def about(reader: Reader, briefing: Briefing) -> Told:
    return Told(briefing.alternatives, briefing.language, briefing.sources, briefing.release)


class Cells(HTMLParser):
    """The text of each cell by row, and the tags and attributes that were met."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.headings: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag == "th":
            self.headings.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def test_no_cell_is_blank_and_every_heading_has_its_scope(about: Told, effects: tuple[EffectRow, ...]) -> None:
    found = Cells(table(effects, about, caption="Effects", residents=True))
    assert all(cell.strip() for cells in found.rows for cell in cells)
    assert {len(cells) for cells in found.rows} == {4}
    assert {heading["scope"] for heading in found.headings} == {"col", "row"}


def test_what_was_not_assessed_says_so(about: Told, effects: tuple[EffectRow, ...]) -> None:
    found = Cells(table(effects[:1], about, caption="Effects"))
    assert found.rows[1][3] == "VE2Ei arvioitu en"


def test_a_cell_reads_sign_and_word_then_quantity_then_certainty_then_sources(
    about: Told, effects: tuple[EffectRow, ...]
) -> None:
    cell = Cells(table(effects[:1], about, caption="Effects")).rows[1][2]
    parts = ["▲ sana 2 en", "336 oppilasta", "Suuri varmuus: tilasto en 2019, kysely en 2025", "2 sources: 1, 2"]
    places = [cell.index(part) for part in parts]
    assert places == sorted(places)


def test_a_sign_is_never_without_its_word(about: Told, effects: tuple[EffectRow, ...]) -> None:
    html = table(effects, about, caption="Effects")
    assert re.findall(r'<span class="vp-sign" aria-hidden="true">[^<]+</span>(?! \w)', html) == []


def test_columns_stand_in_register_order_and_none_is_marked(about: Told, effects: tuple[EffectRow, ...]) -> None:
    found = Cells(table(effects, about, caption="Effects"))
    assert [cell.split()[0] for cell in found.rows[0][1:]] == ["VE0", "VE1", "VE2"]
    columns = re.findall(r'<th scope="col"([^>]*)>', table(effects, about, caption="Effects"))
    assert len(set(columns)) == 1


def test_mixed_names_who_is_harmed_and_unknown_how_to_find_out(about: Told, effects: tuple[EffectRow, ...]) -> None:
    found = Cells(table(effects[2:3], about, caption="Effects"))
    assert "Harm to: Lapset en" in found.rows[1][2]
    assert "How to find out: Laskelma tilataan." in found.rows[1][3]


def test_residents_are_heard_in_the_cell_they_speak_of(about: Told, effects: tuple[EffectRow, ...]) -> None:
    found = Cells(table(effects[:1], about, caption="Effects")).rows[1]
    assert "Residents:" in found[2]
    assert "(survey: under 10)" in found[2]
    assert not any("Residents:" in cell for cell in (found[0], found[1], found[3]))


def test_a_theme_of_every_alternative_is_said_once_beside_the_area(about: Told, effects: tuple[EffectRow, ...]) -> None:
    found = Cells(table(effects[1:2], about, caption="Effects")).rows[1]
    assert "Koulumatka en (survey: 50–99)" in found[0]
    assert not any("Koulumatka en" in cell for cell in found[1:])


def test_the_last_row_holds_the_figures_of_the_bars(about: Told, effects: tuple[EffectRow, ...]) -> None:
    found = Cells(table(effects, about, caption="Effects", residents=True)).rows[-1]
    assert "56% against, 9% neither for nor against, 35% for (402 respondents); cannot say: 10–24" in found[2]


def test_there_is_no_total_and_no_ranking(about: Told, effects: tuple[EffectRow, ...]) -> None:
    found = Cells(table(effects, about, caption="Effects", residents=True))
    assert "tfoot" not in found.tags
    assert len(found.rows) == 1 + len(effects) + 1


def test_peoples_words_are_escaped_and_marked_with_their_language(about: Told, effects: tuple[EffectRow, ...]) -> None:
    html = table(effects, about, caption=HOSTILE, residents=True)
    found = Cells(html)
    assert found.tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "span"}
    assert HOSTILE in "".join("".join(cells) for cells in found.rows)
    assert '<p class="vp-line" lang="fi">336 oppilasta</p>' in html


def test_words_in_the_readers_own_language_are_not_marked(
    reader: Reader, about: Told, effects: tuple[EffectRow, ...]
) -> None:
    reader("fi")
    assert "lang=" not in table(effects, about, caption="Vaikutukset", residents=True)


def test_at_first_at_most_seven_rows_with_the_largest_effects_in_template_order(effects: tuple[EffectRow, ...]) -> None:
    chosen = choose(effects, "")
    assert len(chosen.rows) == FIRST
    assert (chosen.differing, chosen.equal) == (2, 1)
    areas = [row.area for row in effects]
    shown = [row.area for row in chosen.rows]
    assert shown == sorted(shown, key=areas.index)
    assert {"p_health", "p_daily", "p_mixed"} <= set(shown)
    assert "p_same" not in shown


def test_nothing_is_lost_between_what_is_shown_and_what_is_counted(effects: tuple[EffectRow, ...]) -> None:
    for asked in ("", "differing", "all"):
        chosen = choose(effects, asked)
        assert len(chosen.rows) + chosen.differing + chosen.equal == len(effects)
    assert choose(effects, "all").rows == effects


def test_a_table_cut_without_counting_the_rest_would_be_noticed(
    effects: tuple[EffectRow, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a cut that does not count what it leaves out breaks the sum above."""
    monkeypatch.setattr(first_rows, "FIRST", 3)
    chosen = choose(effects, "")
    assert len(chosen.rows) + 2 + chosen.equal != len(effects)
