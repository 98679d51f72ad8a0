"""What anybody may read without signing in: matters that have been announced, and what has been published of them.

Nothing here knows a person. A matter that is neither announced nor published is the same NotFound as none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from assessment.case import Alternative
from assessment.matter import Head
from data import briefings, decisions, releases, responses, tables
from data.briefings import Published
from data.permissions import Actor, NotFound
from data.responses import Response
from data.verb import Tx, query
from participation.release import Release

decision = tables.decision
ANYBODY = Actor(0, "resident")


@dataclass(frozen=True)
class Matter:
    """One matter. `source` is its own id in the list it came from; `edition` and `release` are None before any."""

    head: Head
    alternatives: tuple[Alternative, ...]
    source: str | None = None
    edition: int | None = None
    sha256: str | None = None
    published_at: datetime | None = None
    release: int | None = None


@dataclass(frozen=True)
class Event:
    """A day on which something happens: a meeting that decides, or an activity in which residents are heard."""

    id: str
    decision_id: int
    title: Mapping[str, str]
    about: Mapping[str, str]
    place: str
    starts: date
    ends: date


@query()
def matters(tx: Tx, actor: Actor, *, offset: int, limit: int) -> tuple[list[Matter], int]:
    """A page of matters by id, which is the same from one request to the next, and how many there are in all."""
    d = decision.c
    rows = tx.all(sa.select(decision).where(_open()).order_by(d.id).offset(offset).limit(limit))
    total = tx.one(sa.select(sa.func.count().label("n")).where(_open()))
    return _matters(tx, rows), total.n if total else 0


@query()
def matter(tx: Tx, actor: Actor, decision_id: int) -> Matter:
    """Raises NotFound."""
    return _matters(tx, [_row(tx, decision_id)])[0]


@query()
def briefing(tx: Tx, actor: Actor, decision_id: int) -> Published:
    """The newest published briefing. Raises NotFound."""
    found = briefings.load(tx, _row(tx, decision_id).id)
    if found is None:
        raise NotFound("briefing")
    return found


@query()
def release(tx: Tx, actor: Actor, decision_id: int) -> Release:
    """The newest release of residents' input. Raises NotFound."""
    found = releases.newest(tx, _row(tx, decision_id).id)
    if found is None:
        raise NotFound("release")
    return found


@query()
def answers(tx: Tx, actor: Actor, decision_id: int) -> list[Response]:
    """The published answers to themes and statements. Raises NotFound."""
    return responses.newest(tx, _row(tx, decision_id).id, published_only=True)


@query()
def events(tx: Tx, actor: Actor) -> list[Event]:
    """Meetings and activities that have a day, of every open matter."""
    d, a = decision.c, tables.activity.c
    found = [
        Event(f"meeting-{row.id}", row.id, row.title, {row.language: row.body}, "", row.meeting_date, row.meeting_date)
        for row in tx.all(sa.select(decision).where(_open(), d.meeting_date.is_not(None)))
    ]
    held = sa.select(a.id, a.decision_id, a.title, a.place, a.starts, a.ends, d.title.label("about"))
    held = held.join(decision, d.id == a.decision_id).where(_open(), a.starts.is_not(None))
    for row in tx.all(held):
        end = max(row.starts, row.ends or row.starts)
        found.append(
            Event(f"activity-{row.id}", row.decision_id, row.title, row.about, row.place or "", row.starts, end)
        )
    return sorted(found, key=lambda one: (one.starts, one.id))


def _open() -> sa.ColumnElement[bool]:
    published = sa.exists().where(tables.briefing.c.decision_id == decision.c.id)
    return sa.or_(decision.c.announced_at.is_not(None), published)


def _row(tx: Tx, decision_id: int) -> sa.Row[Any]:
    row = tx.one(sa.select(decision).where(decision.c.id == decision_id, _open())) if decision_id < 2**31 else None
    if row is None:
        raise NotFound("decision")
    return row


def _matters(tx: Tx, rows: Sequence[sa.Row[Any]]) -> list[Matter]:
    ids = [row.id for row in rows]
    b, r, item, alt = tables.briefing.c, tables.release.c, tables.agenda_item.c, tables.alternative.c
    told = sa.select(b.decision_id, b.edition, b.sha256, b.at).where(b.decision_id.in_(ids)).order_by(b.edition)
    published = {row.decision_id: row for row in tx.all(told)}
    frozen = sa.select(r.decision_id, sa.func.max(r.number).label("n")).where(r.decision_id.in_(ids))
    numbers = {row.decision_id: row.n for row in tx.all(frozen.group_by(r.decision_id))}
    sources = {
        row.decision_id: row.fields["source_id"]
        for row in tx.all(sa.select(item.decision_id, item.fields).where(item.decision_id.in_(ids)))
    }
    choices: dict[int, list[Alternative]] = {}
    for row in tx.all(sa.select(tables.alternative).where(alt.decision_id.in_(ids)).order_by(alt.code)):
        choices.setdefault(row.decision_id, []).append(Alternative(row.code, row.name))
    found = []
    for row in rows:
        out = published.get(row.id)
        known = (out.edition, out.sha256, out.at) if out else (None, None, None)
        names = tuple(choices.get(row.id, ()))
        found.append(Matter(decisions.head_of(row), names, sources.get(row.id), *known, numbers.get(row.id)))
    return found
