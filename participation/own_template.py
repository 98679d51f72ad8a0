"""Files of our own templates: one table with the columns of a template, and its example row left out.

Source: resident-input design, sections 2.1, 2.5 and 2.6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from locales import N_, Message
from participation import columns
from participation.columns import Columns
from participation.guards import Limits
from participation.problems import Findings, Refused, refusal, shown_name
from participation.records import MISSING, NO_ROWS, Records, day, folded


def own_template(
    files: Mapping[str, bytes],
    required: Sequence[str],
    optional: Sequence[str],
    example: Mapping[str, str],
    limits: Limits,
) -> tuple[Records, tuple[str, ...], int]:
    """The table that has the columns of one of our own templates, the names of its other columns, and whether the
    template's own example row was left out (0 or 1, or more when it was copied).

    Raises `Refused` when a required column is missing, when several sheets have them all, or nothing is under the
    header.
    """
    found = columns.tables(files, limits)
    fitting = [one for one in found if all(one.at(column) is not None for column in required)]
    if len(fitting) > 1:
        what = N_("Several sheets could be the right one: {sheets}. Leave one of them in the file.")
        raise refusal(fitting[0].file, Message(what, {"sheets": _sheet_names(fitting)}))
    if not fitting:
        raise _lacking(found, required)
    records = fitting[0]
    known = {*required, *optional}
    dropped = tuple(name for name in records.header if folded(name) not in known)
    rows = tuple(row for row in records.rows if not _is_example(records, row[1], example))
    if not rows:
        raise refusal(records.file, Message(NO_ROWS))
    left_out = len(records.rows) - len(rows)
    kept = Records(
        records.file, records.sheet, records.encoding, records.header_row, records.header, rows, records.turned
    )
    return kept, dropped, left_out


def _lacking(found: Sequence[Columns], required: Sequence[str]) -> Refused:
    """The columns that are missing from the sheet that has most of them."""
    nearest = max(found, key=lambda one: sum(one.at(column) is not None for column in required))
    if len(found) > 1 and all(nearest.at(column) is None for column in required):
        what = N_("No sheet has the columns of the template. Sheets found: {sheets}.")
        return refusal(nearest.file, Message(what, {"sheets": _sheet_names(found)}))
    findings = Findings()
    for column in required:
        if nearest.at(column) is None:
            findings.add(nearest.file, nearest.header_row, column, Message(MISSING))
    return Refused(findings.problems, findings.total)


def _sheet_names(found: Sequence[Columns]) -> str:
    return ", ".join(shown_name(one.sheet or "–") for one in found[:10])


def _is_example(records: Columns, cells: Sequence[str], example: Mapping[str, str]) -> bool:
    """Whether the row is the one that every empty template holds to show how it is filled in."""
    places = {column: records.at(column) for column in example}
    return all(_same(cells[place], example[column]) for column, place in places.items() if place is not None)


def _same(cell: str, shown: str) -> bool:
    """A spreadsheet writes the date of the example in its own way."""
    return folded(cell) == folded(shown) or (day(shown) is not None and day(cell) == day(shown))
