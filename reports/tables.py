"""Every table of a document on its own: as CSV for a spreadsheet and as JSON for a program, in one archive."""

from __future__ import annotations

import csv
import io
import json
import zipfile

from participation.guards import safe_cell
from reports.document import Document, Table, plain

MIME = "application/zip"
_ANY_DAY = (2000, 1, 1, 0, 0, 0)  # the same tables give the same archive


def zip_of(document: Document) -> bytes:
    """`01.csv` … in the order of the document, and `tables.json` with their captions, headings and rows."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, table in enumerate(tables, 1):
            archive.writestr(zipfile.ZipInfo(f"{number:02}.csv", _ANY_DAY), csv_of(table))
        archive.writestr(zipfile.ZipInfo("tables.json", _ANY_DAY), json_of(tables))
    return buffer.getvalue()


def csv_of(table: Table) -> bytes:
    """UTF-8 with a byte-order mark and semicolons, as Finnish spreadsheets open it; no cell can act as a formula."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    for row in (table.header, *table.rows):
        rows.writerow([safe_cell(plain(cell)) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def json_of(tables: list[Table]) -> bytes:
    told = [
        {
            "caption": table.caption,
            "header": [plain(cell) for cell in table.header],
            "rows": [[plain(cell) for cell in row] for row in table.rows],
        }
        for table in tables
    ]
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
