"""The councillor's briefing as a document: two to four pages that stand alone, and the whole as an annex after them.

It is made from the same `Briefing` as the page, and says its figures with the same words. What a person wrote is in the
language it was written in, and marked so. Source: screens design, screen 10 and section 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.briefing import (
    Action,
    Briefing,
    Children,
    DutyLine,
    EffectCell,
    EffectRow,
    NotKnown,
    Source,
    Words,
)
from assessment.first_rows import choose
from assessment.names import MOVES, POSITIONS, ROLE_NAMES
from assessment.templates.loading import Instruments
from locales import N_, formats, localized, translate
from participation import described
from participation.release import ThemeCount
from reports.channels import Channels
from reports.document import (
    Block,
    Document,
    Entry,
    Facts,
    Heading,
    In,
    Items,
    NewPage,
    Notice,
    Paragraph,
    Table,
    Text,
)
from reports.speaking import Edition, joined, parts, stacked

GAPS = 4  # of what is not known, on the first pages; the annex has all
_CERTAINTY = (
    N_("A plain statement: high certainty."),
    N_("“Probably”: moderate certainty."),
    N_("“May”: low certainty."),
    N_("“We do not know”: very low certainty."),
)


def document(
    briefing: Briefing, instruments: Instruments, language: str, edition: Edition, *, annex: bool = True
) -> Document:
    """The briefing in one language, with its annex or without."""
    made = _Briefing(briefing, instruments, language, edition)
    return Document(
        localized(briefing.title, language),
        f"{translate(language, N_('Briefing'))} – {briefing.municipality}",
        language,
        edition.author,
        edition.made_on,
        (*made.short(), *(made.annex() if annex else ())),
    )


class _Briefing(Channels):
    # -------------------------------------------------------------- the first pages

    def short(self) -> Iterator[Block]:
        yield from self.notices()
        yield from self.identity()
        yield Heading(1, self.say(N_("What is decided")))
        yield from self.decided()
        yield Heading(1, self.say(N_("Alternatives")))
        yield Facts([(line.code, self.with_proposal(line.code)) for line in self.briefing.alternatives])
        yield Heading(1, self.say(N_("Most important differences")))
        yield from self.differences()
        yield Heading(1, self.say(N_("What residents said")))
        yield from self.residents()
        yield Heading(1, self.say(N_("Effects of the alternatives")))
        yield from self.effects()
        yield Heading(1, self.say(N_("Children and young people")))
        yield from self.children()
        yield Heading(1, self.say(N_("Economy")))
        yield self.costs()
        yield Heading(1, self.say(N_("The proposal and its reasons")))
        yield from self.proposal()
        yield Heading(1, self.say(N_("What is not known")))
        yield from self.not_known(self.briefing.not_known[:GAPS], len(self.briefing.not_known) - GAPS)
        yield Heading(1, self.say(N_("Statements of the councils")))
        yield from self.statements()

    def notices(self) -> Iterator[Block]:
        if self.edition.sha256 is None:
            yield Notice(self.say(N_("Draft, not published")))
        if not self.edition.intact:
            yield Notice(
                " ".join(
                    (
                        self.say(N_("This page does not match the published version")) + ".",
                        self.say(
                            N_(
                                "Its content has changed after publication. Do not decide on the basis of this page. "
                                "Ask the registry for the published document, and tell the administrator of this "
                                "service."
                            )
                        ),
                    )
                )
            )
        if self.briefing.made_up:
            yield Notice(self.say(N_("Demonstration: the municipality, its people, figures and texts are made up.")))
        if self.briefing.duties_not_done:
            yield Heading(1, self.say(N_("Required by law, but will not be done")))
            yield Items(
                [
                    (f"{self.duty_name(duty)}. ", self.own(duty.reason) if duty.reason else self.unrecorded())
                    for duty in self.briefing.duties_not_done
                ]
            )

    def identity(self) -> Iterator[Block]:
        one = self.briefing
        meeting = self.day(one.meeting_date) or self.say(N_("the meeting date is not known yet"))
        version = self.say(N_("draft"))
        if one.edition is not None and self.edition.published_at is not None:
            version = self.say(
                N_("version {n}, published {when}"), n=one.edition, when=self.at(self.edition.published_at)
            )
        yield Paragraph(self.say(N_("This is an assessment made before the decision. It is not a decision.")))
        yield from self.facts(
            [
                (self.say(N_("Decided by")), self.own(one.body)),
                (self.say(N_("Meeting")), meeting),
                (self.say(N_("Register number")), one.register_id),
                (self.say(N_("Version")), version),
                (self.say(N_("Fingerprint (SHA-256)")), self.edition.sha256),
            ]
        )
        if one.language != self.language:
            names = {"fi": N_("Finnish"), "sv": N_("Swedish"), "en": N_("English")}
            note = N_(
                "Texts written by the preparers and residents are shown in the language they were written in: {name}."
            )
            yield Paragraph(self.say(note, name=self.say(names[one.language])))

    def decided(self) -> Iterator[Block]:
        summary = self.told(self.briefing.summary)
        yield Paragraph(summary or self.say(N_("Nothing has been written here yet.")))
        if self.briefing.level == "none":
            reason = self.said(self.briefing.none_reason) or self.unrecorded()
            yield Entry(self.say(N_("No impact assessment is made. Reason:")), reason)

    def with_proposal(self, code: str) -> Text:
        line = next(line for line in self.briefing.alternatives if line.code == code)
        proposed = f" ({self.say(N_('the proposal'))})" if code == self.briefing.proposal else ""
        return (self.told(line.name), proposed)

    def differences(self) -> Iterator[Block]:
        if not self.briefing.key_differences:
            yield Paragraph(self.say(N_("No differences between the alternatives have been recorded.")))
            return
        yield Items([formats.kept_together(self.words(text)) for text in self.briefing.key_differences])
        yield Paragraph(" ".join(self.say(text) for text in _CERTAINTY))

    # -------------------------------------------------------------- effects

    def effects(self) -> Iterator[Block]:
        rows = self.briefing.effects
        if not rows:
            yield Paragraph(self.say(N_("No effects have been assessed yet.")))
            return
        chosen = choose(rows, "")
        caption = self.say(N_("Effects compared with the present state (VE0). The columns are in register order."))
        if chosen.differing:
            caption += " " + self.say(
                N_(
                    "Shown are {shown} of the {all} areas in which the alternatives differ: those with the largest "
                    "effects."
                ),
                shown=len(chosen.rows),
                all=len(chosen.rows) + chosen.differing,
            )
        if chosen.rows:
            yield self.effects_table(caption, chosen.rows)
        same = "; ".join(self.words(row.title) for row in rows if not row.differs)
        if same:
            yield Paragraph(self.say(N_("The alternatives do not differ in: {areas}."), areas=same))

    def effects_table(self, caption: str, rows: Sequence[EffectRow]) -> Table:
        codes = [line.code for line in self.briefing.alternatives if line.code != "VE0"]
        header: list[Text] = [self.say(N_("What is affected")), *(self.alternative(code) for code in codes)]
        body: list[Sequence[Text]] = []
        for row in rows:
            cells = {cell.alternative: cell for cell in row.cells}
            body.append([self.row_name(row), *(self.cell(cells[c]) if c in cells else "–" for c in codes)])
        return Table(caption, header, body, narrow=True)

    def in_full(self, rows: Sequence[EffectRow]) -> Iterator[Block]:
        """Area by area, each alternative with everything that is said of it."""
        for row in rows:
            yield Heading(3, self.row_name(row))
            yield Facts([(cell.alternative, self.cell(cell, full=True)) for cell in row.cells])

    def row_name(self, row: EffectRow) -> str:
        return self.words(row.title)

    def cell(self, cell: EffectCell, *, full: bool = False) -> Text:
        """What, how much, how sure, from where; the annex says also for whom, why, and what residents said."""
        lines: list[tuple[str | In, ...]] = [(" ".join(filter(None, (cell.sign, self.words(cell.word)))),)]
        if cell.kind == "not_assessed":
            return lines[0]
        if cell.state:
            lines.append((self.own(cell.state),))
        if cell.groups_lose:
            lines.append((self.say(N_("Harm to: {groups}"), groups=self.listed(cell.groups_lose)),))
        if cell.worst_area:
            lines.append((self.say(N_("Worst: {area}"), area=self.words(cell.worst_area)),))
        if cell.quantity:
            lines.append((self.own(cell.quantity),))
        basis = self.basis(cell, full)
        if full:
            lines.append(joined(" · ", basis))
        else:
            lines += basis
        if cell.impact == "na" and cell.rationale and not full:
            lines.append((self.own(cell.rationale),))
        if full:
            lines += self.more(cell)
        return stacked(lines)

    def basis(self, cell: EffectCell, full: bool) -> list[tuple[str | In, ...]]:
        """How sure, and from which sources."""
        lines: list[tuple[str | In, ...]] = []
        if cell.certainty_word and cell.impact not in ("na", "unknown"):
            moved = (" (", self.own(cell.certainty_why), ")") if cell.certainty_why else ()
            lines.append((self.words(cell.certainty_word).split(":")[0], *moved))
        if full:
            lines += [(self.words(word),) for word in (cell.likelihood_word, cell.horizon_word) if word]
        numbers = [n for n, source in enumerate(self.briefing.sources, 1) if source.id in cell.sources]
        if numbers:
            one, many = N_("Source {numbers}"), N_("{n} sources: {numbers}")
            lines.append((self.say_n(one, many, len(numbers), numbers=", ".join(map(str, numbers))),))
        return lines

    def more(self, cell: EffectCell) -> list[tuple[str | In, ...]]:
        lines: list[tuple[str | In, ...]] = []
        if cell.how_to_find_out:
            lines.append((f"{self.say(N_('How to find out:'))} ", self.own(cell.how_to_find_out)))
        lines += [(f"{self.say(N_('Residents:'))} ", *parts(self.voice(theme))) for theme in self.themes(cell)]
        if cell.groups:
            lines.append((f"{self.say(N_('For whom?'))} {self.listed(cell.groups)}",))
        if cell.rationale:
            lines.append((self.own(cell.rationale),))
        lines += [(f"{self.say(N_('Lessened by:'))} ", *parts(self.action(action))) for action in cell.mitigation]
        if cell.no_mitigation_reason:
            lines.append((f"{self.say(N_('Not lessened:'))} ", self.own(cell.no_mitigation_reason)))
        return lines

    def themes(self, cell: EffectCell) -> list[ThemeCount]:
        release = self.briefing.release
        return [theme for theme in release.themes if theme.theme_id in cell.themes] if release else []

    def voice(self, theme: ThemeCount) -> Text:
        assert self.briefing.release is not None  # a theme comes from its release
        counts = described.largest_count(theme, self.briefing.release, self.language, self.channel)
        return (self.told(theme.title), f" ({counts})" if counts else "")

    def listed(self, groups: Sequence[Words]) -> str:
        return "; ".join(dict.fromkeys(self.words(group) for group in groups))

    # -------------------------------------------------------------- children, economy, proposal

    def children(self) -> Iterator[Block]:
        about = self.briefing.children
        if about is None:
            why = self.briefing.children_screening
            text = self.words(why) if why else self.say(N_("The effects on children have not been assessed yet."))
            yield Paragraph(text)
            return
        yield from self.facts(
            [
                (self.say(N_("Which children")), self.listed(about.ages)),
                (self.say(N_("How many")), self.how_many(about)),
                (self.say(N_("Whose situation needs attention")), self.listed(about.situations)),
                (self.say(N_("How children took part")), self.took_part(about)),
                (self.say(N_("Best for children")), self.best(about)),
                (self.say(N_("What weighed more")), self.said(about.other_interest)),
                (self.say(N_("Where this assessment is weak")), self.said(about.weak)),
            ]
        )
        if about.compensation:
            yield Entry(
                self.say(N_("What makes up for it")), stacked([parts(self.action(a)) for a in about.compensation])
            )
        differing = [row for row in about.rows if row.differs]
        if differing:
            codes = [line.code for line in self.briefing.alternatives if line.code != "VE0"]
            rows = [(self.words(row.title), *(self.word_of(row, code) for code in codes)) for row in differing]
            caption = self.say(N_("Areas of children's lives in which the alternatives differ"))
            yield Table(caption, [self.say(N_("What is affected")), *codes], rows)

    def word_of(self, row: EffectRow, code: str) -> str:
        cell = next((cell for cell in row.cells if cell.alternative == code), None)
        return " ".join(filter(None, (cell.sign, self.words(cell.word)))) if cell else "–"

    def how_many(self, about: Children) -> Text | None:
        if about.count:
            return about.count
        if about.count_unknown:
            return (f"{self.say(N_('Not known:'))} ", self.own(about.count_unknown))
        return None

    def took_part(self, about: Children) -> Text:
        level = self.words(about.level) if about.level else self.say(N_("Not recorded"))
        return (f"{level}. ", self.own(about.not_asked_reason)) if about.not_asked_reason else level

    def best(self, about: Children) -> Text:
        if about.best is None:
            return self.say(N_("Not recorded"))
        same = ""
        if about.same_as_proposal is not None:
            text = N_("It is the proposed alternative.") if about.same_as_proposal else None
            same = f". {self.say(text or N_('It is not the proposed alternative.'))}"
        return (*self.alternative(about.best), same)

    def costs(self) -> Table:
        rows: list[Sequence[Text]] = []
        for line in self.briefing.alternatives:
            undone = self.words(line.reversibility) if line.reversibility else self.say(N_("Not recorded"))
            if line.code == "VE0":
                reference = self.say(N_("reference"))
                undone = self.words(line.reversibility) if line.reversibility else "–"
                rows.append((self.alternative(line.code), reference, reference, undone))
            else:
                money = (self.money(line.cost_year), self.money(line.cost_once))
                rows.append((self.alternative(line.code), *money, undone))
        caption = N_("Costs and savings compared with the present state (VE0); a saving has a minus sign")
        head = (N_("Alternative"), N_("Per year"), N_("Once"), N_("Can it be undone?"))
        return Table(self.say(caption), [self.say(name) for name in head], rows)

    def proposal(self) -> Iterator[Block]:
        one = self.briefing
        if one.proposal is None:
            yield Paragraph(self.say(N_("No alternative has been proposed yet.")))
            return
        yield from self.facts(
            [
                (self.say(N_("Proposed")), self.alternative(one.proposal)),
                (self.say(N_("Why")), self.said(one.proposal_why) or self.unrecorded()),
                (self.say(N_("Aims that conflict")), self.said(one.conflict)),
                (self.say(N_("Why there is only one alternative")), self.said(one.single_reason)),
            ]
        )

    # -------------------------------------------------------------- gaps and statements

    def not_known(self, gaps: Sequence[NotKnown], left: int) -> Iterator[Block]:
        if gaps:
            yield Items([self.gap(gap) for gap in gaps])
        else:
            yield Paragraph(self.say(N_("Nothing has been marked as not known.")))
        if left > 0:
            yield Paragraph(
                self.say_n(N_("{n} more point is in the annex."), N_("{n} more points are in the annex."), left)
            )
        if self.briefing.effects:
            share = self.number(100 * self.briefing.share_unknown, 0)
            yield Paragraph(self.say(N_("Answered “not known”: {share} % of the assessed points."), share=share))
        years = [source.period_end.year for source in self.briefing.sources if source.period_end]
        if years:
            span = str(years[0]) if min(years) == max(years) else f"{min(years)}–{max(years)}"
            yield Paragraph(self.say(N_("The sources describe the years {years}."), years=span))
        else:
            yield Paragraph(self.say(N_("The age of the data is not recorded.")))

    def gap(self, gap: NotKnown) -> Text:
        about = ", ".join(filter(None, (self.words(gap.area) if gap.area else "", gap.alternative or "")))
        how = (f" {self.say(N_('How to find out:'))} ", self.own(gap.how)) if gap.how else ()
        return (f"{about}: " if about else "", self.own(gap.text), *how)

    def statements(self) -> Iterator[Block]:
        if not self.briefing.statements:
            yield Paragraph(self.say(N_("No statements of councils have been recorded.")))
            return
        for line in self.briefing.statements:
            position = self.say(POSITIONS[line.position]) if line.position in POSITIONS else line.position
            head = f"{self.words(line.council)}, {self.day(line.date)}: {position}"
            status = next((dict(status) for id, status in self.edition.answered if id == line.id), None)
            answer = f"\n{self.say(N_('Answer:'))} {self.words(status)}" if status else ""
            yield Entry(head, (self.own(line.main_points), answer))

    # -------------------------------------------------------------- the annex

    def annex(self) -> Iterator[Block]:
        yield NewPage()
        yield Heading(1, self.say(N_("Annex: the assessment in full")))
        yield Heading(2, self.say(N_("Why this is decided")))
        one = self.briefing
        yield from self.facts(
            [
                (self.say(N_("The problem")), self.said(one.problem)),
                (self.say(N_("The aim")), self.said(one.goal)),
                (self.say(N_("Still open")), "; ".join(self.words(text) for text in one.still_open)),
                (self.say(N_("Already fixed")), self.said(one.fixed)),
            ]
        )
        yield from self.one_by_one()
        if one.effects:
            yield Heading(2, self.say(N_("Effects in every assessed area")))
            yield from self.in_full(one.effects)
        yield from self.children_in_full()
        yield from self.harm()
        if one.not_known:
            yield Heading(2, self.say(N_("Everything that is not known")))
            yield Items([self.gap(gap) for gap in one.not_known])
        if one.release is not None:
            for activity in one.release.activities:
                yield from self.activity(activity)
            yield from self.all_themes(one.release)
        yield from self.how_made()

    def one_by_one(self) -> Iterator[Block]:
        for line in self.briefing.alternatives:
            yield Heading(2, self.alternative(line.code))
            yield from self.facts(
                [
                    (self.say(N_("What it means")), self.said(line.description)),
                    (self.say(N_("Suggested by")), self.words(line.origin) if line.origin else None),
                    (self.say(N_("Best for")), self.said(line.best_for)),
                    (self.say(N_("Worst for")), self.said(line.worst_for)),
                ]
            )

    def children_in_full(self) -> Iterator[Block]:
        about = self.briefing.children
        if about is None:
            return
        yield Heading(2, self.say(N_("Children's rights")))
        codes = [
            line.code
            for line in self.briefing.alternatives
            if any(p.alternative == line.code for p in about.principles)
        ]
        rows: list[Sequence[Text]] = []
        for id in dict.fromkeys(principle.id for principle in about.principles):
            own = {principle.alternative: principle for principle in about.principles if principle.id == id}
            first = next(iter(own.values()))
            cells: list[Text] = []
            for code in codes:
                found = own.get(code)
                if found is None:
                    cells.append(self.say(N_("Not assessed")))
                    continue
                word = " ".join(filter(None, (found.sign, self.words(found.word))))
                cells.append((word, "\n", self.own(found.reason)) if found.reason else word)
            rows.append((f"{self.words(first.title)} ({first.article})", *cells))
        if rows:
            caption = N_("The general principles of children's rights compared with the present state (VE0)")
            yield Table(self.say(caption), [self.say(N_("Principle")), *codes], rows)
        if about.lundy:
            yield Heading(2, self.say(N_("How children were heard")))
            yield Facts([(f"{self.words(i.dim)}: {self.words(i.text)}", self.heard(i)) for i in about.lundy])
        if about.rows:
            yield Heading(2, self.say(N_("Children's everyday life")))
            yield from self.in_full(about.rows)
        yield Heading(2, self.say(N_("Told to children")))
        text = self.said(about.summary_for_children) or self.say(N_("There is no summary for children."))
        yield Paragraph(text)

    def heard(self, item: object) -> Text:
        value, when, reason = (getattr(item, name) for name in ("value", "planned_on", "reason"))
        state = " ".join(filter(None, (self.words(value) if value else self.say(N_("Not recorded")), self.day(when))))
        return (f"{state}. ", self.own(reason)) if reason else state

    def harm(self) -> Iterator[Block]:
        one = self.briefing
        yield Heading(2, self.say(N_("How harm is lessened")))
        if one.mitigation:
            yield Items(
                [((f"{a.alternative}: ") if a.alternative else "", *parts(self.action(a))) for a in one.mitigation]
            )
        else:
            yield Paragraph(self.say(N_("No measures that lessen harm have been recorded.")))
        if one.burden:
            yield Heading(2, self.say(N_("Groups that the proposal harms in several ways")))
            forms = (N_("{group}: harm in {n} area"), N_("{group}: harm in {n} areas"))
            yield Items([self.say_n(*forms, n, group=self.words(group)) for group, n in one.burden])
        if one.accepted_harm:
            yield Heading(2, self.say(N_("Harm that is accepted")))
            yield Items([self.gap(gap) for gap in one.accepted_harm])
        if one.follow_up_on:
            text = N_("Whether the effects came true is checked on {day}.")
            yield Paragraph(self.say(text, day=self.day(one.follow_up_on)))

    def action(self, action: Action) -> Text:
        whose = [self.words(action.area), self.words(action.owner), self.day(action.due)]
        tail = ", ".join(filter(None, whose))
        return (self.own(action.text), f" ({tail})" if tail else "")

    # -------------------------------------------------------------- how it was made

    def how_made(self) -> Iterator[Block]:
        one = self.briefing
        yield Heading(2, self.say(N_("How this assessment was made")))
        for made in one.made:
            lines = []
            for step, when in made.by_role:
                id, _, role = step.partition(":")
                name = self.say(MOVES[id]) if id in MOVES else id
                lines.append(f"{name}: {self.say(ROLE_NAMES.get(role, role))}, {self.at(when)}")
            template = N_("template {version}, fingerprint {sha}")
            about = self.say(template, version=made.version, sha=made.sha256[:12])
            yield Entry(self.words(made.title), "\n".join((about, *lines)))
        yield Heading(2, self.say(N_("Warnings")))
        if one.warnings:
            yield Items([self.words(warning.text) for warning in one.warnings])
        else:
            yield Paragraph(self.say(N_("There were no warnings.")))
        if one.duties:
            yield Heading(2, self.say(N_("Duties")))
            yield self.duties()
        yield Heading(2, self.say(N_("Sources")))
        if one.sources:
            rows = [(f"{n}", *self.source(source)) for n, source in enumerate(one.sources, 1)]
            head = (N_("Number"), N_("Source"), N_("What is known of it"))
            yield Table(self.say(N_("Sources that are cited")), [self.say(name) for name in head], rows)
        else:
            yield Paragraph(self.say(N_("No sources are cited.")))
        yield Heading(2, self.say(N_("Version")))
        release = self.say(N_("release {n}"), n=one.release.number) if one.release else None
        yield from self.facts(
            [
                (self.say(N_("Composed")), self.at(one.composed_at)),
                (self.say(N_("Residents' input")), release),
                (self.say(N_("Fingerprint (SHA-256)")), self.edition.sha256),
                (self.say(N_("Erased")), self.erased()),
            ]
        )

    def erased(self) -> str | None:
        if self.edition.first_sha256 is None:
            return None
        text = N_("A resident's words were erased on request after publication. The fingerprint before it:")
        return f"{self.say(text)} {self.edition.first_sha256}"

    def duties(self) -> Table:
        known = {law.id: law for law in self.library.laws}
        rows: list[Sequence[Text]] = []
        for duty in self.briefing.duties:
            status = " ".join(filter(None, (self.words(duty.status_word), self.day(duty.when))))
            told: Text = (status, "\n", self.own(duty.reason)) if duty.reason else status
            laws = "; ".join(known[id].name(self.language) if id in known else id for id in duty.laws)
            rows.append((self.duty_name(duty), told, laws))
        head = (N_("Duty"), N_("Status"), N_("Law"))
        return Table(self.say(N_("Duties that the law lays on this matter")), [self.say(name) for name in head], rows)

    def duty_name(self, duty: DutyLine) -> str:
        body = f" ({self.words(duty.body)})" if duty.body else ""
        return f"{self.words(duty.kind)}{body}: {self.words(duty.text)}"

    def source(self, source: Source) -> tuple[Text, Text]:
        known = [self.words(source.kind), source.author or ""]
        known += [str(source.period_end.year)] if source.period_end else []
        known += [self.words(source.scope)] if source.scope else []
        lines: list[tuple[str | In, ...]] = [(", ".join(filter(None, known)),)]
        if source.old:
            lines.append((self.say(N_("Older than five years")),))
        lines += [(self.own(text),) for text in (source.note,) if text]
        lines += [(text,) for text in (source.link,) if text]
        return self.own(source.title), stacked(lines)

    def unrecorded(self) -> str:
        return self.say(N_("No reason is recorded."))
