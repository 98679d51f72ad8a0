"""Hidden rows beside Tau-Argus, the disclosure audit of the statistical offices, on 1,000 random tables.

Tau-Argus (through pytauargus) is asked what somebody would know who had the exact counts of every published row and of
the total, which is more than we ever publish. It works on linear equations between cells; that rounded forms hide more
than that, and that nothing at all can be recovered from them, is shown by enumeration in test_disclosure.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from pytauargus._tauargus import audit_jj

from tests.privacy.test_disclosure import (
    Rows,
    leaks,
    published,
    small_surveys,
    surveys_with_a_large_group,
    together,
)

LARGEST = 10_000  # people in any cell


class Cell(NamedTuple):
    value: int
    hidden: bool


Equation = Sequence[tuple[int, int]]  # (cell, factor), that add up to nothing
Audit = Callable[[Sequence[Cell], Sequence[Equation]], dict[int, tuple[int, int]]]


@pytest.fixture
def audited(tmp_path: Path) -> Audit:
    """The range of every hidden cell, by its number, as Tau-Argus finds it. The file is of its own JJ format."""

    def ask(cells: Sequence[Cell], equations: Sequence[Equation]) -> dict[int, tuple[int, int]]:
        lines = ["0", str(len(cells))]
        for number, cell in enumerate(cells):
            state = "u 0 {0} 1 1 0" if cell.hidden else "s 0 {0} 0 0 0"
            lines.append(f"{number} {cell.value} 1 {state.format(LARGEST)}")
        lines.append(str(len(equations)))
        for terms in equations:
            lines.append(f"0 {len(terms)} : " + " ".join(f"{cell} ({factor})" for cell, factor in terms))
        file = tmp_path / "table.JJ"
        file.write_text("\n".join(lines) + "\n", "ascii")
        return {found["cell"]: (round(found["min"]), round(found["max"])) for found in audit_jj(str(file))}

    return ask


def surveys() -> list[Rows]:
    return [*small_surveys(700, seed=41), *surveys_with_a_large_group(300, seed=42)]


def sizes(rows: Rows, hidden: Sequence[bool]) -> tuple[list[Cell], list[Equation]]:
    """How many people each row has, and all of them: one equation."""
    cells = [Cell(together(rows).n, False)]
    cells += [Cell(counts.n, unseen) for (_, _, counts), unseen in zip(rows, hidden, strict=True)]
    return cells, [[(0, -1), *((number, 1) for number in range(1, len(cells)))]]


def classes(rows: Rows, hidden: Sequence[bool]) -> tuple[list[Cell], list[Equation]]:
    """Every class of every row, its sum and the totals. Of a hidden row nothing is told, its size neither."""
    table = np.array([[*counts.classes, counts.n] for _, _, counts in rows])
    table = np.vstack([table, table.sum(axis=0)])
    unseen = [*hidden, False]
    cells = [Cell(int(value), unseen[row]) for row, values in enumerate(table) for value in values]
    across = [[(4 * row + 3, -1), *((4 * row + k, 1) for k in range(3))] for row in range(len(table))]
    down = [[(4 * len(rows) + k, -1), *((4 * row + k, 1) for row in range(len(rows)))] for k in range(4)]
    return cells, [*across, *down]


def hidden_rows(rows: Rows) -> list[bool] | None:
    """Which rows our rules hide; None when no table of rows is published."""
    table = published(rows)
    return [row.hidden for row in table.rows] if table.rows else None


def test_the_size_of_no_hidden_row_follows_from_exact_sizes_of_the_others(audited: Audit) -> None:
    tables = with_hidden = 0
    for rows in surveys():
        tables += 1
        hidden = hidden_rows(rows)
        if hidden is None or not any(hidden):
            continue
        with_hidden += 1
        found = audited(*sizes(rows, hidden))
        assert set(found) == {number for number, unseen in enumerate(hidden, start=1) if unseen}
        assert all(low < high for low, high in found.values())
    print(f"P1 Tau-Argus: {tables} tables, {with_hidden} with hidden rows, 0 sizes follow")
    assert (tables, with_hidden > 200) == (1000, True)


def test_control_without_the_block_rule_a_row_hidden_alone_is_given_away(audited: Audit) -> None:
    given_away = 0
    for rows in surveys():
        hidden = [counts.n < 10 for _, _, counts in rows]
        if any(hidden):
            given_away += any(low == high for low, high in audited(*sizes(rows, hidden)).values())
    print(f"P1 Tau-Argus, block rule dropped: the size of a hidden row follows in {given_away} of 1,000 tables")
    assert given_away > 100


def test_the_range_of_every_hidden_count_is_that_of_enumeration(audited: Audit) -> None:
    """Rows hidden together can have anything between nobody and all hidden people of a class: both say the same."""
    compared = exact_gives_away = forms_give_away = 0
    for rows in surveys():
        hidden = hidden_rows(rows)
        if hidden is None or not any(hidden):
            continue
        found = audited(*classes(rows, hidden))
        block = together([row for row, unseen in zip(rows, hidden, strict=True) if unseen]).classes
        for place, unseen in enumerate(hidden):
            if unseen:
                assert [found[4 * place + k] for k in range(3)] == [(0, count) for count in block]
                compared += 3
        # Where nobody of the hidden ones gave an answer, exact counts would tell that of each of them.
        exact_gives_away += 0 in block
        forms_give_away += bool(leaks(published(rows)))
    print(
        f"P1 Tau-Argus: {compared} hidden counts alike; exact counts would give one away in {exact_gives_away} tables, "
        f"the published forms in {forms_give_away}"
    )
    assert compared > 1000
    assert exact_gives_away > 0
    assert forms_give_away == 0
