"""What a signature vouches for, what voids it, and how EVA and LAVA keep step with each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from assessment import review, workflow
from data import (
    activities,
    assessments,
    briefings,
    decisions,
    engine,
    imports,
    listing,
    matters,
    opinions,
    releases,
    responses,
    statements,
    tables,
    texts,
    themes,
)
from data.permissions import Actor
from data.refusals import Conflict, Refused
from participation.adapters import Parsed, Text
from tests.data.cases import YES, decision, put, screened
from tests.data.test_workflow import accept_all, sign, state, submitted

CHILDREN = dict.fromkeys(("l_direct", "l_indirect", "l_group", "l_long", "l_voice", "l_difference"), "no")


def evening(sha: str = "b", adapter: str = "evening", text_id: str = "e1-g1-r1") -> Parsed:
    return Parsed(
        adapter=adapter, version="1", tables={}, texts=(Text(text_id, "Bussi kulkee harvoin.", "fi", {}),),
        read={}, stored={}, left_out={}, checks={}, differing=(), dropped=(), notes=(), questions=(), period=None,
    )  # fmt: skip


def released(actor: Actor, id: int) -> None:
    """A release of one written text of a channel that has no figures of its own."""
    activity = activities.add(actor, id, channel="survey", title={"fi": "Kirjeet"})
    imports.store(actor, activity, evening(adapter="letters"), sha256="b", original_name="kirjeet.csv")
    releases.freeze(actor, id)


def signed(actors: dict[str, Actor]) -> int:
    id = submitted(actors)
    accept_all(actors, id)
    sign(actors, id)
    return id


def record_a_duty(actor: Actor, id: int) -> None:
    duty = matters.read(actor, id).duties[0]
    put(actor, id, "early-participation", duty.key, {"value": "not_done", "reason": "Ei ehditty."})


def tick_good_practice(actor: Actor, id: int) -> None:
    practice = matters.read(actor, id).practices[0]
    put(actor, id, "early-participation", practice.key, {"value": "na", "reason": "Ei koske."})


def add_an_alternative(actor: Actor, id: int) -> None:
    decisions.add_alternative(actor, id, "Kolmas tapa")


CHANGES: list[Callable[[Actor, int], None]] = [record_a_duty, add_an_alternative, released]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_signature_vouches_for_voids_it_when_it_changes(
    actors: dict[str, Actor], change: Callable[[Actor, int], None]
) -> None:
    id = signed(actors)
    before = assessments.hash_of(matters.read(actors["signer"], id), "eva")
    change(actors["preparer"], id)
    assert assessments.hash_of(matters.read(actors["signer"], id), "eva") != before
    assert state(actors["signer"], id) == "in_review"


def test_good_practice_is_outside_the_signature(actors: dict[str, Actor]) -> None:
    id = signed(actors)
    before = assessments.hash_of(matters.read(actors["signer"], id), "eva")
    tick_good_practice(actors["preparer"], id)
    assert assessments.hash_of(matters.read(actors["signer"], id), "eva") == before
    assert state(actors["signer"], id) == "signed"


def test_a_duty_changed_after_the_signature_can_be_accepted_signed_and_published(actors: dict[str, Actor]) -> None:
    id = signed(actors)
    record_a_duty(actors["preparer"], id)
    assessments.move(actors["reviewer"], id, "t_accept")
    sign(actors, id)
    assert briefings.publish(actors["signer"], id)


def test_a_published_assessment_gets_no_new_alternative(actors: dict[str, Actor]) -> None:
    id = signed(actors)
    briefings.publish(actors["signer"], id)
    with pytest.raises(Refused):
        add_an_alternative(actors["preparer"], id)


def test_what_was_vouched_for_of_the_checklist_is_closed_with_the_published_assessment(
    actors: dict[str, Actor],
) -> None:
    id = signed(actors)
    briefings.publish(actors["signer"], id)
    preparer = actors["preparer"]
    duty = matters.read(preparer, id).duties[0].key
    for key, value in ((duty, None), (duty, {"value": "done"}), ("facts/affected_groups", ["age_80"])):
        with pytest.raises(Refused, match="Make a corrected edition"):
            put(preparer, id, "early-participation", key, value)
    put(preparer, id, "early-participation", "practice/q_scope", {"value": "na", "reason": "Ei tässä."})
    assert [gate.id for gate in workflow.gates(matters.read(preparer, id).eva, "sign") if gate.level == "block"] == []
    assessments.move(preparer, id, "t_correct", reason="Kuuleminen puuttui.")
    put(preparer, id, "early-participation", duty, None)


def test_a_corrected_edition_is_published_beside_the_first(actors: dict[str, Actor]) -> None:
    id = signed(actors)
    briefings.publish(actors["signer"], id)
    assessments.move(actors["preparer"], id, "t_correct", reason="Luku oli väärin.")
    put(actors["preparer"], id, "eva", "basics/b_goal", "Korjattu tavoite.")
    assessments.move(actors["preparer"], id, "t_submit")
    case = matters.read(actors["reviewer"], id)
    assessments.give_verdict(actors["reviewer"], case.stored["eva"].id, "basics", "accepted")
    assessments.move(actors["reviewer"], id, "t_accept")
    sign(actors, id)
    briefings.publish(actors["signer"], id)
    first, newest = (briefings.published(actors["councillor"], id, edition=n) for n in (1, None))
    assert first is not None
    assert newest is not None
    assert (first.edition, newest.edition) == (1, 2)
    assert (first.briefing.goal, newest.briefing.goal) == ("Teksti.", "Korjattu tavoite.")

    known = {edition.edition: briefings.verify(actors["councillor"], edition.sha256) for edition in (first, newest)}
    assert {n: (one.edition, one.newest, one.intact, one.erased) for n, one in known.items() if one} == {
        1: (1, False, True, False), 2: (2, True, True, False)
    }  # fmt: skip


def test_a_fingerprint_is_known_only_as_it_was_published_and_a_changed_byte_is_told(actors: dict[str, Actor]) -> None:
    id = signed(actors)
    sha256 = briefings.publish(actors["signer"], id)
    councillor = actors["councillor"]
    other = sha256[:-1] + ("0" if sha256[-1] != "0" else "1")
    assert briefings.verify(councillor, other) is None
    assert briefings.verify(councillor, "") is None
    draft = briefings.preview(actors["preparer"], id).sha256()
    assert briefings.verify(councillor, draft) is None
    b = tables.briefing
    with engine.transaction(writes=True) as connection:
        payload = connection.execute(sa.select(b.c.payload)).scalar_one()
        connection.execute(b.update().values(payload=payload.replace("Teksti", "Tekstj", 1)))
    found = briefings.verify(councillor, sha256)
    assert found is not None
    assert (found.decision_id, found.newest, found.intact) == (id, True, False)


def test_an_unscreened_decision_is_not_sent_for_review(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    with pytest.raises(Refused) as refused:
        assessments.move(actors["preparer"], id, "t_submit")
    assert ("eva:t_submit", "Answer every question of the screening first.") in [
        (key, message.text("en")) for key, message in refused.value.problems
    ]


def test_no_assessment_is_sent_where_the_screening_asks_for_none(actors: dict[str, Actor]) -> None:
    id = screened(actors["preparer"], **dict.fromkeys(YES, "no"))
    assert matters.read(actors["preparer"], id).outcome.level == "none"
    with pytest.raises(Refused):
        assessments.move(actors["preparer"], id, "t_submit")


def test_a_verdict_is_given_on_what_was_read(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    matter = matters.read(actors["reviewer"], id)
    seen = review.section_hash(matter.eva, "basics")
    eva = matter.stored["eva"].id
    assessments.give_verdict(actors["reviewer"], eva, "basics", "accepted", seen=seen)
    put(actors["preparer"], id, "eva", "basics/b_goal", "Muuttui lukiessa.")
    with pytest.raises(Refused):
        assessments.give_verdict(actors["reviewer"], eva, "basics", "accepted", seen=seen)


def test_an_answer_rewritten_meanwhile_is_not_approved_unread(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    said = statements.add(
        preparer, id, council="youth_council", date=date(2027, 1, 5), position="for", main_points="Hyvä."
    )
    fields = {"status": "changed", "what": "Reitti", "where": "§ 3", "why": "Turvallisuus.", "role": "preparer"}
    read = responses.draft(preparer, id, fields, 0, statement_id=said)
    responses.draft(preparer, id, fields | {"what": "Muu"}, read.rev, statement_id=said)
    with pytest.raises(Conflict):
        responses.approve(actors["reviewer"], read.id, seen=read.rev)
    responses.approve(actors["reviewer"], read.id, seen=read.rev + 1)


def test_a_matter_sent_back_is_not_followed_up(actors: dict[str, Actor]) -> None:
    id = signed(actors)
    briefings.publish(actors["signer"], id)
    decisions.move(actors["preparer"], id, "on_agenda")
    decisions.record_outcome(actors["preparer"], id, stage="returned", decided_on=date(2027, 3, 1))
    with pytest.raises(Refused):
        assessments.move(actors["preparer"], id, "t_follow")
    decisions.record_outcome(actors["preparer"], id, stage="decided", decided_on=date(2027, 4, 1))
    assessments.move(actors["preparer"], id, "t_follow")


# ------------------------------------------------------------------ LAVA beside EVA


def with_lava(actors: dict[str, Actor]) -> int:
    """EVA in review when the preparer finds that children are affected after all, and does LAVA's brief form."""
    id = submitted(actors)
    put(actors["preparer"], id, "eva", "screening/s_children", "yes")
    for question in CHILDREN:
        put(actors["preparer"], id, "lava", f"screening/{question}", "no")
    put(actors["preparer"], id, "lava", "screening/l_voice", "yes")
    put(actors["preparer"], id, "lava", "back/fb_when", "2027-05-01")
    record_all(actors["preparer"], id)
    assert states(actors, id) == ("in_review", "draft")
    return id


