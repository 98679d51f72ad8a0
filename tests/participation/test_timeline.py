"""Was anyone heard before the alternatives were settled? Measured by days, and not claimed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.timeline import Held, Stages, heard

DAY = date(2026, 3, 10)
TODAY = date(2026, 6, 1)


def stages(alternatives: date | None = DAY, decided: date | None = None) -> Stages:
    return Stages(date(2026, 1, 1), date(2026, 2, 1), alternatives, date(2026, 5, 1), decided)


def held(starts: date | None, ends: date | None = None, id: int = 1) -> Held:
    return Held(id, starts, ends)


@pytest.mark.parametrize(
    ("activities", "settled", "answer"),
    [
        ([], DAY, ("nobody", ())),
        ([held(None)], DAY, ("nobody", ())),
        ([held(TODAY + timedelta(1))], DAY, ("nobody", ())),
        ([held(DAY)], DAY, ("late", ())),
        ([held(DAY - timedelta(1), DAY + timedelta(9))], DAY, ("early", (1,))),
        ([held(DAY, id=1), held(DAY - timedelta(30), id=2)], DAY, ("early", (2,))),
        ([held(DAY - timedelta(30))], None, ("not_known", ())),
        ([], None, ("nobody", ())),
    ],
)
def test_early_is_before_the_day_on_which_the_alternatives_were_settled(
    activities: list[Held], settled: date | None, answer: tuple[str, tuple[int, ...]]
) -> None:
    assert heard(activities, stages(settled), TODAY) == answer


def test_the_meeting_gives_way_to_the_day_of_the_decision() -> None:
    assert [name for name, _ in stages().in_order()] == ["begun", "announced", "alternatives", "meeting"]
    decided = stages(decided=date(2026, 5, 2)).in_order()
    assert decided[-1] == ("decided", date(2026, 5, 2))
    assert "meeting" not in dict(decided)


days = st.dates(date(2025, 1, 1), date(2027, 1, 1))


@given(st.lists(st.builds(Held, st.integers(1, 99), days, st.none()), max_size=8), days, st.integers(1, 400))
def test_settling_later_never_makes_an_early_activity_late(activities: list[Held], settled: date, more: int) -> None:
    before, after = (
        heard(activities, stages(settled), TODAY),
        heard(activities, stages(settled + timedelta(more)), TODAY),
    )
    assert set(before[1]) <= set(after[1])
