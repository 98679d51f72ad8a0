"""Kahden päätöksen vertailu: what do this decision and another one mean for the same group?"""

import streamlit as st

from assessment import for_group
from data import briefings, decisions
from data.permissions import READERS
from locales import N_
from ui import comparing
from ui.page_setup import decision_in_address, frame, newest_briefing, notice, number_in_address, refusals, require
from ui.words import say
from ui.written import sentence, show

actor = require(*sorted(READERS))
decision_id = decision_in_address()
with refusals():
    head, _ = decisions.head(actor, decision_id)
    issues = [issue for issue in briefings.issues(actor) if issue.decision_id != decision_id]
one = newest_briefing(actor, decision_id)

frame(
    say(N_("Compare two decisions")), actor=actor, decision=head, token="compare",
    up=[("briefing.py", say(N_("Briefing")))],
)  # fmt: skip
notice()
if one is None or not issues:
    show(sentence(say(N_("Two published briefings are needed for a comparison."))))
    st.stop()

asked = number_in_address(comparing.OTHER)
other_id = asked if asked in {issue.decision_id for issue in issues} else None
left, right = st.columns(2, gap="small")
with left:
    comparing.choose_decision(issues, other_id)
both = [one]
if other_id is not None:
    other = newest_briefing(actor, other_id)
    if other is not None:
        both.append(other)
groups = {name: texts for each in both for name, texts in for_group.groups(each.briefing).items()}
group = st.query_params.get(comparing.GROUP)
with right:
    comparing.choose_group(groups, group)
if other_id is None or group not in groups:
    show(sentence(say(N_("Choose another decision and a group. Groups are those that the assessments name."))))
    st.stop()
show(sentence(say(N_("The decisions are told apart: their effects are not added together."))))
for each in both:
    comparing.draw(each, group)
