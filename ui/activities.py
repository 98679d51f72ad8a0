"""Activities: the channels and events through which residents were heard, and the form that adds one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from data import imports, instruments
from data.imports import Activity
from data.permissions import Actor
from data.refusals import Refused
from locales import LANGUAGES, N_, Message
from ui import written
from ui.fields import Unreadable, read_number
from ui.figures import channel, period
from ui.page_setup import clear_problems, fail, problem_at, saved
from ui.words import euros, language, say

LEGAL_BASIS = N_("GDPR, Article 6(1)(e): a task carried out in the public interest")
TITLE_IN = {"fi": N_("Name in Finnish"), "sv": N_("Name in Swedish"), "en": N_("Name in English")}


def facts(activity: Activity) -> str:
    """What is known of an activity; what is not known is left out."""
    pairs = [
        (N_("Channel"), channel(activity.channel)),
        (N_("When"), period(activity.starts, activity.ends)),
        (N_("Where"), activity.place),
        (N_("For whom"), activity.audience),
        (N_("Collected by"), activity.collected_by),
        (N_("Legal basis"), activity.basis),
        (N_("Privacy notice"), activity.notice_link),
        (N_("Planned cost"), euros(activity.cost_planned) if activity.cost_planned is not None else None),
        (N_("Actual cost"), euros(activity.cost_actual) if activity.cost_actual is not None else None),
    ]
    return written.facts((say(name), escape(value)) for name, value in pairs if value)


def new_activity(actor: Actor, decision_id: int, own: str, on_done: Callable[[int], None]) -> None:
    """The form of an activity. `own` is the decision's language, in which the name is required."""
    state = st.session_state
    state.setdefault("activity-token", secrets.token_hex(8))
    state.setdefault("basis", say(LEGAL_BASIS))
    for key in ("starts", "ends", "channel"):
        state.setdefault(key, None)
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
        left, right = st.columns(2)
        with left:
            _day_field("starts", N_("First day"))
        with right:
            _day_field("ends", N_("Last day"))
        _optional("place", N_("Where"))
        _optional("audience", N_("For whom"))
        _optional("collected-by", N_("Who collects the answers"))
        st.text_input(say(N_("Legal basis")), key="basis", max_chars=300)
        _optional("notice-link", N_("Link to the privacy notice"))
        left, right = st.columns(2)
        with left:
            _optional("cost-planned", N_("Planned cost, euros"))
        with right:
            _optional("cost-actual", N_("Actual cost, euros"))
        st.form_submit_button(
            say(N_("Add the activity")), type="primary", on_click=_add, args=(actor, decision_id, own, on_done)
        )


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


def _add(actor: Actor, decision_id: int, own: str, on_done: Callable[[int], None]) -> None:
    state, problems = st.session_state, []
    cents: dict[str, int | None] = {}
    for key in ("cost-planned", "cost-actual"):
        try:
            euro = read_number(state[key])
            cents[key] = None if euro is None else round(euro * 100)
        except Unreadable as error:
            problems.append((key, error.message))
    if state["channel"] is None:
        problems.insert(0, ("channel", Message(N_("Choose the channel."))))
    if not state["activity-title"].strip():
        problems.insert(0, ("activity-title", Message(N_("Give the activity a name."))))
    if problems:
        fail(problems)
        return
    try:
        made = imports.add_activity(
            actor, decision_id, channel=state["channel"], starts=state["starts"], ends=state["ends"],
            title={code: state[_title_key(code, own)] for code in LANGUAGES}, place=_written("place"),
            audience=_written("audience"), collected_by=_written("collected-by"), basis=_written("basis"),
            notice_link=_written("notice-link"), cost_planned=cents["cost-planned"], cost_actual=cents["cost-actual"],
            token=state["activity-token"],
        )  # fmt: skip
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    saved()
    on_done(made)


def _written(key: str) -> str | None:
    return str(st.session_state[key]).strip() or None
