"""What residents said, in short: the box beside the decision on the councillor's first screen.

Source: screens design, screens 10 and 11; resident-input design, sections 6 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from assessment.briefing import Briefing
from assessment.matter import Head
from data.statements import Statement
from locales import N_
from participation.release import ActivityResult, Release, Table
from ui import charts
from ui.cards import Card, council_name, said
from ui.figures import (
    channel,
    largest_count,
    most_raised,
    period,
    row_in_words,
    speaks_only_for_itself,
    took_part,
)
from ui.page_setup import PAGES
from ui.words import language_of, say, say_n, words
from ui.written import in_language, items, sentence, show, written

THEMES = 3
COMMENTS = 3
NOT_HEARD = 2


def box(briefing: Briefing) -> None:
    """Draws the box in the order that is the same for every decision."""
    release = briefing.release
    if release is None or not (release.activities or release.themes):
        show(not_asked(briefing))
        return
    show(who_answered(release, briefing.composed_at.year))
    judged = most_answered(release)
    if judged is not None:
        bars(judged, [line.code for line in briefing.alternatives])
    else:
        show(top_comments(release))
    show(top_themes(release), not_heard(briefing.not_heard))


def links(decision_id: int) -> None:
    """To each group's answers, and to what was done with them."""
    query = {"decision": str(decision_id)}
    with st.container(horizontal=True, key="residents-links", gap="small"):
        st.page_link(PAGES / "residents.py", label=say(N_("What each group said")), query_params=query)
        st.page_link(PAGES / "influence.py", label=say(N_("You said – we did – why")), query_params=query)


def not_asked(briefing: Briefing) -> str:
    """Without input: that residents were not asked, and the recorded reason."""
    if briefing.no_input_reason:
        reason = written(briefing.no_input_reason, briefing.language, "p")
        return sentence(say(N_("Residents have not been asked.")), "vp-strong") + reason + not_heard(briefing.not_heard)
    missing = say(N_("No input from residents has been published for this decision, and no reason is recorded."))
    return sentence(missing, "vp-strong") + not_heard(briefing.not_heard)


def who_answered(release: Release, year: int) -> str:
    """Each channel in its own unit with its dates; whether those who answered stand for anyone else."""
    lines = []
    for activity in release.activities:
        when = period(activity.starts, activity.ends, year)
        about = escape(", ".join(filter(None, (took_part(activity, short=True), _opinion_groups(activity), when))))
        lines.append(f"<strong>{escape(channel(activity.channel))}:</strong> {about}")
    text = items(lines, "vp-list vp-unmarked")
    if speaks_only_for_itself(release):
        text += sentence(say(N_("They speak for themselves, not for all residents.")))
    return text


def _opinion_groups(activity: ActivityResult) -> str:
    """Groups that vote alike in a conversation, or that there are none to speak of."""
    opinion = activity.opinion
    if opinion is None or opinion.status == "none":
        return ""
    if opinion.status == "unstable" or not opinion.groups:
        return say(N_("no stable opinion groups"))
    n = len(opinion.groups)
    return say_n(N_("{n} opinion group"), N_("{n} opinion groups"), n)


def most_answered(release: Release) -> ActivityResult | None:
    """The channel whose answers on the alternatives are drawn: the one with most respondents."""
    judged = [a for a in release.activities if any(t.subject == "alternative" for t in a.tables)]
    return max(judged, key=lambda a: (a.participants.low or 0) if a.participants else 0, default=None)


def bars(activity: ActivityResult, codes: Sequence[str]) -> None:
    """One bar for each alternative; the last row of the effects table holds the same figures."""
    found = charts.alternatives(activity, codes)
    if found is not None:
        charts.draw(found, key="bars")


def most_voted(release: Release, limit: int) -> list[tuple[ActivityResult, Table]]:
    """Comments whose words are cleared, the most voted first."""
    found = [
        (activity, table)
        for activity in release.activities
        for table in activity.tables
        if table.subject == "comment" and table.text and not table.total.hidden
    ]
    return sorted(found, key=lambda pair: -((pair[1].total.n.low or 0) if pair[1].total.n else 0))[:limit]


def top_comments(release: Release) -> str:
    """For a conversation without a survey: the three comments that most people voted on."""
    lines = [
        f"{comment(table)}<br>{escape(row_in_words(table.total, 'comment', 'voters'))}"
        for _, table in most_voted(release, COMMENTS)
    ]
    if not lines:
        return ""
    return _heading(say(N_("Most voted comments"))) + items(lines)


def comment(table: Table) -> str:
    """A cleared comment as HTML in its own language."""
    text: Mapping[str, str] = table.text or {}
    return f"<q{in_language(language_of(text))}>{escape(words(text))}</q>"


def top_themes(release: Release) -> str:
    """The three themes raised most often, each with its count in the channel where it was raised most."""
    lines = []
    for theme in most_raised(release.themes, THEMES):
        title = f"<span{in_language(language_of(theme.title))}>{escape(words(theme.title))}</span>"
        counts = largest_count(theme, release)
        lines.append(f'{title} <span class="vp-count">({escape(counts)})</span>' if counts else title)
    return _heading(say(N_("Themes raised most often"))) + items(lines) if lines else ""


def not_heard(groups: Sequence[Mapping[str, str]]) -> str:
    """Groups that the decision affects and that were not heard; a long list goes on further down the page."""
    if not groups:
        return ""
    named = "; ".join(words(group) for group in groups[:NOT_HEARD])
    rest = len(groups) - NOT_HEARD
    more = ""
    if rest > 0:
        more = " " + say_n(N_("and {n} more group"), N_("and {n} more groups"), rest)
    return f"<p><strong>{escape(say(N_('Not heard:')))}</strong> {escape(named)}{escape(more)}</p>"


def _heading(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def statements(given: Sequence[Statement], head: Head) -> str:
    """The councils' statements: a class of their own, never counted with residents' input."""
    return "".join(
        f"<h3>{escape(council_name(statement.council))}</h3>{said(Card(statement, None, None), head, None)}"
        for statement in given
    )
