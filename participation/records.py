"""A delimited file or an XLSX sheet as text cells with record numbers, the same for every adapter of tables.

Every cell is text. What a spreadsheet made of a cell on its own (a date out of `1-2`, a formula, an error) is marked,
and an adapter that needs the cell says so to the person. One leading apostrophe is taken away as in any import.

Source: resident-input design, section 2 ("All of them") and section 3.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Any, Literal, Protocol

import openpyxl
import python_calamine

from locales import N_, Message
from participation.adapters import Question, Sample
from participation.guards import Limits, base_name, check_xlsx, strip_apostrophe, text_of
from participation.problems import Findings, Refused, refusal, shown_name

# A warning of openpyxl repeats the value of the cell it is about, and a log must not.
warnings.filterwarnings("ignore", module=r"openpyxl\.")

Turned = Literal["date", "formula", "error"]

DELIMITERS = ";,\t"
LAST_ROW = 1_048_576  # of any spreadsheet
MOST_OTHER_ELEMENTS = 50_000  # of a workbook outside its sheets and texts, which openpyxl reads slowest
WIDEST_ROW = 100_000  # marks of one row's elements: 16,384 cells of a whole spreadsheet are fewer
NAMELESS = "#"  # with its place, the name of a column without one
SAMPLES = 3
SAMPLE_SHOWN = 60  # characters

NO_HEADER = N_("The file has no rows. Give a file with a header row and the answers under it.")
NO_ROWS = N_("There is nothing under the header row. Fill in the rows and try again.")
ONE_FILE = N_("Give this one file alone.")
MISSING = N_("The column is missing. Take the empty template and copy the rows into it.")
BAD_ROW = N_("The row has {found} fields and the header {expected}. Export the file again.")
UNREADABLE_ROW = N_("The row cannot be read because of its quotation marks. Export the file again.")
TOO_MANY_ROWS = N_("There are more than {limit} rows. Export a smaller part.")
TOO_MANY_COLUMNS = N_("There are more than {limit} columns. Export a smaller part.")
TOO_MANY_CELLS = N_("There are more than {limit} cells. Leave out the columns that are not needed.")
TOO_LONG = N_("The text is longer than {limit} characters. Shorten it.")
UNREADABLE_BOOK = N_("The workbook cannot be read. Save it again as XLSX in a spreadsheet.")
TOO_MUCH_MARKUP = N_("The workbook is too large to be read. Save the sheet as CSV.")
EMPTY = N_("The cell is empty. Fill it in, or delete the whole row.")
BAD_DAY = N_("The value is not a date. Write it as 2025-03-14 or 14.3.2025.")
BAD_DECISION = N_("The decision's id may hold letters, digits, dots, slashes and hyphens, at most 60. Correct it.")
DECISION_ID = re.compile(r"(?=.*[^\W_])[\w./: -]{1,60}")
TURNED: Mapping[Turned, str] = {
    "date": N_("A spreadsheet has made a date of the value. Format the column as text and write the value again."),
    "formula": N_("The cell holds a formula. Put its value in its place."),
    "error": N_("The cell holds an error of the spreadsheet. Correct it."),
}


@dataclass(frozen=True)
class Grid:
    """One visible sheet of a workbook as it stands: the rows that are not blank, and the cells that were turned."""

    sheet: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    turned: Mapping[tuple[int, int], Turned]


@dataclass(frozen=True)
class Records:
    """One table of text cells.

    sheet     name of the sheet, None in a delimited file
    encoding  what a delimited file was read with, None in a workbook
    header    the columns' names, trimmed; repeated ones are numbered, nameless ones are named by their place
    rows      record number (as a spreadsheet shows it) and as many cells as there are columns; blank rows are left out
    turned    the cells that a spreadsheet made something else of, by record number and position of the column
    """

    file: str
    sheet: str | None
    encoding: str | None
    header_row: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    turned: Mapping[tuple[int, int], Turned]

    def at(self, column: str) -> int | None:
        """The position of a column by its name, trimmed and case-folded."""
        wanted = folded(column)
        return next((place for place, name in enumerate(self.header) if folded(name) == wanted), None)

    def column(self, position: int) -> list[str]:
        """Every cell of one column, in the order of the rows."""
        return [cells[position] for _, cells in self.rows]


class Named(Protocol):
    """A table, as far as it can be spoken of."""

    @property
    def file(self) -> str: ...
    @property
    def encoding(self) -> str | None: ...


def tables(files: Mapping[str, bytes], limits: Limits) -> tuple[Records, ...]:
    """The only table of a delimited file, or the visible sheets of a workbook that hold anything.

    Raises `Refused` when there is not exactly one file, when the file holds nothing, when no delimiter gives every
    record as many fields as the header, or when a limit is passed.
    """
    if len(files) != 1:
        raise refusal(next(iter(files), "–"), Message(ONE_FILE))
    name, content = next(iter(files.items()))
    found = _workbook(name, content, limits) if is_workbook(name) else (_delimited(name, content, limits),)
    if not found:
        raise refusal(name, Message(NO_HEADER))
    return found


def grids(files: Mapping[str, bytes], limits: Limits) -> tuple[str, tuple[Grid, ...]]:
    """The workbook's name and its visible sheets, for sources whose sheets are no plain tables.

    Raises `Refused` when there is not exactly one workbook, when it cannot be read, or when a limit is passed.
    """
    name, content = next(iter(files.items()), ("–", b""))
    if len(files) != 1:
        raise refusal(name, Message(ONE_FILE))
    if not is_workbook(name):
        raise refusal(name, Message(N_("The file is not a workbook. Give it as XLSX.")))
    return name, _grids(name, content, limits)


def fields(
    records: Records, columns: Sequence[str], findings: Findings, *, dates: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each record as trimmed cells by column name; a column that the table lacks is empty.

    Cells that a spreadsheet turned go to `findings` and are empty, unless they are dates in one of the `dates` columns.
    """
    places = {column: records.at(column) for column in columns}
    for number, cells in records.rows:
        found = {column: "" if place is None else cells[place].strip() for column, place in places.items()}
        for column, place in places.items():
            mark = None if place is None else records.turned.get((number, place))
            if mark is not None and not (mark == "date" and column in dates):
                findings.add(records.file, number, column, Message(TURNED[mark]))
                found[column] = ""
        yield number, found


