"""The list of what must be answered, and the way from one answer to the next. The address names the open one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from data.permissions import Actor
from locales import N_
from participation import replies
from ui import cards
from ui.cards import Card
from ui.page_setup import clear_problems, number_in_address
from ui.responding import stands, waits_for
from ui.words import day, days_left, plain, say, say_n
from ui.written import show

SUBJECTS = ("theme", "statement")


def asked_for() -> bool:
    return any(name in st.query_params for name in SUBJECTS)


def chosen(every: Sequence[Card]) -> Card | None:
    """The theme or statement that the address names; None for none, or for one that is not of this decision."""
    wanted = {f"{name[0]}{number_in_address(name)}" for name in SUBJECTS if name in st.query_params}
    return next((card for card in every if card.key in wanted), None)


def _open(key: str | None) -> None:
    """Opens another answer, or the list; the browser's Back returns from it."""
    address = {name: value for name, value in st.query_params.items() if name not in (*SUBJECTS, "edit", "add")}
    if key is not None:
        address["theme" if key[0] == "t" else "statement"] = key[1:]
    st.query_params.from_dict(address)  # at once: every single change would be a step of the browser's history
    clear_problems()


def heading(card: Card) -> str:
    """Of the open answer: the theme's name, or whose statement it is."""
    if card.key.startswith("s"):
        return say(N_("Statement: {council}"), council=cards.title(card))
    return cards.title(card)


def draw(actor: Actor, found: Sequence[Card], heading: str) -> None:
    """One row each: the name opens the answer; beside it how the view was used and where the answer stands."""
    if not found:
        return
    st.header(heading, anchor=False)
    for card in found:
        with st.container(key=f"answer-row-{card.key}"):
            _link(card, f"answer-open-{card.key}")
            show(row_html(actor.role, card))


def row_html(role: str, card: Card) -> str:
    parts = [cards.status_word(card.status)] if card.answer else []
    parts.append(stands(card.answer))
    html = f"<p>{escape(' · '.join(parts))}</p>"
    if card.status == "open" and card.due is not None:
        late = " vp-inf-late" if cards.is_late(card) else ""
        text = say(N_("To be answered by {day}: {left}"), day=day(card.due), left=days_left(card.due))
        html += f'<p class="vp-inf-due{late}">{escape(text)}</p>'
    turn = waits_for(role, card.answer)
    if turn:
        html += f'<p class="vp-inf-turn">{escape(turn)}</p>'
    return f'<div class="vp-inf-answer-row">{html}</div>'


def _link(card: Card, key: str) -> None:
    st.button(plain(cards.title(card)), key=key, type="tertiary", on_click=_open, args=(card.key,))


def brief(every: Sequence[Card], current: Card) -> None:
    """The whole list beside the open answer; on a phone the links after the answer take its place."""
    with st.container(key="answers-brief"):
        st.header(say(N_("All answers")), anchor=False)
        for card in every:
            if card.key == current.key:
                st.html(f'<p class="vp-inf-current"><strong>{escape(cards.title(card))}</strong></p>')
            else:
                _link(card, f"answer-brief-{card.key}")
            st.html(f'<p class="vp-inf-facts">{escape(stands(card.answer))}</p>')


def way_back() -> None:
    st.button(say(N_("All answers")), key="answers-all", type="tertiary", on_click=_open, args=(None,))


def steps(every: Sequence[Card], before: str | None, after: str | None) -> None:
    """Previous and next, named."""
    names = {card.key: cards.title(card) for card in every}
    with st.container(key="answers-steps"):
        for key, name, text in (
            (before, "previous", N_("Previous: {title}")),
            (after, "next", N_("Next: {title}")),
        ):
            if key is not None:
                label = plain(say(text, title=names[key]))
                st.button(label, key=f"answers-{name}", type="tertiary", on_click=_open, args=(key,))


def progress(every: Sequence[Card]) -> None:
    """How far the answers have come: written whole, and published."""
    if every:
        show(progress_html(every))


def progress_html(every: Sequence[Card]) -> str:
    found = replies.progress([card.draft for card in every])
    published = sum(card.answer is not None and card.answer.state == "published" for card in every)
    parts = [
        say(N_("{done}/{all} answered"), done=found.answered, all=found.all),
        say(N_("{done}/{all} published"), done=published, all=found.all),
    ]
    late = sum(map(cards.is_late, every))
    if late:
        parts.append(say_n(N_("{n} answer is late"), N_("{n} answers are late"), late))
    return f'<p class="vp-inf-progress">{escape(" · ".join(parts))}</p>'
