"""What is new since a reader last looked."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from agenda.news import Facts, from_stored, news

DAYS = st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1))
FACTS = st.builds(
    Facts, st.sampled_from(["hearing", "on_agenda", "decided"]), DAYS, *[st.integers(0, 3) for _ in range(4)]
)


@given(FACTS)
def test_nothing_is_new_when_nothing_has_changed_also_after_storing(facts: Facts) -> None:
    assert from_stored(facts.stored()) == facts
    assert news(facts, from_stored({**facts.stored(), "of_a_later_version": 1})) == []


@given(FACTS, FACTS)
def test_each_thing_that_grew_or_moved_is_told_once(seen: Facts, now: Facts) -> None:
    told = [one.msgid for one in news(seen, now)]
    assert len(told) == len(set(told))
    grown = [name for name in ("edition", "release", "answers", "replies") if getattr(now, name) > getattr(seen, name)]
    moved = (seen.meeting_date != now.meeting_date) + (seen.stage != now.stage)
    assert len(told) == len(grown) + moved


def test_a_moved_meeting_is_told_with_both_days_in_each_language() -> None:
    found = news(Facts("hearing", None), Facts("hearing", date(2027, 3, 24)))
    assert [one.text("en") for one in found] == ["the meeting was moved: not known → 24 March 2027"]
    assert [one.text("fi") for one in found] == ["kokous on siirretty: ei tiedossa → 24.3.2027"]
