"""Certainty against outcome as a chart and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from assessment import calibration
from assessment.calibration import Known, Line
from data import instruments
from locales import N_
from ui import vega, word_table
from ui.words import language, number, say, say_n
from ui.written import show

RESULTS = {"as_predicted": "#005799", "better": "#e6e6e6", "worse": "#bd2f00"}
INK = {"as_predicted": "#ffffff", "better": "#1a1a1a", "worse": "#ffffff"}


def by_certainty(found: Sequence[Known]) -> None:
    """One 100 % bar for each certainty in three classes, and the table with the counts."""
    st.header(say(N_("By certainty")), anchor=False)
    if not found:
        st.markdown(say(N_("Nothing has been followed up yet.")))
        return
    lines = {_level(line.certainty): line for line in calibration.table(found)}
    _chart(lines)
    _table(say(N_("Predictions and outcomes by certainty")), say(N_("Certainty")), lines)


def by_year(found: Sequence[Known]) -> None:
    years = {str(year): line for year, line in calibration.by_year(found).items()}
    if years:
        st.header(say(N_("By the year of the decision")), anchor=False)
        _table(say(N_("Predictions and outcomes by year")), say(N_("Year")), years)


def _level(certainty: int | None) -> str:
    if certainty is None:
        return say(N_("Certainty not said"))
    levels = instruments.current().library.scale("certainty").values()
    return levels[certainty].text(language()).split(":")[0]


def _words(result: str) -> str:
    return instruments.current().library.option("outcome", result).text(language())


def _chart(lines: dict[str, Line]) -> None:
    drawn = {name: line for name, line in lines.items() if line.hit_rate is not None}
    if not drawn:
        text = N_("A share is told when at least {n} outcomes of a certainty are known.")
        st.markdown(say(text, n=number(calibration.LEAST)))
        return
    rows: list[dict[str, Any]] = []
    alt = []
    for name, line in drawn.items():
        start = 0.0
        parts = []
        for result in RESULTS:
            share = 100 * getattr(line, result) / line.known
            label = f"{number(round(share))} %"
            rows.append({"name": name, "from": start, "to": start + share, "result": result, "label": label})
            parts.append(f"{_words(result)} {label}")
            start += share
        alt.append(f"{name}: {', '.join(parts)}.")
    vega.draw(_spec(rows, list(drawn)), " ".join(alt), key="by-certainty")


def _spec(rows: list[dict[str, Any]], order: list[str]) -> dict[str, Any]:
    axis = {"labelLimit": 220, "description": ""}
    y = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": axis}
    x = {"field": "from", "type": "quantitative", "scale": {"domain": [0, 100]}, "axis": None}
    bar = {"mark": {"type": "bar", "stroke": "#1a1a1a", "strokeWidth": 1}}
    middle = {"calculate": "(datum.from + datum.to) / 2", "as": "middle"}
    shown = {"calculate": "datum.to - datum.from >= 12 ? datum.label : ''", "as": "shown"}
    text = {
        "y": y,
        "x": {"field": "middle", "type": "quantitative"},
        "text": {"field": "shown"},
        "color": _coloured(INK),
    }
    return {
        "data": {"values": rows},
        "height": 44 * len(order),
        "config": {"view": {"stroke": None}, "axis": {"labelFontSize": 15}},
        "layer": [
            bar | {"encoding": {"y": y, "x": x, "x2": {"field": "to"}, "color": _coloured(RESULTS)}},
            {"transform": [middle, shown], "mark": {"type": "text", "fontSize": 15}, "encoding": text},
        ],
    }


def _coloured(colours: dict[str, str]) -> dict[str, Any]:
    scale = {"domain": list(colours), "range": list(colours.values())}
    return {"field": "result", "type": "nominal", "legend": None, "scale": scale}


def _table(caption: str, first: str, lines: dict[str, Line]) -> None:
    head = [*(_words(result) for result in RESULTS), _words("not_known"), say(N_("Share right"))]
    rows = []
    for name, line in lines.items():
        counts = [line.as_predicted, line.better, line.worse, line.not_known]
        share = "–" if line.hit_rate is None else f"{number(round(100 * line.hit_rate))} %"
        cells = [*(number(count) for count in counts), share]
        told = [(column, escape(cell)) for column, cell in zip(head, cells, strict=True)]
        rows.append(word_table.row(escape(name), told))
    show(word_table.table(caption, first, [escape(column) for column in head], rows))
    total = sum(line.known for line in lines.values())
    st.caption(say_n(N_("{n} outcome is known."), N_("{n} outcomes are known."), total))
