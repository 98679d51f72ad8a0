"""A briefing in short, as lists of decisions tell of it: what it can be found by, and what it leaves open.

Kept beside the published briefing, so that a list reads no whole briefing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from assessment.briefing import Briefing, EffectCell, EffectRow, Words

NO_EFFECT = (None, 0, "na")


@dataclass(frozen=True)
class Tag:
    """What a decision can be found by: an area it affects, a group of people it affects, a theme residents raised."""

    kind: str  # area | group | theme
    code: str
    words: Words


class Outline(BaseModel):
    """What is incomplete in a published briefing.

    not_known         how many things are not known
    not_heard         groups that are affected and were not heard
    duties_not_done   duties of the law that will not be done
    input             whether residents' input stands beside the alternatives
    no_input_reason   whether it is told why not
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    not_known: int
    not_heard: tuple[Words, ...] = ()
    duties_not_done: int = 0
    input: bool = True
    no_input_reason: bool = False


def outline(briefing: Briefing) -> Outline:
    return Outline(
        not_known=len(briefing.not_known),
        not_heard=briefing.not_heard,
        duties_not_done=len(briefing.duties_not_done),
        input=briefing.release is not None,
        no_input_reason=bool(briefing.no_input_reason),
    )


def tags(briefing: Briefing, group_ids: Mapping[str, str]) -> list[Tag]:
    """Areas and groups that some alternative affects, by id. `group_ids` gives the id of a group's Finnish name."""
    found: dict[tuple[str, str], Tag] = {}
    for row in _rows(briefing):
        affecting = [cell for cell in row.cells if cell.kind == "effect" and cell.impact not in NO_EFFECT]
        if not affecting:
            continue
        found.setdefault(("area", row.area), Tag("area", row.area, row.title))
        for words in _groups(row, affecting):
            code = group_ids.get(words.get("fi", ""))
            if code is not None:
                found.setdefault(("group", code), Tag("group", code, words))
    return list(found.values())


def _rows(briefing: Briefing) -> Iterable[EffectRow]:
    return (*briefing.effects, *(briefing.children.rows if briefing.children else ()))


def _groups(row: EffectRow, affecting: Iterable[EffectCell]) -> Iterable[Words]:
    if row.group is not None:
        yield row.group
    for cell in affecting:
        yield from cell.groups
        yield from cell.groups_lose
