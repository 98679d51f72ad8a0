"""Varhaisen osallistumisen lista: who has been told, who could influence, who was heard?"""

import streamlit as st

from data import activities, matters
from data.permissions import STAFF
from locales import N_
from ui import checklist
from ui.page_setup import decision_in_address, frame, refusals, require, save_line
from ui.words import say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
    held = activities.listing(actor, matter.head.id)
duty = next((d for d in matter.duties if d.key == st.query_params.get("duty")), None)
practice = next((p for p in matter.practices if p.key == st.query_params.get("duty")), None)

token = duty.key if duty else practice.key if practice else "list"
up = [("tasks.py", say(N_("Task list")))]
frame(say(N_("Early participation")), actor=actor, decision=matter.head, token=token, up=up)
save_line()
if duty is not None:
    checklist.edit_duty(actor, matter, duty)
elif practice is not None:
    checklist.edit_practice(actor, matter, practice)
else:
    checklist.overview(matter, held)
