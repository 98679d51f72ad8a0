"""Activities: every event and channel through which residents are heard, what it costs, and when it is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import instruments, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import LANGUAGES, N_, Message

activity = tables.activity
LONGEST = 300  # characters of a field; a title has 200
MOST_MINUTES = 100_000 * 60
MOST_CENTS = 2_000_000_000  # what a column of four bytes holds


@dataclass(frozen=True)
class Activity:
    """One event or channel through which residents are heard. Costs are in euro cents, working time in minutes."""

    id: int
    decision_id: int
    channel: str
    title: Mapping[str, str]
    kind: str | None
    place: str | None
    area: str | None
    audience: str | None
    method: str | None
    starts: date | None
    ends: date | None
    collected_by: str | None
    basis: str | None
    notice_link: str | None
    cost_planned: int | None
    cost_actual: int | None
    minutes_planned: int | None
    minutes_actual: int | None


FIELDS = tuple(field for field in Activity.__dataclass_fields__ if field not in ("id", "decision_id"))


@verb(on="decision")
def add(tx: Tx, actor: Actor, decision_id: int, *, token: str | None = None, **fields: Any) -> int:
    """Adds an activity and returns its id; `fields` are those of Activity. Raises Refused by field."""
    if token:
        made = tx.one(sa.select(activity.c.id).where(activity.c.token == token))
        if made:
            tx.unchanged()
            return int(made.id)
    values = _checked(fields)
    id = tx.insert(activity, decision_id=decision_id, by=actor.person_id, at=tx.now, token=token, **values)
    tx.note(f"activity:{id}")
    return id


@verb(on="activity")
def edit(tx: Tx, actor: Actor, activity_id: int, **fields: Any) -> None:
    """Changes what is known of an activity: what it cost is known only when it is over. Raises Refused by field."""
    tx.db.execute(activity.update().where(activity.c.id == activity_id).values(**_checked(fields)))
    tx.note(f"activity:{activity_id}")


@query(on="decision")
def listing(tx: Tx, actor: Actor, decision_id: int) -> list[Activity]:
    return load(tx, decision_id)


def load(tx: Tx, decision_id: int) -> list[Activity]:
    a = activity.c
    columns = (a.id, a.decision_id, *(a[name] for name in FIELDS))
    rows = tx.all(sa.select(*columns).where(a.decision_id == decision_id).order_by(a.starts, a.id))
    return [Activity(*row) for row in rows]


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored; one that was not given is empty. Raises Refused by field."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"an activity has no {sorted(unknown)[0]}")
    values = {name: fields.get(name) for name in FIELDS}
    title = values["title"] or {}
    values["title"] = {k: v.strip()[:200] for k, v in title.items() if k in LANGUAGES and v.strip()}
    lists = instruments.current().library.lists
    starts, ends, link = values["starts"], values["ends"], values["notice_link"]
    problems = []
    if values["channel"] not in lists["input_sources"]:
        problems.append(("channel", Message(N_("Choose the channel."))))
    if not values["title"]:
        problems.append(("activity-title", Message(N_("Give the activity a name."))))
    if values["kind"] is not None and values["kind"] not in lists["activity_kinds"]:
        problems.append(("kind", Message(N_("The value is not among the options. Choose one of them."))))
    if starts and ends and ends < starts:
        problems.append(("ends", Message(N_("The last day is before the first."))))
    if link and not link.startswith(("https://", "http://")):
        problems.append(("notice-link", Message(N_("A link begins with https:// or http://."))))
    if link and len(link) > LONGEST:
        problems.append(("notice-link", Message(N_("The link is longer than {n} characters."), {"n": LONGEST})))
    limits = {"cost": MOST_CENTS, "minutes": MOST_MINUTES}
    for name in ("cost_planned", "cost_actual", "minutes_planned", "minutes_actual"):
        if values[name] is not None and not 0 <= values[name] <= limits[name.split("_")[0]]:
            problems.append((name.replace("_", "-"), Message(N_("The number is not possible. Correct it."))))
    if problems:
        raise Refused(problems)
    for name in ("place", "area", "audience", "method", "collected_by", "basis", "notice_link"):
        values[name] = (values[name] or "").strip()[:LONGEST] or None
    return values
