"""Service requests as Open311 servers and 6Aika cities give them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from participation import columnar
from participation.adapters import Parsed, open311, random_order
from participation.guards import Limits, check
from participation.problems import Problem, Refused

Row = dict[str, Any]


def request(**other: object) -> Row:
    return {
        "service_request_id": "a1b2", "status": "open", "status_notes": "Siirretty Pekalle", "service_code": "171",
        "service_name": "Kadut ja liikenne", "description": "Suojatie on pimeä.", "agency_responsible": "Kunta",
        "requested_datetime": "2025-03-14T10:22:01+02:00", "updated_datetime": "2025-03-15T08:00:00+02:00",
        "address": "Koulukatu 1", "zipcode": "12345", "lat": 60.1, "long": 24.9, "media_url": "https://x.fi/1.jpg",
        "title": "Valaistus", "service_object_id": "o7",
    } | other  # fmt: skip


def as_json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def as_csv(*rows: Row) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(content: bytes, name: str = "palautteet.json") -> Parsed:
    return open311.read(check({name: content}), answers={}, limits=Limits(), surrogates=random_order)


def refused(call: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.problems


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_json([request()]), "p.json"),
        (as_json({"service_requests": [request()]}), "p.JSON"),
        (as_csv(request()), "p.csv"),
    ],
)
def test_a_request_is_a_text_under_its_service(content: bytes, name: str) -> None:
    parsed = read(content, name)
    (text,) = parsed.texts
    assert (text.source_id, text.body) == ("ra1b2", "Valaistus\n\nSuojatie on pimeä.")
    assert text.meta == {
        "created": "2025-03-14", "question": "Kadut ja liikenne", "status": "open", "area": "12345",
    }  # fmt: skip
    assert (parsed.read, parsed.stored, parsed.notes) == ({"requests": 1}, {"requests": 1}, ("faults_not_opinions",))
    assert parsed.period == (date(2025, 3, 14), date(2025, 3, 14))


@pytest.mark.parametrize(("content", "name"), [(as_json([request()]), "p.json"), (as_csv(request()), "p.csv")])
def test_places_pictures_and_notes_of_the_office_are_not_kept(content: bytes, name: str) -> None:
    parsed = read(content, name)
    assert {"address", "lat", "long", "media_url", "status_notes", "service_object_id"} <= set(parsed.dropped)
    kept = columnar.pack(parsed.tables) + repr(parsed.texts).encode()
    for secret in ("Koulukatu", "60.1", "x.fi", "Pekalle", "o7"):
        assert secret.encode() not in kept


def test_a_request_without_words_is_left_out_and_counted() -> None:
    silent = request(service_request_id="c3", description=None, title="")
    parsed = read(as_json([request(), silent]))
    assert (parsed.read, parsed.stored, parsed.left_out) == (
        {"requests": 2}, {"requests": 1}, {"without_words": 1},
    )  # fmt: skip


def test_an_odd_status_postal_code_or_nested_value_says_nothing() -> None:
    odd = request(status="Kysy Maijalta", zipcode="Koulukatu 1", service_name={"fi": "x"})
    assert read(as_json([odd])).texts[0].meta == {"created": "2025-03-14", "question": "171"}


WRONG: list[tuple[bytes, str]] = [
    (as_json([request(service_request_id="")]), "The cell is empty"),
    (as_json([request(service_request_id="a b")]), "at most 64"),
    (as_json([request(), request()]), "on row 1 already"),
    (as_json([request(requested_datetime="eilen")]), "not a date"),
    (as_json([request(description="x" * 10_001)]), "longer than"),
    (as_json([]), "nothing under the header"),
    (as_json({"jokin": 1}), "not a list of service requests"),
    (as_json([1, 2]), "not a list of service requests"),
    (as_json([{"id": 1}]), "not a list of service requests"),
    (as_json("teksti"), "not a list of service requests"),
    (b"{", "not JSON"),
    (b"[" * 100_000, "not JSON"),
]


@pytest.mark.parametrize(("content", "said"), WRONG, ids=range(len(WRONG)))
def test_a_file_that_is_no_list_of_requests_is_refused(content: bytes, said: str) -> None:
    assert said in refused(lambda: read(content))[0].line("en")


def test_a_table_without_the_needed_columns_names_them() -> None:
    problems = refused(lambda: read(b"id;teksti\n1;x\n", "muu.csv"))
    assert [problem.column for problem in problems] == list(open311.NEEDED)


def test_a_json_that_is_something_else_is_stopped_before_it_is_read() -> None:
    for content in (b"PK\x03\x04", b"<html>", b"%PDF-1.7", b"\x00\x01"):
        refused(lambda content=content: read(content))
