"""An indicator of official statistics brought in as a source: a table is read, a figure or a series of it is chosen.

The table lives in the session until the source is added, and nowhere else.
"""

from __future__ import annotations

import hashlib
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from assessment import indicators
from assessment.indicators import Indicator
from assessment.matter import Matter
from data import evidence
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from participation import statistics
from participation.jsonstat import Dimension
from ui import evidence as forms
from ui import statistics_file, vega, word_table
from ui.page_setup import done, go
from ui.statistics_file import Held
from ui.words import number, plain, say, today
from ui.written import facts, sentence, show

USE = "indicator"
SERIES = "*"  # the choice of every category of one variable
LINE = "#005799"


def drop() -> None:
    statistics_file.drop(USE)


def leave() -> None:
    drop()
    go(new=None)


def bring_in(actor: Actor, matter: Matter) -> None:
    """The steps: a file, which figure of it, and what a source must tell."""
    found = statistics_file.held(USE, matter.head.id)
    with st.container(width=760):
        if found:
            _choose(actor, matter, found)
        else:
            _file(matter.head.id)
        st.button(say(N_("All sources")), key="indicator-leave", on_click=leave)


def _file(decision_id: int) -> None:
    text = N_(
        "Give a table of statistics: JSON-stat 2, for example from Statistics Finland, or CSV or XLSX with "
        "the number in the last column and in the others what it is of."
    )
    st.html(sentence(say(text)))
    statistics_file.ask(USE, decision_id, say(N_("Table of statistics")), statistics.read)


def _choose(actor: Actor, matter: Matter, one: Held) -> None:
    table = one.table
    st.html(sentence(one.headline(), "vp-small"))
    st.header(say(N_("Which figure?")), anchor=False)
    st.html(sentence(say(N_("Choose one category of each column. One column may be taken whole, as a series."))))
    chosen: dict[str, str] = {}
    for place, dimension in enumerate(table.dimensions):
        if len(dimension.categories) > 1:
            picked = _category(place, dimension)
            if picked is None:
                return
            chosen[dimension.id] = picked
    series = [id for id, code in chosen.items() if code == SERIES]
    if len(series) > 1:
        st.warning(say(N_("Take at most one column whole.")))
        return
    along = series[0] if series else None
    indicator = indicators.taken(table, {id: code for id, code in chosen.items() if code != SERIES}, along)
    if indicator.last is None:
        st.warning(say(N_("The table has no value here. Choose another figure.")))
        return
    draw(indicator.as_fields(), key="indicator-preview")
    st.header(say(N_("What must be known of the source")), anchor=False)
    for problem in st.session_state.get("indicator-problems", ()):
        st.error(plain(problem))
    # The suggestions follow what is chosen, so each choice has fields of its own.
    prefix = f"indicator-{hashlib.sha256(repr(sorted(chosen.items())).encode()).hexdigest()[:8]}"
    with st.form("indicator-source", border=False):
        given = forms.fields(matter, prefix, _suggested(indicator))
        if st.form_submit_button(say(N_("Add as a source")), type="primary"):
            _add(actor, matter, indicator, given)
            st.rerun()


def _category(place: int, dimension: Dimension) -> str | None:
    names = {**dict(dimension.categories), SERIES: say(N_("All, as a series"))}
    return st.selectbox(
        plain(dimension.label or dimension.id), list(names), index=None, format_func=names.get,
        key=f"indicator-of-{place}", placeholder=say(N_("Choose")),
    )  # fmt: skip


def _suggested(indicator: Indicator) -> dict[str, Any]:
    """What the statistics tell of themselves; a person checks it."""
    assert indicator.last is not None
    name, value = indicator.last
    of = ", ".join(category for _, category in indicator.of)
    said = ": ".join(filter(None, (indicator.label, of)))
    told = f"{said}, {name}: {_value(value)}" if name else f"{said}: {_value(value)}"
    year = indicator.year
    found = {
        "ev_title": told[:160],
        "ev_type": "statistics",
        "ev_author": indicator.source,
        "ev_strength": 3,
        "ev_note": say(N_("Updated {time}"), time=indicator.updated)[:300] if indicator.updated else "",
    }
    if year is not None:
        found["ev_valid_to"] = min(date(year, 12, 31), today()).isoformat()
    return found


def _add(actor: Actor, matter: Matter, indicator: Indicator, given: dict[str, Any]) -> None:
    try:
        evidence.add(actor, matter.head.id, {**given, "ev_indicator": indicator.as_fields()})
    except Refused as refused:
        names = {f.id: f.text(forms.language()) for f in matter.instruments.library.evidence_fields}
        st.session_state["indicator-problems"] = [
            f"{names.get(key, key)}: {message.text(forms.language())}" for key, message in refused.problems
        ]
        return
    leave()
    done(say(N_("The indicator is a source now. It can be chosen in every question of sources.")))


# ------------------------------------------------------------------ shown


def draw(stored: object, key: str) -> None:
    """An indicator as a table with where it is from, and a series also as a line. Nothing for anything else."""
    found = indicators.from_fields(stored)
    if found is None:
        return
    head = say(N_("Value"))
    first = found.along or say(N_("Indicator"))
    rows = [
        word_table.row(escape(name or found.label), [(head, escape(_value(value)))]) for name, value in found.points
    ]
    caption = " · ".join(filter(None, (found.label, ", ".join(category for _, category in found.of))))
    known = [(name, value) for name, value in found.points if value is not None]
    if len(known) > 2:
        told = f"{caption}: " + ", ".join(f"{name} {_value(value)}" for name, value in known)
        vega.draw(_line(known), told, key=key)
    show(word_table.table(caption or head, first, [escape(head)], rows))
    about = [(N_("Source"), found.source), (N_("Updated"), found.updated)]
    show(facts((say(name), escape(value)) for name, value in about if value))


def _value(value: float | None) -> str:
    """With the decimals that it has: a small share is not nought."""
    if value is None:
        return say(N_("missing"))
    decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return number(value, decimals)


def _line(known: list[tuple[str, float]]) -> dict[str, Any]:
    """A line with a point for each value; the first and the last are told in figures."""
    values = [{"at": name, "value": value, "label": _value(value)} for name, value in known]
    low, high = min(value for _, value in known), max(value for _, value in known)
    x = {"field": "at", "type": "nominal", "sort": None, "title": None, "axis": {"labelAngle": 0, "description": ""}}
    scale = {"domain": [min(0, low), max(0, high) or 1], "nice": True}
    y = {"field": "value", "type": "quantitative", "title": None, "scale": scale, "axis": {"description": ""}}
    mark = {"type": "line", "color": LINE, "strokeWidth": 3, "point": {"color": LINE, "size": 60}}
    ends = [values[0], values[-1]]
    words = {"type": "text", "dy": -12, "fontSize": 14, "fontWeight": 600}
    text = {"field": "label", "type": "nominal"}
    return vega.picture(
        [vega.layer(mark, values, {"x": x, "y": y}), vega.layer(words, ends, {"x": x, "y": y, "text": text})],
        height=220,
    )
