"""Who took part beside the population, and raking as a what-if."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from participation.composition import Compared, Group, Line, compare, publish, rake, what_if
from participation.published_rows import count_form
from participation.release import Composition, Row, Shown, Table


def published(*groups: tuple[int, int], not_told: int = 0) -> Composition:
    named = [Group(chr(97 + place), {"fi": str(place)}, *numbers) for place, numbers in enumerate(groups)]
    return publish(named, not_told, variable={"fi": "Ikä"})


def of(*groups: tuple[int, int], not_told: int = 0) -> Compared:
    return compare(published(*groups, not_told=not_told))


def middle(form: Shown) -> float:
    return ((form.low or 0) + (form.high or 0)) / 2


# Composition


def test_participants_stand_beside_the_population() -> None:
    found = of((30, 4000), (120, 6000), not_told=5)
    young, old = found.lines
    assert young.group.participants == count_form(30)
    assert young.population_share == pytest.approx(40)
    assert young.participant_share == pytest.approx(100 * 37 / (37 + 124.5))
    assert young.rate == pytest.approx(1000 * 37 / 4000)
    assert old.rate == pytest.approx(1000 * 124.5 / 6000)
    assert published((30, 4000), not_told=5).not_told == Shown(kind="under", low=10)
    assert found.evenness == pytest.approx((37 / 4000) / (124.5 / 6000))
    assert found.reach == pytest.approx((37 / 4000) / (161.5 / 10000))
    assert found.similarity == pytest.approx(37 / 161.5 + 0.6)


def test_while_a_group_is_hidden_there_are_no_joint_figures() -> None:
    found = of((30, 4000), (120, 6000), (60, 3000), (4, 800))
    assert found.hidden == ("a", "d")
    assert (found.evenness, found.reach, found.similarity) == (None, None, None)
    hidden = found.lines[3]
    assert (hidden.group.participants, hidden.participant_share, hidden.rate) == (None, None, None)
    assert hidden.group.population == 800


def test_participation_spread_as_the_population_is_even() -> None:
    found = of((60, 1000), (60, 1000), (60, 1000))
    assert found.evenness == pytest.approx(1)
    assert found.reach == pytest.approx(1)
    assert found.similarity == pytest.approx(1)


numbers = st.tuples(st.integers(0, 400), st.integers(1, 5000))


@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=6), st.integers(0, 60))
def test_all_figures_follow_from_what_is_published_alone(groups: list[tuple[int, int]], not_told: int) -> None:
    """Other participants who are published alike give the very same composition: a rate gives no count back."""

    def same_form(n: int) -> int:
        form = count_form(n)
        return n if form.kind == "under" else int(form.low or 0)

    moved = [(same_form(n), population) for n, population in groups]
    total, other = (count_form(sum(n for n, _ in which)) for which in (groups, moved))
    if total == other and of(*groups, not_told=not_told).hidden == of(*moved, not_told=not_told).hidden:
        assert of(*groups, not_told=not_told) == of(*moved, not_told=not_told)


def test_the_exact_number_of_participants_would_show_in_an_unrounded_rate() -> None:
    """Negative control: rates from the numbers themselves tell 30 from 31 participants, ours do not."""
    assert 30 / 4000 != 31 / 4000
    assert of((30, 4000), (120, 6000)) == of((31, 4000), (120, 6000))


@settings(deadline=None)
@given(st.lists(numbers, min_size=2, max_size=6))
def test_the_joint_figures_lie_between_0_and_1(groups: list[tuple[int, int]]) -> None:
    found = of(*groups)
    for figure in (found.evenness, found.reach, found.similarity):
        assert figure is None or 0 <= figure <= 1 + 1e-9
    assert (found.evenness is None) == bool(found.hidden)


def test_a_group_without_population_has_no_rate() -> None:
    found = of((30, 0), (120, 6000))
    assert found.lines[0].rate is None
    assert found.evenness is None


def test_a_group_given_twice_or_a_negative_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        publish([Group("a", {}, 1, 1), Group("a", {}, 1, 1)], variable={})
    with pytest.raises(ValueError, match="negative"):
        of((-1, 10))


def test_shares_of_shown_groups_add_up() -> None:
    found = of((30, 4000), (120, 6000), (15, 10))
    assert sum(line.participant_share or 0 for line in found.lines) == pytest.approx(100)
    assert all(isinstance(line, Line) for line in found.lines)


# What if the groups were as large as in the population


def judged(**rows: tuple[Shown, Shown, Shown, Shown]) -> Table:
    """A question with one published row for each group: its size and its three shares."""
    shown = tuple(Row(id=id, label={}, n=n, against=a, neutral=o, for_=f) for id, (n, a, o, f) in rows.items())
    return Table(id="VE1", subject="alternative", text=None, total=Row(id="total", label={}), rows=shown)


def percent(share: int) -> Shown:
    return Shown(kind="percent", low=share, step=5)


def test_groups_count_by_their_size_in_the_population() -> None:
    table = judged(
        a=(count_form(100), percent(80), percent(10), percent(10)),
        b=(count_form(300), percent(20), percent(10), percent(70)),
    )
    found = what_if(table, published((100, 3000), (300, 1000)))
    assert found is not None
    a, b = 124.5, 324.5
    assert found.shares == pytest.approx((0.75 * 80 + 0.25 * 20, 10, 0.75 * 10 + 0.25 * 70))
    weights = (0.75 / a, 0.25 / b)
    assert found.effective_n == pytest.approx(1 / (weights[0] ** 2 * a + weights[1] ** 2 * b))


def test_no_what_if_while_a_group_is_hidden_or_missing() -> None:
    row = (count_form(100), percent(80), percent(10), percent(10))
    hidden = judged(a=row).model_copy(update={"rows": (Row(id="a", label={}, hidden=True), judged(b=row).rows[0])})
    assert what_if(hidden, published((4, 3000), (300, 1000))) is None
    assert what_if(judged(a=row), published((100, 3000), (300, 1000))) is None
    assert what_if(judged(a=row, b=row), published((100, 3000), (300, 1000))) is not None


# Raking


def fitted(table: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Iterative proportional fitting of a two-way table, written out here as a check."""
    for _ in range(500):
        table = table * (rows / table.sum(axis=1))[:, None]
        table = table * (columns / table.sum(axis=0))[None]
    return table


