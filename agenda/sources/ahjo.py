"""Matters of the City of Helsinki's case management system, Ahjo, as its JSON interface gives them.

A file holds `decisions`, or `meetings` with their `Agenda`, or one of either. Texts come as HTML and are kept without
markup. An attachment is taken along only when it is public. Source: resident-input design, section 2.1; the fields are
those that the city's own services read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from agenda.items import LONGEST_LABEL, LONGEST_TEXT, LONGEST_TITLE, MOST_ATTACHMENTS, Item
from agenda.reading import LONGEST_ID, is_https, json_of, objects, word, words
from agenda.sources import Agenda
from locales import LANGUAGES, N_, Message
from participation.guards import Limits
from participation.problems import refusal
from participation.records import TOO_MANY_ROWS, day

NAME = "ahjo"
VERSION = "1"
KIND = ".json"

NO_MATTERS = N_("The file holds no decisions or meetings as Ahjo gives them.")
PUBLIC = ("julkinen", "public")
Object = Mapping[str, Any]


def recognises(said: object) -> bool:
    return any("NativeId" in one or "CaseIDLabel" in one or "DateMeeting" in one for one in objects(said))


def read(files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits) -> Agenda:
    """Every matter with an id and a title; one without is left out and told. Raises Refused when there is none."""
    name, said = json_of(files)
    rows = list(_rows(said))
    if not rows:
        raise refusal(name, Message(NO_MATTERS))
    if len(rows) > limits.rows:
        raise refusal(name, Message(TOO_MANY_ROWS, {"limit": limits.rows}))
    notes: list[Message] = []
    found: dict[str, Item] = {}
    for place, (row, meeting) in enumerate(rows, start=1):
        item = _item(row, meeting, place, notes)
        if item is not None:
            found[item.source_id] = item
    return Agenda(NAME, VERSION, tuple(found.values()), notes=tuple(notes))


def _rows(said: object) -> Iterator[tuple[Object, Object]]:
    """Each matter with the meeting that it is on the list of; an item of a list has no id of its own but its case's."""
    for one in objects(said):
        agenda = one.get("Agenda")
        if isinstance(agenda, list) and "DateMeeting" in one:
            yield from ((item, one) for item in agenda if isinstance(item, dict))
        elif "NativeId" in one and "Title" in one:
            meeting = one.get("Meeting")
            yield one, meeting if isinstance(meeting, dict) else {}


def _item(row: Object, meeting: Object, place: int, notes: list[Message]) -> Item | None:
    register = word(row.get("CaseIDLabel"), LONGEST_LABEL)
    title = word(row.get("Title"), LONGEST_TITLE) or word(row.get("AgendaItem"), LONGEST_TITLE)
    number = word(row.get("AgendaPoint"), LONGEST_LABEL)
    within = f"{word(meeting.get('MeetingID'), LONGEST_ID)}/{number}" if meeting.get("MeetingID") and number else ""
    id = word(row.get("NativeId"), LONGEST_ID).strip("{}") or within or register
    if not id or not title:
        notes.append(Message(N_("Matter {n} of the file has no id or no title. It was left out."), {"n": place}))
        return None
    start = meeting.get("DateMeeting")
    on = day(start) if isinstance(start, str) else None
    if on is None and start:
        notes.append(Message(N_("The day of matter {n}'s meeting cannot be read. It has no day."), {"n": place}))
    language = word(row.get("Language"), 10).lower()
    return Item(
        source_id=id,
        title=title,
        language=language if language in LANGUAGES else LANGUAGES[0],
        text=words(row.get("Motion"), LONGEST_TEXT) or words(row.get("Content") or row.get("Html"), LONGEST_TEXT),
        meeting_date=on,
        meeting_body=_body(row, meeting),
        item_number=number,
        register_id=register,
        status=word(row.get("Status"), LONGEST_LABEL),
        attachments=_links(row.get("Attachments")),
        row=place,
    )


def _body(row: Object, meeting: Object) -> str:
    for holder, field in ((row, "Organization"), (meeting, "Organization"), (meeting, "DecisionMaker")):
        given = holder.get(field)
        name = word(given.get("Name") if isinstance(given, dict) else given, LONGEST_LABEL)
        if name:
            return name
    return ""


def _links(given: object) -> tuple[str, ...]:
    files = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    public = (one for one in files if word(one.get("PublicityClass"), 40).lower() in ("", *PUBLIC))
    links = (one.get("FileURI") for one in public)
    return tuple(dict.fromkeys(link for link in links if isinstance(link, str) and is_https(link)))[:MOST_ATTACHMENTS]
