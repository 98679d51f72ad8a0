"""Tuo asukkaiden vastaukset: which activity, which file, and what of it would be stored."""

from html import escape

import streamlit as st

from data import activities, decisions, imports, statements
from locales import N_
from ui import activity_form, file_report, spot_link, timeline, uploading
from ui.figures import channel, period
from ui.page_setup import (
    PAGES,
    clear_problems,
    decision_in_address,
    done,
    frame,
    notice,
    number_in_address,
    refusals,
    require,
)
from ui.words import plain, say, say_n, words
from ui.written import show

actor = require("preparer", "coordinator")
decision_id = decision_in_address()
with refusals():
    head, alternatives = decisions.head(actor, decision_id)
    known = {activity.id: activity for activity in activities.listing(actor, decision_id)}
    brought: dict[int, list[imports.Imported]] = {}
    for one in imports.listing(actor, decision_id):
        brought.setdefault(one.activity_id, []).append(one)
    recorded = len(statements.listing(actor, decision_id))
chosen = known.get(number_in_address("activity") or 0)
adding = chosen is None and (not known or "new" in st.query_params)
editing = chosen is not None and "edit" in st.query_params
query = {"decision": str(decision_id)}


def open_activity(id: int) -> None:
    clear_problems()
    for name in ("new", "edit"):
        st.query_params.pop(name, None)
    st.query_params["activity"] = str(id)


def edit_activity() -> None:
    clear_problems()
    st.session_state.pop("activity-edited", None)
    st.query_params["edit"] = "1"


def edited(id: int) -> None:
    done(say(N_("The activity was saved.")))
    open_activity(id)


def close(**place: str) -> None:
    """Back to the list, or to the form of a new activity; what was uploaded is dropped."""
    clear_problems()
    uploading.drop()
    st.query_params.pop("activity", None)
    st.query_params.update(place)


def added(id: int) -> None:
    done(say(N_("The activity was added. Next, bring in its file if there is one.")))
    open_activity(id)


held = uploading.held(chosen.id) if chosen else None
token = f"{chosen.id} {held.step}" if chosen and held else chosen.id if chosen else "new" if adding else "list"
title = say(N_("New activity")) if adding else say(N_("Bring in residents' input"))
token = "edit" if editing else token
frame(title, actor=actor, decision=head, token=token, up=[("tasks.py", say(N_("Task list")))])
notice()

if adding:
    if not known:
        st.markdown(say(N_("Residents have not been heard yet. First name the channel or event where they are heard.")))
    activity_form.new_activity(actor, decision_id, head.language, added)
    if known:
        st.button(say(N_("Back to the activities")), key="back", on_click=st.query_params.pop, args=("new", None))
elif chosen is not None and editing:
    st.header(say(N_("Edit the activity")), anchor=False)
    activity_form.edit_activity(actor, chosen, head.language, edited)
    st.button(say(N_("Leave it as it was")), key="back", on_click=open_activity, args=(chosen.id,))
elif chosen is None:
    uploading.drop()
    st.markdown(say(N_("Each channel stands on its own: its figures are never added to those of another.")))
    timeline.settled(actor, head)
    timeline.draw(head, list(known.values()))
    show(activity_form.together(list(known.values())))
    for activity in known.values():
        with st.container(key=f"activity-{activity.id}", border=True):
            name = words(activity.title)
            st.header(plain(name), anchor=False)
            facts = " · ".join(filter(None, (channel(activity.channel), period(activity.starts, activity.ends))))
            st.html(f'<p class="vp-small">{escape(facts)}</p>')
            files = brought.get(activity.id, [])
            if files:
                show(file_report.imported_lines(files))
            elif activity.channel == "statement" and recorded:
                st.markdown(say_n(N_("{n} statement is recorded."), N_("{n} statements are recorded."), recorded))
            else:
                st.markdown(say(N_("Nothing has been brought in yet.")))
            label = say(N_("Bring in a file: {activity}"), activity=name)
            st.button(plain(label), key=f"bring-{activity.id}", on_click=open_activity, args=(activity.id,))
    st.button(say(N_("New activity")), key="new", type="primary", on_click=close, kwargs={"new": "1"})
    with st.container(horizontal=True, key="onwards"):
        st.page_link(PAGES / "texts.py", label=say(N_("Review of texts")), query_params=query)
        st.page_link(PAGES / "themes.py", label=say(N_("Themes")), query_params=query)
        st.page_link(PAGES / "release.py", label=say(N_("Freeze the release")), query_params=query)
else:
    left, right = st.columns([2, 1], gap="large")
    with left:
        st.header(plain(words(chosen.title)), anchor=False)
        uploading.steps(uploading.scene(actor, head, alternatives, chosen, brought.get(chosen.id, [])), held)
        if held is None and all(one.adapter == "spot" for one in brought.get(chosen.id, [])):
            spot_link.draw(actor, chosen)
        st.button(say(N_("Back to the activities")), key="back", on_click=close)
    with right:
        st.header(say(N_("The activity")), anchor=False)
        with st.container(key="facts"):
            show(activity_form.facts(chosen))
        st.button(say(N_("Edit the activity")), key="edit", on_click=edit_activity)
        if brought.get(chosen.id):
            st.header(say(N_("Brought in before")), anchor=False)
            show(file_report.imported_lines(brought[chosen.id]))
            if any(one.adapter == "survey" for one in brought[chosen.id]):
                here = {**query, "activity": str(chosen.id)}
                beside = say(N_("Residents beside those who answered"))
                st.page_link(PAGES / "population.py", label=beside, query_params=here)
            st.page_link(PAGES / "texts.py", label=say(N_("Review of texts")), query_params=query)
            st.page_link(PAGES / "release.py", label=say(N_("Freeze the release")), query_params=query)
