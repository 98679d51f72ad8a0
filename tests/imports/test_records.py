from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation import records
from participation.adapters import evening
from participation.guards import Limits, check, safe_cell
from participation.own_template import own_template
from participation.problems import Findings, Problem, Refused
from participation.records import (
    Records,
    ask_decision,
    ask_encoding,
    day,
    fields,
    numbered,
    tables,
    whole,
)
from participation.templates_csv import TEMPLATES, template_csv, template_xlsx

ROOT = Path(__file__).resolve().parents[2]
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read_csv(text: str | bytes, limits: Limits | None = None) -> Records:
    content = text.encode() if isinstance(text, str) else text
    return tables({"kysely.csv": content}, limits or Limits())[0]


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Taulukko{number}")
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def read_xlsx(*sheets: Sequence[Sequence[object]], limits: Limits | None = None) -> tuple[Records, ...]:
    return tables({"kysely.xlsx": workbook(*sheets)}, limits or Limits())


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, part if member == name else old.read(member))
    return buffer.getvalue()


def with_rows(rows: str, before: str = "") -> bytes:
    """A workbook whose only sheet holds these elements."""
    sheet = f'<worksheet xmlns="{SHEET}">{before}<sheetData>{rows}</sheetData></worksheet>'
    return with_part(workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet.encode())


def refused(read: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        read()
    assert refusal.value.lines("en")[-1].endswith("Nothing was stored.")
    return refusal.value.problems


def places(problems: Iterable[Problem]) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in problems]


# Encodings and delimiters

TEXT = "Kysymys;Vastaus\nHyvää yötä;Åå – ei\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_every_encoding_gives_the_same_letters(content: bytes, encoding: str) -> None:
    found = read_csv(content)
    assert found.encoding == encoding
    assert found.header == ("Kysymys", "Vastaus")
    assert found.rows == ((2, ("Hyvää yötä", "Åå – ei")),)
    print(f"S4 {encoding}: every letter is right")


def test_bytes_that_no_encoding_fits_are_refused() -> None:
    refused(lambda: read_csv(b"a;b\n\x81;\x8d\n"))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_the_one_that_gives_equal_field_counts(delimiter: str) -> None:
    rows = [["id", "idea"], ["1", "pyörätie, silta; alikulku\tja valot"], ["2", 'sanoi "ei", ei; muuta']]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    assert [list(cells) for _, cells in read_csv(text.getvalue()).rows] == rows[1:]


def test_a_delimiter_that_is_more_frequent_but_uneven_is_not_taken() -> None:
    text = "id;idea\n1;silta, valot, penkit, portti\n2;aita, puu\n"
    assert text.count(",") > text.count(";")
    assert read_csv(text).header == ("id", "idea")


def test_a_file_that_tells_its_delimiter_is_believed_and_the_line_has_no_number() -> None:
    found = read_csv("sep=;\na;b,c\n1;2,3\n")
    assert found.header == ("a", "b,c")
    assert found.rows == ((2, ("1", "2,3")),)


def test_one_column_needs_no_delimiter() -> None:
    assert read_csv("idea\nsilta, valot\naita\n").rows == ((2, ("silta, valot",)), (3, ("aita",)))


def test_each_record_that_differs_from_the_header_is_named() -> None:
    problems = refused(lambda: read_csv('a;b;c\n1;2;3\n1;2\n"x\ny";2;3\n\n1;2;3;4\n'))
    assert places(problems) == [(3, None), (6, None)]
    assert "4 fields and the header 3" in problems[1].line("en")


def test_a_quotation_mark_left_open_is_refused_with_its_record() -> None:
    assert places(refused(lambda: read_csv('a;b\n1;2\n"3;4\n5;6\n')))[0] == (3, None)


# Records and headers


def test_a_record_number_is_the_one_a_spreadsheet_shows() -> None:
    found = read_csv('a;b\n"kaksi\nriviä";1\n\n   \n;\nx;2\n')
    assert [number for number, _ in found.rows] == [2, 6]


def test_blank_rows_at_the_end_are_not_records() -> None:
    assert len(read_csv("a;b\n1;2\n;\n ; \n;\n").rows) == 1
    assert len(read_xlsx([["a", "b"], [1, 2], [None, " "], ["", None]])[0].rows) == 1


