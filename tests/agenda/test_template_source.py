"""Decisions from our own template: read as text, and refused with the row and the column of each fault."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest

from agenda import sources
from agenda.sources import Agenda, template
from participation.guards import check
from participation.problems import Problem, Refused
from participation.templates_csv import as_csv, as_xlsx

ROW = {
    "decision_id": "KOI-1",
    "title": "Kirjaston aukiolo",
    "body": "Esitys.",
    "meeting_date": "12.1.2027",
    "meeting_body": "Sivistyslautakunta",
    "item_number": "12 §",
    "register_id": "0012/10.03.02/2027",
    "status": "Vireillä",
    "attachments": "https://kunta.example/1.pdf|https://kunta.example/2.pdf",
    "summary_plain": "Milloin kirjasto on auki.",
    "language": "FI",
}


def table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, template.COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(content: bytes, name: str = "asiat.csv", **answers: str) -> Agenda:
    return sources.read("template", check({name: content}), answers=answers)


def refused(content: bytes, name: str = "asiat.csv") -> tuple[Problem, ...]:
    with pytest.raises(Refused) as caught:
        read(content, name)
    return caught.value.problems


def test_every_column_is_read() -> None:
    (item,) = read(table(ROW)).items
    assert (item.source_id, item.title, item.text) == ("KOI-1", "Kirjaston aukiolo", "Esitys.")
    assert (item.meeting_date, item.meeting_body, item.item_number) == (
        date(2027, 1, 12), "Sivistyslautakunta", "12 §",
    )  # fmt: skip
    assert (item.register_id, item.status, item.language) == ("0012/10.03.02/2027", "Vireillä", "fi")
    assert item.attachments == ("https://kunta.example/1.pdf", "https://kunta.example/2.pdf")
    assert item.summary == "Milloin kirjasto on auki."


def test_two_columns_are_enough_and_the_language_is_finnish() -> None:
    (item,) = read(b"decision_id;title\n7;Uimahalli\n").items
    assert (item.source_id, item.title, item.language, item.meeting_date, item.attachments) == (
        "7", "Uimahalli", "fi", None, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("decision_id", "", "empty"),
        ("decision_id", "a;b<script>", "may hold letters"),
        ("title", "", "empty"),
        ("title", "a" * 501, "longer than 500"),
        ("body", "a" * 10_001, "longer than 10000"),
        ("meeting_date", "ensi viikolla", "not a date"),
        ("meeting_date", "2027-02-30", "not a date"),
        ("attachments", "http://kunta.example/1.pdf", "begin with https"),
        ("attachments", "javascript:alert(1)", "begin with https"),
        ("attachments", "https://user@kunta.example/1.pdf", "begin with https"),
        ("attachments", "https://kunta.example:port/", "begin with https"),
        ("attachments", "https://a b.example/", "begin with https"),
        ("attachments", "https:///1.pdf", "begin with https"),
        ("attachments", "|".join(["https://kunta.example/"] * 51), "more than 50"),
        ("language", "suomi", "must be fi, sv or en"),
        ("summary_plain", "a" * 601, "longer than 600"),
    ],
)
def test_a_fault_is_told_with_its_row_and_column_and_without_its_content(column: str, value: str, reason: str) -> None:
    (problem,) = refused(table(ROW, {**ROW, "decision_id": "KOI-2", column: value}))
    assert (problem.row, problem.column) == (3, column)
    assert reason in problem.line("en")
    assert not value or value not in problem.line("en")


def test_an_id_that_is_there_twice_is_told_with_its_first_row() -> None:
    (problem,) = refused(table(ROW, {**ROW, "decision_id": "koi-1"}))
    assert (problem.row, problem.column) == (3, "decision_id")
    assert "row 2" in problem.line("en")


@pytest.mark.parametrize("column", ["item_number", "register_id"])
def test_a_number_that_a_spreadsheet_made_a_date_of_is_refused(column: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(ROW))
    book.active.append([datetime(2027, 1, 2) if name == column else value for name, value in ROW.items()])
    buffer = io.BytesIO()
    book.save(buffer)
    (problem,) = refused(buffer.getvalue(), "asiat.xlsx")
    assert problem.column == column
    assert "made a date" in problem.line("en")


def test_a_date_of_a_meeting_may_be_a_spreadsheets_own() -> None:
    book = openpyxl.Workbook()
    book.active.append(list(ROW))
    book.active.append([datetime(2027, 1, 12) if name == "meeting_date" else value for name, value in ROW.items()])
    buffer = io.BytesIO()
    book.save(buffer)
    assert read(buffer.getvalue(), "asiat.xlsx").items[0].meeting_date == date(2027, 1, 12)


def test_letters_that_may_be_wrong_are_asked_about() -> None:
    content = table({**ROW, "title": "Päätös"}).decode().encode("cp1252")
    asked = read(content)
    assert [question.id for question in asked.questions] == ["encoding"]
    assert read(content, encoding="right").items[0].title == "Päätös"


@pytest.mark.parametrize("name", ["asiat.csv", "asiat.xlsx"])
def test_the_empty_template_holds_nothing_and_its_example_row_is_left_out(name: str) -> None:
    made = as_csv(template.TEMPLATE) if name.endswith("csv") else as_xlsx(template.TEMPLATE, "decisions")
    assert "nothing under the header" in refused(made, name)[0].line("en")
    if name.endswith("csv"):
        filled = read(made + b"7;Uimahalli;;;;;;;;;\r\n")
        assert (filled.examples, len(filled.items)) == (1, 1)


def test_the_cells_of_the_template_are_text_so_that_no_date_is_made_of_them() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(template.TEMPLATE, "decisions"))).worksheets[0]
    assert {cell.number_format for row in sheet.iter_rows(min_row=2, max_row=500) for cell in row} == {"@"}


def test_unknown_columns_are_named_and_dropped() -> None:
    found = read(b"decision_id;title;Esittelij\xc3\xa4\n7;Uimahalli;Aino Virtanen\n")
    assert found.dropped == ("Esittelijä",)
    assert "Virtanen" not in repr(found)
