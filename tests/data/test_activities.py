"""Activities: what is known of them beforehand and afterwards, and whether residents were heard in time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data import activities, decisions
from data.permissions import Actor
from data.refusals import Refused
from tests.data.cases import decision

EVENING: dict[str, Any] = {
    "channel": "event", "title": {"fi": "Asukasilta"}, "kind": "in_person", "place": "Koulu", "area": "Ranta",
    "starts": date(2026, 5, 1), "ends": date(2026, 5, 1), "cost_planned": 120_00, "minutes_planned": 20 * 60,
}  # fmt: skip


def test_what_it_cost_is_added_when_it_is_over(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    made = activities.add(preparer, id, **EVENING, token="t")
    assert activities.add(preparer, id, **EVENING, token="t") == made
    activities.edit(preparer, made, **EVENING, cost_actual=110_50, minutes_actual=22 * 60 + 30)
    (one,) = activities.listing(preparer, id)
    assert (one.cost_planned, one.cost_actual) == (12_000, 11_050)
    assert (one.minutes_planned, one.minutes_actual) == (1200, 1350)
    assert (one.kind, one.area, one.place) == ("in_person", "Ranta", "Koulu")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"channel": "pigeon"}, "channel"), ({"channel": None}, "channel"), ({"title": {"fi": " "}}, "activity-title"),
        ({"title": None}, "activity-title"), ({"kind": "magic"}, "kind"), ({"ends": date(2026, 4, 30)}, "ends"),
        ({"notice_link": "javascript:alert(1)"}, "notice-link"), ({"cost_actual": -1}, "cost-actual"),
        ({"minutes_actual": 10**9}, "minutes-actual"), ({"cost_actual": 2**31}, "cost-actual"),
        ({"notice_link": "https://x.fi/" + "a" * 300}, "notice-link"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(actors: dict[str, Actor], changed: dict[str, Any], field: str) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    made = activities.add(preparer, id, **EVENING)
    for act in (
        lambda: activities.add(preparer, id, **{**EVENING, **changed}),
        lambda: activities.edit(preparer, made, **{**EVENING, **changed}),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert [place for place, _ in refused.value.problems] == [field]
    assert len(activities.listing(preparer, id)) == 1


@pytest.mark.parametrize("channel", ["experts", "children", "feedback"])
def test_experts_by_experience_children_and_feedback_have_channels_of_their_own(
    actors: dict[str, Actor], channel: str
) -> None:
    preparer = actors["preparer"]
    activities.add(preparer, decision(preparer), **{**EVENING, "channel": channel})


def test_the_day_of_settling_the_alternatives_is_recorded_and_taken_back(actors: dict[str, Actor]) -> None:
    preparer = actors["preparer"]
    id = decision(preparer)
    for on in (date(2026, 3, 1), None):
        decisions.settle_alternatives(preparer, id, on)
        assert decisions.head(preparer, id)[0].alternatives_on == on
    with pytest.raises(Refused):
        decisions.settle_alternatives(preparer, id, date(1926, 3, 1))
