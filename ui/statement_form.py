"""A statutory council's statement: written by the council itself, or recorded by those who prepare the matter."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.names import POSITIONS
from data import statements
from data.permissions import Actor
from data.refusals import Refused
from locales import N_, Message
from ui.cards import council_name
from ui.page_setup import clear_problems, done, fail, problem_at
from ui.words import plain, say, today

# The widget keys are the field names of data/statements.py, so that its refusals lead to the right field.
FIELDS = ("council", "statement-date", "position", "main-points", "url")


def toggle(opener: str, label: str) -> bool:
    """The button that opens and closes the form; the address tells which. Gives whether the form is open."""
    is_open = st.query_params.get("add") == "statement"
    st.button(say(N_("Close without sending")) if is_open else label, key=opener, on_click=_turn, args=(not is_open,))
    return is_open


def _turn(open: bool) -> None:
    if open:
        st.query_params["add"] = "statement"
    else:
        st.query_params.pop("add", None)
    clear_problems()


def draw(actor: Actor, decision_id: int, councils: Sequence[str]) -> None:
    """The fields and the button. Outside a form, because the main points may be long."""
    if "statement-date" not in st.session_state:
        st.session_state["statement-date"] = today()
    with st.container(border=True, key="statement-form"):
        if len(councils) > 1:
            problem_at("council")
            st.radio(
                say(N_("Whose statement is it?")), options=councils, format_func=lambda v: plain(council_name(v)),
                key="council", index=None,
            )  # fmt: skip
        problem_at("statement-date")
        st.date_input(say(N_("Date of the statement")), key="statement-date", format="DD.MM.YYYY", max_value=today())
        problem_at("position")
        st.radio(
            say(N_("Position")), options=statements.POSITIONS, format_func=lambda v: plain(say(POSITIONS[v])),
            key="position", index=None,
        )  # fmt: skip
        problem_at("main-points")
        st.text_area(
            say(N_("Main points of the statement. Each statement gets an answer of its own.")),
            key="main-points", height=220, max_chars=statements.MAX_POINTS,
        )  # fmt: skip
        problem_at("url")
        st.text_input(say(N_("Link to the whole statement (optional)")), key="url")
        st.button(
            say(N_("Save the statement")), key="statement-save", type="primary", on_click=_save,
            args=(actor, decision_id, councils),
        )  # fmt: skip


def _save(actor: Actor, decision_id: int, councils: Sequence[str]) -> None:
    given = {name: st.session_state.get(name) for name in FIELDS}
    if given["statement-date"] is None:
        fail([("statement-date", Message(N_("Give the date of the statement.")))])
        return
    council = councils[0] if len(councils) == 1 else str(given["council"] or "")
    try:
        statements.add(
            actor, decision_id, council=council, date=given["statement-date"], position=given["position"] or "",
            main_points=given["main-points"] or "", url=(given["url"] or "").strip() or None,
        )  # fmt: skip
    except Refused as refused:
        fail(refused.problems)
        return
    for name in FIELDS:
        st.session_state.pop(name, None)
    _turn(open=False)
    done(
        say(N_("The statement of {council} is recorded. It gets an answer of its own."), council=council_name(council))
    )
