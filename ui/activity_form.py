"""Activities: the channels and events through which residents were heard, and the form that adds one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from data import activities, instruments
from data.activities import Activity
from data.permissions import Actor
from data.refusals import Refused
from locales import LANGUAGES, N_, Message
from ui import written
from ui.field import Unreadable
from ui.figures import channel, period
from ui.page_setup import clear_problems, fail, problem_at, saved
from ui.question_kinds import read_number
from ui.words import euros, language, number, say

LEGAL_BASIS = N_("GDPR, Article 6(1)(e): a task carried out in the public interest")
TITLE_IN = {"fi": N_("Name in Finnish"), "sv": N_("Name in Swedish"), "en": N_("Name in English")}


def facts(activity: Activity) -> str:
    """What is known of an activity; what is not known is left out."""
    pairs = [
        (N_("Channel"), channel(activity.channel)),
        (N_("Manner"), _kinds().get(activity.kind or "")),
        (N_("When"), period(activity.starts, activity.ends)),
        (N_("Where"), activity.place),
        (N_("Area"), activity.area),
        (N_("For whom"), activity.audience),
        (N_("Method"), activity.method),
        (N_("Collected by"), activity.collected_by),
        (N_("Legal basis"), activity.basis),
        (N_("Privacy notice"), activity.notice_link),
        (N_("Planned cost"), euros(activity.cost_planned) if activity.cost_planned is not None else None),
        (N_("Actual cost"), euros(activity.cost_actual) if activity.cost_actual is not None else None),
        (N_("Planned working time"), hours(activity.minutes_planned)),
        (N_("Actual working time"), hours(activity.minutes_actual)),
    ]
    return written.facts((say(name), escape(value)) for name, value in pairs if value)


def hours(minutes: int | None) -> str | None:
    """Working time in hours: "2,5 h"."""
    return None if minutes is None else f"{number(minutes / 60)}\u00a0h"


def together(found: Sequence[Activity]) -> str:
    """What the activities of a decision cost in all, in money and in working time; nothing when none is known."""
    lines = []
    for planned, actual, shown, text in (
        ("cost_planned", "cost_actual", euros, N_("Costs: planned {planned}, actual {actual}.")),
        ("minutes_planned", "minutes_actual", hours, N_("Working time: planned {planned}, actual {actual}.")),
    ):
        sums = [_sum(found, name) for name in (planned, actual)]
        if any(sum is not None for sum in sums):
            words = [say(N_("not known")) if one is None else str(shown(one)) for one in sums]
            lines.append(say(text, planned=words[0], actual=words[1]))
    return written.sentence(" ".join(lines)) if lines else ""


def _sum(found: Sequence[Activity], name: str) -> int | None:
    known = [getattr(one, name) for one in found if getattr(one, name) is not None]
    return sum(known) if known else None


def _kinds() -> dict[str, str]:
    listed = instruments.current().library.lists["activity_kinds"]
    return {code: one.text(language()) for code, one in listed.items()}


def new_activity(actor: Actor, decision_id: int, own: str, on_done: Callable[[int], None]) -> None:
    """The form of a new activity. `own` is the decision's language, in which the name is required."""
    state = st.session_state
    state.setdefault("activity-token", secrets.token_hex(8))
    state.setdefault("basis", say(LEGAL_BASIS))
    for key in (*DAYS, *CHOICES):
        state.setdefault(key, None)
    _form(own, say(N_("Add the activity")), lambda: _add(actor, decision_id, own, on_done))


def edit_activity(actor: Actor, activity: Activity, own: str, on_done: Callable[[int], None]) -> None:
    """The same form with what is known."""
    state = st.session_state
    if state.get("activity-edited") != activity.id:
        state["activity-edited"] = activity.id
        for code in LANGUAGES:
            state[_title_key(code, own)] = activity.title.get(code, "")
        for key in (*DAYS, *CHOICES):
            state[key] = getattr(activity, key)
        for key in TEXTS:
            state[key] = getattr(activity, key.replace("-", "_")) or ""
        for key, factor in AMOUNTS.items():
            stored = getattr(activity, key.replace("-", "_"))
            state[key] = "" if stored is None else number(stored / factor)
    _form(own, say(N_("Save the activity")), lambda: _edit(actor, activity.id, own, on_done))


