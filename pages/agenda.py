"""Esityslistojen asiat: which matters are coming, and which of them does somebody take up?"""

import streamlit as st

from data import agenda
from locales import N_
from ui import agenda as matters
from ui.page_setup import frame, notice, require
from ui.words import say

actor = require("preparer", "coordinator")
held = matters.held()
frame(say(N_("Matters of agendas")), actor=actor, token=f"file-{held.sha256}" if held else "list")
notice()
if held is not None:
    matters.steps(actor, held)
else:
    st.markdown(say(N_("Bring in what is coming to be decided. Open a matter to start its assessment.")))
    matters.waiting(actor, agenda.listing(actor))
    matters.bring_in()
    matters.ask_server()
