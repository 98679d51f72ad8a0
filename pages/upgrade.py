"""Uusi versio: what a newer version of an instrument would do with each answer; accepted or declined by a person."""

import streamlit as st

from data import matters, upgrades
from data.permissions import STAFF
from locales import N_
from ui import upgrading
from ui.page_setup import choice_in_address, decision_in_address, frame, notice, refusals, require
from ui.words import language, plain, say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
    instrument = choice_in_address("instrument", tuple(matter.cases), "eva")
    found = upgrades.offer(actor, matter.stored[instrument].id)

title = say(N_("Newer version of the instrument"))
up = [("tasks.py", say(N_("Task list")))]
frame(title, actor=actor, decision=matter.head, token=f"{instrument}-{found.newer if found else ''}", up=up)
notice()
name = matter.instruments[instrument].template.title.text(language())
if found is None:
    version = matter.stored[instrument].version
    st.markdown(say(N_("{name} is in its newest version, {version}."), name=plain(name), version=plain(version)))
else:
    upgrading.introduction(matter, instrument, found)
    upgrading.rows(actor, matter, found)
    upgrading.acts(actor, matter.stored[instrument].id, found)
