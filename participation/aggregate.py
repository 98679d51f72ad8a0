"""Aggregation: from what an import stored to the figures of one activity.

One function per channel. Each returns an `Aggregate`: the result that a Release may hold, the counts behind it, which
stay inside, and for the preparer's preview the reason why each hidden row is hidden. Channels are never added
together, because their units differ and one person may use several.

Source: resident-input design, sections 2.2-2.6, 6 and 8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from participation.disclosure import (
    FLOOR,
    NOBODY,
    TOTAL,
    ActivityCounts,
    Counts,
    Finding,
    Hiding,
    Label,
    compare_activities,
    count_form,
    may_be_said,
    protect_and_explain,
    show_sizes,
)
from participation.opinion_groups import Opinion, Z, contrast_test, share_test
from participation.release import (
    ActivityResult,
    Composition,
    OpinionGroup,
    OpinionGroups,
    Poll,
    Quote,
    Shown,
    Stance,
    Subject,
    Table,
    ThemeCount,
    TopIdea,
)

NO_GROUP = "none"
NO_GROUP_LABEL = {"fi": "Ei ryhmää", "sv": "Ingen grupp", "en": "No group"}
NO_ANSWER_LABEL = {"fi": "Ei vastausta", "sv": "Inget svar", "en": "No answer"}
REJECTED = -1  # `moderated` of a comment
_LOOK_UP_TO = 10_000_000  # numbers up to which a table of places is kept; larger ones are searched for

Ints = NDArray[np.int64]
Listed = tuple[tuple[str, Stance], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an activity without its input. `channel` is one of the library's input sources."""

    activity_id: int
    channel: str
    title: Label
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`result` may be shown; `counts` are kept for the growth rule; `hidings` are for the preparer's preview."""

    result: ActivityResult
    counts: ActivityCounts
    hidings: tuple[Hiding, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Steps:
    """Answers on a five-step scale, the most negative step first, and "En osaa sanoa" apart from it."""

    counts: tuple[int, int, int, int, int]
    cannot_say: int = 0

    def classes(self) -> Counts:
        """Two steps against, the middle one neutral, two steps for (rule 2)."""
        lowest, low, middle, high, highest = self.counts
        return Counts(lowest + low, middle, high + highest, self.cannot_say)


@dataclass(frozen=True, slots=True)
class Groups:
    """Respondents by a background variable: its values, "none" for no answer, and which of them each has."""

    names: tuple[str, ...]
    codes: Ints

    def counts(self) -> dict[str, int]:
        """How many respondents each value has; those that nobody has are left out."""
        found = np.bincount(self.codes, minlength=len(self.names)).tolist()
        return {name: n for name, n in zip(self.names, found, strict=True) if n}


@dataclass(frozen=True, slots=True)
class StanceQuestion:
    """One question or alternative of a survey. `answers` are by value of the background variable.

    Who gave no value is under "none". `text` is None until the words are cleared.
    """

    id: str
    subject: Literal["alternative", "question"]
    text: Label | None
    answers: Mapping[str, Steps]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The one background variable by which a survey is shown, chosen before its results are seen (rule 5).

    `values` are its allowed values in order with their names. `respondents` counts who gave each, "none" among them.
    """

    id: str
    values: Mapping[str, Label]
    respondents: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """One line of a small group's TOP 3; `idea` is in words that a person has cleared or coded."""

    question: str
    group: str
    rank: int
    idea: str


@dataclass(frozen=True, slots=True)
class PollQuestion:
    """A question with ready options: how many answered it, and how many chose each option.

    `options` are (id, words, votes); ids stay the same in a newer export of the same service.
    """

    id: str
    text: Label
    several: bool
    answered: int
    options: Sequence[tuple[str, Label, int]]


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """A confirmed theme without its counts; `quotes` are cleared excerpts."""

    theme_id: int
    title: Label
    summary: Label
    minority: bool = False
    areas: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


# Conversations -------------------------------------------------------------------------------------------------------


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
    tables, reasons = _tables(behind, "comment", cleared, names, crossing, small)
    opinion = _opinion(grouping, letters, sizes, ungrouped, {table.id: table for table in tables}, behind, small)
    lists = any(group.representative for group in opinion.groups) or opinion.consensus
    codes = [
        *_common_notes(bool(tables)),
        "own_votes_included",
        *(["groups_describe_votes_only"] if names else []),
        *(["multiple_testing"] if lists else []),
        *(["moderated_left_out"] if rejected.any() else []),
        *notes,
    ]
    result = ActivityResult(
        **_described(facts, "participants", len(voters)),
        votes=count_form(len(vote)),
        texts=count_form(len(known)),
        tables=tables,
        opinion=opinion,
        notes=_once(codes),
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


# Surveys -------------------------------------------------------------------------------------------------------------


def survey(
    facts: Facts,
    respondents: int,
    questions: Sequence[StanceQuestion],
    crossing: Crossing | None = None,
    texts: int | None = None,
    notes: Sequence[str] = (),
    composition: Composition | None = None,
) -> Aggregate:
    """The figures of a survey: a table for each question or alternative, crossed by one background variable.

    `texts` is the number of open answers read, `composition` the respondents beside the population. Raises
    `ValueError` when an answer is under a value that the crossing does not have, or more people answered a question
    than answered the survey.
    """
    names: dict[str, Label] = {}
    small: frozenset[str] = frozenset()
    variable = None if crossing is None else crossing.id
    if crossing is not None:
        names = dict(crossing.values)
        if crossing.respondents.get(NO_GROUP):
            names[NO_GROUP] = NO_ANSWER_LABEL
        small = frozenset(value for value in names if crossing.respondents.get(value, 0) < FLOOR)
    behind: dict[str, dict[str, Counts]] = {}
    for question in questions:
        unknown = set(question.answers) - set(names) if names else set()
        if unknown:
            raise ValueError(f"question {question.id}: the crossing has no value {sorted(unknown)[0]}")
        groups = {value: steps.classes() for value, steps in question.answers.items()}
        top = sum(groups.values(), Counts(0, 0, 0, 0))
        if top.n + (top.cannot_say or 0) > respondents:
            raise ValueError(f"question {question.id}: more answers than respondents")
        behind[question.id] = {TOTAL: top, **{value: groups.get(value, Counts(0, 0, 0, 0)) for value in names}}
    if len(behind) != len(questions):
        raise ValueError("a question is given twice")

    if respondents < FLOOR:
        behind = {}
    tables: list[Table] = []
    reasons: list[Hiding] = []
    for question in questions:
        counted = {id: counts for id, counts in behind.items() if id == question.id}
        cleared = {question.id: question.text} if question.text is not None else {}
        shown, why = _tables(counted, question.subject, cleared, names, variable, small)
        tables += shown
        reasons += why
    result = ActivityResult(
        **_described(facts, "respondents", respondents),
        texts=None if texts is None else count_form(texts),
        tables=tuple(tables),
        notes=_once([*_common_notes(bool(tables)), *notes]),
        composition=composition if respondents >= FLOOR else None,
    )
    sizes = dict(crossing.respondents) if crossing is not None else {}
    return Aggregate(result, ActivityCounts(behind, respondents, None, texts, sizes), tuple(reasons))


def grouped(values: Sequence[str | None]) -> Groups:
    """Respondents by their value of the background variable, None for no answer."""
    named = [NO_GROUP if value is None else value for value in values]
    places = {name: place for place, name in enumerate(dict.fromkeys(named))}
    return Groups(tuple(places), np.array([places[name] for name in named], dtype=np.int64))


def count_steps(steps: NDArray[np.int8], background: Groups | None = None) -> dict[str, Steps]:
    """Answers to one question counted by value of the background variable.

    `steps` has one number per respondent: 1 to 5, the most negative first, 0 for "En osaa sanoa", -1 for no answer.
    Without a background everybody is under "none". Raises `ValueError` for any other step.
    """
    if len(steps) and not -1 <= int(steps.min()) <= int(steps.max()) <= 5:
        raise ValueError("a step is outside -1 … 5")
    background = background or Groups((NO_GROUP,), np.zeros(len(steps), dtype=np.int64))
    if len(background.codes) != len(steps):
        raise ValueError("as many background values as answers are needed")
    width = 7  # no answer, cannot say, five steps
    cells = np.bincount(background.codes * width + steps + 1, minlength=width * len(background.names))
    table = cells.reshape(-1, width).tolist()
    return {
        name: Steps((a, b, c, d, e), unsure)
        for name, (none, unsure, a, b, c, d, e) in sorted(zip(background.names, table, strict=True))
        if none + unsure + a + b + c + d + e
    }


# Channels without stances --------------------------------------------------------------------------------------------


def small_groups(
    facts: Facts,
    participants: int,
    choices: Sequence[GroupChoice],
    groups: int | None = None,
    notes: Sequence[str] = (),
    texts: int | None = None,
) -> Aggregate:
    """TOP 3 of a resident evening: in how many small groups each idea was chosen, "3 of 7", never how many people.

    `groups` is the number of small groups, counted from the choices when it is not given. Ideas with as many groups
    share a rank; among them the one placed higher comes first. `texts` are the contributions read, when they are more
    than the choices. Raises `ValueError` when choices are of more groups.
    """
    named = {choice.group for choice in choices}
    of_groups = len(named) if groups is None else groups
    if len(named) > of_groups:
        raise ValueError("choices are from more small groups than there were")
    ideas: list[TopIdea] = []
    if participants >= FLOOR:
        for question in dict.fromkeys(choice.question for choice in choices):
            ideas += _ranked(question, [choice for choice in choices if choice.question == question], of_groups)
    written = len(choices) if texts is None else texts
    result = ActivityResult(
        **_described(facts, "small_groups", participants),
        texts=count_form(written),
        top_ideas=tuple(ideas),
        notes=_once([*_common_notes(False), *notes]),
    )
    return Aggregate(result, ActivityCounts({}, participants, None, written))


def _ranked(question: str, choices: Sequence[GroupChoice], of_groups: int) -> list[TopIdea]:
    chosen_by: dict[str, dict[str, int]] = {}  # idea -> small group -> its best rank there
    for choice in choices:
        ranks = chosen_by.setdefault(choice.idea, {})
        ranks[choice.group] = min(choice.rank, ranks.get(choice.group, choice.rank))
    order = sorted(chosen_by.items(), key=lambda item: (-len(item[1]), sum(item[1].values()) / len(item[1]), item[0]))
    return [
        TopIdea(
            question=question,
            idea=idea,
            rank=1 + sum(len(other) > len(ranks) for other in chosen_by.values()),
            groups=len(ranks),
            of_groups=of_groups,
        )
        for idea, ranks in order
    ]


def statements(facts: Facts, count: int, notes: Sequence[str] = ()) -> Aggregate:
    """Formal statements of councils: public documents, counted as they are and never with residents' input."""
    result = ActivityResult(
        **_described(facts, "statements", None),
        texts=Shown(kind="exact", low=count),
        notes=_once(notes),
    )
    return Aggregate(result, ActivityCounts({}, None, None, count))


def written(
    facts: Facts,
    texts: int,
    participants: int | None = None,
    unit: Literal["comments", "participants"] = "comments",
    notes: Sequence[str] = (),
    polls: Sequence[PollQuestion] = (),
) -> Aggregate:
    """A channel that gives texts alone: a hearing's comments, ideas, an outreach visit's notes.

    It may have polls of its own: each option is a table with those who chose it and those who did not. A poll that
    fewer than ten answered is told without shares. Raises `ValueError` when an option has more votes than answers.
    """
    behind: dict[str, dict[str, Counts]] = {}
    tables: list[Table] = []
    asked: list[Poll] = []
    for poll in polls:
        shown: list[str] = []
        for id, label, votes in poll.options if poll.answered >= FLOOR else ():
            behind[id] = {TOTAL: Counts(poll.answered - votes, 0, votes)}
            tables += _tables({id: behind[id]}, "option", {id: label}, {}, None, frozenset())[0]
            shown.append(id)
        asked.append(
            Poll(
                id=poll.id,
                text=dict(poll.text),
                several=poll.several,
                answered=count_form(poll.answered),
                options=tuple(shown),
            )
        )
    result = ActivityResult(
        **_described(facts, unit, participants),
        texts=count_form(texts),
        tables=tuple(tables),
        notes=_once([*_common_notes(bool(tables)), *notes]),
        polls=tuple(asked),
    )
    return Aggregate(result, ActivityCounts(behind, participants, None, texts))


# Themes --------------------------------------------------------------------------------------------------------------


def count_ties(ties: Iterable[tuple[int, int, object]]) -> dict[int, dict[int, int]]:
    """Contributions tied to each theme by activity, from (theme id, activity id, contribution id); each counts once."""
    found: dict[int, dict[int, int]] = {}
    for (theme, activity), count in sorted(Counter((theme, activity) for theme, activity, _ in set(ties)).items()):
        found.setdefault(theme, {})[activity] = count
    return found


def theme_counts(themes: Sequence[ThemeFacts], ties: Mapping[int, Mapping[int, int]]) -> tuple[ThemeCount, ...]:
    """The themes with the number of contributions tied to each, by activity and never in all (rule 8).

    `ties` are as `count_ties` gives them. An activity in which nobody raised the theme is left out.
    """
    return tuple(
        ThemeCount(
            theme_id=theme.theme_id,
            title=theme.title,
            summary=theme.summary,
            minority=theme.minority,
            areas=theme.areas,
            alternatives=theme.alternatives,
            counts=tuple(
                (activity, count_form(count))
                for activity, count in sorted(ties.get(theme.theme_id, {}).items())
                if count
            ),
            quotes=theme.quotes,
        )
        for theme in themes
    )


# Later releases ------------------------------------------------------------------------------------------------------


def renew(
    published: ActivityResult, before: ActivityCounts | None, now: Aggregate
) -> tuple[Aggregate, tuple[Finding, ...]]:
    """An activity that an earlier Release holds, for the next one: renewed, or carried over unchanged (rule 7).

    It is carried over whole when the growth rule does not allow all its figures to be renewed, or when the counts
    behind the earlier ones are no longer kept; the findings say why. Only words cleared in between come with it.
    """
    findings = compare_activities(published, now.result, before, now.counts)
    if not findings:
        return now, ()
    words = {table.id: table.text for table in now.result.tables}
    tables = tuple(
        table.model_copy(update={"text": words[table.id]}) if table.id in words else table for table in published.tables
    )
    return Aggregate(published.model_copy(update={"tables": tables}), before or ActivityCounts({})), findings


# What all channels share ---------------------------------------------------------------------------------------------


def _tables(
    behind: Mapping[str, Mapping[str, Counts]],
    subject: Subject,
    texts: Mapping[str, Label],
    names: Mapping[str, Label],
    crossing: str | None,
    small: frozenset[str],
) -> tuple[tuple[Table, ...], tuple[Hiding, ...]]:
    tables: list[Table] = []
    reasons: list[Hiding] = []
    for id, counts in behind.items():
        rows = [(row, label, counts[row]) for row, label in names.items()]
        table, why = protect_and_explain(id, subject, texts.get(id), counts[TOTAL], rows, crossing, small)
        tables.append(table)
        reasons += why
    return tuple(tables), tuple(reasons)


def _described(facts: Facts, unit: str, participants: int | None) -> dict[str, object]:
    """What every result says of its activity; with fewer than 10 people it is described and not tabulated (rule 1)."""
    return {
        "activity_id": facts.activity_id,
        "channel": facts.channel,
        "title": facts.title,
        "unit": unit,
        "starts": facts.starts,
        "ends": facts.ends,
        "participants": None if participants is None else count_form(participants),
        "described_only": participants is not None and participants < FLOOR,
    }


def _common_notes(tables: bool) -> tuple[str, ...]:
    return ("self_selected", "same_person_many_channels", *(("rounded",) if tables else ()))


def _once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
