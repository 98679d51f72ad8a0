"""Lists of decisions: what is coming and what was decided, found by words, service, stage, area, group and theme.

A list reads no assessment and no briefing: what it tells of them is kept beside the decision, so that a decade of
decisions costs no more than a week of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from agenda.news import Facts
from assessment import outline
from assessment.briefing import Briefing
from assessment.matter import Head
from assessment.outline import Outline, Tag
from data import engine, instruments, reading, responses, tables
from data.decisions import COMING, head_of
from data.permissions import STAFF, Actor
from data.reading import Reading
from data.verb import Tx, query
from locales import LANGUAGES, localized
from participation.records import folded
from participation.release import Release

decision, assessment, tag = tables.decision, tables.assessment, tables.decision_tag
COMING_SHOWN = 100
DECIDED_SHOWN = 10
THEMES_OFFERED = 40


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; an empty value leaves nothing out. Every word of `text` must be found."""

    text: str = ""
    service: str = ""
    stage: str = ""
    area: str = ""
    group: str = ""
    theme: str = ""

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        named = (("area", self.area), ("group", self.group), ("theme", self.theme))
        return tuple((kind, code) for kind, code in named if code)


@dataclass(frozen=True)
class Listed:
    """One row of a list of decisions. `outline` is of the newest published briefing, `reading` is the reader's own."""

    head: Head
    eva_state: str
    edition: int | None  # of the published briefing
    themes: int  # of the newest release
    unanswered: int
    not_assessed: bool = False  # the screening said none, and the reason is on record
    outline: Outline | None = None
    facts: Facts | None = None
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class Page:
    """What is coming by meeting date, what was decided with the latest first, and how many of each there are."""

    coming: tuple[Listed, ...]
    decided: tuple[Listed, ...]
    coming_total: int
    decided_total: int

    @property
    def all(self) -> tuple[Listed, ...]:
        return (*self.coming, *self.decided)


@dataclass(frozen=True)
class Choices:
    """What the decisions that the reader may see can be found by. `themes` are the commonest, by their folded title."""

    services: tuple[str, ...]
    stages: tuple[str, ...]
    areas: tuple[str, ...]
    groups: tuple[str, ...]
    themes: Mapping[str, Mapping[str, str]]


@query()
def page(tx: Tx, actor: Actor, wanted: Wanted = Wanted(), *, decided: int = DECIDED_SHOWN) -> Page:
    """The decisions that the actor may see; at most COMING_SHOWN and `decided` of them with their rows."""
    d = decision.c
    coming = d.stage.in_(COMING)
    next_first = [sa.case((coming, value)) for value in (d.meeting_date.is_(None), d.meeting_date, d.body)]
    day = sa.func.coalesce(d.decided_on, d.meeting_date)
    latest_first = (day.is_(None), day.desc(), d.id.desc())
    found = tx.all(  # once for all, since searching is the dear part
        sa.select(d.id, coming.label("coming"))
        .where(*_visible(actor), *_narrowed(wanted))
        .order_by(*next_first, sa.case((coming, d.id)), *latest_first)
    )
    ahead = [row.id for row in found if row.coming]
    past = [row.id for row in found if not row.coming]
    rows = _listed(tx, actor, [*ahead[:COMING_SHOWN], *past[:decided]])
    shown = min(len(ahead), COMING_SHOWN)
    return Page(rows[:shown], rows[shown:], len(ahead), len(past))


@query()
def choices(tx: Tx, actor: Actor) -> Choices:
    d, t = decision.c, tag.c
    may = _visible(actor)
    services = tx.all(sa.select(d.service).where(*may).distinct())
    stages = tx.all(sa.select(d.stage).where(*may).distinct())
    tagged = sa.select(t.kind, t.code).join(decision, d.id == t.decision_id).where(*may)
    known = tx.all(tagged.where(t.kind != "theme").distinct())
    commonest = (
        sa.select(t.code, sa.func.max(t.decision_id).label("of"), sa.func.count().label("n"))
        .join(decision, d.id == t.decision_id)
        .where(*may, t.kind == "theme")
        .group_by(t.code)
        .order_by(sa.func.count().desc(), t.code)
        .limit(THEMES_OFFERED)
        .subquery()
    )
    same = sa.and_(t.kind == "theme", t.code == commonest.c.code, t.decision_id == commonest.c.of)
    named = tx.all(sa.select(t.code, t.words).join(commonest, same).order_by(commonest.c.n.desc(), t.code))
    return Choices(
        tuple(sorted((row.service for row in services), key=str.casefold)),
        tuple(sorted(row.stage for row in stages)),
        tuple(row.code for row in known if row.kind == "area"),
        tuple(row.code for row in known if row.kind == "group"),
        {row.code: row.words for row in named},
    )


