"""Comments in threads at a question: open or resolved, to everyone or to a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import tables
from data.permissions import STAFF, Actor
from data.refusals import Refused, too_long
from data.verb import Tx, query, verb
from locales import N_, Message, Sayable

comment, assessment = tables.comment, tables.assessment
MAX_COMMENT = 2000
MAX_KEY = 200


@dataclass(frozen=True)
class Comment:
    id: int
    key: str
    parent_id: int | None
    to_role: str | None
    body: str
    by_role: str
    at: datetime
    resolved_at: datetime | None
    resolved_role: str | None


@dataclass(frozen=True)
class Thread:
    """A first comment and the answers to it, oldest first."""

    first: Comment
    answers: tuple[Comment, ...]

    @property
    def open(self) -> bool:
        return self.first.resolved_at is None


@dataclass(frozen=True)
class Waiting:
    """An open thread that waits for a role, as a desk shows it."""

    decision_id: int
    title: Mapping[str, str]
    template: str
    key: str
    body: str
    by_role: str
    at: datetime


@verb(on="assessment")
def add(tx: Tx, actor: Actor, assessment_id: int, key: str, body: str, *, to_role: str | None = None) -> int:
    """Opens a thread at an answer's key and returns its id. Raises Refused."""
    _check(body, to_role)
    id = tx.insert(
        comment, assessment_id=assessment_id, key=key[:MAX_KEY], body=body.strip(), to_role=to_role,
        by=actor.person_id, by_role=actor.role, at=tx.now,
    )  # fmt: skip
    tx.note(f"comment:{id}")
    return id


@verb(on="comment")
def answer(tx: Tx, actor: Actor, comment_id: int, body: str, *, to_role: str | None = None) -> int:
    """Adds to a thread; a resolved one is open again. Raises Refused."""
    _check(body, to_role)
    first = _first(tx, comment_id)
    id = tx.insert(
        comment, assessment_id=first.assessment_id, key=first.key, parent_id=first.id, body=body.strip(),
        to_role=to_role, by=actor.person_id, by_role=actor.role, at=tx.now,
    )  # fmt: skip
    tx.db.execute(comment.update().where(comment.c.id == first.id).values(resolved_at=None, resolved_role=None))
    tx.note(f"comment:{id}")
    return id


@verb(on="comment")
def resolve(tx: Tx, actor: Actor, comment_id: int) -> None:
    """Closes a thread; it stays readable."""
    first = _first(tx, comment_id)
    if first.resolved_at is not None:
        tx.unchanged()
        return
    values = {"resolved_at": tx.now, "resolved_role": actor.role}
    tx.db.execute(comment.update().where(comment.c.id == first.id).values(**values))


@query(on="assessment")
def listing(tx: Tx, actor: Actor, assessment_id: int) -> dict[str, list[Thread]]:
    """The threads by answer key: open ones first, then by time."""
    rows = tx.all(sa.select(comment).where(comment.c.assessment_id == assessment_id).order_by(comment.c.id))
    firsts = [_comment(row) for row in rows if row.parent_id is None]
    answers: dict[int, list[Comment]] = {}
    for row in rows:
        if row.parent_id is not None:
            answers.setdefault(row.parent_id, []).append(_comment(row))
    found: dict[str, list[Thread]] = {}
    for first in sorted(firsts, key=lambda one: one.resolved_at is not None):
        found.setdefault(first.key, []).append(Thread(first, tuple(answers.get(first.id, ()))))
    return found


@query()
def waiting(tx: Tx, actor: Actor) -> list[Waiting]:
    """Open threads whose newest comment is addressed to the actor's role."""
    c, d = comment.c, tables.decision.c
    newest = sa.select(sa.func.max(c.id).label("id")).group_by(sa.func.coalesce(c.parent_id, c.id))
    first = comment.alias()
    rows = tx.all(
        sa.select(assessment.c.decision_id, d.title, assessment.c.template, c.key, c.body, c.by_role, c.at)
        .join(first, first.c.id == sa.func.coalesce(c.parent_id, c.id))
        .join(assessment, assessment.c.id == c.assessment_id)
        .join(tables.decision, d.id == assessment.c.decision_id)
        .where(c.id.in_(newest), first.c.resolved_at.is_(None), c.to_role == actor.role)
        .order_by(c.at)
    )
    return [Waiting(*row) for row in rows]


def _check(body: str, to_role: str | None) -> None:
    problems: list[tuple[str, Sayable]] = []
    if not body.strip():
        problems.append(("comment", Message(N_("Write the comment first."))))
    if found := too_long(body, MAX_COMMENT):
        problems.append(("comment", found))
    if to_role is not None and to_role not in STAFF:
        problems.append(("comment", Message(N_("The value is not among the options. Choose one of them."))))
    if problems:
        raise Refused(problems)


def _first(tx: Tx, comment_id: int) -> sa.Row:
    row = tx.one(sa.select(comment).where(comment.c.id == comment_id))
    assert row is not None  # the permission check has found it
    return _first(tx, row.parent_id) if row.parent_id is not None else row


def _comment(row: sa.Row) -> Comment:
    return Comment(
        row.id, row.key, row.parent_id, row.to_role, row.body, row.by_role, row.at, row.resolved_at, row.resolved_role
    )
