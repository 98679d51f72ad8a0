"""What EVA reads from LAVA: the row "Children and young people", per alternative.

Source: assessment design, section 4, "The row p_children".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessment import answers
from assessment.case import Case
from assessment.cells import area_of

PRINCIPLES = ("gp_equal", "gp_best", "gp_life", "gp_heard")


def summary(lava: Case | None) -> dict[str, dict[str, Any]]:
    """{alternative: {"impact5": …, "worst_area": id or None}} for every alternative but VE0.

    Without LAVA the caller gets an empty mapping and shows "not applicable" with the screening answer as the reason.
    """
    if lava is None:
        return {}
    return {code: _row(lava, code) for code in lava.codes[1:]}


def _row(lava: Case, code: str) -> dict[str, Any]:
    if lava.level == "brief":
        impacts: Mapping[str, Any] = {id: _principle(lava, code, id) for id in PRINCIPLES}
    else:
        impacts = {cell.row: cell.impact for cell in lava.effects if cell.alternative == code}
    known = {id: impact for id, impact in impacts.items() if impact is not None}
    if not known:
        return {}
    row: dict[str, Any] = {"impact5": overall(list(known.values())), "worst_area": worst(known)}
    if row["worst_area"]:
        row["worst_area"] = area_of(row["worst_area"])
    certainties = [
        cell.values["certainty"] for cell in lava.effects if cell.alternative == code and "certainty" in cell.values
    ]
    if certainties and row["impact5"] not in ("unknown", "na"):
        row["certainty"] = min(certainties)  # a summary is never surer than its least sure part
    harmed = [group for cell in lava.effects if cell.alternative == code for group in cell.harmed()]
    if harmed:
        row["groups"] = list(dict.fromkeys(harmed))
    return row


def _principle(lava: Case, code: str, id: str) -> Any:
    answer = lava.answers.get(f"principles/{code}/{id}")
    if answer is None:
        return None
    return "unknown" if answer.unknown_reason else answers.plain_value(answer.value)


def overall(impacts: Sequence[Any]) -> Any:
    """One impact from many, first match: mixed; the worst; unknown (over half); the strongest; else none."""
    numbers = [impact for impact in impacts if isinstance(impact, int)]
    negatives, positives = [n for n in numbers if n < 0], [n for n in numbers if n > 0]
    if "mixed" in impacts or (negatives and positives):
        return "mixed"
    if negatives:
        return min(negatives)
    if sum(impact == "unknown" for impact in impacts) * 2 > len(impacts):
        return "unknown"
    return max(positives) if positives else 0


def worst(impacts: Mapping[str, Any]) -> str | None:
    """The area with the most negative impact, mixed after the negatives; None when nothing is negative."""
    order = {-2: 0, -1: 1, "mixed": 2}
    harmful = [(order[impact], id) for id, impact in impacts.items() if impact in order]
    return min(harmful, key=lambda pair: pair[0])[1] if harmful else None


def status(lava_state: str | None, level: str | None, opened: bool) -> str:
    """`lava.status` as EVA's gates read it."""
    if not opened:
        return "not_needed"
    if lava_state is None:
        return "missing"
    if level == "none":
        return "not_needed"
    if lava_state in ("draft", "changes_requested"):
        return "draft"
    return lava_state if lava_state in ("in_review", "reviewed") else "signed"
