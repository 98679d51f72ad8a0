"""Files brought in for the activities of a decision: each whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation import columnar, privacy
from participation.adapters import Parsed

activity, import_, contribution = tables.activity, tables.import_, tables.contribution
column_mapping = tables.column_mapping
CHUNK = 1000


@dataclass(frozen=True)
class Imported:
    """What is remembered of one file."""

    id: int
    activity_id: int
    sha256: str
    adapter: str
    adapter_version: str
    original_name: str
    counts: Mapping[str, object]
    dropped: list[str]
    notes: list[str]
    current: bool
    at: datetime


@dataclass(frozen=True)
class Remembered:
    """What was said of the columns of the last file of this shape, by header, as the survey adapter takes it."""

    columns: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class Stored:
    """What one import did. `already` is set when the same file was there before, and nothing was stored."""

    id: int
    texts: int
    overlapping: int
    already: datetime | None = None


def fingerprint(files: Mapping[str, bytes]) -> str:
    """One SHA-256 for a set of files, whatever their names, zipped or not."""
    hashes = sorted(hashlib.sha256(content).hexdigest() for content in files.values())
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def in_use() -> sa.ColumnElement[bool]:
    """Of contributions joined with their import: whether the text still belongs to what was brought in last.

    A newer export of a survey holds the older answers again under other surrogates; the texts of other files keep
    their ids, and are left out of the newer one.
    """
    return sa.or_(import_.c.adapter != "survey", import_.c.current)


@verb(on="activity")
def store(
    tx: Tx,
    actor: Actor,
    activity_id: int,
    parsed: Parsed,
    *,
    sha256: str,
    original_name: str,
    basis: str | None = None,
    columns: tuple[str, Mapping[str, Any]] | None = None,
) -> Stored:
    """Stores one parsed file in one transaction: the payload as one column, the texts as rows, flagged.

    The same file again stores nothing and says when it came. Texts whose source id the activity already has are left
    out and counted. A newer export of the same source takes the place of the older votes. `columns` are a survey's
    shape and what a person said of its columns: remembered for the next file of that shape.
    Raises Refused while the file's own questions are open.
    """
    if parsed.questions:
        raise Refused([("file", Message(N_("Answer the questions about the file first.")))])
    before = tx.one(
        sa.select(import_.c.id, import_.c.at).where(import_.c.activity_id == activity_id, import_.c.sha256 == sha256)
    )
    if before:
        tx.unchanged()
        return Stored(before.id, 0, 0, before.at)
    other = tx.one(
        sa.select(import_.c.id).where(
            import_.c.activity_id == activity_id, import_.c.current, import_.c.adapter != parsed.adapter
        )
    )
    if other:
        text = N_("This activity already holds a file of another kind. Add an activity of its own for this file.")
        raise Refused([("file", Message(text))])
    known = {
        row.source_id
        for row in tx.all(
            sa.select(contribution.c.source_id)
            .select_from(contribution.join(import_))
            .where(import_.c.activity_id == activity_id)
        )
    }
    fresh = [text for text in parsed.texts if text.source_id not in known]
    tx.db.execute(
        import_.update()
        .where(import_.c.activity_id == activity_id, import_.c.adapter == parsed.adapter)
        .values(current=False)
    )
    overlapping = len(parsed.texts) - len(fresh)
    counts = {
        "read": dict(parsed.read),
        "stored": dict(parsed.stored),
        "left_out": {**parsed.left_out, **({"overlapping_texts": overlapping} if overlapping else {})},
        "checks": dict(parsed.checks),
    }
    id = tx.insert(
        import_, activity_id=activity_id, sha256=sha256, adapter=parsed.adapter, adapter_version=parsed.version,
        original_name=original_name[:200], counts=counts, dropped=list(parsed.dropped), notes=list(parsed.notes),
        payload=columnar.pack(parsed.tables), current=True, by=actor.person_id, at=tx.now,
    )  # fmt: skip
    rows = [
        {
            "import_id": id,
            "source_id": text.source_id,
            "body": text.body,
            "language": text.language,
            "about": dict(text.meta),
            "flags": [[flag.kind, flag.start, flag.end] for flag in privacy.flags(text.body)],
        }
        for text in fresh
    ]
    for start in range(0, len(rows), CHUNK):
        tx.db.execute(contribution.insert(), rows[start : start + CHUNK])
    if parsed.adapter == "survey":
        _carry_over(tx, activity_id, id)
    if columns:
        _remember(tx, actor, activity_id, *columns)
    values = {}
    if basis:
        values["basis"] = basis
    if parsed.period:
        values |= {
            "starts": sa.func.coalesce(activity.c.starts, sa.literal(parsed.period[0], sa.Date)),
            "ends": sa.func.coalesce(activity.c.ends, sa.literal(parsed.period[1], sa.Date)),
        }
    if values:
        tx.db.execute(activity.update().where(activity.c.id == activity_id).values(**values))
    tx.note(f"import:{id}", sha256)
    return Stored(id, len(fresh), overlapping)


def _remember(tx: Tx, actor: Actor, activity_id: int, shape: str, columns: Mapping[str, Any]) -> None:
    row = tx.one(sa.select(activity.c.decision_id).where(activity.c.id == activity_id))
    assert row is not None  # the permission check has found it
    tx.db.execute(column_mapping.delete().where(column_mapping.c.shape == shape))
    values = {"shape": shape, "decision_id": row.decision_id, "columns": dict(columns), "by": actor.person_id}
    tx.db.execute(column_mapping.insert().values(**values, at=tx.now))


@query(on="activity")
def remembered(tx: Tx, actor: Actor, activity_id: int, shape: str) -> Remembered | None:
    """What was said of the columns of the last file of this shape; None when there was none.

    Codes of alternatives are another decision's own, and are left out when the file was of another decision.
    """
    m = column_mapping.c
    row = tx.one(sa.select(m.decision_id, m.columns, m.at).where(m.shape == shape))
    if row is None:
        return None
    here = tx.one(sa.select(activity.c.decision_id).where(activity.c.id == activity_id))
    same = here is not None and here.decision_id == row.decision_id
    kept = {
        header: {name: value for name, value in column.items() if same or name != "alternative"}
        for header, column in row.columns.items()
    }
    return Remembered(kept, row.at)


def _carry_over(tx: Tx, activity_id: int, import_id: int) -> None:
    """What a person has said of a text is said of the same words in a newer export of the survey."""
    c, tied = contribution.c, tables.theme_contribution
    read: dict[str, sa.Row[Any]] = {}
    for row in tx.all(
        sa.select(c.id, c.body, c.verdict, c.excerpt, c.by, c.at, c.second_by)
        .select_from(contribution.join(import_))
        .where(import_.c.activity_id == activity_id, import_.c.id != import_id, c.body != "")
        .order_by(c.id)
    ):
        read[row.body] = row
    if not read:
        return
    ties: dict[int, list[int]] = {}
    for row in tx.all(sa.select(tied).where(tied.c.contribution_id.in_([row.id for row in read.values()]))):
        ties.setdefault(row.contribution_id, []).append(row.theme_id)
    for row in tx.all(sa.select(c.id, c.body).where(c.import_id == import_id)):
        before = read.get(row.body)
        if before is None:
            continue
        if before.verdict is not None:
            said = ("verdict", "excerpt", "by", "at", "second_by")
            values = {name: getattr(before, name) for name in said}
            tx.db.execute(contribution.update().where(c.id == row.id).values(**values))
        for theme_id in ties.get(before.id, ()):
            tx.db.execute(tied.insert().values(theme_id=theme_id, contribution_id=row.id))


@query(on="decision")
def listing(tx: Tx, actor: Actor, decision_id: int) -> list[Imported]:
    i = import_.c
    columns = (
        i.id, i.activity_id, i.sha256, i.adapter, i.adapter_version, i.original_name, i.counts, i.dropped, i.notes,
        i.current, i.at,
    )  # fmt: skip
    rows = tx.all(
        sa.select(*columns)
        .select_from(import_.join(activity))
        .where(activity.c.decision_id == decision_id)
        .order_by(i.id)
    )
    return [Imported(*row) for row in rows]
