"""Who may move an assessment from which state to which, and what must hold first.

Source: assessment design, section 7. The transitions themselves are data (library.yaml, workflows).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from assessment.case import Case
from assessment.templates.model import Gate, Text, Transition, Workflow

EDITABLE = ("draft", "changes_requested", "in_review", "reviewed", "signed")
REVIEWED_OR_LATER = ("reviewed", "signed")
ORDER = ("submit", "sign", "publish")  # the steps on the way to councillors
PUBLIC = ("published", "follow_up", "closed")


@dataclass(frozen=True)
class Obstacle:
    """Why a transition does not happen (block), or what goes along with it into the open (warn)."""

    id: str
    level: Literal["block", "warn"]
    text: Text


class Forbidden(ValueError):
    """The transition does not exist from this state, or not for this role."""


def transition(workflow: Workflow, id: str, state: str, role: str) -> Transition:
    """The transition, or Forbidden."""
    step = next((step for step in workflow.transitions if step.id == id), None)
    if step is None or state not in step.from_ or role not in step.role:
        raise Forbidden(f"{id} from {state} by {role}")
    return step


def open_to(workflow: Workflow, state: str, role: str) -> tuple[Transition, ...]:
    """What this role may try from this state; automatic transitions are nobody's choice."""
    return tuple(t for t in workflow.transitions if state in t.from_ and role in t.role and t.automatic is None)


def gates(case: Case, at: str) -> tuple[Obstacle, ...]:
    """The template's gates of one step that are not passed, blocks first.

    What blocked an earlier step blocks this one too: an edit during the review may have opened its gate again.
    """
    before = ORDER[: ORDER.index(at)] if at in ORDER else ()
    found = [
        _obstacle(gate)
        for gate in case.template.gates
        if (gate.at == at or (gate.at in before and gate.level == "block")) and case.true(gate.when)
    ]
    return tuple(sorted(found, key=lambda obstacle: obstacle.level != "block"))


def _obstacle(gate: Gate) -> Obstacle:
    return Obstacle(gate.id, gate.level, gate)


def obstacles(case: Case, workflow: Workflow, step: Transition, met: Collection[str]) -> tuple[Obstacle, ...]:
    """Everything between the case and `step`: unmet needs (`met` names those that hold) and gates."""
    needs = {need.id: need for need in case.instruments.library.workflow_needs}
    unmet = tuple(Obstacle(id, "block", needs[id]) for id in step.needs if id not in met)
    return unmet + (gates(case, step.gates_at) if step.gates_at else ())
