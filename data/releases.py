"""Releases: previewed, frozen, read. A page never touches raw input, so it costs the same for any amount of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import sqlalchemy as sa

from data import activities, assessments, decisions, engine, imports, listing, population, tables, texts, themes
from data.kept import ByRevision
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation import columnar, releasing
from participation.disclosure import Hiding
from participation.opinion_groups import Opinion
from participation.published_rows import Finding
from participation.release import Release

release, activity, import_, contribution = tables.release, tables.activity, tables.import_, tables.contribution
_opinions: dict[str, Opinion] = {}  # cache: hash of what was read from a file -> groups
OPINIONS_KEPT = 16
# For the page that shows the preview again and again; what is frozen is always made anew.
_previews: ByRevision[releasing.Draft | None] = ByRevision(16)


@dataclass(frozen=True)
class Preview:
    """What would be frozen now. Hidings and findings are for the preparer's eyes."""

    release: Release
    hidings: tuple[tuple[int, Hiding], ...]  # (activity id, why a row is hidden)
    findings: tuple[Finding, ...]  # while there are any, nothing is frozen
    carried: tuple[Finding, ...]  # tables that stay as they were published
    unread: int  # texts that nobody has read: they stay out
    waiting: int  # texts that wait for their second reader: their words stay out


@dataclass(frozen=True)
class Frozen:
    number: int
    sha256: str


@query(on="decision")
def preview(tx: Tx, actor: Actor, decision_id: int, not_heard: Sequence[str] = ()) -> Preview | None:
    """None when nothing has been brought in yet."""
    draft = _previews.get(tx, decision_id, lambda: _draft(tx, decision_id, not_heard), *not_heard)
    if draft is None:
        return None
    left = texts.counts(tx, decision_id)
    return Preview(draft.release, draft.hidings, draft.findings, draft.carried, left.unread, left.waiting)


@verb(on="decision")
def freeze(tx: Tx, actor: Actor, decision_id: int, not_heard: Sequence[str] = ()) -> Frozen:
    """Freezes the release for good. Raises Refused when there is nothing, or when a figure could be worked out."""
    decisions.still_open(tx, decision_id, "freeze")
    draft = _draft(tx, decision_id, not_heard)
    if draft is None:
        raise Refused([("freeze", Message(N_("Bring in something before freezing a release.")))])
    if draft.findings:
        text = N_("{n} figures could be worked out from what is published. Nothing was frozen.")
        raise Refused([("freeze", Message(text, {"n": len(draft.findings)}))])
    payload, sha256 = draft.release.canonical().decode(), draft.release.sha256()
    id = tx.insert(
        release, decision_id=decision_id, number=draft.release.number, payload=payload, sha256=sha256,
        theme_ids=[theme.theme_id for theme in draft.release.themes], carried=releasing.to_json(draft.counts),
        by=actor.person_id, at=tx.now,
    )  # fmt: skip
    listing.tag_release(tx.db, draft.release)
    tx.note(f"release:{id}", sha256)
    assessments.void(tx, actor, decision_id)  # a signature vouches for what residents said, too
    return Frozen(draft.release.number, sha256)


@query(on="decision")
def latest(tx: Tx, actor: Actor, decision_id: int) -> Release | None:
    return newest(tx, decision_id)


def newest(tx: Tx, decision_id: int) -> Release | None:
    c = release.c
    wanted = sa.select(c.id, c.erased).where(c.decision_id == decision_id)
    row = tx.one(wanted.order_by(c.number.desc()).limit(1))
    return _by_id(tx, row.id, row.erased) if row else None


def newest_id(tx: Tx, decision_id: int) -> int | None:
    c = release.c
    row = tx.one(sa.select(c.id).where(c.decision_id == decision_id).order_by(c.number.desc()).limit(1))
    return row.id if row else None


def newest_hash(tx: Tx, decision_id: int) -> str | None:
    c = release.c
    row = tx.one(sa.select(c.sha256).where(c.decision_id == decision_id).order_by(c.number.desc()).limit(1))
    return row.sha256 if row else None


def as_of(tx: Tx, decision_id: int, moment: datetime) -> tuple[str | None, int]:
    """Hash of the release that was the newest at a moment, and its number of themes."""
    c = release.c
    then = sa.select(c.sha256, c.theme_ids).where(c.decision_id == decision_id, c.at <= moment)
    row = tx.one(then.order_by(c.number.desc()).limit(1))
    return (row.sha256, len(row.theme_ids)) if row else (None, 0)


# cache: (engine, release id, erased) -> value; only an erasure changes a release, in whichever process it is done
_kept: dict[tuple[int, int, int], Release] = {}


