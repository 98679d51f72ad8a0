"""Aggregation: from what an import stored to the figures of one activity.

One function per channel. Each returns an `Aggregate`: the result that a Release may hold, the counts behind it, which
stay inside, and for the preparer's preview the reason why each hidden row is hidden. Channels are never added
together, because their units differ and one person may use several.

Source: resident-input design, sections 2.2-2.6, 6 and 8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from participation.disclosure import TOTAL_LABEL, Hiding, protect_and_explain
from participation.growth import ActivityCounts, compare_activities
from participation.published_rows import FLOOR, TOTAL, Counts, Finding, Label, count_form, show_row
from participation.release import (
    ActivityResult,
    Composition,
    Poll,
    Quote,
    Shown,
    Subject,
    Table,
    ThemeCount,
    TopIdea,
)

NO_GROUP = "none"
NO_GROUP_LABEL = {"fi": "Ei ryhmää", "sv": "Ingen grupp", "en": "No group"}
NO_ANSWER_LABEL = {"fi": "Ei vastausta", "sv": "Inget svar", "en": "No answer"}

Ints = NDArray[np.int64]


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
        shown, why = tables_of(counted, question.subject, cleared, names, variable, small)
        tables += shown
        reasons += why
    result = ActivityResult(
        **described(facts, "respondents", respondents),
        texts=None if texts is None else count_form(texts),
        tables=tuple(tables),
        notes=once([*common_notes(bool(tables)), *notes]),
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
        **described(facts, "small_groups", participants),
        texts=count_form(written),
        top_ideas=tuple(ideas),
        notes=once([*common_notes(False), *notes]),
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
        **described(facts, "statements", None),
        texts=Shown(kind="exact", low=count),
        notes=once(notes),
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
            counts = Counts(poll.answered - votes, 0, votes)
            behind[id] = {TOTAL: counts}
            # In the form of a group's row, never with the exact number: options add up, and would give each other away.
            row = show_row(TOTAL, TOTAL_LABEL, counts)
            tables.append(Table(id=id, subject="option", text=label, total=row))
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
        **described(facts, unit, participants),
        texts=count_form(texts),
        tables=tuple(tables),
        notes=once([*common_notes(bool(tables)), *notes]),
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


def tables_of(
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


def described(facts: Facts, unit: str, participants: int | None) -> dict[str, object]:
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


def common_notes(tables: bool) -> tuple[str, ...]:
    return ("self_selected", "same_person_many_channels", *(("rounded",) if tables else ()))


def once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
