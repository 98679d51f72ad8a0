"""Numbers of residents for the groups of a survey: from official statistics, and only what a person chose."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import population, statistics
from participation.guards import Limits
from participation.jsonstat import Dataset, Dimension
from participation.population import Chosen, Unfit, ages, numbers, suggest, suggested_dimension
from participation.problems import Refused
from tests.participation.test_jsonstat import population as given_table

TABLE = """Alue;Ikä;Väestö 2025
Koivulahti;Yhteensä;5 800
Koivulahti;0-17;1100
Koivulahti;18-64;3 200
Koivulahti;65-;1500
Muu;Yhteensä;...
Muu;0-17;90
Muu;18-64;60
Muu;65-;40
"""


def read(text: str, name: str = "vaesto.csv") -> Dataset:
    return population.read({name: text.encode()}, Limits())


@pytest.mark.parametrize(
    ("label", "span"),
    [
        ("alle 18", (0, 17)), ("Alle 18-vuotiaat", (0, 17)), ("under 18 år", (0, 17)), ("18–29", (18, 29)),
        ("18-29-vuotiaat", (18, 29)), ("30 - 44 v", (30, 44)), ("65+", (65, 200)), ("65-", (65, 200)),
        ("yli 64", (65, 200)), ("över 64 år", (65, 200)), ("75 vuotta täyttäneet", (75, 200)),
        ("75 vuotta tai enemmän", (75, 200)), ("75 tai vanhempi", (75, 200)), ("100 -", (100, 200)), ("17", (17, 17)),
        ("17-vuotiaat", (17, 17)),
        ("Keskusta", None), ("Yhteensä", None), ("2025", None), ("29–18", None),
    ],
)  # fmt: skip
def test_ages_are_read_from_the_labels_of_surveys_and_statistics(label: str, span: tuple[int, int] | None) -> None:
    assert ages(label) == span


def test_ages_stand_from_the_youngest_and_names_after_them() -> None:
    assert population.in_order(["yli 64", "en kerro", "18–64", "alle 18", "Ranta"]) == [
        "alle 18", "18–64", "yli 64", "Ranta", "en kerro",
    ]  # fmt: skip


def dimension(*labels: str) -> Dimension:
    return Dimension("ika", "Ikä", tuple((f"c{n}", label) for n, label in enumerate(labels)))


def test_single_years_fill_an_age_group_and_a_total_is_never_suggested() -> None:
    years = dimension("Yhteensä", *map(str, range(100)), "100 -")
    found = suggest(["alle 18", "18–29", "65 vuotta täyttäneet", "en kerro"], years)
    assert [len(codes) for codes in found.values()] == [18, 12, 36, 0]
    assert found["alle 18"] == tuple(f"c{n}" for n in range(1, 19))


def test_a_group_that_the_categories_do_not_fill_exactly_gets_none() -> None:
    bands = dimension("0-14", "15-64", "65-")
    assert suggest(["alle 18", "65+"], bands) == {"alle 18": (), "65+": ("c2",)}
    with_gap = dimension("0-9", "11-17")
    assert suggest(["alle 18"], with_gap) == {"alle 18": ()}


def test_a_place_is_found_by_its_name() -> None:
    areas = Dimension("alue", "Alue", (("091", "Keskusta"), ("092", "Kaakko"), ("093", "Keskusta")))
    assert suggest(["keskusta ", "Pohjoinen"], areas) == {"keskusta ": ("091",), "Pohjoinen": ()}


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8), st.data())
def test_suggested_categories_cover_the_group_s_ages_once(widths: list[int], data: st.DataObject) -> None:
    edges = [sum(widths[:n]) for n in range(len(widths) + 1)]
    bands = dimension(*(f"{low}-{high - 1}" for low, high in itertools.pairwise(edges)))
    low, high = sorted(data.draw(st.tuples(st.integers(0, edges[-1]), st.integers(0, edges[-1]))))
    spans = dict(zip((code for code, _ in bands.categories), itertools.pairwise(edges), strict=True))
    codes = suggest([f"{low}-{high}"], bands)[f"{low}-{high}"]
    covered = [age for code in codes for age in range(*spans[code])]
    assert covered == ([] if not codes else list(range(low, high + 1)))
    assert bool(codes) == (low in edges and high + 1 in edges)


def test_a_table_has_its_number_in_the_last_column() -> None:
    table = read(TABLE)
    assert [one.label for one in table.dimensions] == ["Alue", "Ikä"]
    assert table.label == "Väestö 2025"
    assert table.at({"Alue": "Koivulahti", "Ikä": "18-64"}) == 3200
    assert table.at({"Alue": "Muu", "Ikä": "Yhteensä"}) is None
    assert suggested_dimension(["alle 18", "65+"], table) == "Ikä"
    assert suggested_dimension(["mies", "nainen"], table) is None


@pytest.mark.parametrize(
    ("text", "row", "message"),
    [
        ("Ikä;Väestö\n0-17;paljon\n", 2, statistics.NOT_WHOLE),
        ("Ikä;Väestö\n0-17;-5\n", 2, statistics.NOT_WHOLE),
        ("Ikä;Väestö\n0-17;1,5\n", 2, statistics.NOT_WHOLE),
        ("Ikä;Väestö\n0-17;25.000\n", 2, statistics.NOT_WHOLE),  # twenty-five, or twenty-five thousand?
        ("Ikä;Väestö\n0-17;1,000\n", 2, statistics.NOT_WHOLE),
        ("Ikä;Väestö\n0-17;5\n0-17;6\n", 3, statistics.REPEATED),
        ("Väestö\n5\n", None, statistics.TOO_FEW_COLUMNS),
    ],
)
def test_a_table_that_is_not_one_says_where(text: str, row: int | None, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    problem = refused.value.problems[0]
    assert (problem.row, problem.message.msgid) == (row, message)


def test_a_whole_number_may_have_spaces_and_an_empty_decimal() -> None:
    table = read("Ikä;Väestö\n0-17;1 100\n18-;12,0\n")
    assert table.values == (1100, 12)


def test_a_json_file_is_a_table_of_statistics() -> None:
    table = read(json.dumps(given_table()), "vaesto.JSON")
    assert table.label == "Väestö"
    with pytest.raises(Refused):
        read("{}", "vaesto.json")


def chosen(**groups: tuple[str, ...]) -> Chosen:
    return Chosen("Ikä", {"Alue": "Koivulahti"}, groups)


def test_numbers_are_the_sums_of_what_was_chosen_and_nothing_else() -> None:
    assert numbers(read(TABLE), chosen(nuoret=("0-17",), muut=("18-64", "65-"))) == {"nuoret": 1100, "muut": 4700}


def test_what_gives_no_number_is_said() -> None:
    table = read(TABLE)
    with pytest.raises(Unfit) as none:
        numbers(table, chosen(nuoret=()))
    assert none.value.message.msgid == population.NO_CATEGORY
    with pytest.raises(Unfit) as twice:
        numbers(table, chosen(nuoret=("0-17",), muut=("0-17", "65-")))
    assert twice.value.message.msgid == population.TWICE
    with pytest.raises(Unfit) as missing:
        numbers(table, Chosen("Ikä", {"Alue": "Muu"}, {"kaikki": ("Yhteensä",)}))
    assert missing.value.message.msgid == population.NO_NUMBER
