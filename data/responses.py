"""Answers to themes and statements: drafted, approved by another role, published, corrected, replied to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from assessment.answers import Answer
from data import tables
from data.permissions import STAFF, Actor, NotAllowed
from data.refusals import Conflict, Refused, too_long
from data.verb import Tx, query, verb
from locales import N_, Message
from participation import responses as rules
from participation.deadlines import answer_by
from participation.responses import Draft

response, reply_ = tables.response, tables.reply


@dataclass(frozen=True)
class Reply:
    """What a council says of an answer."""

    council: str
    understood: str
    body: str
    rev: int
    at: datetime


@dataclass(frozen=True)
class Response:
    id: int
    theme_id: int | None
    statement_id: int | None
    version: int
    state: str
    draft: Draft
    rev: int
    drafted_role: str
    drafted_at: datetime
    approved_at: datetime | None
    published_at: datetime | None
    correction_reason: str | None
    replies: tuple[Reply, ...] = ()


@verb(on="decision")
def draft(
    tx: Tx, actor: Actor, decision_id: int, fields: Mapping[str, Any], seen: int, *, theme_id: int | None = None,
    statement_id: int | None = None,
) -> Response:  # fmt: skip
    """Saves the answer to one theme or statement as a draft; what is half written is kept.

    Raises Conflict when `seen` is stale, Refused when the answer is published: then correct it instead.
    """
    _own_subject(tx, decision_id, theme_id, statement_id)
    try:
        written = Draft.model_validate({k: v for k, v in fields.items() if v is not None})
    except ValidationError:
        raise Refused([("", Message(N_("The value is not among the options. Choose one of them.")))]) from None
    values = {"fields": written.model_dump(mode="json"), "state": "draft", "approved_by": None, "approved_at": None}
    current = _newest(tx, decision_id, theme_id, statement_id)
    if current is None:
        if seen:
            raise Refused([("", Message(N_("The answer no longer exists. Reload the page.")))])
        id = tx.insert(
            response, decision_id=decision_id, theme_id=theme_id, statement_id=statement_id, version=1, rev=1,
            drafted_by=actor.person_id, drafted_role=actor.role, drafted_at=tx.now, **values,
        )  # fmt: skip
        tx.note(f"response:{id}")
        return _load_one(tx, id)
    if current.state == "published":
        raise Refused([("", Message(N_("The answer is published. Make a corrected version to change it.")))])
    if current.rev != seen:
        raise Conflict(written, _held(f"response/{current.id}", current.draft, current))
    if current.draft == written:
        tx.unchanged()
        return current
    tx.db.execute(
        response.update()
        .where(response.c.id == current.id)
        .values(rev=seen + 1, drafted_by=actor.person_id, drafted_role=actor.role, drafted_at=tx.now, **values)
    )
    tx.note(f"response:{current.id}")
    return _load_one(tx, current.id)


def _held(key: str, value: object, current: Response) -> Answer:
    """The other writer's text as a conflict shows it: what, by which role, when."""
    return Answer(key, value, None, current.rev, current.drafted_role, current.drafted_at)


def _own_subject(tx: Tx, decision_id: int, theme_id: int | None, statement_id: int | None) -> None:
    table, id = (tables.theme, theme_id) if theme_id is not None else (tables.statement, statement_id)
    if (theme_id is None) == (statement_id is None) or not tx.one(
        sa.select(table.c.id).where(table.c.id == id, table.c.decision_id == decision_id)
    ):
        raise Refused([("", Message(N_("Choose the theme that the text is about.")))])


@verb(on="response")
def approve(tx: Tx, actor: Actor, response_id: int, *, seen: int | None = None) -> None:
    """A second person accepts the answer. Raises Refused with what is missing, NotAllowed for its own drafter.

    `seen` is the revision that was read; Conflict when the answer has been rewritten since.
    """
    row = tx.one(sa.select(response.c.drafted_by).where(response.c.id == response_id))
    current = _load_one(tx, response_id)
    if row is not None and row.drafted_by == actor.person_id:
        raise NotAllowed("responses.approve")
    if seen is not None and seen != current.rev:
        raise Conflict(None, _held(f"response/{response_id}", current.draft, current))
    if current.state != "draft":
        raise Refused([("", Message(N_("Only a draft can be approved.")))])
    lacking = rules.missing(current.draft)
    if current.draft.status == "open" and _was_answered(tx, current):
        lacking = (*lacking, Message(N_("An answer that has been given cannot be taken back to “answer to come”.")))
    if lacking:
        raise Refused([(f"response-{response_id}", message) for message in lacking])
    tx.db.execute(
        response.update()
        .where(response.c.id == response_id)
        .values(state="approved", approved_by=actor.person_id, approved_at=tx.now)
    )


