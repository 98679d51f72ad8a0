"""How often an organisation's predictions came out, by how certain it said it was.

Source: assessment design, section 11 ("Certainty against outcome is counted per organisation: how often were we
right?"); Scottish CRIE; Sport Wales.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessment.case import Case

RESULTS = ("as_predicted", "better", "worse")  # "not known yet" is told apart and counts in no share
LEVELS = (3, 2, 1)
LEAST = 5  # fewer known outcomes than this give no share


@dataclass(frozen=True)
class Known:
    """One followed-up effect: how sure its prediction was (None: not said), what happened, when it was decided."""

    certainty: int | None
    happened: str
    decided_on: date | None


@dataclass(frozen=True)
class Line:
    """The effects of one certainty: how many of each result. `certainty` None: not said."""

    certainty: int | None
    as_predicted: int
    better: int
    worse: int
    not_known: int

    @property
    def known(self) -> int:
        return self.as_predicted + self.better + self.worse

    @property
    def hit_rate(self) -> float | None:
        """Share (0..1) of known outcomes that came out as predicted; None while there are fewer than LEAST."""
        return self.as_predicted / self.known if self.known >= LEAST else None


def known(case: Case, decided_on: date | None) -> tuple[Known, ...]:
    """The effects of one instrument of which something is recorded."""
    return tuple(
        Known(outcome.cell.values.get("certainty"), outcome.happened, decided_on)
        for outcome in case.outcomes
        if outcome.happened is not None
    )


def table(found: Iterable[Known]) -> tuple[Line, ...]:
    """A line for each certainty, the surest first, and one for effects whose certainty was not said."""
    effects = list(found)
    lines = []
    for level in (*LEVELS, None):
        mine = [effect.happened for effect in effects if effect.certainty == level]
        if mine or level is not None:
            counted = {result: mine.count(result) for result in (*RESULTS, "not_known")}
            lines.append(Line(level, **counted))
    return tuple(lines)


def by_year(found: Iterable[Known]) -> dict[int, Line]:
    """All certainties together, by the year of the decision."""
    effects = [effect for effect in found if effect.decided_on is not None]
    years = sorted({effect.decided_on.year for effect in effects if effect.decided_on})
    result = {}
    for year in years:
        mine = [e.happened for e in effects if e.decided_on and e.decided_on.year == year]
        result[year] = Line(None, **{name: mine.count(name) for name in (*RESULTS, "not_known")})
    return result
