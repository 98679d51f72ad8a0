"""Answers, evidence, verdicts and the workflow of an assessment.

An answer is an append-only event and a current row with a revision. A save names the revision it saw; a stale one is
refused with the other text, so nothing is overwritten unseen.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from assessment import answers, duties, review, workflow
from assessment.answers import Answer, BadAnswer
from assessment.case import Case
from assessment.matter import CHECKLIST, MAIN, Matter, Stored
from assessment.review import Verdict
from assessment.templates.loading import Instruments
from assessment.templates.model import Section, Template, Text, Transition
from assessment.workflow import Obstacle
from data import decisions, instruments, log, matters, tables
from data.permissions import Actor, NotAllowed
from data.refusals import Conflict, Refused
from data.verb import Op, Tx, query, verb
from locales import N_, Message, Sayable

answer, event, assessment = tables.answer, tables.answer_event, tables.assessment

LOCKED = ("published", "follow_up", "closed", "withdrawn")
PRESENT = timedelta(minutes=2)
BY_HAND = "screening/raised_level"
DECIDED = ("decided", "decided_changed", "follow_up", "closed")
OUTSIDE_SIGNATURE = ("done", "practice")  # a declaration of readiness and good practice: no signature vouches for them
BEFORE_STEP = {  # an instrument in one of these states is not left behind when the other takes the step
    "t_accept": ("draft", "changes_requested"),
    "t_sign": ("draft", "changes_requested", "in_review"),
}


@dataclass(frozen=True)
class Event:
    """One step in the history of an answer. The person is told by role."""

    rev: int
    op: str
    value: Any
    unknown_reason: str | None
    by_role: str
    at: datetime


@dataclass(frozen=True)
class Opened:
    """One assessment's row, as far as a verb needs it."""

    id: int
    decision_id: int
    template: str
    state: str


def _opened(tx: Tx, assessment_id: int) -> Opened:
    c = assessment.c
    row = tx.one(sa.select(c.id, c.decision_id, c.template, c.state).where(c.id == assessment_id))
    assert row is not None  # the permission check has found it
    return Opened(*row)


@verb(on="assessment")
def save_answer(
    tx: Tx,
    actor: Actor,
    assessment_id: int,
    key: str,
    value: Any,
    seen: int,
    *,
    unknown_reason: str | None = None,
    token: str | None = None,
) -> Answer:
    """Stores one answer and returns it with its new revision (which equals `seen` + 1).

    Saving what is already there changes nothing, and the same `token` again returns the answer it made.
    Raises Conflict when `seen` is stale, Refused when the key or the value does not fit or the assessment is closed.
    """
    opened = _opened(tx, assessment_id)
    used = instruments.of_decision(tx.db, opened.decision_id)
    alternatives = [a.code for a in decisions.load_alternatives(tx, opened.decision_id)]
    place = _open_place(tx, used, opened, key, alternatives)
    try:
        value = answers.checked(used, place.question, value, alternatives)
    except BadAnswer as bad:
        raise Refused([(key, bad.message)]) from None
    reason = (unknown_reason or "").strip()[: answers.MAX_REASON] or None
    if value is not None:
        reason = None
    current = current_answer(tx, assessment_id, key)
    if token and _already(tx, assessment_id, token):
        tx.unchanged()
        return current
    if current.rev != seen:
        raise Conflict(value, current)
    if (current.value, current.unknown_reason) == (value, reason):
        tx.unchanged()
        return current
    op: Op = "clear" if value is None and reason is None else "set"
    stored = store_answer(tx, actor, assessment_id, key, value, reason, seen, op, token)
    _follow(tx, actor, opened, place, value)
    return stored


