"""An assessment as a document says what the page says: in Word, PDF, HTML and CSV, filled in and blank."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pypdf
import pytest
from docx.oxml.ns import qn

from assessment.case import Alternative
from assessment.sentences import sentence
from assessment.wording import Wording
from reports import instrument, matrix, pdf, web_page, word
from reports.document import Document, Entry, Heading, Remark, Table
from tests.assessment.cases import INSTRUMENTS
from tests.reports.cases import EFFECTS, MADE_ON, matter
from tests.reports.reading import opened, page_of, squeezed, words_of_docx, words_of_html, words_of_pdf

HOSTILE = '<script>alert(1)</script> #import "x" =cmd|1 & <w:p> $x$ *b* \x07 \ufffe ]]>'
KEPT = '<script>alert(1)</script> #import "x" =cmd|1 & <w:p> $x$ *b*'
GOAL = "basics/b_goal"


def document(answers: dict[str, Any], language: str = "fi", template: str = "eva", **more: Any) -> Document:
    made = matter(answers, template)
    return instrument.filled(made, template, language, author="Koivulahti", made_on=MADE_ON, **more)


FACES = {
    "docx": (word.docx_of, words_of_docx),
    "pdf": (pdf.pdf_of, words_of_pdf),
    "html": (web_page.html_of, words_of_html),
}


# ------------------------------------------------------------------ the same figures everywhere


@pytest.mark.parametrize("face", FACES)
def test_every_answer_and_every_figure_of_the_effects_stands_in_the_document(face: str) -> None:
    make, read = FACES[face]
    said = squeezed(read(make(document(EFFECTS | {GOAL: "Terveet tilat 620 oppilaalle"}))))
    wanted = [
        "Terveet tilat 620 oppilaalle", "112 oppilasta, 1,5–4 km", "−310 000 € vuodessa", "Matkat pitenevät.",
        "Kysytään huoltajilta.", "Sisäilma oireilee 31 prosentilla.", "Kuljetus", "1.8.2027", "Oppilasennuste",
    ]  # fmt: skip
    assert [text for text in wanted if squeezed(text) not in said] == []


@pytest.mark.parametrize("face", FACES)
def test_the_sentence_of_an_effect_is_the_one_the_councillor_reads(face: str) -> None:
    make, read = FACES[face]
    case = matter(EFFECTS).eva
    found = case.cells[("p_health", "VE1")]
    said = sentence(found.area, "VE1", dict(found.values), "fi")
    assert squeezed(said) in squeezed(read(make(document(EFFECTS))))


@pytest.mark.parametrize("face", FACES)
def test_what_residents_or_officials_wrote_stays_text(face: str) -> None:
    make, read = FACES[face]
    said = read(make(document({GOAL: HOSTILE})))
    assert squeezed(KEPT) in squeezed(said)


def test_no_script_runs_in_the_html() -> None:
    page = page_of(web_page.html_of(document({GOAL: HOSTILE})))
    assert "script" not in {tag for tag, _ in page.tags}


@pytest.mark.parametrize("face", FACES)
def test_a_hidden_answer_is_in_no_document(face: str) -> None:
    make, read = FACES[face]
    case = matter({}).eva
    section, asked = next(
        (section, question)
        for section in case.sections
        for question in case.questions(section)
        if question.type == "long_text" and question.visible_if and not case.visible(question.id)
    )
    assert "Salainen syy" not in read(make(document({f"{section.id}/{asked.id}": "Salainen syy"})))


def test_a_matter_that_nobody_has_signed_says_so_first() -> None:
    first = document({}).blocks[0]
    assert getattr(first, "text", "") == "Luonnos, ei vahvistettu"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_foreign_instrument_keeps_its_own_language(language: str) -> None:
    assert instrument.language_of(INSTRUMENTS["crwia"], language) == "en"
    assert instrument.language_of(INSTRUMENTS["eva"], language) == language


# ------------------------------------------------------------------ Word


def test_word_has_real_headings_a_language_and_repeated_table_headers() -> None:
    made = document(EFFECTS, "sv")
    file = opened(word.docx_of(made))
    styles = [p.style.name for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert styles == [f"Heading {block.level}" for block in made.blocks if isinstance(block, Heading)]
    assert file.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "sv-FI"
    assert (file.core_properties.title, file.core_properties.language) == (made.title, "sv-FI")
    tables = [block for block in made.blocks if isinstance(block, Table)]
    assert len(file.tables) == len(tables)
    for table, meant in zip(file.tables, tables, strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == meant.caption


def test_comments_are_words_own_and_stand_at_their_question() -> None:
    remarks = {GOAL: [Remark("Tarkistaja, 3.1.2027", "Mistä tavoite näkyy?")]}
    file = opened(word.docx_of(document({GOAL: "Terveet tilat"}, remarks=remarks)))
    (comment,) = file.comments
    assert (comment.author, comment.text) == ("Tarkistaja, 3.1.2027", "Mistä tavoite näkyy?")
    marked = [p.text for p in file.paragraphs if p._p.find(qn("w:commentRangeStart")) is not None]
    goal = next(q for _, q in INSTRUMENTS["eva"].questions() if q.id == "b_goal")
    assert marked == [goal.text("fi")]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    "key", [GOAL, "matrix/p_health/VE1/impact5", "screening/s_many", "matrix/p_safety/VE2/impact5"]
)
def test_no_comment_is_left_out_wherever_it_was_written(face: str, key: str) -> None:
    make, read = FACES[face]
    content = make(document(EFFECTS, remarks={key: [Remark("Tarkistaja", "Tarkista tämä")]}))
    said = read(content)
    if face == "docx":
        said += "".join(comment.text for comment in opened(content).comments)
    assert "Tarkista tämä" in said


def test_the_docx_is_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(word.docx_of(document(EFFECTS)))) as archive:
        assert archive.testzip() is None


# ------------------------------------------------------------------ PDF


def structure(reader: pypdf.PdfReader) -> list[str]:
    """The kinds of structure elements in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pdf_is_tagged_has_its_language_and_title_and_names_the_standard(language: str) -> None:
    made = document(EFFECTS, language)
    reader = pypdf.PdfReader(io.BytesIO(pdf.pdf_of(made)))
    root = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith(language)
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == made.title
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part>\s*1", xmp)
    assert re.search(r"pdfaid:part>\s*2", xmp)


