"""Lähteet: what the assessment rests on, where each source is cited, what is missing, and files kept with them."""

import streamlit as st

from data import matters
from data.permissions import STAFF
from locales import N_
from ui import indicators, sources
from ui.page_setup import decision_in_address, frame, notice, number_in_address, refusals, require
from ui.words import say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
opened = matter.evidence.get(number_in_address("source") or 0)

up = [("tasks.py", say(N_("Task list")))]
adding = opened is None and "new" in st.query_params and actor.role in sources.EDITORS
token = f"source-{opened.id}" if opened else "indicator" if adding else "all"
title = N_("Indicator as a source") if adding else N_("Sources") if opened is None else N_("Source")
frame(say(title), actor=actor, decision=matter.head, token=token, up=up)
notice()
if adding:
    indicators.bring_in(actor, matter)
elif opened is None:
    indicators.drop()
    left, right = st.columns([2, 1], gap="large")
    with left:
        sources.listing(actor, matter)
    with right:
        sources.gaps(matter)
        sources.reuse(actor, matter)
else:
    sources.one(actor, matter, opened)
