"""From draft to published: who may, what blocks, and what an edit undoes."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from assessment import progress
from assessment.case import Case
from assessment.templates.model import Question
from data import assessments, briefings, decisions, matters, opinions, tables
from data.permissions import Actor, NotAllowed
from data.refusals import Refused
from tests.data.cases import decision, put, screened

AT_ALL = {"s_children": "no", "s_group": "no", "s_network": "no", "s_irrev": "no"}


def value_for(question: Question) -> object:
    """A plain value of the right type."""
    return {
        "text": "Teksti",
        "long_text": "Teksti.",
        "date": "2027-06-01",
        "multi": ["need"],
        "groups": ["age_29_64"],
        "choice_alternative": "VE1",
        "per_alternative_text": {"VE0": "a", "VE1": "b", "VE2": "c"},
    }[question.type]


def fill(preparer: Actor, id: int) -> None:
    """What is missing of EVA's required answers and cells, honestly dull; duties not applicable with a reason."""
    case: Case = matters.read(preparer, id).eva
    for (area, code), cell in case.cells.items():
        if cell.computed or progress.cell_done(cell):
            continue
        field, value = ("state_now", "Nyt") if code == "VE0" else ("impact5", 0)
        put(preparer, id, "eva", f"matrix/{area}/{code}/{field}", value)
    for item in matters.read(preparer, id).eva.items:
        if item.required and not item.given:
            put(preparer, id, "eva", item.key, value_for(item.question))
    for duty in matters.read(preparer, id).duties:
        if duty.status != "missing":
            continue
        put(preparer, id, "early-participation", duty.key, {"value": "na", "reason": "Koe"})
    matter = matters.read(preparer, id)
    for who in (one for one in matter.opinions_asked if not matter.has_opinion(one)):
        opinions.record(preparer, id, who, not_asked="Koe.")


def submitted(actors: dict[str, Actor]) -> int:
    id = screened(actors["preparer"], **AT_ALL)
    fill(actors["preparer"], id)
    assessments.move(actors["preparer"], id, "t_submit")
    return id


def accept_all(actors: dict[str, Actor], id: int) -> None:
    matter = matters.read(actors["reviewer"], id)
    for section in matter.eva.sections:
        assessments.give_verdict(actors["reviewer"], matter.stored["eva"].id, section.id, "accepted")
    assessments.move(actors["reviewer"], id, "t_accept")


def sign(actors: dict[str, Actor], id: int) -> None:
    template = matters.read(actors["signer"], id).instruments["eva"]
    assert template.workflow is not None
    attested = tuple(attestation.id for attestation in template.workflow.sign_off.attest)
    assessments.move(actors["signer"], id, "t_sign", attested=attested)


def state(actor: Actor, id: int) -> str:
    return matters.read(actor, id).stored["eva"].state


