"""Releases that follow one another: what was published stays, or grows by so many that nobody can be picked out.

Source: resident-input design, section 7, rule 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from participation.published_rows import (
    BLOCK,
    FLOOR,
    NOBODY,
    TOTAL,
    Counts,
    Finding,
    figures_of,
    fitting,
    tightened,
    total_fitting,
)
from participation.release import STANCES, ActivityResult, Composition, Release, Shown, Table, ThemeCount


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
        elif not same_figures(table, later_table):
            was_counts, now_counts = was.tables.get(table.id), now.tables.get(table.id)
            found += [
                Finding(f"{place}/{table.id}", finding.row_id, finding.problem, finding.stance)
                for finding in renewal_findings(table, later_table, was_counts, now_counts)
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


def renewal_findings(
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
    return tuple(found) or tuple(growth_worked_out(old, new))


def _group_growth(table: str, row: str, before: Counts, after: Counts) -> Iterable[Finding]:
    unsure = (after.cannot_say or 0) - (before.cannot_say or 0)
    fewer = [s for s, was, now in zip(STANCES, before.classes, after.classes, strict=True) if now < was]
    yield from (Finding(table, row, "shrank", stance) for stance in fewer)
    if unsure < 0:
        yield Finding(table, row, "shrank")
    if after.n - before.n < FLOOR:
        yield Finding(table, row, "grew_too_little")


def growth_worked_out(old: Table, new: Table) -> Iterable[Finding]:
    """What two tables together tell about those who answered in between: at least 10 people in each published row."""
    then = {row.id: row for row in (old.total, *old.rows) if not row.hidden}
    for row in (new.total, *new.rows):
        before = then.get(row.id)
        if row.hidden or before is None or figures_of(before) == figures_of(row):
            continue
        fits = total_fitting if row.id == TOTAL else fitting
        was, now = fits(figures_of(before)), fits(figures_of(row))
        n = now.n[:, None] - was.n[None, :]
        low = np.maximum(now.low[:, None] - was.high[None, :], 0)
        low, high, possible = tightened(low, now.high[:, None] - was.low[None, :], n)
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


def same_figures(one: Table, other: Table) -> bool:
    """Whether two tables publish the same; the words above them may have been cleared in between."""
    return one == other or one.model_copy(update={"text": None}) == other.model_copy(update={"text": None})
