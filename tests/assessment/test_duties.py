"""Which duties the law lays on a case, with the reasons for each."""

from __future__ import annotations

import pytest

from assessment import duties
from assessment.answers import Answer
from assessment.templates.model import Question
from tests.assessment.cases import INSTRUMENTS, case

CHECKLIST = INSTRUMENTS["early-participation"]


def applying(org: str = "kunta", given: dict[str, Answer] | None = None, **more: object) -> dict[str, duties.OpenDuty]:
    found = duties.applicable(INSTRUMENTS, CHECKLIST, case(org=org, **more), given or {})
    return {duty.key: duty for duty in found}


def test_informing_is_owed_in_every_matter() -> None:
    found = applying(screening={})
    assert {"duties/d_info", "duties/d_open", "duties/d_equal"} <= set(found)
    assert found["duties/d_info"].reasons[0].sentence("fi")


def test_children_call_for_the_youth_council_and_for_hearing() -> None:
    found = applying(screening={"s_children": "unknown"})
    assert {"duties/d_youth", "duties/d_young", "duties/d_crc12"} <= set(found)
    assert any(reason.unknown for reason in found["duties/d_crc12"].reasons)


def test_a_group_named_in_a_cell_calls_for_its_council() -> None:
    assert "duties/d_old" not in applying(screening={})
    found = applying(screening={}, facts={"affected_groups": ["age_80"]})
    assert "80 vuotta" in " ".join(reason.sentence("fi") for reason in found["duties/d_old"].reasons)


def test_a_county_records_each_of_its_three_bodies_separately() -> None:
    found = applying(org="hyvinvointialue", screening={})
    bodies = ("youth_council", "elderly_council", "disability_council")
    assert {f"duties/d_bodies_h/{body}" for body in bodies} <= set(found)
    assert "duties/d_youth" not in found


def test_planned_is_open_and_not_done_is_counted_apart() -> None:
    given = {
        "duties/d_info": Answer("duties/d_info", {"value": "planned", "date": "2027-01-01"}),
        "duties/d_open": Answer("duties/d_open", {"value": "not_done", "reason": "Ei ehditty"}),
    }
    found = tuple(applying(screening={}, given=given).values())
    assert duties.open_count(INSTRUMENTS, found) == 1, "the assessment itself fulfils the duties to assess"
    assert duties.not_done_count(found) == 1


def test_a_reason_that_is_missing_leaves_the_duty_open() -> None:
    given = {"duties/d_open": Answer("duties/d_open", {"value": "na"})}
    assert applying(screening={}, given=given)["duties/d_open"].status == "missing"


def test_done_without_any_proof_leaves_a_duty_open_but_not_a_duty_to_assess() -> None:
    given = {key: Answer(key, {"value": "done"}) for key in ("duties/d_info", "duties/d_equal")}
    found = applying(screening={}, given=given)
    assert found["duties/d_info"].status == "missing"
    assert found["duties/d_equal"].status == "done"
    given["duties/d_info"] = Answer("duties/d_info", {"value": "done", "proof": {"channel": "Verkkosivu"}})
    assert applying(screening={}, given=given)["duties/d_info"].status == "done"


# ------------------------------------------------------------------ why a duty is there


def why(duty: str, language: str = "fi", **more: object) -> list[str]:
    return [reason.sentence(language) for reason in applying(**more)[f"duties/{duty}"].reasons]  # type: ignore[arg-type]


def fact(id: str) -> Question:
    return next(question for question in CHECKLIST.facts if question.id == id)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_kind_of_matter_is_named_in_its_reason(language: str) -> None:
    because, plan = fact("case_type").because, INSTRUMENTS.library.lists["case_types"]["plan"]
    assert because is not None
    expected = because.text(language).replace("{value}", plan.text(language))
    assert why("d_plan", language, screening={}, facts={"case_type": "plan"}) == [expected]
    assert "{value}" not in expected


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_area_of_life_is_named_in_its_reason(language: str) -> None:
    because = fact("affected_areas").because
    area = next(a for s in INSTRUMENTS["lava"].sections for a in s.areas if a.id == "k_learn")
    assert because is not None
    expected = because.text(language).replace("{value}", area.text(language))
    assert why("d_pupils", language, screening={}, facts={"affected_areas": ["k_learn", "k_growth"]}) == [expected]
    assert "duties/d_pupils" not in applying(screening={}, facts={"affected_areas": ["k_growth"]})


def test_only_the_parts_of_a_condition_that_hold_are_reasons() -> None:
    asked = {question.id: question for question in INSTRUMENTS["eva"].screening.questions}  # type: ignore[union-attr]
    given = {"s_many": "yes", "s_group": "no", "s_network": "unknown"}
    found = applying(screening=given)["duties/d_41"].reasons
    assert [(reason.text, reason.unknown) for reason in found] == [
        (asked["s_many"].because, False), (asked["s_network"].because, True),
    ]  # fmt: skip
    assert why("d_old", screening={"s_many": "no"}, facts={"affected_groups": ["age_80", "age_0_6"]}) == [
        fact("affected_groups").because.text("fi").replace("{value}", INSTRUMENTS.library.group("age_80").fi)  # type: ignore[union-attr]
    ]


def test_a_fact_without_a_reason_of_its_own_and_the_level_are_told_as_they_are() -> None:
    asked = {question.id: question for question in INSTRUMENTS["eva"].screening.questions}  # type: ignore[union-attr]
    sami = why("d_sami", screening={"s_lang": "yes"}, facts={"sami_effect": "yes"})
    because = fact("sami_effect").because
    assert sami == [asked["s_lang"].because.text("fi")] if because is None else len(sami) == 2  # type: ignore[union-attr]
    assert why("d_hyte", screening={}) == [CHECKLIST.fact_reasons["level"].text("fi")]
    assert why("d_info", "sv", screening={}) == [CHECKLIST.fact_reasons["always"].text("sv")]
