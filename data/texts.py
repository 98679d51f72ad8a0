"""Reading what residents wrote: a person clears each text, and only cleared words ever leave.

A decision may ask for two readers: then words are cleared only when a second person has given the same verdict. What
keeps words in (counting in themes only, removing) needs one person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import imports, tables
from data.kept import ByRevision
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation import privacy
from participation.privacy import Flag

activity, import_, contribution = tables.activity, tables.import_, tables.contribution
decision = tables.decision
tied = tables.theme_contribution


Seen = tuple[str | None, str | None, bool]  # verdict, excerpt, whether a second person has given it too


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
    second: bool = False  # a second person has given the same verdict
    own: bool = False  # the verdict is the reader's own

    @property
    def seen(self) -> Seen:
        """What the reader sees decided when giving a verdict."""
        return self.verdict, self.excerpt, self.second


@dataclass(frozen=True)
class Counts:
    """How many texts there are, how many nobody has read, and how many wait for their second reader."""

    all: int
    unread: int
    waiting: int

    @property
    def open(self) -> int:
        return self.unread + self.waiting


@dataclass(frozen=True)
class Queue:
    """One page of texts, the counts of all of them, and how many this reader can still give a verdict on."""

    texts: tuple[Contribution, ...]
    counts: Counts
    mine: int
    two_readers: bool

    @property
    def total(self) -> int:
        return self.counts.all

    @property
    def unread(self) -> int:
        return self.counts.unread


_counted: ByRevision[tuple[Counts, int]] = ByRevision(200)  # of a long queue, counting takes longer than the page


def _two_readers(tx: Tx, decision_id: int) -> bool:
    row = tx.one(sa.select(decision.c.two_readers).where(decision.c.id == decision_id))
    return bool(row and row.two_readers)


def _waits(two_readers: bool) -> sa.ColumnElement[bool]:
    """Whether the words of a text still need a second reader before they are cleared."""
    c = contribution.c
    return sa.and_(c.verdict.in_(privacy.CLEARING), c.second_by.is_(None)) if two_readers else sa.false()


def cleared_words(tx: Tx, decision_id: int) -> sa.ColumnElement[str | None]:
    """The words of a text that may be shown, as a column: NULL until everybody who must has cleared them."""
    return sa.case((_waits(_two_readers(tx, decision_id)), sa.null()), else_=contribution.c.excerpt)


def counts(tx: Tx, decision_id: int) -> Counts:
    c = contribution.c
    n, waits = sa.func.count(), _waits(_two_readers(tx, decision_id))
    row = tx.one(
        sa.select(n.label("all"), n.filter(c.verdict.is_(None)).label("unread"), n.filter(waits).label("waiting"))
        .select_from(contribution.join(import_).join(activity))
        .where(activity.c.decision_id == decision_id, imports.in_use())
    )
    return Counts(row.all, row.unread, row.waiting) if row else Counts(0, 0, 0)


@query(on="decision")
def queue(
    tx: Tx, actor: Actor, decision_id: int, *, unread_only: bool = True, flagged_only: bool = False, skip: int = 0,
    limit: int = 1,
) -> Queue:  # fmt: skip
    """Texts in the order of their import; flagged ones carry their flags.

    `unread_only` leaves what this reader can give a verdict on: what nobody has read, and with two readers what
    somebody else has cleared once.
    """
    c = contribution.c
    two = _two_readers(tx, decision_id)
    path = contribution.join(import_).join(activity)
    own = (activity.c.decision_id == decision_id, imports.in_use())
    as_second = sa.and_(_waits(two), c.by != actor.person_id)

    def count() -> tuple[Counts, int]:
        found = counts(tx, decision_id)
        if not two:
            return found, found.unread
        row = tx.one(sa.select(sa.func.count().label("n")).select_from(path).where(*own, as_second))
        return found, found.unread + (row.n if row else 0)

    found, mine = _counted.get(tx, decision_id, count, actor.person_id)
    conditions: list[sa.ColumnElement[bool]] = []
    if unread_only:
        conditions.append(sa.or_(c.verdict.is_(None), as_second) if two else c.verdict.is_(None))
    if flagged_only:
        conditions.append(sa.cast(c.flags, sa.Text) != "[]")
    files = [row.id for row in tx.all(sa.select(import_.c.id).select_from(import_.join(activity)).where(*own))]
    page = _in_order(tx, files, conditions, skip, limit)
    rows = tx.all(
        sa.select(contribution, import_.c.activity_id)
        .select_from(contribution.join(import_))
        .where(c.id.in_(page))
        .order_by(c.id)
    )
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
            row.second_by is not None,
            row.by == actor.person_id,
        )
        for row in rows
    )
    return Queue(texts, found, mine, two)


def _in_order(
    tx: Tx, files: Sequence[int], conditions: Sequence[sa.ColumnElement[bool]], skip: int, limit: int
) -> list[int]:
    """The ids of one page. An index has each file's texts in order, so that a long queue is not sorted for a page."""
    if not files:
        return []
    c = contribution.c
    firsts = [
        sa.select(c.id).where(c.import_id == file, *conditions).order_by(c.id).limit(skip + limit).subquery()
        for file in files
    ]
    together = sa.union_all(*(sa.select(first.c.id) for first in firsts)).subquery()
    rows = tx.all(sa.select(together.c.id).order_by(together.c.id).offset(skip).limit(limit))
    return [row.id for row in rows]


