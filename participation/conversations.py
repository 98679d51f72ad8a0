"""The figures of a conversation in which people vote on each other's comments, such as Polis.

A table for each comment, crossed by opinion group where there are groups, and what sets each group apart; of what is
said beside the tables nothing that would give a count away. Source: resident-input design, sections 2.2, 6 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pyarrow as pa

from participation.aggregate import (
    NO_GROUP,
    NO_GROUP_LABEL,
    Aggregate,
    Facts,
    Ints,
    common_notes,
    described,
    once,
    tables_of,
)
from participation.disclosure import may_be_said
from participation.growth import ActivityCounts
from participation.opinion_groups import Opinion, Z, contrast_test, share_test
from participation.published_rows import FLOOR, NOBODY, TOTAL, Counts, Label, count_form, show_sizes
from participation.release import ActivityResult, OpinionGroup, OpinionGroups, Shown, Stance, Table

REJECTED = -1  # `moderated` of a comment
_LOOK_UP_TO = 10_000_000  # numbers up to which a table of places is kept; larger ones are searched for

Listed = tuple[tuple[str, Stance], ...]


@dataclass(frozen=True)
class Grouping:
    """Who votes alike and what was found about it, as `opinion_groups.opinion` gives it.

    groups           group number -> voters in it; voters in none have no group
    representative   group number -> (comment, direction), best first
    consensus        (comment, direction) on which all voters agree or disagree, best first
    """

    status: Literal["exported", "computed", "unstable", "none"]
    groups: Mapping[int, Sequence[int]] = field(default_factory=dict)
    representative: Mapping[int, Sequence[tuple[int, Stance]]] = field(default_factory=dict)
    consensus: Sequence[tuple[int, Stance]] = ()
    stability_low: float | None = None
    same_k_share: float | None = None

    @classmethod
    def of(cls, found: Opinion) -> Grouping:
        stability = found.choice.stability
        return cls(
            found.choice.status,
            found.groups,
            found.representative_stances(),
            found.consensus_stances(),
            None if stability is None else stability.low,
            None if stability is None else stability.same_k,
        )


def conversation(
    facts: Facts,
    votes: pa.Table,
    comments: pa.Table,
    grouping: Grouping,
    texts: Mapping[int, Label] | None = None,
    notes: Sequence[str] = (),
) -> Aggregate:
    """The figures of a Polis conversation: a table for each comment, with a row for each opinion group.

    votes      comment, voter, vote (-1 disagree, 0 pass, 1 agree): the latest vote of each voter on each comment
    comments   comment, moderated (-1 rejected), is_meta

    Rejected comments and those about the conversation itself get no table. `texts` are the cleared comments. `notes`
    are further codes for the method box. Raises `ValueError` when a vote is on an unknown comment.
    """
    comment, voter = _column(votes, "comment"), _column(votes, "voter")
    vote = _column(votes, "vote")
    known = _column(comments, "comment")
    if (_positions(np.sort(known), comment) == len(known)).any():
        raise ValueError("a vote is on a comment that is not among the comments")
    rejected = _column(comments, "moderated") == REJECTED
    meta = np.array([bool(flag) for flag in comments["is_meta"].to_pylist()], dtype=np.bool_)
    tabled = np.sort(known[~rejected & ~meta])

    voters = _distinct(voter)
    groups = grouping.groups if grouping.status in ("exported", "computed") else {}
    numbers = sorted(number for number, members in groups.items() if len(members))
    letters = dict(zip(numbers, _letters(len(numbers)), strict=True))
    of_voter = _places(voters, [groups[number] for number in numbers])
    sizes = {letters[number]: int((of_voter == place).sum()) for place, number in enumerate(numbers)}
    ungrouped = int((of_voter == len(numbers)).sum())

    tallies = _tallies(comment, voter, vote, tabled, voters, of_voter, len(numbers) + 1)
    names: dict[str, Label] = {letter: _group_label(letter) for letter in sizes}
    if ungrouped and names:
        names[NO_GROUP] = NO_GROUP_LABEL
    small = frozenset(row for row in names if {**sizes, NO_GROUP: ungrouped}[row] < FLOOR)
    behind: dict[str, dict[str, Counts]] = {}
    for place, number in enumerate(tabled.tolist()):
        by_group = [Counts(*classes) for classes in tallies[place].tolist()]
        top = sum(by_group, NOBODY)
        rows = dict(zip(names, by_group, strict=False))  # without ungrouped voters the last row is not one
        behind[_comment_id(number)] = {TOTAL: top, **(rows if names else {})}

    shown = texts or {}
    crossing = "opinion_group" if names else None
    if len(voters) < FLOOR:
        behind = {}
    cleared = {_comment_id(number): text for number, text in shown.items()}
    tables, reasons = tables_of(behind, "comment", cleared, names, crossing, small)
    opinion = _opinion(grouping, letters, sizes, ungrouped, {table.id: table for table in tables}, behind, small)
    lists = any(group.representative for group in opinion.groups) or opinion.consensus
    codes = [
        *common_notes(bool(tables)),
        "own_votes_included",
        *(["groups_describe_votes_only"] if names else []),
        *(["multiple_testing"] if lists else []),
        *(["moderated_left_out"] if rejected.any() else []),
        *notes,
    ]
    result = ActivityResult(
        **described(facts, "participants", len(voters)),
        votes=count_form(len(vote)),
        texts=count_form(len(known)),
        tables=tables,
        opinion=opinion,
        notes=once(codes),
    )
    counts = ActivityCounts(behind, len(voters), len(vote), len(known), sizes)
    return Aggregate(result, counts, reasons)


def _tallies(comment: Ints, voter: Ints, vote: Ints, tabled: Ints, voters: Ints, of_voter: Ints, groups: int) -> Ints:
    """Votes by comment with a table, group and class, (comments, groups, 3); the last group is "no group"."""
    place = _positions(tabled, comment)
    key = (place * groups + of_voter[_positions(voters, voter)]) * 3 + vote + 1
    counted = np.bincount(key, minlength=(len(tabled) + 1) * groups * 3)  # the last place is for all other comments
    return counted.reshape(-1, groups, 3)[: len(tabled)]


def _distinct(numbers: Ints) -> Ints:
    """The different numbers, ascending; counting is much faster than sorting where they are not large."""
    if len(numbers) and int(numbers.min()) >= 0 and int(numbers.max()) < _LOOK_UP_TO:
        return np.flatnonzero(np.bincount(numbers))
    return np.unique(numbers)


def _positions(values: Ints, wanted: Ints) -> Ints:
    """Where each wanted number is among the ascending values; the number of values where it is not."""
    if not len(values):
        return np.zeros(len(wanted), dtype=np.int64)
    last = int(max(values.max(initial=-1), wanted.max(initial=-1)))
    if last < _LOOK_UP_TO and min(values.min(initial=0), wanted.min(initial=0)) >= 0:
        place = np.full(last + 1, len(values), dtype=np.int64)
        place[values] = np.arange(len(values))
        return place[wanted]
    found = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    return np.where(values[found] == wanted, found, len(values))


def _places(voters: Ints, groups: Sequence[Sequence[int]]) -> Ints:
    """The place of each voter's group among `groups`; the number of groups for those in none."""
    found = np.full(len(voters), len(groups), dtype=np.int64)
    for place, members in enumerate(groups):
        found[np.isin(voters, np.asarray(members, dtype=np.int64))] = place
    return found


