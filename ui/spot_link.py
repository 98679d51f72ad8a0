"""The link to the phone page of an activity: made for some days, shown once, closed when it is no longer needed."""

from __future__ import annotations

import base64
import io
from html import escape

import segno
import streamlit as st

from data import spot
from data.activities import Activity
from data.permissions import Actor
from data.refusals import Refused
from data.settings import settings
from locales import N_
from ui.page_setup import clear_problems, done, fail, problem_at
from ui.words import at, say, say_n
from ui.written import sentence

MADE = "spot-link-made"


def address(token: str) -> str:
    return f"{settings().public_url.rstrip('/')}/spot/{token}"


def draw(actor: Actor, activity: Activity) -> None:
    """What the page is for, the links that are open, and a new one."""
    st.header(say(N_("Write down on the spot")), anchor=False)
    st.html(
        sentence(
            say(
                N_(
                    "At an event, what is heard is written on a phone, one thing at a time, or as the TOP 3 of small "
                    "groups. The page needs no sign-in: whoever has the link can add, and can read nothing."
                )
            )
        )
    )
    made = st.session_state.get(MADE)
    if made is not None and made[0] == activity.id:
        _made(made[1])
    open_ = spot.links(actor, activity.id)
    if open_:
        newest = at(open_[0].expires_at)
        forms = (N_("{n} link is open, until {time}."), N_("{n} links are open, the newest until {time}."))
        st.html(f"<p>{escape(say_n(*forms, len(open_), time=newest))}</p>")
        st.button(say(N_("Close the links")), key="spot-close", on_click=_close, args=(actor, activity))
    problem_at("spot-days")
    st.text_input(
        say(N_("The question that small groups discuss (optional). It is published beside their ideas.")),
        key="spot-question", max_chars=300,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="spot-new"):
        st.selectbox(
            say(N_("How long does the link work?")), list(spot.DAYS), key="spot-days", width=260,
            format_func=lambda days: say_n(N_("{n} day"), N_("{n} days"), days),
        )  # fmt: skip
        st.button(say(N_("Make a link")), key="spot-open", on_click=_open, args=(actor, activity))


def _made(token: str) -> None:
    """The address, shown now and never again, as text and to be read with a phone's camera."""
    link = address(token)
    with st.container(key="spot-made", border=True):
        st.html(sentence(say(N_("Copy the link now: it is not shown again."))))
        st.code(link, language=None, wrap_lines=True)
        picture = io.BytesIO()
        segno.make(link, error="m").save(picture, kind="png", scale=5, border=2)
        inside = base64.b64encode(picture.getvalue()).decode()  # not through /media/, which is open to everybody
        alt = escape(say(N_("The link as a QR code")), quote=True)
        st.html(f'<img src="data:image/png;base64,{escape(inside)}" alt="{alt}" width="220" height="220">')


def _open(actor: Actor, activity: Activity) -> None:
    try:
        token = spot.open_link(actor, activity.id, st.session_state["spot-days"], st.session_state["spot-question"])
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    st.session_state[MADE] = (activity.id, token)


def _close(actor: Actor, activity: Activity) -> None:
    spot.close_links(actor, activity.id)
    clear_problems()
    st.session_state.pop(MADE, None)
    done(say(N_("The links were closed. What has been written stays.")))
