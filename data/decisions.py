"""Decisions: created, announced, scheduled, listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from assessment.case import Alternative
from assessment.matter import CHECKLIST, Head
from data import instruments, tables
from data.permissions import Actor
from data.refusals import Refused
from data.verb import Tx, query, verb
from locales import LANGUAGES, N_, Message

decision, alternative, assessment = tables.decision, tables.alternative, tables.assessment

STAGES = (
    "in_preparation",
    "hearing",
    "on_agenda",
    "decided",
    "decided_changed",
    "returned",
    "rejected",
    "follow_up",
    "closed",
)
STILL_OPEN = ("in_preparation", "hearing")
COMING = ("in_preparation", "hearing", "on_agenda", "returned")
MAX_TITLE = 120  # as many as the question about it takes
MAX_ALTERNATIVES = 6


@verb()
def create(
    tx: Tx,
    actor: Actor,
    *,
    title: Mapping[str, str],
    body: str,
    service: str,
    meeting_date: date | None,
    alternatives: Sequence[str | Mapping[str, str]],
    summary: Mapping[str, str] | None = None,
    register_id: str | None = None,
    language: str = "fi",
    token: str | None = None,
    made_up: bool = False,
) -> int:
    """Starts a decision with VE0 and the named alternatives; returns its id.

    The same `token` again returns the decision it already made. Raises Refused when something is missing.
    """
    if token:
        made = tx.one(sa.select(decision.c.id).where(decision.c.token == token))
        if made:
            tx.unchanged()
            return int(made.id)
    return start(
        tx, actor, title=title, body=body, service=service, meeting_date=meeting_date, alternatives=alternatives,
        summary=summary, register_id=register_id, language=language, token=token, made_up=made_up,
    )  # fmt: skip


def start(
    tx: Tx, actor: Actor, *, title: Mapping[str, str], body: str, service: str, meeting_date: date | None,
    alternatives: Sequence[str | Mapping[str, str]], summary: Mapping[str, str] | None, register_id: str | None,
    language: str, token: str | None, made_up: bool,
) -> int:  # fmt: skip
    """The decision of `create` inside an open transaction."""
    title = {k: v.strip() for k, v in title.items() if k in LANGUAGES and v.strip()}
    names = [{language: name.strip()} if isinstance(name, str) else dict(name) for name in alternatives]
    problems = []
    if not title.get(language):
        problems.append(("title", Message(N_("Give the decision a title."))))
    elif len(title[language]) > MAX_TITLE:
        problems.append(("title", Message(N_("The title is too long; at most {n} characters fit."), {"n": MAX_TITLE})))
    if not body.strip():
        problems.append(("body", Message(N_("Say which body decides."))))
    if not service.strip():
        problems.append(("service", Message(N_("Say which service the matter belongs to."))))
    if not any(name.get(language) for name in names[1:]):
        problems.append(("alternative-1", Message(N_("Name at least one alternative besides the status quo (VE0)."))))
    if problems:
        raise Refused(problems)
    id = tx.insert(
        decision,
        title=title,
        summary=dict(summary or {}),
        language=language,
        body=body.strip(),
        meeting_date=meeting_date,
        service=service.strip(),
        register_id=(register_id or "").strip() or None,
        stage="in_preparation",
        made_up=made_up,
        created_at=tx.now,
        created_by=actor.person_id,
        token=token,
    )
    status_quo = names[0] if names[0].get(language) else {language: _STATUS_QUO[language]}
    kept = [status_quo, *(name for name in names[1:] if name.get(language))][:MAX_ALTERNATIVES]
    for number, name in enumerate(kept):
        tx.db.execute(alternative.insert().values(decision_id=id, code=f"VE{number}", name=name))
    for template in ("eva", CHECKLIST):
        add_assessment(tx, id, template)
    _record_own_fields(tx, actor, id)
    tx.note(f"decision:{id}")
    return id


def _record_own_fields(tx: Tx, actor: Actor, id: int, only: str | None = None) -> None:
    """The first event of each EVA answer that is the decision's own field, so that its history begins at its start.

    `only` is the code of an alternative that was added later.
    """
    from data import assessments, matters  # which are built on this module

    matter = matters.load(tx, id, fresh=True)
    for key, bound in matter.bound("eva").items():
        if bound.value is not None and bound.rev == 0 and (only is None or f"/{only}/" in key):
            assessments.store_answer(tx, actor, matter.stored["eva"].id, key, bound.value, None, 0, "set")


_STATUS_QUO = {"fi": "Nykytila", "sv": "Nuläget", "en": "Status quo"}


def add_assessment(tx: Tx, decision_id: int, template_id: str) -> int:
    """Opens an instrument, pinned to the version and hash in use now."""
    return tx.insert(
        assessment,
        decision_id=decision_id,
        template=template_id,
        version=instruments.current()[template_id].template.version,
        sha256=instruments.keep(tx.db, template_id),
        state="draft",
        edition=1,
        created_at=tx.now,
    )


@verb(on="decision")
def announce(tx: Tx, actor: Actor, decision_id: int) -> None:
    """From now on councillors, councils and the public see that the matter is being prepared."""
    tx.db.execute(
        decision.update()
        .where(decision.c.id == decision_id, decision.c.announced_at.is_(None))
        .values(announced_at=tx.now)
    )


_FORWARD = {
    "in_preparation": ("hearing", "on_agenda"),
    "hearing": ("in_preparation", "on_agenda"),
    "on_agenda": ("returned", "rejected", "hearing"),
    "returned": ("hearing", "on_agenda", "in_preparation"),
    "decided": ("follow_up",),
    "decided_changed": ("follow_up",),
    "follow_up": ("closed",),
}


def next_stages(stage: str) -> tuple[str, ...]:
    """Where a decision may go from this stage without the body deciding."""
    return _FORWARD.get(stage, ())


@verb(on="decision")
def move(tx: Tx, actor: Actor, decision_id: int, stage: str) -> None:
    """The next stage of the decision. Raises Refused for a step that does not exist or closes with open answers."""
    row = tx.one(sa.select(decision.c.stage).where(decision.c.id == decision_id))
    if row is None or stage not in _FORWARD.get(row.stage, ()):
        raise Refused([("stage", Message(N_("The decision cannot move to this stage from where it is.")))])
    if stage == "closed":
        from data import responses  # the answers are looked up only here

        if responses.unanswered(tx, decision_id, published_only=True):
            raise Refused([("stage", Message(N_("Answer every theme and statement before closing the follow-up.")))])
    values: dict[str, object] = {"stage": stage}
    if stage == "hearing":
        values["announced_at"] = sa.func.coalesce(decision.c.announced_at, sa.bindparam("now", tx.now, tables.Utc()))
    tx.db.execute(decision.update().where(decision.c.id == decision_id).values(**values))


@verb(on="decision")
def record_outcome(
    tx: Tx, actor: Actor, decision_id: int, *, stage: str, decided_on: date, chosen: str | None = None
) -> None:
    """The body has decided: as proposed, with changes, sent back or rejected.

    `chosen` is the alternative it decided on; without it the proposed one. What is followed up is that alternative.
    Raises Refused.
    """
    if stage not in ("decided", "decided_changed", "returned", "rejected"):
        raise Refused([("stage", Message(N_("Choose what was decided.")))])
    if chosen is not None and chosen not in {a.code for a in load_alternatives(tx, decision_id)}:
        raise Refused([("chosen", Message(N_("The value is not among the options. Choose one of them.")))])
    if stage in ("decided", "decided_changed"):
        from data import matters  # which is built on this module

        chosen = chosen or matters.load(tx, decision_id).eva.proposal
    else:
        chosen = None
    values = {"stage": stage, "decided_on": decided_on, "chosen": chosen}
    tx.db.execute(decision.update().where(decision.c.id == decision_id).values(**values))


@verb(on="decision")
def settle_alternatives(tx: Tx, actor: Actor, decision_id: int, on: date | None) -> None:
    """Records the day on which the alternatives were settled; None while they are open. Raises Refused.

    Whether anybody was heard in time is measured by it.
    """
    if on is not None and not date(2000, 1, 1) <= on <= date(2100, 12, 31):
        raise Refused([("alternatives-on", Message(N_("The day is not possible. Correct it.")))])
    row = tx.one(sa.select(decision.c.alternatives_on).where(decision.c.id == decision_id))
    if row is not None and row.alternatives_on == on:
        tx.unchanged()
        return
    tx.db.execute(decision.update().where(decision.c.id == decision_id).values(alternatives_on=on))


def still_open(tx: Tx, decision_id: int, place: str) -> None:
    """Nothing that must be answered comes to a decision whose follow-up has been closed. Raises Refused."""
    row = tx.one(sa.select(decision.c.stage).where(decision.c.id == decision_id))
    if row is not None and row.stage == "closed":
        raise Refused(
            [(place, Message(N_("The follow-up of this decision is closed. Nothing more can be added to it.")))]
        )


@verb(on="decision")
def add_alternative(tx: Tx, actor: Actor, decision_id: int, name: str) -> str:
    """Adds the next alternative and returns its code."""
    from data import assessments  # which is built on this module

    eva = tx.one(
        sa.select(assessment.c.state).where(assessment.c.decision_id == decision_id, assessment.c.template == "eva")
    )
    if eva is not None and eva.state in assessments.LOCKED:
        locked = N_("The assessment is published. Make a corrected edition to change it.")
        raise Refused([("new-alternative", Message(locked))])
    head_row = tx.one(sa.select(decision.c.language).where(decision.c.id == decision_id))
    codes = [row.code for row in tx.all(sa.select(alternative.c.code).where(alternative.c.decision_id == decision_id))]
    if not name.strip():
        raise Refused([("new-alternative", Message(N_("Give the alternative a name.")))])
    if len(codes) >= MAX_ALTERNATIVES:
        raise Refused([("new-alternative", Message(N_("At most five alternatives fit besides VE0.")))])
    code = f"VE{len(codes)}"
    language = head_row.language if head_row else "fi"
    tx.db.execute(alternative.insert().values(decision_id=decision_id, code=code, name={language: name.strip()}))
    _record_own_fields(tx, actor, decision_id, code)
    tx.note(f"alternative:{decision_id}/{code}")
    assessments.void(tx, actor, decision_id)
    return code


@query(on="decision")
def head(tx: Tx, actor: Actor, decision_id: int) -> tuple[Head, tuple[Alternative, ...]]:
    return load_head(tx, decision_id), load_alternatives(tx, decision_id)


def load_head(tx: Tx, decision_id: int) -> Head:
    row = tx.one(sa.select(decision).where(decision.c.id == decision_id))
    assert row is not None  # the permission check has found it
    return head_of(row)


def head_of(row: sa.Row) -> Head:
    return Head(
        row.id, row.title, row.summary, row.language, row.body, row.meeting_date, row.service, row.register_id,
        row.stage, row.decided_on, row.announced_at, row.made_up, row.chosen, row.created_at, row.alternatives_on,
    )  # fmt: skip


def load_alternatives(tx: Tx, decision_id: int) -> tuple[Alternative, ...]:
    rows = tx.all(sa.select(alternative).where(alternative.c.decision_id == decision_id).order_by(alternative.c.code))
    return tuple(Alternative(row.code, row.name) for row in rows)
