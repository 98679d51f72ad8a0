"""Large tables by columns: the fast readers say what the careful ones say, and take nothing they are not sure of."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from participation import columns, records
from participation.columns import Cells, Columns
from participation.guards import Limits
from participation.problems import Refused

CELL = st.text(st.sampled_from("ab;,\t\"'\n\r =+-@ äé1.-"), max_size=6)
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=8))


def same(one: Columns, other: Columns) -> bool:
    """Whether two readings hold the same; which of equal cells share a number is nobody's business."""
    about = (one.sheet, one.encoding, one.header_row, one.header, one.numbers.tolist(), dict(one.turned))
    if about != (
        other.sheet, other.encoding, other.header_row, other.header, other.numbers.tolist(), dict(other.turned),
    ):  # fmt: skip
        return False
    rows = range(len(one.numbers))
    return all(
        [a[row] for row in rows] == [b[row] for row in rows] for a, b in zip(one.cells, other.cells, strict=True)
    )


def both(name: str, content: bytes, limits: Limits | None = None) -> tuple[Any, Any]:
    """What the two readers make of a file: a reading or the lines of a refusal."""
    found: list[Any] = []
    for read in (columns.tables, lambda files, allowed: tuple(map(columns.of_records, records.tables(files, allowed)))):
        try:
            found.append(read({name: content}, limits or Limits()))
        except Refused as refused:
            found.append(refused.lines("en"))
    return found[0], found[1]


def agree(name: str, content: bytes, limits: Limits | None = None) -> bool:
    fast, careful = both(name, content, limits)
    if not (fast and careful and isinstance(fast[0], Columns) and isinstance(careful[0], Columns)):
        return bool(fast == careful)
    return len(fast) == len(careful) and all(map(same, fast, careful))


# ------------------------------------------------------------------ delimited files


