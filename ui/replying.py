"""A council's word on a published answer: were we understood, and what would we like to say of it?"""

from __future__ import annotations

import streamlit as st

from data import responses
from data.permissions import COUNCILS, Actor
from data.refusals import Conflict, Refused
from data.responses import Reply, Response
from data.statements import Statement
from locales import N_
from participation.responses import REPLY_MAX
from ui.cards import Card, understood_word
from ui.page_setup import clear_problems, done, fail, problem_at
from ui.words import plain, say

ANSWERS = ("understood", "partly_understood", "misunderstood")


def may(actor: Actor, card: Card) -> bool:
    """A council says of every published answer whether it was understood, but of statements only of its own."""
    if actor.role not in COUNCILS or card.answer is None:
        return False
    return not isinstance(card.subject, Statement) or card.subject.council == actor.role


def draw(actor: Actor, card: Card) -> None:
    """A button below the answer; pressed, it opens two questions and the place for the comment."""
    answer = card.answer
    assert answer is not None  # `may` has seen it
    own = next((reply for reply in answer.replies if reply.council == actor.role), None)
    is_open = st.query_params.get("reply") == str(answer.id)
    if is_open:
        label = say(N_("Close without saving"))
    else:
        label = say(N_("Change our comment")) if own else say(N_("Comment on this answer"))
    st.button(label, key=f"comment-{answer.id}", on_click=_turn, args=(answer.id, not is_open))
    if is_open:
        _form(actor, answer, own)


def _turn(answer_id: int, open: bool) -> None:
    if open:
        st.query_params["reply"] = str(answer_id)
    else:
        st.query_params.pop("reply", None)
        _forget(answer_id)
    clear_problems()


def _names(answer_id: int) -> tuple[str, str, str, str]:
    """Keys of the choice, the comment, the revision this page saw and the other member's text."""
    return f"understood-{answer_id}", f"reply-{answer_id}", f"reply-{answer_id}--seen", f"reply-{answer_id}--other"


def _forget(answer_id: int) -> None:
    for name in _names(answer_id):
        st.session_state.pop(name, None)


def _form(actor: Actor, answer: Response, own: Reply | None) -> None:
    choice, comment, seen, _ = _names(answer.id)
    if seen not in st.session_state:
        st.session_state[seen] = own.rev if own else 0
        st.session_state[choice] = own.understood if own else None
        st.session_state[comment] = own.body if own else ""
    _other_text(answer.id)
    with st.form(key=f"reply-{answer.id}-form", enter_to_submit=False):
        problem_at(choice)
        st.radio(
            say(N_("Were you understood?")), options=ANSWERS, format_func=lambda v: plain(understood_word(v)),
            key=choice, index=None,
        )  # fmt: skip
        problem_at(comment)
        st.text_area(
            say(N_("Would you like to say something about the answer? (optional)")), key=comment, height=120,
            max_chars=REPLY_MAX,
        )  # fmt: skip
        st.caption(say(N_("The comment is shown beside the answer under the name of your council.")))
        st.form_submit_button(say(N_("Save the comment")), type="primary", on_click=_save, args=(actor, answer.id))


def _save(actor: Actor, answer_id: int) -> None:
    choice, comment, seen, other = _names(answer_id)
    body = st.session_state.get(comment, "")
    try:
        responses.reply(
            actor, answer_id, understood=st.session_state.get(choice) or "", body=body, seen=st.session_state[seen]
        )
    except Conflict as conflict:
        st.session_state[other] = (body, conflict.theirs.value)
        st.session_state[seen] = conflict.theirs.rev
        return
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    _turn(answer_id, open=False)
    done(say(N_("The comment is saved and shown beside the answer.")))


def _other_text(answer_id: int) -> None:
    """Another member of the council saved first: both texts, and the ways on. Nothing is saved before the button."""
    _, comment, _, other = _names(answer_id)
    if other not in st.session_state:
        return
    mine, theirs = st.session_state[other]
    with st.container(border=True, key=f"reply-{answer_id}--clash"):
        st.warning(say(N_("Another member of your council saved a comment while you were writing.")))
        st.markdown(f"**{say(N_('The other text'))}**")
        st.text(theirs or "–")
        with st.container(horizontal=True):
            st.button(say(N_("Keep mine")), key=f"{comment}--mine", on_click=_keep, args=(answer_id, mine))
            st.button(say(N_("Take the other")), key=f"{comment}--theirs", on_click=_turn, args=(answer_id, False))
            both = f"{mine}\n\n{theirs}"
            st.button(say(N_("Combine")), key=f"{comment}--combine", on_click=_keep, args=(answer_id, both))


def _keep(answer_id: int, text: str) -> None:
    _, comment, _, other = _names(answer_id)
    st.session_state[comment] = text
    st.session_state.pop(other)
