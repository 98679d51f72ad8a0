"""The end of every bench: a table, then one line that says whether the figures keep within their limits."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure and the most it may be; `unit` stands after both."""

    name: str
    value: float
    limit: float
    unit: str = "×"

    @property
    def ok(self) -> bool:
        """A figure that is no number, because nothing was measured, keeps within no limit."""
        return self.value <= self.limit

    def __str__(self) -> str:
        return f"{self.name} {shown(self.value)} {self.unit}".strip()


def verdict(bench: str, figures: Sequence[Figure]) -> tuple[str, int]:
    """The last line of a bench, and its exit code: 0 when every figure keeps within its limit, else 1.

    A bench without figures has measured nothing and is short.
    """
    ok = bool(figures) and all(figure.ok for figure in figures)
    found = ", ".join(map(str, figures)) or "nothing measured"
    limits = ", ".join(f"{shown(figure.limit)} {figure.unit}".strip() for figure in figures) or "–"
    return f"{bench}: {found} (limit {limits}) {'ok' if ok else 'short'}", 0 if ok else 1


def shown(value: float) -> str:
    """Two decimals below ten, so that 1.5 and 0.33 can be compared; whole numbers above a hundred."""
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns side by side: the first left, the others, which are figures, right."""
    cells = [[shown(cell) if isinstance(cell, float) else str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    lines = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def machine() -> str:
    """Where the figures come from, and how busy it is: other work makes every time longer and less even."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.1f}"
