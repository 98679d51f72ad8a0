"""Service requests of Open311 and 6Aika: faults and feedback that residents reported, as JSON or CSV.

A request is a fault, not an opinion on a decision, and a person says that it belongs to one by bringing it in. Its
description is a text to be reviewed. Addresses, coordinates and pictures are not kept; the postal code is, as an area.

Source: resident-input design, section 2.8; GeoReport v2; CitySDK.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from locales import N_, Message
from participation import comments
from participation.adapters import Parsed, Question, Surrogates
from participation.columns import tables
from participation.comments import Comment
from participation.guards import Limits, base_name, text_of
from participation.problems import Findings, refusal
from participation.records import (
    BAD_DAY,
    EMPTY,
    MISSING,
    NO_ROWS,
    ONE_FILE,
    TOO_LONG,
    TOO_MANY_ROWS,
    ask_encoding,
    day,
    folded,
)

NAME = "open311"
VERSION = "1"

KEPT = (
    "service_request_id", "status", "service_code", "service_name", "title", "description", "requested_datetime",
    "zipcode",
)  # fmt: skip
NEEDED = ("service_request_id", "description", "requested_datetime")
WRAPPERS = ("service_requests", "requests")  # some servers put the list under a name
STATUSES = ("open", "closed", "new", "moderation", "rejected", "wip")
_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_ZIP = re.compile(r"\d{5}", re.ASCII)
DEEPEST = 20

NOT_REQUESTS = N_("The file is not a list of service requests as Open311 gives it.")
BAD_ID = N_("The id may hold letters, digits, dots and hyphens, at most 64. Export the file again.")
SAME_ID = N_("The id is on row {first} already. Export the file again.")


@dataclass(frozen=True)
class _Row:
    number: int  # as a spreadsheet shows it; in JSON the place in the list, the first being 1
    given: Mapping[str, str]


def read(files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits, surrogates: Surrogates) -> Parsed:
    """The requests of one file. Table: `comments` as in `participation.comments`, with no votes.

    Requests without words are left out and counted; a server may leave the description out of its list.
    `answers` may hold `encoding`. Raises `Refused` when the file is no such list, an id is missing, wrong or repeated,
    or a day cannot be read.
    """
    if len(files) != 1:
        raise refusal(next(iter(files), "–"), Message(ONE_FILE))
    name, content = next(iter(files.items()))
    questions: tuple[Question, ...] = ()
    if base_name(name).strip().lower().endswith(".json"):
        rows, dropped = _from_json(name, content, limits)
    else:
        rows, dropped, questions = _from_table(files, limits, answers)
    findings = Findings()
    written = list(_comments(name, rows, findings, limits))
    findings.refuse_if_any()
    silent = len(rows) - len(written)
    if not rows:
        raise refusal(name, Message(NO_ROWS))
    return Parsed(
        adapter=NAME,
        version=VERSION,
        tables={"comments": comments.table(written)},
        texts=comments.texts(written),
        read={"requests": len(rows)},
        stored={"requests": len(written)},
        left_out={"without_words": silent} if silent else {},
        checks={},
        differing=(),
        dropped=dropped,
        notes=("faults_not_opinions",),
        questions=questions,
        period=comments.period(written),
    )


def _comments(file: str, rows: list[_Row], findings: Findings, limits: Limits) -> Iterator[Comment]:
    seen: dict[str, int] = {}
    for row in rows:
        before = findings.total
        id = row.given["service_request_id"]
        if not _ID.fullmatch(id):
            findings.add(file, row.number, "service_request_id", Message(BAD_ID if id else EMPTY))
        first = seen.setdefault(id, row.number)
        if first != row.number:
            findings.add(file, row.number, "service_request_id", Message(SAME_ID, {"first": first}))
        created: date | None = day(row.given["requested_datetime"])
        if created is None and row.given["requested_datetime"]:
            findings.add(file, row.number, "requested_datetime", Message(BAD_DAY))
        words = [comments.without_markup(row.given[name]) for name in ("title", "description")]
        body = "\n\n".join(word for word in words if word)
        if len(body) > limits.cell:
            findings.add(file, row.number, "description", Message(TOO_LONG, {"limit": limits.cell}))
        if findings.total > before or not body:
            continue
        status, area = folded(row.given["status"]), row.given["zipcode"].strip()
        meta: dict[str, object] = {"status": status} if status in STATUSES else {}
        if _ZIP.fullmatch(area):
            meta["area"] = area
        under = row.given["service_name"].strip() or row.given["service_code"].strip() or None
        yield Comment(f"r{id}", body, None, created, None, None, under, meta=meta)


def _from_table(
    files: Mapping[str, bytes], limits: Limits, answers: Mapping[str, str]
) -> tuple[list[_Row], tuple[str, ...], tuple[Question, ...]]:
    found = tables(files, limits)
    records = next((one for one in found if all(one.at(column) is not None for column in NEEDED)), None)
    if records is None:
        findings = Findings()
        for column in NEEDED:
            if found[0].at(column) is None:
                findings.add(found[0].file, found[0].header_row, column, Message(MISSING))
        findings.refuse_if_any()
        raise refusal(found[0].file, Message(NOT_REQUESTS))
    places = {column: records.at(column) for column in KEPT}
    rows = [
        _Row(number, {column: "" if at is None else cells[at].strip() for column, at in places.items()})
        for number, cells in records.rows
    ]
    dropped = tuple(header for header in records.header if folded(header) not in KEPT)
    return rows, dropped, ask_encoding(records, [row.given["description"] for row in rows], answers)


def _from_json(name: str, content: bytes, limits: Limits) -> tuple[list[_Row], tuple[str, ...]]:
    text, _ = text_of(name, content)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise refusal(name, Message(N_("The file is not JSON. Export it again."))) from fault
    if isinstance(said, dict):
        said = next((said[key] for key in WRAPPERS if isinstance(said.get(key), list)), None)
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise refusal(name, Message(NOT_REQUESTS))
    if len(said) > limits.rows:
        raise refusal(name, Message(TOO_MANY_ROWS, {"limit": limits.rows}))
    if said and not any("service_request_id" in one for one in said):
        raise refusal(name, Message(NOT_REQUESTS))
    rows = [
        _Row(number, {column: _word(one.get(column)) for column in KEPT}) for number, one in enumerate(said, start=1)
    ]
    others = dict.fromkeys(str(key) for one in said for key in one if key not in KEPT)
    return rows, tuple(list(others)[: limits.columns])


def _word(value: object) -> str:
    """A value of a simple kind as text; what is nested says nothing here."""
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
