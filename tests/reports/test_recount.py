"""Every number of a briefing is what its sources give, and page, table, text, PDF and JSON say the same (I7).

Source: trust design, section 8.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from assessment.briefing import Briefing
from tests.reports.recounting import briefing_of, differences, euros, faces, made_up
from tests.ui.conftest import reader

__all__ = ["reader"]

RECOUNTED = int(os.environ.get("RECOUNTED", "24"))  # by hand RECOUNTED=1000
PRINTED = int(os.environ.get("PRINTED", "8"))  # of them also as PDF


def test_every_number_is_what_the_sources_give_in_every_face(reader: Callable[[str], None]) -> None:
    reader("fi")
    wrong = []
    for seed in range(RECOUNTED):
        sources = made_up(seed)
        found = faces(briefing_of(sources), printed=seed < PRINTED)
        wrong += [f"{seed}: {one}" for one in differences(sources, found)]
    print(f"I7: {RECOUNTED} briefings recounted, {PRINTED} of them as PDF, {len(wrong)} differences")
    assert wrong == []


# ------------------------------------------------------------------ the test can fail


def with_share(briefing: Briefing) -> Briefing:
    """One rounding changed in one row of the release."""
    told = json.loads(briefing.canonical())
    for activity in told["release"]["activities"]:
        for table in activity["tables"]:
            if table["subject"] == "alternative" and (shown := table["total"]["for_"]) and shown["kind"] == "percent":
                shown["low"] += shown["step"]
                return Briefing.model_validate(told)
    raise AssertionError("no row has shares in per cent")


def with_cost(briefing: Briefing) -> Briefing:
    first, second, *rest = briefing.alternatives
    return briefing.model_copy(
        update={"alternatives": (first, second.model_copy(update={"cost_year": (second.cost_year or 0) + 1}), *rest)}
    )


def with_quantity(briefing: Briefing) -> Briefing:
    row = next(row for row in briefing.effects if any(cell.quantity for cell in row.cells))
    cells = tuple(c.model_copy(update={"quantity": c.quantity and f"{c.quantity}0"}) for c in row.cells)
    changed = tuple(r.model_copy(update={"cells": cells}) if r is row else r for r in briefing.effects)
    return briefing.model_copy(update={"effects": changed})


@pytest.mark.parametrize("change", [with_share, with_cost, with_quantity])
def test_one_changed_number_is_seen(reader: Callable[[str], None], change: Callable[[Briefing], Briefing]) -> None:
    """Negative control."""
    reader("fi")
    sources = next(s for s in map(made_up, range(100)) if len(s.answers) > 100 and s.cells)
    briefing = briefing_of(sources)
    assert differences(sources, faces(briefing, printed=False)) == []
    assert differences(sources, faces(change(briefing), printed=False)) != []


def test_a_face_that_lost_a_number_is_seen(reader: Callable[[str], None]) -> None:
    """Negative control: each face alone, with one number taken out of it."""
    reader("fi")
    sources = next(s for s in map(made_up, range(100)) if len(s.answers) > 100 and s.cells)
    found = faces(briefing_of(sources), printed=True)
    assert differences(sources, found) == []
    assert found.printed is not None
    amount = euros(sources.costs["VE1"][0])
    for face in (
        replace(found, printed=found.printed.replace(amount, "")),
        replace(found, page_costs=[[c.replace(amount, "") for c in row] for row in found.page_costs]),
        replace(found, page_effects=[[c.replace("%", "") for c in row] for row in found.page_effects]),
        replace(found, alt=found.alt.replace("%", "")),
        replace(found, data=[]),
    ):
        assert differences(sources, face) != []
