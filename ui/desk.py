"""Rows of the desks: for those who work here, for councillors and for the councils."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

import streamlit as st

from data import comments, improvements, requests, statements
from data.decisions import COMING, STILL_OPEN
from data.listing import Listed, Page
from data.permissions import Actor
from locales import N_
from participation.deadlines import answer_by
from ui import cards, decision_list, schedule
from ui.asking import KIND_NAMES
from ui.page_setup import PAGES, role_name
from ui.tasklist import STAGE_NAMES, STATE_NAMES
from ui.words import at, day, days_left, language_of, plain, say, say_n, today, words
from ui.written import in_language

DECIDED = 5  # of the latest, on a councillor's desk
WAITS_FOR = {"reviewer": ("in_review",), "signer": ("reviewed", "signed"), "preparer": ("changes_requested",)}


def staff(actor: Actor, page: Page) -> None:
    """Left: every decision with its state. Right: what waits for this role."""
    listed = page.all
    if not listed:
        st.info(say(N_("There are no open tasks. Start a new decision to begin.")))
        return
    with st.container(key="desk"):
        left, right = st.columns([2, 1], gap="large")
    with left:
        for title, items in ((N_("Being prepared"), page.coming), (N_("Decided"), page.decided)):
            if items:
                st.header(say(title), anchor=False)
            for item in items:
                _row(item, "tasks.py", missing=True)
        if page.decided_total > len(page.decided):
            st.page_link(PAGES / "decisions.py", label=say(N_("All decisions")))
    with right:
        st.header(say(N_("Waits for you")), anchor=False)
        waiting = [item for item in listed if item.eva_state in WAITS_FOR.get(actor.role, ())]
        unanswered = [item for item in listed if item.unanswered and actor.role in ("preparer", "coordinator")]
        for item in waiting:
            query = {"decision": str(item.head.id)}
            st.page_link(PAGES / "check.py", label=plain(words(item.head.title)), query_params=query)
            st.caption(say(STATE_NAMES[item.eva_state]))
        for item in unanswered:
            query = {"decision": str(item.head.id)}
            label = say_n(N_("{n} answer missing"), N_("{n} answers missing"), item.unanswered)
            st.page_link(PAGES / "responses.py", label=plain(f"{words(item.head.title)}: {label}"), query_params=query)
            if late := late_answers(item):
                st.caption(late)
        more = _requests(actor) + _comments(actor) + _improvements(actor)
        if not waiting and not unanswered and not more:
            st.markdown(say(N_("Nothing waits for you.")))
        st.page_link(PAGES / "calibration.py", label=say(N_("How often were we right?")))
        if actor.role in ("coordinator", "admin"):
            st.page_link(PAGES / "retention.py", label=say(N_("How long residents' input is kept")))


def _requests(actor: Actor) -> int:
    """What councillors and councils ask of those who prepare."""
    if actor.role not in ("preparer", "coordinator"):
        return 0
    found = requests.waiting(actor)
    for one in found:
        label = f"{say(KIND_NAMES[one.kind])}: {plain(words(one.title))}"
        query = {"decision": str(one.decision_id)}
        st.page_link(PAGES / "requests.py", label=label, query_params=query)
        st.text(_short(one.body))
        st.caption(plain(f"{role_name(one.by_role)}, {at(one.at)}"))
    return len(found)


def _short(body: str) -> str:
    return body if len(body) < 90 else f"{body[:90]}…"


def _comments(actor: Actor) -> int:
    """Open comments that are addressed to this role."""
    found = comments.waiting(actor)
    for one in found:
        section = one.key.split("/")[0]
        query = {"decision": str(one.decision_id), "instrument": one.template, "section": section}
        page = "effects.py" if one.key.count("/") == 3 else "section.py"
        if page == "effects.py":
            area, _, group = one.key.split("/")[1].partition(":")
            query |= {"area": area, "alternative": one.key.split("/")[2]} | ({"group": group} if group else {})
        label = say(N_("Comment: {title}"), title=plain(words(one.title)))
        st.page_link(PAGES / page, label=label, query_params=query)
        st.text(_short(one.body))
        st.caption(plain(f"{role_name(one.by_role)}, {at(one.at)}"))
    return len(found)


def _improvements(actor: Actor) -> int:
    """Open actions of the reviews that this role owns."""
    found = [one for one in improvements.listing(actor, open_only=True) if one.owner == actor.role]
    for one in found:
        label = say(N_("Improvement: {title}"), title=plain(words(one.title)))
        st.page_link(PAGES / "check.py", label=label, query_params={"decision": str(one.decision_id)})
        st.caption(say(N_("by {day} ({left})"), day=day(one.due), left=days_left(one.due)))
    return len(found)


def councillor(actor: Actor, page: Page) -> None:
    """By meeting: what comes to be decided, what is new in it and what is incomplete; then what was decided."""
    if page.coming:
        decision_list.coming(page.coming, actor)
    else:
        st.markdown(say(N_("Nothing is coming to be decided.")))
    st.page_link(PAGES / "decisions.py", label=say(N_("Search and filter decisions")))
    _section(say(N_("Decided")), page.decided[:DECIDED], "briefing.py", say(N_("Nothing has been decided yet.")))


def council(actor: Actor, page: Page) -> None:
    """First what can still be influenced, by its last useful day; then what was done with the views, the late first."""
    own = statements.on_desk(actor)
    still_open = [item for item in page.all if item.head.stage in STILL_OPEN]
    for item in sorted(still_open, key=lambda item: (_last_useful(item) is None, _last_useful(item), item.head.id)):
        _row(item, "briefing.py", missing=False, more=_to_influence(item, own.get(item.head.id, statements.OnDesk())))
    if not still_open:
        st.markdown(say(N_("Nothing is open for hearing now.")))
    st.header(say(N_("What we did with what you said")), anchor=False)
    answered = [item for item in page.all if item.head.stage not in STILL_OPEN and (item.themes or item.head.id in own)]
    for item in sorted(answered, key=lambda item: not late_answers(item)):  # the order among equals is kept
        _row(item, "influence.py", missing=False, more=[late] if (late := late_answers(item)) else [])
    if not answered:
        st.markdown(say(N_("There are no answers yet.")))


def _last_useful(item: Listed) -> date | None:
    """The day until which a view can still change the proposal; None while the meeting is not known."""
    meeting = item.head.meeting_date
    return schedule.counted(meeting).heard if meeting else None


def _to_influence(item: Listed, own: statements.OnDesk) -> list[str]:
    """Until when a council can be heard, whether it has been asked, and what it has given."""
    told = []
    if own.given_on:
        told.append(say(N_("Your council gave its statement on {day}."), day=day(own.given_on)))
    elif own.reply_by and own.reply_by < today():
        told.append(say(N_("The day for your statement was {day}. You can still give it."), day=day(own.reply_by)))
    elif own.reply_by:
        text = N_("Your statement is awaited by {day} ({left}).")
        told.append(say(text, day=day(own.reply_by), left=days_left(own.reply_by)))
    elif own.asked_on:
        told.append(say(N_("A statement was asked for on {day}."), day=day(own.asked_on)))
    last = _last_useful(item)
    if last is None:
        told.append(say(N_("The meeting date is not known yet. This can be influenced now.")))
    elif last < today():
        told.append(
            say(N_("The last good day to influence was {day}. Ask the preparer what is still open."), day=day(last))
        )
    elif last == today():
        told.append(say(N_("Today is the last good day to influence this.")))
    else:
        forms = (
            N_("This can still be influenced for {n} day, until {day}."),
            N_("This can still be influenced for {n} days, until {day}."),
        )
        told.append(say_n(*forms, (last - today()).days, day=day(last)))
    return told


def late_answers(item: Listed) -> str:
    """How many answers are late and by how much: a late thing is never hidden. Empty when none is."""
    by = answer_by(item.head.decided_on, None, cards.reply_days())
    if not item.unanswered or by is None or by >= today():
        return ""
    forms = (N_("{n} answer missing: {left}"), N_("{n} answers missing: {left}"))
    return say_n(*forms, item.unanswered, left=days_left(by))


def _section(title: str | None, listed: Iterable[Listed], page: str, empty: str) -> None:
    if title:
        st.header(title, anchor=False)
    found = False
    for item in listed:
        _row(item, page, missing=False)
        found = True
    if not found and empty:
        st.markdown(empty)


def _row(item: Listed, page: str, *, missing: bool, more: Sequence[str] = ()) -> None:
    """Name link, where and when, in words what is missing, and what else there is to say."""
    head = item.head
    with st.container(key=f"row-{head.id}", border=True):
        st.page_link(PAGES / page, label=plain(words(head.title)), query_params={"decision": str(head.id)})
        facts = [say(STAGE_NAMES[head.stage]), head.body]
        if head.meeting_date:
            when = day(head.meeting_date)
            facts.append(f"{when} ({days_left(head.meeting_date)})" if head.stage in COMING else when)
        st.html(f'<p class="vp-facts">{" · ".join(map(escape, facts))}</p>')
        if more:
            st.html(f'<p class="vp-strong">{escape(" ".join(more))}</p>')
        summary = words(head.summary)
        if summary and not missing:
            marked = in_language(language_of(head.summary))
            st.html(f'<p class="vp-summary"{marked}>{escape(summary)}</p>')
        if missing:
            st.html(f'<p class="vp-facts">{escape(" · ".join(_missing(item)))}</p>')
        elif item.not_assessed:
            st.html(f'<p class="vp-facts">{escape(say(N_("No assessment; the reason is on record")))}</p>')
        elif item.edition is None:
            st.html(f'<p class="vp-facts">{escape(say(N_("The impact assessment is not published yet.")))}</p>')


def _missing(item: Listed) -> list[str]:
    if item.not_assessed:
        return [say(N_("No assessment; the reason is on record"))]
    parts = [f"{say(N_('Assessment'))}: {say(STATE_NAMES[item.eva_state])}"]
    if item.themes:
        done = item.themes - min(item.unanswered, item.themes)
        parts.append(say(N_("{done}/{all} themes answered"), done=done, all=item.themes))
    return parts
