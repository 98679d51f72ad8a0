"""Polis conversations, in both forms in which they are exported.

The older form is a zip made by the Clojure server, the newer one single files made by the TypeScript server. Columns
are found by name. Votes are the last of each voter on each comment, compared with the matrix cell by cell; participant,
voter and author numbers become random surrogates, and a person has the same one in all three places. Comments that
moderators rejected, that are about the conversation itself (meta) or that nobody voted on are kept as texts.

Large files are read by Arrow with fixed types. Only when that fails are they read record by record, which is slower
and finds the file, the row and the column of each fault.

Source: resident-input design, section 2.2, which was verified against real exports.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from locales import N_, Message
from participation.adapters import Parsed, Question, Sample, Surrogates, Text
from participation.guards import UTF_16, Limits, base_name, strip_apostrophe, text_of
from participation.problems import LISTED, Findings, Problem, Refused, refusal

NAME = "polis"
VERSION = "1"

Ints = NDArray[np.int64]
Cells = NDArray[np.int8]

NOT_VOTED = 2  # in a matrix cell, beside -1, 0 and 1
GROUPS_RIGHT_FROM = date(2025, 5, 20)  # release that mended group-id in the newer form

# The longer names first: "participants-votes" ends like "votes".
KINDS = ("participants-votes", "participant-votes", "comment-groups", "stats-history", "comments", "votes", "summary")
MATRICES = KINDS[:2]
COPY_OF_DOWNLOAD = re.compile(r" ?\(\d+\)$")
WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
COMMENT_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
LIKE_A_RECORD = re.compile(r"[\r\n]\d{10}(?:\d{3})?[,;\t]", re.ASCII)
CELL = {"": NOT_VOTED, "-1": -1, "0": 0, "1": 1}
TRUTH = {"true": True, "1": True, "false": False, "0": False}
LARGEST_ID = 2**31 - 1
LARGEST_GROUP = 2**7 - 1
LARGEST_GRID = 2**25  # comments × voters up to which a whole grid is cheaper than sorting

COMMENTS = ("timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
COMMENTS_OPTIONAL = ("datetime", "is-meta", "is-seed", "group-informed-consensus")
VOTES = ("timestamp", "comment-id", "voter-id", "vote")
VOTES_OPTIONAL = ("datetime",)
MATRIX = ("participant",)
TALLIES = ("n-votes", "n-agree", "n-disagree")
MATRIX_OPTIONAL = ("group-id", "n-comments", *TALLIES)

NOT_A_NUMBER = N_("The value is not a whole number. Export the file again.")
TOO_LARGE_ID = N_("The number is too large. Export the file again.")
BAD_TIME = N_("The time must be a number of 13 or 10 digits. Do not save the file in a spreadsheet; export it again.")
BAD_VOTE = N_("A vote must be -1, 0 or 1. Export the file again.")
BAD_ROW = N_("The row has {found} fields and the header {expected}. Export the file again.")
UNREADABLE_ROW = N_("The row cannot be read because of its quotation marks. Export the file again.")
UNKNOWN_COMMENT = N_("The comment is missing from comments.csv. Give the files of one and the same export.")
TOO_MANY_ROWS = N_("There are more than {limit} rows. Export a smaller part.")


@dataclass(frozen=True)
class Sheet:
    """One CSV file: its bytes as UTF-8, and where its columns are (names trimmed and case-folded)."""

    name: str
    content: bytes
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def at(self, column: str) -> int:
        return self.header.index(column)

    def text(self) -> str:
        # The words of the comments were decoded strictly before; elsewhere only numbers are read.
        return self.content.decode(self.encoding, "replace")


@dataclass(frozen=True)
class Comment:
    row: int
    id: int
    author: int
    at: int
    agrees: int
    disagrees: int
    moderated: int
    is_meta: bool
    is_seed: bool | None
    body: str


@dataclass(frozen=True)
class Events:
    """Every row of votes.csv: comment and voter numbers, vote, and time in milliseconds, all of shape (n,)."""

    comment: Ints
    voter: Ints
    vote: Cells
    at: Ints
    seconds: bool  # the file tells seconds only, so the order of two votes within one is the order of the rows


@dataclass(frozen=True)
class Latest:
    """The last vote of each voter on each comment, ordered by comment and voter, all of shape (n,)."""

    comment: Ints  # position among the ascending comment numbers
    voter: Ints  # surrogate
    vote: Cells


@dataclass(frozen=True)
class Matrix:
    """The participants' file. `cells` has the shape (comments, participants), so that a comment lies together."""

    file: str
    comments: Ints
    participants: Ints
    rows: Ints  # record number of each participant
    groups: Ints  # -1 for no group
    cells: Cells
    tallies: Mapping[str, Ints]


@dataclass(frozen=True)
class People:
    """Everybody in the files, by number, and the random surrogate of each."""

    ids: Ints
    surrogates: Ints

    def of(self, ids: Ints) -> Ints:
        return self.surrogates[_places(self.ids, ids)]


