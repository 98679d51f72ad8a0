"""Numbers of residents beside a survey's respondents: by its own groups, from a table of official statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from data import tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation import columnar
from participation.population import Residents, in_order

population, import_ = tables.population, tables.import_
MOST_RESIDENTS = 100_000_000
LONGEST = 300  # characters of a title, a source or a day


@dataclass(frozen=True)
class Asked:
    """The background variable by which a survey's respondents are grouped: its column, its name and its values."""

    variable: str
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """What a survey asked of its respondents, and the numbers of residents given for it."""

    asked: Asked | None  # None: no survey has been brought in, or it has no background variable
    given: Residents | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Groups of respondents without a number of residents."""
        known = self.given.numbers if self.given and self.asked and self.given.variable == self.asked.variable else {}
        return tuple(value for value in self.asked.values if value not in known) if self.asked else ()


@query(on="activity")
def beside(tx: Tx, actor: Actor, activity_id: int) -> Beside:
    return Beside(_asked(tx, activity_id), load(tx, activity_id))


def load(tx: Tx, activity_id: int) -> Residents | None:
    p = population.c
    row = tx.one(sa.select(p.variable, p.numbers, p.title, p.source, p.updated).where(p.activity_id == activity_id))
    return Residents(*row) if row else None


def _asked(tx: Tx, activity_id: int) -> Asked | None:
    i = import_.c
    row = tx.one(
        sa.select(i.payload)
        .where(i.activity_id == activity_id, i.current, i.emptied_at.is_(None), i.adapter == "survey")
        .order_by(i.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    found = columnar.unpack(row.payload)
    column = next((one for one in found["columns"].to_pylist() if one["role"] == "background"), None)
    if column is None:
        return None
    values = {value for value in found["answers"][column["id"]].to_pylist() if value is not None}
    return Asked(column["id"], column["header"], tuple(in_order(values)))


@verb(on="activity")
def give(
    tx: Tx, actor: Actor, activity_id: int, numbers: Mapping[str, int], *, title: str, source: str, updated: str
) -> None:
    """Gives the numbers of residents, in place of earlier ones. Raises Refused by field."""
    asked = _asked(tx, activity_id)
    problems = []
    if asked is None or set(asked.values) - numbers.keys():
        problems.append(("groups", Message(N_("Every group of respondents needs its number of residents."))))
    if any(isinstance(n, bool) or not 0 <= n <= MOST_RESIDENTS for n in numbers.values()):
        problems.append(("groups", Message(N_("A number of residents is not possible."))))
    if not source.strip():
        problems.append(("source", Message(N_("Tell where the numbers are from."))))
    if problems or asked is None:
        raise Refused(problems)
    said = {"title": title, "source": source, "updated": updated}
    tx.db.execute(population.delete().where(population.c.activity_id == activity_id))
    tx.db.execute(
        population.insert().values(
            activity_id=activity_id, variable=asked.variable, numbers=dict(numbers), by=actor.person_id, at=tx.now,
            **{name: " ".join(text.split())[:LONGEST] for name, text in said.items()},
        )
    )  # fmt: skip
    tx.note(f"population:{activity_id}")


@verb(on="activity")
def take_away(tx: Tx, actor: Actor, activity_id: int) -> None:
    """Takes the numbers away: respondents are no longer compared with the population in later releases."""
    if not tx.db.execute(population.delete().where(population.c.activity_id == activity_id)).rowcount:
        tx.unchanged()
        return
    tx.note(f"population:{activity_id}")
