"""Actions that reviewers' verdicts opened: an accepted section with something to improve, its owner and its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data import tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message

improvement, verdict, assessment = tables.improvement, tables.verdict, tables.assessment
MAX_NOTE = 1000


@dataclass(frozen=True)
class Improvement:
    """What was asked for in a verdict, whose it is, and what was done."""

    id: int  # of the verdict
    decision_id: int
    title: Mapping[str, str]
    template: str
    section: str
    text: str
    owner: str
    due: date
    done_at: datetime | None
    note: str | None


@verb(on="verdict")
def finish(tx: Tx, actor: Actor, verdict_id: int, note: str) -> None:
    """The action is done. Raises Refused without a word of what was done, or when the verdict opened no action."""
    row = tx.one(sa.select(verdict.c.verdict).where(verdict.c.id == verdict_id))
    if row is None or row.verdict != "improvable":
        raise Refused([(f"improvement-{verdict_id}", Message(N_("This verdict opened no action.")))])
    if not note.strip():
        raise Refused([(f"improvement-{verdict_id}", Message(N_("Say what was done.")))])
    if tx.one(sa.select(improvement.c.verdict_id).where(improvement.c.verdict_id == verdict_id)):
        tx.unchanged()
        return
    values = {"note": note.strip()[:MAX_NOTE], "by": actor.person_id, "by_role": actor.role, "at": tx.now}
    tx.db.execute(improvement.insert().values(verdict_id=verdict_id, **values))


@query()
def listing(tx: Tx, actor: Actor, *, decision_id: int | None = None, open_only: bool = False) -> list[Improvement]:
    """The actions of one decision or of all, by their day."""
    d, v = tables.decision.c, verdict.c
    asked = (
        sa.select(
            v.id, assessment.c.decision_id, d.title, assessment.c.template, v.section, v.comment, v.owner, v.due,
            improvement.c.at.label("done_at"), improvement.c.note,
        )
        .join(assessment, assessment.c.id == v.assessment_id)
        .join(tables.decision, d.id == assessment.c.decision_id)
        .outerjoin(improvement, improvement.c.verdict_id == v.id)
        .where(v.verdict == "improvable")
        .order_by(v.due, v.id)
    )  # fmt: skip
    if decision_id is not None:
        asked = asked.where(assessment.c.decision_id == decision_id)
    if open_only:
        asked = asked.where(improvement.c.verdict_id.is_(None))
    return [
        Improvement(
            row.id, row.decision_id, row.title, row.template, row.section, row.comment, row.owner,
            date.fromisoformat(row.due), row.done_at, row.note,
        )
        for row in tx.all(asked)
    ]  # fmt: skip