DAYS = ("starts", "ends")
CHOICES = ("channel", "kind")
TEXTS = ("place", "area", "audience", "method", "collected-by", "basis", "notice-link")
AMOUNTS = {"cost-planned": 100, "cost-actual": 100, "minutes-planned": 60, "minutes-actual": 60}  # to cents, to minutes


def _form(own: str, button: str, save: Callable[[], None]) -> None:
    channels = instruments.current().library.lists["input_sources"]
    with st.form("activity", border=False, width=760):
        problem_at("channel")
        st.selectbox(
            say(N_("Channel")), list(channels), format_func=lambda code: channels[code].text(language()),
            key="channel", placeholder=say(N_("Choose")),
        )  # fmt: skip
        problem_at("activity-title")
        for code in own_first(own):
            optional = "" if code == own else f" ({say(N_('optional'))})"
            st.text_input(say(TITLE_IN[code]) + optional, key=_title_key(code, own), max_chars=200)
        kinds = _kinds()
        problem_at("kind")
        st.selectbox(
            f"{say(N_('Manner'))} ({say(N_('optional'))})", list(kinds), format_func=kinds.get, key="kind",
            placeholder=say(N_("Choose")),
        )  # fmt: skip
        _two(lambda: _day_field("starts", N_("First day")), lambda: _day_field("ends", N_("Last day")))
        _two(lambda: _optional("place", N_("Where")), lambda: _optional("area", N_("Area")))
        _optional("audience", N_("For whom"))
        _optional("method", N_("Method"))
        _optional("collected-by", N_("Who collects the answers"))
        st.text_input(say(N_("Legal basis")), key="basis", max_chars=300)
        _optional("notice-link", N_("Link to the privacy notice"))
        _two(
            lambda: _optional("cost-planned", N_("Planned cost, euros")),
            lambda: _optional("cost-actual", N_("Actual cost, euros")),
        )
        _two(
            lambda: _optional("minutes-planned", N_("Planned working time, hours")),
            lambda: _optional("minutes-actual", N_("Actual working time, hours")),
        )
        st.form_submit_button(button, type="primary", on_click=save)


def _two(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Two fields side by side."""
    left, right = st.columns(2)
    with left:
        first()
    with right:
        second()


def own_first(own: str) -> list[str]:
    return [own, *(code for code in LANGUAGES if code != own)]


def _title_key(code: str, own: str) -> str:
    return "activity-title" if code == own else f"activity-title-{code}"


def _day_field(key: str, label: str) -> None:
    problem_at(key)
    st.date_input(
        f"{say(label)} ({say(N_('optional'))})", key=key, format="DD.MM.YYYY", min_value=date(2000, 1, 1),
        max_value=date(2100, 12, 31),
    )  # fmt: skip


def _optional(key: str, label: str) -> None:
    problem_at(key)
    st.text_input(f"{say(label)} ({say(N_('optional'))})", key=key, max_chars=300)


def _fields(own: str) -> dict[str, Any] | None:
    """What stands in the form; None after the problems have been told."""
    state, problems = st.session_state, []
    found: dict[str, Any] = {"title": {code: state[_title_key(code, own)] for code in LANGUAGES}}
    if state["channel"] is None:
        problems.append(("channel", Message(N_("Choose the channel."))))
    if not state["activity-title"].strip():
        problems.append(("activity-title", Message(N_("Give the activity a name."))))
    for key, factor in AMOUNTS.items():
        try:
            given = read_number(state[key])
            found[key.replace("-", "_")] = None if given is None else round(given * factor)
        except Unreadable as error:
            problems.append((key, error.message))
    if problems:
        fail(problems)
        return None
    return found | {key.replace("-", "_"): state[key] for key in (*DAYS, *CHOICES, *TEXTS)}


def _add(actor: Actor, decision_id: int, own: str, on_done: Callable[[int], None]) -> None:
    fields = _fields(own)
    if fields is None:
        return
    try:
        made = activities.add(actor, decision_id, token=st.session_state["activity-token"], **fields)
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    saved()
    on_done(made)


def _edit(actor: Actor, activity_id: int, own: str, on_done: Callable[[int], None]) -> None:
    fields = _fields(own)
    if fields is None:
        return
    try:
        activities.edit(actor, activity_id, **fields)
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    saved()
    st.session_state.pop("activity-edited", None)
    on_done(activity_id)
