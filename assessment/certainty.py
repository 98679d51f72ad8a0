"""How certain an effect is: computed from recorded reasons, movable one step with a written reason.

The level starts from the kind of source and falls one step for each weakness of it, as GRADE lowers its confidence for
indirectness and inconsistency. 1 judgement without data, 2 expert or partial data, 3 statistics, research or a survey.
Source: screens design, section 5; assessment design, section 4; GRADE handbook, section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

LOWEST, HIGHEST = 1, 3
STARTS = {  # list evidence_types of the library, and a judgement that rests on nothing recorded
    "judgement": 1,
    "statistics": 3,
    "research": 3,
    "register": 3,
    "survey": 3,
    "expert": 2,
    "practice": 2,
    "children": 2,
    "residents": 2,
    "experts_by_experience": 2,
    "document": 2,
}
WEAKENS = {  # reason -> the answers that lower the level
    "age": ("old",),
    "scope": ("general",),
    "agree": ("no",),
    "direct": ("no",),
}
OLD_AFTER_YEARS = 5
MOVES = (-1, 0, 1)


def computed(basis: Mapping[str, Any]) -> int | None:
    """The level that the reasons give, 1..3; None while the kind of source is not chosen."""
    start = STARTS.get(basis.get("source", ""))
    if start is None:
        return None
    weaknesses = sum(basis.get(reason) in answers for reason, answers in WEAKENS.items())
    return max(LOWEST, start - weaknesses)


def level(value: Any) -> int | None:
    """The level of an answer: as stated (a number), or computed from its reasons and moved."""
    if isinstance(value, int):
        return value
    if not isinstance(value, Mapping):
        return None
    found = computed(value.get("basis") or {})
    return None if found is None else min(HIGHEST, max(LOWEST, found + move(value)))


def move(value: Mapping[str, Any]) -> int:
    """The step by which a person moved the computed level; without its written reason it does not move."""
    step = value.get("move", 0)
    return step if step in MOVES and value.get("why") else 0


def complete(value: Any) -> bool:
    """Whether the answer counts: a level, and a reason when somebody wanted to move it."""
    if isinstance(value, Mapping) and value.get("move") and not value.get("why"):
        return False
    return level(value) is not None


def from_source(fields: Mapping[str, Any], today: date) -> dict[str, str]:
    """What an evidence object itself says of certainty: kind, age and where it is from."""
    basis = {"source": fields["ev_type"]} if fields.get("ev_type") in STARTS else {}
    if fields.get("ev_scope"):
        basis["scope"] = fields["ev_scope"]
    if fields.get("ev_valid_to"):
        ended = date.fromisoformat(fields["ev_valid_to"])
        basis["age"] = "old" if today.year - ended.year > OLD_AFTER_YEARS else "recent"
    return basis


def strongest(sources: list[Mapping[str, Any]], today: date) -> dict[str, str]:
    """The reasons of the source that gives the highest level; {} when nothing is cited."""
    found = [from_source(fields, today) for fields in sources]
    return max(found, key=lambda basis: computed(basis) or 0, default={})
