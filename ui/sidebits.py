"""The right-hand column of the preparer's pages: dates, links, the last changes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import islice

import streamlit as st

from assessment.cells import area_of
from assessment.matter import FOLLOWED, Matter
from assessment.templates.model import Text
from assessment.wording import Wording
from data import decisions
from data.audit import Entry
from data.decisions import COMING
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui import stages
from ui.page_setup import PAGES, done, fail, role_name
from ui.tasklist import STAGE_NAMES
from ui.words import at, day, days_left, language, say

SHOWN = 5  # places among the latest changes


def about(actor: Actor, matter: Matter) -> None:
    """Stage, body, meeting and the pages that others see."""
    head = matter.head
    st.header(say(N_("The matter")), anchor=False)
    lines = [
        (say(N_("Stage")), say(STAGE_NAMES[head.stage])),
        (say(N_("Body")), head.body),
        (say(N_("Service")), head.service),
    ]
    if head.meeting_date:
        left = f" ({days_left(head.meeting_date)})" if head.stage in COMING else ""
        lines.insert(2, (say(N_("Meeting")), day(head.meeting_date) + left))
    st.html(
        '<dl class="vp-about">'
        + "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in lines)
        + "</dl>"
    )
    query = {"decision": str(head.id)}
    st.page_link(PAGES / "briefing.py", label=say(N_("Briefing, as councillors see it")), query_params=query)
    st.page_link(PAGES / "residents.py", label=say(N_("What residents said")), query_params=query)
    st.page_link(PAGES / "influence.py", label=say(N_("You said – we did – why")), query_params=query)
    st.page_link(PAGES / "evidence.py", label=say(N_("Sources and gaps")), query_params=query)
    st.page_link(PAGES / "differences.py", label=say(N_("What changed")), query_params=query)
    st.page_link(PAGES / "documents.py", label=say(N_("Documents")), query_params=query)
    if matter.stored["eva"].state in FOLLOWED:
        st.page_link(PAGES / "follow_up.py", label=say(N_("What happened")), query_params=query)
    if actor.role in ("reviewer", "signer", "admin"):
        st.page_link(PAGES / "trail.py", label=say(N_("Changes and authenticity")), query_params=query)
    if actor.role in ("preparer", "signer"):
        stages.change(actor, head, matter.alternatives)
    if actor.role in ("preparer", "coordinator") and head.announced_at is None:
        st.button(say(N_("Tell everyone that this is being prepared")), on_click=_announce, args=(actor, head.id))
    elif head.announced_at is not None:
        st.caption(say(N_("Announced to everyone {when}"), when=at(head.announced_at)))


def _announce(actor: Actor, decision_id: int) -> None:
    try:
        decisions.announce(actor, decision_id)
    except Refused as refused:
        fail(refused.problems)
        return
    done(say(N_("Councillors and councils now see that the matter is being prepared.")))


def recent(matter: Matter, changes: Sequence[Entry]) -> None:
    """The last five places that were changed: which, by which role, when."""
    st.header(say(N_("Latest changes")), anchor=False)
    if not changes:
        st.markdown(say(N_("Nothing has been written yet.")))
        return
    latest: dict[tuple[str, str], Entry] = {}
    for entry in changes:  # several fields of one place that one role has changed are one line
        latest.setdefault((place(matter, entry.verb, entry.object or ""), entry.role), entry)
    rows = (
        f'<li>{escape(where)}<br><span class="vp-facts">{escape(role_name(role))}, {escape(at(entry.at))}</span></li>'
        for (where, role), entry in islice(latest.items(), SHOWN)
    )
    st.html(f'<ul class="vp-recent">{"".join(rows)}</ul>')


def place(matter: Matter, template_id: str, key: str) -> str:
    """The name of the section that an answer key belongs to, with area and alternative for a cell."""
    template = matter.instruments.templates.get(template_id)
    if template is None:
        return key
    parts = key.split("/")
    section = next((s for s in template.sections if s.id == (parts[1] if parts[0] == "done" else parts[0])), None)
    names: list[str] = [section.title.text(language())] if section else [_OWN.get(parts[0], _OTHER).text(language())]
    areas = {a.id for s in template.sections for a in s.areas}
    wording = Wording(matter, language())
    for part in parts[1:]:
        if area_of(part) in areas:
            names.append(wording.row(part))
        elif part.startswith("VE"):
            names.append(part)
    return " · ".join(names)


_OWN = {
    "screening": Text(fi="Seulonta", sv="Behovsbedömning", en="Screening"),
    "facts": Text(fi="Asian tiedot", sv="Uppgifter om ärendet", en="Facts of the matter"),
    "duties": Text(fi="Varhainen osallistuminen", sv="Tidigt deltagande", en="Early participation"),
    "practice": Text(fi="Hyvät käytännöt", sv="God praxis", en="Good practice"),
}
_OTHER = Text(fi="Muu kohta", sv="Annan punkt", en="Another place")
