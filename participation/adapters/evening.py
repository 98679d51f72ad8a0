"""Notes of a resident evening (asukasilta): our own template, one row for each idea of a small group's TOP 3.

A TOP 3 is what a small group chose, so everything is counted in groups, never in people. The words of an idea are a
text to be reviewed and are not in the payload. A file may hold several evenings of one activity.

Source: resident-input design, section 2.5; influence design, section 6 ("Small groups").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from locales import N_, Message
from participation import privacy
from participation.adapters import Parsed, Surrogates, Text
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
    whole,
)

NAME = "evening"
VERSION = "1"

REQUIRED = ("event_id", "event_date", "place", "participants_n", "group_no", "group_size", "rank", "idea")
OPTIONAL = ("question", "theme", "decision_id")
COLUMNS = (*REQUIRED, *OPTIONAL)
EXAMPLE = {
    "event_id": "esimerkki-1",
    "event_date": "2025-03-14",
    "place": "Keskustan kirjasto",
    "participants_n": "34",
    "group_no": "1",
    "group_size": "5",
    "rank": "1",
    "idea": "Tämä on esimerkkirivi: kirjoita tähän ryhmän idea ja poista rivi.",
    "question": "Mikä tekisi koulumatkasta turvallisen?",
    "theme": "Koulumatkat",
    "decision_id": "esimerkki",
}
RANKS = (1, 2, 3)
LONGEST_LABEL = 200  # characters of a place, a question or a theme
LARGEST_GROUP_NUMBER = 10_000
LARGEST_EVENING = 100_000  # participants
EVENT_ID = re.compile(r"\w[\w .-]{0,59}")
# The kinds of which the flagging is nearly always right. A place may be a street address.
PERSONAL = {"hetu", "email", "phone", "iban"}

BAD_EVENT = N_("The id may hold letters, digits, dots, hyphens and spaces, at most 60. Correct it.")
BAD_NUMBER = N_("The value must be a whole number from {low} to {high}. Correct it.")
BAD_RANK = N_("The rank must be 1, 2 or 3. Correct it.")
PERSONAL_DATA = N_("The value looks like personal data. Take it out of the file.")
OTHER_FACTS = N_("The value differs from row {first} of the same evening. Write the same value on all its rows.")
OTHER_SIZE = N_("The group's size differs from row {first}. Write the same size on all rows of the group.")
REPEATED_RANK = N_("The group already has an idea with this rank on row {first}. Give each idea a rank of its own.")
TOO_MANY_IN_GROUPS = N_(
    "The groups of the evening have {members} members in all, but {participants} participants are given. Correct the "
    "number of participants or the sizes of the groups."
)


@dataclass(frozen=True)
class Idea:
    """One row. `group` is the number that the evening itself used."""

    row: int
    event: str
    on: date
    place: str
    participants: int
    group: int
    size: int
    rank: int
    words: str
    question: str | None
    theme: str | None
    decision: str | None

    @property
    def source_id(self) -> str:
        return f"e{self.event.replace(' ', '_')}-g{self.group}-r{self.rank}"


def read(
    files: Mapping[str, bytes],
    *,
    answers: Mapping[str, str],
    limits: Limits,
    surrogates: Surrogates,
) -> Parsed:
    """The evenings of one file, CSV or XLSX.

    Tables: `ideas` (group int32, group_size int32, rank int8, text, question and theme string), where `group` numbers
    the small groups of the file from 1, and `events` (event and place string, date, participants and groups int32).
    Texts: one for each idea, `e<event>-g<group>-r<rank>`.

    `answers` may hold `encoding` ("right" or "wrong") and `decision`, the ids of the decisions that may be named.

    Raises `Refused` when a rank is outside 1-3 or repeated within a group, the facts of an evening or the size of a
    group differ between rows, the groups are larger together than the evening, or a decision is not known.
    """
    records, dropped, examples = own_template(files, REQUIRED, OPTIONAL, EXAMPLE, limits)
    findings = Findings()
    ideas = _ideas(records, findings)
    _check_evenings(records, ideas, findings)
    findings.refuse_if_any()
    asked = ask_decision(records, {idea.row: idea.decision for idea in ideas if idea.decision}, answers)
    words = [part for idea in ideas for part in (idea.words, idea.place, idea.theme or "", idea.question or "")]
    groups = {group: number for number, group in enumerate(sorted({(i.event, i.group) for i in ideas}), start=1)}
    days = [idea.on for idea in ideas]
    return Parsed(
        adapter=NAME,
        version=VERSION,
        tables={"ideas": _ideas_table(ideas, groups), "events": _events_table(ideas)},
        texts=tuple(Text(idea.source_id, idea.words, None, _about(idea)) for idea in ideas),
        read={"ideas": len(ideas) + examples},
        stored={"ideas": len(ideas)},
        left_out={"example_row": examples} if examples else {},
        checks={"events": len({idea.event for idea in ideas}), "small_groups": len(groups)},
        differing=(),
        dropped=dropped,
        notes=("groups_not_people",),
        questions=ask_encoding(records, words, answers) + asked,
        period=(min(days), max(days)),
    )


def _ideas(records: Records, findings: Findings) -> list[Idea]:
    """The rows in which nothing is wrong; what is wrong with the others goes to `findings`."""
    file = records.file
    ideas = []
    for row, cells in fields(records, COLUMNS, findings, dates=("event_date",)):
        before = findings.total
        for column in REQUIRED:
            if is_empty(records, row, column, cells):
                findings.add(file, row, column, Message(EMPTY))
        event = " ".join(cells["event_id"].split())
        if event and not EVENT_ID.fullmatch(event):
            findings.add(file, row, "event_id", Message(BAD_EVENT))
        on = day(cells["event_date"])
        if on is None and cells["event_date"]:
            findings.add(file, row, "event_date", Message(BAD_DAY))
        participants = _number(file, row, "participants_n", cells, LARGEST_EVENING, findings)
        group = _number(file, row, "group_no", cells, LARGEST_GROUP_NUMBER, findings)
        size = _number(file, row, "group_size", cells, LARGEST_EVENING, findings)
        rank = whole(cells["rank"])
        if rank not in RANKS and cells["rank"]:
            findings.add(file, row, "rank", Message(BAD_RANK))
        for column in ("event_id", "place", "question", "theme"):
            if len(cells[column]) > LONGEST_LABEL:
                findings.add(file, row, column, Message(TOO_LONG, {"limit": LONGEST_LABEL}))
            if any(flag.kind in PERSONAL for flag in privacy.flags(cells[column])):
                findings.add(file, row, column, Message(PERSONAL_DATA))
        decision = cells["decision_id"]
        if decision and not DECISION_ID.fullmatch(decision):
            findings.add(file, row, "decision_id", Message(BAD_DECISION))
        if findings.total == before and on and participants and group and size and rank:
            ideas.append(
                Idea(
                    row=row,
                    event=event,
                    on=on,
                    place=cells["place"],
                    participants=participants,
                    group=group,
                    size=size,
                    rank=rank,
                    words=cells["idea"],
                    question=cells["question"] or None,
                    theme=cells["theme"] or None,
                    decision=decision or None,
                )
            )
    return ideas


def _number(file: str, row: int, column: str, cells: Mapping[str, str], high: int, findings: Findings) -> int | None:
    """A whole number from 1; an empty cell has been told of already."""
    number = whole(cells[column])
    if cells[column] and (number is None or not 1 <= number <= high):
        findings.add(file, row, column, Message(BAD_NUMBER, {"low": 1, "high": high}))
        return None
    return number


def _check_evenings(records: Records, ideas: Sequence[Idea], findings: Findings) -> None:
    """The facts of an evening are the same on all its rows, and its groups fit into it."""
    file = records.file
    first_of: dict[str, Idea] = {}
    first_in: dict[tuple[str, int], Idea] = {}
    ranked: dict[tuple[str, int, int], int] = {}
    for idea in ideas:
        event = _event_key(idea)
        first = first_of.setdefault(event, idea)
        facts = (
            ("event_id", idea.event == first.event),
            ("event_date", idea.on == first.on),
            ("place", folded(idea.place) == folded(first.place)),
            ("participants_n", idea.participants == first.participants),
        )
        for column, same in facts:
            if not same:
                findings.add(file, idea.row, column, Message(OTHER_FACTS, {"first": first.row}))
        group = first_in.setdefault((event, idea.group), idea)
        if idea.size != group.size:
            findings.add(file, idea.row, "group_size", Message(OTHER_SIZE, {"first": group.row}))
        earlier = ranked.setdefault((event, idea.group, idea.rank), idea.row)
        if earlier != idea.row:
            findings.add(file, idea.row, "rank", Message(REPEATED_RANK, {"first": earlier}))
    members: Counter[str] = Counter()
    for (event, _), group in first_in.items():
        members[event] += group.size
    for event, first in first_of.items():
        if members[event] > first.participants:
            params = {"members": members[event], "participants": first.participants}
            findings.add(file, first.row, "group_size", Message(TOO_MANY_IN_GROUPS, params))


def _event_key(idea: Idea) -> str:
    """Ids that would give the same source id are one evening, so that a slip of the pen is told of."""
    return folded(idea.event.replace("_", " "))


def _about(idea: Idea) -> dict[str, object]:
    return {
        "event": idea.event,
        "group": idea.group,
        "rank": idea.rank,
        "question": idea.question,
        "theme": idea.theme,
        "decision": idea.decision,
        "created": idea.on.isoformat(),
    }


def _ideas_table(ideas: Sequence[Idea], groups: Mapping[tuple[str, int], int]) -> pa.Table:
    return pa.table(
        {
            "group": pa.array([groups[idea.event, idea.group] for idea in ideas], pa.int32()),
            "group_size": pa.array([idea.size for idea in ideas], pa.int32()),
            "rank": pa.array([idea.rank for idea in ideas], pa.int8()),
            "text": pa.array([idea.source_id for idea in ideas], pa.string()),
            "question": pa.array([idea.question for idea in ideas], pa.string()),
            "theme": pa.array([idea.theme for idea in ideas], pa.string()),
        }
    )


def _events_table(ideas: Sequence[Idea]) -> pa.Table:
    """The facts of each evening: how many came is a fact of its own, not the sum of the groups."""
    events = {idea.event: idea for idea in ideas}
    groups = Counter(event for event, _ in {(idea.event, idea.group) for idea in ideas})
    return pa.table(
        {
            "event": pa.array(list(events), pa.string()),
            "date": pa.array([idea.on for idea in events.values()], pa.date32()),
            "place": pa.array([idea.place for idea in events.values()], pa.string()),
            "participants": pa.array([idea.participants for idea in events.values()], pa.int32()),
            "groups": pa.array([groups[event] for event in events], pa.int32()),
        }
    )
