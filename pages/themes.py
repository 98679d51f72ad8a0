"""Teemat: what residents' texts are about, named by a person."""

import secrets
from html import escape

import streamlit as st

from data import decisions, instruments, themes
from data.refusals import Refused
from locales import N_
from ui import theming
from ui.activity_form import TITLE_IN, own_first
from ui.page_setup import (
    PAGES,
    clear_problems,
    decision_in_address,
    done,
    fail,
    frame,
    notice,
    number_in_address,
    problem_at,
    refusals,
    require,
    save_line,
    saved,
)
from ui.words import language, plain, say, say_n, words

SUMMARY_IN = {"fi": N_("Summary in Finnish"), "sv": N_("Summary in Swedish"), "en": N_("Summary in English")}

actor = require("preparer", "coordinator")
decision_id = decision_in_address()
with refusals():
    head, alternatives = decisions.head(actor, decision_id)
    found = {theme.id: theme for theme in themes.listing(actor, decision_id)}
chosen = found.get(number_in_address("theme") or 0)
adding = chosen is None and (not found or st.query_params.get("theme") == "new")
names = {one.code: f"{one.code} {words(one.name)}" for one in alternatives}
templates = [instruments.current()[id] for id in ("eva", "lava")]
areas = {area.id: area.text(language()) for template in templates for s in template.sections for area in s.areas}
place = chosen.id if chosen else "new"
state = st.session_state
desk = theming.Place(actor, decision_id, head.language, found)
suggested = theming.held(decision_id)
adding = adding and not suggested


def key(field: str, code: str = head.language) -> str:
    return f"theme-{field}-{place}" + (f"-{code}" if code != head.language else "")


def go(theme: str | None) -> None:
    clear_problems()
    state.pop("theme-token", None)
    if theme is None:
        st.query_params.pop("theme", None)
    else:
        st.query_params["theme"] = theme


def seed() -> None:
    """The fields from what is stored, when they are new on this screen."""
    stored = chosen or themes.Theme(0, {}, {}, [], [], False)
    for code in own_first(head.language):
        state.setdefault(key("title", code), stored.title.get(code, ""))
        state.setdefault(key("summary", code), stored.summary.get(code, ""))
    state.setdefault(key("areas"), [area for area in stored.areas if area in areas])
    state.setdefault(key("alternatives"), [code for code in stored.alternatives if code in names])
    state.setdefault(key("minority"), stored.minority)


def save() -> None:
    """The theme as it stands on the screen: a stored one changes at once, a new one is added."""
    written = {
        "title": {code: state[key("title", code)] for code in own_first(head.language)},
        "summary": {code: state[key("summary", code)] for code in own_first(head.language)},
        "areas": state[key("areas")],
        "alternatives": state[key("alternatives")],
        "minority": state[key("minority")],
    }
    try:
        if chosen:
            themes.edit(actor, chosen.id, **written)
        else:
            themes.add(actor, decision_id, token=state["theme-token"], **written)
    except Refused as refused:
        fail([(key(where.removeprefix("theme-")), message) for where, message in refused.problems])
        return
    clear_problems()
    saved()
    if not chosen:
        done(say(N_("The theme was added.")))
        go(None)


up = [("tasks.py", say(N_("Task list"))), ("bring_in.py", say(N_("Bring in residents' input")))]
title = say(N_("New theme")) if adding else say(N_("Edit the theme")) if chosen else say(N_("Themes"))
shown = f"theme {place}" if chosen or adding else f"suggestion {suggested.at}" if suggested else "list"
frame(title, actor=actor, decision=head, token=shown, up=up)
notice()
query = {"decision": str(decision_id)}

if chosen or adding:
    if adding:
        state.setdefault("theme-token", secrets.token_hex(8))
    else:
        save_line()
    seed()
    change = save if chosen else None
    with st.container(width=760, key="theme"):
        problem_at(key("title"))
        for code in own_first(head.language):
            label = say(TITLE_IN[code]) + ("" if code == head.language else f" ({say(N_('optional'))})")
            st.text_input(label, key=key("title", code), max_chars=themes.MAX_TITLE, on_change=change)
        problem_at(key("summary"))
        for code in own_first(head.language):
            label = f"{say(SUMMARY_IN[code])} ({say(N_('optional'))})"
            st.text_area(label, key=key("summary", code), height=110, max_chars=themes.MAX_SUMMARY, on_change=change)
        for field, options, text in (
            ("areas", areas, N_("Impact areas that the theme is about")),
            ("alternatives", names, N_("Alternatives that the theme is about")),
        ):
            problem_at(key(field))
            label, hint = f"{say(text)} ({say(N_('optional'))})", say(N_("Choose one or more"))
            st.multiselect(
                label, list(options), format_func=options.get, key=key(field), on_change=change, placeholder=hint
            )
        st.checkbox(say(N_("The view of a small minority, kept in sight")), key=key("minority"), on_change=change)
        if adding:
            st.button(say(N_("Add the theme")), key="add", type="primary", on_click=save)
        if chosen:
            theming.splitting(desk, chosen)
            theming.merging(desk, chosen)
    if found:
        st.button(say(N_("Back to the themes")), key="back", on_click=go, args=(None,))
elif suggested:
    with st.container(width=760, key="suggestions"):
        theming.suggestion(desk, suggested)
else:
    for theme in found.values():
        name = words(theme.title)
        facts = [say_n(N_("{n} text"), N_("{n} texts"), theme.tied)]
        if theme.areas:
            facts.append(say(N_("areas: {names}"), names=", ".join(areas[id] for id in theme.areas if id in areas)))
        if theme.alternatives:
            facts.append(say(N_("alternatives: {names}"), names=", ".join(theme.alternatives)))
        facts += [say(N_("the view of a small minority"))] if theme.minority else []
        with st.container(key=f"theme-{theme.id}", border=True):
            st.header(plain(name), anchor=False)
            if words(theme.summary):
                st.html(f'<p class="vp-summary">{escape(words(theme.summary))}</p>')
            st.html(f'<p class="vp-small">{escape(" · ".join(facts))}</p>')
            edit = plain(say(N_("Edit: {theme}"), theme=name))
            st.button(edit, key=f"edit-{theme.id}", on_click=go, args=(str(theme.id),))
    st.button(say(N_("New theme")), key="new", type="primary", on_click=go, args=("new",))
if not chosen and not suggested:
    theming.ask(desk)
with st.container(horizontal=True, key="onwards"):
    st.page_link(PAGES / "texts.py", label=say(N_("Tie texts to themes")), query_params={**query, "mode": "list"})
    st.page_link(PAGES / "release.py", label=say(N_("Freeze the release")), query_params=query)
