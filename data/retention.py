"""Rows of residents' input are kept until the decision is made and a time after it; then they go, the releases stay.

A dry run tells what would go; the run itself removes exactly that and nothing early.
Source: trust design, section 6 (the municipality's schedule; the time is a setting).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data import clock, engine, tables
from data.permissions import Actor
from data.settings import settings
from data.verb import Tx, query, verb
from participation import columnar

decision, activity, import_, contribution = tables.decision, tables.activity, tables.import_, tables.contribution


@dataclass(frozen=True)
class Due:
    """Input that is still kept of a decision that has been made, and the first day on which it goes."""

    decision_id: int
    title: Mapping[str, str]
    decided_on: date
    goes_on: date
    files: int
    texts: int
    now: bool


def goes_on(decided_on: date) -> date:
    """The first day on which the rows of a decision may be removed."""
    return decided_on + timedelta(days=settings().retention_days)


@query()
def due(tx: Tx, actor: Actor) -> list[Due]:
    """The dry run: every decided matter whose input is still kept, the next to go first."""
    return _due(tx)


def _due(tx: Tx) -> list[Due]:
    d, c = decision.c, contribution.c
    path = decision.join(activity).join(import_)
    rows = tx.all(
        sa.select(d.id, d.title, d.decided_on, sa.func.count(import_.c.id).label("files"))
        .select_from(path)
        .where(d.decided_on.is_not(None), import_.c.emptied_at.is_(None))
        .group_by(d.id, d.title, d.decided_on)
    )
    texts = {
        row.decision_id: row.n
        for row in tx.all(
            sa.select(activity.c.decision_id, sa.func.count(c.id).label("n"))
            .select_from(activity.join(import_).join(contribution))
            .where(c.body != "")
            .group_by(activity.c.decision_id)
        )
    }
    today = clock.now().astimezone(ZoneInfo(settings().time_zone)).date()
    found = [
        Due(
            row.id, row.title, row.decided_on, goes_on(row.decided_on), row.files, texts.get(row.id, 0),
            goes_on(row.decided_on) <= today,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.goes_on, one.decision_id))


@verb(on="decision")
def run(tx: Tx, actor: Actor, decision_id: int) -> bool:
    """Removes votes, answers and words of a matter that is due now; counts and releases stay. False when it is not."""
    if not any(one.decision_id == decision_id and one.now for one in _due(tx)):
        tx.unchanged()
        return False
    mine = sa.select(activity.c.id).where(activity.c.decision_id == decision_id)
    files = sa.select(import_.c.id).where(import_.c.activity_id.in_(mine))
    emptied = {"body": "", "excerpt": None, "flags": [], "about": {}, "language": None}
    tx.db.execute(contribution.update().where(contribution.c.import_id.in_(files)).values(**emptied))
    left = {"payload": columnar.pack({}), "emptied_at": tx.now}
    tx.db.execute(import_.update().where(import_.c.id.in_(files)).values(**left))
    tx.note(f"decision:{decision_id}")
    tx.afterwards.append(engine.scrub)
    return True
