"""From a decision's stored input to the Release that may be shown of it: one adapter's figures after another.

Pure: the same input gives the same release. Opinion groups are computed here, before freezing, never on a page view.
Source: resident-input design, sections 1 (steps 7-10), 6-8.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from participation import aggregate, conversations, disclosure, growth, opinion_groups, published_rows
from participation.aggregate import (
    Aggregate,
    Crossing,
    Facts,
    GroupChoice,
    Groups,
    PollQuestion,
    StanceQuestion,
    ThemeFacts,
)
from participation.composition import Group, publish
from participation.conversations import Grouping
from participation.disclosure import Hiding
from participation.growth import ActivityCounts, ReleaseCounts
from participation.opinion_groups import Opinion
from participation.population import Residents, in_order
from participation.privacy import CLEARING
from participation.published_rows import Counts, Finding
from participation.release import Composition, Quote, Release

QUOTES = 3  # of one theme
QUOTE_MAX = 280  # characters


@dataclass(frozen=True)
class Read:
    """One contribution after a person has read it. `excerpt` is set for cleared words only."""

    source_id: str
    verdict: str | None
    excerpt: str | None
    language: str | None
    about: Mapping[str, Any]
    themes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Brought:
    """What one activity has brought in: the current payload of each adapter and every text read or not."""

    activity_id: int
    channel: str
    title: Mapping[str, str]
    starts: date | None
    ends: date | None
    adapter: str
    sha256: str
    tables: Mapping[str, pa.Table]
    texts: tuple[Read, ...]
    notes: tuple[str, ...] = ()
    residents: Residents | None = None


@dataclass(frozen=True)
class Named:
    """A confirmed theme."""

    id: int
    title: Mapping[str, str]
    summary: Mapping[str, str]
    minority: bool
    areas: tuple[str, ...]
    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class Earlier:
    release: Release
    counts: ReleaseCounts


@dataclass(frozen=True)
class Draft:
    """A release before it is frozen. Only `release` is ever shown to readers.

    hidings    why rows are hidden, for the preparer
    findings   what a reader could work out: while there are any, nothing is frozen
    carried    tables that stay as they were published, since too little has been added
    """

    release: Release
    counts: ReleaseCounts
    hidings: tuple[tuple[int, Hiding], ...] = ()
    findings: tuple[Finding, ...] = ()
    carried: tuple[Finding, ...] = ()


Judge = Callable[[str, Mapping[str, pa.Table]], Opinion]


def judged(_sha256: str, tables: Mapping[str, pa.Table]) -> Opinion:
    """The opinion groups of a payload; callers may keep the answer by the file's hash."""
    return opinion_groups.opinion(tables["votes"], tables["participants"], tables["comments"])


def compose(
    decision_id: int,
    number: int,
    now: datetime,
    brought: Sequence[Brought],
    themes: Sequence[Named],
    not_heard: Sequence[str],
    alternatives: Mapping[str, Mapping[str, str]],
    earlier: Earlier | None = None,
    judge: Judge = judged,
) -> Draft:
    """The whole release: figures of every activity, themes with counts and quotes, and the audit of it all."""
    results: dict[int, Aggregate] = {}
    carried: list[Finding] = []
    for one in brought:
        found = figures(one, alternatives, {theme.id: theme for theme in themes}, judge)
        published = _published(earlier, one.activity_id)
        if published is not None and earlier is not None:
            found, kept = aggregate.renew(published, earlier.counts.activities.get(one.activity_id), found)
            carried += kept
        results[one.activity_id] = found
    ties = aggregate.count_ties(
        (theme, one.activity_id, text.source_id) for one in brought for text in one.texts for theme in text.themes
    )
    counted = aggregate.theme_counts([_theme(theme, brought) for theme in themes], ties)
    release = Release(
        decision_id=decision_id,
        number=number,
        frozen_at=now,
        imports=tuple(sorted(one.sha256 for one in brought)),
        activities=tuple(found.result for found in results.values()),
        themes=counted,
        not_heard=tuple(not_heard),
    )
    counts = ReleaseCounts({id: found.counts for id, found in results.items()}, ties)
    findings = [f for found in results.values() for table in found.result.tables for f in _audited(found, table.id)]
    if earlier is not None:
        findings += growth.compare_releases(earlier.release, release, earlier.counts, counts)
    hidings = tuple((id, hiding) for id, found in results.items() for hiding in found.hidings)
    return Draft(release, counts, hidings, tuple(findings), tuple(carried))


def _audited(found: Aggregate, table_id: str) -> Iterable[Finding]:
    table = next(table for table in found.result.tables if table.id == table_id)
    small = frozenset(h.row_id for h in found.hidings if h.reason == "small" and h.table_id == table_id)
    return disclosure.audit(table, _always_small(found) & small)


