"""A newer version of an instrument: offered, shown answer by answer, accepted or declined; never applied by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment import answers, upgrade
from assessment.answers import BadAnswer
from assessment.upgrade import Row
from data import assessments, decisions, instruments, matters, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message, Sayable

assessment = tables.assessment
MOVABLE = ("draft", "in_review", "changes_requested", "reviewed")


@dataclass(frozen=True)
class Offer:
    """A newer version and what it would do with the answers. `seen` names the list as it was shown."""

    template: str
    version: str  # the one in use here
    newer: str
    sha256: str  # of the newer one
    rows: tuple[Row, ...]
    seen: str
    declined_reason: str | None
    movable: bool  # a signed or published assessment stays where it is


@query(on="assessment")
def offer(tx: Tx, actor: Actor, assessment_id: int) -> Offer | None:
    """None when the assessment has the version in use now."""
    return _offer(tx, assessment_id)


@verb(on="assessment")
def accept(tx: Tx, actor: Actor, assessment_id: int, seen: str, changed: Mapping[str, Any] | None = None) -> None:
    """Moves the assessment to the newer version: one event for each answer that moves, the old ones stay in history.

    `changed` holds the values that a person gave instead of the proposed ones, by new key. Raises Refused when the list
    is no longer the one that was shown (`seen`), when a value does not fit, or when the assessment is signed.
    """
    found = _offer(tx, assessment_id)
    if found is None:
        tx.unchanged()
        return
    if not found.movable:
        raise Refused([("upgrade", Message(N_("A signed or published assessment keeps its version.")))])
    if seen != found.seen:
        raise Refused([("upgrade", Message(N_("An answer has changed since the list was made. Look at it again.")))])
    row = tx.one(sa.select(assessment).where(assessment.c.id == assessment_id))
    assert row is not None
    used = instruments.current()
    codes = [a.code for a in decisions.load_alternatives(tx, row.decision_id)]
    values = dict(changed or {})
    moves: dict[str, Any] = {}
    problems: list[tuple[str, Sayable]] = []
    for one in found.rows:
        if one.kind in ("unchanged", "reworded") and one.new_key not in values:
            continue
        if one.old_key is not None and one.old_key != one.new_key:
            moves.setdefault(one.old_key, None)
        if one.new_key is None or (one.kind == "new" and one.new_key not in values):
            continue
        value = values.get(one.new_key, one.value)
        place = answers.address(used, used[found.template], one.new_key, codes)
        assert place is not None  # the plan has found it
        try:
            moves[one.new_key] = answers.checked(used, place.question, value, codes)
        except BadAnswer as bad:
            problems.append((f"upgrade-{one.new_key}", bad.message))
    if problems:
        raise Refused(problems)
    for key, value in moves.items():
        current = assessments.current_answer(tx, assessment_id, key)
        reason = next((r.old.unknown_reason for r in found.rows if r.new_key == key and r.old), None)
        kept_reason = reason if value is None and key not in values else None
        if (current.value, current.unknown_reason) != (value, kept_reason):
            assessments.store_answer(tx, actor, assessment_id, key, value, kept_reason, current.rev, "migrate")
    tx.db.execute(
        assessment.update()
        .where(assessment.c.id == assessment_id)
        .values(
            version=found.newer, sha256=instruments.keep(tx.db, found.template), declined=None, declined_reason=None
        )
    )
    tx.note(f"assessment:{assessment_id}/{found.newer}")
    assessments.void(tx, actor, row.decision_id)


@verb(on="assessment")
def decline(tx: Tx, actor: Actor, assessment_id: int, sha256: str, reason: str) -> None:
    """The assessment is finished with the version it was started with. Raises Refused without a reason."""
    found = _offer(tx, assessment_id)
    if found is None or found.sha256 != sha256:
        raise Refused([("upgrade", Message(N_("There is another version now. Look at the list again.")))])
    if not reason.strip():
        raise Refused([("upgrade-reason", Message(N_("Say why the newer version is not taken into use.")))])
    values = {"declined": sha256, "declined_reason": reason.strip()[:1000]}
    tx.db.execute(assessment.update().where(assessment.c.id == assessment_id).values(**values))


def _offer(tx: Tx, assessment_id: int) -> Offer | None:
    row = tx.one(sa.select(assessment).where(assessment.c.id == assessment_id))
    assert row is not None  # the permission check has found it
    used = instruments.current()
    if row.template not in used.templates or used.hashes[row.template] == row.sha256:
        return None
    before = instruments.of_decision(tx.db, row.decision_id)
    after = before.with_versions({row.template: (used.hashes[row.template], used[row.template])})
    codes = [a.code for a in decisions.load_alternatives(tx, row.decision_id)]
    rows = upgrade.plan(before, after, row.template, matters.load_answers(tx, assessment_id), codes)
    return Offer(
        template=row.template,
        version=row.version,
        newer=used[row.template].template.version,
        sha256=used.hashes[row.template],
        rows=rows,
        seen=upgrade.fingerprint(rows),
        declined_reason=row.declined_reason if row.declined == used.hashes[row.template] else None,
        movable=row.state in MOVABLE,
    )
