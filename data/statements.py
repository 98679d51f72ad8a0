"""Statements of the statutory councils: a class of their own, each needing a Response."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data import decisions, tables
from data.permissions import COUNCILS, Actor, NotAllowed
from data.refusals import Refused, too_long
from data.verb import Tx, query, verb
from locales import N_, Message

statement = tables.statement
COUNCIL_CODES = ("youth_council", "elderly_council", "disability_council", "other")
POSITIONS = ("for", "conditional", "against", "no_position")
MAX_POINTS = 5000


@dataclass(frozen=True)
class Statement:
    id: int
    council: str
    date: date
    position: str
    main_points: str
    url: str | None
    version: int


@verb(on="decision")
def add(
    tx: Tx, actor: Actor, decision_id: int, *, council: str, date: date, position: str, main_points: str,
    url: str | None = None,
) -> int:  # fmt: skip
    """Records a statement; a second one of the same council is a new version. Raises Refused by field.

    A council gives only its own statement.
    """
    if actor.role in COUNCILS and actor.role != council:
        raise NotAllowed("statements.add")
    decisions.still_open(tx, decision_id, "main-points")
    problems = []
    if council not in COUNCIL_CODES:
        problems.append(("council", Message(N_("Choose the council."))))
    if position not in POSITIONS:
        problems.append(("position", Message(N_("Choose the council's position."))))
    if not main_points.strip():
        problems.append(("main-points", Message(N_("Write the main points of the statement."))))
    if found := too_long(main_points, MAX_POINTS):
        problems.append(("main-points", found))
    if url and not url.startswith(("https://", "http://")):
        problems.append(("url", Message(N_("A link begins with https:// or http://."))))
    if problems:
        raise Refused(problems)
    s = statement.c
    last = tx.one(
        sa.select(sa.func.max(s.version).label("n")).where(s.decision_id == decision_id, s.council == council)
    )
    id = tx.insert(
        statement, decision_id=decision_id, council=council, date=date, position=position,
        main_points=main_points.strip(), url=url, version=((last.n if last else None) or 0) + 1, by=actor.person_id,
        at=tx.now,
    )  # fmt: skip
    tx.note(f"statement:{id}")
    return id


@dataclass(frozen=True)
class OnDesk:
    """What a council's own desk tells of one decision: when it was asked, by when, and when it gave its statement."""

    asked_on: date | None = None
    reply_by: date | None = None
    given_on: date | None = None


# The duties by which a council is asked, by the checklist's ids: of a municipality, and of a wellbeing services county.
ASKED_BY = {
    "youth_council": ("duties/d_youth", "duties/d_bodies_h/youth_council"),
    "elderly_council": ("duties/d_old", "duties/d_bodies_h/elderly_council"),
    "disability_council": ("duties/d_dis", "duties/d_bodies_h/disability_council"),
}


@query()
def on_desk(tx: Tx, actor: Actor) -> dict[int, OnDesk]:
    """{decision: what the actor's own council was asked and has said}; asked counts only in announced decisions."""
    d, a, n, s = tables.decision.c, tables.assessment.c, tables.answer.c, statement.c
    asked = tx.all(
        sa.select(d.id, n.value)
        .join(tables.assessment, a.decision_id == d.id)
        .join(tables.answer, n.assessment_id == a.id)
        .where(d.announced_at.is_not(None), n.key.in_(ASKED_BY[actor.role]))
    )
    given = tx.all(
        sa.select(s.decision_id.label("id"), sa.func.max(s.date).label("on"))
        .where(s.council == actor.role)
        .group_by(s.decision_id)
    )
    when = {row.id: row.on for row in given}
    proofs = {row.id: (row.value or {}).get("proof") or {} for row in asked}
    return {
        id: OnDesk(_day(proofs.get(id, {}).get("sent_on")), _day(proofs.get(id, {}).get("reply_by")), when.get(id))
        for id in {*proofs, *when}
    }


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


@query(on="decision")
def listing(tx: Tx, actor: Actor, decision_id: int) -> list[Statement]:
    return load(tx, decision_id)


def load(tx: Tx, decision_id: int) -> list[Statement]:
    """The newest version of each council's statement."""
    s = statement.c
    rows = tx.all(
        sa.select(s.id, s.council, s.date, s.position, s.main_points, s.url, s.version)
        .where(s.decision_id == decision_id)
        .order_by(s.council, s.version.desc())
    )
    newest: dict[str, Statement] = {}
    for row in rows:
        newest.setdefault(row.council, Statement(*row))
    return sorted(newest.values(), key=lambda found: COUNCIL_CODES.index(found.council))
