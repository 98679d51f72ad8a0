"""Which duties the law lays on a case, with the reasons for each."""

from __future__ import annotations

from assessment import duties
from assessment.answers import Answer
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