def test_the_headings_and_headers_of_the_pdf_are_those_of_the_document() -> None:
    made = document(EFFECTS)
    kinds = structure(pypdf.PdfReader(io.BytesIO(pdf.pdf_of(made))))
    assert kinds.count("/H1") == 1
    for level in (1, 2, 3):
        wanted = sum(isinstance(block, Heading) and block.level == level for block in made.blocks)
        assert kinds.count(f"/H{level + 1}") == wanted
    tables = [block for block in made.blocks if isinstance(block, Table)]
    assert kinds.count("/Table") == len(tables)
    assert kinds.count("/TH") >= sum(len(table.header) for table in tables)


# ------------------------------------------------------------------ HTML and CSV


def test_the_html_names_its_language_and_the_scope_of_every_header() -> None:
    page = page_of(web_page.html_of(document(EFFECTS, "sv")))
    assert ("html", {"lang": "sv"}) in page.tags
    assert {attributes.get("scope") for tag, attributes in page.tags if tag == "th"} == {"col", "row"}
    assert [tag for tag, _ in page.tags].count("h1") == 1


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_csv_has_one_row_for_each_effect_and_no_cell_acts_as_a_formula() -> None:
    dangerous = EFFECTS | {"matrix/f_opex/VE1/quantity": "=HYPERLINK(1)"}
    made = matter(dangerous)
    head, *rows = rows_of(matrix.csv_of(made.eva, Wording(made, "fi")))
    assert len(rows) == len(made.eva.cells)
    assert all(len(row) == len(head) for row in rows)
    cells = [text for row in rows for text in row if text]
    assert [text for text in cells if text[0] in "=+@\t"] == []
    assert "'=HYPERLINK(1)" in cells
    assert any("112 oppilasta, 1,5–4 km" in row for row in rows)


def test_an_instrument_without_effects_has_no_csv() -> None:
    made = matter({})
    with pytest.raises(ValueError, match="early-participation"):
        matrix.csv_of(made._case("early-participation", "full", {}), Wording(made, "fi"))


# ------------------------------------------------------------------ blank forms


BLANK = [
    (id, language)
    for id, template in INSTRUMENTS.templates.items()
    if template.sections
    for language in template.template.langs
]


@pytest.mark.parametrize(("id", "language"), BLANK)
def test_a_blank_form_asks_every_question_of_the_instrument(id: str, language: str) -> None:
    made = instrument.blank(INSTRUMENTS, id, language, author="Koivulahti", made_on=MADE_ON)
    asked = {getattr(block, "question", "") for block in made.blocks}
    wanted = {question.text(language) for _, question in INSTRUMENTS[id].questions()}
    assert wanted - asked == set()
    for make, read in FACES.values():
        assert squeezed(made.title) in squeezed(read(make(made)))


# ------------------------------------------------------------------ a large case


def test_a_case_of_every_area_four_alternatives_and_six_groups_is_whole() -> None:
    codes = tuple(Alternative(f"VE{n}", {"fi": f"Vaihtoehto {n}"}) for n in range(5))
    areas = [area for area in INSTRUMENTS["eva"].matrix().areas if not area.from_]  # type: ignore[union-attr]
    groups = list(INSTRUMENTS.library.group_ids())[:6]
    answers: dict[str, Any] = {}
    for n, area in enumerate(areas):
        for code in codes[1:]:
            at = f"matrix/{area.id}/{code.code}"
            answers |= {f"{at}/impact5": (-2, -1, 1, 2)[n % 4], f"{at}/quantity": f"{n * 100 + 7} {code.code}"}
            answers |= {f"{at}/certainty": 2, f"{at}/groups": groups, f"{at}/rationale": "Perustelu " * 20}
    made = instrument.filled(matter(answers, alternatives=codes), "eva", "fi", author="K", made_on=MADE_ON)
    quantities = [value for key, value in answers.items() if key.endswith("/quantity")]
    for make, read in FACES.values():
        said = squeezed(read(make(made)))
        assert [text for text in quantities if squeezed(text) not in said] == []


def test_an_answer_that_is_lost_on_the_way_would_be_seen() -> None:
    """Negative control: the same document without one entry."""
    made = document({GOAL: "Terveet tilat 620 oppilaalle"})
    blocks = [block for block in made.blocks if not (isinstance(block, Entry) and "620" in block.answer)]
    shorter = Document(made.title, made.subtitle, made.language, made.author, made.made_on, blocks)
    for make, read in FACES.values():
        assert "620" not in read(make(shorter))
