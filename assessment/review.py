"""Review and sign-off bind to content: hashes of a section and of the whole, verdicts and their validity.

Source: assessment design, section 7. Comments, times and users are outside the hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.case import Case
from assessment.templates.model import Section
from participation.release import canonical_json


@dataclass(frozen=True)
class Verdict:
    """What a reviewer said of one section, and the content it was said of."""

    section: str
    verdict: str  # to_correct | improvable | accepted
    comment: str
    section_hash: str
    at: datetime
    by_role: str = "reviewer"
    owner: str | None = None  # improvable: the action's owner role
    due: str | None = None  # improvable: ISO date


def reviewed(case: Case) -> tuple[Section, ...]:
    """The sections that get a verdict: those in which something is asked now."""
    asked = {item.section.id for item in case.items}
    return tuple(section for section in case.sections if section.is_matrix or section.id in asked)


def section_content(case: Case, section_id: str) -> dict[str, Any]:
    """Visible answers of one section by key, the cells of a matrix included."""
    content: dict[str, Any] = {}
    for item in case.items:
        if item.section.id == section_id and item.answer is not None:
            content[item.key] = [item.answer.value, item.answer.unknown_reason]
    section = case.template.section(section_id)
    if section.is_matrix:
        for (row, code), cell in case.cells.items():
            if cell.computed:
                continue
            if cell.values:
                content[f"{section_id}/{row}/{code}"] = dict(cell.values)
            if cell.unknown:
                content[f"{section_id}/{row}/{code}/unknown"] = dict(cell.unknown)
    return content


def section_hash(case: Case, section_id: str) -> str:
    """SHA-256 (hex) of the section's visible content."""
    return _sha256(section_content(case, section_id))


def content_hash(case: Case, sha256: str, extra: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over what a signature vouches for.

    `sha256` is the template's; `extra` carries evidence, duties with proof, LAVA's hash and the release's hash.
    """
    return _sha256(
        {
            "template": [case.template.id, case.template.template.version, sha256],
            "level": case.level,
            "alternatives": [[a.code, dict(a.name)] for a in case.alternatives],
            "sections": {section.id: section_content(case, section.id) for section in case.sections},
            "extra": dict(extra),
        }
    )


def _sha256(value: object) -> str:
    return hashlib.sha256(canonical_json(value)).hexdigest()


def standing(case: Case, verdicts: Iterable[Verdict]) -> dict[str, Verdict]:
    """The latest verdict of each section that still binds; an edit voids that section's verdict only."""
    latest: dict[str, Verdict] = {}
    for verdict in sorted(verdicts, key=lambda v: v.at):
        latest[verdict.section] = verdict
    ids = {section.id for section in case.sections}
    return {id: v for id, v in latest.items() if id in ids and v.section_hash == section_hash(case, id)}


def needs_met(case: Case, verdicts: Iterable[Verdict], *, attested: bool = False, reason: str = "") -> frozenset[str]:
    """The workflow's named conditions that hold now."""
    verdicts = tuple(verdicts)
    valid = standing(case, verdicts)
    met = set()
    if any(v.verdict == "to_correct" and v.comment.strip() for v in valid.values()):
        met.add("one_to_correct_with_comment")
    if all(s.id in valid and valid[s.id].verdict in ("accepted", "improvable") for s in reviewed(case)):
        met.add("every_section_accepted_or_improvable")
    if not any(v.verdict == "to_correct" for v in valid.values()):
        met.add("every_comment_answered")  # a corrected section has changed, so its verdict no longer stands
    if attested:
        met.add("attestations_ticked")
    if reason.strip():
        met |= {"reason", "new_edition"}
    return frozenset(met)
