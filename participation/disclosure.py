"""Disclosure control: nobody can be picked out of a published figure.

Counts go in, a published `Table` comes out. What a row shows depends on its size alone, small rows are hidden together
with others so that no difference gives them back, and an audit looks at the table as a reader does: it works out every
set of answers that could lie behind the published figures and refuses the table when a count, or everybody's answer,
can have one value only. A reader is taken to know these rules and everything published earlier.

Shares are rounded to the nearest step, halves to the even step. Halves rounded upwards would give away a class that
nobody chose: of 1,000 answers, 30.5 % and 69.5 % would read 31 and 70, which no other counts do.

Source of the rules: resident-input design, section 7 (the numbers below are its numbers); trust design, section 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, islice, product
from typing import Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from participation.release import (
    STANCES,
    ActivityResult,
    Composition,
    Release,
    Row,
    Shown,
    Stance,
    Subject,
    Table,
    ThemeCount,
)

FLOOR = 10  # rule 1
TOTAL = "total"
BLOCK = "hidden"  # the hidden rows of a table together, in findings
TOTAL_LABEL = {"fi": "Kaikki", "sv": "Alla", "en": "All"}

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Number = TypeVar("Number", int, NDArray[np.int64])
Label = dict[str, str]

_QUARTERS, _TENS, _FIVES, _WHOLE = 25, 10, 5, 1  # steps, in per cent
_WORDS: dict[int, Literal["few", "quarter", "half", "three_quarters"]] = {
    0: "few",
    25: "quarter",
    50: "half",
    75: "three_quarters",
}
_EXACT_FROM = 100  # rule 4
# Whole per cents give a count away only where the least counts of the three classes, or the largest, add up to n. Both
# sums are half a per cent of n off, give or take a person for each class: above 600 people that is never nothing.
_WHOLE_MAY_FAIL_UP_TO = 600
_NEAREST = 30  # other counts of a row tried before something is said beside its table
_TOTALS_KEPT = 80  # of the totals that look alike, when only some of them are possible


class _Effort(NamedTuple):
    """How many possible tables the audit looks at: totals, sizes of the hidden block, and ways to size the rows."""

    totals: int
    blocks: int
    ways: int


_EFFORTS = (_Effort(10, 3, 4), _Effort(_TOTALS_KEPT, 7, 12))  # the second only where the first leaves a finding


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers of one group in three classes, in people. `cannot_say` is None when it could not be answered."""

    against: int
    neutral: int
    for_: int
    cannot_say: int | None = None

    def __post_init__(self) -> None:
        if min(self.against, self.neutral, self.for_, self.cannot_say or 0) < 0:
            raise ValueError("a count of people cannot be negative")

    @property
    def classes(self) -> tuple[int, int, int]:
        return self.against, self.neutral, self.for_

    @property
    def n(self) -> int:
        """Everybody with an opinion: the 100 % of the row."""
        return self.against + self.neutral + self.for_

    def __add__(self, other: Counts) -> Counts:
        against, neutral, for_ = (mine + theirs for mine, theirs in zip(self.classes, other.classes, strict=True))
        unsure = (self.cannot_say, other.cannot_say)
        cannot_say = None if unsure == (None, None) else sum(count or 0 for count in unsure)
        return Counts(against, neutral, for_, cannot_say)


NOBODY = Counts(0, 0, 0)


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


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader could work out, or a rule that a published table breaks.

    one_count            a class of a row, of the hidden block or of the total has one possible count
    one_answer           everybody in it must have given the same answer
    impossible           no answers fit the figures, or none could be shown to
    hidden_carries       a hidden row says more than its name
    hidden_alone         hidden rows are fewer than two, or none but they are left
    total_missing        rows are published though their total is not
    removed              published earlier, now gone
    shrank               a count became smaller
    grew_too_little      fewer than 10 new answers
    counts_missing       changed, and the counts behind it were not given
    crossing_changed     the rows are not the rows of the earlier table
    """

    table_id: str
    row_id: str
    problem: Literal[
        "one_count",
        "one_answer",
        "impossible",
        "hidden_carries",
        "hidden_alone",
        "total_missing",
        "removed",
        "shrank",
        "grew_too_little",
        "counts_missing",
        "crossing_changed",
    ]
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class ActivityCounts:
    """The counts behind one activity's published figures. Kept with the raw rows, never published."""

    tables: Mapping[str, Mapping[str, Counts]]  # table id -> row id -> counts, "total" among them
    participants: int | None = None
    votes: int | None = None
    texts: int | None = None
    groups: Mapping[str, int] = field(default_factory=dict)  # opinion group -> people in it


