"""The workbook of a Kerrokantasi hearing, made by the rules of its own export."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime

import openpyxl
import pytest

from participation import columnar
from participation.adapters import Parsed, kerrokantasi, random_order
from participation.guards import Limits, check
from participation.problems import Problem, Refused

HEADINGS = ("Content", "Subcontent", "Created", "Votes", "Label", "Map comment", "Geojson", "Images")
ROW = (
    "Koulu pitää säilyttää.",
    None,
    "2025-03-14 10:22:01",
    7,
    "Koulut",
    None,
    '{"type": "Point"}',
    "https://x.fi/1.png",
)
POLL: tuple[Sequence[object], ...] = (
    ("Polls",),
    ("Poll question", "Mikä vaihtoehto?"),
    ("Poll type", "single-choice"),
    ("Total votes", 30),
    ("How many people answered the question", 28),
    ("Options", "Votes", "Votes %"),
    ("Säilytetään", 20, "=B9/B6"),
    ("Lakkautetaan", 8, "=B10/B6"),
)  # fmt: skip


def book(*sections: tuple[str, Sequence[Sequence[object]]], hearing: bool = True, headings=HEADINGS) -> bytes:  # type: ignore[no-untyped-def]
    """A hearing with sections of (name, rows under the headings); rows before the headings are the export's own."""
    made = openpyxl.Workbook()
    first = made.active
    first.title = "Hearing" if hearing else "Kuuleminen"
    for line in (("Title (fi)", "Kouluverkko"), ("Created", "2025-03-01"), ("Close", "2025-04-01"), ("Comments", 2)):
        first.append(line)
    for number, (name, rows) in enumerate(sections):
        sheet = made.create_sheet(f"{number} {name}"[:31])
        sheet.append(("Section",))
        sheet.append((name,))
        sheet.append(("Comments",))
        sheet.merge_cells("A3:H3")
        sheet.append(headings)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read(content: bytes, name: str = "kuuleminen.xlsx") -> Parsed:
    return kerrokantasi.read(check({name: content}), answers={}, limits=Limits(), surrogates=random_order)


