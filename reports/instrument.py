"""An instrument as a document: filled in for one matter, or blank for those who start on paper.

Only what is visible stands in it: a hidden answer is missing. Source: assessment design, section 11 (exports).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assessment import answers
from assessment.case import Case, Item
from assessment.cells import Cell
from assessment.matter import FOLLOWED, Matter
from assessment.sentences import sentence
from assessment.templates.loading import Instruments
from assessment.templates.model import Exclusion, Question, ScreeningQuestion, Section, Template
from assessment.wording import Wording, in_words
from locales import N_, formats, localized, translate
from reports.document import Block, Choices, Document, Entry, Facts, Heading, Lines, Notice, Paragraph, Remark, Table

Remarks = Mapping[str, Sequence[Remark]]  # by answer key
SURE = ("signed", "published", *FOLLOWED)  # states in which the content is vouched for
ROOM = {"text": 2, "number": 1, "number_or_unknown": 1, "money": 1, "date": 1}  # lines of a blank form


def language_of(template: Template, wanted: str) -> str:
    """The reader's language, or the instrument's own where it does not have it."""
    return wanted if wanted in template.template.langs else template.template.langs[0]


# ------------------------------------------------------------------ filled in


def filled(
    matter: Matter, template_id: str, wanted: str, *, author: str, made_on: date, remarks: Remarks | None = None
) -> Document:
    """One instrument of the matter with every visible answer. Raises KeyError when it is not open."""
    case = matter.case(template_id)
    if case is None:
        raise KeyError(template_id)
    language = language_of(case.template, wanted)
    made = _Filled(matter, template_id, case, Wording(matter, language), remarks or {})
    title = case.template.template.title.text(language)
    return Document(title, localized(matter.head.title, language), language, author, made_on, tuple(made.blocks()))


class _Filled:
    def __init__(self, matter: Matter, template_id: str, case: Case, wording: Wording, remarks: Remarks):
        self.matter, self.case, self.wording, self.remarks = matter, case, wording, remarks
        self.id, self.language, self.say = template_id, wording.language, wording.say
        self.stored = matter.stored[template_id]
        self.placed: set[str] = set()  # keys whose remarks stand beside what they are about

    def remarks_at(self, *keys: str) -> list[Remark]:
        self.placed |= set(keys)
        return [remark for key in keys for remark in self.remarks.get(key, ())]

    def blocks(self) -> Iterator[Block]:
        if self.matter.head.made_up:
            yield Notice(self.say(N_("Demonstration: the municipality, its people, figures and texts are made up.")))
        if self.stored.state not in SURE:
            yield Notice(self.say(N_("Draft, not signed")))
        yield self.facts()
        yield from self.screening()
        for section in self.case.sections:
            yield from self.matrix(section) if section.is_matrix else self.section(section)
        yield from self.opinions()
        if self.stored.state in FOLLOWED:
            yield from self.follow_up()
        yield from self.sources()
        yield from self.other_remarks()

    def facts(self) -> Facts:
        head, template = self.matter.head, self.case.template.template
        found = [
            (self.say(N_("Deciding body")), head.body),
            (self.say(N_("Meeting")), formats.day(head.meeting_date, self.language) if head.meeting_date else ""),
            (self.say(N_("Service")), head.service),
            (self.say(N_("Register number")), head.register_id or ""),
            (self.say(N_("Instrument")), f"{template.title.text(self.language)} {self.stored.version}"),
            (self.say(N_("State")), self.wording.option("states", self.stored.state)),
            (
                self.say(N_("Alternatives")),
                "\n".join(self.wording.alternative(one.code) for one in self.matter.alternatives),
            ),
        ]
        return Facts([(name, value) for name, value in found if value])

    def screening(self) -> Iterator[Block]:
        asked = self.case.template.screening
        if asked is None:
            return
        yield Heading(1, self.say(N_("Screening")))
        outcome = self.matter.screened(self.id)
        if outcome.level is not None:
            level = self.wording.option("levels", outcome.level)
            yield Paragraph(f"{self.say(N_('Level of the assessment'))}: {level}")
        reason = self.stored.answers.get("screening/none_reason")
        if outcome.level == "none" and reason is not None and reason.value:
            yield Entry(self.say(N_("Why is no assessment made?")), reason.value)
        rows = []
        every: tuple[Exclusion | ScreeningQuestion, ...] = (*asked.exclude, *asked.questions)
        for one in every:
            answer = self.stored.answers.get(f"screening/{one.id}")
            said = answer.value if answer is not None else None
            shown = self.wording.option("yes_no_unknown", said) if said else self.say(N_("Not given"))
            rows.append((in_words(self.matter.instruments.library, one, self.language), shown))
        yield Table(
            self.say(N_("Screening: questions and answers")), (self.say(N_("Question")), self.say(N_("Answer"))), rows
        )

    def section(self, section: Section) -> Iterator[Block]:
        yield Heading(1, section.title.text(self.language))
        yield from self.items(self.case.in_section(section.id))

    def items(self, items: Sequence[Item]) -> Iterator[Block]:
        """Questions with answers; those of one alternative stand together under its name."""
        for code in dict.fromkeys(item.alternative for item in items):
            if code is not None:
                yield Heading(2, self.wording.alternative(code))
            for item in (one for one in items if one.alternative == code):
                asked = item.question
                yield Entry(
                    asked.text(self.language),
                    self.wording.answer(asked, item.answer),
                    item.answer is not None and item.answer.value is not None,
                    self.remarks_at(item.key),
                )

    # -------------------------------------------------------------- effects

    def matrix(self, section: Section) -> Iterator[Block]:
        yield Heading(1, section.title.text(self.language))
        rows = self.case.rows(section)
        codes, cells = self.case.codes, self.case.cells
        header = (self.say(N_("What is affected")), *(self.wording.alternative(code) for code in codes[1:]))
        body = [
            (self.wording.row(row.id), *(self.in_short(cells[(row.id, code)]) for code in codes[1:])) for row in rows
        ]
        caption = self.say(N_("Effects compared with the present state (VE0). The columns are in register order."))
        yield Table(caption, header, body)
        for row in rows:
            shown = [cell for code in codes if (cell := cells[(row.id, code)]).assessed and not cell.computed]
            if shown:
                yield Heading(2, self.wording.row(row.id))
            for cell in shown:
                yield from self.cell(section, cell)

    def in_short(self, cell: Cell) -> str:
        """Sign and word, quantity and certainty, as on the briefing's table."""
        if not cell.assessed:
            return self.say(N_("Not assessed"))
        said = [self.wording.level("impact5", cell.impact), cell.values.get("quantity")]
        if cell.impact not in ("na", "unknown") and cell.values.get("certainty") is not None:
            said.append(self.wording.level("certainty", cell.values["certainty"]).split(":")[0])
        return "\n".join(str(part) for part in said if part)

    def cell(self, section: Section, cell: Cell) -> Iterator[Block]:
        code, key = cell.alternative, f"{section.id}/{cell.row}/{cell.alternative}"
        names = section.baseline_cell if code == "VE0" else section.cell
        remarks = self.remarks_at(*(f"{key}/{name}" for name in names))
        yield Heading(3, self.wording.alternative(code))
        if code != "VE0":
            about = self.matter.instruments.library.group(cell.group) if cell.group else None
            yield Paragraph(sentence(cell.area, code, dict(cell.values), self.language, about))
        found = []
        for name in names:
            field = answers.cell_field(self.matter.instruments, name)
            value = (
                cell.values.get("certainty_said", cell.values.get(name))
                if name == "certainty"
                else cell.values.get(name)
            )
            if value is not None and not (name == "groups" and cell.group):
                found.append((field.text(self.language), _in_line(self.wording.value(field, value))))
            elif name in cell.unknown:
                found.append((field.text(self.language), f"{self.say(N_('Not known'))}: {cell.unknown[name]}"))
        yield Facts(found, remarks)

    # -------------------------------------------------------------- beside the questions

    def opinions(self) -> Iterator[Block]:
        if self.id != "eva" or not self.matter.opinions:
            return
        yield Heading(1, self.say(N_("Opinions on the assessment")))
        for who, opinion in self.matter.opinions.items():
            name = self.wording.option("opinions", who)
            not_asked = f"{self.say(N_('Not asked'))}: {opinion.not_asked}"
            yield Entry(name, opinion.body or not_asked, bool(opinion.body))

    def follow_up(self) -> Iterator[Block]:
        if not self.case.after:
            return
        yield Heading(1, self.say(N_("What happened")))
        rows = []
        for outcome in self.case.outcomes:
            cell = outcome.cell
            predicted = self.in_short(cell)
            told = [
                self.wording.value(answers.cell_field(self.matter.instruments, name), value)
                for name, value in outcome.values.items()
            ]
            rows.append((self.wording.row(cell.row), predicted, "\n".join(told) or self.say(N_("Not given"))))
        if rows:
            header = (self.say(N_("What is affected")), self.say(N_("Predicted")), self.say(N_("What happened")))
            chosen = self.wording.alternative(self.matter.head.chosen or "")
            yield Table(f"{self.say(N_('Predicted and happened'))}: {chosen}", header, rows)
        yield from self.items(self.case.after_items)

    def sources(self) -> Iterator[Block]:
        """The sources that visible answers cite, and the others of the matter not."""
        cited = sorted(self.matter.cited(self.id))
        if not cited:
            return
        yield Heading(1, self.say(N_("Sources")))
        fields = [f for f in self.matter.instruments.library.evidence_fields if f.id != "ev_title"]
        rows = []
        for id in cited:
            given = self.matter.evidence[id].fields
            told = [f"{f.text(self.language)} {self.wording.value(f, given[f.id])}" for f in fields if f.id in given]
            rows.append((str(given.get("ev_title", "")), "\n".join(told)))
        yield Table(
            self.say(N_("What each source is")), (self.say(N_("Source")), self.say(N_("What is known of it"))), rows
        )

    def other_remarks(self) -> Iterator[Block]:
        """Comments at what has no place of its own here: the screening, an effect not assessed, a hidden question."""
        left = {key: said for key, said in self.remarks.items() if said and key not in self.placed}
        if left:
            yield Heading(1, self.say(N_("Other comments")))
        for key, said in left.items():
            yield Paragraph(self.wording.place(self.id, key), said)


