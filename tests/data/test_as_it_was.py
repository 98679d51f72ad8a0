"""The matter as it was: folded from events, and the very content that a signature was bound to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assessment import differences as between
from data import assessments, briefings, clock, decisions, differences, followup, matters
from data.permissions import Actor
from data.refusals import Refused
from tests.data.cases import decision, put
from tests.data.test_workflow import accept_all, sign, state, submitted

START = datetime(2027, 1, 4, 8, tzinfo=UTC)


def test_an_answer_is_what_it_was_at_the_moment(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    with clock.at(START):
        id = decision(preparer)
    for day, goal in enumerate(["Ensin", "Sitten", "Lopuksi"], start=1):
        with clock.at(START + timedelta(days=day)):
            put(preparer, id, "eva", "basics/b_goal", goal)
    told = [
        differences.at(preparer, id, START + timedelta(days=day, hours=1)).answers("eva").get("basics/b_goal")
        for day in range(4)
    ]
    assert [answer.value if answer else None for answer in told] == [None, "Ensin", "Sitten", "Lopuksi"]


def test_names_and_alternatives_are_those_of_the_moment(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    with clock.at(START):
        id = decision(preparer)
    with clock.at(START + timedelta(days=1)):
        put(preparer, id, "eva", "basics/b_title", "Kouluverkon uudistus")
        put(preparer, id, "eva", "alternatives/VE1/alt_name", "Yhteinen koulu")
        decisions.add_alternative(preparer, id, "Kolmas tapa")
    then, now = differences.at(preparer, id, START), matters.read(preparer, id)
    assert (then.head.title["fi"], now.head.title["fi"]) == ("Kouluverkko", "Kouluverkon uudistus")
    assert [a.code for a in then.alternatives] == ["VE0", "VE1", "VE2"]
    assert [a.code for a in now.alternatives] == ["VE0", "VE1", "VE2", "VE3"]
    assert then.alternatives[1].name["fi"] == "Yhdistetään"


def test_a_signature_is_bound_to_the_content_of_its_moment_whatever_comes_after(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    accept_all(actors, id)
    sign(actors, id)
    moves = assessments.desk(actors["reviewer"], matters.read(actors["reviewer"], id).stored["eva"].id).moves
    signed = next(move for move in moves if move.transition == "t_sign")
    put(actors["preparer"], id, "eva", "basics/b_goal", "Muutettu vahvistuksen jälkeen.")
    put(actors["preparer"], id, "eva", "matrix/p_health/VE1/impact5", -1)
    then = differences.at(actors["reviewer"], id, signed.at)
    assert assessments.hash_of(then, "eva") == signed.content_hash
    assert assessments.hash_of(matters.read(actors["reviewer"], id), "eva") != signed.content_hash


def test_what_changed_since_the_signature_is_shown_and_nothing_else(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    accept_all(actors, id)
    sign(actors, id)
    before = matters.read(actors["reviewer"], id)
    put(actors["preparer"], id, "eva", "basics/b_goal", "Muutettu.")
    put(actors["preparer"], id, "eva", "matrix/p_health/VE1/impact5", -1)
    assert state(actors["preparer"], id) == "in_review"
    changes = between.between(before, matters.read(actors["reviewer"], id))
    assert {(c.key, c.kind, c.alternative) for c in changes} == {
        ("basics/b_goal", "changed", None),
        ("matrix/p_health/VE1/impact5", "changed", "VE1"),
    }
    assert list(between.by_alternative(changes)) == [None, "VE1"]


def test_every_step_of_the_workflow_is_a_moment(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    accept_all(actors, id)
    kinds = [moment.kind for moment in differences.moments(actors["reviewer"], id)]
    assert kinds == ["started", "t_submit", "t_accept", "now"]


# ------------------------------------------------------------------ what happened


def followed(actors: dict[str, Actor]) -> int:
    id = submitted(actors)
    preparer = actors["preparer"]
    put(preparer, id, "eva", "matrix/p_health/VE1/no_mitigation_reason", "Ei voida.")
    put(preparer, id, "eva", "matrix/p_health/VE1/groups", ["age_80"])
    put(preparer, id, "eva", "matrix/p_health/VE1/impact5", -1)
    accept_all(actors, id)
    sign(actors, id)
    briefings.publish(actors["signer"], id)
    decisions.move(preparer, id, "on_agenda")
    decisions.record_outcome(preparer, id, stage="decided", decided_on=date(2027, 3, 1))
    return id


def test_what_happened_is_recorded_in_the_follow_up_only_and_voids_nothing(actors: dict[str, Actor]) -> None:
    id = followed(actors)
    preparer = actors["preparer"]
    assert decisions.head(preparer, id)[0].chosen == "VE1"
    with pytest.raises(Refused):
        put(preparer, id, "eva", "outcomes/p_health/VE1/happened", "worse")
    assessments.move(preparer, id, "t_follow")
    put(preparer, id, "eva", "outcomes/p_health/VE1/happened", "as_predicted")
    with pytest.raises(Refused):
        put(preparer, id, "eva", "basics/b_goal", "Jälkiviisas tavoite")
    assert state(preparer, id) == "follow_up"
    assert [known.happened for known in followup.outcomes(preparer)] == ["as_predicted"]


def test_a_follow_up_is_not_closed_before_everything_is_recorded(actors: dict[str, Actor]) -> None:
    id = followed(actors)
    preparer = actors["preparer"]
    assessments.move(preparer, id, "t_follow")
    with pytest.raises(Refused) as refused:
        assessments.move(actors["signer"], id, "t_close")
    assert "eva:g_outcomes" in {key for key, _ in refused.value.problems}
    put(preparer, id, "eva", "outcomes/p_health/VE1/happened", "not_known")
    put(preparer, id, "eva", "asked_again/fu_asked", "no")
    put(preparer, id, "eva", "asked_again/fu_asked_not", "Asiakkaat vaihtuivat.")
    assessments.move(actors["signer"], id, "t_close")
    assert state(preparer, id) == "closed"


def test_another_alternative_may_have_been_decided_on(actors: dict[str, Actor]) -> None:
    id = followed(actors)
    with pytest.raises(Refused):
        decisions.record_outcome(
            actors["preparer"], id, stage="decided_changed", decided_on=date(2027, 3, 1), chosen="VE9"
        )
    decisions.record_outcome(actors["preparer"], id, stage="decided_changed", decided_on=date(2027, 3, 1), chosen="VE2")
    assert matters.read(actors["preparer"], id).eva.outcomes == ()


def test_a_council_term_is_four_years_from_june() -> None:
    assert followup.term(date(2026, 11, 28)) == (date(2025, 6, 1), date(2029, 6, 1))
    assert followup.term(date(2025, 5, 31)) == (date(2021, 6, 1), date(2025, 6, 1))
    assert followup.term(date(2029, 6, 1)) == (date(2029, 6, 1), date(2033, 6, 1))


def test_the_same_group_in_another_decision_of_the_term_is_counted(actors: dict[str, Actor]) -> None:
    first, second = followed(actors), submitted(actors)
    preparer = actors["preparer"]
    put(preparer, second, "eva", "matrix/p_services/VE1/groups", ["age_80"])
    put(preparer, second, "eva", "matrix/p_services/VE1/impact5", -1)
    assert [(h.decision_id, h.group, h.effects) for h in followup.burden(preparer, second)] == [(first, "age_80", 1)]
