"""The door: the role chooser of the demonstration, or sign-in."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

import data
from data.settings import settings
from locales import N_
from ui.page_setup import ROLE_NAMES, frame
from ui.words import say

ROLE_TASKS = {
    "preparer": N_("Assesses a pending decision, brings in what residents said and answers them."),
    "reviewer": N_("Checks the assessment section by section and approves the answers."),
    "signer": N_("Signs the assessment and publishes it to councillors."),
    "coordinator": N_("Plans how residents are heard and looks after their input."),
    "councillor": N_("Reads what is decided, what it leads to and what residents said."),
    "youth_council": N_("Sees what can still be influenced and what was done with its views."),
    "elderly_council": N_("Sees what can still be influenced and what was done with its views."),
    "disability_council": N_("Sees what can still be influenced and what was done with its views."),
}


def entrance() -> None:
    """Draws the door instead of the page that was asked for; the address stays."""
    if data.is_demo():
        frame(say(N_("Choose a role")), actor=None, token="door")
        st.markdown(
            say(N_("You can walk the whole path. Choose whose eyes you look through; you can change it later."))
        )
        st.html(f'<ul class="vp-roles">{"".join(map(_role, ROLE_TASKS))}</ul>')
    elif settings().oidc_issuer and not st.user.get("is_logged_in"):
        frame(say(N_("Sign in")), actor=None, token="door")
        st.button(say(N_("Sign in")), on_click=st.login, type="primary")
    else:
        frame(say(N_("No access yet")), actor=None, token="door")
        st.markdown(say(N_("You have no role in this service. Ask the administrator of your organisation for one.")))
        if settings().oidc_issuer:
            st.button(say(N_("Sign out")), on_click=st.logout)


def _role(role: str) -> str:
    query = {k: v for k, v in st.query_params.items() if k != "lang"}
    path = urlsplit(st.context.url or "").path.lstrip("/")  # empty when the address ends with the host's name
    back = f"/{path}" + (f"?{urlencode(query)}" if query else "")
    name, task = say(ROLE_NAMES[role]), say(ROLE_TASKS[role])
    return f'<li><a href="/demo/as/{role}?to={quote(back, safe="")}">{escape(name)}</a><br>{escape(task)}</li>'
