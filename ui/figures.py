"""Published figures in the reader's language, and the words around them: channel, period, notes of the method box."""

from __future__ import annotations

from datetime import date

from data import instruments
from participation import described, figures
from participation.described import most_raised, speaks_only_for_itself
from participation.figures import Noun, Subject, people
from participation.release import ActivityResult, Release, Row, Shown, Stance, ThemeCount
from ui.words import language, words

__all__ = ["Noun", "Subject", "most_raised", "people", "speaks_only_for_itself"]


def share(shown: Shown) -> str:
    """ "noin 60 %", "alle 10 %", "noin neljännes"."""
    return figures.share(shown, language())


def short_share(shown: Shown) -> str:
    return figures.short_share(shown, language())


def count(shown: Shown, noun: Noun) -> str:
    """ "25–49 vastaajaa"."""
    return figures.count(shown, noun, language())


def figure_number(shown: Shown) -> str:
    """ "25–49", "alle 10", "424"."""
    return figures.number(shown, language())


def stance(of: Stance, subject: Subject, *, short: bool = False) -> str:
    """ "Vastaan", "Eri mieltä"."""
    return figures.stance(of, subject, language(), short=short)


def hidden() -> str:
    """ "ei julkaista: pieni tai pientä suojaava ryhmä"."""
    return figures.hidden(language())


def shares(row: Row, subject: Subject) -> str:
    return figures.shares(row, subject, language())


def row_in_words(row: Row, subject: Subject, noun: Noun) -> str:
    return figures.row_in_words(row, subject, noun, language())


def row_in_full(row: Row, subject: Subject, noun: Noun) -> str:
    """The same with those who cannot say."""
    return figures.row_in_full(row, subject, noun, language())


def cannot_say(row: Row) -> str | None:
    return figures.cannot_say(row, language())


def took_part(activity: ActivityResult, *, short: bool = False) -> str:
    return figures.took_part(activity, language(), short=short)


def note(code: str) -> str | None:
    return described.note(code, language())


def channel(code: str) -> str:
    """The kind of channel: "Kysely", "Verkkokeskustelu"."""
    found = instruments.current().library.lists["input_sources"].get(code)
    return words(found.texts()) if found else code


def period(starts: date | None, ends: date | None, known_year: int | None = None) -> str:
    """ "12.8.–16.9.2026"."""
    return described.period(starts, ends, language(), known_year)


def largest_count(theme: ThemeCount, release: Release) -> str:
    """ "kysely: 50–99"."""
    return described.largest_count(theme, release, language(), channel)


def theme_counts(theme: ThemeCount, release: Release) -> str:
    """ "kysely: 50–99, asukasilta: 10–24"."""
    return described.theme_counts(theme, release, language(), channel)
