"""Themes from many texts at once: what a machine suggests and a person names, and themes merged and split.

Suggestions live in the session. A person ties only texts that have been on the screen.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from data import themes
from data.permissions import Actor
from data.refusals import Refused
from data.themes import Theme, Tieable
from locales import N_, Message
from participation import suggesting
from participation.suggesting import Suggestion, Written
from ui.page_setup import clear_problems, done, fail, problem_at, saved
from ui.text_review import label
from ui.words import number, say, say_n, words
from ui.written import sentence, show

HELD = "theme-suggestions"
AT_A_TIME = 20  # texts of one suggestion on the screen at first


@dataclass(frozen=True)
class Held:
    """The suggestions that this session is going through, and which is next."""

    decision_id: int
    found: tuple[Suggestion, ...]
    at: int = 0


def held(decision_id: int) -> Held | None:
    one = st.session_state.get(HELD)
    return one if isinstance(one, Held) and one.decision_id == decision_id else None


@dataclass(frozen=True)
class Place:
    """Who names the themes of which decision; `language` is the decision's own, in which a theme is named."""

    actor: Actor
    decision_id: int
    language: str
    themes: Mapping[int, Theme]

    def name(self, id: int) -> str:
        return words(self.themes[id].title) if id in self.themes else ""


# ------------------------------------------------------------------ suggestions


def ask(place: Place) -> None:
    """The button that looks for themes in the texts, and what it does."""
    st.header(say(N_("Which texts speak of the same thing?")), anchor=False)
    st.html(
        sentence(
            say(N_("The machine looks for texts that use the same words. You read them, name the theme and decide."))
        )
    )
    if st.button(say(N_("Suggest themes from the texts")), key="suggest"):
        with st.spinner(say(N_("Looking for texts that speak of the same thing…"))):
            _look(place)
        st.rerun()


def _look(place: Place) -> None:
    texts = [Written(one.id, one.body, one.language) for one in themes.tieable(place.actor, place.decision_id)]
    try:
        found = suggesting.suggest(texts, place.language)
    except suggesting.Failed:
        fail([("suggest", Message(N_("The suggestions could not be made. Nothing was changed. Try again.")))])
        return
    clear_problems()
    if not found:
        done(say(N_("There are too few texts, or they have no words in common. Read them one by one.")))
        return
    st.session_state[HELD] = Held(place.decision_id, found)


def suggestion(place: Place, now: Held) -> None:
    """One suggestion: its words, its texts to be ticked, and the theme they are tied to."""
    one = now.found[now.at]
    by_id = {text.id: text for text in themes.tieable(place.actor, place.decision_id)}
    texts = [by_id[id] for id in one.texts if id in by_id]
    told = N_("Suggestion {n} of {all}")
    st.header(say(told, n=number(now.at + 1), all=number(len(now.found))), anchor=False)
    listed = ", ".join(one.words)
    show(f'<p class="vp-strong" lang="{escape(one.language)}" data-written>{escape(listed)}</p>')
    free = sum(not text.themes for text in texts)
    forms = (N_("{n} text, of which {free} have no theme yet"), N_("{n} texts, of which {free} have no theme yet"))
    st.html(sentence(say_n(*forms, len(texts), free=free), "vp-small"))
    shown = _texts_to_tick(f"suggested-{now.at}", texts, place)
    st.subheader(say(N_("What is the theme called?")), anchor=False)
    problem_at("suggested-theme")
    options = list(place.themes)
    if options:
        st.selectbox(
            say(N_("An existing theme (optional)")), options, index=None, format_func=place.name,
            key="suggested-theme", placeholder=say(N_("Choose a theme")),
        )  # fmt: skip
    problem_at("suggested-title")
    st.text_input(say(N_("Name of a new theme")), key="suggested-title", max_chars=themes.MAX_TITLE)
    with st.container(horizontal=True, key="suggested-acts", gap="small"):
        st.button(
            say(N_("Tie the ticked texts to the theme")), type="primary", key="tie-suggested", on_click=_tie,
            args=(place, now, shown),
        )  # fmt: skip
        st.button(say(N_("Skip the suggestion")), key="skip", on_click=_next, args=(now,))
        st.button(say(N_("Leave the suggestions")), key="leave", on_click=_leave)


def _texts_to_tick(key: str, texts: Sequence[Tieable], place: Place, besides: int = 0) -> list[Tieable]:
    """The texts with a tick on each and their themes `besides` one; more are shown on request.

    Gives the texts that have been on the screen.
    """
    problem_at(key)
    shown = int(st.session_state.get(f"{key}-shown", AT_A_TIME))
    with st.container(key=key, gap="xsmall"):
        for text in texts[:shown]:
            st.session_state.setdefault(f"{key}-{text.id}", True)
            st.checkbox(label(text.body), key=f"{key}-{text.id}")
            named = ", ".join(filter(None, (place.name(id) for id in text.themes if id != besides)))
            if named:
                st.html(f'<p class="vp-small">{escape(say(N_("themes: {names}"), names=named))}</p>')
    left = len(texts) - shown
    if left > 0:
        more = min(left, AT_A_TIME)
        forms = (N_("Show {n} more text ({left} left)"), N_("Show {n} more texts ({left} left)"))
        st.button(say_n(*forms, more, left=left), key=f"{key}-more", on_click=_show_more, args=(key, shown + more))
    return list(texts[:shown])


