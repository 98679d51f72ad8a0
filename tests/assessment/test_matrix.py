"""Cells: what each value asks for, what is hidden, and what the councillor reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment import children, review, sentences
from assessment.answers import Answer
from tests.assessment.cases import INSTRUMENTS, case, cell

ACTION = [{"text": "Kuljetus", "owner": "preparer", "due": "2027-08-01"}]


@pytest.mark.parametrize(
    ("fields", "broken"),
    [
        ({"impact5": 0}, set()),
        ({"impact5": 1}, set()),
        ({"impact5": 2}, {"cr_strong"}),
        ({"impact5": 2, "rationale": "x", "certainty": 1}, set()),
        ({"impact5": 2, "rationale": "x", "certainty": 3}, {"cr_evidence"}),
        ({"impact5": 2, "rationale": "x", "certainty": 3, "evidence": [1]}, set()),
        ({"impact5": -1}, {"cr_negative"}),
        ({"impact5": -1, "groups": ["age_7_12"], "mitigation": ACTION}, set()),
        ({"impact5": -1, "groups": ["age_7_12"], "no_mitigation_reason": "Ei keinoa."}, set()),
        ({"impact5": -1, "groups": {"none": True, "reason": "x"}, "mitigation": ACTION}, set()),
        ({"impact5": -1, "groups": ["age_7_12"], "mitigation": [{"text": "Kuljetus"}]}, {"cr_negative"}),
        ({"impact5": -1, "groups": {"none": True, "reason": ""}, "mitigation": ACTION}, {"cr_negative"}),
        ({"impact5": "mixed"}, {"cr_mixed", "cr_mixed_harm"}),
        ({"impact5": "unknown"}, {"cr_unknown"}),
        ({"impact5": "unknown", "how_to_find_out": "Kysely keväällä"}, set()),
        ({"impact5": "na"}, {"cr_na"}),
        ({"impact5": "na", "rationale": "Ei liity"}, set()),
    ],
)
def test_each_value_asks_for_what_it_must(fields: dict[str, object], broken: set[str]) -> None:
    found = case(answers=cell("p_health", "VE1", **fields)).cells[("p_health", "VE1")]
    assert set(found.broken) == broken


def test_an_action_without_owner_and_day_lessens_no_harm() -> None:
    half, whole = ([{"text": "Kuljetus"}], ACTION)
    given = [case(answers=cell("p_health", "VE1", impact5=-1, mitigation=actions)) for actions in (half, whole)]
    assert [one.negative_cells_without_mitigation for one in given] == [1, 0]


def test_a_reason_for_not_knowing_is_part_of_what_was_reviewed() -> None:
    key = "matrix/p_health/VE1/rationale"
    given = cell("p_health", "VE1", impact5=1)
    hashes = {
        review.section_hash(replace(one, answers={**one.answers, key: Answer(key, None, reason)}), "matrix")
        for one in (case(answers=given),)
        for reason in ("Selvitys valmistuu.", "Ei selvitetä.")
    }
    assert len(hashes) == 2


def test_a_hidden_field_counts_for_nothing() -> None:
    """A mitigation written when the cell was negative is not seen once the cell is positive."""
    found = case(answers=cell("p_health", "VE1", impact5=1, mitigation=ACTION, how_to_find_out="x")).cells
    assert set(found[("p_health", "VE1")].values) == {"impact5"}


def test_brief_mode_has_the_seven_areas_and_those_the_screening_brings() -> None:
    brief = case(level="brief", screening={"s_env": "unknown", "s_vital": "no"})
    areas = {area for area, _ in brief.cells}
    assert {"p_health", "e_nature", "e_built"} <= areas
    assert "v_firms" not in areas
    assert len(areas) == 9


def test_brief_mode_opens_a_field_only_when_a_rule_calls_for_it() -> None:
    brief = case(level="brief")
    section = brief.template.matrix()
    assert section is not None
    assert set(brief.cell_fields(section, {"impact5": 1})) == {"impact5", "certainty", "rationale"}
    assert "mitigation" in brief.cell_fields(section, {"impact5": -1})


def test_the_burden_counts_cells_that_harm_a_group_and_never_adds_scores() -> None:
    given = {"compare/cmp_proposal": "VE1"}
    for area, impact in (("p_health", -2), ("p_daily", -1), ("p_safety", 2)):
        given |= cell(area, "VE1", impact5=impact, groups=["age_7_12"])
    given |= cell("p_services", "VE1", impact5="mixed", groups=["age_7_12", "age_80"], groups_lose=["age_80"])
    given |= cell("p_equality", "VE2", impact5=-2, groups=["age_7_12"])  # not the proposal
    assert case(answers=given).burden == {"age_7_12": 2, "age_80": 1}


def test_unknown_is_not_zero_and_has_its_own_share() -> None:
    given = cell("p_health", "VE1", impact5="unknown") | cell("p_daily", "VE1", impact5=0)
    found = case(answers=given)
    assert found.share_unknown == pytest.approx(1 / (22 * 2))


@pytest.mark.parametrize(
    ("certainty", "likelihood", "fi", "sv", "en"),
    [
        (3, None, "VE1 heikentää", "VE1 försämrar", "VE1 worsens"),
        (2, 3, "VE1 todennäköisesti heikentää", "VE1 försämrar sannolikt", "VE1 probably worsens"),
        (3, 2, "VE1 todennäköisesti heikentää", "VE1 försämrar sannolikt", "VE1 probably worsens"),
        (1, 3, "VE1 saattaa heikentää", "VE1 kan eventuellt försämra", "VE1 may worsen"),
        (None, 3, "VE1 saattaa heikentää", "VE1 kan eventuellt försämra", "VE1 may worsen"),
    ],
)
def test_the_sentence_follows_the_weaker_of_certainty_and_likelihood(
    certainty: int | None, likelihood: int | None, fi: str, sv: str, en: str
) -> None:
    values = {"impact5": -1, "certainty": certainty, "likelihood": likelihood, "quantity": "38 lasta"}
    area = next(a for s in INSTRUMENTS["eva"].sections for a in s.areas if a.id == "p_health")
    given = {k: v for k, v in values.items() if v is not None}
    for language, start in (("fi", fi), ("sv", sv), ("en", en)):
        said = sentences.sentence(area, "VE1", given, language)
        assert said.startswith(start)
        assert said.endswith("38 lasta.")


def test_every_area_and_value_gives_a_sentence_in_each_language() -> None:
    for template in ("eva", "lava"):
        for area in (a for s in INSTRUMENTS[template].sections for a in s.areas):
            for impact in (-2, -1, 0, 1, 2, "mixed", "unknown", "na", None):
                for language in ("fi", "sv", "en"):
                    said = sentences.sentence(area, "VE2", {"impact5": impact, "certainty": 2}, language)
                    assert said.endswith(".")
                    assert "{" not in said
                    assert "|" not in said


@pytest.mark.parametrize(
    ("impacts", "expected"),
    [
        ([1, "mixed"], "mixed"),
        ([1, -1], "mixed"),
        ([-1, -2, 0], -2),
        (["unknown", "unknown", 1], "unknown"),
        (["unknown", 1, 2], 2),
        ([0, 0], 0),
    ],
)
def test_the_childrens_row_is_the_first_match(impacts: list[object], expected: object) -> None:
    assert children.overall(impacts) == expected


def test_the_worst_area_is_always_named() -> None:
    assert children.worst({"k_place": -1, "k_learn": -2, "k_play": "mixed"}) == "k_learn"
    assert children.worst({"k_place": 1}) is None
