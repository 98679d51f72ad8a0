"""Two people changed the same answer: both texts are shown, and neither is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from assessment.answers import Answer
from data import assessments
from data.permissions import Actor
from data.refusals import Conflict, Refused
from locales import N_
from ui.page_setup import clear_problems, fail, role_name, saved
from ui.words import at, say


def remember(base: str, mine: Any, theirs: Answer) -> None:
    st.session_state[f"{base}--conflict"] = (mine, theirs)


def open_at(base: str) -> bool:
    return f"{base}--conflict" in st.session_state


def draw(base: str, actor: Actor, assessment_id: int, key: str, on_done: Callable[[], None]) -> None:
    """The other text below one's own, who wrote it and when, and three ways on."""
    if st.session_state.pop(f"{base}--changed", False):
        st.info(say(N_("Somebody else has changed this answer. The newest text is shown.")))
    found = st.session_state.get(f"{base}--conflict")
    if not found:
        return
    mine, theirs = found
    with st.container(border=True, key=f"{base}--conflictbox"):
        st.warning(say(N_("Somebody else changed this answer while you were writing. Both texts are kept.")))
        who = role_name(theirs.by_role) if theirs.by_role else ""
        st.markdown(f"**{say(N_('The other text'))}** ({who}, {at(theirs.at) if theirs.at else ''})")
        st.text(shown(theirs.value))
        left, middle, right = st.columns(3)
        left.button(
            say(N_("Keep mine")), key=f"{base}--mine", on_click=_settle, args=(base, actor, assessment_id, key, mine)
        )
        middle.button(
            say(N_("Take the other")),
            key=f"{base}--theirs",
            on_click=_take_theirs,
            args=(base, actor, assessment_id, key, mine, theirs, on_done),
        )
        if isinstance(mine, str) and isinstance(theirs.value, str):
            right.button(
                say(N_("Combine")),
                key=f"{base}--both",
                on_click=_settle,
                args=(base, actor, assessment_id, key, f"{mine}\n\n{theirs.value}"),
            )


def shown(value: Any) -> str:
    """An answer's value as plain text."""
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _settle(base: str, actor: Actor, assessment_id: int, key: str, value: Any) -> None:
    """The chosen text becomes the newest answer; the other stays in the history."""
    mine, theirs = st.session_state[f"{base}--conflict"]
    stored = _save(base, actor, assessment_id, key, value, mine, theirs)
    if stored is None:
        return
    del st.session_state[f"{base}--conflict"]
    st.session_state[f"{base}--seen"] = stored.rev
    if value != mine:
        st.session_state[base] = value
    clear_problems()
    saved()


def _save(
    base: str, actor: Actor, assessment_id: int, key: str, value: Any, mine: Any, theirs: Answer
) -> Answer | None:
    """Stores one's choice, or None: a third text in between opens the choice anew, and a refusal leaves it open."""
    reason = st.session_state.get(f"{base}--reason", "") if st.session_state.get(f"{base}--unknown") else None
    try:
        return assessments.save_answer(actor, assessment_id, key, value, theirs.rev, unknown_reason=reason)
    except Conflict as conflict:
        remember(base, mine, conflict.theirs)
    except Refused as refused:
        fail([(base if place == key else place, message) for place, message in refused.problems])
    return None


def _take_theirs(
    base: str, actor: Actor, assessment_id: int, key: str, mine: Any, theirs: Answer, on_done: Callable[[], None]
) -> None:
    """One's own text goes into the history first, then the other is brought back."""
    kept = _save(base, actor, assessment_id, key, mine, mine, theirs)
    if kept is None:
        return
    try:
        assessments.restore_answer(actor, assessment_id, key, theirs.rev, kept.rev)
    except Conflict as conflict:
        remember(base, mine, conflict.theirs)
        return
    del st.session_state[f"{base}--conflict"]
    clear_problems()
    on_done()
    saved()
