from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from itertools import chain

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, silhouette_score

from participation import adapters, opinion_groups
from participation.opinion_groups import (
    UNGROUPED,
    Conversation,
    Groups,
    Stability,
    Tallies,
    adjusted_rand,
    comment_extremity,
    consensus,
    contrast_test,
    conversation,
    decide,
    group_aware_consensus,
    group_tallies,
    groups,
    in_conversation,
    opinion,
    priority,
    representative,
    share_test,
    silhouette,
    space,
    stability,
)

Files = Mapping[str, bytes]
NOT_VOTED = np.nan


def held_from(matrix: np.ndarray, silenced: np.ndarray | None = None, meta: np.ndarray | None = None) -> Conversation:
    """A conversation from a matrix of voters × comments, in the order of its rows."""
    voter, comment = np.nonzero(~np.isnan(matrix))
    none = np.zeros(matrix.shape[1], dtype=bool)
    return Conversation(
        np.arange(matrix.shape[0]),
        np.arange(matrix.shape[1]),
        voter,
        comment,
        matrix[voter, comment].astype(np.int8),
        none if silenced is None else silenced,
        none if meta is None else meta,
    )


def tables_from(
    matrix: np.ndarray, groups_given: list[int | None] | None = None
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """A payload from a matrix, voters numbered by row and comments by column."""
    voter, comment = np.nonzero(~np.isnan(matrix))
    V, C = matrix.shape
    votes = pa.table(
        {
            "comment": pa.array(comment, pa.int32()),
            "voter": pa.array(voter, pa.int32()),
            "vote": pa.array(matrix[voter, comment].astype(np.int8)),
        }
    )
    given_groups = groups_given or [None] * V
    participants = pa.table({"voter": pa.array(range(V), pa.int32()), "group": pa.array(given_groups, pa.int8())})
    comments = pa.table(
        {
            "comment": pa.array(range(C), pa.int32()),
            "moderated": pa.array([1] * C, pa.int8()),
            "is_meta": pa.array([False] * C, pa.bool_()),
        }
    )
    return votes, participants, comments


def camps(people: int = 60, comments: int = 20, seed: int = 7) -> np.ndarray:
    """Two camps that disagree on most comments, and everybody agrees with the first two."""
    generator = np.random.default_rng(seed)
    side = np.where(np.arange(people) < people * 2 // 3, 1, -1)
    direction = np.where(np.arange(comments) % 2 == 0, 1, -1)
    matrix = np.outer(side, direction).astype(float)
    matrix[:, :2] = 1
    matrix[generator.random(matrix.shape) < 0.1] = 0
    matrix[generator.random(matrix.shape) < 0.25] = NOT_VOTED
    return matrix


def in_file_order(files: Files) -> tuple[Conversation, np.ndarray]:
    """A shared conversation with its voters in the order of the file, and their exported groups."""
    parsed = adapters.read("polis", files, surrogates=np.arange)
    held = conversation(parsed.tables["votes"], parsed.tables["participants"], parsed.tables["comments"])
    order = pd.read_csv(io.BytesIO(files["participants-votes.csv"]))["participant"].to_numpy()
    authors = pd.read_csv(io.BytesIO(files["comments.csv"]))["author-id"].to_numpy()
    people = np.unique(np.concatenate([order, authors]))
    place = {voter: position for position, voter in enumerate(held.voters.tolist())}
    chosen = np.array([place[voter] for voter in np.searchsorted(people, order).tolist()])
    participants = parsed.tables["participants"].to_pydict()
    group = dict(zip(participants["voter"], participants["group"], strict=True))
    ordered = opinion_groups._only(held, chosen)
    return ordered, np.array([UNGROUPED if group[v] is None else group[v] for v in ordered.voters.tolist()])


# Against what Polis itself gave

DESIGN_ARI = {  # an earlier program from the same formulas, on the same files
    "15-per-hour-seattle": 0.56,
    "bg2050-volunteers": 1.00,
    "canadian-electoral-reform": 0.17,
    "london.youth.policing": -0.02,
    "scoop-hivemind.affordable-housing": 0.21,
    "scoop-hivemind.biodiversity": 0.99,
    "scoop-hivemind.freshwater": 0.13,
    "scoop-hivemind.taxes": 0.81,
    "scoop-hivemind.ubi": 0.06,
}
STABLE = {"scoop-hivemind.biodiversity", "scoop-hivemind.taxes"}


def test_group_aware_consensus_is_that_of_polis_for_371_of_371_comments(polis_files: Callable[[str], Files]) -> None:
    files = polis_files("bg2050-volunteers")
    held, exported = in_file_order(files)
    told = pd.read_csv(io.BytesIO(files["comments.csv"])).set_index("comment-id")["group-informed-consensus"]
    found = pd.Series(group_aware_consensus(group_tallies(held, exported)), index=held.comments)
    difference = (found - told).abs()
    print(f"group-informed consensus: {(difference < 1e-12).sum()} of {len(told)}, largest {difference.max():.1e}")
    assert len(difference) == 371
    assert (difference < 1e-12).all()


def test_counting_people_without_a_group_would_be_found(polis_files: Callable[[str], Files]) -> None:
    """Negative control: with the ungrouped as a third group the consensus is another."""
    files = polis_files("bg2050-volunteers")
    held, exported = in_file_order(files)
    told = pd.read_csv(io.BytesIO(files["comments.csv"])).set_index("comment-id")["group-informed-consensus"]
    wrong = group_aware_consensus(group_tallies(held, np.where(exported == UNGROUPED, 2, exported)))
    assert (np.abs(wrong - told.loc[held.comments].to_numpy()) > 1e-12).sum() > 300


def test_computed_groups_are_as_like_the_exported_ones_as_the_formulas_are_known_to_give(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    held, exported = in_file_order(polis_files(conversation_name))
    found = groups(held)
    assert found is not None
    both = (exported != UNGROUPED) & (found.of_voter != UNGROUPED)
    index = adjusted_rand(exported[both], found.of_voter[both])
    own = adjusted_rand_score(exported[both], found.of_voter[both])
    figure = stability(held, found)
    print(
        f"{conversation_name}: ARI {index:.2f}, k {found.k} of {exported.max() + 1}, "
        f"stability {figure.median:.2f} / {figure.low:.2f}, same k {figure.same_k:.0%}"
    )
    assert index == pytest.approx(own, abs=1e-12)
    if DESIGN_ARI[conversation_name] > 0.8:  # elsewhere the last bits of a sum decide
        assert index == pytest.approx(DESIGN_ARI[conversation_name], abs=0.05)


def test_a_conversation_with_trusted_groups_uses_them(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    parsed = adapters.read("polis", polis_files(conversation_name))
    tables = parsed.tables
    found = opinion(tables["votes"], tables["participants"], tables["comments"])
    assert found.choice.status == "exported"
    stored = tables["participants"].to_pydict()
    for group in set(stored["group"]) - {None}:
        members = {voter for voter, of in zip(stored["voter"], stored["group"], strict=True) if of == group}
        assert set(found.groups[group]) == members
        assert 1 <= len(found.representative[group]) <= 5
    assert set(found.groups) == set(stored["group"]) - {None} == set(found.representative)
    about = {row["comment"]: row for row in tables["comments"].to_pylist()}
    shown = [found.consensus_stances(), *found.representative_stances().values()]
    for comment, _ in chain.from_iterable(shown):
        assert about[comment]["moderated"] != -1
        assert not about[comment]["is_meta"]


def test_without_exported_groups_only_stable_ones_are_used(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    tables = adapters.read("polis", polis_files(conversation_name)).tables
    ungrouped = tables["participants"].set_column(1, "group", pa.nulls(tables["participants"].num_rows, pa.int8()))
    found = opinion(tables["votes"], ungrouped, tables["comments"])
    assert found.choice.status == ("computed" if conversation_name in STABLE else "unstable")
    assert found.choice.stability is not None
    assert bool(found.groups) == (conversation_name in STABLE)
    assert bool(found.shared) == (conversation_name in STABLE)
    assert found.consensus
    assert found.priority


def test_surrogates_and_the_order_of_rows_change_no_group(polis_files: Callable[[str], Files]) -> None:
    files = polis_files("scoop-hivemind.taxes")
    generator = np.random.default_rng(5)
    seen = set()
    for _ in range(4):
        orders: list[np.ndarray] = []

        def shuffled(n: int, kept: list[np.ndarray] = orders) -> np.ndarray:
            kept.append(generator.permutation(n))
            return kept[-1]

        tables = adapters.read("polis", files, surrogates=shuffled).tables
        votes = tables["votes"].take(generator.permutation(tables["votes"].num_rows))
        held = conversation(votes, tables["participants"], tables["comments"])
        found = groups(held)
        assert found is not None
        numbers = np.argsort(orders[0])[held.voters]
        seen.add(tuple(found.of_voter[np.argsort(numbers)].tolist()))
    # People who voted exactly alike may change places, and are in the same group.
    assert len(seen) == 1


# The formulas


def test_shares_contrasts_and_consensus_are_those_of_an_independent_program(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    """red-dwarf computes the same figures from a matrix in its own way."""
    from reddwarf.utils.stats import calculate_comment_statistics

    held, exported = in_file_order(polis_files(conversation_name))
    matrix = np.full((len(held.voters), len(held.comments)), NOT_VOTED)
    matrix[held.voter, held.comment] = held.vote
    grouped = exported != UNGROUPED
    theirs = calculate_comment_statistics(pd.DataFrame(matrix[grouped]), exported[grouped])
    ours = group_tallies(held, exported)
    everybody = ours.total()
    np.testing.assert_array_equal(theirs[0], ours.seen)
    np.testing.assert_allclose(theirs[6][0], group_aware_consensus(ours), rtol=1e-12)
    for side, count, whole in ((0, ours.agree, everybody.agree), (1, ours.disagree, everybody.disagree)):
        share, test = share_test(count, ours.seen)
        ratio, contrast = contrast_test(count, ours.seen, whole - count, everybody.seen - ours.seen)
        np.testing.assert_array_equal(theirs[1][side], count)
        np.testing.assert_allclose(theirs[2][side], share, rtol=1e-12)
        np.testing.assert_allclose(theirs[3][side], ratio, rtol=1e-12)
        np.testing.assert_allclose(theirs[4][side], test, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(theirs[5][side], contrast, rtol=1e-9, atol=1e-12)


def test_the_formulas_by_hand() -> None:
    share, test = share_test(np.array([7]), np.array([8]))
    assert share[0] == pytest.approx(8 / 10)
    assert test[0] == pytest.approx(2 * 3 * (8 / 9 - 0.5))
    ratio, contrast = contrast_test(np.array([7]), np.array([8]), np.array([2]), np.array([14]))
    assert ratio[0] == pytest.approx((8 / 10) / (3 / 16))
    pooled = 11 / 24
    assert contrast[0] == pytest.approx((8 / 9 - 3 / 15) / np.sqrt(pooled * (1 - pooled) * (1 / 9 + 1 / 15)))
    everybody_agrees = contrast_test(np.array([8]), np.array([8]), np.array([4]), np.array([4]))
    assert everybody_agrees[1][0] == 0
    tallies = Tallies(np.arange(2), np.array([[7], [2]]), np.array([[0], [9]]), np.array([[1], [3]]))
    assert group_aware_consensus(tallies)[0] == pytest.approx(8 / 10 * 3 / 16)
    seen, passed, agree, extremity = 22, 4, 9, 0.75
    expected = (1 - (passed + 1) / (seen + 2)) * (extremity + 1) * (agree + 1) / (seen + 2) * (1 + 8 * 2 ** (-seen / 5))
    assert priority(tallies, np.array([extremity]), np.array([False]))[0] == pytest.approx(expected**2)
    assert priority(tallies, np.array([extremity]), np.array([True]))[0] == 49


def matrices(most_voters: int = 12, most_comments: int = 7) -> st.SearchStrategy[np.ndarray]:
    vote = st.sampled_from([-1.0, 0.0, 1.0, NOT_VOTED])
    return st.integers(1, most_comments).flatmap(
        lambda C: st.lists(st.lists(vote, min_size=C, max_size=C), min_size=1, max_size=most_voters).map(np.array)
    )


def labels_for(matrix: np.ndarray, numbers: list[int]) -> np.ndarray:
    return np.array([numbers[row % len(numbers)] for row in range(len(matrix))])


def some_group(matrix: np.ndarray, numbers: list[int]) -> bool:
    return bool((labels_for(matrix, numbers) != UNGROUPED).any())


LABELS = st.lists(st.integers(-1, 3), min_size=1, max_size=12).filter(lambda numbers: max(numbers) >= 0)


@settings(max_examples=150, deadline=None)
@given(matrices(), LABELS)
def test_tallies_count_each_vote_of_a_grouped_person_once(matrix: np.ndarray, numbers: list[int]) -> None:
    of_voter = labels_for(matrix, numbers)
    tallies = group_tallies(held_from(matrix), of_voter)
    assert tallies.groups.tolist() == sorted(set(of_voter.tolist()) - {UNGROUPED})
    for place, group in enumerate(tallies.groups):
        rows = matrix[of_voter == group]
        for counted, vote in ((tallies.agree, 1), (tallies.disagree, -1), (tallies.passed, 0)):
            assert counted[place].tolist() == (rows == vote).sum(axis=0).tolist()


@settings(max_examples=150, deadline=None)
@given(matrices(), LABELS, st.randoms(use_true_random=False))
def test_group_aware_consensus_is_between_0_and_1_and_the_order_of_people_and_groups_is_nothing(
    matrix: np.ndarray, numbers: list[int], chance: object
) -> None:
    assume(some_group(matrix, numbers))
    of_voter = labels_for(matrix, numbers)
    value = group_aware_consensus(group_tallies(held_from(matrix), of_voter))
    assert ((value > 0) & (value < 1)).all()
    people = list(range(len(matrix)))
    chance.shuffle(people)  # type: ignore[attr-defined]
    again = group_aware_consensus(group_tallies(held_from(matrix[people]), of_voter[people]))
    np.testing.assert_allclose(again, value, rtol=1e-12)
    renamed = np.where(of_voter == UNGROUPED, UNGROUPED, 2 * (3 - of_voter))
    np.testing.assert_allclose(group_aware_consensus(group_tallies(held_from(matrix), renamed)), value, rtol=1e-12)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_shares_are_shares_and_tests_have_the_sign_of_the_difference(
    count: int, rest: int, others: int, others_rest: int
) -> None:
    seen, others_seen = count + rest, others + others_rest
    share, test = share_test(np.array([count]), np.array([seen]))
    assert 0 < share[0] < 1
    assert (test[0] > 0) == (2 * (count + 1) > seen + 1)
    ratio, contrast = contrast_test(np.array([count]), np.array([seen]), np.array([others]), np.array([others_seen]))
    assert ratio[0] > 0
    assert np.isfinite(contrast[0])
    against = contrast_test(np.array([others]), np.array([others_seen]), np.array([count]), np.array([seen]))
    assert against[0][0] == pytest.approx(1 / ratio[0])
    assert against[1][0] == pytest.approx(-contrast[0])


@settings(max_examples=150, deadline=None)
@given(matrices(), LABELS, st.lists(st.booleans(), min_size=7, max_size=7))
def test_each_group_has_one_to_five_representative_comments_agreed_ones_first(
    matrix: np.ndarray, numbers: list[int], silent: list[bool]
) -> None:
    of_voter = labels_for(matrix, numbers)
    held = held_from(matrix, silenced=np.array(silent[: matrix.shape[1]]))
    tallies = group_tallies(held, of_voter)
    chosen = representative(held, tallies)
    assert list(chosen) == tallies.groups.tolist()
    for group, items in enumerate(chosen.values()):
        usable = (tallies.seen[group] > 0) & ~held.silenced
        assert min(1, int(usable.sum())) <= len(items) <= 5
        assert all(usable[item.comment] for item in items)
        assert len({item.comment for item in items}) == len(items)
        stances = [item.stance for item in items]
        assert stances == sorted(stances, key=["for", "against"].index)


def test_a_comment_that_sets_a_group_apart_is_found_in_both_directions() -> None:
    matrix = camps()
    side = np.where(np.arange(len(matrix)) < 40, 0, 1)
    held = held_from(matrix)
    first, second = representative(held, group_tallies(held, side)).values()
    assert {item.comment % 2 for item in first if item.stance == "for"} == {0}
    assert {item.comment % 2 for item in second if item.stance == "for"} == {1}
    assert not {0, 1} & {item.comment for item in first + second}
    assert [item.comment for item in consensus(held)][:2] in ([0, 1], [1, 0])


def test_the_best_agreed_comment_is_shown_though_five_others_rank_higher() -> None:
    agrees = np.array([True, False, False, False, False, False, True])
    rank = np.array([1.0, 9.0, 8.0, 7.0, 6.0, 5.0, 0.5])
    assert opinion_groups._best_agree_first(np.arange(7), agrees, rank).tolist() == [0, 1, 2, 3, 4]
    assert opinion_groups._best_agree_first(np.arange(1, 6), agrees, rank).tolist() == [1, 2, 3, 4, 5]


def test_consensus_needs_more_than_half_and_a_test() -> None:
    matrix = np.full((30, 3), 1.0)
    matrix[:14, 1] = -1  # 16 against 14: more than half, but not by the test
    matrix[:, 2] = -1
    assert [(item.comment, item.stance) for item in consensus(held_from(matrix))] == [(0, "for"), (2, "against")]
    assert consensus(held_from(matrix, silenced=np.array([True, False, True]))) == ()


# Positions and groups


def test_positions_are_those_of_a_full_decomposition(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    """Against the eigenvectors of numpy, by the share of spread that the two axes hold."""
    held, _ = in_file_order(polis_files(conversation_name))
    plane = space(held)
    dense = np.zeros((len(held.voters), len(held.comments)))
    vote = np.where(held.silenced[held.comment], 0, held.vote)
    dense[held.voter, held.comment] = vote - plane.means[held.comment]
    spread = np.linalg.norm(dense @ plane.components.T, axis=0) ** 2
    best = np.linalg.svd(dense, compute_uv=False)[:2] ** 2
    np.testing.assert_allclose(plane.components @ plane.components.T, np.eye(2), atol=1e-9)
    assert spread.sum() == pytest.approx(best.sum(), rel=1e-3)
    assert spread[0] == pytest.approx(best[0], rel=1e-3)


def test_both_ways_of_multiplying_give_the_same_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    held = held_from(camps())
    kept = space(held)
    monkeypatch.setattr(opinion_groups, "LARGEST_GRAM", 0)
    by_votes = space(held)
    np.testing.assert_allclose(by_votes.positions, kept.positions, atol=1e-8)


def test_a_silenced_column_moves_nobody_apart() -> None:
    matrix = camps()
    silenced = np.zeros(matrix.shape[1], dtype=bool)
    silenced[3] = True
    plane = space(held_from(matrix, silenced=silenced))
    other = matrix.copy()
    other[:, 3] = 1
    again = space(held_from(other, silenced=silenced))
    np.testing.assert_allclose(plane.positions, again.positions, atol=1e-9)
    assert np.allclose(plane.components[:, 3], 0)
    assert comment_extremity(held_from(matrix, silenced=silenced), plane)[3] == pytest.approx(0)
    assert not np.allclose(space(held_from(matrix)).positions, plane.positions)  # negative control


def test_seven_votes_count_and_fewer_than_fifteen_are_filled_up() -> None:
    matrix = np.full((40, 10), NOT_VOTED)
    for row in range(40):
        matrix[row, : row % 10 + 1] = 1
    assert in_conversation(held_from(matrix)).tolist() == [row % 10 + 1 >= 7 for row in range(40)]
    few = matrix[:20]
    assert in_conversation(held_from(few)).sum() == 15
    assert in_conversation(held_from(matrix[:4])).tolist() == [True] * 4
    assert in_conversation(held_from(matrix[:, :2])).tolist() == [row % 10 >= 1 for row in range(40)]
    silent = np.full((3, 2), NOT_VOTED)
    silent[0, 0] = 1
    assert in_conversation(held_from(silent)).tolist() == [True, False, False]


def test_two_camps_are_two_groups_the_larger_first_and_stable() -> None:
    held = held_from(camps())
    found = groups(held)
    assert found is not None
    assert found.k == 2
    assert found.of_voter.tolist() == [0] * 40 + [1] * 20
    figure = stability(held, found)
    assert (figure.median, figure.low, figure.same_k) == (1.0, 1.0, 1.0)
    choice = decide(held, None)
    assert choice.status == "computed"
    assert choice.of_voter is not None


def test_votes_at_random_have_no_stable_groups() -> None:
    """Negative control for stability: where there is nothing to find, nothing is shown."""
    noise = np.random.default_rng(3).choice([-1.0, 0.0, 1.0, NOT_VOTED], size=(150, 30))
    choice = decide(held_from(noise), None)
    assert choice.status == "unstable"
    assert choice.of_voter is None
    assert choice.stability is not None
    assert not choice.stability.holds


def test_stability_gives_the_same_figure_each_time_and_another_seed_another() -> None:
    noise = held_from(np.random.default_rng(3).choice([-1.0, 0.0, 1.0, NOT_VOTED], size=(80, 12)))
    found = groups(noise)
    assert found is not None
    assert stability(noise, found) == stability(noise, found)
    assert stability(noise, found) != stability(noise, found, seed=1)


@pytest.mark.parametrize(
    ("low", "same_k", "holds"), [(0.8, 0.9, True), (0.79, 1.0, False), (1.0, 0.89, False), (1.0, 1.0, True)]
)
def test_groups_hold_from_a_tenth_percentile_of_08_and_the_same_k_in_nine_of_ten(
    low: float, same_k: float, holds: bool
) -> None:
    held = held_from(camps())
    found = Groups(np.zeros(60, dtype=np.int64), 1)
    choice = decide(held, None, compute=lambda _: found, measure=lambda *_: Stability(1.0, low, same_k))
    assert choice.status == ("computed" if holds else "unstable")
    assert (choice.of_voter is not None) == holds


def test_trusted_groups_are_used_without_computing_any() -> None:
    def never(*_: object) -> None:
        raise AssertionError("computed in vain")

    held = held_from(camps())
    exported = np.where(np.arange(60) < 30, 0, UNGROUPED)
    choice = decide(held, exported, compute=never)  # type: ignore[arg-type]
    assert choice.status == "exported"
    assert choice.of_voter is exported


def test_no_votes_and_people_who_all_vote_alike_have_no_groups() -> None:
    nothing = opinion(*tables_from(np.full((3, 2), NOT_VOTED)))
    assert nothing.choice.status == "none"
    assert (nothing.groups, nothing.representative, nothing.consensus) == ({}, {}, ())
    alike = opinion(*tables_from(np.ones((20, 8))))
    assert alike.choice.status == "unstable"
    assert alike.choice.stability is None
    assert len(alike.consensus) == 5
    one = opinion(*tables_from(np.ones((1, 1))))
    assert one.choice.status == "unstable"
    assert opinion(*tables_from(np.ones((0, 1)))).choice.status == "none"


@settings(max_examples=60, deadline=None)
@given(matrices(20, 8), st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=20))
def test_any_votes_give_an_opinion(matrix: np.ndarray, given_groups: list[int | None]) -> None:
    labels = [given_groups[row % len(given_groups)] for row in range(len(matrix))]
    for groups_given in (labels, None):
        found = opinion(*tables_from(matrix, groups_given))
        voted = {int(column) for column in np.flatnonzero((~np.isnan(matrix)).any(axis=0))}
        assert set(found.priority) == voted
        assert all(value > 0 and np.isfinite(value) for value in found.priority.values())
        assert all(0 < value < 1 for value in found.shared.values())
        people = [voter for members in found.groups.values() for voter in members]
        assert len(people) == len(set(people))


def test_an_opinion_carries_the_groups_that_were_exported() -> None:
    labels = [3 if row < 30 else None if row < 40 else 1 for row in range(60)]
    found = opinion(*tables_from(camps(), labels))
    assert found.choice.status == "exported"
    assert set(found.groups) == {1, 3} == set(found.representative)
    assert sorted(found.groups[3]) == list(range(30))
    stances = found.representative_stances()
    assert all(stance in ("for", "against") for items in stances.values() for _, stance in items)


# Measures


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_the_adjusted_rand_index_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs).T
    assert adjusted_rand(first, second) == pytest.approx(adjusted_rand_score(first, second), abs=1e-12)
    assert adjusted_rand(first, second) == pytest.approx(adjusted_rand(second, first), abs=1e-12)
    assert adjusted_rand(first, (first + 3) % 5) == 1.0
    assert adjusted_rand(first[:0], second[:0]) == 1.0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5), st.integers(0, 2)), min_size=4, max_size=25))
def test_the_silhouette_is_that_of_scikit_learn(points: list[tuple[float, float, int]]) -> None:
    place = np.array([point[:2] for point in points])
    label = np.unique([point[2] for point in points], return_inverse=True)[1]
    if not 2 <= len(set(label.tolist())) < len(points):
        return
    distances = np.sqrt(((place[:, None] - place[None]) ** 2).sum(axis=2))
    assert silhouette(distances, label) == pytest.approx(
        silhouette_score(distances, label, metric="precomputed"), abs=1e-9
    )


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=30), st.integers(1, 6))
def test_k_means_puts_every_point_with_its_nearest_centre(points: list[tuple[int, int]], k: int) -> None:
    place = np.array(points, dtype=float)
    label, centres = opinion_groups._k_means(place, np.ones(len(place)), k)
    distance = ((place[:, None] - centres[None]) ** 2).sum(axis=2)
    assert len(centres) <= min(k, len(set(points)))
    assert set(label.tolist()) == set(range(len(centres)))
    np.testing.assert_allclose(distance[np.arange(len(place)), label], distance.min(axis=1), atol=1e-9)


def test_points_in_pieces_find_the_same_centres(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(1).normal(size=(50, 2))
    whole = opinion_groups._nearest(points, points[:7])
    monkeypatch.setattr(opinion_groups, "POINTS_AT_ONCE", 8)
    assert opinion_groups._nearest(points, points[:7]).tolist() == whole.tolist()


def test_choosing_people_keeps_their_votes_in_the_order_chosen() -> None:
    held = held_from(camps())
    chosen = np.array([5, 59, 0])
    part = opinion_groups._only(held, chosen)
    assert part.voters.tolist() == [5, 59, 0]
    for place, voter in enumerate(chosen.tolist()):
        mine, theirs = part.voter == place, held.voter == voter
        assert part.comment[mine].tolist() == held.comment[theirs].tolist()
        assert part.vote[mine].tolist() == held.vote[theirs].tolist()