@verb(on="contribution")
def clear(
    tx: Tx, actor: Actor, contribution_id: int, verdict: str | None, excerpt: str | None = None, *,
    seen: Seen | None = None,
) -> None:  # fmt: skip
    """Records a person's verdict; None takes it back. `remove` deletes the words and keeps the count.

    `seen` is what stood decided where the verdict was given. When something else stands by now, the person was looking
    at another text or an older page: nothing is recorded, and Refused says so.

    The same verdict on the same words by another person makes that person their second reader; another verdict, or
    other words, takes the first one's place and waits for a second reader anew.
    Raises Refused for a shortened text that is empty or says what the resident did not.
    """
    c = contribution.c
    row = tx.one(sa.select(c.body, c.verdict, c.excerpt, c.by, c.second_by).where(c.id == contribution_id))
    assert row is not None  # the permission check has found it
    if seen is not None and seen != (row.verdict, row.excerpt, row.second_by is not None):
        raise Refused(
            [("seen", Message(N_("That text was decided already. Read the text shown now and choose again.")))]
        )
    values: dict[str, Any] = {
        "verdict": verdict, "excerpt": None, "by": actor.person_id, "at": tx.now, "second_by": None,
    }  # fmt: skip
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
        if verdict in privacy.CLEARING and (verdict, values["excerpt"]) == (row.verdict, row.excerpt):
            if actor.person_id in (row.by, row.second_by):
                tx.unchanged()
                return
            values |= {"by": row.by, "second_by": actor.person_id}
    tx.db.execute(contribution.update().where(c.id == contribution_id).values(**values))
    tx.note(f"contribution:{contribution_id}")


@verb(on="contribution")
def withdraw(tx: Tx, actor: Actor, contribution_id: int) -> None:
    """Takes back one's own second reading: the first reader's verdict stands and waits again."""
    c = contribution.c
    mine = sa.and_(c.id == contribution_id, c.second_by == actor.person_id)
    if not tx.db.execute(contribution.update().where(mine).values(second_by=None, at=tx.now)).rowcount:
        tx.unchanged()
        return
    tx.note(f"contribution:{contribution_id}")


@verb(on="decision")
def ask_two_readers(tx: Tx, actor: Actor, decision_id: int, wanted: bool) -> None:
    """Whether words of this decision's residents are shown only when two people have cleared them."""
    if _two_readers(tx, decision_id) == wanted:
        tx.unchanged()
        return
    tx.db.execute(decision.update().where(decision.c.id == decision_id).values(two_readers=wanted))
    tx.note(f"decision:{decision_id}")
