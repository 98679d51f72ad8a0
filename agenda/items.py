"""One matter of an agenda, and what has changed in it since it was last brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from participation import privacy

LONGEST_TITLE = 500  # characters
LONGEST_TEXT = 10_000
LONGEST_SUMMARY = 600
LONGEST_LABEL = 200
MOST_ATTACHMENTS = 50
NAMING = frozenset({"name", "hetu", "email", "phone", "address", "iban"})


@dataclass(frozen=True)
class Item:
    """One matter. `source_id` names it in its source; `row` is its place in the file, and no part of the matter."""

    source_id: str
    title: str
    language: str = "fi"
    text: str = ""  # of the proposal
    meeting_date: date | None = None  # None while it is not scheduled
    meeting_body: str = ""
    item_number: str = ""
    register_id: str = ""
    status: str = ""  # in the source's own words
    attachments: tuple[str, ...] = ()  # addresses
    summary: str = ""
    row: int = 0

    @property
    def may_name_people(self) -> bool:
        """Initiatives, personnel matters and damages name people in their titles; a person looks."""
        return any(flag.kind in NAMING for part in (self.title, self.text) for flag in privacy.flags(part))


@dataclass(frozen=True)
class Change:
    """One field that differs from what is known: the name of an `Item`'s field, and both values."""

    field: str
    old: Any
    new: Any


COMPARED = tuple(one.name for one in fields(Item) if one.name not in ("source_id", "row"))


def changes(old: Item, new: Item) -> tuple[Change, ...]:
    """What differs, in the order of the fields. Empty where two matters are the same."""
    found = ((name, getattr(old, name), getattr(new, name)) for name in COMPARED)
    return tuple(Change(name, before, now) for name, before, now in found if before != now)


def as_fields(item: Item) -> dict[str, Any]:
    """The matter as it is stored: plain JSON without its row."""
    values = {one.name: getattr(item, one.name) for one in fields(item) if one.name != "row"}
    day = item.meeting_date.isoformat() if item.meeting_date else None
    return {**values, "meeting_date": day, "attachments": list(item.attachments)}


def from_fields(stored: Mapping[str, Any]) -> Item:
    """The matter of `as_fields`."""
    day = stored["meeting_date"]
    return Item(
        **{
            **stored,
            "meeting_date": date.fromisoformat(day) if day else None,
            "attachments": tuple(stored["attachments"]),
        }
    )


def latest(items: Sequence[Item]) -> dict[str, Item]:
    """Matters by their id in the source. A file that names one twice is refused before this."""
    return {item.source_id: replace(item, row=0) for item in items}


# ------------------------------------------------------------------ against a decision that is already here

FACTS = ("meeting_date", "meeting_body", "register_id")  # the agenda knows them best
OF_DECISION = ("title", *FACTS, "summary")
WORDS = {"title": 120, "summary": LONGEST_SUMMARY}  # what is said in one language, and how long a decision's may be


@dataclass(frozen=True)
class Plan:
    """What of a newer item would change its decision, and what stays because people here have written it anew."""

    applied: tuple[Change, ...]
    kept: tuple[Change, ...]


def plan(decision: Item, old: Item | None, new: Item) -> Plan:
    """A field that still says what the agenda said before takes the new value; another stays as people wrote it.

    `old` is the item as it was known; None when the item meets the decision for the first time. Then only what is
    missing from the decision is taken, and facts that differ are told. A value is never taken away by an empty cell,
    but a meeting that is no longer scheduled loses its day. Words in another language, or too long for a decision, are
    told and not taken.
    """
    applied, kept = [], []
    for name in OF_DECISION:
        mine, theirs = getattr(decision, name), getattr(new, name)
        before = getattr(old, name) if old is not None else type(mine)() if isinstance(mine, str) else None
        if mine == theirs or theirs == before or (not theirs and name != "meeting_date"):
            continue
        change = Change(name, mine, theirs)
        fits = name not in WORDS or (decision.language == new.language and len(theirs) <= WORDS[name])
        if mine == before and fits:
            applied.append(change)
        elif old is not None or name in FACTS:
            kept.append(change)
    return Plan(tuple(applied), tuple(kept))
