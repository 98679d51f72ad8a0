"""Who fills in which section. Inside the house people are told by name; outside it by role only."""

from __future__ import annotations

import sqlalchemy as sa

from data import instruments, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message

assignment, assessment, person = tables.assignment, tables.assessment, tables.person
WRITERS = ("preparer", "coordinator")


@verb(on="assessment")
def assign(tx: Tx, actor: Actor, assessment_id: int, section: str, person_id: int | None) -> None:
    """Gives a section to a person who may write, or to nobody. Raises Refused."""
    row = tx.one(sa.select(assessment).where(assessment.c.id == assessment_id))
    assert row is not None  # the permission check has found it
    sections = {s.id for s in instruments.of_decision(tx.db, row.decision_id)[row.template].sections}
    if section not in sections:
        raise Refused([(f"assign-{section}", Message(N_("There is no such question in this assessment.")))])
    if person_id is not None and person_id not in {id for id, _ in _writers(tx)}:
        raise Refused([(f"assign-{section}", Message(N_("This person cannot write here. Choose another.")))])
    a = assignment.c
    tx.db.execute(assignment.delete().where(a.assessment_id == assessment_id, a.section == section))
    if person_id is not None:
        tx.db.execute(
            assignment.insert().values(
                assessment_id=assessment_id, section=section, person_id=person_id, by=actor.person_id, at=tx.now
            )
        )
    tx.note(f"assignment:{assessment_id}/{section}")


@query(on="assessment")
def listing(tx: Tx, actor: Actor, assessment_id: int) -> dict[str, tuple[int, str]]:
    """{section: (person id, name)} of one instrument."""
    a = assignment.c
    rows = tx.all(
        sa.select(a.section, person.c.id, person.c.name)
        .join(person, person.c.id == a.person_id)
        .where(a.assessment_id == assessment_id)
    )
    return {row.section: (row.id, row.name) for row in rows}


@query()
def writers(tx: Tx, actor: Actor) -> list[tuple[int, str]]:
    """Everyone who may fill in an assessment: (person id, name)."""
    return _writers(tx)


def _writers(tx: Tx) -> list[tuple[int, str]]:
    roles = tables.person_role
    rows = tx.all(
        sa.select(person.c.id, person.c.name)
        .join(roles)
        .where(person.c.active, roles.c.role.in_(WRITERS))
        .distinct()
        .order_by(person.c.name)
    )
    return [(row.id, row.name) for row in rows]
