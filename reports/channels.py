"""Residents' input in a briefing as a document: in short beside the decision, and channel by channel in the annex.

Source: screens design, screens 10 and 11; resident-input design, sections 6-9.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from locales import N_
from participation import described, figures
from participation.figures import barred, lengths
from participation.release import STANCES, ActivityResult, Composition, Release, Row, Shown, Stance, Subject, ThemeCount
from participation.release import Table as Answers
from reports.document import Bar, Bars, Block, Entry, Facts, Heading, In, Items, Paragraph, Table, Text
from reports.speaking import Speaker, stacked, words_alone

THEMES = 3
_SUBJECTS: dict[Subject, str] = {
    "alternative": N_("What those who answered think of each alternative"),
    "question": N_("Answers to the questions"),
    "comment": N_("Votes on the comments"),
}


class Channels(Speaker):
    """The parts of a briefing that a release gives."""

    # -------------------------------------------------------------- residents

    def residents(self) -> Iterator[Block]:
        release = self.briefing.release
        if release is None or not (release.activities or release.themes):
            yield from self.not_asked()
            return
        yield Items([self.who(activity) for activity in release.activities])
        if described.speaks_only_for_itself(release):
            yield Paragraph(self.say(N_("They speak for themselves, not for all residents.")))
        for activity in release.activities:
            judged = {table.id: table for table in activity.tables if table.subject == "alternative"}
            lines = [(line.code, judged[line.code]) for line in self.briefing.alternatives if line.code in judged]
            if lines:
                title = self.say(
                    N_("{channel}: what those who answered think of each alternative"),
                    channel=self.channel(activity.channel),
                )
                yield from self.bars([(code, table.total) for code, table in lines], lines[0][1], activity)
                yield self.answers(title, self.say(N_("Alternative")), [(c, t.total) for c, t in lines], lines[0][1])
        themes = described.most_raised(release.themes, THEMES)
        if themes:
            yield Heading(2, self.say(N_("Themes raised most often")))
            yield Items([self.theme(theme, release) for theme in themes])
        yield from self.not_heard()

    def not_asked(self) -> Iterator[Block]:
        if self.briefing.no_input_reason:
            yield Entry(self.say(N_("Residents have not been asked.")), self.own(self.briefing.no_input_reason))
        else:
            missing = N_("No input from residents has been published for this decision, and no reason is recorded.")
            yield Paragraph(self.say(missing))
        yield from self.not_heard()

    def not_heard(self) -> Iterator[Block]:
        if self.briefing.not_heard:
            groups = "; ".join(self.words(group) for group in self.briefing.not_heard)
            yield Paragraph(self.say(N_("Not heard: {groups}."), groups=groups))

    def who(self, activity: ActivityResult) -> Text:
        """The channel, who took part in its own unit, and when."""
        told = [figures.took_part(activity, self.language)]
        told.append(described.period(activity.starts, activity.ends, self.language))
        return (f"{self.channel(activity.channel)}: ", ", ".join(filter(None, told)))

    def theme(self, theme: ThemeCount, release: Release) -> Text:
        counts = described.theme_counts(theme, release, self.language, self.channel)
        return (self.told(theme.title), f" ({counts})" if counts else "")

    def bars(self, lines: Sequence[tuple[str, Row]], table: Answers, activity: ActivityResult) -> Iterator[Block]:
        """The rows that may be drawn, with a text that says every figure of the picture."""
        drawn = [(name, row) for name, row in lines if barred(row)]
        if not drawn:
            return
        noun = figures.voices(activity, table)
        key = [(of, figures.stance(of, table.subject, self.language, short=True)) for of in STANCES]
        alt = " ".join(
            f"{name}: {figures.row_in_full(row, table.subject, noun, self.language)}." for name, row in drawn
        )
        yield Bars(key, [Bar(name, self.segments(row)) for name, row in drawn], alt)

    def segments(self, row: Row) -> list[tuple[str, float, str]]:
        found: list[tuple[str, float, str]] = []
        for of, length in zip(STANCES, lengths(row), strict=True):
            shown = figures.figure(row, of)
            found.append((of, length, figures.short_share(shown, self.language) if shown else ""))
        return found

    def answers(self, caption: str, first: str, lines: Sequence[tuple[Text, Row]], table: Answers) -> Table:
        """Published rows in words; what is hidden says so with the same words everywhere."""
        unsure = any(row.cannot_say is not None for _, row in lines)
        header = [first, self.say(N_("Answers"))]
        header += [figures.stance(of, table.subject, self.language) for of in STANCES]
        header += [self.say(N_("Cannot say"))] if unsure else []
        rows: list[Sequence[Text]] = []
        for name, row in lines:
            if row.hidden:
                rows.append([name, figures.hidden(self.language), *[""] * (len(header) - 2)])
                continue
            shares = [self.share(row, of) for of in STANCES]
            rows.append([name, self.count(row.n), *shares, *([self.count(row.cannot_say)] if unsure else [])])
        return Table(caption, header, rows)

    def count(self, shown: Shown | None) -> str:
        return "–" if shown is None else figures.number(shown, self.language)

    def share(self, row: Row, of: Stance) -> str:
        shown = figures.figure(row, of)
        return "–" if shown is None else figures.share(shown, self.language)

    def activity(self, activity: ActivityResult) -> Iterator[Block]:
        """One channel with every table that it publishes."""
        yield Heading(2, self.told(activity.title))
        yield Paragraph(self.who(activity))
        if activity.described_only:
            text = N_("Fewer than 10 people took part, so the answers are described and not counted.")
            yield Paragraph(self.say(text))
        yield from self.polls(activity)
        for subject, caption in _SUBJECTS.items():
            tables = [table for table in activity.tables if table.subject == subject]
            if tables:
                lines = [line for table in tables for line in self.with_groups(table)]
                yield self.answers(self.say(caption), self.say(N_("About what")), lines, tables[0])
        if any(table.withheld for table in activity.tables):
            text = N_("Answers are not published by group: too few groups are large enough.")
            yield Paragraph(self.say(text))
        yield from self.opinion_groups(activity)
        if activity.composition is not None:
            yield self.composition(activity.composition)
        if activity.top_ideas:
            yield self.ideas(activity)
        notes = [said for code in activity.notes if (said := described.note(code, self.language))]
        if notes:
            yield Items(notes)

    def with_groups(self, table: Answers) -> Iterator[tuple[Text, Row]]:
        """All who answered, and under them each group."""
        name: Text = self.told(table.text) if table.text else self.say(N_("Words not published"))
        yield self.alternative(table.id) if table.subject == "alternative" else name, table.total
        yield from ((f"– {self.words(row.label)}", row) for row in table.rows)

    def polls(self, activity: ActivityResult) -> Iterator[Block]:
        """Questions with ready options: each option with the share of those who answered the question."""
        tables = {table.id: table for table in activity.tables}
        for poll in activity.polls:
            answered = figures.count(poll.answered, "respondents", self.language)
            caption = self.say(N_("Answers to the question “{question}”"), question=self.words(poll.text))
            if not poll.options:
                few = self.say(N_("Fewer than 10 people answered, so the options are not counted."))
                yield Entry(caption, few, False)
                continue
            chosen = [(tables[id].text or {}, tables[id].total) for id in poll.options]
            rows = [(self.told(text), self.who_chose(row)) for text, row in chosen]
            yield Table(f"{caption} ({answered})", [self.say(N_("Option")), self.say(N_("Share who chose it"))], rows)
            if poll.several:
                yield Paragraph(self.say(N_("Several could be chosen, so the shares do not add up to 100 %.")))

    def who_chose(self, row: Row) -> str:
        if row.hidden:
            return figures.hidden(self.language)
        if row.nearly_all is not None:
            return self.say(N_("nearly all")) if row.nearly_all == "for" else self.say(N_("few"))
        return figures.share(row.for_, self.language) if row.for_ is not None else figures.hidden(self.language)

    def opinion_groups(self, activity: ActivityResult) -> Iterator[Block]:
        """Who votes alike, what is typical of each group, and what most think alike."""
        opinion = activity.opinion
        if opinion is None or opinion.status == "none":
            return
        yield Heading(3, self.say(N_("Opinion groups")))
        if opinion.status == "unstable" or not opinion.groups:
            why = N_("No stable groups: a slightly different set of voters would give other groups. None are shown.")
            yield Paragraph(self.say(why))
        else:
            for group in opinion.groups:
                name = self.say(N_("Group {letter}"), letter=group.id)
                if group.n is None:
                    yield Entry(name, figures.hidden(self.language), False)
                    continue
                size = figures.count(group.n, "participants", self.language)
                none = self.say(N_("No comment is typical of this group alone."))
                yield Entry(f"{name} ({size})", self.comments(group.representative, activity) or none)
        alike = self.comments(opinion.consensus, activity)
        if alike:
            yield Entry(self.say(N_("What most participants think alike")), alike)

    def comments(self, directed: Sequence[tuple[str, Stance]], activity: ActivityResult) -> Text:
        """Comments with the direction in words; one whose words are not cleared is not quoted."""
        by_id = {table.id: table for table in activity.tables}
        found = [(of, table.text) for id, of in directed if (table := by_id.get(id)) is not None and table.text]
        return stacked([(f"{figures.stance(of, 'comment', self.language)}: ", self.told(text)) for of, text in found])

    def composition(self, published: Composition) -> Table:
        """Who took part beside who lives here."""
        rows: list[Sequence[Text]] = [
            (
                self.words(group.label),
                figures.hidden(self.language) if group.participants is None else self.count(group.participants),
                self.number(group.population),
            )
            for group in published.groups
        ]
        source = " · ".join(filter(None, (published.source, published.updated)))
        caption = f"{self.say(N_('Who answered, beside who lives here'))} ({source})"
        head = (self.say(N_("Who")), self.say(N_("Respondents")), self.say(N_("Number of residents")))
        return Table(caption, head, rows)

    def ideas(self, activity: ActivityResult) -> Table:
        head = (N_("Idea"), N_("Place"), N_("Small groups"))
        rows = [
            (self.own(idea.idea), self.number(idea.rank), f"{self.number(idea.groups)} / {self.number(idea.of_groups)}")
            for idea in activity.top_ideas
        ]
        return Table(self.say(N_("Ideas that the small groups chose")), [self.say(name) for name in head], rows)

    def all_themes(self, release: Release) -> Iterator[Block]:
        if not release.themes:
            return
        yield Heading(2, self.say(N_("Themes")))
        yield Facts(
            [(words_alone(self.told(theme.title)), self.theme_in_full(theme, release)) for theme in release.themes]
        )

    def theme_in_full(self, theme: ThemeCount, release: Release) -> Text:
        counts = described.theme_counts(theme, release, self.language, self.channel)
        lines: list[tuple[str | In, ...]] = [(self.told(theme.summary),)] if any(theme.summary.values()) else []
        if counts:
            lines.append((counts,))
        for quote in theme.quotes:
            said = f"“{quote.text}”"
            lines.append((said if quote.language == self.language else In(quote.language, said),))
        return stacked(lines) or "–"
