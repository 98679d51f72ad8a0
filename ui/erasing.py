"""A resident's words erased on request: found by searching, chosen by a person, gone for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from data import erasure
from data.erasure import Erased, Found
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui.page_setup import clear_problems, fail, problem_at
from ui.text_review import label
from ui.words import number, say, say_n
from ui.written import items, sentence, show

DONE = "erasure-done"
REASONS = {
    "own_words": N_("The writer asks for it"),
    "about_me": N_("The text is about the person who asks"),
    "for_a_child": N_("A guardian asks for a child"),
    "other": N_("Another ground, recorded in the municipality's own register"),
}
ELSEWHERE = {
    "assessment": N_("in the answers of the assessment"),
    "history": N_("in the earlier answers of the assessment"),
    "comment": N_("in the comments of the assessment"),
    "theme": N_("in the name or the summary of a theme"),
    "response": N_("in an answer to residents"),
    "request": N_("in a request for more or its answer"),
    "source": N_("in a source"),
}


def search(actor: Actor, decision_id: int, places: Mapping[int, str]) -> None:
    """Words to search for, and the texts that hold them."""
    with st.form("erasure", border=False, width=760):
        problem_at("erasure-words")
        st.text_input(say(N_("Words of the text")), key="erasure-words", max_chars=200)
        pressed = st.form_submit_button(say(N_("Find")), type="primary")
    words = st.session_state.get("erasure-words", "")
    if not words and not pressed:
        return
    try:
        found = erasure.find(actor, decision_id, words)
    except Refused as refused:
        fail(refused.problems)
        st.rerun()
    if not found:
        st.html(sentence(say(N_("No text has these words."))))
        return
    st.header(say_n(N_("{n} text found"), N_("{n} texts found"), len(found)), anchor=False)
    if len(found) == erasure.MOST:
        st.html(sentence(say(N_("There may be more: only the first {n} are listed."), n=number(erasure.MOST))))
    _choose(actor, decision_id, found, places)


def _choose(actor: Actor, decision_id: int, found: Sequence[Found], places: Mapping[int, str]) -> None:
    problem_at("erasure-texts")
    with st.container(key="erasure-texts", gap="xsmall", width=760):
        for place, one in enumerate(found):
            st.checkbox(label(one.body), key=f"erase-{place}-{one.id}")
            state = say(_state(one))
            st.html(f'<p class="vp-small">{escape(" · ".join(filter(None, (places.get(one.activity_id), state))))}</p>')
    problem_at("erasure-reason")
    st.radio(
        say(N_("Why are the words erased?")), list(REASONS), index=None, format_func=lambda code: say(REASONS[code]),
        key="erasure-reason",
    )  # fmt: skip
    warning = N_("The words cannot be brought back. The text still counts, and no published figure changes.")
    st.html(sentence(say(warning)))
    st.button(
        say(N_("Erase the chosen texts for good")), type="primary", key="erase", on_click=_erase,
        args=(actor, decision_id, found),
    )  # fmt: skip


def _state(one: Found) -> str:
    if not one.id:
        return N_("published; the text itself is gone already")
    return N_("words of it have been cleared") if one.shown else N_("nothing of it has been shown")


def _erase(actor: Actor, decision_id: int, found: Sequence[Found]) -> None:
    state = st.session_state
    chosen = [one for place, one in enumerate(found) if state.get(f"erase-{place}-{one.id}")]
    texts, published = [one.id for one in chosen if one.id], [one.body for one in chosen if not one.id]
    try:
        told = erasure.erase(actor, decision_id, texts, state["erasure-reason"] or "", published)
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    for name in [name for name in state if str(name).startswith(("erase-", "erasure-"))]:
        del state[name]
    state[DONE] = told


def outcome() -> None:
    """What the erasure did, until the next search."""
    told: Erased | None = st.session_state.pop(DONE, None)
    if told is None:
        return
    lines = [say_n(N_("The words of {n} text were erased."), N_("The words of {n} texts were erased."), told.texts)]
    if told.releases:
        forms = (N_("They were taken out of {n} release."), N_("They were taken out of {n} releases."))
        lines.append(say_n(*forms, told.releases))
    if told.briefings:
        forms = (
            N_("They were taken out of {n} published briefing, whose fingerprint changed."),
            N_("They were taken out of {n} published briefings, whose fingerprints changed."),
        )
        lines.append(say_n(*forms, told.briefings))
    lines.append(say(N_("Before you bring in a newer file from the same source, take the text out of it.")))
    with st.container(key="erasure-outcome", border=True):
        show(items(map(escape, lines)))
        if told.elsewhere:
            st.html(sentence(say(N_("The same words still stand in what has been written here. Mend them there:"))))
            show(items(escape(say(ELSEWHERE[kind])) for kind in told.elsewhere))
