"""Comments in threads beside the questions they are about: open ones first, to everyone or to a role."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from data import comments
from data.comments import Comment, Thread
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui.page_setup import clear_problems, fail, problem_at, role_name
from ui.words import at, plain, say, say_n

WRITERS = ("preparer", "coordinator", "reviewer", "signer")


def draw(actor: Actor, assessment_id: int, keys: Mapping[str, str]) -> None:
    """The threads of these answers ({key: its name}) and a way to begin one."""
    found = comments.listing(actor, assessment_id)
    threads = [thread for key in keys for thread in found.get(key, ())]
    if actor.role not in WRITERS and not threads:
        return
    st.subheader(say(N_("Comments")), anchor=False)
    for thread in (one for one in threads if one.open):
        _thread(actor, thread, keys[thread.first.key])
    resolved = [one for one in threads if not one.open]
    if resolved:
        label = say_n(N_("Show {n} resolved comment"), N_("Show {n} resolved comments"), len(resolved))
        if st.checkbox(label, key=f"resolved-{assessment_id}"):
            for thread in resolved:
                _thread(actor, thread, keys[thread.first.key])
    if actor.role in WRITERS:
        _new(actor, assessment_id, keys)


def _thread(actor: Actor, thread: Thread, name: str) -> None:
    first = thread.first
    with st.container(border=True, key=f"thread-{first.id}"):
        st.caption(plain(name))
        for one in (first, *thread.answers):
            _said(one)
        if first.resolved_at is not None:
            who = role_name(first.resolved_role or "")
            st.caption(say(N_("Resolved: {role}, {time}"), role=who, time=at(first.resolved_at)))
        if actor.role not in WRITERS:
            return
        with st.container(horizontal=True, key=f"thread-acts-{first.id}"):
            with st.popover(say(N_("Answer"))):
                _form(f"answer-{first.id}", say(N_("Save the answer")), _answer, (actor, first.id))
            if thread.open:
                st.button(
                    say(N_("Mark as resolved")), key=f"resolve-{first.id}", on_click=_resolve, args=(actor, first.id)
                )


def _said(one: Comment) -> None:
    to = f" → {role_name(one.to_role)}" if one.to_role else ""
    st.caption(plain(f"{role_name(one.by_role)}{to}, {at(one.at)}"))
    st.text(one.body)


def _new(actor: Actor, assessment_id: int, keys: Mapping[str, str]) -> None:
    problem_at("comment")
    with st.popover(say(N_("Write a comment"))):
        st.selectbox(
            say(N_("Which question is it about?")), options=list(keys), format_func=lambda key: keys[key],
            key=f"comment-key-{assessment_id}",
        )  # fmt: skip
        _form(f"comment-{assessment_id}", say(N_("Save the comment")), _add, (actor, assessment_id))


def _form(base: str, label: str, act: Callable[..., None], args: tuple[object, ...]) -> None:
    st.text_area(say(N_("Comment")), key=f"{base}-body", height=90, max_chars=comments.MAX_COMMENT)
    st.selectbox(
        say(N_("To whom? (role)")), options=list(WRITERS), format_func=role_name, index=None, key=f"{base}-to",
        placeholder=say(N_("Everyone")),
    )  # fmt: skip
    st.button(label, key=f"{base}-save", on_click=act, args=(*args, base))


def _add(actor: Actor, assessment_id: int, base: str) -> None:
    state = st.session_state
    key = state.get(f"comment-key-{assessment_id}")
    if key is not None:
        _try(base, lambda: comments.add(actor, assessment_id, key, state[f"{base}-body"], to_role=state[f"{base}-to"]))


def _answer(actor: Actor, comment_id: int, base: str) -> None:
    state = st.session_state
    _try(base, lambda: comments.answer(actor, comment_id, state[f"{base}-body"], to_role=state[f"{base}-to"]))


def _resolve(actor: Actor, comment_id: int) -> None:
    comments.resolve(actor, comment_id)


def _try(base: str, act: Callable[[], object]) -> None:
    try:
        act()
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    st.session_state[f"{base}-body"] = ""
