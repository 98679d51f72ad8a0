"""Where an answer belongs, what a value may be, and when it counts as given."""

from __future__ import annotations

from typing import Any

import pytest

from assessment import answers
from assessment.answers import Answer, BadAnswer
from assessment.templates.model import Question
from tests.assessment.cases import INSTRUMENTS

CODES = ("VE0", "VE1", "VE2")
LIBRARY = INSTRUMENTS.library


def question(id: str) -> Question:
    """A question of EVA, LAVA or the checklist, or a field of a cell."""
    found = [q for name in ("eva", "lava", "early-participation") for _, q in INSTRUMENTS[name].questions()]
    found += list(INSTRUMENTS["early-participation"].facts)
    found += [*LIBRARY.cell_fields, *LIBRARY.baseline_cell_fields, *LIBRARY.outcome_fields]
    return next(one for one in found if one.id == id)


# ------------------------------------------------------------------ addresses

PLACES = [
    # template, key, section, question, area, alternative, group
    ("eva", "screening/s_many", "screening", "_", None, None, None),
    ("eva", "screening/x_individual", "screening", "_", None, None, None),
    ("eva", "screening/none_reason", "screening", "_", None, None, None),
    ("eva", "screening/raised_level", "screening", "_", None, None, None),
    ("early-participation", "facts/case_type", "facts", "case_type", None, None, None),
    ("early-participation", "duties/d_youth", "duties", "_", None, None, None),
    ("early-participation", "practice/q_scope", "practice", "_", None, None, None),
    ("eva", "done/basics", "done", "_", None, None, None),
    ("eva", "done/screening", "done", "_", None, None, None),
    ("eva", "done/duties", "done", "_", None, None, None),
    ("eva", "apart/p_health", "matrix", "_", "p_health", None, None),
    ("eva", "basics/b_goal", "basics", "b_goal", None, None, None),
    ("eva", "alternatives/alt_single", "alternatives", "alt_single", None, None, None),
    ("eva", "alternatives/VE0/alt_desc", "alternatives", "alt_desc", None, "VE0", None),
    ("eva", "alternatives/VE1/alt_cost_year", "alternatives", "alt_cost_year", None, "VE1", None),
    ("lava", "principles/VE2/gp_best", "principles", "gp_best", None, "VE2", None),
    ("eva", "matrix/p_health/VE0/state_now", "matrix", "state_now", "p_health", "VE0", None),
    ("eva", "matrix/p_health/VE1/impact5", "matrix", "impact5", "p_health", "VE1", None),
    ("eva", "matrix/p_health:age_80/VE1/impact5", "matrix", "impact5", "p_health", "VE1", "age_80"),
    ("eva", "outcomes/p_health/VE1/happened", "outcomes", "happened", "p_health", "VE1", None),
    ("eva", "outcomes/p_health:age_80/VE1/happened", "outcomes", "happened", "p_health", "VE1", "age_80"),
]


@pytest.mark.parametrize(("template", "key", "section", "asked", "area", "alternative", "group"), PLACES)
def test_a_key_belongs_to_one_place(
    template: str, key: str, section: str, asked: str, area: str | None, alternative: str | None, group: str | None
) -> None:
    found = answers.address(INSTRUMENTS, INSTRUMENTS[template], key, CODES)
    assert found is not None
    assert (found.key, found.section, found.question.id) == (key, section, asked)
    assert (found.area, found.alternative, found.group) == (area, alternative, group)


