"""A gate's obstacle in words, with the way to where it is mended."""

from __future__ import annotations

from assessment import gate_places
from assessment.case import Case
from assessment.matter import Matter
from assessment.templates.model import Gate
from ui.questions import steps

PAGES_OF = {
    "duties": "participation.py",
    "answers": "responses.py",
    "opinions": "check.py",
    "outcomes": "follow_up.py",
    "children": "tasks.py",
}


def way(matter: Matter, case: Case, gate: Gate) -> tuple[str, dict[str, str]] | None:
    """Page file and address parameters of the place; None where the page itself is the place."""
    found = gate_places.place(case, gate)
    query = {"decision": str(matter.head.id)}
    if found is None:
        return None
    if found.where in ("section", "matrix"):
        query |= {"instrument": case.template.id, "section": found.section or ""}
        if found.where == "matrix":
            return "effects.py", query
        step = _step(case, found.section or "", found.question)
        return "section.py", query | ({"step": str(step)} if step > 1 else {})
    if found.where == "outcomes":
        query |= {"instrument": case.template.id}
    return (PAGES_OF[found.where], query) if found.where != "opinions" else None


def _step(case: Case, section_id: str, question: str | None) -> int:
    section = case.template.section(section_id)
    groups = steps(case, section)
    return next((n for n, group in enumerate(groups, 1) if any(i.question.id == question for i in group)), 1)
