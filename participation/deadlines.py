"""When a matter must be told, heard and answered: days counted back from the meeting and on from the decision.

A day on which something must be done is a working day: not a Saturday, a Sunday or a public holiday of Finland, nor one
of the eves on which offices are closed (Midsummer's and Christmas Eve). Counted back, a day that falls on a day off is
the working day before it, counted on the one after it, since nobody's time for an answer may be cut short. Only whole
days are counted, never hours, so a change of the clocks moves nothing.

Source: laki säädettyjen määräaikain laskemisesta 150/1930, 5 §; influence design, section 3.
The days themselves are holidays of the `holidays` library (python-holidays), Finland.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

DAY = timedelta(days=1)
AGENDA_OUT = 5  # working days before the meeting: the list with its summary of what was heard
TO_USE_IT = 10  # working days between the end of a hearing and the list: for changing the proposal
TO_PREPARE = 5  # working days between telling of a matter and the start of its hearing
JULY = 7
_EVES = ((12, 24),)  # closed, though no public holiday


@lru_cache(maxsize=64)
def _days_off(year: int) -> frozenset[date]:
    """Public holidays of one year, with the two eves."""
    found = set(holidays.country_holidays("FI", years=year))
    found |= {day - DAY for day in found if day.weekday() == 5 and day.month == 6}  # Midsummer's Eve, a Friday
    return frozenset(found | {date(year, month, day) for month, day in _EVES})


def working(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < 5 and day not in _days_off(day.year)


def on_or_before(day: date) -> date:
    """The day itself, or the working day before it."""
    while not working(day):
        day -= DAY
    return day


def on_or_after(day: date) -> date:
    """The day itself, or the working day after it."""
    while not working(day):
        day += DAY
    return day


def back(day: date, working_days: int) -> date:
    """The working day that lies this many working days before a day."""
    for _ in range(working_days):
        day = on_or_before(day - DAY)
    return on_or_before(day)


@dataclass(frozen=True)
class Schedule:
    """The last good day of each step before a meeting, the earliest first.

    tell     that the matter is being prepared, and how it can be influenced
    notice   the hearing begins, and councils are asked for their statements
    heard    the last day for replies: the councils' statements and the residents' input are in
    agenda   the list goes out, with the summary of what was heard
    """

    tell: date
    notice: date
    heard: date
    agenda: date
    meeting: date

    def july(self) -> int:
        """How many days of the time for replies fall in July, when few are at home."""
        return july_days(self.notice, self.heard)


def schedule(meeting: date, notice_days: int) -> Schedule:
    """Counted back from the day of the meeting; `notice_days` are the days that people have for their replies."""
    agenda = back(meeting, AGENDA_OUT)
    heard = back(agenda, TO_USE_IT)
    notice = on_or_before(heard - notice_days * DAY)
    return Schedule(back(notice, TO_PREPARE), notice, heard, agenda, meeting)


def july_days(first: date, last: date) -> int:
    """The days of July between two days, both counted."""
    return sum(day.month == JULY for day in _each(first, last))


def _each(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY


def answer_by(decided_on: date | None, minutes_public_on: date | None, reply_days: int) -> date | None:
    """The last day of a timely answer: after the minutes are public, else after the decision; never on a day off."""
    start = minutes_public_on or decided_on
    return on_or_after(start + reply_days * DAY) if start else None


def followed_up_on(decided_on: date) -> tuple[date, date]:
    """Half a year and a year after the decision, on a working day."""
    return on_or_after(_months_on(decided_on, 6)), on_or_after(_months_on(decided_on, 12))


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or the last day of a shorter one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
