"""Kuinka usein olimme oikeassa: certainty against outcome, over every decision that has been followed up."""

import streamlit as st

from data import followup
from data.permissions import STAFF
from locales import N_
from ui import calibrating
from ui.page_setup import frame, require
from ui.words import say

actor = require(*sorted(STAFF))
found = followup.outcomes(actor)

frame(say(N_("How often were we right?")), actor=actor, token="calibration")
st.markdown(say(N_("What assessments predicted, beside what happened.")))
calibrating.by_certainty(found)
calibrating.by_year(found)
