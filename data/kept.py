"""Values that are the same for everyone who may read a decision, kept until the decision is touched again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

import sqlalchemy as sa

from data import engine, tables
from data.verb import Tx

V = TypeVar("V")


class ByRevision(Generic[V]):
    """A cache: (engine, decision, touched, what else it depends on) -> value, the longest unused one dropped first.

    Every verb on a decision grows its `touched`, so a kept value is never older than what the transaction sees. Inside
    `engine.together` nothing is kept, since it may yet be rolled back.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[tuple[Hashable, ...], V] = OrderedDict()
        self._lock = Lock()

    def get(self, tx: Tx, decision_id: int, make: Callable[[], V], *depends: Hashable) -> V:
        if engine.is_together():
            return make()
        touched = tx.one(sa.select(tables.decision.c.touched).where(tables.decision.c.id == decision_id))
        assert touched is not None  # the permission check has found it
        key = (engine.number(), decision_id, touched.touched, *depends)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return value
