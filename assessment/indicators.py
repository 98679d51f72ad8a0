"""An indicator: one figure, or a series of them, of official statistics, kept as evidence with where it is from.

It is taken out of a table as it stands: nothing is summed or worked out. Source: resident-input design, section 2;
seeds, H11 (leading with the knowledge that others already produce).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from participation.jsonstat import Dataset

LONGEST = 300  # characters of a label
MOST_POINTS = 200
MOST_PARTS = 12


@dataclass(frozen=True)
class Indicator:
    """Values of one thing. `of` says what it is, as (variable, category); `along` names the variable of a series."""

    label: str
    source: str
    updated: str
    of: tuple[tuple[str, str], ...]
    along: str | None
    points: tuple[tuple[str, float | None], ...]  # (category of `along`, value); one of "" without it

    @property
    def last(self) -> tuple[str, float] | None:
        """The last value that is known, with its category."""
        known = [(name, value) for name, value in self.points if value is not None]
        return known[-1] if known else None

    @property
    def year(self) -> int | None:
        """The year that the last known value is of, when its category or the rest tells one."""
        names = [self.last[0]] if self.last else []
        for name in (*names, *(category for _, category in self.of)):
            found = re.search(r"\b((?:19|20)\d\d)\b", name)
            if found:
                return int(found[1])
        return None

    def as_fields(self) -> dict[str, Any]:
        """As it is stored: plain JSON."""
        return {
            "label": self.label, "source": self.source, "updated": self.updated, "along": self.along,
            "of": [list(part) for part in self.of], "points": [list(point) for point in self.points],
        }  # fmt: skip


def taken(table: Dataset, chosen: Mapping[str, str], along: str | None) -> Indicator:
    """The indicator that a person has chosen of a table.

    `chosen` has a code for every variable that has several, but for `along`. Raises KeyError for a choice that is not
    made or does not exist.
    """
    names = {one.id: dict(one.categories) for one in table.dimensions}
    single = {one.id: one.codes[0] for one in table.dimensions if len(one.codes) == 1}
    at = {**single, **chosen}
    of = tuple(
        (one.label[:LONGEST], names[one.id][at[one.id]][:LONGEST])
        for one in table.dimensions
        if one.id != along and names[one.id][at[one.id]]
    )
    if along is None:
        points: tuple[tuple[str, float | None], ...] = (("", table.at(at)),)
        title = None
    else:
        values = table.by(along, {id: code for id, code in at.items() if id != along})
        points = tuple((names[along][code][:LONGEST], value) for code, value in values.items())[-MOST_POINTS:]
        title = next(one.label for one in table.dimensions if one.id == along)[:LONGEST]
    return Indicator(
        table.label[:LONGEST], table.source[:LONGEST], table.updated[:LONGEST], of[:MOST_PARTS], title, points
    )


def from_fields(stored: Any) -> Indicator | None:
    """The indicator of `as_fields`; None for anything else."""
    try:
        found = Indicator(
            _word(stored["label"]), _word(stored["source"]), _word(stored["updated"]),
            tuple((_word(name), _word(category)) for name, category in stored["of"]),
            None if stored["along"] is None else _word(stored["along"]),
            tuple((_word(name), _value(value)) for name, value in stored["points"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        return None
    fits = 0 < len(found.points) <= MOST_POINTS and len(found.of) <= MOST_PARTS
    return found if fits and (found.along is not None or len(found.points) == 1) else None


def _word(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError("no label")
    return value


def _value(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)