def read(
    files: Mapping[str, bytes],
    *,
    answers: Mapping[str, str],
    limits: Limits,
    surrogates: Surrogates,
) -> Parsed:
    """One conversation from its exported files, guarded before.

    `answers` may hold `sign` ("as_is" or "turned"), `export_date` (an ISO date or "unknown") and `encoding` ("right"
    or "wrong"); a question whose answer is missing is in the result, and nothing may be stored before it is answered.

    Raises `Refused` when a file is missing, foreign or repeated, when a comment-id in the votes or the matrix is
    missing from the comments, a vote is outside -1, 0 and 1, or a participant, comment or column repeats.
    """
    sheets, dropped = _sheets(files, limits)
    comments, unquoted = _comments(sheets["comments"], limits)
    comment_ids = np.array([comment.id for comment in comments], dtype=np.int64)
    events = _events(sheets["votes"], comment_ids, limits)
    matrix = next((_matrix(sheets[kind], comment_ids, limits) for kind in MATRICES if kind in sheets), None)
    summary = _summary(sheets.get("summary"))

    people = _people(comments, events, matrix, surrogates)
    latest = _latest(events, comment_ids, people)
    checks, differing = _compared(sheets, comments, events, latest, matrix, summary, people)
    sign_asked, turned = _sign(comments, events, checks, answers)
    groups, group_note, groups_asked = _groups(sheets, matrix, events, summary, answers)
    told = {
        "own_votes_included": True,
        group_note: True,
        "meta_unknown": "is-meta" not in sheets["comments"].header,
        "no_matrix": matrix is None,
        "order_within_second_unknown": events.seconds,
        "unquoted_bodies": unquoted,
        "sign_turned": turned,
    }
    tables = {
        "votes": _votes_table(latest, comment_ids, turned),
        "participants": _participants_table(latest, groups, matrix, people),
        "comments": _comments_table(comments, people),
    }
    read_in = {
        "comments": len(comments),
        "votes": len(events.vote),
        "participants": 0 if matrix is None else len(matrix.participants),
    }
    earlier = len(events.vote) - len(latest.vote)
    return Parsed(
        adapter=NAME,
        version=VERSION,
        tables=tables,
        texts=_texts(comments, people),
        read=read_in,
        stored={name: table.num_rows for name, table in tables.items()},
        left_out={"earlier_vote": earlier} if earlier else {},
        checks=checks,
        differing=differing,
        dropped=dropped,
        notes=tuple(code for code, holds in told.items() if holds),
        questions=sign_asked + groups_asked + _encoding(sheets["comments"], comments, answers),
        period=_period(comments, events),
    )


# Files and headers


def _sheets(files: Mapping[str, bytes], limits: Limits) -> tuple[dict[str, Sheet], tuple[str, ...]]:
    """The files by kind, and the names of the columns whose content is not kept."""
    findings = Findings()
    found: dict[str, tuple[str, bytes]] = {}
    for name, content in files.items():
        kind = _kind(name)
        if kind == "xid":
            findings.add(name, None, None, Message(N_("The file ties participants to their identities. Leave it out.")))
        elif kind is None:
            unknown = N_("The file is not one of a Polis export. Give summary, comments, votes and participants-votes.")
            findings.add(name, None, None, Message(unknown))
        elif kind in found or (kind in MATRICES and any(matrix in found for matrix in MATRICES)):
            findings.add(name, None, None, Message(N_("Two files hold the same thing. Give each file once.")))
        else:
            found[kind] = (name, content)
    findings.refuse_if_any()
    for needed in ("comments", "votes"):
        if needed not in found:
            what = Message(N_("The file is missing. Add it from the same export."))
            findings.add(f"{needed}.csv", None, None, what)
    findings.refuse_if_any()
    columns = {
        "comments": (COMMENTS, COMMENTS_OPTIONAL),
        "votes": (VOTES, VOTES_OPTIONAL),
        **dict.fromkeys(MATRICES, (MATRIX, MATRIX_OPTIONAL)),
    }
    sheets: dict[str, Sheet] = {}
    dropped: dict[str, None] = {}
    for kind, (required, optional) in columns.items():
        if kind in found:
            sheets[kind] = _sheet(*found[kind], required, optional, kind in MATRICES, limits, findings)
            for column in sheets[kind].header:
                is_vote = kind in MATRICES and COMMENT_NUMBER.fullmatch(column)
                if column and column not in required and column not in optional and not is_vote:
                    dropped[column] = None
    if "summary" in found:
        sheets["summary"] = Sheet(*found["summary"], "utf-8", ",", ("topic", ""))
    findings.refuse_if_any()
    return sheets, tuple(dropped)


def _kind(name: str) -> str | None:
    stem, dot, extension = base_name(name).casefold().rpartition(".")
    stem = COPY_OF_DOWNLOAD.sub("", stem).strip()
    if not dot or extension.strip() != "csv":
        return None
    for kind in ("xid", *KINDS):
        if stem == kind or (stem.endswith(kind) and stem[-len(kind) - 1] in "-_. "):
            return kind
    return None


