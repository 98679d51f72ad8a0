"""Oma työpöytä: what must I do, or what is coming to be decided?"""

import streamlit as st

from data import listing
from data.permissions import COUNCILS, READERS
from locales import N_
from ui import desk
from ui.page_setup import PAGES, frame, notice, require
from ui.words import say

actor = require(*sorted(READERS))
page = listing.page(actor)

if actor.role in COUNCILS:
    frame(say(N_("What can still be influenced")), actor=actor, token="desk")
    notice()
    desk.council(actor, page)
elif actor.role == "councillor":
    frame(say(N_("Coming to be decided")), actor=actor, token="desk")
    notice()
    desk.councillor(actor, page)
else:
    frame(say(N_("What is to be done")), actor=actor, token="desk")
    notice()
    if actor.role == "preparer":
        st.page_link(PAGES / "new_decision.py", label=say(N_("Start a new decision")), icon=":material/add:")
    if actor.role in ("preparer", "coordinator"):
        st.page_link(PAGES / "agenda.py", label=say(N_("Matters of agendas")))
    desk.staff(actor, page)
