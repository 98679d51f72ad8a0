"""Sanoitte – teimme – miksi: what happened to what we said?"""

from html import escape

import streamlit as st

from data import decisions, releases, responses, statements
from data.permissions import COUNCILS, READERS, STAFF
from locales import N_
from ui import cards, influence, replying, statement_form
from ui.page_setup import PAGES, choice_in_address, decision_in_address, frame, notice, refusals, require
from ui.words import say, words
from ui.written import show

actor = require(*sorted(READERS))
with refusals():
    head, _ = decisions.head(actor, decision_in_address())
    release = releases.latest(actor, head.id)
    said = statements.listing(actor, head.id)
    answers = responses.published(actor, head.id)

themes, council = cards.cards_of(release, said, answers, head)
every = [*themes, *council]
wanted = choice_in_address("status", [card.status for card in every], "all")
own_replies = sum(r.rev for card in every if card.answer for r in card.answer.replies if r.council == actor.role)

up = [("tasks.py", say(N_("Task list")))] if actor.role in STAFF else [("briefing.py", say(N_("Briefing")))]
token = f"influence|{own_replies}|{len(said)}"
frame(say(N_("What we did with what you said")), actor=actor, decision=head, token=token, up=up)
notice()
st.text(words(head.title))
query = {"decision": str(head.id)}

if actor.role in COUNCILS and head.decided_on is None and all(s.council != actor.role for s in said):
    st.markdown(say(N_("Your council has not given a statement on this matter yet.")))
    if statement_form.toggle("statement-open", say(N_("Give the council's statement"))):
        statement_form.draw(actor, head.id, [actor.role])

if not every:
    text = N_(
        "Nothing to answer yet: the residents' input has not been published and no council has given a statement."
    )
    st.markdown(say(text))
    if actor.role in STAFF:
        st.page_link(PAGES / "release.py", label=say(N_("Freeze the release")), query_params=query)
else:
    st.html(f'<p class="vp-inf-summary">{escape(influence.summary(themes, council))}</p>')
    influence.filters(every, wanted)

blocks = [(say(N_("Residents' themes")), themes), (say(N_("Statements of councils")), council)]
for heading, found in reversed(blocks) if actor.role in COUNCILS else blocks:
    shown = [card for card in found if wanted in ("all", card.status)]
    if not shown:
        continue
    st.header(heading, anchor=False)
    for card in shown:
        with st.container(key=f"answer-card-{card.key}"):
            show(cards.card_html(card, head, release))
            if replying.may(actor, card):
                replying.draw(actor, card)

if release is not None:
    st.page_link(PAGES / "residents.py", label=say(N_("See everything that residents said")), query_params=query)
if actor.role in STAFF:
    st.page_link(PAGES / "responses.py", label=say(N_("Answers to themes")), query_params=query)
