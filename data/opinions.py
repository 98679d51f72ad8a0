"""What the child rights contact and the councils think of an assessment, or why they were not asked."""

from __future__ import annotations

import sqlalchemy as sa

from assessment.answers import MAX_REASON, Answer
from assessment.matter import Opinion
from data import instruments, tables
from data.permissions import Actor
from data.refusals import Conflict, Refused, too_long
from data.verb import Tx, verb
from locales import N_, Message

opinion = tables.opinion
MAX_OPINION = 5000


@verb(on="decision")
def record(
    tx: Tx, actor: Actor, decision_id: int, who: str, *, body: str = "", not_asked: str = "", seen: int = 0
) -> Opinion:
    """Stores one opinion, or the reason why it was not asked. Raises Refused, and Conflict when `seen` is stale."""
    body, not_asked = body.strip(), not_asked.strip()
    if who not in instruments.current().library.lists["opinions"]:
        raise Refused([(f"opinion-{who}", Message(N_("The value is not among the options. Choose one of them.")))])
    if bool(body) == bool(not_asked):
        text = N_("Write either the opinion or the reason why it was not asked.")
        raise Refused([(f"opinion-{who}", Message(text))])
    for value, limit in ((body, MAX_OPINION), (not_asked, MAX_REASON)):
        if found := too_long(value, limit):
            raise Refused([(f"opinion-{who}", found)])
    o = opinion.c
    row = tx.one(sa.select(opinion).where(o.decision_id == decision_id, o.who == who))
    if (row.rev if row else 0) != seen:
        assert row is not None
        theirs = Answer(f"opinion/{who}", row.body or row.not_asked, None, row.rev, row.by_role, row.at)
        raise Conflict(body or not_asked, theirs)
    values = {"body": body, "not_asked": not_asked, "rev": seen + 1, "by": actor.person_id, "by_role": actor.role}
    if row:
        tx.db.execute(opinion.update().where(o.id == row.id).values(**values, at=tx.now))
    else:
        tx.insert(opinion, decision_id=decision_id, who=who, at=tx.now, **values)
    tx.note(f"opinion:{decision_id}/{who}")
    return Opinion(who, body, not_asked, seen + 1, actor.role, tx.now)


def load(tx: Tx, decision_id: int) -> dict[str, Opinion]:
    o = opinion.c
    rows = tx.all(sa.select(o.who, o.body, o.not_asked, o.rev, o.by_role, o.at).where(o.decision_id == decision_id))
    return {row.who: Opinion(*row) for row in rows}
