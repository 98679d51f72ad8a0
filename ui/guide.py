"""What helps a first-time reader: the guide's parts, and its short form on a briefing until the reader closes it."""

from __future__ import annotations

from html import escape

import streamlit as st

from data import reading
from data.permissions import Actor
from locales import N_
from ui.page_setup import PAGES
from ui.words import say
from ui.written import items, show

HOW_TO_READ = (
    N_("The page has the same order for every decision: what is decided, the alternatives, what differs."),
    N_("Every alternative is compared with the status quo (VE0). Nothing is added up, and nothing is ranked."),
    N_("“Not known” is an honest answer. You may ask how and when it will be found out."),
)
CERTAINTY = (
    N_("A plain verb (“lengthens”): high certainty, as a rule statistics, research or a survey."),
    N_("“Probably”: moderate certainty, as a rule an expert's judgement or partial data."),
    N_("“May” and “may not”: low certainty, for example a judgement without data."),
    N_("“We do not know”: very low certainty, nothing reliable was found."),
    N_("Old, distant or conflicting information lowers the certainty. The reasons stand in the cell."),
)
INPUT = (
    N_("Those who took part chose to do so. The figures tell what they said, not what everyone thinks."),
    N_("Channels are never added together, since the same person may have used several."),
    N_("Small groups are not published, so that nobody can be picked out."),
)
CHECKS = (
    N_("Do I know whom this affects, and who loses?"),
    N_("Is there a real alternative besides the proposal?"),
    N_("Have those affected been heard before the alternatives were fixed?"),
    N_("Is it told what is not known?"),
    N_("Do those who took part get an answer?"),
)
PARTS = (
    (N_("How to read a briefing"), HOW_TO_READ),
    (N_("What the words of certainty mean"), CERTAINTY),
    (N_("What residents' input represents"), INPUT),
    (N_("Five checks before deciding"), CHECKS),
)


def short(actor: Actor) -> None:
    """The guide in three lines, until this reader says that it is enough."""
    if not reading.guide_is_open(actor):
        return
    with st.container(border=True, key="short-guide"):
        st.header(say(N_("How to read this page")), anchor=False)
        show(items(map(_line, HOW_TO_READ)))
        with st.container(horizontal=True, key="short-guide-acts", gap="small"):
            st.button(say(N_("Do not show again")), key="guide-close", on_click=reading.close_guide, args=(actor,))
            st.page_link(PAGES / "guide.py", label=say(N_("Read the whole guide")))


def checks() -> str:
    """The five checks before deciding."""
    return items(map(_line, CHECKS), "vp-list vp-checks")


def _line(text: str) -> str:
    return escape(say(text))