def _open_place(tx: Tx, used: Instruments, opened: Opened, key: str, alternatives: list[str]) -> answers.Address:
    """Where the key belongs. Raises Refused when it belongs nowhere or may not be written in this state.

    The checklist has no state of its own: what EVA's signature vouches for of it is closed with EVA.
    """
    template = used[opened.template]
    place = answers.address(used, template, key, alternatives)
    if place is None:
        raise Refused([(key, Message(N_("There is no such question in this assessment.")))])
    if section_of(template, place).opens == "follow_up":
        if opened.state != "follow_up":
            raise Refused([(key, Message(N_("What happened is recorded when the matter is followed up.")))])
    elif opened.state in LOCKED or (
        opened.template == CHECKLIST and duties.vouched(template, key) and _eva_state(tx, opened.decision_id) in LOCKED
    ):
        raise Refused([(key, Message(N_("The assessment is published. Make a corrected edition to change it.")))])
    return place


def _eva_state(tx: Tx, decision_id: int) -> str:
    c = assessment.c
    row = tx.one(sa.select(c.state).where(c.decision_id == decision_id, c.template == "eva"))
    return str(row.state) if row else "draft"


_ANYWHERE = Section(id="_", title=Text(fi="-", sv="-", en="-"))


def section_of(template: Template, place: answers.Address) -> Section:
    """The section of an answer; of a screening, a fact, a duty or a declaration one that is open in preparation."""
    return next((section for section in template.sections if section.id == place.section), _ANYWHERE)


def _follow(tx: Tx, actor: Actor, opened: Opened, place: answers.Address, value: Any) -> None:
    """What a new value brings along, however it came: saved or brought back."""
    _bind(tx, opened.decision_id, place, value)
    _open_lava_when_needed(tx, opened, place.key)
    if place.section not in OUTSIDE_SIGNATURE:
        void(tx, actor, opened.decision_id)


def current_answer(tx: Tx, assessment_id: int, key: str) -> Answer:
    a = answer.c
    row = tx.one(
        sa.select(a.key, a.value, a.unknown_reason, a.rev, a.by_role, a.at).where(
            a.assessment_id == assessment_id, a.key == key
        )
    )
    return Answer(*row) if row else Answer(key, None)


def _already(tx: Tx, assessment_id: int, token: str) -> bool:
    found = sa.select(event.c.id).where(event.c.token == token, event.c.assessment_id == assessment_id)
    return tx.one(found) is not None


def store_answer(
    tx: Tx, actor: Actor, assessment_id: int, key: str, value: Any, reason: str | None, seen: int, op: Op,
    token: str | None = None,
) -> Answer:  # fmt: skip
    salt = os.urandom(16)
    tx.insert(
        event, assessment_id=assessment_id, key=key, op=op, value=value, unknown_reason=reason, rev=seen + 1,
        base_rev=seen, by=actor.person_id, by_role=actor.role, at=tx.now, token=token, salt=salt,
    )  # fmt: skip
    values = {"value": value, "unknown_reason": reason, "rev": seen + 1, "by_role": actor.role, "at": tx.now}
    if seen:
        tx.db.execute(
            answer.update().where(answer.c.assessment_id == assessment_id, answer.c.key == key).values(**values)
        )
    else:
        tx.db.execute(answer.insert().values(assessment_id=assessment_id, key=key, **values))
    tx.note(f"answer:{assessment_id}/{key}", log.digest(salt, [value, reason]))
    return Answer(key, value, reason, seen + 1, actor.role, tx.now)


def _bind(tx: Tx, decision_id: int, place: answers.Address, value: Any) -> None:
    """Answers that are the decision's own fields change them, so that there is one truth."""
    binds, d = place.question.binds, tables.decision
    if binds is None or value is None:
        return
    head = decisions.load_head(tx, decision_id)
    if binds == "alternative.name":
        found = next(a for a in decisions.load_alternatives(tx, decision_id) if a.code == place.alternative)
        table = tables.alternative
        tx.db.execute(
            table.update()
            .where(table.c.decision_id == decision_id, table.c.code == place.alternative)
            .values(name={**found.name, head.language: value})
        )
        return
    values: dict[str, Any] = {}
    match binds:
        case "decision.title":
            values = {"title": {**head.title, head.language: value}}
        case "decision.body":
            values = {"body": value}
        case "decision.meeting_date":
            values = {"meeting_date": date.fromisoformat(value)}
    tx.db.execute(d.update().where(d.c.id == decision_id).values(**values))