def _was_answered(tx: Tx, current: Response) -> bool:
    """Whether the version that this one would replace says more than that an answer comes."""
    r = response.c
    same = r.theme_id == current.theme_id if current.theme_id is not None else r.statement_id == current.statement_id
    given = tx.one(sa.select(r.fields).where(same, r.state == "published"))
    return given is not None and Draft.model_validate(given.fields).status != "open"


@verb(on="response")
def publish(tx: Tx, actor: Actor, response_id: int) -> None:
    """From now on everyone who sees the decision sees the answer. Raises Refused unless it is approved."""
    if _load_one(tx, response_id).state != "approved":
        raise Refused([("", Message(N_("The answer must be approved by another role first.")))])
    publish_row(tx, response_id)


def publish_row(tx: Tx, response_id: int) -> None:
    """Publishes one approved answer; an older published version stays readable as corrected."""
    current = _load_one(tx, response_id)
    same = (
        response.c.theme_id == current.theme_id
        if current.theme_id is not None
        else response.c.statement_id == current.statement_id
    )
    tx.db.execute(response.update().where(same, response.c.state == "published").values(state="corrected"))
    tx.db.execute(response.update().where(response.c.id == response_id).values(state="published", published_at=tx.now))


@verb(on="response")
def correct(tx: Tx, actor: Actor, response_id: int, reason: str) -> int:
    """Opens a corrected version of a published answer, which stays visible until the new one is published."""
    current = _load_one(tx, response_id)
    if current.state != "published":
        raise Refused([("", Message(N_("Only a published answer is corrected.")))])
    if not reason.strip():
        raise Refused([(f"correct-{response_id}", Message(N_("Say why the answer is corrected.")))])
    decision_id = tx.scene.decision_id
    latest = _newest(tx, decision_id or 0, current.theme_id, current.statement_id)
    if latest is not None and latest.id != current.id:
        raise Refused([("", Message(N_("A corrected version is already being written.")))])
    id = tx.insert(
        response, decision_id=decision_id, theme_id=current.theme_id, statement_id=current.statement_id,
        version=current.version + 1, state="draft", fields=current.draft.model_dump(mode="json"), rev=1,
        drafted_by=actor.person_id, drafted_role=actor.role, drafted_at=tx.now, correction_reason=reason.strip()[:1000],
    )  # fmt: skip
    tx.note(f"response:{id}")
    return id


@verb(on="response")
def reply(tx: Tx, actor: Actor, response_id: int, *, understood: str, body: str, seen: int) -> None:
    """A council's word on a published answer, shown beside it. Raises Conflict when another member saved first."""
    current = _load_one(tx, response_id)
    if current.state != "published":
        raise Refused([("", Message(N_("Only a published answer can be commented on.")))])
    problems = []
    if understood not in ("understood", "partly_understood", "misunderstood"):
        problems.append((f"understood-{response_id}", Message(N_("Say whether you were understood."))))
    if found := too_long(body, rules.REPLY_MAX):
        problems.append((f"reply-{response_id}", found))
    if problems:
        raise Refused(problems)
    mine = next((r for r in current.replies if r.council == actor.role), None)
    if (mine.rev if mine else 0) != seen:
        raise Conflict(body, Answer(f"reply/{response_id}", mine.body if mine else "", None, mine.rev if mine else 0))
    values = {"understood": understood, "body": body.strip(), "rev": seen + 1, "by": actor.person_id, "at": tx.now}
    if mine:
        where = (reply_.c.response_id == response_id, reply_.c.council == actor.role)
        tx.db.execute(reply_.update().where(*where).values(**values))
    else:
        tx.insert(reply_, response_id=response_id, council=actor.role, **values)
    tx.note(f"reply:{response_id}/{actor.role}")


@query(on="decision")
def listing(tx: Tx, actor: Actor, decision_id: int) -> list[Response]:
    """For those who work here the newest version of each answer; for everyone else the published one."""
    return newest(tx, decision_id, published_only=actor.role not in STAFF)


@query(on="decision")
def published(tx: Tx, actor: Actor, decision_id: int) -> list[Response]:
    """The published version of each answer, for everyone alike: drafts and corrections under way are left out."""
    return newest(tx, decision_id, published_only=True)


@query(on="decision")
def earlier(tx: Tx, actor: Actor, decision_id: int) -> list[Response]:
    """Published versions that a correction has replaced, oldest first: they stay readable."""
    return [row for row in load(tx, decision_id) if row.state == "corrected"]


