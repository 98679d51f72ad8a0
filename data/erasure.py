"""A resident's own words erased on request: from the texts, and from every release and briefing that quotes them.

Figures stay: nobody can be told from them, and an erasure does not reopen a release. What staff have written in words
of their own is not touched; the act tells where the same words still stand, for a person to mend.
Source: GDPR, Articles 17 and 19; trust design, section 6; resident-input design, section 7, rule 7.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment.briefing import Briefing
from data import engine, imports, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation import privacy
from participation.release import Release

contribution, import_, activity = tables.contribution, tables.import_, tables.activity
REASONS = ("own_words", "about_me", "for_a_child", "other")
SHORTEST = 3  # letters to search for
MOST = 50  # texts found at a time
TELLING = 12  # letters: shorter words would be found in texts that have nothing to do with them


@dataclass(frozen=True)
class Found:
    """Words that hold what was searched for: a text, or only what has been published of one that is gone (id 0)."""

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


def _same(text: str) -> str:
    """A text for comparing: one form of each letter, single spaces, no case."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


@query(on="decision")
def find(tx: Tx, actor: Actor, decision_id: int, words: str) -> list[Found]:
    """Texts of the decision with these words, whatever their case, and what is published of texts that are gone.

    At most fifty. Raises Refused for too few letters. Compared here and not by the database, since SQLite knows no
    case of ä, ö and å.
    """
    wanted = _same(words)
    if len(wanted) < SHORTEST:
        raise Refused([("erasure-words", Message(N_("Write at least {n} letters of the text."), {"n": SHORTEST}))])
    rows = _texts(tx, decision_id)
    found = [
        Found(row.id, row.activity_id, row.body, row.language, row.excerpt is not None)
        for row in rows
        if wanted in _same(row.body) or wanted in _same(row.excerpt or "")
    ]
    standing = {(row.activity_id, _same(text)) for row in rows for text in (row.body, row.excerpt) if text}
    gone = {
        (activity_id, said)
        for _, release in _releases(tx, decision_id)
        for activity_id, said in release.quoted()
        if wanted in _same(said) and (activity_id, _same(said)) not in standing
    }
    return [*found, *(Found(0, activity_id, said, None, True) for activity_id, said in sorted(gone))][:MOST]


def _texts(tx: Tx, decision_id: int) -> list[sa.Row[Any]]:
    c = contribution.c
    return tx.all(
        sa.select(c.id, c.source_id, c.body, c.language, c.excerpt, c.about, import_.c.activity_id)
        .select_from(contribution.join(import_).join(activity))
        .where(activity.c.decision_id == decision_id, c.body != "")
        .order_by(c.id)
    )


def _releases(tx: Tx, decision_id: int) -> list[tuple[int, Release]]:
    r = tables.release.c
    rows = tx.all(sa.select(r.id, r.payload).where(r.decision_id == decision_id))
    return [(row.id, Release.model_validate_json(row.payload)) for row in rows]


@verb(on="decision")
def erase(
    tx: Tx, actor: Actor, decision_id: int, contribution_ids: Sequence[int], reason: str, published: Sequence[str] = ()
) -> Erased:
    """Erases the texts for good, and their words from releases and briefings. Raises Refused by field.

    What was published of a text in an earlier, shortened form goes with it. `published` are words whose text is gone
    already. Texts of an older export of the same survey with the same words go, too.
    """
    if reason not in REASONS:
        raise Refused([("erasure-reason", Message(N_("Choose why the words are erased.")))])
    rows = _texts(tx, decision_id)
    chosen = [row for row in rows if row.id in set(contribution_ids)]
    released = _releases(tx, decision_id)
    quoted = {said for _, release in released for _, said in release.quoted()}
    if len(chosen) < len(set(contribution_ids)) or set(published) - quoted or not (chosen or published):
        raise Refused([("erasure-texts", Message(N_("Choose at least one text.")))])
    gone = [*chosen, *_of_older_exports(tx, decision_id, chosen)]
    for row in gone:
        kept = {name: row.about[name] for name in STAYS if name in row.about}
        values = {
            "body": "", "excerpt": None, "flags": [], "about": kept, "language": None, "verdict": "remove",
            "by": actor.person_id, "second_by": None, "at": tx.now,
        }  # fmt: skip
        tx.db.execute(contribution.update().where(contribution.c.id == row.id).values(**values))
    words = {text.strip() for row in gone for text in (row.body, row.excerpt) if text and text.strip()}
    words |= set(published)
    words |= {said for _, release in released for where, said in release.quoted() if _was_of(gone, where, said)}
    told = Erased(
        len(gone), _from_releases(tx, released, words), _from_briefings(tx, decision_id, words),
        tuple(dict.fromkeys(_elsewhere(tx, decision_id, {one for one in words if len(one) >= TELLING}))),
    )  # fmt: skip
    tx.entry = {"object": f"erasure:{len(gone)}", "reason": reason}
    tx.afterwards.append(engine.scrub)
    return told


