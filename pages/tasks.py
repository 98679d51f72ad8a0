"""Asian tehtävälista: what is done, what is left, who waits for whom."""

import streamlit as st

from data import assessments, assignments, audit, matters
from data.permissions import STAFF
from locales import N_
from ui import instruments, sidebits, tasklist
from ui.page_setup import decision_in_address, frame, notice, refusals, require
from ui.words import say, words

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
    changes = audit.recent(actor, matter.head.id)
names = {
    (template, section): name
    for template in matter.cases
    for section, (_, name) in assignments.listing(actor, matter.stored[template].id).items()
}

frame(say(N_("Task list")), actor=actor, decision=matter.head, token="tasks", wide_title=words(matter.head.title))
notice()
done = sum(task.status == "done" for task in matter.tasks)
st.markdown(say(N_("{done}/{all} tasks ready"), done=done, all=len(matter.tasks)))
left, right = st.columns([2, 1], gap="large")
with left:
    tasklist.draw(matter, locked=matter.stored["eva"].state in assessments.LOCKED, names=names)
with right:
    sidebits.about(actor, matter)
    instruments.draw(actor, matter)
    sidebits.recent(matter, changes)
