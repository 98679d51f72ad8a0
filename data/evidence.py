"""Evidence: an object is stored once and cited by every decision that rests on it; its older forms stay.

Source: assessment design, section 11.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment import attachments, indicators
from assessment import evidence as sources
from assessment.answers import Answer, sources_in
from assessment.attachments import BadFile
from assessment.matter import Attachment
from data import assessments, instruments, tables
from data.permissions import Actor, NotFound
from data.refusals import Conflict, Refused
from data.verb import Tx, query, verb
from locales import N_, Message

evidence, version, attachment = tables.evidence, tables.evidence_version, tables.attachment
FOUND_AT_MOST = 30


@dataclass(frozen=True)
class Found:
    """A source of another decision, as a search shows it."""

    id: int
    fields: Mapping[str, Any]
    decision_id: int
    decision_title: Mapping[str, str]


@verb(on="decision")
def add(tx: Tx, actor: Actor, decision_id: int, fields: Mapping[str, Any]) -> int:
    """Stores an evidence object (field ids of the library) and returns its id. Raises Refused by field."""
    return store(tx, actor, decision_id, fields)


def store(tx: Tx, actor: Actor, decision_id: int, fields: Mapping[str, Any]) -> int:
    """The object of `add` inside an open transaction."""
    kept = _checked(tx, decision_id, fields)
    id = tx.insert(evidence, decision_id=decision_id, fields=kept, rev=1, by=actor.person_id, at=tx.now)
    _remember(tx, actor, id, 1, kept)
    tx.note(f"evidence:{id}")
    return id


@verb(on="evidence")
def edit(tx: Tx, actor: Actor, evidence_id: int, fields: Mapping[str, Any], seen: int) -> None:
    """Changes an object for every decision that cites it; the older form stays.

    Raises Conflict when somebody else changed it since `seen`, Refused by field. Signatures of the decisions that cite
    it no longer hold.
    """
    row = tx.one(sa.select(evidence).where(evidence.c.id == evidence_id))
    assert row is not None  # the permission check has found it
    kept = _checked(tx, row.decision_id, fields)
    if row.rev != seen:
        raise Conflict(kept, Answer(f"evidence/{evidence_id}", row.fields, None, row.rev))
    if kept == row.fields:
        tx.unchanged()
        return
    tx.db.execute(evidence.update().where(evidence.c.id == evidence_id).values(fields=kept, rev=seen + 1))
    _remember(tx, actor, evidence_id, seen + 1, kept)
    tx.note(f"evidence:{evidence_id}")
    for decision_id in _cited_by(tx, evidence_id, row.decision_id):
        tx.touch(decision_id)
        assessments.void(tx, actor, decision_id)


@verb(on="evidence")
def attach(tx: Tx, actor: Actor, evidence_id: int, name: str, content: bytes) -> int:
    """Keeps a file with the object and returns its id; the same file again gives the id it has.

    Raises Refused when its kind, size or content is not what is kept.
    """
    try:
        base, kind = attachments.checked(name, content)
    except BadFile as bad:
        raise Refused([("ev-file", bad.message)]) from None
    sha256 = hashlib.sha256(content).hexdigest()
    a = attachment.c
    known = tx.one(sa.select(a.id).where(a.evidence_id == evidence_id, a.sha256 == sha256))
    if known is not None:
        tx.unchanged()
        return int(known.id)
    id = tx.insert(
        attachment, evidence_id=evidence_id, name=base, kind=kind, size=len(content), sha256=sha256, content=content,
        by=actor.person_id, at=tx.now,
    )  # fmt: skip
    tx.note(f"attachment:{id}", sha256)
    return id


@verb(on="decision")
def use(tx: Tx, actor: Actor, decision_id: int, evidence_id: int) -> None:
    """Takes a source of another decision into use in this one. Raises Refused when there is no such source."""
    if tx.one(sa.select(evidence.c.id).where(evidence.c.id == evidence_id)) is None:
        raise Refused([("search-sources", Message(N_("There is no such source.")))])
    u = tables.evidence_use
    known = sa.select(u.c.evidence_id).where(u.c.decision_id == decision_id, u.c.evidence_id == evidence_id)
    if tx.one(known) is not None:
        tx.unchanged()
        return
    tx.db.execute(u.insert().values(decision_id=decision_id, evidence_id=evidence_id, by=actor.person_id, at=tx.now))
    tx.note(f"evidence:{evidence_id}")


@query(on="evidence")
def content(tx: Tx, actor: Actor, evidence_id: int, attachment_id: int) -> bytes:
    """The content of one file of the object. Raises NotFound when it has no such file."""
    a = attachment.c
    row = tx.one(sa.select(a.content).where(a.id == attachment_id, a.evidence_id == evidence_id))
    if row is None:
        raise NotFound("evidence")
    return bytes(row.content)


@query(on="decision")
def search(tx: Tx, actor: Actor, decision_id: int, words: str) -> list[Found]:
    """Sources of other decisions whose title, author or note holds every word; the newest first."""
    d = tables.decision.c
    rows = tx.all(
        sa.select(evidence.c.id, evidence.c.fields, evidence.c.decision_id, d.title)
        .join(tables.decision, d.id == evidence.c.decision_id)
        .where(evidence.c.decision_id != decision_id)
        .order_by(evidence.c.id.desc())
    )
    wanted = words.casefold().split()
    found = [
        Found(row.id, row.fields, row.decision_id, row.title)
        for row in rows
        if all(word in " ".join(map(str, row.fields.values())).casefold() for word in wanted)
    ]
    return found[:FOUND_AT_MOST]


def load_attachments(tx: Tx, evidence_ids: set[int]) -> dict[int, tuple[Attachment, ...]]:
    a = attachment.c
    columns = (a.id, a.evidence_id, a.name, a.kind, a.size, a.sha256)
    found: dict[int, tuple[Attachment, ...]] = {}
    for row in tx.all(sa.select(*columns).where(a.evidence_id.in_(evidence_ids)).order_by(a.id)):
        one = Attachment(row.id, row.name, row.kind, row.size, row.sha256)
        found[row.evidence_id] = (*found.get(row.evidence_id, ()), one)
    return found


def as_of(tx: Tx, moment: datetime) -> dict[int, dict[str, Any]]:
    """Every object in the form it had at a moment."""
    v = version.c
    rows = tx.all(sa.select(v.evidence_id, v.fields).where(v.at <= moment).order_by(v.evidence_id, v.rev))
    return {row.evidence_id: row.fields for row in rows}


def _remember(tx: Tx, actor: Actor, id: int, rev: int, fields: Mapping[str, Any]) -> None:
    tx.db.execute(
        version.insert().values(
            evidence_id=id, rev=rev, fields=fields, by=actor.person_id, by_role=actor.role, at=tx.now
        )
    )


def _checked(tx: Tx, decision_id: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    kept, problems = sources.checked(instruments.current(), fields)
    figure = fields.get("ev_figure")
    if figure is not None:
        kept["ev_figure"] = _figure(tx, decision_id, figure, problems)
    if fields.get("ev_indicator") is not None:
        indicator = indicators.from_fields(fields["ev_indicator"])
        if indicator is None:
            problems.append(("ev_indicator", Message(N_("The indicator is not one. Bring the table in again."))))
        else:
            kept["ev_indicator"] = indicator.as_fields()
    if problems:
        raise Refused(problems)
    return kept


def _figure(tx: Tx, decision_id: int, figure: Any, problems: list[tuple[str, Message]]) -> dict[str, Any]:
    """A figure of a frozen release: {"release": sha256, "activity": id, "table": id} or {"release", "theme": id}."""
    from data import releases  # which is built on this package's other modules

    release = releases.newest(tx, decision_id)
    if not isinstance(figure, Mapping) or release is None or figure.get("release") != release.sha256():
        problems.append(("ev_figure", Message(N_("The release has no such figure. Choose one of them."))))
        return {}
    theme, activity, table = figure.get("theme"), figure.get("activity"), figure.get("table")
    if any(theme == one.theme_id for one in release.themes):
        return {"release": release.sha256(), "number": release.number, "theme": theme}
    for one in release.activities:
        if one.activity_id == activity and any(table == t.id and not t.total.hidden for t in one.tables):
            return {"release": release.sha256(), "number": release.number, "activity": activity, "table": table}
    problems.append(("ev_figure", Message(N_("The release has no such figure. Choose one of them."))))
    return {}


def _cited_by(tx: Tx, evidence_id: int, own: int) -> list[int]:
    """Decisions whose answers cite the object, its own among them."""
    a, s = tables.answer.c, tables.assessment.c
    rows = tx.all(
        sa.select(s.decision_id, a.value)
        .join(tables.assessment, s.id == a.assessment_id)
        .where(sa.cast(a.value, sa.Text).like(f"%{evidence_id}%"))
    )
    found = {row.decision_id for row in rows if evidence_id in sources_in(row.value)}
    return sorted(found | {own})
