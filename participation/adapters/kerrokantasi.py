"""A hearing of Kerrokantasi: the service's own workbook, a sheet about the hearing and one for each section.

Comments and replies are texts to be reviewed; the results of polls are counts of the service's own. Who wrote, where a
point was put on the map and which pictures were given is not kept.

Source: resident-input design, section 2.4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from locales import N_, Message
from participation import comments
from participation.adapters import Parsed, Surrogates
from participation.comments import Comment
from participation.guards import Limits, strip_apostrophe
from participation.problems import Findings, refusal, shown_name
from participation.records import BAD_DAY, TOO_LONG, Grid, day, folded, grids, is_workbook, sheet_names, whole

NAME = "kerrokantasi"
VERSION = "1"

HEARING, SECTION, COMMENTS, POLLS = "Hearing", "section", "comments", "polls"
CONTENT, REPLY, CREATED, VOTES, LABEL = "content", "subcontent", "created", "votes", "label"
NEEDED = (CONTENT, REPLY, CREATED, VOTES)
DROPPED = ("author", "email", "map comment", "geojson", "images")
QUESTION, KIND, ANSWERED, OPTIONS = (
    "poll question", "poll type", "how many people answered the question", "options",
)  # fmt: skip

NO_HEARING = N_("The workbook has no sheet “Hearing”. Sheets found: {sheets}. Export the hearing from Kerrokantasi.")
NO_COMMENTS = N_("The sheet has no row with the headings of the comments. Export the hearing again.")
BAD_VOTES = N_("The number of votes is not a whole number. Export the hearing again.")
NO_PARENT = N_("There is a reply before any comment. Export the hearing again.")
NOTHING = N_("The hearing has neither comments nor poll answers.")


@dataclass(frozen=True)
class Option:
    poll: int  # the polls of a file in their order: two may ask in the same words
    section: str
    question: str
    kind: str
    option: str
    votes: int
    answered: int | None


def read(files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits, surrogates: Surrogates) -> Parsed:
    """The hearing of one workbook.

    Tables: `comments` as in `participation.comments`, and `polls` (section, question, kind and option string, votes
    and answered int32). The percentages of the file are formulas and are not read.

    Raises `Refused` when there is no sheet "Hearing", a section has no headings, or a date or a number of votes cannot
    be read.
    """
    for name, content in files.items():  # a large workbook of another kind is not read
        named = sheet_names(name, content, limits) if is_workbook(name) else None
        if named is not None:
            _refuse_without_hearing(name, named)
    name, sheets = grids(files, limits)
    _refuse_without_hearing(name, [sheet.sheet for sheet in sheets])
    findings = Findings()
    taken: set[str] = set()
    written: list[Comment] = []
    options: list[Option] = []
    polls = 0
    dropped: list[str] = []
    for sheet in sheets:
        if folded(sheet.sheet) == folded(HEARING):
            continue
        reading = _Section(name, sheet, limits, findings, taken)
        written += reading.comments()
        options += [replace(one, poll=one.poll + polls) for one in reading.polls()]
        polls = max((one.poll for one in options), default=0)
        dropped += [one for one in reading.dropped if one not in dropped]
    findings.refuse_if_any()
    if not written and not options:
        raise refusal(name, Message(NOTHING))
    replies = sum(one.reply_to is not None for one in written)
    return Parsed(
        adapter=NAME,
        version=VERSION,
        tables={"comments": comments.table(written), "polls": _polls_table(options)},
        texts=comments.texts(written),
        read={"comments": len(written)},
        stored={"comments": len(written)},
        left_out={},
        checks={"replies": replies, "poll_questions": len({one.poll for one in options})},
        differing=(),
        dropped=tuple(dropped),
        notes=("comments_of_service",),
        questions=(),
        period=comments.period(written),
    )


def _refuse_without_hearing(name: str, sheets: Sequence[str]) -> None:
    if not any(folded(sheet) == folded(HEARING) for sheet in sheets):
        found = ", ".join(map(shown_name, sheets)) or "–"
        raise refusal(name, Message(NO_HEARING, {"sheets": found}))


class _Section:
    """One sheet: the section's name, its comments, and its polls below them."""

    def __init__(self, file: str, sheet: Grid, limits: Limits, findings: Findings, taken: set[str]) -> None:
        self.file, self.sheet, self.limits, self.findings, self.taken = file, sheet, limits, findings, taken
        self.dropped: list[str] = []
        self.rows = sheet.rows
        self.title = self._title()
        self.start = next((at for at, (_, cells) in enumerate(self.rows) if set(NEEDED) <= set(_names(cells))), None)
        ends = [at for at, (_, cells) in enumerate(self.rows) if _first(cells) == POLLS]
        self.end = next((at for at in ends if self.start is None or at > self.start), len(self.rows))

    def _title(self) -> str:
        """The whole name stands in the second row: the name of a sheet is cut short."""
        for at, (_, cells) in enumerate(self.rows[:3]):
            if _first(cells) == SECTION and at + 1 < len(self.rows):
                return _clean(self.rows[at + 1][1][0])
        return self.sheet.sheet

    def comments(self) -> list[Comment]:
        if self.start is None:
            if not any(_first(cells) == POLLS for _, cells in self.rows):
                self.findings.add(self.file, None, self.sheet.sheet, Message(NO_COMMENTS))
            return []
        names = _names(self.rows[self.start][1])
        place = {name: names.index(name) for name in (*NEEDED, LABEL) if name in names}
        self.dropped = [_clean(cell) for cell in self.rows[self.start][1] if folded(cell) in DROPPED]
        found: list[Comment] = []
        above: str | None = None
        for number, cells in self.rows[self.start + 1 : self.end]:
            given = {name: _clean(cells[at]) if at < len(cells) else "" for name, at in place.items()}
            comment = self.comment(number, given, above)
            if comment is not None:
                found.append(comment)
                above = comment.source_id if comment.reply_to is None else above
        return found

    def comment(self, number: int, given: Mapping[str, str], above: str | None) -> Comment | None:
        body, reply = given[CONTENT], not given[CONTENT] and bool(given[REPLY])
        body = comments.without_markup(body or given[REPLY])
        if not body:
            return None
        before = self.findings.total
        created = self._day(number, given[CREATED])
        votes = whole(given[VOTES]) if given[VOTES] else 0
        if votes is None:
            self.findings.add(self.file, number, VOTES, Message(BAD_VOTES))
        if reply and above is None:
            self.findings.add(self.file, number, REPLY, Message(NO_PARENT))
        if len(body) > self.limits.cell:
            self.findings.add(self.file, number, CONTENT, Message(TOO_LONG, {"limit": self.limits.cell}))
        if self.findings.total > before:
            return None
        id = comments.content_id(self.title, given[CREATED], body, taken=self.taken)
        meta: dict[str, object] = {"label": given[LABEL]} if given.get(LABEL) else {}
        parent = above if reply else None
        return Comment(id, body, None, created, votes, parent, self.title or None, meta=meta)

    def _day(self, number: int, cell: str) -> date | None:
        if not cell:
            return None
        found = day(cell)
        if found is None:
            self.findings.add(self.file, number, CREATED, Message(BAD_DAY))
        return found

    def polls(self) -> list[Option]:
        """Each poll: a few lines of label and value, then a row for each option."""
        found: list[Option] = []
        about: dict[str, str] = {}
        within = False
        poll = 0
        for number, cells in self.rows[self.end + 1 :]:
            label = _first(cells)
            value = _clean(cells[1]) if len(cells) > 1 else ""
            if label == QUESTION:
                about, within, poll = {QUESTION: value}, False, poll + 1
            elif label == OPTIONS:
                within = True
            elif not within:
                about[label] = value
            elif label:
                votes = whole(value) if value else 0
                if votes is None:
                    self.findings.add(self.file, number, VOTES, Message(BAD_VOTES))
                    continue
                answered = whole(about.get(ANSWERED, ""))
                asked = about.get(QUESTION, "")
                found.append(Option(poll, self.title, asked, about.get(KIND, ""), _clean(cells[0]), votes, answered))
        return found


def _first(cells: Sequence[str]) -> str:
    return folded(_clean(cells[0])) if cells else ""


def _names(cells: Sequence[str]) -> list[str]:
    return [folded(_clean(cell)) for cell in cells]


def _clean(cell: str) -> str:
    return strip_apostrophe(cell).strip()


def _polls_table(options: Sequence[Option]) -> pa.Table:
    return pa.table(
        {
            "poll": pa.array([one.poll for one in options], pa.int32()),
            "section": pa.array([one.section for one in options], pa.string()),
            "question": pa.array([one.question for one in options], pa.string()),
            "kind": pa.array([one.kind for one in options], pa.string()),
            "option": pa.array([one.option for one in options], pa.string()),
            "votes": pa.array([one.votes for one in options], pa.int32()),
            "answered": pa.array([one.answered for one in options], pa.int32()),
        }
    )
