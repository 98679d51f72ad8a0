"""The moments of a decision's preparation that can be compared, and the matter as it was at one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from assessment.matter import Matter
from data import matters, tables
from data.kept import ByRevision
from data.permissions import Actor
from data.settings import settings
from data.verb import Tx, query

_kept: ByRevision[Matter] = ByRevision(32)


@dataclass(frozen=True)
class Moment:
    """A moment with a name. `kind` is started, before_hearing, released, now or a transition's id."""

    kind: str
    at: datetime
    role: str | None = None
    number: int | None = None  # of a release


@query(on="decision")
def moments(tx: Tx, actor: Actor, decision_id: int) -> list[Moment]:
    """From the start to now, oldest first."""
    created = tx.one(sa.select(tables.decision.c.created_at).where(tables.decision.c.id == decision_id))
    assert created is not None  # the permission check has found it
    found = [Moment("started", created.created_at)]
    a = tables.activity.c
    first = tx.one(sa.select(sa.func.min(a.starts).label("day")).where(a.decision_id == decision_id))
    if first is not None and first.day is not None:
        begins = datetime.combine(first.day, time(), ZoneInfo(settings().time_zone))
        if begins > created.created_at:
            found.append(Moment("before_hearing", begins))
    r = tables.release.c
    frozen = sa.select(r.at, r.number).where(r.decision_id == decision_id)
    found += [Moment("released", row.at, number=row.number) for row in tx.all(frozen)]
    t, s = tables.transition.c, tables.assessment.c
    steps = (
        sa.select(t.transition, t.at, t.by_role)
        .join(tables.assessment, s.id == t.assessment_id)
        .where(s.decision_id == decision_id, s.template == "eva")
        .order_by(t.id)
    )
    # A step is the content that went along with it, an automatic one the content before the edit that caused it.
    found += [
        Moment(row.transition, row.at - timedelta(microseconds=row.transition == "t_void"), row.by_role)
        for row in tx.all(steps)
    ]
    return [*sorted(found, key=lambda one: one.at), Moment("now", tx.now)]


@query(on="decision")
def at(tx: Tx, actor: Actor, decision_id: int, moment: datetime | None) -> Matter:
    """The matter as it stood at a moment; None: as it stands now."""
    return _kept.get(tx, decision_id, lambda: matters.as_of(tx, decision_id, moment or tx.now), moment)