STAYS = ("question", "group_no", "group_size", "rank")  # a small group counts though its words are gone


def _was_of(gone: Sequence[sa.Row[Any]], activity_id: int, said: str) -> bool:
    """Whether published words are an earlier, shortened form of one of the texts; too short ones could be anybody's."""
    return len(said) >= TELLING and any(
        row.activity_id == activity_id and privacy.only_omits(row.body, said) for row in gone
    )


def _of_older_exports(tx: Tx, decision_id: int, chosen: Sequence[sa.Row[Any]]) -> list[sa.Row[Any]]:
    """The same answers in exports that a newer one has replaced: nobody reads them any more, but they are stored."""
    if not chosen:
        return []
    c = contribution.c
    same = sa.or_(*(sa.and_(import_.c.activity_id == row.activity_id, c.body == row.body) for row in chosen))
    return tx.all(
        sa.select(c.id, c.source_id, c.body, c.language, c.excerpt, c.about, import_.c.activity_id)
        .select_from(contribution.join(import_).join(activity))
        .where(activity.c.decision_id == decision_id, same, ~imports.in_use(), c.id.not_in([row.id for row in chosen]))
    )


def _from_releases(tx: Tx, released: Sequence[tuple[int, Release]], words: Collection[str]) -> int:
    r, changed = tables.release.c, 0
    for id, before in released:
        after = before.without(words)
        if after is not before:
            changed += 1
            payload = after.canonical().decode()
            tx.db.execute(tables.release.update().where(r.id == id).values(payload=payload, erased=after.erased))
    return changed


def _from_briefings(tx: Tx, decision_id: int, words: Collection[str]) -> int:
    """The fingerprint follows the content, so that the page is whole; the first one is kept beside it."""
    b, changed = tables.briefing.c, 0
    for row in tx.all(sa.select(b.id, b.payload, b.sha256, b.first_sha256).where(b.decision_id == decision_id)):
        before = Briefing.model_validate_json(row.payload)
        release = before.release.without(words) if before.release is not None else None
        if release is before.release:
            continue
        changed += 1
        payload = before.model_copy(update={"release": release}).canonical().decode()
        values = {
            "payload": payload,
            "sha256": hashlib.sha256(payload.encode()).hexdigest(),
            "first_sha256": row.first_sha256 or row.sha256,
        }
        tx.db.execute(tables.briefing.update().where(b.id == row.id).values(**values))
    return changed


def _holds(value: object, words: Collection[str]) -> bool:
    """Whether a JSON value has one of the words in any of its strings."""
    match value:
        case str():
            return any(_same(one) in _same(value) for one in words)
        case dict():
            return any(_holds(one, words) for one in value.values())
        case list():
            return any(_holds(one, words) for one in value)
    return False


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
        ("request", sa.select(tables.request.c.body).where(tables.request.c.decision_id == decision_id)),
        ("request", _answers_to_requests(decision_id)),
        ("source", sa.select(tables.evidence.c.fields).where(tables.evidence.c.decision_id == decision_id)),
    )
    for kind, wanted in places:
        if any(_holds(row[0], words) for row in tx.all(wanted)):
            yield kind


def _answers_to_requests(decision_id: int) -> sa.Select[Any]:
    asked = sa.select(tables.request.c.id).where(tables.request.c.decision_id == decision_id)
    return sa.select(tables.request_answer.c.body).where(tables.request_answer.c.request_id.in_(asked))
