"""What a shape cannot say: ids, references, expressions and languages that must hold together.

Source: assessment design, section 14. Every finding names file, line and reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from pydantic import BaseModel

from assessment import expressions
from assessment.templates import reachable, versions
from assessment.templates.loading import Instruments, Place, Source, TemplateProblem
from assessment.templates.model import Library, Question, Section, Template, Text

QUESTION_TYPES = frozenset(
    [
        "text",
        "long_text",
        "number",
        "number_or_unknown",
        "money",
        "date",
        "yes_no",
        "choice",
        "multi",
        "scale",
        "right",
        "certainty",
        "groups",
        "places",
        "impact_areas",
        "evidence",
        "indicators",
        "actions",
        "trace",
        "law_refs",
        "person_role",
        "choice_alternative",
        "per_alternative_text",
        "distribution",
        "refs",
    ]
)
BINDINGS = frozenset({"alternative.name", "decision.title", "decision.body", "decision.meeting_date"})
PANELS = frozenset({"cumulative_burden", "aggregated_input"})
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def lint(
    instruments: Instruments, library: Source, sources: Mapping[str, Source], only: str | None = None
) -> Iterator[TemplateProblem]:
    """Every problem; with `only`, those of one template beside the others."""
    known = _Known(instruments)
    if only is None:
        yield from _Library(instruments.library, library).problems()
    yield from _repeated_ids(instruments, library, sources)
    for template_id, template in instruments.templates.items():
        if only in (None, template_id):
            yield from _Template(template, sources[template_id], instruments, known).problems()


class _Known:
    """Every name that an expression may use, and every id that may be referred to."""

    def __init__(self, instruments: Instruments):
        library = instruments.library
        templates = instruments.templates.values()
        self.facts = {f.id for f in library.facts} | {q.id for t in templates for q in t.facts}
        self.params = {p.id for p in library.params}
        self.functions = {f.id for f in library.functions}
        self.linked = set(library.linked_names)
        self.questions = {q.id: q for t in templates for _, q in t.questions()} | {
            q.id: q for t in templates if t.record for q in t.record.fields
        }
        self.facts_asked = {q.id: q for t in templates for q in t.facts}
        self.screening = {q.id for t in templates if t.screening for q in t.screening.questions}
        self.screening |= {x.id for t in templates if t.screening for x in t.screening.exclude}
        self.areas = {a.id for t in templates for s in t.sections for a in s.areas}
        self.groups = set(library.group_ids())
        self.laws = {law.id for law in library.laws}
        self.guidance = {g.id for g in library.guidance}
        self.articles = {a.article for a in library.crc_articles}
        self.duties = {d.id for t in templates for d in t.duties}
        self.names = self.facts | self.params | self.linked | set(self.questions) | self.screening


def _repeated_ids(
    instruments: Instruments, library: Source, sources: Mapping[str, Source]
) -> Iterator[TemplateProblem]:
    """Questions, areas, groups, gates, duties and facts share one namespace over all files."""
    owned: list[tuple[str, str]] = [(f.id, "library") for f in instruments.library.facts]
    owned += [(id, "library") for id in instruments.library.group_ids()]
    for template in instruments.templates.values():
        parts: list[Iterable[Any]] = [
            [q for _, q in template.questions()],
            [a for s in template.sections for a in s.areas],
            template.gates,
            template.duties,
            template.good_practice,
            template.facts,
            template.record.fields if template.record else (),
            (*template.screening.exclude, *template.screening.questions) if template.screening else (),
        ]
        owned += [(item.id, template.id) for part in parts for item in part]
    for id, count in Counter(id for id, _ in owned).items():
        if count > 1:
            owner = next(o for i, o in reversed(owned) if i == id)
            source = library if owner == "library" else sources[owner]
            yield TemplateProblem(source.name, _line_of_id(source, id), f"the id '{id}' is used {count} times")


def _line_of_id(source: Source, id: str) -> int:
    found = _find(source.value, id, ())
    return source.line(found) if found is not None else 1


def _find(value: object, id: str, place: Place) -> Place | None:
    """Where an object with this id stands; the last one, since the earlier may be right."""
    found = None
    if isinstance(value, dict):
        if value.get("id") == id:
            found = place
        for key, part in value.items():
            found = _find(part, id, (*place, str(key))) or found
    elif isinstance(value, list):
        for i, part in enumerate(value):
            found = _find(part, id, (*place, i)) or found
    return found


def _texts(part: object, place: Place = ()) -> Iterator[tuple[Place, Text]]:
    if isinstance(part, Text):
        yield place, part
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            alias = type(part).model_fields[name].alias or name
            yield from _texts(getattr(part, name), (*place, alias))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _texts(value, (*place, key))
    elif isinstance(part, tuple):
        for i, value in enumerate(part):
            yield from _texts(value, (*place, i))


class _Checks:
    def __init__(self, source: Source):
        self.source = source

    def at(self, place: Place, reason: str) -> TemplateProblem:
        return TemplateProblem(self.source.name, self.source.line(place), reason)

    def languages(self, part: Library | Template, claimed: tuple[str, ...]) -> Iterator[TemplateProblem]:
        for place, text in _texts(part):
            for language in claimed:
                if not getattr(text, language, None):
                    said = next(iter(text.texts().values()), "")
                    yield self.at(place, f"the text '{said[:40]}' has no {language}, which `langs` claims")

    def expression(
        self, place: Place, text: str | None, names: Iterable[str], functions: Iterable[str]
    ) -> Iterator[TemplateProblem]:
        if text is None:
            return
        try:
            unknown = sorted(expressions.names(text) - set(names))
            foreign = sorted({name for name, _ in expressions.calls(text)} - set(functions))
        except expressions.ExpressionError as error:
            yield self.at(place, str(error))
            return
        if unknown:
            yield self.at(place, f"'{text}' uses unknown name {', '.join(unknown)}")
        if foreign:
            yield self.at(place, f"'{text}' uses unknown function {', '.join(foreign)}")


class _Library(_Checks):
    def __init__(self, library: Library, source: Source):
        super().__init__(source)
        self.library = library

    def problems(self) -> Iterator[TemplateProblem]:
        library = self.library
        yield from self.languages(library, library.library.langs)
        fields = {f.id for f in (*library.cell_fields, *library.baseline_cell_fields)}
        for i, rule in enumerate(library.cell_rules):
            place: Place = ("cell_rules", i)
            yield from self.expression((*place, "when"), rule.when, fields | {"impact"}, ())
            for field in {*rule.require, *rule.require_one_of} - fields:
                yield self.at(place, f"rule '{rule.id}' asks for unknown cell field '{field}'")
        scales, lists = {s.id for s in library.scales}, set(library.lists)
        for key in ("cell_fields", "baseline_cell_fields", "outcome_fields", "evidence_fields"):
            for i, field in enumerate(getattr(library, key)):
                yield from _question(self, (key, i), field, scales, lists, {g.id for g in library.groups})
        for i, kind in enumerate(library.duty_kinds):
            for proof in set(kind.proof) - set(library.lists.get("proof", {})):
                yield self.at(("duty_kinds", i), f"proof '{proof}' is not in the list 'proof'")
        for i, fact in enumerate(library.facts):
            if fact.options and fact.options not in lists:
                yield self.at(("facts", i), f"list '{fact.options}' does not exist")
        for i, flow in enumerate(library.workflows):
            needs = {need.id for need in library.workflow_needs}
            for j, step in enumerate(flow.transitions):
                place = ("workflows", i, "transitions", j)
                for state in {*step.from_, step.to} - set(flow.states):
                    yield self.at(place, f"state '{state}' is not one of the workflow's states")
                for role in set(step.role) - set(flow.roles):
                    yield self.at(place, f"role '{role}' is not one of the workflow's roles")
                for need in set(step.needs) - needs:
                    yield self.at(place, f"need '{need}' is not declared in workflow_needs")


def _question(
    checks: _Checks, place: Place, question: Question, scales: set[str], lists: set[str], groups: set[str]
) -> Iterator[TemplateProblem]:
    if question.type not in QUESTION_TYPES and question.type != "list":
        yield checks.at(place, f"question '{question.id}': type '{question.type}' does not exist")
    if question.scale and question.scale not in scales:
        yield checks.at(place, f"question '{question.id}': scale '{question.scale}' does not exist")
    if question.options and question.options not in lists:
        yield checks.at(place, f"question '{question.id}': list '{question.options}' does not exist")
    if question.list_ and question.list_ not in groups:
        yield checks.at(place, f"question '{question.id}': group list '{question.list_}' does not exist")
    if question.binds and question.binds not in BINDINGS:
        yield checks.at(place, f"question '{question.id}': cannot bind to '{question.binds}'")
    if question.type in ("choice", "multi") and not question.options:
        yield checks.at(place, f"question '{question.id}': a {question.type} needs `options`")
    if question.type in ("scale", "right") and not question.scale:
        yield checks.at(place, f"question '{question.id}': a {question.type} needs `scale`")


class _Template(_Checks):
    def __init__(self, template: Template, source: Source, instruments: Instruments, known: _Known):
        super().__init__(source)
        self.template, self.instruments, self.known = template, instruments, known

    def problems(self) -> Iterator[TemplateProblem]:
        template, library, known = self.template, self.instruments.library, self.known
        yield from self.languages(template, template.template.langs)
        yield from self.placeholders()
        yield from self.uses()
        yield from self.migrations()
        for i, param in enumerate(template.params):
            if param not in known.params:
                yield self.at(("params", i), f"param '{param}' is not declared in the library")
        for id in template.local.may_hide:
            question = known.questions.get(id)
            if question and (question.required or question.required_if):
                yield self.at(("local", "may_hide"), f"'{id}' is required and may not be hidden")
            if question is None and id not in known.areas:
                yield self.at(("local", "may_hide"), f"'{id}' does not exist")
        yield from self.screening()
        for i, section in enumerate(template.sections):
            yield from self.section(("sections", i), section)
        for i, question in enumerate(template.facts):
            yield from self.question(("facts", i), question)
        if template.record:
            for i, question in enumerate(template.record.fields):
                yield from self.question(("record", "fields", i), question)
        for i, gate in enumerate(template.gates):
            yield from self.condition(("gates", i, "when"), gate.when)
        for i, duty in enumerate(template.duties):
            place: Place = ("duties", i)
            yield from self.condition((*place, "when"), duty.when)
            yield from self.laws(place, duty.law)
            if duty.kind not in {kind.id for kind in library.duty_kinds}:
                yield self.at(place, f"duty kind '{duty.kind}' does not exist")
            if duty.stage not in template.stages:
                yield self.at(place, f"stage '{duty.stage}' does not exist")
            for org in set(duty.org) - set(library.lists["orgs"]):
                yield self.at(place, f"organisation '{org}' does not exist")
            for body in set(duty.bodies) - set(library.lists["roles"]):
                yield self.at(place, f"body '{body}' is not a role")
        yield from self.laws(("template", "basis"), template.template.basis.get("law", ()))
        yield from self.workflow()
        yield from self.cycles()

    def condition(self, place: Place, text: str | None) -> Iterator[TemplateProblem]:
        yield from self.expression(place, text, self.known.names, self.known.functions)
        if text is None:
            return
        try:
            calls = expressions.calls(text)
        except expressions.ExpressionError:
            return
        checked = {"group": self.known.groups, "area": self.known.areas, "any_yes": self.known.screening}
        for function, arguments in calls:
            for argument in set(arguments) - checked.get(function, set(arguments)):
                yield self.at(place, f"'{text}': '{argument}' does not exist for {function}()")

    def laws(self, place: Place, laws: Iterable[str]) -> Iterator[TemplateProblem]:
        for law in set(laws) - self.known.laws:
            yield self.at(place, f"law '{law}' is not in the law register")

    def articles(self, place: Place, articles: Iterable[int]) -> Iterator[TemplateProblem]:
        for article in set(articles) - self.known.articles:
            yield self.at(place, f"article {article} of the Convention is not in the library")

    def placeholders(self) -> Iterator[TemplateProblem]:
        allowed = set(self.template.params) | {"value"}
        for place, text in _texts(self.template):
            for language in ("fi", "sv", "en"):
                for name in PLACEHOLDER.findall(getattr(text, language) or ""):
                    if name not in allowed:
                        yield self.at(place, f"placeholder {{{name}}} is not a declared param")

    def uses(self) -> Iterator[TemplateProblem]:
        library, templates = self.instruments.library.library, self.instruments.templates
        loaded = {library.id: library.version, **{id: t.template.version for id, t in templates.items()}}
        for used in self.template.template.uses:
            name, _, wanted = used.partition("@")
            if name not in loaded:
                yield self.at(("template", "uses"), f"'{used}' is not among the loaded files")
            elif wanted and not versions.fits(loaded[name], wanted):
                yield self.at(("template", "uses"), f"'{used}' does not fit version {loaded[name]} of it")

    def migrations(self) -> Iterator[TemplateProblem]:
        """What an older answer becomes must be of this version, and a new value must be an option there."""
        template = self.template
        mine = {q.id: q for q in (*(question for _, question in template.questions()), *template.facts)}
        known = {area.id for section in template.sections for area in section.areas}
        known |= {duty.id for duty in template.duties} | {practice.id for practice in template.good_practice}
        if template.screening:
            known |= {asked.id for asked in template.screening.questions}
            known |= {excluded.id for excluded in template.screening.exclude}
        for i, step in enumerate(template.migrations):
            place: Place = ("migrations", i)
            targets = {*step.rename.values(), *(id for ids in step.split.values() for id in ids), *step.revalue}
            for id in sorted(targets - set(mine) - known):
                yield self.at(place, f"'{id}' is not a question, an area or a duty of this version")
            for id in sorted(set(step.drop) & (set(mine) | known)):
                yield self.at(place, f"'{id}' is dropped, but this version has it")
            for id, new in step.revalue.items():
                question = mine.get(id)
                allowed = self._values(question) if question else None
                for value in new.values():
                    if allowed is not None and value not in allowed:
                        yield self.at(place, f"'{value}' is not an option of '{id}'")

    def _values(self, question: Question) -> set[object] | None:
        library = self.instruments.library
        if question.options:
            return set(library.lists.get(question.options, {}))
        scale = next((scale for scale in library.scales if scale.id == question.scale), None)
        return set(scale.values()) if scale else None

    def screening(self) -> Iterator[TemplateProblem]:
        screening = self.template.screening
        if screening is None:
            return
        local = {q.id for q in screening.questions} | {"points", "excluded"} | set(self.template.params)
        for i, rule in enumerate(screening.levels):
            place: Place = ("screening", "levels", i, "when")
            yield from self.expression(place, rule.when, local, {"any_yes"})
        if not any(rule.when in expressions.ALWAYS for rule in screening.levels):
            yield self.at(("screening", "levels"), "some answers reach no level: end with `when: otherwise`")
        for i, question in enumerate(screening.questions):
            for opened in question.opens:
                if opened not in self.instruments.templates and opened not in self.known.duties:
                    yield self.at(("screening", "questions", i), f"opens '{opened}', which does not exist")
        for i, exclusion in enumerate(screening.exclude):
            yield from self.articles(("screening", "exclude", i), exclusion.crc)

    def section(self, place: Place, section: Section) -> Iterator[TemplateProblem]:
        library = self.instruments.library
        yield from self.articles((*place, "crc"), section.crc)
        if section.panel and section.panel not in PANELS:
            yield self.at((*place, "panel"), f"panel '{section.panel}' does not exist")
        fields = {f.id for f in (library.outcome_fields if section.is_outcome else library.cell_fields)}
        for field in set(section.cell) - fields:
            yield self.at((*place, "cell"), f"cell field '{field}' does not exist")
        for field in set(section.baseline_cell) - {f.id for f in library.baseline_cell_fields}:
            yield self.at((*place, "baseline_cell"), f"baseline cell field '{field}' does not exist")
        for rule in set(section.cell_rules) - {r.id for r in library.cell_rules}:
            yield self.at((*place, "cell_rules"), f"cell rule '{rule}' does not exist")
        for i, area in enumerate(section.areas):
            yield from self.laws((*place, "areas", i), area.law)
            yield from self.articles((*place, "areas", i), area.crc)
            if area.pillar and area.pillar not in library.lists["pillars"]:
                yield self.at((*place, "areas", i), f"pillar '{area.pillar}' does not exist")
            if area.from_ and area.from_ not in library.linked_names:
                yield self.at((*place, "areas", i), f"'{area.from_}' is not a linked name")
        if section.brief_mode:
            mine = {area.id for area in section.areas}
            brief = section.brief_mode
            whole: Place = (*place, "brief_mode")
            for area_id in set(brief.areas) - mine:
                yield self.at((*whole, "areas"), f"area '{area_id}' does not exist")
            for id, areas in brief.add_areas_when.items():
                if id not in self.known.screening:
                    yield self.at((*whole, "add_areas_when", id), f"screening question '{id}' does not exist")
                for area_id in set(areas) - mine:
                    yield self.at((*whole, "add_areas_when", id), f"area '{area_id}' does not exist")
            for key in ("fields", "fields_when_rule_fires"):
                for field in set(getattr(brief, key)) - set(section.cell):
                    yield self.at((*whole, key), f"cell field '{field}' is not in this matrix")
        yield from self.condition((*place, "visible_if"), section.visible_if)
        for i, question in enumerate(section.questions):
            yield from self.question((*place, "questions", i), question)

    def question(self, place: Place, question: Question) -> Iterator[TemplateProblem]:
        library = self.instruments.library
        scales, lists = {s.id for s in library.scales}, set(library.lists)
        yield from _question(self, place, question, scales, lists, {g.id for g in library.groups})
        yield from self.laws(place, question.law)
        yield from self.articles(place, question.crc)
        for key in ("visible_if", "required_if", "prefill"):
            yield from self.condition((*place, key), getattr(question, key))
        for group in set(question.only) - self.known.groups:
            yield self.at(place, f"group '{group}' does not exist")
        if (question.required or question.required_if) and not self.may_be_seen(question):
            yield self.at(place, f"'{question.id}' is required but can never be seen")
        yield from self.option_values(place, question)

    def may_be_seen(self, question: Question) -> bool:
        """Its condition, and those of the questions it rests on, can hold at the same time."""
        wanted, waiting, seen = [], [question], {question.id}
        while waiting:
            found = waiting.pop()
            section = next((s for s in self.template.sections if found in s.questions), None)
            for condition in filter(None, (found.visible_if, section.visible_if if section else None)):
                wanted.append(f"({condition})")
                try:
                    names = expressions.names(condition) - seen
                except expressions.ExpressionError:
                    return True  # told where it stands
                seen |= names
                waiting += [self.known.questions[name] for name in names if name in self.known.questions]
        return not wanted or reachable.possible(" and ".join(wanted), self.domain)

    def domain(self, name: str) -> list[object] | None:
        """The values that a name can have, as conditions see them; None when they cannot be counted."""
        if name in self.known.screening:
            return ["yes", "no", "unknown"]
        question = self.known.questions.get(name) or self.known.facts_asked.get(name)
        if question is None:
            return None
        values = ["yes", "no"] if question.type == "yes_no" else self._values(question)
        if values is None:
            return None
        several = question.type == "multi"
        return [(value,) for value in values] + [tuple(values)] if several else list(values)

    def option_values(self, place: Place, question: Question) -> Iterator[TemplateProblem]:
        """A condition that compares a choice with a value which is not among its options is never true."""
        for key in ("visible_if", "required_if"):
            text = getattr(question, key)
            if not text:
                continue
            for name, values in _compared(text):
                other = self.known.questions.get(name)
                options = self.instruments.library.lists.get(other.options or "") if other else None
                if options is not None:
                    for value in set(values) - set(options):
                        yield self.at((*place, key), f"'{value}' is not an option of '{name}'")

    def workflow(self) -> Iterator[TemplateProblem]:
        used = self.template.workflow
        if used is None:
            return
        flows = {flow.id: flow for flow in self.instruments.library.workflows}
        if used.use not in flows:
            yield self.at(("workflow", "use"), f"workflow '{used.use}' does not exist")
        elif used.sign_off.role not in flows[used.use].roles:
            yield self.at(("workflow", "sign_off"), f"role '{used.sign_off.role}' does not exist")

    def cycles(self) -> Iterator[TemplateProblem]:
        reads: dict[str, set[str]] = {}
        places: dict[str, Place] = {}
        for i, section in enumerate(self.template.sections):
            for j, question in enumerate(section.questions):
                places[question.id] = ("sections", i, "questions", j)
                reads[question.id] = set()
                for condition in filter(None, (question.visible_if, section.visible_if)):
                    with suppress(expressions.ExpressionError):  # told where it stands
                        reads[question.id] |= expressions.names(condition)
        for id in reads:
            seen, waiting = set(), set(reads[id])
            while waiting:
                name = waiting.pop()
                if name == id:
                    yield self.at(places[id], f"visible_if of '{id}' depends on itself")
                    break
                if name not in seen:
                    seen.add(name)
                    waiting |= reads.get(name, set())


def _compared(text: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Names compared with constants: (name, values)."""
    import ast

    try:
        tree = expressions.parse(text)
    except expressions.ExpressionError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            right = node.comparators[0]
            if isinstance(right, ast.Constant):
                yield node.left.id, (right.value,)
            elif isinstance(right, ast.List):
                yield node.left.id, tuple(e.value for e in right.elts if isinstance(e, ast.Constant))