def test_repeated_headers_are_numbered_and_never_the_same() -> None:
    assert read_csv("Miksi?;miksi? ;Miksi? (2)\n1;2;3\n").header == ("Miksi?", "miksi? (2)", "Miksi? (2) (2)")


@given(st.lists(st.sampled_from(["a", "A", "a (2)", "a (3)", "b", "#1"]), max_size=8))
def test_numbered_headers_always_differ(names: list[str]) -> None:
    found = numbered(names)
    assert len({name.casefold() for name in found}) == len(names)


def test_a_short_row_beside_an_empty_column_keeps_its_cells_in_their_columns() -> None:
    (found,) = read_xlsx([[None, "a", "b"], [None, "1", None], [None, None, "2"]])
    assert found.header == ("a", "b")
    assert [cells for _, cells in found.rows] == [("1", ""), ("", "2")]


def test_a_nameless_column_is_named_by_its_place_and_an_empty_one_left_out() -> None:
    found = read_csv("a;;;d\n1;;3;4\n")
    assert found.header == ("a", "#3", "d")
    assert found.rows == ((2, ("1", "3", "4")),)


def test_columns_are_found_trimmed_and_case_folded() -> None:
    found = read_csv(" Event_ID ;RANK\nx;1\n")
    assert (found.at("event_id"), found.at("rank"), found.at("idea")) == (0, 1, None)


def test_one_apostrophe_is_taken_from_before_a_formula_character() -> None:
    cells = read_csv("a;b;c;d\n'=1+1;''@x;'sanoi;'-3\n").rows[0][1]
    assert cells == ("=1+1", "'@x", "'sanoi", "-3")


CELL = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from(";,\t"))
def test_what_is_written_as_csv_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["eka", "toka", "kolmas"])
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    expected = [tuple(row) for row in rows if any(cell.strip() for cell in row)]
    assert [cells for _, cells in read_csv(text.getvalue()).rows] == expected


def test_a_reader_that_splits_lines_would_be_found() -> None:
    """Negative control: without a quote-aware parse a line break inside a cell makes two records."""
    text = 'a;b\n"kaksi\nriviä";1\n'
    assert len(text.splitlines()) - 1 != len(read_csv(text).rows)


@pytest.mark.parametrize("content", [b"", b"\n\n", "\ufeff".encode()])
def test_a_file_without_rows_is_refused(content: bytes) -> None:
    refused(lambda: read_csv(content))


def test_two_files_are_refused() -> None:
    refused(lambda: tables({"a.csv": b"a;b\n", "b.csv": b"a;b\n"}, Limits()))


# Limits


def test_rows_columns_and_cells_are_limited_and_the_place_is_named() -> None:
    limits = Limits(rows=3, columns=3, cell=5)
    assert len(read_csv("a;b;c\n1;2;3\n1;2;3\n1;2;12345\n", limits).rows) == 3
    assert places(refused(lambda: read_csv("a;b\n1;2\n1;2\n1;2\n1;2\n", limits))) == [(5, None)]
    assert places(refused(lambda: read_csv("a;b;c;d\n1;2;3;4\n", limits))) == [(1, None)]
    assert places(refused(lambda: read_csv("a;b\n1;123456\n", limits))) == [(2, "b")]
    assert places(refused(lambda: read_xlsx([["a", "b"], [1, "123456"]], limits=limits))) == [(2, "b")]
    assert places(refused(lambda: read_xlsx([["a"], [1], [1], [1], [1]], limits=limits))) == [(5, None)]


def test_a_csv_of_too_many_cells_is_refused() -> None:
    text = "a;b;c\n" + ";;1\n" * 10
    assert len(read_csv(text).rows) == 10
    refused(lambda: tables({"a.csv": text.encode()}, Limits(csv_cells=20)))


# Workbooks


