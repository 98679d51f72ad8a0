"""A decision from a file: chosen, looked at, and stored as a new draft."""

from __future__ import annotations

import hashlib
import json

import streamlit as st

from assessment import interchange
from assessment.wording import Wording
from data import instruments
from data import interchange as store
from data.interchange import Arrival
from data.permissions import Actor
from data.refusals import Refused
from data.settings import settings
from locales import N_
from ui.page_setup import PAGES, clear_problems, fail, problem_at
from ui.words import language, number, plain, say, say_n, words

HELD = "assessment-file-held"
SHOWN = 20
VALUE_SHOWN = 400  # characters


def draw(actor: Actor) -> None:
    """The chooser; after it what the file would bring, and what would be left out and why."""
    made = st.session_state.pop("assessment-file-made", None)
    if made is not None:
        st.switch_page(PAGES / "tasks.py", query_params={"decision": str(made)})
    st.header(say(N_("Do you have the matter as a file?")), anchor=False)
    st.markdown(say(N_("A file from the page Documents becomes a new draft. It never changes another decision.")))
    problem_at("assessment-file")
    with st.form("assessment-file", border=False):
        limit = interchange.MAX_BYTES // 1024**2
        given = st.file_uploader(say(N_("The file (JSON)")), type=["json"], max_upload_size=limit)
        if st.form_submit_button(say(N_("Look at the file"))) and given is not None:
            _look(actor, given.getvalue())
    held = st.session_state.get(HELD)
    if held is not None:
        _found(actor, *held)


def _look(actor: Actor, content: bytes) -> None:
    try:
        st.session_state[HELD] = (content, store.look(actor, content))
    except Refused as refused:
        st.session_state.pop(HELD, None)
        fail(refused.problems)
    else:
        clear_problems()
    st.rerun()


def _found(actor: Actor, content: bytes, found: Arrival) -> None:
    st.subheader(plain(words(found.file.decision.title)), anchor=False)
    titles = {id: one.template.title.text(language()) for id, one in instruments.current().templates.items()}
    for id, count in found.counts.items():
        st.markdown(plain(f"{titles[id]}: {say_n(N_('{n} answer'), N_('{n} answers'), count)}"))
    for id, (theirs, ours) in found.moved.items():
        text = N_("{id}: version {theirs} is not known here; version {ours} is used.")
        st.markdown(plain(say(text, id=titles[id], theirs=theirs, ours=ours)))
    if found.left_out:
        _left_out(found)
    agreed = f"assessment-file-{hashlib.sha256(content).hexdigest()[:12]}"
    if found.left_out:
        st.checkbox(say(N_("I have read the list. Leave these answers out.")), key=agreed)
    st.button(
        say(N_("Start a new decision from the file")), type="primary", on_click=_store, args=(actor, content, agreed)
    )


def _left_out(found: Arrival) -> None:
    st.subheader(say(N_("These answers have no place here")), anchor=False)
    used = instruments.current()
    wording = Wording(interchange.outline(found.file, used, settings().org), language())
    for one in found.left_out[:SHOWN]:
        title = used[one.instrument].template.title.text(language())
        with st.container(gap=None):
            st.markdown(f"**{plain(title)}**: {plain(wording.place(one.instrument, one.key))}")
            st.text(_shown(one.value))
            st.markdown(plain(one.why.text(language())))
    if len(found.left_out) > SHOWN:
        more = len(found.left_out) - SHOWN
        st.caption(say(N_("and {n} more"), n=number(more)))


def _shown(value: object) -> str:
    """What the file says, as it stands there: the value has no place here, so it has no words here either."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= VALUE_SHOWN else f"{text[:VALUE_SHOWN]}…"


def _store(actor: Actor, content: bytes, agreed: str) -> None:
    """Stores the file; `agreed` is the key of the tick that the list was read."""
    state = st.session_state
    try:
        made = store.bring_in(actor, content, agreed=bool(state.get(agreed)), token=state.get("new-token"))
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    for key in (HELD, "new-token"):
        state.pop(key, None)
    state["assessment-file-made"] = made
