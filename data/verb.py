"""How a verb is declared: one transaction, one permission check, one log row.

    @verb(on="decision")
    def announce(tx: Tx, actor: Actor, decision_id: int) -> None: ...

is called as `announce(actor, decision_id)`. A verb writes and is logged; a query only reads. Both are refused unless
data/permissions.py has a rule for their name; the registry is walked by the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import sqlalchemy as sa

from data import clock, engine, log, permissions, tables
from data.permissions import Actor, Kind, Scene

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Tx:
    """The open transaction of one verb."""

    db: sa.Connection
    now: datetime
    scene: Scene
    entry: dict[str, Any] = field(default_factory=dict)
    silent: bool = False  # nothing changed after all: no log row
    afterwards: list[Callable[[], None]] = field(default_factory=list)  # called when it is committed

    def one(self, statement: sa.Select[Any]) -> sa.Row[Any] | None:
        return self.db.execute(statement).first()

    def all(self, statement: sa.Select[Any]) -> list[sa.Row[Any]]:
        return list(self.db.execute(statement))

    def insert(self, table: sa.Table, **values: Any) -> int:
        """Adds a row and returns its id."""
        return int(self.db.execute(table.insert().values(**values)).inserted_primary_key[0])

    def note(self, object: str, digest: str | None = None) -> None:
        """What the log row says was changed; `digest` is the HMAC of the new content."""
        self.entry = {"object": object} | ({"digest": digest} if digest else {})

    def unchanged(self) -> None:
        self.silent = True

    def touch(self, decision_id: int) -> None:
        """What is kept of this decision is no longer fresh; the decision of the verb's own object always is."""
        d = tables.decision
        self.db.execute(d.update().where(d.c.id == decision_id).values(touched=d.c.touched + 1))


@dataclass(frozen=True)
class Declared:
    name: str
    writes: bool
    on: Kind | None
    call: Callable[..., Any]


REGISTRY: dict[str, Declared] = {}

Body = Callable[Concatenate[Tx, Actor, P], R]


def verb(on: Kind | None = None) -> Callable[[Body[P, R]], Callable[Concatenate[Actor, P], R]]:
    return _declare(on, writes=True)


def query(on: Kind | None = None) -> Callable[[Body[P, R]], Callable[Concatenate[Actor, P], R]]:
    return _declare(on, writes=False)


def _declare(on: Kind | None, *, writes: bool) -> Callable[[Body[P, R]], Callable[Concatenate[Actor, P], R]]:
    def declare(body: Body[P, R]) -> Callable[Concatenate[Actor, P], R]:
        name = f"{body.__module__.removeprefix('data.')}.{body.__name__}"

        @wraps(body)
        def call(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            with engine.transaction(writes=writes) as connection:
                target = args[0] if on and args else None
                scene = permissions.allow(connection, name, actor, on, target)
                if writes:
                    _take_turn(connection, scene)
                tx = Tx(connection, clock.now(), scene)
                result = body(tx, actor, *args, **kwargs)
                if writes and not tx.silent:
                    _record(tx, name, actor, on, target)
            if not engine.is_together():  # then nothing is committed yet
                for step in tx.afterwards:
                    step()
            return result

        REGISTRY[name] = Declared(name, writes, on, call)
        return call

    return declare


def _take_turn(connection: sa.Connection, scene: Scene) -> None:
    """One writer at a time for each decision, so that what a verb reads stays true until it has written.

    SQLite has let in one writer only; PostgreSQL locks the decision's row, or the log when there is no decision yet.
    """
    if connection.dialect.name != "postgresql":
        return
    if scene.decision_id is None:
        log.take_turn(connection)
    else:
        row = sa.select(tables.decision.c.id).where(tables.decision.c.id == scene.decision_id)
        connection.execute(row.with_for_update())


def _record(tx: Tx, name: str, actor: Actor, on: Kind | None, target: Any) -> None:
    decision_id = tx.scene.decision_id
    if decision_id is not None:
        tx.touch(decision_id)
    entry: Mapping[str, Any] = {
        "actor": actor.person_id,
        "role": actor.role,
        "verb": name,
        "decision": decision_id,
        "object": f"{on}:{target}" if on else None,
        **tx.entry,
    }
    log.append(tx.db, tx.now, entry)


Op = Literal["set", "clear", "restore", "migrate"]
