"""Words around published figures, in each language: the period of a channel, the method box, where themes were raised.

Source: resident-input design, sections 6 and 9; screens design, screen 11.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from locales import N_, formats, translate
from participation import figures
from participation.release import Release, Shown, ThemeCount

# Codes of `ActivityResult.notes` in plain words.
NOTES = {
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


def note(code: str, language: str) -> str | None:
    """A code of the method box in plain words; None for one that this version does not know."""
    return translate(language, NOTES[code]) if code in NOTES else None


def period(starts: date | None, ends: date | None, language: str, known_year: int | None = None) -> str:
    """ "12.8.–16.9.2026"; one day when there is one; empty when nothing is known. `known_year` is left unsaid."""
    first, last = starts or ends, ends or starts
    if first is None or last is None:
        return ""
    said = _without_year(last, language) if last.year == known_year else formats.day(last, language)
    if first == last:
        return said
    if first.year != last.year:
        return f"{formats.day(first, language)} – {said}"
    return f"{_without_year(first, language)}{' – ' if language == 'en' else '–'}{said}"


def _without_year(value: date, language: str) -> str:
    return formats.day(value, language).rsplit(" ", 1)[0] if language == "en" else f"{value.day}.{value.month}."


def largest_count(theme: ThemeCount, release: Release, language: str, channel: Callable[[str], str]) -> str:
    """The theme's contributions in the one channel where it was raised most: "kysely: 50–99"."""
    counts = sorted(theme.counts, key=lambda pair: -_least(pair[1]))[:1]
    return theme_counts(theme.model_copy(update={"counts": tuple(counts)}), release, language, channel)


def theme_counts(theme: ThemeCount, release: Release, language: str, channel: Callable[[str], str]) -> str:
    """The theme's contributions channel by channel, never added together: "kysely: 50–99, asukasilta: 10–24".

    `channel` names a kind of channel in the language.
    """
    by_id = {activity.activity_id: activity for activity in release.activities}
    said = N_("{channel}: {count}")
    return ", ".join(
        translate(language, said, channel=channel(by_id[id].channel).lower(), count=figures.number(shown, language))
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