def record_all(actor: Actor, id: int) -> None:
    for duty in matters.read(actor, id).duties:
        put(actor, id, "early-participation", duty.key, {"value": "na", "reason": "Koe"})
    for who in matters.read(actor, id).opinions_asked:
        if not matters.read(actor, id).has_opinion(who):
            opinions.record(actor, id, who, not_asked="Koe.")


def states(actors: dict[str, Actor], id: int) -> tuple[str, str]:
    stored = matters.read(actors["reviewer"], id).stored
    return stored["eva"].state, stored["lava"].state


def verdicts(actors: dict[str, Actor], id: int) -> None:
    matter = matters.read(actors["reviewer"], id)
    for case in filter(None, (matter.eva, matter.lava)):
        for section in case.sections:
            assessments.give_verdict(actors["reviewer"], matter.stored[case.template.id].id, section.id, "accepted")


def sign_both(actors: dict[str, Actor], id: int) -> None:
    used = matters.read(actors["signer"], id).instruments
    attested = [a.id for name in ("eva", "lava") if (flow := used[name].workflow) for a in flow.sign_off.attest]
    assessments.move(actors["signer"], id, "t_sign", attested=tuple(attested))


def both_signed(actors: dict[str, Actor]) -> int:
    id = with_lava(actors)
    send_back(actors, id)
    assessments.move(actors["preparer"], id, "t_resubmit")
    verdicts(actors, id)
    assessments.move(actors["reviewer"], id, "t_accept")
    sign_both(actors, id)
    assert states(actors, id) == ("signed", "signed")
    return id