def respondents(seed: int, n: int = 800) -> dict[str, NDArray[np.int64]]:
    generator = np.random.default_rng(seed)
    return {
        "age": generator.choice(4, n, p=[0.1, 0.5, 0.3, 0.1]),
        "area": generator.choice(3, n, p=[0.2, 0.3, 0.5]),
        "role": generator.choice(2, n, p=[0.7, 0.3]),
    }


POPULATION = {"age": [20.0, 35, 25, 20], "area": [30.0, 40, 30], "role": [0.5, 0.5]}


def test_raked_rows_have_the_population_s_shares() -> None:
    rows = respondents(1)
    found = rake(rows, POPULATION)
    print(f"raking: {found.rounds} rounds, deviation {found.deviation:.1e}, effective n {found.effective_n:.0f} of 800")
    for name, target in POPULATION.items():
        shares = np.bincount(rows[name], found.weights) / found.weights.sum()
        assert shares == pytest.approx(np.array(target) / sum(target), abs=1e-8)
    assert found.weights.mean() == pytest.approx(1)
    assert found.deviation < 1e-8
    assert found.rounds < 40
    assert found.effective_n == pytest.approx(found.weights.sum() ** 2 / (found.weights**2).sum())
    assert found.effective_n < 800


def test_raking_agrees_with_fitting_the_table_itself() -> None:
    rows = {name: codes for name, codes in respondents(2).items() if name != "role"}
    found = rake(rows, POPULATION, cap=100)
    counts = np.zeros((4, 3))
    np.add.at(counts, (rows["age"], rows["area"]), 1)
    expected = fitted(counts, np.array(POPULATION["age"]) / 100, np.array(POPULATION["area"]) / 100)
    weighted = np.zeros((4, 3))
    np.add.at(weighted, (rows["age"], rows["area"]), found.weights)
    assert weighted / weighted.sum() == pytest.approx(expected, abs=1e-7)


def test_no_weight_exceeds_the_cap_and_the_deviation_says_what_it_costs() -> None:
    rows = {"age": np.array([0] * 5 + [1] * 495)}
    free = rake(rows, {"age": [0.5, 0.5]}, cap=1000)
    held = rake(rows, {"age": [0.5, 0.5]}, cap=5)
    assert free.weights.max() == pytest.approx(50)
    assert held.weights.max() <= 5 * (1 + 1e-9)
    assert held.weights.mean() == pytest.approx(1)
    assert held.deviation == pytest.approx(0.45)
    assert held.effective_n > free.effective_n


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(1.5, 6))
def test_weights_are_positive_with_mean_one_whatever_the_cap(seed: int, cap: float) -> None:
    found = rake(respondents(seed, 120), POPULATION, cap=cap)
    assert found.weights.min() > 0
    assert found.weights.mean() == pytest.approx(1)
    assert found.weights.max() <= cap * (1 + 1e-9)
    assert 1 <= found.effective_n <= 120 + 1e-9


def test_rows_may_stand_for_many_people() -> None:
    rows = {"age": np.array([0, 1]), "area": np.array([0, 1])}
    found = rake(rows, {"age": [0.4, 0.6], "area": [0.4, 0.6]}, base=np.array([30.0, 70.0]))
    assert found.weights == pytest.approx(np.array([0.8, 1.2]))


def test_what_cannot_be_raked_is_an_error() -> None:
    rows = {"age": np.array([0, 1, 1])}
    with pytest.raises(ValueError, match="age: a category is missing"):
        rake(rows, {"age": [0.3, 0.3, 0.4]})
    with pytest.raises(ValueError, match="age: the rows have a category"):
        rake(rows, {"age": [1.0]})
    with pytest.raises(ValueError, match="needs rows"):
        rake({"age": np.array([0, 1]), "area": np.array([0])}, {"age": [0.5, 0.5], "area": [1.0]})
    with pytest.raises(ValueError, match="above 0"):
        rake(rows, {"age": [0.5, 0.5]}, base=np.array([1.0, 0.0, 1.0]))