def refused(call: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.lines("en")[-1].endswith("Nothing was stored.")
    return refusal.value.problems


LONG_NAME = "Miten koulumatkat järjestetään, kun kaksi koulua yhdistetään?"


def test_every_comment_is_a_text_under_its_section() -> None:
    parsed = read(book((LONG_NAME, [ROW, ("Toinen.", None, datetime(2025, 3, 20, 8), 0, None, None, None, None)])))
    first, second = parsed.texts
    assert first.body == "Koulu pitää säilyttää."
    assert first.meta == {"created": "2025-03-14", "votes": 7, "question": LONG_NAME, "label": "Koulut"}
    assert (second.body, second.meta["created"], second.meta["votes"]) == ("Toinen.", "2025-03-20", 0)
    assert (parsed.read, parsed.stored) == ({"comments": 2}, {"comments": 2})
    assert parsed.period == (date(2025, 3, 14), date(2025, 3, 20))
    assert parsed.notes == ("comments_of_service",)


def test_a_reply_answers_the_comment_above_it() -> None:
    rows = [
        ROW,
        (None, "Olen samaa mieltä.", "2025-03-15", 1, None, None, None, None),
        (None, "Niin minäkin.", "2025-03-16", 0, None, None, None, None),
        ("Uusi kommentti.", None, "2025-03-17", 0, None, None, None, None),
        (None, "Vastaus uuteen.", "2025-03-18", 0, None, None, None, None),
    ]
    table = read(book(("Osio", rows))).tables["comments"]
    ids, parents = table["text"].to_pylist(), table["reply_to"].to_pylist()
    assert parents == [None, ids[0], ids[0], None, ids[3]]
    assert read(book(("Osio", rows))).checks == {"replies": 3, "poll_questions": 0}


def test_who_wrote_and_where_is_not_kept() -> None:
    headings = ("Author", "Email", *HEADINGS)
    row = ("Maija Meikäläinen", "maija@example.fi", *ROW)
    parsed = read(book(("Osio", [row]), headings=headings))
    assert parsed.dropped == ("Author", "Email", "Map comment", "Geojson", "Images")
    kept = columnar.pack(parsed.tables) + repr(parsed.texts).encode()
    for secret in (b"Maija", b"maija@", b"Point", b"x.fi"):
        assert secret not in kept
    assert parsed.texts[0].body == ROW[0]


def test_polls_are_counted_from_their_votes_and_never_from_their_formulas() -> None:
    other = (("Poll question", "Milloin?"), ("Options", "Votes", "Votes %"), ("Syksyllä", 4, "=1"))
    parsed = read(book((LONG_NAME, [ROW, *POLL, *other])))
    assert parsed.tables["polls"].to_pylist() == [
        {
            "poll": 1, "section": LONG_NAME, "question": "Mikä vaihtoehto?", "kind": "single-choice",
            "option": "Säilytetään", "votes": 20, "answered": 28,
        },
        {
            "poll": 1, "section": LONG_NAME, "question": "Mikä vaihtoehto?", "kind": "single-choice",
            "option": "Lakkautetaan", "votes": 8, "answered": 28,
        },
        {
            "poll": 2, "section": LONG_NAME, "question": "Milloin?", "kind": "",
            "option": "Syksyllä", "votes": 4, "answered": None,
        },
    ]  # fmt: skip
    assert len(parsed.texts) == 1
    assert parsed.checks["poll_questions"] == 2


def test_one_apostrophe_and_markup_are_taken_away() -> None:
    row = ("'=SUM(A1) on vitsi", None, "2025-03-14", 0, None, None, None, None)
    tagged = ("<p>Koulu &amp; päiväkoti</p>", None, "14.3.2025 10:00", 0, None, None, None, None)
    assert [text.body for text in read(book(("Osio", [row, tagged]))).texts] == [
        "=SUM(A1) on vitsi", "Koulu & päiväkoti",
    ]  # fmt: skip


def test_a_newer_export_has_the_same_ids_for_the_same_comments() -> None:
    older = read(book(("Osio", [ROW])))
    newer = read(book(("Osio", [("Uusi.", None, "2025-03-20", 0, None, None, None, None), ROW])))
    assert older.texts[0].source_id in {text.source_id for text in newer.texts}
    assert len({text.source_id for text in read(book(("Osio", [ROW, ROW]))).texts}) == 2


def test_a_section_without_comments_may_have_polls_alone() -> None:
    parsed = read(book(("Osio", POLL)))
    assert parsed.texts == ()
    assert parsed.stored == {"comments": 0}
    assert parsed.tables["polls"].num_rows == 2
    assert parsed.period is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (book(("Osio", [ROW]), hearing=False), "has no sheet “Hearing”. Sheets found: Kuuleminen, 0 Osio"),
        (book(), "neither comments nor poll answers"),
        (book(("Osio", [])), "neither comments nor poll answers"),
        (book(("Osio", [ROW]), headings=("Teksti", "Aika")), "no row with the headings"),
        (book(("Osio", [("Hei.", None, "eilen", 0)])), "not a date"),
        (book(("Osio", [("Hei.", None, "2025-03-14", "monta")])), "not a whole number"),
        (book(("Osio", [(None, "Vastaus ilman kommenttia.", "2025-03-14", 0)])), "reply before any comment"),
        (book(("Osio", [("x" * 10_001, None, "2025-03-14", 0)])), "longer than 10000 characters"),
        (book(("Osio", [ROW, *POLL[:6], ("Säilytetään", "moni", None)])), "not a whole number"),
    ],
)
def test_a_file_that_is_not_a_whole_hearing_is_refused(content: bytes, said: str) -> None:
    problems = refused(lambda: read(content))
    assert said in problems[0].line("en")


def test_another_kind_of_file_is_refused() -> None:
    refused(lambda: read(b"id;title\n1;x\n", "ideat.csv"))


def test_two_polls_that_ask_in_the_same_words_stay_two() -> None:
    rows = read(book(("Osio", [*POLL, *POLL[1:]]), ("Toinen", POLL))).tables["polls"].to_pylist()
    assert [row["poll"] for row in rows] == [1, 1, 2, 2, 3, 3]
