"""Seuranta: what was predicted of the chosen alternative, and what happened."""

import streamlit as st

from data import matters
from data.permissions import STAFF
from locales import N_
from ui import following
from ui.page_setup import choice_in_address, decision_in_address, frame, refusals, require, save_line
from ui.words import say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
cases = {id: case for id, case in matter.cases.items() if case.outcome_section is not None}
instrument = choice_in_address("instrument", tuple(cases), "eva")
case = cases[instrument]
outcomes = {outcome.cell.row: outcome for outcome in case.outcomes}
opened = outcomes.get(st.query_params.get("effect", ""))

up = [("tasks.py", say(N_("Task list")))]
token = f"{instrument}-{opened.cell.row if opened else 'all'}"
frame(say(N_("What happened")), actor=actor, decision=matter.head, token=token, up=up)
save_line()
following.state(matter, instrument)
if opened is None:
    following.listing(matter, case)
else:
    following.one(actor, matter, case, opened)
