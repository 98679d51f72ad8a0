"""Disclosure control: nobody can be picked out of a published table.

Counts go in, a published `Table` comes out. Small rows are hidden together with others so that no difference gives them
back, and an audit looks at the table as a reader does: it works out every set of answers that could lie behind the
published figures and refuses the table when a count, or everybody's answer, can have one value only. A reader is taken
to know these rules and everything published earlier. How a single row looks is told in `published_rows`, what a later
release may change in `growth`.

Source of the rules: resident-input design, section 7 (the numbers below are its numbers); trust design, section 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product
from typing import Literal, NamedTuple

import numpy as np

from participation.growth import growth_worked_out, renewal_findings, same_figures
from participation.published_rows import (
    BLOCK,
    EXACT_FROM,
    FLOOR,
    TOTAL,
    TOTALS_KEPT,
    Bools,
    Counts,
    Figures,
    Finding,
    Fits,
    Ints,
    Label,
    figures_of,
    fitting,
    hidden_row,
    row_figures,
    show_row,
    shown_row,
    tightened,
    total_fitting,
    undecided,
)
from participation.release import STANCES, Row, Shown, Stance, Subject, Table

TOTAL_LABEL = {"fi": "Kaikki", "sv": "Alla", "en": "All"}
_NEAREST = 30  # other counts of a row tried before something is said beside its table


class _Effort(NamedTuple):
    """How many possible tables the audit looks at: totals, sizes of the hidden block, and ways to size the rows."""

    totals: int
    blocks: int
    ways: int


_EFFORTS = (_Effort(10, 3, 4), _Effort(TOTALS_KEPT, 7, 12))  # the second only where the first leaves a finding


@dataclass(frozen=True, slots=True)
class Earlier:
    """A table that an earlier Release holds, and the counts behind it if they are still kept."""

    table: Table
    counts: Mapping[str, Counts] | None  # by row id, "total" among them


@dataclass(frozen=True, slots=True)
class Hiding:
    """Why a row is not published. For the preparer's preview alone: a reader must not learn it.

    small: fewer than 10. held_back: the row alone would give away a count. protects: hidden so that a small row
    cannot be worked out. withheld: not enough was left for the crossing to be published.
    """

    table_id: str
    row_id: str
    reason: Literal["small", "protects", "held_back", "withheld"]


def protect(
    id: str,
    subject: Subject,
    text: Label | None,
    total: Counts,
    rows: Sequence[tuple[str, Label, Counts]],
    crossing: str | None,
    earlier: Earlier | None = None,
    small: frozenset[str] = frozenset(),
) -> Table:
    """The table as it may be published (rules 1-7 and 9).

    `rows` are all rows of the crossing, those who did not answer the group question included, so that they add up to
    `total`. `small` are the rows that are under 10 in every table of the activity, which a reader of all of them can
    notice. A table in `earlier` is carried over unchanged unless the growth rule allows its renewal.

    Raises `ValueError` when the rows do not add up to the total or a row is given twice.
    """
    table, _ = protect_and_explain(id, subject, text, total, rows, crossing, small)
    if earlier is None or same_figures(earlier.table, table):
        return table
    after = {TOTAL: total, **{row: counts for row, _, counts in rows}}
    if renewal_findings(earlier.table, table, earlier.counts, after):
        return earlier.table.model_copy(update={"text": text})
    return table


def protect_and_explain(
    id: str,
    subject: Subject,
    text: Label | None,
    total: Counts,
    rows: Sequence[tuple[str, Label, Counts]],
    crossing: str | None,
    small: frozenset[str] = frozenset(),
) -> tuple[Table, tuple[Hiding, ...]]:
    """As `protect` without an earlier table, with the reason for each row that is not published."""
    _check_sums(id, total, rows)
    alone = {row: show_row(row, label, counts) for row, label, counts in rows}
    size = {row: counts.n for row, _, counts in rows}
    shown = [row for row in sorted(alone, key=lambda row: size[row]) if not alone[row].hidden]
    totals = _totals(total)

    def published(top: Row, rows_shown: Sequence[str]) -> Table:
        keep = set(rows_shown)
        lines = [alone[row] if row in keep else hidden_row(row, label) for row, label, _ in rows]
        return Table(
            id=id,
            subject=subject,
            text=text,
            total=top,
            crossing=crossing,
            rows=tuple(lines) if keep else (),
            withheld=bool(rows) and not keep,
        )

    while shown:
        unseen = [row for row in alone if row not in shown]
        if not unseen or (len(unseen) >= 2 and sum(size[row] for row in unseen) >= FLOOR):
            for top in totals:
                table = published(top, shown)
                if not audit(table, small):
                    return table, _reasons(table, total, rows)
        shown = shown[1:]
    for top in totals:
        table = published(top, ())
        if not audit(table):
            return table, _reasons(table, total, rows)
    table = published(hidden_row(TOTAL, TOTAL_LABEL), ())
    return table, _reasons(table, total, rows)


def _totals(total: Counts) -> tuple[Row, ...]:
    """The forms that a total may take, the finest first (rule 4)."""
    if total.n < FLOOR:
        return ()
    finest = (True, False) if total.n >= EXACT_FROM else (False,)
    return tuple(shown_row(TOTAL, TOTAL_LABEL, total, whole=whole) for whole in finest)


def _check_sums(id: str, total: Counts, rows: Sequence[tuple[str, Label, Counts]]) -> None:
    if len({row for row, _, _ in rows}) != len(rows):
        raise ValueError(f"table {id}: a row is given twice")
    if rows:
        together = _together(counts for _, _, counts in rows)
        if (together.classes, together.cannot_say or 0) != (total.classes, total.cannot_say or 0):
            raise ValueError(f"table {id}: the rows do not add up to the total")


def _reasons(table: Table, total: Counts, rows: Sequence[tuple[str, Label, Counts]]) -> tuple[Hiding, ...]:
    def reason(label: Label, counts: Counts) -> Literal["small", "protects", "held_back", "withheld"]:
        if counts.n < FLOOR:
            return "small"
        if show_row("", label, counts).hidden:
            return "held_back"
        return "withheld" if table.withheld else "protects"

    seen = {row.id for row in table.rows if not row.hidden}
    top: tuple[Hiding, ...] = ()
    if table.total.hidden:
        top = (Hiding(table.id, TOTAL, "small" if total.n < FLOOR else "held_back"),)
    return top + tuple(Hiding(table.id, row, reason(label, counts)) for row, label, counts in rows if row not in seen)


def audit(table: Table, small: frozenset[str] = frozenset(), earlier: Table | None = None) -> tuple[Finding, ...]:
    """What can be worked out from the published table, and with `earlier` from the two together (rule 9).

    Looks at the table alone, never at the counts behind it. An empty answer means that for each class of each row, of
    the hidden rows together and of the total, and for each growth since `earlier`, at least two different counts fit
    everything published, and that not everybody need have given the same answer. `small`: see `protect`.
    """
    found = [*_broken_rules(table)]
    if not found and table.total.n is not None:
        found += _worked_out(table, small)
    if not found and earlier is not None and not same_figures(earlier, table):
        found += growth_worked_out(earlier, table)
    return tuple(found)


def _broken_rules(table: Table) -> Iterable[Finding]:
    lines = (table.total, *table.rows)
    for row in lines:
        carries = [row.n, row.against, row.neutral, row.for_, row.nearly_all, row.cannot_say]
        if row.hidden and any(figure is not None for figure in carries):
            yield Finding(table.id, row.id, "hidden_carries")
        if not row.hidden and row.n is None:
            yield Finding(table.id, row.id, "impossible")
    hidden = sum(row.hidden for row in table.rows)
    if table.rows and table.total.hidden:
        yield Finding(table.id, TOTAL, "total_missing")
    if hidden == 1 or (hidden and hidden == len(table.rows)):
        yield Finding(table.id, BLOCK, "hidden_alone")


def _worked_out(table: Table, small: frozenset[str]) -> Iterable[Finding]:
    shown = [row for row in table.rows if not row.hidden]
    unseen = [row.id for row in table.rows if row.hidden]
    names = [row.id for row in shown] + [BLOCK] * bool(unseen) + [TOTAL]
    figures = tuple(figures_of(row) for row in shown)
    room = any(row not in small for row in unseen)
    for target, problem, stance in _assessed(figures_of(table.total), figures, len(unseen), room):
        yield Finding(table.id, names[target], problem, stance)
    for target in _cannot_say_pinned(table.total.cannot_say, [row.cannot_say for row in shown], bool(unseen)):
        yield Finding(table.id, names[target], "one_count")


_Problem = tuple[int, Literal["one_count", "one_answer", "impossible"], Stance | None]


@lru_cache(maxsize=65536)
def _assessed(total: Figures, rows: tuple[Figures, ...], hidden: int, room: bool) -> tuple[_Problem, ...]:
    """Problems of each target: the rows in order, the hidden block if there is one, the total."""
    tops, fits = total_fitting(total), [fitting(row) for row in rows]
    alone = [index for index, fit in enumerate([*fits, tops]) if not undecided(fit)]
    if alone:
        last = len(rows) + (hidden > 0)
        return tuple((last if index == len(rows) else index, "one_count", None) for index in alone)
    if not rows:
        return ()
    found: list[_Problem] = []
    for effort in _EFFORTS:
        found = _closed(_worlds(tops, fits, hidden, room, effort), len(rows))
        if not found:
            break
    return tuple(found)


def _closed(worlds: tuple[Ints, Ints, Ints] | None, block: int) -> list[_Problem]:
    """Targets that are the same in all the worlds; `block` is the target to name when there are no worlds."""
    if worlds is None:
        return [(block, "impossible", None)]
    low, high, size = worlds
    found: list[_Problem] = []
    for target in range(low.shape[1]):
        least, most = low[:, target].min(axis=0), high[:, target].max(axis=0)
        found += [(target, "one_count", stance) for k, stance in enumerate(STANCES) if least[k] == most[k]]
        if not (low[:, target] < size[:, target, None]).all(axis=1).any():
            found.append((target, "one_answer", None))
    return found


def _worlds(
    total: Fits, rows: Sequence[Fits], hidden: int, room: bool, effort: _Effort
) -> tuple[Ints, Ints, Ints] | None:
    """Exact class ranges of every target in a choice of possible sizes of the rows, or None when none is possible.

    Returns (worlds, targets, 3) lows and highs and (worlds, targets) sizes. Each world fixes the size of each row and
    of the hidden block; within it the ranges are exact, and all worlds agree with everything published. What holds in
    some world can therefore be true, and what holds in none is reported, though another choice might show otherwise.
    """
    picked, sizes, block = _possible_sizes(total, rows, hidden, room, effort)
    at = np.stack([np.searchsorted(fit.n[:-1], sizes[:, i]) for i, fit in enumerate(rows)], axis=1)
    reached = np.stack([fit.n[at[:, i]] for i, fit in enumerate(rows)], axis=1)
    known: Bools = np.asarray((reached == sizes).all(axis=1), dtype=np.bool_)
    picked, sizes, block, at = picked[known], sizes[known], block[known], at[known]

    low = np.stack([fit.low[at[:, i]] for i, fit in enumerate(rows)], axis=1)
    high = np.stack([fit.high[at[:, i]] for i, fit in enumerate(rows)], axis=1)
    if hidden:
        low = np.concatenate([low, np.zeros_like(low[:, :1])], axis=1)
        high = np.concatenate([high, np.repeat(block[:, None, None], 3, axis=2)], axis=1)
        sizes = np.concatenate([sizes, block[:, None]], axis=1)
    top_low, top_high, top_n = total.low[picked], total.high[picked], total.n[picked]

    least, most = low.sum(axis=1, keepdims=True), high.sum(axis=1, keepdims=True)
    # Each member is the total without all others; the total is all members together.
    member_low = np.maximum(low, top_low[:, None] - (most - high))
    member_high = np.minimum(high, top_high[:, None] - (least - low))
    all_low = np.concatenate([member_low, np.maximum(least, top_low[:, None])], axis=1)
    all_high = np.concatenate([member_high, np.minimum(most, top_high[:, None])], axis=1)
    all_sizes = np.concatenate([sizes, top_n[:, None]], axis=1)
    tight_low, tight_high, possible = tightened(all_low, all_high, all_sizes)
    fits = possible.all(axis=1)
    return (tight_low[fits], tight_high[fits], all_sizes[fits]) if fits.any() else None


def _possible_sizes(
    total: Fits, rows: Sequence[Fits], hidden: int, room: bool, effort: _Effort
) -> tuple[Ints, Ints, Ints]:
    """Sizes that agree with the rules: (worlds,) index into `total`, (worlds, rows) sizes, (worlds,) hidden people.

    Hidden people are at least 10. Either all hidden rows are under 10, or one that is not protects those others, which
    are then under 10 together; it is smaller than every published row, and it is not one that is always small.
    """
    least = np.array([fit.n[0] for fit in rows], dtype=np.int64)
    most = np.array([fit.n[-1] for fit in rows], dtype=np.int64)
    tops = np.unique(np.linspace(0, len(total.n) - 1, effort.totals).astype(np.int64))
    n = total.n[tops]
    if hidden:
        all_small = (FLOOR - 1) * hidden
        one_protects = int(most.min()) - 1 + (FLOOR - 1) if room else 0
        first = np.maximum(FLOOR, n - most.sum())
        last = np.minimum(max(all_small, one_protects), n - least.sum())
        block = np.linspace(first, last, effort.blocks).astype(np.int64).T  # (totals, blocks)
        block = np.where((first <= last)[:, None], block, -1)
    else:
        block = np.where((least.sum() <= n) & (n <= most.sum()), 0, -1)[:, None]
    picked = np.repeat(tops, block.shape[1])
    people = block.ravel()
    picked, people = picked[people >= 0], people[people >= 0]

    sizes = _shared_out(total.n[picked] - people, least, most, effort.ways)
    picked, people = np.repeat(picked, effort.ways), np.repeat(people, effort.ways)
    if hidden:
        all_small_fit = people <= (FLOOR - 1) * hidden
        one_protects_fits = (people <= sizes.min(axis=1) - 1 + FLOOR - 1) & room
        allowed: Bools = np.asarray(all_small_fit | one_protects_fits, dtype=np.bool_)
        picked, sizes, people = picked[allowed], sizes[allowed], people[allowed]
    return picked, sizes, people


def _shared_out(people: Ints, least: Ints, most: Ints, ways: int) -> Ints:
    """Each number of people shared among rows within their bounds in some different ways, (people · ways, rows).

    Starts from fixed scattered sizes and fills or empties the rows in turn until the sum is right. Every number must
    lie between the sums of the bounds.
    """
    rows = len(least)
    scattered = np.random.default_rng(rows).random((ways, rows))
    scattered[0] = 0
    start = least + np.floor(scattered * (most - least)).astype(np.int64)  # (ways, rows)
    order = (np.arange(rows)[None] + np.arange(ways)[:, None]) % rows
    start, low, high = (np.take_along_axis(np.broadcast_to(x, (ways, rows)), order, 1) for x in (start, least, most))
    short = people[:, None, None] - start.sum(axis=1)[None, :, None]  # (people, ways, 1)
    filled, emptied = (np.cumsum(room, axis=1) - room for room in (high - start, start - low))
    sizes = start + np.clip(short - filled, 0, high - start) - np.clip(-short - emptied, 0, start - low)
    back = np.argsort(order, axis=1)
    shared: Ints = np.take_along_axis(sizes, np.broadcast_to(back, sizes.shape), 2).reshape(-1, rows)
    return shared


def _cannot_say_pinned(total: Shown | None, rows: Sequence[Shown | None], hidden: bool) -> list[int]:
    """Targets, numbered as in `_assessed`, whose number of "cannot say" has one possible value."""
    if total is None or any(row is None for row in rows):
        return []
    bounds = [_count_bounds(row) for row in rows if row is not None]
    low, high = _count_bounds(total)
    least, most = sum(first for first, _ in bounds), sum(last for _, last in bounds)
    ranges = [
        (first if hidden else max(first, low - (most - last)), min(last, high - (least - first)))
        for first, last in bounds
    ]
    if hidden:
        ranges.append((max(0, low - most), high - least))
    ranges.append((max(low, least), high if hidden or not rows else min(high, most)))
    return [target for target, (first, last) in enumerate(ranges) if first >= last]


def _count_bounds(count: Shown) -> tuple[int, int]:
    low = count.low or 0
    return (0, low - 1) if count.kind == "under" else (low, low if count.high is None else count.high)


def may_be_said(
    table: Table,
    rows: Mapping[str, Counts],
    holds: Callable[[Mapping[str, Counts]], bool],
    small: frozenset[str] = frozenset(),
) -> bool:
    """Whether something that `holds` of the counts may be published beside the table, such as "sets group A apart".

    `rows` are the counts behind the table's rows, or behind "total" when it has none. True when for each class of each
    row, of the hidden rows together and of the total there are other counts, a few people away, that give the same
    table and of which the same holds. Looks nearby only, so it errs on the safe side. `small`: see `protect`.
    """
    if table.total.hidden or not holds(rows):
        return False
    labels = {row.id: row.label for row in table.rows}
    seen = {row.id: figures_of(row) for row in table.rows if not row.hidden}
    unseen = [row.id for row in table.rows if row.hidden and rows[row.id].n]
    top, whole = figures_of(table.total), table.total.n is not None and table.total.n.kind == "exact"

    def values(counts: Mapping[str, Counts]) -> dict[tuple[str, int], int]:
        groups = {row: counts[row].classes for row in (*seen, *unseen)}
        if unseen:
            groups[BLOCK] = _together(counts[row] for row in unseen).classes
        groups[TOTAL] = _together(counts.values()).classes
        return {(row, k): count for row, classes in groups.items() for k, count in enumerate(classes)}

    def published_alike(counts: Mapping[str, Counts], total: Counts) -> bool:
        lines = [] if set(counts) == {TOTAL} else [(row, labels.get(row, {}), value) for row, value in counts.items()]
        return table == protect(table.id, table.subject, table.text, total, lines, table.crossing, small=small)

    truth = values(rows)
    decided = set(truth)
    for other in _nearby(rows, seen):
        total = _together(other.values())
        if total.n < FLOOR or row_figures(total.classes, whole) != top:
            continue
        found = values(other)
        left = {target for target in decided if found[target] == truth[target]}
        if left != decided and holds(other) and published_alike(other, total):
            decided = left
            if not decided:
                return True
    return False


def _together(counts: Iterable[Counts]) -> Counts:
    held = list(counts)
    unsure = [each.cannot_say for each in held if each.cannot_say is not None]
    against, neutral, for_ = (sum(column) for column in zip(*(each.classes for each in held), strict=True))
    return Counts(against, neutral, for_, sum(unsure) if unsure else None)


def _nearby(rows: Mapping[str, Counts], seen: Mapping[str, Figures]) -> Iterator[dict[str, Counts]]:
    """Counts in which one row or two differ by up to two people in each class; published rows keep their figures."""
    steps = sorted(product(range(-2, 3), repeat=3), key=lambda step: sum(map(abs, step)))[1:]

    def of(row: str, counts: Counts) -> Iterator[Counts]:
        for step in steps:
            against, neutral, for_ = (count + by for count, by in zip(counts.classes, step, strict=True))
            if min(against, neutral, for_) < 0:
                continue
            if row in seen and against + neutral + for_ < FLOOR:
                continue
            if row not in seen or row_figures((against, neutral, for_), False) == seen[row]:
                yield Counts(against, neutral, for_, counts.cannot_say)

    near = {row: list(islice(of(row, counts), _NEAREST)) for row, counts in rows.items()}
    for row, others in near.items():
        yield from ({**rows, row: other} for other in others)
    for one, two in combinations(near, 2):
        yield from ({**rows, one: a, two: b} for a, b in product(near[one], near[two]))
