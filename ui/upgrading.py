"""The list of what a newer version does with each answer, and the buttons that accept or decline it."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from assessment.matter import Matter
from assessment.templates.model import Text
from assessment.upgrade import Kind, Row
from assessment.wording import Wording
from data import instruments, upgrades
from data.permissions import Actor
from data.refusals import Refused
from data.upgrades import Offer
from locales import N_
from ui.page_setup import clear_problems, done, fail, problem_at
from ui.words import language, plain, say, say_n
from ui.written import show

KINDS: dict[Kind, str] = {
    "split": N_("Divided into several questions"),
    "revalued": N_("The value changes"),
    "dropped": N_("No longer asked: the answer stays in the history"),
    "renamed": N_("Moved to another question"),
    "new": N_("New question"),
    "reworded": N_("Asked in other words"),
    "unchanged": N_("Stays as it is"),
}
WRITABLE = ("text", "long_text")


def introduction(matter: Matter, instrument: str, found: Offer) -> None:
    used = instruments.current()[instrument].template
    st.markdown(say(N_("In use here: {old}. Newer: {new}."), old=plain(found.version), new=plain(found.newer)))
    entry = next((one for one in used.changelog if one.version == used.version), None)
    if entry is not None:
        st.markdown(plain(entry.text(language())))
    asks = sum(row.asks for row in found.rows)
    st.markdown(say_n(N_("{n} answer needs a look."), N_("{n} answers need a look."), asks))
    if found.declined_reason is not None:
        st.info(say(N_("This version was declined: {reason}"), reason=plain(found.declined_reason)))
    problem_at("upgrade")


def rows(actor: Actor, matter: Matter, found: Offer) -> None:
    """What needs a look first, then what moves by itself; what stays as it is is told by its number."""
    editable = actor.role == "preparer" and found.movable
    for kind in KINDS:
        mine = [row for row in found.rows if row.kind == kind]
        if not mine or kind == "unchanged":
            continue
        st.header(say(KINDS[kind]), anchor=False)
        for number, row in enumerate(mine):
            with st.container(border=True, key=f"upgrade-{kind}-{number}"):
                _row(matter, found, row, editable)
    same = sum(row.kind == "unchanged" for row in found.rows)
    st.markdown(say_n(N_("{n} answer stays as it is."), N_("{n} answers stay as they are."), same))


def _row(matter: Matter, found: Offer, row: Row, editable: bool) -> None:
    wording = Wording(matter, language())
    if row.old_text is not None and row.old is not None and row.old_key is not None:
        question = wording.question(found.template, row.old_key)
        old = wording.answer(question, row.old) if question else str(row.old.value)
        html = _line(say(N_("Until now")), row.old_text) + f'<p class="vp-answer" data-written>{escape(old)}</p>'
        show(html)
    if row.new_text is None or row.new_key is None:
        return
    show(_line(say(N_("From now on")), row.new_text))
    problem_at(f"upgrade-{row.new_key}")
    asked = getattr(row.new_text, "type", "")
    if editable and asked in WRITABLE and row.kind != "reworded":
        key = _field(row.new_key)
        if key not in st.session_state:
            st.session_state[key] = row.value or ""
        st.text_area(plain(row.new_text.text(language())), key=key, label_visibility="collapsed", height=100)
    elif row.value is not None and row.kind != "reworded":
        newer = instruments.current()
        place = newer[found.template]
        question = next((q for _, q in place.questions() if q is row.new_text), None)
        said = wording.value(question, row.value) if question else str(row.value)
        st.html(f'<p class="vp-answer" data-written>{escape(said)}</p>')


def _line(name: str, text: Text) -> str:
    return f'<p class="vp-label">{escape(name)}: {escape(text.text(language()))}</p>'


def _field(key: str) -> str:
    return "upgrade-" + key.lower().replace("/", "-").replace(":", "-").replace("_", "-")


def acts(actor: Actor, assessment_id: int, found: Offer) -> None:
    if not found.movable:
        st.info(say(N_("A signed or published assessment keeps its version.")))
        return
    if actor.role != "preparer":
        return
    with st.container(horizontal=True, key="upgrade-acts"):
        st.button(
            say(N_("Accept the list and move to the newer version")), type="primary", key="upgrade-accept",
            on_click=_accept, args=(actor, assessment_id, found),
        )  # fmt: skip
        with st.popover(say(N_("Keep the version in use"))):
            problem_at("upgrade-reason")
            st.text_area(say(N_("Why? The reason stays on record.")), key="upgrade-reason", height=90)
            st.button(
                say(N_("Keep the old version")), key="upgrade-decline", on_click=_decline,
                args=(actor, assessment_id, found),
            )  # fmt: skip


def _accept(actor: Actor, assessment_id: int, found: Offer) -> None:
    changed: dict[str, Any] = {}
    for row in found.rows:
        if row.new_key is None:
            continue
        key = _field(row.new_key)
        if key in st.session_state and st.session_state[key] != (row.value or ""):
            changed[row.new_key] = st.session_state[key]
    try:
        upgrades.accept(actor, assessment_id, found.seen, changed)
    except Refused as refused:
        fail(refused.problems)
        return
    for key in [k for k in st.session_state if isinstance(k, str) and k.startswith("upgrade-")]:
        del st.session_state[key]
    clear_problems()
    done(say(N_("The assessment now follows version {version}."), version=found.newer))


def _decline(actor: Actor, assessment_id: int, found: Offer) -> None:
    try:
        upgrades.decline(actor, assessment_id, found.sha256, st.session_state.get("upgrade-reason", ""))
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    done(say(N_("The old version stays in use.")))
