"""Where a gate's obstacle is mended: read from the names that its condition uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assessment import expressions
from assessment.case import Case
from assessment.templates.model import Gate

Where = Literal["section", "matrix", "children", "duties", "opinions", "outcomes", "answers"]
COMPUTED: dict[str, Where] = {
    "negative_cells_without_mitigation": "matrix",
    "share_unknown": "matrix",
    "lava.status": "children",
    "duties_open": "duties",
    "duties_not_done": "duties",
    "opinions_open": "opinions",
    "outcomes_open": "outcomes",
    "themes_open": "answers",
    "input_count": "answers",
}


@dataclass(frozen=True)
class Place:
    where: Where
    section: str | None = None  # for section and matrix
    question: str | None = None


def place(case: Case, gate: Gate) -> Place | None:
    """The most telling place of the gate's condition; None when the condition names none."""
    names = expressions.names(gate.when)
    matrix = case.template.matrix()
    for name in sorted(names):
        if name in COMPUTED:
            where = COMPUTED[name]
            return Place(where, matrix.id if where == "matrix" and matrix else None)
    for section, question in case.template.questions():
        if question.id in names:
            return Place("section", section.id, question.id)
    if "alternatives" in names:
        described = next((s for s in case.template.sections if s.per == "alternative"), None)
        return Place("section", described.id) if described else None
    return None
