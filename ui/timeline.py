"""When residents were heard beside the stages of the decision: an answer in words, the picture and its table.

Source: the sources' row J10; resident-input design, section 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from assessment.matter import Head
from data import decisions
from data.activities import Activity
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from participation.timeline import Held, Stages, heard
from ui import vega, word_table
from ui.figures import channel, period
from ui.page_setup import clear_problems, fail, problem_at, saved
from ui.vega import Spec
from ui.words import day, local, say, today, words
from ui.written import show

STAGE, HELD = "#595959", "#005799"
ROW = 46  # pixels
LABEL = 40  # letters
STAGES = {
    "begun": N_("Preparation began"),
    "announced": N_("The matter was announced"),
    "alternatives": N_("The alternatives were settled"),
    "meeting": N_("The meeting that decides"),
    "decided": N_("The decision was made"),
}


def stages_of(head: Head) -> Stages:
    begun = local(head.created_at).date() if head.created_at is not None else today()
    announced = local(head.announced_at).date() if head.announced_at is not None else None
    return Stages(begun, announced, head.alternatives_on, head.meeting_date, head.decided_on)


def draw(head: Head, activities: Sequence[Activity]) -> None:
    """The answer first, then the picture and the same as a table."""
    stages = stages_of(head)
    st.html(f'<p class="vp-strong">{escape(answer(stages, activities))}</p>')
    dated = [one for one in activities if one.starts is not None or one.ends is not None]
    if not dated:
        return
    left, right = st.columns([1, 1], gap="medium")
    with left:
        rows = _rows(stages, dated)
        vega.draw(_chart(rows), alt(stages, dated), key="timeline")
    with right:
        show(table(stages, dated))


def _held(activities: Sequence[Activity]) -> list[Held]:
    """Where residents themselves are heard: the councils' statements are a class of their own."""
    return [Held(one.id, one.starts, one.ends) for one in activities if one.channel != "statement"]


def answer(stages: Stages, activities: Sequence[Activity]) -> str:
    """Was anyone heard before the alternatives were settled?"""
    found, ids = heard(_held(activities), stages, today())
    if found == "nobody":
        return say(N_("Nobody has been heard yet."))
    if found == "not_known":
        return say(
            N_("It has not been recorded when the alternatives were settled, so it is not known who was heard in time.")
        )
    settled = day(stages.alternatives)
    if found == "late":
        return say(N_("Nobody was heard before the alternatives were settled on {day}."), day=settled)
    names = ", ".join(words(one.title) for one in activities if one.id in ids)
    return say(N_("Heard before the alternatives were settled on {day}: {names}"), day=settled, names=names)


Row = tuple[str, str, date, date, bool]  # name, days in words, first and last day, whether it is a stage


def _rows(stages: Stages, activities: Sequence[Activity]) -> list[Row]:
    rows: list[Row] = [(say(STAGES[name]), day(on), on, on, True) for name, on in stages.in_order()]
    for one in activities:
        first = one.starts or one.ends
        assert first is not None  # only dated ones are drawn
        rows.append((words(one.title), period(one.starts, one.ends), first, one.ends or first, False))
    return sorted(rows, key=lambda row: (row[2], not row[4]))


def alt(stages: Stages, activities: Sequence[Activity]) -> str:
    return " ".join(f"{name}: {days}." for name, days, *_ in _rows(stages, activities))


def table(stages: Stages, activities: Sequence[Activity]) -> str:
    head = (say(N_("What")), say(N_("When")))
    kinds = {words(one.title): channel(one.channel) for one in activities}
    rows = []
    for name, days, _, _, is_stage in _rows(stages, activities):
        what = say(N_("Stage of the decision")) if is_stage else kinds[name]
        rows.append(word_table.row(escape(name), zip(head, (escape(what), escape(days)), strict=True)))
    caption = say(N_("The same as a table"))
    return word_table.table(caption, say(N_("Name")), [escape(name) for name in head], rows, "vp-figures")


def settled(actor: Actor, head: Head) -> None:
    """The day on which the alternatives were settled, saved at once."""
    key = "alternatives-on"
    st.session_state.setdefault(key, head.alternatives_on)
    problem_at(key)
    st.date_input(
        say(N_("The day on which the alternatives were settled (optional)")), key=key, format="DD.MM.YYYY",
        min_value=date(2000, 1, 1), max_value=date(2100, 12, 31), on_change=_settle, args=(actor, head.id), width=420,
    )  # fmt: skip


def _settle(actor: Actor, decision_id: int) -> None:
    try:
        decisions.settle_alternatives(actor, decision_id, st.session_state["alternatives-on"])
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    saved()


# ------------------------------------------------------------------ the picture


def _chart(rows: Sequence[Row]) -> Spec:
    """Each row has its name above it: a stage is a diamond, what was held is a bar as long as it lasted."""
    first, last = min(row[2] for row in rows), max(row[3] for row in rows)
    length = max((last - first).days, 1)

    def place(on: date) -> float:
        return round(100 * (on - first).days / length, 2)

    values = [
        {"row": n, "from": place(start), "to": max(place(end), place(start) + 0.6), "text": _label(name, days, stage)}
        for n, (name, days, start, end, stage) in enumerate(rows)
    ]
    stages = [one for one, row in zip(values, rows, strict=True) if row[4]]
    crossing = [one for one in stages if one["from"] > 5]  # a line at the very edge would only cross the names
    held = [one for one, row in zip(values, rows, strict=True) if not row[4]]
    diamond = {"type": "point", "shape": "diamond", "size": 140, "filled": True, "color": STAGE, "yOffset": 12}
    bar = {"type": "bar", "height": 12, "yOffset": 12, "color": HELD}
    lines = {"type": "rule", "color": STAGE, "strokeDash": [4, 4], "opacity": 0.5}
    name = {"type": "text", "align": "left", "dy": -6, "fontSize": 15}
    label = {"x": {"value": 0}, "text": vega.words("text")}
    start = vega.across("from", -1, 101)
    layers = [
        vega.layer(lines, crossing, {"x": start}),
        _in_rows(bar, held, {"x": start, "x2": {"field": "to"}}),
        _in_rows(diamond, stages, {"x": start}),
        _in_rows({**name, "fontWeight": "bold"}, stages, label),
        _in_rows(name, held, label),
    ]
    return vega.picture(layers, ROW * len(rows))


def _label(name: str, days: str, stage: bool) -> str:
    """What stands above a row, so short that a phone has room for it; the table has it whole."""
    if stage:
        return f"{name} ({days})"
    return name if len(name) <= LABEL else f"{name[:LABEL].rsplit(' ', 1)[0]} …"


def _in_rows(mark: Spec, values: list[Spec], encoding: Spec) -> Spec:
    """Marks on the row of each value."""
    rows = {"field": "row", "type": "ordinal", "axis": None, "scale": {"padding": 0}}
    return vega.layer(mark, values, {"y": rows, **encoding})
