"""Matters of agendas: brought in from the municipality's own lists, and joined to the decisions that are here.

A matter is a row of its own until somebody starts a decision from it, joins it to one, or sets it aside. A newer list
is compared with what is known; what has changed is taken when a person says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from agenda.items import Change, Item, Plan, as_fields, changes, from_fields, latest, plan
from assessment.matter import Head
from data import assessments, decisions, tables
from data.permissions import Actor, NotFound
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation.records import folded

agenda_item, decision = tables.agenda_item, tables.decision
State = Literal["new", "changed", "same"]
NOTHING = Plan((), ())


@dataclass(frozen=True)
class Known:
    """One matter as it is on record."""

    id: int
    source: str
    item: Item
    decision_id: int | None
    set_aside: bool
    at: datetime


@dataclass(frozen=True)
class Compared:
    """One matter of a list beside what is known.

    `changes` are against the matter on record. `decision` is the one it belongs to, or with `match` the one that has
    the same register number; `plan` says what of the decision would change, nothing when its assessment is `closed`.
    """

    item: Item
    state: State
    changes: tuple[Change, ...] = ()
    decision: Head | None = None
    match: bool = False
    plan: Plan = NOTHING
    closed: bool = False


@query()
def compare(tx: Tx, actor: Actor, source: str, items: Sequence[Item]) -> list[Compared]:
    """Each matter of a list as new, changed or the same, in the order of the list."""
    known = {folded(one.item.source_id): one for one in _known(tx, source)}
    heads = {row.id: decisions.head_of(row) for row in tx.all(sa.select(decision))}
    taken = {one.decision_id for one in known.values() if one.decision_id}
    by_register: dict[str, list[Head]] = {}
    for one in heads.values():
        if one.register_id and one.id not in taken:
            by_register.setdefault(folded(one.register_id), []).append(one)
    closed = _closed(tx)
    return [_compared(item, known.get(folded(item.source_id)), heads, by_register, closed) for item in items]


def _compared(
    item: Item, old: Known | None, heads: Mapping[int, Head], by_register: Mapping[str, list[Head]], closed: set[int]
) -> Compared:
    differing = changes(old.item, item) if old else ()
    state: State = "new" if old is None else "changed" if differing else "same"
    head = heads.get(old.decision_id) if old and old.decision_id else None
    matches = by_register.get(folded(item.register_id), []) if item.register_id and head is None else []
    if head is None and len(matches) != 1:
        return Compared(item, state, differing)
    match = head is None
    head = head or matches[0]
    found = plan(as_item(head), old.item if old and not match else None, item)
    if head.id in closed:
        found = Plan((), (*found.applied, *found.kept))
    return Compared(item, state, differing, head, match, found, head.id in closed)


def as_item(head: Head) -> Item:
    """The decision as the matter of an agenda that it is."""
    return Item(
        source_id=str(head.id), title=head.title.get(head.language, ""), language=head.language,
        meeting_date=head.meeting_date, meeting_body=head.body, register_id=head.register_id or "",
        summary=head.summary.get(head.language, ""),
    )  # fmt: skip


def _closed(tx: Tx) -> set[int]:
    """Decisions whose assessment is published: their basics change only in a corrected edition."""
    c = tables.assessment.c
    closed = tx.all(sa.select(c.decision_id).where(c.template == "eva", c.state.in_(assessments.LOCKED)))
    return {row.decision_id for row in closed}


@verb()
def store(tx: Tx, actor: Actor, source: str, items: Sequence[Item], sha256: str) -> int:
    """Puts matters on record; returns how many are new or changed. The same again changes nothing."""
    known = {folded(one.item.source_id): one for one in _known(tx, source)}
    stored = [_put(tx, actor, source, item, known.get(folded(id)), sha256) for id, item in latest(items).items()]
    if not any(stored):
        tx.unchanged()
    tx.note(f"agenda:{source}", sha256)
    return sum(stored)


def _put(
    tx: Tx, actor: Actor, source: str, item: Item, old: Known | None, sha256: str, **more: Any
) -> bool:  # fmt: skip
    """Stores one matter when it is new or has changed, or there is `more` to say of it."""
    values = {"fields": as_fields(item), "sha256": sha256, "by": actor.person_id, "at": tx.now, **more}
    if old is None:
        tx.insert(agenda_item, source=source, source_key=folded(item.source_id), **values)
    elif more or changes(old.item, item):
        tx.db.execute(agenda_item.update().where(agenda_item.c.id == old.id).values(**values))
    else:
        return False
    return True


@verb(on="decision")
def update(tx: Tx, actor: Actor, decision_id: int, source: str, item: Item, sha256: str) -> Plan:
    """Joins a matter to its decision, puts it on record and gives the decision what the agenda now says.

    What people here have written anew is kept, and so is everything while the assessment is published. What was
    reviewed or signed goes back to review when it changes. Returns what was done. Raises Refused when either belongs
    to another already.
    """
    old = next((one for one in _known(tx, source) if folded(one.item.source_id) == folded(item.source_id)), None)
    joined = old is not None and old.decision_id is not None
    _refuse_other(tx, source, decision_id, old)
    head = decisions.load_head(tx, decision_id)
    found = plan(as_item(head), old.item if old and joined else None, item)
    if decision_id in _closed(tx):
        found = Plan((), (*found.applied, *found.kept))
    stored = _put(tx, actor, source, item, old, sha256, **({} if joined else {"decision_id": decision_id}))
    if not stored and not found.applied:
        tx.unchanged()
    _apply(tx, actor, head, found.applied)
    return found


def _refuse_other(tx: Tx, source: str, decision_id: int, old: Known | None) -> None:
    c = agenda_item.c
    taken = sa.select(c.id).where(c.decision_id == decision_id, c.source == source, c.id != (old.id if old else 0))
    if (old and old.decision_id not in (None, decision_id)) or tx.one(taken) is not None:
        raise Refused([("", Message(N_("The matter is already joined to another decision.")))])


def _apply(tx: Tx, actor: Actor, head: Head, applied: Sequence[Change]) -> None:
    fields = {change.field: change.new for change in applied}
    own: dict[str, Any] = {}
    for field, binds in _BINDS.items():
        if field in fields:
            value = fields[field]
            own[binds] = value.isoformat() if field == "meeting_date" and value else value
    assessments.save_own_fields(tx, actor, head.id, own)
    values: dict[str, Any] = {}
    if "register_id" in fields:
        values["register_id"] = fields["register_id"]
    if "summary" in fields:
        values["summary"] = {**head.summary, head.language: fields["summary"]}
    if values:
        tx.db.execute(decision.update().where(decision.c.id == head.id).values(**values))


_BINDS = {"title": "decision.title", "meeting_body": "decision.body", "meeting_date": "decision.meeting_date"}


@verb()
def start(
    tx: Tx,
    actor: Actor,
    id: int,
    seen: Item,
    *,
    title: Mapping[str, str],
    body: str,
    service: str,
    meeting_date: date | None,
    alternatives: Sequence[str],
    summary: Mapping[str, str],
    register_id: str,
    language: str,
) -> int:
    """Starts a decision from a matter, with what the person has made of it, and returns the decision's id.

    A matter that has a decision gives that. Raises Refused when something is missing or the matter is no longer as it
    was `seen`, NotFound when there is no such matter.
    """
    found = next(iter(_known(tx, id=id)), None)
    if found is None:
        raise NotFound
    if found.decision_id is not None:
        tx.unchanged()
        return found.decision_id
    if changes(found.item, seen):
        text = N_("A newer list has changed this matter meanwhile. Open it again from the list of matters.")
        raise Refused([("", Message(text))])
    made = decisions.start(
        tx, actor, title=title, body=body, service=service, meeting_date=meeting_date, alternatives=alternatives,
        summary=summary, register_id=register_id, language=language, token=None, made_up=False,
    )  # fmt: skip
    values = {"decision_id": made, "set_aside": False}
    tx.db.execute(agenda_item.update().where(agenda_item.c.id == id).values(**values))
    return made


@verb()
def set_aside(tx: Tx, actor: Actor, id: int, aside: bool) -> None:
    """The matter needs no assessment here, or needs one after all. Raises NotFound."""
    found = agenda_item.c.id == id
    row = tx.one(sa.select(agenda_item.c.set_aside).where(found))
    if row is None:
        raise NotFound
    if row.set_aside == aside:
        tx.unchanged()
        return
    tx.db.execute(agenda_item.update().where(found).values(set_aside=aside))
    tx.note(f"agenda_item:{id}")


@query()
def listing(tx: Tx, actor: Actor) -> list[Known]:
    """Every matter on record, by meeting day; those without a day last."""
    return sorted(_known(tx), key=lambda one: (one.item.meeting_date is None, one.item.meeting_date or one.at.date()))


@query()
def matter(tx: Tx, actor: Actor, id: int) -> Known:
    """One matter. Raises NotFound."""
    found = next(iter(_known(tx, id=id)), None)
    if found is None:
        raise NotFound
    return found


def _known(tx: Tx, source: str | None = None, id: int | None = None) -> list[Known]:
    c = agenda_item.c
    statement = sa.select(c.id, c.source, c.fields, c.decision_id, c.set_aside, c.at).order_by(c.id)
    if source is not None:
        statement = statement.where(c.source == source)
    if id is not None:
        statement = statement.where(c.id == id)
    return [
        Known(row.id, row.source, from_fields(row.fields), row.decision_id, row.set_aside, row.at)
        for row in tx.all(statement)
    ]