def save_own_fields(tx: Tx, actor: Actor, decision_id: int, values: Mapping[str, Any]) -> None:
    """Changes the decision's own fields as the EVA answers that they are, so that history and signature know of it.

    `values` by what a question binds, `decision.title` and so on. Raises Refused for a value that does not fit.
    """
    c = assessment.c
    row = tx.one(sa.select(c.id).where(c.decision_id == decision_id, c.template == "eva"))
    assert row is not None  # every decision has it from its start
    used = instruments.of_decision(tx.db, decision_id)
    changed = False
    for section, question in used["eva"].questions():
        if question.binds not in values:
            continue
        key = f"{section.id}/{question.id}"
        place = answers.address(used, used["eva"], key, [])
        assert place is not None
        try:
            value = answers.checked(used, question, values[question.binds], [])
        except BadAnswer as bad:
            raise Refused([("", bad.message)]) from None
        current = current_answer(tx, row.id, key)
        store_answer(tx, actor, row.id, key, value, None, current.rev, "clear" if value is None else "set")
        if value is None:
            tx.db.execute(tables.decision.update().where(tables.decision.c.id == decision_id).values(meeting_date=None))
        _bind(tx, decision_id, place, value)
        changed = True
    if changed:
        void(tx, actor, decision_id)


def _open_lava_when_needed(tx: Tx, opened: Opened, key: str) -> None:
    if opened.template != "eva" or not key.startswith("screening/"):
        return
    matter = matters.load(tx, opened.decision_id, fresh=True)
    if "lava" in matter.outcome.opens and "lava" not in matter.stored:
        decisions.add_assessment(tx, opened.decision_id, "lava")


def void(tx: Tx, actor: Actor, decision_id: int) -> None:
    """A change of what was reviewed or signed sends EVA and LAVA back to review.

    Both go: each vouches for the alternatives and the duties, EVA for LAVA, and LAVA for what EVA proposes. Verdicts on
    sections that did not change still stand.
    """
    c = assessment.c
    rows = tx.all(
        sa.select(c.id, c.decision_id, c.template, c.state)
        .where(c.decision_id == decision_id, c.state.in_(workflow.REVIEWED_OR_LATER))
        .order_by(c.id)
    )
    for row in rows:
        _move(tx, actor, Opened(*row), "t_void", "in_review")


@verb(on="assessment")
def restore_answer(tx: Tx, actor: Actor, assessment_id: int, key: str, rev: int, seen: int) -> Answer:
    """Brings back an older value as a new event."""
    opened = _opened(tx, assessment_id)
    used = instruments.of_decision(tx.db, opened.decision_id)
    place = _open_place(tx, used, opened, key, [a.code for a in decisions.load_alternatives(tx, opened.decision_id)])
    c = event.c
    row = tx.one(
        sa.select(c.value, c.unknown_reason).where(c.assessment_id == assessment_id, c.key == key, c.rev == rev)
    )
    if row is None:
        raise Refused([(key, Message(N_("There is no such older answer.")))])
    current = current_answer(tx, assessment_id, key)
    if current.rev != seen:
        raise Conflict(row.value, current)
    stored = store_answer(tx, actor, assessment_id, key, row.value, row.unknown_reason, seen, "restore")
    _follow(tx, actor, opened, place, row.value)
    return stored


@query(on="assessment")
def history(tx: Tx, actor: Actor, assessment_id: int, key: str) -> list[Event]:
    """Every step of one answer, newest first."""
    c = event.c
    rows = tx.all(
        sa.select(c.rev, c.op, c.value, c.unknown_reason, c.by_role, c.at)
        .where(c.assessment_id == assessment_id, c.key == key)
        .order_by(c.rev.desc())
    )
    return [Event(*row) for row in rows]


