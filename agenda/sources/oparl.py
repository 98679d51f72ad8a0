"""Agenda items of an OParl 1.1 file: meetings with what is on their lists, as a server gives them.

Objects may stand inside each other or refer to each other by their addresses; a reference that leads nowhere leaves its
field empty and is told. Nothing is fetched. Body text is only in files, so it is not here.

Source: OParl specification 1.1 (dev.oparl.org), objects Meeting, AgendaItem, Consultation, Paper, Organization, File.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from agenda.items import LONGEST_LABEL, LONGEST_TITLE, MOST_ATTACHMENTS, Item
from agenda.reading import address, is_https, json_of, objects, word
from agenda.sources import Agenda
from locales import N_, Message
from participation.guards import Limits
from participation.problems import refusal
from participation.records import TOO_MANY_ROWS, day

NAME = "oparl"
VERSION = "1"
KIND = ".json"

NO_MEETINGS = N_("The file holds no OParl meeting with an agenda.")
CANCELLED = "Kokous peruttu"
Object = Mapping[str, Any]


def recognises(said: object) -> bool:
    """Whether a JSON value is OParl's: its objects say so in their type."""
    return any(_kind(one) for one in objects(said))


def read(files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits) -> Agenda:
    """The public items of every meeting. Raises Refused when there is no meeting, or more items than rows may be.

    Of a cancelled meeting each item stays with its status and without a day. What is not public or has been deleted is
    left out; so is an item without an id or a title, which is told.
    """
    name, said = json_of(files)
    known = {one["id"]: one for one in objects(said) if _kind(one) and isinstance(one.get("id"), str)}
    meetings = [one for one in _once(said) if _kind(one) == "Meeting" and not one.get("deleted")]
    if not meetings:
        raise refusal(name, Message(NO_MEETINGS))
    notes: list[Message] = []
    found: dict[str, Item] = {}
    without = 0
    for meeting in meetings:
        for place, item in enumerate(_listed(meeting, known, notes), start=1):
            made = _item(meeting, item, place, known, notes)
            if made is not None:
                found[made.source_id] = made
                without += bool(item.get("consultation")) and not _paper(item, known)
        if len(found) > limits.rows:
            raise refusal(name, Message(TOO_MANY_ROWS, {"limit": limits.rows}))
    if without:
        text = N_("Matters that refer to a paper which is not here: {n}. Their register numbers are not known.")
        notes.append(Message(text, {"n": without}))
    return Agenda(NAME, VERSION, tuple(found.values()), notes=tuple(notes))


def _kind(one: Object) -> str:
    """ "Meeting" of https://schema.oparl.org/1.1/Meeting; empty for what is not OParl's."""
    kind = one.get("type")
    return kind.rsplit("/", 1)[-1] if isinstance(kind, str) and "schema.oparl.org/1." in kind else ""


def _once(said: object) -> Iterator[Object]:
    """Each object of an id once: the same meeting may stand in several places."""
    seen: set[str] = set()
    for one in objects(said):
        id = one.get("id")
        if isinstance(id, str) and _kind(one):
            if id in seen:
                continue
            seen.add(id)
        yield one


def _listed(meeting: Object, known: Mapping[str, Object], notes: list[Message]) -> Iterator[Object]:
    items = meeting.get("agendaItem")
    for one in items if isinstance(items, list) else ():
        found = _found(one, known)
        if found is None:
            text = N_("An item of the meeting {meeting} is an address that the file does not hold. It was left out.")
            notes.append(Message(text, {"meeting": _name(meeting)}))
        elif found.get("public") is not False and not found.get("deleted"):
            yield found


def _found(reference: object, known: Mapping[str, Object]) -> Object | None:
    """The object itself, or the one that an address names; references are followed one step, so none goes in a ring."""
    if isinstance(reference, dict):
        return reference
    return known.get(reference) if isinstance(reference, str) else None


def _item(meeting: Object, item: Object, place: int, known: Mapping[str, Object], notes: list[Message]) -> Item | None:
    paper = _paper(item, known)
    title = word(item.get("name"), LONGEST_TITLE) or word(paper.get("name"), LONGEST_TITLE)
    id = address(item.get("id"))
    if not id or not title:
        text = N_("Item {n} of the meeting {meeting} has no id or no title. It was left out.")
        notes.append(Message(text, {"n": place, "meeting": _name(meeting)}))
        return None
    cancelled = meeting.get("cancelled") is True
    on = None if cancelled else _day(meeting, notes)
    return Item(
        source_id=id,
        title=title,
        meeting_date=on,
        meeting_body=_body(meeting, known),
        item_number=word(item.get("number"), LONGEST_LABEL),
        register_id=word(paper.get("reference"), LONGEST_LABEL),
        status=CANCELLED if cancelled else word(item.get("result"), LONGEST_LABEL),
        attachments=_links((item, paper), known),
        row=place,
    )


def _day(meeting: Object, notes: list[Message]) -> date | None:
    start = meeting.get("start")
    found = day(start) if isinstance(start, str) else None
    if found is None and start:
        text = N_("The day of the meeting {meeting} cannot be read. Its items have no day.")
        told = Message(text, {"meeting": _name(meeting)})
        if told not in notes:
            notes.append(told)
    return found


def _name(meeting: Object) -> str:
    return word(meeting.get("name"), LONGEST_LABEL) or word(meeting.get("id"), LONGEST_LABEL) or "–"


def _body(meeting: Object, known: Mapping[str, Object]) -> str:
    given = meeting.get("organization")
    for one in given if isinstance(given, list) else [given]:
        found = _found(one, known)
        if found and (name := word(found.get("name"), LONGEST_LABEL)):
            return name
    return word(meeting.get("name"), LONGEST_LABEL)


def _paper(item: Object, known: Mapping[str, Object]) -> Object:
    """The paper that an item is about, by its consultation; empty where the file does not tell."""
    consultation = _found(item.get("consultation"), known)
    paper = _found(consultation.get("paper"), known) if consultation else None
    return paper or {}


def _links(holders: tuple[Object, ...], known: Mapping[str, Object]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for holder in holders:
        files = holder.get("auxiliaryFile")
        for one in (holder.get("mainFile"), holder.get("resolutionFile"), *(files if isinstance(files, list) else ())):
            file = _found(one, known)
            link = file.get("accessUrl") if file and not file.get("deleted") else None
            if isinstance(link, str) and is_https(link):
                found[link] = None
    return tuple(found)[:MOST_ATTACHMENTS]
