"""Question widgets: one kind per question type, each saved on change through one verb.

A widget is seeded once from the database; afterwards the session holds what is on the screen and the revision it
came from. A save names that revision. When somebody else has saved in between, both texts are shown.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from assessment.templates.model import Question
from data import assessments
from data.refusals import Conflict, Refused
from locales import N_
from ui import conflicts, readonly
from ui.field import Field, Kind, Unreadable
from ui.page_setup import clear_problems, fail, problem_at, saved
from ui.question_kinds import KINDS
from ui.words import plain, say


def draw(field: Field) -> None:
    """Draws the question, seeds it when needed, shows its problem and any conflict; locked, it is text to read."""
    if field.locked:
        readonly.draw(field.matter, field.question, field.label, field.answer)
        return
    kind = KINDS[field.question.type]
    _seed(field, kind)
    with st.container(key=f"q-{field.base}"):
        problem_at(field.base)
        kind.draw(field, lambda: _save(field))
        if field.help:
            st.caption(plain(field.help))
        if _may_be_unknown(field.question):
            _unknown(field)
        conflicts.draw(field.base, field.actor, field.assessment_id, field.key, on_done=lambda: forget(field.base))


def forget(base: str) -> None:
    """Makes the next drawing take the stored answer again."""
    for key in [k for k in st.session_state if isinstance(k, str) and (k == base or k.startswith(f"{base}--"))]:
        del st.session_state[key]


def _seed(field: Field, kind: Kind) -> None:
    """Session state from the database: when the field is new here, or somebody else has changed it."""
    seen_key, answer = f"{field.base}--seen", field.answer
    if st.session_state.get(seen_key) == answer.rev and _present(field.base, kind):
        return
    if seen_key in st.session_state and conflicts.open_at(field.base):
        return
    if seen_key in st.session_state and st.session_state[seen_key] < answer.rev and answer.by_role != field.actor.role:
        st.session_state[f"{field.base}--changed"] = True
    # A run may end at any of these lines. Without a revision they are begun anew; an older text under a newer revision
    # would overwrite unseen.
    st.session_state.pop(seen_key, None)
    for suffix, value in kind.seed(field, answer.value).items():
        st.session_state[field.base + suffix] = value
    st.session_state[f"{field.base}--unknown"] = bool(answer.unknown_reason)
    st.session_state[f"{field.base}--reason"] = answer.unknown_reason or ""
    st.session_state[seen_key] = answer.rev


def _present(base: str, kind: Kind) -> bool:
    """Whether the session holds the field; every part of it persists, so that parts are never mixed."""
    return base in st.session_state or (kind.composite and f"{base}--drawn" in st.session_state)


def _save(field: Field) -> None:
    base = field.base
    try:
        value = KINDS[field.question.type].collect(field, st.session_state)
    except Unreadable as error:
        fail([(base, error.message)])
        return
    reason = st.session_state.get(f"{base}--reason", "") if st.session_state.get(f"{base}--unknown") else None
    save_value(field, value, reason)


def save_value(field: Field, value: Any, unknown_reason: str | None = None) -> None:
    """Stores the answer under the revision this page saw; keeps the typed text whatever happens."""
    base = field.base
    seen = st.session_state.get(f"{base}--seen", field.answer.rev)
    try:
        stored = assessments.save_answer(
            field.actor, field.assessment_id, field.key, value, seen, unknown_reason=unknown_reason
        )
    except Conflict as conflict:
        conflicts.remember(base, value, conflict.theirs)
        return
    except Refused as refused:
        fail([(base if key == field.key else key, message) for key, message in refused.problems])
        return
    st.session_state[f"{base}--seen"] = stored.rev
    clear_problems()
    saved()


def _may_be_unknown(question: Question) -> bool:
    return question.type in (
        "long_text", "number", "number_or_unknown", "money", "date", "evidence", "indicators", "places",
    )  # fmt: skip


def _unknown(field: Field) -> None:
    base = field.base
    if field.answer.value is not None and not st.session_state.get(f"{base}--unknown"):
        return
    label = say(N_("I do not know this yet"))
    changed = dict(on_change=lambda: _save(field), disabled=field.locked, persist_state="session")
    if st.checkbox(label, key=f"{base}--unknown", **changed):
        st.text_input(say(N_("Why is it not known, and how could it be found out?")), key=f"{base}--reason", **changed)
