"""The list of decisions for everyone: what is coming to be decided, where and when, and what can already be read.

Who may see a decision is settled by its verb; this only draws what it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from agenda.news import news
from data import instruments
from data.decisions import COMING
from data.listing import DECIDED_SHOWN, Choices, Listed, Page, Wanted
from data.permissions import STAFF, Actor
from locales import N_
from ui.page_setup import PAGES
from ui.tasklist import STAGE_NAMES
from ui.words import day, days_left, language, number, plain, say, say_n, words
from ui.written import sentence, show, told, written

FILTERS = ("text", "service", "stage", "area", "group", "theme")
ADDRESS = {"text": "q"} | {name: name for name in FILTERS if name != "text"}  # names in the address
LONGEST_SEARCH = 80
NOT_HEARD = 3


def wanted_in_address(choices: Choices) -> Wanted:
    """What the address narrows the list to; what is no choice leaves nothing out."""
    offered = _offered(choices)
    given = {name: st.query_params.get(ADDRESS[name], "") for name in FILTERS}
    kept = {name: value for name, value in given.items() if name != "text" and value in offered[name]}
    return Wanted(text=given["text"][:LONGEST_SEARCH], **kept)


def _offered(choices: Choices) -> dict[str, Sequence[str]]:
    return {
        "service": choices.services, "stage": tuple(code for code in STAGE_NAMES if code in choices.stages),
        "area": _by_name(choices.areas, _area), "group": _by_name(choices.groups, _group),
        "theme": tuple(choices.themes),
    }  # fmt: skip


def _by_name(codes: Iterable[str], name: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda code: name(code).casefold()))


def _area(code: str) -> str:
    used = instruments.current()
    for template in ("eva", "lava"):
        found = next((area for s in used[template].sections for area in s.areas if area.id == code), None)
        if found is not None:
            return found.text(language())
    return code


def _group(code: str) -> str:
    library = instruments.current().library
    return library.group(code).text(language()) if code in library.group_ids() else code


def filters(choices: Choices, wanted: Wanted) -> None:
    """A search and five choices; a control alone never changes the page. What is asked is kept in the address."""
    offered = _offered(choices)
    for name in FILTERS:
        st.session_state.setdefault(f"filter-{name}", getattr(wanted, name))
    with st.expander(say(N_("Search and filter")), expanded=wanted != Wanted()), st.form("filter", border=False):
        st.text_input(
            say(N_("Words in the title, the summary or a theme")), key="filter-text", max_chars=LONGEST_SEARCH
        )
        first, second = st.columns(2), st.columns(3)
        with first[0]:
            _choose("service", offered, say(N_("Service")), say(N_("All services")), str)
        with first[1]:
            _choose("stage", offered, say(N_("Stage")), say(N_("All stages")), _stage)
        with second[0]:
            _choose("area", offered, say(N_("Affects")), say(N_("Anything")), _area)
        with second[1]:
            _choose("group", offered, say(N_("Whom it affects")), say(N_("Anybody")), _group)
        with second[2]:
            titles = choices.themes
            _choose(
                "theme", offered, say(N_("What residents raised")), say(N_("Any theme")),
                lambda code: words(titles.get(code, {})),
            )  # fmt: skip
        with st.container(horizontal=True, key="filter-acts"):
            st.form_submit_button(say(N_("Show")), type="primary", on_click=_ask)
            st.form_submit_button(say(N_("Show all")), on_click=_ask_all)
    if wanted != Wanted():
        st.html(sentence(say(N_("Part of the decisions are shown, by your search and choices.")), "vp-small"))


def _stage(code: str) -> str:
    return say(STAGE_NAMES[code])


def _choose(name: str, offered: dict[str, Sequence[str]], label: str, all: str, shown: Callable[[str], str]) -> None:
    options = ["", *offered[name]]
    if st.session_state.get(f"filter-{name}") not in options:
        st.session_state[f"filter-{name}"] = ""
    st.selectbox(label, options, key=f"filter-{name}", format_func=lambda code: shown(code) if code else all)


def _ask() -> None:
    for name in FILTERS:
        value = (st.session_state.get(f"filter-{name}") or "").strip()
        if value:
            st.query_params[ADDRESS[name]] = value
        else:
            st.query_params.pop(ADDRESS[name], None)
    st.query_params.pop("decided", None)


def _ask_all() -> None:
    for name in FILTERS:
        st.session_state[f"filter-{name}"] = ""
    _ask()


# ------------------------------------------------------------------ the rows


def draw(page: Page, actor: Actor) -> None:
    """First what is coming, by meeting; then what has been decided, the latest first."""
    if not page.all:
        st.html(sentence(say(N_("There are no decisions to show. Choose other filters, or come back later."))))
        return
    if page.coming:
        st.header(say(N_("Coming to be decided")), anchor=False)
        coming(page.coming, actor, under=True)
        left = page.coming_total - len(page.coming)
        if left:
            text = say_n(
                N_("{n} more is coming; narrow the search."), N_("{n} more are coming; narrow the search."), left
            )
            st.html(sentence(text))
    if page.decided:
        st.header(say(N_("Decided")), anchor=False)
        for item in page.decided:
            _row(item, actor)
        left = page.decided_total - len(page.decided)
        if left:
            st.button(
                say(N_("Show earlier decisions ({count})"), count=number(left)), key="earlier",
                on_click=_show_more, args=(len(page.decided) + 2 * DECIDED_SHOWN,),
            )  # fmt: skip


def _show_more(upto: int) -> None:
    st.query_params["decided"] = str(upto)


def coming(listed: Sequence[Listed], actor: Actor, *, under: bool = False) -> None:
    """Meeting by meeting: the day and the body as a heading, `under` another or not, then its matters."""
    for (when, body), items in groupby(listed, key=lambda item: (item.head.meeting_date, item.head.body)):
        if under:
            st.subheader(plain(meeting(when, body)), anchor=False)
        else:
            st.header(plain(meeting(when, body)), anchor=False)
        rows = list(items)
        for item in rows:
            _row(item, actor)
        if when is not None and any(item.edition is not None for item in rows):
            show(_whole_meeting(when, body))


def _whole_meeting(when: date, body: str) -> str:
    """The published briefings of a meeting as one file."""
    address = f"/files/meetings/{when.isoformat()}.pdf?{urlencode({'body': body, 'lang': language()})}"
    label = say(N_("The briefings of this meeting in one file (PDF)"))
    return f'<p class="vp-small"><a class="vp-link" href="{escape(address)}" download>{escape(label)}</a></p>'


def meeting(when: date | None, body: str) -> str:
    """ "Valtuusto 24.3.2027 (16 päivän päästä)" """
    if when is None:
        return say(N_("{body}, meeting date not known yet"), body=body)
    return f"{body} {day(when)} ({days_left(when)})"


def _row(item: Listed, actor: Actor) -> None:
    """The name as a link to what this reader can open, then where and when, then what can be read."""
    query = {"decision": str(item.head.id)}
    page = "briefing.py" if item.edition is not None or actor.role in STAFF else "residents.py"
    with st.container(key=f"decision-{item.head.id}", gap=None):
        st.page_link(PAGES / page, label=plain(words(item.head.title)), query_params=query)
        show(facts(item))


def facts(item: Listed) -> str:
    """Stage, meeting and service on one line; summary; what is new; what can be read and what is incomplete."""
    head = item.head
    parts = [f"<strong>{escape(say(STAGE_NAMES[head.stage]))}</strong>"]
    if head.stage not in COMING:
        if head.decided_on is not None:
            parts.append(escape(say(N_("decided {day}"), day=day(head.decided_on))))
        elif head.meeting_date is not None:
            parts.append(escape(say(N_("meeting {day}"), day=day(head.meeting_date))))
        parts.append(written(head.body, head.language))
    parts.append(written(head.service, head.language))
    line = f'<p class="vp-document">{" · ".join(parts)}</p>'
    summary = f'<p class="vp-summary">{told(head.summary)}</p>' if any(head.summary.values()) else ""
    return line + summary + new(item) + sentence(" ".join((read(item), *missing(item))), "vp-small")


def new(item: Listed) -> str:
    """What has changed since this reader last opened the briefing; nothing for one they have never opened."""
    seen = item.reading.seen
    if seen is None or item.facts is None:
        return ""
    found = [message.text(language()) for message in news(seen, item.facts)]
    if not found:
        return ""
    label = escape(say(N_("New since you last looked:")))
    return f'<p class="vp-new"><strong>{label}</strong> {escape("; ".join(found))}.</p>'


def read(item: Listed) -> str:
    """Whether the briefing is out, and whether this reader has marked it as read."""
    if item.not_assessed:
        return say(N_("No assessment; the reason is on record")) + "."
    if item.edition is None:
        return say(N_("The briefing has not been published yet."))
    text = say(N_("The briefing is published, version {n}."), n=item.edition)
    if item.reading.read_edition == item.edition:
        text += " " + say(N_("You have marked it as read."))
    elif item.reading.read_edition:
        text += " " + say(N_("You have read version {n}."), n=item.reading.read_edition)
    return text


def missing(item: Listed) -> list[str]:
    """What is incomplete, in words."""
    found = []
    outline = item.outline
    if outline is not None:
        if outline.duties_not_done:
            forms = N_("{n} duty of the law will not be done."), N_("{n} duties of the law will not be done.")
            found.append(say_n(*forms, outline.duties_not_done))
        if not outline.input:
            found.append(say(N_("No residents' input.")))
        if outline.not_heard:
            names = "; ".join(words(group) for group in outline.not_heard[:NOT_HEARD])
            more = len(outline.not_heard) - NOT_HEARD
            names += f" (+{more})" if more > 0 else ""
            found.append(say(N_("Not heard: {groups}."), groups=names))
        if outline.not_known:
            found.append(say_n(N_("{n} thing is not known."), N_("{n} things are not known."), outline.not_known))
    if item.unanswered:
        forms = N_("{n} answer to residents is missing."), N_("{n} answers to residents are missing.")
        found.append(say_n(*forms, item.unanswered))
    return found
