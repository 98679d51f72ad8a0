"""Is an assessment needed, how deep, and why: level, opened instruments and the criteria that fired.

Unknown counts as yes, so not knowing never lowers the level. Source: assessment design, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment import expressions
from assessment.expressions import Scope
from assessment.templates.loading import Instruments
from assessment.templates.model import Exclusion, ScreeningQuestion, Template

DEPTH = {"none": 0, "brief": 1, "full": 2}


@dataclass(frozen=True)
class Reason:
    """A criterion that fired; for unknown the question itself is shown."""

    question: ScreeningQuestion
    unknown: bool


@dataclass(frozen=True)
class Outcome:
    """The result of a screening. `level` is None while questions are open; then `missing` names them."""

    level: str | None
    points: int
    reasons: tuple[Reason, ...]
    excluded: tuple[Exclusion, ...]
    opens: Mapping[str, tuple[Reason, ...]]  # instrument or duty id -> the answers that opened it
    missing: tuple[ScreeningQuestion, ...]
    raised: bool = False  # deeper than the answers ask, by the preparer's own choice


def screen(
    instruments: Instruments, template: Template, given: Mapping[str, str], raised_to: str | None = None
) -> Outcome:
    """The outcome of `given` ({question or exclusion id: yes | no | unknown}).

    An exclusion answered yes settles the matter at once. `raised_to` may deepen the level, never lower it.
    """
    screening = template.screening
    if screening is None:
        raise ValueError(f"{template.id} has no screening")
    excluded = tuple(x for x in screening.exclude if given.get(x.id) == "yes")
    fired = tuple(
        Reason(q, given[q.id] == "unknown") for q in screening.questions if given.get(q.id) in ("yes", "unknown")
    )
    points = sum(reason.question.points for reason in fired)
    opens: dict[str, tuple[Reason, ...]] = {}
    for reason in fired:
        for target in reason.question.opens:
            opens[target] = (*opens.get(target, ()), reason)
    missing = () if excluded else tuple(q for q in screening.questions if q.id not in given)
    if missing:
        return Outcome(None, points, fired, excluded, opens, missing)
    values: dict[str, object] = {param.id: param.default for param in instruments.library.params}
    values |= {**given, "points": points, "excluded": bool(excluded)}
    functions = {"any_yes": lambda *ids: any(given.get(id) in ("yes", "unknown") for id in ids)}
    level = next(rule.id for rule in screening.levels if expressions.true(rule.when, Scope(values, functions)))
    raised = raised_to is not None and DEPTH[raised_to] > DEPTH[level]
    return Outcome(raised_to if raised else level, points, fired, excluded, opens, missing, raised)
