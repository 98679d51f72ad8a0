"""Opinion groups of a voting conversation: who votes alike, what sets a group apart, what all agree on.

Everything here describes voting in one conversation, never residents. Groups are published only when the source gave
them and can be trusted, or when they come out the same when people are left out at random (`decide`). Representative
comments and consensus test many comments without a correction for it, which the page says.

Written from the formulas of the resident-input design, section 8, whose numbers (1-11) the docstrings give. Shapes:
V voters, C comments, N votes, G groups. Votes are 1 agree, 0 pass, -1 disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from participation.release import Stance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

UNGROUPED = -1
Z = 1.2816  # the normal quantile of 90 %
TOP = 5
POWER_ROUNDS = 100
VOTES_TO_COUNT, FEWEST_COUNTED = 7, 15
BASE_CLUSTERS, MOST_GROUPS, BASE_PER_GROUP = 100, 5, 12
STILL, ROUNDS = 0.01, 100  # k-means stops when centres move less, or after so many rounds
META_PRIORITY = 49.0
STABLE_ARI, STABLE_SAME_K = 0.8, 0.9
SEED = 20500101  # any fixed number: stability must give the same figure each time
LARGEST_GRAM = 4_000  # comments up to which a C × C matrix is kept
GRAM_WORTH = 40_000  # V·C² over N up to which making it is faster than two hundred sums over the votes (measured)
DENSE_ROWS = 1_024  # voters at a time while it is built
POINTS_AT_ONCE = 1_024  # k-means in pieces that stay in cache and are too small to wake other threads


@dataclass(frozen=True)
class Conversation:
    """The latest votes of one conversation, by position.

    voters     (V,) surrogates
    comments   (C,) ascending comment numbers: those that somebody voted on
    voter      (N,) position of the voter, ascending
    comment    (N,) position of the comment
    vote       (N,) -1, 0 or 1
    silenced   (C,) rejected by moderators, or about the conversation itself: takes no part in the groups
    meta       (C,) about the conversation itself
    """

    voters: Ints
    comments: Ints
    voter: Ints
    comment: Ints
    vote: NDArray[np.int8]
    silenced: Flags
    meta: Flags

    @property
    def given(self) -> Ints:
        """How many comments each voter voted on, (V,)."""
        return np.bincount(self.voter, minlength=len(self.voters))


@dataclass(frozen=True)
class Tallies:
    """Agree, disagree and pass per group and comment, each (G, C), and the numbers of the groups, (G,)."""

    groups: Ints
    agree: Ints
    disagree: Ints
    passed: Ints

    @property
    def seen(self) -> Ints:
        return self.agree + self.disagree + self.passed

    def total(self) -> Tallies:
        """All groups together, as one group."""
        parts = (part.sum(axis=0, keepdims=True) for part in (self.agree, self.disagree, self.passed))
        return Tallies(np.zeros(1, dtype=np.int64), *parts)


@dataclass(frozen=True)
class Space:
    """The plane of opinions: column means (C,), two principal components (2, C), positions of voters (V, 2)."""

    means: Floats
    components: Floats
    positions: Floats


@dataclass(frozen=True)
class Groups:
    """A group for each voter, (V,), UNGROUPED for those who voted too little; `k` groups, the largest first."""

    of_voter: Ints
    k: int


@dataclass(frozen=True)
class Stability:
    """How alike groups come out when people are left out: adjusted Rand index and how often k is the same."""

    median: float
    low: float  # 10th percentile
    same_k: float

    @property
    def holds(self) -> bool:
        return self.low >= STABLE_ARI and self.same_k >= STABLE_SAME_K


@dataclass(frozen=True)
class Choice:
    """Which groups may be used. `of_voter` is None when none may: only what all think together is shown."""

    status: Literal["exported", "computed", "unstable", "none"]
    of_voter: Ints | None
    stability: Stability | None = None


@dataclass(frozen=True)
class Telling:
    """A comment that sets a group apart, or on which all agree: its number, the direction, and its rank's value."""

    comment: int
    stance: Stance
    rank: float