def _visible(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    if actor.role in STAFF:
        return ()
    published = sa.exists().where(tables.briefing.c.decision_id == decision.c.id)
    return (sa.or_(decision.c.announced_at.is_not(None), published),)


def _narrowed(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    d, t = decision.c, tag.c
    found: list[sa.ColumnElement[bool]] = []
    if wanted.service:
        found.append(d.service == wanted.service)
    if wanted.stage:
        found.append(d.stage == wanted.stage)
    for kind, code in wanted.tags:
        found.append(sa.exists().where(t.decision_id == d.id, t.kind == kind, t.code == code))
    for word in folded(wanted.text).split():
        themed = sa.exists().where(t.decision_id == d.id, t.kind == "theme", t.code.contains(word, autoescape=True))
        found.append(sa.or_(sa.func.lower(_words_of_decision()).contains(word, autoescape=True), themed))
    return found


def _words_of_decision() -> sa.ColumnElement[str]:
    d = decision.c
    told = [column[code].as_string() for column in (d.title, d.summary) for code in LANGUAGES]
    parts = [sa.func.coalesce(part, "") for part in (*told, d.body, d.service, d.register_id)]
    text: sa.ColumnElement[str] = parts[0]
    for part in parts[1:]:
        text = text.concat(" ").concat(part)
    return text


def _listed(tx: Tx, actor: Actor, wanted: Sequence[int]) -> tuple[Listed, ...]:
    b, eva, reason = tables.briefing.c, assessment.alias(), tables.answer.c
    newest = sa.select(sa.func.max(b.edition)).where(b.decision_id == decision.c.id).scalar_subquery()
    no_assessment = sa.exists().where(
        reason.assessment_id == eva.c.id, reason.key == "screening/none_reason", reason.value.is_not(None)
    )
    rows = tx.all(
        sa.select(
            decision, eva.c.state.label("eva_state"), newest.label("edition"), no_assessment.label("not_assessed")
        )
        .join(eva, sa.and_(eva.c.decision_id == decision.c.id, eva.c.template == "eva"))
        .where(decision.c.id.in_(wanted))
    )
    of = {row.id: row for row in rows}
    told = sa.select(b.decision_id, b.outline).where(b.decision_id.in_(wanted), b.outline.is_not(None))
    outlines = {row.decision_id: Outline.model_validate(row.outline) for row in tx.all(told.order_by(b.edition))}
    # Whoever may not see drafts is not told of them by a count either.
    open_answers = responses.open_counts(tx, wanted, published_only=actor.role not in STAFF)
    facts = reading.facts(tx, actor, wanted)
    readings = reading.of_all(tx, actor, wanted)
    return tuple(
        Listed(
            head_of(of[id]), of[id].eva_state, of[id].edition, *open_answers.get(id, (0, 0)), of[id].not_assessed,
            outlines.get(id), facts[id], readings.get(id, reading.NONE),
        )
        for id in wanted
    )  # fmt: skip


# ------------------------------------------------------------------ what a decision is found by


def tag_briefing(db: sa.Connection, briefing: Briefing) -> None:
    """The areas and groups of the newest published briefing take the place of an earlier edition's."""
    library = instruments.current().library
    ids = {library.group(id).texts()["fi"]: id for id in library.group_ids()}
    _tag(db, briefing.decision_id, ("area", "group"), outline.tags(briefing, ids))


def tag_release(db: sa.Connection, release: Release) -> None:
    """The themes of the newest release; the same theme of several decisions has one code, its folded title."""
    found = {folded(localized(one.title, "fi")): one.title for one in release.themes}
    _tag(db, release.decision_id, ("theme",), [Tag("theme", code, title) for code, title in found.items()])


def _tag(db: sa.Connection, decision_id: int, kinds: Sequence[str], found: Iterable[Tag]) -> None:
    db.execute(tag.delete().where(tag.c.decision_id == decision_id, tag.c.kind.in_(kinds)))
    rows = [{"decision_id": decision_id, "kind": one.kind, "code": one.code, "words": one.words} for one in found]
    if rows:
        db.execute(tag.insert(), rows)


def complete() -> None:
    """At start: what was published before lists told of it gets its outline and its tags."""
    b, r = tables.briefing.c, tables.release.c
    with engine.transaction(writes=False) as db:
        if db.execute(sa.select(b.id).where(b.outline.is_(None)).limit(1)).first() is None:
            return
    with engine.transaction(writes=True) as db:
        wanted = sa.select(b.id, b.payload).where(b.outline.is_(None)).order_by(b.edition)
        for row in db.execute(wanted).all():
            briefing = Briefing.model_validate_json(row.payload)
            told = outline.outline(briefing).model_dump(mode="json")
            db.execute(tables.briefing.update().where(b.id == row.id).values(outline=told))
            tag_briefing(db, briefing)
        for row in db.execute(sa.select(r.payload).order_by(r.number)).all():
            tag_release(db, Release.model_validate_json(row.payload))