@verb(on="decision")
def open_lava(tx: Tx, actor: Actor, decision_id: int) -> int:
    """Opens LAVA by hand; it may always be opened, whatever the screening says.

    The choice is an answer of LAVA's own screening, so that it lasts when EVA's screening does not ask for LAVA.
    Raises Refused when EVA is published.
    """
    matter = matters.load(tx, decision_id)
    if matter.stored["eva"].state in LOCKED:
        locked = N_("The assessment is published. Make a corrected edition to change it.")
        raise Refused([("lava", Message(locked))])
    found = matter.stored.get("lava")
    if found and matter.lava_opened:
        tx.unchanged()
        return found.id
    id = found.id if found else decisions.add_assessment(tx, decision_id, "lava")
    by_hand = current_answer(tx, id, BY_HAND)
    store_answer(tx, actor, id, BY_HAND, "brief", None, by_hand.rev, "set")
    void(tx, actor, decision_id)
    return id


@verb(on="decision")
def open_instrument(tx: Tx, actor: Actor, decision_id: int, template_id: str) -> int:
    """Opens another instrument beside EVA and LAVA and returns the assessment's id; a withdrawn one is opened again.

    Raises Refused when there is no such instrument to open, or EVA is published.
    """
    matter = matters.load(tx, decision_id)
    if matter.stored["eva"].state in LOCKED:
        locked = N_("The assessment is published. Make a corrected edition to change it.")
        raise Refused([("instrument", Message(locked))])
    if template_id not in matter.openable:
        raise Refused([("instrument", Message(N_("This instrument cannot be opened here.")))])
    found = matter.stored.get(template_id)
    if found is None:
        return decisions.add_assessment(tx, decision_id, template_id)
    _move(tx, actor, Opened(found.id, decision_id, template_id, found.state), "t_open", "draft")
    return found.id


@verb(on="assessment")
def withdraw_instrument(tx: Tx, actor: Actor, assessment_id: int, reason: str) -> None:
    """Takes an instrument out of the decision; its answers stay. EVA and LAVA are withdrawn with the decision only."""
    opened = _opened(tx, assessment_id)
    if opened.template in MAIN or opened.state in LOCKED:
        raise Refused([("instrument", Message(N_("This instrument cannot be taken out.")))])
    if not reason.strip():
        raise Refused([("instrument", Message(N_("Say why the instrument is taken out.")))])
    _move(tx, actor, opened, "t_withdraw", "withdrawn", reason=reason.strip()[: answers.MAX_REASON])


# ------------------------------------------------------------------ review


@verb(on="assessment")
def give_verdict(
    tx: Tx,
    actor: Actor,
    assessment_id: int,
    section: str,
    verdict: str,
    comment: str = "",
    owner: str | None = None,
    due: date | None = None,
    *,
    seen: str | None = None,
) -> None:
    """A reviewer's word on one section, bound to its content as it is now.

    `seen` is the hash of what the reviewer read; Refused when the section has changed since.
    """
    opened = _opened(tx, assessment_id)
    matter = matters.load(tx, opened.decision_id)
    used, case = matter.instruments, matter.case(opened.template)
    if opened.state != "in_review" or case is None:
        raise Refused([(section, Message(N_("The assessment is not being reviewed now.")))])
    if section not in {s.id for s in review.reviewed(case)} or verdict not in used.library.lists["verdicts"]:
        raise Refused([(section, Message(N_("The value is not among the options. Choose one of them.")))])
    section_hash = review.section_hash(case, section)
    if seen is not None and seen != section_hash:
        raise Refused([(section, Message(N_("The section has changed since you read it. Read it again first.")))])
    comment = comment.strip()
    if verdict != "accepted" and not comment:
        raise Refused([(f"comment-{section}", Message(N_("Say what should be corrected or improved.")))])
    if verdict == "improvable" and not (owner and due):
        raise Refused([(f"owner-{section}", Message(N_("An improvement needs the role that owns it and a due date.")))])
    tx.insert(
        tables.verdict, assessment_id=assessment_id, section=section, verdict=verdict, comment=comment,
        section_hash=section_hash, owner=owner, due=due.isoformat() if due else None,
        by=actor.person_id, by_role=actor.role, at=tx.now,
    )  # fmt: skip
    tx.note(f"verdict:{assessment_id}/{section}")


