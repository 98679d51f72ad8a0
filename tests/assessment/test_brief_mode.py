"""A brief assessment asks what the template says and no more."""

from __future__ import annotations

import pytest

from tests.assessment.cases import INSTRUMENTS, case

LAVA = INSTRUMENTS["lava"]
BRIEF = LAVA.brief_mode


def asked(level: str) -> dict[str, list[str]]:
    """The questions of each section at a level."""
    found = case("lava", level)
    return {section.id: [question.id for question in found.questions(section)] for section in LAVA.sections}


def test_a_full_assessment_asks_everything() -> None:
    assert asked("full") == {section.id: [q.id for q in section.questions] for section in LAVA.sections}


def test_a_brief_one_asks_its_sections_whole_and_of_the_others_its_questions() -> None:
    assert BRIEF is not None
    whole = asked("full")
    for section in LAVA.sections:
        brief = asked("brief")[section.id]
        if section.id in BRIEF.sections or section.opens == "follow_up":
            assert brief == whole[section.id]
        else:
            assert brief == [id for id in whole[section.id] if id in BRIEF.questions]
    assert {id for ids in asked("brief").values() for id in ids} >= set(BRIEF.questions)
    assert sum(map(len, asked("brief").values())) < sum(map(len, whole.values()))


@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_an_area_is_brought_in_by_a_yes_and_by_what_is_not_known(answer: str) -> None:
    matrix = next(section for section in INSTRUMENTS["eva"].sections if section.brief_mode)
    mode = matrix.brief_mode
    assert mode is not None
    for question, added in mode.add_areas_when.items():
        shown = {area.id for area in case("eva", "brief", screening={question: answer}).areas(matrix)}
        assert shown == {*mode.areas, *added}
        assert {area.id for area in case("eva", "brief", screening={question: "no"}).areas(matrix)} == set(mode.areas)
    assert [area.id for area in case("eva", "full").areas(matrix)] == [area.id for area in matrix.areas]