def send_back(actors: dict[str, Actor], id: int) -> None:
    eva = matters.read(actors["reviewer"], id).stored["eva"].id
    assessments.give_verdict(actors["reviewer"], eva, "basics", "to_correct", "LAVA puuttuu.")
    assessments.move(actors["reviewer"], id, "t_return")
    put(actors["preparer"], id, "eva", "basics/b_goal", "Tavoite lasten kannalta.")


def test_a_lava_opened_during_the_review_does_not_stay_behind(actors: dict[str, Actor]) -> None:
    id = with_lava(actors)
    with pytest.raises(Refused):
        assessments.move(actors["reviewer"], id, "t_accept")
    send_back(actors, id)
    assessments.move(actors["preparer"], id, "t_resubmit")
    assert states(actors, id) == ("in_review", "in_review")


def test_one_section_to_correct_returns_both(actors: dict[str, Actor]) -> None:
    id = with_lava(actors)
    send_back(actors, id)
    assessments.move(actors["preparer"], id, "t_resubmit")
    with pytest.raises(Refused):
        assessments.move(actors["reviewer"], id, "t_return")
    lava = matters.read(actors["reviewer"], id).stored["lava"].id
    assessments.give_verdict(actors["reviewer"], lava, "who", "to_correct", "Kerro iät.")
    assessments.move(actors["reviewer"], id, "t_return")
    assert states(actors, id) == ("changes_requested", "changes_requested")


@pytest.mark.parametrize(
    ("template", "key", "value"),
    [("lava", "back/fb_when", "2027-08-01"), ("eva", "compare/cmp_proposal", "VE2"), ("eva", "basics/b_goal", "Muu")],
)
def test_an_edit_of_either_takes_both_back_and_both_are_signed_again(
    actors: dict[str, Actor], template: str, key: str, value: str
) -> None:
    id = both_signed(actors)
    put(actors["preparer"], id, template, key, value)
    assert states(actors, id) == ("in_review", "in_review")
    verdicts(actors, id)
    assessments.move(actors["reviewer"], id, "t_accept")
    sign_both(actors, id)
    assert briefings.publish(actors["signer"], id)


def test_lava_opened_by_hand_is_there_to_fill_in(actors: dict[str, Actor]) -> None:
    id = screened(actors["preparer"], s_children="no")
    assessments.open_lava(actors["preparer"], id)
    assert matters.read(actors["preparer"], id).lava is not None
    assert "lava_screening" in {task.section for task in matters.read(actors["preparer"], id).tasks}