def load_verdicts(tx: Tx, assessment_id: int) -> list[Verdict]:
    c = tables.verdict.c
    rows = tx.all(
        sa.select(c.section, c.verdict, c.comment, c.section_hash, c.at, c.by_role, c.owner, c.due)
        .where(c.assessment_id == assessment_id)
        .order_by(c.id)
    )
    return [Verdict(*row) for row in rows]


@dataclass(frozen=True)
class Moved:
    """One step of the workflow, as history tells it."""

    transition: str
    from_state: str
    to_state: str
    reason: str | None
    by_role: str
    at: datetime
    content_hash: str | None


@dataclass(frozen=True)
class Desk:
    """Everything the check-and-send page shows of one instrument."""

    verdicts: tuple[Verdict, ...]
    moves: tuple[Moved, ...]


@query(on="assessment")
def desk(tx: Tx, actor: Actor, assessment_id: int) -> Desk:
    return Desk(tuple(load_verdicts(tx, assessment_id)), tuple(load_moves(tx, assessment_id)))


def signed_hash(tx: Tx, assessment_id: int) -> str | None:
    """The content hash of the newest signature."""
    c = tables.transition.c
    signed = sa.select(c.content_hash).where(c.assessment_id == assessment_id, c.transition == "t_sign")
    row = tx.one(signed.order_by(c.id.desc()).limit(1))
    return row.content_hash if row else None


def load_moves(tx: Tx, assessment_id: int) -> list[Moved]:
    c = tables.transition.c
    columns = (c.transition, c.from_state, c.to_state, c.reason, c.by_role, c.at, c.content_hash)
    return [Moved(*row) for row in tx.all(sa.select(*columns).where(c.assessment_id == assessment_id).order_by(c.id))]


@verb(on="decision")
def move(
    tx: Tx, actor: Actor, decision_id: int, transition_id: str, *, reason: str = "", attested: tuple[str, ...] = ()
) -> None:
    """Takes the decision's instruments one step along their workflow, EVA the last, all or none.

    Raises NotAllowed when no instrument may take the step now, Refused with every gate and need that blocks.
    """
    step_all(tx, actor, decision_id, transition_id, reason=reason, attested=attested)


def step_all(
    tx: Tx, actor: Actor, decision_id: int, transition_id: str, *, reason: str = "", attested: tuple[str, ...] = ()
) -> None:
    """One step for every open instrument inside an open transaction; see `move`."""
    moved = 0
    blocks: list[tuple[str, Sayable]] = []
    unmet: list[list[tuple[str, Sayable]]] = []
    behind = []
    for template_id in reversed(matters.load(tx, decision_id, fresh=True).cases):  # EVA vouches for the others
        matter = matters.load(tx, decision_id, fresh=True)
        case, stored = matter.case(template_id), matter.stored.get(template_id)
        if case is None or stored is None or (template_id != "eva" and case.level == "none"):
            continue
        # What was opened while EVA was being reviewed goes along when EVA is sent again.
        joins = transition_id == "t_resubmit" and template_id != "eva" and stored.state == "draft"
        step = _step(matter, case, stored, "t_submit" if joins else transition_id, actor)
        if step is None:
            if stored.state in BEFORE_STEP.get(transition_id, ()):
                behind.append(template_id)
            continue
        if step.to in ("in_review", "reviewed", "signed") and case.level not in ("brief", "full"):
            blocks.append((f"{template_id}:{step.id}", _NOTHING if case.level == "none" else _SCREEN_FIRST))
        obstacles = _blocks(tx, matter, case, stored, step, reason, attested)
        unmet.append([(f"{template_id}:{o.id}", o.text) for o in obstacles])
        moved += 1
        opened = Opened(stored.id, decision_id, template_id, stored.state)
        _move(tx, actor, opened, step.id, step.to, reason=reason.strip() or None, attested=attested, matter=matter)
    if not moved:
        raise NotAllowed("assessments.move")
    blocks += [(f"{template_id}:{transition_id}", _BEHIND) for template_id in behind]
    # A return needs one section to correct; it may be in either instrument, and both go back with it.
    if not (transition_id == "t_return" and not all(unmet)):
        blocks += [problem for problems in unmet for problem in problems]
    if blocks:
        raise Refused(blocks)


