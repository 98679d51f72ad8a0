"""How one row of answers is published, and which answers could lie behind it.

What a row shows depends on its size alone. Shares are rounded to the nearest step, halves to the even step: halves
rounded upwards would give away a class that nobody chose: of 1,000 answers, 30.5 % and 69.5 % would read 31 and 70,
which no other counts do.

Source of the rules: resident-input design, section 7 (the numbers below are its numbers); trust design, section 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from participation.release import STANCES, Row, Shown, Stance

FLOOR = 10  # rule 1
TOTAL = "total"
BLOCK = "hidden"  # the hidden rows of a table together, in findings
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
EXACT_FROM = 100  # rule 4
# Whole per cents give a count away only where the least counts of the three classes, or the largest, add up to n. Both
# sums are half a per cent of n off, give or take a person for each class: above 600 people that is never nothing.
WHOLE_MAY_FAIL_UP_TO = 600
TOTALS_KEPT = 80  # of the totals that look alike, when only some of them are possible


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


class Figures(NamedTuple):
    """What a row tells about its answers: the key under which rows that look alike are one."""

    n: Shown
    against: Shown | None
    neutral: Shown | None
    for_: Shown | None
    nearly_all: Stance | None


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """The answers that fit a row: for each size, the exact range of each class.

    Within one size every whole number between the bounds of a class is reached, and the three classes add up to n.
    Such sets add up exactly by adding their bounds, which is what makes the audit both exact and fast.
    """

    n: Ints  # (sizes,)
    low: Ints  # (sizes, 3)
    high: Ints  # (sizes, 3)


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
    return Shown(kind="exact", low=n) if n >= EXACT_FROM else count_form(n)


def show_row(id: str, label: Label, counts: Counts) -> Row:
    """The row as it may be published on its own; hidden when it is small or would give away a count."""
    if counts.n < FLOOR:
        return hidden_row(id, label)
    row = shown_row(id, label, counts, whole=False)
    return row if publishable(row) else hidden_row(id, label)


def publishable(row: Row) -> bool:
    """Whether a row is shown and each of its classes has more than one possible count."""
    if row.hidden or row.n is None:
        return False
    return undecided(fitting(figures_of(row)))


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


def hidden_row(id: str, label: Label) -> Row:
    return Row(id=id, label=label, hidden=True)


def shown_row(id: str, label: Label, counts: Counts, *, whole: bool) -> Row:
    n, against, neutral, for_, nearly_all = row_figures(counts.classes, whole)
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
def row_figures(classes: tuple[int, int, int], whole: bool) -> Figures:
    """The figures of a row; `whole` is the finer form of a total, n as it is and whole per cents."""
    n = sum(classes)
    size = total_form(n) if whole else count_form(n)
    step = _step(size)
    for stance, count in zip(STANCES, classes, strict=True):
        if 200 * count >= (200 - step) * n:
            return Figures(size, None, None, None, stance)
    against, neutral, for_ = (_share(_codes(count, n, step), step) for count in classes)
    return Figures(size, against, neutral, for_, None)


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


def figures_of(row: Row) -> Figures:
    if row.n is None:
        raise ValueError(f"row {row.id}: a hidden row has no figures")
    return Figures(row.n, row.against, row.neutral, row.for_, row.nearly_all)


def undecided(fits: Fits) -> bool:
    """Whether something fits and each class has more than one possible count."""
    return len(fits.n) > 0 and bool((fits.low.min(axis=0) < fits.high.max(axis=0)).all())


@lru_cache(maxsize=8192)
def fitting(figures: Figures) -> Fits:
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
    low, high, possible = tightened(low, high, n)
    return Fits(n[possible], low[possible], high[possible])


def tightened(low: Ints, high: Ints, n: Ints) -> tuple[Ints, Ints, Bools]:
    """Bounds of three classes (last axis) that add up to n, as tight as they get, and whether anything fits."""
    least, most, size = low.sum(axis=-1), high.sum(axis=-1), n[..., None]
    possible = (low <= high).all(axis=-1) & (least <= n) & (n <= most)
    tight_low = np.maximum(low, size - (most[..., None] - high))
    tight_high = np.minimum(high, size - (least[..., None] - low))
    return tight_low, tight_high, possible


@lru_cache(maxsize=8192)
def total_fitting(figures: Figures) -> Fits:
    """As `fitting`; a total of 100 or more in the coarser form also tells that whole per cents failed the audit.

    Of those only the totals are taken that fail by themselves. Others may be possible too, so the audit errs on the
    safe side.
    """
    fits = fitting(figures)
    if figures.n.kind == "exact" or (figures.n.low or 0) < EXACT_FROM or not len(fits.n):
        return fits
    parts = [
        _splits(n, low, high) for n, low, high in zip(fits.n, fits.low, fits.high, strict=True)
        if n <= WHOLE_MAY_FAIL_UP_TO
    ]  # fmt: skip
    answers = np.concatenate(parts) if parts else np.zeros((0, 3), dtype=np.int64)
    answers = answers[~_whole_undecided(answers)]
    if len(answers) > TOTALS_KEPT:
        ends = [int(pick(answers[:, k])) for k in range(3) for pick in (np.argmin, np.argmax)]
        even = np.linspace(0, len(answers) - 1, TOTALS_KEPT - len(ends)).astype(np.int64)
        answers = answers[np.unique([*ends, *even])]
    return Fits(answers.sum(axis=1), answers, answers)


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
    low, high, _ = tightened(low, high, n[:, 0])
    return np.asarray((low < high).all(axis=1), dtype=np.bool_)
