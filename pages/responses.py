"""Vastaukset teemoihin ja lausuntoihin: written one at a time, approved by another role, published."""

import streamlit as st

from data import decisions, releases, responses, statements
from data.permissions import STAFF
from data.statements import COUNCIL_CODES
from locales import N_
from participation import replies
from ui import answer_list, cards, responding, statement_form
from ui.page_setup import PAGES, decision_in_address, frame, not_found, notice, refusals, require, save_line
from ui.words import say, words
from ui.written import show

actor = require(*sorted(STAFF))
with refusals():
    head, _ = decisions.head(actor, decision_in_address())
    release = releases.latest(actor, head.id)
    said = statements.listing(actor, head.id)
    answers = responses.listing(actor, head.id)

themes, council = cards.cards_of(release, said, answers, head)
every = [*themes, *council]
chosen = answer_list.chosen(every)
if chosen is None and answer_list.asked_for():
    not_found()
up = [("tasks.py", say(N_("Task list")))]
query = {"decision": str(head.id)}


def overview() -> None:
    frame(say(N_("Answers to themes")), actor=actor, decision=head, token=f"list|{len(said)}", up=up)
    notice()
    st.text(words(head.title))
    answer_list.progress(every)
    if release is None:
        st.markdown(say(N_("Themes are answered when the release of residents' input has been frozen.")))
        st.page_link(PAGES / "release.py", label=say(N_("Freeze the release")), query_params=query)
    answer_list.draw(actor, themes, say(N_("Themes")))
    answer_list.draw(actor, council, say(N_("Statements of councils")))
    if not council:
        st.header(say(N_("Statements of councils")), anchor=False)
        st.markdown(say(N_("No council has given a statement yet.")))
    may_record = actor.role in responding.WRITERS
    if may_record and statement_form.toggle("statement-open", say(N_("Record a council's statement"))):
        statement_form.draw(actor, head.id, COUNCIL_CODES)
    st.page_link(PAGES / "influence.py", label=say(N_("You said – we did – why")), query_params=query)


def one(card: cards.Card) -> None:
    desk = responding.Desk(actor, head, card)
    answer = card.answer
    state = answer.state if answer else "none"
    writable = actor.role in responding.WRITERS
    editing = writable and (
        answer is None or answer.state == "draft" or (answer.state == "approved" and "edit" in st.query_params)
    )
    frame(
        say(N_("Answers to themes")), actor=actor, decision=head, up=up, wide_title=answer_list.heading(card),
        token=f"{card.key}|{'editing' if editing else state}|{answer.version if answer else 1}",
    )  # fmt: skip
    notice()
    st.text(words(head.title))
    answer_list.way_back()
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.header(say(N_("What was said")), anchor=False)
        st.html(f'<div class="vp-inf-said">{cards.said(card, head, release, quotes=True)}</div>')
        answer_list.brief(every, card)
    with right:
        st.header(say(N_("Our answer")), anchor=False)
        st.text(responding.stands(answer))
        if editing and answer is not None and answer.version > 1:
            st.html(f'<div class="vp-inf-card">{cards.correction(answer, head)}</div>')
        if editing:
            save_line()
            responding.editor(desk)
        elif answer is None:
            st.markdown(say(N_("The answer has not been begun.")))
        else:
            responding.as_readers_see(desk)
            if answer.state == "draft":
                show(responding.missing_html(answer.draft))
        responding.acts(desk, editing=editing)
        answer_list.steps(every, *replies.neighbours([c.key for c in every], card.key))


if chosen is None:
    overview()
else:
    one(chosen)
