"""What is heard at an event, written down there on a phone: notes, and the TOP 3 of small groups.

A link opens the phone page of one activity for some days. Whoever holds it can add to the activity's unread texts in
the name of the person who made it, and can read nothing; only the link's hash is kept. A note that comes twice, because
the connection broke before the answer came, is stored once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data import clock, engine, imports, instruments, tables, themes
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import N_, Message
from participation import columnar, privacy
from participation.suggesting import language_of

spot_link, activity, import_, contribution = (
    tables.spot_link, tables.activity, tables.import_, tables.contribution,
)  # fmt: skip
ADAPTER = "spot"
DAYS = (1, 3, 7, 30)
MOST_NOTES = 5_000  # of one activity
LONGEST = 2_000  # characters of one note
LARGEST_GROUP = 100
RANKS = (1, 2, 3)
_KEY = re.compile(r"[0-9a-f-]{8,40}")


@dataclass(frozen=True)
class Link:
    """A link that has been made; the address itself is told only once."""

    id: int
    expires_at: datetime
    at: datetime


@dataclass(frozen=True)
class Place:
    """What a link opens: the activity, and the themes and groups of people to choose from."""

    actor: Actor
    activity_id: int
    title: Mapping[str, str]
    themes: Mapping[int, Mapping[str, str]]
    notes: int
    question: str = ""


@verb(on="activity")
def open_link(tx: Tx, actor: Actor, activity_id: int, days: int, question: str = "") -> str:
    """Makes a link that opens the phone page for some days, and returns its secret part. Raises Refused.

    `question` is what the small groups discuss. It is published beside their ideas, so it is not asked on the phone.
    """
    if days not in DAYS:
        raise Refused([("spot-days", Message(N_("The value is not among the options. Choose one of them.")))])
    _import_of(tx, activity_id, "spot-days")
    token = secrets.token_urlsafe(18)
    tx.insert(
        spot_link, activity_id=activity_id, token_hash=_hash(token), question=" ".join(question.split())[:300] or None,
        expires_at=tx.now + timedelta(days=days),
        by=actor.person_id, by_role=actor.role, at=tx.now,
    )  # fmt: skip
    tx.note(f"activity:{activity_id}")
    return token


@verb(on="activity")
def close_links(tx: Tx, actor: Actor, activity_id: int) -> None:
    """Closes every open link of the activity. What has been written stays."""
    open_ = sa.and_(spot_link.c.activity_id == activity_id, spot_link.c.closed_at.is_(None))
    if not tx.db.execute(spot_link.update().where(open_).values(closed_at=tx.now)).rowcount:
        tx.unchanged()
        return
    tx.note(f"activity:{activity_id}")


@query(on="activity")
def links(tx: Tx, actor: Actor, activity_id: int) -> list[Link]:
    """The links that are open now, the newest first."""
    c = spot_link.c
    open_ = (c.activity_id == activity_id, c.closed_at.is_(None), c.expires_at > tx.now)
    return [Link(*row) for row in tx.all(sa.select(c.id, c.expires_at, c.at).where(*open_).order_by(c.id.desc()))]


def place(token: str) -> Place | None:
    """What a link opens; None for one that is unknown, closed or old, or whose maker no longer has the role.

    It runs before there is an actor, as signing in does.
    """
    c, p, r = spot_link.c, tables.person.c, tables.person_role.c
    made_by = spot_link.join(activity).join(tables.person, p.id == c.by).join(tables.person_role, r.person_id == c.by)
    with engine.transaction(writes=False) as connection:
        row = connection.execute(
            sa.select(c.activity_id, c.by, c.by_role, c.question, activity.c.title, activity.c.decision_id)
            .select_from(made_by)
            .where(
                c.token_hash == _hash(token), c.closed_at.is_(None), c.expires_at > clock.now(), p.active,
                r.role == c.by_role,
            )
        ).first()  # fmt: skip
        if row is None:
            return None
        t = tables.theme.c
        named = connection.execute(
            sa.select(t.id, t.title).where(t.decision_id == row.decision_id).order_by(t.position, t.id)
        ).all()
        notes = connection.execute(
            sa.select(sa.func.count(contribution.c.id))
            .select_from(contribution.join(import_))
            .where(import_.c.activity_id == row.activity_id, import_.c.adapter == ADAPTER)
        ).scalar_one()
    return Place(
        Actor(row.by, row.by_role),
        row.activity_id,
        row.title,
        {one.id: one.title for one in named},
        notes,
        row.question or "",
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@verb(on="activity")
def add_note(
    tx: Tx, actor: Actor, activity_id: int, *, key: str, body: str,
    theme: int | None = None, group: str | None = None,
) -> int:  # fmt: skip
    """One thing heard, with its theme and the group of people it came from. The same `key` again stores nothing.

    Returns how many texts the activity has now. Raises Refused by field.
    """
    about = {} if group is None else {"group": group}
    return _store(tx, actor, activity_id, key, [(body, about)], theme)


@verb(on="activity")
def add_top(
    tx: Tx, actor: Actor, activity_id: int, *, key: str, question: str, group_no: int, group_size: int,
    ideas: Sequence[str],
) -> int:  # fmt: skip
    """A small group's TOP 3, the most important idea first; fewer than three are enough. Raises Refused by field.

    The same group again, for the same question, is an error: its ideas would count twice.
    """
    problems = []
    if not 1 <= group_no <= 1000:
        problems.append(("group_no", Message(N_("Give the number of the small group."))))
    if not 1 <= group_size <= LARGEST_GROUP:
        problems.append(("group_size", Message(N_("Give how many people were in the group."))))
    written = [idea.strip() for idea in ideas if idea.strip()][: len(RANKS)]
    if not written:
        problems.append(("ideas", Message(N_("Write at least one idea."))))
    if problems:
        raise Refused(problems)
    question = " ".join(question.split())[:300]
    for row in _notes(tx, activity_id):
        same = (row.about.get("group_no"), row.about.get("question")) == (group_no, question)
        if same and not row.source_id.startswith(key):
            text = N_("Group {n} has given its ideas already. Check the number of the group.")
            raise Refused([("group_no", Message(text, {"n": group_no}))])
    about = {"question": question, "group_no": group_no, "group_size": group_size}
    texts = [(idea, {**about, "rank": rank}) for rank, idea in zip(RANKS, written, strict=False)]
    return _store(tx, actor, activity_id, key, texts, None)


def _notes(tx: Tx, activity_id: int) -> list[sa.Row[Any]]:
    c = contribution.c
    return tx.all(
        sa.select(c.id, c.source_id, c.about)
        .select_from(contribution.join(import_))
        .where(import_.c.activity_id == activity_id, import_.c.adapter == ADAPTER)
    )


def _store(
    tx: Tx, actor: Actor, activity_id: int, key: str, texts: Sequence[tuple[str, Mapping[str, object]]],
    theme: int | None,
) -> int:  # fmt: skip
    known = _notes(tx, activity_id)
    if not _KEY.fullmatch(key):
        raise Refused([("key", Message(N_("The note cannot be stored. Write it again.")))])
    if any(row.source_id.split("/")[0] == key for row in known):
        tx.unchanged()
        return len(known)
    problems = []
    wrong = Message(N_("The value is not among the options. Choose one of them."))
    for body, about in texts:
        if not body.strip():
            problems.append(("body", Message(N_("Write what was heard."))))
        elif len(body) > LONGEST:
            too_long = N_("The text is longer than {limit} characters. Shorten it.")
            problems.append(("body", Message(too_long, {"limit": LONGEST})))
        if "group" in about and about["group"] not in instruments.current().library.group_ids():
            problems.append(("group", wrong))
    if theme is not None and theme not in {one.id for one in themes.load(tx, tx.scene.decision_id or 0)}:
        problems.append(("theme", wrong))
    if len(known) + len(texts) > MOST_NOTES:
        full = N_("The activity has {limit} texts already. Use another activity.")
        problems.append(("body", Message(full, {"limit": MOST_NOTES})))
    if problems:
        raise Refused(problems)
    import_id = _import(tx, actor, activity_id)
    own = _language(tx)
    for place, (body, about) in enumerate(texts):
        made = tx.insert(
            contribution, import_id=import_id, source_id=f"{key}/{place}", body=body.strip(),
            language=language_of(body, own), about={**about, "created": tx.now.date().isoformat()},
            flags=[[flag.kind, flag.start, flag.end] for flag in privacy.flags(body.strip())],
        )  # fmt: skip
        if theme is not None:
            tx.db.execute(tables.theme_contribution.insert().values(theme_id=theme, contribution_id=made))
    total = len(known) + len(texts)
    counts = {"read": {"notes": total}, "stored": {"notes": total}, "left_out": {}, "checks": {}}
    tx.db.execute(import_.update().where(import_.c.id == import_id).values(counts=counts, at=tx.now))
    tx.note(f"activity:{activity_id}")
    return total


def _language(tx: Tx) -> str:
    """The decision's own language: assumed of a note whose words do not tell theirs."""
    d = tables.decision.c
    row = tx.one(sa.select(d.language).where(d.id == tx.scene.decision_id))
    return row.language if row else "fi"