def _opinion(
    grouping: Grouping,
    letters: Mapping[int, str],
    sizes: Mapping[str, int],
    ungrouped: int,
    tables: Mapping[str, Table],
    behind: Mapping[str, Mapping[str, Counts]],
    small: frozenset[str],
) -> OpinionGroups:
    """The groups with their sizes, and the lists of comments as far as they give nobody away.

    What a hidden group or a hidden row thinks is not told by a list either.
    """
    shown = show_sizes(sizes, ungrouped)
    listed = _told(grouping, letters, shown, tables, behind, small)
    return OpinionGroups(
        status=grouping.status,
        stability_low=grouping.stability_low,
        same_k_share=grouping.same_k_share,
        groups=tuple(
            OpinionGroup(id=letter, n=shown[letter], representative=listed[letter]) for letter in letters.values()
        ),
        consensus=listed[TOTAL],
    )


def _told(
    grouping: Grouping,
    letters: Mapping[int, str],
    sizes: Mapping[str, Shown | None],
    tables: Mapping[str, Table],
    behind: Mapping[str, Mapping[str, Counts]],
    small: frozenset[str],
) -> dict[str, Listed]:
    """Which comments may be listed for each group, and for all under "total".

    A list says something more of a comment than its table does: that a share passes a test. All that is said of one
    comment is therefore checked together with its table, and if it would give a count away nothing is said of it.
    """
    wanted: dict[str, list[tuple[str, Stance]]] = {letter: [] for letter in letters.values()}
    for number, items in grouping.representative.items():
        letter = letters.get(number)
        if letter is not None and sizes[letter] is not None:
            wanted[letter] = [(_comment_id(comment), stance) for comment, stance in items]
    wanted[TOTAL] = [(_comment_id(comment), stance) for comment, stance in grouping.consensus]
    for group, pairs in wanted.items():
        wanted[group] = [(table, stance) for table, stance in pairs if _row_shown(tables.get(table), group)]

    said: dict[str, list[tuple[str, Stance]]] = {}
    for group, pairs in wanted.items():
        for table, stance in pairs:
            said.setdefault(table, []).append((group, stance))
    silent = {table for table, claims in said.items() if not _sayable(tables[table], behind[table], claims, small)}
    return {group: tuple(pair for pair in pairs if pair[0] not in silent) for group, pairs in wanted.items()}