@dataclass(frozen=True)
class Opinion:
    """Everything a conversation's votes tell, ready for aggregation.

    groups           group number → the voters in it
    representative   group number → comments that set it apart, best first, at most five
    consensus        comments on which all voters agree, then those on which they disagree, best first
    shared           comment number → group-aware consensus; empty without groups
    priority         comment number → priority
    """

    choice: Choice
    groups: Mapping[int, tuple[int, ...]]
    representative: Mapping[int, tuple[Telling, ...]]
    consensus: tuple[Telling, ...]
    shared: Mapping[int, float]
    priority: Mapping[int, float]

    def representative_stances(self) -> dict[int, list[tuple[int, Stance]]]:
        return {group: [(item.comment, item.stance) for item in items] for group, items in self.representative.items()}

    def consensus_stances(self) -> list[tuple[int, Stance]]:
        return [(item.comment, item.stance) for item in self.consensus]


def opinion(votes: pa.Table, participants: pa.Table, comments: pa.Table) -> Opinion:
    """Groups, representative comments, consensus and priority from an import's payload.

    A `group` in `participants` is taken as exported and trusted: an adapter leaves out groups that are not.
    """
    held = conversation(votes, participants, comments)
    group_of = dict(zip(participants["voter"].to_pylist(), participants["group"].to_pylist(), strict=True))
    given = [group_of[voter] for voter in held.voters.tolist()]
    labels = np.array([UNGROUPED if group is None else group for group in given], dtype=np.int64)
    choice = decide(held, labels if (labels != UNGROUPED).any() else None)
    extremity = comment_extremity(held, space(held))
    if choice.of_voter is None:
        together = group_tallies(held, np.zeros(len(held.voters), dtype=np.int64))
        return Opinion(choice, {}, {}, consensus(held), {}, _by_comment(held, priority(together, extremity, held.meta)))
    tallies = group_tallies(held, choice.of_voter)
    return Opinion(
        choice=choice,
        groups={group: tuple(held.voters[choice.of_voter == group].tolist()) for group in tallies.groups.tolist()},
        representative=representative(held, tallies),
        consensus=consensus(held),
        shared=_by_comment(held, group_aware_consensus(tallies)),
        priority=_by_comment(held, priority(tallies, extremity, held.meta)),
    )


def conversation(votes: pa.Table, participants: pa.Table, comments: pa.Table) -> Conversation:
    """The votes of a payload by position, in an order of voters that depends on their votes alone.

    k-means starts from the first voters, so the order matters to it. Surrogates are random and say nothing; ordering
    by a hash of each voter's votes gives the same groups whenever the same file is imported.
    """
    voters = np.sort(participants["voter"].to_numpy().astype(np.int64))
    voted = votes["comment"].to_numpy().astype(np.int64)
    numbers = np.unique(voted)
    comment = np.searchsorted(numbers, voted)
    voter = np.searchsorted(voters, votes["voter"].to_numpy().astype(np.int64))
    vote = votes["vote"].to_numpy()

    order = _canonical_order(voter, numbers[comment], vote, len(voters))
    place = np.empty(len(voters), dtype=np.int64)
    place[order] = np.arange(len(voters))
    by_voter = np.lexsort((comment, place[voter]))

    about = comments.select(["comment", "moderated", "is_meta"]).to_pylist()
    meta_of = {row["comment"]: bool(row["is_meta"]) for row in about}
    rejected = {row["comment"] for row in about if row["moderated"] == -1}
    meta = np.array([meta_of.get(number, False) for number in numbers.tolist()], dtype=bool)
    silenced = meta | np.array([number in rejected for number in numbers.tolist()], dtype=bool)
    return Conversation(
        voters[order], numbers, place[voter][by_voter], comment[by_voter], vote[by_voter], silenced, meta
    )


