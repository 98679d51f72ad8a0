"""Vaikutusten kirjaus: how does this alternative affect this area, or one group in it?"""

import streamlit as st

from assessment.wording import Wording
from data import matters
from data.permissions import STAFF
from locales import N_
from ui import matrix
from ui.page_setup import choice_in_address, decision_in_address, frame, not_found, refusals, require, save_line
from ui.words import language, say

actor = require(*sorted(STAFF))
with refusals():
    matter = matters.read(actor, decision_in_address())
case = matter.case(choice_in_address("instrument", tuple(matter.cases), "eva"))
section = case.template.matrix() if case else None
if case is None or section is None or section not in case.sections:
    not_found()

rows = {row.id: row for row in case.rows(section)}
asked = ":".join(filter(None, (st.query_params.get("area", ""), st.query_params.get("group", ""))))
row = rows.get(asked)
code = choice_in_address("alternative", case.codes, "VE0")
title = section.title.text(language()) if row is None else Wording(matter, language()).row(row.id)
token = f"{row.id}-{code}" if row else "all"
frame(title, actor=actor, decision=matter.head, token=token, up=[("tasks.py", say(N_("Task list")))])
save_line()
if row is None:
    matrix.overview(matter, case, section)
else:
    left, right = st.columns([2, 1], gap="large")
    with left:
        matrix.cell(actor, matter, case, section, row, code)
    with right:
        matrix.aside(actor, matter, case, section, row, code)
