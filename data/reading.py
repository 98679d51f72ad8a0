"""One reader's own: what they have seen of a decision, their mark that they have read it, and their notes.

Nobody else's query reads these rows, they are in no trail, document or export, and the log has no line of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agenda.news import Facts, from_stored
from data import tables
from data.permissions import Actor
from data.refusals import Refused, too_long
from data.verb import Tx, query, verb

reading, decision = tables.reading, tables.decision
MAX_NOTE = 5000


@dataclass(frozen=True)
class Reading:
    """`seen` is None while the reader has not opened the briefing; `read_edition` 0 means: before it was published."""

    seen: Facts | None = None
    opened_at: datetime | None = None
    read_edition: int | None = None
    read_at: datetime | None = None
    note: str = ""
    note_rev: int = 0


NONE = Reading()


@verb(on="decision")
def opened(tx: Tx, actor: Actor, decision_id: int) -> Reading:
    """Marks that the actor has the decision before them; returns how it was before that."""
    tx.unchanged()  # reading is not an act on the decision
    before = _of(tx, actor, [decision_id]).get(decision_id)
    now = facts(tx, actor, [decision_id])[decision_id]
    if before is None or before.seen != now:
        _put(tx, actor, decision_id, before, seen=now.stored(), opened_at=tx.now)
    return before or NONE


@verb(on="decision")
def mark(tx: Tx, actor: Actor, decision_id: int, read: bool) -> None:
    """Marks the newest published edition as read, or takes the mark away."""
    tx.unchanged()
    edition = facts(tx, actor, [decision_id])[decision_id].edition if read else None
    before = _of(tx, actor, [decision_id]).get(decision_id)
    _put(tx, actor, decision_id, before, read_edition=edition, read_at=tx.now if read else None)


@verb(on="decision")
def write_note(tx: Tx, actor: Actor, decision_id: int, text: str, seen: int) -> Reading:
    """Keeps the reader's notes; written in another window meanwhile, both texts are kept. Raises Refused."""
    tx.unchanged()
    before = _of(tx, actor, [decision_id]).get(decision_id)
    kept = before.note if before else ""
    rev = before.note_rev if before else 0
    if rev != seen and kept and kept not in text:
        text = f"{kept}\n\n{text}"
    if found := too_long(text, MAX_NOTE):
        raise Refused([("note", found)])
    if text != kept:
        _put(tx, actor, decision_id, before, note=text, note_rev=rev + 1)
    return _of(tx, actor, [decision_id]).get(decision_id, NONE)


@query(on="decision")
def mine(tx: Tx, actor: Actor, decision_id: int) -> Reading:
    return _of(tx, actor, [decision_id]).get(decision_id, NONE)


@query()
def guide_is_open(tx: Tx, actor: Actor) -> bool:
    """Whether the short guide is still shown to this person on a briefing."""
    p = tables.person.c
    row = tx.one(sa.select(p.guide_closed_at).where(p.id == actor.person_id))
    return row is not None and row.guide_closed_at is None


@verb()
def close_guide(tx: Tx, actor: Actor) -> None:
    """The short guide is not shown to this person again; it stays as a page."""
    tx.unchanged()
    tx.db.execute(tables.person.update().where(tables.person.c.id == actor.person_id).values(guide_closed_at=tx.now))


def of_all(tx: Tx, actor: Actor, ids: Sequence[int]) -> dict[int, Reading]:
    """The actor's own readings of these decisions, inside an open transaction."""
    return _of(tx, actor, ids)


def facts(tx: Tx, actor: Actor, ids: Sequence[int]) -> dict[int, Facts]:
    """What is compared of each decision, as this reader may see it."""
    b, r, a, q = tables.briefing.c, tables.release.c, tables.response.c, tables.request.c
    d = decision.c
    answered = sa.exists().where(tables.request_answer.c.request_id == q.id)

    def per(statement: sa.Select[Any]) -> Any:
        return statement.scalar_subquery()

    rows = tx.all(
        sa.select(
            d.id, d.stage, d.meeting_date,
            per(sa.select(sa.func.max(b.edition)).where(b.decision_id == d.id)).label("edition"),
            per(sa.select(sa.func.max(r.number)).where(r.decision_id == d.id)).label("release"),
            per(sa.select(sa.func.count()).where(a.decision_id == d.id, a.state == "published")).label("answers"),
            per(sa.select(sa.func.count()).where(q.decision_id == d.id, answered)).label("replies"),
        ).where(d.id.in_(ids))
    )  # fmt: skip
    return {
        row.id: Facts(row.stage, row.meeting_date, row.edition or 0, row.release or 0, row.answers, row.replies)
        for row in rows
    }


def _of(tx: Tx, actor: Actor, ids: Sequence[int]) -> dict[int, Reading]:
    c = reading.c
    rows = tx.all(sa.select(reading).where(c.person_id == actor.person_id, c.decision_id.in_(ids)))
    return {
        row.decision_id: Reading(
            from_stored(row.seen) if row.seen else None, row.opened_at, row.read_edition, row.read_at, row.note,
            row.note_rev,
        )
        for row in rows
    }  # fmt: skip


def _put(tx: Tx, actor: Actor, decision_id: int, before: Reading | None, **values: Any) -> None:
    if before is None:
        tx.db.execute(reading.insert().values(person_id=actor.person_id, decision_id=decision_id, **values))
        return
    own = reading.c.person_id == actor.person_id, reading.c.decision_id == decision_id
    tx.db.execute(reading.update().where(*own).values(**values))
