"""Tarkista ja lähetä: is it complete, what did the reviewer say, and the next step of the workflow."""

import streamlit as st

from data import assessments, matters
from data.permissions import STAFF
from locales import N_
from ui import checking, improvements, opinions
from ui.page_setup import decision_in_address, frame, notice, refusals, require
from ui.words import say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
    desks = {id: assessments.desk(actor, s.id) for id, s in matter.stored.items() if matter.case(id) is not None}

up = [("tasks.py", say(N_("Task list")))]
frame(say(N_("Check and send")), actor=actor, decision=matter.head, token=matter.stored["eva"].state, up=up)
notice()
checking.state_line(matter)
checking.changes_since_signing(actor, matter, desks["eva"])
checking.gaps(matter)
left, right = st.columns([2, 1], gap="large")
with left:
    for template_id, desk in desks.items():
        checking.sections(actor, matter, template_id, desk)
    opinions.draw(actor, matter)
    improvements.draw(actor, matter.instruments, matter.head.id)
with right:
    checking.steps(actor, matter)
    for template_id, desk in desks.items():
        checking.history(matter, template_id, desk)
