"""The task list: what is to be done, what is done, and who waits for whom.

Source: screens design, screen 3; assessment design, section 12. A person declares a text section ready; the matrix
is ready by itself when every cell is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assessment.case import Case
from assessment.cells import Cell
from assessment.templates.model import Section, Text

Status = Literal["done", "in_progress", "not_started", "waiting", "changed", "cannot_start"]
TaskGroup = Literal["basics", "alternatives", "participation", "effects", "children", "others", "check", "follow_up"]

GROUPS: tuple[TaskGroup, ...] = (
    "basics", "alternatives", "participation", "effects", "children", "others", "check", "follow_up",
)  # fmt: skip
SECTION_GROUPS: dict[str, TaskGroup] = {
    "basics": "basics",
    "alternatives": "alternatives",
    "matrix": "effects",
    "cumulative": "effects",
    "resident_input": "participation",
    "compare": "check",
    "follow_up": "check",
}


@dataclass(frozen=True)
class Task:
    """One row. `given` of `total` counts required places; cells count as places."""

    group: TaskGroup
    template: str
    section: str
    title: Text
    status: Status
    given: int
    total: int
    kind: Literal["", "matrix", "outcomes"] = ""  # how its section is filled in


def cell_done(cell: Cell) -> bool:
    return cell.assessed and not cell.broken


def counts(case: Case, section_id: str) -> tuple[int, int]:
    """(places answered, places that must be answered) in one section."""
    required = [item for item in case.in_section(section_id) if item.required]
    given, total = sum(item.given for item in required), len(required)
    if case.template.section(section_id).is_matrix:
        cells = [cell for cell in case.cells.values() if not cell.computed]
        given, total = given + sum(map(cell_done, cells)), total + len(cells)
    if case.template.section(section_id).is_outcome:
        given, total = given + sum(not one.missing for one in case.outcomes), total + len(case.outcomes)
    return given, total


def touched(case: Case, section_id: str) -> bool:
    return any(key.startswith(f"{section_id}/") for key in case.answers)


def status(case: Case, section_id: str) -> Status:
    """done: all required places answered and the section declared ready; changed: edited by another since then."""
    if not _asks(case, section_id):
        return "cannot_start"
    given, total = counts(case, section_id)
    declared = case.answers.get(f"done/{section_id}")
    ready = declared is not None and declared.value == "yes"
    section = case.template.section(section_id)
    if (section.is_matrix or section.is_outcome) and total and given == total:
        ready = True
    if not touched(case, section_id) and not ready:
        return "not_started"
    if given < total or not ready:
        return "in_progress"
    if declared is not None and declared.at is not None and _changed_by_another(case, section_id):
        return "changed"
    return "done"


def _asks(case: Case, section_id: str) -> bool:
    """Whether anything is asked in the section now."""
    section = case.template.section(section_id)
    return section.is_matrix or bool(case.outcomes if section.is_outcome else case.in_section(section_id))


def _changed_by_another(case: Case, section_id: str) -> bool:
    declared = case.answers[f"done/{section_id}"]
    return any(
        key.startswith(f"{section_id}/")
        and answer.at is not None
        and declared.at is not None
        and answer.at > declared.at
        and answer.by_role != declared.by_role
        for key, answer in case.answers.items()
    )


def tasks(case: Case, sections: tuple[Section, ...] | None = None) -> tuple[Task, ...]:
    """The sections of one instrument as tasks; only EVA's are spread over several groups."""
    found = []
    for section in case.sections if sections is None else sections:
        group = SECTION_GROUPS.get(section.id, "check") if case.template.id == "eva" else _own_group(case)
        given, total = counts(case, section.id)
        if section.opens == "follow_up":
            group = "follow_up"
        kind: Literal["", "matrix", "outcomes"] = (
            "matrix" if section.is_matrix else "outcomes" if section.is_outcome else ""
        )
        stands = status(case, section.id)
        found.append(Task(group, case.template.id, section.id, section.title, stands, given, total, kind))
    return tuple(found)


def _own_group(case: Case) -> TaskGroup:
    return "children" if case.template.id == "lava" else "others"


def unanswered(case: Case, section_id: str) -> tuple[str, ...]:
    """Keys of the required places of a section that are still open, cells by `matrix/AREA/ALT`."""
    keys = [item.key for item in case.in_section(section_id) if item.required and not item.given]
    if case.template.section(section_id).is_matrix:
        keys += [
            f"{section_id}/{row}/{code}"
            for (row, code), cell in case.cells.items()
            if not cell.computed and not cell_done(cell)
        ]
    return tuple(keys)
