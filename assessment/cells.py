"""The matrix: a row for each area, and for each group that an area is looked at apart for; a cell for each alternative.

Source: assessment design, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment import answers
from assessment.templates.model import Area

NEGATIVE = (-2, -1, "mixed")
APART = ":"  # between area and group in a row's id: "p_health:age_80"


@dataclass(frozen=True)
class MatrixRow:
    """An area for everybody it concerns, or for one group apart."""

    area: Area
    group: str | None = None

    @property
    def id(self) -> str:
        return self.area.id if self.group is None else f"{self.area.id}{APART}{self.group}"


def area_of(row_id: str) -> str:
    return row_id.split(APART, 1)[0]


def group_of(row_id: str) -> str | None:
    _, _, group = row_id.partition(APART)
    return group or None


@dataclass(frozen=True)
class Cell:
    """One alternative's effect on one row (or, for VE0, the present state). `values` is by field id.

    A certainty is given by its level; the reasons for it stand under `certainty_said`.
    """

    area: Area
    alternative: str
    values: Mapping[str, Any]
    broken: tuple[str, ...] = ()  # ids of the cell rules that are not met
    computed: bool = False  # read from elsewhere, not entered here
    unknown: Mapping[str, str] = field(default_factory=dict)  # why a field is not known, by field id
    group: str | None = None  # the row's group

    @property
    def row(self) -> str:
        return MatrixRow(self.area, self.group).id

    @property
    def impact(self) -> Any:
        return self.values.get("impact5")

    @property
    def assessed(self) -> bool:
        return self.values.get("state_now") is not None if self.alternative == "VE0" else self.impact is not None

    @property
    def negative(self) -> bool:
        return self.impact in NEGATIVE

    def groups(self) -> list[str]:
        return [self.group] if self.group else list(answers.plain_value(self.values.get("groups")) or [])

    def harmed(self) -> list[str]:
        """Who is worse off: everyone affected by a negative effect, the named losers of a mixed one."""
        if self.impact == "mixed":
            return list(answers.plain_value(self.values.get("groups_lose")) or [])
        return self.groups() if self.negative else []