def _sheet(
    name: str,
    content: bytes,
    required: Sequence[str],
    optional: Sequence[str],
    has_vote_columns: bool,
    limits: Limits,
    findings: Findings,
) -> Sheet:
    """The file with its header read; what is wrong with the header goes to `findings`."""
    if content.startswith(UTF_16):
        content = text_of(name, content)[0].encode()
    content = content.removeprefix(b"\xef\xbb\xbf")
    first = re.split(rb"\r\n|\r|\n", content[: limits.columns * 64], maxsplit=1)[0]
    # Only headers and the comments hold words; the numbers of the other files are the same in any encoding.
    encoding = text_of(name, first if "comment-body" not in required else content)[1]
    headers = {delimiter: _header(first.decode(encoding), delimiter) for delimiter in ",;\t"}
    delimiter = next((mark for mark, header in headers.items() if set(required) <= set(header)), ",")
    header = headers[delimiter]
    missing = [column for column in required if column not in header]
    for column in missing:
        findings.add(name, 1, column, Message(N_("The column is missing. Export the file again, with its header row.")))
    if len(header) > limits.columns:
        what = N_("There are more than {limit} columns. Export a smaller part.")
        findings.add(name, 1, None, Message(what, {"limit": limits.columns}))
    seen: set[str] = set()
    for column in header:
        known = column in required or column in optional or (has_vote_columns and COMMENT_NUMBER.fullmatch(column))
        if known and column in seen:
            findings.add(name, 1, column, Message(N_("The column is there twice. Export the file again.")))
        seen.add(column)
    return Sheet(name, content, encoding, delimiter, header)


