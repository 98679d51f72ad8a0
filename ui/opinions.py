"""The child rights contact's and the councils' opinions on the assessment, or why they were not asked."""

from __future__ import annotations

import streamlit as st

from assessment.matter import Matter
from data import opinions
from data.assessments import LOCKED
from data.permissions import Actor
from data.refusals import Conflict, Refused
from locales import N_, Message
from ui.page_setup import PAGES, clear_problems, done, fail, problem_at, role_name
from ui.words import at, language, plain, say

WRITERS = ("preparer", "coordinator", "reviewer")


def draw(actor: Actor, matter: Matter) -> None:
    """Each post and council whose opinion must be on record before signing."""
    if not matter.opinions_asked:
        return
    st.header(say(N_("Opinions on the assessment")), anchor=False)
    names = matter.instruments.library.lists["opinions"]
    for who in matter.opinions_asked:
        with st.container(border=True, key=f"opinion-{who.replace('_', '-')}"):
            st.subheader(plain(names[who].text(language())), anchor=False)
            _one(actor, matter, who)


def _one(actor: Actor, matter: Matter, who: str) -> None:
    found = matter.opinions.get(who)
    if found is None and who in matter.input.councils:
        st.markdown(say(N_("Its statement on the matter is on record.")))
        query = {"decision": str(matter.head.id)}
        st.page_link(PAGES / "responses.py", label=say(N_("See the statement")), query_params=query)
    elif found is None:
        st.markdown(say(N_("Missing: record the opinion, or why it was not asked.")))
    else:
        st.caption(plain(f"{role_name(found.by_role)}, {at(found.at)}"))
        if found.not_asked:
            st.markdown(f"**{say(N_('Not asked:'))}**")
        st.text(found.body or found.not_asked)
    if actor.role in WRITERS and matter.stored["eva"].state not in LOCKED:
        key = f"opinion-{who}"
        problem_at(key)
        with st.popover(say(N_("Record an opinion")) if found is None else say(N_("Change"))):
            st.radio(
                say(N_("Was it asked?")), options=["asked", "not_asked"], key=f"{key}-asked", index=0,
                format_func=lambda v: say(N_("Yes, it gave an opinion")) if v == "asked" else say(N_("No")),
            )  # fmt: skip
            st.text_area(say(N_("The opinion, or why it was not asked")), key=f"{key}-text", height=120)
            st.button(
                say(N_("Save the opinion")), key=f"{key}-save", on_click=_save,
                args=(actor, matter.head.id, who, found.rev if found else 0),
            )  # fmt: skip


def _save(actor: Actor, decision_id: int, who: str, seen: int) -> None:
    state, key = st.session_state, f"opinion-{who}"
    text = state.get(f"{key}-text", "")
    given = {"body": text} if state.get(f"{key}-asked") == "asked" else {"not_asked": text}
    try:
        opinions.record(actor, decision_id, who, seen=seen, **given)
    except Refused as refused:
        fail(refused.problems)
        return
    except Conflict:
        fail([(key, Message(N_("Somebody else has changed this meanwhile. Look at it again.")))])
        return
    clear_problems()
    done(say(N_("The opinion is on record.")))
