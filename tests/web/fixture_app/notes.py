"""Stands for data/: one text a key, and how often it was saved."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

FILE = os.environ["VAIKUTUSPOLKU_DATABASE_URL"].removeprefix("sqlite:///")


def open_notes() -> None:
    if reason := os.environ.get("REFUSE_START"):
        from data import StartRefused

        raise StartRefused(reason)
    with opened() as db:
        db.execute("CREATE TABLE IF NOT EXISTS note (key PRIMARY KEY, text, saves)")


def load(key: str) -> str:
    with opened() as db:
        row = db.execute("SELECT text FROM note WHERE key = ?", (key,)).fetchone()
    return row[0] if row else ""


def save(key: str, text: object) -> None:
    with opened() as db:
        db.execute(
            "INSERT INTO note VALUES (?, ?, 1) ON CONFLICT (key) DO UPDATE SET text = excluded.text, saves = saves + 1",
            (key, text),
        )


@contextmanager
def opened() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(FILE, timeout=10)
    try:
        with db:
            yield db
    finally:
        db.close()
