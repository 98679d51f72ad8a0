"""Onko tämä julkaistu versio: a document's fingerprint or its file, and whether this service has published it."""

import streamlit as st

from data.permissions import READERS
from locales import N_
from ui import verifying
from ui.page_setup import frame, require
from ui.words import say

actor = require(*sorted(READERS))
frame(say(N_("Is this the published version?")), actor=actor, token="verify")
st.markdown(
    say(
        N_(
            "Every published briefing has a fingerprint, which also stands on its documents. One changed letter gives "
            "another fingerprint. Write it here, or choose the file “The whole briefing (JSON)”."
        )
    )
)
verifying.ask()
verifying.answer(actor)
