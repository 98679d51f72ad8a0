from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.demo import input as demo
from participation import adapters, columnar
from participation.adapters import Parsed, evening, random_order
from participation.guards import Limits, check
from participation.problems import LISTED, Problem, Refused
from participation.templates_csv import template_csv, template_xlsx

RIGHT = {"decision": "kouluverkko"}
Row = dict[str, object]


def row(**other: object) -> Row:
    """A row of an evening of 20 people in which nothing is wrong."""
    return {
        "event_id": "ilta-1",
        "event_date": "2025-05-06",
        "place": "Kirjasto",
        "participants_n": "20",
        "group_no": "1",
        "group_size": "5",
        "rank": "1",
        "idea": "Valot koulumatkalle",
        "question": "Mikä on tärkeintä?",
        "theme": "Koulumatkat",
        "decision_id": "kouluverkko",
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
    return evening.read(check({name: content}), answers=answers, limits=Limits(), surrogates=random_order)


def read(*rows: Row, answers: Mapping[str, str] = RIGHT) -> Parsed:
    return read_file("ilta.csv", as_csv(rows), answers)


def refused(call: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.lines("en")[-1].endswith("Nothing was stored.")
    return refusal.value.problems


def places(problems: Iterable[Problem]) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in problems]


# What is stored


def test_an_idea_is_a_text_to_be_reviewed_and_its_words_are_not_in_the_payload() -> None:
    parsed = read(row(), row(rank="2", idea="Silta joen yli"), row(group_no="2", group_size="6", idea="Linja-auto"))
    assert [text.body for text in parsed.texts] == ["Valot koulumatkalle", "Silta joen yli", "Linja-auto"]
    assert [text.source_id for text in parsed.texts] == ["eilta-1-g1-r1", "eilta-1-g1-r2", "eilta-1-g2-r1"]
    payload = columnar.pack(parsed.tables)
    unpacked = columnar.unpack(payload)
    assert "Silta joen yli" not in str({name: table.to_pydict() for name, table in unpacked.items()})
    assert parsed.questions == ()


def test_the_payload_has_the_shape_that_figures_are_made_of() -> None:
    parsed = read(row(), row(group_no="2", group_size="6", question="", theme=""))
    assert parsed.tables["ideas"].schema == pa.schema(
        [
            ("group", pa.int32()),
            ("group_size", pa.int32()),
            ("rank", pa.int8()),
            ("text", pa.string()),
            ("question", pa.string()),
            ("theme", pa.string()),
        ]
    )
    assert parsed.tables["ideas"].to_pylist() == [
        {
            "group": 1,
            "group_size": 5,
            "rank": 1,
            "text": "eilta-1-g1-r1",
            "question": "Mikä on tärkeintä?",
            "theme": "Koulumatkat",
        },
        {"group": 2, "group_size": 6, "rank": 1, "text": "eilta-1-g2-r1", "question": None, "theme": None},
    ]
    assert parsed.tables["events"].to_pylist() == [
        {"event": "ilta-1", "date": date(2025, 5, 6), "place": "Kirjasto", "participants": 20, "groups": 2}
    ]
    assert (parsed.read, parsed.stored, parsed.left_out) == ({"ideas": 2}, {"ideas": 2}, {})
    assert parsed.period == (date(2025, 5, 6), date(2025, 5, 6))


def test_a_top_3_is_counted_in_groups_and_the_method_box_says_so() -> None:
    parsed = read(*(row(group_no=str(group), rank=str(rank), group_size="4") for group in (1, 2) for rank in (1, 2, 3)))
    assert parsed.notes == ("groups_not_people",)
    assert parsed.checks == {"events": 1, "small_groups": 2}
    assert "participants" not in parsed.tables["ideas"].schema.names


def test_several_evenings_of_one_file_keep_their_groups_apart() -> None:
    other = {"event_id": "ilta 2", "event_date": "7.5.2025", "place": "Koulu", "participants_n": "8"}
    parsed = read(row(), row(**other), row(**other, rank="2"))
    assert parsed.tables["ideas"]["group"].to_pylist() == [2, 1, 1]
    assert [text.source_id for text in parsed.texts] == ["eilta-1-g1-r1", "eilta_2-g1-r1", "eilta_2-g1-r2"]
    assert parsed.checks == {"events": 2, "small_groups": 2}
    assert parsed.period == (date(2025, 5, 6), date(2025, 5, 7))


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.sampled_from(["a", "a-g1", "a-g1-r1"]), st.integers(1, 30), st.integers(1, 3)), min_size=1))
def test_source_ids_never_meet(keys: set[tuple[str, int, int]]) -> None:
    rows = [
        row(event_id=event, group_no=str(group), rank=str(rank), group_size="1", participants_n="30")
        for event, group, rank in sorted(keys)
    ]
    assert len({text.source_id for text in read(*rows).texts}) == len(keys)


