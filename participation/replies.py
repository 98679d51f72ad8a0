"""Answers as they are read and written together: what each status says, two people's edits, and how many are answered.

Source: influence design, sections 2-4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from participation.responses import STATUSES, Draft, Status, answered

Part = Literal["what", "where", "code", "detail", "to_whom", "when", "why", "role", "due"]
# In reading order. A part that the status does not say stays stored, but is neither asked nor shown.
SAYS: Mapping[Status, tuple[Part, ...]] = {
    "open": ("due",),
    "changed": ("what", "where", "why", "role"),
    "partly": ("what", "where", "why", "role"),
    "not_changed": ("code", "detail", "why", "role"),
    "forwarded": ("to_whom", "when", "why", "role"),
    "out_of_scope": ("why", "to_whom", "role"),
    "later": ("to_whom", "where", "when", "why", "role"),
}
TEXTS: frozenset[str] = frozenset({"what", "where", "detail", "to_whom", "why"})


@dataclass(frozen=True)
class Merged:
    """`draft` holds both people's edits; in the parts of `clashes`, which both changed, it holds the other's."""

    draft: Draft
    clashes: tuple[str, ...]


def merge(base: Draft, mine: Draft, theirs: Draft) -> Merged:
    """Brings together two edits of the same answer, part by part; `base` is what both began with."""
    taken, clashes = {}, []
    for part in Draft.model_fields:
        was, my, their = getattr(base, part), getattr(mine, part), getattr(theirs, part)
        if my in (was, their):
            continue
        if their == was:
            taken[part] = my
        else:
            clashes.append(part)
    return Merged(theirs.model_copy(update=taken), tuple(clashes))


@dataclass(frozen=True)
class Progress:
    """How many have an answer, of how many; `by_status` counts all of them, those without a draft as "open", last."""

    answered: int
    all: int
    by_status: tuple[tuple[Status, int], ...]


def progress(drafts: Sequence[Draft | None]) -> Progress:
    counts = Counter(shown_status(draft) for draft in drafts)
    order = sorted(STATUSES, key=lambda status: status == "open")
    by_status = tuple((status, counts[status]) for status in order if counts[status])
    return Progress(sum(answered(draft) for draft in drafts), len(drafts), by_status)


def shown_status(draft: Draft | None) -> Status:
    """No answer is an answer to come, never nothing."""
    return draft.status if draft is not None else "open"


def next_day(draft: Draft | None, due: date | None) -> date | None:
    """The day that was promised: of an answer to come, or of what happens next in the matter."""
    if draft is None or draft.status == "open":
        return due
    return draft.when if "when" in SAYS[draft.status] else None


def neighbours(subjects: Iterable[str], current: str) -> tuple[str | None, str | None]:
    """What comes before and after `current` in the list."""
    row = list(subjects)
    at = row.index(current)
    return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)
