"""Opas: how to read a briefing, what the words of certainty mean, and what input represents."""

import streamlit as st

from data.permissions import READERS
from locales import N_
from ui.guide import PARTS
from ui.page_setup import frame, require
from ui.words import say

actor = require(*sorted(READERS))
frame(say(N_("Guide")), actor=actor, token="guide")
for title, lines in PARTS:
    st.header(say(title), anchor=False)
    st.markdown("\n".join(f"- {say(line)}" for line in lines))
