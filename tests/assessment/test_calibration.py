"""How often predictions came out: counts by certainty, a share only when enough is known."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assessment import calibration
from assessment.calibration import Known
from tests.assessment.cases import case, cell

EFFECTS = st.builds(
    Known,
    st.sampled_from([1, 2, 3, None]),
    st.sampled_from([*calibration.RESULTS, "not_known"]),
    st.dates(date(2025, 1, 1), date(2029, 1, 1)),
)


@given(st.lists(EFFECTS, max_size=60))
def test_every_effect_is_in_one_line_and_a_share_needs_enough_of_them(found: list[Known]) -> None:
    lines = calibration.table(found)
    assert sum(line.known + line.not_known for line in lines) == len(found)
    for line in lines:
        assert (line.hit_rate is None) == (line.known < calibration.LEAST)
        assert line.hit_rate is None or 0 <= line.hit_rate <= 1
    assert sum(line.known + line.not_known for line in calibration.by_year(found).values()) == len(found)


def test_the_share_is_of_what_is_known() -> None:
    found = [Known(3, "as_predicted", None)] * 3 + [Known(3, "worse", None)] * 2 + [Known(3, "not_known", None)] * 5
    line = next(one for one in calibration.table(found) if one.certainty == 3)
    assert (line.known, line.hit_rate) == (5, 0.6)


def test_only_effects_of_the_chosen_alternative_are_followed_up() -> None:
    given = (
        cell("p_health", "VE1", impact5=-1) | cell("p_health", "VE2", impact5=2) | cell("p_safety", "VE1", impact5=0)
    )
    assert case(answers=given).outcomes == ()
    followed = case(answers=given, linked={"decision.chosen": "VE1"}).outcomes
    assert [(o.cell.area.id, o.cell.alternative) for o in followed] == [("p_health", "VE1")]
    assert followed[0].missing == ("happened",)


def test_what_came_out_otherwise_must_be_told_and_the_actions_accounted_for() -> None:
    action = [{"text": "Kuljetus", "owner": "preparer", "due": "2027-05-01"}]
    given = cell("p_health", "VE1", impact5=-1, mitigation=action)
    given |= {"outcomes/p_health/VE1/happened": "worse"}
    one = case(answers=given, linked={"decision.chosen": "VE1"})
    assert one.outcomes[0].missing == ("happened_what", "mitigation_done")
    given |= {"outcomes/p_health/VE1/happened_what": "Matka piteni 3 km."}
    given |= {"outcomes/p_health/VE1/mitigation_done": {"value": "done"}, "asked_again/fu_asked": "yes"}
    one = case(answers=given, linked={"decision.chosen": "VE1"})
    assert one.outcomes[0].missing == ()
    assert one.outcomes_open == 1  # they were asked, but not what they said


def test_what_became_of_each_effect_is_known_with_its_certainty_and_year() -> None:
    given = cell("p_health", "VE1", impact5=-1, certainty=2) | cell("p_safety", "VE1", impact5=1)
    given |= cell("p_daily", "VE1", impact5=1, certainty=3)
    given |= {"outcomes/p_health/VE1/happened": "worse", "outcomes/p_safety/VE1/happened": "not_known"}
    followed = case(answers=given, linked={"decision.chosen": "VE1"})
    assert calibration.known(followed, date(2026, 3, 1)) == (
        Known(2, "worse", date(2026, 3, 1)),
        Known(None, "not_known", date(2026, 3, 1)),
    )
    assert calibration.known(case(answers=given), None) == ()


def test_the_fields_of_the_follow_up_are_those_that_the_outcome_asks_for() -> None:
    action = [{"text": "Kuljetus", "owner": "preparer", "due": "2027-05-01"}]
    given = cell("p_health", "VE1", impact5=-1, mitigation=action) | {"outcomes/p_health/VE1/happened": "not_known"}
    (open_now,) = case(answers=given, linked={"decision.chosen": "VE1"}).outcomes
    assert open_now.fields == ("happened", "happened_what", "mitigation_done")
    assert open_now.asked == ("happened", "mitigation_done")
    assert (open_now.values, open_now.happened) == ({"happened": "not_known"}, "not_known")
    given |= {"outcomes/p_health/VE1/happened": "as_predicted"}
    (known,) = case(answers=given, linked={"decision.chosen": "VE1"}).outcomes
    assert known.fields == ("happened", "happened_what", "happened_evidence", "mitigation_done")
    assert "happened_evidence" not in known.asked