def test_a_workbook_gives_the_same_as_the_csv() -> None:
    typed = row(event_date=date(2025, 5, 6), participants_n=20, group_no=1, group_size=5.0, rank=1)
    from_xlsx, from_csv = read_file("ilta.xlsx", as_xlsx([typed])), read(row())
    assert from_xlsx.texts == from_csv.texts
    assert from_xlsx.tables == from_csv.tables


def test_optional_columns_may_be_missing_and_unknown_ones_are_listed() -> None:
    one = {name: row()[name] for name in evening.REQUIRED} | {"Sihteerin nimi": "Aino Esimerkki"}
    parsed = read(one, answers={})
    assert parsed.dropped == ("Sihteerin nimi",)
    assert "Aino" not in repr(parsed.tables) + repr(parsed.texts)
    assert parsed.questions == ()


# The traps of the table


@pytest.mark.parametrize("rank", ["0", "4", "-1", "1.5", "ensimmäinen"])
def test_a_rank_outside_1_to_3_is_an_error(rank: str) -> None:
    assert places(refused(lambda: read(row(), row(rank=rank)))) == [(3, "rank")]


def test_a_rank_repeated_within_a_group_is_an_error_and_in_another_group_it_is_not() -> None:
    assert len(read(row(), row(group_no="2")).texts) == 2
    problems = refused(lambda: read(row(), row(group_no="2"), row(idea="Silta")))
    assert places(problems) == [(4, "rank")]
    assert "row 2" in problems[0].line("en")


def test_groups_larger_together_than_the_evening_are_an_error() -> None:
    groups = [row(group_no=str(number), group_size="5") for number in (1, 2, 3, 4)]
    assert len(read(*groups).texts) == 4
    problems = refused(lambda: read(*groups, row(group_no="5", group_size="1")))
    assert places(problems) == [(2, "group_size")]
    assert "21 members" in problems[0].line("en")
    assert "20 participants" in problems[0].line("en")


def test_a_group_is_counted_once_however_many_ideas_it_has() -> None:
    assert read(*(row(rank=str(rank), group_size="20") for rank in (1, 2, 3))).stored == {"ideas": 3}


@pytest.mark.parametrize(
    ("column", "value"), [("event_date", "2025-05-07"), ("place", "Koulu"), ("participants_n", "21")]
)
def test_facts_of_an_evening_that_differ_between_rows_are_an_error(column: str, value: str) -> None:
    problems = refused(lambda: read(row(), row(rank="2", **{column: value})))
    assert places(problems) == [(3, column)]
    assert "row 2" in problems[0].line("en")


def test_the_same_fact_written_in_another_way_is_not_an_error() -> None:
    assert read(row(), row(rank="2", event_date="6.5.2025", place=" kirjasto ", participants_n="20,0")).texts


def test_a_slip_in_the_id_of_an_evening_is_told_of_and_not_a_second_evening() -> None:
    assert places(refused(lambda: read(row(event_id="Ilta 1"), row(event_id="ilta_1", rank="2")))) == [(3, "event_id")]


def test_a_group_whose_size_differs_between_rows_is_an_error() -> None:
    assert places(refused(lambda: read(row(), row(rank="2", group_size="6")))) == [(3, "group_size")]