_SCREEN_FIRST = Message(N_("Answer every question of the screening first."))
_NOTHING = Message(N_("The screening says that no assessment is needed. Raise the level if you make one all the same."))
_BEHIND = Message(N_("The other assessment of this decision has not come this far. Send it for review first."))


def _step(matter: Matter, case: Case, stored: Stored, transition_id: str, actor: Actor) -> Transition | None:
    used = case.template.workflow
    if used is None:
        return None
    flow = matter.instruments.library.workflow(used.use)
    try:
        step = workflow.transition(flow, transition_id, stored.state, actor.role)
    except workflow.Forbidden:
        return None
    return None if step.automatic else step


def _blocks(
    tx: Tx, matter: Matter, case: Case, stored: Stored, step: Transition, reason: str, attested: tuple[str, ...]
) -> list[Obstacle]:
    used = case.template.workflow
    assert used is not None  # _step has found it
    asked = {attestation.id for attestation in used.sign_off.attest}
    verdicts = load_verdicts(tx, stored.id)
    met = set(review.needs_met(case, verdicts, attested=asked <= set(attested), reason=reason))
    if matter.head.decided_on is not None and matter.head.stage in DECIDED:  # a matter sent back has a day, too
        met.add("decision_recorded")
    if case.outcomes_open == 0:
        met.add("follow_up_filled")
    flow = matter.instruments.library.workflow(used.use)
    return [o for o in workflow.obstacles(case, flow, step, met) if o.level == "block"]


def _move(
    tx: Tx,
    actor: Actor,
    opened: Opened,
    transition_id: str,
    to: str,
    *,
    reason: str | None = None,
    attested: tuple[str, ...] = (),
    matter: Matter | None = None,
) -> None:
    content_hash = None
    if matter is not None:
        content_hash = hash_of(matter, opened.template)
    tx.insert(
        tables.transition, assessment_id=opened.id, transition=transition_id, from_state=opened.state, to_state=to,
        reason=reason, content_hash=content_hash, attested=sorted(attested) or None, by=actor.person_id,
        by_role=actor.role, at=tx.now,
    )  # fmt: skip
    tx.db.execute(assessment.update().where(assessment.c.id == opened.id).values(state=to))


def hash_of(matter: Matter, template_id: str) -> str:
    """What a signature of this instrument binds to."""
    case = matter.case(template_id)
    if case is None:
        raise ValueError(template_id)
    extra: dict[str, Any] = {
        "duties": {d.key: dict(d.record) for d in matter.duties},
        "evidence": {str(id): dict(matter.evidence[id].fields) for id in sorted(matter.cited(template_id))},
    }
    if template_id == "eva":
        extra["release"] = matter.input.release
        if matter.lava is not None:
            extra["lava"] = hash_of(matter, "lava")
    return review.content_hash(case, matter.stored[template_id].sha256, extra)


# ------------------------------------------------------------------ who else is here


@verb(on="assessment")
def be_here(tx: Tx, actor: Actor, assessment_id: int, section: str) -> list[tuple[str, datetime]]:
    """Marks that the actor has a section open; returns the roles and times of others in the last two minutes."""
    p = tables.presence
    mine = (p.c.assessment_id == assessment_id, p.c.section == section[:60], p.c.person_id == actor.person_id)
    if not tx.db.execute(p.update().where(*mine).values(at=tx.now, role=actor.role)).rowcount:
        tx.db.execute(
            p.insert().values(
                assessment_id=assessment_id, section=section[:60], person_id=actor.person_id, role=actor.role, at=tx.now
            )
        )
    tx.unchanged()  # presence is not an act on the decision
    rows = tx.all(
        sa.select(p.c.role, p.c.at).where(
            p.c.assessment_id == assessment_id, p.c.section == section[:60], p.c.person_id != actor.person_id,
            p.c.at > tx.now - PRESENT,
        )
    )  # fmt: skip
    return [(row.role, row.at) for row in rows]
