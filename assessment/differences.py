"""What changed between two moments of an assessment: answer by answer, cell by cell, in words and word by word.

Source: assessment design, section 10 ("Difference view"); Scotland's CRWIA asks what changed because of children's
views.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from assessment import answers
from assessment.answers import Answer
from assessment.case import Case
from assessment.matter import Matter

Op = Literal["same", "removed", "added"]
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 4000  # tokens of one text that are compared word by word; beyond it the whole text is told as changed


@dataclass(frozen=True)
class Change:
    """One answer, field of a cell, source or duty that differs. `old` and `new` are None where there was nothing."""

    kind: Literal["added", "removed", "changed"]
    template: str
    key: str  # as in assessment.answers; a source is evidence/ID, a duty duties/…
    section: str
    old: Answer | None
    new: Answer | None
    alternative: str | None = None
    row: str | None = None  # of the matrix: area, or area and group
    field: str | None = None  # of the cell


def between(before: Matter, after: Matter) -> tuple[Change, ...]:
    """Every difference in what is visible, EVA first, in the order of the instruments."""
    found: list[Change] = []
    for template_id in dict.fromkeys([*after.cases, *before.cases]):
        found += _of_instrument(template_id, before.case(template_id), after.case(template_id))
    found += _of_duties(before, after)
    found += _of_sources(before, after)
    return tuple(found)


def by_alternative(changes: Iterable[Change]) -> dict[str | None, list[Change]]:
    """The changes of each alternative by its code; what concerns all of them under None, first."""
    grouped: dict[str | None, list[Change]] = {None: []}
    for change in changes:
        grouped.setdefault(change.alternative, []).append(change)
    codes = sorted(code for code in grouped if code is not None)
    return {code: grouped[code] for code in (None, *codes) if grouped[code]}


def words(old: str, new: str) -> tuple[tuple[Op, str], ...]:
    """Two texts as runs of the same, removed and added words."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) > LONGEST or len(after) > LONGEST:
        whole: tuple[tuple[Op, str], ...] = (("removed", old), ("added", new))
        return tuple(run for run in whole if run[1])
    found: list[tuple[Op, str]] = []
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(("same", "".join(before[i:j])))
            continue
        if i < j:
            found.append(("removed", "".join(before[i:j])))
        if k < m:
            found.append(("added", "".join(after[k:m])))
    return tuple(found)


def _of_instrument(template_id: str, before: Case | None, after: Case | None) -> Iterator[Change]:
    old, new = _visible(before), _visible(after)
    for key in dict.fromkeys([*new, *old]):
        one, other = old.get(key), new.get(key)
        if _content(one) != _content(other):
            yield _change(template_id, key, one, other)


def _visible(case: Case | None) -> dict[str, Answer]:
    """What counts, by key: questions first, then the cells field by field."""
    if case is None:
        return {}
    found = {item.key: item.answer for item in case.items if item.answer is not None}
    matrix = case.template.matrix()
    for (row, code), cell in case.cells.items():
        if cell.computed or matrix is None:
            continue
        for name in (*cell.values, *cell.unknown):
            key = f"{matrix.id}/{row}/{code}/{name}"
            if key in case.answers:
                found[key] = case.answers[key]
    return found


def _content(answer: Answer | None) -> tuple[Any, str | None]:
    return (answer.value, answer.unknown_reason) if answer is not None else (None, None)


def _change(template_id: str, key: str, old: Answer | None, new: Answer | None) -> Change:
    empty = (None, None)
    kind: Literal["added", "removed", "changed"] = "changed"
    if _content(old) == empty:
        kind = "added"
    elif _content(new) == empty:
        kind = "removed"
    section, *rest = key.split("/")
    row = rest[0] if len(rest) == 3 else None
    alternative = next((part for part in rest if answers.ALTERNATIVE.fullmatch(part)), None)
    return Change(kind, template_id, key, section, old, new, alternative, row, rest[2] if len(rest) == 3 else None)


def _of_duties(before: Matter, after: Matter) -> Iterator[Change]:
    old = {duty.key: Answer(duty.key, dict(duty.record)) for duty in before.duties if duty.record}
    new = {duty.key: Answer(duty.key, dict(duty.record)) for duty in after.duties if duty.record}
    for key in dict.fromkeys([*new, *old]):
        if _content(old.get(key)) != _content(new.get(key)):
            yield _change("early-participation", key, old.get(key), new.get(key))


def _of_sources(before: Matter, after: Matter) -> Iterator[Change]:
    old, new = _cited(before), _cited(after)
    for id in sorted(old | new):
        key = f"evidence/{id}"
        one = Answer(key, dict(old[id])) if id in old else None
        other = Answer(key, dict(new[id])) if id in new else None
        if _content(one) != _content(other):
            yield _change("eva", key, one, other)


def _cited(matter: Matter) -> dict[int, Mapping[str, Any]]:
    ids = {id for template in matter.cases for id in matter.cited(template)}
    return {id: matter.evidence[id].fields for id in ids}
