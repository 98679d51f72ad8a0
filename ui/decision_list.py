"""The list of decisions for everyone: what is coming to be decided, where and when, and what can already be read.

Who may see a decision is settled by its verb; this only draws what it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from data.decisions import COMING, STAGES, Listed
from data.permissions import STAFF, Actor
from locales import N_
from ui.page_setup import PAGES
from ui.tasklist import STAGE_NAMES
from ui.words import day, days_left, plain, say, words
from ui.written import sentence, show, told, written


def services(listed: Sequence[Listed]) -> list[str]:
    """The services that some decision belongs to, in alphabetical order."""
    return sorted({item.head.service for item in listed}, key=str.casefold)


def chosen(listed: Sequence[Listed], service: str, stage: str) -> list[Listed]:
    """The decisions of one service and one stage; an empty choice leaves nothing out."""
    return [
        item
        for item in listed
        if (not service or item.head.service == service) and (not stage or item.head.stage == stage)
    ]


def filters(listed: Sequence[Listed], service: str, stage: str) -> None:
    """Two choices and a button: a control alone never changes the page. The choice is kept in the address."""
    st.session_state.setdefault("filter-service", service)
    st.session_state.setdefault("filter-stage", stage)
    with st.form("filter", border=False), st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        st.selectbox(
            say(N_("Service")),
            ["", *services(listed)],
            key="filter-service",
            format_func=lambda value: plain(value) if value else say(N_("All services")),
        )
        st.selectbox(
            say(N_("Stage")),
            ["", *(code for code in STAGES if any(item.head.stage == code for item in listed))],
            key="filter-stage",
            format_func=lambda code: say(STAGE_NAMES[code]) if code else say(N_("All stages")),
        )
        st.form_submit_button(say(N_("Show")), on_click=_ask)


def _ask() -> None:
    for name in ("service", "stage"):
        value = st.session_state.get(f"filter-{name}") or ""
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def draw(listed: Sequence[Listed], actor: Actor) -> None:
    """First what is coming, by meeting date; then what has been decided, the latest first."""
    coming = [item for item in listed if item.head.stage in COMING]
    decided = [item for item in listed if item.head.stage not in COMING]
    if not listed:
        st.html(sentence(say(N_("There are no decisions to show. Choose other filters, or come back later."))))
        return
    if coming:
        st.header(say(N_("Coming to be decided")), anchor=False)
        for item in coming:
            _row(item, actor)
    if decided:
        st.header(say(N_("Decided")), anchor=False)
        for item in reversed(decided):
            _row(item, actor)


def _row(item: Listed, actor: Actor) -> None:
    """The name as a link to what this reader can open, then where and when, then what can be read."""
    query = {"decision": str(item.head.id)}
    page = "briefing.py" if item.edition is not None or actor.role in STAFF else "residents.py"
    with st.container(key=f"decision-{item.head.id}", gap=None):
        st.page_link(PAGES / page, label=plain(words(item.head.title)), query_params=query)
        show(facts(item))


def facts(item: Listed) -> str:
    """Meeting, body, service and stage on one line; summary; whether the briefing is published."""
    head = item.head
    when = say(N_("meeting date not known yet"))
    if head.decided_on is not None:
        when = say(N_("decided {day}"), day=day(head.decided_on))
    elif head.meeting_date is not None:
        when = say(N_("meeting {day}"), day=day(head.meeting_date))
        if head.stage in COMING:
            when += f" ({days_left(head.meeting_date)})"
    places = [escape(when), written(head.body, head.language), written(head.service, head.language)]
    line = f'<p class="vp-document"><strong>{escape(say(STAGE_NAMES[head.stage]))}</strong> · {" · ".join(places)}</p>'
    if item.not_assessed:
        read = say(N_("No assessment; the reason is on record"))
    elif item.edition is None:
        read = say(N_("The briefing has not been published yet."))
    else:
        read = say(N_("The briefing is published, version {n}."), n=item.edition)
    summary = f'<p class="vp-summary">{told(head.summary)}</p>' if any(head.summary.values()) else ""
    return line + summary + sentence(read, "vp-small")
