"""Several people in one assessment: comments, sections, opinions, improvements, sources."""

from __future__ import annotations

from datetime import date

import pytest

from assessment import review
from data import (
    assessments,
    assignments,
    comments,
    evidence,
    improvements,
    matters,
    opinions,
    people,
)
from data.permissions import Actor, NotFound
from data.refusals import Conflict, Refused
from tests.data.cases import decision, put, screened
from tests.data.test_workflow import AT_ALL, accept_all, fill, sign, state, submitted

SOURCE = {
    "ev_title": "Oppilasennuste",
    "ev_type": "statistics",
    "ev_valid_to": "2026-06-30",
    "ev_scope": "local",
    "ev_strength": 3,
}


def eva(actor: Actor, id: int) -> int:
    return matters.read(actor, id).stored["eva"].id


# ------------------------------------------------------------------ comments


def test_a_thread_is_opened_answered_resolved_and_opened_again_by_an_answer(actors: dict[str, Actor]) -> None:
    preparer, reviewer = actors["preparer"], actors["reviewer"]
    assessment = eva(preparer, decision(preparer))
    first = comments.add(reviewer, assessment, "basics/b_goal", "Mistä tavoite näkyy?", to_role="preparer")
    assert [w.body for w in comments.waiting(preparer)] == ["Mistä tavoite näkyy?"]
    comments.answer(preparer, first, "Oppimistuloksista.", to_role="reviewer")
    assert comments.waiting(preparer) == []
    assert [w.body for w in comments.waiting(reviewer)] == ["Oppimistuloksista."]
    comments.resolve(reviewer, first)
    thread = comments.listing(preparer, assessment)["basics/b_goal"][0]
    assert (thread.open, len(thread.answers), thread.first.resolved_role) == (False, 1, "reviewer")
    assert comments.waiting(reviewer) == []
    comments.answer(preparer, first, "Lisäsin mittarin.")
    assert comments.listing(preparer, assessment)["basics/b_goal"][0].open


@pytest.mark.parametrize("body", ["", "   ", "x" * (comments.MAX_COMMENT + 1)])
def test_an_empty_or_endless_comment_is_refused(actors: dict[str, Actor], body: str) -> None:
    preparer = actors["preparer"]
    with pytest.raises(Refused):
        comments.add(preparer, eva(preparer, decision(preparer)), "basics/b_goal", body)


