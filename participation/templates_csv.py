"""Empty templates of our own formats with one example row, to be filled in with any spreadsheet.

An adapter leaves out the example row when somebody forgets it. The cells of the XLSX are formatted as text, so that
the spreadsheet makes no dates of them. Source: resident-input design, sections 2.5 and 2.6.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from participation.adapters import evening, statements
from participation.guards import safe_cell

MADE = datetime(2025, 1, 1)  # equal templates give equal bytes, so their files carry no time of their own
ROWS_AS_TEXT = 1_000
CORE = "docProps/core.xml"


@dataclass(frozen=True)
class Template:
    """The columns of a format in order, and a row that shows how they are filled in."""

    columns: tuple[str, ...]
    example: Mapping[str, str]


TEMPLATES: Mapping[str, Template] = {
    "evening": Template(evening.COLUMNS, evening.EXAMPLE),
    "statements": Template(statements.COLUMNS, statements.EXAMPLE),
}


def template_csv(kind: str) -> bytes:
    """A template as CSV: UTF-8 with a byte order mark and semicolons, as a Finnish spreadsheet opens it.

    Raises `KeyError` when there is no such template.
    """
    return as_csv(TEMPLATES[kind])


def template_xlsx(kind: str) -> bytes:
    """A template as a workbook of one sheet.

    Raises `KeyError` when there is no such template.
    """
    return as_xlsx(TEMPLATES[kind], kind)


def as_csv(template: Template) -> bytes:
    """A template as CSV, as in `template_csv`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(template.columns)
    writer.writerow([safe_cell(template.example[column]) for column in template.columns])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(template: Template, name: str) -> bytes:
    """A template as a workbook of one sheet with this name."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    sheet.freeze_panes = "A2"
    for place, column in enumerate(template.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 24
        for row in range(1, ROWS_AS_TEXT + 1):
            sheet.cell(row, place).number_format = "@"
        header, example = sheet.cell(1, place, column), sheet.cell(2, place)
        header.font = Font(bold=True)
        example.value = template.example[column]
        example.data_type = "s"  # never a formula, whatever it begins with
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_times(buffer.getvalue(), book)


def _without_times(content: bytes, book: openpyxl.Workbook) -> bytes:
    """The same workbook with a fixed time in place of the moment of writing."""
    book.properties.created = book.properties.modified = MADE
    core = openpyxl.xml.functions.tostring(book.properties.to_tree())
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, core if member.filename == CORE else old.read(member))
    return buffer.getvalue()