def _import_of(tx: Tx, activity_id: int, field: str) -> int | None:
    """The one import that holds what is written on the spot for the activity. Raises Refused beside another file.

    After its time is up the input of a decision is gone, and nothing new is written beside it.
    """
    i = import_.c
    rows = tx.all(sa.select(i.id, i.adapter, i.current, i.emptied_at).where(i.activity_id == activity_id))
    if any(row.current and row.adapter != ADAPTER for row in rows):
        text = N_("This activity already holds a file of another kind. Add an activity of its own for the notes.")
        raise Refused([(field, Message(text))])
    if any(row.emptied_at is not None for row in rows):
        raise Refused([(field, Message(N_("The input of this activity has come to the end of its time.")))])
    return next((int(row.id) for row in rows if row.adapter == ADAPTER), None)


def _import(tx: Tx, actor: Actor, activity_id: int) -> int:
    """The import of the notes, made when there is none."""
    found = _import_of(tx, activity_id, "body")
    if found is not None:
        return found
    sha256 = imports.fingerprint({ADAPTER: f"{ADAPTER}:{activity_id}".encode()})
    return tx.insert(
        import_, activity_id=activity_id, sha256=sha256, adapter=ADAPTER, adapter_version="1", original_name="",
        counts={}, dropped=[], notes=["heard_on_the_spot"], payload=columnar.pack({}), current=True,
        by=actor.person_id, at=tx.now,
    )  # fmt: skip