def test_an_unknown_decision_is_an_error() -> None:
    assert read(row(), row(rank="2", decision_id="")).texts
    problems = refused(lambda: read(row(), row(rank="2", decision_id="hippos")))
    assert places(problems) == [(3, "decision_id")]


def test_a_person_is_asked_about_the_decision_when_nobody_has_told_it() -> None:
    parsed = read(row(), row(rank="2", decision_id="hippos"), answers={})
    (question,) = parsed.questions
    yes, no = (value for value, _ in question.options)
    assert read(row(), row(rank="2", decision_id="hippos"), answers={question.id: yes}).questions == ()
    refused(lambda: read(row(), answers={question.id: no}))


# Cells


@pytest.mark.parametrize("column", evening.REQUIRED)
def test_an_empty_required_cell_is_named_once(column: str) -> None:
    assert places(refused(lambda: read(row(), row(rank="2") | {column: " "}))) == [(3, column)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event_date", "3/4/2025"),
        ("participants_n", "noin 20"),
        ("participants_n", "2000000"),
        ("group_no", "1 a"),
        ("group_size", "-3"),
        ("event_id", "=HYPERLINK(1)"),
        ("decision_id", "a,b"),
        ("place", "x" * 201),
        ("theme", "x" * 201),
    ],
)
def test_a_cell_that_cannot_be_understood_is_named_without_its_content(column: str, value: str) -> None:
    problems = refused(lambda: read(row(**{column: value})))
    assert places(problems) == [(2, column)]
    assert value not in problems[0].line("en")


@pytest.mark.parametrize("column", ["event_id", "place", "question", "theme"])
def test_personal_data_cannot_hide_in_the_columns_that_nobody_reviews(column: str) -> None:
    problems = refused(lambda: read(row(**{column: "soita 040 123 4567"})))
    assert (2, column) in places(problems)
    assert "040" not in "".join(problem.line("en") for problem in problems)


def test_a_place_may_be_a_street_address_and_an_idea_may_hold_anything() -> None:
    parsed = read(row(place="Koulukatu 1", idea="Soittakaa 040 123 4567"))
    assert parsed.texts[0].body == "Soittakaa 040 123 4567"


def test_values_that_a_spreadsheet_turned_into_dates_are_errors() -> None:
    turned = as_xlsx([row(group_no=date(2025, 1, 2), rank="=1+1", event_id=date(2025, 5, 6))])
    problems = refused(lambda: read_file("ilta.xlsx", turned))
    assert places(problems) == [(2, "event_id"), (2, "group_no"), (2, "rank")]


def test_fifty_errors_are_listed_and_the_rest_counted() -> None:
    with pytest.raises(Refused) as refusal:
        read(*(row(group_no=str(number), rank="9") for number in range(1, 61)))
    assert (len(refusal.value.problems), refusal.value.total) == (LISTED, 60)
    assert "60 problems in all" in refusal.value.lines("en")[-1]


# Templates and the demonstration


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", template_csv("evening")), ("a.xlsx", template_xlsx("evening"))]
)
def test_a_filled_in_template_is_read_and_its_example_left_out(name: str, content: bytes) -> None:
    if name.endswith(".csv"):
        content += as_csv([row()]).split(b"\r\n")[1]
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        for place, value in enumerate(row().values(), start=1):
            book.worksheets[0].cell(3, place).value = str(value)
        buffer = io.BytesIO()
        book.save(buffer)
        content = buffer.getvalue()
    parsed = read_file(name, content)
    assert parsed.left_out == {"example_row": 1}
    assert (parsed.read, parsed.stored) == ({"ideas": 2}, {"ideas": 1})
    assert [text.body for text in parsed.texts] == ["Valot koulumatkalle"]


@pytest.mark.parametrize("case", ["kouluverkko", "hippos"])
def test_the_evening_of_the_demonstration_is_read(case: str) -> None:
    files = check(dict([demo.file(case, "evening", date(2026, 11, 1))]))
    parsed = adapters.read("evening", files, answers={"decision": case})
    groups = set(parsed.tables["ideas"]["group"].to_pylist())
    assert parsed.questions == ()
    assert (len(parsed.texts), len(groups)) == (21, 7)
    assert parsed.dropped == ()
