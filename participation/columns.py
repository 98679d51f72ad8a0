"""Large tables by columns: each column as its different values and, for every row, which of them it is.

A survey of 100,000 answers has four million cells and few different ones, so what is asked of a value is asked once.
Everything is what `participation.records` gives for the same file. The fast readers take only files of which it is
sure that they mean the same to both, and leave every other, and every fault, to the careful ones.

Source: resident-input design, section 2 ("All of them") and section 3.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import python_calamine
from numpy.typing import NDArray

from participation import records
from participation.guards import UTF_16, Limits, check_xlsx, strip_apostrophe, text_of
from participation.problems import Refused
from participation.records import Records, Turned, folded

Codes = NDArray[np.int32]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """One column: its different texts in the order in which they first come, and the place among them of each row."""

    values: tuple[str, ...]
    codes: Codes

    def __getitem__(self, row: int) -> str:
        return self.values[int(self.codes[row])]

    def counts(self) -> Counter[str]:
        """How many rows have each text."""
        return Counter(self._counted)

    @cached_property
    def _counted(self) -> dict[str, int]:
        found = np.bincount(self.codes, minlength=len(self.values)).tolist()
        return {value: n for value, n in zip(self.values, found, strict=True) if n}

    def where(self, of_value: Sequence[bool]) -> Bools:
        """The rows whose text has a property, told for each different text."""
        return np.asarray(of_value, dtype=bool)[self.codes] if len(self.codes) else np.zeros(0, dtype=bool)

    def blank(self) -> Bools:
        return self._blank.copy()

    @cached_property
    def _blank(self) -> Bools:
        return self.where([not value or value.isspace() for value in self.values])

    def of(self, rows: Bools | NDArray[np.int64]) -> Cells:
        """The column of some of the rows; texts that none of them has are left out."""
        kept = self.codes[rows]
        if len(kept) == len(self.codes) and (kept is self.codes or np.array_equal(kept, self.codes)):
            return self
        used, first = np.unique(kept, return_index=True)
        order = np.argsort(first, kind="stable")
        place = np.zeros(len(self.values), dtype=np.int32)
        place[used[order]] = np.arange(len(used), dtype=np.int32)
        return Cells(tuple(self.values[at] for at in used[order].tolist()), place[kept])


@dataclass(frozen=True)
class Columns:
    """One table. `numbers` are the rows' record numbers as a spreadsheet shows them; the rest is as in `Records`."""

    file: str
    sheet: str | None
    encoding: str | None
    header_row: int
    header: tuple[str, ...]
    numbers: NDArray[np.int64]
    cells: tuple[Cells, ...]
    turned: Mapping[tuple[int, int], Turned]

    def at(self, column: str) -> int | None:
        """The position of a column by its name, trimmed and case-folded."""
        wanted = folded(column)
        return next((place for place, name in enumerate(self.header) if folded(name) == wanted), None)

    @cached_property
    def rows(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Record numbers and cells row by row, for tables of a size to be gone through."""
        texts = [[column.values[code] for code in column.codes.tolist()] for column in self.cells]
        return tuple(zip(self.numbers.tolist(), zip(*texts, strict=True), strict=True))

    def without_first(self, header: tuple[str, ...]) -> Columns:
        """The table without its first row, under another header."""
        rest = np.arange(1, len(self.numbers))
        return replace(
            self, header=header, numbers=self.numbers[1:], cells=tuple(column.of(rest) for column in self.cells)
        )

    def turned_at(self, place: int) -> Iterator[tuple[int, Turned]]:
        """The rows (record numbers) in which a spreadsheet made something else of the column's cell."""
        return ((number, mark) for (number, at), mark in self.turned.items() if at == place)


def tables(files: Mapping[str, bytes], limits: Limits) -> tuple[Columns, ...]:
    """The only table of a delimited file, or the visible sheets of a workbook that hold anything.

    Raises `Refused` as `records.tables` does.
    """
    known = _known.get()
    if known is None:
        return _tables(files, limits)
    key = (*((name, id(content)) for name, content in files.items()), limits)
    if key not in known:
        try:
            known[key] = _tables(files, limits)
        except Refused as refused:
            known[key] = refused
    found = known[key]
    if isinstance(found, Refused):
        raise found
    return found


_known: ContextVar[dict[object, tuple[Columns, ...] | Refused] | None] = ContextVar("known", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """A file that several adapters look at is read once for as long as the block lasts."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def _tables(files: Mapping[str, bytes], limits: Limits) -> tuple[Columns, ...]:
    if len(files) == 1:
        name, content = next(iter(files.items()))
        found = _workbook(name, content, limits) if records.is_workbook(name) else _delimited(name, content, limits)
        if found:
            return found
    return tuple(map(of_records, records.tables(files, limits)))


def of_records(table: Records) -> Columns:
    """The same table by columns."""
    rows = [cells for _, cells in table.rows]
    return Columns(
        file=table.file, sheet=table.sheet, encoding=table.encoding, header_row=table.header_row, header=table.header,
        numbers=np.array([number for number, _ in table.rows], dtype=np.int64),
        cells=tuple(_encoded(column) for column in zip(*rows, strict=True)) if rows else _no_rows(len(table.header)),
        turned=table.turned,
    )  # fmt: skip


def _no_rows(width: int) -> tuple[Cells, ...]:
    return tuple(Cells((), np.zeros(0, dtype=np.int32)) for _ in range(width))


def _encoded(column: Iterable[str]) -> Cells:
    places: dict[str, int] = {}
    codes = np.array([places.setdefault(cell, len(places)) for cell in column], dtype=np.int32)
    return Cells(tuple(places), codes)


# Delimited files


_AT_ONCE = 1 << 18  # bytes
_BLOCK = 1 << 22  # bytes that are parsed at a time


def _delimited(name: str, content: bytes, limits: Limits) -> tuple[Columns, ...]:
    """The table, when the file is so plain that pyarrow and Python's csv read it alike; nothing for any other."""
    encoding = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
    data = content.removeprefix(codecs.BOM_UTF8)
    if content.startswith(UTF_16) or not _is_utf_8(data):
        text, encoding = text_of(name, content)
        data = text.encode()
        del text
    if not data.endswith(b"\n") or data.endswith((b"\n\n", b"\n\r\n")):
        data = data.rstrip(b"\r\n") + b"\n"
    if records.TOLD_DELIMITER.match(data[:64].decode(errors="replace")):
        return ()
    delimiter, header = _under(data)
    blank = not any(name.strip() for name in header)  # then the header is further down
    scanned = _Scanned(data)
    if len(header) < 2 or blank or not scanned.is_plain(delimiter):
        return ()
    cells = _parsed(scanned, delimiter, len(header))
    if cells is None:
        return ()
    rows = len(cells[0].codes) if cells else 0
    numbers = np.arange(2, rows + 2, dtype=np.int64)
    filled = ~np.logical_and.reduce([column.blank() for column in cells])
    if not filled.all():
        numbers, cells = numbers[filled], tuple(column.of(filled) for column in cells)
    size = (len(numbers) + 1) * len(header)
    if len(header) > limits.columns or len(numbers) > limits.rows or size > limits.csv_cells or not len(numbers):
        return ()
    whole = _named(name, None, encoding, 1, header, numbers, cells, {}, limits)
    return (whole,) if whole else ()


def _under(data: bytes) -> tuple[str, list[str]]:
    """The delimiter that gives the header most columns, and those; with none, the header is one column or unreadable.

    Only one that gives every record as many is taken, and then none that gives the header fewer can be the right one.
    """
    found: dict[str, list[str]] = {}
    for mark in records.DELIMITERS:
        stream = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
        try:
            found[mark] = next(csv.reader(stream, delimiter=mark, strict=True), [])
        except csv.Error:
            found[mark] = []
    best = max(found, key=lambda mark: len(found[mark]))
    return best, found[best]


def _is_utf_8(data: bytes) -> bool:
    """Whether the bytes are UTF-8; pyarrow looks faster than Python decodes."""
    whole = pa.Array.from_buffers(
        pa.large_string(), 1, [None, pa.py_buffer(np.array([0, len(data)], dtype=np.int64)), pa.py_buffer(data)]
    )
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _places(seen: NDArray[np.uint8], sign: str) -> NDArray[np.int64]:
    """Where a sign stands; in pieces that stay in the processor's cache."""
    starts = range(0, len(seen), _AT_ONCE)
    found = [np.flatnonzero(seen[at : at + _AT_ONCE] == ord(sign)) + at for at in starts]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


class _Scanned:
    """A file's bytes, and where its line ends and its quotation marks are."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.seen = np.frombuffer(data, dtype=np.uint8)
        self.ends = _places(self.seen, "\n")
        self.marks = _places(self.seen, '"') if b'"' in data else np.zeros(0, dtype=np.int64)

    def is_plain(self, delimiter: str) -> bool:
        """Whether every quotation mark opens or closes a whole cell or is doubled in one, and no line is blank."""
        return not self._has_odd_lines() and self._has_whole_cells(delimiter)

    def _has_odd_lines(self) -> bool:
        if self.data.startswith((b"\n", b"\r")) or b"\0" in self.data:
            return True
        after = self.seen[self.ends[:-1] + 1]
        blank = bool(((after == ord("\n")) | (after == ord("\r"))).any())
        returns = int((self.seen[self.ends - 1] == ord("\r")).sum())
        return blank or returns != self.data.count(b"\r")

    def _has_whole_cells(self, delimiter: str) -> bool:
        if not len(self.marks):
            return True
        if len(self.marks) % 2:
            return False
        outside = np.zeros(256, dtype=bool)
        outside[[ord(delimiter), ord("\n"), ord("\r")]] = True
        opening, closing = self.marks[0::2], self.marks[1::2]
        # A mark doubled inside a cell closes and opens it again at once. The very first of the file may open, too.
        doubled = closing[:-1] + 1 == opening[1:]
        opened = outside[self.seen[opening - 1]] | (opening == 0)
        closed = outside[self.seen[closing + 1]]
        opened[1:] |= doubled
        closed[:-1] |= doubled
        return bool(opened.all() and closed.all())

    def has_lines_in_cells(self) -> bool:
        """Of a plain file: whether a line ends inside a cell, after an opening mark that is still to be closed."""
        return bool((np.searchsorted(self.marks, self.ends) % 2).any())


def _parsed(scanned: _Scanned, delimiter: str, width: int) -> tuple[Cells, ...] | None:
    """The columns under the header; None when a record has another number of fields than the header."""
    names = [str(place) for place in range(width)]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(scanned.data),
            read_options=pa.csv.ReadOptions(column_names=names, block_size=_BLOCK),
            parse_options=pa.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=scanned.has_lines_in_cells(), ignore_empty_lines=False
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())), null_values=[],
                strings_can_be_null=False, check_utf8=False,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return None
    body = table.unify_dictionaries().slice(1)
    return tuple(_of_arrow(body[name]) for name in names)


def _of_arrow(column: pa.ChunkedArray) -> Cells:
    """The column without the texts that only its header had."""
    if not column.num_chunks:
        return Cells((), np.zeros(0, dtype=np.int32))
    codes = np.concatenate([chunk.indices.to_numpy(zero_copy_only=False) for chunk in column.chunks])
    values = column.chunk(0).dictionary.to_pylist()
    if len(codes) and not (codes == 0).any():  # the header comes first
        return Cells(tuple(values[1:]), codes - 1)
    return Cells(tuple(values), codes)


# Workbooks


_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"')
_ANY_CELL = re.compile(rb"<(?:[^\s<>/!?:]+:)?c[\s/>]")
_ROW = re.compile(rb'<row r="([1-9]\d{0,6})"')
_ANY_ROW = re.compile(rb"<(?:[^\s<>/!?:]+:)?row[\s/>]")
_DIMENSION = re.compile(rb"<(?:[^\s<>/!?:]+:)?dimension\b[^>]*>")
_WHOLE_DIMENSION = re.compile(rb'<dimension ref="([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?"\s*/?>')
# What a careful reader has to look at: formulas, cells with an error, and texts in several fonts.
_CAREFUL = re.compile(rb"<(?:[^\s<>/!?:]+:)?f[\s/>]|\bt\s*=\s*[\"']e[\"']|phoneticPr|<(?:[^\s<>/!?:]+:)?rPh")


def _workbook(name: str, content: bytes, limits: Limits) -> tuple[Columns, ...]:
    """The visible sheets, when they are plain and of a bounded size by their own addresses; nothing for any other.

    The fast reader makes room for every cell between the first and the last, however far apart they are.
    """
    check_xlsx(name, content, limits)
    records.check_markup(name, content, limits)
    if not _all_bounded(content, limits.sheet_cells):
        return ()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (meta.name, book.get_sheet_by_name(meta.name))
            for meta in book.sheets_metadata
            if meta.visible == python_calamine.SheetVisibleEnum.Visible
            and meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        if sum(sheet.total_height * sheet.total_width for _, sheet in sheets) > limits.sheet_cells:
            return ()
        found = [_sheet(name, title, sheet, limits) for title, sheet in sheets if sheet.total_height]
    except (python_calamine.CalamineError, ValueError, OSError):
        return ()
    whole = [one for one in found if one is not None]
    return tuple(whole) if len(whole) == len(found) else ()


def _all_bounded(content: bytes, most: int) -> bool:
    """Whether every part that can be a sheet is plain. Another part tells where sheets lie, so all are looked at."""
    sheets = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if _ESCAPED.search(part):
                return False
            if b"sheetData" in part or name.startswith("xl/worksheets/sheet"):
                sheets += 1
                if not _bounded(part, most):
                    return False
    return sheets > 0


def _bounded(part: bytes, most: int) -> bool:
    """Whether a sheet has nothing that asks for care, and its cells lie within `most` places of each other."""
    if _CAREFUL.search(part):
        return False
    cells = _CELL.findall(part)
    if len(cells) != len(_ANY_CELL.findall(part)):
        return False
    rows = _ROW.findall(part)
    if len(rows) != len(_ANY_ROW.findall(part)):
        return False
    if [dimension for dimension in _DIMENSION.findall(part) if not _WHOLE_DIMENSION.fullmatch(dimension)]:
        return False
    corners = [(column, row) for found in _WHOLE_DIMENSION.findall(part) for column, row in (found[:2], found[2:])]
    names = {column for column, _ in chain(cells, corners) if column}
    widest = max((_place(column) for column in names), default=0) + 1
    last = max((int(row) for row in chain((r for _, r in cells), rows, (r for _, r in corners)) if row), default=0)
    return widest * last <= most


_ESCAPED = re.compile(rb"_x[0-9A-Fa-f]{4}_")  # which one reader takes for a character and the other for text
EXACT = 1e15  # a number from here on is not told digit by digit


def _is_odd(cell: object) -> bool:
    """A cell that the two readers tell in different words."""
    if isinstance(cell, float):
        return abs(cell) >= EXACT
    if isinstance(cell, timedelta):
        return cell < timedelta(0)
    return cell == time(0)  # also what is made of a day before the first


def _place(column: bytes) -> int:
    """A column's letters as its place from 0."""
    place = 0
    for letter in column:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _sheet(name: str, title: str, sheet: Any, limits: Limits) -> Columns | None:
    """One sheet by columns; None when it has no rows or something that the careful reader must tell of."""
    left = sheet.start[1] if sheet.start else 0
    places: list[dict[object, int]] = []
    texts: list[list[str]] = []
    marks: list[list[Turned | None]] = []
    coded: list[list[int]] = []
    numbers = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if not places:
            places, texts, marks, coded = ([kind() for _ in row] for kind in (dict, list, list, list))  # type: ignore[assignment]
        numbers.append(number)
        for at, cell in enumerate(row):
            known = places[at]
            seen = cell if cell.__class__ is str else (cell.__class__, cell)
            code = known.get(seen)
            if code is None:
                if seen is not cell and _is_odd(cell):
                    return None
                code = known[seen] = len(known)
                text, mark = records.text_of_cell(None if cell == "" else cell)
                texts[at].append(text)
                marks[at].append(mark)
            coded[at].append(code)
    if not numbers:
        return None
    cells = [Cells(tuple(values), np.array(codes, dtype=np.int32)) for values, codes in zip(texts, coded, strict=True)]
    filled = ~np.logical_and.reduce([column.blank() for column in cells])
    turned: dict[tuple[int, int], Turned] = {}
    for at, column in enumerate(cells):
        for code, mark in enumerate(marks[at]):
            if mark is not None:
                turned |= {(numbers[row], at + left): mark for row in np.flatnonzero(column.codes == code).tolist()}
    kept = np.flatnonzero(filled)
    if not len(kept) or len(kept) - 1 > limits.rows:
        return None
    header_at = int(kept[0])
    header = [""] * left + [column[header_at] for column in cells]
    rest = kept[1:]
    body = tuple(_merged(column.of(rest)) for column in cells)
    empty = Cells(("",), np.zeros(len(rest), dtype=np.int32))
    return _named(
        name, title, None, numbers[header_at], header, np.array(numbers, dtype=np.int64)[rest],
        (*(empty for _ in range(left)), *body), turned, limits,
    )  # fmt: skip


def _merged(column: Cells) -> Cells:
    """A number and a text may look the same: one value for both."""
    if len(set(column.values)) == len(column.values):
        return column
    places: dict[str, int] = {}
    by_code = np.array([places.setdefault(value, len(places)) for value in column.values], dtype=np.int32)
    return Cells(tuple(places), by_code[column.codes])


# Any table


def _named(
    name: str,
    sheet: str | None,
    encoding: str | None,
    header_row: int,
    names: Sequence[str],
    numbers: NDArray[np.int64],
    cells: Sequence[Cells],
    turned: Mapping[tuple[int, int], Turned],
    limits: Limits,
) -> Columns | None:
    """The table under its header, as `records` names its columns; None when a cell is too long."""
    marked = {place for _, place in turned}
    kept = [
        place
        for place, column in enumerate(cells)
        if place in marked or (names[place] and not names[place].isspace()) or not column.blank().all()
    ]
    if len(kept) > limits.columns:
        return None
    body = []
    for place in kept:
        values = cells[place].values
        if max(map(len, values), default=0) > limits.cell:
            return None
        if any(value[:1] == "'" for value in values):
            body.append(_merged(Cells(tuple(map(strip_apostrophe, values)), cells[place].codes)))
        else:
            body.append(cells[place])
    header = records.numbered([records.name_of(names, place) for place in kept])
    at = {place: position for position, place in enumerate(kept)}
    row_numbers = {header_row, *numbers.tolist()} if turned else set()
    marks = {(row, at[place]): mark for (row, place), mark in turned.items() if place in at and row in row_numbers}
    return Columns(name, sheet, encoding, header_row, header, numbers, tuple(body), marks)
