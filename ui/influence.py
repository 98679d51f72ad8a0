"""The top of "Sanoitte – teimme – miksi": how many are answered, and links that pick out one kind of answer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from locales import N_
from participation import replies
from ui import cards
from ui.cards import Card
from ui.words import say, say_n
from ui.written import show


def summary(themes: Sequence[Card], council: Sequence[Card]) -> str:
    """ "8 teemaan 10:stä on vastattu. 2 lausuntoon 3:sta on vastattu.": never added together."""
    said = []
    if themes:
        found = replies.progress([card.draft for card in themes])
        said.append(_themes(found))
    if council:
        found = replies.progress([card.draft for card in council])
        text = (
            N_("{done} of {n} council statement has an answer."),
            N_("{done} of {n} council statements have an answer."),
        )
        said.append(say_n(*text, found.all, done=found.answered))
    return " ".join(said)


def _themes(found: replies.Progress) -> str:
    text = N_("{done} of {n} theme has an answer."), N_("{done} of {n} themes have an answer.")
    return say_n(*text, found.all, done=found.answered)


def filters(every: Sequence[Card], wanted: str) -> None:
    """How many of each kind, each a link that shows only those; all look the same."""
    found = replies.progress([card.draft for card in every]).by_status
    with st.container(horizontal=True, key="status-filters", gap="small", vertical_alignment="center"):
        _filter("all", say(N_("All: {n}"), n=len(every)))
        for status, n in found:
            _filter(status, say(N_("{status}: {n}"), status=cards.status_word(status), n=n))
    show(showing(every, wanted))


def _filter(status: str, label: str) -> None:
    # One kind of button for the chosen and the others: another kind would be another element, and focus would be lost.
    st.button(label, key=f"filter-{status.replace('_', '-')}", type="tertiary", on_click=_choose, args=(status,))


def showing(every: Sequence[Card], wanted: str) -> str:
    """Which cards are below, in words; the style sheet marks the chosen link by `data-now`."""
    n = sum(card.status == wanted for card in every)
    text = (
        say(N_("All {n} are shown."), n=len(every))
        if wanted == "all"
        else say(N_("{n} of {all} are shown: {status}."), n=n, all=len(every), status=cards.status_word(wanted))
    )
    return f'<p class="vp-inf-showing" role="status" data-now="{escape(wanted)}">{escape(text)}</p>'


def _choose(status: str) -> None:
    if status == "all":
        st.query_params.pop("status", None)
    else:
        st.query_params["status"] = status