def _show_more(key: str, shown: int) -> None:
    st.session_state[f"{key}-shown"] = shown


def _ticked(key: str, shown: Sequence[Tieable]) -> list[int]:
    return [text.id for text in shown if st.session_state.get(f"{key}-{text.id}")]


def _tie(place: Place, now: Held, shown: Sequence[Tieable]) -> None:
    state, key = st.session_state, f"suggested-{now.at}"
    chosen, title = state.get("suggested-theme"), str(state["suggested-title"]).strip()
    ticked = _ticked(key, shown)
    problems = []
    if not ticked:
        problems.append((key, Message(N_("Choose at least one text."))))
    if (chosen is None) == (not title):
        problems.append(("suggested-theme", Message(N_("Either choose a theme or name a new one."))))
    if problems:
        fail(problems)
        return
    try:
        if chosen is None:
            token = state.setdefault("suggested-token", secrets.token_hex(8))
            chosen = themes.add(place.actor, place.decision_id, title={place.language: title}, token=token)
        themes.tie_all(place.actor, chosen, ticked)
    except Refused as refused:
        fail([("suggested-title", message) for _, message in refused.problems])
        return
    saved()
    forms = (N_("{n} text was tied to the theme {theme}."), N_("{n} texts were tied to the theme {theme}."))
    done(say_n(*forms, len(ticked), theme=title or place.name(chosen)))
    _next(now)


def _next(now: Held) -> None:
    clear_problems()
    state = st.session_state
    for name in ("suggested-theme", "suggested-title", "suggested-token"):
        state.pop(name, None)
    if now.at + 1 < len(now.found):
        state[HELD] = replace(now, at=now.at + 1)
    else:
        _leave()


def _leave() -> None:
    clear_problems()
    for name in [name for name in st.session_state if str(name).startswith("suggested-") or name == HELD]:
        del st.session_state[name]


# ------------------------------------------------------------------ merging and splitting


def merging(place: Place, chosen: Theme) -> None:
    """A theme into another: every text of it follows."""
    others = [id for id in place.themes if id != chosen.id]
    if not others:
        return
    st.header(say(N_("Is this the same theme as another?")), anchor=False)
    with st.form("merge", border=False):
        problem_at("merge-into")
        st.selectbox(
            say(N_("The theme that its texts are moved to")), others, index=None, format_func=place.name,
            key="merge-into", placeholder=say(N_("Choose a theme")),
        )  # fmt: skip
        st.form_submit_button(say(N_("Merge the themes")), on_click=_merge, args=(place, chosen))


def _merge(place: Place, chosen: Theme) -> None:
    into = st.session_state["merge-into"]
    if into is None:
        fail([("merge-into", Message(N_("Choose a theme")))])
        return
    try:
        themes.merge(place.actor, chosen.id, into)
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    saved()
    told = N_("The texts of the theme {old} were moved to the theme {new}.")
    done(say(told, old=words(chosen.title), new=place.name(into)))
    st.query_params["theme"] = str(into)


def splitting(place: Place, chosen: Theme) -> None:
    """Some of a theme's texts to a theme of their own."""
    texts = themes.texts_of(place.actor, chosen.id)
    if len(texts) < 2:
        return
    st.header(say(N_("Are there two themes in this one?")), anchor=False)
    st.html(sentence(say(N_("Tick the texts that make a theme of their own, and name it."))))
    key = f"split-{chosen.id}"
    for text in texts:
        st.session_state.setdefault(f"{key}-{text.id}", False)
    shown = _texts_to_tick(key, texts, place, besides=chosen.id)
    st.session_state.setdefault(f"{key}-token", secrets.token_hex(8))
    problem_at(f"{key}-title")
    st.text_input(say(N_("Name of the new theme")), key=f"{key}-title", max_chars=themes.MAX_TITLE)
    st.button(say(N_("Split the theme")), key="split", on_click=_split, args=(place, chosen, key, shown))


def _split(place: Place, chosen: Theme, key: str, shown: Sequence[Tieable]) -> None:
    state = st.session_state
    ticked, title = _ticked(key, shown), str(state[f"{key}-title"]).strip()
    try:
        made = themes.split(
            place.actor, chosen.id, title={place.language: title}, contribution_ids=ticked, token=state[f"{key}-token"]
        )
    except Refused as refused:
        at = {"theme-title": f"{key}-title", "split-texts": key}
        fail([(at[where], message) for where, message in refused.problems])
        return
    for name in [name for name in state if str(name).startswith(key)]:
        del state[name]
    clear_problems()
    saved()
    forms = (N_("The new theme {theme} has {n} text."), N_("The new theme {theme} has {n} texts."))
    done(say_n(*forms, len(ticked), theme=title))
    st.query_params["theme"] = str(made)
