"""Muutosloki ja aitous: has anything been changed, and does the log hold?"""

from html import escape

import streamlit as st

from data import audit, decisions
from locales import N_
from ui.acts import ACTS
from ui.page_setup import decision_in_address, frame, refusals, require, role_name
from ui.words import at, say, say_n

actor = require("reviewer", "signer", "admin")
with refusals():
    head, _ = decisions.head(actor, decision_in_address())
    trail = audit.trail(actor, head.id)

up = [("tasks.py", say(N_("Task list")))]
frame(say(N_("Changes and authenticity")), actor=actor, decision=head, token="trail", up=up)
if trail.broken is None:
    st.success(
        say_n(N_("The log holds: {n} row was checked."), N_("The log holds: {n} rows were checked."), trail.length)
    )
else:
    st.error(say(N_("The log does not hold from row {n} on. Tell the administrator at once."), n=trail.broken))
st.markdown(say(N_("Every act leaves one row that names the row before it. The rows hold no texts.")))
columns = (N_("Row"), N_("When"), N_("Role"), N_("What was done"), N_("Object"))
head_row = "".join(f'<th scope="col">{escape(say(name))}</th>' for name in columns)
rows = "".join(
    f'<tr><th scope="row">{entry.seq}</th><td>{escape(at(entry.at))}</td><td>{escape(role_name(entry.role))}</td>'
    f"<td>{escape(say(ACTS.get(entry.verb, entry.verb)))}</td><td><code>{escape(entry.object or '')}</code></td></tr>"
    for entry in trail.entries
)
caption = escape(say(N_("The latest acts on this decision")))
st.html(
    f'<div class="vp-scroll" tabindex="0" role="region" aria-label="{caption}"><table class="vp-plain">'
    f"<caption>{caption}</caption><thead><tr>{head_row}</tr></thead><tbody>{rows}</tbody></table></div>"
)
