"""By when a matter must be told, heard and answered, and what endangers it, as the checklist's page says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from data.activities import Activity
from participation.deadlines import schedule as counted
from tests.reports.cases import matter
from ui import schedule

Reader = Callable[[str], None]
HEAD = matter({}).head


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "today", lambda: date(2026, 11, 2))


def activity(ends: date | None) -> Activity:
    one = object.__new__(Activity)
    for name, value in {"title": {"fi": "<b>Kysely</b>"}, "ends": ends}.items():
        object.__setattr__(one, name, value)
    return one


def warned(meeting: date, *ends: date | None) -> list[str]:
    head = replace(HEAD, meeting_date=meeting)
    return schedule.warnings(head, counted(meeting, 21), [activity(one) for one in ends], 21)


def test_a_matter_in_good_time_has_no_warning(reader: Reader) -> None:
    assert warned(date(2027, 3, 1), date(2027, 1, 15), None) == []


def test_a_meeting_moved_before_the_end_of_a_hearing_is_told(reader: Reader) -> None:
    (told,) = warned(date(2027, 3, 1), date(2027, 3, 1))
    assert told.startswith("“<b>Kysely</b>” ends on 1 March 2027, when the matter has been decided.")
    (told,) = warned(date(2027, 3, 1), date(2027, 2, 25))
    assert "after the list has gone out" in told


def test_too_little_time_for_replies_is_told(reader: Reader) -> None:
    (told,) = warned(date(2026, 11, 30))
    assert told.startswith("There are no longer 21 days for replies before the meeting.")


def test_july_is_told_with_its_days(reader: Reader) -> None:
    (told,) = warned(date(2027, 8, 30))
    assert told.startswith("13 days of the time for replies are in July.")


def test_a_matter_without_a_meeting_says_that_days_cannot_be_counted(reader: Reader) -> None:
    silent = replace(matter({}), head=replace(HEAD, meeting_date=None))
    assert "cannot be counted" in schedule.block(silent, [])


def test_what_people_wrote_stays_words(reader: Reader) -> None:
    told = replace(matter({}), head=replace(HEAD, meeting_date=date(2027, 3, 1)))
    html = schedule.block(told, [activity(date(2027, 3, 1))])
    assert "<b>" not in html
    assert "&lt;b&gt;Kysely" in html


def test_only_what_is_still_to_be_done_has_a_day(reader: Reader) -> None:
    told = matter({})
    open_, done = told.duties[0], replace(told.duties[0], record={"value": "na", "reason": "Ei koske."})
    assert schedule.due_in_words(told, open_).startswith("at the latest on ")
    assert schedule.due_in_words(told, done) == ""
