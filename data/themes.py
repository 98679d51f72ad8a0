"""Themes: named by a person, with contributions tied to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import instruments, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import LANGUAGES, N_, Message

theme, tied = tables.theme, tables.theme_contribution
MAX_TITLE = 90
MAX_SUMMARY = 600


@dataclass(frozen=True)
class Theme:
    id: int
    title: Mapping[str, str]
    summary: Mapping[str, str]
    areas: list[str]
    alternatives: list[str]
    minority: bool
    tied: int = 0


@verb(on="decision")
def add(
    tx: Tx, actor: Actor, decision_id: int, *, title: Mapping[str, str], summary: Mapping[str, str] | None = None,
    areas: Sequence[str] = (), alternatives: Sequence[str] = (), minority: bool = False, token: str | None = None,
) -> int:  # fmt: skip
    """Names a theme and returns its id. Raises Refused by field."""
    if token:
        made = tx.one(sa.select(theme.c.id).where(theme.c.token == token))
        if made:
            tx.unchanged()
            return int(made.id)
    return store(
        tx, decision_id, title=title, summary=summary, areas=areas, alternatives=alternatives, minority=minority,
        token=token,
    )  # fmt: skip


def store(
    tx: Tx, decision_id: int, *, title: Mapping[str, str], summary: Mapping[str, str] | None = None,
    areas: Sequence[str] = (), alternatives: Sequence[str] = (), minority: bool = False, token: str | None = None,
) -> int:  # fmt: skip
    """The theme of `add` inside an open transaction."""
    values = _checked(title, summary or {}, areas)
    last = tx.one(sa.select(sa.func.count().label("n")).where(theme.c.decision_id == decision_id))
    id = tx.insert(
        theme, decision_id=decision_id, alternatives=list(alternatives), minority=minority,
        position=last.n if last else 0, at=tx.now, token=token, **values,
    )  # fmt: skip
    tx.note(f"theme:{id}")
    return id


@verb(on="theme")
def edit(
    tx: Tx, actor: Actor, theme_id: int, *, title: Mapping[str, str], summary: Mapping[str, str],
    areas: Sequence[str] = (), alternatives: Sequence[str] = (), minority: bool = False,
) -> None:  # fmt: skip
    values = _checked(title, summary, areas)
    tx.db.execute(
        theme.update()
        .where(theme.c.id == theme_id)
        .values(alternatives=list(alternatives), minority=minority, at=tx.now, **values)
    )


def _checked(title: Mapping[str, str], summary: Mapping[str, str], areas: Sequence[str]) -> dict[str, Any]:
    title = {k: v.strip() for k, v in title.items() if k in LANGUAGES and v.strip()}
    summary = {k: v.strip() for k, v in summary.items() if k in LANGUAGES and v.strip()}
    problems = []
    if not title:
        problems.append(("theme-title", Message(N_("Give the theme a name."))))
    if any(len(text) > MAX_TITLE for text in title.values()):
        problems.append(("theme-title", Message(N_("The name is too long; at most {n} characters."), {"n": MAX_TITLE})))
    if any("://" in text or "www." in text or "@" in text for text in title.values()):
        problems.append(("theme-title", Message(N_("Leave addresses out of the name."))))
    if any(len(text) > MAX_SUMMARY for text in summary.values()):
        too_long = Message(N_("The summary is too long; at most {n} characters."), {"n": MAX_SUMMARY})
        problems.append(("theme-summary", too_long))
    known = {a.id for t in instruments.current().templates.values() for s in t.sections for a in s.areas}
    if set(areas) - known:
        problems.append(("theme-areas", Message(N_("The value is not among the options. Choose one of them."))))
    if problems:
        raise Refused(problems)
    return {"title": title, "summary": summary, "areas": list(areas)}


@verb(on="contribution")
def tie(tx: Tx, actor: Actor, contribution_id: int, theme_ids: Sequence[int]) -> None:
    """Ties a contribution to exactly these themes of its own decision. Raises Refused for another's theme."""
    own = {row.id for row in tx.all(sa.select(theme.c.id).where(theme.c.decision_id == tx.scene.decision_id))}
    wanted = set(theme_ids)
    if wanted - own:
        raise Refused([("themes", Message(N_("The value is not among the options. Choose one of them.")))])
    before = {
        row.theme_id for row in tx.all(sa.select(tied.c.theme_id).where(tied.c.contribution_id == contribution_id))
    }
    if before == wanted:
        tx.unchanged()
        return
    tx.db.execute(tied.delete().where(tied.c.contribution_id == contribution_id))
    for theme_id in sorted(wanted):
        tx.db.execute(tied.insert().values(theme_id=theme_id, contribution_id=contribution_id))
    tx.db.execute(theme.update().where(theme.c.id.in_(before | wanted)).values(at=tx.now))
    tx.note(f"contribution:{contribution_id}")


@query(on="decision")
def listing(tx: Tx, actor: Actor, decision_id: int) -> list[Theme]:
    return load(tx, decision_id)


def load(tx: Tx, decision_id: int) -> list[Theme]:
    """The decision's themes in their order, each with how many contributions are tied to it (never shown as such)."""
    t = theme.c
    count = sa.select(sa.func.count()).where(tied.c.theme_id == t.id).scalar_subquery()
    rows = tx.all(
        sa.select(t.id, t.title, t.summary, t.areas, t.alternatives, t.minority, count)
        .where(t.decision_id == decision_id)
        .order_by(t.position, t.id)
    )
    return [Theme(*row) for row in rows]
