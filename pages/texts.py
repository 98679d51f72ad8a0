"""Vapaan tekstin tarkistus: may this text be shown, and which themes does it belong to?"""

from html import escape

import streamlit as st

from data import activities, decisions, texts, themes
from locales import N_
from ui import text_review
from ui.page_setup import (
    PAGES,
    choice_in_address,
    decision_in_address,
    frame,
    notice,
    number_in_address,
    refusals,
    require,
)
from ui.text_review import FILTERS, Desk
from ui.words import say, words

LIST_SIZE = 20

actor = require("preparer", "coordinator")
decision_id = decision_in_address()
mode = choice_in_address("mode", ("one", "list"), "one")
show = choice_in_address("show", tuple(FILTERS), "all" if mode == "list" else "unread")
size = LIST_SIZE if mode == "list" else 1
at = number_in_address("at") or 0
with refusals():
    head, _ = decisions.head(actor, decision_id)
    named = {theme.id: words(theme.title) for theme in themes.listing(actor, decision_id)}
    places = {activity.id: words(activity.title) for activity in activities.listing(actor, decision_id)}

    def read(skip: int) -> texts.Queue:
        wanted = {"unread_only": show != "all", "flagged_only": show == "flagged"}
        return texts.queue(actor, decision_id, skip=skip, limit=size + 1, **wanted)

    queue = read(at)
    if not queue.texts and at:
        at, queue = 0, read(0)  # others have read the rest meanwhile

found, more = queue.texts[:size], len(queue.texts) > size
desk = Desk(actor, decision_id, named, show, at, head.language, queue.two_readers)
token = f"{mode} {show} {found[0].id if found else 'none'}"
up = [("tasks.py", say(N_("Task list"))), ("bring_in.py", say(N_("Bring in residents' input")))]
frame(say(N_("Review of texts")), actor=actor, decision=head, token=token, up=up)
notice()
if not queue.total:
    st.info(say(N_("No texts have been brought in yet.")))
    st.page_link(PAGES / "bring_in.py", label=say(N_("Bring in residents' input")), query_params=desk.query)
    st.stop()

if found:
    st.html(f'<p class="vp-counter">{escape(text_review.left(queue))}</p>')
text_review.last_verdict(desk)
if mode == "list":
    text_review.filters(desk, mode)
if not found:
    st.success(text_review.nothing_left(queue))
elif mode == "list":
    text_review.text_list(desk, found, places if len(places) > 1 else {})
else:
    text_review.one_text(desk, found[0], places.get(found[0].activity_id, ""))
text_review.steps(at, size, more)
if mode == "one":
    text_review.filters(desk, mode)
text_review.ways(desk, queue, mode)
with st.container(horizontal=True, key="onwards"):
    st.page_link(PAGES / "themes.py", label=say(N_("Themes")), query_params=desk.query)
    st.page_link(PAGES / "release.py", label=say(N_("Freeze the release")), query_params=desk.query)
    st.page_link(PAGES / "erasure.py", label=say(N_("Erase words on request")), query_params=desk.query)
