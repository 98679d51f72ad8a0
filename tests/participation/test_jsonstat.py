"""Tables of official statistics in JSON-stat 2: what the file says, and nothing more."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import jsonstat
from participation.guards import Limits
from participation.jsonstat import Dataset
from participation.problems import Refused


def population(**other: Any) -> dict[str, Any]:
    """The population of two areas by age and sex, as a statistics office would give it."""
    return {
        "version": "2.0", "class": "dataset", "label": "Väestö", "source": "Tilastokeskus", "updated": "2026-03-27",
        "id": ["alue", "ika", "vuosi"], "size": [2, 3, 1],
        "dimension": {
            "alue": {"label": "Alue", "category": {"index": ["KU1", "KU2"], "label": {"KU1": "Koivulahti"}}},
            "ika": {"category": {"index": {"0-17": 0, "18-64": 1, "65-": 2}, "label": {"65-": "65 vuotta täyttäneet"}}},
            "vuosi": {"label": "Vuosi", "category": {"label": {"2025": "2025"}}},
        },
        "value": [1100, 3200, 1500, 90, None, 40],
    } | other  # fmt: skip


def read(said: object, limits: Limits | None = None) -> Dataset:
    return jsonstat.read("vaesto.json", json.dumps(said).encode(), limits or Limits())


def test_every_value_stands_at_its_codes() -> None:
    table = read(population())
    assert table.at({"alue": "KU1", "ika": "18-64", "vuosi": "2025"}) == 3200
    assert table.at({"alue": "KU2", "ika": "65-", "vuosi": "2025"}) == 40
    assert (table.label, table.source, table.updated) == ("Väestö", "Tilastokeskus", "2026-03-27")
    assert [(one.id, one.label) for one in table.dimensions] == [("alue", "Alue"), ("ika", "ika"), ("vuosi", "Vuosi")]
    assert table.dimensions[1].categories == (("0-17", "0-17"), ("18-64", "18-64"), ("65-", "65 vuotta täyttäneet"))


def test_a_missing_value_is_missing_and_never_nought() -> None:
    assert read(population()).by("ika", {"alue": "KU2"}) == {"0-17": 90, "18-64": None, "65-": 40}
    sparse = population(value={"0": 1100, "5": 0})
    assert read(sparse).by("ika", {"alue": "KU1"}) == {"0-17": 1100, "18-64": None, "65-": None}
    assert read(sparse).by("ika", {"alue": "KU2"})["65-"] == 0


def test_places_may_be_given_in_any_order() -> None:
    turned = population()
    turned["dimension"]["ika"]["category"]["index"] = {"65-": 2, "0-17": 0, "18-64": 1}
    assert read(turned) == read(population())


def test_a_choice_that_is_not_made_or_does_not_exist_is_told() -> None:
    table = read(population())
    with pytest.raises(KeyError):
        table.by("ika", {})  # the areas would have to be summed
    with pytest.raises(KeyError):
        table.at({"alue": "KU9", "ika": "0-17", "vuosi": "2025"})


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_a_whole_table_comes_back_value_by_value_whatever_its_shape(sizes: list[int], data: st.DataObject) -> None:
    ids = [f"d{n}" for n in range(len(sizes))]
    values = data.draw(
        st.lists(st.none() | st.integers(0, 10**6), min_size=math.prod(sizes), max_size=math.prod(sizes))
    )
    given_as = data.draw(st.sampled_from(["list", "object"]))
    said = {
        "version": "2.0", "class": "dataset", "id": ids, "size": sizes,
        "dimension": {
            id: {"category": {"index": [f"{id}c{n}" for n in range(size)]}}
            for id, size in zip(ids, sizes, strict=True)
        },
        "value": values if given_as == "list" else {str(n): v for n, v in enumerate(values) if v is not None},
    }  # fmt: skip
    table = read(said)
    assert [value for _, value in table.rows()] == values
    for codes, value in table.rows():
        assert table.at(dict(zip(ids, codes, strict=True))) == value


def without(part: str) -> dict[str, Any]:
    said = population()
    del said[part]
    return said


def broken(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    said = population()
    change(said["dimension"])
    return said


WRONG: list[tuple[object, str]] = [
    ([], "not a table"),
    ("x", "not a table"),
    (population(version="1.0"), "not a table"),
    ({**population(), "class": "collection"}, "not a table"),
    (without("id"), "not a table"),
    (without("size"), "not a table"),
    (without("dimension"), "not a table"),
    (without("value"), "not a table"),
    (population(id=["alue", "alue", "vuosi"]), "not a table"),
    (population(size=[2, 3]), "not a table"),
    (population(value=["1100", 1, 1, 1, 1, 1]), "not a table"),
    (population(value=[True, 1, 1, 1, 1, 1]), "not a table"),
    (population(size=[2, 4, 1]), "“ika” does not fit"),
    (broken(lambda d: d.pop("alue")), "“alue” does not fit"),
    (broken(lambda d: d.update(alue=3)), "“alue” does not fit"),
    (broken(lambda d: d["ika"]["category"].update(index={"a": 0, "b": 0, "c": 1})), "“ika” does not fit"),
    (broken(lambda d: d["ika"]["category"].update(index=["a", "a", "b"])), "“ika” does not fit"),
    (broken(lambda d: d["ika"]["category"].pop("index")), "“ika” does not fit"),
    (population(value=[1, 2]), "There are 2 values, but the dimensions have room for 6"),
    (population(value={"6": 1}), "room for 6"),
    (population(value={"x": 1}), "room for 6"),
]


@pytest.mark.parametrize(("said", "told"), WRONG, ids=range(len(WRONG)))
def test_a_file_that_is_no_whole_table_is_refused(said: object, told: str) -> None:
    with pytest.raises(Refused) as refused:
        read(said)
    assert told in refused.value.problems[0].line("en")


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff\xfe\x00"])
def test_what_is_not_json_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        jsonstat.read("x.json", content, Limits())


def test_a_table_larger_than_the_limit_is_refused() -> None:
    assert len(read(population(), Limits(rows=6)).values) == 6
    with pytest.raises(Refused):
        read(population(), Limits(rows=5))
