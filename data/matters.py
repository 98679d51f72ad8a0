"""Loads one decision with all that is stored about its preparation, as a pure Matter.

A Matter is the same for everyone who may read it, so it is kept per decision until the decision is touched again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from assessment.answers import Answer, sources_in
from assessment.case import Alternative
from assessment.matter import Head, InputState, Matter, Source, Stored
from data import decisions, instruments, opinions, tables
from data.kept import ByRevision
from data.permissions import Actor
from data.settings import settings
from data.verb import Tx, query

_kept: ByRevision[Matter] = ByRevision(64)


@query(on="decision")
def read(tx: Tx, actor: Actor, decision_id: int) -> Matter:
    return load(tx, decision_id)


def load(tx: Tx, decision_id: int, *, fresh: bool = False) -> Matter:
    """The matter as this transaction sees it. `fresh` skips what is kept: inside a verb that has just written."""
    return _load(tx, decision_id) if fresh else _kept.get(tx, decision_id, lambda: _load(tx, decision_id))


def _load(tx: Tx, decision_id: int) -> Matter:
    assessment = tables.assessment
    stored = {}
    for row in tx.all(sa.select(assessment).where(assessment.c.decision_id == decision_id)):
        stored[row.template] = Stored(
            row.id, row.template, row.version, row.sha256, row.state, row.edition, load_answers(tx, row.id)
        )
    cited = {id for one in stored.values() for found in one.answers.values() for id in sources_in(found.value)}
    return Matter(
        instruments.pinned(tx.db, {one.template: one.sha256 for one in stored.values()}),
        settings().org,
        decisions.load_head(tx, decision_id),
        decisions.load_alternatives(tx, decision_id),
        stored,
        load_evidence(tx, decision_id, cited),
        load_input(tx, decision_id),
        opinions.load(tx, decision_id),
    )


def load_answers(tx: Tx, assessment_id: int) -> dict[str, Answer]:
    a = tables.answer.c
    columns = (a.key, a.value, a.unknown_reason, a.rev, a.by_role, a.at)
    return {row.key: Answer(*row) for row in tx.all(sa.select(*columns).where(a.assessment_id == assessment_id))}


def load_evidence(tx: Tx, decision_id: int, cited: set[int]) -> dict[int, Source]:
    """Evidence of this decision, and what it cites from others: an object is stored once and reused."""
    from data import evidence  # which voids what cites a changed object, and so is built on this module

    e = tables.evidence.c
    u = tables.evidence_use.c
    taken = sa.select(u.evidence_id).where(u.decision_id == decision_id)
    wanted = sa.or_(e.decision_id == decision_id, e.id.in_(cited), e.id.in_(taken))
    rows = tx.all(sa.select(e.id, e.fields, e.rev).where(wanted).order_by(e.id))
    files = evidence.load_attachments(tx, {row.id for row in rows})
    return {row.id: Source(row.id, row.fields, row.rev, files.get(row.id, ())) for row in rows}


def load_input(tx: Tx, decision_id: int) -> InputState:
    from data import releases, responses, statements, texts  # each counts its own

    activity, import_, theme = tables.activity, tables.import_, tables.theme
    counted = texts.counts(tx, decision_id)

    def count(table: sa.FromClause, column: sa.ColumnElement[int]) -> int:
        row = tx.one(sa.select(sa.func.count().label("n")).select_from(table).where(column == decision_id))
        return row.n if row else 0

    said = statements.load(tx, decision_id)
    themes, unanswered = responses.open_counts(tx, [decision_id]).get(decision_id, (0, 0))
    return InputState(
        activities=count(activity, activity.c.decision_id),
        imports=count(import_.join(activity), activity.c.decision_id),
        texts=counted.all,
        unread=counted.open,
        themes=count(theme, theme.c.decision_id),
        releases=count(tables.release, tables.release.c.decision_id),
        release=releases.newest_hash(tx, decision_id),
        stale=releases.stale(tx, decision_id),
        released_themes=themes,
        statements=len(said),
        councils=frozenset(one.council for one in said),
        unanswered=unanswered,
        unpublished=responses.unpublished_count(tx, decision_id),
    )


# ------------------------------------------------------------------ as it was


def as_of(tx: Tx, decision_id: int, moment: datetime) -> Matter:
    """The matter as it stood at a moment: answers folded from their events, sources in their form of then.

    Nothing is kept of a moment but the events themselves, so that it cannot differ from them.
    """
    from data import evidence, releases  # see load_evidence

    now = _load(tx, decision_id)
    stored = {}
    s = tables.assessment.c
    begun = sa.select(s.id, s.template).where(s.decision_id == decision_id, s.created_at <= moment)
    for row in tx.all(begun):
        one = now.stored[row.template]
        stored[row.template] = replace(
            one, state=_state_at(tx, row.id, moment), answers=_answers_at(tx, row.id, moment)
        )
    head, alternatives = _own_fields_at(now, stored.get("eva"))
    sources = evidence.as_of(tx, moment)
    kept = {id: replace(source, fields=sources[id]) for id, source in now.evidence.items() if id in sources}
    release, themes = releases.as_of(tx, decision_id, moment)
    said = tables.statement.c
    statements = tx.all(sa.select(said.council).where(said.decision_id == decision_id, said.at <= moment).distinct())
    flow = InputState(
        release=release,
        released_themes=themes,
        statements=len(statements),
        councils=frozenset(row.council for row in statements),
    )
    return replace(now, head=head, alternatives=alternatives, stored=stored, evidence=kept, input=flow)


def _answers_at(tx: Tx, assessment_id: int, moment: datetime) -> dict[str, Answer]:
    e = tables.answer_event.c
    columns = (e.key, e.value, e.unknown_reason, e.rev, e.by_role, e.at)
    rows = tx.all(sa.select(*columns).where(e.assessment_id == assessment_id, e.at <= moment).order_by(e.id))
    return {row.key: Answer(*row) for row in rows}


def _state_at(tx: Tx, assessment_id: int, moment: datetime) -> str:
    t = tables.transition.c
    before = sa.select(t.to_state).where(t.assessment_id == assessment_id, t.at <= moment)
    row = tx.one(before.order_by(t.id.desc()).limit(1))
    return row.to_state if row else "draft"


def _own_fields_at(now: Matter, eva: Stored | None) -> tuple[Head, tuple[Alternative, ...]]:
    """The decision's and the alternatives' own fields, from the events of the answers that they are."""
    head, alternatives = now.head, now.alternatives
    if eva is None:
        return head, alternatives
    given = eva.answers
    for section, question in now.instruments["eva"].questions():
        key = f"{section.id}/{question.id}"
        match question.binds:
            case "alternative.name":
                names = {a.code: given.get(f"{section.id}/{a.code}/{question.id}") for a in alternatives}
                alternatives = tuple(
                    replace(a, name={**a.name, head.language: name.value})
                    for a in alternatives
                    if (name := names[a.code]) is not None and name.value
                )
            case "decision.title" if key in given:
                head = replace(head, title={**head.title, head.language: given[key].value})
            case "decision.body" if key in given:
                head = replace(head, body=given[key].value or "")
            case "decision.meeting_date" if key in given:
                value = given[key].value
                head = replace(head, meeting_date=date.fromisoformat(value) if value else None)
    return head, alternatives