def test_a_comment_is_outside_the_signature(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    accept_all(actors, id)
    comments.add(actors["reviewer"], eva(actors["reviewer"], id), "basics/b_goal", "Hyvä.")
    assert state(actors["reviewer"], id) == "reviewed"


# ------------------------------------------------------------------ whose section


def test_a_section_is_given_to_someone_who_may_write(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    assessment = eva(preparer, decision(preparer))
    assignments.assign(preparer, assessment, "basics", preparer.person_id)
    assert assignments.listing(actors["reviewer"], assessment) == {"basics": (preparer.person_id, "Person preparer")}
    with pytest.raises(Refused):
        assignments.assign(preparer, assessment, "basics", actors["councillor"].person_id)
    with pytest.raises(Refused):
        assignments.assign(preparer, assessment, "no_such_section", preparer.person_id)
    assignments.assign(preparer, assessment, "basics", None)
    assert assignments.listing(preparer, assessment) == {}


# ------------------------------------------------------------------ opinions


def test_nothing_is_signed_before_every_opinion_or_its_reason_is_on_record(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = screened(preparer, **AT_ALL | {"s_group": "yes"})
    fill(preparer, id)
    asked = matters.read(preparer, id).opinions_asked
    assert "youth_council" in asked
    with matters_without_opinions(preparer, id):
        assessments.move(preparer, id, "t_submit")
        accept_all(actors, id)
        with pytest.raises(Refused) as refused:
            sign(actors, id)
        assert "eva:g_opinions" in {key for key, _ in refused.value.problems}
    for who in asked:
        opinions.record(preparer, id, who, not_asked="Ei ehditty.")
    sign(actors, id)
    assert state(preparer, id) == "signed"


def matters_without_opinions(preparer: Actor, id: int) -> object:
    """What `fill` recorded is taken back, as if nobody had been asked."""
    from contextlib import nullcontext

    from data import engine, tables

    with engine.transaction(writes=True) as connection:
        connection.execute(tables.opinion.delete())
        d = tables.decision
        connection.execute(d.update().where(d.c.id == id).values(touched=d.c.touched + 1))
    return nullcontext()


def test_an_opinion_is_either_given_or_not_asked_and_a_stale_one_is_refused(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    for given in ({}, {"body": "Hyvä.", "not_asked": "Ei ehditty."}):
        with pytest.raises(Refused):
            opinions.record(preparer, id, "youth_council", **given)
    with pytest.raises(Refused):
        opinions.record(preparer, id, "town_band", body="Hyvä.")
    opinions.record(preparer, id, "youth_council", body="Hyvä.")
    with pytest.raises(Conflict):
        opinions.record(actors["coordinator"], id, "youth_council", body="Huono.", seen=0)
    opinions.record(actors["coordinator"], id, "youth_council", body="Huono.", seen=1)
    assert matters.read(preparer, id).opinions["youth_council"].body == "Huono."


# ------------------------------------------------------------------ improvements


def test_an_improvement_stays_open_until_it_is_told_what_was_done(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    reviewer, preparer = actors["reviewer"], actors["preparer"]
    due = date(2027, 5, 1)
    assessments.give_verdict(reviewer, eva(reviewer, id), "basics", "improvable", "Lisää mittari.", "preparer", due)
    found = improvements.listing(preparer, open_only=True)
    assert [(one.text, one.owner, one.due, one.decision_id) for one in found] == [
        ("Lisää mittari.", "preparer", due, id)
    ]
    with pytest.raises(Refused):
        improvements.finish(preparer, found[0].id, " ")
    improvements.finish(preparer, found[0].id, "Mittari lisättiin.")
    assert improvements.listing(preparer, open_only=True) == []
    assert improvements.listing(reviewer, decision_id=id)[0].note == "Mittari lisättiin."


def test_a_plain_acceptance_opens_no_action(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    assessments.give_verdict(actors["reviewer"], eva(actors["reviewer"], id), "basics", "accepted")
    assert improvements.listing(actors["preparer"]) == []


# ------------------------------------------------------------------ sources


def test_a_source_is_found_and_used_by_another_decision(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    first, second = decision(preparer), decision(preparer)
    source = evidence.add(preparer, first, SOURCE)
    assert [found.id for found in evidence.search(preparer, second, "oppilas ennuste")] == [source]
    assert evidence.search(preparer, second, "jotain muuta") == []
    evidence.use(preparer, second, source)
    assert source in matters.read(preparer, second).evidence


def test_a_changed_source_voids_the_signatures_that_rest_on_it_and_its_older_form_stays(
    actors: dict[str, Actor],
) -> None:
    preparer = actors["preparer"]
    home = decision(preparer)
    source = evidence.add(preparer, home, SOURCE)
    id = screened(preparer, **AT_ALL)
    put(preparer, id, "eva", "matrix/p_health/VE1/evidence", [source])
    fill(preparer, id)
    assessments.move(preparer, id, "t_submit")
    accept_all(actors, id)
    sign(actors, id)
    before = matters.read(preparer, id)
    evidence.edit(preparer, source, SOURCE | {"ev_valid_to": "2026-09-30"}, 1)
    after = matters.read(preparer, id)
    assert state(preparer, id) == "in_review"
    assert after.evidence[source].fields["ev_valid_to"] == "2026-09-30"
    assert before.evidence[source].fields["ev_valid_to"] == "2026-06-30"
    with pytest.raises(Conflict):
        evidence.edit(preparer, source, SOURCE, 1)


def test_a_file_is_kept_once_and_read_only_through_its_source(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    source, other = (evidence.add(preparer, id, SOURCE) for _ in range(2))
    file = evidence.attach(preparer, source, "selvitys.pdf", b"%PDF-1.7 ...")
    assert evidence.attach(preparer, source, "toinen.pdf", b"%PDF-1.7 ...") == file
    assert evidence.content(preparer, source, file) == b"%PDF-1.7 ..."
    with pytest.raises(NotFound):
        evidence.content(preparer, other, file)
    with pytest.raises(Refused):
        evidence.attach(preparer, source, "kuva.png", b"%PDF-1.7 ...")
    assert [f.name for f in matters.read(preparer, id).evidence[source].files] == ["selvitys.pdf"]


def test_a_figure_must_be_of_the_frozen_release(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    with pytest.raises(Refused):
        evidence.add(preparer, decision(preparer), SOURCE | {"ev_figure": {"release": "0", "theme": 1}})


INDICATOR = {"label": "Oppilaat", "source": "Tilasto", "updated": "", "of": [], "along": None, "points": [["", 112.0]]}


def test_an_indicator_is_kept_with_its_source_and_what_is_none_is_refused(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    source = evidence.add(preparer, id, SOURCE | {"ev_indicator": INDICATOR})
    assert matters.read(preparer, id).evidence[source].fields["ev_indicator"] == INDICATOR
    with pytest.raises(Refused):
        evidence.add(preparer, id, SOURCE | {"ev_indicator": {**INDICATOR, "points": []}})


def test_a_source_that_ends_before_it_begins_is_refused(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    backwards = SOURCE | {"ev_valid_from": "2026-07-01"}
    with pytest.raises(Refused):
        evidence.add(preparer, decision(preparer), backwards)


# ------------------------------------------------------------------ other instruments beside EVA


def test_two_people_and_their_roles_are_told_apart_by_role_outside(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    second = Actor(people.add("Toinen valmistelija", "test", "second", ["preparer"]), "preparer")
    assessments.be_here(actors["preparer"], eva(actors["preparer"], id), "basics")
    others = assessments.be_here(second, eva(second, id), "basics")
    assert [role for role, _ in others] == ["preparer"]


def test_a_verdict_of_a_section_that_is_not_asked_now_is_refused(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    asked = {section.id for section in review.reviewed(matters.read(actors["reviewer"], id).eva)}
    assert not {"outcomes", "asked_again"} & asked
    with pytest.raises(Refused):
        assessments.give_verdict(actors["reviewer"], eva(actors["reviewer"], id), "outcomes", "accepted")
