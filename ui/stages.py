"""Moving a decision along its stages, recording what was decided, and adding an alternative."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessment.case import Alternative
from assessment.matter import Head
from data import decisions
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui.page_setup import clear_problems, done, fail, problem_at
from ui.tasklist import STAGE_NAMES
from ui.words import say, today, words

OUTCOMES = ("decided", "decided_changed", "returned", "rejected")


def change(actor: Actor, head: Head, alternatives: tuple[Alternative, ...]) -> None:
    """The stages that follow from here; on the agenda also what the body decided."""
    onward = decisions.next_stages(head.stage)
    problem_at("stage")
    if onward:
        with st.popover(say(N_("Change the stage"))):
            st.radio(
                say(N_("Next stage")), options=list(onward), format_func=lambda s: say(STAGE_NAMES[s]), index=None,
                key="next-stage",
            )  # fmt: skip
            st.button(say(N_("Save the stage")), key="save-stage", on_click=_move, args=(actor, head.id))
    if head.stage == "on_agenda":
        with st.popover(say(N_("Record the decision"))):
            st.radio(
                say(N_("What was decided?")), options=list(OUTCOMES), format_func=lambda s: say(STAGE_NAMES[s]),
                index=None, key="outcome",
            )  # fmt: skip
            names = {a.code: f"{a.code} {words(a.name)}" for a in alternatives}
            if st.session_state.get("outcome") in ("decided", "decided_changed"):
                st.selectbox(
                    say(N_("Which alternative was decided on?")), options=list(names), format_func=lambda c: names[c],
                    index=None, key="chosen", placeholder=say(N_("The proposed one")),
                )  # fmt: skip
            st.date_input(say(N_("When was it decided?")), key="decided-on", value=today(), format="DD.MM.YYYY")
            st.button(say(N_("Save the decision")), key="save-outcome", on_click=_decide, args=(actor, head.id))


def _move(actor: Actor, decision_id: int) -> None:
    stage = st.session_state.get("next-stage")
    if stage is not None:
        _try(lambda: decisions.move(actor, decision_id, stage), say(N_("The stage was changed.")))


def _decide(actor: Actor, decision_id: int) -> None:
    outcome, day = st.session_state.get("outcome"), st.session_state.get("decided-on")
    if outcome is not None and day is not None:
        _try(
            lambda: decisions.record_outcome(
                actor, decision_id, stage=outcome, decided_on=day, chosen=st.session_state.get("chosen")
            ),
            say(N_("The decision was recorded.")),
        )


def add_alternative(actor: Actor, decision_id: int) -> None:
    """One more alternative, while there is room."""
    problem_at("new-alternative")
    with st.container(horizontal=True, vertical_alignment="bottom", key="add-alternative"):
        st.text_input(say(N_("Name of a new alternative")), key="new-alternative", max_chars=80)
        st.button(say(N_("Add an alternative")), key="save-alternative", on_click=_add, args=(actor, decision_id))


def _add(actor: Actor, decision_id: int) -> None:
    name = st.session_state.get("new-alternative", "")
    if _try(lambda: decisions.add_alternative(actor, decision_id, name), say(N_("The alternative was added."))):
        st.session_state["new-alternative"] = ""


def _try(act: Callable[[], object], told: str) -> bool:
    try:
        act()
    except Refused as refused:
        fail(refused.problems)
        return False
    clear_problems()
    done(told)
    return True