NOWHERE = [
    ("eva", ""),
    ("eva", "basics"),
    ("eva", "screening/s_unheard"),
    ("early-participation", "screening/s_many"),
    ("eva", "facts/case_type"),
    ("early-participation", "facts/unheard"),
    ("early-participation", "duties/d_unheard"),
    ("early-participation", "duties/d_youth/unheard"),
    ("early-participation", "duties/d_hear_all/a/b"),
    ("early-participation", "practice/q_unheard"),
    ("eva", "done/unheard"),
    ("eva", "apart/unheard"),
    ("eva", "apart/p_children"),  # read from LAVA
    ("eva", "basics/b_unheard"),
    ("eva", "unheard/b_goal"),
    ("eva", "basics/VE1/b_goal"),  # not asked of each alternative
    ("eva", "alternatives/alt_desc"),  # asked of each alternative
    ("eva", "alternatives/VE7/alt_desc"),  # there is no such alternative
    ("eva", "alternatives/VE0/alt_cost_year"),  # not asked of the present state
    ("eva", "matrix/p_health/VE0/impact5"),
    ("eva", "matrix/p_health/VE1/state_now"),
    ("eva", "matrix/p_health/VE7/impact5"),
    ("eva", "matrix/p_children/VE1/impact5"),
    ("eva", "matrix/unheard/VE1/impact5"),
    ("eva", "matrix/p_health:unheard/VE1/impact5"),
    ("eva", "matrix/p_health:age_80/VE1/groups"),  # the row itself says which group
    ("eva", "matrix/p_health:age_80/VE0/state_now"),  # the area's own
    ("eva", "outcomes/p_health/VE0/happened"),
    ("eva", "outcomes/unheard/VE1/happened"),
    ("eva", "outcomes/p_health/VE1/impact5"),
    ("eva", "outcomes/p_health:unheard/VE1/happened"),
    ("eva", "matrix/p_health/VE1/impact5/more"),
]


@pytest.mark.parametrize(("template", "key"), NOWHERE)
def test_a_key_that_the_instrument_does_not_have_belongs_nowhere(template: str, key: str) -> None:
    assert answers.address(INSTRUMENTS, INSTRUMENTS[template], key, CODES) is None


# ------------------------------------------------------------------ values

CHOOSE = "The value is not among the options. Choose one of them."
AS_TEXT = "Write the answer as text."
A_DAY = "Give the date as day.month.year, for example 24.3.2027."
A_NUMBER = "Write a number, for example 1 200 or 2,5."
REASON = "r" * answers.MAX_REASON

KEPT: list[tuple[str, Any, Any]] = [
    ("b_goal", "  Terveet tilat\x00 ", "Terveet tilat"),
    ("b_goal", "x" * 5000, "x" * 5000),
    ("b_title", "x" * 120, "x" * 120),
    ("fb_how", "x" * 300, "x" * 300),
    ("w_count", 12, 12),
    ("w_count", 2.5, 2.5),
    ("w_count", 0, 0),
    ("alt_cost_year", -310_000.0, -310_000),
    ("b_date", "2027-03-01", "2027-03-01"),
    ("we_same", "yes", "yes"),
    ("we_same", "no", "no"),
    ("alt_origin", "youth_council", "youth_council"),
    ("b_open", ["need", "timing", "need"], ["need", "timing"]),
    ("impact5", -2, -2),
    ("impact5", 0, 0),
    ("impact5", "mixed", "mixed"),
    ("sp_early", "done", {"value": "done"}),
    ("sp_early", {"value": "planned", "date": "2027-01-01"}, {"value": "planned", "date": "2027-01-01"}),
    ("sp_early", {"value": "na", "reason": REASON, "other": 1}, {"value": "na", "reason": REASON}),
    ("gp_best", {"value": -1, "reason": "Matka pitenee."}, {"value": -1, "reason": "Matka pitenee."}),
    ("certainty", 3, 3),
    (
        "certainty",
        {"basis": {"source": "research", "age": "", "agree": "yes"}, "move": -1, "why": "Vanha kysely."},
        {"basis": {"source": "research", "agree": "yes"}, "move": -1, "why": "Vanha kysely."},
    ),
    ("certainty", {"basis": {"source": None}, "move": 0}, {}),
    ("w_age", ["age_7_12"], ["age_7_12"]),
    ("w_sit", {"none": True, "reason": "Koskee kaikkia samoin."}, {"none": True, "reason": "Koskee kaikkia samoin."}),
    ("w_sit", {"none": True}, {"none": True, "reason": ""}),
    ("w_where", [" Rantakylä ", "", "Keskusta"], ["Rantakylä", "Keskusta"]),
    ("fu_signs", ["Poissaolot", "Matkat"], ["Poissaolot", "Matkat"]),
    ("affected_areas", ["p_health", "k_growth"], ["p_health", "k_growth"]),
    ("n_have", [3, 1], [3, 1]),
    ("mitigation", [{"text": " Kuljetus "}], [{"text": "Kuljetus"}]),
    (
        "mitigation",
        [{"text": "Kuljetus", "owner": "preparer", "due": "2027-08-01"}],
        [{"text": "Kuljetus", "owner": "preparer", "due": "2027-08-01"}],
    ),
    ("r_changed", [{"theme": 4, "text": "Lisättiin."}, {"theme": 5}], [
        {"theme": 4, "text": "Lisättiin."}, {"theme": 5, "text": ""},
    ]),
    ("n_law", ["kl_26"], ["kl_26"]),
    ("fu_who", "signer", "signer"),
    ("cmp_proposal", "VE2", "VE2"),
    ("cmp_best_for", {"VE1": "Lapsille"}, {"VE1": "Lapsille"}),
]  # fmt: skip


