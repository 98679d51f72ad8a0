"""JSON-stat 2: a table of official statistics, such as the population by age and area.

Only what the file says of itself is relied on: no code, name or table id is known beforehand, because they change. A
missing value is missing and never 0.

Source: JSON-stat 2.0 (json-stat.org/format), as Statistics Finland gives it; resident-input design, section 9.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from locales import N_, Message
from participation.guards import Limits, text_of
from participation.problems import refusal

MOST_DIMENSIONS = 12

NOT_JSON = N_("The file is not JSON. Export it again.")
NOT_TABLE = N_("The file is not a table in the JSON-stat 2 format.")
BROKEN = N_("The dimension “{name}” does not fit the rest of the table. Export the file again.")
BAD_VALUES = N_("There are {found} values, but the dimensions have room for {wanted}. Export the file again.")
TOO_MANY = N_("There are more than {limit} values. Choose a smaller part of the table.")


@dataclass(frozen=True)
class Dimension:
    """One variable: its categories in the order of the values, as (code, label)."""

    id: str
    label: str
    categories: tuple[tuple[str, str], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.categories)


@dataclass(frozen=True)
class Dataset:
    """A whole table. `values` are row-major, the last dimension fastest; None is missing."""

    label: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]
    values: tuple[float | None, ...]

    def at(self, codes: Mapping[str, str]) -> float | None:
        """One value, by the code of every dimension. Raises KeyError for an unknown or missing dimension or code."""
        place = 0
        for dimension in self.dimensions:
            known = dimension.codes
            code = codes[dimension.id]
            if code not in known:
                raise KeyError(code)
            place = place * len(known) + known.index(code)
        return self.values[place]

    def by(self, dimension: str, chosen: Mapping[str, str]) -> dict[str, float | None]:
        """{code: value} along one dimension; every other must be `chosen` or have one category only.

        Nothing is summed: a total among the categories would be counted twice. Raises KeyError as `at` does.
        """
        single = {one.id: one.codes[0] for one in self.dimensions if len(one.codes) == 1}
        along = next(one for one in self.dimensions if one.id == dimension)
        return {code: self.at({**single, **chosen, dimension: code}) for code in along.codes}

    def places(self) -> Iterator[tuple[str, ...]]:
        """The codes of every value, in the order of the table."""
        return product(*(one.codes for one in self.dimensions))

    def rows(self) -> Iterator[tuple[tuple[str, ...], float | None]]:
        """Every value with its codes, in the order of the table."""
        return zip(self.places(), self.values, strict=True)


def read(name: str, content: bytes, limits: Limits) -> Dataset:
    """The table of one guarded file. Raises `Refused` when it is no whole JSON-stat 2 dataset, or is too large."""
    text, _ = text_of(name, content)
    try:
        said = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as fault:
        raise refusal(name, Message(NOT_JSON)) from fault
    if not isinstance(said, dict) or not str(said.get("version", "")).startswith("2") or said.get("class") != "dataset":
        raise refusal(name, Message(NOT_TABLE))
    ids, sizes, described = said.get("id"), said.get("size"), said.get("dimension")
    if not (isinstance(ids, list) and isinstance(sizes, list) and isinstance(described, dict)):
        raise refusal(name, Message(NOT_TABLE))
    if not 0 < len(ids) == len(sizes) <= MOST_DIMENSIONS or len(set(map(str, ids))) < len(ids):
        raise refusal(name, Message(NOT_TABLE))
    dimensions = tuple(_dimension(name, str(id), size, described) for id, size in zip(ids, sizes, strict=True))
    wanted = math.prod(len(one.categories) for one in dimensions)
    if wanted > limits.rows:
        raise refusal(name, Message(TOO_MANY, {"limit": limits.rows}))
    return Dataset(
        label=_word(said.get("label")),
        source=_word(said.get("source")),
        updated=_word(said.get("updated")),
        dimensions=dimensions,
        values=_values(name, said.get("value"), wanted),
    )


def _dimension(name: str, id: str, size: object, described: Mapping[str, object]) -> Dimension:
    one = described.get(id)
    category = one.get("category") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(category, dict):
        raise refusal(name, Message(BROKEN, {"name": id[:60]}))
    labels = category.get("label") if isinstance(category.get("label"), dict) else {}
    assert isinstance(labels, dict)
    codes = _codes(category.get("index"), labels)
    if codes is None or isinstance(size, bool) or size != len(codes) or len(set(codes)) < len(codes):
        raise refusal(name, Message(BROKEN, {"name": id[:60]}))
    return Dimension(
        id, _word(one.get("label")) or id, tuple((code, _word(labels.get(code)) or code) for code in codes)
    )


def _codes(index: object, labels: Mapping[str, object]) -> list[str] | None:
    """The codes in order: a list, an object of places, or for a single category its label alone."""
    if isinstance(index, list) and index and all(isinstance(code, str) for code in index):
        return list(index)
    if isinstance(index, dict) and index:
        places = list(index.values())
        if any(isinstance(place, bool) or not isinstance(place, int) for place in places):
            return None
        if sorted(places) != list(range(len(places))):
            return None
        return sorted(index, key=lambda code: index[code])
    return list(labels) if index is None and len(labels) == 1 else None


def _values(name: str, value: object, wanted: int) -> tuple[float | None, ...]:
    """The values as a whole row of them: a list, or an object of those that are there."""
    if isinstance(value, list):
        if len(value) != wanted:
            raise refusal(name, Message(BAD_VALUES, {"found": len(value), "wanted": wanted}))
        return tuple(_number(name, one) for one in value)
    if not isinstance(value, dict):
        raise refusal(name, Message(NOT_TABLE))
    found: list[float | None] = [None] * wanted
    for place, one in value.items():
        if not place.isascii() or not place.isdecimal() or int(place) >= wanted:
            raise refusal(name, Message(BAD_VALUES, {"found": len(value), "wanted": wanted}))
        found[int(place)] = _number(name, one)
    return tuple(found)


def _number(name: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refusal(name, Message(NOT_TABLE))
    return float(value)


def _word(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