def test_a_workbook_gives_the_same_records_as_the_csv_of_it() -> None:
    rows = [["id", "ikä", "ikä"], ["1", "18–29", "ää"], ["2", "", "'=1+1"], ["007", "x", "1-2"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    delimited, sheet = read_csv(text.getvalue()), read_xlsx(rows)[0]
    assert (delimited.header, delimited.rows) == (sheet.header, sheet.rows)
    assert (sheet.sheet, sheet.encoding, delimited.sheet) == ("Taulukko1", None, None)


def test_numbers_are_read_as_they_are_shown() -> None:
    cells = read_xlsx([list("abcdef"), [1, 2.0, 0.1 + 0.2, True, 123456789012, -1.5]])[0].rows[0][1]
    assert cells == ("1", "2", "0.3", "TRUE", "123456789012", "-1.5")


def test_what_a_spreadsheet_turned_is_marked() -> None:
    row = [date(2025, 2, 1), datetime(2025, 2, 1, 13, 5), time(9, 30), "=1+1", "#N/A", "1-2"]
    found = read_xlsx([list("abcdef"), row])[0]
    assert found.rows[0][1] == ("2025-02-01", "2025-02-01 13:05:00", "09:30:00", "", "", "1-2")
    assert found.turned == {(2, 0): "date", (2, 1): "date", (2, 2): "date", (2, 3): "formula", (2, 4): "error"}


def test_a_text_that_looks_like_a_formula_is_kept_as_text() -> None:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    cell += '<row r="2"><c r="A2" t="inlineStr"><is><t>=1+1</t></is></c></row>'
    found = tables({"kysely.xlsx": with_rows(cell)}, Limits())[0]
    assert (found.rows, found.turned) == (((2, ("=1+1",)),), {})


def test_turned_cells_are_errors_except_dates_where_a_date_is_wanted() -> None:
    found = read_xlsx([["day", "rank"], [date(2025, 2, 1), date(2025, 2, 1)], ["=A2", 1]])[0]
    findings = Findings()
    rows = dict(fields(found, ("day", "rank", "other"), findings, dates=("day",)))
    assert places(findings.problems) == [(2, "rank"), (3, "day")]
    assert rows[2] == {"day": "2025-02-01", "rank": "", "other": ""}


def test_a_row_of_formulas_alone_is_blank_and_a_row_of_errors_is_not() -> None:
    found = read_xlsx([["a", "b"], [1, "=A2"], [None, "=A3"], [None, "#REF!"]])[0]
    assert [number for number, _ in found.rows] == [2, 4]
    assert found.turned == {(2, 1): "formula", (4, 1): "error"}


def test_hidden_and_empty_sheets_are_not_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["a"], [1]], [], [["piilossa"], [2]])))
    book.worksheets[2].sheet_state = "hidden"
    found = tables({"kysely.xlsx": saved(book)}, Limits())
    assert [one.sheet for one in found] == ["Taulukko1"]


def test_a_sheet_that_lies_about_its_size_is_read_to_its_real_end() -> None:
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x{0}</t></is></c></row>'
    rows = row.format(1) + row.format(2)
    for lie in ("A1:A1", "A1:XFD1048576"):
        found = tables({"a.xlsx": with_rows(rows, f'<dimension ref="{lie}"/>')}, Limits())[0]
        assert found.rows == ((2, ("x2",)),)


def test_a_row_far_away_is_refused() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"><c r="A2"><v>1</v></c></row>'
    refused(lambda: tables({"a.xlsx": with_rows(rows)}, Limits()))


def test_a_workbook_of_too_many_cells_is_refused() -> None:
    content = workbook([["a", "b"], *([1, 2] for _ in range(20))])
    assert tables({"a.xlsx": content}, Limits())
    refused(lambda: tables({"a.xlsx": content}, Limits(sheet_cells=30)))


def test_cells_that_a_far_column_would_fill_are_counted() -> None:
    rows = "".join(f'<row r="{number}"><c r="XFD{number}"/></row>' for number in range(1, 200))
    refused(lambda: tables({"a.xlsx": with_rows(rows)}, Limits()))