@given(
    ROWS, st.sampled_from(";,\t"), st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
)
@example([["a", "b"], ["", ""], ["1", "2"]], ";", "\n", csv.QUOTE_MINIMAL)
@example([["a", "b"], ['say ""', 'a"b'], ["'=1", "x\ny"]], ";", "\r\n", csv.QUOTE_ALL)
def test_what_a_program_writes_is_read_as_the_careful_reader_reads_it(
    rows: list[list[str]], delimiter: str, end: str, quoting: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert agree("a.csv", text.getvalue().encode(encoding))


@settings(deadline=None)
@given(st.text(st.sampled_from('ab;,"\n\r 1'), max_size=60))
@example('a;b\n"x"y;1\n')
@example('a;b\n"x;1\n')
@example('a;b\nx"y";1\n')
@example('a;b\n"";1\n')
@example('a;b\n""";1\n')
@example("a;b\n\n1;2\n")
@example("a;b\n1;2\n\n\n")
@example("a;b\n1;2\n;\n \n3;4")
@example("sep=;\na;b\n1;2\n")
@example("a;b\r1;2\r")
@example(";;\na;b;c\n1;2;3\n")
def test_any_text_gives_the_same_reading_or_the_same_refusal(text: str) -> None:
    assert agree("a.csv", text.encode())


def test_a_plain_file_is_read_fast_and_a_doubtful_one_is_left_to_the_careful_reader() -> None:
    plain = b'id;"a ""b""";c\n' + b'1;"x;y";"two\nlines"\n' * 3
    assert columns._delimited("a.csv", plain, Limits())
    assert same(
        columns._delimited("a.csv", plain, Limits())[0],
        columns.of_records(records.tables({"a.csv": plain}, Limits())[0]),
    )
    for doubtful in (b'a;b\n"x"y;1\n', b"a;b\n\n1;2\n", b"a;b\n1;2;3\n", b"a\n1\n", b"a;b\r1;2\r"):
        assert columns._delimited("a.csv", doubtful, Limits()) == ()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("cell", ['"x;y"', '"two\nlines"', '"a ""b"""', "plain", ""])
def test_it_makes_no_difference_where_a_file_is_cut_for_parsing(
    monkeypatch: pytest.MonkeyPatch, end: str, cell: str
) -> None:
    content = end.join(["id;b;c", *(f"{number};{cell};{'c' * (number % 7)}" for number in range(60)), ""]).encode()
    careful = columns.of_records(records.tables({"a.csv": content}, Limits())[0])
    for size in range(32, 96):
        monkeypatch.setattr(columns, "_BLOCK", size)
        fast = columns._delimited("a.csv", content, Limits())
        assert fast
        assert same(fast[0], careful), size


@pytest.mark.parametrize(
    "limits", [Limits(csv_cells=3), Limits(rows=1), Limits(columns=1), Limits(cell=2)]
)  # fmt: skip
def test_limits_are_told_by_the_careful_reader(limits: Limits) -> None:
    content = b"abc;def\nghi;jkl\nmno;pqr\n"
    assert columns._delimited("a.csv", content, limits) == ()
    assert agree("a.csv", content, limits)


# ------------------------------------------------------------------ workbooks


def book(rows: Sequence[Sequence[object]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


VALUES = st.one_of(
    st.none(), st.text(st.sampled_from("ab 'é=1"), max_size=5).filter(lambda text: not text.startswith("=")),
    st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6).map(lambda x: round(x, 4)), st.booleans(),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.just(datetime(2027, 3, 1, 12, 30)), st.just(time(7, 45)),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=6))
@example([[1, True, "1"], [1.0, 1, "TRUE"]])
@example([[None, None, "1"], [None, "1", None], [None, None, None]])
@example([["a", "b", "c"], [None, None, None], [" ", "", "x"]])
def test_a_workbook_is_read_as_the_careful_reader_reads_it(rows: list[list[object]]) -> None:
    assert agree("a.xlsx", book(rows))


def test_cells_that_begin_far_from_the_corner_keep_their_row_numbers() -> None:
    made = openpyxl.Workbook()
    for at, value in (("C3", "id"), ("E3", "b"), ("C5", 1), ("E7", "'=x")):
        made.active[at] = value
    buffer = io.BytesIO()
    made.save(buffer)
    (found,) = columns.tables({"a.xlsx": buffer.getvalue()}, Limits())
    assert (found.header_row, found.header, found.numbers.tolist()) == (3, ("id", "b"), [5, 7])
    assert agree("a.xlsx", buffer.getvalue())


def with_sheet(part: bytes) -> bytes:
    """A workbook whose only sheet is this XML."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book([["a", "b"], [1, 2]]))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, part if name.startswith("xl/worksheets/") else old.read(name))
    return buffer.getvalue()


SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'
)
ONE = b'<sheetData><row r="1"><c r="A1"><v>1</v></c>%s</row>%s</sheetData>'
FAR = {
    "a cell far away": ONE % (b"", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a size told": b'<dimension ref="A1:XFD1048576"/>' + ONE % (b"", b""),
    "a size told otherwise": b'<dimension  ref = "A1:XFD1048576"/>' + ONE % (b"", b""),
    "another quotation mark": ONE % (b"", b"<row r='9'><c r='XFD1048576'><v>1</v></c></row>"),
    "no address": ONE % (b"<c><v>1</v></c>", b""),
    "a row without an address": ONE % (b"", b'<row><c r="A2"><v>1</v></c></row>'),
    "an address that is none": ONE % (b'<c r="A99999999"><v>1</v></c>', b""),
    "a formula": ONE % (b'<c r="B1"><f>1+1</f><v>2</v></c>', b""),
    "an error": ONE % (b'<c r="B1" t="e"><v>#N/A</v></c>', b""),
}


@pytest.mark.parametrize("kind", FAR)
def test_a_sheet_that_is_not_plain_never_meets_the_fast_reader(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes room for every cell between the first and the last: two cells could take all memory there is."""

    def opened(*_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(columns.python_calamine.CalamineWorkbook, "from_filelike", opened, raising=False)
    assert columns._workbook("a.xlsx", with_sheet(SHEET % FAR[kind]), Limits()) == ()


@pytest.mark.parametrize("cell", [1000000000000001, -(10**16), 1.5e300, "a_x000D_b", time(0, 0)])
def test_a_cell_that_the_two_readers_tell_otherwise_is_left_to_the_careful_one(cell: object) -> None:
    content = book([["id", "b"], [cell, 1], [cell, 2]])
    assert columns._workbook("a.xlsx", content, Limits()) == ()
    assert agree("a.xlsx", content)


def test_a_sheet_that_lies_elsewhere_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another part tells where the sheets lie; a small one in the usual place proves nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book([["a", "b"], [1, 2]]))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"worksheets/sheet1.xml", b"other/sheet1.xml")
            if name.startswith("xl/worksheets/"):
                new.writestr("xl/other/sheet1.xml", SHEET % FAR["a cell far away"])
            new.writestr(name, content)

    def opened(*_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(columns.python_calamine.CalamineWorkbook, "from_filelike", opened, raising=False)
    assert columns._workbook("a.xlsx", buffer.getvalue(), Limits()) == ()


def test_a_plain_sheet_does_meet_it() -> None:
    """Negative control."""
    text = b'<c r="B1" t="inlineStr"><is><t>a</t></is></c>'
    part = b'<dimension ref="A1:B2"/>' + ONE % (text, b'<row r="2"><c r="A2"><v>5</v></c></row>')
    (found,) = columns._workbook("a.xlsx", with_sheet(SHEET % part), Limits())
    assert (found.header, found.cells[0].values) == (("1", "a"), ("5",))


# ------------------------------------------------------------------ columns


@given(st.lists(st.sampled_from("abc"), min_size=1), st.data())
def test_some_of_the_rows_keep_their_texts_and_no_others(texts: list[str], data: st.DataObject) -> None:
    whole = columns._encoded(texts)
    assert [whole[row] for row in range(len(texts))] == texts
    rows = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1))), dtype=np.int64)
    part = whole.of(rows)
    assert [part[row] for row in range(len(rows))] == [texts[row] for row in rows]
    assert set(part.values) == {texts[row] for row in rows}
    assert list(part.values) == list(dict.fromkeys(texts[row] for row in rows))
    assert sum(part.counts().values()) == len(rows)


def test_a_column_without_rows_is_empty() -> None:
    empty = Cells((), np.zeros(0, dtype=np.int32))
    assert (empty.counts().total(), empty.blank().tolist()) == (0, [])