def _header(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        fields = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return ()
    return tuple(_column_name(field) for field in fields)


def _column_name(field: str) -> str:
    name = field.strip().casefold()
    # "007" and "7" are one comment.
    return str(int(name)) if COMMENT_NUMBER.fullmatch(name) else name


def _records(sheet: Sheet, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """The records after the header with their numbers; empty ones are numbered and passed over.

    A record that is not proper CSV, or has not as many fields as the header, goes to `findings`.
    """
    reader = csv.reader(io.StringIO(sheet.text(), newline=""), delimiter=sheet.delimiter, strict=True)
    row = 0
    expected = len(sheet.header)
    while True:
        row += 1
        try:
            record = next(reader, None)
        except csv.Error:
            findings.add(sheet.name, row, None, Message(UNREADABLE_ROW))
            return
        if record is None:
            return
        if row == 1 or not any(record):
            continue
        if len(record) != expected:
            findings.add(sheet.name, row, None, Message(BAD_ROW, {"found": len(record), "expected": expected}))
        else:
            yield row, record


# comments.csv


def _comments(sheet: Sheet, limits: Limits) -> tuple[tuple[Comment, ...], bool]:
    """The comments by ascending number, and whether their bodies had no quotation marks.

    The first TypeScript exporter left the body unquoted. It is the last column, so surplus fields belong to it; a
    line break inside it cannot be told from the end of a record and is an error.
    """
    shape, values = Findings(), Findings()
    comments = _parsed_comments(sheet, _records(sheet, shape), values, limits)
    doubtful = shape.total > 0 or any(LIKE_A_RECORD.search(comment.body) for comment in comments)
    if doubtful and sheet.header[-1] == "comment-body":
        in_lines = Findings()
        records, quoted = _unquoted_records(sheet, in_lines)
        joined = _parsed_comments(sheet, iter(records), in_lines, limits)
        if not in_lines.total:
            return joined, True
        if shape.total and not quoted:
            in_lines.refuse_if_any()
    found = sorted(shape.problems + values.problems, key=lambda problem: problem.row or 0)
    if found:
        raise Refused(found, shape.total + values.total)
    return comments, False


def _unquoted_records(sheet: Sheet, findings: Findings) -> tuple[list[tuple[int, list[str]]], bool]:
    """Each line as a record whose last field takes what is left, and whether any body looks quoted."""
    width = len(sheet.header)
    records: list[tuple[int, list[str]]] = []
    quoted = False
    for row, line in enumerate(re.split(r"\r\n|\r|\n", sheet.text()), start=1):
        if row == 1 or not line:
            continue
        fields = line.split(sheet.delimiter, width - 1)
        if not WHOLE.fullmatch(fields[0].strip()) or len(fields) < width:
            what = N_("A line break in a comment without quotation marks cannot be read. Export the file again.")
            findings.add(sheet.name, row, None, Message(what))
            continue
        quoted = quoted or fields[-1].startswith('"')
        try:
            proper = next(csv.reader([line], delimiter=sheet.delimiter, strict=True), [])
        except csv.Error:
            proper = []
        records.append((row, proper if len(proper) == width else fields))
    return records, quoted


def _parsed_comments(
    sheet: Sheet, records: Iterator[tuple[int, list[str]]], findings: Findings, limits: Limits
) -> tuple[Comment, ...]:
    comments: list[Comment] = []
    seen: set[int] = set()
    place = {column: position for position, column in enumerate(sheet.header)}
    for row, record in records:
        if len(comments) >= limits.rows:
            findings.add(sheet.name, row, None, Message(TOO_MANY_ROWS, {"limit": limits.rows}))
            break
        before = findings.total
        numbers = {
            column: _number(sheet.name, row, column, record[place[column]], findings)
            for column in ("comment-id", "author-id", "agrees", "disagrees")
        }
        at, _ = _time(sheet.name, row, record[place["timestamp"]], findings)
        moderated = CELL.get(record[place["moderated"]].strip(), NOT_VOTED)
        if moderated == NOT_VOTED:
            what = Message(N_("The value must be -1, 0 or 1. Export the file again."))
            findings.add(sheet.name, row, "moderated", what)
        flags: dict[str, bool | None] = {"is-meta": None, "is-seed": None}
        for column in flags:
            if column in place:
                flags[column] = TRUTH.get(record[place[column]].strip().casefold())
                if flags[column] is None:
                    what = Message(N_("The value must be true or false. Export the file again."))
                    findings.add(sheet.name, row, column, what)
        body = record[place["comment-body"]]
        if len(body) > limits.cell:
            what = Message(N_("The text is longer than {limit} characters. Shorten it."), {"limit": limits.cell})
            findings.add(sheet.name, row, "comment-body", what)
        number = numbers["comment-id"]
        if number > LARGEST_ID:
            findings.add(sheet.name, row, "comment-id", Message(TOO_LARGE_ID))
        elif number in seen and findings.total == before:
            what = Message(N_("The comment is there twice. Export the file again."))
            findings.add(sheet.name, row, "comment-id", what)
        seen.add(number)
        if findings.total == before:
            comments.append(
                Comment(
                    row=row,
                    id=number,
                    author=numbers["author-id"],
                    at=at,
                    agrees=numbers["agrees"],
                    disagrees=numbers["disagrees"],
                    moderated=moderated,
                    is_meta=bool(flags["is-meta"]),
                    is_seed=flags["is-seed"],
                    body=strip_apostrophe(body),
                )
            )
    return tuple(sorted(comments, key=lambda comment: comment.id))


# votes.csv


def _events(sheet: Sheet, comment_ids: Ints, limits: Limits) -> Events:
    return _events_fast(sheet, comment_ids, limits) or _events_exact(sheet, comment_ids, limits)


def _events_fast(sheet: Sheet, comment_ids: Ints, limits: Limits) -> Events | None:
    """All rows at once, or None when any of them is not as it should be."""
    types = {"timestamp": pa.int64(), "comment-id": pa.int64(), "voter-id": pa.int64(), "vote": pa.int8()}
    table = _arrow(sheet, types, empty_is_null=False)
    if table is None:
        return None
    _check_rows(sheet, table, limits)
    at, comment, voter, vote = (table.column(column).to_numpy() for column in types)
    if len(at) == 0:
        return Events(comment, voter, vote, at, seconds=False)
    milliseconds = at >= 10**12
    in_seconds = bool(at.min() < 10**12)
    fine = (
        at.min() >= 10**9
        and at.max() < 10**13
        and not (in_seconds and bool(((at >= 10**10) & ~milliseconds).any()))
        and vote.min() >= -1
        and vote.max() <= 1
        and voter.min() >= 0
        and bool((_places(comment_ids, comment) >= 0).all())
    )
    if not fine:
        return None
    return Events(comment, voter, vote, np.where(milliseconds, at, at * 1000) if in_seconds else at, in_seconds)


def _events_exact(sheet: Sheet, comment_ids: Ints, limits: Limits) -> Events:
    """Record by record. Raises `Refused` with the row and the column of each fault."""
    findings = Findings()
    known = set(comment_ids.tolist())
    stamp, comment_column, voter_column, vote_column = (sheet.at(column) for column in VOTES)
    rows: list[tuple[int, int, int, int]] = []
    seconds = False
    for row, record in _records(sheet, findings):
        if len(rows) >= limits.rows:
            findings.add(sheet.name, row, None, Message(TOO_MANY_ROWS, {"limit": limits.rows}))
            break
        at, in_seconds = _time(sheet.name, row, record[stamp], findings)
        seconds = seconds or in_seconds
        before = findings.total
        comment = _number(sheet.name, row, "comment-id", record[comment_column], findings)
        if findings.total == before and comment not in known:
            findings.add(sheet.name, row, "comment-id", Message(UNKNOWN_COMMENT))
        voter = _number(sheet.name, row, "voter-id", record[voter_column], findings)
        vote = CELL.get(record[vote_column].strip(), NOT_VOTED)
        if vote == NOT_VOTED:
            findings.add(sheet.name, row, "vote", Message(BAD_VOTE))
        rows.append((comment, voter, vote, at))
    findings.refuse_if_any()
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Events(table[:, 0], table[:, 1], table[:, 2].astype(np.int8), table[:, 3], seconds)


def _latest(events: Events, comment_ids: Ints, people: People) -> Latest:
    comment, voter = _places(comment_ids, events.comment), people.of(events.voter)
    kept = _last_of_each(comment * len(people.ids) + voter, events.at, len(comment_ids) * len(people.ids))
    return Latest(comment[kept], voter[kept], events.vote[kept])


def _last_of_each(key: Ints, at: Ints, keys: int) -> Ints:
    """Positions of the last event of each key, by ascending key; of two at the same time the later row is the last.

    `key` and `at` have the shape (n,), and keys are below `keys`.
    """
    if keys > LARGEST_GRID:
        order = np.lexsort((at, key))
        last_of_run = np.append(np.diff(key[order]) != 0, True)[: len(key)]
        return np.asarray(order[last_of_run], dtype=np.int64)
    positions = np.arange(len(key), dtype=np.int32)
    last = np.full(keys, -1, dtype=np.int32)
    last[key] = positions
    repeated = np.zeros(keys, dtype=bool)
    repeated[key[last[key] != positions]] = True
    several = np.flatnonzero(repeated[key])
    several = several[np.argsort(at[several], kind="stable")]
    last[key[several]] = several
    return last[last >= 0].astype(np.int64)


# participants-votes.csv and participant-votes.csv


def _matrix(sheet: Sheet, comment_ids: Ints, limits: Limits) -> Matrix:
    findings = Findings()
    known = set(comment_ids.tolist())
    for column in sheet.header:
        if COMMENT_NUMBER.fullmatch(column) and int(column) not in known:
            findings.add(sheet.name, 1, column, Message(UNKNOWN_COMMENT))
    findings.refuse_if_any()
    return _matrix_fast(sheet, limits) or _matrix_exact(sheet, limits)


def _vote_columns(sheet: Sheet) -> list[str]:
    return [column for column in sheet.header if COMMENT_NUMBER.fullmatch(column)]


def _matrix_fast(sheet: Sheet, limits: Limits) -> Matrix | None:
    """All rows at once, or None when any of them is not as it should be."""
    votes = _vote_columns(sheet)
    numbers = [column for column in ("participant", *TALLIES) if column in sheet.header]
    types = {column: pa.int64() for column in numbers} | {column: pa.int8() for column in votes}
    if "group-id" in sheet.header:
        types["group-id"] = pa.int8()
    table = _arrow(sheet, types, empty_is_null=True)
    if table is None:
        return None
    _check_rows(sheet, table, limits)
    n = table.num_rows
    lines = sheet.content.rstrip().count(b"\n")
    if n != lines or any(table.column(column).null_count for column in numbers):
        return None  # the number of a record can be told from its place only when each has one line
    cells = np.empty((len(votes), n), dtype=np.int8)
    for position, column in enumerate(votes):
        cells[position] = table.column(column).fill_null(NOT_VOTED).to_numpy()
    missing = sum(table.column(column).null_count for column in votes)
    participants = table.column("participant").to_numpy()
    groups = np.full(n, -1, dtype=np.int64)
    if "group-id" in sheet.header:
        groups = table.column("group-id").fill_null(-1).to_numpy().astype(np.int64)
        if table.column("group-id").null_count != np.count_nonzero(groups < 0):
            return None
    if n and (
        participants.min() < 0
        or len(np.unique(participants)) < n
        or (cells.size and (cells.min() < -1 or np.count_nonzero(cells > 1) != missing))
    ):
        return None
    tallies = {column: table.column(column).to_numpy() for column in TALLIES if column in sheet.header}
    rows = np.arange(2, n + 2, dtype=np.int64)
    return Matrix(sheet.name, np.array(votes, dtype=np.int64), participants, rows, groups, cells, tallies)


def _matrix_exact(sheet: Sheet, limits: Limits) -> Matrix:
    """Record by record. Raises `Refused` with the row and the column of each fault."""
    findings = Findings()
    votes = _vote_columns(sheet)
    places = [sheet.at(column) for column in votes]
    tally_columns = [column for column in TALLIES if column in sheet.header]
    participant_at = sheet.at("participant")
    group_at = sheet.at("group-id") if "group-id" in sheet.header else None
    seen: set[int] = set()
    participants: list[tuple[int, int, int]] = []
    tallies: list[list[int]] = []
    cells: list[Cells] = []
    for row, record in _records(sheet, findings):
        if len(participants) >= limits.rows:
            findings.add(sheet.name, row, None, Message(TOO_MANY_ROWS, {"limit": limits.rows}))
            break
        before = findings.total
        participant = _number(sheet.name, row, "participant", record[participant_at], findings)
        if findings.total == before and participant in seen:
            what = Message(N_("The participant is there twice. Export the file again."))
            findings.add(sheet.name, row, "participant", what)
        seen.add(participant)
        group = -1
        if group_at is not None and record[group_at].strip():
            group = _number(sheet.name, row, "group-id", record[group_at], findings)
            if group > LARGEST_GROUP:
                findings.add(sheet.name, row, "group-id", Message(TOO_LARGE_ID))
        given = [CELL.get(record[place].strip(), 3) for place in places]
        for column, value in zip(votes, given, strict=True):
            if value == 3:
                findings.add(sheet.name, row, column, Message(BAD_VOTE))
        counted = [(column, record[sheet.at(column)]) for column in tally_columns]
        tallies.append([_number(sheet.name, row, column, cell, findings) for column, cell in counted])
        participants.append((participant, row, group))
        cells.append(np.array(given, dtype=np.int8))
    findings.refuse_if_any()
    people = np.array(participants, dtype=np.int64).reshape(-1, 3)
    tally = np.array(tallies, dtype=np.int64).reshape(len(people), len(tally_columns))
    grid = np.array(cells, dtype=np.int8).reshape(len(people), len(votes))
    return Matrix(
        sheet.name,
        np.array(votes, dtype=np.int64),
        people[:, 0],
        people[:, 1],
        people[:, 2],
        np.ascontiguousarray(grid.T),
        {column: tally[:, position] for position, column in enumerate(tally_columns)},
    )


# summary.csv


def _summary(sheet: Sheet | None) -> Mapping[str, str]:
    """Key and value of each record but the first, the topic. Nothing of it is kept, so its faults do not matter."""
    if sheet is None:
        return {}
    return {record[0].strip().casefold(): record[1] for _, record in _records(sheet, Findings())}


# Comparisons between the files


def _compared(
    sheets: Mapping[str, Sheet],
    comments: Sequence[Comment],
    events: Events,
    latest: Latest,
    matrix: Matrix | None,
    summary: Mapping[str, str],
    people: People,
) -> tuple[dict[str, int], tuple[Problem, ...]]:
    """Figures of what the files say of each other, and the places where they disagree (the first fifty)."""
    differing = Findings()
    checks = _compare_counts(sheets["comments"].name, comments, events, differing)
    if matrix is not None:
        ids = np.array([comment.id for comment in comments], dtype=np.int64)
        checks |= _compare_cells(matrix, ids, latest, people, differing)
        checks |= _compare_tallies(matrix, differing)
        for key, found in (("comments", len(matrix.comments)), ("voters", len(matrix.participants))):
            told = summary.get(key, "").strip()
            if WHOLE.fullmatch(told) and int(told) != found:
                checks["summary_differs"] = checks.get("summary_differs", 0) + 1
                what = Message(N_("The number differs from the other files. They are used."))
                differing.add(sheets["summary"].name, None, key, what)
    return checks, tuple(differing.problems)


def _compare_counts(file: str, comments: Sequence[Comment], events: Events, differing: Findings) -> dict[str, int]:
    """The counts in comments.csv count every vote given, changed votes too."""
    ids = np.array([comment.id for comment in comments], dtype=np.int64)
    agrees = np.array([comment.agrees for comment in comments], dtype=np.int64)
    disagrees = np.array([comment.disagrees for comment in comments], dtype=np.int64)
    counted = np.bincount(_places(ids, events.comment) * 3 + events.vote + 1, minlength=3 * len(ids)).reshape(-1, 3)
    disagreeing, agreeing = counted[:, 0], counted[:, 2]
    wrong = (agreeing != agrees) | (disagreeing != disagrees)
    swapped = wrong & (agreeing == disagrees) & (disagreeing == agrees)
    fitting = ~wrong & (agrees != disagrees)
    for position in np.flatnonzero(wrong):
        what = Message(N_("The counts differ from the votes in votes.csv. The votes are used."))
        differing.add(file, comments[int(position)].row, "agrees", what)
    return {
        "comments": len(ids),
        "comments_without_votes": int((counted.sum(axis=1) == 0).sum()),
        "comment_counts_differ": int(wrong.sum()),
        "comment_counts_fit_as_is": int(fitting.sum()),
        "comment_counts_fit_swapped": int(swapped.sum()),
    }


def _compare_cells(matrix: Matrix, ids: Ints, latest: Latest, people: People, differing: Findings) -> dict[str, int]:
    """The latest votes against the matrix, in every cell."""
    column_of = np.full(len(ids), -1, dtype=np.int64)
    column_of[_places(ids, matrix.comments)] = np.arange(len(matrix.comments))
    row_of = np.full(len(people.ids), -1, dtype=np.int64)
    row_of[people.of(matrix.participants)] = np.arange(len(matrix.participants))
    columns, rows = column_of[latest.comment], row_of[latest.voter]
    inside = (columns >= 0) & (rows >= 0)
    expected = np.full(matrix.cells.shape, NOT_VOTED, dtype=np.int8)
    if inside.all():
        expected[columns, rows] = latest.vote
    else:
        expected[columns[inside], rows[inside]] = latest.vote[inside]
    unequal = expected != matrix.cells
    differ = int(np.count_nonzero(unequal))
    first_columns = np.flatnonzero(unequal.any(axis=1))[:LISTED]
    for place, row in np.argwhere(unequal[first_columns])[:LISTED]:
        column = first_columns[place]
        what = Message(N_("The cell differs from the latest vote in votes.csv. The latest vote is used."))
        differing.add(matrix.file, int(matrix.rows[row]), str(matrix.comments[column]), what)
    return {
        "matrix_cells": int(np.count_nonzero(matrix.cells != NOT_VOTED)),
        "matrix_cells_differ": differ,
        "votes_outside_matrix": int(np.count_nonzero(~inside)),
    }


def _compare_tallies(matrix: Matrix, differing: Findings) -> dict[str, int]:
    """Each participant's own counts against the cells of the same row."""
    own = {"n-votes": matrix.cells != NOT_VOTED, "n-agree": matrix.cells == 1, "n-disagree": matrix.cells == -1}
    wrong = np.zeros(len(matrix.participants), dtype=bool)
    for column, told in matrix.tallies.items():
        wrong |= np.count_nonzero(own[column], axis=0) != told
    for row in np.flatnonzero(wrong):
        what = Message(N_("The counts differ from the row's own cells. The votes in votes.csv are used."))
        differing.add(matrix.file, int(matrix.rows[row]), None, what)
    return {"participant_counts_differ": int(wrong.sum())}


# What the files cannot tell


def _sign(
    comments: Sequence[Comment], events: Events, checks: Mapping[str, int], answers: Mapping[str, str]
) -> tuple[tuple[Question, ...], bool]:
    """Whether to ask what +1 means, and whether to turn the sign.

    The database of Polis keeps agree as -1, its files as +1, and the first TypeScript exporter wrote the database's
    sign and swapped the counts to match, so that its files agree with each other and are wrong. In every real
    conversation seen, agreeing votes outnumber disagreeing ones. Counts that fit the votes only when swapped are the
    same doubt.
    """
    agree, disagree = int(np.count_nonzero(events.vote == 1)), int(np.count_nonzero(events.vote == -1))
    swapped = checks["comment_counts_fit_swapped"] > checks["comment_counts_fit_as_is"]
    if not (agree or disagree) or (agree > disagree and not swapped):
        return (), False
    answer = answers.get("sign")
    if answer in ("as_is", "turned"):
        return (), answer == "turned"
    busiest = sorted(comments, key=lambda comment: (-(comment.agrees + comment.disagrees), comment.id))[:3]
    totals = {comment.id: events.vote[events.comment == comment.id] for comment in busiest}
    samples = tuple(
        Sample(
            comment.body,
            {
                "agree": int(np.count_nonzero(totals[comment.id] == 1)),
                "pass": int(np.count_nonzero(totals[comment.id] == 0)),
                "disagree": int(np.count_nonzero(totals[comment.id] == -1)),
            },
        )
        for comment in busiest
    )
    question = Question(
        "sign",
        Message(
            N_(
                "In this file more votes disagree ({disagree}) than agree ({agree}). Some exports have the sign the "
                "wrong way round. Do the counts of these comments look right?"
            ),
            {"agree": agree, "disagree": disagree},
        ),
        (
            ("as_is", Message(N_("The counts are right as they are"))),
            ("turned", Message(N_("Agree and disagree are the wrong way round: turn them"))),
        ),
        samples,
    )
    return (question,), False


def _groups(
    sheets: Mapping[str, Sheet],
    matrix: Matrix | None,
    events: Events,
    summary: Mapping[str, str],
    answers: Mapping[str, str],
) -> tuple[Ints | None, str, tuple[Question, ...]]:
    """The groups of the matrix's participants if they can be trusted, the note that says so, and what to ask.

    The newer form had a wrong group-id until the release of 20 May 2025, and its file does not tell when it was made.
    """
    if matrix is None or not (matrix.groups >= 0).any():
        return None, "no_groups", ()
    newer = "participant-votes" in sheets or events.seconds or (bool(summary) and "views" not in summary)
    if not newer:
        return matrix.groups, "groups_from_file", ()
    answer = answers.get("export_date", "")
    if answer == "unknown":
        return None, "groups_left_out", ()
    try:
        exported = date.fromisoformat(answer)
    except ValueError:
        question = Question(
            "export_date",
            Message(
                N_(
                    "On what day was this conversation exported from Polis? Before 20 May 2025 its groups were wrong, "
                    "and they are then left out."
                )
            ),
            (("unknown", Message(N_("The day is not known"))),),
            date=True,
        )
        return None, "groups_left_out", (question,)
    if len(events.at) and exported < _day(int(events.at.max())):
        raise refusal(matrix.file, Message(N_("The day of export is earlier than the last vote. Check the day.")))
    if exported < GROUPS_RIGHT_FROM:
        return None, "groups_left_out", ()
    return matrix.groups, "groups_from_file", ()


def _encoding(sheet: Sheet, comments: Sequence[Comment], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """cp1252 fits nearly any bytes, so a person looks whether the letters came out right."""
    strange = [comment.body for comment in comments if not comment.body.isascii()]
    if sheet.encoding != "cp1252" or not strange or answers.get("encoding") == "right":
        return ()
    if answers.get("encoding") == "wrong":
        raise refusal(sheet.name, Message(N_("The text cannot be read. Save the file as UTF-8 and try again.")))
    return (
        Question(
            "encoding",
            Message(N_("The file is not in UTF-8. Do å, ä and ö look right in these comments?")),
            (("right", Message(N_("The letters are right"))), ("wrong", Message(N_("The letters are wrong")))),
            tuple(Sample(body) for body in strange[:3]),
        ),
    )


# What is stored


def _people(comments: Sequence[Comment], events: Events, matrix: Matrix | None, surrogates: Surrogates) -> People:
    authors = np.array([comment.author for comment in comments], dtype=np.int64)
    ids = np.unique(np.concatenate([authors, matrix.participants])) if matrix else np.unique(authors)
    unknown = events.voter[_places(ids, events.voter) < 0]
    if len(unknown):
        ids = np.unique(np.concatenate([ids, unknown]))
    return People(ids, np.asarray(surrogates(len(ids)), dtype=np.int64))


def _votes_table(latest: Latest, comment_ids: Ints, turned: bool) -> pa.Table:
    return pa.table(
        {
            "comment": pa.array(comment_ids.astype(np.int32)[latest.comment]),
            "voter": pa.array(latest.voter.astype(np.int32)),
            "vote": pa.array(-latest.vote if turned else latest.vote),
        }
    )


def _participants_table(latest: Latest, groups: Ints | None, matrix: Matrix | None, people: People) -> pa.Table:
    """Everybody who voted or stands in the matrix, by surrogate; the group is null when there is none."""
    present = np.zeros(len(people.ids), dtype=bool)
    present[latest.voter] = True
    group_of = np.full(len(people.ids), -1, dtype=np.int8)
    if matrix is not None:
        present[people.of(matrix.participants)] = True
        if groups is not None:
            group_of[people.of(matrix.participants)] = groups
    group = group_of[present]
    voter = np.flatnonzero(present).astype(np.int32)
    return pa.table({"voter": pa.array(voter), "group": pa.array(group, mask=group < 0)})


def _authors(comments: Sequence[Comment], people: People) -> Ints:
    return people.of(np.array([comment.author for comment in comments], dtype=np.int64))


def _comments_table(comments: Sequence[Comment], people: People) -> pa.Table:
    return pa.table(
        {
            "comment": pa.array([comment.id for comment in comments], pa.int32()),
            "moderated": pa.array([comment.moderated for comment in comments], pa.int8()),
            "is_meta": pa.array([comment.is_meta for comment in comments], pa.bool_()),
            "is_seed": pa.array([comment.is_seed for comment in comments], pa.bool_()),
            "author": pa.array(_authors(comments, people).astype(np.int32)),
            "created": pa.array([_day(comment.at) for comment in comments], pa.date32()),
        }
    )


def _texts(comments: Sequence[Comment], people: People) -> tuple[Text, ...]:
    texts = []
    for comment, author in zip(comments, _authors(comments, people).tolist(), strict=True):
        meta: dict[str, object] = {
            "author": author,
            "moderated": comment.moderated,
            "is_meta": comment.is_meta,
            "is_seed": comment.is_seed,
            "created": _day(comment.at).isoformat(),
        }
        texts.append(Text(str(comment.id), comment.body, None, meta))
    return tuple(texts)


def _period(comments: Sequence[Comment], events: Events) -> tuple[date, date] | None:
    times = np.concatenate([events.at, np.array([comment.at for comment in comments], dtype=np.int64)])
    return (_day(int(times.min())), _day(int(times.max()))) if len(times) else None


# Numbers


def _arrow(sheet: Sheet, types: Mapping[str, Any], *, empty_is_null: bool) -> pa.Table | None:
    """The named columns with fixed types, or None when any value does not fit its type."""
    # Columns go by position, since a header may name a column twice that nobody reads.
    names = [str(position) for position in range(len(sheet.header))]
    wanted = {names[sheet.at(column)]: kind for column, kind in types.items()}
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(sheet.content),
            read_options=pyarrow.csv.ReadOptions(column_names=names, skip_rows=1, block_size=4 * 2**20),
            parse_options=pyarrow.csv.ParseOptions(delimiter=sheet.delimiter, newlines_in_values=b'"' in sheet.content),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=list(wanted),
                column_types=wanted,
                null_values=[""] if empty_is_null else [],
                check_utf8=False,
            ),
        )
    except pa.ArrowException:
        return None
    return table.rename_columns(list(types))


def _check_rows(sheet: Sheet, table: pa.Table, limits: Limits) -> None:
    if table.num_rows > limits.rows:
        what = Message(TOO_MANY_ROWS, {"limit": limits.rows})
        raise refusal(sheet.name, what, row=limits.rows + 2)


def _places(ids: Ints, wanted: Ints) -> Ints:
    """The position of each wanted number among the ascending `ids`, -1 where it is not among them."""
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.int64)
    largest = int(ids[-1])
    if largest <= max(4 * (len(ids) + len(wanted)), 2**20):
        table = np.full(largest + 2, -1, dtype=np.int64)
        table[ids] = np.arange(len(ids))
        return table[np.where((wanted < 0) | (wanted > largest), largest + 1, wanted)]
    places = np.searchsorted(ids, wanted)
    places[places == len(ids)] = 0
    return np.where(ids[places] == wanted, places, -1)


def _number(file: str, row: int, column: str, cell: str, findings: Findings) -> int:
    """A whole number that is not negative; what is wrong goes to `findings` and -1 comes back."""
    cell = cell.strip()
    if WHOLE.fullmatch(cell) and not cell.startswith("-"):
        return int(cell)
    findings.add(file, row, column, Message(NOT_A_NUMBER))
    return -1


def _time(file: str, row: int, cell: str, findings: Findings) -> tuple[int, bool]:
    """Milliseconds since 1970, and whether the file told seconds: the number of digits tells which."""
    cell = cell.strip()
    if WHOLE.fullmatch(cell) and len(cell) in (10, 13) and cell[0] in "123456789":
        return (int(cell) * 1000, True) if len(cell) == 10 else (int(cell), False)
    findings.add(file, row, "timestamp", Message(BAD_TIME))
    return 0, False


def _day(milliseconds: int) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date()
