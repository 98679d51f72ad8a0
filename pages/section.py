"""Kysymyssivu: a section of an instrument, at most a few related questions at a time."""

import streamlit as st

from data import matters
from data.permissions import STAFF
from locales import N_
from ui import questions
from ui.page_setup import decision_in_address, frame, not_found, notice, number_in_address, refusals, require, save_line
from ui.words import language, say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
case = matter.case(st.query_params.get("instrument", "eva"))
wanted = st.query_params.get("section")
section = next((s for s in (*case.sections, *case.after) if s.id == wanted), None) if case else None
if case is None or section is None or section.is_matrix or section.is_outcome:
    not_found()

steps = questions.steps(case, section)
step = min(max(number_in_address("step") or 1, 1), len(steps))
up = [("tasks.py", say(N_("Task list")))]
frame(section.title.text(language()), actor=actor, decision=matter.head, token=f"{section.id}-{step}", up=up)
save_line()
notice()
questions.language_note(case)
left, right = st.columns([2, 1], gap="large")
with left:
    if section.intro:
        st.markdown(section.intro.text(language()))
    questions.draw(actor, matter, case, steps[step - 1])
    if step == len(steps):
        questions.more_alternatives(actor, matter, section)
        questions.ready(actor, matter, case, section)
    questions.onward(matter, section, step, len(steps))
with right:
    questions.aside(actor, matter, case, section, steps[step - 1])