def newest(tx: Tx, decision_id: int, *, published_only: bool = False) -> list[Response]:
    """The newest version of each answer."""
    found: dict[tuple[int | None, int | None], Response] = {}
    for row in load(tx, decision_id):
        if row.state == "published" or not published_only:
            found[(row.theme_id, row.statement_id)] = row
    return list(found.values())


def load(tx: Tx, decision_id: int) -> list[Response]:
    """Every version, oldest first, with the councils' replies."""
    r = response.c
    rows = tx.all(sa.select(response).where(r.decision_id == decision_id).order_by(r.version, r.id))
    return _with_replies(tx, rows)


def _load_one(tx: Tx, response_id: int) -> Response:
    return _with_replies(tx, tx.all(sa.select(response).where(response.c.id == response_id)))[0]


def _with_replies(tx: Tx, rows: Sequence[sa.Row[Any]]) -> list[Response]:
    said: dict[int, list[Reply]] = {}
    for row in tx.all(
        sa.select(reply_).where(reply_.c.response_id.in_([row.id for row in rows])).order_by(reply_.c.id)
    ):
        said.setdefault(row.response_id, []).append(Reply(row.council, row.understood, row.body, row.rev, row.at))
    return [
        Response(
            row.id,
            row.theme_id,
            row.statement_id,
            row.version,
            row.state,
            Draft.model_validate(row.fields),
            row.rev,
            row.drafted_role,
            row.drafted_at,
            row.approved_at,
            row.published_at,
            row.correction_reason,
            tuple(said.get(row.id, ())),
        )
        for row in rows
    ]


def _newest(tx: Tx, decision_id: int, theme_id: int | None, statement_id: int | None) -> Response | None:
    r = response.c
    same = r.theme_id == theme_id if theme_id is not None else r.statement_id == statement_id
    rows = tx.all(sa.select(response).where(r.decision_id == decision_id, same).order_by(r.version.desc()).limit(1))
    return _with_replies(tx, rows)[0] if rows else None


# ------------------------------------------------------------------ counts that other modules need


def subjects(tx: Tx, decision_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """What must be answered: the themes of the newest release and the newest statement of each council."""
    rel, found = tables.release.c, {}
    last = sa.select(rel.decision_id, sa.func.max(rel.number).label("number")).group_by(rel.decision_id).subquery()
    rows = tx.all(
        sa.select(rel.decision_id, rel.theme_ids)
        .join(last, sa.and_(last.c.decision_id == rel.decision_id, last.c.number == rel.number))
        .where(rel.decision_id.in_(decision_ids))
    )
    for row in rows:
        found[row.decision_id] = [("theme", id) for id in row.theme_ids]
    s = tables.statement.c
    for row in tx.all(
        sa.select(s.decision_id, s.council, sa.func.max(s.id).label("id"))
        .where(s.decision_id.in_(decision_ids))
        .group_by(s.decision_id, s.council)
    ):
        found.setdefault(row.decision_id, []).append(("statement", row.id))
    return found


def open_counts(tx: Tx, decision_ids: Sequence[int], *, published_only: bool = False) -> dict[int, tuple[int, int]]:
    """{decision: (themes of the newest release, subjects without an answer)}; drafts count unless `published_only`."""
    asked = subjects(tx, decision_ids)
    r = response.c
    written = sa.select(r.theme_id, r.statement_id, r.fields).where(r.decision_id.in_(list(asked)))
    if published_only:
        written = written.where(r.state == "published")
    rows = tx.all(written.order_by(r.version))
    latest = {("theme", row.theme_id) if row.theme_id else ("statement", row.statement_id): row.fields for row in rows}
    return {
        id: (
            sum(kind == "theme" for kind, _ in wanted),
            sum(not rules.answered(Draft.model_validate(latest[s]) if s in latest else None) for s in wanted),
        )
        for id, wanted in asked.items()
    }


def unanswered(tx: Tx, decision_id: int, *, published_only: bool = False) -> int:
    return open_counts(tx, [decision_id], published_only=published_only).get(decision_id, (0, 0))[1]


def unpublished_count(tx: Tx, decision_id: int) -> int:
    r = response.c
    count = sa.select(sa.func.count().label("n")).where(
        r.decision_id == decision_id, r.state.in_(("draft", "approved"))
    )
    row = tx.one(count)
    return row.n if row else 0


def due_of(found: Response | None, decided_on: date | None, reply_days: int) -> date | None:
    """By when the answer is due: its own promise, else the municipality's days from the decision."""
    if found is not None and found.draft.due is not None:
        return found.draft.due
    return answer_by(decided_on, None, reply_days)
