"""One assessment with everything it is judged by, and what is visible in it.

A hidden answer exists in the log but no condition, count, gate or document sees it.
Source: assessment design, sections 2-4 and 13 (rule 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from assessment import answers, certainty, expressions
from assessment.answers import Answer
from assessment.cells import Cell, MatrixRow
from assessment.expressions import Scope
from assessment.templates.loading import Instruments
from assessment.templates.model import Area, CellRule, Question, Section, Template


@dataclass(frozen=True)
class Alternative:
    code: str  # "VE0" is the status quo
    name: Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """One visible question at one place, with its answer."""

    key: str
    section: Section
    question: Question
    required: bool
    answer: Answer | None
    given: bool
    alternative: str | None = None
    area: str | None = None


@dataclass(frozen=True)
class Outcome:
    """One predicted effect and what happened. Of the fields in use, `asked` must be given and `missing` are not yet."""

    cell: Cell
    values: Mapping[str, Any]
    fields: tuple[str, ...]
    asked: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def happened(self) -> str | None:
        """Of the list `outcome`: as_predicted, better, worse or not_known."""
        return self.values.get("happened")


@dataclass(frozen=True)
class Case:
    """A value: the same case gives the same items, cells, gates and sentences."""

    instruments: Instruments
    template: Template
    alternatives: tuple[Alternative, ...]  # VE0 first, register order
    answers: Mapping[str, Answer]
    level: str | None  # none | brief | full; None while the screening is open
    org: str = "kunta"
    screening: Mapping[str, str] = field(default_factory=dict)  # every screening answer of the decision
    facts: Mapping[str, Any] = field(default_factory=dict)  # case_type, affected_groups, affected_areas, sami_effect
    linked: Mapping[str, Any] = field(default_factory=dict)  # lava.status, eva.cmp_proposal, decision.body …
    counts: dict[str, int] = field(default_factory=dict)  # input_count, duties_open, duties_not_done, themes_open

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(alternative.code for alternative in self.alternatives)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections of this level, as far as they are filled in before the decision and signed."""
        return tuple(s for s in self._of_level if s.opens == "preparation" and self._in_use(s))

    @cached_property
    def after(self) -> tuple[Section, ...]:
        """The sections that are filled in when the decision is followed up."""
        return tuple(s for s in self._of_level if s.opens == "follow_up" and self._in_use(s))

    def _in_use(self, section: Section) -> bool:
        return section.visible_if is None or self.true(section.visible_if)

    @cached_property
    def _of_level(self) -> tuple[Section, ...]:
        """The brief mode names its own sections; a follow-up belongs to every level."""
        brief = self.template.brief_mode
        if self.level != "brief" or brief is None:
            return self.template.sections
        asked, wanted = set(brief.questions), set(brief.sections)
        return tuple(
            s
            for s in self.template.sections
            if s.id in wanted or s.opens == "follow_up" or asked & {q.id for q in s.questions}
        )

    def questions(self, section: Section) -> tuple[Question, ...]:
        brief = self.template.brief_mode
        if self.level != "brief" or brief is None or section.id in brief.sections or section.opens == "follow_up":
            return section.questions
        return tuple(question for question in section.questions if question.id in brief.questions)

    def areas(self, section: Section) -> tuple[Area, ...]:
        """All areas, or in brief mode the seven and those which the screening brings in."""
        brief = section.brief_mode
        if self.level != "brief" or brief is None:
            return section.areas
        wanted = set(brief.areas)
        for id, added in brief.add_areas_when.items():
            if self.screening.get(id) in ("yes", "unknown"):
                wanted |= set(added)
        return tuple(area for area in section.areas if area.id in wanted)

    # -------------------------------------------------------------- conditions

    @cached_property
    def _defined(self) -> dict[str, tuple[Section, Question]]:
        return {question.id: (section, question) for section in self._of_level for question in self.questions(section)}

    @cached_property
    def scope(self) -> Scope:
        values: dict[str, object] = {param.id: param.default for param in self.instruments.library.params}
        values |= dict(self.screening)
        values |= {id: answers.plain_value(value) for id, value in self.facts.items()}
        values |= dict(self.linked)
        values |= {"level": self.level, "org": self.org, "alternatives": list(self.codes[1:])}
        return Scope(_Visible(self, values), self._functions)

    @property
    def _functions(self) -> dict[str, Callable[..., object]]:
        return {
            "count": lambda items: len(items) if isinstance(items, list | tuple) else 0,
            "empty": lambda value: value in (None, "", [], {}),
            "any_yes": lambda *ids: any(self.screening.get(id) in ("yes", "unknown") for id in ids),
            "any_negative": lambda: any(cell.negative for cell in self.proposed_cells),
            "group": lambda *ids: bool(set(ids) & self.affected_groups),
            "area": lambda *ids: bool(set(ids) & self.affected_areas),
            "groups_with_negative": lambda n: [g for g, hits in self.burden.items() if hits >= n],
        }

    def visible(self, id: str) -> bool:
        """Whether a question (by id) is in use: its level has it and its condition holds."""
        if id not in self._defined:
            return False
        section, question = self._defined[id]
        return self._in_use(section) and (question.visible_if is None or self.true(question.visible_if))

    def true(self, condition: str) -> bool:
        return expressions.true(condition, self.scope)

    # -------------------------------------------------------------- items

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every visible question outside the matrix that is asked before the decision, in order."""
        return tuple(self._items(self.sections))

    @cached_property
    def after_items(self) -> tuple[Item, ...]:
        """Every visible question of the follow-up, what happened to each effect left out."""
        return tuple(self._items(self.after))

    def in_section(self, section_id: str) -> tuple[Item, ...]:
        return tuple(item for item in (*self.items, *self.after_items) if item.section.id == section_id)

    def _items(self, sections: tuple[Section, ...]) -> Iterator[Item]:
        for section in sections:
            for question in self.questions(section):
                if not self.visible(question.id):
                    continue
                where = answers.per(section, question)
                if where == "alternative":
                    codes: tuple[str | None, ...] = self.codes
                elif where == "non_baseline":
                    codes = self.codes[1:]
                else:
                    codes = (None,)
                for code in codes:
                    key = "/".join(part for part in (section.id, code, question.id) if part)
                    yield self._item(key, section, question, code)

    def _item(self, key: str, section: Section, question: Question, code: str | None) -> Item:
        answer = self.answers.get(key)
        required = question.required or (question.required_if is not None and self.true(question.required_if))
        is_given = answers.given(self.instruments, question, answer, self.codes)
        return Item(key, section, question, required, answer, is_given, alternative=code)

    # -------------------------------------------------------------- the matrix

    def rows(self, section: Section) -> tuple[MatrixRow, ...]:
        """The rows of the matrix: each area, and below it the groups that it is looked at apart for."""
        found: list[MatrixRow] = []
        for area in self.areas(section):
            found.append(MatrixRow(area))
            found += [MatrixRow(area, group) for group in self.apart(area)]
        return tuple(found)

    def apart(self, area: Area) -> tuple[str, ...]:
        """Ids of the groups that have a row of their own under this area."""
        answer = self.answers.get(f"apart/{area.id}")
        chosen = answers.plain_value(answer.value) if answer is not None else None
        return () if area.from_ else tuple(chosen or ())

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cell]:
        """Every visible cell of the matrix by (row id, alternative). A group's present state is its area's."""
        section = self.template.matrix()
        if section is None or section not in self.sections:
            return {}
        found: dict[tuple[str, str], Cell] = {}
        for row in self.rows(section):
            for code in self.codes:
                shared = row.group is not None and code == "VE0"
                found[(row.id, code)] = (
                    replace(found[(row.area.id, code)], computed=True, group=row.group)
                    if shared
                    else self._cell(section, row, code)
                )
        return found

    def _cell(self, section: Section, row: MatrixRow, code: str) -> Cell:
        area = row.area
        if area.from_:
            return Cell(area, code, (self.linked.get(area.from_) or {}).get(code, {}), computed=True)
        fields = section.baseline_cell if code == "VE0" else section.cell
        values: dict[str, Any] = {}
        unknown: dict[str, str] = {}
        for name in fields:
            answer = self.answers.get(f"{section.id}/{row.id}/{code}/{name}")
            if answer is not None and answer.value is not None:
                values[name] = answer.value
            elif answer is not None and answer.unknown_reason:
                unknown[name] = answer.unknown_reason
        if code == "VE0":
            return Cell(area, code, values, unknown=unknown)
        if row.group is not None:
            values["groups"] = [row.group]
        said = values.pop("certainty", None)
        if said is not None and certainty.complete(said):
            values["certainty"] = certainty.level(said)
        shown = set(self.cell_fields(section, values))
        values = {name: value for name, value in values.items() if name in shown}
        if isinstance(said, dict) and "certainty" in shown:
            values["certainty_said"] = said
        unknown = {name: reason for name, reason in unknown.items() if name in shown}
        broken = tuple(id for id in section.cell_rules if not self._met(id, values, unknown))
        return Cell(area, code, values, broken, unknown=unknown, group=row.group)

    def cell_rules(self, section: Section, values: Mapping[str, Any]) -> tuple[CellRule, ...]:
        """The rules that concern a cell filled in like this, met or not."""
        rules = [self.instruments.library.rule(id) for id in section.cell_rules]
        return tuple(rule for rule in rules if expressions.true(rule.when, _cell_scope(values)))

    def cell_fields(self, section: Section, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Which fields of a cell are in use, given what is filled in. Brief mode opens more when a rule fires."""
        scope = _cell_scope(values)
        fields = [answers.cell_field(self.instruments, name) for name in section.cell]
        shown = [f.id for f in fields if f.visible_if is None or expressions.true(f.visible_if, scope)]
        brief = section.brief_mode
        if self.level != "brief" or brief is None:
            return tuple(shown)
        opened = {f for r in self.cell_rules(section, values) for f in (*r.require, *r.require_one_of)}
        allowed = set(brief.fields) | (opened & set(brief.fields_when_rule_fires))
        return tuple(name for name in shown if name in allowed)

    def _met(self, rule_id: str, values: Mapping[str, Any], unknown: Mapping[str, str]) -> bool:
        rule = self.instruments.library.rule(rule_id)
        if not expressions.true(rule.when, _cell_scope(values)):
            return True

        def has(name: str) -> bool:
            return self._filled_in(name, values) or name in unknown

        one_of = rule.require_one_of
        return all(map(has, rule.require)) and (not one_of or any(map(has, one_of)))

    def _filled_in(self, name: str, values: Mapping[str, Any]) -> bool:
        """Whether a field of a cell counts as given: an action without its owner and day does not."""
        field = answers.cell_field(self.instruments, name)
        return answers.given(self.instruments, field, Answer(name, values.get(name)), self.codes)

    @cached_property
    def effects(self) -> tuple[Cell, ...]:
        """Cells of the alternatives other than VE0."""
        return tuple(cell for cell in self.cells.values() if cell.alternative != "VE0")

    # -------------------------------------------------------------- what happened

    @property
    def outcome_section(self) -> Section | None:
        return next((section for section in self.after if section.is_outcome), None)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Each predicted effect of the chosen alternative beside what happened, once the body has decided."""
        section, chosen = self.outcome_section, self.linked.get("decision.chosen")
        if section is None or not chosen:
            return ()
        return tuple(
            self._outcome(section, cell)
            for cell in self.effects
            if cell.alternative == chosen and cell.impact not in (None, 0, "na")
        )

    def _outcome(self, section: Section, cell: Cell) -> Outcome:
        keys = {name: f"{section.id}/{cell.row}/{cell.alternative}/{name}" for name in section.cell}
        given = {name: self.answers[key] for name, key in keys.items() if key in self.answers}
        values = {name: answer.value for name, answer in given.items() if answer.value is not None}
        scope = Scope({**cell.values, **values}, {"empty": self._functions["empty"]})
        shown, asked, missing = [], [], []
        for name in section.cell:
            field = answers.cell_field(self.instruments, name)
            if field.visible_if is not None and not expressions.true(field.visible_if, scope):
                continue
            shown.append(name)
            if field.required or (field.required_if is not None and expressions.true(field.required_if, scope)):
                asked.append(name)
                if not answers.given(self.instruments, field, given.get(name), self.codes):
                    missing.append(name)
        known = {name: values[name] for name in shown if name in values}
        return Outcome(cell, known, tuple(shown), tuple(asked), tuple(missing))

    @property
    def outcomes_open(self) -> int:
        """Effects of which it is not recorded what happened, and other questions of the follow-up still open."""
        items = sum(item.required and not item.given for item in self.after_items)
        return items + sum(bool(outcome.missing) for outcome in self.outcomes)

    @property
    def proposal(self) -> str | None:
        """The proposed alternative: this assessment's own answer, else EVA's."""
        own = self.answers.get("compare/cmp_proposal")
        return own.value if own and own.value else self.linked.get("eva.cmp_proposal")

    @property
    def proposed_cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.effects if cell.alternative == self.proposal)

    @cached_property
    def affected_groups(self) -> set[str]:
        chosen = set(answers.plain_value(self.facts.get("affected_groups")) or [])
        return chosen | {group for cell in self.effects for group in cell.groups()}

    @cached_property
    def affected_areas(self) -> set[str]:
        chosen = set(self.facts.get("affected_areas") or [])
        return chosen | {c.area.id for c in self.effects if c.impact is not None and c.impact not in (0, "na")}

    @cached_property
    def burden(self) -> dict[str, int]:
        """For each harmed group, how many visible cells of the proposed alternative harm it. Never a sum of scores."""
        hits: dict[str, int] = {}
        for cell in self.proposed_cells:
            for group in dict.fromkeys(cell.harmed()):
                hits[group] = hits.get(group, 0) + 1
        return dict(sorted(hits.items(), key=lambda pair: -pair[1]))

    @property
    def negative_cells_without_mitigation(self) -> int:
        return sum(
            cell.negative and not any(self._filled_in(f, cell.values) for f in ("mitigation", "no_mitigation_reason"))
            for cell in self.effects
            if not cell.computed
        )

    @property
    def share_unknown(self) -> float:
        """Visible cells answered unknown, divided by all visible cells other than VE0's."""
        cells = self.effects
        return sum(cell.impact == "unknown" for cell in cells) / len(cells) if cells else 0.0


class _Visible(Mapping[str, object]):
    """Names as conditions see them: facts first, then visible answers; a hidden answer is missing."""

    def __init__(self, case: Case, facts: Mapping[str, object]):
        self.case, self.facts = case, facts
        self.found: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name in self.facts:
            return self.facts[name]
        if name in self.case.counts:
            return self.case.counts[name]
        if name in ("negative_cells_without_mitigation", "share_unknown", "outcomes_open"):
            return getattr(self.case, name)
        if name not in self.found:
            self.found[name] = self._answer(name)
        return self.found[name]

    def _answer(self, name: str) -> object:
        defined = self.case._defined.get(name)
        if defined is None:
            return None
        section, question = defined
        if answers.per(section, question) != "none" or not self.case.visible(name):
            return None
        answer = self.case.answers.get(f"{section.id}/{name}")
        return answers.plain_value(answer.value) if answer else None

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)


def _cell_scope(values: Mapping[str, Any]) -> Scope:
    return Scope({**values, "impact": values.get("impact5")})