def _by_id(tx: Tx, id: int, erased: int) -> Release:
    key = (engine.number(), id, erased)
    if key not in _kept:
        row = tx.one(sa.select(release.c.payload).where(release.c.id == id))
        assert row is not None
        if len(_kept) >= 64:
            _kept.pop(next(iter(_kept)))
        _kept[key] = Release.model_validate_json(row.payload)
    return _kept[key]


def _draft(tx: Tx, decision_id: int, not_heard: Sequence[str]) -> releasing.Draft | None:
    brought = _brought(tx, decision_id)
    if not brought:
        return None
    last = tx.one(
        sa.select(release.c.payload, release.c.number, release.c.carried)
        .where(release.c.decision_id == decision_id)
        .order_by(release.c.number.desc())
        .limit(1)
    )
    earlier = None
    if last is not None:
        earlier = releasing.Earlier(Release.model_validate_json(last.payload), releasing.from_json(last.carried))
    named = [
        releasing.Named(t.id, t.title, t.summary, t.minority, tuple(t.areas), tuple(t.alternatives))
        for t in themes.load(tx, decision_id)
        if t.tied
    ]
    names = {a.code: a.name for a in decisions.load_alternatives(tx, decision_id)}
    number = (last.number if last else 0) + 1
    return releasing.compose(decision_id, number, tx.now, brought, named, list(not_heard), names, earlier, _judged)


def _judged(sha256: str, payload: Mapping[str, pa.Table]) -> Opinion:
    """Kept by the payload, not by the file: the same file reads otherwise when its questions are answered otherwise."""
    key = hashlib.sha256(columnar.pack(payload)).hexdigest()
    found = _opinions.get(key)
    if found is None:
        found = releasing.judged(sha256, payload)
        if len(_opinions) >= OPINIONS_KEPT:
            _opinions.pop(next(iter(_opinions)), None)
        _opinions[key] = found
    return found


def _brought(tx: Tx, decision_id: int) -> list[releasing.Brought]:
    """Each activity's current payload with all its texts."""
    found = []
    for one in activities.load(tx, decision_id):
        row = tx.one(
            sa.select(import_.c.id, import_.c.adapter, import_.c.sha256, import_.c.payload, import_.c.notes)
            .where(import_.c.activity_id == one.id, import_.c.current, import_.c.emptied_at.is_(None))
            .order_by(import_.c.id.desc())
            .limit(1)
        )
        if row is None:
            continue
        found.append(
            releasing.Brought(
                one.id,
                one.channel,
                one.title,
                one.starts,
                one.ends,
                row.adapter,
                row.sha256,
                columnar.unpack(row.payload),
                _texts(tx, decision_id, one.id),
                tuple(row.notes),
                population.load(tx, one.id),
            )
        )
    return found


def _texts(tx: Tx, decision_id: int, activity_id: int) -> tuple[releasing.Read, ...]:
    c = contribution.c
    rows = tx.all(
        sa.select(
            c.id, c.source_id, c.verdict, texts.cleared_words(tx, decision_id).label("excerpt"), c.language, c.about
        )
        .select_from(contribution.join(import_))
        .where(import_.c.activity_id == activity_id, imports.in_use())
        .order_by(c.id)
    )
    tied = tables.theme_contribution.c
    ties: dict[int, list[int]] = {}
    tree = tables.theme_contribution.join(contribution).join(import_)
    pairs = sa.select(tied.contribution_id, tied.theme_id).select_from(tree)
    for pair in tx.all(pairs.where(import_.c.activity_id == activity_id)):
        ties.setdefault(pair.contribution_id, []).append(pair.theme_id)
    return tuple(
        releasing.Read(
            row.source_id, row.verdict, row.excerpt, row.language, row.about, tuple(sorted(ties.get(row.id, ())))
        )
        for row in rows
    )


def stale(tx: Tx, decision_id: int) -> bool:
    """Whether anything was imported, cleared, tied or compared with the population after the newest release."""
    last = tx.one(sa.select(sa.func.max(release.c.at).label("at")).where(release.c.decision_id == decision_id))
    if last is None or last.at is None:
        return False
    of_imports = sa.select(sa.func.max(import_.c.at).label("at")).select_from(import_.join(activity))
    tree = contribution.join(import_).join(activity)
    of_texts = sa.select(sa.func.max(contribution.c.at).label("at")).select_from(tree)
    of_themes = sa.select(sa.func.max(tables.theme.c.at).label("at"))
    of_population = sa.select(sa.func.max(tables.population.c.at).label("at")).select_from(
        tables.population.join(activity)
    )
    moments = (
        tx.one(of_population.where(activity.c.decision_id == decision_id)),
        tx.one(of_imports.where(activity.c.decision_id == decision_id)),
        tx.one(of_texts.where(activity.c.decision_id == decision_id)),
        tx.one(of_themes.where(tables.theme.c.decision_id == decision_id)),
    )
    return any(row.at > last.at for row in moments if row is not None and row.at is not None)
