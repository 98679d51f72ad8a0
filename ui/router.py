"""The script of every session: register every page for everyone, then run one.

It does not lie beside pages/, or Streamlit would run a deep link without it.
"""

import streamlit as st

from locales import N_
from ui.entrance import entrance
from ui.page_setup import PAGES, clear_problems, current_actor
from ui.words import say

st.set_page_config(page_title="Vaikutuspolku", layout="wide")

OPEN = {
    "decisions.py": ("decisions", N_("Decisions")),
    "guide.py": ("guide", N_("Guide")),
}
# Opened with ?decision=…, so not in the menu.
INSIDE = {
    "new_decision.py": ("new", N_("New decision")),
    "agenda.py": ("agenda", N_("Matters of agendas")),
    "screening.py": ("screening", N_("Is an assessment needed?")),
    "tasks.py": ("tasks", N_("Task list")),
    "section.py": ("section", N_("Questions")),
    "effects.py": ("effects", N_("Effects")),
    "participation.py": ("participation", N_("Early participation")),
    "bring_in.py": ("import", N_("Bring in residents' input")),
    "population.py": ("population", N_("Residents beside those who answered")),
    "texts.py": ("texts", N_("Review of texts")),
    "erasure.py": ("erasure", N_("Erase words on request")),
    "retention.py": ("retention", N_("How long residents' input is kept")),
    "themes.py": ("themes", N_("Themes")),
    "release.py": ("release", N_("Freeze the release")),
    "responses.py": ("responses", N_("Answers to themes")),
    "check.py": ("check", N_("Check and send")),
    "evidence.py": ("evidence", N_("Sources")),
    "differences.py": ("differences", N_("What changed")),
    "documents.py": ("documents", N_("Documents")),
    "upgrade.py": ("upgrade", N_("Newer version of the instrument")),
    "follow_up.py": ("follow-up", N_("What happened")),
    "calibration.py": ("calibration", N_("How often were we right?")),
    "briefing.py": ("briefing", N_("Briefing")),
    "compare.py": ("compare", N_("Compare two decisions")),
    "requests.py": ("requests", N_("Ask for more")),
    "residents.py": ("residents", N_("What residents said")),
    "influence.py": ("influence", N_("You said – we did – why")),
    "verify.py": ("verify", N_("Is this the published version?")),
    "trail.py": ("trail", N_("Changes and authenticity")),
}

pages = [st.Page(PAGES / "desk.py", title=say(N_("My desk")), default=True)]
pages += [st.Page(PAGES / file, title=say(title), url_path=path) for file, (path, title) in OPEN.items()]
pages += [
    st.Page(PAGES / file, title=say(title), url_path=path, visibility="hidden")
    for file, (path, title) in INSIDE.items()
]
page = st.navigation(pages, position="top")
if st.session_state.get("page-shown") != page.url_path:
    clear_problems()  # what was wrong on one page is not told on the next
    st.session_state["page-shown"] = page.url_path

if current_actor() is None:
    entrance()  # every page stays registered, so the address survives the sign-in
else:
    page.run()
