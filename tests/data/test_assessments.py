"""Answers: saved once, never overwritten unseen, voiding what they contradict; and who may not save."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime, timedelta

import pytest

from data import assessments, clock, matters
from data.permissions import Actor, NotAllowed, NotFound
from data.refusals import Conflict, Refused
from tests.data.cases import decision, put, screened


def eva(actor: Actor, id: int) -> int:
    return matters.read(actor, id).stored["eva"].id


def test_an_answer_comes_back_with_its_revision_and_role(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    saved = assessments.save_answer(preparer, eva(preparer, id), "basics/b_goal", "Terveet tilat", 0)
    assert (saved.value, saved.rev, saved.by_role) == ("Terveet tilat", 1, "preparer")
    assert matters.read(preparer, id).stored["eva"].answers["basics/b_goal"].value == "Terveet tilat"


def test_a_stale_save_is_refused_with_the_other_text_and_changes_nothing(actors: dict[str, Actor]) -> None:
    preparer, coordinator = actors["preparer"], actors["coordinator"]
    id = decision(preparer)
    assessments.save_answer(preparer, eva(preparer, id), "basics/b_goal", "Ensimmäinen", 0)
    with pytest.raises(Conflict) as met:
        assessments.save_answer(coordinator, eva(preparer, id), "basics/b_goal", "Toinen", 0)
    assert (met.value.mine, met.value.theirs.value) == ("Toinen", "Ensimmäinen")
    assert matters.read(preparer, id).stored["eva"].answers["basics/b_goal"].value == "Ensimmäinen"


def test_two_writers_of_five_hundred_edits_each_lose_none(actors: dict[str, Actor], database: str) -> None:
    preparer, coordinator = actors["preparer"], actors["coordinator"]
    id = decision(preparer)
    assessment, kept = eva(preparer, id), []

    def write(actor: Actor) -> None:
        for _ in range(500):
            text = secrets.token_hex(6)
            seen = 0
            while True:
                try:
                    assessments.save_answer(actor, assessment, "basics/b_goal", text, seen)
                except Conflict as conflict:
                    seen = conflict.theirs.rev
                else:
                    kept.append(text)
                    break

    threads = [threading.Thread(target=write, args=(actor,)) for actor in (preparer, coordinator)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history = {event.value for event in assessments.history(preparer, assessment, "basics/b_goal")}
    assert len(kept) == 1000
    assert history == set(kept)


def test_the_same_act_twice_is_one_save(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    for _ in range(2):
        again = assessments.save_answer(preparer, eva(preparer, id), "basics/b_goal", "Kerran", 0, token="act-1")
    assert again.rev == 1


def test_saving_what_is_already_there_leaves_no_trace(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    put(preparer, id, "eva", "basics/b_goal", "Sama")
    put(preparer, id, "eva", "basics/b_goal", "Sama ")
    assert len(assessments.history(preparer, eva(preparer, id), "basics/b_goal")) == 1


def test_an_older_text_is_brought_back_as_a_new_event(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    put(preparer, id, "eva", "basics/b_goal", "Vanha")
    put(preparer, id, "eva", "basics/b_goal", "Uusi")
    assessments.restore_answer(preparer, eva(preparer, id), "basics/b_goal", 1, 2)
    events = assessments.history(preparer, eva(preparer, id), "basics/b_goal")
    assert [(event.op, event.value) for event in events] == [("restore", "Vanha"), ("set", "Uusi"), ("set", "Vanha")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("basics/no_such", "x"),
        ("alternatives/VE9/alt_desc", "x"),
        ("alternatives/VE0/alt_origin", "preparer"),
        ("matrix/p_children/VE1/impact5", 1),  # read from LAVA, never entered
        ("matrix/p_health/VE0/impact5", 1),  # the status quo has no impact
        ("matrix/p_health/VE1/impact5", 5),
        ("basics/b_open", ["no_such_option"]),
        ("basics/b_title", "x" * 121),
        ("basics/b_date", "31.12.2027"),
        ("compare/cmp_proposal", "VE7"),
        ("../../etc/passwd", "x"),
    ],
)
def test_what_does_not_fit_the_template_is_refused(actors: dict[str, Actor], key: str, value: object) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    before = matters.read(preparer, id).stored["eva"].answers
    with pytest.raises(Refused):
        assessments.save_answer(preparer, eva(preparer, id), key, value, 0)
    assert matters.read(preparer, id).stored["eva"].answers == before


def test_answers_that_are_the_decisions_own_change_the_decision(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    put(preparer, id, "eva", "basics/b_title", "Uusi nimi")
    put(preparer, id, "eva", "alternatives/VE1/alt_name", "Uusi koulu")
    matter = matters.read(preparer, id)
    assert matter.head.title["fi"] == "Uusi nimi"
    assert matter.alternatives[1].name["fi"] == "Uusi koulu"
    assert matter.answers("eva")["basics/b_body"].value == "Valtuusto", "nothing is ever typed twice"


def test_children_touched_opens_lava(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    untouched = screened(preparer, s_children="no")
    assert "lava" not in matters.read(preparer, untouched).stored
    assert "lava" in matters.read(preparer, screened(preparer, s_children="unknown")).stored


def test_a_page_that_stays_open_is_told_to_others_for_two_minutes(actors: dict[str, Actor]) -> None:
    preparer, coordinator = actors["preparer"], actors["coordinator"]
    id = decision(preparer)
    now = datetime(2027, 1, 5, 12, tzinfo=UTC)
    with clock.at(now):
        assessments.be_here(preparer, eva(preparer, id), "basics")
        assert [role for role, _ in assessments.be_here(coordinator, eva(preparer, id), "basics")] == ["preparer"]
    with clock.at(now + timedelta(minutes=3)):
        assert assessments.be_here(coordinator, eva(preparer, id), "basics") == []


# who may not


@pytest.mark.parametrize("role", ["reviewer", "signer", "admin"])
def test_only_those_who_prepare_write_answers(actors: dict[str, Actor], role: str) -> None:
    id = decision(actors["preparer"])
    with pytest.raises(NotAllowed):
        assessments.save_answer(actors[role], eva(actors["preparer"], id), "basics/b_goal", "x", 0)


@pytest.mark.parametrize("role", ["councillor", "youth_council", "resident"])
def test_a_draft_is_not_found_by_those_outside(actors: dict[str, Actor], role: str) -> None:
    id = decision(actors["preparer"])
    with pytest.raises(NotFound):
        matters.read(actors[role], id)
