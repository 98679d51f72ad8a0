"""The councils' desk in words: until when a matter can be influenced, and which answers are late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from data.statements import OnDesk
from tests.ui.test_decision_list import listed
from ui import desk, words

Reader = Callable[[str], None]
NOTHING = OnDesk()


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (desk, words):
        monkeypatch.setattr(place, "today", lambda: date(2026, 11, 2))


def to_influence(meeting: date | None, own: OnDesk = NOTHING) -> str:
    one = listed(1)
    return " ".join(desk._to_influence(replace(one, head=replace(one.head, meeting_date=meeting)), own))


def test_a_matter_can_be_influenced_until_the_replies_must_be_in(reader: Reader) -> None:
    assert to_influence(date(2026, 12, 14)) == "This can still be influenced for 21 days, until 23 November 2026."


def test_a_day_that_has_passed_is_never_promised(reader: Reader) -> None:
    assert to_influence(date(2026, 11, 16)).startswith("The last good day to influence was 26 October 2026.")


def test_a_matter_without_a_meeting_can_be_influenced_now(reader: Reader) -> None:
    assert "now" in to_influence(None)


def test_the_request_and_the_statement_given_are_told_first(reader: Reader) -> None:
    asked = OnDesk(date(2026, 10, 1), date(2026, 11, 10))
    assert to_influence(date(2026, 12, 14), asked).startswith(
        "Your statement is awaited by 10 November 2026 (in 8 days)."
    )
    late = replace(asked, reply_by=date(2026, 10, 30))
    assert to_influence(date(2026, 12, 14), late).startswith("The day for your statement was 30 October 2026.")
    given = replace(asked, given_on=date(2026, 10, 30))
    assert to_influence(date(2026, 12, 14), given).startswith("Your council gave its statement on 30 October 2026.")


def late(decided_on: date | None, unanswered: int) -> str:
    one = listed(1, stage="decided")
    return desk.late_answers(replace(one, unanswered=unanswered, head=replace(one.head, decided_on=decided_on)))


def test_a_late_answer_is_never_hidden_and_one_in_time_is_not_called_late(reader: Reader) -> None:
    assert late(date(2026, 10, 5), 2) == "2 answers missing: 14 days late"
    assert late(date(2026, 10, 19), 2) == ""  # due today
    assert late(date(2026, 10, 5), 0) == ""
    assert late(None, 2) == ""
