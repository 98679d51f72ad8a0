from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import openpyxl
import pyarrow as pa
import pytest

from data import statements as recorded
from data.demo import input as demo
from participation import adapters, columnar
from participation.adapters import Parsed, random_order, statements
from participation.guards import Limits, check
from participation.problems import Problem, Refused
from participation.templates_csv import template_csv, template_xlsx

RIGHT = {"decision": "kouluverkko"}
Row = dict[str, object]


def row(**other: object) -> Row:
    """A statement in which nothing is wrong."""
    return {
        "council": "nuoriso",
        "date": "2025-05-06",
        "decision_id": "kouluverkko",
        "position": "ehdoin",
        "main_points": "Koulumatka ei saa pidentyä.",
        "url": "https://koivulahti.example/lausunto",
    } | other


def as_csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows: Sequence[Row]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for one in rows:
        book.active.append(list(one.values()))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read_file(name: str, content: bytes, answers: Mapping[str, str] = RIGHT) -> Parsed:
    return statements.read(check({name: content}), answers=answers, limits=Limits(), surrogates=random_order)


def read(*rows: Row, answers: Mapping[str, str] = RIGHT) -> Parsed:
    return read_file("lausunnot.csv", as_csv(rows), answers)


def refused(call: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.lines("en")[-1].endswith("Nothing was stored.")
    return refusal.value.problems


def places(problems: Iterable[Problem]) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in problems]


# What is stored


def test_a_statement_is_a_class_of_its_own_and_no_text_of_a_resident() -> None:
    parsed = read(row())
    assert parsed.texts == ()
    assert parsed.notes == ("statements_apart",)
    assert set(parsed.tables) == {"statements"}
    assert (parsed.read, parsed.stored) == ({"statements": 1}, {"statements": 1})


def test_the_payload_has_the_columns_that_a_recorded_statement_has() -> None:
    table = columnar.unpack(columnar.pack(read(row(url="")).tables))["statements"]
    assert table.schema == pa.schema(
        [
            ("council", pa.string()),
            ("date", pa.date32()),
            ("position", pa.string()),
            ("main_points", pa.string()),
            ("url", pa.string()),
        ]
    )
    assert table.to_pylist() == [
        {
            "council": "youth_council",
            "date": date(2025, 5, 6),
            "position": "conditional",
            "main_points": "Koulumatka ei saa pidentyä.",
            "url": None,
        }
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("nuoriso", "youth_council"),
        ("vanhus", "elderly_council"),
        ("vammais", "disability_council"),
        ("muu", "other"),
        (" Nuorisovaltuusto ", "youth_council"),
        ("VANHUSNEUVOSTO", "elderly_council"),
        ("vammaisneuvosto", "disability_council"),
        ("ungdomsfullmäktige", "youth_council"),
        ("äldreråd", "elderly_council"),
        ("funktionshindersråd", "disability_council"),
        ("youth_council", "youth_council"),
    ],
)
def test_councils_are_known_by_their_finnish_and_swedish_names(written: str, code: str) -> None:
    assert read(row(council=written)).tables["statements"]["council"].to_pylist() == [code]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("puoltaa", "for"),
        ("Ehdoin", "conditional"),
        ("vastustaa", "against"),
        ("ei  kantaa", "no_position"),
        ("tillstyrker", "for"),
        ("avstyrker", "against"),
    ],
)
def test_positions_are_known_by_their_finnish_and_swedish_names(written: str, code: str) -> None:
    assert read(row(position=written)).tables["statements"]["position"].to_pylist() == [code]


def test_every_code_is_one_that_can_be_recorded() -> None:
    assert tuple(statements.COUNCILS) == recorded.COUNCIL_CODES
    assert set(statements.POSITIONS) == set(recorded.POSITIONS)
    assert statements.LONGEST_POINTS == recorded.MAX_POINTS