@pytest.mark.parametrize(
    "rows", ["<c/>" * 100_001, "<z/>" * 100_001], ids=["cells", "anything that is taken for a cell"]
)
def test_a_row_longer_than_any_spreadsheet_writes_is_refused_before_it_is_parsed(
    rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = with_rows(f'<row r="1">{rows}</row>')

    def parsed(*_: object, **__: object) -> None:
        raise AssertionError("the parser was reached")

    monkeypatch.setattr(openpyxl, "load_workbook", parsed)
    refused(lambda: tables({"a.xlsx": content}, Limits()))


def test_elements_are_counted_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook([["a", "b"], [1, 2]])
    assert tables({"a.xlsx": content}, Limits())
    refused(lambda: tables({"a.xlsx": content}, Limits(sheet_cells=1)))
    monkeypatch.setattr(records, "MOST_OTHER_ELEMENTS", 0)
    refused(lambda: tables({"a.xlsx": content}, Limits()))


def test_a_workbook_is_guarded_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook([["a"]])

    def parsed(*_: object, **__: object) -> None:
        raise RuntimeError("the parser was reached")

    monkeypatch.setattr(openpyxl, "load_workbook", parsed)
    reached = refused(lambda: tables({"a.xlsx": content}, Limits()))[0].line("en")
    unsafe = with_part(content, "xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')
    for guarded in (unsafe, b"PK not a zip"):
        assert refused(lambda c=guarded: tables({"a.xlsx": c}, Limits()))[0].line("en") != reached  # type: ignore[misc]


def test_no_warning_repeats_what_a_cell_holds() -> None:
    """A telephone number in a cell formatted as a date is outside the dates, and openpyxl would say which."""
    script = f"""
import io, sys
sys.path.insert(0, {str(ROOT)!r})
import openpyxl
from participation import records
from participation.guards import Limits
book = openpyxl.Workbook()
book.active.append(["puhelin"])
book.active.append([40123456789])
book.active["A2"].number_format = "d.m.yyyy"
file = io.BytesIO()
book.save(file)
print(records.tables({{"a.xlsx": file.getvalue()}}, Limits())[0].turned)
"""
    done = subprocess.run([sys.executable, "-W", "always", "-c", script], capture_output=True, text=True, check=True)
    assert "error" in done.stdout
    assert "40123456789" not in done.stdout + done.stderr


# Cells


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025-03-04", date(2025, 3, 4)),
        ("4.3.2025", date(2025, 3, 4)),
        (" 04.03.2025 ", date(2025, 3, 4)),
        ("2025-03-04T23:30:00+02:00", date(2025, 3, 4)),
        ("2025-03-04 23:30", date(2025, 3, 4)),
        ("4.3.2025 klo 9.05", date(2025, 3, 4)),
        ("4.3.2025 9:05:12", date(2025, 3, 4)),
        ("31.2.2025", None),
        ("4.3.25", None),
        ("3/4/2025", None),
        ("1-2", None),
        ("", None),
    ],
)
def test_a_date_is_iso_or_finnish(cell: str, expected: date | None) -> None:
    assert day(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("6", 6), (" 6,0", 6), ("6.00", 6), ("0", 0), ("6,5", None), ("-1", None), ("٣", None), ("1e3", None), ("", None)],
)
def test_a_whole_number_may_have_decimal_zeros_after_comma_or_point(cell: str, expected: int | None) -> None:
    assert whole(cell) == expected


# Our own templates


def own(name: str, content: bytes) -> tuple[Records, tuple[str, ...], int]:
    return own_template({name: content}, evening.REQUIRED, evening.OPTIONAL, evening.EXAMPLE, Limits())


FILLED = ["ilta-1", "2025-05-06", "Kirjasto", "20", "1", "4", "1", "Valot"]


def test_an_empty_template_holds_only_its_example_and_is_refused() -> None:
    for name, content in (("a.csv", template_csv("evening")), ("a.xlsx", template_xlsx("evening"))):
        assert check({name: content})
        assert "nothing under the header" in refused(lambda n=name, c=content: own(n, c))[0].line("en")  # type: ignore[misc]


@pytest.mark.parametrize("made_date", ["2025-03-14", "14.3.2025", "14.03.2025"])
def test_the_example_row_is_left_out_also_when_a_spreadsheet_rewrote_its_date(made_date: str) -> None:
    content = template_csv("evening").replace(b"2025-03-14", made_date.encode())
    filled, _, examples = own("a.csv", content + ";".join([*FILLED, "", "", ""]).encode())
    assert (examples, [number for number, _ in filled.rows]) == (1, [3])