@dataclass(frozen=True, slots=True)
class ReleaseCounts:
    """The counts behind a Release."""

    activities: Mapping[int, ActivityCounts]
    themes: Mapping[int, Mapping[int, int]]  # theme id -> activity id -> contributions


class _Figures(NamedTuple):
    """What a row tells about its answers: the key under which rows that look alike are one."""

    n: Shown
    against: Shown | None
    neutral: Shown | None
    for_: Shown | None
    nearly_all: Stance | None


@dataclass(frozen=True, slots=True, eq=False)
class _Fits:
    """The answers that fit a row: for each size, the exact range of each class.

    Within one size every whole number between the bounds of a class is reached, and the three classes add up to n.
    Such sets add up exactly by adding their bounds, which is what makes the audit both exact and fast.
    """

    n: Ints  # (sizes,)
    low: Ints  # (sizes, 3)
    high: Ints  # (sizes, 3)


# Forms ---------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def count_form(n: int) -> Shown:
    """How many: participants, contributions to a theme, people in a group. "Under 10", else a band (rule 8)."""
    if n < 0:
        raise ValueError("a count of people cannot be negative")
    if n < FLOOR:
        return Shown(kind="under", low=FLOOR)
    if n < 100:
        low, high = (10, 24) if n < 25 else (25, 49) if n < 50 else (50, 99)
        return Shown(kind="band", low=low, high=high)
    return Shown(kind="band", low=n // 50 * 50, high=n // 50 * 50 + 49)


def total_form(n: int) -> Shown:
    """How many answered in all: exact from 100 on, below it as `count_form` (rule 4)."""
    return Shown(kind="exact", low=n) if n >= _EXACT_FROM else count_form(n)


def show_row(id: str, label: Label, counts: Counts) -> Row:
    """The row as it may be published on its own; hidden when it is small or would give away a count."""
    if counts.n < FLOOR:
        return _hidden(id, label)
    row = _shown(id, label, counts, whole=False)
    return row if publishable(row) else _hidden(id, label)


def publishable(row: Row) -> bool:
    """Whether a row is shown and each of its classes has more than one possible count."""
    if row.hidden or row.n is None:
        return False
    return _undecided(_fits(_figures(row)))


def show_sizes(sizes: Mapping[str, int], unnamed: int = 0) -> dict[str, Shown | None]:
    """How many people each group has, None for a hidden group: the block rule for sizes alone (rule 6).

    `unnamed` are the people outside all groups; they are never shown and so protect the hidden.
    """
    hidden = {id for id, n in sizes.items() if n < FLOOR}
    order = sorted(sizes, key=lambda id: sizes[id])
    while hidden and len(hidden) < len(sizes):
        together = unnamed + sum(sizes[id] for id in hidden)
        if len(hidden) + (unnamed > 0) >= 2 and together >= FLOOR:
            break
        hidden.add(next(id for id in order if id not in hidden))
    return {id: None if id in hidden else count_form(n) for id, n in sizes.items()}


def _hidden(id: str, label: Label) -> Row:
    return Row(id=id, label=label, hidden=True)


def _shown(id: str, label: Label, counts: Counts, *, whole: bool) -> Row:
    n, against, neutral, for_, nearly_all = _forms(counts.classes, whole)
    cannot_say = None if counts.cannot_say is None else count_form(counts.cannot_say)
    return Row(
        id=id,
        label=label,
        n=n,
        against=against,
        neutral=neutral,
        for_=for_,
        nearly_all=nearly_all,
        cannot_say=cannot_say,
    )


@lru_cache(maxsize=65536)
def _forms(classes: tuple[int, int, int], whole: bool) -> _Figures:
    """The figures of a row; `whole` is the finer form of a total, n as it is and whole per cents."""
    n = sum(classes)
    size = total_form(n) if whole else count_form(n)
    step = _step(size)
    for stance, count in zip(STANCES, classes, strict=True):
        if 200 * count >= (200 - step) * n:
            return _Figures(size, None, None, None, stance)
    against, neutral, for_ = (_share(_codes(count, n, step), step) for count in classes)
    return _Figures(size, against, neutral, for_, None)


def _step(size: Shown) -> int:
    """The rounding step of a row's shares, which the form of its n gives away."""
    if size.kind == "exact":
        return _WHOLE
    high = size.high or 0
    return _QUARTERS if high < 25 else _TENS if high < 100 else _FIVES


def _codes(counts: Number, n: Number, step: int) -> Number:
    """Each share as its nearest step in per cent; for tens and fives 0 is "under one step", 100 "over the last"."""
    twice, unit = 200 * counts + step * n, 2 * step * n
    nearest = twice // unit
    codes: Number = (nearest - ((twice % unit == 0) & (nearest % 2 == 1))) * step
    if step in (_TENS, _FIVES):
        under, over = 100 * counts < step * n, 100 * counts > (100 - step) * n
        codes = codes * (1 - under) * (1 - over) + 100 * over
    return codes


def _bounds(codes: Ints, n: Ints, step: int) -> tuple[Ints, Ints]:
    """The least and the largest count that has the code: the inverse of `_codes`."""
    even = codes // step % 2 == 0
    below, above = n * (2 * codes - step), n * (2 * codes + step)
    low = np.maximum(np.where(even, -(-below // 200), below // 200 + 1), 0)
    high = np.where(even, above // 200, -(-above // 200) - 1)
    if step in (_TENS, _FIVES):
        first, last = -(-step * n // 100), (100 - step) * n // 100
        nearly_all = -(-n * (200 - step) // 200)
        low = np.where(codes == 0, 0, np.where(codes == 100, last + 1, np.maximum(low, first)))
        high = np.where(codes == 0, first - 1, np.where(codes == 100, nearly_all - 1, np.minimum(high, last)))
    return low, high


@lru_cache(maxsize=512)
def _share(code: int, step: int) -> Shown:
    if step == _QUARTERS:
        return Shown(kind="word", word=_WORDS[code])
    if code == 0:
        return Shown(kind="below", low=step)
    if code == 100:
        return Shown(kind="above", low=100 - step)
    return Shown(kind="percent", low=code, step=step)


def _code(share: Shown) -> int:
    """The code of a published share: the inverse of `_share`."""
    if share.kind == "word":
        return next(code for code, word in _WORDS.items() if word == share.word)
    return {"below": 0, "above": 100}.get(share.kind, share.low or 0)


# Tables --------------------------------------------------------------------------------------------------------------


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
    if earlier is None or _same_figures(earlier.table, table):
        return table
    after = {TOTAL: total, **{row: counts for row, _, counts in rows}}
    if _renewal_findings(earlier.table, table, earlier.counts, after):
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
        lines = [alone[row] if row in keep else _hidden(row, label) for row, label, _ in rows]
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
    table = published(_hidden(TOTAL, TOTAL_LABEL), ())
    return table, _reasons(table, total, rows)


def _totals(total: Counts) -> tuple[Row, ...]:
    """The forms that a total may take, the finest first (rule 4)."""
    if total.n < FLOOR:
        return ()
    finest = (True, False) if total.n >= _EXACT_FROM else (False,)
    return tuple(_shown(TOTAL, TOTAL_LABEL, total, whole=whole) for whole in finest)


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


# What a reader can work out ------------------------------------------------------------------------------------------


def audit(table: Table, small: frozenset[str] = frozenset(), earlier: Table | None = None) -> tuple[Finding, ...]:
    """What can be worked out from the published table, and with `earlier` from the two together (rule 9).

    Looks at the table alone, never at the counts behind it. An empty answer means that for each class of each row, of
    the hidden rows together and of the total, and for each growth since `earlier`, at least two different counts fit
    everything published, and that not everybody need have given the same answer. `small`: see `protect`.
    """
    found = [*_broken_rules(table)]
    if not found and table.total.n is not None:
        found += _worked_out(table, small)
    if not found and earlier is not None and not _same_figures(earlier, table):
        found += _growth_worked_out(earlier, table)
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
    figures = tuple(_figures(row) for row in shown)
    room = any(row not in small for row in unseen)
    for target, problem, stance in _assessed(_figures(table.total), figures, len(unseen), room):
        yield Finding(table.id, names[target], problem, stance)
    for target in _cannot_say_pinned(table.total.cannot_say, [row.cannot_say for row in shown], bool(unseen)):
        yield Finding(table.id, names[target], "one_count")


_Problem = tuple[int, Literal["one_count", "one_answer", "impossible"], Stance | None]


@lru_cache(maxsize=65536)
def _assessed(total: _Figures, rows: tuple[_Figures, ...], hidden: int, room: bool) -> tuple[_Problem, ...]:
    """Problems of each target: the rows in order, the hidden block if there is one, the total."""
    tops, fits = _total_fits(total), [_fits(row) for row in rows]
    alone = [index for index, fit in enumerate([*fits, tops]) if not _undecided(fit)]
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


def _figures(row: Row) -> _Figures:
    if row.n is None:
        raise ValueError(f"row {row.id}: a hidden row has no figures")
    return _Figures(row.n, row.against, row.neutral, row.for_, row.nearly_all)


def _undecided(fits: _Fits) -> bool:
    """Whether something fits and each class has more than one possible count."""
    return len(fits.n) > 0 and bool((fits.low.min(axis=0) < fits.high.max(axis=0)).all())


@lru_cache(maxsize=8192)
def _fits(figures: _Figures) -> _Fits:
    """Everything that looks like these figures."""
    size, step = figures.n, _step(figures.n)
    least = size.low or 0
    n = np.arange(least, (size.high or least) + 1, dtype=np.int64)
    low, high = np.zeros((len(n), 3), dtype=np.int64), np.repeat(n[:, None], 3, axis=1)
    if figures.nearly_all is not None:
        low[:, STANCES.index(figures.nearly_all)] = -(-n * (200 - step) // 200)
    else:
        for k, share in enumerate((figures.against, figures.neutral, figures.for_)):
            if share is not None:
                low[:, k], high[:, k] = _bounds(np.full(len(n), _code(share)), n, step)
    low, high, possible = _tightened(low, high, n)
    return _Fits(n[possible], low[possible], high[possible])


def _tightened(low: Ints, high: Ints, n: Ints) -> tuple[Ints, Ints, Bools]:
    """Bounds of three classes (last axis) that add up to n, as tight as they get, and whether anything fits."""
    least, most, size = low.sum(axis=-1), high.sum(axis=-1), n[..., None]
    possible = (low <= high).all(axis=-1) & (least <= n) & (n <= most)
    tight_low = np.maximum(low, size - (most[..., None] - high))
    tight_high = np.minimum(high, size - (least[..., None] - low))
    return tight_low, tight_high, possible


@lru_cache(maxsize=8192)
def _total_fits(figures: _Figures) -> _Fits:
    """As `_fits`; a total of 100 or more in the coarser form also tells that whole per cents failed the audit.

    Of those only the totals are taken that fail by themselves. Others may be possible too, so the audit errs on the
    safe side.
    """
    fits = _fits(figures)
    if figures.n.kind == "exact" or (figures.n.low or 0) < _EXACT_FROM or not len(fits.n):
        return fits
    parts = [
        _splits(n, low, high) for n, low, high in zip(fits.n, fits.low, fits.high, strict=True)
        if n <= _WHOLE_MAY_FAIL_UP_TO
    ]  # fmt: skip
    answers = np.concatenate(parts) if parts else np.zeros((0, 3), dtype=np.int64)
    answers = answers[~_whole_undecided(answers)]
    if len(answers) > _TOTALS_KEPT:
        ends = [int(pick(answers[:, k])) for k in range(3) for pick in (np.argmin, np.argmax)]
        even = np.linspace(0, len(answers) - 1, _TOTALS_KEPT - len(ends)).astype(np.int64)
        answers = answers[np.unique([*ends, *even])]
    return _Fits(answers.sum(axis=1), answers, answers)


def _splits(n: int, low: Ints, high: Ints) -> Ints:
    """All ways to answer within the bounds, one per row."""
    against, for_ = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[2], high[2] + 1), indexing="ij")
    neutral = n - against - for_
    inside = (low[1] <= neutral) & (neutral <= high[1])
    return np.stack([against[inside], neutral[inside], for_[inside]], axis=1).astype(np.int64)


def _whole_undecided(answers: Ints) -> Bools:
    """For each row of answers, whether whole per cents and n leave each class more than one count."""
    n = np.repeat(answers.sum(axis=1)[:, None], 3, axis=1)
    low, high = _bounds(_codes(answers, n, _WHOLE), n, _WHOLE)
    nearly = 200 * answers >= (200 - _WHOLE) * n
    one = nearly.any(axis=1, keepdims=True)
    low = np.where(one, np.where(nearly, -(-n * (200 - _WHOLE) // 200), 0), low)
    high = np.where(one, n, high)
    low, high, _ = _tightened(low, high, n[:, 0])
    return np.asarray((low < high).all(axis=1), dtype=np.bool_)


def _worlds(
    total: _Fits, rows: Sequence[_Fits], hidden: int, room: bool, effort: _Effort
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
    tight_low, tight_high, possible = _tightened(all_low, all_high, all_sizes)
    fits = possible.all(axis=1)
    return (tight_low[fits], tight_high[fits], all_sizes[fits]) if fits.any() else None


def _possible_sizes(
    total: _Fits, rows: Sequence[_Fits], hidden: int, room: bool, effort: _Effort
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
    seen = {row.id: _figures(row) for row in table.rows if not row.hidden}
    unseen = [row.id for row in table.rows if row.hidden and rows[row.id].n]
    top, whole = _figures(table.total), table.total.n is not None and table.total.n.kind == "exact"

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
        if total.n < FLOOR or _forms(total.classes, whole) != top:
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


def _nearby(rows: Mapping[str, Counts], seen: Mapping[str, _Figures]) -> Iterator[dict[str, Counts]]:
    """Counts in which one row or two differ by up to two people in each class; published rows keep their figures."""
    steps = sorted(product(range(-2, 3), repeat=3), key=lambda step: sum(map(abs, step)))[1:]

    def of(row: str, counts: Counts) -> Iterator[Counts]:
        for step in steps:
            against, neutral, for_ = (count + by for count, by in zip(counts.classes, step, strict=True))
            if min(against, neutral, for_) < 0:
                continue
            if row in seen and against + neutral + for_ < FLOOR:
                continue
            if row not in seen or _forms((against, neutral, for_), False) == seen[row]:
                yield Counts(against, neutral, for_, counts.cannot_say)

    near = {row: list(islice(of(row, counts), _NEAREST)) for row, counts in rows.items()}
    for row, others in near.items():
        yield from ({**rows, row: other} for other in others)
    for one, two in combinations(near, 2):
        yield from ({**rows, one: a, two: b} for a, b in product(near[one], near[two]))


# Releases that follow one another ------------------------------------------------------------------------------------


def compare_releases(old: Release, new: Release, before: ReleaseCounts, after: ReleaseCounts) -> tuple[Finding, ...]:
    """What breaks the growth rule between two Releases of one decision (rule 7).

    Everything that was published is carried over unchanged, or renewed with at least 10 new answers in every published
    group and nothing removed. New activities, tables and themes are free. `before` and `after` are the counts behind
    the two; what has changed and has no counts there is refused. In findings, `table_id` is "activity/table", for a
    theme "theme-<id>".
    """
    found: list[Finding] = []
    now = {activity.activity_id: activity for activity in new.activities}
    for activity in old.activities:
        place = str(activity.activity_id)
        later = now.get(activity.activity_id)
        if later is None:
            found.append(Finding(place, "", "removed"))
            continue
        found += compare_activities(
            activity,
            later,
            before.activities.get(activity.activity_id),
            after.activities.get(activity.activity_id),
        )
    themes = {theme.theme_id: theme for theme in new.themes}
    for theme in old.themes:
        found += _theme_findings(theme, themes.get(theme.theme_id), before.themes, after.themes)
    return tuple(found)


def compare_activities(
    old: ActivityResult, new: ActivityResult, before: ActivityCounts | None, after: ActivityCounts | None
) -> tuple[Finding, ...]:
    """As `compare_releases`, for one activity."""
    found: list[Finding] = []
    place = str(old.activity_id)
    was, now = before or ActivityCounts({}), after or ActivityCounts({})
    sizes = (
        (old.participants, new.participants, was.participants, now.participants),
        (old.votes, new.votes, was.votes, now.votes),
        (old.texts, new.texts, was.texts, now.texts),
    )
    for name, figures in zip(("participants", "votes", "texts"), sizes, strict=True):
        found += _count_findings(place, name, *figures)
    groups = {group.id: group.n for group in new.opinion.groups} if new.opinion else {}
    for group in old.opinion.groups if old.opinion else ():
        name = f"group-{group.id}"
        found += _count_findings(
            place, name, group.n, groups.get(group.id), was.groups.get(group.id), now.groups.get(group.id)
        )
    if old.composition is not None and new.composition is not None:  # it may go whole, when its numbers were wrong
        people = _people(new.composition)
        told = [{"told": sum(n for id, n in c.groups.items() if id != NO_VALUE)} | dict(c.groups) for c in (was, now)]
        for id, shown in _people(old.composition).items():
            counts = (told[0].get(id, 0), told[1].get(id, 0)) if was.groups else (None, None)
            found += _count_findings(place, f"people-{id}", shown, people.get(id), *counts)
    tables = {table.id: table for table in new.tables}
    for table in old.tables:
        later_table = tables.get(table.id)
        if later_table is None:
            found.append(Finding(f"{place}/{table.id}", "", "removed"))
        elif not _same_figures(table, later_table):
            was_counts, now_counts = was.tables.get(table.id), now.tables.get(table.id)
            found += [
                Finding(f"{place}/{table.id}", finding.row_id, finding.problem, finding.stance)
                for finding in _renewal_findings(table, later_table, was_counts, now_counts)
            ]
    return tuple(found)


NO_VALUE = "none"  # who did not give the background variable


def _people(composition: Composition) -> dict[str, Shown | None]:
    """Every number of participants that a comparison with the population publishes, by group."""
    shown: dict[str, Shown | None] = {group.id: group.participants for group in composition.groups}
    return shown | {"told": composition.told, NO_VALUE: composition.not_told}


def _theme_findings(
    old: ThemeCount,
    new: ThemeCount | None,
    before: Mapping[int, Mapping[int, int]],
    after: Mapping[int, Mapping[int, int]],
) -> Iterable[Finding]:
    place = f"theme-{old.theme_id}"
    if new is None:
        yield Finding(place, "", "removed")
        return
    now = dict(new.counts)
    was_counts, now_counts = before.get(old.theme_id, {}), after.get(old.theme_id, {})
    for activity, shown in old.counts:
        yield from _count_findings(
            place, str(activity), shown, now.get(activity), was_counts.get(activity), now_counts.get(activity)
        )


def _count_findings(
    place: str, name: str, old: Shown | None, new: Shown | None, before: int | None, after: int | None
) -> Iterable[Finding]:
    """A published count stays, or grows by at least 10."""
    if old is None or old == new:
        return
    if new is None:
        yield Finding(place, name, "removed")
    elif before is None or after is None:
        yield Finding(place, name, "counts_missing")
    elif after < before:
        yield Finding(place, name, "shrank")
    elif after - before < FLOOR:
        yield Finding(place, name, "grew_too_little")


def _renewal_findings(
    old: Table, new: Table, before: Mapping[str, Counts] | None, after: Mapping[str, Counts] | None
) -> tuple[Finding, ...]:
    """Why `old` may not be replaced by `new`."""
    if old.total.hidden:
        return ()  # nothing of it was published
    if before is None or after is None:
        return (Finding(new.id, "", "counts_missing"),)
    if old.crossing != new.crossing:
        return (Finding(new.id, "", "crossing_changed"),)
    was_shown, now_shown = _published_ids(old), _published_ids(new)
    found = [Finding(new.id, row, "removed") for row in sorted(was_shown - now_shown)]
    for row in sorted(now_shown):
        found += _group_growth(new.id, row, before.get(row, NOBODY), after.get(row, NOBODY))
    # Those who were not published then are one block; its growth is the total's without the others'.
    rest = (before.keys() | after.keys()) - was_shown - {TOTAL}
    growth = sum(after.get(row, NOBODY).n - before.get(row, NOBODY).n for row in rest)
    if growth and growth < FLOOR:
        found.append(Finding(new.id, BLOCK, "grew_too_little" if growth > 0 else "shrank"))
    return tuple(found) or tuple(_growth_worked_out(old, new))


def _group_growth(table: str, row: str, before: Counts, after: Counts) -> Iterable[Finding]:
    unsure = (after.cannot_say or 0) - (before.cannot_say or 0)
    fewer = [s for s, was, now in zip(STANCES, before.classes, after.classes, strict=True) if now < was]
    yield from (Finding(table, row, "shrank", stance) for stance in fewer)
    if unsure < 0:
        yield Finding(table, row, "shrank")
    if after.n - before.n < FLOOR:
        yield Finding(table, row, "grew_too_little")


def _growth_worked_out(old: Table, new: Table) -> Iterable[Finding]:
    """What two tables together tell about those who answered in between: at least 10 people in each published row."""
    then = {row.id: row for row in (old.total, *old.rows) if not row.hidden}
    for row in (new.total, *new.rows):
        before = then.get(row.id)
        if row.hidden or before is None or _figures(before) == _figures(row):
            continue
        fits = _total_fits if row.id == TOTAL else _fits
        was, now = fits(_figures(before)), fits(_figures(row))
        n = now.n[:, None] - was.n[None, :]
        low = np.maximum(now.low[:, None] - was.high[None, :], 0)
        low, high, possible = _tightened(low, now.high[:, None] - was.low[None, :], n)
        possible &= n >= FLOOR
        if not possible.any():
            yield Finding(new.id, row.id, "impossible")
            continue
        low, high, n = low[possible], high[possible], n[possible]
        least, most = low.min(axis=0), high.max(axis=0)
        yield from (
            Finding(new.id, row.id, "one_count", stance) for k, stance in enumerate(STANCES) if least[k] == most[k]
        )
        if not (low < n[:, None]).all(axis=1).any():
            yield Finding(new.id, row.id, "one_answer")


def _published_ids(table: Table) -> set[str]:
    return {row.id for row in (table.total, *table.rows) if not row.hidden}


def _same_figures(one: Table, other: Table) -> bool:
    """Whether two tables publish the same; the words above them may have been cleared in between."""
    return one == other or one.model_copy(update={"text": None}) == other.model_copy(update={"text": None})
