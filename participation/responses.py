"""How a theme or a council's statement was used, and why: statuses, what each must say, and deadlines.

Source: influence design, sections 1-3. One Response per theme or statement, never per person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from locales import N_, Message

Status = Literal["open", "changed", "partly", "not_changed", "forwarded", "out_of_scope", "later"]
STATUSES: tuple[Status, ...] = ("open", "changed", "partly", "not_changed", "forwarded", "out_of_scope", "later")
ReasonCode = Literal["law", "cost", "other_right", "evidence", "done", "other_option", "timing"]
REASON_CODES: tuple[ReasonCode, ...] = ("law", "cost", "other_right", "evidence", "done", "other_option", "timing")
Understood = Literal["understood", "partly_understood", "misunderstood", "no_reply"]
STATES = ("draft", "approved", "published", "corrected")
REPLY_MAX = 1000
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


class Draft(BaseModel):
    """What is written in one Response; texts are in the language of the decision."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: Status = "open"
    what: str = ""  # what changed
    where: str = ""  # and where it can be seen: paragraph, figure, before -> after
    why: str = ""
    code: ReasonCode | None = None
    detail: str = ""  # which law, what cost …: mandatory with the code
    to_whom: str = ""
    when: date | None = None
    role: str = ""  # who answers
    due: date | None = None  # the promised day of an answer to come


def missing(draft: Draft) -> tuple[Message, ...]:
    """What keeps the answer from being published, in words."""
    return tuple(_missing(draft))


def _missing(draft: Draft) -> Iterator[Message]:
    status = draft.status
    if status == "open":
        if draft.due is None:
            yield Message(N_("Give the day by which the answer comes."))
        return
    if status in ("changed", "partly"):
        if not draft.what.strip():
            yield Message(N_("Say what changed."))
        if not draft.where.strip():
            yield Message(N_("Say where the change can be seen: paragraph, figure or alternative, before and after."))
    if not draft.why.strip():
        yield Message(N_("Say why."))
    if status == "not_changed":
        if draft.why.strip() and sentences(draft.why) < 2:
            yield Message(N_("Give the reason in at least two sentences."))
        if draft.code is None:
            yield Message(N_("Choose the kind of reason."))
        elif not draft.detail.strip():
            yield Message(N_("Give the detail of the reason: which law, cost, source, alternative or date."))
    if status in ("forwarded", "later"):
        if not draft.to_whom.strip():
            yield Message(N_("Say to whom the matter was passed on, or where it is taken up."))
        if draft.when is None:
            yield Message(N_("Give the date."))
    if not draft.role:
        yield Message(N_("Choose the role that answers."))


def sentences(text: str) -> int:
    """The number of sentences; a text without an end mark is one."""
    stripped = text.strip()
    if not stripped:
        return 0
    ends = len(_SENTENCE_END.findall(stripped))
    return ends if stripped[-1] in ".!?…" else ends + 1


def answered(draft: Draft | None) -> bool:
    """Whether the theme has an answer; "to come" is none."""
    return draft is not None and draft.status != "open" and not missing(draft)


def days_left(due: date, today: date) -> int:
    """Negative when late."""
    return (due - today).days
