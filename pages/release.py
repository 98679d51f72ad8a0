"""Jäädytä julkaisu: what will everybody see, what stays hidden and why, and the act of freezing."""

import streamlit as st

from data import decisions, releases, themes
from locales import N_
from ui import activity_results, release_preview
from ui.page_setup import PAGES, decision_in_address, frame, notice, number_in_address, refusals, require
from ui.words import say, words
from ui.written import sentence, show

actor = require("preparer", "coordinator")
decision_id = decision_in_address()
with refusals():
    head, alternatives = decisions.head(actor, decision_id)
    preview = releases.preview(actor, decision_id)
    latest = releases.latest(actor, decision_id)
    empty = [words(theme.title) for theme in themes.listing(actor, decision_id) if not theme.tied]

query = {"decision": str(decision_id)}
first = number_in_address("comments") or 0
up = [("tasks.py", say(N_("Task list"))), ("bring_in.py", say(N_("Bring in residents' input")))]
token = f"release {latest.number if latest else 0} {first}"
frame(say(N_("Freeze the release")), actor=actor, decision=head, token=token, up=up)
notice()

if latest is not None:
    changed = preview is not None and not release_preview.same_figures(preview.release, latest)
    release_preview.frozen(latest, changed=changed)
    st.page_link(PAGES / "residents.py", label=say(N_("What residents said")), query_params=query)
if preview is None:
    st.info(say(N_("Nothing has been brought in yet, so there is nothing to freeze.")))
    st.page_link(PAGES / "bring_in.py", label=say(N_("Bring in residents' input")), query_params=query)
    st.stop()

release_preview.warnings(preview, empty)
if preview.unread or preview.waiting:
    st.page_link(PAGES / "texts.py", label=say(N_("Review of texts")), query_params=query)
st.header(say(N_("What everybody will see")), anchor=False)
show(activity_results.overview(preview.release))
for activity in preview.release.activities:
    activity_results.draw(activity, [alternative.code for alternative in alternatives], first)
st.header(say(N_("Themes")), anchor=False)
if preview.release.themes:
    show(activity_results.themes(preview.release))
else:
    st.html(sentence(say(N_("No text is tied to a theme yet."))))
    st.page_link(PAGES / "themes.py", label=say(N_("Themes")), query_params=query)
release_preview.hidden(preview)
release_preview.freezing(actor, decision_id, preview, latest)
