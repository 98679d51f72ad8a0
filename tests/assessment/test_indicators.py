"""Indicators of official statistics as sources: taken as they stand, and stored without loss."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.indicators import MOST_POINTS, Indicator, from_fields, taken
from participation import statistics
from participation.guards import Limits, check
from participation.jsonstat import Dataset, Dimension
from participation.problems import Refused

TABLE = Dataset(
    "Oppilaat", "Tilastokeskus", "2026-03-01",
    (
        Dimension("Alue", "Alue", (("R", "Rantakylä"), ("K", "Kirkonkylä"))),
        Dimension("Vuosi", "Vuosi", (("2023", "2023"), ("2024", "2024"), ("2025", "2025"))),
        Dimension("Tieto", "Tieto", (("n", "Lukumäärä"),)),
    ),
    (112.0, 108.0, None, 336.0, 340.0, 351.0),
)  # fmt: skip
WORDS = st.text(max_size=20)
POINTS = st.lists(
    st.tuples(WORDS, st.none() | st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=9
)


def test_one_figure_is_taken_with_what_it_is_of() -> None:
    found = taken(TABLE, {"Alue": "R", "Vuosi": "2024"}, None)
    assert found.points == (("", 108.0),)
    assert found.of == (("Alue", "Rantakylä"), ("Vuosi", "2024"), ("Tieto", "Lukumäärä"))
    assert (found.label, found.source, found.updated, found.year) == ("Oppilaat", "Tilastokeskus", "2026-03-01", 2024)


def test_a_series_keeps_what_is_missing_and_its_last_known_value_is_told() -> None:
    found = taken(TABLE, {"Alue": "R"}, "Vuosi")
    assert found.points == (("2023", 112.0), ("2024", 108.0), ("2025", None))
    assert (found.along, found.last, found.year) == ("Vuosi", ("2024", 108.0), 2024)


@pytest.mark.parametrize("chosen", [{}, {"Alue": "R"}, {"Alue": "X", "Vuosi": "2024"}])
def test_a_choice_that_is_not_made_or_does_not_exist_is_told(chosen: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        taken(TABLE, chosen, None)


@given(WORDS, WORDS, st.lists(st.tuples(WORDS, WORDS), max_size=5), WORDS, POINTS)
def test_what_is_stored_comes_back(
    label: str, source: str, of: list[tuple[str, str]], along: str, points: list[tuple[str, float | None]]
) -> None:
    made = Indicator(label, source, "", tuple(of), along, tuple(points))
    assert from_fields(made.as_fields()) == made


@pytest.mark.parametrize(
    "broken",
    [
        {"points": []}, {"points": [["2024", "monta"]]}, {"points": [["2024", True]]}, {"points": [["2024", 1e400]]},
        {"points": [["2024", 1.0]] * (MOST_POINTS + 1)}, {"label": "a" * 301}, {"label": None}, {"of": [["Alue"]]},
        {"of": [["a", "b"]] * 13}, {"along": None, "points": [["1", 1.0], ["2", 2.0]]}, {"points": None},
    ],
)  # fmt: skip
def test_what_is_no_indicator_is_not_taken(broken: dict[str, Any]) -> None:
    assert from_fields({**taken(TABLE, {"Alue": "R"}, "Vuosi").as_fields(), **broken}) is None
    assert from_fields("indicator") is None


def read(text: str) -> Dataset:
    return statistics.read(check({"luvut.csv": text.encode()}), Limits())


def test_a_table_may_have_decimals_and_negative_numbers() -> None:
    found = read("Vuosi;Vuosikate, milj. euroa\n2023;-1,25\n2024;\u22120,5\n2025;1 250\n2026;..\n")
    assert found.values == (-1.25, -0.5, 1250.0, None)


@pytest.mark.parametrize("value", ["noin 5", "25.000", "1,2,3", "1e5", "nan", "--5"])
def test_a_number_that_could_be_read_in_two_ways_is_refused(value: str) -> None:
    with pytest.raises(Refused) as refused:
        read(f"Vuosi;Arvo\n2024;{value}\n")
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (2, "Arvo")


def test_a_workbook_s_numbers_are_numbers_whatever_their_decimals() -> None:
    book = openpyxl.Workbook()
    for row in (("Vuosi", "Osuus"), ("2023", 0.125), ("2024", 100 / 3), ("2025", 0.0004)):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    found = statistics.read(check({"luvut.xlsx": buffer.getvalue()}), Limits())
    assert found.values == (0.125, pytest.approx(100 / 3), 0.0004)
