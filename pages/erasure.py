"""Poista sanat pyynnöstä: which text does the person mean, and why is it erased?"""

import streamlit as st

from data import activities, decisions
from locales import N_
from ui import erasing
from ui.page_setup import PAGES, decision_in_address, frame, notice, refusals, require
from ui.words import say, words
from ui.written import sentence

actor = require("preparer", "coordinator")
decision_id = decision_in_address()
with refusals():
    head, _ = decisions.head(actor, decision_id)
    places = {activity.id: words(activity.title) for activity in activities.listing(actor, decision_id)}

up = [("tasks.py", say(N_("Task list"))), ("texts.py", say(N_("Review of texts")))]
frame(say(N_("Erase words on request")), actor=actor, decision=head, token="erasure", up=up)
notice()
st.html(
    sentence(
        say(
            N_(
                "A person may ask that what they wrote, or what was written about them, is erased. Find the text by "
                "its words. It goes from here and from every release and briefing that quotes it."
            )
        )
    )
)
erasing.outcome()
erasing.search(actor, decision_id, places)
with st.container(horizontal=True, key="onwards"):
    st.page_link(PAGES / "texts.py", label=say(N_("Review of texts")), query_params={"decision": str(decision_id)})
