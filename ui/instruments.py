"""Instruments beside EVA and LAVA, and newer versions of those in use: offered in the task list's side column."""

from __future__ import annotations

import streamlit as st

from assessment.matter import MAIN, Matter
from data import assessments, upgrades
from data.assessments import LOCKED
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui.page_setup import PAGES, clear_problems, done, fail, problem_at
from ui.words import language, plain, say


def draw(actor: Actor, matter: Matter) -> None:
    problem_at("instrument")
    _newer(actor, matter)
    if actor.role != "preparer" or matter.stored["eva"].state in LOCKED:
        return
    titles = {id: matter.instruments[id].template.title.text(language()) for id in matter.openable}
    if titles:
        with st.popover(say(N_("Open another instrument"))):
            st.selectbox(
                say(N_("Which instrument?")), options=list(titles), format_func=lambda id: titles[id], index=None,
                key="open-instrument", placeholder=say(N_("Choose")),
            )  # fmt: skip
            st.button(say(N_("Open it")), key="save-instrument", on_click=_open, args=(actor, matter.head.id))
    for id in matter.others:
        title = matter.instruments[id].template.title.text(language())
        with st.popover(plain(say(N_("Take out: {title}"), title=title))):
            st.text_area(say(N_("Why? The reason stays on record.")), key=f"withdraw-{id}", height=90)
            st.button(
                say(N_("Take it out")), key=f"save-withdraw-{id}", on_click=_withdraw,
                args=(actor, matter.stored[id].id, f"withdraw-{id}"),
            )  # fmt: skip


def _newer(actor: Actor, matter: Matter) -> None:
    """A link to the list of changes, while a newer version waits to be accepted or declined."""
    for id, stored in matter.stored.items():
        if id not in MAIN and id not in matter.others:
            continue
        found = upgrades.offer(actor, stored.id)
        if found is None or found.declined_reason is not None or not found.movable:
            continue
        title = matter.instruments[id].template.title.text(language())
        text = say(N_("{title}: there is a newer version, {version}"), title=title, version=found.newer)
        query = {"decision": str(matter.head.id), "instrument": id}
        st.page_link(PAGES / "upgrade.py", label=plain(text), query_params=query)


def _open(actor: Actor, decision_id: int) -> None:
    template = st.session_state.get("open-instrument")
    if template is None:
        return
    try:
        assessments.open_instrument(actor, decision_id, template)
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    done(say(N_("The instrument is open. Its tasks are in the list.")))


def _withdraw(actor: Actor, assessment_id: int, key: str) -> None:
    try:
        assessments.withdraw_instrument(actor, assessment_id, st.session_state.get(key, ""))
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    done(say(N_("The instrument was taken out. Its answers are kept.")))
