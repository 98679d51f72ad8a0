"""What only this reader sees on a briefing: what is new since last time, the mark that it is read, and their notes."""

from __future__ import annotations

from html import escape

import streamlit as st

from agenda.news import news
from data import reading
from data.permissions import Actor
from data.reading import MAX_NOTE, Reading
from data.refusals import Refused
from locales import N_
from ui.page_setup import clear_problems, fail, problem_at, save_line, saved
from ui.words import at, language, say
from ui.written import sentence, show

NOTE, REV = "note", "note-rev"


def opened(actor: Actor, decision_id: int) -> None:
    """Says, as long as the page is open, what has changed since the reader last looked."""
    key = f"opened-{decision_id}"
    if key not in st.session_state:
        st.session_state[key] = reading.opened(actor, decision_id)
    before: Reading = st.session_state[key]
    now = reading.mine(actor, decision_id).seen
    found = news(before.seen, now) if before.seen and now else []
    if not found or before.opened_at is None:
        return
    label = escape(say(N_("New since you last looked ({time}):"), time=at(before.opened_at)))
    told = escape("; ".join(one.text(language()) for one in found))
    show(f'<p class="vp-new"><strong>{label}</strong> {told}.</p>')


def own(actor: Actor, decision_id: int) -> None:
    """The mark and the notes."""
    mine = reading.mine(actor, decision_id)
    with st.container(border=True, key="own-reading"):
        st.subheader(say(N_("Only for you")), anchor=False)
        st.html(sentence(say(N_("Nobody else sees your mark or your notes. They are in no document."))))
        _mark(actor, decision_id, mine)
        key, rev = f"{NOTE}-{decision_id}", f"{REV}-{decision_id}"
        if rev not in st.session_state:
            st.session_state[rev] = mine.note_rev
            st.session_state[key] = mine.note
        problem_at(NOTE)
        st.text_area(
            say(N_("My notes")), key=key, height=140, max_chars=MAX_NOTE, on_change=_write, args=(actor, decision_id)
        )
        save_line()


def _mark(actor: Actor, decision_id: int, mine: Reading) -> None:
    if mine.read_at is None:
        st.button(say(N_("Mark as read")), key="read", on_click=reading.mark, args=(actor, decision_id, True))
        return
    text = N_("You marked this as read: {time}.")
    if mine.read_edition:
        text = N_("You marked version {n} as read: {time}.")
    st.html(sentence(say(text, n=mine.read_edition, time=at(mine.read_at))))
    st.button(say(N_("Take the mark away")), key="unread", on_click=reading.mark, args=(actor, decision_id, False))


def _write(actor: Actor, decision_id: int) -> None:
    key, rev = f"{NOTE}-{decision_id}", f"{REV}-{decision_id}"
    given = st.session_state.get(key) or ""
    try:
        kept = reading.write_note(actor, decision_id, given, st.session_state.get(rev, 0))
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    st.session_state[rev] = kept.note_rev
    if kept.note != given:  # written in another window, too: both are there
        st.session_state[key] = kept.note
    saved()