def _always_small(found: Aggregate) -> frozenset[str]:
    """Rows that are under ten in every table of the activity: a reader of all of them can notice."""
    tables = found.counts.tables.values()
    rows = {row for table in tables for row in table if row != published_rows.TOTAL}
    return frozenset(r for r in rows if all(t[r].n < published_rows.FLOOR for t in tables if r in t))


def _published(earlier: Earlier | None, activity_id: int) -> Any:
    if earlier is None:
        return None
    return next((a for a in earlier.release.activities if a.activity_id == activity_id), None)


# ------------------------------------------------------------------ one activity


def figures(
    one: Brought, alternatives: Mapping[str, Mapping[str, str]], themes: Mapping[int, Named], judge: Judge
) -> Aggregate:
    """The figures of one activity by its adapter; an adapter without figures of its own gives its texts alone."""
    facts = Facts(one.activity_id, one.channel, dict(one.title), one.starts, one.ends)
    match one.adapter:
        case "polis":
            return _conversation(facts, one, judge)
        case "survey":
            return _survey(facts, one, alternatives)
        case "evening":
            return _evening(facts, one, themes)
        case "spot":
            return _spot(facts, one, themes)
        case "kerrokantasi":
            return _hearing(facts, one)
    return aggregate.written(facts, len(one.texts), notes=one.notes)


def _conversation(facts: Facts, one: Brought, judge: Judge) -> Aggregate:
    opinion = judge(one.sha256, one.tables)
    choice = opinion.choice
    grouping = Grouping(
        status=choice.status,
        groups=opinion.groups,
        representative=opinion.representative_stances(),
        consensus=opinion.consensus_stances(),
        stability_low=choice.stability.low if choice.stability else None,
        same_k_share=choice.stability.same_k if choice.stability else None,
    )
    cleared = {
        int(text.source_id): {text.language or "fi": text.excerpt}
        for text in one.texts
        if text.excerpt and text.source_id.isdecimal()
    }
    return conversations.conversation(
        facts, one.tables["votes"], one.tables["comments"], grouping, cleared, notes=one.notes
    )


NOTHING = -2  # in place of no answer, one under the least code of a class
# By code of a class from NOTHING on, as the survey adapter writes them: nothing, against, neutral, for, cannot say.
STEPS = np.array([-1, 1, 3, 5, 0], dtype=np.int8)


def _groups(column: pa.ChunkedArray) -> Groups:
    """The respondents by a dictionary column of the payload."""
    whole = column.combine_chunks()
    whole = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
    names = whole.dictionary.to_pylist()
    codes = pc.fill_null(whole.indices, len(names)).to_numpy(zero_copy_only=False).astype(np.int64)
    return Groups((*names, aggregate.NO_GROUP), codes)


def _survey(facts: Facts, one: Brought, alternatives: Mapping[str, Mapping[str, str]]) -> Aggregate:
    answers, columns = one.tables["answers"], one.tables["columns"].to_pylist()
    background = next((column for column in columns if column["role"] == "background"), None)
    groups = _groups(answers[background["id"]]) if background else None
    questions = []
    for column in columns:
        if column["role"] != "scale":
            continue
        classes = pc.fill_null(answers[column["id"]], NOTHING).to_numpy()
        code = column["alternative"]
        named = alternatives.get(code) if code else None
        questions.append(
            StanceQuestion(
                id=code or column["id"],
                subject="alternative" if named else "question",
                text=dict(named) if named else None,
                answers=aggregate.count_steps(STEPS[classes - NOTHING], groups),
            )
        )
    crossing = None
    if background is not None and groups is not None:
        respondents = groups.counts()
        labels = {value: {"fi": value} for value in in_order(respondents.keys() - {aggregate.NO_GROUP})}
        crossing = Crossing(background["id"], labels, respondents)
    composition, note = None, "no_background"
    if crossing is not None and background is not None:
        composition = _beside(crossing, background["header"], one.residents)
        note = "beside_population" if composition is not None else "no_population"
    notes = (*one.notes, note)
    return aggregate.survey(facts, answers.num_rows, questions, crossing, len(one.texts), notes, composition)


def _beside(crossing: Crossing, header: str, residents: Residents | None) -> Composition | None:
    """The respondents beside the population; None when a group of theirs has no number of residents."""
    if residents is None or residents.variable != crossing.id or set(crossing.values) - residents.numbers.keys():
        return None
    # A group of residents that nobody answered for is shown too: it was not reached.
    groups = [
        Group(value, {"fi": value}, crossing.respondents.get(value, 0), residents.numbers[value])
        for value in in_order(residents.numbers)
    ]
    return publish(
        groups, crossing.respondents.get(aggregate.NO_GROUP, 0), variable={"fi": header}, table=residents.table,
        source=residents.source, updated=residents.updated,
    )  # fmt: skip