@pytest.mark.parametrize(("id", "value", "stored"), KEPT)
def test_a_fitting_value_is_stored_trimmed(id: str, value: Any, stored: Any) -> None:
    kept = answers.checked(INSTRUMENTS, question(id), value, CODES)
    assert kept == stored
    assert type(kept) is type(stored)


@pytest.mark.parametrize("empty", [None, "", "  ", "\x00", [], {}, ["", None], {"": ""}])
def test_nothing_is_stored_as_nothing(empty: Any) -> None:
    for id in ("b_goal", "b_open", "certainty", "w_sit"):
        assert answers.checked(INSTRUMENTS, question(id), empty, CODES) is None or empty == {"": ""}


TOO_LONG = "The text has {} characters; at most {} fit. Shorten it."
WRONG: list[tuple[str, Any, str]] = [
    ("b_goal", 7, AS_TEXT),
    ("b_goal", ["x"], AS_TEXT),
    ("b_goal", "x" * 5001, TOO_LONG.format(5001, 5000)),
    ("b_title", "x" * 121, TOO_LONG.format(121, 120)),
    ("fb_how", "x" * 301, TOO_LONG.format(301, 300)),
    ("w_count", "12", A_NUMBER),
    ("w_count", True, A_NUMBER),
    ("w_count", float("nan"), A_NUMBER),
    ("alt_cost_year", "paljon", A_NUMBER),
    ("b_date", "1.3.2027", A_DAY),
    ("b_date", 20270301, A_DAY),
    ("b_date", "2027-02-30", A_DAY),
    ("we_same", "unknown", CHOOSE),
    ("alt_origin", "unheard", CHOOSE),
    ("b_open", ["need", "unheard"], CHOOSE),
    ("b_open", "need", "At most 60 items fit in one answer."),
    ("b_open", ["need"] * 61, "At most 60 items fit in one answer."),
    ("impact5", 3, CHOOSE),
    ("impact5", True, CHOOSE),
    ("sp_early", "unheard", CHOOSE),
    ("sp_early", {"value": "planned", "date": "pian"}, A_DAY),
    ("sp_early", {"value": "na", "reason": REASON + "r"}, TOO_LONG.format(1001, 1000)),
    ("gp_best", {"value": 2}, CHOOSE),
    ("certainty", 4, CHOOSE),
    ("certainty", {"basis": {"unheard": "yes"}}, CHOOSE),
    ("certainty", {"basis": {"source": "unheard"}}, CHOOSE),
    ("certainty", {"basis": {"source": "research"}, "move": 2}, CHOOSE),
    ("certainty", {"why": REASON + "r"}, TOO_LONG.format(1001, 1000)),
    ("w_age", ["age_80"], CHOOSE),  # LAVA asks of children only
    ("w_sit", {"none": True, "reason": 4}, AS_TEXT),
    ("w_where", ["x" * 301], TOO_LONG.format(301, 300)),
    ("w_where", "Rantakylä", "At most 60 items fit in one answer."),
    ("fu_signs", [4], AS_TEXT),
    ("affected_areas", ["unheard"], CHOOSE),
    ("n_have", ["1"], CHOOSE),
    ("n_have", [True], CHOOSE),
    ("mitigation", [{"owner": "preparer"}], "Say what is done before giving its owner and due date."),
    ("mitigation", ["Kuljetus"], "Say what is done before giving its owner and due date."),
    ("mitigation", [{"text": "x" * 501}], TOO_LONG.format(501, 500)),
    ("mitigation", [{"text": "Kuljetus", "owner": "unheard"}], CHOOSE),
    ("mitigation", [{"text": "Kuljetus", "due": "syksyllä"}], A_DAY),
    ("r_changed", [{"text": "Lisättiin."}], "Choose the theme that the text is about."),
    ("r_changed", ["Lisättiin."], "Choose the theme that the text is about."),
    ("r_changed", [{"theme": 4, "text": "x" * 1001}], TOO_LONG.format(1001, 1000)),
    ("n_law", ["unheard"], CHOOSE),
    ("fu_who", "unheard", CHOOSE),
    ("cmp_proposal", "VE7", CHOOSE),
    ("cmp_best_for", {"VE7": "Lapsille"}, CHOOSE),
    ("cmp_best_for", "Lapsille", CHOOSE),
    ("cmp_best_for", {"VE1": "x" * 1001}, TOO_LONG.format(1001, 1000)),
]


