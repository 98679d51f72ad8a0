"""Start a decision: title, body, meeting, service and alternatives; with `?item=…` from a matter of an agenda."""

import secrets

import streamlit as st

from data import agenda, decisions
from data.refusals import Refused
from locales import N_
from ui import arriving
from ui.page_setup import PAGES, clear_problems, fail, frame, number_in_address, problem_at, refusals, require
from ui.words import language, say
from ui.written import show, written

actor = require("preparer")
item_id = number_in_address("item")
with refusals():
    matter = agenda.matter(actor, item_id) if item_id else None
authored = matter.item.language if matter else language()
frame(say(N_("New decision")), actor=actor, token=f"new-{item_id}")
st.session_state.setdefault("new-token", secrets.token_hex(8))
st.session_state.setdefault("new-alternatives", 3)
if matter is not None and (st.session_state.get("new-from") != item_id or "title" not in st.session_state):
    known = {
        "new-from": item_id,
        "title": matter.item.title[: decisions.MAX_TITLE],
        "summary": matter.item.summary,
        "body": matter.item.meeting_body,
        "meeting-date": matter.item.meeting_date,
        "register-id": matter.item.register_id,
    }
    for key, value in known.items():
        st.session_state[key] = value


def create() -> None:
    state = st.session_state
    given = {
        "title": {authored: state["title"]},
        "summary": {authored: state["summary"]} if state["summary"].strip() else {},
        "body": state["body"],
        "service": state["service"],
        "register_id": state["register-id"],
        "meeting_date": state["meeting-date"],
        "alternatives": [state.get(f"alternative-{i}", "") for i in range(state["new-alternatives"])],
        "language": authored,
    }
    try:
        if item_id and matter is not None:
            made = agenda.start(actor, item_id, matter.item, **given)
        else:
            made = decisions.create(actor, **given, token=state["new-token"])
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    for key in ("new-token", "new-alternatives", "new-from"):
        state.pop(key, None)
    state["created"] = made


if "created" in st.session_state:
    made = st.session_state.pop("created")
    st.switch_page(PAGES / "screening.py", query_params={"decision": str(made)})

st.markdown(say(N_("A few facts are enough to begin. Everything can be changed later.")))
if matter is not None:
    st.markdown(say(N_("The matter of the agenda fills in what it knows. Give it a title in plain language:")))
    show(written(matter.item.title, matter.item.language, "p", "vp-question"))
with st.container(width=760):
    problem_at("title")
    st.text_input(say(N_("What is the matter called in plain language?")), key="title", max_chars=decisions.MAX_TITLE)
    st.text_area(
        f"{say(N_('What is decided, in two sentences?'))} ({say(N_('optional'))})", key="summary", max_chars=600
    )
    problem_at("body")
    st.text_input(say(N_("Which body decides?")), key="body", max_chars=120)
    st.date_input(
        f"{say(N_('When is the matter planned to be handled?'))} ({say(N_('optional'))})",
        key="meeting-date",
        value=None,
        format="DD.MM.YYYY",
    )
    problem_at("service")
    st.text_input(say(N_("Which service does it belong to?")), key="service", max_chars=120)
    st.text_input(f"{say(N_('Register number'))} ({say(N_('optional'))})", key="register-id", max_chars=80)
    st.header(say(N_("Alternatives")), anchor=False)
    st.markdown(say(N_("VE0 is the status quo. Name at least one more; two real alternatives are better.")))
    problem_at("alternative-1")
    for i in range(st.session_state["new-alternatives"]):
        if i == 0:
            st.session_state.setdefault("alternative-0", say(N_("Status quo")))
        st.text_input(f"VE{i}", key=f"alternative-{i}", max_chars=80)
    if st.session_state["new-alternatives"] < decisions.MAX_ALTERNATIVES and st.button(say(N_("Add an alternative"))):
        st.session_state["new-alternatives"] += 1
        st.rerun()
    st.button(say(N_("Start and continue to the screening")), type="primary", on_click=create)
    if matter is None:
        arriving.draw(actor)
