"""Opas: how to read a briefing, what the words of certainty mean, and what input represents."""

import streamlit as st

from data.permissions import READERS
from locales import N_
from ui.page_setup import frame, require
from ui.words import say

actor = require(*sorted(READERS))
frame(say(N_("Guide")), actor=actor, token="guide")

PARTS = (
    (
        N_("How to read a briefing"),
        (
            N_("The page has the same order for every decision: what is decided, the alternatives, what differs."),
            N_("Every alternative is compared with the status quo (VE0). Nothing is added up, and nothing is ranked."),
            N_("“Not known” is an honest answer. You may ask how and when it will be found out."),
        ),
    ),
    (
        N_("What the words of certainty mean"),
        (
            N_("A plain verb (“lengthens”): high certainty, as a rule statistics, research or a survey."),
            N_("“Probably”: moderate certainty, as a rule an expert's judgement or partial data."),
            N_("“May” and “may not”: low certainty, for example a judgement without data."),
            N_("“We do not know”: very low certainty, nothing reliable was found."),
            N_("Old, distant or conflicting information lowers the certainty. The reasons stand in the cell."),
        ),
    ),
    (
        N_("What residents' input represents"),
        (
            N_("Those who took part chose to do so. The figures tell what they said, not what everyone thinks."),
            N_("Channels are never added together, since the same person may have used several."),
            N_("Small groups are not published, so that nobody can be picked out."),
        ),
    ),
    (
        N_("Five checks before deciding"),
        (
            N_("Do I know whom this affects, and who loses?"),
            N_("Is there a real alternative besides the proposal?"),
            N_("Have those affected been heard before the alternatives were fixed?"),
            N_("Is it told what is not known?"),
            N_("Do those who took part get an answer?"),
        ),
    ),
)
for title, lines in PARTS:
    st.header(say(title), anchor=False)
    st.markdown("\n".join(f"- {say(line)}" for line in lines))
