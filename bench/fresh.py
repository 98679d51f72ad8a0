"""A database of a bench's own, and a new decision in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.permissions import Actor


@contextmanager
def database(folder: Path) -> Iterator[Actor]:
    """A fresh, migrated database that is put to use, and a preparer in it."""
    from data import engine, people, schema
    from data.permissions import Actor

    made = engine.make(f"sqlite:///{folder}/bench.db")
    schema.upgrade(made)
    engine.use(made)
    try:
        yield Actor(people.add("Preparer", "bench", "preparer", ["preparer"]), "preparer")
    finally:
        engine.use(None)
        made.dispose()


def activity_of_a_new_decision(preparer: Actor, title: str = "Made up") -> tuple[int, int]:
    """Ids of a new decision and of its conversation, which has no votes yet."""
    from data import activities, decisions

    decision = decisions.create(
        preparer,
        title={"fi": title},
        body="Valtuusto",
        service="Palvelu",
        meeting_date=None,
        alternatives=["Nykytila", "Muutos", "Toinen muutos"],
    )
    return decision, activities.add(preparer, decision, channel="conversation", title={"fi": title})
