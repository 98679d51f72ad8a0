"""What is new in a decision since somebody last looked at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from locales import N_, Message, formats


@dataclass(frozen=True)
class Facts:
    """What of a decision is compared; counts are of what this reader can see.

    edition   of the published briefing, 0 for none
    release   number of the frozen release of residents' input, 0 for none
    answers   published answers to residents and councils
    replies   answered requests of councillors and councils
    """

    stage: str
    meeting_date: date | None
    edition: int = 0
    release: int = 0
    answers: int = 0
    replies: int = 0

    def stored(self) -> dict[str, Any]:
        return {**asdict(self), "meeting_date": self.meeting_date.isoformat() if self.meeting_date else None}


def from_stored(value: Mapping[str, Any]) -> Facts:
    """The facts of `Facts.stored`; what a later version has added is left out."""
    known = {one.name for one in fields(Facts)}
    day = value.get("meeting_date")
    kept = {name: found for name, found in value.items() if name in known}
    return Facts(**{**kept, "meeting_date": date.fromisoformat(day) if day else None})


@dataclass(frozen=True)
class _Day:
    value: date | None

    def text(self, language: str) -> str:
        return formats.day(self.value, language) if self.value else Message(N_("not known")).text(language)


def news(seen: Facts, now: Facts) -> list[Message]:
    """What has changed, in the order in which it matters to a reader; nothing when nothing has."""
    return list(_news(seen, now))


def _news(seen: Facts, now: Facts) -> Iterator[Message]:
    if now.edition > seen.edition:
        yield Message(N_("new version {n} of the briefing"), {"n": now.edition})
    if now.meeting_date != seen.meeting_date:
        params = {"old": _Day(seen.meeting_date), "new": _Day(now.meeting_date)}
        yield Message(N_("the meeting was moved: {old} → {new}"), params)
    if now.release > seen.release:
        yield Message(N_("new residents' input"))
    if now.answers > seen.answers:
        n = now.answers - seen.answers
        forms = N_("{n} new answer to what was said"), N_("{n} new answers to what was said")
        yield Message(forms[0] if n == 1 else forms[1], {"n": n})
    if now.replies > seen.replies:
        n = now.replies - seen.replies
        forms = N_("{n} request for more has been answered"), N_("{n} requests for more have been answered")
        yield Message(forms[0] if n == 1 else forms[1], {"n": n})
    if now.stage != seen.stage:
        yield Message(N_("the stage has changed"))
