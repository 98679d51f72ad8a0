"""Numbers of residents beside which participants are shown: read from official statistics and added up by group.

A file is JSON-stat 2, or a table whose last column is the number and whose other columns say what it is of. A person
says which variable of the table the participants' groups are of, which part of the rest is meant, and which categories
make up each group; ages are suggested. Nothing is summed that a person has not chosen, because a table may hold its
own totals. Source: resident-input design, section 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from locales import N_, Message
from participation import statistics
from participation.guards import Limits
from participation.jsonstat import Dataset, Dimension
from participation.records import folded


@dataclass(frozen=True)
class Residents:
    """Numbers of residents by a value of the background variable, and where they are from."""

    variable: str
    numbers: Mapping[str, int]
    table: str
    source: str
    updated: str


class Unfit(ValueError):
    """The chosen categories give no number for a group; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


def read(files: Mapping[str, bytes], limits: Limits) -> Dataset:
    """The table of one guarded file, in whole numbers. Raises `Refused` when it is no such table."""
    return statistics.read(files, limits, whole=True)


# ------------------------------------------------------------------ ages


_UNDER = re.compile(r"(?:alle|under|below|<)\s*(\d{1,3})\b")
_BETWEEN = re.compile(r"\b(\d{1,3})\s*(?:-|vuotiaista|to|till|\.\.)\s*(\d{1,3})\b")
_FROM = re.compile(
    r"\b(\d{1,3})\s*(?:\+|-(?!\d)|(?:v\w*|år|years?)?\s*(?:tai|ja|eller|och|or|and)\s+\w+|vuotta täyttän\w+)"
)
_OVER = re.compile(r"(?:yli|över|over|>)\s*(\d{1,3})\b")
_ONE_YEAR = re.compile(r"\b(\d{1,3})-(?:vuotia|åri)")
_ONE = re.compile(r"\b(\d{1,3})\b")
OLDEST = 200


def ages(text: str) -> tuple[int, int] | None:
    """The first and the last age that a label speaks of, both included; None when it speaks of no ages.

    "alle 18" is 0–17, "18–29-vuotiaat" 18–29, "yli 64" 65–, "75+" and "75 vuotta täyttäneet" 75–, "17" 17.
    """
    said = folded(text)
    if found := _UNDER.search(said):
        return 0, int(found[1]) - 1
    if found := _OVER.search(said):
        return int(found[1]) + 1, OLDEST
    if found := _BETWEEN.search(said):
        low, high = int(found[1]), int(found[2])
        return (low, high) if low <= high <= OLDEST else None
    if found := _ONE_YEAR.search(said):
        return int(found[1]), int(found[1])
    if found := _FROM.search(said):
        return int(found[1]), OLDEST
    if found := _ONE.search(said):
        return (int(found[1]), int(found[1])) if int(found[1]) < 130 else None
    return None


def in_order(values: Iterable[str]) -> list[str]:
    """Values of a background variable as a reader expects them: ages from the youngest, the rest by name after them."""
    return sorted(values, key=lambda value: (ages(value) or (OLDEST + 1, OLDEST + 1), value))


def suggest(groups: Iterable[str], dimension: Dimension) -> dict[str, tuple[str, ...]]:
    """Categories that make up each group: the one of the same name, or those whose ages fill the group's exactly.

    A group that no categories fill exactly gets none: a person chooses.
    """
    by_name = {folded(label): code for code, label in reversed(dimension.categories)}
    spans = {code: span for code, label in dimension.categories if (span := ages(label))}
    return {
        group: (by_name[folded(group)],) if folded(group) in by_name else _filling(ages(group), spans)
        for group in groups
    }


def _filling(wanted: tuple[int, int] | None, spans: Mapping[str, tuple[int, int]]) -> tuple[str, ...]:
    """Categories inside the wanted ages that follow each other without a gap; the finest ones first."""
    if wanted is None:
        return ()
    inside = {code: span for code, span in spans.items() if wanted[0] <= span[0] and span[1] <= wanted[1]}
    at, taken = wanted[0], []
    while at <= wanted[1]:
        found = min((code for code, span in inside.items() if span[0] == at), key=lambda c: inside[c][1], default=None)
        if found is None:
            return ()
        taken.append(found)
        at = inside[found][1] + 1
    return tuple(taken)


def suggested_dimension(groups: Sequence[str], dataset: Dataset) -> str | None:
    """The variable that fits the most groups; None when none fits any."""
    fits = {one.id: sum(bool(codes) for codes in suggest(groups, one).values()) for one in dataset.dimensions}
    best = max(fits, key=lambda id: fits[id], default=None)
    return best if best is not None and fits[best] else None


# ------------------------------------------------------------------ numbers

TWICE = N_("“{category}” is in two groups: {one} and {other}. Leave it in one of them.")
NO_CATEGORY = N_("Choose what the group “{group}” is made of in the statistics.")
NO_NUMBER = N_("The statistics have no number for “{category}”. Choose another part of the table.")


@dataclass(frozen=True)
class Chosen:
    """What a person said of the table: the variable of the groups, which part of the rest, and what each group is."""

    dimension: str
    rest: Mapping[str, str]
    groups: Mapping[str, Sequence[str]]


def numbers(dataset: Dataset, chosen: Chosen) -> dict[str, int]:
    """Residents of each group. Raises `Unfit` when a group has no categories, two share one, or a number is missing."""
    along = next(one for one in dataset.dimensions if one.id == chosen.dimension)
    names = dict(along.categories)
    found = dataset.by(chosen.dimension, chosen.rest)
    taken: dict[str, str] = {}
    result = {}
    for group, codes in chosen.groups.items():
        if not codes:
            raise Unfit(Message(NO_CATEGORY, {"group": group}))
        total = 0.0
        for code in codes:
            if code in taken:
                raise Unfit(Message(TWICE, {"category": names[code], "one": taken[code], "other": group}))
            taken[code] = group
            value = found[code]
            if value is None:
                raise Unfit(Message(NO_NUMBER, {"category": names[code]}))
            total += value
        result[group] = round(total)
    return result
