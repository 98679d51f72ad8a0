"""By when a matter must be told, heard and answered: the days counted back from its meeting, and what is in danger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from assessment.duties import OpenDuty
from assessment.matter import Head, Matter
from data import instruments
from data.activities import Activity
from data.decisions import COMING
from locales import N_
from participation.deadlines import Schedule, answer_by, followed_up_on, schedule
from ui.words import day, days_left, say, say_n, today, words
from ui.written import facts, items, sentence

STEPS = {
    "tell": N_("Tell that the matter is being prepared"),
    "notice": N_("The hearing begins and statements are asked for"),
    "heard": N_("Replies and statements are in"),
    "agenda": N_("The list goes out with the summary of what was heard"),
    "meeting": N_("The meeting that decides"),
}
BY_STAGE = {"start": "tell", "options": "heard", "draft": "heard", "proposal": "agenda"}


def counted(meeting: date) -> Schedule:
    """The days before a meeting by the rules that are in use now."""
    return schedule(meeting, instruments.current().library.param("notice_days"))


def of(matter: Matter) -> Schedule | None:
    """None while the day of the meeting is not known."""
    meeting = matter.head.meeting_date
    return schedule(meeting, matter.instruments.library.param("notice_days")) if meeting else None


def due(matter: Matter, stage: str) -> date | None:
    """The last good day of a duty or a practice of this stage."""
    head, found = matter.head, of(matter)
    if stage == "decided":
        return answer_by(head.decided_on, None, matter.instruments.library.param("reply_days"))
    if stage == "follow_up":
        return followed_up_on(head.decided_on)[0] if head.decided_on else None
    return getattr(found, BY_STAGE[stage]) if found else None


def due_in_words(matter: Matter, duty: OpenDuty) -> str:
    """ "viimeistään 12.3.2027 (9 päivän päästä)" while something is still to be done; else nothing."""
    by = due(matter, duty.duty.stage)
    if by is None or duty.status not in ("missing", "planned") or not duty.asks_proof:
        return ""
    return say(N_("at the latest on {day} ({left})"), day=day(by), left=days_left(by))


def block(matter: Matter, held: Sequence[Activity]) -> str:
    """The days of this matter in order, then the warnings."""
    head, found = matter.head, of(matter)
    if found is None:
        return sentence(say(N_("The meeting date is not known yet, so the days cannot be counted.")))
    lines = ((say(name), escape(_when(getattr(found, step), head))) for step, name in STEPS.items())
    notice_days = matter.instruments.library.param("notice_days")
    return facts(lines) + items(map(escape, warnings(head, found, held, notice_days)))


def _when(last: date, head: Head) -> str:
    """The day, and how far it is; whether a day that has passed was kept is told by the duties."""
    if head.stage not in COMING:
        return day(last)
    left = say(N_("this day has passed")) if last < today() else days_left(last)
    return f"{day(last)} ({left})"


def warnings(head: Head, found: Schedule, held: Sequence[Activity], notice_days: int) -> list[str]:
    """What endangers the hearing, each with what to do."""
    told = []
    if head.stage in COMING and found.notice < today():
        text = N_(
            "There are no longer {n} days for replies before the meeting. Move the meeting, or record the reason."
        )
        told.append(say(text, n=notice_days))
    if found.july():
        forms = (
            N_("{n} day of the time for replies is in July. Give more time, or record the reason."),
            N_("{n} days of the time for replies are in July. Give more time, or record the reason."),
        )
        told.append(say_n(*forms, found.july()))
    for one in held:
        if one.ends is not None and one.ends >= found.meeting:
            text = N_("“{title}” ends on {day}, when the matter has been decided. Move the meeting or end it earlier.")
            told.append(say(text, title=words(one.title), day=day(one.ends)))
        elif one.ends is not None and one.ends > found.agenda:
            text = N_("“{title}” ends on {day}, after the list has gone out. What is heard cannot change the proposal.")
            told.append(say(text, title=words(one.title), day=day(one.ends)))
    return told
