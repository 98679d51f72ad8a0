"""Which level follows, what opens, and why."""

from __future__ import annotations

from itertools import product

import pytest

from assessment import screening
from assessment.templates.loading import built_in

INSTRUMENTS = built_in()
EVA, LAVA = INSTRUMENTS["eva"], INSTRUMENTS["lava"]
assert EVA.screening is not None
assert LAVA.screening is not None
QUESTIONS = [q.id for q in EVA.screening.questions]
CHILD = [q.id for q in LAVA.screening.questions]


def answers(**given: str) -> dict[str, str]:
    return dict.fromkeys(QUESTIONS, "no") | given


@pytest.mark.parametrize(
    ("case", "yes", "points", "level"),
    [
        ("school closure", "s_many s_group s_children s_network s_staff s_cost s_irrev s_voice", 11, "full"),
        ("zoning plan", "s_many s_group s_env s_irrev", 6, "full"),
        ("home-care outsourcing", "s_many s_group s_network", 5, "full"),
        ("fee increase", "s_many s_group", 3, "brief"),
        ("youth-club hours", "s_group s_children", 3, "brief"),
        ("copier", "s_cost", 1, "brief"),
        ("nothing", "", 0, "none"),
    ],
)
def test_made_up_cases_reach_the_level_one_would_expect(case: str, yes: str, points: int, level: str) -> None:
    outcome = screening.screen(INSTRUMENTS, EVA, answers(**dict.fromkeys(yes.split(), "yes")))
    assert (outcome.points, outcome.level) == (points, level), case


def test_every_combination_of_answers_reaches_a_level() -> None:
    for combination in product(("yes", "no"), repeat=len(QUESTIONS)):
        outcome = screening.screen(INSTRUMENTS, EVA, dict(zip(QUESTIONS, combination, strict=True)))
        assert outcome.level in ("none", "brief", "full")
    for combination in product(("yes", "no"), repeat=len(CHILD)):
        assert screening.screen(INSTRUMENTS, LAVA, dict(zip(CHILD, combination, strict=True))).level is not None


def test_not_knowing_never_lowers_the_level() -> None:
    for id in QUESTIONS:
        known = screening.screen(INSTRUMENTS, EVA, answers(s_many="yes") | {id: "yes"})
        unknown = screening.screen(INSTRUMENTS, EVA, answers(s_many="yes") | {id: "unknown"})
        assert screening.DEPTH[str(unknown.level)] >= screening.DEPTH[str(known.level)]
        assert any(reason.unknown for reason in unknown.reasons if reason.question.id == id)


def test_an_open_question_gives_no_result_and_is_named() -> None:
    given = answers()
    del given["s_env"]
    outcome = screening.screen(INSTRUMENTS, EVA, given)
    assert outcome.level is None
    assert [question.id for question in outcome.missing] == ["s_env"]


def test_an_exclusion_settles_the_matter_at_once() -> None:
    outcome = screening.screen(INSTRUMENTS, EVA, {"x_post": "yes"})
    assert outcome.level == "none"
    assert [exclusion.id for exclusion in outcome.excluded] == ["x_post"]


def test_children_open_lava_and_the_answer_that_did_it_is_named() -> None:
    outcome = screening.screen(INSTRUMENTS, EVA, answers(s_children="unknown"))
    assert [reason.question.id for reason in outcome.opens["lava"]] == ["s_children"]


def test_a_level_may_be_raised_by_hand_and_never_lowered() -> None:
    assert screening.screen(INSTRUMENTS, EVA, answers(s_cost="yes"), "full").level == "full"
    assert screening.screen(INSTRUMENTS, EVA, answers(s_network="yes"), "none").level == "full"
