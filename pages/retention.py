"""Säilytysajat: whose input is still kept, what goes now, and when does the rest?"""

from html import escape

import streamlit as st

from data import retention
from data.settings import settings
from locales import N_, Message
from ui import word_table
from ui.page_setup import clear_problems, done, fail, frame, notice, problem_at, require
from ui.words import day, number, say, say_n, words
from ui.written import sentence, show

actor = require("coordinator", "admin")
listed = retention.due(actor)
due = [one for one in listed if one.now]


def run() -> None:
    if not st.session_state.get("retention-read"):
        fail([("retention-read", Message(N_("Read the list first, and say that you have.")))])
        return
    clear_problems()
    gone = [one for one in due if retention.run(actor, one.decision_id)]
    forms = (N_("The input of {n} decision was removed."), N_("The input of {n} decisions was removed."))
    done(say_n(*forms, len(gone)))
    st.session_state["retention-read"] = False


def table(caption: str, which: list[retention.Due]) -> str:
    head = (say(N_("Decided")), say(N_("Goes on")), say(N_("Files")), say(N_("Texts")))
    rows = []
    for one in which:
        cells = (day(one.decided_on), day(one.goes_on), number(one.files), number(one.texts))
        rows.append(word_table.row(escape(words(one.title)), zip(head, map(escape, cells), strict=True)))
    return word_table.table(caption, say(N_("Decision")), [escape(name) for name in head], rows)


frame(say(N_("How long residents' input is kept")), actor=actor, token="retention")
notice()
rule = N_("Votes, answers and words are kept for {days} days after the decision. Releases are kept for good.")
st.html(sentence(say(rule, days=number(settings().retention_days))))
st.header(say(N_("What goes now")), anchor=False)
if due:
    show(table(say(N_("Input whose time is up")), due))
    problem_at("retention-read")
    st.checkbox(say(N_("I have read the list. What is removed cannot be brought back.")), key="retention-read")
    st.button(say(N_("Remove the input of these decisions")), key="run", type="primary", on_click=run)
else:
    st.html(sentence(say(N_("Nothing has come to the end of its time."))))
later = [one for one in listed if not one.now]
if later:
    st.header(say(N_("What goes later")), anchor=False)
    show(table(say(N_("Input that is still kept")), later))