def space(held: Conversation) -> Space:
    """Formulas 1-3: means, principal components and positions of all voters.

    A silenced column is 0 for everybody, so everybody counts as having voted on it. Missing votes are the column's
    mean, hence 0 once centred, and only the votes given need to be summed.
    """
    V, C = len(held.voters), len(held.comments)
    vote = np.where(held.silenced[held.comment], 0.0, held.vote)
    times = np.bincount(held.comment, minlength=C)
    means = np.bincount(held.comment, vote, C) / np.maximum(times, 1)
    centred = vote - means[held.comment]
    components = _principal(held, centred)
    counted = np.bincount(held.voter, ~held.silenced[held.comment], V) + held.silenced.sum()
    scale = np.sqrt(C / np.maximum(counted, 1))
    positions = np.stack([scale * np.bincount(held.voter, centred * axis[held.comment], V) for axis in components], 1)
    return Space(means, components, positions)


def comment_extremity(held: Conversation, plane: Space) -> Floats:
    """Formula 3: how far out a voter would stand who agreed with one comment only, (C,)."""
    C = len(held.comments)
    return np.asarray(np.sqrt(C) * np.abs(1 - plane.means) * np.hypot(plane.components[0], plane.components[1]))


def in_conversation(held: Conversation) -> Flags:
    """Formula 4: who voted enough to be grouped, (V,). Fewer than fifteen are filled up with the most active."""
    given = held.given
    inside = given >= min(VOTES_TO_COUNT, len(held.comments))
    if inside.sum() < FEWEST_COUNTED:
        inside[np.argsort(-given, kind="stable")[:FEWEST_COUNTED]] = True
    return np.asarray(inside & (given > 0))


