"""Moving an assessment to a newer version of its instrument: a reviewed list, answer by answer.

The instrument says what became of what (`migrations`); what it does not say is kept where the question still exists
and shown as dropped where it does not. Nothing is moved unseen. Source: assessment design, section 8.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assessment import answers
from assessment.answers import Address, Answer, BadAnswer
from assessment.cells import APART
from assessment.templates import versions
from assessment.templates.loading import Instruments
from assessment.templates.model import Migration, Section, Template, Text
from participation.release import canonical_json

Kind = Literal["unchanged", "reworded", "renamed", "split", "revalued", "dropped", "new"]


@dataclass(frozen=True)
class Row:
    """One line of the list. A dropped answer has no new key, a new question no old one.

    `value` is what is proposed; a person may change it. `asks` where the answer needs a look before it is accepted.
    """

    kind: Kind
    old_key: str | None
    new_key: str | None
    old_text: Text | None
    new_text: Text | None
    old: Answer | None
    value: Any
    required: bool = False

    @property
    def asks(self) -> bool:
        return self.kind in ("split", "revalued", "dropped") or (self.kind == "new" and self.required)


def plan(
    before: Instruments, after: Instruments, template_id: str, given: Mapping[str, Answer], codes: Collection[str]
) -> tuple[Row, ...]:
    """What becomes of each answer when `template_id` moves from its version in `before` to the one in `after`.

    `given` are the stored answers, `codes` the decision's alternatives.
    """
    return tuple(_Plan(before, after, template_id, codes).rows(given))


def fingerprint(rows: Collection[Row]) -> str:
    """SHA-256 of the list as a person saw it: an answer that changes in between makes another list."""
    return hashlib.sha256(
        canonical_json([[r.kind, r.old_key, r.new_key, r.old.rev if r.old else 0, r.value] for r in rows])
    ).hexdigest()


class _Plan:
    def __init__(self, before: Instruments, after: Instruments, template_id: str, codes: Collection[str]):
        self.before, self.after, self.codes = before, after, codes
        self.old, self.new = before[template_id], after[template_id]
        steps = [m for m in self.new.migrations if versions.begins(self.old.template.version, m.from_)]
        self.steps = _merged(steps)
        self.places = _places(self.new)

    def rows(self, given: Mapping[str, Answer]) -> Iterator[Row]:
        reached: set[str] = set()
        for key, answer in given.items():
            if answer.value is None and not answer.unknown_reason:
                continue
            for row in self.of(key, answer):
                if row.new_key is not None:
                    reached.add(row.new_key)
                yield row
        yield from self.unasked(reached)

    def of(self, key: str, answer: Answer) -> Iterator[Row]:
        place = answers.address(self.before, self.old, key, self.codes)
        if place is None:
            yield Row("dropped", key, None, None, None, answer, None)
            return
        id = _id(place)
        if id in self.steps.split:
            for n, target in enumerate(self.steps.split[id]):
                yield self.moved(key, place, answer, self.key(place, target), "split", answer.value if not n else None)
            return
        gone = id in self.steps.drop or place.area in self.steps.drop
        new_key = None if gone else self.key(place, self.steps.rename.get(id, id))
        yield self.moved(key, place, answer, new_key, "renamed", answer.value)

    def moved(
        self,
        key: str,
        place: Address,
        answer: Answer,
        new_key: str | None,
        how: Literal["split", "renamed"],
        value: Any,
    ) -> Row:
        target = answers.address(self.after, self.new, new_key, self.codes) if new_key else None
        if target is None or new_key is None:
            return Row("dropped", key, None, place.question, None, answer, None)
        kept = self.revalued(_id(target), value)
        try:
            kept = answers.checked(self.after, target.question, kept, self.codes)
        except BadAnswer:
            kept = None
        kind: Kind = how
        if how == "renamed":
            reworded = place.question.texts() != target.question.texts()
            kind = "renamed" if key != new_key else "reworded" if reworded else "unchanged"
            if kept != answer.value:
                kind = "revalued"
        return Row(kind, key, new_key, place.question, target.question, answer, kept, target.question.required)

    def revalued(self, id: str, value: Any) -> Any:
        """The value in the new version's words; in a list or beside a reason each value by itself."""
        new = {str(old): changed for old, changed in self.steps.revalue.get(id, {}).items()}
        if not new:
            return value
        if isinstance(value, list):
            return [new.get(str(one), one) for one in value]
        if isinstance(value, dict) and "value" in value:
            return {**value, "value": new.get(str(value["value"]), value["value"])}
        return new.get(str(value), value) if isinstance(value, str | int | float) else value

    def key(self, place: Address, id: str) -> str | None:
        """Where the question `id` stands in the new version, for the same alternative, area or body."""
        head, *rest = place.key.split("/")
        if place.area is not None:
            area = self.steps.rename.get(place.area, place.area)
            if head == "apart":
                return f"apart/{area}"
            row = f"{area}{APART}{place.group}" if place.group else area
            section = self.effects(head)
            return f"{section.id}/{row}/{place.alternative}/{id}" if section else None
        if head in ("screening", "facts", "duties", "practice"):
            return "/".join([head, id, *rest[1:]])
        if head == "done":
            return place.key
        section = self.places.get(id)
        return "/".join(part for part in (section.id, place.alternative, id) if part) if section else None

    def effects(self, head: str) -> Section | None:
        """The new version's matrix, or its record of what happened, as `head` was in the old one."""
        if self.old.section(head).is_outcome:
            return next((section for section in self.new.sections if section.is_outcome), None)
        return self.new.matrix()

    def unasked(self, reached: Collection[str]) -> Iterator[Row]:
        """Questions that the old version did not have."""
        known = {question.id for _, question in self.old.questions()}
        for section, question in self.new.questions():
            if question.id in known:
                continue
            where = answers.per(section, question)
            codes: list[str | None] = [None]
            if where in ("alternative", "non_baseline"):
                codes = [code for code in self.codes if where == "alternative" or code != "VE0"]
            for code in codes:
                key = "/".join(part for part in (section.id, code, question.id) if part)
                if key not in reached:
                    required = question.required and question.visible_if is None
                    yield Row("new", None, key, None, question, None, None, required)


def _id(place: Address) -> str:
    """The id that migrations speak of: the question's, or of a screening question, duty or practice its own."""
    head, *rest = place.key.split("/")
    return rest[0] if head in ("screening", "facts", "duties", "practice", "done") else place.question.id


def _merged(steps: Collection[Migration]) -> Migration:
    rename: dict[str, str] = {}
    split: dict[str, tuple[str, ...]] = {}
    revalue: dict[str, Any] = {}
    drop: list[str] = []
    for step in steps:
        rename |= step.rename
        split |= step.split
        drop += step.drop
        for id, values in step.revalue.items():
            revalue[id] = {**revalue.get(id, {}), **values}
    return Migration(**{"from": ""}, rename=rename, split=split, drop=tuple(drop), revalue=revalue)


def _places(template: Template) -> dict[str, Section]:
    return {question.id: section for section, question in template.questions()}
