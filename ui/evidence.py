"""Adding an evidence object: one short form, opened where a source is asked for."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assessment.matter import Matter
from data import assessments
from data.permissions import Actor
from data.refusals import Refused
from locales import N_
from ui.fields import iso
from ui.page_setup import saved
from ui.words import language, say


def add_form(actor: Actor, matter: Matter) -> None:
    """A popover with the library's evidence fields; a stored source can be chosen in every question after that."""
    library = matter.instruments.library
    with st.popover(say(N_("Add a new source"))), st.form("evidence", clear_on_submit=False, border=False):
        for problem in st.session_state.pop("evidence-problems", ()):
            st.error(problem)
        given: dict[str, Any] = {}
        for field in library.evidence_fields:
            label = field.text(language()) + ("" if field.required else f" ({say(N_('optional'))})")
            key = f"new-{field.id.replace('_', '-')}"
            match field.type:
                case "date":
                    given[field.id] = iso(st.date_input(label, key=key, value=None, format="DD.MM.YYYY"))
                case "choice":
                    options = {v: t.text(language()) for v, t in library.lists[field.options or ""].items()}
                    given[field.id] = _select(label, key, options)
                case "scale":
                    values = library.scale(field.scale or "").values()
                    given[field.id] = _select(label, key, {v: level.text(language()) for v, level in values.items()})
                case _:
                    given[field.id] = st.text_input(label, key=key, max_chars=field.max_chars or 300)
        if st.form_submit_button(say(N_("Save the source")), type="primary"):
            try:
                assessments.add_evidence(actor, matter.head.id, given)
            except Refused as refused:
                names = {f.id: f.text(language()) for f in library.evidence_fields}
                problems = [f"{names.get(id, '')}: {message.text(language())}" for id, message in refused.problems]
                st.session_state["evidence-problems"] = problems
            else:
                saved()
            st.rerun()


def _select(label: str, key: str, options: dict[Any, str]) -> Any:
    return st.selectbox(
        label, options=list(options), format_func=lambda v: options[v], index=None, key=key,
        placeholder=say(N_("Choose")),
    )  # fmt: skip