def _evening(facts: Facts, one: Brought, themes: Mapping[int, Named]) -> Aggregate:
    """Ideas by the theme a person tied them to; the language of a theme's name is the decision's."""
    ideas = {row["text"]: row for row in one.tables["ideas"].to_pylist()}
    events = one.tables["events"].to_pylist()
    choices = [
        GroupChoice(row["question"] or "", str(row["group"]), row["rank"], _first(themes[theme].title))
        for text in one.texts
        if (row := ideas.get(text.source_id)) is not None
        for theme in text.themes
        if theme in themes
    ]
    participants = sum(event["participants"] for event in events)
    return aggregate.small_groups(facts, participants, choices, sum(event["groups"] for event in events), one.notes)


def _spot(facts: Facts, one: Brought, themes: Mapping[int, Named]) -> Aggregate:
    """What was written down at an event: small groups when there were any, else texts alone."""
    sizes = {
        text.about["group_no"]: int(str(text.about["group_size"])) for text in one.texts if "group_no" in text.about
    }
    if not sizes:
        return aggregate.written(facts, len(one.texts), notes=one.notes)
    choices = [
        GroupChoice(
            str(text.about["question"]), str(text.about["group_no"]), int(str(text.about["rank"])),
            _first(themes[theme].title),
        )
        for text in one.texts
        if "group_no" in text.about
        for theme in text.themes
        if theme in themes
    ]  # fmt: skip
    return aggregate.small_groups(facts, sum(sizes.values()), choices, len(sizes), one.notes, len(one.texts))


def _hearing(facts: Facts, one: Brought) -> Aggregate:
    """Comments as texts, and the polls whose numbers agree with each other."""
    asked: dict[object, list[Any]] = {}
    for row in one.tables["polls"].to_pylist():
        asked.setdefault(row.get("poll") or (row["section"], row["question"]), []).append(row)
    polls, left_out = [], False
    seen: Counter[tuple[str, str]] = Counter()
    for rows in asked.values():
        section, question = rows[0]["section"], rows[0]["question"]
        seen[section, question] += 1
        several = "multi" in rows[0]["kind"].casefold()
        votes = [row["votes"] for row in rows]
        answered = rows[0]["answered"]
        if answered is None and not several:
            answered = sum(votes)
        told_twice = len({row["option"] for row in rows}) < len(rows) or len({row["answered"] for row in rows}) > 1
        wrong = answered is None or max(votes) > answered or (not several and sum(votes) != answered)
        if told_twice or wrong:
            left_out = True
            continue
        again = [str(seen[section, question])] if seen[section, question] > 1 else []  # asked in the same words
        id = f"poll-{_short_hash(section, question, *again)}"
        options = [(f"{id}-{_short_hash(row['option'])}", {"fi": row["option"]}, row["votes"]) for row in rows]
        polls.append(PollQuestion(id, {"fi": question}, several, answered, options))
    notes = [*one.notes, *(["poll_shares"] if polls else []), *(["polls_left_out"] if left_out else [])]
    return aggregate.written(facts, len(one.texts), notes=notes, polls=polls)


def _short_hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:8]


def _first(title: Mapping[str, str]) -> str:
    return title.get("fi") or next(iter(title.values()), "")


# ------------------------------------------------------------------ themes


def _theme(theme: Named, brought: Sequence[Brought]) -> ThemeFacts:
    quotes = [
        Quote(text=text.excerpt, language=text.language or "fi", activity_id=one.activity_id)
        for one in brought
        for text in one.texts
        if theme.id in text.themes and text.excerpt and text.verdict in CLEARING and len(text.excerpt) <= QUOTE_MAX
    ]
    return ThemeFacts(
        theme.id, dict(theme.title), dict(theme.summary), theme.minority, theme.areas, theme.alternatives,
        tuple(quotes[:QUOTES]),
    )  # fmt: skip


# ------------------------------------------------------------------ keeping the counts


def to_json(counts: ReleaseCounts) -> dict[str, Any]:
    """What the growth rule needs of a release later. It is kept inside and never shown."""
    return {
        "activities": {
            str(id): {
                "tables": {
                    table: {row: [*c.classes, c.cannot_say] for row, c in rows.items()}
                    for table, rows in activity.tables.items()
                },
                "participants": activity.participants,
                "votes": activity.votes,
                "texts": activity.texts,
                "groups": dict(activity.groups),
            }
            for id, activity in counts.activities.items()
        },
        "themes": {str(id): {str(a): n for a, n in by.items()} for id, by in counts.themes.items()},
    }


def from_json(kept: Mapping[str, Any]) -> ReleaseCounts:
    activities = {
        int(id): ActivityCounts(
            {t: {row: Counts(*c) for row, c in rows.items()} for t, rows in activity["tables"].items()},
            activity["participants"],
            activity["votes"],
            activity["texts"],
            activity["groups"],
        )
        for id, activity in kept["activities"].items()
    }
    return ReleaseCounts(activities, {int(id): {int(a): n for a, n in by.items()} for id, by in kept["themes"].items()})