def is_empty(records: Records, number: int, column: str, cells: Mapping[str, str]) -> bool:
    """Whether a cell has nothing in it; one that a spreadsheet turned has been told of by `fields`."""
    place = records.at(column)
    return not cells[column] and (place is None or (number, place) not in records.turned)


def numbered(names: Iterable[str]) -> tuple[str, ...]:
    """Names that differ from each other: the second "Why?" becomes "Why? (2)"."""
    taken: set[str] = set()
    header = []
    for name in names:
        unique, repeat = name, 1
        while folded(unique) in taken:
            repeat += 1
            unique = f"{name} ({repeat})"
        taken.add(folded(unique))
        header.append(unique)
    return tuple(header)


def is_workbook(name: str) -> bool:
    return base_name(name).strip().lower().endswith(".xlsx")


def folded(text: str) -> str:
    """A header or a value for comparing: trimmed, case-folded, with single spaces and plain dashes."""
    return re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(text.split())).casefold()


def whole(cell: str) -> int | None:
    """A whole number that is not negative; `6,0` and `6.0` are 6. None for anything else."""
    match = _WHOLE.fullmatch(cell.strip())
    return int(match[1]) if match else None


def day(cell: str) -> date | None:
    """The date of an ISO date or of `d.m.yyyy`, with or without a time of day. None for anything else."""
    cell = cell.strip()
    match = _ISO_DAY.fullmatch(cell) or _FINNISH_DAY.fullmatch(cell)
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    except ValueError:
        return None


_WHOLE = re.compile(r"(\d{1,9})(?:[.,]0{1,6})?", re.ASCII)
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,9})?"
_ISO_DAY = re.compile(
    rf"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?:(?:T| +){_CLOCK}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?", re.ASCII
)
_FINNISH_DAY = re.compile(
    rf"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>(?:19|20)\d\d)(?:,? +(?:(?:klo|kl\.?) )?{_CLOCK})?", re.ASCII
)


