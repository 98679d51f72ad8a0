"""The councillor's briefing as a file says what the page says, in every face and language, and is read by everyone."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdf
import pytest
from docx.oxml.ns import qn

from assessment.briefing import Briefing
from locales import LANGUAGES, formats
from participation import figures
from participation.release import STANCES
from reports import briefing as report
from reports import pdf, tables, web_page, word
from reports.document import Bars, Document, Heading, Items, Paragraph, Table, plain
from reports.speaking import Edition
from tests.assessment.cases import INSTRUMENTS
from tests.reports.cases import MADE_ON
from tests.reports.reading import opened, page_of, squeezed, words_of_docx, words_of_html, words_of_pdf

SHA = "5f" * 32
PUBLISHED = Edition(
    "Koivulahti", MADE_ON, ZoneInfo("Europe/Helsinki"), datetime(2027, 1, 15, 12, 2, tzinfo=UTC), SHA,
    answered=((1, (("fi", "Vaikutti ratkaisuun"), ("sv", "Påverkade"), ("en", "Changed the solution"))),),
)  # fmt: skip
FACES = {
    "docx": (word.docx_of, words_of_docx),
    "pdf": (pdf.pdf_of, words_of_pdf),
    "html": (web_page.html_of, words_of_html),
}


def made(briefing: Briefing, language: str = "fi", edition: Edition = PUBLISHED) -> Document:
    return report.document(briefing, INSTRUMENTS, language, edition)


def figures_of(briefing: Briefing, language: str) -> set[str]:
    """Every figure that a reader of this briefing may see, found here from the value and in no part of a document."""
    found = {cell.quantity for row in briefing.effects for cell in row.cells if cell.quantity}
    for line in briefing.alternatives:
        found |= {formats.euros(cents, language) for cents in (line.cost_year, line.cost_once) if cents is not None}
    found.add(formats.number(100 * briefing.share_unknown, language, 0))
    if briefing.meeting_date:
        found.add(formats.day(briefing.meeting_date, language))
    assert briefing.release is not None
    for activity in briefing.release.activities:
        if activity.participants:
            found.add(figures.number(activity.participants, language))
        for table in activity.tables:
            for row in (table.total, *table.rows):
                if row.hidden:
                    found.add(figures.hidden(language))
                    continue
                found |= {figures.number(one, language) for one in (row.n, row.cannot_say) if one}
                found |= {figures.share(one, language) for of in STANCES if (one := figures.figure(row, of))}
    for theme in briefing.release.themes:
        found |= {figures.number(shown, language) for _, shown in theme.counts}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("face", FACES)
def test_every_figure_of_the_briefing_stands_in_the_file(briefing: Briefing, face: str, language: str) -> None:
    make, read = FACES[face]
    said = squeezed(read(make(made(briefing, language))))
    assert [figure for figure in figures_of(briefing, language) if squeezed(figure) not in said] == []


def test_a_figure_that_is_lost_on_the_way_would_be_seen(briefing: Briefing) -> None:
    """Negative control: the same document without one row of one table."""
    document = made(briefing)
    poorer = [
        replace(block, rows=block.rows[:-1]) if isinstance(block, Table) and len(block.rows) > 1 else block
        for block in document.blocks
    ]
    said = squeezed(words_of_html(web_page.html_of(replace(document, blocks=poorer))))
    assert [figure for figure in figures_of(briefing, "fi") if squeezed(figure) not in said] != []


@pytest.mark.parametrize("face", FACES)
def test_the_fingerprint_and_the_version_stand_on_the_first_page(briefing: Briefing, face: str) -> None:
    make, read = FACES[face]
    said = squeezed(read(make(made(briefing))))
    assert SHA in said
    assert "15.1.2027klo14.02" in said


def test_a_draft_says_so_first_and_has_no_fingerprint(briefing: Briefing) -> None:
    said = words_of_html(web_page.html_of(made(briefing, edition=Edition("Koivulahti", MADE_ON, PUBLISHED.zone))))
    assert "Luonnos, ei julkaistu" in said.split("Mistä päätetään")[0]
    assert SHA not in said


def test_a_changed_content_is_told_before_anything_else(briefing: Briefing) -> None:
    said = words_of_html(web_page.html_of(made(briefing, edition=replace(PUBLISHED, intact=False))))
    assert "Tämä sivu ei vastaa julkaistua versiota" in said.split("Mistä päätetään")[0]


def test_the_sections_stand_in_the_order_of_the_page(briefing: Briefing) -> None:
    headings = [plain(block.text) for block in made(briefing).blocks if isinstance(block, Heading) and block.level == 1]
    wanted = [
        "Mistä päätetään", "Vaihtoehdot", "Tärkeimmät erot", "Mitä asukkaat sanoivat", "Vaihtoehtojen vaikutukset",
        "Lapset ja nuoret", "Talous", "Päätösehdotus ja sen perustelut", "Mitä ei tiedetä",
        "Vaikuttamistoimielinten lausunnot", "Liite: arviointi kokonaan",
    ]  # fmt: skip
    assert [heading for heading in headings if heading in wanted] == wanted


def test_alternatives_stand_in_register_order_and_the_proposal_is_only_named(briefing: Briefing) -> None:
    for block in made(briefing).blocks:
        if isinstance(block, Table) and block.narrow:
            codes = [plain(cell).split()[0] for cell in block.header[1:]]
            assert codes == sorted(codes)


def test_the_picture_says_every_figure_that_the_table_beside_it_has(briefing: Briefing) -> None:
    blocks = list(made(briefing).blocks)
    places = [n for n, block in enumerate(blocks) if isinstance(block, Bars)]
    assert places
    for place in places:
        bars, table = blocks[place], blocks[place + 1]
        assert isinstance(bars, Bars)
        assert isinstance(table, Table)
        by_name = {plain(row[0]): [plain(cell) for cell in row[1:]] for row in table.rows}
        for bar in bars.bars:
            assert sum(length for _, length, _ in bar.segments) == pytest.approx(100)
            answers, *shares = by_name[bar.name]
            assert answers in bars.alt
            assert [share for share in shares[:3] if share not in bars.alt] == []


# ------------------------------------------------------------------ structure


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_with_language_title_and_a_text_for_every_picture(briefing: Briefing, language: str) -> None:
    document = made(briefing, language)
    root = pypdf.PdfReader(io.BytesIO(pdf.pdf_of(document))).trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    tags = list(walked(root["/StructTreeRoot"].get_object()))
    figures_ = [tag for tag in tags if tag.get("/S") == "/Figure"]
    assert [str(tag["/Alt"]) for tag in figures_] == [b.alt for b in document.blocks if isinstance(b, Bars)]
    for wanted in ("/H1", "/H2", "/Table", "/TH", "/L"):
        assert any(tag.get("/S") == wanted for tag in tags), wanted


def walked(tag: object):  # type: ignore[no-untyped-def]
    """Every structure element under one, in reading order."""
    if isinstance(tag, pypdf.generic.DictionaryObject):
        yield tag
        kids = tag.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from walked(kid.get_object() if hasattr(kid, "get_object") else kid)


def test_what_people_wrote_is_marked_with_its_language(briefing: Briefing) -> None:
    """The decision is in Finnish; a Swedish reader's program must read its people's words as Finnish."""
    document = made(briefing, "sv")
    page = page_of(web_page.html_of(document))
    assert ("html", {"lang": "sv"}) in page.tags
    assert any(tag == "span" and marks.get("lang") == "fi" for tag, marks in page.tags)
    languages = {mark.get(qn("w:val")) for mark in opened(word.docx_of(document)).element.body.iter(qn("w:lang"))}
    assert "fi-FI" in languages
    root = pypdf.PdfReader(io.BytesIO(pdf.pdf_of(document))).trailer["/Root"].get_object()
    assert "fi" in {str(tag["/Lang"])[:2] for tag in walked(root["/StructTreeRoot"].get_object()) if "/Lang" in tag}


def test_the_pictures_of_word_have_their_texts(briefing: Briefing) -> None:
    document = made(briefing)
    told = [shape._inline.docPr.get("descr") for shape in opened(word.docx_of(document)).inline_shapes]
    assert told == [block.alt for block in document.blocks if isinstance(block, Bars)]


def test_the_first_part_is_at_most_four_pages(briefing: Briefing) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.pdf_of(made(briefing))))
    first = next(n for n, page in enumerate(reader.pages) if "Liite: arviointi kokonaan" in page.extract_text())
    assert 1 <= first <= 4


def test_hostile_words_stay_words(briefing: Briefing) -> None:
    page = page_of(web_page.html_of(made(briefing)))
    assert {"script", "img", "iframe"} & {tag for tag, _ in page.tags} == set()
    assert [marks for _, marks in page.tags if any(name.startswith("on") for name in marks)] == []


# ------------------------------------------------------------------ tables as data


def test_every_table_is_in_the_archive_as_csv_and_json(briefing: Briefing) -> None:
    document = made(briefing)
    wanted = [block for block in document.blocks if isinstance(block, Table)]
    archive = zipfile.ZipFile(io.BytesIO(tables.zip_of(document)))
    told = json.loads(archive.read("tables.json"))
    assert [one["caption"] for one in told] == [table.caption for table in wanted]
    for number, (table, one) in enumerate(zip(wanted, told, strict=True), 1):
        rows = [[plain(cell) for cell in row] for row in (table.header, *table.rows)]
        assert [one["header"], *one["rows"]] == rows
        read = list(csv.reader(io.StringIO(archive.read(f"{number:02}.csv").decode("utf-8-sig")), delimiter=";"))
        assert [[cell.removeprefix("'") for cell in row] for row in read] == rows
        assert not any(cell[:1] in "=+-@" and cell for row in read for cell in row)


def test_the_same_briefing_gives_the_same_files(briefing: Briefing) -> None:
    assert tables.zip_of(made(briefing)) == tables.zip_of(made(briefing))
    assert pdf.pdf_of(made(briefing)) == pdf.pdf_of(made(briefing))


def test_residents_who_were_not_asked_are_told_with_the_reason(briefing: Briefing) -> None:
    silent = briefing.model_copy(update={"release": None, "no_input_reason": "Kysely on tulossa."})
    said = words_of_html(web_page.html_of(made(silent)))
    assert "Asukkailta ei ole kysytty" in said
    assert "Kysely on tulossa." in said
    assert not any(isinstance(block, Bars) for block in made(silent).blocks)


def test_no_block_is_empty(briefing: Briefing) -> None:
    for block in made(briefing).blocks:
        if isinstance(block, Paragraph):
            assert plain(block.text)
        if isinstance(block, Items):
            assert block.texts
            assert all(plain(text) for text in block.texts)
