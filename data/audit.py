"""The log as people read it, and whether it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import sqlalchemy as sa

from data import log, tables
from data.permissions import Actor
from data.verb import Tx, query


@dataclass(frozen=True)
class Entry:
    seq: int
    at: datetime
    role: str
    verb: str
    object: str | None


@dataclass(frozen=True)
class Trail:
    """The newest acts on one decision, and the first broken row of the whole log (None when it holds)."""

    entries: tuple[Entry, ...]
    broken: int | None
    length: int


@query(on="decision")
def trail(tx: Tx, actor: Actor, decision_id: int, *, limit: int = 50) -> Trail:
    rows = log.rows(tx.db)
    return Trail(tuple(islice(_newest_first(rows, decision_id), limit)), log.verify(rows), len(rows))


def _newest_first(rows: Sequence[tuple[int, str, str]], decision_id: int) -> Iterator[Entry]:
    """The acts on one decision. A row is read only when it names the decision: the whole log passes by here."""
    named = f'"decision":{decision_id},'  # as canonical JSON writes it
    for _, body, _ in reversed(rows):
        if named not in body:
            continue
        try:
            row = json.loads(body)
        except ValueError:  # verify names the row
            continue
        yield Entry(row["seq"], datetime.fromisoformat(row["at"]), row["role"], row["verb"], row["object"])


@query(on="decision")
def recent(tx: Tx, actor: Actor, decision_id: int, *, limit: int = 60) -> tuple[Entry, ...]:
    """The last changes of answers, from their events; several may be of one place."""
    event, assessment = tables.answer_event.c, tables.assessment.c
    rows = tx.all(
        sa.select(event.id, event.at, event.by_role, event.key, assessment.template)
        .join(tables.assessment, assessment.id == event.assessment_id)
        .where(assessment.decision_id == decision_id)
        .order_by(event.id.desc())
        .limit(limit)
    )
    return tuple(Entry(row.id, row.at, row.by_role, row.template, row.key) for row in rows)
