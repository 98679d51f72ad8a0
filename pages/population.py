"""Väestö vertailuksi: how many residents are there in each group of those who answered?"""

import streamlit as st

from data import activities, decisions, population
from locales import N_
from ui import populating
from ui.page_setup import PAGES, decision_in_address, done, frame, notice, number_in_address, refusals, require
from ui.words import plain, say, words
from ui.written import sentence, show

actor = require("preparer", "coordinator")
decision_id = decision_in_address()
with refusals():
    head, _ = decisions.head(actor, decision_id)
    known = {activity.id: activity for activity in activities.listing(actor, decision_id)}
    asked_for = number_in_address("activity") or 0
    wanted = {asked_for: known[asked_for]} if asked_for in known else known
    beside = {id: population.beside(actor, id) for id in wanted}
surveys = {id: (known[id], found) for id, found in beside.items() if found.asked is not None}
activity, compared = surveys.get(asked_for, (None, None))
held = populating.held(activity.id) if activity else None
query = {"decision": str(decision_id)}


def take_away(id: int) -> None:
    population.take_away(actor, id)
    done(say(N_("The numbers of residents were taken away.")))


up = [("tasks.py", say(N_("Task list"))), ("bring_in.py", say(N_("Bring in residents' input")))]
title = say(N_("Residents beside those who answered"))
frame(title, actor=actor, decision=head, token=f"{activity.id if activity else 0} {held is not None}", up=up)
notice()
with st.container(width=760, key="population-page"):
    if not surveys:
        st.info(say(N_("Only a survey that asks its respondents who they are can be compared with the population.")))
    elif activity is None or compared is None or compared.asked is None:
        populating.surveys(surveys, query)
    else:
        st.header(plain(words(activity.title)), anchor=False)
        groups = ", ".join(compared.asked.values)
        st.html(sentence(say(N_("Groups of “{name}”: {groups}."), name=compared.asked.name, groups=groups)))
        if held is not None:
            populating.match(actor, compared.asked, held)
            st.button(say(N_("Choose another table")), key="another", on_click=populating.drop)
        else:
            if compared.given is not None:
                show(populating.given(compared))
                if compared.missing:
                    missing = ", ".join(compared.missing)
                    st.warning(plain(say(N_("These groups have no number of residents: {groups}."), groups=missing)))
                st.button(say(N_("Take the numbers away")), key="take-away", on_click=take_away, args=(activity.id,))
            populating.choose_file(activity)
with st.container(horizontal=True, key="onwards"):
    if activity is not None:
        back = {**query, "activity": str(activity.id)}
        st.page_link(PAGES / "bring_in.py", label=say(N_("Back to the activity")), query_params=back)
    st.page_link(PAGES / "release.py", label=say(N_("Freeze the release")), query_params=query)
