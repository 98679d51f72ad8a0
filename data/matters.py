"""Loads one decision with all that is stored about its preparation, as a pure Matter.

A Matter is the same for everyone who may read it, so it is kept per decision until the decision is touched again.
"""

from __future__ import annotations

import sqlalchemy as sa

from assessment.answers import Answer
from assessment.matter import InputState, Matter, Source, Stored
from data import decisions, instruments, tables
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
    cited = {
        id
        for one in stored.values()
        for key, found in one.answers.items()
        if key.endswith(("/evidence", "/state_evidence", "/n_have"))
        for id in found.value or ()
    }
    return Matter(
        instruments.current(),
        settings().org,
        decisions.load_head(tx, decision_id),
        decisions.load_alternatives(tx, decision_id),
        stored,
        load_evidence(tx, decision_id, cited),
        load_input(tx, decision_id),
    )


def load_answers(tx: Tx, assessment_id: int) -> dict[str, Answer]:
    a = tables.answer.c
    columns = (a.key, a.value, a.unknown_reason, a.rev, a.by_role, a.at)
    return {row.key: Answer(*row) for row in tx.all(sa.select(*columns).where(a.assessment_id == assessment_id))}


def load_evidence(tx: Tx, decision_id: int, cited: set[int]) -> dict[int, Source]:
    """Evidence of this decision, and what it cites from others: an object is stored once and reused."""
    e = tables.evidence.c
    rows = tx.all(sa.select(e.id, e.fields).where(sa.or_(e.decision_id == decision_id, e.id.in_(cited))).order_by(e.id))
    return {row.id: Source(row.id, row.fields) for row in rows}


def load_input(tx: Tx, decision_id: int) -> InputState:
    from data import imports, releases, responses  # each counts its own

    activity, import_, contribution, theme = tables.activity, tables.import_, tables.contribution, tables.theme
    texts = sa.select(
        sa.func.count().label("all"), sa.func.count().filter(contribution.c.verdict.is_(None)).label("unread")
    ).select_from(contribution.join(import_).join(activity))
    counted = tx.one(texts.where(activity.c.decision_id == decision_id, imports.in_use()))

    def count(table: sa.FromClause, column: sa.ColumnElement[int]) -> int:
        row = tx.one(sa.select(sa.func.count().label("n")).select_from(table).where(column == decision_id))
        return row.n if row else 0

    themes, unanswered = responses.open_counts(tx, [decision_id]).get(decision_id, (0, 0))
    return InputState(
        activities=count(activity, activity.c.decision_id),
        imports=count(import_.join(activity), activity.c.decision_id),
        texts=counted.all if counted else 0,
        unread=counted.unread if counted else 0,
        themes=count(theme, theme.c.decision_id),
        releases=count(tables.release, tables.release.c.decision_id),
        release=releases.newest_hash(tx, decision_id),
        stale=releases.stale(tx, decision_id),
        released_themes=themes,
        statements=responses.statement_count(tx, decision_id),
        unanswered=unanswered,
        unpublished=responses.unpublished_count(tx, decision_id),
    )
