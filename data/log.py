"""The append-only log: one row for every act, each naming the hash of the one before.

A row holds no content. Where an act stored a text, its HMAC is in the row, keyed by a random salt kept beside the
text: erasing text and salt leaves a row that reveals nothing and still verifies. Source: trust design, section 4.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import tables
from participation.release import canonical_json

FIRST = ""
LOCK = 7_264_531  # any constant: the PostgreSQL advisory lock that orders the chain


def digest(salt: bytes, value: object) -> str:
    return hmac.new(salt, canonical_json(value), "sha256").hexdigest()


def take_turn(connection: sa.Connection) -> None:
    """Waits until no other transaction is adding to the chain; on SQLite the one writer has waited already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def append(connection: sa.Connection, at: datetime, entry: Mapping[str, Any]) -> None:
    """Adds one row to the chain, in the caller's transaction."""
    take_turn(connection)
    last = connection.execute(
        sa.select(tables.log.c.seq, tables.log.c.hash).order_by(tables.log.c.seq.desc()).limit(1)
    ).first()
    seq, prev = (last.seq + 1, last.hash) if last else (0, FIRST)
    body = canonical_json({"seq": seq, "prev": prev, "at": at.isoformat(), **entry}).decode()
    connection.execute(tables.log.insert().values(seq=seq, prev=prev, body=body, hash=_hash(body)))


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def rows(connection: sa.Connection) -> list[tuple[int, str, str]]:
    """(seq, body, hash) in order."""
    found = connection.execute(sa.select(tables.log.c.seq, tables.log.c.body, tables.log.c.hash).order_by("seq"))
    return [tuple(row) for row in found.all()]


def _follows(body: str, seq: int, prev: str) -> bool:
    """Whether the row says that it is number `seq` and comes after `prev`.

    The whole log passes by here, and parsing takes most of the time. A quotation mark inside a value is written with a
    backslash before it, so in canonical JSON these pieces can be nothing but the two fields.
    """
    return f'"prev":"{prev}"' in body and f'"seq":{seq},' in body


def verify(entries: Iterable[tuple[int, str, str]], anchors: Mapping[int, str] | None = None) -> int | None:
    """The sequence number of the first row that does not hold, or None.

    `anchors` are hashes kept outside the database ({seq: hash}); without one, the newest rows can be rebuilt unseen.
    """
    prev, seen = FIRST, {}
    for i, (seq, body, stored) in enumerate(entries):
        if seq != i or not _follows(body, i, prev) or _hash(body) != stored:
            return i
        prev = seen[i] = stored
    return next((seq for seq, known in (anchors or {}).items() if seen.get(seq) != known), None)
