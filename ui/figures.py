"""Published figures in the reader's language, and the words around them: channel, period, notes of the method box."""

from __future__ import annotations

from datetime import date

from data import instruments
from locales import N_
from participation import figures
from participation.figures import Noun, Subject, people
from participation.release import ActivityResult, Release, Row, Shown, Stance, ThemeCount
from ui.words import day, language, say, words

__all__ = ["Noun", "Subject", "people"]

# Codes of `ActivityResult.notes` in plain words.
_NOTES = {
    "self_selected": N_("Everyone chose for themselves whether to take part, so the figures describe only them."),
    "same_person_many_channels": N_("The same person may have taken part in several channels."),
    "heard_on_the_spot": N_("The notes were written by staff at the event, in their own words."),
    "no_background": N_("The respondents were not asked who they are, so they cannot be compared with the population."),
    "no_population": N_("The respondents have not been compared with the population."),
    "beside_population": N_(
        "Respondents are not a sample: their number beside the population tells who was reached, not what others think."
    ),
    "rounded": N_(
        "Figures are rounded so that nobody can be picked out: the smaller the group, the rougher the figure. "
        "Rounded shares need not add up to 100 per cent."
    ),
    "own_votes_included": N_("The writer's own vote for their comment is included."),
    "groups_describe_votes_only": N_(
        "Opinion groups are formed from votes in this conversation alone. They do not describe groups of residents."
    ),
    "multiple_testing": N_(
        "The comments typical of a group were picked from many, so some of them may stand out by chance."
    ),
    "moderated_left_out": N_("Comments that the moderators rejected are left out."),
    "poll_shares": N_("The shares of a poll are of those who answered its question in the service."),
    "polls_left_out": N_("A poll whose numbers do not agree with each other in the file is left out."),
    "comments_of_service": N_(
        "Comments are counted as texts. One person may have written several, and nobody knows how many wrote."
    ),
    "faults_not_opinions": N_("Service requests are faults and feedback, not opinions on the decision."),
    "groups_not_people": N_("Ideas are counted in small groups, never in people."),
    "results_of_organiser": N_(
        "The results are the organiser's own account of what was done. They are never counted with residents' input."
    ),
}


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


def cannot_say(row: Row) -> str | None:
    return figures.cannot_say(row, language())


def took_part(activity: ActivityResult, *, short: bool = False) -> str:
    return figures.took_part(activity, language(), short=short)


def note(code: str) -> str | None:
    """A code of the method box in plain words; None for one that this version does not know."""
    return say(_NOTES[code]) if code in _NOTES else None


def channel(code: str) -> str:
    """The kind of channel: "Kysely", "Verkkokeskustelu"."""
    found = instruments.current().library.lists["input_sources"].get(code)
    return words(found.texts()) if found else code


def period(starts: date | None, ends: date | None, known_year: int | None = None) -> str:
    """ "12.8.–16.9.2026"; one day when there is one; empty when nothing is known. `known_year` is left unsaid."""
    first, last = starts or ends, ends or starts
    if first is None or last is None:
        return ""
    said = _without_year(last) if last.year == known_year else day(last)
    if first == last:
        return said
    if first.year != last.year:
        return f"{day(first)} – {said}"
    return f"{_without_year(first)}{' – ' if language() == 'en' else '–'}{said}"


def _without_year(value: date) -> str:
    return day(value).rsplit(" ", 1)[0] if language() == "en" else f"{value.day}.{value.month}."


def largest_count(theme: ThemeCount, release: Release) -> str:
    """The theme's contributions in the one channel where it was raised most: "kysely: 50–99"."""
    counts = sorted(theme.counts, key=lambda pair: -_least(pair[1]))[:1]
    return theme_counts(theme.model_copy(update={"counts": tuple(counts)}), release)


def theme_counts(theme: ThemeCount, release: Release) -> str:
    """The theme's contributions channel by channel, never added together: "kysely: 50–99, asukasilta: 10–24"."""
    by_id = {activity.activity_id: activity for activity in release.activities}
    return ", ".join(
        say(N_("{channel}: {count}"), channel=channel(by_id[id].channel).lower(), count=figure_number(shown))
        for id, shown in theme.counts
        if id in by_id
    )


def most_raised(themes: tuple[ThemeCount, ...], limit: int) -> tuple[ThemeCount, ...]:
    """The themes raised most often in any one channel; channels are never added together."""
    order = sorted(themes, key=lambda theme: -max((_least(shown) for _, shown in theme.counts), default=0))
    return tuple(order[:limit])


def _least(shown: Shown) -> int:
    """The smallest count that a published figure leaves possible."""
    return 0 if shown.kind == "under" else shown.low or 0


def speaks_only_for_itself(release: Release) -> bool:
    """Whether everyone in some channel chose for themselves to take part."""
    return any("self_selected" in activity.notes for activity in release.activities)
