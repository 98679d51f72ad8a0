"""Each channel's answers on its own: bars, tables, comments, ideas and how the figures came about.

Channels are never added together: their units differ, and the same person may appear in several.
Source: screens design, screen 11; resident-input design, sections 6-8.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from data import instruments
from locales import N_
from participation.release import ActivityResult, OpinionGroups, Release, Stance, Table
from ui import beside_population, charts, word_table
from ui.figures import channel, count, hidden, note, period, share, stance, theme_counts, took_part
from ui.residents_said import comment
from ui.words import at, language_of, plain, say, say_n, words
from ui.written import facts, in_language, items, sentence, show, told

COMMENTS_A_TIME = 5
GROUP_NAMES = N_("Group {letter}")


def overview(release: Release) -> str:
    """Every channel in its own unit, and why they are not added together."""
    lines = []
    for activity in release.activities:
        parts = [took_part(activity), period(activity.starts, activity.ends)]
        said = escape(", ".join(filter(None, parts)))
        lines.append(f"<strong>{told(activity.title)}</strong> ({escape(channel(activity.channel).lower())}): {said}")
    return items(lines) + sentence(
        say(N_("Channels are never added together: they count different things, and one person may appear in several."))
    )


def identity(release: Release) -> str:
    """Number, day, fingerprint and who was not heard."""
    library = instruments.current().library
    known = set(library.group_ids())
    missing = [words(library.group(id).texts()) for id in release.not_heard if id in known]
    erased = say_n(
        N_("A resident's words were erased on request from {n} place; no figure changed."),
        N_("Residents' words were erased on request from {n} places; no figure changed."),
        release.erased,
    )
    return facts(
        [
            (say(N_("Release")), escape(str(release.number))),
            (say(N_("Frozen")), escape(at(release.frozen_at))),
            (say(N_("Not heard")), items(map(escape, missing))),
            (say(N_("Fingerprint (SHA-256)")), f'<code class="vp-fingerprint">{release.sha256()}</code>'),
            (say(N_("Erased")), escape(erased) if release.erased else ""),
        ]
    )


def draw(activity: ActivityResult, order: Sequence[str], comments_shown: int) -> None:
    """One channel: who took part, its figures and how they came about."""
    st.header(plain(words(activity.title)), anchor=False)
    show(about(activity))
    if activity.described_only:
        st.html(sentence(say(N_("Fewer than 10 people took part, so the answers are described and not counted."))))
    beside_population.draw(activity, key=f"a{activity.activity_id}")
    judged = [table for table in activity.tables if table.subject in ("alternative", "question")]
    for table in _ordered(judged, order):
        st.subheader(plain(_title(table)), anchor=False)
        _picture(table, activity, key=f"a{activity.activity_id}-{_key(table.id)}")
    if activity.opinion is not None:
        show(opinion_groups(activity.opinion, activity.tables))
    comments = [table for table in activity.tables if table.subject == "comment"]
    if comments:
        _comments(comments, activity, comments_shown)
    show(polls(activity), top_ideas(activity), method(activity))


def about(activity: ActivityResult) -> str:
    """Channel, who took part and when, votes and texts, each in its own unit."""
    parts = [channel(activity.channel), took_part(activity)]
    if activity.votes is not None:
        parts.append(count(activity.votes, "votes"))
    if activity.texts is not None and activity.unit not in ("statements", "comments"):  # there it is the same figure
        parts.append(count(activity.texts, "contributions"))
    parts.append(period(activity.starts, activity.ends))
    return sentence(" · ".join(filter(None, parts)), "vp-strong")


def _ordered(tables: Sequence[Table], order: Sequence[str]) -> list[Table]:
    """Alternatives in register order, then questions as they came."""
    place = {code: n for n, code in enumerate(order)}
    return sorted(tables, key=lambda table: place.get(table.id, len(place)))


def _title(table: Table) -> str:
    name = words(table.text) if table.text else say(N_("Words not published"))
    return f"{table.id} {name}" if table.subject == "alternative" else name


def _key(id: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in id.lower())


def _picture(table: Table, activity: ActivityResult, key: str) -> None:
    """The bars beside the same figures as a table; when the groups are withheld, that is said."""
    found = charts.groups(table, activity)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        charts.draw(found, key=key)
        if table.withheld:
            st.html(sentence(say(N_("Answers are not published by group: too few groups are large enough."))))
    with right:
        figures = charts.table(found, say(N_("The same figures as a table")))
        show(figures, beside_population.if_alike(table, activity))


# ------------------------------------------------------------------ a conversation


def opinion_groups(opinion: OpinionGroups, tables: Sequence[Table]) -> str:
    """Who votes alike, what is typical of each group, and what nearly all agree on."""
    if opinion.status == "none":
        return ""
    heading = f"<h3>{escape(say(N_('Opinion groups')))}</h3>"
    if opinion.status == "unstable" or not opinion.groups:
        why = say(N_("No stable groups: a slightly different set of voters would give other groups. None are shown."))
        return heading + sentence(why) + _consensus(opinion, tables)
    parts = [heading]
    for group in opinion.groups:
        name = say(GROUP_NAMES, letter=group.id)
        if group.n is None:
            parts.append(sentence(f"{name}: {hidden()}"))
            continue
        size = count(group.n, "participants")
        typical = _listed(group.representative, tables)
        none = sentence(say(N_("No comment is typical of this group alone.")))
        parts.append(f"<h4>{escape(name)} ({escape(size)})</h4>{typical or none}")
    return "".join(parts) + _consensus(opinion, tables)


def _consensus(opinion: OpinionGroups, tables: Sequence[Table]) -> str:
    listed = _listed(opinion.consensus, tables, with_shares=True)
    return f"<h3>{escape(say(N_('What most participants think alike')))}</h3>{listed}" if listed else ""


def _listed(pairs: Sequence[tuple[str, Stance]], tables: Sequence[Table], *, with_shares: bool = False) -> str:
    """Comments with the direction in words; one whose words are not cleared is not quoted.

    `with_shares` adds how large a part of all who voted on the comment is meant.
    """
    by_id = {table.id: table for table in tables}
    lines = []
    for id, direction in pairs:
        table = by_id.get(id)
        if table is None or not table.text:
            continue
        part = getattr(table.total, "for_" if direction == "for" else direction) if with_shares else None
        told = f" ({escape(share(part))})" if part is not None else ""
        lines.append(f"<strong>{escape(stance(direction, 'comment'))}{told}:</strong> {comment(table)}")
    return items(lines)


def _comments(comments: Sequence[Table], activity: ActivityResult, shown: int) -> None:
    """Cleared comments, the most voted first, each with its groups; more are added below on request."""
    cleared = [table for table in comments if table.text and not table.total.hidden]
    ranked = sorted(cleared, key=lambda table: -((table.total.n.low or 0) if table.total.n else 0))
    st.subheader(say(N_("Comments by number of votes")), anchor=False)
    untold = len(comments) - len(cleared)
    if untold:
        text = say_n(
            N_("{n} comment is not shown: its words are not cleared or it has too few votes."),
            N_("{n} comments are not shown: their words are not cleared or they have too few votes."),
            untold,
        )
        st.html(sentence(text))
    shown = max(shown, COMMENTS_A_TIME)
    for number, table in enumerate(ranked[:shown], 1):
        st.html(f'<h4 class="vp-comment">{number}. {comment(table)}</h4>')
        _picture(table, activity, key=f"a{activity.activity_id}-{_key(table.id)}")
    left = len(ranked) - shown
    if left > 0:
        more = min(left, COMMENTS_A_TIME)
        text = say_n(
            N_("Show {n} more comment ({left} left)"), N_("Show {n} more comments ({left} left)"), more, left=left
        )
        st.button(text, key=f"more-comments-{activity.activity_id}", on_click=_show, args=(shown + more,))


def _show(comments: int) -> None:
    st.query_params["comments"] = str(comments)


# ------------------------------------------------------------------ ideas, method, themes


def polls(activity: ActivityResult) -> str:
    """The questions of a hearing with ready options: each option with the share of those who answered the question."""
    tables = {table.id: table for table in activity.tables}
    parts = []
    for poll in activity.polls:
        question = told(poll.text)
        parts.append(f"<h3>{question}</h3>{sentence(count(poll.answered, 'respondents'), 'vp-strong')}")
        if not poll.options:
            few = say(N_("Fewer than 10 people answered, so the options are not counted."))
            parts.append(sentence(few))
            continue
        if poll.several:
            parts.append(sentence(say(N_("Several could be chosen, so the shares do not add up to 100 %."))))
        chose = say(N_("Share who chose it"))
        rows = []
        for table in (tables[id] for id in poll.options):
            rows.append(word_table.row(told(table.text), [(chose, escape(_chosen(table)))]))
        name = say(N_("Answers to the question “{question}”"), question=words(poll.text))
        parts.append(word_table.table(name, say(N_("Option")), [escape(chose)], rows))
    return "".join(parts)


def _chosen(table: Table) -> str:
    """ "noin 60 %", "lähes kaikki", "harva"."""
    row = table.total
    if row.hidden:
        return hidden()
    if row.nearly_all is not None:
        return say(N_("nearly all")) if row.nearly_all == "for" else say(N_("few"))
    return share(row.for_) if row.for_ is not None else hidden()


def top_ideas(activity: ActivityResult) -> str:
    """TOP 3 of small groups, counted in groups and never in people."""
    parts = []
    for question in dict.fromkeys(idea.question for idea in activity.top_ideas):
        lines = []
        for idea in activity.top_ideas:
            if idea.question == question:
                said = say_n(
                    N_("raised in {n} small group of {all}"), N_("raised in {n} small groups of {all}"), idea.groups,
                    all=idea.of_groups,
                )  # fmt: skip
                lines.append(f"<strong>{escape(idea.idea)}</strong>: {escape(said)}")
        parts.append(f"<h4>{escape(question)}</h4>{items(lines)}")
    heading = f"<h3>{escape(say(N_('The small groups’ most important ideas')))}</h3>"
    return heading + "".join(parts) if parts else ""


def method(activity: ActivityResult) -> str:
    """The method box: channel, period and what a reader must know of the figures."""
    notes = items(escape(text) for code in activity.notes if (text := note(code)))
    opinion = activity.opinion
    tested = ""
    if opinion is not None and opinion.stability_low is not None:
        low = f"{opinion.stability_low:.2f}"
        tested = sentence(
            say(
                N_("The groups were formed again from random parts of the voters. Agreement was at least {low} of 1."),
                low=low.replace(".", ","),
            )
        )
    box = facts(
        [
            (say(N_("Channel")), escape(channel(activity.channel))),
            (say(N_("Period")), escape(period(activity.starts, activity.ends))),
            (say(N_("About the figures")), notes + tested),
        ]
    )
    return f'<div class="vp-method"><h3>{escape(say(N_("How these figures came about")))}</h3>{box}</div>'


def themes(release: Release) -> str:
    """Every theme with its counts channel by channel and the quotes that people have cleared."""
    parts = []
    for theme in release.themes:
        counts = theme_counts(theme, release)
        minority = say(N_("A view of few people, kept visible on purpose."))
        quotes = "".join(
            f"<blockquote{in_language(quote.language)}>{escape(quote.text)}</blockquote>" for quote in theme.quotes
        )
        title = f"<h3{in_language(language_of(theme.title))}>{escape(words(theme.title))}</h3>"
        parts.append(
            f"{title}<p>{told(theme.summary)}</p>"
            + (sentence(say(N_("Contributions: {counts}"), counts=counts), "vp-small") if counts else "")
            + (sentence(minority, "vp-small") if theme.minority else "")
            + quotes
        )
    return "".join(parts)
