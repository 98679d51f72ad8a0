"""Which rows of the effects table are shown first: those in which the alternatives differ most.

Source: screens design, section 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.briefing import EffectRow

FIRST = 7  # rows with differences shown before the reader asks for more
_SIZE = {-2: 4.0, 2: 4.0, "mixed": 3.0, -1: 2.0, 1: 2.0, "unknown": 1.0}


@dataclass(frozen=True)
class Chosen:
    """The rows to draw, and how many stay behind: with differences and without."""

    rows: tuple[EffectRow, ...]
    differing: int
    equal: int


def choose(rows: Sequence[EffectRow], asked: str) -> Chosen:
    """Rows for `?areas=`: first those that differ most, "differing" all that differ, "all" every one.

    Whatever is drawn stands in the order of the template, so that no decision has an order of its own.
    """
    differing = [row for row in rows if row.differs]
    equal = len(rows) - len(differing)
    if asked == "all":
        return Chosen(tuple(rows), 0, 0)
    if asked == "differing" or len(differing) <= FIRST:
        return Chosen(tuple(differing), 0, equal)
    largest = sorted(range(len(differing)), key=lambda place: (_weight(differing[place]), place))[:FIRST]
    return Chosen(tuple(differing[place] for place in sorted(largest)), len(differing) - FIRST, equal)


def _weight(row: EffectRow) -> tuple[float, int]:
    """Smaller for a row with a larger effect, and among equals for the surer one."""
    return min(((-_SIZE.get(cell.impact or 0, 0.0), -(cell.certainty or 0)) for cell in row.cells), default=(0.0, 0))
