"""Decisions from our own template, CSV or XLSX: one row for each matter.

Everything is read as text: a spreadsheet makes a date of `1/2` and drops leading zeros, which would give a matter
another number. Source: resident-input design, section 2.1.
"""

from __future__ import annotations

from collections.abc import Mapping

from agenda.items import (
    LONGEST_LABEL,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_ATTACHMENTS,
    Item,
)
from agenda.reading import is_https
from agenda.sources import Agenda
from locales import LANGUAGES, N_, Message
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
    ask_encoding,
    day,
    fields,
    folded,
    is_empty,
)
from participation.templates_csv import Template

NAME = "template"
VERSION = "1"

REQUIRED = ("decision_id", "title")
OPTIONAL = (
    "body", "meeting_date", "meeting_body", "item_number", "register_id", "status", "attachments", "summary_plain",
    "language",
)  # fmt: skip
COLUMNS = (*REQUIRED, *OPTIONAL)
TEMPLATE = Template(
    COLUMNS,
    {
        "decision_id": "esimerkki",
        "title": "Tämä on esimerkkirivi: kirjoita tähän asian otsikko ja poista rivi.",
        "body": "Esityksen teksti.",
        "meeting_date": "2025-03-14",
        "meeting_body": "Sivistyslautakunta",
        "item_number": "12 §",
        "register_id": "123/10.03.02/2025",
        "status": "Vireillä",
        "attachments": "https://kunta.example/liite-1.pdf|https://kunta.example/liite-2.pdf",
        "summary_plain": "Mistä päätetään, kahdella lauseella.",
        "language": "fi",
    },
)
LONGEST = {
    "title": LONGEST_TITLE, "body": LONGEST_TEXT, "meeting_body": LONGEST_LABEL, "item_number": LONGEST_LABEL,
    "register_id": LONGEST_LABEL, "status": LONGEST_LABEL, "summary_plain": LONGEST_SUMMARY,
}  # fmt: skip

BAD_LINKS = N_("Addresses begin with https:// and stand apart by a | sign. Correct them.")
TOO_MANY_LINKS = N_("There are more than {limit} attachments. Leave the most important ones.")
BAD_LANGUAGE = N_("The language must be fi, sv or en. Correct it.")
REPEATED = N_("The same decision_id is on row {first}. Keep one row for each matter.")


def read(files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits) -> Agenda:
    """The matters of one file.

    `answers` may hold `encoding` ("right" or "wrong"). Raises `Refused` when a required cell is empty, an id is there
    twice, a date, a language or an address is none, or a spreadsheet has made something else of a cell.
    """
    records, dropped, examples = own_template(files, REQUIRED, OPTIONAL, TEMPLATE.example, limits)
    findings = Findings()
    items = _items(records, findings)
    findings.refuse_if_any()
    asked = ask_encoding(records, (item.title for item in items), answers)
    return Agenda(NAME, VERSION, items, dropped, examples, asked)


def _items(records: Records, findings: Findings) -> tuple[Item, ...]:
    """The rows in which nothing is wrong; what is wrong with the others goes to `findings`."""
    file = records.file
    items: list[Item] = []
    first: dict[str, int] = {}
    for row, cells in fields(records, COLUMNS, findings, dates=("meeting_date",)):
        for column in REQUIRED:
            if is_empty(records, row, column, cells):
                findings.add(file, row, column, Message(EMPTY))
        id = " ".join(cells["decision_id"].split())
        if id and not DECISION_ID.fullmatch(id):
            findings.add(file, row, "decision_id", Message(BAD_DECISION))
        if id and first.setdefault(folded(id), row) != row:
            findings.add(file, row, "decision_id", Message(REPEATED, {"first": first[folded(id)]}))
        for column, limit in LONGEST.items():
            if len(cells[column]) > limit:
                findings.add(file, row, column, Message(TOO_LONG, {"limit": limit}))
        on = day(cells["meeting_date"])
        if on is None and cells["meeting_date"]:
            findings.add(file, row, "meeting_date", Message(BAD_DAY))
        language = folded(cells["language"]) or LANGUAGES[0]
        if language not in LANGUAGES:
            findings.add(file, row, "language", Message(BAD_LANGUAGE))
        links = tuple(filter(None, (link.strip() for link in cells["attachments"].split("|"))))
        if len(links) > MOST_ATTACHMENTS:
            findings.add(file, row, "attachments", Message(TOO_MANY_LINKS, {"limit": MOST_ATTACHMENTS}))
        elif not all(map(is_https, links)):
            findings.add(file, row, "attachments", Message(BAD_LINKS))
        items.append(
            Item(
                source_id=id,
                title=" ".join(cells["title"].split()),
                language=language,
                text=cells["body"],
                meeting_date=on,
                meeting_body=cells["meeting_body"],
                item_number=cells["item_number"],
                register_id=cells["register_id"],
                status=cells["status"],
                attachments=links,
                summary=cells["summary_plain"],
                row=row,
            )
        )
    return tuple(items)
