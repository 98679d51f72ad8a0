"""Formal statements (lausunnot) of councils: our own template, one row for each statement.

A statement is a class of its own: public, owed a Response, and never counted with what residents said. It has nothing
to do with the "statements" of Polis, which are comments here.

Source: resident-input design, section 2.6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from locales import N_, Message
from participation.adapters import Parsed, Surrogates
from participation.guards import Limits
from participation.own_template import own_template
from participation.problems import Findings
from participation.records import (
    BAD_DAY,
    BAD_DECISION,
    DECISION_ID,
    EMPTY,
    TOO_LONG,
    Records,
    ask_decision,
    ask_encoding,
    day,
    fields,
    folded,
    is_empty,
)

NAME = "statements"
VERSION = "1"

REQUIRED = ("council", "date", "decision_id", "position", "main_points")
OPTIONAL = ("url",)
COLUMNS = (*REQUIRED, *OPTIONAL)
EXAMPLE = {
    "council": "nuoriso",
    "date": "2025-03-14",
    "decision_id": "esimerkki",
    "position": "ehdoin",
    "main_points": "Tämä on esimerkkirivi: kirjoita tähän lausunnon pääkohdat ja poista rivi.",
    "url": "https://kunta.example/lausunto",
}
LONGEST_POINTS = 5_000  # characters
LONGEST_LINK = 2_000

COUNCILS: Mapping[str, tuple[str, ...]] = {
    "youth_council": ("nuoriso", "nuorisovaltuusto", "ungdomsfullmäktige", "youth_council"),
    "elderly_council": ("vanhus", "vanhusneuvosto", "äldreråd", "äldrerådet", "elderly_council"),
    "disability_council": (
        "vammais",
        "vammaisneuvosto",
        "funktionshindersråd",
        "funktionshindersrådet",
        "disability_council",
    ),
    "other": ("muu", "annan", "other"),
}
STATUTORY = ("youth_council", "elderly_council", "disability_council")
POSITIONS: Mapping[str, tuple[str, ...]] = {
    "for": ("puoltaa", "tillstyrker", "for"),
    "conditional": ("ehdoin", "puoltaa ehdoin", "med villkor", "tillstyrker med villkor", "conditional"),
    "against": ("vastustaa", "motsätter sig", "avstyrker", "against"),
    "no_position": ("ei kantaa", "ei ota kantaa", "tar inte ställning", "no_position"),
}
CODE_OF_COUNCIL = {word: code for code, words in COUNCILS.items() for word in words}
CODE_OF_POSITION = {word: code for code, words in POSITIONS.items() for word in words}

BAD_COUNCIL = N_("The council must be nuoriso, vanhus, vammais or muu. Correct it.")
BAD_POSITION = N_("The position must be puoltaa, ehdoin, vastustaa or ei kantaa. Correct it.")
BAD_LINK = N_("A link begins with https:// or http://. Correct it or leave it empty.")
OTHER_DECISION = N_(
    "The row is about another decision than row {first}. Give each decision's statements in a file of their own."
)
SAME_DAY = N_("The council already has a statement of the same day on row {first}. Keep the newer one.")


@dataclass(frozen=True)
class Statement:
    row: int
    council: str
    on: date
    decision: str
    position: str
    main_points: str
    url: str | None


def read(
    files: Mapping[str, bytes],
    *,
    answers: Mapping[str, str],
    limits: Limits,
    surrogates: Surrogates,
) -> Parsed:
    """The statements on one decision from one file, CSV or XLSX.

    Table: `statements` (council, position, main_points and url string, date), the older first: a later statement of
    the same council is a new version. There are no texts, because nothing of it is a resident's.

    `answers` may hold `encoding` ("right" or "wrong") and `decision`, the ids of the decisions that may be named.

    Raises `Refused` when a council or a position is none of those listed, rows are about different decisions, or a
    statutory council has two statements of one day.
    """
    records, dropped, examples = own_template(files, REQUIRED, OPTIONAL, EXAMPLE, limits)
    findings = Findings()
    statements = _statements(records, limits, findings)
    _check_versions(records, statements, findings)
    findings.refuse_if_any()
    asked = ask_decision(records, {one.row: one.decision for one in statements}, answers)
    ordered = sorted(statements, key=lambda one: (one.on, one.row))
    return Parsed(
        adapter=NAME,
        version=VERSION,
        tables={"statements": _table(ordered)},
        texts=(),
        read={"statements": len(statements) + examples},
        stored={"statements": len(statements)},
        left_out={"example_row": examples} if examples else {},
        checks={"councils": len({one.council for one in statements})},
        differing=(),
        dropped=dropped,
        notes=("statements_apart",),
        questions=ask_encoding(records, (one.main_points for one in ordered), answers) + asked,
        period=(ordered[0].on, ordered[-1].on),
    )


def _statements(records: Records, limits: Limits, findings: Findings) -> list[Statement]:
    """The rows in which nothing is wrong; what is wrong with the others goes to `findings`."""
    file = records.file
    longest = {"main_points": min(LONGEST_POINTS, limits.cell), "url": LONGEST_LINK}
    statements = []
    for row, cells in fields(records, COLUMNS, findings, dates=("date",)):
        before = findings.total
        for column in REQUIRED:
            if is_empty(records, row, column, cells):
                findings.add(file, row, column, Message(EMPTY))
        council = CODE_OF_COUNCIL.get(folded(cells["council"]))
        if council is None and cells["council"]:
            findings.add(file, row, "council", Message(BAD_COUNCIL))
        on = day(cells["date"])
        if on is None and cells["date"]:
            findings.add(file, row, "date", Message(BAD_DAY))
        if cells["decision_id"] and not DECISION_ID.fullmatch(cells["decision_id"]):
            findings.add(file, row, "decision_id", Message(BAD_DECISION))
        position = CODE_OF_POSITION.get(folded(cells["position"]))
        if position is None and cells["position"]:
            findings.add(file, row, "position", Message(BAD_POSITION))
        for column, limit in longest.items():
            if len(cells[column]) > limit:
                findings.add(file, row, column, Message(TOO_LONG, {"limit": limit}))
        link = cells["url"]
        if link and (not link.startswith(("https://", "http://")) or any(sign.isspace() for sign in link)):
            findings.add(file, row, "url", Message(BAD_LINK))
        if findings.total == before and council and on and position:
            found = Statement(row, council, on, cells["decision_id"], position, cells["main_points"], link or None)
            statements.append(found)
    return statements


def _check_versions(records: Records, statements: Sequence[Statement], findings: Findings) -> None:
    """All rows are about one decision, and it can be told which of a council's statements is the newer."""
    given: dict[tuple[str, date], int] = {}
    for one in statements:
        first = statements[0]
        if folded(one.decision) != folded(first.decision):
            findings.add(records.file, one.row, "decision_id", Message(OTHER_DECISION, {"first": first.row}))
        earlier = given.setdefault((one.council, one.on), one.row)
        # "Other" is many bodies, and two of them may well give theirs on one day.
        if earlier != one.row and one.council in STATUTORY:
            findings.add(records.file, one.row, "date", Message(SAME_DAY, {"first": earlier}))


def _table(statements: Sequence[Statement]) -> pa.Table:
    return pa.table(
        {
            "council": pa.array([one.council for one in statements], pa.string()),
            "date": pa.array([one.on for one in statements], pa.date32()),
            "position": pa.array([one.position for one in statements], pa.string()),
            "main_points": pa.array([one.main_points for one in statements], pa.string()),
            "url": pa.array([one.url for one in statements], pa.string()),
        }
    )
