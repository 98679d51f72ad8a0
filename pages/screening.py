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
asked = [id for id in matter.stored if id in ("eva", "lava") or id in matter.others]
instrument = choice_in_address("instrument", [id for id in asked if matter.instruments[id].screening], "eva")

title = N_("Is an assessment needed, and how deep?")
if instrument != "eva":
    title = N_("How deeply are children assessed?") if instrument == "lava" else N_("Screening")
frame(say(title), actor=actor, decision=matter.head, token=instrument, up=[("tasks.py", say(N_("Task list")))])
save_line()
left, right = st.columns([2, 1], gap="large")
with left:
    screening.questions(actor, matter, instrument)
with right:
    screening.result(actor, matter, instrument)
    query = {"decision": str(matter.head.id)}
    st.page_link(PAGES / "tasks.py", label=say(N_("Continue to the task list")), query_params=query)
