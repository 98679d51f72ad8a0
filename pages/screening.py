"""Tarvitaanko arviointi? How deep, and which answers led there."""

import streamlit as st

from data import matters
from data.permissions import STAFF
from locales import N_
from ui import screening
from ui.page_setup import PAGES, choice_in_address, decision_in_address, frame, refusals, require, save_line
from ui.words import say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
instrument = choice_in_address("instrument", ("eva", "lava"), "eva")
if instrument == "lava" and "lava" not in matter.stored:
    instrument = "eva"

title = N_("Is an assessment needed, and how deep?") if instrument == "eva" else N_("How deeply are children assessed?")
frame(say(title), actor=actor, decision=matter.head, token=instrument, up=[("tasks.py", say(N_("Task list")))])
save_line()
left, right = st.columns([2, 1], gap="large")
with left:
    screening.questions(actor, matter, instrument)
with right:
    screening.result(actor, matter, instrument)
    query = {"decision": str(matter.head.id)}
    st.page_link(PAGES / "tasks.py", label=say(N_("Continue to the task list")), query_params=query)
