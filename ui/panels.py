"""What stands beside a section, read-only: cumulative burden, and what residents said."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessment.matter import Matter
from assessment.templates.model import Section
from data import followup, releases
from data.permissions import Actor
from locales import N_
from ui.page_setup import PAGES
from ui.words import language, plain, say, say_n, words


def draw(actor: Actor, matter: Matter, section: Section) -> None:
    if section.panel == "cumulative_burden":
        _burden(matter)
        _elsewhere(actor, matter)
    elif section.panel == "aggregated_input":
        _input(actor, matter)


def _burden(matter: Matter) -> None:
    st.subheader(say(N_("Groups with several negative effects")), anchor=False)
    library = matter.instruments.library
    rows = [(library.group(g).text(language()), n) for g, n in matter.eva.burden.items() if n >= 2]
    if not rows:
        text = N_("No group has more than one negative effect in the proposed alternative.")
        if matter.eva.proposal is None:
            text = N_("Choose the proposed alternative first; then the groups are counted.")
        st.markdown(say(text))
        return
    lines = (
        f"<li>{escape(name)}: {escape(say_n(N_('{n} negative effect'), N_('{n} negative effects'), n))}</li>"
        for name, n in rows
    )
    st.html(f"<ul>{''.join(lines)}</ul>")


def _elsewhere(actor: Actor, matter: Matter) -> None:
    """The same groups in other decisions of the council term: counts and links, never a sum."""
    st.subheader(say(N_("The same groups in other decisions of this council term")), anchor=False)
    found = followup.burden(actor, matter.head.id)
    if not found:
        st.markdown(say(N_("No other signed assessment harms these groups.")))
    library = matter.instruments.library
    for group in dict.fromkeys(harm.group for harm in found):
        st.markdown(f"**{plain(library.group(group).text(language()))}**")
        for harm in (one for one in found if one.group == group):
            effects = say_n(N_("{n} negative effect"), N_("{n} negative effects"), harm.effects)
            label = plain(f"{words(harm.title)}: {effects}")
            st.page_link(PAGES / "briefing.py", label=label, query_params={"decision": str(harm.decision_id)})


def _input(actor: Actor, matter: Matter) -> None:
    st.subheader(say(N_("What residents said")), anchor=False)
    release = releases.latest(actor, matter.head.id)
    query = {"decision": str(matter.head.id)}
    if release is None:
        st.markdown(say(N_("No release has been frozen yet.")))
        st.page_link(PAGES / "bring_in.py", label=say(N_("Bring in residents' input")), query_params=query)
        return
    themes = "".join(f"<li>{escape(words(theme.title))}</li>" for theme in release.themes)
    st.html(f"<ul>{themes}</ul>")
    st.page_link(PAGES / "residents.py", label=say(N_("See the whole summary")), query_params=query)
