"""Kysy lisää: a councillor or a council asks those who prepare, who answer in the open."""

import streamlit as st

from assessment.asking import wordings
from data import briefings, decisions, requests
from data.permissions import ASKERS, READERS, STAFF, NotFound
from locales import N_
from ui import asking
from ui.page_setup import PAGES, decision_in_address, frame, notice, refusals, require
from ui.words import say

actor = require(*sorted(READERS))
decision_id = decision_in_address()
with refusals():
    head, _ = decisions.head(actor, decision_id)
    found = requests.listing(actor, decision_id)


def ready() -> tuple[asking.Wording, ...]:
    """Wordings from what the newest published briefing leaves open; none before there is one."""
    try:
        published = briefings.published(actor, decision_id)
    except NotFound:
        return ()
    return wordings(published.briefing) if published else ()


up = [("tasks.py", say(N_("Task list")))] if actor.role in STAFF else []
answered = sum(len(one.answers) for one in found)
frame(
    say(N_("Ask for more")), actor=actor, decision=head, token=f"requests-{len(found)}-{answered}",
    up=[*up, ("briefing.py", say(N_("Briefing")))],
)  # fmt: skip
notice()
if actor.role in ASKERS:
    asking.form(actor, decision_id, ready())
st.header(say(N_("What has been asked of the preparers")), anchor=False)
if found:
    asking.threads(actor, found)
else:
    st.markdown(say(N_("Nothing has been asked yet.")))
st.page_link(PAGES / "briefing.py", label=say(N_("Back to the briefing")), query_params={"decision": str(decision_id)})
