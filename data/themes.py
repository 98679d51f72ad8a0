"""Themes: named by a person, with contributions tied to them; merged and split without losing a tie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import imports, instruments, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import LANGUAGES, N_, Message

theme, tied = tables.theme, tables.theme_contribution
import_, contribution = tables.import_, tables.contribution
MAX_TITLE = 90
MOST_TEXTS = 50_000
AT_A_TIME = 900  # ids in one statement: databases limit how many they take
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


# ------------------------------------------------------------------ many texts at once


@dataclass(frozen=True)
class Tieable:
    """A text that can be tied to themes, for the eyes of those who prepare. `body` is empty when it was removed."""

    id: int
    body: str
    language: str | None
    themes: tuple[int, ...]


def _texts(tx: Tx, *where: sa.ColumnElement[bool]) -> list[Tieable]:
    c = contribution.c
    path = contribution.join(import_).join(tables.activity)
    rows = tx.all(
        sa.select(c.id, c.body, c.language)
        .select_from(path)
        .where(tables.activity.c.decision_id == tx.scene.decision_id, imports.in_use(), *where)
        .order_by(c.id)
        .limit(MOST_TEXTS)
    )
    ties: dict[int, list[int]] = {}
    pairs = sa.select(tied.c.contribution_id, tied.c.theme_id).join(theme, theme.c.id == tied.c.theme_id)
    for pair in tx.all(pairs.where(theme.c.decision_id == tx.scene.decision_id)):
        ties.setdefault(pair.contribution_id, []).append(pair.theme_id)
    return [Tieable(row.id, row.body, row.language, tuple(sorted(ties.get(row.id, ())))) for row in rows]


@query(on="decision")
def tieable(tx: Tx, actor: Actor, decision_id: int) -> list[Tieable]:
    """Every text of the decision that has words, in the order of their import."""
    return _texts(tx, contribution.c.body != "")


@query(on="theme")
def texts_of(tx: Tx, actor: Actor, theme_id: int) -> list[Tieable]:
    """The texts tied to a theme."""
    mine = sa.select(tied.c.contribution_id).where(tied.c.theme_id == theme_id)
    return _texts(tx, contribution.c.id.in_(mine))


@verb(on="theme")
def tie_all(tx: Tx, actor: Actor, theme_id: int, contribution_ids: Sequence[int]) -> int:
    """Ties texts to a theme beside their other themes, and returns how many were not tied to it before.

    Raises Refused for another decision's text.
    """
    fresh = set(_own(tx, contribution_ids)) - _tied_to(tx, theme_id)
    if not fresh:
        tx.unchanged()
        return 0
    tx.db.execute(tied.insert(), [{"theme_id": theme_id, "contribution_id": id} for id in sorted(fresh)])
    _touch(tx, theme_id)
    return len(fresh)


@verb(on="theme")
def merge(tx: Tx, actor: Actor, theme_id: int, into: int) -> None:
    """Moves every tie of a theme to another of the same decision, and takes the emptied theme away.

    Raises Refused when the theme has been released or answered: readers would find it gone.
    """
    other = tx.one(sa.select(theme.c.decision_id).where(theme.c.id == into))
    if other is None or other.decision_id != tx.scene.decision_id or into == theme_id:
        raise Refused([("merge-into", Message(N_("The value is not among the options. Choose one of them.")))])
    if is_public(tx, theme_id):
        text = N_("The theme has been published, so it stays. Merge the other theme into this one instead.")
        raise Refused([("merge-into", Message(text))])
    moving = _tied_to(tx, theme_id) - _tied_to(tx, into)
    if moving:
        tx.db.execute(tied.insert(), [{"theme_id": into, "contribution_id": id} for id in sorted(moving)])
    tx.db.execute(tied.delete().where(tied.c.theme_id == theme_id))
    tx.db.execute(theme.delete().where(theme.c.id == theme_id))
    _touch(tx, into)


@verb(on="theme")
def split(
    tx: Tx, actor: Actor, theme_id: int, *, title: Mapping[str, str], contribution_ids: Sequence[int],
    token: str | None = None,
) -> int:  # fmt: skip
    """A new theme for some of a theme's texts, with its areas and alternatives; returns its id.

    The texts leave the old theme, unless it has been published: then they stay in both, since a published number may
    not shrink. Raises Refused when no text, or one that is not the theme's own, is given.
    """
    if token:
        made = tx.one(sa.select(theme.c.id).where(theme.c.token == token))
        if made:
            tx.unchanged()
            return int(made.id)
    moving = set(contribution_ids)
    if not moving or moving - _tied_to(tx, theme_id):
        raise Refused([("split-texts", Message(N_("Choose at least one text.")))])
    old = tx.one(sa.select(theme.c.areas, theme.c.alternatives, theme.c.decision_id).where(theme.c.id == theme_id))
    assert old is not None  # the permission check has found it
    made_id = store(tx, old.decision_id, title=title, areas=old.areas, alternatives=old.alternatives, token=token)
    tx.db.execute(tied.insert(), [{"theme_id": made_id, "contribution_id": id} for id in sorted(moving)])
    if not is_public(tx, theme_id):
        leaving = sorted(moving)
        for start in range(0, len(leaving), AT_A_TIME):
            some = tied.c.contribution_id.in_(leaving[start : start + AT_A_TIME])
            tx.db.execute(tied.delete().where(tied.c.theme_id == theme_id, some))
    _touch(tx, theme_id)
    return made_id


def is_public(tx: Tx, theme_id: int) -> bool:
    """Whether a release holds the theme, or an answer to it has been begun."""
    release, response = tables.release, tables.response
    held = tx.all(sa.select(release.c.theme_ids).where(release.c.decision_id == tx.scene.decision_id))
    answered = tx.one(sa.select(response.c.id).where(response.c.theme_id == theme_id).limit(1))
    return answered is not None or any(theme_id in row.theme_ids for row in held)


def _own(tx: Tx, contribution_ids: Sequence[int]) -> list[int]:
    """The ids, once they are found to be of this decision."""
    wanted = sorted(set(contribution_ids))
    found = 0
    path = contribution.join(import_).join(tables.activity)
    for start in range(0, len(wanted), AT_A_TIME):
        some = contribution.c.id.in_(wanted[start : start + AT_A_TIME])
        row = tx.one(
            sa.select(sa.func.count().label("n"))
            .select_from(path)
            .where(tables.activity.c.decision_id == tx.scene.decision_id, some)
        )
        found += row.n if row else 0
    if found < len(wanted):
        raise Refused([("themes", Message(N_("The value is not among the options. Choose one of them.")))])
    return wanted


def _tied_to(tx: Tx, theme_id: int) -> set[int]:
    return {row.contribution_id for row in tx.all(sa.select(tied.c.contribution_id).where(tied.c.theme_id == theme_id))}


def _touch(tx: Tx, theme_id: int) -> None:
    tx.db.execute(theme.update().where(theme.c.id == theme_id).values(at=tx.now))
    tx.note(f"theme:{theme_id}")