def test_a_later_statement_of_the_same_council_comes_after_the_earlier() -> None:
    parsed = read(row(date="7.6.2025", position="puoltaa"), row(position="vastustaa"), row(council="vanhus"))
    table = parsed.tables["statements"].to_pylist()
    assert [(one["council"], one["position"]) for one in table] == [
        ("youth_council", "against"),
        ("elderly_council", "conditional"),
        ("youth_council", "for"),
    ]
    assert parsed.checks == {"councils": 2}
    assert parsed.period == (date(2025, 5, 6), date(2025, 6, 7))


def test_a_workbook_gives_the_same_as_the_csv() -> None:
    assert read_file("a.xlsx", as_xlsx([row(date=date(2025, 5, 6))])).tables == read(row()).tables


# Refusals


def test_the_order_of_two_statements_of_one_day_cannot_be_told() -> None:
    assert places(refused(lambda: read(row(), row(position="puoltaa")))) == [(3, "date")]
    assert read(row(council="muu"), row(council="muu", main_points="Toinen yhdistys.")).stored == {"statements": 2}


def test_a_file_is_about_one_decision() -> None:
    both = {"decision": "kouluverkko,hippos"}
    problems = refused(lambda: read(row(), row(council="vanhus", decision_id="hippos"), answers=both))
    assert places(problems) == [(3, "decision_id")]
    assert read(row(), answers=both).questions == ()


def test_an_unknown_decision_is_an_error_and_without_one_a_person_is_asked() -> None:
    assert places(refused(lambda: read(row(decision_id="hippos")))) == [(2, "decision_id")]
    (question,) = read(row(), answers={}).questions
    yes, no = (value for value, _ in question.options)
    assert read(row(), answers={question.id: yes}).questions == ()
    refused(lambda: read(row(), answers={question.id: no}))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("council", "kaupunginhallitus"),
        ("position", "kyllä"),
        ("date", "toukokuussa"),
        ("url", "javascript:alert(1)"),
        ("url", "https://a b"),
        ("main_points", "x" * 5001),
        ("decision_id", "a;b"),
    ],
)
def test_a_cell_that_cannot_be_understood_is_named_without_its_content(column: str, value: str) -> None:
    problems = refused(lambda: read(row(**{column: value})))
    assert places(problems) == [(2, column)]
    assert value not in problems[0].line("en")


@pytest.mark.parametrize("column", statements.REQUIRED)
def test_an_empty_required_cell_is_named(column: str) -> None:
    assert places(refused(lambda: read(row(council="vanhus"), row(**{column: ""}))))[0] == (3, column)


def test_values_that_a_spreadsheet_turned_are_errors_and_a_date_is_not() -> None:
    turned = [row(date=date(2025, 5, 6), decision_id=date(2025, 2, 1), main_points="=A1")]
    problems = refused(lambda: read_file("a.xlsx", as_xlsx(turned)))
    assert places(problems) == [(2, "decision_id"), (2, "main_points")]


def test_comments_of_a_polis_conversation_are_not_statements() -> None:
    polis = b"timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n1700000000,1,2,3,4,1,Ei\n"
    assert places(refused(lambda: read_file("comments.csv", polis))) == [(1, name) for name in statements.REQUIRED]


# Templates and the demonstration


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", template_csv("statements")), ("a.xlsx", template_xlsx("statements"))]
)
def test_a_template_that_nobody_has_filled_in_is_refused(name: str, content: bytes) -> None:
    assert "nothing under the header" in refused(lambda: read_file(name, content))[0].line("en")


def test_the_example_row_of_a_filled_in_template_is_left_out() -> None:
    parsed = read_file("a.csv", template_csv("statements") + as_csv([row()]).split(b"\r\n")[1])
    assert (parsed.left_out, parsed.stored) == ({"example_row": 1}, {"statements": 1})


@pytest.mark.parametrize("case", ["kouluverkko", "hippos"])
def test_the_statements_of_the_demonstration_are_read(case: str) -> None:
    files = check(dict([demo.file(case, "statements", date(2026, 11, 1))]))
    parsed = adapters.read("statements", files, answers={"decision": case})
    assert parsed.questions == ()
    assert set(parsed.tables["statements"]["council"].to_pylist()) == set(statements.STATUTORY)
