"""Early participation: which duties the law lays on this case, why, and what has been recorded of each.

Informing, chance to influence and hearing are three different duties; one never proves another.
Source: assessment design, section 3; influence design, section 5; law reference, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment import answers, expressions
from assessment.answers import Answer
from assessment.case import Case
from assessment.templates.loading import Instruments
from assessment.templates.model import Duty, Practice, Template, Text

BEFORE_DECISION = ("start", "options", "draft", "proposal")


@dataclass(frozen=True)
class Why:
    """One reason: a text of the template and, where it has one, the value put into it."""

    text: Text
    value: Text | None = None
    unknown: bool = False

    def sentence(self, language: str) -> str:
        return self.text.text(language).replace("{value}", self.value.text(language) if self.value else "")


@dataclass(frozen=True)
class OpenDuty:
    """A duty that applies, once for each body it names, with its reasons and its recorded status."""

    duty: Duty
    key: str  # answer key, e.g. duties/d_youth or duties/d_bodies_h/youth_council
    body: str | None
    reasons: tuple[Why, ...]
    record: Mapping[str, Any]
    asks_proof: bool = True  # a duty to assess is fulfilled by the assessment itself

    @property
    def status(self) -> str:
        """As recorded, or "missing": a day, a reason or the proof that the status asks for is not there."""
        if not answers.duty_recorded(self.record):
            return "missing"
        if self.asks_proof and self.record.get("value") == "done" and not self.record.get("proof"):
            return "missing"
        return str(self.record["value"])


@dataclass(frozen=True)
class OpenPractice:
    practice: Practice
    key: str
    record: Mapping[str, Any]


def applicable(
    instruments: Instruments, checklist: Template, case: Case, given: Mapping[str, Answer]
) -> tuple[OpenDuty, ...]:
    """The duties of this case in the checklist's order. `given` holds the checklist's own answers."""
    found = []
    for duty in checklist.duties:
        if case.org not in duty.org or not case.true(duty.when):
            continue
        reasons = _reasons(instruments, checklist, case, duty)
        for body in duty.bodies or (None,):
            key = f"duties/{duty.id}" + (f"/{body}" if body else "")
            answer = given.get(key)
            asks_proof = instruments.library.kind(duty.kind).open
            found.append(OpenDuty(duty, key, body, reasons, answer.value or {} if answer else {}, asks_proof))
    return tuple(found)


def vouched(checklist: Template, key: str) -> bool:
    """Whether EVA's signature vouches for an answer of the checklist: a fact, or a duty before the decision.

    What is recorded after the decision, and good practice, stay open when the assessment is published.
    """
    head, id = key.split("/")[:2]
    before = {duty.id for duty in checklist.duties if duty.stage in BEFORE_DECISION}
    return head == "facts" or (head == "duties" and id in before)


def practices(checklist: Template, given: Mapping[str, Answer]) -> tuple[OpenPractice, ...]:
    found = []
    for practice in checklist.good_practice:
        key = f"practice/{practice.id}"
        found.append(OpenPractice(practice, key, (given[key].value if key in given else None) or {}))
    return tuple(found)


def open_count(instruments: Instruments, duties: tuple[OpenDuty, ...]) -> int:
    """Missing or merely planned duties of the stages before the decision; the assessment itself fulfils `assess`."""
    return sum(
        instruments.library.kind(d.duty.kind).open
        and d.duty.stage in BEFORE_DECISION
        and d.status in ("missing", "planned")
        for d in duties
    )


def not_done_count(duties: tuple[OpenDuty, ...]) -> int:
    return sum(d.status == "not_done" for d in duties)


def _reasons(instruments: Instruments, checklist: Template, case: Case, duty: Duty) -> tuple[Why, ...]:
    """The parts of the condition that hold, each with the clause the template gives for it."""
    library = instruments.library
    if duty.when in expressions.ALWAYS:
        return (Why(checklist.fact_reasons["always"]),)
    because = {q.id: q.because for t in instruments.templates.values() if t.screening for q in t.screening.questions}
    facts = {q.id: q for q in checklist.facts}
    reasons: list[Why] = []
    for name in sorted(expressions.names(duty.when)):
        if name in because and case.screening.get(name) in ("yes", "unknown"):
            reasons.append(Why(because[name], unknown=case.screening[name] == "unknown"))
        elif name in facts and case.facts.get(name):
            fact = facts[name]
            option = library.lists[fact.options].get(str(case.facts[name])) if fact.options else None
            if fact.because:
                reasons.append(Why(fact.because, option))
        elif name in checklist.fact_reasons:
            reasons.append(Why(checklist.fact_reasons[name]))
    areas = {a.id: a for t in instruments.templates.values() for s in t.sections for a in s.areas}
    for function, arguments in expressions.calls(duty.when):
        for argument in map(str, arguments):
            if function == "group" and argument in case.affected_groups:
                text = facts["affected_groups"].because
                if text:
                    reasons.append(Why(text, library.group(argument)))
            if function == "area" and argument in case.affected_areas:
                text = facts["affected_areas"].because
                if text:
                    reasons.append(Why(text, areas[argument]))
    return tuple(reasons)