def test_a_decision_goes_from_draft_to_councillors(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    accept_all(actors, id)
    sign(actors, id)
    fingerprint = briefings.publish(actors["signer"], id)
    published = briefings.published(actors["councillor"], id)
    assert published is not None
    assert (published.sha256, published.edition, published.intact) == (fingerprint, 1, True)
    assert published.briefing.title == {"fi": "Kouluverkko"}
    assert published.briefing.sha256() == fingerprint


def test_sending_lists_every_gap_and_moves_nothing(actors: dict[str, Actor]) -> None:
    id = screened(actors["preparer"])
    put(actors["preparer"], id, "eva", "matrix/p_health/VE1/impact5", -2)
    with pytest.raises(Refused) as refused:
        assessments.move(actors["preparer"], id, "t_submit")
    assert "eva:g_neg" in {key for key, _ in refused.value.problems}
    assert state(actors["preparer"], id) == "draft"


def test_an_edit_after_review_goes_back_to_review(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    accept_all(actors, id)
    put(actors["preparer"], id, "eva", "basics/b_goal", "Muutettu tavoite.")
    assert state(actors["preparer"], id) == "in_review"


def test_an_edit_voids_the_verdict_of_its_own_section_only(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    matter = matters.read(actors["reviewer"], id)
    for section in matter.eva.sections:
        assessments.give_verdict(actors["reviewer"], matter.stored["eva"].id, section.id, "accepted")
    put(actors["preparer"], id, "eva", "basics/b_goal", "Muutettu tavoite.")
    with pytest.raises(Refused):
        assessments.move(actors["reviewer"], id, "t_accept")
    assessments.give_verdict(actors["reviewer"], matter.stored["eva"].id, "basics", "accepted")
    assessments.move(actors["reviewer"], id, "t_accept")


def test_a_correction_needs_words_and_returns_the_assessment(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    assessment = matters.read(actors["reviewer"], id).stored["eva"].id
    with pytest.raises(Refused):
        assessments.give_verdict(actors["reviewer"], assessment, "basics", "to_correct")
    with pytest.raises(Refused):
        assessments.move(actors["reviewer"], id, "t_return")
    assessments.give_verdict(actors["reviewer"], assessment, "basics", "to_correct", "Kerro mittari.")
    assessments.move(actors["reviewer"], id, "t_return")
    with pytest.raises(Refused):
        assessments.move(actors["preparer"], id, "t_resubmit")
    put(actors["preparer"], id, "eva", "basics/b_goal", "Tavoite ja mittari.")
    assessments.move(actors["preparer"], id, "t_resubmit")
    assert state(actors["preparer"], id) == "in_review"


def test_an_improvement_needs_its_owner_and_day(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    assessment = matters.read(actors["reviewer"], id).stored["eva"].id
    with pytest.raises(Refused):
        assessments.give_verdict(actors["reviewer"], assessment, "basics", "improvable", "Täydennä.")
    assessments.give_verdict(
        actors["reviewer"], assessment, "basics", "improvable", "Täydennä.", "preparer", date(2027, 5, 1)
    )


def test_signing_needs_every_attestation(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    accept_all(actors, id)
    with pytest.raises(Refused):
        assessments.move(actors["signer"], id, "t_sign", attested=("at_known",))


def test_nothing_unsigned_is_published(actors: dict[str, Actor]) -> None:
    id = submitted(actors)
    accept_all(actors, id)
    with pytest.raises(Refused):
        briefings.publish(actors["signer"], id)
    assert briefings.published(actors["preparer"], id) is None


def test_a_changed_byte_turns_the_published_page_red(actors: dict[str, Actor], database: str) -> None:
    from data import engine

    id = submitted(actors)
    accept_all(actors, id)
    sign(actors, id)
    briefings.publish(actors["signer"], id)
    with engine.transaction(writes=True) as connection:
        b = tables.briefing
        payload = connection.execute(b.select()).one().payload
        connection.execute(b.update().values(payload=payload.replace("Kouluverkko", "Kouluverkk0")))
    published = briefings.published(actors["councillor"], id)
    assert published is not None
    assert not published.intact


def test_every_forbidden_step_is_refused_at_the_verb(actors: dict[str, Actor]) -> None:
    """Every transition by every role from draft, against what the workflow allows."""
    id = decision(actors["preparer"])
    flow = matters.read(actors["preparer"], id).instruments.library.workflow("standard")
    for step, role in product(flow.transitions, ("preparer", "reviewer", "signer")):
        if "draft" in step.from_ and role in step.role:
            continue
        with pytest.raises(NotAllowed):
            assessments.move(actors[role], id, step.id, reason="x")
    assert state(actors["preparer"], id) == "draft"


def test_a_decision_moves_only_along_its_stages(actors: dict[str, Actor]) -> None:
    id = decision(actors["preparer"])
    for stage in set(decisions.STAGES) - {"hearing", "on_agenda"}:
        with pytest.raises(Refused):
            decisions.move(actors["preparer"], id, stage)
    decisions.move(actors["preparer"], id, "hearing")
    assert decisions.head(actors["youth_council"], id)[0].stage == "hearing", "a hearing is announced to everyone"
