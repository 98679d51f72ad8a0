"""Päättäjän sivu: what is decided, what differs, what did residents say? The order is the same for every decision."""

import streamlit as st

from assessment.briefing import Briefing
from data import briefings, decisions, requests, responses
from data.permissions import ASKERS, READERS, STAFF
from locales import N_
from ui import asking, assessment_made, children_section, effects_table, guide, own_reading, residents_said
from ui import briefing_sections as sections
from ui.page_setup import (
    PAGES,
    choice_in_address,
    decision_in_address,
    draft_watermark,
    frame,
    newest_briefing,
    notice,
    refusals,
    require,
)
from ui.words import at, say, words
from ui.written import show

actor = require(*sorted(READERS))
decision_id = decision_in_address()
with refusals():
    head, _ = decisions.head(actor, decision_id)


def show_version(version: str | None) -> None:
    """The choice goes into the address, so that it can be shared and taken back."""
    st.query_params.pop("version", None)
    if version:
        st.query_params["version"] = version


published = newest_briefing(actor, decision_id)
briefings_exist = published is not None
if actor.role in STAFF and choice_in_address("version", ("draft",), "") == "draft":
    published = None
briefing: Briefing | None = None
if published is not None:
    briefing = published.briefing
elif actor.role in STAFF:
    briefing = briefings.preview(actor, decision_id)
title = say(N_("Briefing"))
areas = choice_in_address("areas", ("differing", "all"), "")

if briefing is None:
    frame(title, actor=actor, decision=head, token="briefing", wide_title=words(head.title))
    reason = briefings.no_assessment(actor, decision_id)
    if reason is None:
        st.markdown(say(N_("The briefing has not been published yet. It appears here when the assessment is signed.")))
    else:
        st.markdown(say(N_("No impact assessment is made of this matter. The recorded reason:")))
        st.text(reason)
    residents_said.links(decision_id)
    asking.link(actor, decision_id)
    st.stop()

frame(title, actor=actor, decision=head, token="briefing", wide_title=words(briefing.title))
notice()
if actor.role in STAFF and briefings_exist:
    other = say(N_("Show the draft")) if published else say(N_("Show the published version"))
    st.button(other, key="version", on_click=show_version, args=(None if published is None else "draft",))
if published is None:
    draft_watermark()
elif not published.intact:
    show(sections.not_intact())

# ------------------------------------------------------------------ the first screen

edition = say(N_("version {n}, published {when}"), n=published.edition, when=at(published.at)) if published else None
if actor.role in ASKERS:
    own_reading.opened(actor, decision_id)
st.html(f'<div class="vp-briefing">{sections.duties_not_done(briefing)}</div>')
left, right = st.columns([2, 1], gap="small")
with left, st.container(key="first-screen"):
    show(sections.document_line(briefing, edition) + sections.language_note(briefing))
    st.header(say(N_("What is decided")), anchor=False)
    show(sections.what_is_decided(briefing) + sections.no_assessment(briefing))
    st.header(say(N_("Alternatives")), anchor=False)
    show(sections.alternatives(briefing))
    st.header(say(N_("Most important differences")), anchor=False)
    show(sections.key_differences(briefing))
with right, st.container(key="residents-box"):
    st.header(say(N_("What residents said")), anchor=False)
    residents_said.box(briefing)
    residents_said.links(decision_id)


# ------------------------------------------------------------------ the second screen

if actor.role in ASKERS:
    guide.short(actor)
show(sections.contents())


def section(place: sections.Place, *parts: str) -> None:
    """A section with its heading and pieces."""
    st.header(sections.heading(place), anchor=False)
    show(sections.target(place) + "".join(parts))


part = sections.part
about = effects_table.Told(briefing.alternatives, briefing.language, briefing.sources, briefing.release)
section("effects", effects_table.body(briefing.effects, about, areas))
effects_table.buttons(briefing.effects, areas)
if published is not None:
    st.page_link(
        PAGES / "compare.py",
        label=say(N_("Compare with another decision")),
        query_params={"decision": str(decision_id)},
    )
section("children", children_section.children(briefing, about))
section(
    "economy",
    sections.costs(briefing.alternatives),
    part(say(N_("Effects on the economy")), sections.economic_effects(briefing)),
)
section(
    "proposal",
    sections.proposal(briefing),
    part(say(N_("Why this is decided")), sections.background(briefing)),
    sections.one_by_one(briefing),
)
section(
    "harm",
    sections.mitigation(briefing),
    part(say(N_("Groups that the proposal harms in several ways")), sections.burden(briefing)),
    part(say(N_("Harm that is accepted")), sections.accepted_harm(briefing)),
    sections.follow_up(briefing),
)
section("not-known", sections.not_known(briefing))
with refusals():
    answers = responses.listing(actor, decision_id)
    asked = requests.listing(actor, decision_id)
section("statements", sections.statements(briefing, answers))
section("asked", asking.listed(asked))
asking.link(actor, decision_id)
section(
    "made",
    assessment_made.made(briefing),
    part(say(N_("Warnings")), assessment_made.warnings(briefing)),
    part(say(N_("Duties")), assessment_made.duties(briefing)),
    part(say(N_("Sources")), assessment_made.sources(briefing)),
    part(say(N_("Version")), assessment_made.identity(briefing, published)),
    part(say(N_("Download this briefing")), assessment_made.files(briefing, published)),
)
st.page_link(PAGES / "verify.py", label=say(N_("Is this the published version?")))
if actor.role in ASKERS:
    st.header(say(N_("Before you decide")), anchor=False)
    show(guide.checks())
    own_reading.own(actor, decision_id)