def _in_line(text: str) -> str:
    return text.replace("\n", "; ")


# ------------------------------------------------------------------ blank


def blank(instruments: Instruments, template_id: str, wanted: str, *, author: str, made_on: date) -> Document:
    """Every question of the instrument, hidden ones too: on paper the reader sees which concern the matter."""
    template = instruments[template_id]
    language = language_of(template, wanted)
    made = _Blank(instruments, template, language)
    return Document(
        template.template.title.text(language),
        f"{translate(language, N_('Blank form'))} – {template.template.version}",
        language,
        author,
        made_on,
        tuple(made.blocks()),
        several=translate(language, N_("Choose all that apply.")),
    )


class _Blank:
    def __init__(self, instruments: Instruments, template: Template, language: str):
        self.library, self.template, self.language = instruments.library, template, language
        self.instruments = instruments

    def say(self, msgid: str) -> str:
        return translate(self.language, msgid)

    def blocks(self) -> Iterator[Block]:
        if not any(question.binds == "decision.title" for _, question in self.template.questions()):
            yield Lines(self.say(N_("What is the matter called in plain language?")), 1)
            yield Lines(self.say(N_("Alternatives: VE0 is the status quo")), 3)
        yield from self.screening()
        if self.template.facts:
            yield Heading(1, self.say(N_("Facts of the matter")))
            yield from (self.question(fact) for fact in self.template.facts)
        yield from self.duties()
        for section in self.template.sections:
            yield Heading(1, section.title.text(self.language))
            if section.intro is not None:
                yield Paragraph(section.intro.text(self.language))
            if section.is_matrix:
                yield from self.matrix(section)
            elif section.is_outcome:
                yield from (self.question(answers.cell_field(self.instruments, name)) for name in section.cell)
            each = section.per in ("alternative", "non_baseline")
            if each:
                yield Paragraph(self.say(N_("Answer these for each alternative; copy the page if need be.")))
            yield from (self.question(question) for question in section.questions)
        if self.template.workflow is not None:
            yield Heading(1, self.say(N_("Before signing")))
            attest = self.template.workflow.sign_off.attest
            yield Choices(self.say(N_("The signer vouches that")), [one.text(self.language) for one in attest], True)

    def screening(self) -> Iterator[Block]:
        asked = self.template.screening
        if asked is None:
            return
        yield Heading(1, self.say(N_("Screening")))
        yes_no = self.options("yes_no")
        yield from (Choices(one.text(self.language), yes_no) for one in asked.exclude)
        options = self.options("yes_no_unknown")
        yield from (Choices(in_words(self.library, one, self.language), options) for one in asked.questions)

    def duties(self) -> Iterator[Block]:
        if not self.template.duties:
            return
        yield Heading(1, self.say(N_("What the law asks")))
        levels = self.levels("check4")
        for duty in self.template.duties:
            law = ", ".join(self.library.law(id).name(self.language) for id in duty.law)
            yield Choices(in_words(self.library, duty, self.language), levels, help=law)
        for practice in self.template.good_practice:
            yield Choices(in_words(self.library, practice, self.language), levels)

    def matrix(self, section: Section) -> Iterator[Block]:
        """What to ask of each area, a table to fill in, and the fields of one effect."""
        for area in section.areas:
            if not area.from_:
                yield Entry(area.text(self.language), area.ask.text(self.language))
        header = (self.say(N_("What is affected")), "VE0", "VE1", "VE2", "VE3")
        yield Table(
            section.title.text(self.language), header, [(a.text(self.language), "", "", "", "") for a in section.areas]
        )
        yield Heading(2, self.say(N_("Of each clear effect; copy the page if need be")))
        yield from (self.question(answers.cell_field(self.instruments, name)) for name in section.cell)

    def question(self, question: Question) -> Block:
        text = question.text(self.language)
        help = question.help.text(self.language) if question.help else ""
        match question.type:
            case "choice" | "yes_no":
                return Choices(text, self.options(question.options or "yes_no"), help=help)
            case "multi":
                return Choices(text, self.options(question.options or ""), True, help)
            case "scale" | "right":
                return Choices(text, self.levels(question.scale or ""), help=help)
            case "certainty":
                return Choices(text, self.levels("certainty"), help=help)
            case "person_role":
                return Choices(text, self.options("roles"), help=help)
            case "groups":
                ids = question.only or self.library.group_ids(question.list_)
                return Choices(text, [self.library.group(id).text(self.language) for id in ids], True, help)
        return Lines(text, ROOM.get(question.type, 5), help)

    def options(self, list_id: str) -> list[str]:
        return [one.text(self.language) for one in self.library.lists[list_id].values()]

    def levels(self, scale: str) -> list[str]:
        levels = self.library.scale(scale).values().values()
        return [" ".join(filter(None, (level.sign, level.text(self.language)))) for level in levels]
