"""Requests to those who prepare: a councillor or a council asks for more, or for the matter to be prepared again.

Everyone who may read the decision reads the request and its answer; people appear by role. An answer is corrected by a
new version, and the old one stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from assessment.asking import KINDS
from data import tables
from data.permissions import ASKERS, Actor, NotAllowed
from data.refusals import Refused, too_long
from data.verb import Tx, query, verb
from locales import N_, Message, Sayable
from participation import privacy

request, request_answer = tables.request, tables.request_answer
MAX_REQUEST = 1500
MAX_ANSWER = 3000
IDENTIFIERS = ("hetu", "email", "phone", "iban")


@dataclass(frozen=True)
class Answer:
    version: int
    body: str
    by_role: str
    at: datetime


@dataclass(frozen=True)
class Request:
    """One request as this reader sees it; `answers` are its versions, the newest first.

    `withdrawn`: its words have been taken back and are gone. `own`: the reader may take it back.
    """

    id: int
    kind: str
    body: str
    by_role: str
    at: datetime
    edition: int | None
    withdrawn: bool
    own: bool
    answers: tuple[Answer, ...] = ()

    @property
    def open(self) -> bool:
        return not self.withdrawn and not self.answers


@dataclass(frozen=True)
class Waiting:
    """A request without an answer, as a desk shows it."""

    decision_id: int
    title: Mapping[str, str]
    kind: str
    body: str
    by_role: str
    at: datetime


@verb(on="decision")
def ask(tx: Tx, actor: Actor, decision_id: int, kind: str, body: str, *, token: str | None = None) -> int:
    """Sends a request and returns its id; the same `token` again returns the one it already made. Raises Refused."""
    if token:
        made = tx.one(sa.select(request.c.id).where(request.c.token == token))
        if made:
            tx.unchanged()
            return int(made.id)
    problems = _problems("request", body, MAX_REQUEST, Message(N_("Write first what you ask for.")))
    if kind not in KINDS:
        problems.append(("request-kind", Message(N_("The value is not among the options. Choose one of them."))))
    if problems:
        raise Refused(problems)
    b = tables.briefing.c
    read = tx.one(sa.select(sa.func.max(b.edition).label("n")).where(b.decision_id == decision_id))
    id = tx.insert(
        request, decision_id=decision_id, kind=kind, body=body.strip(), edition=read.n if read else None,
        by=actor.person_id, by_role=actor.role, at=tx.now, token=token,
    )  # fmt: skip
    tx.note(f"request:{id}")
    return id


@verb(on="request")
def withdraw(tx: Tx, actor: Actor, request_id: int) -> None:
    """Takes the words away for good; that something was asked stays. The asker, or those who prepare."""
    row = tx.one(sa.select(request.c.by, request.c.withdrawn_at).where(request.c.id == request_id))
    assert row is not None  # the permission check has found it
    if actor.role in ASKERS and row.by != actor.person_id:
        raise NotAllowed("requests.withdraw")
    if row.withdrawn_at is not None:
        tx.unchanged()
        return
    tx.db.execute(request.update().where(request.c.id == request_id).values(body="", withdrawn_at=tx.now))


@verb(on="request")
def answer(tx: Tx, actor: Actor, request_id: int, body: str, *, seen: int = 0) -> int:
    """Answers, or corrects the answer whose version is `seen`; returns the new version. Raises Refused."""
    problems = _problems(f"answer-{request_id}", body, MAX_ANSWER, Message(N_("Write the answer first.")))
    if problems:
        raise Refused(problems)
    asked = tx.one(sa.select(request.c.withdrawn_at).where(request.c.id == request_id))
    assert asked is not None
    if asked.withdrawn_at is not None:
        raise Refused([(f"answer-{request_id}", Message(N_("The request has been taken back meanwhile.")))])
    newest = _answers(tx, [request_id]).get(request_id, ())
    version = newest[0].version if newest else 0
    if version != seen:
        text = N_("Somebody else has answered meanwhile. Their answer is shown above; yours is still here.")
        raise Refused([(f"answer-{request_id}", Message(text))])
    if newest and newest[0].body == body.strip():
        tx.unchanged()
        return version
    values = {"body": body.strip(), "by": actor.person_id, "by_role": actor.role, "at": tx.now}
    tx.db.execute(request_answer.insert().values(request_id=request_id, version=version + 1, **values))
    return version + 1


@query(on="decision")
def listing(tx: Tx, actor: Actor, decision_id: int) -> list[Request]:
    """Every request of a decision, the newest first."""
    rows = tx.all(sa.select(request).where(request.c.decision_id == decision_id).order_by(request.c.id.desc()))
    answers = _answers(tx, [row.id for row in rows])
    return [
        Request(
            row.id, row.kind, row.body, row.by_role, row.at, row.edition, row.withdrawn_at is not None,
            row.by == actor.person_id, answers.get(row.id, ()),
        )
        for row in rows
    ]  # fmt: skip


@query()
def waiting(tx: Tx, actor: Actor) -> list[Waiting]:
    """Requests that nobody has answered yet, the oldest first."""
    d = tables.decision.c
    answered = sa.exists().where(request_answer.c.request_id == request.c.id)
    rows = tx.all(
        sa.select(request.c.decision_id, d.title, request.c.kind, request.c.body, request.c.by_role, request.c.at)
        .join(tables.decision, d.id == request.c.decision_id)
        .where(request.c.withdrawn_at.is_(None), ~answered)
        .order_by(request.c.id)
    )
    return [Waiting(*row) for row in rows]


def _answers(tx: Tx, ids: Sequence[int]) -> dict[int, tuple[Answer, ...]]:
    c = request_answer.c
    found: dict[int, tuple[Answer, ...]] = {}
    for row in tx.all(sa.select(request_answer).where(c.request_id.in_(ids)).order_by(c.version.desc())):
        found[row.request_id] = (*found.get(row.request_id, ()), Answer(row.version, row.body, row.by_role, row.at))
    return found


def _problems(key: str, body: str, limit: int, empty: Message) -> list[tuple[str, Sayable]]:
    """Everyone reads these words, so an identifier of a person in them is refused."""
    if not body.strip():
        return [(key, empty)]
    if found := too_long(body, limit):
        return [(key, found)]
    flag = next((flag for flag in privacy.flags(body) if flag.kind in IDENTIFIERS), None)
    if flag is not None:
        text = N_("The text holds a person's identifier or contact details: “{words}”. Everyone reads it; take it out.")
        return [(key, Message(text, {"words": body[flag.start : flag.end]}))]
    return []