def groups(held: Conversation, plane: Space | None = None) -> Groups | None:
    """Formula 5: base clusters, then groups of them, with the number of groups that fits best.

    None when there are not two different positions to tell apart.
    """
    plane = plane or space(held)
    members = np.flatnonzero(in_conversation(held))
    base, centres = _k_means(plane.positions[members], np.ones(len(members)), BASE_CLUSTERS)
    if len(centres) < 2:
        return None
    weights = np.bincount(base, minlength=len(centres)).astype(np.float64)
    distances = np.hypot(*(centres[:, None, axis] - centres[None, :, axis] for axis in (0, 1)))
    best, best_fit = base, -np.inf
    for k in range(2, min(MOST_GROUPS, 2 + len(centres) // BASE_PER_GROUP) + 1):
        label, _ = _k_means(centres, weights, k)
        fit = silhouette(distances, label)
        if fit > best_fit:
            best, best_fit = label, fit
    of_voter = np.full(len(held.voters), UNGROUPED, dtype=np.int64)
    of_voter[members] = _largest_first(best[base])
    return Groups(of_voter, int(of_voter.max()) + 1)


def stability(held: Conversation, found: Groups, *, runs: int = 20, share: float = 0.9, seed: int = SEED) -> Stability:
    """How alike groups come out from a shuffled `share` of the voters, compared with `found` on the same people."""
    generator = np.random.default_rng(seed)
    V = len(held.voters)
    alike, same = [], 0
    for _ in range(runs):
        chosen = generator.permutation(V)[: max(2, round(share * V))]
        again = groups(_only(held, chosen))
        if again is None:
            alike.append(0.0)
            continue
        first, second = found.of_voter[chosen], again.of_voter
        both = (first != UNGROUPED) & (second != UNGROUPED)
        alike.append(adjusted_rand(first[both], second[both]))
        same += again.k == found.k
    return Stability(float(np.median(alike)), float(np.percentile(alike, 10)), same / runs)


def decide(
    held: Conversation,
    exported: Ints | None,
    *,
    compute: Callable[[Conversation], Groups | None] = groups,
    measure: Callable[[Conversation, Groups], Stability] = stability,
) -> Choice:
    """Trusted groups of the source; else our own if they are stable; else none.

    `exported` has the shape (V,) with UNGROUPED for people without a group, and is None when there are no groups or
    they cannot be trusted. The limits of stability were chosen on nine conversations.
    """
    if not len(held.vote):
        return Choice("none", None)
    if exported is not None:
        return Choice("exported", exported)
    found = compute(held)
    if found is None:
        return Choice("unstable", None)
    figure = measure(held, found)
    return Choice("computed", found.of_voter, figure) if figure.holds else Choice("unstable", None, figure)


def group_tallies(held: Conversation, of_voter: Ints) -> Tallies:
    """Votes per group and comment; people without a group are left out, and so are groups without people.

    A group without people would not be nothing: it would halve the group-aware consensus.
    """
    numbers, place = np.unique(of_voter, return_inverse=True)
    G, C = len(numbers), len(held.comments)
    counted = np.bincount((place[held.voter] * C + held.comment) * 3 + held.vote + 1, minlength=3 * G * C)
    grouped = counted.reshape(G, C, 3)[numbers != UNGROUPED]
    return Tallies(numbers[numbers != UNGROUPED], grouped[:, :, 2], grouped[:, :, 0], grouped[:, :, 1])


def share_test(count: Ints, seen: Ints) -> tuple[Floats, Floats]:
    """Formula 6: the smoothed share of a direction, and its test against one half."""
    share = (count + 1) / (seen + 2)
    test = 2 * np.sqrt(seen + 1) * ((count + 1) / (seen + 1) - 0.5)
    return share, test


def contrast_test(count: Ints, seen: Ints, others: Ints, others_seen: Ints) -> tuple[Floats, Floats]:
    """Formula 7: a group's share over that of the other groups together, and the test of their difference."""
    ratio = ((count + 1) / (seen + 2)) / ((others + 1) / (others_seen + 2))
    pooled = (count + others + 2) / (seen + others_seen + 2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / (seen + 1) + 1 / (others_seen + 1)))
    difference = (count + 1) / (seen + 1) - (others + 1) / (others_seen + 1)
    test = np.divide(difference, spread, out=np.zeros_like(ratio), where=spread > 0)
    return ratio, test


def representative(held: Conversation, tallies: Tallies) -> dict[int, tuple[Telling, ...]]:
    """Formula 8: for each group the comments that set it apart, agreed ones first, one to five.

    Silenced comments and those that nobody in the group voted on are left out. A group in which no comment passes the
    tests gets the one with the largest difference from the others.
    """
    seen = tallies.seen
    everybody = tallies.total()
    chosen: dict[int, tuple[Telling, ...]] = {}
    for group, number in enumerate(tallies.groups.tolist()):
        sides = []
        for count, whole in ((tallies.agree, everybody.agree), (tallies.disagree, everybody.disagree)):
            share, test = share_test(count[group], seen[group])
            others, others_seen = whole[0] - count[group], everybody.seen[0] - seen[group]
            ratio, contrast = contrast_test(count[group], seen[group], others, others_seen)
            sides.append((contrast, test, ratio * contrast * share * test))
        (agree_contrast, agree_test, agree_rank), (against_contrast, against_test, against_rank) = sides
        agrees = agree_contrast > against_contrast
        contrast = np.where(agrees, agree_contrast, against_contrast)
        test = np.where(agrees, agree_test, against_test)
        rank = np.where(agrees, agree_rank, against_rank)
        usable = (seen[group] > 0) & ~held.silenced
        passing = usable & (contrast > Z) & (test > Z)
        if passing.any():
            picked = _best_agree_first(np.flatnonzero(passing), agrees, rank)
        else:
            picked = np.flatnonzero(usable)[np.argsort(-contrast[usable], kind="stable")][:1]
        chosen[number] = tuple(_telling(held, place, bool(agrees[place]), rank) for place in picked.tolist())
    return chosen


def consensus(held: Conversation) -> tuple[Telling, ...]:
    """Formula 9: the comments most voters agree with, then those most disagree with, five at most of each."""
    everybody = group_tallies(held, np.zeros(len(held.voters), dtype=np.int64))
    found: list[Telling] = []
    for count, agrees in ((everybody.agree, True), (everybody.disagree, False)):
        if not len(count):
            break
        share, test = share_test(count[0], everybody.seen[0])
        passing = np.flatnonzero((share > 0.5) & (test > Z) & ~held.silenced)
        rank = share * test
        best = passing[np.argsort(-rank[passing], kind="stable")][:TOP]
        found += [_telling(held, place, agrees, rank) for place in best.tolist()]
    return tuple(found)


def group_aware_consensus(tallies: Tallies) -> Floats:
    """Formula 10: the product over groups of the smoothed share that agrees, (C,); between 0 and 1 with any group."""
    return np.asarray(np.prod((tallies.agree + 1) / (tallies.seen + 2), axis=0))


def priority(tallies: Tallies, extremity: Floats, meta: Flags) -> Floats:
    """Formula 11: how useful more votes on a comment would be, (C,)."""
    everybody = tallies.total()
    agree, passed, seen = everybody.agree[0], everybody.passed[0], everybody.seen[0]
    fresh = 1 + 8 * np.exp2(-seen / 5)
    value = ((1 - (passed + 1) / (seen + 2)) * (extremity + 1) * (agree + 1) / (seen + 2) * fresh) ** 2
    return np.asarray(np.where(meta, META_PRIORITY, value))


def adjusted_rand(first: Ints, second: Ints) -> float:
    """Adjusted Rand index of two groupings of the same people: 1 alike, about 0 by chance (Hubert & Arabie 1985)."""
    rows, columns = np.unique(first, return_inverse=True)[1], np.unique(second, return_inverse=True)[1]
    if not len(first):
        return 1.0
    table = np.bincount(rows * (columns.max() + 1) + columns, minlength=(rows.max() + 1) * (columns.max() + 1))
    table = table.reshape(rows.max() + 1, -1)

    def pairs(counts: Ints) -> float:
        return float((counts * (counts - 1) // 2).sum())

    together, by_row, by_column = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    everybody = pairs(np.array([len(first)]))
    expected = by_row * by_column / everybody if everybody else 0.0
    largest = (by_row + by_column) / 2
    return 1.0 if largest == expected else (together - expected) / (largest - expected)


def silhouette(distances: Floats, label: Ints) -> float:
    """Mean silhouette of points given all distances (n, n); a point alone in its group counts 0 (Rousseeuw 1987)."""
    n, k = len(label), int(label.max()) + 1
    member = np.zeros((n, k))
    member[np.arange(n), label] = 1
    size = member.sum(axis=0)
    sums = distances @ member
    own = sums[np.arange(n), label] / np.maximum(size[label] - 1, 1)
    to_others = np.where(member > 0, np.inf, sums / np.maximum(size, 1))
    to_others[:, size == 0] = np.inf
    nearest = to_others.min(axis=1)
    widest = np.maximum(own, nearest)
    alone = (size[label] == 1) | ~np.isfinite(nearest) | (widest == 0)
    return float(np.where(alone, 0.0, (nearest - own) / np.where(alone, 1.0, widest)).mean())


def _principal(held: Conversation, centred: Floats) -> Floats:
    """Two principal components (2, C) by power iteration, each round made orthogonal to the first."""
    C = len(held.comments)
    times_gram = _gram(held, centred)
    start = np.random.default_rng(SEED).standard_normal(C)
    components = np.zeros((2, C))
    for place in range(min(2, C)):
        axis = start
        for _ in range(POWER_ROUNDS):
            previous = axis
            axis = times_gram(axis - components[:place].T @ (components[:place] @ axis))
            length = np.linalg.norm(axis)
            if length < 1e-9:  # nobody differs in this direction
                axis = np.zeros(C)
                break
            axis = axis / length
            if np.abs(axis - previous).max() < 1e-14:  # more rounds would change nothing
                break
        components[place] = axis
    return components


def _gram(held: Conversation, centred: Floats) -> Callable[[Floats], Floats]:
    """Multiplication by the comments' C × C matrix of products, kept when it is small enough."""
    V, C = len(held.voters), len(held.comments)
    if C > LARGEST_GRAM or GRAM_WORTH * len(held.vote) < V * C * C:

        def by_votes(axis: Floats) -> Floats:
            seen = np.bincount(held.voter, centred * axis[held.comment], V)
            return np.asarray(np.bincount(held.comment, centred * seen[held.voter], C), dtype=np.float64)

        return by_votes
    gram = np.zeros((C, C))
    first_vote = np.searchsorted(held.voter, np.arange(0, V + DENSE_ROWS, DENSE_ROWS))
    for block, (start, stop) in enumerate(pairwise(first_vote.tolist())):
        dense = np.zeros((min(DENSE_ROWS, V - block * DENSE_ROWS), C))
        dense[held.voter[start:stop] - block * DENSE_ROWS, held.comment[start:stop]] = centred[start:stop]
        gram += dense.T @ dense
    return lambda axis: gram @ axis


def _k_means(points: Floats, weights: Floats, k: int) -> tuple[Ints, Floats]:
    """Weighted k-means from the first k distinct points: a label for each point, and the centres.

    Centres that lose all their points are left out.
    """
    first = np.sort(np.unique(points, axis=0, return_index=True)[1])[:k]
    centres = points[first]
    label = np.zeros(len(points), dtype=np.int64)
    for _ in range(ROUNDS if len(points) else 0):
        label = _nearest(points, centres)
        mass = np.bincount(label, weights, len(centres))
        held = mass > 0
        sums = np.stack([np.bincount(label, weights * points[:, axis], len(centres)) for axis in (0, 1)], axis=1)
        moved = sums[held] / mass[held, None]
        furthest = np.hypot(*(moved - centres[held]).T).max()
        centres = moved
        if furthest < STILL:
            break
    numbers, label = np.unique(_nearest(points, centres), return_inverse=True) if len(points) else (label, label)
    return label, centres[numbers]


def _nearest(points: Floats, centres: Floats) -> Ints:
    """The nearest centre of each point; |point|² is the same for all centres, so it is left out."""
    size = np.einsum("ij,ij->i", centres, centres)
    nearest = np.empty(len(points), dtype=np.int64)
    for start in range(0, len(points), POINTS_AT_ONCE):
        part = slice(start, start + POINTS_AT_ONCE)
        nearest[part] = (size - 2 * points[part] @ centres.T).argmin(axis=1)
    return nearest


def _largest_first(label: Ints) -> Ints:
    """The groups renumbered by size, so that the first group is the largest."""
    order = np.argsort(-np.bincount(label), kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[label]


def _only(held: Conversation, chosen: Ints) -> Conversation:
    """The conversation of the chosen voters, in the order in which they were chosen."""
    given = held.given
    first = np.cumsum(given) - given
    counts = given[chosen]
    # The votes of a voter lie together: positions first[v] … first[v] + given[v] - 1, voter after voter.
    shift = first[chosen] - (np.cumsum(counts) - counts)
    kept = np.arange(counts.sum()) + np.repeat(shift, counts)
    voter = np.repeat(np.arange(len(chosen)), counts)
    return Conversation(
        held.voters[chosen], held.comments, voter, held.comment[kept], held.vote[kept], held.silenced, held.meta
    )


def _canonical_order(voter: Ints, number: Ints, vote: NDArray[np.int8], voters: int) -> Ints:
    """Voters by a hash of their votes: splitmix64 of each (comment, vote), summed."""
    mixed = (number * 3 + vote + 1).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    total = np.zeros(voters, dtype=np.uint64)
    np.add.at(total, voter, mixed ^ (mixed >> np.uint64(31)))
    return np.argsort(total, kind="stable")


def _best_agree_first(passing: Ints, agrees: Flags, rank: Floats) -> Ints:
    """The best agreed comment is always among the five; agreed ones come before the others."""
    order = passing[np.argsort(-rank[passing], kind="stable")]
    best = order[agrees[order]][:1]
    picked = np.concatenate([best, order[~np.isin(order, best)]])[:TOP]
    return np.concatenate([picked[agrees[picked]], picked[~agrees[picked]]])


def _telling(held: Conversation, place: int, agrees: bool, rank: Floats) -> Telling:
    return Telling(int(held.comments[place]), "for" if agrees else "against", float(rank[place]))


def _by_comment(held: Conversation, values: Sequence[float] | Floats) -> dict[int, float]:
    return dict(zip(held.comments.tolist(), np.asarray(values, dtype=np.float64).tolist(), strict=True))
