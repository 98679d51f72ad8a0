"""Days counted back from a meeting and on from a decision: working days, Finnish holidays, whole days only."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.deadlines import (
    AGENDA_OUT,
    DAY,
    TO_PREPARE,
    TO_USE_IT,
    answer_by,
    back,
    followed_up_on,
    july_days,
    on_or_after,
    on_or_before,
    schedule,
    working,
)

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
# The days on which offices are closed although they fall on a weekday, written down by hand from the Finnish calendar.
CLOSED = {
    2026: ["1.1.", "6.1.", "3.4.", "6.4.", "1.5.", "14.5.", "19.6.", "24.12.", "25.12."],
    2027: ["1.1.", "6.1.", "26.3.", "29.3.", "6.5.", "25.6.", "6.12.", "24.12."],
    2028: ["6.1.", "14.4.", "17.4.", "1.5.", "25.5.", "23.6.", "6.12.", "25.12.", "26.12."],
}


def easter(year: int) -> date:
    """Easter Sunday by the method of Meeus, Jones and Butcher: a second way beside the library's."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def closed(day: date) -> bool:
    """Whether offices are closed, worked out here from the rules alone."""
    fixed = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
    moving = {easter(day.year) + timedelta(days=n) for n in (-2, 1, 39)}
    midsummers_eve = next(date(day.year, 6, n) for n in range(19, 26) if date(day.year, 6, n).weekday() == 4)
    return day.weekday() >= 5 or (day.month, day.day) in fixed or day in moving or day == midsummers_eve


@pytest.mark.parametrize("year", CLOSED)
def test_offices_are_closed_on_the_days_of_known_years(year: int) -> None:
    first = date(year, 1, 1)
    every = [first + n * DAY for n in range(366) if (first + n * DAY).year == year]
    found = [f"{day.day}.{day.month}." for day in every if day.weekday() < 5 and not working(day)]
    assert found == CLOSED[year]


def test_every_day_of_a_hundred_years_is_what_the_rules_say() -> None:
    day = date(2000, 1, 1)
    while day.year < 2100:
        assert working(day) is not closed(day), day
        day += DAY


# ------------------------------------------------------------------ a second way of counting


def nth_before(day: date, n: int) -> date:
    """The n-th working day before a day: all working days before it in a list, counted from the end."""
    earlier = [day - k * DAY for k in range(1, 90) if not closed(day - k * DAY)]
    return earlier[n - 1]


def last_open(day: date) -> date:
    return next(day - k * DAY for k in range(30) if not closed(day - k * DAY))


def test_two_thousand_meetings_are_counted_back_alike() -> None:
    """Among them the days on which clocks change, the turns of years, Easters and Midsummers."""
    rng = random.Random(2026)
    days = [date(2020, 1, 1) + timedelta(days=rng.randrange(20 * 365)) for _ in range(1_800)]
    zone = ZoneInfo("Europe/Helsinki")
    first = date(2020, 1, 1)
    changing = [
        day
        for day in (first + n * DAY for n in range(20 * 365))
        if datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset()
        != datetime(day.year, day.month, day.day, 12, tzinfo=zone).utcoffset()
    ]
    assert len(changing) >= 38
    near = [day + n * DAY for day in changing for n in (0, 1, 5, 15, 36)]
    wrong = []
    for meeting in (*days, *near)[:2_000]:
        for notice in (14, 21, 28):
            agenda = nth_before(meeting, AGENDA_OUT)
            heard = nth_before(agenda, TO_USE_IT)
            begins = last_open(heard - timedelta(days=notice))
            found = schedule(meeting, notice)
            if (found.tell, found.notice, found.heard, found.agenda) != (
                nth_before(begins, TO_PREPARE), begins, heard, agenda,
            ):  # fmt: skip
                wrong.append((meeting, notice, found))
    assert wrong == []


def test_counting_calendar_days_instead_is_seen() -> None:
    """Negative control: what the second way would say if days off were counted."""
    meeting = date(2027, 1, 11)
    assert nth_before(meeting, AGENDA_OUT) != meeting - timedelta(days=AGENDA_OUT)


# ------------------------------------------------------------------ rules


@given(DAYS, st.integers(7, 90))
def test_every_step_is_a_working_day_before_the_next_and_the_time_for_replies_is_whole(day: date, notice: int) -> None:
    found = schedule(day, notice)
    assert found.tell < found.notice < found.heard < found.agenda < found.meeting == day
    assert all(working(one) for one in (found.tell, found.notice, found.heard, found.agenda))
    assert found.heard - found.notice >= timedelta(days=notice)


@given(DAYS)
def test_an_earlier_meeting_never_gives_a_later_step(day: date) -> None:
    early, late = schedule(day, 21), schedule(day + DAY, 21)
    assert (early.tell, early.notice, early.heard, early.agenda) <= (late.tell, late.notice, late.heard, late.agenda)


@given(DAYS)
def test_the_nearest_working_days_enclose_a_day(day: date) -> None:
    assert on_or_before(day) <= day <= on_or_after(day)
    assert (on_or_before(day) == day) == working(day) == (on_or_after(day) == day)


def test_a_meeting_after_christmas_puts_the_list_before_it() -> None:
    # Epiphany 6.1. and New Year's Day are closed: 4., 5., 7., 8. and 31.12. are the five before Monday 11.1.2027.
    assert back(date(2027, 1, 11), 5) == date(2026, 12, 31)


def test_the_days_of_july_in_the_time_for_replies_are_told() -> None:
    assert schedule(date(2027, 8, 30), 21).july() == july_days(date(2027, 7, 19), date(2027, 8, 9)) == 13
    assert schedule(date(2027, 12, 13), 21).july() == 0


def test_an_answer_is_due_after_the_minutes_and_never_on_a_day_off() -> None:
    assert answer_by(date(2026, 12, 10), None, 14) == date(2026, 12, 28)  # 24.12. is closed, and a weekend follows
    assert answer_by(date(2026, 12, 10), date(2026, 12, 15), 14) == date(2026, 12, 29)
    assert answer_by(None, None, 14) is None


@given(DAYS, st.integers(1, 60))
def test_nobody_has_less_than_the_promised_days_for_an_answer(day: date, reply_days: int) -> None:
    found = answer_by(day, None, reply_days)
    assert found is not None
    assert found - day >= timedelta(days=reply_days)
    assert working(found)


@pytest.mark.parametrize(
    ("decided", "half", "whole"),
    [
        (date(2026, 12, 10), date(2027, 6, 10), date(2027, 12, 10)),
        (date(2026, 8, 31), date(2027, 3, 1), date(2027, 8, 31)),  # no 31 February: its last day, a Sunday, goes on
        (date(2028, 2, 29), date(2028, 8, 29), date(2029, 2, 28)),
        (date(2026, 6, 24), date(2026, 12, 28), date(2027, 6, 24)),
    ],
)
def test_what_happened_is_looked_at_after_half_a_year_and_a_year(decided: date, half: date, whole: date) -> None:
    assert followed_up_on(decided) == (half, whole)
