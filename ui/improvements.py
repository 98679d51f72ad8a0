"""Actions that reviewers' verdicts opened: whose, by when, and whether they are done."""

from __future__ import annotations

import streamlit as st

from assessment.templates.loading import Instruments
from data import improvements
from data.improvements import Improvement
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui.page_setup import clear_problems, fail, problem_at, role_name
from ui.words import at, day, days_left, language, plain, say

FINISHERS = ("preparer", "coordinator")


def draw(actor: Actor, used: Instruments, decision_id: int) -> None:
    found = improvements.listing(actor, decision_id=decision_id)
    if not found:
        return
    st.header(say(N_("Improvements agreed in the review")), anchor=False)
    for one in found:
        with st.container(border=True, key=f"improvement-{one.id}"):
            _one(actor, used, one)


def _one(actor: Actor, used: Instruments, one: Improvement) -> None:
    template = used.templates.get(one.template)
    section = next((s for s in template.sections if s.id == one.section), None) if template else None
    if section is not None:
        st.markdown(f"**{plain(section.title.text(language()))}**")
    st.text(one.text)
    if one.done_at is not None:
        st.caption(say(N_("Done {when}"), when=at(one.done_at)))
        st.text(one.note or "")
        return
    left = days_left(one.due)
    st.caption(say(N_("{owner}, by {day} ({left})"), owner=role_name(one.owner), day=day(one.due), left=left))
    if actor.role in FINISHERS:
        key = f"improvement-{one.id}"
        problem_at(key)
        with st.popover(say(N_("Mark as done"))):
            st.text_area(say(N_("What was done?")), key=f"{key}-note", height=90)
            st.button(say(N_("Save")), key=f"{key}-save", on_click=_finish, args=(actor, one.id, f"{key}-note"))


def _finish(actor: Actor, verdict_id: int, key: str) -> None:
    try:
        improvements.finish(actor, verdict_id, st.session_state.get(key, ""))
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