def test_a_row_made_out_of_the_example_is_not_left_out() -> None:
    content = template_csv("evening").replace(evening.EXAMPLE["idea"].encode(), b"Valot")
    assert own("a.csv", content)[2] == 0


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_a_template_is_the_same_as_csv_and_as_workbook_and_at_any_time(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = TEMPLATES[kind]
    first = template_xlsx(kind)
    delimited = tables({"a.csv": template_csv(kind)}, Limits())[0]
    sheet = tables({"a.xlsx": first}, Limits())[0]
    assert delimited.header == sheet.header == template.columns
    assert delimited.rows == sheet.rows
    assert dict(zip(template.columns, sheet.rows[0][1], strict=True)) == template.example
    assert sheet.turned == {}

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Later:
            return cls(2031, 5, 6)

    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    assert template_xlsx(kind) == first


def test_the_cells_of_a_template_are_text_so_that_no_date_is_made_of_them() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template_xlsx("evening"))).worksheets[0]
    assert {cell.number_format for row in sheet.iter_rows(min_row=2, max_row=500) for cell in row} == {"@"}


def test_the_sheet_with_the_template_columns_is_taken() -> None:
    rows = [list(evening.REQUIRED), FILLED]
    found, dropped, _ = own("a.xlsx", workbook([["ohje"], ["Täytä toinen taulukko"]], rows))
    assert (found.sheet, dropped) == ("Taulukko2", ())
    assert "Taulukko1, Taulukko2" in refused(lambda: own("a.xlsx", workbook(rows, rows)))[0].line("en")
    assert "Taulukko1, Taulukko2" in refused(lambda: own("a.xlsx", workbook([["x"]], [["y"]])))[0].line("en")


def test_missing_columns_are_named_and_unknown_ones_listed() -> None:
    problems = refused(
        lambda: own("a.csv", b"event_id;event_date;place;participants_n;rank;idea;Nimi\n1;2;3;4;5;6;7\n")
    )
    assert places(problems) == [(1, "group_no"), (1, "group_size")]
    text = ";".join([*evening.REQUIRED, "Nimi"]) + "\n" + ";".join([*FILLED, "Aino"])
    assert own("a.csv", text.encode())[1] == ("Nimi",)


# What a file cannot tell


def test_cp1252_is_confirmed_by_a_person_who_sees_letters() -> None:
    found = read_csv("Kysymys;b\nHyvää yötä;1\nsana;2\n".encode("cp1252"))
    (question,) = ask_encoding(found, found.column(0), {})
    assert [sample.text for sample in question.samples] == ["Hyvää yötä"]
    assert ask_encoding(found, found.column(0), {"encoding": "right"}) == ()
    refused(lambda: ask_encoding(found, found.column(0), {"encoding": "wrong"}))


def test_utf_8_and_plain_letters_are_not_asked_about() -> None:
    assert ask_encoding(read_csv("Kysymys;b\nHyvää;1\n"), ["Hyvää"], {}) == ()
    assert ask_encoding(read_csv("Kysymys;Hyvää\nsana;1\n".encode("cp1252")), ["sana"], {}) == ()


def test_decisions_that_rows_name_are_asked_about_once() -> None:
    found = read_csv("a;b\n1;2\n")
    assert ask_decision(found, {}, {}) == ()
    (question,) = ask_decision(found, {2: "kouluverkko", 3: "HEL 2025-1", 4: "kouluverkko"}, {})
    yes, no = (value for value, _ in question.options)
    assert yes == "kouluverkko,HEL 2025-1"
    assert ask_decision(found, {2: "Kouluverkko ", 3: "HEL 2025–1"}, {"decision": yes}) == ()
    assert len(refused(lambda: ask_decision(found, {2: "kouluverkko"}, {"decision": no}))) == 1


def test_a_row_that_names_an_unknown_decision_is_refused() -> None:
    problems = refused(lambda: ask_decision(read_csv("a;b\n1;2\n"), {2: "a", 7: "b"}, {"decision": "a"}))
    assert places(problems) == [(7, "decision_id")]
