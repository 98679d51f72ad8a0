"""What a briefing says of one group: only what is recorded for it."""

from __future__ import annotations

from typing import Any

from assessment import for_group
from assessment.briefing import Briefing, EffectCell, EffectRow
from tests.ui.conftest import briefing, conversation, effect, effects, evening, release, row, survey, three

__all__ = ["briefing", "conversation", "effects", "evening", "release", "survey"]

OLD, YOUNG = three("Vanhat"), three("Nuoret")


def of(briefing: Briefing, *rows: EffectRow, **more: Any) -> Briefing:
    return briefing.model_copy(update={"effects": rows, **more})


def kinds(rows: tuple[EffectRow, ...]) -> list[list[str]]:
    return [[cell.kind for cell in one.cells] for one in rows]


def test_only_areas_that_name_the_group_are_told(briefing: Briefing) -> None:
    told = of(
        briefing,
        row("p_health", effect("VE1", -1, groups=(OLD,)), effect("VE2", 1, groups=(YOUNG,))),
        row("p_daily", effect("VE1", 2, groups=(YOUNG,)), effect("VE2", 2)),
    )
    found = for_group.rows(told, "Vanhat")
    assert [one.area for one in found] == ["p_health"]
    assert kinds(found) == [["baseline", "effect", "not_assessed"]]


def test_another_groups_effect_is_never_lent(briefing: Briefing) -> None:
    told = of(briefing, row("p_health", effect("VE1", -1, groups=(OLD,)), effect("VE2", 2, groups=(YOUNG,))))
    (found,) = for_group.rows(told, "Vanhat")
    silent = found.cells[2]
    assert (silent.impact, silent.sign, silent.certainty) == (None, None, None)
    assert silent.word["en"] == "Nothing recorded for this group"


def test_who_loses_is_among_those_affected(briefing: Briefing) -> None:
    told = of(briefing, row("p_health", effect("VE1", "mixed", groups_lose=(OLD,)), effect("VE2", 1)))
    assert set(for_group.groups(told)) == {"Vanhat"}
    assert len(for_group.rows(told, "Vanhat")) == 1


def test_a_row_of_the_groups_own_is_its_own(briefing: Briefing) -> None:
    own = row("p_health", effect("VE1", -1), effect("VE2", 1)).model_copy(update={"group": OLD})
    (found,) = for_group.rows(of(briefing, own), "Vanhat")
    assert kinds((found,)) == [["baseline", "effect", "effect"]]


def test_what_was_not_assessed_names_nobody_and_says_so(briefing: Briefing) -> None:
    gone = EffectCell(alternative="VE1", kind="not_assessed", word=three("Ei arvioitu"), groups=(OLD,))
    told = of(briefing, row("p_health", gone, effect("VE2", 1)))
    assert for_group.rows(told, "Vanhat") == ()
    named = of(briefing, row("p_health", gone, effect("VE2", 1, groups=(OLD,))))
    assert for_group.rows(named, "Vanhat")[0].cells[1].word == three("Ei arvioitu")
