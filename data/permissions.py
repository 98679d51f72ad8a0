"""Who may do what to which object. Every verb has its rule here; a verb without one is refused, and fails the build.

A rule names roles and, for an object, what must be true of its decision. What a person may not see and what does not
exist give the same NotFound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from data import tables

Role = Literal[
    "preparer", "reviewer", "signer", "coordinator", "councillor", "youth_council", "elderly_council",
    "disability_council", "resident", "admin",
]  # fmt: skip
ROLES: tuple[Role, ...] = (
    "preparer", "reviewer", "signer", "coordinator", "councillor", "youth_council", "elderly_council",
    "disability_council", "resident", "admin",
)  # fmt: skip
STAFF = frozenset({"preparer", "reviewer", "signer", "coordinator", "admin"})
COUNCILS = frozenset({"youth_council", "elderly_council", "disability_council"})
ASKERS = COUNCILS | {"councillor"}  # they read what is prepared, and ask those who prepare it
READERS = STAFF | ASKERS
Kind = Literal[
    "decision", "assessment", "activity", "import", "contribution", "theme", "statement", "response", "evidence",
    "comment", "verdict", "request",
]  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """A signed-in person in one of their roles. `person_id` stays inside; outside, people appear by role."""

    person_id: int
    role: Role


class NotFound(Exception):
    """No such object, or none that this person may see: the two are told in the same words."""


class NotAllowed(Exception):
    """The person sees the object but may not do this to it."""


@dataclass(frozen=True)
class Scene:
    """The object's decision, as far as permission needs it."""

    decision_id: int | None = None
    announced: bool = False
    published: bool = False


@dataclass(frozen=True)
class Rule:
    roles: frozenset[str]
    sees: Callable[[Scene, str], bool] = lambda scene, role: role in STAFF or scene.announced or scene.published


def _published(scene: Scene, role: str) -> bool:
    return role in STAFF or scene.published


PREPARE = Rule(frozenset({"preparer", "coordinator"}))
WRITE = Rule(frozenset({"preparer"}))
STAFF_READ = Rule(STAFF)
COMMENT = Rule(frozenset({"preparer", "coordinator", "reviewer", "signer"}))
READ = Rule(READERS)
ANYBODY = Rule(frozenset({"resident"}))  # without signing in

