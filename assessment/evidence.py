"""What evidence an assessment has and what it lacks: where each source is cited, which are old, and the gaps.

Source: assessment design, section 11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assessment import answers
from assessment.answers import BadAnswer, sources_in
from assessment.certainty import OLD_AFTER_YEARS
from assessment.matter import Matter, Source
from assessment.templates.loading import Instruments
from locales import N_, Message

GapKind = Literal["unknown_effect", "unknown_answer", "no_source", "old_source"]


@dataclass(frozen=True)
class Citation:
    """One answer that names a source."""

    template: str
    key: str


@dataclass(frozen=True)
class Gap:
    """Something that is not known or rests on nothing. `text` is what was written of it, if anything."""

    kind: GapKind
    template: str
    key: str
    text: str = ""


def citations(matter: Matter, source_id: int) -> tuple[Citation, ...]:
    """Every visible answer of this decision that cites the source."""
    found = []
    for template_id, case in matter.cases.items():
        for item in (*case.items, *case.after_items):
            if item.answer and source_id in sources_in(item.answer.value):
                found.append(Citation(template_id, item.key))
        matrix = case.template.matrix()
        for (row, code), cell in case.cells.items():
            for name, value in cell.values.items():
                if matrix is not None and not cell.computed and source_id in sources_in(value):
                    found.append(Citation(template_id, f"{matrix.id}/{row}/{code}/{name}"))
    return tuple(found)


def checked(instruments: Instruments, fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, Message]]]:
    """A source's fields as they are stored, and what is wrong with them by field id."""
    kept: dict[str, Any] = {}
    problems: list[tuple[str, Message]] = []
    for field in instruments.library.evidence_fields:
        try:
            value = answers.checked(instruments, field, fields.get(field.id), ())
        except BadAnswer as bad:
            problems.append((field.id, bad.message))
            continue
        if value is not None:
            kept[field.id] = value
        elif field.required:
            problems.append((field.id, Message(N_("This is needed of every source."))))
    link = kept.get("ev_link", "")
    if "://" in link and not link.startswith(("https://", "http://")):
        problems.append(("ev_link", Message(N_("A link begins with https:// or http://."))))
    begins, ends = kept.get("ev_valid_from"), kept.get("ev_valid_to")
    if begins and ends and date.fromisoformat(ends) < date.fromisoformat(begins):
        problems.append(("ev_valid_to", Message(N_("The last day is before the first."))))
    return kept, problems


def is_old(source: Source, today: date) -> bool:
    """Whether the period that it describes ended more than five years ago."""
    ended = source.fields.get("ev_valid_to")
    return ended is not None and (today - date.fromisoformat(ended)).days > OLD_AFTER_YEARS * 365


def gaps(matter: Matter, today: date) -> tuple[Gap, ...]:
    """Effects not known, answers not known, clear effects without a source, and old sources that are cited."""
    return tuple(_gaps(matter, today))


def _gaps(matter: Matter, today: date) -> Iterator[Gap]:
    for template_id, case in matter.cases.items():
        matrix = case.template.matrix()
        for (row, code), cell in case.cells.items():
            if cell.computed or matrix is None:
                continue
            key = f"{matrix.id}/{row}/{code}"
            if cell.impact == "unknown":
                yield Gap("unknown_effect", template_id, f"{key}/impact5", cell.values.get("how_to_find_out", ""))
            elif cell.impact in (-2, 2, "mixed") and not cell.values.get("evidence"):
                yield Gap("no_source", template_id, f"{key}/evidence")
        for item in case.items:
            if item.answer is not None and item.answer.unknown_reason:
                yield Gap("unknown_answer", template_id, item.key, item.answer.unknown_reason)
    for source in matter.evidence.values():
        if is_old(source, today):
            for cited in citations(matter, source.id):
                yield Gap("old_source", cited.template, cited.key, source.fields.get("ev_title", ""))