# ------------------------------------------------------------------ answers brought back


def test_a_name_brought_back_is_the_name_everywhere(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    put(actors["preparer"], id, "eva", "basics/b_title", "Ensin")
    put(actors["preparer"], id, "eva", "basics/b_title", "Sitten")
    eva = matters.read(actors["preparer"], id).stored["eva"].id
    assessments.restore_answer(actors["preparer"], eva, "basics/b_title", 2, 3)
    matter = matters.read(actors["preparer"], id)
    assert matter.head.title == {"fi": "Ensin"}
    assert matter.answers("eva")["basics/b_title"].value == "Ensin"


def test_a_screening_answer_brought_back_opens_lava_as_the_answer_itself_did(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    put(preparer, id, "eva", "screening/s_children", "yes")
    put(preparer, id, "eva", "screening/s_children", "no")
    assert matters.read(preparer, id).lava is None
    eva = matters.read(preparer, id).stored["eva"].id
    assessments.restore_answer(preparer, eva, "screening/s_children", 1, 2)
    assert matters.read(preparer, id).lava is not None


# ------------------------------------------------------------------ what residents said


def survey(file: str, bodies: list[str]) -> Parsed:
    texts_ = tuple(Text(f"{row}-c3-{file}", body, "fi", {}) for row, body in enumerate(bodies))
    return Parsed(
        adapter="survey", version="1", tables={}, texts=texts_, read={}, stored={}, left_out={}, checks={},
        differing=(), dropped=(), notes=(), questions=(), period=None,
    )  # fmt: skip


def test_a_newer_export_of_a_survey_counts_each_text_once_and_keeps_what_was_read(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="survey", title={"fi": "Kysely"})
    older = ["Bussi kulkee harvoin.", "Puisto on hyvä."]
    imports.store(preparer, activity, survey("aaaa", older), sha256="a", original_name="a")
    theme = themes.add(preparer, id, title={"fi": "Bussi"})
    first = texts.queue(preparer, id, limit=10).texts[0]
    texts.clear(preparer, first.id, "publish")
    themes.tie(preparer, first.id, [theme])
    newer = ["Puisto on hyvä.", "Bussi kulkee harvoin.", "Uusi vastaus."]
    imports.store(preparer, activity, survey("bbbb", newer), sha256="b", original_name="b")
    queue = texts.queue(preparer, id, unread_only=False, limit=10)
    assert (queue.total, queue.unread) == (3, 2)
    carried = next(text for text in queue.texts if text.body == "Bussi kulkee harvoin.")
    assert (carried.verdict, carried.excerpt, carried.themes) == ("publish", "Bussi kulkee harvoin.", (theme,))
    assert (matters.read(preparer, id).input.texts, matters.read(preparer, id).input.unread) == (3, 2)


def test_a_file_of_another_kind_needs_an_activity_of_its_own(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    activity = activities.add(preparer, id, channel="survey", title={"fi": "Kysely"})
    imports.store(preparer, activity, survey("aaaa", ["Bussi."]), sha256="a", original_name="a")
    with pytest.raises(Refused):
        imports.store(preparer, activity, evening(), sha256="b", original_name="b")


def test_follow_up_closes_only_when_answers_are_published(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    said = statements.add(
        preparer, id, council="youth_council", date=date(2027, 1, 5), position="for", main_points="Hyvä."
    )
    fields = {"status": "changed", "what": "Reitti", "where": "§ 3", "why": "Turvallisuus.", "role": "preparer"}
    answer = responses.draft(preparer, id, fields, 0, statement_id=said)
    decisions.move(preparer, id, "on_agenda")
    decisions.record_outcome(preparer, id, stage="decided", decided_on=date(2027, 3, 1))
    decisions.move(preparer, id, "follow_up")
    with pytest.raises(Refused):
        decisions.move(preparer, id, "closed")
    responses.approve(actors["reviewer"], answer.id)
    responses.publish(preparer, answer.id)
    decisions.move(preparer, id, "closed")


def test_a_draft_answer_does_not_show_to_outsiders_as_a_count(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    decisions.announce(preparer, id)
    said = statements.add(
        preparer, id, council="youth_council", date=date(2027, 1, 5), position="for", main_points="Hyvä."
    )
    fields = {"status": "changed", "what": "Reitti", "where": "§ 3", "why": "Turvallisuus.", "role": "preparer"}
    responses.draft(preparer, id, fields, 0, statement_id=said)
    seen = {role: listing.page(actors[role]).all[0].unanswered for role in ("preparer", "councillor", "youth_council")}
    assert seen == {"preparer": 0, "councillor": 1, "youth_council": 1}