RULES: dict[str, Rule] = {
    "decisions.create": WRITE,
    "decisions.announce": PREPARE,
    "decisions.move": Rule(frozenset({"preparer", "signer"})),
    "decisions.record_outcome": Rule(frozenset({"preparer", "signer"})),
    "decisions.add_alternative": WRITE,
    "decisions.settle_alternatives": PREPARE,
    "listing.page": READ,
    "listing.choices": READ,
    "decisions.head": READ,
    "agenda.compare": PREPARE,
    "agenda.store": PREPARE,
    "agenda.start": WRITE,
    "agenda.update": PREPARE,
    "agenda.set_aside": PREPARE,
    "agenda.listing": PREPARE,
    "agenda.matter": PREPARE,
    "matters.read": STAFF_READ,
    "assessments.open_lava": WRITE,
    "assessments.save_answer": PREPARE,
    "assessments.restore_answer": PREPARE,
    "assessments.history": STAFF_READ,
    "assessments.open_instrument": WRITE,
    "assessments.withdraw_instrument": WRITE,
    "upgrades.offer": STAFF_READ,
    "upgrades.accept": WRITE,
    "upgrades.decline": WRITE,
    "evidence.add": PREPARE,
    "evidence.edit": PREPARE,
    "evidence.attach": PREPARE,
    "evidence.use": PREPARE,
    "evidence.content": STAFF_READ,
    "evidence.search": PREPARE,
    "opinions.record": Rule(frozenset({"preparer", "coordinator", "reviewer"})),
    "comments.add": COMMENT,
    "comments.answer": COMMENT,
    "comments.resolve": COMMENT,
    "comments.listing": STAFF_READ,
    "comments.waiting": STAFF_READ,
    "assignments.assign": WRITE,
    "assignments.listing": STAFF_READ,
    "assignments.writers": STAFF_READ,
    "improvements.finish": PREPARE,
    "improvements.listing": STAFF_READ,
    "followup.outcomes": STAFF_READ,
    "followup.burden": STAFF_READ,
    "interchange.look": WRITE,
    "interchange.bring_in": WRITE,
    "differences.moments": STAFF_READ,
    "differences.at": STAFF_READ,
    "assessments.give_verdict": Rule(frozenset({"reviewer"})),
    "assessments.move": Rule(frozenset({"preparer", "reviewer", "signer"})),
    "assessments.desk": STAFF_READ,
    "assessments.be_here": STAFF_READ,
    "activities.add": PREPARE,
    "activities.edit": PREPARE,
    "activities.listing": READ,
    "imports.store": PREPARE,
    "spot.open_link": PREPARE,
    "spot.close_links": PREPARE,
    "spot.links": PREPARE,
    "spot.add_note": PREPARE,
    "spot.add_top": PREPARE,
    "imports.listing": STAFF_READ,
    "imports.remembered": PREPARE,
    "population.beside": PREPARE,
    "population.give": PREPARE,
    "population.take_away": PREPARE,
    "texts.queue": PREPARE,
    "erasure.find": PREPARE,
    "erasure.erase": PREPARE,
    "retention.due": Rule(frozenset({"coordinator", "admin"})),
    "retention.run": Rule(frozenset({"coordinator", "admin"})),
    "texts.clear": PREPARE,
    "texts.withdraw": PREPARE,
    "texts.ask_two_readers": PREPARE,
    "themes.add": PREPARE,
    "themes.edit": PREPARE,
    "themes.tieable": PREPARE,
    "themes.texts_of": PREPARE,
    "themes.tie_all": PREPARE,
    "themes.merge": PREPARE,
    "themes.split": PREPARE,
    "themes.tie": PREPARE,
    "themes.listing": STAFF_READ,
    "statements.add": Rule(frozenset({"preparer", "coordinator"}) | COUNCILS),
    "statements.listing": READ,
    "statements.on_desk": Rule(COUNCILS),
    "releases.preview": PREPARE,
    "releases.freeze": PREPARE,
    "releases.latest": READ,
    "responses.draft": PREPARE,
    "responses.approve": Rule(frozenset({"reviewer", "signer"})),
    "responses.publish": Rule(frozenset({"preparer", "coordinator", "signer"})),
    "responses.correct": PREPARE,
    "responses.reply": Rule(COUNCILS),
    "responses.listing": READ,
    "responses.published": READ,
    "responses.earlier": READ,
    "briefings.preview": STAFF_READ,
    "briefings.publish": Rule(frozenset({"signer"})),
    "briefings.no_assessment": READ,
    "briefings.verify": READ,
    "briefings.of_meeting": READ,
    "briefings.issues": READ,
    "briefings.published": Rule(READERS, sees=_published),
    "requests.ask": Rule(ASKERS),
    "requests.withdraw": Rule(ASKERS | {"preparer", "coordinator"}),
    "requests.answer": PREPARE,
    "requests.listing": READ,
    "requests.waiting": PREPARE,
    "reading.opened": READ,
    "reading.mark": READ,
    "reading.write_note": READ,
    "reading.mine": READ,
    "reading.guide_is_open": READ,
    "reading.close_guide": READ,
    "public.matters": ANYBODY,
    "public.matter": ANYBODY,
    "public.briefing": ANYBODY,
    "public.release": ANYBODY,
    "public.answers": ANYBODY,
    "public.events": ANYBODY,
    "audit.recent": STAFF_READ,
    "audit.trail": Rule(frozenset({"reviewer", "signer", "admin"})),
}


def allow(connection: sa.Connection, name: str, actor: Actor, kind: Kind | None, target: Any) -> Scene:
    """The scene of an allowed act. Raises NotFound or NotAllowed; an unruled verb is refused."""
    rule = RULES.get(name)
    scene = find(connection, kind, target) if kind else Scene()
    if rule is None:
        raise NotAllowed(name)
    if kind and not (actor.role in READERS and rule.sees(scene, actor.role)):
        raise NotFound(kind)
    if actor.role not in rule.roles:
        raise NotAllowed(name)
    return scene


def find(connection: sa.Connection, kind: Kind, target: Any) -> Scene:
    """The decision behind an object; raises NotFound."""
    if isinstance(target, bool) or not isinstance(target, int) or not 0 < target < 2**31:
        raise NotFound(kind)
    decision = tables.decision.c
    published = sa.exists().where(tables.briefing.c.decision_id == decision.id)
    columns = (decision.id, decision.announced_at, published.label("published"))
    row = connection.execute(sa.select(*columns).where(decision.id == _decision_id(kind, target))).first()
    if row is None:
        raise NotFound(kind)
    return Scene(row.id, row.announced_at is not None, bool(row.published))


def _decision_id(kind: Kind, id: int) -> Any:
    """The id of the object's decision, as an expression."""
    activity, import_, contribution = tables.activity, tables.import_, tables.contribution
    match kind:
        case "decision":
            return id
        case "comment" | "verdict":
            table = tables.metadata.tables[kind]
            tree = tables.assessment.join(table)
            path = sa.select(tables.assessment.c.decision_id).select_from(tree).where(table.c.id == id)
        case "import":
            path = sa.select(activity.c.decision_id).select_from(activity.join(import_)).where(import_.c.id == id)
        case "contribution":
            tree = activity.join(import_).join(contribution)
            path = sa.select(activity.c.decision_id).select_from(tree).where(contribution.c.id == id)
        case _:
            table = tables.metadata.tables[kind]
            path = sa.select(table.c.decision_id).where(table.c.id == id)
    return path.scalar_subquery()
