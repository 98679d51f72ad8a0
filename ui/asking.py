"""Asking for more, or for the matter to be prepared again: ready wordings, what has been asked, and the answers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from html import escape

import streamlit as st

from assessment.asking import KINDS, Wording
from data import requests
from data.permissions import ASKERS, Actor
from data.refusals import Refused
from data.requests import Request
from locales import N_, Message
from ui.page_setup import PAGES, clear_problems, done, fail, problem_at, role_name
from ui.words import at, language, plain, say, say_n, words
from ui.written import paragraphs, sentence, show

KIND_NAMES = {"more": N_("A request for more"), "return": N_("A proposal to return to preparation")}
KIND_TOLD = {
    "more": N_("Ask for more before the decision"),
    "return": N_("Propose that the matter is returned to preparation"),
}
ANSWERERS = ("preparer", "coordinator")
_NOT_CHOSEN = Message(N_("Choose a ready wording first, or write in your own words."))
BODY, KIND, READY, TOKEN = "request", "request-kind", "request-ready", "request-token"


# ------------------------------------------------------------------ asking


def form(actor: Actor, decision_id: int, ready: Sequence[Wording]) -> None:
    """A kind, its ready wordings and the words themselves, which are sent to those who prepare or copied."""
    state = st.session_state
    state.setdefault(TOKEN, secrets.token_hex(8))
    with st.container(border=True, key="request-form"):
        problem_at(KIND)
        st.radio(say(N_("What would you like to do?")), KINDS, key=KIND, format_func=lambda v: say(KIND_TOLD[v]))
        kind = state.get(KIND) or KINDS[0]
        fitting = [one for one in ready if one.kind == kind]
        if fitting:
            texts = [words(one.words) for one in fitting]
            shown = f"{READY}-{kind}"
            problem_at(shown)
            st.radio(
                say(N_("A ready wording, from what the briefing leaves open")), range(len(texts)), index=None,
                key=shown, format_func=lambda n: plain(texts[n]),
            )  # fmt: skip
            st.button(say(N_("Use this wording")), key="request-use", on_click=_use, args=(texts, shown))
        problem_at(BODY)
        st.text_area(say(N_("Your words")), key=BODY, height=140, max_chars=requests.MAX_REQUEST)
        text = N_(
            "Everyone who reads the decision sees this and the answer to it. You appear by your role. Name nobody."
        )
        st.caption(say(text))
        st.button(
            say(N_("Send to the preparers")),
            key="request-send",
            type="primary",
            on_click=_send,
            args=(actor, decision_id),
        )
        body = state.get(BODY) or ""
        if body.strip():
            st.caption(say(N_("To copy for the meeting:")))
            st.code(body, language=None, wrap_lines=True)


def _use(texts: Sequence[str], shown: str) -> None:
    """Puts the chosen wording below what has been written already."""
    state = st.session_state
    chosen = state.get(shown)
    if chosen is None or not 0 <= chosen < len(texts):
        fail([(shown, _NOT_CHOSEN)])
        return
    clear_problems()
    written = (state.get(BODY) or "").strip()
    state[BODY] = f"{written}\n{texts[chosen]}" if written and texts[chosen] not in written else texts[chosen]


def _send(actor: Actor, decision_id: int) -> None:
    state = st.session_state
    try:
        requests.ask(actor, decision_id, state.get(KIND) or "", state.get(BODY) or "", token=state[TOKEN])
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    state.pop(TOKEN)
    state[BODY] = ""
    done(say(N_("Sent to the preparers. The answer comes on this page.")))


# ------------------------------------------------------------------ what has been asked


def link(actor: Actor, decision_id: int) -> None:
    """From a briefing to where one asks or answers."""
    label = say(N_("Ask for more, or propose a return")) if actor.role in ASKERS else say(N_("See and answer requests"))
    st.page_link(PAGES / "requests.py", label=label, query_params={"decision": str(decision_id)})


def listed(found: Sequence[Request]) -> str:
    """Every request with its answer as HTML, for the briefing."""
    if not found:
        return sentence(say(N_("Nothing has been asked yet.")))
    return "".join(f'<div class="vp-request">{_asked(one)}{_answered(one)}</div>' for one in found)


def threads(actor: Actor, found: Sequence[Request]) -> None:
    """Every request with its answer, and what this person may do with it."""
    for one in found:
        with st.container(border=True, key=f"request-{one.id}"):
            show(f"{_asked(one)}{_answered(one)}")
            if actor.role in ANSWERERS and not one.withdrawn:
                _answer_form(actor, one)
            if _may_withdraw(actor, one):
                st.button(
                    say(N_("Take back the request")), key=f"withdraw-{one.id}", on_click=_withdraw, args=(actor, one.id)
                )


def _asked(one: Request) -> str:
    about = [role_name(one.by_role), at(one.at)]
    if one.edition:
        about.append(say(N_("about version {n}"), n=one.edition))
    head = f"<h3>{escape(say(KIND_NAMES[one.kind]))}</h3>"
    meta = f'<p class="vp-small">{escape(" · ".join(about))}</p>'
    if one.withdrawn:
        return head + meta + sentence(say(N_("The request was taken back.")))
    return f"{head}{meta}{paragraphs(one.body, language())}"


def _answered(one: Request) -> str:
    if one.withdrawn and not one.answers:
        return ""
    if not one.answers:
        return f"<p><strong>{escape(say(N_('Waits for an answer.')))}</strong></p>"
    newest, *earlier = one.answers
    label = escape(say(N_("Answer:")))
    meta = f'<p class="vp-small"><strong>{label}</strong> {escape(f"{role_name(newest.by_role)}, {at(newest.at)}")}</p>'
    text = f"{meta}{paragraphs(newest.body, language())}"
    if not earlier:
        return text
    forms = N_("{n} earlier version of the answer"), N_("{n} earlier versions of the answer")
    old = "".join(
        f'<p class="vp-small">{escape(at(answer.at))}</p>{paragraphs(answer.body, language())}' for answer in earlier
    )
    return f"{text}<details><summary>{escape(say_n(*forms, len(earlier)))}</summary>{old}</details>"


def _may_withdraw(actor: Actor, one: Request) -> bool:
    return not one.withdrawn and (one.own if actor.role in ASKERS else actor.role in ANSWERERS)


def _withdraw(actor: Actor, request_id: int) -> None:
    requests.withdraw(actor, request_id)
    clear_problems()
    done(say(N_("The request was taken back, and its words are gone.")))


def _answer_form(actor: Actor, one: Request) -> None:
    key = f"answer-{one.id}"
    newest = one.answers[0] if one.answers else None
    if newest is not None and st.query_params.get("correct") != str(one.id):
        st.button(say(N_("Correct the answer")), key=f"correct-{one.id}", on_click=_correct, args=(one.id, newest.body))
        return
    problem_at(key)
    st.text_area(say(N_("Your answer")), key=key, height=140, max_chars=requests.MAX_ANSWER)
    st.caption(say(N_("The answer is shown to everyone who reads the decision.")))
    args = (actor, one.id, newest.version if newest else 0)
    st.button(say(N_("Publish the answer")), key=f"{key}-send", type="primary", on_click=_answer, args=args)


def _correct(request_id: int, body: str) -> None:
    st.query_params["correct"] = str(request_id)
    st.session_state[f"answer-{request_id}"] = body
    clear_problems()


def _answer(actor: Actor, request_id: int, seen: int) -> None:
    try:
        requests.answer(actor, request_id, st.session_state.get(f"answer-{request_id}") or "", seen=seen)
    except Refused as refused:
        fail(refused.problems)
        return
    clear_problems()
    st.query_params.pop("correct", None)
    done(say(N_("The answer is published.")))
