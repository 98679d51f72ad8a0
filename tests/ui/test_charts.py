"""Pictures of answers: bars, alt text and table hold the same published figures and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import altair as alt
import pytest

from participation.release import ActivityResult, Row, Shown, Table
from ui import charts, figures
from ui.charts import Line, Picture, picture

Reader = Callable[[str], None]


@pytest.fixture
def groups(reader: Reader, survey: ActivityResult) -> Picture:
    return charts.groups(survey.tables[1], survey)


def test_alt_and_table_say_the_same_figures(groups: Picture) -> None:
    assert disagreements(groups) == []


def test_a_table_that_says_another_figure_is_found(groups: Picture) -> None:
    """The control: the comparison above fails when one cell is changed."""
    name, cells = groups.rows[0]
    broken = replace(groups, rows=((name, (*cells[:1], "57%", *cells[2:])), *groups.rows[1:]))
    assert (name, "57%") in disagreements(broken)


def disagreements(found: Picture) -> list[tuple[str, str]]:
    """Figures of drawn rows that the alt text lacks, and segment labels that the table lacks."""
    sentences = {name: text for name, _, text in (part.partition(": ") for part in found.alt.split(". "))}
    drawn = {record["name"] for record in segments(found)}
    missing = [
        (name, cell) for name, cells in found.rows if name in drawn for cell in cells if cell not in sentences[name]
    ]
    told = {name: " ".join(cells) for name, cells in found.rows}
    missing += [
        (record["name"], record["label"])
        for record in segments(found)
        if record["label"].removeprefix("c. ") not in told[record["name"]]
    ]
    return missing


def segments(found: Picture) -> list[dict[str, str]]:
    assert found.chart is not None
    values: list[dict[str, str]] = found.chart["layer"][0]["data"]["values"]
    return values


def test_below_25_answers_and_for_one_mind_there_are_words_and_no_bar(groups: Picture) -> None:
    drawn = {record["name"] for record in segments(groups)}
    assert drawn == {"Kaikki en", "Huoltaja en"}
    assert [name for name, _ in groups.worded] == ["Nuori en", "Henkilöstö en"]
    assert "nearly all for" in dict(groups.worded)["Henkilöstö en"]


def test_hidden_rows_are_named_with_the_same_words_and_nothing_more(groups: Picture) -> None:
    assert groups.hidden == ("Muu en", "Ei vastausta en")
    everything = json.dumps(groups.chart) + groups.alt + str(groups.rows)
    assert "Muu" not in everything
    assert charts.leftovers(groups).endswith(f"<li>Muu en; Ei vastausta en: {figures.hidden()}</li></ul>")


def test_each_bar_is_a_hundred_per_cent_in_the_fixed_order_and_colours(groups: Picture) -> None:
    first = segments(groups)[:3]
    assert [record["colour"] for record in first] == ["#bd2f00", "#e6e6e6", "#005799"]
    assert first[0]["from"] == 0
    assert first[-1]["to"] == pytest.approx(100)


def test_cannot_say_is_outside_the_hundred_per_cent(groups: Picture) -> None:
    assert "cannot say: 10–24" in groups.alt
    assert all("cannot say" not in record["long"] for record in segments(groups))


def test_a_few_who_cannot_say_have_no_bar_either(reader: Reader) -> None:
    assert [layer["mark"]["type"] for layer in _layers(Shown(kind="band", low=10, high=24))] == ["text"]
    assert [layer["mark"]["type"] for layer in _layers(Shown(kind="band", low=25, high=49))] == ["text", "bar"]


def _layers(cannot_say: Shown) -> list[dict[str, dict[str, str]]]:
    row = Row(
        id="g", label={}, n=Shown(kind="exact", low=300), against=Shown(kind="percent", low=50, step=1),
        neutral=Shown(kind="percent", low=20, step=1), for_=Shown(kind="percent", low=30, step=1),
        cannot_say=cannot_say,
    )  # fmt: skip
    found = picture([Line("Kaikki", row)], "alternative", "respondents", "Who")
    assert found.chart is not None
    layers: list[dict[str, dict[str, str]]] = found.chart["layer"][3:]
    return layers


def test_alternatives_stand_in_register_order(reader: Reader, survey: ActivityResult) -> None:
    found = charts.alternatives(survey, ["VE2", "VE1", "VE9"])
    assert found is not None
    assert [name for name, _ in found.rows] == ["VE2", "VE1"]
    assert found.chart is not None
    assert found.chart["encoding"]["y"]["sort"] == ["VE2", "VE1"]


def test_a_channel_that_was_not_asked_about_alternatives_has_no_such_picture(
    reader: Reader, conversation: ActivityResult
) -> None:
    assert charts.alternatives(conversation, ["VE1"]) is None


def test_the_picture_is_valid_vega_lite_and_silent_but_for_its_alt(groups: Picture) -> None:
    assert groups.chart is not None
    alt.Chart.from_dict(groups.chart)  # raises for what the schema does not know
    assert all(layer["mark"]["aria"] is False for layer in groups.chart["layer"])


def test_a_table_without_published_rows_has_no_picture_and_no_table(reader: Reader, survey: ActivityResult) -> None:
    hidden = Table(
        id="VE1", subject="alternative", text=None, total=Row(id="total", label={"fi": "Kaikki"}, hidden=True)
    )
    found = charts.groups(hidden, survey)
    assert found.chart is None
    assert charts.table(found, "caption") == ""
    assert found.hidden == ("Kaikki",)


def test_peoples_words_are_escaped_in_key_leftovers_and_table(reader: Reader) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    shown = Row(id="g", label={}, n=Shown(kind="band", low=10, high=24), nearly_all="for")
    found = picture(
        [Line(hostile, shown), Line(hostile, Row(id="h", label={}, hidden=True))], "alternative", "voters", "Who"
    )
    assert "<img" not in charts.leftovers(found) + charts.table(found, hostile)
