"""What EVA reads from LAVA: one row for children, never milder than what LAVA found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import children
from assessment.answers import Answer
from tests.assessment.cases import case, cell

IMPACTS = [-2, -1, 0, 1, 2, "mixed", "unknown", "na"]


@pytest.mark.parametrize(
    ("impacts", "said"),
    [
        ([-2, -1, 0], -2),
        ([-1, 0], -1),
        ([0, 1, 2], 2),
        ([1, 0], 1),
        ([-1, 1], "mixed"),
        (["mixed", -2], "mixed"),
        ([0, 0], 0),
        (["na", "na"], 0),
        (["unknown", 0], 0),  # half is not over half
        (["unknown", "unknown", 1], "unknown"),
        (["unknown", "unknown", -1], -1),
        ([1, "unknown"], 1),
    ],
)
def test_one_impact_from_many(impacts: list[Any], said: Any) -> None:
    assert children.overall(impacts) == said


@given(st.lists(st.sampled_from(IMPACTS), min_size=1))
def test_harm_is_never_hidden(impacts: list[Any]) -> None:
    harmed = any(impact in (-2, -1, "mixed") for impact in impacts)
    assert (children.overall(impacts) in (-2, -1, "mixed")) is harmed
    named = {f"k{n}": impact for n, impact in enumerate(impacts)}
    assert (children.worst(named) is not None) is harmed


def test_the_worst_area_is_the_most_negative_and_mixed_only_after_those() -> None:
    assert children.worst({"a": -1, "b": -2, "c": "mixed"}) == "b"
    assert children.worst({"a": "mixed", "b": -1}) == "b"
    assert children.worst({"a": "mixed", "b": 2}) == "a"
    assert children.worst({"a": -1, "b": -1}) == "a"
    assert children.worst({"a": 1, "b": "unknown"}) is None


def life(area: str, code: str, **fields: Any) -> dict[str, Any]:
    return cell(area, code, section="life", **fields)


def test_the_row_has_the_worst_area_the_least_certainty_and_those_who_are_harmed() -> None:
    lava = case(
        "lava",
        answers={
            **life("k_place", "VE1", impact5=-2, certainty=3, groups=["age_7_12"]),
            **life("k_health", "VE1", impact5=-1, certainty=1, groups=["age_7_12", "age_13_15"]),
            **life("k_play", "VE1", impact5=0, certainty=2, groups=["age_0_6"]),
            "apart/k_safe": ["age_0_6"],
            **life("k_safe:age_0_6", "VE2", impact5=-1, certainty=2),
            **life("k_safe", "VE2", impact5=1),
        },
    )
    assert children.summary(lava) == {
        "VE1": {"impact5": -2, "worst_area": "k_place", "certainty": 1, "groups": ["age_7_12", "age_13_15"]},
        "VE2": {"impact5": "mixed", "worst_area": "k_safe", "certainty": 2, "groups": ["age_0_6"]},
    }
    assert children.summary(None) == {}
    assert children.summary(case("lava")) == {"VE1": {}, "VE2": {}}


def test_what_is_not_known_has_no_certainty() -> None:
    unknown = case("lava", answers=life("k_place", "VE1", impact5="unknown", certainty=3))
    assert children.summary(unknown)["VE1"] == {"impact5": "unknown", "worst_area": None}
    both = life("k_place", "VE1", impact5="unknown") | life("k_health", "VE1", impact5="unknown")
    sure = case("lava", answers=both | life("k_play", "VE1", impact5=0, certainty=3))
    assert children.summary(sure)["VE1"] == {"impact5": "unknown", "worst_area": None}


def test_a_brief_lava_is_read_from_the_four_principles() -> None:
    brief = case(
        "lava",
        "brief",
        answers={
            "principles/VE1/gp_equal": {"value": -1, "reason": "Kylien lapset."},
            "principles/VE1/gp_best": {"value": 0},
            "principles/VE2/gp_life": {"value": 1},
        },
    )
    unknown = Answer("principles/VE2/gp_equal", None, "Ei kysytty.")
    unsure = replace(brief, answers={unknown.key: unknown})
    assert children.summary(unsure)["VE2"] == {"impact5": "unknown", "worst_area": None}
    assert children.summary(brief) == {
        "VE1": {"impact5": -1, "worst_area": "gp_equal"},
        "VE2": {"impact5": 1, "worst_area": None},
    }


@pytest.mark.parametrize(
    ("state", "level", "opened", "said"),
    [
        (None, None, False, "not_needed"),
        ("draft", "full", False, "not_needed"),
        (None, None, True, "missing"),
        ("draft", "none", True, "not_needed"),
        ("draft", "full", True, "draft"),
        ("changes_requested", "brief", True, "draft"),
        ("in_review", "full", True, "in_review"),
        ("reviewed", "full", True, "reviewed"),
        ("signed", "full", True, "signed"),
        ("published", "full", True, "signed"),
        ("closed", "full", True, "signed"),
    ],
)
def test_how_far_lava_has_come_as_evas_gates_read_it(
    state: str | None, level: str | None, opened: bool, said: str
) -> None:
    assert children.status(state, level, opened) == said
