"""Role × verb × object: who may do what, walked from the declarations and compared with a table written by hand.

The table here knows nothing of data/permissions.py: a role added to a rule by mistake, a rule dropped and a verb
without one are all seen as a difference from it.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

import pytest

import data
from data import (
    activities,
    clock,
    comments,
    decisions,
    engine,
    evidence,
    imports,
    matters,
    people,
    permissions,
    responses,
    schema,
    statements,
    tables,
    themes,
    verb,
)
from data.permissions import ROLES, RULES, Actor, NotAllowed, NotFound
from data.verb import REGISTRY, Declared
from participation import adapters

for module in pkgutil.iter_modules(data.__path__, "data."):
    if not module.ispkg:
        import_module(module.name)  # so that every verb is declared

PREPARER, COORDINATOR, REVIEWER, SIGNER, ADMIN = "preparer", "coordinator", "reviewer", "signer", "admin"
HOUSE = {PREPARER, COORDINATOR, REVIEWER, SIGNER, ADMIN}
COUNCILS = {"youth_council", "elderly_council", "disability_council"}
READERS = HOUSE | COUNCILS | {"councillor"}
EVERYONE = READERS | {"resident"}
PREPARE = {PREPARER, COORDINATOR}
WRITERS = {PREPARER, COORDINATOR, REVIEWER, SIGNER}

WHO: dict[str, set[str]] = {
    # decisions
    "decisions.create": {PREPARER},
    "decisions.announce": PREPARE,
    "decisions.move": {PREPARER, SIGNER},
    "decisions.record_outcome": {PREPARER, SIGNER},
    "decisions.add_alternative": {PREPARER},
    "decisions.settle_alternatives": PREPARE,
    "listing.page": READERS,
    "listing.choices": READERS,
    "decisions.head": READERS,
    "agenda.compare": PREPARE,
    "agenda.store": PREPARE,
    "agenda.start": {PREPARER},
    "agenda.update": PREPARE,
    "agenda.set_aside": PREPARE,
    "agenda.listing": PREPARE,
    "agenda.matter": PREPARE,
    "matters.read": HOUSE,
    # assessments
    "assessments.open_lava": {PREPARER},
    "assessments.save_answer": PREPARE,
    "assessments.restore_answer": PREPARE,
    "assessments.history": HOUSE,
    "assessments.open_instrument": {PREPARER},
    "assessments.withdraw_instrument": {PREPARER},
    "upgrades.offer": HOUSE,
    "upgrades.accept": {PREPARER},
    "upgrades.decline": {PREPARER},
    "evidence.add": PREPARE,
    "evidence.edit": PREPARE,
    "evidence.attach": PREPARE,
    "evidence.use": PREPARE,
    "evidence.content": HOUSE,
    "evidence.search": PREPARE,
    "opinions.record": PREPARE | {REVIEWER},
    "comments.add": WRITERS,
    "comments.answer": WRITERS,
    "comments.resolve": WRITERS,
    "comments.listing": HOUSE,
    "comments.waiting": HOUSE,
    "assignments.assign": {PREPARER},
    "assignments.listing": HOUSE,
    "assignments.writers": HOUSE,
    "improvements.finish": PREPARE,
    "improvements.listing": HOUSE,
    "interchange.look": {PREPARER},
    "interchange.bring_in": {PREPARER},
    "differences.moments": HOUSE,
    "differences.at": HOUSE,
    "followup.outcomes": HOUSE,
    "followup.burden": HOUSE,
    "assessments.give_verdict": {REVIEWER},
    "assessments.move": {PREPARER, REVIEWER, SIGNER},
    "assessments.desk": HOUSE,
    "assessments.be_here": HOUSE,
    # residents' input
    "activities.add": PREPARE,
    "activities.edit": PREPARE,
    "activities.listing": READERS,
    "imports.store": PREPARE,
    "spot.open_link": PREPARE,
    "spot.close_links": PREPARE,
    "spot.links": PREPARE,
    "spot.add_note": PREPARE,
    "spot.add_top": PREPARE,
    "imports.listing": HOUSE,
    "imports.remembered": PREPARE,
    "population.beside": PREPARE,
    "population.give": PREPARE,
    "population.take_away": PREPARE,
    "texts.queue": PREPARE,
    "erasure.find": PREPARE,
    "erasure.erase": PREPARE,
    "retention.due": {"coordinator", "admin"},
    "retention.run": {"coordinator", "admin"},
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
    "themes.listing": HOUSE,
    "statements.add": PREPARE | COUNCILS,
    "statements.listing": READERS,
    "statements.on_desk": COUNCILS,
    "releases.preview": PREPARE,
    "releases.freeze": PREPARE,
    "releases.latest": READERS,
    # answers, and what is published
    "responses.draft": PREPARE,
    "responses.approve": {REVIEWER, SIGNER},
    "responses.publish": {PREPARER, COORDINATOR, SIGNER},
    "responses.correct": PREPARE,
    "responses.reply": COUNCILS,
    "responses.listing": READERS,
    "responses.published": READERS,
    "responses.earlier": READERS,
    "briefings.preview": HOUSE,
    "briefings.publish": {SIGNER},
    "briefings.no_assessment": READERS,
    "briefings.verify": READERS,
    "briefings.of_meeting": READERS,
    "briefings.published": READERS,
    "briefings.issues": READERS,
    # readers
    "requests.ask": COUNCILS | {"councillor"},
    "requests.withdraw": COUNCILS | PREPARE | {"councillor"},
    "requests.answer": PREPARE,
    "requests.listing": READERS,
    "requests.waiting": PREPARE,
    "reading.opened": READERS,
    "reading.mark": READERS,
    "reading.write_note": READERS,
    "reading.mine": READERS,
    "reading.guide_is_open": READERS,
    "reading.close_guide": READERS,
    # without signing in
    "public.matters": {"resident"},
    "public.matter": {"resident"},
    "public.briefing": {"resident"},
    "public.release": {"resident"},
    "public.answers": {"resident"},
    "public.events": {"resident"},
    # the log
    "audit.recent": HOUSE,
    "audit.trail": {REVIEWER, SIGNER, ADMIN},
}
ONLY_WHEN_PUBLISHED = {"briefings.published"}  # for those outside the house; an announcement is not enough
SURVEY = "nro;avoin\n1;Koulu on lähellä.\n2;Bussi kulkee liian harvoin.\n"
MAPPING = json.dumps({"nro": {"role": "id"}, "avoin": {"role": "open"}})
STAGES = ("draft", "announced", "published")
UNKNOWN = (0, -1, 10**6, 2**40, True, None, "1", "1; DROP TABLE decision", 1.0)


def expected(name: str, role: str, stage: str) -> str:
    """What must happen to a verb that is done to an object of a decision in this stage."""
    shown = stage == "published" or (stage == "announced" and name not in ONLY_WHEN_PUBLISHED)
    if stage == "unknown" or role == "resident" or (role not in HOUSE and not shown):
        return "NotFound"
    return "allowed" if role in WHO.get(name, ()) else "NotAllowed"


def outcome(name: str, actor: Actor, kind: Any, target: object) -> str:
    with engine.transaction(writes=False) as connection:
        try:
            permissions.allow(connection, name, actor, kind, target)
        except (NotFound, NotAllowed) as refused:
            return type(refused).__name__
    return "allowed"


# ------------------------------------------------------------------ the objects


@dataclass(frozen=True)
class Scenes:
    """One object of every kind in each stage, and a person for each role."""

    actors: dict[str, Actor]
    objects: dict[str, dict[str, int]]  # stage -> kind -> id


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenes]:
    made = engine.make(f"sqlite:///{tmp_path_factory.mktemp('permissions') / 'test.db'}")
    engine.use(made)
    schema.upgrade(made)
    actors = {role: Actor(people.add(role, "test", role, [role]), role) for role in ROLES}
    objects = {stage: one_of_each(actors) for stage in STAGES}
    for stage in ("announced", "published"):
        decisions.announce(actors[PREPARER], objects[stage]["decision"])
    edition = {"decision_id": objects["published"]["decision"], "edition": 1, "payload": "{}", "sha256": "0"}
    with engine.transaction(writes=True) as connection:
        connection.execute(tables.briefing.insert().values(**edition, by=actors[SIGNER].person_id, at=clock.now()))
    yield Scenes(actors, objects)
    engine.use(None)
    made.dispose()


def one_of_each(actors: dict[str, Actor]) -> dict[str, int]:
    """A decision with one object of every kind in it."""
    preparer = actors[PREPARER]
    id = decisions.create(
        preparer, title={"fi": "Kouluverkko"}, body="Valtuusto", service="Sivistys", meeting_date=date(2027, 3, 1),
        alternatives=["Nykytila", "Yhdistetään"],
    )  # fmt: skip
    activity = activities.add(preparer, id, channel="survey", title={"fi": "Kysely"})
    asked = {"decision_id": id, "kind": "more", "body": "Miksi?", "by_role": "councillor"}
    parsed = adapters.read("survey", {"kysely.csv": SURVEY.encode()}, answers={"decision": "1", "mapping": MAPPING})
    brought = imports.store(preparer, activity, parsed, sha256=str(id), original_name="kysely.csv")
    theme = themes.add(preparer, id, title={"fi": "Matka"})
    statement = statements.add(
        preparer, id, council="youth_council", date=date(2026, 9, 1), position="for", main_points="Puollamme."
    )
    answer = responses.draft(preparer, id, {"what": "Bussi"}, 0, theme_id=theme)
    with engine.transaction(writes=False) as connection:
        text = connection.execute(
            tables.contribution.select().where(tables.contribution.c.import_id == brought.id)
        ).first()
    assert text is not None
    eva = matters.read(preparer, id).stored["eva"].id
    source = evidence.add(preparer, id, {"ev_title": "Tilasto", "ev_type": "statistics", "ev_valid_to": "2026-01-01",
                                         "ev_scope": "local", "ev_strength": 3})  # fmt: skip
    verdict_row = {"assessment_id": eva, "section": "basics", "verdict": "accepted", "comment": "", "section_hash": "0"}
    with engine.transaction(writes=True) as connection:
        given = tables.verdict.insert().values(
            **verdict_row, by=actors[REVIEWER].person_id, by_role=REVIEWER, at=clock.now()
        )
        by = actors["councillor"].person_id
        asked_id = connection.execute(
            tables.request.insert().values(**asked, by=by, at=clock.now())
        ).inserted_primary_key[0]
        verdict_id = connection.execute(given).inserted_primary_key[0]
    return {
        "evidence": source,
        "comment": comments.add(preparer, eva, "basics/b_goal", "Onko tämä mitattavissa?"),
        "verdict": verdict_id,
        "decision": id,
        "assessment": eva,
        "activity": activity,
        "import": brought.id,
        "contribution": text.id,
        "theme": theme,
        "statement": statement,
        "response": answer.id,
        "request": asked_id,
    }


# ------------------------------------------------------------------ the rules


def test_every_verb_has_a_rule_and_every_rule_a_verb() -> None:
    assert unruled() == []
    assert sorted(RULES.keys() - REGISTRY.keys()) == []


def test_every_verb_stands_in_the_table_of_expectations() -> None:
    assert sorted(REGISTRY.keys() ^ WHO.keys()) == []


def test_every_kind_of_object_is_walked(scenes: Scenes) -> None:
    kinds = {declared.on for declared in REGISTRY.values() if declared.on}
    for stage in STAGES:
        assert kinds <= scenes.objects[stage].keys()


def test_nobody_may_do_more_or_less_than_the_table_says(scenes: Scenes) -> None:
    assert differences(scenes) == []


def test_a_real_call_is_refused_as_the_rule_says(scenes: Scenes) -> None:
    """The rules themselves and the calls of the product agree. Permission is asked before anything is looked at, so
    a refused verb needs no other arguments; of the allowed ones the queries that take no more are called."""
    met = []
    for name, declared, role, stage, target in walked(scenes):
        wanted = expected(name, role, stage)
        if wanted == "allowed":
            continue
        try:
            declared.call(scenes.actors[role], target)
        except (NotFound, NotAllowed) as refused:
            met += [] if type(refused).__name__ == wanted else [(name, role, stage, type(refused).__name__, wanted)]
        else:
            met.append((name, role, stage, "allowed", wanted))
    assert met == []


def test_a_query_that_is_allowed_answers(scenes: Scenes) -> None:
    called = set()
    for name, declared, role, stage, target in walked(scenes):
        if declared.writes or name in NOT_CALLED or expected(name, role, stage) != "allowed":
            continue
        declared.call(scenes.actors[role], target)
        called.add(name)
    queries = {name for name, declared in REGISTRY.items() if not declared.writes and declared.on}
    assert called == queries - NOT_CALLED


# Some take more than an object; the edition that the scenes call published has no content.
NOT_CALLED = {
    "assessments.history",
    "briefings.published",
    "evidence.content",
    "evidence.search",
    "differences.at",
    "imports.remembered",
    "erasure.find",
}


def test_an_unknown_object_and_a_hidden_one_are_told_in_the_same_words(scenes: Scenes) -> None:
    for name, declared in REGISTRY.items():
        if declared.on is None:
            continue
        hidden = scenes.objects["draft"][declared.on]
        for role in ROLES:
            said = {refusal(declared, scenes.actors[role], target) for target in UNKNOWN}
            if role not in HOUSE:
                said.add(refusal(declared, scenes.actors[role], hidden))
            assert said == {("NotFound", (declared.on,))}, (name, role)


def test_what_has_no_object_is_allowed_by_role_alone(scenes: Scenes) -> None:
    for name, declared in REGISTRY.items():
        if declared.on is None:
            for role in ROLES:
                wanted = "allowed" if role in WHO[name] else "NotAllowed"
                assert outcome(name, scenes.actors[role], None, None) == wanted, (name, role)


def unruled() -> list[str]:
    return sorted(REGISTRY.keys() - RULES.keys())


def walked(scenes: Scenes) -> Iterator[tuple[str, Declared, str, str, int]]:
    """Every verb on every object by every role; an unknown object among them."""
    for name, declared in REGISTRY.items():
        if declared.on is None:
            continue
        for stage in (*STAGES, "unknown"):
            target = 10**6 if stage == "unknown" else scenes.objects[stage][declared.on]
            for role in ROLES:
                yield name, declared, role, stage, target


def differences(scenes: Scenes) -> list[tuple[str, str, str, str, str]]:
    """(verb, role, stage, what happens, what should), for every triple that is not as the table says."""
    found = []
    for name, declared, role, stage, target in walked(scenes):
        met, wanted = outcome(name, scenes.actors[role], declared.on, target), expected(name, role, stage)
        if met != wanted:
            found.append((name, role, stage, met, wanted))
    return found


def refusal(declared: Declared, actor: Actor, target: object) -> tuple[str, object]:
    try:
        declared.call(actor, target)
    except (NotFound, NotAllowed) as refused:
        return type(refused).__name__, refused.args
    return "allowed", ()


# ------------------------------------------------------------------ the tests can fail


def test_a_verb_declared_without_a_rule_is_seen_and_refused(scenes: Scenes) -> None:
    """Negative control: a scratch verb that nobody wrote a rule for."""

    @verb.verb(on="decision")
    def scratch(tx: verb.Tx, actor: Actor, decision_id: int) -> None:
        tx.note("scratch")

    name = next(name for name in REGISTRY if name.endswith(".scratch"))
    try:
        assert unruled() == [name]
        with pytest.raises(NotAllowed):
            scratch(scenes.actors[PREPARER], scenes.objects["published"]["decision"])
    finally:
        del REGISTRY[name]


def test_a_deleted_rule_is_seen(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    before = differences(scenes)
    monkeypatch.delitem(RULES, "themes.edit")
    assert "themes.edit" in unruled()
    assert {name for name, *_ in set(differences(scenes)) - set(before)} == {"themes.edit"}


def test_a_role_too_many_is_seen(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: councillors may suddenly read the preparers' working page."""
    before = differences(scenes)
    monkeypatch.setitem(RULES, "matters.read", permissions.Rule(permissions.STAFF | {"councillor"}))
    assert {found[:4] for found in set(differences(scenes)) - set(before)} == {
        ("matters.read", "councillor", "announced", "allowed"),
        ("matters.read", "councillor", "published", "allowed"),
    }


def test_a_draft_shown_too_early_is_seen(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: what may be seen is no longer asked."""
    before = differences(scenes)
    rule = permissions.Rule(RULES["decisions.head"].roles, sees=lambda scene, role: True)
    monkeypatch.setitem(RULES, "decisions.head", rule)
    met = {(name, stage) for name, _, stage, *_ in set(differences(scenes)) - set(before)}
    assert met == {("decisions.head", "draft")}