# What a file cannot tell


def sheet_names(name: str, content: bytes, limits: Limits) -> tuple[str, ...] | None:
    """The names of a workbook's visible sheets without reading what they hold; None when they cannot be told so.

    Raises `Refused` when the workbook does not pass the guards.
    """
    check_xlsx(name, content, limits)
    try:
        found = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheets_metadata
    except (python_calamine.CalamineError, ValueError, OSError):
        return None
    return tuple(one.name for one in found if one.visible == python_calamine.SheetVisibleEnum.Visible)


def ask_encoding(records: Named, words: Iterable[str], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """cp1252 fits nearly any bytes, so a person looks at some of the `words` whether the letters came out right.

    Raises `Refused` when the answer is that they are wrong.
    """
    if records.encoding != "cp1252" or answers.get("encoding") == "right":
        return ()
    strange = list(islice(dict.fromkeys(sample(word) for word in words if not word.isascii()), SAMPLES))
    if not strange:
        return ()
    if answers.get("encoding") == "wrong":
        raise refusal(records.file, Message(N_("The text cannot be read. Save the file as UTF-8 and try again.")))
    return (
        Question(
            "encoding",
            Message(N_("The file is not in UTF-8. Do å, ä and ö look right in these words?")),
            (("right", Message(N_("The letters are right"))), ("wrong", Message(N_("The letters are wrong")))),
            tuple(Sample(word) for word in strange),
        ),
    )


def ask_decision(records: Records, named: Mapping[int, str], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Whether the decisions that the rows name are the right ones; `named` is the name by record number.

    The answer `decision` holds the names that are right, separated by commas. A screen that knows them gives them
    beforehand and nobody is asked. Raises `Refused` when a row names any other decision.
    """
    given = answers.get("decision")
    found = list(dict.fromkeys(named.values()))
    if not found:
        return ()
    if given is None:
        names = ",".join(found)
        asked = N_("The file says that it is about the decision {names}. Is that right?")
        return (
            Question(
                "decision",
                Message(asked, {"names": ", ".join(found)}),
                ((names, Message(N_("Yes, it is right"))), ("-", Message(N_("No, it is another decision")))),
            ),
        )
    right = {folded(name) for name in given.split(",")}
    findings = Findings()
    for number, name in named.items():
        if folded(name) not in right:
            what = N_(
                "There is no such decision here. Correct the decision's id, or bring the file to its own decision."
            )
            findings.add(records.file, number, "decision_id", Message(what))
    findings.refuse_if_any()
    return ()


def sample(words: str) -> str:
    """Some words of the file on one line, cut to a length that fits a question."""
    shown = shown_name(" ".join(words.split()))
    return shown if len(shown) <= SAMPLE_SHOWN else shown[: SAMPLE_SHOWN - 1] + "…"


# Delimited files


def _delimited(name: str, content: bytes, limits: Limits) -> Records:
    encoding = text_of(name, content)[1]
    # Some programs tell the delimiter in a line of its own, which a spreadsheet does not show.
    told = TOLD_DELIMITER.match(_decoded(content[:64], encoding))

    def lines() -> Iterator[str]:
        stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
        if told:
            stream.readline()
        return iter(stream)

    delimiter = told[1] if told else _delimiter(lines)
    findings = Findings()
    rows: list[tuple[int, tuple[str, ...]]] = []
    cells = 0
    for number, record in _parsed(name, lines(), delimiter, findings):
        if rows and len(record) != len(rows[0][1]):
            params = {"found": len(record), "expected": len(rows[0][1])}
            findings.add(name, number, None, Message(BAD_ROW, params))
            continue
        cells += len(record)
        _check_shape(name, number, len(record), len(rows), cells, limits.csv_cells, limits)
        rows.append((number, tuple(record)))
    findings.refuse_if_any()
    return _records(name, None, encoding, rows, {}, limits)


TOLD_DELIMITER = re.compile(r'"?sep=([;,\t|])"?\r?\n', re.IGNORECASE)


def _decoded(start: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(start)


def _parsed(file: str, lines: Iterator[str], delimiter: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, with their numbers.

    One that is not proper CSV goes to `findings` and is the last.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader, None)
        except csv.Error:
            findings.add(file, number, None, Message(UNREADABLE_ROW))
            return
        if record is None:
            return
        if any(cell and not cell.isspace() for cell in record):
            yield number, record


def _delimiter(lines: Callable[[], Iterator[str]]) -> str:
    """The delimiter that gives all records as many fields, the more the better.

    When none does, the one that gives the header most fields: then the records that differ from it are told.
    """
    widths = {mark: _width(lines(), mark) for mark in DELIMITERS}
    even = {mark: header for mark, (header, all_alike) in widths.items() if all_alike and header > 1}
    best = even or {mark: header for mark, (header, _) in widths.items()}
    return max(best, key=lambda mark: best[mark])


def _width(lines: Iterator[str], delimiter: str) -> tuple[int, bool]:
    """The number of fields in the header, and whether all other records have as many."""
    findings = Findings()
    header = 0
    for _, record in _parsed("", lines, delimiter, findings):
        header = header or len(record)
        if len(record) != header:
            return header, False
    return header, not findings.total


# Workbooks


def _workbook(name: str, content: bytes, limits: Limits) -> tuple[Records, ...]:
    """The visible sheets that hold anything, in their order."""
    return tuple(
        _records(name, grid.sheet, None, grid.rows, grid.turned, limits) for grid in _grids(name, content, limits)
    )


def _grids(name: str, content: bytes, limits: Limits) -> tuple[Grid, ...]:
    check_xlsx(name, content, limits)
    try:
        check_markup(name, content, limits)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            found = []
            cells = 0
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                rows, turned, read = _sheet(name, sheet, cells, limits)
                cells += read
                if rows:
                    found.append(Grid(sheet.title, tuple(rows), turned))
        finally:
            book.close()
    except Refused:
        raise
    except Exception as fault:  # openpyxl raises whatever its own parts raise
        raise refusal(name, Message(UNREADABLE_BOOK)) from fault
    return tuple(found)


def check_markup(name: str, content: bytes, limits: Limits) -> None:
    """Counts the elements of each part before openpyxl takes microseconds and hundreds of bytes for each of them.

    It keeps a whole row in memory, so a row may not be longer than any spreadsheet writes it.
    """
    # A cell is two or three elements.
    most = {"sheets": 5 * limits.sheet_cells // 2, "texts": limits.sheet_cells, "rest": MOST_OTHER_ELEMENTS}
    elements = dict.fromkeys(most, 0)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            part = archive.read(member)
            kind = "rest"
            if member.filename.startswith("xl/worksheets/"):
                kind = "sheets"
            elif member.filename == "xl/sharedStrings.xml":
                kind = "texts"
            elements[kind] += part.count(b"<") - part.count(b"</")
            starts = [found.start() for found in _ROW.finditer(part)] if kind == "sheets" else []
            rows = pairwise([*starts, len(part)])
            if elements[kind] > most[kind] or any(
                end - start > WIDEST_ROW and part.count(b"<", start, end) > WIDEST_ROW for start, end in rows
            ):
                raise refusal(name, Message(TOO_MUCH_MARKUP))


_ROW = re.compile(rb"<(?:[^\s<>/!?:]+:)?row\b")


def _sheet(
    name: str, sheet: Any, before: int, limits: Limits
) -> tuple[list[tuple[int, tuple[str, ...]]], dict[tuple[int, int], Turned], int]:
    """The rows that are not blank, the cells that were turned, and the number of cells read."""
    # The size that a file tells of itself may be wrong, and openpyxl would fill it with empty cells.
    sheet.reset_dimensions()
    rows: list[tuple[int, tuple[str, ...]]] = []
    turned: dict[tuple[int, int], Turned] = {}
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > LAST_ROW:
            raise refusal(name, Message(TOO_MANY_ROWS, {"limit": LAST_ROW}))
        cells += len(row)
        _check_shape(name, number, 0, len(rows), before + cells, limits.sheet_cells, limits)
        values = [_cell(cell) for cell in row]
        while values and values[-1] == ("", None):
            values.pop()
        _check_shape(name, number, len(values), len(rows), 0, limits.sheet_cells, limits)
        # Formulas are often filled in far below the answers, and a row of nothing else is blank.
        if any((text and not text.isspace()) or mark == "error" for text, mark in values):
            rows.append((number, tuple(text for text, _ in values)))
            turned |= {(number, place): mark for place, (_, mark) in enumerate(values) if mark is not None}
    return rows, turned, cells


def _cell(cell: Any) -> tuple[str, Turned | None]:
    """A cell as text, and what the spreadsheet made of it. Formulas and errors have no text of their own."""
    if cell.value is not None and cell.data_type == "f":
        return "", "formula"
    if cell.value is not None and cell.data_type == "e":
        return "", "error"
    return text_of_cell(cell.value)


def text_of_cell(value: object) -> tuple[str, Turned | None]:
    """The value of a cell as text, and whether a spreadsheet has made a date of it."""
    if value is None:
        return "", None
    if isinstance(value, str):
        return value, None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, int):
        return str(value), None
    if isinstance(value, float):
        if math.isfinite(value) and value.is_integer() and abs(value) < 1e15:
            return str(int(value)), None
        return format(value, ".15g"), None
    if isinstance(value, datetime):
        return (value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")), "date"
    if isinstance(value, date | time | timedelta):
        return str(value), "date"
    return "", "error"


# Any table


def _check_shape(name: str, number: int, width: int, rows: int, cells: int, most_cells: int, limits: Limits) -> None:
    if width > limits.columns:
        raise refusal(name, Message(TOO_MANY_COLUMNS, {"limit": limits.columns}), row=number)
    if rows > limits.rows:  # the header is one of them
        raise refusal(name, Message(TOO_MANY_ROWS, {"limit": limits.rows}), row=number)
    if cells > most_cells:
        raise refusal(name, Message(TOO_MANY_CELLS, {"limit": most_cells}))


def _records(
    name: str,
    sheet: str | None,
    encoding: str | None,
    rows: Sequence[tuple[int, tuple[str, ...]]],
    turned: Mapping[tuple[int, int], Turned],
    limits: Limits,
) -> Records:
    """Rows of cells as records: the first is the header, a column without name and content is left out."""
    if not rows:
        raise refusal(name, Message(NO_HEADER))
    width = max(len(cells) for _, cells in rows)
    marked = {place for _, place in turned}
    kept = [place for place in range(width) if place in marked or any(_has(cells, place) for _, cells in rows)]
    header_row, names = rows[0]
    header = numbered([name_of(names, place) for place in kept])
    findings = Findings()
    body = []
    for number, cells in rows[1:]:
        full = cells  # as it is, when nothing changes: a large file is not held twice
        if len(kept) < width or len(cells) < width or any(cell[:1] == "'" for cell in cells):
            full = tuple(strip_apostrophe(cells[place]) if place < len(cells) else "" for place in kept)
        if max(map(len, full)) > limits.cell:
            for column, cell in zip(header, full, strict=True):
                if len(cell) > limits.cell:
                    findings.add(name, number, column, Message(TOO_LONG, {"limit": limits.cell}))
        body.append((number, full))
    findings.refuse_if_any()
    at = {place: position for position, place in enumerate(kept)}
    marks = {(number, at[place]): mark for (number, place), mark in turned.items() if place in at}
    return Records(name, sheet, encoding, header_row, header, tuple(body), marks)


def _has(cells: Sequence[str], place: int) -> bool:
    return place < len(cells) and bool(cells[place]) and not cells[place].isspace()


def name_of(names: Sequence[str], place: int) -> str:
    """A column's name on one line; a nameless one is named by its place in the file."""
    name = strip_apostrophe(names[place]) if place < len(names) else ""
    return " ".join(name.split()) or f"{NAMELESS}{place + 1}"
