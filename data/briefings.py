"""The councillor's briefing: composed from what is stored, frozen when published, checked when read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import sqlalchemy as sa

from assessment import composing, outline
from assessment.briefing import Briefing, StatementLine, Words
from data import assessments, instruments, listing, matters, releases, responses, statements, tables
from data.kept import ByRevision
from data.permissions import Actor
from data.refusals import Refused
from data.settings import settings
from data.verb import Tx, query, verb
from locales import N_, Message

briefing = tables.briefing
_drafts: ByRevision[Briefing] = ByRevision(16)


@dataclass(frozen=True)
class Published:
    """A published edition. `intact` is False when the stored bytes no longer match their fingerprint.

    `first_sha256` is the fingerprint as it was published, when a resident's words have been erased from it since.
    """

    briefing: Briefing
    edition: int
    sha256: str
    at: datetime
    intact: bool
    first_sha256: str | None = None


@query(on="decision")
def preview(tx: Tx, actor: Actor, decision_id: int) -> Briefing:
    """The briefing as it would be published now: a draft for those who work on it."""
    return _drafts.get(tx, decision_id, lambda: _compose(tx, decision_id, None))


@verb(on="decision")
def publish(tx: Tx, actor: Actor, decision_id: int) -> str:
    """Publishes the signed assessment to councillors, with every approved answer; returns the fingerprint.

    Raises Refused when it is not signed, or has changed since it was signed.
    """
    matter = matters.load(tx, decision_id)
    for template_id, stored in matter.stored.items():
        case = matter.case(template_id)
        if case is None or (case.level == "none" and template_id != "eva"):
            continue
        if stored.state != "signed":
            raise Refused([("publish", Message(N_("The assessment must be signed before it is published.")))])
        if assessments.signed_hash(tx, stored.id) != assessments.hash_of(matter, template_id):
            changed = Message(N_("The content has changed since it was signed. Send it to review again."))
            raise Refused([("publish", changed)])
    assessments.step_all(tx, actor, decision_id, "t_publish")
    for row in responses.newest(tx, decision_id):
        if row.state == "approved":
            responses.publish_row(tx, row.id)
    b = briefing.c
    last = tx.one(sa.select(sa.func.max(b.edition).label("n")).where(b.decision_id == decision_id))
    edition = ((last.n if last else None) or 0) + 1
    composed = _compose(tx, decision_id, edition)
    payload = composed.canonical().decode()
    sha256 = composed.sha256()
    release_id = releases.newest_id(tx, decision_id)
    tx.insert(
        briefing, decision_id=decision_id, edition=edition, payload=payload, sha256=sha256, release_id=release_id,
        by=actor.person_id, at=tx.now, outline=outline.outline(composed).model_dump(mode="json"),
    )  # fmt: skip
    listing.tag_briefing(tx.db, composed)
    tx.note(f"briefing:{decision_id}/{edition}", sha256)
    return sha256


def _compose(tx: Tx, decision_id: int, edition: int | None) -> Briefing:
    matter = matters.load(tx, decision_id, fresh=edition is not None)
    lists = instruments.current().library.lists
    said = [
        StatementLine(
            id=s.id,
            council=lists["roles"][s.council].texts() if s.council in lists["roles"] else _OTHER,
            date=s.date,
            position=s.position,
            main_points=s.main_points,
            url=s.url,
        )
        for s in statements.load(tx, decision_id)
    ]
    moves = {
        template: tuple((f"{m.transition}:{m.by_role}", m.at) for m in assessments.load_moves(tx, stored.id))
        for template, stored in matter.stored.items()
    }
    return composing.compose(
        matter,
        release=releases.newest(tx, decision_id),
        statements=said,
        moves=moves,
        municipality=settings().municipality,
        edition=edition,
        now=tx.now,
    )


_OTHER = {"fi": "Muu toimielin", "sv": "Annat organ", "en": "Another body"}


@dataclass(frozen=True)
class Known:
    """What a fingerprint was published for.

    `newest` is False when a later edition stands; `intact` when the stored bytes have changed since. `erased`: it is
    the fingerprint of before a resident's words were erased, so that no file of today has it.
    """

    decision_id: int
    title: Words
    edition: int
    at: datetime
    newest: bool
    intact: bool
    erased: bool


@query()
def verify(tx: Tx, actor: Actor, sha256: str) -> Known | None:
    """The published edition that has this fingerprint (64 hexadecimal digits); None when none has."""
    b = briefing.c
    row = tx.one(
        sa.select(b.decision_id, b.edition, b.at, b.sha256, b.payload, tables.decision.c.title)
        .join(tables.decision, tables.decision.c.id == b.decision_id)
        .where(sa.or_(b.sha256 == sha256, b.first_sha256 == sha256))
        .order_by(b.edition.desc())
        .limit(1)
    )
    if row is None:
        return None
    newest = tx.one(sa.select(sa.func.max(b.edition).label("n")).where(b.decision_id == row.decision_id))
    assert newest is not None
    intact = hashlib.sha256(row.payload.encode()).hexdigest() == row.sha256
    return Known(
        row.decision_id, row.title, row.edition, row.at, row.edition == newest.n, intact, row.sha256 != sha256
    )  # fmt: skip


@query(on="decision")
def no_assessment(tx: Tx, actor: Actor, decision_id: int) -> str | None:
    """The recorded reason why no assessment is made: public as soon as the matter is."""
    matter = matters.load(tx, decision_id)
    return matter.none_reason if matter.outcome.level == "none" else None


@query(on="decision")
def published(tx: Tx, actor: Actor, decision_id: int, edition: int | None = None) -> Published | None:
    """The newest published edition, or the named one; None when there is none."""
    return load(tx, decision_id, edition)


def load(tx: Tx, decision_id: int, edition: int | None = None) -> Published | None:
    b = briefing.c
    wanted = sa.select(b.edition, b.payload, b.sha256, b.at, b.first_sha256).where(b.decision_id == decision_id)
    if edition is not None:
        wanted = wanted.where(b.edition == edition)
    row = tx.one(wanted.order_by(b.edition.desc()).limit(1))
    if row is None:
        return None
    intact = hashlib.sha256(row.payload.encode()).hexdigest() == row.sha256
    return Published(_read(row.payload), row.edition, row.sha256, row.at, intact, row.first_sha256)


@dataclass(frozen=True)
class Issue:
    """A decision whose briefing is published."""

    decision_id: int
    title: dict[str, str]


@query()
def issues(tx: Tx, actor: Actor) -> list[Issue]:
    """Every decision with a published briefing, the nearest meeting first."""
    d, b = tables.decision.c, briefing.c
    wanted = sa.select(d.id, d.title).where(sa.exists().where(b.decision_id == d.id))
    return [Issue(row.id, row.title) for row in tx.all(wanted.order_by(d.meeting_date.desc(), d.id))]


@query()
def of_meeting(tx: Tx, actor: Actor, day: date, body: str) -> list[Published]:
    """The newest published briefing of each matter that a body decides on a day, in the order of the matters."""
    d, b = tables.decision.c, briefing.c
    held = sa.select(d.id).where(d.meeting_date == day, d.body == body, sa.exists().where(b.decision_id == d.id))
    found = (load(tx, row.id) for row in tx.all(held.order_by(d.id)))
    return [one for one in found if one is not None]


@lru_cache(maxsize=64)
def _read(payload: str) -> Briefing:
    """A published payload never changes, so its value is kept by its own text."""
    return Briefing.model_validate_json(payload)
