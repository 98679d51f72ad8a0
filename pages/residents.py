"""Asukkaiden panos: what did each group say? Channels stand one after another and are never added together."""

import streamlit as st

from data import activities, decisions, releases, statements
from data.permissions import READERS
from locales import N_
from ui import activity_results, residents_said, timeline
from ui.page_setup import PAGES, decision_in_address, frame, number_in_address, refusals, require
from ui.words import say
from ui.written import sentence, show

actor = require(*sorted(READERS))
decision_id = decision_in_address()
with refusals():
    head, alternatives = decisions.head(actor, decision_id)
    release = releases.latest(actor, decision_id)
    given = statements.listing(actor, decision_id)
    held = activities.listing(actor, decision_id)

comments = number_in_address("comments") or 0
title, briefing = say(N_("What residents said")), say(N_("Briefing"))
frame(title, actor=actor, decision=head, token="residents", up=[("briefing.py", briefing)])

if held:
    st.html(sentence(timeline.answer(timeline.stages_of(head), held), "vp-strong"))
if release is None:
    st.html(sentence(say(N_("Nothing that residents have said about this decision has been published yet."))))
else:
    show(activity_results.overview(release))
    for activity in release.activities:
        if activity.unit != "statements":
            activity_results.draw(activity, [alternative.code for alternative in alternatives], comments)
    if release.themes:
        st.header(say(N_("Themes")), anchor=False)
        show(activity_results.themes(release))
if given:
    st.header(say(N_("Statements of the councils")), anchor=False)
    show(residents_said.statements(given, head))
if held:
    st.header(say(N_("When residents were heard")), anchor=False)
    timeline.draw(head, held)
if release is not None:
    st.header(say(N_("This release")), anchor=False)
    show(activity_results.identity(release))

query = {"decision": str(decision_id)}
with st.container(horizontal=True, key="onwards"):
    st.page_link(PAGES / "briefing.py", label=briefing, query_params=query)
    st.page_link(PAGES / "influence.py", label=say(N_("You said – we did – why")), query_params=query)
