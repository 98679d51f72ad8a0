"""What a briefing says of one group: the effects that are recorded for it, and nothing that is not.

A cell belongs to the group when it names it among those affected or those who lose, or stands in the group's own row.
Another cell of the same area says that nothing is recorded for the group; it never lends its effect.
Source: screens design, screen 10.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessment.briefing import Briefing, EffectCell, EffectRow, Words
from locales import LANGUAGES, N_, translate

NOT_RECORDED = N_("Nothing recorded for this group")


def groups(briefing: Briefing) -> dict[str, Words]:
    """Every group that some effect names, by its Finnish name, in the order they are met."""
    found: dict[str, Words] = {}
    for row in _rows(briefing):
        for cell in row.cells:
            for words in (*cell.groups, *cell.groups_lose, *((row.group,) if row.group else ())):
                found.setdefault(words["fi"], words)
    return found


def rows(briefing: Briefing, group: str) -> tuple[EffectRow, ...]:
    """The areas with an effect on the group, named as in `groups`; VE0's present state stays for comparison."""
    found = []
    for row in _rows(briefing):
        cells = tuple(
            cell if cell.kind != "effect" or _names(row, cell, group) else _silent(cell) for cell in row.cells
        )
        if any(_names(row, cell, group) for cell in row.cells):
            found.append(row.model_copy(update={"cells": cells}))
    return tuple(found)


def _rows(briefing: Briefing) -> Iterator[EffectRow]:
    yield from briefing.effects
    if briefing.children is not None:
        yield from briefing.children.rows


def _names(row: EffectRow, cell: EffectCell, group: str) -> bool:
    if cell.kind != "effect":
        return False
    own = row.group is not None and row.group["fi"] == group
    return own or any(words["fi"] == group for words in (*cell.groups, *cell.groups_lose))


def _silent(cell: EffectCell) -> EffectCell:
    word = {language: translate(language, NOT_RECORDED) for language in LANGUAGES}
    return EffectCell(alternative=cell.alternative, kind="not_assessed", word=word)
