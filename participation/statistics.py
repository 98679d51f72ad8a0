"""Tables of statistics: JSON-stat 2, or a CSV or a sheet whose last column is the number.

The other columns say what each number is of. A missing value is missing and never 0, and nothing is summed.
Source: resident-input design, sections 2 and 9.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from locales import N_, Message
from participation import jsonstat
from participation.columns import tables
from participation.guards import Limits, base_name
from participation.jsonstat import Dataset, Dimension
from participation.problems import Findings, refusal
from participation.records import NO_ROWS, is_workbook

MOST_CATEGORIES = 2_000
TOO_FEW_COLUMNS = N_("The table needs at least two columns: what the number is of, and the number in the last one.")
SEVERAL_SHEETS = N_("The workbook has several sheets. Leave one of them in the file.")
NOT_WHOLE = N_("The value is not a whole number. The last column holds the number of residents.")
NOT_NUMBER = N_("The value is not a number, or it could be read in two ways. Write it as 1250 or 12,5.")
REPEATED = N_("An earlier row has the same values. Leave one of the rows.")
TOO_MANY_CATEGORIES = N_("The column has more than {limit} different values. Choose a smaller part of the table.")


def read(files: Mapping[str, bytes], limits: Limits, *, whole: bool = False) -> Dataset:
    """The table of one guarded file; `whole`: its numbers count something and are whole and not negative.

    Raises `Refused` when it is no such table.
    """
    name = next(iter(files), "–")
    if base_name(name).strip().lower().endswith(".json"):
        return jsonstat.read(name, files[name], limits)
    return _of_table(name, files, limits, whole)


def _of_table(name: str, files: Mapping[str, bytes], limits: Limits, whole: bool) -> Dataset:
    found = tables(files, limits)
    if len(found) > 1:
        raise refusal(name, Message(SEVERAL_SHEETS))
    records = found[0]
    if len(records.header) < 2:
        raise refusal(name, Message(TOO_FEW_COLUMNS))
    if not records.rows:
        raise refusal(name, Message(NO_ROWS))
    last = len(records.header) - 1
    findings = Findings()
    values: dict[tuple[str, ...], float | None] = {}
    for row, cells in records.rows:
        key = tuple(cell.strip() for cell in cells[:last])
        value = number(cells[last], whole=whole, typed=is_workbook(name))
        if key in values:
            findings.add(records.file, row, records.header[0], Message(REPEATED))
        elif value is None and cells[last].strip() not in MISSING:
            findings.add(records.file, row, records.header[last], Message(NOT_WHOLE if whole else NOT_NUMBER))
        values[key] = value
    findings.refuse_if_any()
    dimensions = []
    for place, header in enumerate(records.header[:last]):
        codes = tuple(dict.fromkeys(key[place] for key in values))
        if len(codes) > MOST_CATEGORIES:
            raise refusal(name, Message(TOO_MANY_CATEGORIES, {"limit": MOST_CATEGORIES}))
        dimensions.append(Dimension(header, header, tuple((code, code) for code in codes)))
    if math.prod(len(one.categories) for one in dimensions) > limits.rows:
        raise refusal(name, Message(jsonstat.TOO_MANY, {"limit": limits.rows}))
    shape = Dataset("", "", "", tuple(dimensions), ())
    return Dataset(
        label=records.header[last], source="", updated="", dimensions=tuple(dimensions),
        values=tuple(values.get(key) for key in shape.places()),
    )  # fmt: skip


MISSING = {"", "-", "–", ".", "..", "...", "…"}  # as statistics offices mark what is not there


def number(cell: str, *, whole: bool, typed: bool = False) -> float | None:
    """A number with spaces between thousands and a decimal comma or point; None for what is none.

    "25.000" could be twenty-five or twenty-five thousand, so of whole numbers at most two decimal zeros are taken, and
    of others not exactly three decimals; `typed` are the cells of a workbook, which are numbers there.
    """
    compact = re.sub(r"[\s\u00a0\u202f]", "", cell).replace("\u2212", "-")
    found = (_WHOLE if whole else _TYPED if typed else _DECIMAL).fullmatch(compact)
    return float(found[1].replace(",", ".")) if found else None


_WHOLE = re.compile(r"(\d{1,12})(?:[.,]0{1,2})?")
_TYPED = re.compile(r"(-?\d{1,15}(?:[.,]\d{1,15})?)")
_DECIMAL = re.compile(r"(-?\d{1,12}(?:[.,]\d{1,2}|[.,]\d{4,6})?)")
