"""Channels, periods and themes around the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from participation.release import ActivityResult, Release
from ui import figures

Reader = Callable[[str], None]


def test_a_period_says_its_year_once_and_a_day_once(reader: Reader) -> None:
    reader("fi")
    assert figures.period(date(2026, 8, 12), date(2026, 9, 16)) == "12.8.–16.9.2026"
    assert figures.period(date(2026, 8, 26), date(2026, 8, 26)) == "26.8.2026"
    assert figures.period(None, None) == ""
    reader("en")
    assert figures.period(date(2026, 8, 12), date(2026, 9, 16)) == "12 August – 16 September 2026"


def test_a_year_that_is_known_is_left_unsaid_but_never_another(reader: Reader) -> None:
    reader("fi")
    assert figures.period(date(2026, 8, 12), date(2026, 9, 16), 2026) == "12.8.–16.9."
    assert figures.period(date(2025, 12, 12), date(2026, 1, 16), 2026) == "12.12.2025 – 16.1."
    assert figures.period(date(2025, 8, 12), date(2025, 9, 16), 2026) == "12.8.–16.9.2025"


def test_a_theme_is_counted_channel_by_channel_and_never_in_all(reader: Reader, release: Release) -> None:
    said = figures.theme_counts(release.themes[0], release)
    assert said == "survey: 50–99, online conversation: 10–24"
    assert figures.largest_count(release.themes[0], release) == "survey: 50–99"


def test_themes_are_ordered_by_one_channel_alone(reader: Reader, release: Release) -> None:
    chosen = figures.most_raised(release.themes, 3)
    assert [theme.theme_id for theme in chosen] == [11, 13, 14]


def test_small_groups_are_counted_in_groups(reader: Reader, evening: ActivityResult) -> None:
    assert figures.took_part(evening) == "7 small groups, 25–49 participants"
    assert figures.took_part(evening, short=True) == "7 small groups"


def test_a_code_of_a_later_version_is_left_unsaid(reader: Reader) -> None:
    assert figures.note("rounded")
    assert figures.note("a_code_of_tomorrow") is None
