"""Whose section it is: shown to everyone who works here, chosen by a preparer."""

from __future__ import annotations

import streamlit as st

from data import assignments
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui.page_setup import clear_problems, fail, problem_at
from ui.words import plain, say


def draw(actor: Actor, assessment_id: int, section: str, *, may_assign: bool) -> None:
    current = assignments.listing(actor, assessment_id).get(section)
    if actor.role != "preparer" or not may_assign:
        if current is not None:
            st.caption(say(N_("Filled in by {name}"), name=plain(current[1])))
        return
    names = dict(assignments.writers(actor))
    key = f"assign-{assessment_id}-{section.replace('_', '-')}"
    seen = f"{key}--seen"
    if key not in st.session_state or st.session_state.get(seen) != current:  # also when another person chose
        st.session_state[key], st.session_state[seen] = (current[0] if current else None), current
    problem_at(f"assign-{section}")
    st.selectbox(
        say(N_("Who fills in this section?")), options=list(names), format_func=lambda id: names[id], index=None,
        key=key, placeholder=say(N_("Nobody in particular")), on_change=_assign,
        args=(actor, assessment_id, section, key),
    )  # fmt: skip


def _assign(actor: Actor, assessment_id: int, section: str, key: str) -> None:
    try:
        assignments.assign(actor, assessment_id, section, st.session_state.get(key))
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
