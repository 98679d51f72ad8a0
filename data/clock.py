"""The time. Verbs take it from here, so that tests and the demonstration data can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set: ContextVar[datetime | None] = ContextVar("set_time", default=None)


def now() -> datetime:
    """UTC, aware."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block the time stands still at `moment`."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
