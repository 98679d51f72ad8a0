"""Reading what residents wrote: a person clears each text, and only cleared words ever leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import imports, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation import privacy
from participation.privacy import Flag

activity, import_, contribution = tables.activity, tables.import_, tables.contribution
tied = tables.theme_contribution


@dataclass(frozen=True)
class Contribution:
    """One text in the review queue. `body` is for the reviewer's eyes only."""

    id: int
    activity_id: int
    source_id: str
    body: str
    language: str | None
    about: Mapping[str, Any]
    flags: tuple[Flag, ...]
    verdict: str | None
    excerpt: str | None
    themes: tuple[int, ...]


@dataclass(frozen=True)
class Queue:
    """One page of texts and how many there are in all and unread."""

    texts: tuple[Contribution, ...]
    total: int
    unread: int


@query(on="decision")
def queue(
    tx: Tx, actor: Actor, decision_id: int, *, unread_only: bool = True, flagged_only: bool = False, skip: int = 0,
    limit: int = 1,
) -> Queue:  # fmt: skip
    """Texts in the order of their import; flagged ones carry their flags."""
    c = contribution.c
    path = contribution.join(import_).join(activity)
    own = (activity.c.decision_id == decision_id, imports.in_use())
    mine = sa.select(contribution, import_.c.activity_id).select_from(path).where(*own)
    unread = c.verdict.is_(None)
    count = sa.select(sa.func.count().label("n")).select_from(path)
    count = count.where(*own)
    total, open_ = tx.one(count), tx.one(count.where(unread))
    wanted = mine.where(unread) if unread_only else mine
    if flagged_only:
        wanted = wanted.where(sa.cast(c.flags, sa.Text) != "[]")
    rows = tx.all(wanted.order_by(c.id).offset(skip).limit(limit))
    ties: dict[int, list[int]] = {}
    for row in tx.all(sa.select(tied).where(tied.c.contribution_id.in_([row.id for row in rows]))):
        ties.setdefault(row.contribution_id, []).append(row.theme_id)
    texts = tuple(
        Contribution(
            row.id,
            row.activity_id,
            row.source_id,
            row.body,
            row.language,
            row.about,
            tuple(Flag(*flag) for flag in row.flags),
            row.verdict,
            row.excerpt,
            tuple(sorted(ties.get(row.id, ()))),
        )
        for row in rows
    )
    return Queue(texts, total.n if total else 0, open_.n if open_ else 0)


@verb(on="contribution")
def clear(tx: Tx, actor: Actor, contribution_id: int, verdict: str | None, excerpt: str | None = None) -> None:
    """Records a person's verdict; None takes it back. `remove` deletes the words and keeps the count.

    Raises Refused for a shortened text that is empty or says what the resident did not.
    """
    c = contribution.c
    row = tx.one(sa.select(c.body, c.verdict).where(c.id == contribution_id))
    assert row is not None  # the permission check has found it
    values: dict[str, Any] = {"verdict": verdict, "excerpt": None, "by": actor.person_id, "at": tx.now}
    if verdict is not None:
        if verdict not in privacy.VERDICTS:
            raise Refused([("verdict", Message(N_("The value is not among the options. Choose one of them.")))])
        try:
            values["excerpt"] = privacy.clearable(row.body, verdict, excerpt)
        except ValueError as error:
            texts = {
                "empty excerpt": Message(N_("Leave some of the text, or choose another verdict.")),
                "excerpt adds words": Message(N_("Only leave words out; do not add any or change their order.")),
            }
            raise Refused([("excerpt", texts[str(error)])]) from None
        if verdict == "remove":
            values |= {"body": "", "flags": []}
    tx.db.execute(contribution.update().where(c.id == contribution_id).values(**values))
    tx.note(f"contribution:{contribution_id}")