def _row_shown(table: Table | None, row: str) -> bool:
    if table is None or table.total.hidden:
        return False
    return row == TOTAL or any(line.id == row and not line.hidden for line in table.rows)


def _sayable(
    table: Table, counts: Mapping[str, Counts], claims: Sequence[tuple[str, Stance]], small: frozenset[str]
) -> bool:
    """Whether all that the lists say of one comment may be said. A group's claim is as strong as it truly is."""
    rows = {row: value for row, value in counts.items() if row != TOTAL} or {TOTAL: counts[TOTAL]}
    tested = [_passes(rows, group, stance) for group, stance in claims]

    def holds(other: Mapping[str, Counts]) -> bool:
        return all(
            _passes(other, group, stance) >= passed for (group, stance), passed in zip(claims, tested, strict=True)
        )

    return may_be_said(table, rows, holds, small)


def _passes(rows: Mapping[str, Counts], group: str, stance: Stance) -> int:
    """Whether the tests of the lists hold: 2 all of them, 1 the direction alone, 0 neither (section 8, 6-9)."""
    if group == TOTAL:
        everybody = sum(rows.values(), NOBODY)
        share, test = share_test(*_seen(everybody, stance))
        return 2 if share > 0.5 and test > Z else 0
    others = sum((counts for row, counts in rows.items() if row not in (group, NO_GROUP)), NOBODY)
    own, own_seen = _seen(rows[group], stance)
    _, contrast = contrast_test(own, own_seen, *_seen(others, stance))
    _, test = share_test(own, own_seen)
    opposite: Stance = "against" if stance == "for" else "for"
    _, other_way = contrast_test(*_seen(rows[group], opposite), *_seen(others, opposite))
    if contrast < other_way:
        return 0
    return 2 if contrast > Z and test > Z else 1


def _seen(counts: Counts, stance: Stance) -> tuple[Ints, Ints]:
    count = {"against": counts.against, "neutral": counts.neutral, "for": counts.for_}[stance]
    return np.array(count, dtype=np.int64), np.array(counts.n, dtype=np.int64)


def _comment_id(number: int) -> str:
    return f"comment-{number}"


def _letters(count: int) -> list[str]:
    if count > 26:
        raise ValueError("more opinion groups than letters")
    return [chr(ord("A") + place) for place in range(count)]


def _group_label(letter: str) -> Label:
    return {"fi": f"Ryhmä {letter}", "sv": f"Grupp {letter}", "en": f"Group {letter}"}


def _column(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].to_numpy(), dtype=np.int64)
