"""A resident's own words erased on request: from the texts, and from every release and briefing that quotes them.

Figures stay: nobody can be told from them, and an erasure does not reopen a release. What staff have written in words
of their own is not touched; the act tells where the same words still stand, for a person to mend.
Source: GDPR, Articles 17 and 19; trust design, section 6; resident-input design, section 7, rule 7.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment.briefing import Briefing
from data import engine, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation.release import Release, canonical_json, erased

contribution, import_, activity = tables.contribution, tables.import_, tables.activity
REASONS = ("own_words", "about_me", "for_a_child", "other")
SHORTEST = 3  # letters to search for
MOST = 50  # texts found at a time
TELLING = 12  # letters: shorter words would be found in texts that have nothing to do with them


@dataclass(frozen=True)
class Found:
    """A text that holds the words searched for."""

    id: int
    activity_id: int
    body: str
    language: str | None
    shown: bool  # words of it have been cleared


@dataclass(frozen=True)
class Erased:
    """What one erasure did. `elsewhere`: kinds of things written by staff in which the same words still stand."""

    texts: int
    releases: int
    briefings: int
    elsewhere: tuple[str, ...]


@query(on="decision")
def find(tx: Tx, actor: Actor, decision_id: int, words: str) -> list[Found]:
    """Texts of the decision with these words, whatever their case; at most fifty. Raises Refused for too few letters.

    Compared here and not by the database, since SQLite knows no case of ä, ö and å.
    """
    wanted = " ".join(words.split()).casefold()
    if len(wanted) < SHORTEST:
        raise Refused([("erasure-words", Message(N_("Write at least {n} letters of the text."), {"n": SHORTEST}))])
    c = contribution.c
    rows = tx.all(
        sa.select(c.id, import_.c.activity_id, c.body, c.language, c.excerpt)
        .select_from(contribution.join(import_).join(activity))
        .where(activity.c.decision_id == decision_id, c.body != "")
        .order_by(c.id)
    )
    found = [row for row in rows if wanted in " ".join(row.body.split()).casefold()]
    return [Found(row.id, row.activity_id, row.body, row.language, row.excerpt is not None) for row in found[:MOST]]


@verb(on="decision")
def erase(tx: Tx, actor: Actor, decision_id: int, contribution_ids: Sequence[int], reason: str) -> Erased:
    """Erases the texts for good, and their words from releases and briefings. Raises Refused by field.

    The same words of an older export of the same survey go with them.
    """
    if reason not in REASONS:
        raise Refused([("erasure-reason", Message(N_("Choose why the words are erased.")))])
    c = contribution.c
    path = contribution.join(import_).join(activity)
    own = sa.select(c.id, c.body, c.excerpt).select_from(path).where(activity.c.decision_id == decision_id)
    wanted = tx.all(own.where(c.id.in_(list(contribution_ids))))
    if not wanted or len(wanted) < len(set(contribution_ids)):
        raise Refused([("erasure-texts", Message(N_("Choose at least one text.")))])
    bodies = {row.body for row in wanted if row.body}
    rows = [*wanted, *tx.all(own.where(c.body.in_(bodies), c.id.not_in([row.id for row in wanted])))]
    gone = {
        "body": "", "excerpt": None, "flags": [], "about": {}, "language": None, "verdict": "remove",
        "by": actor.person_id, "second_by": None, "at": tx.now,
    }  # fmt: skip
    tx.db.execute(contribution.update().where(c.id.in_([row.id for row in rows])).values(**gone))
    words = {text.strip() for row in rows for text in (row.body, row.excerpt) if text and text.strip()}
    told = Erased(
        len(rows), _from_releases(tx, decision_id, words), _from_briefings(tx, decision_id, words),
        tuple(dict.fromkeys(_elsewhere(tx, decision_id, {one for one in words if len(one) >= TELLING}))),
    )  # fmt: skip
    tx.entry = {"object": f"erasure:{len(rows)}", "reason": reason}
    tx.afterwards.append(engine.scrub)
    return told


def _from_releases(tx: Tx, decision_id: int, words: Collection[str]) -> int:
    r, changed = tables.release.c, 0
    for row in tx.all(sa.select(r.id, r.payload).where(r.decision_id == decision_id)):
        before = Release.model_validate_json(row.payload)
        after = before.without(words)
        if after is not before:
            changed += 1
            payload = after.canonical().decode()
            tx.db.execute(tables.release.update().where(r.id == row.id).values(payload=payload, erased=after.erased))
    return changed


def _from_briefings(tx: Tx, decision_id: int, words: Collection[str]) -> int:
    """The fingerprint follows the content, so that the page is whole; the first one is kept beside it."""
    b, changed = tables.briefing.c, 0
    for row in tx.all(sa.select(b.id, b.payload, b.sha256, b.first_sha256).where(b.decision_id == decision_id)):
        said = json.loads(row.payload)
        if said.get("release"):
            release = Release.model_validate(said["release"]).without(words)
            said["release"] = release.model_dump(mode="json")
        left, _ = erased(said, words)
        if canonical_json(left).decode() == row.payload:
            continue
        changed += 1
        payload = Briefing.model_validate(left).canonical().decode()
        values = {
            "payload": payload,
            "sha256": hashlib.sha256(payload.encode()).hexdigest(),
            "first_sha256": row.first_sha256 or row.sha256,
        }
        tx.db.execute(tables.briefing.update().where(b.id == row.id).values(**values))
    return changed


def _elsewhere(tx: Tx, decision_id: int, words: Collection[str]) -> Iterator[str]:
    """Kinds of things that staff have written in which the words stand as they are."""
    mine = sa.select(tables.assessment.c.id).where(tables.assessment.c.decision_id == decision_id)
    places: tuple[tuple[str, sa.Select[Any]], ...] = (
        ("assessment", sa.select(tables.answer.c.value).where(tables.answer.c.assessment_id.in_(mine))),
        ("history", sa.select(tables.answer_event.c.value).where(tables.answer_event.c.assessment_id.in_(mine))),
        ("comment", sa.select(tables.comment.c.body).where(tables.comment.c.assessment_id.in_(mine))),
        ("theme", sa.select(tables.theme.c.summary).where(tables.theme.c.decision_id == decision_id)),
        ("theme", sa.select(tables.theme.c.title).where(tables.theme.c.decision_id == decision_id)),
        ("response", sa.select(tables.response.c.fields).where(tables.response.c.decision_id == decision_id)),
        ("source", sa.select(tables.evidence.c.fields).where(tables.evidence.c.decision_id == decision_id)),
    )
    for kind, wanted in places:
        if any(erased(row[0], words)[1] for row in tx.all(wanted)):
            yield kind
