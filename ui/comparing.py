"""Two decisions' effects on one group, one under the other: each with its own alternatives, never added together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TypeVar

import streamlit as st

from assessment import for_group
from assessment.briefing import Words
from data.briefings import Issue, Published
from locales import N_
from ui import briefing_sections, effects_table
from ui.page_setup import PAGES
from ui.words import day, plain, say, words
from ui.written import sentence, show

OTHER, GROUP = "with", "group"
T = TypeVar("T")


def choose_decision(issues: Sequence[Issue], chosen: int | None) -> None:
    """Another decision to set beside this one. The choice goes into the address."""
    by_id = {issue.decision_id: issue for issue in issues}
    _select(say(N_("Compare with")), list(by_id), chosen, OTHER, lambda id: words(by_id[id].title))


def choose_group(groups: Mapping[str, Words], chosen: str | None) -> None:
    order = sorted(groups, key=lambda name: words(groups[name]))
    _select(say(N_("Effects on which group?")), order, chosen, GROUP, lambda name: words(groups[name]))


def _select(label: str, options: Sequence[T], chosen: T | None, name: str, shown: Callable[[T], str]) -> None:
    key = f"compare-{name}"
    st.selectbox(
        label, options, index=options.index(chosen) if chosen in options else None, format_func=shown, key=key,
        placeholder=say(N_("Choose")), on_change=_ask, args=(name, key),
    )  # fmt: skip


def _ask(name: str, key: str) -> None:
    st.query_params.pop(name, None)
    if st.session_state[key] is not None:
        st.query_params[name] = str(st.session_state[key])


def draw(published: Published, group: str) -> None:
    """What one briefing says of the group, under the decision's own name."""
    briefing = published.briefing
    st.header(plain(words(briefing.title)), anchor=False)
    when = day(briefing.meeting_date) if briefing.meeting_date else say(N_("the meeting date is not known yet"))
    show(f'<p class="vp-document">{escape(briefing.body)} · {escape(when)}</p>')
    if not published.intact:
        show(briefing_sections.not_intact())
    rows = for_group.rows(briefing, group)
    if rows:
        about = effects_table.Told(briefing.alternatives, briefing.language, briefing.sources)
        caption = say(N_("Effects on this group compared with the present state (VE0)"))
        show(effects_table.table(rows, about, caption=caption))
    else:
        text = N_("No effect on this group is recorded in this decision. That does not mean that there is none.")
        show(sentence(say(text)))
    query = {"decision": str(briefing.decision_id)}
    st.page_link(PAGES / "briefing.py", label=say(N_("Open the briefing")), query_params=query)