@pytest.mark.parametrize(("id", "value", "said"), WRONG)
def test_a_value_that_does_not_fit_is_refused_with_what_to_do(id: str, value: Any, said: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        answers.checked(INSTRUMENTS, question(id), value, CODES)
    assert refused.value.message.text("en") == said
    assert str(refused.value) == refused.value.message.msgid


def test_a_number_keeps_within_its_limits() -> None:
    asked = question("w_count").model_copy(update={"min": 1.0, "max": 100.0})
    assert [answers.checked(INSTRUMENTS, asked, n, CODES) for n in (1, 100)] == [1, 100]
    for beyond in (0.5, 100.5):
        with pytest.raises(BadAnswer, match="outside the limits"):
            answers.checked(INSTRUMENTS, asked, beyond, CODES)


def test_a_question_without_a_form_of_answering_cannot_be_answered() -> None:
    unheard = question("b_goal").model_copy(update={"type": "hologram"})
    with pytest.raises(BadAnswer, match="cannot be answered here"):
        answers.checked(INSTRUMENTS, unheard, "x", CODES)


PROVED = {"value": "done", "date": "2027-01-02", "proof": {"notice_date": "2027-01-01", "channel": " Verkko "}}


def test_a_duty_is_stored_with_its_proof() -> None:
    kept = answers.checked(INSTRUMENTS, answers.DUTY, PROVED, CODES)
    assert kept == PROVED | {"proof": {"notice_date": "2027-01-01", "channel": "Verkko"}}
    for wrong, said in [
        ("done", CHOOSE),
        ({"value": "unheard"}, CHOOSE),
        ({"value": "done", "proof": {"unheard": "x"}}, CHOOSE),
        ({"value": "done", "proof": {"sent_on": "eilen"}}, A_DAY),
        ({"value": "done", "proof": {"channel": "x" * 501}}, TOO_LONG.format(501, 500)),
    ]:
        with pytest.raises(BadAnswer) as refused:
            answers.checked(INSTRUMENTS, answers.DUTY, wrong, CODES)
        assert refused.value.message.text("en") == said


# ------------------------------------------------------------------ given or not

GIVEN: list[tuple[str, Any, bool]] = [
    ("b_goal", "Teksti", True),
    ("impact5", 0, True),
    ("sp_early", {"value": "done"}, True),
    ("sp_early", {"value": "planned"}, False),
    ("sp_early", {"value": "planned", "date": "2027-01-01"}, True),
    ("sp_early", {"value": "not_done"}, False),
    ("sp_early", {"value": "not_done", "reason": "Ei ehditty."}, True),
    ("sp_early", {"reason": "Ei ehditty."}, False),
    ("gp_best", {"value": -1}, False),
    ("gp_best", {"value": -1, "reason": "Matka pitenee."}, True),
    ("gp_best", {"value": 0}, True),
    ("w_sit", {"none": True, "reason": ""}, False),
    ("w_sit", {"none": True, "reason": "Kaikkia samoin."}, True),
    ("w_age", ["age_7_12"], True),
    ("cmp_best_for", {"VE0": "a", "VE1": "b"}, False),
    ("cmp_best_for", {"VE0": "a", "VE1": "b", "VE2": "c"}, True),
    ("fu_signs", ["yksi"], False),
    ("fu_signs", ["yksi", "kaksi"], True),
    ("fu_signs", ["1", "2", "3", "4"], True),
    ("fu_signs", ["1", "2", "3", "4", "5"], False),
    ("mitigation", [{"text": "Kuljetus"}], False),
    ("mitigation", [{"text": "Kuljetus", "owner": "preparer"}], False),
    ("mitigation", [{"text": "Kuljetus", "owner": "preparer", "due": "2027-08-01"}], True),
    ("r_changed", [{"theme": 4, "text": ""}], False),
    ("r_changed", [{"theme": 4, "text": "Lisättiin."}], True),
    ("certainty", 2, True),
    ("certainty", {"move": 1}, False),
]


@pytest.mark.parametrize(("id", "value", "counts"), GIVEN)
def test_an_answer_counts_when_it_has_all_that_it_must_carry(id: str, value: Any, counts: bool) -> None:
    assert answers.given(INSTRUMENTS, question(id), Answer("x", value), CODES) is counts


def test_not_knowing_counts_only_with_its_reason() -> None:
    asked = question("b_goal")
    assert answers.given(INSTRUMENTS, asked, Answer("x", None, "Selvitys on kesken."), CODES) is True
    assert answers.given(INSTRUMENTS, asked, Answer("x", None), CODES) is False
    assert answers.given(INSTRUMENTS, asked, None, CODES) is False


@pytest.mark.parametrize(
    ("record", "recorded"),
    [
        ({"value": "done"}, True),
        ({"value": "planned"}, False),
        ({"value": "planned", "date": "2027-01-01"}, True),
        ({"value": "not_done"}, False),
        ({"value": "not_done", "reason": "Ei ehditty."}, True),
        ({"value": "na"}, False),
        ({"value": "na", "reason": "Ei koske."}, True),
        ({}, False),
    ],
)
def test_a_duty_is_recorded_with_its_day_or_reason(record: dict[str, str], recorded: bool) -> None:
    assert answers.duty_recorded(record) is recorded
    assert answers.given(INSTRUMENTS, answers.DUTY, Answer("x", record or {"proof": {}}), CODES) is recorded


def test_conditions_see_a_status_without_what_is_beside_it() -> None:
    assert answers.plain_value({"value": "planned", "date": "2027-01-01"}) == "planned"
    assert answers.plain_value({"none": True, "reason": "x"}) == []
    assert answers.plain_value({"reason": "x"}) == {"reason": "x"}
    assert answers.plain_value(["a"]) == ["a"]


def test_only_lists_of_whole_numbers_cite_sources() -> None:
    assert answers.sources_in([3, 1]) == [3, 1]
    for other in (None, "3", 3, ["3"], [3, "1"], [True], [{"theme": 3}], [[3]], {"value": 3}, []):
        assert answers.sources_in(other) == []
