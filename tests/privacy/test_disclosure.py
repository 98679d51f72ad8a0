"""Disclosure control: the forms, the rules, and the promise that nobody can be picked out of a published figure.

The auditor of this file shares nothing with the product's: it rounds by distance, enumerates whole sets of answers and
looks for two that differ. Each guard is also run with a rule left out, and must then find leaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from participation.disclosure import Earlier, audit, may_be_said, protect, protect_and_explain
from participation.growth import ActivityCounts, ReleaseCounts, compare_releases
from participation.published_rows import (
    BLOCK,
    NOBODY,
    TOTAL,
    Counts,
    count_form,
    publishable,
    show_row,
    show_sizes,
    total_form,
)
from participation.release import ActivityResult, Release, Row, Shown, Table, ThemeCount

Ints = NDArray[np.int64]
Classes = tuple[int, int, int]
Rows = list[tuple[str, dict[str, str], Counts]]

WORDS = {"few": 0, "quarter": 25, "half": 50, "three_quarters": 75}
UNDER, OVER = -1, 101


class Form(NamedTuple):
    """What a published row says: its possible sizes, its step, and either three codes or who nearly all are."""

    low: int
    high: int
    step: int
    clipped: bool  # shares under the first and over the last step have their own words
    near: int | None
    codes: tuple[int, ...]


def looks(classes: Sequence[int], *, whole: bool = False) -> Form:
    """The form of a row by the design's words, with fractions and Python's own rounding of halves to even."""
    n = sum(classes)
    low, high, step = (
        (n, n, 1)
        if whole
        else (10, 24, 25)
        if n < 25
        else (25, 49, 10)
        if n < 50
        else (50, 99, 10)
        if n < 100
        else (n - n % 50, n - n % 50 + 49, 5)
    )
    nearest = [round(Fraction(100 * count, n * step)) * step for count in classes]
    clipped = step in (5, 10)
    if 100 in nearest:
        return Form(low, high, step, clipped, nearest.index(100), ())
    codes = [
        UNDER
        if (clipped and 100 * count < step * n) or (step == 1 and code == 0)
        else OVER
        if clipped and 100 * count > (100 - step) * n
        else code
        for count, code in zip(classes, nearest, strict=True)
    ]
    return Form(low, high, step, clipped, None, tuple(codes))


def read(row: Row) -> Form:
    """The form of a row as a reader finds it in a Release."""
    assert row.n is not None
    low = row.n.low or 0
    high = low if row.n.kind == "exact" else row.n.high or 0
    step = 1 if row.n.kind == "exact" else 25 if high < 25 else 10 if high < 100 else 5
    if row.nearly_all is not None:
        assert (row.against, row.neutral, row.for_) == (None, None, None)
        return Form(low, high, step, step in (5, 10), ("against", "neutral", "for").index(row.nearly_all), ())
    codes = []
    for share in (row.against, row.neutral, row.for_):
        assert share is not None
        if share.kind == "word":
            codes.append(WORDS[share.word or ""])
        else:
            assert step == (100 - (share.low or 0) if share.kind == "above" else share.step or share.low)
            codes.append({"below": UNDER, "above": OVER}.get(share.kind, share.low or 0))
    return Form(low, high, step, step in (5, 10), None, tuple(codes))


def forms_of(vectors: Ints, step: int, clipped: bool) -> Ints:
    """Codes of many rows at once: the nearest step by distance, of two equally near the even one. 100: nearly all."""
    n = vectors.sum(axis=1)[:, None]
    steps = np.arange(0, 101, step)
    distance = 2 * np.abs(100 * vectors[:, :, None] - steps * n[:, :, None]) + np.arange(len(steps)) % 2
    nearest = steps[distance.argmin(axis=2)]
    codes = nearest.copy()
    if clipped:
        codes[(100 * vectors < step * n) & (nearest < 100)] = UNDER
        codes[(100 * vectors > (100 - step) * n) & (nearest < 100)] = OVER
    elif step == 1:
        codes[nearest == 0] = UNDER
    return codes


@cache
def cell(form: Form) -> Ints:
    """Every set of answers that looks like the form, by enumeration, shape (answers, 3)."""
    found = []
    for n in range(form.low, form.high + 1):
        spans = []
        for k in range(3):
            if form.near is not None:
                span = range(n - n * form.step // 100 - 1, n + 1) if form.near == k else range(n * form.step // 100 + 2)
            else:
                code = {UNDER: 0, OVER: 100}.get(form.codes[k], form.codes[k])
                span = range(n * (code - form.step) // 100 - 1, n * (code + form.step) // 100 + 2)
            spans.append(np.array([count for count in span if 0 <= count <= n]))
        against, for_ = (axis.ravel() for axis in np.meshgrid(spans[0], spans[2]))
        vectors = np.stack([against, n - against - for_, for_], axis=1)
        vectors = vectors[vectors.min(axis=1) >= 0]
        codes = forms_of(vectors, form.step, form.clipped)
        fits = codes[:, form.near] == 100 if form.near is not None else (codes == form.codes).all(axis=1)
        found.append(vectors[fits])
    return np.concatenate(found)


@dataclass
class Known:
    """What is still possible of one target: the counts of each class seen so far, and answers that are not all one."""

    least: Ints
    most: Ints
    mixed: bool = False

    @property
    def open(self) -> bool:
        return bool((self.least < self.most).all()) and self.mixed

    def add(self, vectors: Ints) -> None:
        self.least = np.minimum(self.least, vectors.min(axis=0))
        self.most = np.maximum(self.most, vectors.max(axis=0))
        self.mixed = self.mixed or bool((vectors.max(axis=1) < vectors.sum(axis=1)).any())


def recovered(
    rows: Sequence[Ints], totals: Ints, hidden: int, possible: Callable[[Ints, Ints], NDArray[np.bool_]]
) -> list[str]:
    """Targets with a count that has one value, or answers that must be all one, in all tables that fit.

    `rows` and `totals` are cells, at most two rows. `possible(people, smallest)` tells whether so many hidden people
    can stand beside published rows of which the smallest has so many. Stops when everything is open; otherwise it has
    looked at every table there is.
    """
    places = np.meshgrid(*(np.arange(len(row)) for row in rows), indexing="ij")
    members = [row[place.ravel()] for row, place in zip(rows, places, strict=True)]
    together = np.sum(members, axis=0)
    smallest = np.min([member.sum(axis=1) for member in members], axis=0)
    names = [f"row {k}" for k in range(len(rows))] + ["hidden"] * bool(hidden) + ["total"]
    known = [Known(np.full(3, 10**6), np.full(3, -1)) for _ in names]
    generator = np.random.default_rng(len(totals))
    size = totals.sum(axis=1)
    for n in generator.permutation(np.unique(size)):
        people = n - together.sum(axis=1)
        fits = np.flatnonzero(possible(people, smallest) if hidden else people == 0)
        tops = generator.permutation(totals[size == n])
        for start in range(0, len(tops) if len(fits) else 0, 8):
            rest = tops[start : start + 8, None] - together[fits][None]
            which, where = np.nonzero((rest >= 0).all(axis=2))
            if not len(which):
                continue
            for k, member in enumerate(members):
                known[k].add(member[fits[where]])
            if hidden:
                known[len(rows)].add(rest[which, where])
            known[-1].add(tops[start + which])
            if all(target.open for target in known):
                return []
    return [name for name, target in zip(names, known, strict=True) if not target.open]


def by_the_rules(hidden: int) -> Callable[[Ints, Ints], NDArray[np.bool_]]:
    """Rule 6: at least 10 people are hidden, either in rows under 10 or with one row that was the smallest left."""
    return lambda people, smallest: (people >= 10) & ((people <= 9 * hidden) | (people - 9 <= smallest))


def together(rows: Rows) -> Counts:
    return sum((counts for _, _, counts in rows), NOBODY)


def published(rows: Rows) -> Table:
    return protect("q-1", "question", None, together(rows), rows, "age")


def some_rows(sizes: Sequence[int], generator: np.random.Generator) -> Rows:
    """Rows of the sizes, from much alike to all of one mind."""
    rows = []
    for place, n in enumerate(sizes):
        share = generator.dirichlet([generator.choice([0.2, 0.6, 1.5, 5])] * 3)
        rows.append((f"r{place}", {"fi": f"Ryhmä {place}"}, Counts(*map(int, generator.multinomial(n, share)))))
    return rows


def small_surveys(count: int, seed: int) -> Iterator[Rows]:
    """One or two rows of 10-49 and some under 10, in any order; in all under 100."""
    generator = np.random.default_rng(seed)
    while count:
        sizes = [int(n) for n in generator.integers(10, 50, generator.integers(1, 3))]
        sizes += [int(n) for n in generator.integers(0, 10, generator.integers(0, 4))]
        if len(sizes) > 1 and sum(sizes) < 100:
            count -= 1
            yield some_rows([sizes[i] for i in generator.permutation(len(sizes))], generator)


def surveys_with_a_large_group(count: int, seed: int) -> Iterator[Rows]:
    """One row of 100-149, small ones and perhaps one of 10-13: the case in which a total can give a small row away."""
    generator = np.random.default_rng(seed)
    for _ in range(count):
        small = [int(n) for n in generator.integers(0, 10, generator.integers(1, 4))]
        small += [int(n) for n in generator.integers(10, 14, generator.integers(0, 2))]
        yield some_rows([int(generator.integers(100, 150)), *small], generator)


def leaks(table: Table) -> list[str]:
    """What a reader can recover from a published table, by enumeration."""
    if table.total.hidden:
        return []
    totals = cell(read(table.total))
    shown = [cell(read(row)) for row in table.rows if not row.hidden]
    hidden = sum(row.hidden for row in table.rows)
    if not shown:
        return [] if (totals.min(axis=0) < totals.max(axis=0)).all() else ["total"]
    if len(shown) > 2:
        raise ValueError("too many rows to enumerate")
    return recovered(shown, totals, hidden, by_the_rules(hidden))


# Forms


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [(10, 10, 24), (24, 10, 24), (25, 25, 49), (49, 25, 49), (50, 50, 99), (99, 50, 99), (100, 100, 149),
     (149, 100, 149), (150, 150, 199), (1234, 1200, 1249)],
)  # fmt: skip
def test_a_number_of_people_is_shown_as_a_band(n: int, low: int, high: int) -> None:
    assert count_form(n) == Shown(kind="band", low=low, high=high)


def test_fewer_than_ten_are_never_counted() -> None:
    assert {count_form(n) for n in range(10)} == {Shown(kind="under", low=10)}


def test_a_total_is_exact_from_a_hundred_on() -> None:
    assert total_form(100) == Shown(kind="exact", low=100)
    assert total_form(99) == count_form(99)


def test_a_negative_count_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        count_form(-1)
    with pytest.raises(ValueError, match="negative"):
        Counts(3, -1, 2)


counts_of_people = st.integers(0, 160)
unhurried = settings(deadline=None)  # enumerating a whole form takes its time
any_row = st.builds(Counts, counts_of_people, counts_of_people, counts_of_people)


@settings(unhurried, max_examples=40)
@given(any_row)
@example(Counts(305, 695, 0))
@example(Counts(1, 7, 0))
@example(Counts(0, 0, 17))
def test_a_published_row_reads_as_the_design_says(counts: Counts) -> None:
    row = show_row("A", {}, counts)
    assume(not row.hidden)
    assert read(row) == looks(counts.classes)
    assert tuple(counts.classes) in {tuple(answer) for answer in cell(read(row)).tolist()}


@unhurried
@given(any_row, st.permutations(range(3)))
def test_the_form_of_a_row_depends_on_its_size_alone(counts: Counts, order: list[int]) -> None:
    one = show_row("A", {}, counts)
    other = show_row("A", {}, Counts(*(counts.classes[k] for k in order)))
    assert one.hidden == other.hidden
    if not one.hidden:
        assert one.n == other.n
        assert read(one).step == (25 if counts.n < 25 else 10 if counts.n < 100 else 5)


@unhurried
@given(any_row)
def test_no_row_says_0_or_100_per_cent(counts: Counts) -> None:
    row = show_row("A", {}, counts)
    for share in (row.against, row.neutral, row.for_):
        assert share is None or share.kind != "percent" or 0 < (share.low or 0) < 100


@unhurried
@given(st.integers(10, 400), st.integers(0, 2))
def test_a_row_of_one_mind_looks_like_one_that_is_nearly_so(n: int, k: int) -> None:
    all_of_them = [0, 0, 0]
    all_of_them[k] = n
    nearly = list(all_of_them)
    nearly[k] -= 1
    nearly[(k + 1) % 3] += 1
    row = show_row("A", {}, Counts(*nearly))
    assert row == show_row("A", {}, Counts(*all_of_them))
    assert row.nearly_all is not None
    assert (row.against, row.neutral, row.for_) == (None, None, None)


@unhurried
@given(any_row, any_row)
def test_all_hidden_rows_look_alike(one: Counts, other: Counts) -> None:
    rows: Rows = [("A", {}, one), ("B", {}, other), ("C", {}, Counts(2, 1, 1)), ("D", {}, Counts(30, 20, 9))]
    for row in published(rows).rows:
        if row.hidden:
            assert row == Row(id=row.id, label=row.label, hidden=True)


def test_a_row_that_gives_a_count_away_by_itself_is_held_back() -> None:
    generator = np.random.default_rng(8)
    held = 0
    for low, high in ((10, 24), (25, 49), (50, 99), (100, 199)):
        for _ in range(60):
            n = int(generator.integers(low, high + 1))
            counts = some_rows([n], generator)[0][2]
            answers = cell(looks(counts.classes))
            open_in_all = bool((answers.min(axis=0) < answers.max(axis=0)).all())
            assert show_row("A", {}, counts).hidden != open_in_all
            held += not open_in_all
    assert held < 10


def test_each_row_that_must_be_held_back_is() -> None:
    """All 2,705 possible rows of 10-24 people: hidden exactly when a class has one possible count."""
    by_form: dict[Form, list[Classes]] = {}
    for n in range(10, 25):
        for against in range(n + 1):
            for neutral in range(n + 1 - against):
                classes = (against, neutral, n - against - neutral)
                by_form.setdefault(looks(classes), []).append(classes)
    held = 0
    for answers in by_form.values():
        closed = any(len({classes[k] for classes in answers}) == 1 for k in range(3))
        assert {show_row("A", {}, Counts(*classes)).hidden for classes in answers} == {closed}
        held += len(answers) if closed else 0
    assert sum(map(len, by_form.values())) == 2705
    assert held <= 2705 * 0.009


def test_a_hidden_row_is_not_publishable() -> None:
    assert not publishable(Row(id="A", label={}, hidden=True))
    assert publishable(show_row("A", {}, Counts(20, 5, 15)))


def test_how_many_cannot_say_stands_outside_the_hundred_per_cent() -> None:
    without, with_them = show_row("A", {}, Counts(20, 5, 15)), show_row("A", {}, Counts(20, 5, 15, 60))
    assert with_them.model_copy(update={"cannot_say": None}) == without
    assert with_them.cannot_say == count_form(60)


def test_whole_per_cents_of_a_total_never_give_a_count_away_above_600_people() -> None:
    for n in (601, 640, 800, 1000, 1600):
        against, neutral = (axis.ravel() for axis in np.meshgrid(np.arange(0, n + 1, 3), np.arange(n + 1)))
        answers = np.stack([against, neutral, n - against - neutral], axis=1)
        sample = answers[answers.min(axis=1) >= 0][:: max(1, n // 20)]
        corners = np.array([[0, 0, n], [0, n - 1, 1], [8, 44, n - 52], [0, n * 305 // 1000, n - n * 305 // 1000]])
        for classes in np.concatenate([sample[:: max(1, len(sample) // 40)], corners]).tolist():
            table = protect("q", "question", None, Counts(*classes), [], None)
            assert table.total.n == Shown(kind="exact", low=n)
            found = cell(looks(classes, whole=True))
            assert (found.min(axis=0) < found.max(axis=0)).all()


# Tables


def test_a_small_group_beside_one_large_is_withheld_with_it() -> None:
    rows: Rows = [("A", {}, Counts(4, 2, 3)), ("B", {}, Counts(40, 8, 60))]
    table = published(rows)
    assert (table.withheld, table.rows) == (True, ())
    assert not table.total.hidden


def test_hidden_rows_are_at_least_two_and_ten_people() -> None:
    rows: Rows = [
        ("A", {}, Counts(4, 2, 3)),
        ("B", {}, Counts(40, 8, 60)),
        ("C", {}, Counts(9, 9, 14)),
        ("D", {}, Counts(9, 9, 12)),
    ]
    table = published(rows)
    assert [row.id for row in table.rows if row.hidden] == ["A", "D"]
    _, reasons = protect_and_explain("q-1", "question", None, together(rows), rows, "age")
    assert {(hiding.row_id, hiding.reason) for hiding in reasons} == {("A", "small"), ("D", "protects")}


def test_a_table_of_fewer_than_ten_is_hidden_whole() -> None:
    rows: Rows = [("A", {}, Counts(4, 2, 0)), ("B", {}, Counts(1, 1, 1))]
    table, reasons = protect_and_explain("q-1", "question", None, together(rows), rows, "age")
    assert table.total == Row(id=TOTAL, label=table.total.label, hidden=True)
    assert (table.rows, table.withheld) == ((), True)
    assert {hiding.row_id for hiding in reasons} == {TOTAL, "A", "B"}


def test_reasons_for_hiding_are_never_in_the_table() -> None:
    rows: Rows = [("A", {}, Counts(4, 2, 3)), ("B", {}, Counts(4, 0, 6)), ("C", {}, Counts(40, 8, 60))]
    table, reasons = protect_and_explain("q-1", "question", None, together(rows), rows, "age")
    assert reasons
    assert not any(hiding.reason in table.model_dump_json() for hiding in reasons)


def test_a_row_that_does_not_add_up_is_an_error() -> None:
    with pytest.raises(ValueError, match="add up"):
        protect("q", "question", None, Counts(9, 9, 9), [("A", {}, Counts(9, 9, 8))], "age")
    with pytest.raises(ValueError, match="twice"):
        protect("q", "question", None, Counts(8, 8, 8), [("A", {}, Counts(4, 4, 4))] * 2, "age")


def test_sizes_of_groups_follow_the_block_rule() -> None:
    assert show_sizes({"A": 9, "B": 108}) == {"A": None, "B": None}
    assert show_sizes({"A": 100, "B": 8}, unnamed=18)["A"] == count_form(100)
    assert show_sizes({"A": 70, "B": 113, "C": 42, "D": 9}) == {
        "A": count_form(70), "B": count_form(113), "C": None, "D": None,
    }  # fmt: skip
    assert show_sizes({"A": 30, "B": 12}) == {"A": count_form(30), "B": count_form(12)}


@settings(unhurried, max_examples=60)
@given(st.lists(any_row, min_size=2, max_size=5))
def test_every_published_table_passes_its_own_audit(groups: list[Counts]) -> None:
    rows: Rows = [(f"r{k}", {}, counts) for k, counts in enumerate(groups)]
    table = published(rows)
    assert audit(table) == ()
    for row, (_, _, counts) in zip(table.rows, rows, strict=False):
        assert row.hidden or counts.n >= 10


# P1: nothing can be recovered


def test_p1_no_count_can_be_recovered_from_a_thousand_random_tables() -> None:
    surveys = [*small_surveys(700, seed=1), *surveys_with_a_large_group(300, seed=2)]
    tables = [published(rows) for rows in surveys]
    found = [leaks(table) for table in tables]
    rows_shown = sum(not row.hidden for table in tables for row in table.rows)
    with_hidden = sum(any(row.hidden for row in table.rows) for table in tables)
    print(
        f"P1: {len(tables)} tables, {with_hidden} with hidden rows beside published ones, "
        f"{rows_shown} rows published, {sum(map(bool, found))} recoverable"
    )
    assert rows_shown > 500
    assert with_hidden > 200
    assert not any(found)


def test_p1_control_rounding_alone_leaks() -> None:
    """Per cents and n rounded to fives, rows under 10 hidden: what looks safe and is not."""
    found = 0
    for rows in small_surveys(150, seed=1):
        big = [counts for _, _, counts in rows if counts.n >= 10]
        hidden = len(rows) - len(big)
        shown = []
        for counts in big:
            n, codes = round(counts.n / 5) * 5, forms_of(np.array([counts.classes]), 5, False)[0]
            near = int(codes.argmax()) if codes.max() == 100 else None
            shown.append(cell(Form(n - 2, n + 2, 5, False, near, tuple(codes.tolist()))))
        total = together(rows).classes
        codes = forms_of(np.array([total]), 5, False)[0]
        near = int(codes.argmax()) if codes.max() == 100 else None
        n = round(sum(total) / 5) * 5
        totals = cell(Form(n - 2, n + 2, 5, False, near, tuple(codes.tolist())))
        limit = 9 * hidden
        found += bool(recovered(shown, totals, hidden, lambda people, _, limit=limit: people <= limit))
    print(f"P1 control, rounding alone: {found} of 150 leak")
    assert found > 50


def test_p1_control_without_the_block_rule_small_rows_leak() -> None:
    found = 0
    for rows in surveys_with_a_large_group(300, seed=2):
        shown = [cell(looks(counts.classes)) for _, _, counts in rows if counts.n >= 10]
        hidden = len(rows) - len(shown)
        if hidden and len(shown) <= 2:
            totals = cell(looks(together(rows).classes, whole=True))
            limit = 9 * hidden
            found += "hidden" in recovered(shown, totals, hidden, lambda people, _, limit=limit: people <= limit)
    print(f"P1 control, block rule dropped: {found} of 300 leak")
    assert found > 10


def test_p1_control_without_the_audit_tables_leak() -> None:
    """Forms and block rule kept, the finest total always taken: the audit is what makes the difference."""
    found = 0
    for rows in surveys_with_a_large_group(150, seed=5):
        table = published(rows)
        if table.rows:
            finest = looks(together(rows).classes, whole=True)
            shown = [cell(read(row)) for row in table.rows if not row.hidden]
            hidden = sum(row.hidden for row in table.rows)
            found += len(shown) <= 2 and bool(recovered(shown, cell(finest), hidden, by_the_rules(hidden)))
    assert found > 10


def other_answers(rows: Rows, generator: np.random.Generator, steps: int) -> Iterator[Rows]:
    """A walk through answers that give the very same published table, told from others by publishing them."""
    table = published(rows)
    at = np.array([counts.classes for _, _, counts in rows])
    for _ in range(steps):
        there = at.copy()
        for _ in range(int(generator.integers(1, 4))):
            source, goal = generator.integers(len(rows), size=2)
            a, b = generator.integers(3, size=2)
            kind = generator.random()
            if kind < 0.45:
                goal = source
            if kind < 0.85 and there[source, a]:
                there[source, a] -= 1
            if kind < 0.75 or kind >= 0.85:
                there[goal, b] += 1
        others: Rows = [
            (row, label, Counts(*map(int, there[k]))) for k, (row, label, _) in enumerate(rows)
        ]  # fmt: skip
        if published(others) == table:
            at = there
            yield others


def test_p1_other_answers_give_the_very_same_table() -> None:
    """Takes nothing about the reader for granted: hidden rows differ between answers that are published alike."""
    generator = np.random.default_rng(11)
    unresolved, hidden_rows = 0, 0
    for _ in range(60):
        sizes = generator.choice([3, 6, 9, 14, 20, 33, 60, 90, 130, 210], size=int(generator.integers(3, 6)))
        rows = some_rows([int(n) for n in sizes], generator)
        table = published(rows)
        unseen = [k for k, row in enumerate(table.rows) if row.hidden]
        if not unseen:
            continue
        hidden_rows += len(unseen)
        seen: dict[tuple[str, int], set[int]] = {}
        for others in other_answers(rows, generator, 1200):
            block = together([others[k] for k in unseen])
            for name, counts in [(BLOCK, block), *((others[k][0], others[k][2]) for k in unseen)]:
                for k in range(3):
                    seen.setdefault((name, k), set()).add(counts.classes[k])
            if len(seen) == 3 * (len(unseen) + 1) and all(len(values) > 1 for values in seen.values()):
                break
        else:
            unresolved += 1
    assert hidden_rows > 60
    assert unresolved == 0


# What the audit itself finds


def test_the_audit_sees_a_hidden_row_that_says_more_than_its_name() -> None:
    telling = Row(id="A", label={}, hidden=True, n=count_form(12))
    table = Table(
        id="q", subject="question", text=None, total=show_row(TOTAL, {}, Counts(30, 30, 30)),
        rows=(telling, Row(id="B", label={}, hidden=True), show_row("C", {}, Counts(20, 20, 20))),
    )  # fmt: skip
    assert [finding.problem for finding in audit(table)] == ["hidden_carries"]


def test_the_audit_sees_a_row_hidden_alone_and_a_missing_total() -> None:
    alone = Row(id="A", label={}, hidden=True)
    shown = show_row("C", {}, Counts(20, 20, 20))
    top = show_row(TOTAL, {}, Counts(30, 30, 30))
    table = Table(id="q", subject="question", text=None, total=top, rows=(alone, shown))
    assert [finding.problem for finding in audit(table)] == ["hidden_alone"]
    headless = Table(id="q", subject="question", text=None, total=Row(id=TOTAL, label={}, hidden=True), rows=(shown,))
    assert [finding.problem for finding in audit(headless)] == ["total_missing"]


def percents(id: str, n: Shown, *shares: int) -> Row:
    step = 1 if n.kind == "exact" else 5
    against, neutral, for_ = (Shown(kind="percent", low=share, step=step) for share in shares)
    return Row(id=id, label={}, n=n, against=against, neutral=neutral, for_=for_)


def test_the_audit_sees_a_total_that_gives_its_counts_away() -> None:
    exact = Table(
        id="q", subject="question", text=None, total=percents(TOTAL, Shown(kind="exact", low=100), 20, 30, 50)
    )
    assert {finding.problem for finding in audit(exact)} == {"one_count"}
    assert audit(exact.model_copy(update={"total": show_row(TOTAL, {}, Counts(20, 30, 50))})) == ()


def test_the_audit_sees_hidden_people_who_must_all_have_answered_alike() -> None:
    """26 people of whom over 90 % are for, nearly all of 41: there is no room for another answer among the 15."""
    rows: Rows = [("A", {}, Counts(1, 1, 24)), ("B", {}, Counts(0, 0, 8)), ("C", {}, Counts(0, 0, 7))]
    hidden = tuple(Row(id=id, label={}, hidden=True) for id in "BC")
    shown, total = show_row("A", {}, rows[0][2]), show_row(TOTAL, {}, together(rows))
    table = Table(id="q", subject="question", text=None, total=total, rows=(shown, *hidden))
    assert (BLOCK, "one_answer") in {(finding.row_id, finding.problem) for finding in audit(table)}
    assert "hidden" in recovered([cell(read(shown))], cell(read(total)), 2, by_the_rules(2))
    assert published(rows).withheld


def test_the_audit_agrees_with_enumeration_on_tables_that_leak_and_on_tables_that_do_not() -> None:
    """The finest total forced on each table: where enumeration finds a leak the audit does, and seldom elsewhere."""
    leaking = strict = 0
    tables = 0
    for rows in surveys_with_a_large_group(250, seed=9):
        table = published(rows)
        shown = [row for row in table.rows if not row.hidden]
        if not 1 <= len(shown) <= 2:
            continue
        whole = protect("q", "question", None, Counts(900, 900, 900), [], None).total  # for its shape
        form = looks(together(rows).classes, whole=True)
        if form.near is not None:
            continue
        shares = [
            Shown(kind="below", low=1) if code == UNDER else Shown(kind="percent", low=code, step=1)
            for code in form.codes
        ]
        total = whole.model_copy(
            update={
                "n": Shown(kind="exact", low=form.low), "against": shares[0], "neutral": shares[1], "for_": shares[2],
            }
        )  # fmt: skip
        forced = table.model_copy(update={"total": total})
        hidden = sum(row.hidden for row in table.rows)
        truth = recovered([cell(read(row)) for row in shown], cell(form), hidden, by_the_rules(hidden))
        found = audit(forced)
        assert found or not truth
        tables += 1
        leaking += bool(truth)
        strict += bool(found) and not truth
    assert leaking > 20
    assert strict <= tables // 20


def test_how_many_cannot_say_is_not_given_away_by_five_bands_and_their_sum() -> None:
    """Five rows at the top of their bands, 9 + 9 + 9 + 24 + 49, and a total at the foot of its own, 100."""
    unsure = (9, 9, 9, 24, 49)
    rows: Rows = [(f"r{k}", {}, Counts(60, 50, 70, count)) for k, count in enumerate(unsure)]
    total = sum((counts for _, _, counts in rows), Counts(0, 0, 0, 0))
    plain = protect(
        "q", "question", None, Counts(*total.classes), [(r, x, Counts(*c.classes)) for r, x, c in rows], "a"
    )
    assert not any(row.hidden for row in plain.rows)
    forced = plain.model_copy(
        update={
            "total": plain.total.model_copy(update={"cannot_say": count_form(100)}),
            "rows": tuple(
                row.model_copy(update={"cannot_say": count_form(count)})
                for row, count in zip(plain.rows, unsure, strict=True)
            ),
        }
    )
    assert {finding.problem for finding in audit(forced)} == {"one_count"}
    safe = protect("q", "question", None, total, rows, "a")
    assert safe.withheld
    assert audit(safe) == ()


# A row that is small in every table of an activity


def test_a_row_that_is_always_small_cannot_be_the_one_that_protects() -> None:
    """Two rows that are under 10 in every table have at most 18 people, and the audit counts with that."""
    rows: Rows = [("A", {}, Counts(50, 30, 60)), ("B", {}, Counts(9, 0, 0)), ("C", {}, Counts(1, 1, 7))]
    table = protect("q", "question", None, together(rows), rows, "age", small=frozenset("BC"))
    assert audit(table, small=frozenset("BC")) == ()


# Something said beside a table


def test_what_is_said_beside_a_table_must_not_pin_a_count() -> None:
    rows: Rows = [("A", {}, Counts(20, 11, 40)), ("B", {}, Counts(30, 8, 12)), ("C", {}, Counts(9, 9, 14))]
    table = published(rows)
    counts = {row: value for row, _, value in rows}
    assert may_be_said(table, counts, lambda rows: True)
    assert may_be_said(table, counts, lambda rows: rows["A"].for_ > rows["A"].against)
    assert not may_be_said(table, counts, lambda rows: rows["B"].neutral == 8)
    assert not may_be_said(table, counts, lambda rows: False)


# P2: releases that follow one another


def grown(rows: Rows, people: int, generator: np.random.Generator) -> Rows:
    more = generator.multinomial(people, [1 / len(rows)] * len(rows))
    return [
        (row, label, counts + Counts(*map(int, generator.multinomial(extra, [1 / 3] * 3))))
        for (row, label, counts), extra in zip(rows, more, strict=True)
    ]


def by_id(rows: Rows) -> dict[str, Counts]:
    return {TOTAL: together(rows), **{row: counts for row, _, counts in rows}}


def exposed(old: Table, new: Table, before: dict[str, Counts], after: dict[str, Counts]) -> list[int]:
    """Sizes of groups of 1-9 people in whom two published tables differ and are known to differ."""
    shown = [
        {row.id: row for row in (table.total, *table.rows) if not row.hidden} for table in (old, new)
    ]  # fmt: skip
    both = shown[0].keys() & shown[1].keys()
    changed = {id for id in both if shown[0][id] != shown[1][id]}
    sizes = [after[id].n - before[id].n for id in changed]
    if changed and TOTAL in both:
        sizes.append((after[TOTAL].n - before[TOTAL].n) - sum(after[id].n - before[id].n for id in both - {TOTAL}))
    return [size for size in sizes if 0 < size < 10]


def release_of(tables: Sequence[Table], themes: Sequence[ThemeCount] = (), participants: int = 300) -> Release:
    activity = ActivityResult(
        activity_id=1, channel="survey", title={"fi": "Kysely"}, unit="respondents", starts=None, ends=None,
        participants=count_form(participants), tables=tuple(tables),
    )  # fmt: skip
    return Release(
        decision_id=1, number=1, frozen_at=datetime(2030, 1, 1, tzinfo=UTC), imports=(), activities=(activity,),
        themes=tuple(themes),
    )  # fmt: skip


def release_counts(
    rows: Rows, participants: int = 300, themes: dict[int, dict[int, int]] | None = None
) -> ReleaseCounts:
    return ReleaseCounts({1: ActivityCounts({"q-1": by_id(rows)}, participants)}, themes or {})


def test_p2_releases_a_few_answers_apart_differ_in_nobody() -> None:
    generator = np.random.default_rng(21)
    found = naive = renewed = refused = 0
    for survey in range(500):
        sizes = generator.choice([4, 8, 12, 20, 40, 80, 120, 220], size=int(generator.integers(2, 5)))
        rows = some_rows([int(n) for n in sizes], generator)
        old = published(rows)
        people = int(generator.integers(1, 5)) if survey % 5 else int(generator.integers(40, 200))
        later = grown(rows, people, generator)
        new = protect("q-1", "question", None, together(later), later, "age", Earlier(old, by_id(rows)))
        free = published(later)
        found += bool(exposed(old, new, by_id(rows), by_id(later)))
        naive += bool(exposed(old, free, by_id(rows), by_id(later)))
        renewed += new != old
        assert people >= 10 or new == old or old.total.hidden
        if free != old and people < 10 and not old.total.hidden:
            refused += 1
            before, after = release_counts(rows), release_counts(later)
            assert compare_releases(release_of([old]), release_of([free]), before, after)
            assert not compare_releases(release_of([old]), release_of([new]), before, after)
    print(f"P2: 500 pairs, {found} expose 1-9 people; control with a free second release: {naive}; renewed {renewed}")
    assert found == 0
    assert naive > 50
    assert renewed > 10
    assert refused > 50


def three_groups(scale: int = 1) -> Rows:
    return [
        ("A", {}, Counts(20 * scale, 11 * scale, 40 * scale)),
        ("B", {}, Counts(30 * scale, 8 * scale, 12 * scale)),
        ("C", {}, Counts(9 * scale, 9 * scale, 14 * scale)),
    ]


def test_a_table_is_renewed_when_every_group_grew_by_ten() -> None:
    rows, later = three_groups(), three_groups(2)
    new = protect("q-1", "question", None, together(later), later, "age", Earlier(published(rows), by_id(rows)))
    assert new == published(later)
    findings = compare_releases(
        release_of([published(rows)]), release_of([new]), release_counts(rows), release_counts(later)
    )
    assert findings == ()


def test_a_table_is_carried_over_when_one_group_grew_too_little() -> None:
    rows, later = three_groups(), three_groups(2)
    later[2] = ("C", {}, Counts(9 + 3, 9 + 3, 14 + 3))
    old = published(rows)
    assert protect("q-1", "question", None, together(later), later, "age", Earlier(old, by_id(rows))) == old


def test_a_table_is_carried_over_when_an_answer_was_removed_or_the_counts_are_gone() -> None:
    rows, later = three_groups(), three_groups(2)
    later[0] = ("A", {}, Counts(19, 60, 80))
    old = published(rows)
    assert protect("q-1", "question", None, together(later), later, "age", Earlier(old, by_id(rows))) == old
    later = three_groups(2)
    assert protect("q-1", "question", None, together(later), later, "age", Earlier(old, None)) == old


def test_words_cleared_later_come_with_a_carried_table() -> None:
    rows = three_groups()
    old = published(rows)
    text = {"fi": "Kirjasto auki myös sunnuntaina"}
    new = protect("q-1", "question", text, together(rows), rows, "age", Earlier(old, by_id(rows)))
    assert new == old.model_copy(update={"text": text})


def test_the_hidden_people_of_two_releases_differ_in_nobody_or_in_ten() -> None:
    """All published groups grow by ten and more; the hidden rows together by three."""
    rows: Rows = [*three_groups(), ("D", {}, Counts(3, 2, 3)), ("E", {}, Counts(2, 2, 2))]
    later: Rows = [*three_groups(2), ("D", {}, Counts(4, 2, 3)), ("E", {}, Counts(3, 3, 2))]
    old, new = published(rows), published(later)
    assert [row.hidden for row in old.rows] == [row.hidden for row in new.rows] == [False, False, False, True, True]
    findings = compare_releases(release_of([old]), release_of([new]), release_counts(rows), release_counts(later))
    assert [(finding.row_id, finding.problem) for finding in findings] == [(BLOCK, "grew_too_little")]


def test_nothing_published_may_disappear() -> None:
    rows = three_groups()
    old = release_of([published(rows)])
    without_table = release_of([])
    findings = compare_releases(old, without_table, release_counts(rows), release_counts(rows))
    assert [finding.problem for finding in findings] == ["removed"]
    without_activity = old.model_copy(update={"activities": ()})
    findings = compare_releases(old, without_activity, release_counts(rows), release_counts(rows))
    assert [finding.problem for finding in findings] == ["removed"]


def test_another_crossing_does_not_replace_the_first() -> None:
    rows, later = three_groups(), three_groups(2)
    new = protect("q-1", "question", None, together(later), later, "district")
    findings = compare_releases(
        release_of([published(rows)]), release_of([new]), release_counts(rows), release_counts(later)
    )
    assert [finding.problem for finding in findings] == ["crossing_changed"]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [(24, 25, "grew_too_little"), (24, 34, None), (60, 40, "shrank"), (12, 20, None)],
)
def test_a_theme_and_the_number_of_participants_grow_by_ten_or_stay(
    before: int, after: int, problem: str | None
) -> None:
    def theme(count: int) -> ThemeCount:
        return ThemeCount(theme_id=7, title={}, summary={}, counts=((1, count_form(count)),))

    rows = three_groups()
    table = published(rows)
    findings = compare_releases(
        release_of([table], [theme(before)], before),
        release_of([table], [theme(after)], after),
        release_counts(rows, before, {7: {1: before}}),
        release_counts(rows, after, {7: {1: after}}),
    )
    assert [finding.problem for finding in findings] == ([problem] * 2 if problem else [])


def test_the_audit_of_two_releases_sees_that_all_new_answers_were_alike() -> None:
    """349 people and then 405, both in exact totals; the 56 between them can only have been for."""

    def of(counts: Counts) -> Table:
        return protect("q", "question", None, counts, [], None)

    old, alike, spread = of(Counts(309, 0, 40)), of(Counts(309, 0, 96)), of(Counts(330, 17, 58))
    assert "one_answer" in {finding.problem for finding in audit(alike, earlier=old)}
    assert audit(spread, earlier=old) == ()
    assert audit(old, earlier=old) == ()
    growth = (cell(read(alike.total))[:, None] - cell(read(old.total))[None]).reshape(-1, 3)
    assert (growth[growth.min(axis=1) >= 0].max(axis=1) == 56).all()
    kept = protect("q", "question", None, Counts(309, 0, 96), [], None, Earlier(old, {TOTAL: Counts(309, 0, 40)}))
    assert kept == old
