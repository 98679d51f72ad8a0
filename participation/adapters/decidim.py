"""Open data of Decidim: proposals, comments or results, in the names of older and newer versions.

Columns are mapped one by one, because their names changed one by one. A proposal's and a comment's words are texts to
be reviewed; a result is the organiser's own word on what was done and is never counted with residents' input. Writers,
their addresses and who liked what are not kept. Answers to a survey go through the column mapper instead.

Source: resident-input design, section 2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pyarrow as pa

from locales import N_, Message
from participation import comments
from participation.adapters import Parsed, Question, Surrogates
from participation.columns import Columns, tables
from participation.comments import Comment
from participation.guards import Limits
from participation.problems import Findings, refusal
from participation.records import BAD_DAY, EMPTY, TOO_LONG, ask_encoding, day, folded, whole

NAME = "decidim"
VERSION = "1"

Kind = Literal["proposals", "comments", "results"]
LOCALES = ("fi", "sv", "en")  # the order in which a text in several languages is taken

# One quantity and its names, the newer one first. Every other column is dropped, and told of.
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "votes": ("votes", "supports"),
    "likes": ("likes/total_count", "endorsements/total_count"),
    "follows": ("follows_count", "followers"),
    "state": ("state",),
    "withdrawn": ("withdrawn",),
    "published": ("published_at",),
    "created": ("created_at",),
    "reference": ("reference",),
    "category": ("category/id",),
    "body": ("body",),
    "locale": ("locale",),
    "alignment": ("alignment",),
    "depth": ("depth",),
    "commentable": ("commentable_id",),
    "commentable_type": ("commentable_type",),
    "progress": ("progress",),
    "status": ("status/key",),
    "proposals": ("proposal_urls",),
    "parent": ("parent/id",),
}
IN_LOCALES = ("title", "body", "description", "category/name", "scope/name", "status/name")
_LOCALE = re.compile(r"[a-z]{2}(?:-[a-z0-9]{2,4})?", re.IGNORECASE)
_ID = re.compile(r"\d{1,12}", re.ASCII)
ALIGNMENTS = {"": 0, "-1": -1, "0": 0, "1": 1}
LIST = re.compile(r"[;,]\s*")  # written with ", " and read back on ";"

NOT_DECIDIM = N_("The columns are not those of proposals, comments or results of Decidim.")
BAD_ID = N_("The id is not a number. Export the file again.")
SAME_ID = N_("The id is on row {first} already. Export the file again.")
BAD_COUNT = N_("The value is not a whole number. Export the file again.")
BAD_ALIGNMENT = N_("The value must be -1, 0 or 1. Export the file again.")
DIFFERENT = N_("The value differs from the column “{other}”, which holds the same. Export the file again.")


@dataclass(frozen=True)
class Result:
    id: int
    title: str
    status: str | None
    progress: int | None
    proposals: tuple[str, ...]


def read(files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits, surrogates: Surrogates) -> Parsed:
    """Proposals, comments or results of one file.

    Tables: `comments` as in `participation.comments`, or `results` (id int64, title and status string, progress int32,
    proposals list of string). Withdrawn proposals are counted and nothing else.

    `answers` may hold `encoding` ("right" or "wrong"). Raises `Refused` when the columns are of no known kind, an id is
    missing or repeated, or two columns that hold the same quantity disagree.
    """
    found = tables(files, limits)
    fitting = [(records, kind) for records in found if (kind := _kind(records)) is not None]
    if len(fitting) != 1:
        raise refusal(found[0].file, Message(NOT_DECIDIM))
    records, kind = fitting[0]
    reading = _Reading(records, limits)
    if kind == "results":
        results = list(reading.results())
        reading.findings.refuse_if_any()
        words = [one.title for one in results]
        return _parsed(records, kind, [], len(results), 0, reading.dropped(), {"results": _results(results)},
                       ask_encoding(records, words, answers), ("results_of_organiser",))  # fmt: skip
    written = list(reading.proposals() if kind == "proposals" else reading.comments())
    reading.findings.refuse_if_any()
    questions = ask_encoding(records, [one.body for one in written], answers)
    made = {"comments": comments.table(written)}
    left_out = reading.withdrawn
    return _parsed(records, kind, written, len(written) + left_out, left_out, reading.dropped(), made, questions,
                   ("comments_of_service",))  # fmt: skip


def _parsed(
    records: Columns, kind: Kind, written: Sequence[Comment], count: int, withdrawn: int, dropped: tuple[str, ...],
    made: Mapping[str, pa.Table], questions: tuple[Question, ...], notes: tuple[str, ...],
) -> Parsed:  # fmt: skip
    replies = sum(one.reply_to is not None for one in written)
    return Parsed(
        adapter=NAME,
        version=VERSION,
        tables=made,
        texts=comments.texts(written),
        read={kind: count},
        stored={kind: count - withdrawn},
        left_out={"withdrawn": withdrawn} if withdrawn else {},
        checks={"replies": replies} if replies else {},
        differing=(),
        dropped=dropped,
        notes=notes,
        questions=questions,
        period=comments.period(written),
    )


def _kind(records: Columns) -> Kind | None:
    names = {folded(name) for name in records.header}
    located = {name.rsplit("/", 1)[0] for name in names if "/" in name and _LOCALE.fullmatch(name.rsplit("/", 1)[1])}
    if not {"id"} <= names:
        return None
    if {"body", "alignment", "commentable_id"} <= names:
        return "comments"
    if {"title", "description"} <= located and "progress" in names:
        return "results"
    if {"title", "body"} <= located and {"votes", "supports"} & names:
        return "proposals"
    return None


class _Reading:
    def __init__(self, records: Columns, limits: Limits) -> None:
        self.records, self.limits = records, limits
        self.findings = Findings()
        self.used: set[str] = set()
        self.withdrawn = 0
        self.seen: dict[int, int] = {}

    # -------------------------------------------------------------- what is kept

    def proposals(self) -> Iterator[Comment]:
        for number, cells in self.records.rows:
            before = self.findings.total
            id = self.id(number, cells)
            title = self.located(cells, "title")
            body = self.located(cells, "body")
            votes, likes = self.count(number, cells, "votes"), self.count(number, cells, "likes")
            self.count(number, cells, "follows")
            created = self.day(number, cells, "published") or self.day(number, cells, "created")
            state = self.one(number, cells, "state").casefold()
            gone = state == "withdrawn" or self.one(number, cells, "withdrawn").casefold() in ("true", "1")
            words = "\n\n".join(part for part in (title[1], body[1]) if part)
            if not words:
                self.findings.add(self.records.file, number, "body", Message(EMPTY))
            self.long(number, "body", words)
            if id is None or self.findings.total > before:
                continue
            if gone:
                self.withdrawn += 1
                continue
            meta: dict[str, object] = {"state": state} if state else {}
            if likes:
                meta["likes"] = likes
            under = self.located(cells, "category/name")[1] or None
            yield Comment(f"p{id}", words, title[0] or body[0], created, votes, None, under, meta=meta)

    def comments(self) -> Iterator[Comment]:
        found = []
        for number, cells in self.records.rows:
            before = self.findings.total
            id = self.id(number, cells)
            body = comments.without_markup(self.one(number, cells, "body"))
            if not body:
                self.findings.add(self.records.file, number, "body", Message(EMPTY))
            self.long(number, "body", body)
            alignment = ALIGNMENTS.get(self.one(number, cells, "alignment"))
            if alignment is None:
                self.findings.add(self.records.file, number, "alignment", Message(BAD_ALIGNMENT))
            created = self.day(number, cells, "created")
            answered = self.one(number, cells, "commentable")
            is_reply = self.one(number, cells, "commentable_type").casefold().endswith("comment")
            if id is None or self.findings.total > before:
                continue
            parent = f"c{answered}" if is_reply and _ID.fullmatch(answered) else None
            locale = self.one(number, cells, "locale").casefold()[:2] or None
            found.append(Comment(f"c{id}", body, locale, created, None, parent, None, alignment))
        ids = {one.source_id for one in found}
        for one in found:  # a comment whose own comment is not in the file stands by itself
            yield one if one.reply_to in ids else replace(one, reply_to=None)

    def results(self) -> Iterator[Result]:
        for number, cells in self.records.rows:
            before = self.findings.total
            id = self.id(number, cells)
            title = self.located(cells, "title")[1]
            if not title:
                self.findings.add(self.records.file, number, "title", Message(EMPTY))
            progress = self.count(number, cells, "progress")
            status = self.located(cells, "status/name")[1] or self.one(number, cells, "status") or None
            links = tuple(part for part in LIST.split(self.one(number, cells, "proposals")) if part)
            self.located(cells, "description")
            if id is not None and self.findings.total == before:
                yield Result(id, title, status, progress, links)

    def dropped(self) -> tuple[str, ...]:
        return tuple(name for name in self.records.header if folded(name) not in self.used)

    # -------------------------------------------------------------- cells

    def one(self, number: int, cells: Sequence[str], name: str) -> str:
        """A quantity under whichever of its names the file has; both are there only with the same value."""
        given: list[tuple[str, str]] = []
        for header in NAMES[name]:
            at = self.records.at(header)
            if at is not None:
                self.used.add(folded(header))
                given.append((header, cells[at].strip()))
        if len({value for _, value in given}) > 1:
            self.findings.add(self.records.file, number, given[1][0], Message(DIFFERENT, {"other": given[0][0]}))
        return given[0][1] if given else ""

    def located(self, cells: Sequence[str], name: str) -> tuple[str | None, str]:
        """(language, words) of a text that stands under a column for each language."""
        found: dict[str, str] = {}
        for place, header in enumerate(self.records.header):
            stem, _, locale = folded(header).rpartition("/")
            if stem == name and _LOCALE.fullmatch(locale):
                self.used.add(folded(header))
                words = comments.without_markup(cells[place])
                if words:
                    found[locale[:2]] = words
        order = [locale for locale in LOCALES if locale in found] or list(found)
        return (order[0], found[order[0]]) if order else (None, "")

    def id(self, number: int, cells: Sequence[str]) -> int | None:
        cell = self.one(number, cells, "id")
        if not _ID.fullmatch(cell):
            self.findings.add(self.records.file, number, "id", Message(BAD_ID))
            return None
        first = self.seen.setdefault(int(cell), number)
        if first != number:
            self.findings.add(self.records.file, number, "id", Message(SAME_ID, {"first": first}))
            return None
        return int(cell)

    def count(self, number: int, cells: Sequence[str], name: str) -> int | None:
        cell = self.one(number, cells, name)
        found = whole(cell) if cell else None
        if cell and found is None:
            column = next((one for one in NAMES[name] if self.records.at(one) is not None), name)
            self.findings.add(self.records.file, number, column, Message(BAD_COUNT))
        return found

    def day(self, number: int, cells: Sequence[str], name: str) -> date | None:
        cell = self.one(number, cells, name)
        found = day(cell) if cell else None
        if cell and found is None:
            self.findings.add(self.records.file, number, NAMES[name][0], Message(BAD_DAY))
        return found

    def long(self, number: int, column: str, words: str) -> None:
        if len(words) > self.limits.cell:
            self.findings.add(self.records.file, number, column, Message(TOO_LONG, {"limit": self.limits.cell}))


def _results(results: Sequence[Result]) -> pa.Table:
    return pa.table(
        {
            "id": pa.array([one.id for one in results], pa.int64()),
            "title": pa.array([one.title for one in results], pa.string()),
            "status": pa.array([one.status for one in results], pa.string()),
            "progress": pa.array([one.progress for one in results], pa.int32()),
            "proposals": pa.array([list(one.proposals) for one in results], pa.list_(pa.string())),
        }
    )
